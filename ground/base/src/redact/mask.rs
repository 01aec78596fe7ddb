//! Masks what was found, and names and addresses that are fields of their own.

use super::fold::fold;
use super::{Finding, Kind, find};

/// `text` with all personal data masked. Masking twice changes nothing, and nothing is found in what comes out.
pub fn mask(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        // What a mask leaves may join with its neighbours, so look again; each pass leaves fewer digits and letters.
        let findings = find(&text);
        if findings.is_empty() {
            return text;
        }
        text = mask_once(&text, &findings);
    }
}

fn mask_once(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for finding in findings {
        let kept = text.get(done..finding.bytes.start).unwrap_or_default();
        let found = text.get(finding.bytes.clone()).unwrap_or_default();
        out.push_str(kept);
        out.push_str(&masked(finding.kind, found));
        done = finding.bytes.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// One finding masked: what is left helps its owner to recognise it and nobody else to use it.
fn masked(kind: Kind, found: &str) -> String {
    let folded = fold(found);
    let plain = folded.slice(0, folded.len());
    let word: String =
        plain.chars().filter(|c| !matches!(c, ' ' | '-' | '·' | '(' | ')' | '.' | ',' | '、' | '/')).collect();
    match kind {
        Kind::Identity => keep(&word, 3, 4),
        Kind::Mobile => keep(&word, 3, 4),
        Kind::Card => keep(&word, 4, 4),
        Kind::Plate => keep(&word, 2, 2),
        Kind::Mail => {
            let (local, domain) = plain.split_once('@').unwrap_or((&plain, ""));
            let first = local.chars().next().unwrap_or('*');
            format!("{first}***@{}", domain.trim_start().replace('。', "."))
        }
    }
}

/// The first `head` and last `tail` characters of `word`, stars between.
fn keep(word: &str, head: usize, tail: usize) -> String {
    let count = word.chars().count();
    let star = |(i, c)| if i < head || i + tail >= count { c } else { '*' };
    word.chars().enumerate().map(star).collect()
}

/// A person's name for the public: 张三丰 becomes 张**.
pub fn mask_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    let Some(first) = chars.next() else { return String::new() };
    let rest = chars.count().clamp(1, 3);
    format!("{first}{}", "*".repeat(rest))
}

/// An address for the public, kept to the street or the town: 青禾县城关街道人民路12号 becomes 青禾县城关街道人民路***.
pub fn mask_address(address: &str) -> String {
    const STREETS: [&str; 11] = ["街道", "大道", "大街", "路", "街", "巷", "镇", "乡", "县", "区", "市"];
    let address = address.trim();
    // House numbers begin where digits do; what follows is never kept.
    let digits = |c: char| c.is_numeric() || "一二三四五六七八九十零〇".contains(c);
    let named = address.find(digits).unwrap_or(address.len());
    let head = address.get(..named).unwrap_or_default();
    let home = ["村", "组", "小区", "社区"].iter().filter_map(|word| head.find(word)).min();
    let residential = home.unwrap_or(head.len());
    let head = head.get(..residential).unwrap_or_default();
    let streets = STREETS.iter().take(8);
    let end = |word: &&str| head.rfind(*word).map(|at| at + word.len());
    let cut = streets.clone().filter_map(end).max().or_else(|| STREETS.iter().skip(8).filter_map(end).max());
    match cut {
        Some(end) if end == address.len() => address.to_owned(),
        Some(end) => format!("{}***", head.get(..end).unwrap_or_default()),
        None if address.is_empty() => String::new(),
        None => "***".to_owned(),
    }
}
