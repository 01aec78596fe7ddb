//! The knowledge base as files take it: each entry with its newest version, in the order of their keys.

use base::Date;
use store::sql::Where;
use store::{Query, Result, args, record};

record! {
    /// An entry with its newest version.
    pub struct Exported from "consult_entry" {
        /// Short name of the unit responsible.
        pub unit: String,
        /// Topic, empty without one.
        pub topic: String,
        /// 标准问题.
        pub question: String,
        /// Other wordings.
        pub variants: String,
        /// 答案.
        pub answer: String,
        /// Further units responsible.
        pub others: String,
        /// 依据.
        pub basis: String,
        /// Linked services and pages.
        pub links: String,
        /// Civil date after which it is withdrawn.
        #[serde(with = "base::time::date_text_option")]
        pub expires_on: Option<Date>,
    }
}

fn of(units: Option<&[i64]>) -> Where {
    let newest = "v.number = (SELECT MAX(n.number) FROM consult_version n WHERE n.entry_id = e.id)";
    let w = Where::new().and(newest, args![]);
    match units {
        Some(units) => w.and_in("e.unit_id", units.iter().copied()),
        None => w,
    }
}

const FROM: &str = "FROM consult_entry e JOIN consult_version v ON v.entry_id = e.id
     LEFT JOIN identity_unit u ON u.id = e.unit_id LEFT JOIN consult_topic t ON t.id = e.topic_id";

/// How many entries of these units (all when none are given) there are to export.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn to_export(q: &mut impl Query, units: Option<&[i64]>) -> Result<i64> {
    let w = of(units);
    q.scalar(&format!("SELECT COUNT(*) {FROM}{}", w.text()), w.args()).await
}

/// So many of them, after the first `skipped`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn exported(
    q: &mut impl Query,
    units: Option<&[i64]>,
    (skipped, limit): (usize, usize),
) -> Result<Vec<Exported>> {
    let mut w = of(units);
    let (limit, skipped) = (w.arg(limit), w.arg(skipped));
    let sql = format!(
        "SELECT COALESCE(u.short_name, '') AS unit, COALESCE(t.title, '') AS topic, v.question AS question,
         v.variants AS variants, v.answer AS answer, v.others AS others, v.basis AS basis, v.links AS links,
         v.expires_on AS expires_on {FROM}{} ORDER BY e.id LIMIT {limit} OFFSET {skipped}",
        w.text()
    );
    q.list(&sql, w.args()).await
}
