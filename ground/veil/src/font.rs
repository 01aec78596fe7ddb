//! Fonts for letters that a PDF names and does not carry (没有嵌入的字体). Which file stands for which name is decided here; where the
//! files lie and how they are read says who calls.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hayro::hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use skrifa::raw::FileRef;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// Faces of a file that are looked at, at most.
const FACES_MAX: usize = 64;

/// How a face is drawn, as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// 宋.
    Song,
    /// 仿宋.
    Fang,
    /// 楷.
    Kai,
    /// 黑.
    Hei,
}

/// What names of fonts say of their look; the first that fits counts.
const LOOKS: &[(&str, Look)] = &[
    ("fang", Look::Fang),
    ("仿", Look::Fang),
    ("fzfs", Look::Fang),
    ("kai", Look::Kai),
    ("楷", Look::Kai),
    ("hei", Look::Hei),
    ("黑", Look::Hei),
    ("gothic", Look::Hei),
    ("sans", Look::Hei),
    ("dengxian", Look::Hei),
    ("等线", Look::Hei),
    ("wqy", Look::Hei),
    ("song", Look::Song),
    ("sun", Look::Song),
    ("宋", Look::Song),
    ("ming", Look::Song),
    ("serif", Look::Song),
];

/// Writings that fonts are made for: how names end that are, and a character that only such a font has.
const WRITINGS: [(&[&str], char); 4] =
    [(&["sc", "cn", "gb", "gb2312"], '们'), (&["tc", "hk", "tw"], '們'), (&["jp"], 'の'), (&["kr"], '가')];

/// A face (字体) that is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The file in which it is, as who calls names it.
    pub file: String,
    index: u32,
    names: Vec<String>,
    look: Option<Look>,
    bold: bool,
    /// For each of the writings, whether it has it and whether it is made for it.
    has: [bool; 4],
    made_for: [bool; 4],
}

impl Face {
    /// The faces of a font file (TrueType, OpenType and their collections) that have Chinese, Japanese or Korean letters; none when it
    /// cannot be read.
    pub fn all(file: &str, bytes: &[u8]) -> Vec<Self> {
        let Ok(fonts) = FileRef::new(bytes) else { return Vec::new() };
        let fonts = (0_u32..).zip(fonts.fonts()).take(FACES_MAX);
        fonts.filter_map(|(index, font)| Self::of(file, index, &font.ok()?)).collect()
    }

    fn of(file: &str, index: u32, font: &FontRef<'_>) -> Option<Self> {
        let chars = font.charmap();
        let has = WRITINGS.map(|(_, letter)| chars.map(letter).is_some());
        if !has.contains(&true) {
            return None;
        }
        let ids = [StringId::POSTSCRIPT_NAME, StringId::FAMILY_NAME, StringId::FULL_NAME];
        let all: Vec<String> =
            ids.into_iter().flat_map(|id| font.localized_strings(id)).map(|name| name.chars().collect()).collect();
        let made_for = WRITINGS.map(|(ends, _)| all.iter().any(|name| ends.iter().any(|end| is_for(name, end))));
        let names: Vec<String> = all.iter().map(|name| plain(name)).collect();
        let look = names.iter().find_map(|name| look(name));
        let bold = font.attributes().weight.value() >= 600.0 || names.iter().any(|name| name.contains("bold"));
        Some(Self { file: file.to_owned(), index, names, look, bold, has, made_for })
    }

    /// How well it stands for what is wanted; nothing when it has not the letters.
    fn fits(&self, wanted: &Wanted) -> Option<u32> {
        if wanted.names.iter().any(|name| self.names.contains(name)) {
            return Some(1_000);
        }
        if !*self.has.get(wanted.writing)? {
            return None;
        }
        let look = match (wanted.look, self.look) {
            (wanted, Some(own)) if wanted == own => 100,
            (Look::Song | Look::Fang | Look::Kai, Some(Look::Song | Look::Fang | Look::Kai)) => 60,
            _ => 10,
        };
        let made_for = u32::from(*self.made_for.get(wanted.writing)?) * 20;
        Some(look + made_for + u32::from(self.bold == wanted.bold) * 8)
    }
}

