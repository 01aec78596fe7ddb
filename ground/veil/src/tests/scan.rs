//! TIFF of scanners and fax machines.

use image::RgbImage;

use super::made::decoded;
use super::*;

fn of<'a>(bytes: &'a [u8]) -> Original<'a> {
    Original { name: "传真.tif", kind: Kind::Scan, bytes, fonts: &NO_FONTS }
}

/// A page: its size, how it is written (coding, tone that is nothing, order of bits), its strip, and what else is said of it.
struct Leaf<'a> {
    size: (u16, u16),
    coding: [u16; 3],
    strip: &'a [u8],
    more: &'a [(u16, u32)],
    dots: (u32, u32),
}

const COMMON: [u16; 3] = [1, 0, 1];

/// A TIFF of these pages.
fn tiff(little: bool, leaves: &[Leaf<'_>]) -> Vec<u8> {
    let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
    let mut file = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
    let mut link = file.len();
    file.extend(long(0));
    for leaf in leaves {
        let at = |file: &Vec<u8>| u32::try_from(file.len()).expect("is short");
        let strip = at(&file);
        file.extend(leaf.strip);
        let dots = at(&file);
        for n in [leaf.dots.0, 1, leaf.dots.1, 1] {
            file.extend(long(n));
        }
        let here = long(at(&file));
        file[link..link + 4].copy_from_slice(&here);
        let [coding, tone, order] = leaf.coding;
        // Tag, kind (3: two bytes, 4: four, 5: a fraction), value.
        let mut entries = vec![
            (256, 3, leaf.size.0.into()),
            (257, 3, leaf.size.1.into()),
            (258, 3, 1),
            (259, 3, coding.into()),
            (262, 3, tone.into()),
            (266, 3, order.into()),
            (273, 4, strip),
            (277, 3, 1),
            (278, 3, leaf.size.1.into()),
            (279, 4, u32::try_from(leaf.strip.len()).expect("is short")),
            (282, 5, dots),
            (283, 5, dots + 8),
        ];
        entries.extend(leaf.more.iter().map(|(tag, value)| (*tag, 3, *value)));
        entries.sort_by_key(|entry| entry.0);
        file.extend(short(u16::try_from(entries.len()).expect("are few")));
        for (tag, kind, value) in entries {
            file.extend(short(tag));
            file.extend(short(kind));
            file.extend(long(1));
            match kind {
                3 => file.extend([short(u16::try_from(value).expect("is small")), [0, 0]].concat()),
                _ => file.extend(long(value)),
            }
        }
        link = file.len();
        file.extend(long(0));
    }
    file
}

/// Bits as they are written, with blanks between them.
fn bits(written: &str) -> Vec<u8> {
    let mut all: Vec<u8> = written.chars().filter(|c| !c.is_whitespace()).map(|c| u8::from(c == '1')).collect();
    all.resize(all.len().div_ceil(8) * 8, 0);
    all.chunks(8).map(|byte| byte.iter().fold(0, |sum, bit| (sum << 1) | bit)).collect()
}

/// Eight lines of sixteen pixels: white, its right half black, white again.
const PLAIN: [u8; 16] = [0, 0, 0, 0, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0xff, 0, 0, 0, 0];
/// T.4: sixteen white, eight white, eight black, none black, and the mark at the end of a line.
const W16: &str = "101010";
const W8: &str = "10011";
const B8: &str = "000101";
const B0: &str = "0000110111";
const EOL: &str = "000000000001";

fn group_3(mark: bool) -> Vec<u8> {
    let (white, half) = (W16.to_owned(), format!("{W8}{B8}"));
    let lines = [&white, &white, &half, &half, &half, &half, &white, &white];
    if mark {
        let lines: String = lines.iter().map(|line| format!("{EOL}{line}")).collect();
        return bits(&format!("{lines}{}", EOL.repeat(6)));
    }
    lines.iter().flat_map(|line| bits(line)).collect()
}

/// T.6: lines as the one above (V0), one whose right half turns black (horizontal), one that turns white again.
fn group_4() -> Vec<u8> {
    let (same_white, same_half) = ("1", "1 1");
    let turns_black = format!("001 {W8} {B8}");
    let turns_white = format!("001 {W16} {B0}");
    let lines = [same_white, same_white, &turns_black, same_half, same_half, same_half, &turns_white, same_white];
    bits(&format!("{} {EOL}{EOL}", lines.join(" ")))
}

/// A fax of three pages.
pub(super) fn example() -> Vec<u8> {
    let (three, four) = (group_3(true), group_4());
    tiff(true, &[leaf(COMMON, &PLAIN), leaf([3, 0, 1], &three), leaf([4, 0, 1], &four)])
}

fn leaf(coding: [u16; 3], strip: &[u8]) -> Leaf<'_> {
    Leaf { size: (16, 8), coding, strip, more: &[], dots: (200, 200) }
}

fn seen(bytes: &[u8], number: usize) -> RgbImage {
    decoded(&page(of(bytes), number, 100).unwrap().expect("such a page"))
}

/// Whether the right half of the middle lines is black, and nothing else.
fn is_the_picture(picture: &RgbImage) -> bool {
    let dark = |x: u32, y: u32| picture.get_pixel(x, y).0.iter().all(|c| *c < 60);
    picture.dimensions() == (16, 8) && (0..8).all(|y| (0..16).all(|x| dark(x, y) == (x >= 8 && (2..6).contains(&y))))
}

