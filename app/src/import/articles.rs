//! Articles as another system hands them out: JSON lines, one article a line, read as they come however many there are.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use base::time::DateTime;
use base::{Date, Error, Moment};
use edition::import::{Brought, Import};
use edition::{Column, Content, Desk, Head};
use flate2::read::GzDecoder;
use identity::Actor;
use serde::Deserialize;
use tokio::sync::mpsc;
use web::App;

/// Articles written in one transaction: each costs a wait for the disk.
const BATCH: usize = 500;
/// Batches that are read ahead, so that memory stays flat.
const AHEAD: usize = 2;
/// Bytes of a line at most.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Articles that are named because they were not taken, at most.
const LEFT_MAX: usize = 500;

/// One article.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// Its key there.
    pub id: String,
    /// Slug of the site; the portal when empty.
    pub site: String,
    /// Slug of the column.
    pub column: String,
    /// Key of a kind; an article when empty.
    pub kind: String,
    /// 标题.
    pub title: String,
    /// 副题.
    pub subtitle: String,
    /// 发布时间, as `2024-03-01 09:30` or `2024-03-01`.
    pub date: String,
    /// 来源.
    pub source: String,
    /// 作者.
    pub author: String,
    /// 责任编辑.
    pub editor: String,
    /// 关键词.
    pub keywords: String,
    /// 摘要.
    pub summary: String,
    /// 正文 as HTML; it is made safe.
    pub body: String,
    /// Whether it is a disclosed document (主动公开), which gets an index number.
    pub disclosed: bool,
    /// 索引号, when it has one already.
    pub index_no: String,
    /// 发文字号.
    pub doc_no: String,
    /// 成文日期.
    #[serde(with = "base::time::date_text_option")]
    pub made_on: Option<Date>,
    /// Key of a theme.
    pub theme: String,
    /// Key of a genre.
    pub genre: String,
    /// Key of a validity.
    pub validity: String,
    /// Its old addresses on any host, which lead to its new one.
    pub addresses: Vec<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// New editions.
    pub new: usize,
    /// Editions that got a new version.
    pub changed: usize,
    /// Editions that were there already, just so.
    pub same: usize,
    /// What was not taken, how often.
    pub lost: usize,
    /// The first of these: number of the line, and why.
    pub left: Vec<(u64, String)>,
}

impl Told {
    /// Lines that were read.
    pub fn read(&self) -> usize {
        self.new + self.changed + self.same + self.lost
    }

    fn lose(&mut self, number: u64, why: String) {
        self.lost += 1;
        if self.left.len() < LEFT_MAX {
            self.left.push((number, why));
        }
    }
}

/// A line of the file with its number, or why it is none.
type Numbered = (u64, Result<Line, String>);

/// Brings the articles of `file` in, which are told apart by `name` and their own keys.
///
/// # Errors
/// The file cannot be read; a fault when the database does not answer. What was written until then stays: the same import
/// again goes on where it stopped.
pub async fn bring(app: &App, file: impl Read + Send + 'static, packed: bool, name: &str) -> Result<Told, Error> {
    let (give, mut take) = mpsc::channel(AHEAD);
    let reading = tokio::task::spawn_blocking(move || read(file, packed, &give));
    let mut importer = Importer { app, name, columns: BTreeMap::new(), told: Told::default() };
    while let Some(batch) = take.recv().await {
        importer.write(batch).await?;
    }
    let read = reading.await.map_err(|e| base::Fault::of(base::error::FaultKind::Broken, "read the file", e))?;
    read.map_err(|why| Error::refused("import.file", why))?;
    Ok(importer.told)
}

/// Reads the file in batches until it ends or nobody takes them any more.
fn read(file: impl Read, packed: bool, give: &mpsc::Sender<Vec<Numbered>>) -> Result<(), String> {
    let mut plain: Box<dyn BufRead + '_> =
        if packed { Box::new(BufReader::new(GzDecoder::new(file))) } else { Box::new(BufReader::new(file)) };
    let mut batch = Vec::with_capacity(BATCH);
    for number in 1.. {
        let mut line = Vec::new();
        let length = plain.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if length.map_err(|e| format!("第 {number} 行无法读取：{e}"))? == 0 {
            break;
        }
        if line.len() as u64 == LINE_BYTES_MAX {
            return Err(format!("第 {number} 行过长（超过 16 MB），请检查文件。"));
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        batch.push((number, serde_json::from_slice(&line).map_err(|e| format!("格式不对：{e}"))));
        if batch.len() == BATCH && give.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Ok(());
        }
    }
    // Whoever takes no more has told why.
    give.blocking_send(batch).unwrap_or_default();
    Ok(())
}

struct Importer<'a> {
    app: &'a App,
    name: &'a str,
    /// Columns by the slugs of site and column.
    columns: BTreeMap<(String, String), Option<Column>>,
    told: Told,
}

