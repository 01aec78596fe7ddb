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
