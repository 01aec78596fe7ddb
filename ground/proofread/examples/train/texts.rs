//! The texts that are learnt, line by line, and those that are held back to learn from their mistakes.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::Path;

use crate::Result;

/// Lines of text in two heaps.
#[derive(Default)]
pub struct Texts {
    /// Lines whose rows of characters are counted in any case.
    pub learnt: Vec<String>,
    /// Lines that are counted only at the very end; until then mistakes are put into them.
    pub held: Vec<String>,
}

/// One of every so many laws is held back, chosen by its title, so that all versions of a law are on one side.
const HELD: u64 = 14;

fn unzipped(path: &Path) -> Result<String> {
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

fn plain(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?)
}

/// The named texts of each row of a JSON-lines file.
fn fields(lines: &str, names: &[&str]) -> Result<Vec<Vec<String>>> {
    let mut out = Vec::new();
    for line in lines.lines().filter(|l| !l.trim().is_empty()) {
        let row: serde_json::Value = serde_json::from_str(&line.replace(": NaN,", ": null,"))?;
        out.push(names.iter().filter_map(|n| row[*n].as_str().map(str::to_owned)).collect());
    }
    Ok(out)
}

fn number(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Reads the texts of the shared folder. A line that came before is left out: laws repeat each other much.
pub fn read(shared: &Path) -> Result<Texts> {
    let mut texts = Texts::default();
    let mut seen = HashSet::new();
    let mut add = |heap: &mut Vec<String>, text: &str| {
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            if seen.insert(number(line)) {
                heap.push(line.to_owned());
            }
        }
    };
    for law in fields(&unzipped(&shared.join("texts/laws.jsonl.gz"))?, &["title", "text"])? {
        let held = law.first().is_some_and(|title| number(title).is_multiple_of(HELD));
        let heap = if held { &mut texts.held } else { &mut texts.learnt };
        law.iter().for_each(|text| add(heap, text));
    }
    for row in fields(&unzipped(&shared.join("search/statutes/corpus.jsonl.gz"))?, &["title", "text"])? {
        row.iter().for_each(|text| add(&mut texts.learnt, text));
    }
    for row in fields(&unzipped(&shared.join("texts/npc-work-reports-2008-2022-zh-en.jsonl.gz"))?, &["zh"])? {
        row.iter().for_each(|text| add(&mut texts.held, text));
    }
    for row in fields(&plain(&shared.join("search/statutes/queries.dev.jsonl"))?, &["query", "answer"])? {
        row.iter().for_each(|text| add(&mut texts.held, text));
    }
    add(&mut texts.held, &plain(&shared.join("texts/policy-titles.txt"))?);
    for row in fields(&unzipped(&shared.join("search/cmrc2018-dev/passages.jsonl.gz"))?, &["text"])? {
        row.iter().for_each(|text| add(&mut texts.held, &text.replace('。', "。\n")));
    }
    Ok(texts)
}

/// A word of the list must have been seen so often.
const SEEN: u32 = 4;

/// Words with how often each was seen, from a file of `word count …` lines, and the words of official writing.
pub fn words(path: &Path, shared: &Path) -> Result<Vec<(String, u32)>> {
    let row = |line: &str| {
        let mut parts = line.split_whitespace();
        Some((parts.next()?.to_owned(), parts.next()?.parse().ok()?))
    };
    let mut words: Vec<(String, u32)> =
        plain(path)?.lines().filter_map(row).filter(|(_, seen)| *seen >= SEEN).collect();
    for name in ["公文写作.txt", "公文写作常用词-869.txt"] {
        let text = plain(&shared.join("spelling/wordlists").join(name))?;
        words.extend(text.lines().filter_map(|l| Some((l.split_whitespace().next()?.to_owned(), 60))));
    }
    Ok(words)
}
