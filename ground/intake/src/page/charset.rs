//! In which characters a saved page is written. What a page says of itself is often wrong: older sites were moved from GBK
//! to UTF-8 and kept the old line in their templates, so the bytes themselves are asked first.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

/// Bytes from the beginning in which a page names its characters.
const HEAD: usize = 2_048;

/// The text of a page, and what its bytes were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// `UTF-8`, `gb18030` and the like.
    pub charset: &'static str,
    /// Characters that could not be read.
    pub lost: usize,
}

/// Reads the bytes of a page: UTF-8 when they are, else what the page says, or GB18030 (GBK and GB2312 with all that came
/// later) where that leaves less unread.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        return with(marked, bytes.get(length..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), charset: UTF_8.name(), lost: 0 };
    }
    let named = said(bytes).filter(|named| *named != GB18030);
    let tried = [Some(GB18030), named, Some(UTF_8)].into_iter().flatten().map(|encoding| with(encoding, bytes));
    let best = tried.min_by_key(|decoded| decoded.lost);
    best.unwrap_or(Decoded { text: Cow::Borrowed(""), charset: UTF_8.name(), lost: bytes.len() })
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, flawed) = encoding.decode_without_bom_handling(bytes);
    let lost = if flawed { text.chars().filter(|c| *c == '\u{fffd}').count() } else { 0 };
    Decoded { text, charset: encoding.name(), lost }
}

/// What the page says in `<meta charset>` or `content="text/html; charset=…"`.
fn said(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset")?;
    let after = after.trim_start_matches([' ', '=', '"', '\'']);
    let label: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_more_than_the_page() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        let big5 = |text: &str| encoding_rs::BIG5.encode(text).0.into_owned();
        let cases = [
            ("春耕生产工作".as_bytes().to_vec(), "UTF-8", "春耕生产工作"),
            (b"<meta charset=gbk>plain".to_vec(), "UTF-8", "<meta charset=gbk>plain"),
            (gbk("青禾县春耕生产工作"), "gb18030", "青禾县春耕生产工作"),
            (gbk("<meta charset=\"utf-8\">青禾县"), "gb18030", "<meta charset=\"utf-8\">青禾县"),
            ("<meta charset=gb2312>青禾县".as_bytes().to_vec(), "UTF-8", "<meta charset=gb2312>青禾县"),
            (GB18030.encode("𠮷㛃").0.into_owned(), "gb18030", "𠮷㛃"),
            ([b"\xef\xbb\xbf".as_slice(), "县".as_bytes()].concat(), "UTF-8", "县"),
            (vec![0xff, 0xfe, 0x7f, 0x53], "UTF-16LE", "\u{537f}"),
        ];
        for (bytes, charset, text) in cases {
            let decoded = decode(&bytes);
            assert_eq!((decoded.charset, &*decoded.text, decoded.lost), (charset, text, 0));
        }
        // Two scripts may share all their bytes: then a page is taken for what is usual here, never for a panic.
        assert!(!decode(&big5("<meta charset=big5>縣政府")).text.is_empty());
        assert_eq!(decode(b"").text, "");
    }
}
