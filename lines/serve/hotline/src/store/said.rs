//! What was said in a period, for looking how alike the texts are.

use base::Date;
use store::{Query, Result, args};

::store::record! {
    /// An order with what was said in it; the text is for comparing only and is shown to nobody.
    pub struct Said from "hotline_order" {
        /// Key of its matter.
        pub matter_id: i64,
        /// Title as lists may show it.
        pub listed: String,
        /// Title as written down.
        pub title: String,
        /// What was said.
        pub body: String,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// The town in which it happened.
        pub town_id: Option<i64>,
        /// Digest of the telephone, empty when it is withheld.
        pub phone_digest: String,
    }
}

/// Orders received from one day to another, the newest first, at most `limit`; what was void or refused is left out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn said(q: &mut impl Query, from: Date, to: Date, limit: usize) -> Result<Vec<Said>> {
    q.list(
        "SELECT o.matter_id AS matter_id, m.title AS listed, o.title AS title, o.body AS body,
         o.received_on AS received_on, o.town_id AS town_id, o.phone_digest AS phone_digest
         FROM hotline_order o JOIN matter_matter m ON m.id = o.matter_id
         WHERE o.received_on >= $1 AND o.received_on <= $2 AND (o.valid = 1 OR m.state = 'merged')
         ORDER BY o.received_on DESC, o.matter_id DESC LIMIT $3",
        args![from, to, limit],
    )
    .await
}
