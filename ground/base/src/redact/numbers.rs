//! Identity numbers, bank cards and mobile numbers: runs of digits, alone or joined by separators.

use super::checks::{is_identity, is_mobile, looks_like_identity, luhn};
use super::fold::Folded;
use super::{Hit, Kind};

/// A run of digits: first and one past the last folded character.
type Run = (usize, usize);

/// Words that people put straight before or after a number in Latin letters.
const LABELS: [&str; 19] = [
    "tel", "phone", "mobile", "mob", "cell", "call", "t", "m", "p", "wx", "wechat", "weixin", "vx", "v", "qq", "id",
    "sfz", "sj", "dh",
];

/// Groupings in which people write a mobile number.
const MOBILE_SHAPES: [&[usize]; 9] = [
    &[3, 8],
    &[7, 4],
    &[4, 4, 3],
    &[3, 3, 5],
    &[4, 3, 4],
    &[3, 4, 2, 2],
    &[3, 2, 2, 2, 2],
    &[3, 2, 3, 3],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];

/// All identity, card and mobile numbers outside what is already `taken`.
pub fn find(text: &Folded, taken: &[bool]) -> Vec<Hit> {
    let runs = digit_runs(text, taken);
    let mut hits: Vec<Hit> = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        match longest_at(text, &runs, index, hits.last().map(|h| h.2)) {
            Some((hit, next)) => {
                hits.push(hit);
                index = next;
            }
            None => index += 1,
        }
    }
    hits
}

fn digit_runs(text: &Folded, taken: &[bool]) -> Vec<Run> {
    let free = |i: usize| text.at(i).is_ascii_digit() && !taken.get(i).copied().unwrap_or(false);
    let mut runs = Vec::new();
    let mut index = 0;
    while index < text.len() {
        let start = index;
        while free(index) {
            index += 1;
        }
        if index > start {
            runs.push((start, index));
        } else {
            index += 1;
        }
    }
    runs
}

/// The longest hit that begins with the run at `index`, and the run after it. `hit_end` is where the last hit ended.
fn longest_at(text: &Folded, runs: &[Run], index: usize, hit_end: Option<usize>) -> Option<(Hit, usize)> {
    let mut best = None;
    let mut digits = String::new();
    let mut shape: Vec<usize> = Vec::new();
    let mut weak = false;
    for (offset, run) in runs.iter().skip(index).enumerate() {
        if offset > 0 {
            let gap = gap_of(text, runs.get(index + offset - 1)?.1, run.0);
            match gap {
                Gap::None => break,
                Gap::Weak => weak = true,
                Gap::Strong => {}
            }
        }
        digits.push_str(&text.slice(run.0, run.1));
        shape.push(run.1 - run.0);
        if digits.len() > 19 {
            break;
        }
        let candidate =
            Candidate { text, start: runs.get(index)?.0, end: run.1, digits: &digits, shape: &shape, weak, hit_end };
        if let Some(hit) = candidate.judge() {
            best = Some((hit, index + offset + 1));
        }
    }
    best
}

/// What stands between two runs of digits.
enum Gap {
    /// Nothing that could join them.
    None,
    /// Blanks, dashes, dots in the middle, brackets.
    Strong,
    /// Punctuation that more often separates than joins.
    Weak,
}

fn gap_of(text: &Folded, from: usize, to: usize) -> Gap {
    let chars = || (from..to).map(|i| text.at(i));
    if to <= from || to - from > 3 {
        Gap::None
    } else if chars().all(|c| matches!(c, ' ' | '-' | '·' | '(' | ')')) {
        Gap::Strong
    } else if to - from == 1 && chars().all(|c| matches!(c, '.' | ',' | '、' | '/')) {
        Gap::Weak
    } else {
        Gap::None
    }
}

/// Runs of digits taken together.
struct Candidate<'a> {
    text: &'a Folded,
    start: usize,
    end: usize,
    digits: &'a str,
    shape: &'a [usize],
    weak: bool,
    hit_end: Option<usize>,
}