impl Importer<'_> {
    /// Writes a batch in one transaction.
    async fn write(&mut self, batch: Vec<Numbered>) -> Result<(), Error> {
        let desk = Desk::new(self.app, &Actor::System);
        let mut tx = self.app.db.begin().await?;
        for (number, line) in batch {
            let ready = match line {
                Ok(line) => self.ready(line).await?,
                Err(why) => Err(why),
            };
            let (line, column, content) = match ready {
                Ok(ready) => ready,
                Err(why) => {
                    self.told.lose(number, why);
                    continue;
                }
            };
            let origin = format!("articles:{}:{}", self.name, line.id);
            let addresses: Vec<(String, String)> =
                line.addresses.iter().map(|path| (String::new(), path.clone())).collect();
            let import = Import {
                origin: &origin,
                kind: if line.kind.is_empty() { "article" } else { &line.kind },
                column: column.id,
                unit: column.unit_id,
                attribute: if line.disclosed { "active" } else { "none" },
                content,
                addresses: &addresses,
            };
            match edition::import::bring(&mut tx, &desk, import).await {
                Ok(Brought::New(_)) => self.told.new += 1,
                Ok(Brought::Changed(_)) => self.told.changed += 1,
                Ok(Brought::Same(_)) => self.told.same += 1,
                Err(Error::Invalid(faults)) => {
                    self.told.lose(number, faults.into_iter().map(|fault| fault.message).collect());
                }
                Err(Error::Refused(refusal)) => self.told.lose(number, refusal.message),
                Err(other) => return Err(other),
            }
        }
        Ok(tx.commit().await?)
    }

    /// The article with its column and what it says; or why it is not taken.
    async fn ready(&mut self, line: Line) -> Result<Result<(Line, Column, Content), String>, Error> {
        if line.id.is_empty() {
            return Ok(Err("没有编号（id）。".to_owned()));
        }
        if !line.kind.is_empty() && edition::terms::title(edition::terms::KINDS, &line.kind).is_none() {
            return Ok(Err(format!("没有稿件类型“{}”。", line.kind)));
        }
        if let Some(wrong) = line.addresses.iter().find(|path| !path.starts_with('/') || path.starts_with("//")) {
            return Ok(Err(format!("旧网址“{wrong}”须以 / 开头，不带域名。")));
        }
        let Some(at) = moment(&line.date) else {
            return Ok(Err(format!("发布时间“{}”不对，须如 2024-03-01 09:30。", line.date)));
        };
        let Some(column) = self.column(&line).await? else {
            return Ok(Err(format!("没有站点“{}”的栏目“{}”。", line.site, line.column)));
        };
        let content = content(&line, at);
        Ok(Ok((line, column, content)))
    }

    async fn column(&mut self, line: &Line) -> Result<Option<Column>, Error> {
        let site = if line.site.is_empty() { edition::site::MAIN } else { &line.site };
        let key = (site.to_owned(), line.column.clone());
        if let Some(known) = self.columns.get(&key) {
            return Ok(known.clone());
        }
        let mut reader = self.app.db.reader();
        let column = match edition::site::by_slug(&mut reader, site).await? {
            Some(site) => edition::column::by_slug(&mut reader, site.id, &line.column).await?,
            None => None,
        };
        let column = column.filter(|column| column.closed_at.is_none() && column.kind != "link");
        self.columns.insert(key, column.clone());
        Ok(column)
    }
}

fn content(line: &Line, at: Moment) -> Content {
    Content {
        title: line.title.clone(),
        subtitle: line.subtitle.clone(),
        summary: line.summary.clone(),
        body: line.body.clone(),
        source: line.source.clone(),
        author: line.author.clone(),
        editor: line.editor.clone(),
        keywords: line.keywords.clone(),
        shown_at: Some(at.0),
        head: Head {
            index_no: line.index_no.clone(),
            doc_no: line.doc_no.clone(),
            made_on: line.made_on,
            theme: line.theme.clone(),
            genre: line.genre.clone(),
            validity: line.validity.clone(),
            ..Head::default()
        },
        ..Content::default()
    }
}

/// `2024-03-01 09:30`, with seconds, or the day alone, in the county's time.
fn moment(typed: &str) -> Option<Moment> {
    let typed = typed.trim();
    // A day is also read where a time follows it, which would be lost.
    if typed.len() == "2024-03-01".len() {
        return typed.parse::<Date>().ok().map(Moment::start_of);
    }
    let at: DateTime = typed.replace(' ', "T").parse().ok()?;
    Some(Moment::from_civil(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_systems_write_them() {
        let at = |h: i8, m: i8, s: i8| Some(Moment::from_civil(DateTime::constant(2024, 3, 1, h, m, s, 0)));
        let cases = [
            ("2024-03-01", at(0, 0, 0)),
            ("2024-03-01 09:30", at(9, 30, 0)),
            (" 2024-03-01T09:30:05", at(9, 30, 5)),
            ("", None),
            ("01.03.2024", None),
        ];
        for (typed, expected) in cases {
            assert_eq!(moment(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_line_that_is_none_is_told_with_its_number_and_the_rest_is_read() {
        let (give, mut take) = mpsc::channel(AHEAD);
        let file = "{\"id\":\"1\",\"title\":\"甲\"}\n\n{\n{\"id\":\"2\",\"tilte\":\"乙\"}\n{\"id\":\"3\"}";
        read(file.as_bytes(), false, &give).expect("reads");
        let batch = take.try_recv().expect("one batch");
        let seen: Vec<_> = batch.iter().map(|(number, line)| (*number, line.is_ok())).collect();
        assert_eq!(seen, [(1, true), (3, false), (4, false), (5, true)]);
        assert!(read("no gzip".as_bytes(), true, &give).is_err());
    }
}