#[test]
fn a_fax_is_read_in_every_coding_and_both_orders_of_bytes() {
    let turned: Vec<u8> = group_4().into_iter().map(u8::reverse_bits).collect();
    let inverse: Vec<u8> = PLAIN.iter().map(|byte| !byte).collect();
    let (marked, bare, four) = (group_3(true), group_3(false), group_4());
    let cases = [
        ("plain", leaf(COMMON, &PLAIN)),
        ("black is nothing", leaf([1, 1, 1], &inverse)),
        ("group 3", leaf([3, 0, 1], &marked)),
        ("group 3 without marks", leaf([2, 0, 1], &bare)),
        ("group 4", leaf([4, 0, 1], &four)),
        ("group 4, low bits first", leaf([4, 0, 2], &turned)),
    ];
    for (name, leaf) in cases {
        for little in [true, false] {
            let bytes = tiff(little, std::slice::from_ref(&leaf));
            assert!(is_the_picture(&seen(&bytes, 0)), "{name}, {little}");
        }
    }
}

#[test]
fn pages_are_covered_each_by_itself_and_become_a_pdf() {
    let bytes = example();
    let found = look(of(&bytes), &Wish::default(), &never).unwrap();
    assert_eq!((found.pages.as_slice(), found.unread.as_slice()), (&[(16.0, 8.0); 3][..], &[1, 2, 3][..]));
    let spots = vec![Spot::new(1, [0.0, 0.0, 1.0, 1.0]).unwrap(), Spot::new(3, [0.0, 0.0, 1.0, 1.0]).unwrap()];
    let covered = cover(of(&bytes), &Wish { spots, ..Wish::default() }, &never).unwrap();
    assert_eq!((covered.ending, covered.spots), ("pdf", 1));
    let made = Original { name: "传真.pdf", kind: Kind::Pdf, bytes: &covered.bytes, fonts: &NO_FONTS };
    let pages = look(made, &Wish::default(), &never).unwrap().pages;
    // Sixteen dots of two hundred in an inch.
    assert!(
        pages.len() == 3 && pages.iter().all(|(w, h)| (w - 5.76).abs() < 0.01 && (h - 2.88).abs() < 0.01),
        "{pages:?}"
    );
    let light = |n: usize| {
        let picture = decoded(&page(made, n, 100).unwrap().expect("such a page"));
        picture.pixels().filter(|p| p.0[0] > 128).count() as f64 / f64::from(picture.width() * picture.height())
    };
    assert!(light(0) > 0.5 && light(1) < 0.01 && light(2) > 0.5, "{} {} {}", light(0), light(1), light(2));
}

#[test]
fn a_page_is_seen_with_square_pixels_and_upright() {
    let flat = Leaf { dots: (204, 98), ..leaf(COMMON, &PLAIN) };
    let turned = Leaf { more: &[(274, 6)], ..leaf(COMMON, &PLAIN) };
    let of_form = Leaf { dots: (2, 1), more: &[(296, 1)], ..leaf(COMMON, &PLAIN) };
    let unknown = Leaf { dots: (0, 98), ..leaf(COMMON, &PLAIN) };
    // A smaller copy of a page is none.
    let copy = Leaf { more: &[(254, 1)], ..leaf(COMMON, &PLAIN) };
    let bytes = tiff(false, &[flat, turned, copy, of_form, unknown]);
    let found = look(of(&bytes), &Wish::default(), &never).unwrap();
    assert_eq!(found.pages, [(16.0, 17.0), (8.0, 16.0), (16.0, 16.0), (16.0, 8.0)]);
}

#[test]
fn what_cannot_be_read_is_said_in_plain_words() {
    let whole = tiff(true, &[leaf(COMMON, &PLAIN)]);
    let cases = [
        (b"II*\0".to_vec(), "veil.broken"),
        (b"II+\0\x08\0\0\0".to_vec(), "veil.broken"),
        (whole[..whole.len() - 3].to_vec(), "veil.broken"),
        (tiff(true, &[Leaf { size: (0, 8), ..leaf(COMMON, &PLAIN) }]), "veil.broken"),
        (tiff(true, &[leaf([4, 0, 1], &[])]), "veil.broken"),
        (tiff(true, &[leaf([77, 0, 1], &PLAIN)]), "veil.broken"),
        (tiff(true, &[Leaf { size: (60_000, 60_000), ..leaf([4, 0, 1], &PLAIN) }]), "veil.large"),
        (tiff(true, &(0..301).map(|_| leaf(COMMON, &PLAIN)).collect::<Vec<_>>()), "veil.pages"),
    ];
    for (n, (bytes, name)) in cases.into_iter().enumerate() {
        let refusal = look(of(&bytes), &Wish::default(), &never).unwrap_err();
        assert!(
            refusal.name == name && refusal.message.contains("传真.tif"),
            "{n}: {} {}",
            refusal.name,
            refusal.message
        );
    }
    // A chain of pages that comes back to itself.
    let mut round = whole.clone();
    let first: [u8; 4] = whole[4..8].try_into().unwrap();
    let end = round.len() - 4;
    round[end..].copy_from_slice(&first);
    assert_eq!(look(of(&round), &Wish::default(), &never).unwrap_err().name, "veil.broken");
    assert_eq!(look(of(&whole), &Wish::default(), &|| true).unwrap_err().name, "veil.slow");
    assert_eq!(page(of(&whole), 1, 100).unwrap(), None);
    assert_eq!(cover(of(&whole), &words(&["甲"]), &never).unwrap_err().name, "veil.missing", "no words in a picture");
}
