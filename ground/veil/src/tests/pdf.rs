//! PDF files.

use image::Rgb;
use intake::office;

use super::made::{decoded, pdf};
use super::*;

const BLACK: Rgb<u8> = Rgb([0, 0, 0]);

fn of<'a>(bytes: &'a [u8]) -> Original<'a> {
    Original { name: "名单.pdf", kind: Kind::Pdf, bytes, fonts: &NO_FONTS }
}

/// A page as it is drawn, 400 pixels wide: two for a point of the pages here.
fn seen(bytes: &[u8], number: usize) -> image::RgbImage {
    decoded(&page(of(bytes), number, 400).unwrap().expect("such a page"))
}

fn blackness(bytes: &[u8], number: usize, [left, top, right, bottom]: [u32; 4]) -> f64 {
    let picture = seen(bytes, number);
    let all = (left..right).flat_map(|x| (top..bottom).map(move |y| (x, y)));
    let dark = all.clone().filter(|(x, y)| picture.get_pixel(*x, *y).0.iter().all(|c| *c < 60)).count();
    dark as f64 / all.count() as f64
}

/// abc at the left, then other letters, with a telephone in the line below.
const TEXT: &str = "BT /F 20 Tf 20 60 Td (abc) Tj 80 0 Td (AAAA) Tj -80 -40 Td (13800001234) Tj ET";

#[test]
fn words_and_personal_data_become_black_and_no_text_is_left() {
    let bytes = pdf(&[TEXT, TEXT], "");
    let before = office::read("名单.pdf", &bytes).unwrap();
    assert!(before.pieces.iter().any(|p| p.text.contains("王小禾")), "{before:?}");
    let wish = Wish { personal: true, ..words(&["王小禾"]) };
    let found = look(of(&bytes), &wish, &never).unwrap();
    assert_eq!((found.texts, found.pages.len(), found.missing.len()), (4, 2, 0));
    let covered = cover(of(&bytes), &wish, &never).unwrap();
    assert_eq!((covered.texts, covered.spots, covered.ending), (4, 0, "pdf"));
    let after = office::read("名单.pdf", &covered.bytes).unwrap();
    assert!(after.pieces.is_empty() && after.unread.len() == 2, "{after:?}");
    for secret in [&b"Wang"[..], b"13800001234", b"secret", b"/Font", b"Author", b"(abc)"] {
        assert!(!has(&covered.bytes, secret), "{}", String::from_utf8_lossy(secret));
    }
    for number in [0, 1] {
        // Baseline 60 of 100 points: the letters stand between 26 and 40 points from above.
        assert!(blackness(&covered.bytes, number, [42, 54, 90, 78]) > 0.99, "the name");
        assert!(blackness(&covered.bytes, number, [42, 136, 260, 158]) > 0.99, "the telephone");
        let other = blackness(&covered.bytes, number, [200, 50, 310, 80]);
        assert!(other > 0.02 && other < 0.5, "other letters stay: {other}");
        assert_eq!(blackness(&covered.bytes, number, [330, 0, 400, 100]), 0.0, "nothing where nothing was");
    }
}

#[test]
fn a_scan_without_text_is_covered_by_rectangles() {
    let scan = "7 0 obj <</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Length 4>> stream\n\
        \u{7f}\u{7f}\u{7f}\u{7f}\nendstream endobj";
    let bytes = pdf(&["200 0 0 100 0 0 cm /I Do"], scan);
    let found = look(of(&bytes), &Wish { personal: true, ..Wish::default() }, &never).unwrap();
    assert_eq!((found.texts, found.unread.as_slice()), (0, &[1][..]));
    assert_eq!(
        cover(of(&bytes), &Wish { personal: true, ..Wish::default() }, &never).unwrap_err().name,
        "veil.nothing"
    );
    let spots = vec![Spot::new(0, [0.5, 0.0, 1.0, 0.5]).unwrap(), Spot::new(7, [0.0, 0.0, 1.0, 1.0]).unwrap()];
    let covered = cover(of(&bytes), &Wish { spots, ..Wish::default() }, &never).unwrap();
    assert_eq!((covered.texts, covered.spots), (0, 1));
    let picture = seen(&covered.bytes, 0);
    assert!(picture.get_pixel(300, 50).0.iter().all(|c| *c < 10));
    for (x, y) in [(100, 50), (100, 150), (300, 150)] {
        assert!((100..156).contains(&picture.get_pixel(x, y).0[0]), "{x} {y}: {:?}", picture.get_pixel(x, y));
    }
    assert_ne!(picture.get_pixel(100, 150), &BLACK);
}

