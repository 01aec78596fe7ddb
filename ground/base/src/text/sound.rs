//! Pinyin for pickers: units and people are found by what one types without an input method.

use pinyin::ToPinyin;

/// Words in which a character is read otherwise than alone; longer words first.
const READINGS: [(&str, &[&str]); 16] = [
    ("重庆", &["chong", "qing"]),
    ("重复", &["chong", "fu"]),
    ("银行", &["yin", "hang"]),
    ("行业", &["hang", "ye"]),
    ("会计", &["kuai", "ji"]),
    ("县长", &["xian", "zhang"]),
    ("局长", &["ju", "zhang"]),
    ("校长", &["xiao", "zhang"]),
    ("长江", &["chang", "jiang"]),
    ("长乐", &["chang", "le"]),
    ("长安", &["chang", "an"]),
    ("长城", &["chang", "cheng"]),
    ("厦门", &["xia", "men"]),
    ("调度", &["diao", "du"]),
    ("调查", &["diao", "cha"]),
    ("音乐", &["yin", "yue"]),
];

/// First letters of the pinyin: 青禾县 gives `qhx`. Latin letters and digits stay, in lower case; all else is dropped.
pub fn initials(text: &str) -> String {
    syllables(text).iter().filter_map(|s| if s.latin { Some(s.text.as_str()) } else { s.text.get(..1) }).collect()
}

/// The pinyin without tones and blanks: 青禾县 gives `qinghexian`; ü is `v` as on keyboards.
pub fn pinyin(text: &str) -> String {
    syllables(text).iter().map(|s| s.text.as_str()).collect()
}

/// The sound of each Chinese character and each Latin letter or digit, in their order, without tones.
pub fn sounds(text: &str) -> Vec<String> {
    syllables(text).into_iter().map(|s| s.text).collect()
}

/// A syllable of a character, or a letter or digit that stands for itself.
struct Syllable {
    text: String,
    latin: bool,
}

fn syllables(text: &str) -> Vec<Syllable> {
    let text = super::normalise(text).to_lowercase();
    let mut out = Vec::new();
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((word, reading)) = READINGS.iter().find(|(word, _)| rest.starts_with(word)) {
            out.extend(reading.iter().map(|s| Syllable { text: (*s).to_owned(), latin: false }));
            rest = rest.get(word.len()..).unwrap_or_default();
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(Syllable { text: c.to_string(), latin: true });
        } else if let Some(sound) = c.to_pinyin() {
            out.push(Syllable { text: sound.plain().replace('ü', "v"), latin: false });
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}
