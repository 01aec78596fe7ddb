//! Files made for the tests.

use std::io::{Cursor, Read, Write};

use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

/// A PDF with these pages (their streams), in Helvetica whose small letters mean Chinese characters: a is 王, b 小, c 禾.
pub(super) fn pdf(pages: &[&str], more: &str) -> Vec<u8> {
    let map = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/X def /CMapType 2 def \
        1 begincodespacerange <00><FF> endcodespacerange 3 beginbfchar <61><738B> <62><5C0F> <63><79BE> endbfchar \
        1 beginbfrange <30><39><0030> endbfrange 2 beginbfchar <20><0020> <41><0041> endbfchar endcmap end end";
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 10 + 2 * i)).collect();
    let mut file = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(secret)5 0 R]>>>>>> endobj\n\
         2 0 obj <</Type/Pages/Kids[{}]/Count {}>> endobj\n\
         3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 4 0 R>> endobj\n\
         4 0 obj <</Length {}>> stream\n{map}\nendstream endobj\n\
         5 0 obj <</Type/Filespec/F(Wang-secret.txt)>> endobj\n6 0 obj <</Author(Wang-secret)>> endobj\n{more}\n",
        kids.join(" "),
        pages.len(),
        map.len()
    );
    for (i, stream) in pages.iter().enumerate() {
        let (page, content) = (10 + 2 * i, 11 + 2 * i);
        file.push_str(&format!(
            "{page} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents {content} 0 R\
             /Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>>> endobj\n\
             {content} 0 obj <</Length {}>> stream\n{stream}\nendstream endobj\n",
            stream.len()
        ));
    }
    file.push_str("trailer <</Root 1 0 R/Info 6 0 R>>\n");
    file.into_bytes()
}

/// Parts of a package as they stand in it.
pub(super) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begins");
        zip.write_all(text.as_bytes()).expect("is written");
    }
    zip.finish().expect("ends").into_inner()
}

/// All that a package holds, unpacked: names and contents.
pub(super) fn unpacked(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut all = String::new();
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).expect("a part");
        all.push_str(&part.name().expect("has a name"));
        part.read_to_string(&mut all).expect("text");
    }
    all
}

/// A white picture with a red square at its upper left.
pub(super) fn picture() -> RgbImage {
    RgbImage::from_fn(40, 20, |x, y| if x < 8 && y < 8 { Rgb([200, 30, 30]) } else { Rgb([255, 255, 255]) })
}

pub(super) fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut out);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).expect("written");
    out
}

/// A JPEG picture with EXIF data: how it is turned, and a remark.
pub(super) fn jpeg(picture: &RgbImage, turn: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 95);
    encoder.encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).expect("written");
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS-36.0611N-103.8343E");
    let length = u16::try_from(exif.len() + 2).expect("is short").to_be_bytes();
    let (head, rest) = out.split_at(2);
    [head, &[0xff, 0xe1], &length, &exif, rest].concat()
}

pub(super) fn decoded(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).expect("a picture").into_rgb8()
}

/// A TrueType font of this name: each letter is a box, the first number (for what is missing) a larger one.
pub(super) fn font(name: &str, letters: &str) -> Vec<u8> {
    let letters: Vec<char> = letters.chars().collect();
    let count = u16::try_from(letters.len() + 1).expect("are few");
    let (mut glyf, mut loca) = (Vec::new(), Vec::new());
    for n in 0..count {
        loca.extend(u32::try_from(glyf.len()).expect("is short").to_be_bytes());
        let (wide, high) = (300 + i16::try_from(n % 300).expect("is small"), 500_i16);
        // One outline of four points on the curve, each as far from the one before.
        for number in [1, 0, 0, wide, high, 3, 0] {
            glyf.extend(number.to_be_bytes());
        }
        glyf.extend([1; 4]);
        for number in [0, wide, 0, -wide, 0, 0, high, 0] {
            glyf.extend(number.to_be_bytes());
        }
    }
    loca.extend(u32::try_from(glyf.len()).expect("is short").to_be_bytes());
    let words = |numbers: &[u16]| numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<u8>>();
    let mut order: Vec<(char, u32)> = letters.iter().copied().zip(1..).collect();
    order.sort_unstable();
    // Characters by groups of one (format 12).
    let mut cmap = words(&[0, 1, 3, 10, 0, 12, 12, 0]);
    let groups = u32::try_from(order.len()).expect("are few");
    for number in [16 + 12 * groups, 0, groups] {
        cmap.extend(number.to_be_bytes());
    }
    for (letter, glyph) in order {
        for number in [u32::from(letter), u32::from(letter), glyph] {
            cmap.extend(number.to_be_bytes());
        }
    }
    let head =
        words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 1000, 0, 8, 2, 1, 0]);
    let mut hhea = words(&[1, 0, 800, 200, 0, 1000]);
    hhea.resize(34, 0);
    hhea.extend(count.to_be_bytes());
    let mut maxp = words(&[1, 0, count, 4, 1]);
    maxp.resize(32, 0);
    let text: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let long = u16::try_from(text.len()).expect("is short");
    let mut names = words(&[0, 2, 30, 3, 1, 0x409, 1, long, 0, 3, 1, 0x409, 6, long, 0]);
    names.extend(&text);
    let mut post = words(&[3, 0]);
    post.resize(32, 0);
    let hmtx: Vec<u8> = (0..count).flat_map(|_| words(&[1000, 0])).collect();
    let tables: [(&[u8; 4], Vec<u8>); 9] = [
        (b"cmap", cmap),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
        (b"name", names),
        (b"post", post),
    ];
    let mut file = words(&[1, 0, 9, 128, 3, 16]);
    let mut data = Vec::new();
    for (tag, table) in tables {
        file.extend(tag);
        file.extend([0; 4]);
        file.extend(u32::try_from(12 + 9 * 16 + data.len()).expect("is short").to_be_bytes());
        file.extend(u32::try_from(table.len()).expect("is short").to_be_bytes());
        data.extend(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    [file, data].concat()
}
