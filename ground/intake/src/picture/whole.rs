//! Whether a picture is one inside too: not only its first bytes, but its size, the beginning of its pixels, and that it does not break
//! off.

use img_parts::Bytes;
use img_parts::jpeg::markers;
use img_parts::png::PngChunk;

use super::scan;

/// Bytes of a JPEG picture's pixels whose markers are looked at.
const LOOKED_AT: usize = 64 * 1024;

/// Whether the picture can be shown, as far as its parts tell. A picture of a kind that is not known here counts as one.
pub fn is_whole(picture: &[u8]) -> bool {
    match picture {
        [0xff, 0xd8, ..] => jpeg(picture).is_some(),
        [0x89, b'P', b'N', b'G', ..] => png(picture).is_some(),
        [b'G', b'I', b'F', b'8', ..] => gif(picture).is_some(),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(picture).is_some(),
        _ => true,
    }
}

/// A frame with a size before its first scan, and pixels behind that hold no marker that there is none of.
fn jpeg(picture: &[u8]) -> Option<()> {
    let begin = scan(picture)?;
    let (mut at, mut framed) = (2, false);
    while at < begin {
        let &[0xff, marker] = picture.get(at..at + 2)? else { return None };
        if marker == 0xff {
            at += 1;
            continue;
        }
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            let size = picture.get(at + 5..at + 9)?;
            framed |= size.chunks(2).all(|side| side != [0, 0]);
        }
        at += 2 + usize::from(u16::from_be_bytes(picture.get(at + 2..at + 4)?.try_into().ok()?));
    }
    let all = picture.get(begin..)?;
    // Within pixels the mark of the end cannot stand by chance: without it the picture breaks off.
    if !all.windows(2).any(|pair| pair == [0xff, markers::EOI]) {
        return None;
    }
    let pixels = all.get(..LOOKED_AT.min(all.len()))?;
    let wild = |pair: &&[u8]| matches!(pair, [0xff, 0x01..=0xbf]);
    let end = pixels.windows(2).position(|pair| pair == [0xff, markers::EOI]).unwrap_or(pixels.len());
    (framed && end > 0 && pixels.get(..end)?.windows(2).find(wild).is_none()).then_some(())
}

/// A head with a size, pixels that were packed, and sums that agree, up to the end of the picture.
fn png(picture: &[u8]) -> Option<()> {
    let mut rest = Bytes::copy_from_slice(picture.get(8..)?);
    let head = PngChunk::from_bytes(&mut rest).ok()?;
    let sides = head.contents().get(..8)?;
    if head.kind() != *b"IHDR" || sides.chunks(4).any(|side| side == [0, 0, 0, 0]) {
        return None;
    }
    let mut pixels = false;
    loop {
        let chunk = PngChunk::from_bytes(&mut rest).ok()?;
        if chunk.kind() == *b"IDAT" && !pixels {
            // The head of packed data: its method, and a sum over both bytes.
            let &[method, flags] = chunk.contents().get(..2)? else { return None };
            pixels = method & 0x0f == 8 && (u16::from(method) * 256 + u16::from(flags)).is_multiple_of(31);
        }
        if chunk.kind() == *b"IEND" {
            return pixels.then_some(());
        }
    }
}

/// A size, and one frame at least.
fn gif(picture: &[u8]) -> Option<()> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    if picture.get(6..10)?.chunks(2).any(|side| side == [0, 0]) {
        return None;
    }
    let mut at = 13 + table(*picture.get(10)?);
    loop {
        match picture.get(at)? {
            0x2c => {
                let data = at + 10 + table(*picture.get(at + 9)?);
                let (size, packed) = (picture.get(data)?, picture.get(data + 1)?);
                return (matches!(size, 1..=11) && *packed > 0).then_some(());
            }
            0x21 => {
                at += 2;
                while *picture.get(at)? > 0 {
                    at += 1 + usize::from(*picture.get(at)?);
                }
                at += 1;
            }
            _ => return None,
        }
    }
}

/// As long as it says, and one frame at least that begins as frames do.
fn webp(picture: &[u8]) -> Option<()> {
    let said = u32::from_le_bytes(picture.get(4..8)?.try_into().ok()?);
    if usize::try_from(said).ok()? > picture.len().saturating_sub(8) {
        return None;
    }
    let mut at = 12;
    loop {
        let (kind, size) = (picture.get(at..at + 4)?, picture.get(at + 4..at + 8)?);
        let size = usize::try_from(u32::from_le_bytes(size.try_into().ok()?)).ok()?;
        let data = picture.get(at + 8..)?;
        match kind {
            b"VP8 " => return (data.get(3..6)? == [0x9d, 0x01, 0x2a]).then_some(()),
            b"VP8L" => return (data.first()? == &0x2f).then_some(()),
            b"ANMF" => return (data.len() > 24).then_some(()),
            _ => at = at.checked_add(8 + size + (size & 1))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
    const GIF: &[u8] =
        b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

    #[test]
    fn what_begins_as_a_picture_and_is_none_inside_is_told_apart() {
        assert!(is_whole(PNG) && is_whole(GIF));
        let words = "这不是图片，只是改了开头。".repeat(9).into_bytes();
        for head in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
            b"GIF89a",
            b"RIFF\x10\0\0\0WEBP",
        ] {
            let broken = [head, &words].concat();
            assert!(!is_whole(&broken), "{head:?}");
            assert!(!is_whole(head), "{head:?} alone");
        }
        let mut flipped = PNG.to_vec();
        flipped[45] ^= 0xff;
        assert!(!is_whole(&flipped), "a sum that does not agree");
        assert!(!is_whole(&PNG[..50]), "cut off");
        assert!(is_whole(b"BM not known here"));
    }

    #[test]
    fn a_photo_that_breaks_off_is_told_from_a_whole_one() {
        let frame = b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0";
        let photo = [&b"\xff\xd8"[..], frame, b"\x12\x34\xff\0\x56", b"\xff\xd9"].concat();
        assert!(is_whole(&photo));
        assert!(is_whole(&[&photo[..], b"what some cameras write behind the end"].concat()));
        assert!(!is_whole(&photo[..photo.len() - 2]), "without its end");
        let said = 16_u32.to_le_bytes();
        let webp = [&b"RIFF"[..], &said, b"WEBPVP8L", &4_u32.to_le_bytes(), b"\x2f\0\0\0"].concat();
        assert!(is_whole(&webp) && !is_whole(&webp[..webp.len() - 2]), "as long as it says");
    }
}
