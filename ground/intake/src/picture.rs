//! Pictures without what a camera or a program wrote beside them: where and when they were taken, by whom, with what (EXIF, XMP,
//! IPTC, comments, thumbnails). The picture itself stays as it is to the last bit, and so do its colours and its turn.
//!
//! 个人信息保护法 art. 25 (nothing personal is published without consent), 51 (de-identification).

mod whole;

use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::RiffContent;
use img_parts::webp::{CHUNK_EXIF, CHUNK_VP8X, CHUNK_XMP, WebP};
use img_parts::{Bytes, ImageEXIF};

pub use whole::is_whole;

/// What stands before EXIF data in a JPEG picture.
const EXIF: &[u8] = b"Exif\0\0";
/// What stands before a colour profile in a JPEG picture.
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// What stands before the leading facts of a JPEG picture; the same segment may hold a thumbnail instead.
const JFIF: &[u8] = b"JFIF\0";
/// What the pixels of a PNG picture, its colours and its movement need; all else tells of something else.
const PNG_KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT", b"sPLT",
];
/// What says in the head of a WebP picture that XMP data follow.
const WEBP_XMP: u8 = 0x04;
/// The tag of EXIF data that says how the picture is turned.
const ORIENTATION: u16 = 0x0112;
/// Facts of one directory of EXIF data that are looked at.
const FACTS_MAX: usize = 512;

/// The picture without its metadata; nothing when it has none, is of another kind or cannot be read.
pub fn bare(picture: &[u8]) -> Option<Vec<u8>> {
    let bare = match picture {
        [0xff, 0xd8, ..] => jpeg(picture),
        [0x89, b'P', b'N', b'G', ..] => png(picture),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(picture),
        _ => None,
    }?;
    (bare != picture).then_some(bare)
}

fn jpeg(picture: &[u8]) -> Option<Vec<u8>> {
    let (head, rest) = picture.split_at(scan(picture)?);
    let mut jpeg = Jpeg::from_bytes(Bytes::from([head, &pixels(rest)].concat())).ok()?;
    let turned = jpeg
        .segments()
        .iter()
        .filter(|segment| segment.marker() == markers::APP1)
        .find_map(|segment| turned(segment.contents().strip_prefix(EXIF)?));
    let kept = |segment: &JpegSegment| match segment.marker() {
        markers::APP0 => segment.contents().starts_with(JFIF),
        markers::APP2 => segment.contents().starts_with(PROFILE),
        // Adobe's segment says how the colours are to be read.
        markers::APP14 => true,
        markers::COM => false,
        marker => !(markers::APP0..=markers::APP15).contains(&marker),
    };
    jpeg.segments_mut().retain(kept);
    if let Some(turn) = turned {
        let contents = Bytes::from([EXIF, &only_turn(turn)].concat());
        let first = jpeg.segments().iter().take_while(|segment| segment.marker() == markers::APP0).count();
        jpeg.segments_mut().insert(first, JpegSegment::new_with_contents(markers::APP1, contents));
    }
    Some(jpeg.encoder().bytes().to_vec())
}

/// Where the pixels of a JPEG picture begin: behind the head of its first scan.
fn scan(picture: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let &[0xff, marker] = picture.get(at..at + 2)? else { return None };
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = u16::from_be_bytes(picture.get(at + 2..at + 4)?.try_into().ok()?);
        at += 2 + usize::from(length);
        if marker == markers::SOS {
            return (at <= picture.len()).then_some(at);
        }
    }
}

/// The pixels of a JPEG picture up to its end: later scans and their tables stay, what stands between them and what a
/// telephone hangs on behind (a second picture, a film, places again) does not.
fn pixels(data: &[u8]) -> Vec<u8> {
    let (mut out, mut at) = (Vec::with_capacity(data.len()), 0);
    while let Some(&byte) = data.get(at) {
        let marker = data.get(at + 1).copied();
        let step = match (byte, marker) {
            (0xff, Some(markers::EOI)) => {
                out.extend([0xff, markers::EOI]);
                break;
            }
            // An escaped byte of the pixels, a restart between them, a filler, and all that is no marker.
            (0xff, Some(0 | 0xd0..=0xd7)) => 2,
            (0xff, Some(0xff) | None) | (0..=0xfe, _) => 1,
            (0xff, Some(marker)) => {
                let length = data.get(at + 2..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u16::from_be_bytes);
                let end = at + 2 + usize::from(length.unwrap_or(2));
                if (markers::APP0..=markers::APP15).contains(&marker) || marker == markers::COM {
                    at = end;
                    continue;
                }
                end - at
            }
        };
        out.extend_from_slice(data.get(at..(at + step).min(data.len())).unwrap_or_default());
        at += step;
    }
    out
}

