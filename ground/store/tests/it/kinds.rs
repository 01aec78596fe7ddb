//! Kinds of files by their content, and what is refused with which words.

use base::Error;
use store::files::Files;
use store::testing::samples::{OF_1234, OF_NOBODY, PHOTO, PNG, torn, under_a_password};

use super::files::keep;

/// A ZIP archive of stored entries that claim `unpacked` bytes each.
fn zip(names: &[&str], unpacked: u32) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let at = u32::try_from(body.len()).expect("small");
        let length = u16::try_from(name.len()).expect("short");
        body.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0");
        body.extend_from_slice(&unpacked.to_le_bytes());
        body.extend_from_slice(&length.to_le_bytes());
        body.extend_from_slice(b"\0\0");
        body.extend_from_slice(name.as_bytes());
        body.push(b'x');
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0");
        directory.extend_from_slice(&unpacked.to_le_bytes());
        directory.extend_from_slice(&length.to_le_bytes());
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (count, start) = (u16::try_from(names.len()).expect("few"), u32::try_from(body.len()).expect("small"));
    let length = u32::try_from(directory.len()).expect("small");
    let end = [
        &b"PK\x05\x06\0\0\0\0"[..],
        &count.to_le_bytes(),
        &count.to_le_bytes(),
        &length.to_le_bytes(),
        &start.to_le_bytes(),
        b"\0\0",
    ];
    [body, directory, end.concat()].concat()
}

/// A compound file whose directory holds these streams.
fn ole(streams: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0xff_u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[30..32].copy_from_slice(&[9, 0]);
    bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
    bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
    for (i, name) in streams.iter().enumerate() {
        let entry = &mut bytes[1024 + i * 128..1024 + (i + 1) * 128];
        entry.fill(0);
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    bytes
}

const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

async fn kind(name: &str, content: &[u8]) -> Result<&'static str, String> {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("opens");
    match keep(&files, name, content).await {
        Ok(stored) => Ok(stored.media_type),
        Err(Error::Refused(refusal)) => Err(format!("{} {}", refusal.name, refusal.message)),
        Err(other) => Err(other.to_string()),
    }
}

#[tokio::test]
async fn known_kinds_are_taken_whatever_their_name() {
    let mut bmp = b"BM\x40\0\0\0".to_vec();
    bmp.resize(64, 0);
    let gb = [b"name: ".as_slice(), &[0xc7, 0xe0, 0xba, 0xcc, 0x81, 0x30, 0x81, 0x30]].concat();
    let types = "[Content_Types].xml";
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"%PDF-1.7\n\0".to_vec(), "application/pdf"),
        (under_a_password(OF_NOBODY), "application/pdf"),
        (PNG.to_vec(), "image/png"),
        (PHOTO.to_vec(), "image/jpeg"),
        (GIF.to_vec(), "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8L\x04\0\0\0\x2f\0\0\0".to_vec(), "image/webp"),
        (bmp, "image/bmp"),
        (b"\0\0\0\x18ftypheic".to_vec(), "image/heic"),
        (b"\0\0\0\x18ftypisom".to_vec(), "video/mp4"),
        (b"ID3\x03\0".to_vec(), "audio/mpeg"),
        (b"\xff\xfb\x90\x64".to_vec(), "audio/mpeg"),
        (b"#!AMR\n\0".to_vec(), "audio/amr"),
        (b"Rar!\x1a\x07\0".to_vec(), "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c\0".to_vec(), "application/x-7z-compressed"),
        (zip(&["a.txt"], 1), "application/zip"),
        (
            zip(&[types, "word/document.xml"], 1),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (zip(&[types, "xl/workbook.xml"], 1), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            zip(&[types, "ppt/presentation.xml"], 1),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (zip(&["OFD.xml", "Doc_0/Document.xml"], 1), "application/ofd"),
        (ole(&["Root Entry", "WordDocument"]), "application/msword"),
        (ole(&["Root Entry", "Workbook"]), "application/vnd.ms-excel"),
        ("县长您好".as_bytes().to_vec(), "text/plain; charset=utf-8"),
        ("\u{feff}a,b\r\n1,2".as_bytes().to_vec(), "text/plain; charset=utf-8"),
        (b"MZ is how this letter begins".to_vec(), "text/plain; charset=utf-8"),
        (gb, "text/plain; charset=gb18030"),
    ];
    for (content, media_type) in cases {
        assert_eq!(kind("附件.dat", &content).await.as_deref(), Ok(media_type));
    }
}

