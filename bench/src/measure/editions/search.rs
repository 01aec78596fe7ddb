//! The public search in a county of very many articles: how long an answer takes that somebody waits for.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;

use super::super::Bench;
use super::load;
use super::texts::Dice;
use crate::report::Row;
use crate::times::Times;
use crate::{Result, wire};

/// Questions that are counted, and those before.
const QUESTIONS: usize = 2_000;
const WARM: usize = 100;
/// What is asked on a portal's front page, beside words from titles.
const HOT: [&str; 16] = [
    "社保",
    "医保",
    "公积金",
    "身份证",
    "营业执照",
    "不动产登记",
    "低保",
    "入学",
    "招聘",
    "危房改造",
    "高龄津贴",
    "宅基地",
    "退役军人",
    "公租房",
    "残疾人补贴",
    "创业贷款",
];

/// Kinds of questions: what they are called, and how many of twenty are such.
const KINDS: [(&str, usize); 4] = [("words", 11), ("titles", 4), ("document numbers", 2), ("sentences", 3)];

#[derive(Deserialize)]
struct Asked {
    query: String,
}

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let county = load(bench, bench.options.articles).await?;
    let client = wire::client()?;
    let mut all = Times::default();
    let mut by_kind: Vec<(&str, Times)> = KINDS.iter().map(|(kind, _)| (*kind, Times::default())).collect();
    let mut found = 0_usize;
    for (turn, (kind, words)) in questions(&bench.options.shared, WARM + QUESTIONS)?.into_iter().enumerate() {
        let begun = Instant::now();
        let answer = client.get(format!("http://{}{}", county.server.address, address(&words))).send().await?;
        let status = answer.status();
        let page = answer.text().await?;
        let took = begun.elapsed();
        if !status.is_success() {
            return Err(format!("the question {words} was answered with {status}").into());
        }
        if turn >= WARM {
            all.add(took);
            by_kind.iter_mut().filter(|(of, _)| *of == kind).for_each(|(_, times)| times.add(took));
            found += usize::from(page.contains("href=\"/a/"));
        }
    }
    let (p50, p99) = (all.quantile(0.5), all.quantile(0.99));
    let articles = county.articles;
    bench.row(
        Row::new(
            format!("public search, {articles} articles, p99 of {QUESTIONS} questions ({found} found something)"),
            format!("{p99:.1} ms (p50 {p50:.1})"),
        )
        .aim("< 20 ms", p99 < 20.0)
        .meant_at(super::AIMED_AT, articles),
    );
    let kinds = by_kind.iter().map(|(kind, times)| {
        format!("{kind} {:.1} / {:.1} / {:.1}", times.quantile(0.5), times.quantile(0.95), times.quantile(0.99))
    });
    bench.row(Row::new("the same by kind of question: p50 / p95 / p99 in ms", kinds.collect::<Vec<_>>().join(", ")));
    county.server.stop()?;
    bench.note(format!(
        "Search: `GET /search?q=…` with everything that the page shows: ten hits read again from the database and marked, counts of the facets, hot words, related questions. {QUESTIONS} questions one after the other, each \
         once, after {WARM} others: of twenty, eleven are words (what portals list as hot, and two to eight characters out of titles), four beginnings of titles, two document numbers, three whole sentences (the real questions of the \
         shared data)."
    ));
    Ok(())
}

/// The page that answers a question.
pub fn address(words: &str) -> String {
    let coded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/search?q={coded}")
}

/// So many questions in a fixed order, each with its kind.
///
/// # Errors
/// When the shared data is not there.
pub fn questions(shared: &Path, count: usize) -> Result<Vec<(&'static str, String)>> {
    let lines = |name: &str| -> Result<Vec<String>> {
        let path = shared.join(name);
        let file = File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(BufReader::new(file).lines().collect::<std::io::Result<_>>()?)
    };
    let sentences = lines("search/statutes/queries.dev.jsonl")?;
    // Where a question has no keywords the file says NaN, which JSON does not know.
    let sentences: Vec<Asked> = sentences
        .iter()
        .map(|line| serde_json::from_str(&line.replace(": NaN", ": null")))
        .collect::<std::result::Result<_, _>>()?;
    let titles: Vec<Vec<char>> = lines("texts/policy-titles.txt")?
        .iter()
        .map(|title| title.trim().chars().collect())
        .filter(|t: &Vec<char>| t.len() > 8)
        .collect();
    let bag: Vec<&'static str> = KINDS.iter().flat_map(|(kind, often)| std::iter::repeat_n(*kind, *often)).collect();
    let mut dice = Dice::of(2026);
    let mut all = Vec::with_capacity(count);
    for n in 0..count {
        let kind = *dice.one(&bag);
        let title = dice.one(&titles);
        let words = match kind {
            "words" if dice.below(4) == 0 => (*dice.one(&HOT)).to_owned(),
            "words" => part(title, dice.below(title.len()), 2 + dice.below(7)),
            "titles" => part(title, 0, 10 + dice.below(15)),
            "document numbers" => format!("青政发〔{}〕{}号", 2017 + dice.below(10), 1 + dice.below(400)),
            _ => sentences[n % sentences.len()].query.clone(),
        };
        all.push((kind, words));
    }
    Ok(all)
}

/// So many characters of a title from a place on, or its last ones.
fn part(title: &[char], from: usize, length: usize) -> String {
    let from = from.min(title.len().saturating_sub(length));
    title.iter().skip(from).take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_title_is_as_long_as_was_asked() {
        let title: Vec<char> = "关于做好春耕工作的通知".chars().collect();
        assert_eq!(
            (part(&title, 2, 4), part(&title, 99, 3), part(&title, 0, 99)),
            ("做好春耕".into(), "的通知".into(), title.iter().collect())
        );
        assert_eq!(address("社保"), "/search?q=%E7%A4%BE%E4%BF%9D");
    }
}
