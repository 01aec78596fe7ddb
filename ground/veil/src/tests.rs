//! What a covered file shows and what it never says.

mod fonts;
mod made;
mod pdf;
mod picture;
mod scan;
mod sheet;
mod torn;
mod word;

use std::sync::LazyLock;

use super::*;

static NO_FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::default);

fn never() -> bool {
    false
}

fn words(words: &[&str]) -> Wish {
    Wish { words: words.iter().map(|w| (*w).to_owned()).collect(), ..Wish::default() }
}

fn has(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