#[tokio::test]
async fn what_could_harm_is_refused_and_a_new_name_does_not_help() {
    let types = "[Content_Types].xml";
    let cases: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("装.exe", b"MZ\x90\0".to_vec(), "file.program", "Windows 程序。"),
        ("照片.jpg", b"MZ\x90\0".to_vec(), "file.program", "Windows 程序，只是改了名称"),
        ("a.pdf", b"\x7fELF\x02\0".to_vec(), "file.program", "只是改了名称"),
        ("a.txt", b"#!/bin/sh\nrm".to_vec(), "file.program", "脚本，只是改了名称"),
        ("a.bat", b"dir".to_vec(), "file.program", "脚本。"),
        ("a.zip", zip(&["META-INF/MANIFEST.MF", "A.class"], 1), "file.program", "程序"),
        ("a.html", b"<p>".to_vec(), "file.page", "网页，可能"),
        ("a.png", b" <!DOCTYPE html><p>".to_vec(), "file.page", "只是改了名称"),
        ("a.jpg", b"<?xml version='1.0'?>\n<svg onload='x'/>".to_vec(), "file.page", "SVG"),
        ("a.docx", zip(&[types, "word/document.xml", "word/vbaProject.bin"], 1), "file.macros", "宏"),
        ("a.docx", ole(&["Root Entry", "EncryptedPackage"]), "file.locked", "密码"),
        (
            "通知.pdf",
            under_a_password(OF_1234),
            "file.sealed",
            "“通知.pdf”是带密码的 PDF，别人打不开。请去掉密码后再上传",
        ),
        ("a.png", PNG[..50].to_vec(), "file.torn", "图片“a.png”已损坏、不完整"),
        ("a.jpg", torn().to_vec(), "file.torn", "另存为 JPEG 或 PNG"),
        ("a.gif", b"GIF89a\x01\0\x01\0 no picture".to_vec(), "file.torn", "不是图片"),
        ("照片.webp", b"RIFF\0\0\0\0WEBP".to_vec(), "file.torn", "请重新拍照或截图"),
        ("a.zip", zip(&["0", "1", "2"], 900 << 20), "file.bomb", "大得不合情理"),
        ("a.zip", zip(&["0"], u32::MAX), "file.bomb", "大得不合情理"),
        ("a.zip", b"PK\x03\x04 cut off".to_vec(), "file.damaged", "损坏"),
        ("a.msi", ole(&["Root Entry", "Property"]), "file.unknown", "认不出"),
        ("a.dat", vec![0, 1, 2, 3], "file.unknown", "认不出"),
        ("a.txt", vec![0xff, 0xfe, 0x41, 0x00], "file.unknown", "认不出"),
    ];
    for (name, content, refused, words) in cases {
        let says = kind(name, &content).await.expect_err(name);
        assert!(says.starts_with(refused) && says.contains(words), "{name}: {says}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// Whatever follows a known beginning, there is an answer.
    #[test]
    fn no_content_makes_it_panic(begin in 0_usize..6, rest in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..3000)) {
        let begins: [&[u8]; 6] =
            [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<svg", b"RIFF"];
        let content = [begins[begin], &rest].concat();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        if !content.is_empty() {
            drop(runtime.block_on(kind("x", &content)));
        }
    }
}

/// Real documents of many programs, and what a script in one of them says.
#[tokio::test]
async fn a_document_that_acts_by_itself_is_refused_and_one_that_opens_somewhere_is_taken() {
    let dir = tempfile::tempdir().expect("a folder");
    let files = Files::local(dir.path()).expect("files");
    let document =
        |catalog: &str| format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {catalog} >>\nendobj\n%%EOF").into_bytes();
    let opens = document("/OpenAction [3 0 R /Fit]");
    assert_eq!(keep(&files, "公告.pdf", &opens).await.expect("taken").media_type, "application/pdf");
    let refused = keep(&files, "表格.pdf", &document("/OpenAction << /S /JavaScript /JS (x) >>")).await;
    let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert!(refusal.name == "file.acting" && refusal.message.contains("另存为 PDF"), "{}", refusal.message);
}

/// The collection of attacks on sanitisers, handed in as a file under names that promise something else: none becomes a document, a
/// picture or a page.
#[test]
fn attacks_that_come_as_files_are_refused_or_are_plain_text() {
    let beside = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("RENHE_DATA").map_or(beside, std::path::PathBuf::from);
    let folder = folder.join("foreign-files/rss/feedparser/wellformed-sanitize");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut count = 0;
    for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).expect("a sample can be read");
        for name in ["通知.pdf", "照片.jpg", "照片.png", "说明.docx", "网页.html", "图.svg"] {
            match store::files::kind_of(name, &bytes) {
                Ok(kind) => assert!(kind.starts_with("text/plain"), "{name} of {:?}: {kind}", entry.path()),
                Err(refusal) => assert!(refusal.message.contains(name), "{}", refusal.message),
            }
        }
        count += 1;
    }
    assert!(count >= 700, "only {count} files");
}