#[test]
fn a_name_over_the_end_of_a_line_or_drawn_out_of_order_is_found() {
    let broken = "BT /F 20 Tf 150 60 Td (ab) Tj -130 -30 Td (c13) Tj ET";
    let found = look(of(&pdf(&[broken], "")), &words(&["王小禾"]), &never).unwrap();
    assert_eq!((found.texts, found.spots.len()), (1, 2), "two lines, two rectangles");
    let shuffled = "BT /F 20 Tf 60 60 Td (c) Tj -40 0 Td (a) Tj 20 0 Td (b) Tj ET";
    let found = look(of(&pdf(&[shuffled], "")), &words(&["王 小禾"]), &never).unwrap();
    assert_eq!(found.texts, 1);
    let turned = "BT /F 20 Tf 0 1 -1 0 100 20 Tm (abc) Tj ET";
    let found = look(of(&pdf(&[turned], "")), &words(&["王小禾"]), &never).unwrap();
    let spot = found.spots.first().expect("found");
    assert!(spot.height > spot.width, "upright text has an upright rectangle: {spot:?}");
}

#[test]
fn letters_that_are_drawn_twice_are_read_once_and_hidden_together() {
    let bold = "BT /F 20 Tf 20 60 Td (a) Tj 1 0 Td (a) Tj 19 0 Td (b) Tj 1 0 Td (b) Tj 19 0 Td (c) Tj 1 0 Td (c) Tj ET";
    let found = look(of(&pdf(&[bold], "")), &words(&["王小禾"]), &never).unwrap();
    assert_eq!((found.texts, found.missing.len()), (1, 0));
    // Eleven of one digit side by side are eleven.
    let many = look(
        of(&pdf(&["BT /F 20 Tf 20 60 Td (13811111111) Tj ET"], "")),
        &Wish { personal: true, ..Wish::default() },
        &never,
    );
    assert_eq!(many.unwrap().texts, 1);
}

#[test]
fn text_that_is_not_seen_is_found_and_goes() {
    let hidden = "BT 3 Tr /F 20 Tf 20 60 Td (abc) Tj ET";
    let bytes = pdf(&[hidden], "");
    let covered = cover(of(&bytes), &words(&["王小禾"]), &never).unwrap();
    assert_eq!(covered.texts, 1);
    assert!(blackness(&covered.bytes, 0, [42, 54, 90, 78]) > 0.99);
}

#[test]
fn what_cannot_be_done_is_said_in_plain_words() {
    let bytes = pdf(&[TEXT], "");
    let missing = cover(of(&bytes), &words(&["王小禾", "李青"]), &never).unwrap_err();
    assert!(missing.message.contains("“李青”") && !missing.message.contains("王小禾"), "{}", missing.message);
    assert_eq!(look(of(&bytes), &Wish::default(), &|| true).unwrap_err().name, "veil.slow");
    for torn in [&b"%PDF-1.7"[..], b"", b"PK\x03\x04"] {
        let refusal = look(of(torn), &Wish::default(), &never).unwrap_err();
        assert!(refusal.name == "veil.broken" && refusal.message.contains("名单.pdf"), "{}", refusal.message);
    }
    let many: Vec<&str> = std::iter::repeat_n("", 301).collect();
    assert_eq!(look(of(&pdf(&many, "")), &Wish::default(), &never).unwrap_err().name, "veil.pages");
    assert_eq!(page(of(&bytes), 1, 100).unwrap(), None);
}
