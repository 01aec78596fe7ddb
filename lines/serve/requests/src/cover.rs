//! Covering parts of a file (遮盖), so that what may be public of it is given and the rest is not (区分处理, 政府信息公开条例 art. 37).

use std::ops::Range;

use base::{Error, FieldError, redact, text};
use intake::office::{self, Covered};
use web::Form;

/// Words that are covered at once, at most, and characters of each.
const WORDS: usize = 200;
const LENGTH: usize = 200;

/// What is to be covered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Every place that says one of these.
    pub words: Vec<String>,
    /// Identity numbers, mobile telephones, addresses of e-mail, cards and plates.
    pub personal: bool,
}

impl Wish {
    /// Reads the form: one of the words a line.
    ///
    /// # Errors
    /// A wrong field when nothing is to be covered, or too much.
    pub fn read(form: &Form) -> Result<Self, Error> {
        let lines = text::clean_text(form.get("words"));
        let words: Vec<String> = lines.lines().map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let wish = Self { words, personal: form.get("personal") == "1" };
        if wish.words.is_empty() && !wish.personal {
            return Err(Error::field("words", "请写明要遮盖的文字，每行一处"));
        }
        if wish.words.len() > WORDS || wish.words.iter().any(|w| text::char_count(w) > LENGTH) {
            return Err(Error::field("words", format!("最多 {WORDS} 行，每行最多 {LENGTH} 字")));
        }
        Ok(wish)
    }

    fn places(&self, paragraph: &str) -> Vec<Range<usize>> {
        let of_word =
            |word: &String| paragraph.match_indices(word.as_str()).map(|(at, w)| at..at + w.len()).collect::<Vec<_>>();
        let mut places: Vec<Range<usize>> = self.words.iter().flat_map(of_word).collect();
        if self.personal {
            places.extend(redact::find(paragraph).into_iter().map(|found| found.bytes));
        }
        places
    }
}

/// The Word file `name` with what is wished covered, and what is to be told of it.
///
/// # Errors
/// Wrong fields: no Word file, nothing found, or words that it does not hold.
pub(crate) fn word(name: &str, bytes: &[u8], wish: &Wish) -> Result<(Vec<u8>, Covered), Error> {
    let refused = |refusal: base::Refusal| Error::field("item", refusal.message);
    let plain = office::cover(name, bytes, &|_| Vec::new()).map_err(refused)?;
    let missing: Vec<&str> = wish.words.iter().map(String::as_str).filter(|word| !plain.text.contains(word)).collect();
    if !missing.is_empty() {
        let words = missing.iter().map(|w| format!("“{}”", text::truncate(w, 20))).collect::<Vec<_>>().join("、");
        return Err(Error::field("words", format!("文件的正文里没有{words}，请核对后再试")));
    }
    let covered = office::cover(name, bytes, &|paragraph| wish.places(paragraph)).map_err(refused)?;
    if covered.places == 0 {
        return Err(Error::Invalid(vec![FieldError::new("words", "没有找到要遮盖的内容，请写明要遮盖的文字")]));
    }
    Ok((paper::of_body(&covered.body)?, covered))
}

/// What the result is called.
pub(crate) fn new_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{}（遮盖）.docx", text::truncate(stem, 80))
}

/// What became of the file, in words.
pub(crate) fn told(covered: &Covered) -> String {
    let left: Vec<String> = covered.left_out.iter().map(|(what, count)| format!("{what} {count} 处")).collect();
    let left = if left.is_empty() { String::new() } else { format!("没有带入：{}。", left.join("、")) };
    format!("已遮盖 {} 处，生成拟提供的文件。{left}请打开核对。", covered.places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use paper::{Paper, Piece, Style};

    fn original() -> Vec<u8> {
        let text = |t: &str| Piece::Text(Style::Body, t.to_owned());
        file(&[text("王小禾（电话13800001234）领取补贴三千元。"), text("王小禾住禾丰镇。")])
    }

    fn file(pieces: &[Piece]) -> Vec<u8> {
        Paper { title: "", organ: "", id: "", at: base::Moment(0), pieces }.word().unwrap()
    }

    #[test]
    fn words_and_personal_data_are_covered_everywhere() {
        let wish = Wish { words: vec!["王小禾".into()], personal: true };
        let (bytes, covered) = word("名单.docx", &original(), &wish).unwrap();
        assert_eq!(covered.places, 3);
        let read = office::read("名单.docx", &bytes).unwrap();
        let text: Vec<&str> = read.pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(text, ["■■■（电话■■■■■■■■■■■）领取补贴三千元。", "■■■住禾丰镇。"]);
        assert_eq!(new_name("名单.docx"), "名单（遮盖）.docx");
        assert_eq!(told(&covered), "已遮盖 3 处，生成拟提供的文件。请打开核对。");
    }

    #[test]
    fn what_is_not_there_is_named_and_nothing_is_made() {
        let wrong = |wish: Wish, bytes: &[u8]| match word("名单.docx", bytes, &wish) {
            Err(Error::Invalid(errors)) => (errors[0].field.clone(), errors[0].message.clone()),
            other => panic!("{other:?}"),
        };
        let (field, message) =
            wrong(Wish { words: vec!["王小禾".into(), "李青".into()], personal: false }, &original());
        assert!(field == "words" && message.contains("“李青”") && !message.contains("王小禾"), "{message}");
        let (field, _) = wrong(Wish { words: Vec::new(), personal: true }, &file(&[]));
        assert_eq!(field, "words");
        let (field, _) = wrong(Wish { words: vec!["甲".into()], personal: false }, b"%PDF-1.7");
        assert_eq!(field, "item");
    }
}
