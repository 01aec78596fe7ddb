//! One saved page: read as an article, and made ready with its files.

use base::{Error, Fault};
use edition::Column;
use intake::page::{At, File, FileKind, PAGE_BYTES_MAX, Page};
use store::files::Stored;
use web::App;

use super::article;
use super::saved::{NO_HOST, Saved, Sheet};

/// Bytes of a picture or attachment, at most.
const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Why a page with the address of another is not taken.
pub(super) const TWICE: &str = "与已导入的网页网址相同。";
/// Why a page without a date is not taken.
pub(super) const UNDATED: &str = "没有找到发布日期。";

/// With what pages are read.
pub(super) struct Reading<'a> {
    pub app: &'a App,
    pub saved: &'a Saved,
    /// Name of the site: the source of pages that name none.
    pub site: String,
    /// Pages without a date are taken too.
    pub undated: bool,
}

/// A page that is ready to be written.
pub(super) struct Ready {
    pub shown: String,
    pub page: Page,
    pub column: Column,
    pub files: Vec<(Stored, FileKind, String)>,
    pub content: edition::Content,
    /// Pictures and attachments that could not be taken, and why.
    pub lost: Vec<String>,
    /// What was left out of the text.
    pub remarks: Vec<String>,
}

impl Reading<'_> {
    /// The page as an article; or why it is none.
    pub async fn page(&self, sheet: &Sheet) -> Result<Result<Page, String>, Error> {
        let sheet = sheet.clone();
        let work = tokio::task::spawn_blocking(move || {
            let bytes = bytes(&sheet)?;
            let page = intake::page::read(&bytes, At { url: &sheet.url, sure: sheet.sure });
            page.map_err(|refusal| refusal.message)
        });
        let page = work.await.map_err(|_| Fault::broken("the reading of a page stopped"))?;
        Ok(page.and_then(
            |page| {
                if page.published.is_none() && !self.undated { Err(UNDATED.to_owned()) } else { Ok(page) }
            },
        ))
    }

    /// The page with its files in the store; or why it is not taken.
    pub async fn ready(&self, sheet: &Sheet, page: Page, column: &Column) -> Result<Result<Ready, String>, Error> {
        let (mut files, mut addresses, mut lost) = (Vec::new(), Vec::new(), Vec::new());
        for file in &page.files {
            let stored = self.keep(sheet, file).await?;
            addresses.push(stored.as_ref().ok().map(|stored| format!("/files/{}", stored.digest)));
            match stored {
                Ok(stored) => files.push((stored, file.kind, file.name.clone())),
                Err(why) => lost.push(why),
            }
        }
        let body = match page.body(&addresses) {
            Ok(body) => body,
            Err(refusal) => return Ok(Err(refusal.message)),
        };
        let content = article::content(&page, body, &self.site);
        let remarks = remarks(&page);
        Ok(Ok(Ready { shown: sheet.shown.clone(), column: column.clone(), page, files, content, lost, remarks }))
    }

    /// What of the page's files did not lie beside it, each with a sentence; and how many did.
    pub fn lacking(&self, sheet: &Sheet, page: &Page) -> (usize, Vec<String>) {
        let lost: Vec<String> = page
            .files
            .iter()
            .filter(|file| self.saved.file(&sheet.file, &file.address, &file.written).is_none())
            .map(absent)
            .collect();
        (page.files.len() - lost.len(), lost)
    }

    /// Puts a picture or attachment into the store; or says why not.
    async fn keep(&self, sheet: &Sheet, file: &File) -> Result<Result<Stored, String>, Error> {
        let what = what(file);
        let Some(path) = self.saved.file(&sheet.file, &file.address, &file.written) else {
            return Ok(Err(absent(file)));
        };
        let mut opened = match tokio::fs::File::open(&path).await {
            Ok(opened) => opened,
            Err(e) => return Ok(Err(format!("{what} {} 无法读取：{e}", file.address))),
        };
        let mut incoming = self.app.files.incoming(FILE_BYTES_MAX).await?;
        let mut chunk = vec![0; 256 * 1024];
        loop {
            let length = match tokio::io::AsyncReadExt::read(&mut opened, &mut chunk).await {
                Ok(0) => break,
                Ok(length) => length,
                Err(e) => return Ok(Err(format!("{what} {} 无法读取：{e}", file.address))),
            };
            match incoming.push(chunk.get(..length).unwrap_or_default()).await {
                Err(Error::TooLarge { .. }) => return Ok(Err(format!("{what} {} 超过 200 MB。", file.address))),
                done => done?,
            }
        }
        match incoming.finish(&article::name(file)).await {
            Ok(stored) if file.kind == FileKind::Picture => match edition::item::bared(self.app, stored).await {
                Ok(bare) => Ok(Ok(bare)),
                Err(Error::Refused(refusal)) => Ok(Err(refusal.message)),
                Err(error) => Err(error),
            },
            Ok(stored) => Ok(Ok(stored)),
            Err(Error::Refused(refusal)) => Ok(Err(refusal.message)),
            Err(other) => Err(other),
        }
    }
}

fn what(file: &File) -> &'static str {
    if file.kind == FileKind::Picture { "图片" } else { "附件" }
}

fn absent(file: &File) -> String {
    format!("{} {} 没有随网页保存。", what(file), file.address)
}

/// What was left out of a page's text, a sentence for each kind.
pub(super) fn remarks(page: &Page) -> Vec<String> {
    page.left.iter().map(|(kind, count)| kind.sentence(*count)).collect()
}

fn bytes(sheet: &Sheet) -> Result<Vec<u8>, String> {
    let wrong = |e: std::io::Error| format!("无法读取：{e}");
    let size = std::fs::metadata(&sheet.file).map_err(wrong)?.len();
    if size > PAGE_BYTES_MAX as u64 {
        return Err("网页太大，超过 8 MB。".to_owned());
    }
    std::fs::read(&sheet.file).map_err(wrong)
}

/// The host of a page; empty when it is not known.
pub(super) fn host(page: &Page) -> String {
    Some(page.host()).filter(|host| host != NO_HOST).unwrap_or_default()
}

/// The stable name by which a second import finds it.
pub(super) fn origin(page: &Page) -> String {
    format!("site:{}{}", host(page), page.path())
}
