//! PDF files that name their fonts and do not carry them.

use super::made::{decoded, font};
use super::*;

/// Letters of the font made here: each is a box of its own width.
const LETTERS: &str = "王小禾们—1";

fn fonts(name: &str, letters: &str) -> Fonts {
    let bytes = font(name, letters);
    let faces = Face::all("made.ttf", &bytes);
    assert_eq!(faces.len(), 1);
    Fonts::new(faces, move |file| (file == "made.ttf").then(|| bytes.clone()))
}

fn paper(text: &str) -> Vec<u8> {
    let pieces = [paper::Piece::Text(paper::Style::Body, text.into())];
    paper::Paper { title: "", organ: "", id: "", at: base::Moment(0), pieces: &pieces }.pdf()
}

fn of<'a>(bytes: &'a [u8], fonts: &'a Fonts) -> Original<'a> {
    Original { name: "报告.pdf", kind: Kind::Pdf, bytes, fonts }
}

/// Part of a page that is dark, within a rectangle in parts of the page.
fn dark(of: Original<'_>, spot: &Spot) -> f64 {
    let picture = decoded(&page(of, 0, 800).unwrap().expect("a page"));
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let within = |x: u32, y: u32| {
        let (x, y) = (f64::from(x) / width, f64::from(y) / height);
        (spot.left..spot.left + spot.width).contains(&x) && (spot.top..spot.top + spot.height).contains(&y)
    };
    let all: Vec<_> =
        picture.enumerate_pixels().filter(|(x, y, _)| within(*x, *y)).map(|(.., p)| p.0[0] < 60).collect();
    all.iter().filter(|dark| **dark).count() as f64 / all.len() as f64
}

#[test]
fn our_own_pdf_is_covered_with_fonts_at_hand() {
    let bytes = paper("王小禾们");
    for name in ["FangSong", "Some-Heiti"] {
        let fonts = fonts(name, LETTERS);
        let own = of(&bytes, &fonts);
        let found = look(own, &words(&["王小禾"]), &never).unwrap();
        assert_eq!((found.texts, found.lent.as_slice(), found.spots.len()), (1, &[1][..], 1));
        let drawn = dark(own, &found.spots[0]);
        assert!(drawn > 0.1 && drawn < 0.9, "letters are drawn: {drawn}");
        let covered = cover(own, &words(&["王小禾"]), &never).unwrap();
        assert!(dark(of(&covered.bytes, &NO_FONTS), &found.spots[0]) > 0.99);
        assert_eq!(covered.left_out, []);
    }
}

#[test]
fn a_letter_that_no_font_has_is_refused_and_never_drawn_as_another() {
    // A font whose drawings have the numbers of other letters: a mark of the collection has one of them.
    let many: String = LETTERS.chars().chain(('\u{5000}'..).take(400)).collect();
    let full = fonts("FangSong", &many);
    for text in ["王小禾李", "王、小禾", "王。"] {
        let bytes = paper(text);
        assert_eq!(look(of(&bytes, &full), &Wish::default(), &never).unwrap_err().name, "veil.fonts", "{text}");
    }
    // Neither do the fourteen fonts of every reader stand for it.
    for text in ["王小禾", "、。"] {
        let refusal = look(of(&paper(text), &NO_FONTS), &Wish::default(), &never).unwrap_err();
        assert!(refusal.name == "veil.fonts" && refusal.message.contains("第 1 页"), "{text}: {}", refusal.message);
    }
}

#[test]
fn letters_of_unknown_meaning_are_not_drawn_with_a_font_of_others() {
    let file = "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[6 0 R]/Count 1>> endobj\n\
        3 0 obj <</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[4 0 R]>> endobj\n\
        4 0 obj <</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000/FontDescriptor 5 0 R\
        /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>> endobj\n\
        5 0 obj <</Type/FontDescriptor/FontName/SimSun/Flags 4>> endobj\n\
        6 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 7 0 R/Resources<</Font<</F 3 0 R>>>>>> endobj\n\
        7 0 obj <</Length 34>> stream\nBT /F 20 Tf 20 60 Td <01020103> Tj ET\nendstream endobj\ntrailer <</Root 1 0 R>>\n";
    let many: String = LETTERS.chars().chain(('\u{5000}'..).take(400)).collect();
    for fonts in [&fonts("SimSun", &many), &*NO_FONTS] {
        let refusal = look(of(file.as_bytes(), fonts), &Wish::default(), &never).unwrap_err();
        assert_eq!(refusal.name, "veil.fonts", "{}", refusal.message);
    }
}

#[test]
fn a_font_without_letters_of_the_east_and_a_torn_one_lend_nothing() {
    assert_eq!(Face::all("甲.ttf", &font("Latin", "abc")), []);
    let bytes = font("FangSong", LETTERS);
    for length in (0..bytes.len()).step_by(37) {
        let torn = bytes[..length].to_vec();
        let fonts = Fonts::new(Face::all("甲.ttf", &bytes), move |_| Some(torn.clone()));
        let own = paper("王小禾");
        let _ = look(of(&own, &fonts), &Wish::default(), &never);
    }
    let gone = Fonts::new(Face::all("甲.ttf", &bytes), |_| None);
    assert_eq!(look(of(&paper("王"), &gone), &Wish::default(), &never).unwrap_err().name, "veil.fonts");
}
