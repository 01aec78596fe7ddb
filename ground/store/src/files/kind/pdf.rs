//! PDF documents that do something by themselves: scripts, programs that are started, forms that send themselves elsewhere. A
//! document that only says where it opens (`/OpenAction [3 0 R /Fit]`) does nothing of that.
//!
//! Objects may lie packed in streams (ISO 32000-1, 7.5.7); these are unpacked, within bounds. What nobody opens without a password is
//! no document for anybody else; one that only forbids printing or copying is.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::ZlibDecoder;

use super::Finding;

/// Kinds of actions that are refused (ISO 32000-1, table 198).
const ACTIONS: [&[u8]; 4] = [b"JavaScript", b"Launch", b"SubmitForm", b"ImportData"];
/// Bytes of a document that are looked at; of a longer one the beginning and the end.
const LOOKED_AT: u64 = 64 << 20;
/// Bytes of one packed stream of objects, and of all of them.
const STREAM_MAX: u64 = 8 << 20;
const STREAMS_MAX: usize = 128 << 20;
/// Characters between the name of a packed stream and its beginning.
const HEAD_MAX: usize = 4_096;

/// What the document is.
pub(super) fn inspect(file: &mut (impl Read + Seek), size: u64) -> io::Result<Finding> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(LOOKED_AT).read_to_end(&mut bytes)?;
    if acts(&bytes) || packed(&bytes) {
        return Ok(Finding::Acting);
    }
    if size <= LOOKED_AT && places(&bytes, b"/Encrypt").next().is_some() && intake::office::asks_for_password(&bytes) {
        return Ok(Finding::Sealed);
    }
    if size > LOOKED_AT {
        bytes.clear();
        file.seek(SeekFrom::Start(size.saturating_sub(LOOKED_AT)))?;
        file.take(LOOKED_AT).read_to_end(&mut bytes)?;
        if acts(&bytes) || packed(&bytes) {
            return Ok(Finding::Acting);
        }
    }
    Ok(Finding::Taken("application/pdf"))
}

/// Whether a dictionary of an action of these kinds stands there: `/S /JavaScript`, also with characters as numbers.
fn acts(bytes: &[u8]) -> bool {
    places(bytes, b"/S").any(|at| {
        let rest = bytes.get(at + 2..).unwrap_or_default();
        let rest = rest.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"/") else { return false };
        let name = name(rest);
        ACTIONS.iter().any(|action| name == **action)
    })
}

/// Whether one stands in a packed stream of objects.
fn packed(bytes: &[u8]) -> bool {
    let mut left = STREAMS_MAX;
    for at in places(bytes, b"/ObjStm") {
        let head = bytes.get(at..(at + HEAD_MAX).min(bytes.len())).unwrap_or_default();
        let Some(begin) = places(head, b"stream").next() else { continue };
        let data = bytes.get(at + begin + 6..).unwrap_or_default();
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let mut objects = Vec::new();
        // What cannot be unpacked to its end is looked at as far as it goes.
        drop(ZlibDecoder::new(data).take(STREAM_MAX).read_to_end(&mut objects));
        if acts(&objects) {
            return true;
        }
        left = left.saturating_sub(objects.len());
        if left == 0 {
            break;
        }
    }
    false
}

/// A name at the beginning of `bytes`, with `#4a` as the character that it stands for.
fn name(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at).filter(|_| out.len() < 32) {
        match byte {
            b'#' => {
                let digits = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
                out.push(digits.and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(byte));
                at += 3;
            }
            _ if byte.is_ascii_alphanumeric() => {
                out.push(byte);
                at += 1;
            }
            _ => break,
        }
    }
    out
}

/// Where `wanted` stands.
fn places<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let first = wanted.first().copied().unwrap_or_default();
    let ends = move |at: &usize| bytes.get(*at..).is_some_and(|rest| rest.starts_with(wanted));
    bytes.iter().enumerate().filter(move |(_, byte)| **byte == first).map(|(at, _)| at).filter(ends)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn acting(body: &[u8]) -> bool {
        let all = [b"%PDF-1.7\n1 0 obj\n", body, b"\nendobj\n%%EOF"].concat();
        let size = all.len() as u64;
        inspect(&mut io::Cursor::new(all), size).expect("reads") == Finding::Acting
    }

    fn packed(objects: &[u8]) -> Vec<u8> {
        let mut zip = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zip.write_all(objects).expect("packs");
        let data = zip.finish().expect("packs");
        let head = format!("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {} >>\nstream\r\n", data.len());
        [head.as_bytes(), &data, b"\r\nendstream"].concat()
    }

    #[test]
    fn what_acts_by_itself_is_told_from_what_only_opens_somewhere() {
        for harmless in [
            &b"<< /Type /Catalog /OpenAction [3 0 R /Fit] >>"[..],
            b"<< /OpenAction << /S /GoTo /D [3 0 R /XYZ null null 0] >> >>",
            b"<< /A << /S /URI /URI (https://www.gov.cn/) >> >>",
            b"<< /Title (How to use /JavaScript and /JS) >>",
            b"<< /S /JavaScripting >>",
        ] {
            assert!(!acting(harmless), "{}", String::from_utf8_lossy(harmless));
            assert!(!acting(&packed(harmless)));
        }
        for wrong in [
            &b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"[..],
            b"<< /S/JavaScript/JS 5 0 R >>",
            b"<< /S\r\n/J#61vaScript /JS (x) >>",
            b"<< /AA << /O << /S /Launch /F (cmd.exe) >> >> >>",
            b"<< /S /SubmitForm /F (http://x/) >>",
            b"<< /S /ImportData /F (x) >>",
        ] {
            assert!(acting(wrong), "{}", String::from_utf8_lossy(wrong));
            assert!(acting(&packed(wrong)), "packed");
        }
    }
}
