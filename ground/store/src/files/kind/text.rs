//! Plain text in UTF-8 or GB 18030, and what pretends to be plain text.

use super::Finding;

/// Watches a content as it streams by: is it text, and in which encoding.
#[derive(Debug, Default)]
pub(in crate::files) struct TextCheck {
    control: bool,
    utf8_broken: bool,
    /// Bytes of an unfinished UTF-8 character at the end of the last chunk.
    rest: Vec<u8>,
    gb: Gb,
}

/// Where a GB 18030 reader stands inside a character.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Gb {
    #[default]
    Start,
    Second,
    Third,
    Fourth,
    Broken,
}

impl TextCheck {
    /// Looks at the next bytes.
    pub(in crate::files) fn push(&mut self, chunk: &[u8]) {
        let hopeless = self.control || (self.utf8_broken && self.gb == Gb::Broken);
        if hopeless {
            return;
        }
        self.control = chunk.iter().any(|b| matches!(b, 0..=8 | 11 | 14..=26 | 28..=31 | 127));
        if !self.utf8_broken {
            self.push_utf8(chunk);
        }
        self.gb = chunk.iter().fold(self.gb, |state, byte| state.after(*byte));
    }

    fn push_utf8(&mut self, chunk: &[u8]) {
        let joined;
        let bytes = if self.rest.is_empty() {
            chunk
        } else {
            joined = [self.rest.as_slice(), chunk].concat();
            &joined
        };
        match std::str::from_utf8(bytes) {
            Ok(_) => self.rest.clear(),
            Err(error) if error.error_len().is_none() => {
                self.rest = bytes.get(error.valid_up_to()..).unwrap_or_default().to_vec()
            }
            Err(_) => self.utf8_broken = true,
        }
    }

    /// The media type when all of it was text.
    pub(super) fn charset(&self) -> Option<&'static str> {
        if self.control {
            None
        } else if !self.utf8_broken && self.rest.is_empty() {
            Some("text/plain; charset=utf-8")
        } else if self.gb == Gb::Start {
            Some("text/plain; charset=gb18030")
        } else {
            None
        }
    }
}

impl Gb {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Start, 0..=0x7f) => Self::Start,
            (Self::Start, 0x81..=0xfe) => Self::Second,
            (Self::Second, 0x40..=0x7e | 0x80..=0xfe) => Self::Start,
            (Self::Second, 0x30..=0x39) => Self::Third,
            (Self::Third, 0x81..=0xfe) => Self::Fourth,
            (Self::Fourth, 0x30..=0x39) => Self::Start,
            _ => Self::Broken,
        }
    }
}

/// What a text is that begins with `head`: plain text as `charset` says, a page, or a script.
pub(super) fn of(head: &[u8], charset: &'static str) -> Finding {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let text = text.trim_start();
    if text.starts_with("#!") || text.starts_with("@echo") || text.starts_with("<?php") || text.starts_with("<%") {
        return Finding::Program("脚本");
    }
    let markup = ["<!--", "<!doctype", "<?xml"].iter().any(|begin| text.starts_with(begin));
    let begins_or_holds = |tag: &str| text.starts_with(tag) || (markup && text.contains(tag));
    if begins_or_holds("<svg") {
        return Finding::Page("SVG 图片");
    }
    let tags =
        ["<html", "<head", "<body", "<script", "<iframe", "<style", "<title", "<object", "<embed", "<meta", "<xsl:"];
    if text.starts_with("<!doctype html") || tags.iter().any(|tag| begins_or_holds(tag)) {
        return Finding::Page("网页");
    }
    Finding::Taken(charset)
}