fn png(picture: &[u8]) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(picture)).ok()?;
    let turned = png.exif().and_then(|exif| turned(&exif));
    png.chunks_mut().retain(|chunk: &PngChunk| PNG_KEPT.iter().any(|kept| chunk.kind() == **kept));
    if let Some(turn) = turned {
        png.set_exif(Some(Bytes::from(only_turn(turn))));
    }
    Some(png.encoder().bytes().to_vec())
}

fn webp(picture: &[u8]) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(Bytes::copy_from_slice(picture)).ok()?;
    if !webp.has_chunk(CHUNK_EXIF) && !webp.has_chunk(CHUNK_XMP) {
        return None;
    }
    let turned = webp.exif().and_then(|exif| turned(exif.strip_prefix(EXIF).unwrap_or(&exif)));
    webp.remove_chunks_by_id(CHUNK_XMP);
    for head in webp.chunks_mut().iter_mut().filter(|chunk| chunk.id() == CHUNK_VP8X) {
        if let RiffContent::Data(data) = head.content_mut() {
            let mut flags = data.to_vec();
            flags.iter_mut().take(1).for_each(|flags| *flags &= !WEBP_XMP);
            *data = flags.into();
        }
    }
    webp.set_exif(turned.map(|turn| Bytes::from(only_turn(turn))));
    Some(webp.encoder().bytes().to_vec())
}

/// How EXIF data say that the picture is turned: 2 to 8; nothing for upright.
fn turned(exif: &[u8]) -> Option<u8> {
    let big = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let value = if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        usize::try_from(value).ok()
    };
    let directory = long(4)?;
    let facts = usize::from(short(directory)?).min(FACTS_MAX);
    let at = (0..facts).map(|n| directory + 2 + n * 12).find(|at| short(*at) == Some(ORIENTATION))?;
    u8::try_from(short(at + 8)?).ok().filter(|turn| (2..=8).contains(turn))
}

/// EXIF data that say how the picture is turned and nothing else.
fn only_turn(turn: u8) -> Vec<u8> {
    // Byte order and where the directory begins; one fact: tag, kind (short), count, value; no directory after it.
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([turn, 0, 0, 0, 0, 0, 0]);
    exif
}

#[cfg(test)]
mod tests {
    use super::*;

    /// EXIF data with a turn, and a place as a camera writes it.
    fn located(turn: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
        exif.extend(b"\x12\x01\x03\0\x01\0\0\0");
        exif.extend([turn, 0, 0, 0]);
        // The directory of places (GPS IFD), which begins behind this one.
        exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
        exif.extend(b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0GPS-36.0611N-103.8343E");
        exif
    }

    fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
        let length = u16::try_from(contents.len() + 2).expect("is short").to_be_bytes();
        [&[0xff, marker], &length[..], contents].concat()
    }

    /// As little of a JPEG as there can be, with `more` before its pixels.
    fn picture(more: &[u8]) -> Vec<u8> {
        let pixels = b"\x01\x02\x03pixels\xff\0\x04";
        [
            b"\xff\xd8".as_slice(),
            &segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
            more,
            &segment(0xdb, &[1; 65]),
            &segment(0xda, b"\x01\x01\0\0\x3f\0"),
            pixels,
            b"\xff\xd9",
        ]
        .concat()
    }

