//! The search over texts of the invented county and what people ask of them: services, policies, organs.

use std::fmt::Write as _;

use store::search::{Audience, Doc, Find, Reach, Search};

/// Hits among which a text must be.
const AMONG: usize = 5;
/// Questions that may miss their text, of a hundred.
const MISSED: usize = 2;

/// A text with its questions.
struct Judged {
    title: &'static str,
    text: &'static str,
    questions: Vec<&'static str>,
}

fn judged() -> Vec<Judged> {
    let lines = include_str!("../judged/portal.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().expect("a line has a title, a text and questions");
        Judged { title: cell(), text: cell(), questions: cell().split('|').collect() }
    };
    lines.map(read).collect()
}

#[tokio::test]
async fn what_people_ask_finds_its_text_among_the_first_five_and_names_find_it_first() {
    let all = judged();
    let index = Search::in_memory().expect("an index");
    let docs: Vec<Doc> = all
        .iter()
        .enumerate()
        .map(|(id, judged)| Doc {
            kind: "article".to_owned(),
            id: i64::try_from(id).expect("few"),
            title: judged.title.to_owned(),
            body: judged.text.to_owned(),
            audience: Audience::Public,
            ..Doc::default()
        })
        .collect();
    index.fill(docs.into_iter()).await.expect("is filled");
    let (mut asked, mut missed, mut told) = (0, 0, String::new());
    for (id, judged) in all.iter().enumerate() {
        for question in &judged.questions {
            let (text, first) = question.strip_prefix('=').map_or((*question, false), |text| (text, true));
            let find = Find { text, reach: Reach::Public, limit: AMONG, fill: AMONG, ..Find::default() };
            let hits = index.find(&find).await.expect("answers").hits;
            let place = hits.iter().position(|hit| usize::try_from(hit.id) == Ok(id));
            assert!(!first || place == Some(0), "{text} must find {} first, not {place:?}", judged.title);
            asked += 1;
            if place.is_none() {
                missed += 1;
                let found: Vec<&str> =
                    hits.iter().filter_map(|hit| all.get(usize::try_from(hit.id).ok()?)).map(|j| j.title).collect();
                writeln!(told, "{text}: not {} but {found:?}", judged.title).expect("is written");
            }
        }
    }
    assert!(asked >= 200, "{asked} questions");
    println!("{} of {asked} found\n{told}", asked - missed);
    assert!(missed * 100 <= asked * MISSED, "{missed} of {asked} questions miss their text:\n{told}");
}
