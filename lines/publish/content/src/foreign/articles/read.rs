//! The lines of a file of articles, read as they come however many there are.

use std::io::{BufRead, BufReader, Read};

use base::time::DateTime;
use base::{Date, Moment};
use edition::{Content, Head};
use flate2::read::GzDecoder;
use serde::Deserialize;
use tokio::sync::mpsc;

/// Articles written in one transaction: each costs a wait for the disk.
const BATCH: usize = 500;
/// Bytes of a line at most.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

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

/// A line of the file with its number, or why it is none.
pub(super) type Numbered = (u64, Result<Line, String>);

/// Reads the file in batches until it ends or nobody takes them any more.
pub(super) fn read(file: impl Read, packed: bool, give: &mpsc::Sender<Vec<Numbered>>) -> Result<(), String> {
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

/// What an article says, published at `at`.
pub(super) fn content(line: &Line, at: Moment) -> Content {
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
pub(super) fn moment(typed: &str) -> Option<Moment> {
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
        let (give, mut take) = mpsc::channel(1);
        let file = "{\"id\":\"1\",\"title\":\"甲\"}\n\n{\n{\"id\":\"2\",\"tilte\":\"乙\"}\n{\"id\":\"3\"}";
        read(file.as_bytes(), false, &give).expect("reads");
        let batch = take.try_recv().expect("one batch");
        let seen: Vec<_> = batch.iter().map(|(number, line)| (*number, line.is_ok())).collect();
        assert_eq!(seen, [(1, true), (3, false), (4, false), (5, true)]);
        assert!(read("no gzip".as_bytes(), true, &give).is_err());
    }
}