    fn has(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    #[test]
    fn a_photo_loses_its_place_and_keeps_its_pixels_colours_and_turn() {
        let more = [
            segment(0xe1, &[EXIF, &located(6)].concat()),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPS</x:xmpmeta>"),
            segment(0xe2, &[PROFILE, b"\x01\x01colours"].concat()),
            segment(0xed, b"Photoshop 3.0\0\x1c\x02PGPS"),
            segment(0xfe, b"GPS of the camera"),
        ]
        .concat();
        let bare = bare(&picture(&more)).expect("something goes");
        for gone in ["GPS", "xmpmeta", "Photoshop", "36.0611"] {
            assert!(!has(&bare, gone.as_bytes()), "{gone}");
        }
        for kept in [b"pixels\xff\0\x04\xff\xd9".as_slice(), b"ICC_PROFILE\0\x01\x01colours", b"JFIF\0", &[1; 65]] {
            assert!(has(&bare, kept), "{kept:?}");
        }
        let exif = Jpeg::from_bytes(bare.into()).expect("is a picture").exif().expect("says its turn");
        assert_eq!(turned(&exif), Some(6));
    }

    #[test]
    fn what_has_nothing_to_lose_or_is_no_such_picture_stays() {
        let upright = segment(0xe1, &[EXIF, &located(1)].concat());
        assert_eq!(bare(&picture(&upright)), Some(picture(&[])), "upright needs no turn");
        for other in [picture(&[]), b"GIF89a".to_vec(), b"%PDF-1.7".to_vec(), vec![0xff, 0xd8, 0xff], Vec::new()] {
            assert_eq!(bare(&other), None, "{other:?}");
        }
        let again = picture(&segment(0xe1, &[EXIF, &only_turn(8)].concat()));
        assert_eq!(bare(&again), None, "a second time changes nothing");
    }

    #[test]
    fn what_hangs_behind_a_photo_is_cut_off_and_later_scans_stay() {
        let scan =
            [&segment(0xc4, &[7; 20])[..], &segment(0xda, b"\x01\x02\0\0\x3f\0"), b"more\xff\xd0pixels"].concat();
        let mut photo = picture(&[]);
        photo.truncate(photo.len() - 2);
        let whole = [&photo[..], &scan, b"\xff\xd9"].concat();
        assert_eq!(bare(&whole), None, "a photo of several scans stays as it is");
        let between = [&photo[..], &segment(0xe1, b"Exif\0\0GPS"), &scan, b"\xff\xd9"].concat();
        assert_eq!(bare(&between).as_deref(), Some(&whole[..]));
        let second = picture(&segment(0xe1, &[EXIF, &located(3)].concat()));
        for behind in [&second[..], b"ftypmp42GPS", b"\0"] {
            assert_eq!(bare(&[&whole[..], behind].concat()).as_deref(), Some(&whole[..]), "{behind:?}");
        }
    }

    #[test]
    fn a_webp_loses_its_place_and_says_so_in_its_head() {
        let chunk = |id: &[u8; 4], data: &[u8]| {
            let padding: &[u8] = if data.len() % 2 == 1 { b"\0" } else { b"" };
            [&id[..], &u32::try_from(data.len()).expect("is short").to_le_bytes(), data, padding].concat()
        };
        let file = |chunks: &[u8]| {
            let length = u32::try_from(chunks.len() + 4).expect("is short").to_le_bytes();
            [b"RIFF".as_slice(), &length, b"WEBP", chunks].concat()
        };
        // Flags: alpha, EXIF, XMP; then the size of the canvas.
        let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
        let pixels = [chunk(b"ALPH", b"alpha."), chunk(b"VP8 ", b"pixels")].concat();
        let told = [head(0x1c), pixels.clone(), chunk(b"EXIF", &located(1)), chunk(b"XMP ", b"<GPS/>")].concat();
        let bare = bare(&file(&told)).expect("something goes");
        assert_eq!(bare, file(&[head(0x10), pixels].concat()));
    }

    #[test]
    fn a_png_loses_its_texts_and_keeps_its_pixels() {
        let chunk = |kind: [u8; 4], data: &'static [u8]| {
            PngChunk::new(kind, Bytes::from_static(data)).encoder().bytes().to_vec()
        };
        let head = chunk(*b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0");
        let file = |more: &[u8]| {
            let parts: [&[u8]; 5] =
                [b"\x89PNG\r\n\x1a\n", &head, more, &chunk(*b"IDAT", b"pixels"), &chunk(*b"IEND", b"")];
            parts.concat()
        };
        let told = [
            chunk(*b"tEXt", b"Author\0GPS"),
            chunk(*b"tIME", b"\x07\xea\x03\x02\x09\0\0"),
            chunk(*b"gAMA", b"\0\0\xb1\x8f"),
        ];
        assert_eq!(bare(&file(&told.concat())), Some(file(&told[2])));
        assert_eq!(bare(&file(b"")), None);
    }

    #[test]
    fn broken_exif_data_say_nothing() {
        for broken in [&b"II*\0"[..], b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"", b"XX*\0\x08\0\0\0"] {
            assert_eq!(turned(broken), None, "{broken:?}");
        }
    }
}
