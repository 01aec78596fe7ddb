//! Fixed phrases of politics and of the state (固定表述) with one character wrong or left out: 中华人民共各国, 两学一作. Such slips are
//! among the gravest (检查指标, 国办秘函〔2019〕19号, 严重表述错误), and no dictionary has them (`data/phrases.txt`).

use std::ops::Range;
use std::sync::OnceLock;

use super::Page;
use crate::finding::{Finding, Kind};
use crate::model::Model;
use crate::model::chars::is_han;
use crate::model::confusion::Link;

const LIST: &str = include_str!("../../data/phrases.txt");
/// Characters from which on a phrase is known though one is left out.
const LONG: usize = 7;
/// How sure it is that a near miss of a fixed phrase is one.
const SURE: f32 = 0.95;

struct Phrase {
    text: &'static str,
    chars: Vec<char>,
    /// Any wrong character within counts, not only one that sounds or looks alike.
    any: bool,
    /// Longer or other words that are right as they stand.
    except: Vec<&'static str>,
}

/// The phrases, the longest first.
fn built_in() -> &'static [Phrase] {
    static PHRASES: OnceLock<Vec<Phrase>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let row = |line: &'static str| {
            let mut parts = line.split('\t');
            let (text, which) = (parts.next()?, parts.next()?);
            let except = parts.next().unwrap_or_default().split('|').filter(|word| !word.is_empty()).collect();
            Some(Phrase { text, chars: text.chars().collect(), any: which == "任", except })
        };
        let mut phrases: Vec<Phrase> = LIST.lines().filter(|line| !line.starts_with('#')).filter_map(row).collect();
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.chars.len()));
        phrases
    })
}

/// Reports near misses. Without the model only those that need no likeness are known.
pub(crate) fn check(page: &mut Page<'_>, model: Option<&Model>) {
    let chars: Vec<char> = page.chars.iter().map(|(_, c)| *c).collect();
    let mut taken: Vec<Range<usize>> = Vec::new();
    for phrase in built_in() {
        let near = (0..chars.len()).filter_map(|at| miss(&chars, at, phrase, model).map(|end| at..end));
        for range in near.collect::<Vec<_>>() {
            if taken.iter().any(|other| other.start < range.end && range.start < other.end) {
                continue;
            }
            let rest = page.text.get(page.bytes(range.clone()).start..).unwrap_or_default();
            if phrase.except.iter().any(|word| rest.starts_with(word)) {
                continue;
            }
            let why = format!("与固定表述“{}”只差一个字", phrase.text);
            let bytes = page.bytes(range.clone());
            let made = Finding::new(page.text, bytes, vec![phrase.text.to_owned()], Kind::Expression, why, SURE);
            page.found.extend(made.map(Finding::grave));
            taken.push(range);
        }
    }
}

/// Where the near miss of `phrase` that begins at `at` ends.
fn miss(chars: &[char], at: usize, phrase: &Phrase, model: Option<&Model>) -> Option<usize> {
    let right = &phrase.chars;
    let written = chars.get(at..)?;
    let same = right.iter().zip(written).take_while(|(a, b)| a == b).count();
    if same == right.len() {
        return None;
    }
    let after = |text: &[char], from: usize| text.get(from..).is_some_and(|rest| rest.starts_with(&right[same + 1..]));
    if after(written, same + 1) && is_wrong(written, same, phrase, model) {
        return Some(at + right.len());
    }
    // One character is left out, within the phrase.
    let inside = same > 0 && same + 1 < right.len() && is_han(right[same]);
    (phrase.any && right.len() >= LONG && inside && after(written, same)).then_some(at + right.len() - 1)
}

/// Whether the character that is written in the place `place` of the phrase is a slip and no other word.
fn is_wrong(written: &[char], place: usize, phrase: &Phrase, model: Option<&Model>) -> bool {
    let (Some(&wrong), Some(&right)) = (written.get(place), phrase.chars.get(place)) else { return false };
    // The same phrase with another mark between its parts is as right.
    if !is_han(wrong) || !is_han(right) {
        return false;
    }
    let edge = place == 0 || place + 1 == phrase.chars.len();
    if phrase.any && !edge {
        return true;
    }
    model.is_some_and(|model| {
        alike(model, wrong, right, edge)
            // 四个自行车棚: it belongs to what follows, or to what stands before.
            && (place + 1 < phrase.chars.len() || !joined(model, wrong, written.get(phrase.chars.len())))
    })
}

/// Whether the two sound or look so much alike that one is written for the other. At an `edge` only the sound counts: another
/// word may stand there, 全县 for 全国.
fn alike(model: &Model, wrong: char, right: char, edge: bool) -> bool {
    let (wrong, right) = (model.chars.id(wrong), model.chars.id(right));
    let other = model.confusion.of(wrong).iter().find(|(id, _)| *id == right);
    other.is_some_and(|(_, link)| match link {
        Link::Tone | Link::Sound | Link::Near => true,
        Link::Shape => !edge,
        Link::Print | Link::Faint => false,
    })
}

/// Whether the two make a word.
fn joined(model: &Model, first: char, second: Option<&char>) -> bool {
    second.is_some_and(|second| model.word(&[model.chars.id(first), model.chars.id(*second)]) > 0)
}
