//! File names as people send them, made safe to keep, to show and to write to a disk.

use unicode_normalization::UnicodeNormalization;

/// Characters of a file name that are kept, its ending included.
pub const NAME_CHARS_MAX: usize = 200;

/// Names that Windows keeps for devices, whatever the ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// `name` without folders, control characters, direction tricks and signs that a file system refuses; never empty, at
/// most [`NAME_CHARS_MAX`] characters, its ending kept.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let composed: String = last.nfc().collect();
    let line = base::text::clean_line(&composed);
    let safe: String = line
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .collect();
    let bare = safe.trim_matches([' ', '.']);
    if bare.is_empty() {
        return "未命名".to_owned();
    }
    let stem = bare.split('.').next().unwrap_or(bare).trim().to_lowercase();
    let kept = if DEVICES.contains(&stem.as_str()) { format!("_{bare}") } else { bare.to_owned() };
    shorten(&kept)
}

/// The ending in lower case, without the dot; empty when there is none.
pub fn ending(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && end.chars().count() <= 10 => end.to_lowercase(),
        _ => String::new(),
    }
}

fn shorten(name: &str) -> String {
    let chars = name.chars().count();
    if chars <= NAME_CHARS_MAX {
        return name.to_owned();
    }
    let tail = match ending(name) {
        end if end.is_empty() => String::new(),
        end => format!(".{end}"),
    };
    let room = NAME_CHARS_MAX - tail.chars().count();
    let stem: String = name.chars().take(room).collect();
    format!("{}{tail}", stem.trim_end_matches([' ', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_harm_and_keep_what_people_read() {
        let cases = [
            ("关于道路的照片.jpg", "关于道路的照片.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\li\\桌面\\信.docx", "信.docx"),
            ("a\0b\u{202e}gpj.exe", "abgpj.exe"),
            ("  .hidden. ", "hidden"),
            ("...", "未命名"),
            ("", "未命名"),
            ("CON.txt", "_CON.txt"),
            ("lpt1", "_lpt1"),
            ("a<b>:\"c\".pdf", "a_b___c_.pdf"),
            ("𬭎㛃.pdf", "𬭎㛃.pdf"),
            ("e\u{301}.txt", "é.txt"),
        ];
        for (name, clean) in cases {
            assert_eq!(clean_name(name), clean, "{name:?}");
        }
    }

    #[test]
    fn a_name_of_ten_thousand_characters_keeps_its_ending() {
        let clean = clean_name(&format!("{}.PDF", "长".repeat(10_000)));
        assert_eq!(clean.chars().count(), NAME_CHARS_MAX);
        assert!(clean.ends_with("长.pdf"));
    }
}
