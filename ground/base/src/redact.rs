//! Finds and masks personal data (个人信息) in text before it is published (个人信息保护法 art. 25).
//!
//! Found are resident identity numbers with a right checksum, mobile numbers, e-mail addresses, bank cards that pass Luhn
//! and car plates, however people type them: full-width, spaced, dashed, with invisible characters inside. Left alone are
//! service numbers, landlines, amounts, document and order numbers, credit codes and division codes: the public needs them.

mod checks;
mod fold;
mod mail;
mod mask;
mod numbers;
mod plate;

pub use mask::{mask, mask_address, mask_name};

use fold::{Folded, fold};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 公民身份号码.
    Identity,
    /// 手机号.
    Mobile,
    /// 电子邮箱.
    Mail,
    /// 银行卡号.
    Card,
    /// 车牌号.
    Plate,
}

impl Kind {
    /// Its Chinese name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "身份证号",
            Self::Mobile => "手机号",
            Self::Mail => "电子邮箱",
            Self::Card => "银行卡号",
            Self::Plate => "车牌号",
        }
    }
}

/// A piece of personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Where, counted in characters.
    pub chars: std::ops::Range<usize>,
    /// Where, counted in bytes.
    pub bytes: std::ops::Range<usize>,
}

/// A hit within the folded text: kind, first and one past the last folded character.
type Hit = (Kind, usize, usize);

/// All personal data in `text`, in order and without overlap.
pub fn find(text: &str) -> Vec<Finding> {
    let folded = fold(text);
    let mut hits = mail::find(&folded);
    let mut taken = vec![false; folded.len()];
    mark(&mut taken, &hits);
    let found = numbers::find(&folded, &taken);
    mark(&mut taken, &found);
    hits.extend(found);
    hits.extend(plate::find(&folded, &taken));
    hits.sort_by_key(|(_, start, _)| *start);
    hits.into_iter().map(|hit| finding(&folded, hit)).collect()
}

fn mark(taken: &mut [bool], hits: &[Hit]) {
    for (_, start, end) in hits {
        taken.iter_mut().take(*end).skip(*start).for_each(|x| *x = true);
    }
}

fn finding(folded: &Folded, (kind, start, end): Hit) -> Finding {
    let (first, last) = (folded.source(start), folded.source(end.saturating_sub(1)));
    Finding { kind, chars: first.char..last.char + 1, bytes: first.byte..last.byte_end }
}

#[cfg(test)]
mod tests;
