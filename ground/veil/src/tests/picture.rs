//! Pictures.

use super::made::{decoded, jpeg, picture, png};
use super::*;

fn of<'a>(bytes: &'a [u8]) -> Original<'a> {
    Original { name: "照片.jpg", kind: Kind::Picture, bytes, fonts: &NO_FONTS }
}

#[test]
fn a_photo_is_covered_where_it_is_seen_and_loses_its_place() {
    // Turned by a quarter: what the file has at its upper left is seen at the upper right.
    let bytes = jpeg(&picture(), 6);
    assert!(has(&bytes, b"GPS"));
    let found = look(of(&bytes), &Wish::default(), &never).unwrap();
    assert_eq!(found.pages, [(20.0, 40.0)], "seen upright");
    let spot = Spot::new(0, [0.6, 0.0, 1.0, 0.2]).unwrap();
    let covered = cover(of(&bytes), &Wish { spots: vec![spot], ..Wish::default() }, &never).unwrap();
    assert_eq!((covered.ending, covered.spots), ("jpg", 1));
    assert!(!has(&covered.bytes, b"GPS") && !has(&covered.bytes, b"Exif"));
    let made = decoded(&covered.bytes);
    assert_eq!(made.dimensions(), (20, 40));
    for y in 0..8 {
        for x in 12..20 {
            assert!(made.get_pixel(x, y).0.iter().all(|c| *c < 40), "{x} {y}: {:?}", made.get_pixel(x, y));
        }
    }
    assert!(made.get_pixel(4, 30).0.iter().all(|c| *c > 230), "elsewhere it stays");
}

#[test]
fn what_lies_under_transparent_pixels_goes() {
    let mut picture = image::RgbaImage::from_pixel(10, 10, image::Rgba([0, 0, 0, 255]));
    picture.put_pixel(5, 5, image::Rgba([12, 34, 56, 0]));
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    image::ImageEncoder::write_image(encoder, &picture, 10, 10, image::ExtendedColorType::Rgba8).unwrap();
    let wish = Wish { spots: vec![Spot::new(0, [0.0, 0.0, 0.1, 0.1]).unwrap()], ..Wish::default() };
    let covered = cover(of(&bytes), &wish, &never).unwrap();
    assert_eq!(covered.ending, "png");
    assert_eq!(decoded(&covered.bytes).get_pixel(5, 5).0, [255, 255, 255]);
}

#[test]
fn pages_are_shown_no_wider_than_asked_and_torn_files_are_named() {
    let shown = page(of(&png(&picture())), 0, 20).unwrap().expect("a page");
    assert_eq!(decoded(&shown).dimensions(), (20, 10));
    assert_eq!(page(of(&png(&picture())), 1, 20).unwrap(), None);
    for torn in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a"] {
        let refusal = look(of(torn), &Wish::default(), &never).unwrap_err();
        assert!(refusal.message.contains("照片.jpg"), "{}", refusal.message);
    }
    let refusal = cover(of(&png(&picture())), &Wish::default(), &never).unwrap_err();
    assert_eq!(refusal.name, "veil.nothing");
    let refusal = cover(of(&png(&picture())), &words(&["甲"]), &never).unwrap_err();
    assert_eq!(refusal.name, "veil.missing", "no words are found in a picture");
}
