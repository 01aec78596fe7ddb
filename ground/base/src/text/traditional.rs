//! Traditional script (繁體), phrase by phrase with OpenCC's dictionaries.
//!
//! The standard forms of characters are used (為 裡), the vocabulary stays that of the county: a law keeps its words.

use std::sync::LazyLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

static CONVERTER: LazyLock<OpenCC> =
    LazyLock::new(|| OpenCC::from_config(BuiltinConfig::S2tw).expect("the dictionaries are compiled in"));

/// `text` in traditional script; `protected` words (names) stay as they are.
pub fn to_traditional(text: &str, protected: &[&str]) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, word)) = first_of(rest, protected) {
        out.push_str(&CONVERTER.convert(rest.get(..at).unwrap_or_default()));
        out.push_str(word);
        rest = rest.get(at + word.len()..).unwrap_or_default();
    }
    out.push_str(&CONVERTER.convert(rest));
    out
}

/// Where the first protected word stands; of those that begin together, the longest.
fn first_of<'a>(text: &str, protected: &[&'a str]) -> Option<(usize, &'a str)> {
    let found = protected.iter().filter(|word| !word.is_empty()).filter_map(|word| Some((text.find(word)?, *word)));
    found.min_by_key(|(at, word)| (*at, usize::MAX - word.len()))
}