impl Candidate<'_> {
    fn judge(&self) -> Option<Hit> {
        if !self.begins_well() {
            return None;
        }
        self.identity().or_else(|| self.card()).or_else(|| self.mobile())
    }

    fn identity(&self) -> Option<Hit> {
        let (digits, end) = match self.digits.len() {
            18 => (self.digits.to_owned(), self.end),
            17 => {
                let gap = usize::from(matches!(self.text.at(self.end), ' ' | '-'));
                let check = matches!(self.text.at(self.end + gap), 'X' | 'x' | '×');
                (format!("{}X", self.digits), if check { self.end + gap + 1 } else { return None })
            }
            _ => return None,
        };
        (is_identity(&digits) && self.ends_well(end)).then_some((Kind::Identity, self.start, end))
    }

    fn card(&self) -> Option<Hit> {
        let length = self.digits.len();
        let grouped = self.shape.len() > 1;
        let fours = self.shape.split_last().is_some_and(|(last, rest)| *last <= 4 && rest.iter().all(|n| *n == 4));
        if !(15..=19).contains(&length) || self.weak || (grouped && !fours) || !luhn(self.digits) {
            return None;
        }
        let union_pay = self.digits.starts_with("62") && length >= 16;
        let old_debit = self.digits.starts_with("9558") && length == 19;
        let credit =
            length == 16 && self.digits.starts_with(['3', '4', '5', '6']) && !grouped && !self.follows(&OTHER_WORDS);
        let known = union_pay || old_debit || credit || self.follows(&CARD_WORDS);
        let whole = self.ends_well(self.end) && !self.is_amount() && !looks_like_identity(self.digits);
        (known && whole).then_some((Kind::Card, self.start, self.end))
    }

    /// A mobile number, perhaps behind a country code or a trunk zero in the same run, which is not part of the finding.
    fn mobile(&self) -> Option<Hit> {
        let prefix = ["0086", "86", "0", ""].into_iter().find(|p| {
            self.digits.strip_prefix(p).is_some_and(is_mobile) && self.shape.first().is_some_and(|n| *n > p.len())
        })?;
        let mut shape = self.shape.to_vec();
        if let Some(first) = shape.first_mut() {
            *first -= prefix.len();
        }
        let common = matches!(shape.as_slice(), [11] | [3, 4, 4]);
        let shaped = common || (!self.weak && MOBILE_SHAPES.contains(&shape.as_slice()));
        let whole = self.ends_well(self.end) && !self.is_amount();
        (shaped && whole).then_some((Kind::Mobile, self.start + prefix.len(), self.end))
    }

    /// Whether nothing before the first digit makes it part of something longer.
    fn begins_well(&self) -> bool {
        let before = self.text.before(self.start);
        let previous = self.start.saturating_sub(1);
        if self.hit_end.is_some_and(|end| end + 1 >= self.start) {
            return true;
        }
        match before {
            '*' => false,
            c if c.is_ascii_alphabetic() => is_label(&word_before(self.text, self.start)),
            '.' => {
                let number = word_before(self.text, previous);
                !number.ends_with(|c: char| c.is_ascii_digit()) || (number.len() <= 2 && number != "0")
            }
            '-' => {
                let word = word_before(self.text, previous);
                let code = matches!(word.as_str(), "86" | "0086" | "086");
                let room = self.shape.len() == 1 && word.len() <= 4 && !chain_has_letters(self.text, previous);
                word.is_empty() || is_label(&word) || code || (word.bytes().all(|b| b.is_ascii_digit()) && room)
            }
            _ => true,
        }
    }

    /// Whether nothing after `end` makes it part of something longer.
    fn ends_well(&self, end: usize) -> bool {
        let next_is_digit = self.text.at(end + 1).is_ascii_digit();
        match self.text.at(end) {
            '*' => false,
            c if c.is_ascii_alphabetic() => is_label(&word_after(self.text, end)),
            c if c.is_ascii_digit() => false,
            '.' => !next_is_digit,
            '-' => !next_is_digit || self.shape.len() == 1,
            _ => true,
        }
    }

    fn is_amount(&self) -> bool {
        let skip = usize::from(self.text.at(self.end) == ' ');
        let (unit, then) = (self.text.at(self.end + skip), self.text.at(self.end + skip + 1));
        let money = unit == '元' && !matches!(then, '旦' | '宵' | '月');
        let large = matches!(unit, '万' | '亿') && matches!(then, '元' | '余' | '多' | '美' | '吨' | '人');
        let signed = matches!(self.text.before(self.start), '¥' | '￥' | '$');
        money || large || signed || matches!(unit, '%' | '‰')
    }

    /// Whether one of `words` stands within the twelve characters before.
    fn follows(&self, words: &[&str]) -> bool {
        let near = self.text.slice(self.start.saturating_sub(12), self.start);
        words.iter().any(|word| near.contains(word))
    }
}

const CARD_WORDS: [&str; 6] = ["卡号", "银行卡", "账号", "帐号", "账户", "帐户"];
const OTHER_WORDS: [&str; 5] = ["单号", "订单", "流水", "发票", "编号"];

fn is_label(word: &str) -> bool {
    LABELS.contains(&word.to_ascii_lowercase().as_str())
}

/// The letters and digits that end just before `end`; at most 20.
fn word_before(text: &Folded, end: usize) -> String {
    let mut start = end;
    while start > 0 && end - start < 20 && text.before(start).is_ascii_alphanumeric() {
        start -= 1;
    }
    text.slice(start, end)
}

/// The letters and digits from `start`; at most 20.
fn word_after(text: &Folded, start: usize) -> String {
    let mut end = start;
    while end - start < 20 && text.at(end).is_ascii_alphanumeric() {
        end += 1;
    }
    text.slice(start, end)
}

/// Whether the words joined by dashes that end at `end` hold a letter: `GD-2026-` does, `3-502-` does not.
fn chain_has_letters(text: &Folded, end: usize) -> bool {
    let mut index = end;
    while index > 0 && end - index < 40 && (text.before(index).is_ascii_alphanumeric() || text.before(index) == '-') {
        index -= 1;
        if text.at(index).is_ascii_alphabetic() {
            return true;
        }
    }
    false
}
