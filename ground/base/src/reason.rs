//! Reasons (理由): whoever must say why says something. An act that demands a reason asks here, so that «无» and «。。。。。» are refused
//! everywhere alike, with a message that names what is missing.

use crate::Error;
use crate::text::char_count;

/// Letters and digits of a reason at least; what stands between them does not count.
pub const LEAST: usize = 5;

/// What is wrong with `text` as a reason called `what` (撤稿理由, 退回的原因): fewer than `least` letters and digits, one of them repeated, or
/// more than `most` characters. `None` when it says something.
pub fn wrong(what: &str, text: &str, least: usize, most: usize) -> Option<String> {
    let said: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let all = char_count(text);
    if said.len() < least {
        return Some(match said.len() {
            0 => format!("请填写{what}，至少 {least} 个字，写清楚为什么。"),
            n => format!("{what}写得太短：现在是 {n} 个字，至少 {least} 个字，请写清楚为什么。"),
        });
    }
    if said.len() > 1 && said.iter().all(|c| Some(c) == said.first()) {
        return Some(format!("{what}只是重复同一个字，请写清楚为什么。"));
    }
    (all > most).then(|| format!("{what}最多 {most} 个字，现在是 {all} 个字，请删减 {} 个字。", all - most))
}

/// Refuses a reason that says nothing.
///
/// # Errors
/// The wrong field `field`, as [`wrong`] with [`LEAST`].
pub fn check(field: &str, what: &str, text: &str, most: usize) -> Result<(), Error> {
    wrong(what, text, LEAST, most).map_or(Ok(()), |message| Err(Error::field(field, message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An article was withdrawn with a reason of two characters.
    #[test]
    fn a_reason_says_something() {
        let cases = [
            ("", "请填写撤稿理由"),
            ("  。。。。。。 ", "请填写撤稿理由"),
            ("有误", "撤稿理由写得太短：现在是 2 个字"),
            ("数据 有误", "现在是 4 个字"),
            ("啊啊啊啊啊啊", "只是重复同一个字"),
            ("1111，111", "只是重复同一个字"),
            ("原文数据有误", ""),
            ("按 A12 号文办", ""),
        ];
        for (text, expected) in cases {
            let message = wrong("撤稿理由", text, LEAST, 20).unwrap_or_default();
            assert!(
                if expected.is_empty() { message.is_empty() } else { message.contains(expected) },
                "{text}: {message}"
            );
        }
        let long = "原文数据有误。".repeat(3);
        assert_eq!(
            wrong("理由", &long, LEAST, 20).as_deref(),
            Some("理由最多 20 个字，现在是 21 个字，请删减 1 个字。")
        );
        assert!(matches!(check("why", "理由", "无", 20), Err(Error::Invalid(fields)) if fields[0].field == "why"));
    }
}
