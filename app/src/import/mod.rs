//! Import of large bodies of text into the pool of editions, by the program itself: laws with their versions and citations.
//! Importing the same file twice changes nothing.

pub mod citations;
pub mod laws;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use base::Error;
use edition::import::{Brought, Import};
use edition::{Content, Desk};
use flate2::read::GzDecoder;
use identity::Actor;
use serde::de::DeserializeOwned;
use web::App;

use laws::Law;

/// Bytes of a file unpacked at most.
const BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Editions written in one transaction.
const BATCH: usize = 100;
/// Slug and name of the column that holds laws and regulations.
const COLUMN: (&str, &str) = ("flfg", "法律法规");

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// New editions.
    pub new: usize,
    /// Editions that got a new version.
    pub changed: usize,
    /// Editions that were there already, just so.
    pub same: usize,
    /// Relations between versions of one act.
    pub related: usize,
    /// Citations of other acts that became links.
    pub cited: usize,
}

/// Reads a whole text, packed with gzip or not.
///
/// # Errors
/// A Chinese sentence when it cannot be read as UTF-8.
pub fn text(file: impl Read, packed: bool) -> Result<String, String> {
    let mut text = String::new();
    let read = if packed {
        GzDecoder::new(file).take(BYTES_MAX).read_to_string(&mut text)
    } else {
        file.take(BYTES_MAX).read_to_string(&mut text)
    };
    read.map_err(|e| format!("无法读取：{e}"))?;
    Ok(text)
}

/// Reads JSON lines, packed with gzip or not.
///
/// # Errors
/// A Chinese sentence that names the first line that cannot be read.
pub fn lines<T: DeserializeOwned>(file: impl Read, packed: bool) -> Result<Vec<T>, String> {
    let mut rows = Vec::new();
    let mut read = |plain: &mut dyn BufRead| {
        for (number, line) in (1..).zip(plain.lines()) {
            let line = line.map_err(|e| format!("第 {number} 行无法读取：{e}"))?;
            if !line.trim().is_empty() {
                rows.push(serde_json::from_str(&line).map_err(|e| format!("第 {number} 行格式不对：{e}"))?);
            }
        }
        Ok::<(), String>(())
    };
    if packed {
        read(&mut BufReader::new(GzDecoder::new(file).take(BYTES_MAX)))?;
    } else {
        read(&mut BufReader::new(file.take(BYTES_MAX)))?;
    }
    Ok(rows)
}

/// Brings laws in: several dated versions of one act are related as superseded, and citations 《…》第…条 of acts that are
/// here become links.
///
/// # Errors
/// There is no portal; a fault when the database does not answer.
pub async fn laws(app: &App, laws: &[Law]) -> Result<Told, Error> {
    let column = column(app).await?;
    let newest = laws::newest(laws);
    let mut ids: BTreeMap<usize, i64> = BTreeMap::new();
    for (at, law) in laws.iter().enumerate() {
        if let Some(item) = edition::item::by_origin(&mut app.db.reader(), &law.origin()).await? {
            ids.insert(at, item.id);
        }
    }
    let mut told = Told::default();
    // Citations need the keys of all acts: what is not here yet comes first without them.
    let missing: Vec<usize> = (0..laws.len()).filter(|at| !ids.contains_key(at)).collect();
    for batch in missing.chunks(BATCH) {
        let works = batch.iter().map(|&at| (at, laws::content(&laws[at], newest.contains(&at), &laws[at].html())));
        for (at, brought) in bring(app, column, laws, works.collect()).await? {
            ids.insert(at, brought.id());
            told.new += 1;
        }
    }
    let known = citations::Known::new(laws, &newest, &ids);
    let all: Vec<usize> = (0..laws.len()).collect();
    for batch in all.chunks(BATCH) {
        let mut works = Vec::new();
        for &at in batch {
            let (html, cited) = known.link(&laws[at].html(), ids.get(&at).copied());
            told.cited += cited;
            works.push((at, laws::content(&laws[at], newest.contains(&at), &html)));
        }
        for (at, brought) in bring(app, column, laws, works).await? {
            match brought {
                Brought::Changed(_) if missing.contains(&at) => {}
                Brought::Changed(_) => told.changed += 1,
                Brought::Same(_) if !missing.contains(&at) => told.same += 1,
                _ => {}
            }
        }
    }
    told.related = relate(app, laws, &ids).await?;
    Ok(told)
}

/// Writes a batch in one transaction.
async fn bring(
    app: &App,
    (column, unit): (i64, i64),
    laws: &[Law],
    works: Vec<(usize, Content)>,
) -> Result<Vec<(usize, Brought)>, Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    let mut done = Vec::new();
    for (at, content) in works {
        let origin = laws[at].origin();
        let import =
            Import { origin: &origin, kind: "policy", column, unit, attribute: "active", content, addresses: &[] };
        let brought = match edition::import::bring(&mut tx, &desk, import).await {
            // What somebody changed or withdrew here stays as he left it.
            Err(Error::Refused(_)) => match edition::item::by_origin(&mut tx, &origin).await? {
                Some(item) => Brought::Same(item.id),
                None => continue,
            },
            brought => brought?,
        };
        done.push((at, brought));
    }
    tx.commit().await?;
    Ok(done)
}

/// Relates each version of an act to the one before it.
async fn relate(app: &App, laws: &[Law], ids: &BTreeMap<usize, i64>) -> Result<usize, Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    let mut related = 0;
    for versions in laws::versions(laws) {
        for pair in versions.windows(2) {
            if let [older, newer] = pair
                && let (Some(&older), Some(&newer)) = (ids.get(older), ids.get(newer))
            {
                edition::import::relate(&mut tx, &desk, newer, "supersedes", older).await?;
                related += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(related)
}

/// The column of laws on the portal, made when it is missing, and the unit that keeps it.
async fn column(app: &App) -> Result<(i64, i64), Error> {
    let portal = edition::site::main(&mut app.db.reader()).await?;
    let portal = portal.ok_or_else(|| Error::refused("import.portal", "还没有门户网站，请先建立站点和栏目。"))?;
    if let Some(column) = edition::column::by_slug(&mut app.db.reader(), portal.id, COLUMN.0).await? {
        return Ok((column.id, column.unit_id));
    }
    let parent = edition::column::by_slug(&mut app.db.reader(), portal.id, "policy").await?.map(|c| c.id);
    let form = edition::column::ColumnForm {
        name: COLUMN.1.to_owned(),
        kind: "catalogue".to_owned(),
        unit: portal.unit_id,
        rank: 90,
        ..Default::default()
    };
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    let id = edition::column::create(&mut tx, &desk, portal.id, parent, COLUMN.0, &form).await?;
    tx.commit().await?;
    Ok((id, portal.unit_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let good = serde_json::json!({"id":1,"path":"a","title":"t","category":"c","date":null,"text":"x"}).to_string();
        let read = |text: &str| lines::<Law>(text.as_bytes(), false);
        assert_eq!(read(&good).map(|l| l.len()), Ok(1));
        let wrong = read(&format!("{good}\n{{}}")).expect_err("is refused");
        assert!(wrong.starts_with("第 2 行"), "{wrong}");
        assert!(lines::<Law>("no gzip".as_bytes(), true).is_err());
    }
}
