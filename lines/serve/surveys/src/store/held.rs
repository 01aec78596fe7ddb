//! What a unit still has to end before it may be abolished (撤销).

use store::{Query, Result, args};

/// How many surveys, notices and quizzes of `unit` are under review, approved or open.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    let mut all = 0;
    for table in ["surveys_survey", "surveys_notice", "surveys_quiz"] {
        let sql =
            format!("SELECT COUNT(*) FROM {table} WHERE unit_id = $1 AND state IN ('review', 'approved', 'open')");
        let count: i64 = q.scalar(&sql, args![unit]).await?;
        all += count;
    }
    Ok(all)
}
