//! A packed folder (zip) of saved pages, unpacked into a folder of its own: nothing lands outside of it, nothing grows beyond
//! what is allowed, and names in GB18030, as older Windows packs them, are read.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use zip::ZipArchive;

/// Files of a packed folder, at most.
const FILES_MAX: usize = 20_000;
/// Bytes of one file unpacked, at most.
const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Folders within each other, at most.
const DEPTH_MAX: usize = 32;
/// Bytes of one name, and of a whole path, at most.
const NAME_BYTES_MAX: (usize, usize) = (255, 1_000);
/// What systems put beside what was packed.
const JUNK: [&str; 3] = ["__MACOSX", ".DS_Store", "Thumbs.db"];

/// What was not unpacked: its name, and why.
pub(super) type Left = Vec<(String, String)>;

/// Unpacks `from` into the empty folder `to`, at most `most` bytes.
///
/// # Errors
/// A Chinese sentence with the way out when it cannot be read or is too large.
pub(super) fn unpack(from: File, to: &Path, most: u64) -> Result<Left, String> {
    let broken = "压缩文件已损坏，无法读取。请重新压缩为 zip 后再传。";
    let mut archive = ZipArchive::new(from).map_err(|_| broken.to_owned())?;
    if archive.len() > FILES_MAX {
        return Err(format!("压缩文件里有 {} 个文件，最多 {FILES_MAX} 个，请分几次导入。", archive.len()));
    }
    let (mut left, mut room) = (Left::new(), most);
    for at in 0..archive.len() {
        let entry = {
            let raw = archive.by_index_raw(at).map_err(|_| broken.to_owned())?;
            Entry { name: name(raw.name_raw()), folder: raw.is_dir(), link: raw.is_symlink(), locked: raw.encrypted() }
        };
        if entry.locked {
            return Err("压缩文件设有密码。请取消密码后重新压缩再传。".to_owned());
        }
        if entry.folder || entry.name.split('/').any(|part| JUNK.contains(&part)) {
            continue;
        }
        match entry.is_safe() {
            Ok(()) => {}
            Err(why) => {
                left.push((entry.name, why.to_owned()));
                continue;
            }
        }
        let part = archive.by_index(at);
        let Ok(part) = part else {
            left.push((entry.name, "已损坏，或者压缩方式不认识。".to_owned()));
            continue;
        };
        match write(part, &to.join(&entry.name), room) {
            Ok(size) => room -= size,
            Err(Flaw::Full) => {
                return Err(format!("解压后超过 {} MB，已停止。请分几次导入。", most / 1024 / 1024));
            }
            Err(Flaw::Large) => left.push((entry.name, "超过 200 MB。".to_owned())),
            Err(Flaw::Twice) => left.push((entry.name, "压缩文件里有同名的文件。".to_owned())),
            Err(Flaw::Broken) => left.push((entry.name, "已损坏，无法解压。".to_owned())),
            Err(Flaw::Disk(error)) => return Err(format!("无法写入磁盘：{error}")),
        }
    }
    Ok(left)
}

/// What the directory of the archive says of a file.
struct Entry {
    name: String,
    folder: bool,
    link: bool,
    locked: bool,
}

impl Entry {
    /// Whether it can be unpacked below a folder without leaving it; or why not.
    fn is_safe(&self) -> Result<(), &'static str> {
        let parts: Vec<&str> = self.name.split('/').collect();
        let named = |part: &&str| !part.is_empty() && *part != "." && *part != ".." && part.len() <= NAME_BYTES_MAX.0;
        match () {
            () if self.link => Err("是指向别处的链接，没有解压。"),
            () if self.name.chars().any(|c| c.is_control() || c == ':') => Err("文件名里有不能用的字符，没有解压。"),
            () if parts.len() > DEPTH_MAX || self.name.len() > NAME_BYTES_MAX.1 => {
                Err("目录层数太多或名称太长，没有解压。")
            }
            () if !parts.iter().all(named) => Err("路径指向压缩文件之外，没有解压。"),
            () => Ok(()),
        }
    }
}

/// The name of an entry: UTF-8 when its bytes are, else GB18030; with strokes as the web has them.
fn name(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    text.replace('\\', "/")
}

