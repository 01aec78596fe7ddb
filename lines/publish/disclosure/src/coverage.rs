//! How standard catalogues stand (覆盖情况): whether each row is bound to a column, and whether that column is open, has something
//! in it and is kept current under its gap (国办发〔2019〕54号; 检查指标 国办秘函〔2019〕19号).

use std::collections::BTreeMap;

use ::store::Query;
use base::{Error, Moment};
use edition::column::{Currency, currency};
use serde::Serialize;
use web::App;

use crate::store;

/// How a column to which rows are bound stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Bound {
    /// Open, with contents, in time.
    Good,
    /// Open and empty.
    Blank,
    /// Nothing new for longer than its gap.
    Late,
    /// It or its site was closed.
    Closed,
}

/// The rows of one catalogue by how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Standing {
    /// Rows in all.
    pub rows: i64,
    /// Rows whose column is good.
    pub good: i64,
    /// Rows without a column.
    pub unbound: i64,
    /// Rows whose column is blank.
    pub blank: i64,
    /// Rows whose column is late.
    pub late: i64,
    /// Rows whose column was closed.
    pub closed: i64,
}

impl Standing {
    /// Rows for which a reader finds nothing, or nothing current.
    pub(crate) fn gaps(&self) -> i64 {
        self.unbound + self.blank + self.late + self.closed
    }

    fn add(&mut self, bound: Option<Bound>, rows: i64) {
        self.rows += rows;
        *match bound {
            None => &mut self.unbound,
            Some(Bound::Good) => &mut self.good,
            Some(Bound::Blank) => &mut self.blank,
            Some(Bound::Late) => &mut self.late,
            Some(Bound::Closed) => &mut self.closed,
        } += rows;
    }
}

/// A column to which rows are bound.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// How it stands.
    pub bound: Bound,
    /// Its public address; empty for one that was closed.
    pub href: String,
}

/// The columns `ids` with how they stand today.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub(crate) async fn places(app: &App, mut ids: Vec<i64>, now: Moment) -> Result<BTreeMap<i64, Place>, Error> {
    ids.sort_unstable();
    ids.dedup();
    let mut reader = app.db.reader();
    let sites = edition::site::all(&mut reader).await?;
    let rules = app.rules();
    let mut places = BTreeMap::new();
    for column in edition::column::these(&mut reader, &ids).await? {
        let site = sites.iter().find(|site| site.id == column.site_id && site.closed_at.is_none());
        let place = match site.filter(|_| column.closed_at.is_none()) {
            None => Place { bound: Bound::Closed, href: String::new() },
            Some(site) => {
                let bound = match currency(&column, &rules, now.date())? {
                    Currency::Blank => Bound::Blank,
                    Currency::Late(_) => Bound::Late,
                    Currency::Near(_) | Currency::Fresh(_) | Currency::Free => Bound::Good,
                };
                Place { bound, href: site.at(&column.path()) }
            }
        };
        places.insert(column.id, place);
    }
    Ok(places)
}

/// How each catalogue stands, of one unit or of all: by unit and domain.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub(crate) async fn of(
    app: &App,
    q: &mut impl Query,
    unit: Option<i64>,
    now: Moment,
) -> Result<BTreeMap<(i64, String), Standing>, Error> {
    let bindings = store::bindings(q, unit).await?;
    let places = places(app, bindings.iter().filter_map(|(_, _, column, _)| *column).collect(), now).await?;
    let mut standings: BTreeMap<(i64, String), Standing> = BTreeMap::new();
    for (unit, domain, column, rows) in bindings {
        // A row that names a column which is not there any more is as good as bound to none.
        let bound = column.and_then(|id| places.get(&id)).map(|place| place.bound);
        standings.entry((unit, domain)).or_default().add(bound, rows);
    }
    Ok(standings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_once_and_gaps_are_all_but_the_good_ones() {
        let mut standing = Standing::default();
        for (at, bound) in [None, Some(Bound::Good), Some(Bound::Blank), Some(Bound::Late), Some(Bound::Closed)]
            .into_iter()
            .enumerate()
        {
            standing.add(bound, at as i64 + 1);
        }
        assert_eq!(standing.rows, 15);
        assert_eq!(standing.gaps(), 13);
        assert_eq!(standing.good, 2);
    }
}
