//! What a unit still has to end before it may be abolished (撤销), and what its heir goes on with (承继).

use store::{Query, Result, Tx, args};

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

/// Whoever continues the functions of a unit goes on with its surveys, notices and quizzes that are not over: also with those that closed
/// but wait for their feedback or for answers to objections. Gives how many they are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let waiting = [
        ("surveys_survey", "state = 'closed' AND feedback_at IS NULL"),
        (
            "surveys_notice",
            "EXISTS (SELECT 1 FROM surveys_objection x WHERE x.notice_id = surveys_notice.id AND x.answered_at IS NULL)",
        ),
        ("surveys_quiz", "1 = 0"),
    ];
    let mut all = 0;
    for (table, waits) in waiting {
        let sql = format!(
            "UPDATE {table} SET unit_id = $1 WHERE unit_id = $2
             AND (state IN ('draft', 'review', 'approved', 'open') OR {waits})"
        );
        all += tx.run(&sql, args![to, from]).await?;
    }
    Ok(all)
}
