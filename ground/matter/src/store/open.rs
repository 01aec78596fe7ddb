//! Open work of a unit or a post: what has to be handed over or finished before it may be closed.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, args, record};

record! {
    /// One open task, without the title: who staffs posts does not read matters.
    pub struct OpenTask from "matter_task" {
        /// Its key.
        pub id: i64,
        /// The matter.
        pub matter_id: i64,
        /// Number of the matter.
        pub number: String,
        /// Process of the matter.
        pub process: String,
        /// Desk at which it lies.
        pub desk: String,
        /// The one post that has it, if it was given to one.
        pub post_id: Option<i64>,
        /// Since when.
        pub at: Moment,
        /// Until when; [`NEVER`](super::NEVER) without a time.
        pub due_at: i64,
    }
}

/// Whose work is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Desks<'a> {
    /// All desks of the unit.
    Unit(i64),
    /// What was given to this post.
    Post(i64),
    /// What was given to the post, and what lies at the desks (verbs) of its unit that it serves.
    Served {
        /// The post.
        post: i64,
        /// Its unit.
        unit: i64,
        /// Verbs of its roles.
        desks: &'a [&'a str],
    },
}

fn condition(of: Desks<'_>) -> Where {
    let open = Where::new().and("t.closed_at IS NULL", args![]);
    match of {
        Desks::Unit(unit) => open.and("t.unit_id = ?", args![unit]),
        Desks::Post(post) => open.and("t.post_id = ?", args![post]),
        Desks::Served { post, unit, desks } => {
            let places = vec!["?"; desks.len().max(1)].join(", ");
            let text = format!("t.unit_id = ? AND (t.post_id = ? OR (t.post_id IS NULL AND t.desk IN ({places})))");
            let mut values = args![unit, post];
            values.extend(desks.iter().map(|desk| store::Value::from(*desk)));
            if desks.is_empty() {
                values.push(store::Value::from(""));
            }
            open.and(&text, values)
        }
    }
}

/// Open tasks, those due first at the top, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_tasks(q: &mut impl Query, of: Desks<'_>, limit: usize) -> Result<Vec<OpenTask>> {
    let mut w = condition(of);
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT t.id, t.matter_id, m.number, m.process, t.desk, t.post_id, t.at, t.due_at
         FROM matter_task t JOIN matter_matter m ON m.id = t.matter_id{} ORDER BY t.due_at, t.id LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many open tasks there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_open_tasks(q: &mut impl Query, of: Desks<'_>) -> Result<u64> {
    let w = condition(of);
    let count: i64 = q.scalar(&format!("SELECT COUNT(*) FROM matter_task t{}", w.text()), w.args()).await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Open matters in which `unit` has a part: it received them, they lie at its desks, or it is asked about them.
const HELD: &str = "closed_at IS NULL AND (home_unit = $1
     OR id IN (SELECT matter_id FROM matter_task WHERE closed_at IS NULL AND unit_id = $1))";

/// How many open matters `unit` has a part in; it may not be closed before they end or its heir has them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_held(q: &mut impl Query, unit: i64) -> Result<u64> {
    let count: i64 = q.scalar(&format!("SELECT COUNT(*) FROM matter_matter WHERE {HELD}"), args![unit]).await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Those matters, oldest first and at most `limit`: key, process and number. Titles are not for who hands them over.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn held(q: &mut impl Query, unit: i64, limit: usize) -> Result<Vec<(i64, String, String)>> {
    let sql = format!("SELECT id, process, number FROM matter_matter WHERE {HELD} ORDER BY id LIMIT $2");
    q.list(&sql, args![unit, limit]).await
}
