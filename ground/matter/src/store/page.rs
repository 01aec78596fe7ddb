//! What the page of a matter needs besides the matter itself: names, ranks, drafts, relations.

use std::collections::BTreeMap;

use store::sql::Where;
use store::{Query, Result, args, record};

record! {
    /// A matter on the other side of a relation.
    pub struct Linked from "matter_link" {
        /// Its key.
        pub id: i64,
        /// What it is to this one.
        pub link: String,
        /// Its process.
        pub process: String,
        /// Its number.
        pub number: String,
        /// Its title.
        pub title: String,
        /// Its state.
        pub state: String,
        /// The unit that received it.
        pub home_unit: i64,
    }
}

/// The rank of a post, for the order of opinions. Smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rank {
    /// A post of the government itself, not of one of its units.
    pub leader: bool,
    /// The head of a unit.
    pub head: bool,
    /// Order of the unit.
    pub unit: i64,
    /// Order of the post.
    pub post: i64,
}

/// Short names of units by key.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn names_of_units(
    q: &mut impl Query,
    units: impl IntoIterator<Item = i64>,
) -> Result<BTreeMap<i64, String>> {
    let w = Where::new().and_in("id", units);
    let rows: Vec<(i64, String)> =
        q.list(&format!("SELECT id, short_name FROM identity_unit{}", w.text()), w.args()).await?;
    Ok(rows.into_iter().collect())
}

/// Ranks of posts by key.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn ranks(q: &mut impl Query, posts: &[i64]) -> Result<BTreeMap<i64, Rank>> {
    let posts: std::collections::BTreeSet<i64> = posts.iter().copied().collect();
    let w = Where::new().and_in("p.id", posts);
    let rows: Vec<(i64, bool, String, i64, i64)> = q
        .list(
            &format!(
                "SELECT p.id, p.head, u.kind, u.rank, p.rank FROM identity_post p
                 JOIN identity_unit u ON u.id = p.unit_id{}",
                w.text()
            ),
            w.args(),
        )
        .await?;
    let rank = |(id, head, kind, unit, post): (i64, bool, String, i64, i64)| {
        (id, Rank { leader: kind == "government", head, unit, post })
    };
    Ok(rows.into_iter().map(rank).collect())
}

/// What a person had typed on a matter, by action.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn drafts(q: &mut impl Query, person: i64, matter: i64) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = q
        .list("SELECT action, text FROM matter_draft WHERE person_id = $1 AND matter_id = $2", args![person, matter])
        .await?;
    Ok(rows.into_iter().collect())
}

/// The matters to which one is related; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn linked(q: &mut impl Query, id: i64) -> Result<Vec<Linked>> {
    q.list(
        "SELECT m.id AS id, l.kind AS link, m.process AS process, m.number AS number, m.title AS title, m.state AS state,
         m.home_unit AS home_unit FROM matter_link l JOIN matter_matter m ON m.id = l.other_id WHERE l.matter_id = $1
         ORDER BY l.at, l.other_id LIMIT 100",
        args![id],
    )
    .await
}

/// Closed matters of a process that are joined with the matter `id` itself (并案), after the matter `after`: key and state, the oldest first;
/// at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn joined(q: &mut impl Query, process: &str, id: i64, after: i64) -> Result<Vec<(i64, String)>> {
    q.list(
        "SELECT m.id, m.state FROM matter_link l JOIN matter_matter m ON m.id = l.other_id
         WHERE l.matter_id = $1 AND l.kind = 'merged' AND l.other_id > $2 AND m.process = $3 AND m.closed_at IS NOT NULL
         ORDER BY l.other_id LIMIT 100",
        args![id, after, process],
    )
    .await
}

/// Whether a matter has or had anything to do with a unit.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn concerns(q: &mut impl Query, unit: i64, id: i64) -> Result<bool> {
    let found: Option<(i64,)> = q
        .maybe(
            "SELECT id FROM matter_matter WHERE id = $1 AND (home_unit = $2 OR lead_unit = $2 OR holder_unit = $2
             OR EXISTS (SELECT 1 FROM matter_task t WHERE t.matter_id = $1 AND t.unit_id = $2))",
            args![id, unit],
        )
        .await?;
    Ok(found.is_some())
}

/// Those of the matters `ids` that lie or lay at a desk of a unit.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn passed(q: &mut impl Query, unit: i64, ids: &[i64]) -> Result<Vec<i64>> {
    let w = Where::new().and("unit_id = ?", args![unit]).and_in("matter_id", ids.to_vec());
    let sql = format!("SELECT DISTINCT matter_id FROM matter_task{} LIMIT 100", w.text());
    let rows: Vec<(i64,)> = q.list(&sql, w.args()).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Units to choose from without typing: the county's departments, towns and institutions, by key and short name.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn main_units(q: &mut impl Query) -> Result<Vec<(i64, String)>> {
    q.list(
        "SELECT id, short_name FROM identity_unit
         WHERE closed_on IS NULL AND kind IN ('government', 'department', 'town', 'institution')
         ORDER BY rank, id LIMIT 200",
        args![],
    )
    .await
}
