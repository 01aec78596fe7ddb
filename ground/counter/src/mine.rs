//! What a citizen handed in while signed in (我的办件), over all lines.

use ::store::{Query, Result};
use base::Date;
use matter::Mine;

use crate::store;

::store::record! {
    /// One of them.
    pub struct Handed from "matter_matter" {
        /// Key of the matter; later ones are larger.
        pub id: i64,
        /// Its number.
        pub number: String,
        /// Its title.
        pub title: String,
        /// Its state.
        pub state: String,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
    }
}

/// The newest `limit` of them below the matter `before`, each with what it is one of.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn page(
    q: &mut impl Query,
    lines: &[&'static Mine],
    citizen: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<(&'static Mine, Handed)>> {
    let mut all = Vec::new();
    for &mine in lines {
        let found = store::of_citizen(q, mine, citizen, before, limit).await?;
        all.extend(found.into_iter().map(|handed| (mine, handed)));
    }
    all.sort_by_key(|(_, handed)| std::cmp::Reverse(handed.id));
    all.truncate(limit);
    Ok(all)
}
