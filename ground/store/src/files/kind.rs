//! What a file is, decided by its content and never by its name or by what the browser says.
//!
//! Only known kinds of documents, pictures, sound, films and archives are taken. Programs, scripts and pages (which could
//! run in the browser of whoever opens them) are recognised and refused, also when they were renamed.

mod magic;
mod ole;
mod pdf;
mod text;
mod zip;

use std::io::{self, Read, Seek};

use base::Refusal;

use super::name::ending;
pub(super) use text::TextCheck;

/// So many bytes from the beginning decide, together with the directory of an archive.
pub(super) const HEAD: usize = 4096;

/// What the content says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finding {
    /// A kind that is taken, as a media type.
    Taken(&'static str),
    /// A program; what sort.
    Program(&'static str),
    /// A page or a picture that can carry scripts; what sort.
    Page(&'static str),
    /// An Office file with macros.
    Macros,
    /// An Office file with a password.
    Locked,
    /// A PDF document that nobody opens without a password.
    Sealed,
    /// A PDF document with scripts, or that starts or sends something.
    Acting,
    /// A picture that is none inside, or that breaks off.
    Torn,
    /// An archive that would unpack to far more than it is, or pretends to.
    Bomb,
    /// An archive or document whose inside cannot be read.
    Damaged,
    /// Nothing that we know.
    Unknown,
}

/// Pictures whose inside is looked at, and bytes of one at most.
const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/gif", "image/webp"];
const PICTURE_MAX: u64 = 64 << 20;
/// Endings that make a system run a file whatever is in it.
const RUNNABLE: &[&str] = &[
    "exe", "com", "scr", "pif", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "mjs", "jse", "wsf", "wsh", "hta",
    "msi", "msp", "jar", "apk", "sh", "py", "pl", "rb", "php", "jsp", "asp", "aspx", "lnk", "url", "reg", "dll", "cpl",
    "inf",
];
/// Endings that a browser opens as a page.
const PAGES: &[&str] = &["html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl"];

/// The media type of the content, whose first bytes are `head` and whose whole is `file`.
///
/// # Errors
/// A refusal in Chinese that names the file and the way out; an I/O error when the file cannot be read.
pub(super) fn decide(
    name: &str,
    head: &[u8],
    text: &TextCheck,
    file: &mut (impl Read + Seek),
    size: u64,
) -> io::Result<Result<&'static str, Refusal>> {
    let found = find(head, text, file, size)?;
    let end = ending(name);
    let found = match found {
        Finding::Taken(kind) if kind.starts_with("text/") && RUNNABLE.contains(&end.as_str()) => {
            Finding::Program("脚本")
        }
        Finding::Taken(kind) if kind.starts_with("text/") && PAGES.contains(&end.as_str()) => Finding::Page("网页"),
        other => other,
    };
    Ok(match found {
        Finding::Taken(kind) => Ok(kind),
        no => Err(refusal(name, &end, no)),
    })
}

/// [`decide`] for a content that is in memory.
///
/// # Errors
/// As for a file that arrives: a refusal that names `name` and the way out.
pub fn of_bytes(name: &str, content: &[u8]) -> Result<&'static str, Refusal> {
    let mut text = TextCheck::default();
    text.push(content);
    let head = content.get(..HEAD.min(content.len())).unwrap_or_default();
    match decide(name, head, &text, &mut io::Cursor::new(content), content.len() as u64) {
        Ok(decided) => decided,
        Err(_) => Err(refusal(name, &ending(name), Finding::Damaged)),
    }
}

fn find(head: &[u8], text: &TextCheck, file: &mut (impl Read + Seek), size: u64) -> io::Result<Finding> {
    Ok(match magic::of(head, size) {
        Some(magic::Shape::Plain(Finding::Taken("application/pdf"))) => pdf::inspect(file, size)?,
        Some(magic::Shape::Plain(Finding::Taken(kind))) if PICTURES.contains(&kind) => picture(file, size, kind)?,
        Some(magic::Shape::Plain(found)) => found,
        Some(magic::Shape::Zip) => zip::inspect(file, size)?,
        Some(magic::Shape::Ole) => ole::inspect(file, head, size)?,
        None => match text.charset() {
            Some(charset) => text::of(head, charset),
            None => magic::program(head).map_or(Finding::Unknown, Finding::Program),
        },
    })
}

/// A picture, looked into as far as its parts tell; a very large one is taken as it is.
fn picture(file: &mut (impl Read + Seek), size: u64, kind: &'static str) -> io::Result<Finding> {
    if size > PICTURE_MAX {
        return Ok(Finding::Taken(kind));
    }
    let mut bytes = Vec::new();
    file.seek(io::SeekFrom::Start(0))?;
    file.take(PICTURE_MAX).read_to_end(&mut bytes)?;
    Ok(if intake::picture::is_whole(&bytes) { Finding::Taken(kind) } else { Finding::Torn })
}

fn refusal(name: &str, end: &str, finding: Finding) -> Refusal {
    let renamed = match finding {
        Finding::Program(_) => !RUNNABLE.contains(&end),
        Finding::Page(_) => !PAGES.contains(&end),
        _ => false,
    };
    let renamed = if renamed { "，只是改了名称" } else { "" };
    match finding {
        Finding::Program(what) => Refusal::new(
            "file.program",
            format!("文件“{name}”的内容是{what}{renamed}。为了安全，程序和脚本不能上传；请上传文档、图片或音视频。"),
        ),
        Finding::Page(what) => Refusal::new(
            "file.page",
            format!("文件“{name}”的内容是{what}{renamed}，可能带有脚本，不能上传。请另存为 PDF 或图片后再传。"),
        ),
        Finding::Macros => Refusal::new(
            "file.macros",
            format!("文件“{name}”带有宏，不能上传。请另存为不含宏的 docx、xlsx 或 pptx 后再传。"),
        ),
        Finding::Acting => Refusal::new(
            "file.acting",
            format!(
                "PDF“{name}”里有脚本，或者打开时会启动程序、向外发送内容，为了安全不能上传。请用浏览器或 WPS 打开，选“打印—另存为 PDF”，再上传另存的文件。"
            ),
        ),
        Finding::Locked => {
            Refusal::new("file.locked", format!("文件“{name}”设有打开密码，受理人员无法查看。请取消密码后再传。"))
        }
        Finding::Sealed => Refusal::new(
            "file.sealed",
            format!(
                "“{name}”是带密码的 PDF，别人打不开。请去掉密码后再上传：用浏览器或 WPS 输入密码打开，选“打印—另存为 PDF”，再上传另存的文件。"
            ),
        ),
        Finding::Torn => Refusal::new(
            "file.torn",
            format!(
                "图片“{name}”已损坏、不完整或不是图片，打不开。请用看图软件打开原图，另存为 JPEG 或 PNG 后再上传；原图也打不开的，请重新拍照或截图。"
            ),
        ),
        Finding::Bomb => {
            Refusal::new("file.bomb", format!("压缩文件“{name}”解开后大得不合情理，不能上传。请直接上传里面的文件。"))
        }
        Finding::Damaged => {
            Refusal::new("file.damaged", format!("文件“{name}”已损坏，无法读取。请重新保存或重新压缩后再传。"))
        }
        Finding::Taken(_) | Finding::Unknown => Refusal::new(
            "file.unknown",
            format!("认不出文件“{name}”的类型。可以上传 PDF、OFD、图片、Office 文档、文本、音视频和压缩文件。"),
        ),
    }
}
