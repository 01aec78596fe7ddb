//! Names that documents bear and that change elsewhere (更名): a unit, a column, a site that gets another keeper. Whoever changes
//! such a name asks in the same transaction ([`renamed`]) that the documents which bear it are written again. A job does so in
//! small steps and writes down where it goes on, so that a kill loses one step, jobs that are due meanwhile have their turn,
//! and what is published meanwhile is found as soon as ever.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{facet_line, rows};
use crate::jobs::Job;
use crate::{Db, Result, Tx};

/// The job that writes documents again; `app` gives it its handler.
pub const RENAMED: &str = "store.search.renamed";
/// Documents of one transaction: whoever publishes waits for no more of them.
const TOGETHER: usize = 20;

/// What got another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// A unit (单位), by its key.
    Unit(i64),
    /// A site (站点) that another unit keeps, by its key.
    Site(i64),
    /// A column (栏目), by its key.
    Column(i64),
}

/// A place among the documents that bear a name, in an order that each list of them has for itself.
pub type Place = (i64, i64);
/// Before all of them.
pub const BEGINNING: Place = (i64::MIN, i64::MIN);

/// How far the writing has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renaming {
    /// What got another name.
    pub named: Named,
    /// Which of the lists of documents is being gone through, counted from 0.
    pub list: usize,
    /// After which place of it to go on.
    pub after: Place,
}

impl Renaming {
    /// What the payload of a job says; nothing when it is none.
    pub fn of(payload: &Value) -> Option<Self> {
        Self::deserialize(payload).ok()
    }

    /// The job that goes on from here.
    pub fn job(&self) -> Job {
        Job::new(RENAMED, json!(self))
    }
}

/// Asks that the documents which bear the name of `named` are written again.
///
/// # Errors
/// A fault of the database.
pub async fn renamed(tx: &mut Tx, named: Named) -> Result<()> {
    tx.enqueue(Renaming { named, list: 0, after: BEGINNING }.job()).await?;
    Ok(())
}

/// Sets the facet `key` of these documents of one kind to `value`, in transactions of a few documents; gives how many changed.
/// What bears the value already stays as it is, so that doing it again costs only reading.
///
/// # Errors
/// A fault of the database.
pub async fn set_facet(db: &Db, kind: &str, ids: &[i64], (key, value): (&str, &str)) -> Result<usize> {
    // In the order in which a set of editions is published, so that nobody waits for each other.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let line = facet_line(key, value);
    let mut changed = 0;
    for some in ids.chunks(TOGETHER) {
        let stale = |facets: &str| (!facets.lines().any(|old| old == line)).then(|| with(facets, key, &line));
        let known = rows::facets_of(&mut db.reader(), kind, some).await?;
        if known.iter().all(|(_, facets)| stale(facets).is_none()) {
            continue;
        }
        let mut tx = db.begin().await?;
        for (id, facets) in rows::facets_of(&mut tx, kind, some).await? {
            if let Some(fresh) = stale(&facets) {
                changed += usize::from(rows::set_facets(&mut tx, kind, id, &facets, &fresh).await?);
            }
        }
        tx.commit().await?;
    }
    Ok(changed)
}

/// The facets with `line` in the place of what `key` was before.
fn with(facets: &str, key: &str, line: &str) -> String {
    let of_key = |old: &&str| old.split_once('=').is_some_and(|(of, _)| of == key);
    let at = facets.lines().position(|old| of_key(&old));
    let mut lines: Vec<&str> = facets.lines().filter(|old| !of_key(old) && !old.is_empty()).collect();
    lines.insert(at.unwrap_or(lines.len()).min(lines.len()), line);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_takes_the_place_of_what_it_was() {
        let cases = [
            ("unit=甲局\ncolumn=要闻", "column=新闻", "unit=甲局\ncolumn=新闻"),
            ("unit=甲局\ncolumn=要闻\ntheme=农业", "unit=乙局", "unit=乙局\ncolumn=要闻\ntheme=农业"),
            ("unit=甲局", "column=新闻", "unit=甲局\ncolumn=新闻"),
            ("", "unit=甲局", "unit=甲局"),
            ("columns=x", "column=y", "columns=x\ncolumn=y"),
        ];
        for (before, line, after) in cases {
            let key = line.split('=').next().unwrap_or_default();
            assert_eq!(with(before, key, line), after, "{before}");
        }
    }

    #[test]
    fn where_it_goes_on_is_read_from_the_job_as_it_was_written() {
        for named in [Named::Unit(3), Named::Site(1), Named::Column(7)] {
            let at = Renaming { named, list: 2, after: (1_770_000_000_000, 9) };
            assert_eq!(Renaming::of(&json!(at)), Some(at));
        }
        assert_eq!(Renaming::of(&json!({ "named": "all" })), None);
    }
}
