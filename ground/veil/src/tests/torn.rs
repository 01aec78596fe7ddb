//! Files with bytes changed by chance: refused in words or covered, never worse.

use super::made::{jpeg, packed, pdf, picture, png};
use super::*;

/// Numbers that look like chance and are the same each time.
fn chance(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 33).expect("fits")
}

#[test]
fn torn_files_are_refused_in_words_or_covered() {
    let text = "BT /F 20 Tf 20 60 Td (abc) Tj ET q 10 0 0 10 50 50 cm /I Do Q";
    let scan = "7 0 obj <</Type/XObject/Subtype/Image/Width 2/Height 2/BitsPerComponent 8/ColorSpace/DeviceGray/Length 4>> stream\n\
        abcd\nendstream endobj";
    let word = packed(&[("word/document.xml", "<w:document><w:p><w:r><w:t>王小禾</w:t></w:r></w:p></w:document>")]);
    let files = [
        (Kind::Pdf, pdf(&[text], scan)),
        (Kind::Picture, png(&picture())),
        (Kind::Picture, jpeg(&picture(), 3)),
        (Kind::Word, word),
        (Kind::Scan, super::scan::example()),
    ];
    let wish =
        Wish {
            words: vec!["王小禾".into()], personal: true, spots: vec![Spot::new(0, [0.0, 0.0, 0.5, 0.5]).unwrap()]
        };
    let mut seed = 7;
    let mut refused = 0;
    for (kind, whole) in files {
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..=chance(&mut seed) % 4 {
                let (at, byte) = (chance(&mut seed) % bytes.len(), chance(&mut seed) % 256);
                bytes[at] = u8::try_from(byte).expect("is a byte");
            }
            bytes.truncate(bytes.len() - chance(&mut seed) % 3 * (chance(&mut seed) % 40));
            let of = Original { name: "甲.文", kind, bytes: &bytes, fonts: &NO_FONTS };
            let shown = page(of, 0, 100);
            let made = cover(of, &wish, &never);
            for refusal in [made.as_ref().err(), shown.as_ref().err()].into_iter().flatten() {
                refused += 1;
                assert!(!refusal.message.is_empty() && refusal.name.starts_with("veil."), "{}", refusal.name);
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