/// A name of a font without what tells apart ways of writing it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn look(name: &str) -> Option<Look> {
    LOOKS.iter().find(|(part, _)| name.contains(part)).map(|(_, look)| *look)
}

/// Whether a word of the name, or what a word ends with after small letters, says for which writing it is: `Noto Serif CJK SC`,
/// `NotoSerifCJKsc-Regular`, `SourceHanSansCN`.
fn is_for(name: &str, end: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let lower = word.to_lowercase();
        lower == end || lower.ends_with(&format!("cjk{end}")) || word.ends_with(&end.to_uppercase())
    })
}

/// What a PDF asks for.
struct Wanted {
    names: Vec<String>,
    look: Look,
    bold: bool,
    /// Which of [`WRITINGS`].
    writing: usize,
}

impl Wanted {
    /// What is asked for, when it is a font of many letters.
    fn of(query: &FallbackFontQuery) -> Option<Self> {
        let writing = match query.character_collection.as_ref()?.family {
            CidFamily::AdobeCNS1 => 1,
            CidFamily::AdobeJapan1 => 2,
            CidFamily::AdobeKorea1 => 3,
            _ => 0,
        };
        let said = [&query.post_script_name, &query.font_name, &query.font_family];
        let names: Vec<String> = said.into_iter().flatten().map(|name| plain(name)).collect();
        let look = names.iter().find_map(|name| look(name)).unwrap_or(Look::Song);
        let bold = query.is_bold || query.font_weight >= 600 || names.iter().any(|name| name.contains("bold"));
        Some(Self { names, look, bold, writing })
    }
}

/// How a file is read, by its name.
type Open = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync;

/// A face that is in use.
struct Lent {
    file: String,
    index: u32,
    data: FontData,
}

/// Bytes of a file as the drawing takes them: each face its own, so that it is known again.
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Fonts that are at hand, from the most to the least preferred. Those that are used are kept as long as this is.
#[derive(Clone, Default)]
pub struct Fonts {
    faces: Arc<Vec<Face>>,
    open: Option<Arc<Open>>,
    lent: Arc<Mutex<Vec<Lent>>>,
    read: Arc<Mutex<HashMap<String, Arc<Vec<u8>>>>>,
    fourteen: Arc<Mutex<Vec<FontData>>>,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("faces", &self.faces.len()).finish_non_exhaustive()
    }
}

/// Whose letter it is that stands on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of a font that the file carries, or one that it names as every reader has it.
    Theirs,
    /// Of one of the fourteen fonts that every reader has, which have the letters of the West alone, in the place of another.
    Stopgap,
    /// Of one of these fonts, by its number.
    Lent(usize),
}

impl Fonts {
    /// Fonts whose files `open` reads.
    pub fn new(faces: Vec<Face>, open: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        Self { faces: Arc::new(faces), open: Some(Arc::new(open)), ..Self::default() }
    }

    /// The file and the place in it of what stands for a font that a PDF asks for.
    pub(crate) fn lend(&self, query: &FontQuery) -> Option<(FontData, u32)> {
        let FontQuery::Fallback(query) = query else { return None };
        let wanted = Wanted::of(query)?;
        // The first of the best: who calls put them in order.
        let mut best: Option<(&Face, u32)> = None;
        for face in self.faces.iter() {
            let fits = face.fits(&wanted);
            best = match (best, fits) {
                (Some((_, most)), Some(fits)) if fits <= most => best,
                (_, Some(fits)) => Some((face, fits)),
                (_, None) => best,
            };
        }
        self.load(best?.0)
    }

