//! Checks of what is stored: the database by itself, and the files against the database.

use crate::files::{self, Files};
use crate::{Db, Dialect, Query, Result, Row, Value, args, schema};

/// Findings that are listed; the rest is counted.
const LISTED: usize = 100;
/// Rows that are read at a time.
const PAGE: usize = 500;

/// What a check of the files found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesFound {
    /// Files that the database knows.
    pub rows: u64,
    /// Of these, how many are not there or differ from their digest.
    pub bad: u64,
    /// The digests of the first hundred that are not there.
    pub missing: Vec<String>,
    /// The digests of the first hundred whose content is another; known after a deep check only.
    pub altered: Vec<String>,
}

/// What is wrong with the database, in Chinese: damaged pages, broken references, tables that differ from the program's.
/// Nothing when it is sound.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn database(db: &Db) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    if db.dialect() == Dialect::Sqlite {
        for row in db.reader().rows("PRAGMA integrity_check", args![]).await? {
            let says: String = row.at(0)?;
            if says != "ok" {
                wrong.push(format!("数据库文件受损：{says}"));
            }
        }
        for row in db.reader().rows("PRAGMA foreign_key_check", args![]).await?.iter().take(LISTED) {
            wrong.push(format!("数据库引用断开：{}", spell(row)));
        }
    }
    let expected = schema::documented()?.into_iter().flat_map(|chapter| chapter.columns);
    let mut expected: Vec<schema::Real> = expected.map(|column| column.real).collect();
    expected.sort();
    let real = schema::tables(db).await?;
    let lacks = expected.iter().filter(|column| real.binary_search(column).is_err());
    wrong.extend(lacks.map(|column| format!("数据库缺少字段或类型不符：{}.{}", column.table, column.name)));
    let extra = real.iter().filter(|column| expected.binary_search(column).is_err());
    wrong.extend(extra.map(|column| format!("数据库多出字段或类型不符：{}.{}", column.table, column.name)));
    Ok(wrong)
}

/// The values of a row, for a person.
fn spell(row: &Row) -> String {
    let spelt = row.fields().map(|(name, value)| match value {
        Value::Int(Some(n)) => format!("{name} {n}"),
        Value::Text(Some(text)) => format!("{name} {text}"),
        _ => format!("{name} -"),
    });
    spelt.collect::<Vec<_>>().join("，")
}

/// Whether every file that the database knows is there, and when `deep` whether its content still has its digest.
///
/// # Errors
/// A fault when the database, the disk or S3 does not answer.
pub async fn files(db: &Db, files: &Files, deep: bool) -> Result<FilesFound> {
    let mut found = FilesFound::default();
    let mut after = String::new();
    loop {
        let page = files::list(&mut db.reader(), &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(&last.digest);
        for row in page {
            found.rows += 1;
            let there = files.exists(&row.digest).await?;
            let sound = there && (!deep || files.verify(&row.digest).await?);
            if !sound {
                found.bad += 1;
                let list = if there { &mut found.altered } else { &mut found.missing };
                if list.len() < LISTED {
                    list.push(row.digest);
                }
            }
        }
    }
}