/// Why a file was not written.
enum Flaw {
    /// All files together are too large.
    Full,
    /// This one is.
    Large,
    /// One of this name is there.
    Twice,
    Broken,
    Disk(io::Error),
}

/// Writes one file of at most `room` bytes; gives how many there were. What it says of its size is not believed.
fn write(mut part: impl Read, to: &Path, room: u64) -> Result<u64, Flaw> {
    if let Some(folder) = to.parent() {
        // A file may stand where a folder should.
        fs::create_dir_all(folder).map_err(|_| Flaw::Twice)?;
    }
    let mut file = match OpenOptions::new().write(true).create_new(true).open(to) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Flaw::Twice),
        Err(error) => return Err(Flaw::Disk(error)),
    };
    let (mut size, mut chunk) = (0_u64, vec![0; 64 * 1024]);
    let flaw = loop {
        let length = match part.read(&mut chunk) {
            Ok(0) => return Ok(size),
            Ok(length) => length,
            Err(_) => break Flaw::Broken,
        };
        size += length as u64;
        if size > room {
            break Flaw::Full;
        }
        if size > FILE_BYTES_MAX {
            break Flaw::Large;
        }
        if let Err(error) = file.write_all(chunk.get(..length).unwrap_or_default()) {
            break Flaw::Disk(error);
        }
    };
    fs::remove_file(to).map_err(Flaw::Disk)?;
    Err(flaw)
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A packed folder with these files.
    fn packed(files: &[(&str, &[u8])]) -> File {
        let mut zip = ZipWriter::new(tempfile::tempfile().expect("a file"));
        for (name, content) in files {
            zip.start_file(*name, SimpleFileOptions::default()).expect("begins");
            zip.write_all(content).expect("is written");
        }
        let mut file = zip.finish().expect("ends");
        file.seek(SeekFrom::Start(0)).expect("goes back");
        file
    }

    #[test]
    fn nothing_lands_outside_and_the_rest_is_unpacked() {
        let dir = tempfile::tempdir().expect("a folder");
        let to = dir.path().join("in");
        fs::create_dir(&to).expect("is made");
        let files: [(&str, &[u8]); 7] = [
            ("www.qinghe.gov.cn/a/t1.html", b"page"),
            ("../outside.html", b"x"),
            ("/etc/absolute.html", b"x"),
            ("a/../../b.html", b"x"),
            ("C:/windows.html", b"x"),
            ("__MACOSX/x.html", b"x"),
            ("www.qinghe.gov.cn\\b\\t2.html", b"page"),
        ];
        let left = unpack(packed(&files), &to, 1_000).expect("is unpacked");
        assert_eq!(left.len(), 4, "{left:?}");
        for path in ["www.qinghe.gov.cn/a/t1.html", "www.qinghe.gov.cn/b/t2.html"] {
            assert!(to.join(path).is_file(), "{path}");
        }
        let beside: Vec<_> = fs::read_dir(dir.path()).expect("is read").flatten().collect();
        assert_eq!(beside.len(), 1, "nothing but the folder: {beside:?}");
    }

    #[test]
    fn what_unpacks_to_too_much_is_stopped_while_it_unpacks() {
        let dir = tempfile::tempdir().expect("a folder");
        let large = vec![b'x'; 300_000];
        let told =
            unpack(packed(&[("a.html", &large), ("b.html", &large)]), dir.path(), 400_000).expect_err("is too large");
        assert!(told.contains("分几次导入"), "{told}");
        assert!(!dir.path().join("b.html").exists(), "the half is taken away");
        let told = unpack(packed(&[]).try_clone().expect("a file"), dir.path(), 1);
        assert_eq!(told, Ok(vec![]));
    }

    #[test]
    fn names_are_read_as_older_windows_wrote_them() {
        let gbk = encoding_rs::GBK.encode("新闻/春耕.html").0.into_owned();
        assert_eq!(name(&gbk), "新闻/春耕.html");
        assert_eq!(name("新闻\\春耕.html".as_bytes()), "新闻/春耕.html");
    }

    #[test]
    fn what_is_no_archive_is_told() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"no archive").expect("is written");
        let dir = tempfile::tempdir().expect("a folder");
        assert!(unpack(file, dir.path(), 10).is_err_and(|why| why.contains("已损坏")));
    }
}
