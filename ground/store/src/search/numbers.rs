//! 文号, 索引号 and dates inside texts and questions, written in one way whatever brackets people use.

use base::Date;

/// Characters of the agency's short name (机关代字) before the year.
const AGENCY_CHARS: usize = 16;
/// Keys of one text that are kept.
const KEYS: usize = 200;

/// Something found in a text: its keys, the most exact first, and the characters from and to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cited {
    /// Keys under which the index holds it.
    pub(super) keys: Vec<String>,
    /// First character.
    pub(super) from: usize,
    /// After the last character.
    pub(super) to: usize,
}

/// The key of an index number (索引号): blanks and kinds of dashes do not count.
pub(super) fn index_key(folded: &str) -> String {
    let bare: String = folded.chars().filter(|c| !c.is_whitespace()).map(dash).collect();
    format!("i{bare}")
}

fn dash(c: char) -> char {
    if matches!(c, '—' | '–' | '−' | '‐' | '‑' | '_') { '-' } else { c }
}

/// The keys of a date: the day, and its month.
pub(super) fn date_keys(date: Date) -> [String; 2] {
    [
        format!("d{:04}{:02}{:02}", date.year(), date.month(), date.day()),
        format!("m{:04}{:02}", date.year(), date.month()),
    ]
}

/// Document numbers and dates in the folded `text`.
pub(super) fn cited(text: &str) -> Vec<Cited> {
    let chars: Vec<char> = text.chars().collect();
    let mut found: Vec<Cited> = Vec::new();
    let mut at = 0;
    while at < chars.len() && found.len() < KEYS {
        let year = year_at(&chars, at).filter(|_| at == 0 || !chars[at - 1].is_ascii_alphanumeric());
        let cited = year.and_then(|year| number(&chars, at, year).or_else(|| date(&chars, at, year)));
        match cited {
            Some(cited) => {
                at = cited.to;
                found.push(cited);
            }
            None => at += 1,
        }
    }
    found
}

/// The year that begins at `at`, when four digits stand there.
fn year_at(chars: &[char], at: usize) -> Option<u32> {
    let digits: String = chars.get(at..at + 4)?.iter().collect();
    digits.parse().ok().filter(|year| (1900..2100).contains(year) && digits.is_ascii())
}

/// `灵政办发〔2024〕3号`: the agency's name, the year in any brackets or none, the number.
fn number(chars: &[char], at: usize, year: u32) -> Option<Cited> {
    let open =
        at.checked_sub(1).filter(|i| matches!(chars[*i], '〔' | '[' | '(' | '【' | '「' | '<' | '《' | '{' | '〈'));
    let mut next = at + 4;
    let closing = |c: &char| matches!(c, '〕' | ']' | ')' | '】' | '」' | '>' | '》' | '}' | '〉' | '年');
    next += usize::from(chars.get(next).is_some_and(closing));
    while chars.get(next).is_some_and(|c| c.is_whitespace() || *c == '第') {
        next += 1;
    }
    let digits: String = chars.get(next..)?.iter().take_while(|c| c.is_ascii_digit()).take(6).collect();
    let after = next + digits.len();
    if digits.is_empty() || chars.get(after) != Some(&'号') {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    let end = open.unwrap_or(at);
    let blanks = chars[..end].iter().rev().take_while(|c| c.is_whitespace()).count();
    let end = end - blanks;
    let length = chars[..end].iter().rev().take(AGENCY_CHARS).take_while(|c| super::fold::is_chinese(**c)).count();
    let agency: Vec<char> = chars[end - length..end].to_vec();
    // In running text other words may stand before the name: every ending of it is a key.
    let mut keys: Vec<String> = (0..length.saturating_sub(1))
        .map(|skip| format!("n{}|{year}|{number}", agency[skip..].iter().collect::<String>()))
        .collect();
    keys.push(format!("n|{year}|{number}"));
    Some(Cited { keys, from: end - length, to: after + 1 })
}

/// `2024年3月5日`, `2024-03-05`, `2024/3/5`, `2024.3.5`, `2024年3月`.
fn date(chars: &[char], at: usize, year: u32) -> Option<Cited> {
    let separator = *chars.get(at + 4).filter(|c| matches!(c, '年' | '-' | '/' | '.'))?;
    let (month, after) = small(chars, at + 5)?;
    let year = i16::try_from(year).ok()?;
    let second = chars.get(after).copied().unwrap_or(' ');
    let closes = if separator == '年' { second == '月' } else { second == separator };
    if closes && let Some((day, end)) = small(chars, after + 1) {
        let end = end + usize::from(matches!(chars.get(end), Some('日' | '号')));
        let keys = date_keys(Date::new(year, month, day).ok()?);
        return Some(Cited { keys: keys.to_vec(), from: at, to: end });
    }
    let first = Date::new(year, month, 1).ok().filter(|_| separator == '年' && second == '月')?;
    let [_, month] = date_keys(first);
    Some(Cited { keys: vec![month], from: at, to: after + 1 })
}

/// A number of one or two digits at `at`, and where it ends.
fn small(chars: &[char], at: usize) -> Option<(i8, usize)> {
    let digits: String = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).take(3).collect();
    let value = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    Some((value, at + digits.len()))
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn a_document_number_has_one_key_in_any_brackets() {
        let forms = [
            "灵政办发〔2024〕3号",
            "灵政办发[2024]3号",
            "灵政办发(2024)3号",
            "灵政办发（２０２４）３号",
            "灵政办发【2024】3号",
            "灵政办发2024 3号",
            "灵政办发20243号",
            "靈政辦發〔2024〕第3號",
            "灵政办发 〔2024〕 003号",
        ];
        for form in forms {
            let found = cited(&fold(form));
            assert_eq!(found.len(), 1, "{form}");
            assert_eq!(found[0].keys[0], "n灵政办发|2024|3", "{form}");
            assert_eq!(found[0].from, 0, "{form}");
        }
        let text = cited("根据灵政办发〔2024〕3号文件，(2023)12号");
        assert!(text[0].keys.contains(&"n灵政办发|2024|3".to_owned()));
        assert_eq!(text[1].keys, ["n|2023|12"]);
    }

    #[test]
    fn dates_have_keys_of_day_and_month() {
        for form in ["2024年3月5日", "2024-03-05", "2024/3/5", "2024.3.5", "２０２４－０３－０５"] {
            assert_eq!(cited(&fold(form))[0].keys, ["d20240305", "m202403"], "{form}");
        }
        assert_eq!(cited("2024年3月")[0].keys, ["m202403"]);
        for form in ["2024", "2024年工作", "12024-03-05", "2024-13-05", "2024-3"] {
            assert!(cited(form).is_empty(), "{form}");
        }
    }

    #[test]
    fn blanks_and_dashes_of_an_index_number_do_not_count() {
        assert_eq!(index_key("gsde0107—2024 - 0001"), index_key("gsde0107-2024-0001"));
    }
}