    fn load(&self, face: &Face) -> Option<(FontData, u32)> {
        let mut lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lent.iter().find(|l| l.index == face.index && l.file == face.file) {
            return Some((known.data.clone(), known.index));
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match read.get(&face.file) {
            Some(bytes) => bytes.clone(),
            None => {
                let bytes = Arc::new(self.open.as_ref()?(&face.file)?);
                read.insert(face.file.clone(), bytes.clone());
                bytes
            }
        };
        let data: FontData = Arc::new(Bytes(bytes));
        lent.push(Lent { file: face.file.clone(), index: face.index, data: data.clone() });
        Some((data, face.index))
    }

    /// Keeps in mind that this is one of the fourteen fonts that every reader has.
    pub(crate) fn stand_in(&self, data: &FontData) {
        self.fourteen.lock().unwrap_or_else(PoisonError::into_inner).push(data.clone());
    }

    /// Whose letters are drawn with this font.
    pub(crate) fn whose(&self, data: &FontData) -> Whose {
        let same = |other: &FontData| std::ptr::addr_eq(Arc::as_ptr(other), Arc::as_ptr(data));
        if self.fourteen.lock().unwrap_or_else(PoisonError::into_inner).iter().any(same) {
            return Whose::Stopgap;
        }
        let lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        lent.iter().position(|l| same(&l.data)).map_or(Whose::Theirs, Whose::Lent)
    }

    /// The number of the drawing of a character in a font that was lent.
    pub(crate) fn glyph(&self, number: usize, letter: char) -> Option<u32> {
        let lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        let face = lent.get(number)?;
        let font = FontRef::from_index((*face.data).as_ref(), face.index).ok()?;
        font.charmap().map(letter).map(|glyph| glyph.to_u32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(name: &str, file: &str) -> Face {
        let names = vec![plain(name)];
        let made_for = WRITINGS.map(|(ends, _)| ends.iter().any(|end| is_for(name, end)));
        Face {
            file: file.to_owned(),
            index: 0,
            look: names.iter().find_map(|n| look(n)),
            bold: name.contains("Bold"),
            names,
            has: [true; 4],
            made_for,
        }
    }

    #[test]
    fn a_font_is_stood_for_by_its_like() {
        let faces: Vec<Face> = [
            "NotoSansCJKjp-Regular",
            "NotoSansCJKsc-Regular",
            "NotoSerifCJKsc-Bold",
            "NotoSerifCJKsc-Regular",
            "NotoSerifCJKtc-Regular",
            "KaiTi",
        ]
        .map(|name| face(name, name))
        .to_vec();
        let cases = [
            ("SimSun", 0, "NotoSerifCJKsc-Regular"),
            ("SimSun,Bold", 0, "NotoSerifCJKsc-Bold"),
            ("仿宋_GB2312", 0, "NotoSerifCJKsc-Regular"),
            ("SimHei", 0, "NotoSansCJKsc-Regular"),
            ("MicrosoftYaHei", 0, "NotoSansCJKsc-Regular"),
            ("KaiTi", 0, "KaiTi"),
            ("楷体", 0, "KaiTi"),
            ("Unheard", 0, "NotoSerifCJKsc-Regular"),
            ("PMingLiU", 1, "NotoSerifCJKtc-Regular"),
            ("NotoSerifCJKtc-Regular", 0, "NotoSerifCJKtc-Regular"),
        ];
        for (name, writing, expected) in cases {
            let names = vec![plain(name)];
            let look = names.iter().find_map(|n| look(n)).unwrap_or(Look::Song);
            let wanted = Wanted { look, bold: names[0].contains("bold"), names, writing };
            let best = faces.iter().rev().max_by_key(|face| face.fits(&wanted)).map(|face| face.file.as_str());
            assert_eq!(best, Some(expected), "{name}");
        }
    }

    #[test]
    fn what_is_no_font_has_no_faces() {
        for bytes in [&b""[..], b"ttcf", b"\0\x01\0\0\xff\xff\xff\xff", b"OTTO not a font"] {
            assert_eq!(Face::all("甲.ttf", bytes), []);
        }
    }
}
