//! Who wrote a text, from the rows of `edition_version`.

use store::{Query, Result, args};

/// Everybody who wrote a version of `item` since it was last published. What publication itself keeps is no writing, and what
/// a review decides beside the text (the disclosure attribute) is no version.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of(q: &mut impl Query, item: i64) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = q
        .list(
            "SELECT DISTINCT person_id FROM edition_version WHERE item_id = $1 AND person_id IS NOT NULL
             AND what <> 'published' AND version > (SELECT COALESCE(MAX(p.version), 0) FROM edition_version p
             WHERE p.item_id = $1 AND p.what IN ('published', 'imported')) ORDER BY person_id",
            args![item],
        )
        .await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}
