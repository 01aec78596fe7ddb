//! Results count what was answered; every number counts what its list shows.

use super::*;
use base::share;

use crate::excel;
use crate::results::{self, mean};
use crate::store::{Count, Filter};
use ::store::long::Turn;
use counter::Scope;

::store::both! {
    async fn results_count_choices_of_those_who_were_asked(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("poll", "none").await;
        for (choice, score) in [(1, 0), (2, 0), (2, 5), (3, 0)] {
            county.answer(id, &Voter::Nobody, &full(choice, score, "好")).await.unwrap();
        }
        let survey = county.closed(id).await;
        let found = results::of(&mut county.db().reader(), &survey).await.unwrap();
        let values = |at: usize, line: usize| found.questions[at].lines[line].bars.iter().map(|b| b.value).collect::<Vec<_>>();
        assert_eq!((found.answers, values(0, 0)), (4, vec![1, 2, 1]));
        assert_eq!(found.questions[0].lines[0].bars.iter().map(|b| share::words(b.share)).collect::<Vec<_>>(), ["25.0%", "50.0%", "25.0%"]);
        // Several options of one answer count that answer once.
        assert_eq!((found.questions[1].lines[0].answers, values(1, 0)), (4, vec![4, 3, 1]));
        // The scale, which begins at 0, was asked of the two who chose the second option.
        assert_eq!((found.questions[2].lines[0].answers, values(2, 0)), (2, vec![1, 0, 0, 0, 0, 1]));
        assert_eq!(found.questions[2].lines[0].mean.map(mean).as_deref(), Some("2.50"));
        assert_eq!((values(3, 0), values(3, 1)), (vec![4, 0, 0], vec![0, 0, 4]));
        assert_eq!((found.questions[4].texts, found.questions[4].lines.len()), (4, 0));
        let file = crate::excel::of_results(&found).unwrap();
        assert!(file.starts_with(b"PK"));
        let all = crate::excel::of_answers(&mut county.db().reader(), &survey, (1, 100)).await.unwrap();
        assert!(all.starts_with(b"PK"));
    }

    async fn all_answers_go_out_in_as_many_files_as_they_need(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("poll", "none").await;
        for number in 1..=5 {
            county.answer(id, &Voter::Nobody, &full(1, 0, &format!("第 {number} 份"))).await.unwrap();
        }
        let survey = county.survey(id).await;
        let mut q = county.db().reader();
        assert_eq!((excel::parts(5, 2), excel::parts(4, 2), excel::parts(0, 2)), (3, 2, 1));
        let mut texts = Vec::new();
        for (part, expected) in [(1, vec!["1", "2"]), (2, vec!["3", "4"]), (3, vec!["5"])] {
            let (heads, rows) = excel::lines(&mut q, &survey, (part, 2)).await.unwrap();
            assert!(rows.iter().all(|row| row.len() == heads.len()));
            let numbers: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
            assert_eq!(numbers[..expected.len()], expected, "part {part}");
            match numbers.get(expected.len()) {
                Some(last) => assert!(last.contains(&format!("还有 {} 份答卷，见第 {} 部分", 5 - 2 * part, part + 1)), "{last}"),
                None => assert_eq!(part, 3, "only the last part is silent"),
            }
            texts.extend(rows.into_iter().take(expected.len()).flat_map(|row| row.into_iter().filter(|cell| cell.starts_with("第 "))));
        }
        assert_eq!(texts, (1..=5).map(|number| format!("第 {number} 份")).collect::<Vec<_>>(), "each answer once");
        for part in [0, 4] {
            assert!(matches!(excel::lines(&mut q, &survey, (part, 2)).await, Err(Error::Unseen)), "there is no part {part}");
        }
    }

    async fn published_texts_are_shown_page_by_page(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.open("poll", "none").await;
        for number in 1..=5 {
            county.answer(id, &Voter::Nobody, &full(1, 0, &format!("第 {number} 份"))).await.unwrap();
        }
        let survey = county.survey(id).await;
        let mut tx = county.db().begin().await.unwrap();
        for text in store::texts(&mut tx, id, 0, 10).await.unwrap() {
            answers::publish(&mut tx, &county.ground(), &county.keeper, text.id, &text.text).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut shown = Vec::new();
        for page in 1..=3 {
            let found = results::turned(&mut county.db().reader(), &survey, (page, 2)).await.unwrap();
            assert_eq!((found.published, found.texts), (5, 5), "the counts are those of all");
            shown.extend(found.questions.into_iter().flat_map(|question| question.published));
        }
        assert_eq!(shown, (1..=5).map(|number| format!("第 {number} 份")).collect::<Vec<_>>());
    }

    async fn every_number_counts_what_its_list_shows(test: TestDb) {
        let mut county = County::new(test).await;
        county.draft("poll", "poll", (3, 16)).await;
        let late = county.open("poll", "none").await;
        county.on(3, 2);
        let done = county.open("poll", "none").await;
        for id in [late, late, done] {
            county.answer(id, &Voter::Nobody, &full(1, 0, "好")).await.unwrap();
        }
        county.closed(done).await;
        county.feedback(&county.keeper, done, "submit", opinion("多数同意，按多数人的意见办理。")).await.unwrap();
        county.feedback(&county.head, done, "publish", Input::default()).await.unwrap();
        county.on(6, 1);
        let mut q = county.db().reader();
        let expected = [3, 2, 1, 1, 1, 1, 0, 0, 2];
        for (count, expected) in Count::ALL.iter().zip(expected) {
            let filter = Filter { count: *count, ..Filter::all(county.now) };
            let n = store::count(&mut q, &filter).await.unwrap();
            assert_eq!(n, expected, "{}", count.key());
            let listed = store::list(&mut q, &filter, &Turn::First, 100).await.unwrap().rows;
            assert_eq!(i64::try_from(listed.len()).unwrap(), n, "the list of {}", count.key());
            assert_eq!(store::counted(&mut q, &filter).await.unwrap().found, n);
            let units: i64 = store::by_unit(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            assert_eq!(units, n, "{} by unit", count.key());
        }
        let span = (Date::constant(2026, 3, 1), Date::constant(2026, 3, 31));
        assert_eq!(store::answers_count(&mut q, span, None, &Scope::All).await.unwrap(), 3);
        assert_eq!(store::answers_count(&mut q, span, Some(county.units[1]), &Scope::All).await.unwrap(), 0);
        assert_eq!(store::answers_by_unit(&mut q, span).await.unwrap(), [(county.unit, 3)]);
        let listed = store::answers_list(&mut q, span, None, &Scope::All, &Turn::First, 10).await.unwrap().rows;
        assert_eq!(listed.len(), 3);
        let nobody = Filter { scope: Scope::Units(Vec::new()), ..Filter::all(county.now) };
        assert_eq!(store::count(&mut q, &nobody).await.unwrap(), 0);
        let shown = Filter { public: true, ..Filter::all(county.now) };
        assert_eq!(store::count(&mut q, &shown).await.unwrap(), 2, "the draft is not for the public");
    }
}
