//! What a page of results shows: read from the table again, so that what was withdrawn a moment ago is not shown.

use std::collections::{BTreeMap, HashMap};

use base::Date;

use super::mark::{Marks, Piece};
use super::{Hit, Reach, Search, Source, rows};
use crate::{Query, Result};

/// Characters of the stretch of text under a title.
const STRETCH: usize = 110;

/// A result as a page shows it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Shown {
    /// Kind.
    pub kind: String,
    /// Key within the kind.
    pub id: i64,
    /// Title in pieces.
    pub title: Vec<Piece>,
    /// Title as it is.
    pub plain: String,
    /// The stretch of text that tells most, in pieces.
    pub text: Vec<Piece>,
    /// Local address.
    pub url: String,
    /// Key of its site.
    pub site: String,
    /// Its date.
    #[serde(with = "base::time::date_text_option")]
    pub date: Option<Date>,
    /// Document number.
    pub number: String,
    /// Index number.
    pub index_number: String,
    /// Its facets.
    pub facets: Vec<(String, String)>,
}

impl Search {
    /// The rows of `hits` with `marks`, in their order, without those that were withdrawn or are not for `reach`.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn shown(q: &mut impl Query, hits: &[Hit], reach: &Reach, marks: &Marks) -> Result<Vec<Shown>> {
        let mut kinds: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for hit in hits {
            kinds.entry(&hit.kind).or_default().push(hit.id);
        }
        let mut rows = HashMap::new();
        for (kind, ids) in kinds {
            let of_kind = rows::some(q, kind, ids).await?.into_iter().filter(|row| may(row, reach));
            rows.extend(of_kind.map(|row| ((kind, row.row_id), row)));
        }
        Ok(hits.iter().filter_map(|hit| Some(of(rows.remove(&(hit.kind.as_str(), hit.id))?, marks))).collect())
    }
}

fn may(row: &Source, reach: &Reach) -> bool {
    match reach {
        Reach::All => true,
        Reach::Public => row.audience == "public",
        Reach::Units(units) => {
            row.audience == "public"
                || row.audience.split(',').filter_map(|unit| unit.parse().ok()).any(|unit: i64| units.contains(&unit))
        }
    }
}

fn of(row: Source, marks: &Marks) -> Shown {
    let facet = |line: &str| line.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
    Shown {
        title: marks.whole(&row.title),
        text: marks.stretch(&row.body, STRETCH),
        plain: row.title,
        kind: row.kind,
        id: row.row_id,
        url: row.url,
        site: row.site,
        date: row.dated,
        number: row.number,
        index_number: row.index_number,
        facets: row.facets.lines().filter_map(facet).collect(),
    }
}
