//! Rows of `sites_terminal` and `sites_terminal_print`: terminals of 查阅点, and what each printed.

use base::{Date, Moment};
use store::{Query, Result, Tx, args, record};

record! {
    /// A terminal (查阅终端).
    pub struct Terminal from "sites_terminal" {
        /// Key.
        pub id: i64,
        /// What it is called.
        pub name: String,
        /// The unit that looks after it.
        pub unit_id: i64,
        /// When it was registered.
        pub made_at: Moment,
        /// Who registered it.
        pub made_by: String,
        /// Until when its code holds; nothing once it was typed at the terminal.
        pub code_until: Option<Moment>,
        /// When it was given up.
        pub closed_at: Option<Moment>,
    }
}

/// What a terminal printed on a day.
#[derive(Debug, Clone)]
pub(crate) struct Printed {
    /// The terminal with its name, its unit and when it was given up.
    pub terminal_id: i64,
    pub name: String,
    pub unit_id: i64,
    pub closed_at: Option<Moment>,
    pub on_date: Date,
    pub sheets: i64,
}

/// Terminals at most.
pub(crate) const TERMINALS_MAX: usize = 200;

/// All terminals that were not given up, with the sheets that each printed on a civil date.
pub(crate) async fn all(q: &mut impl Query, on: Date) -> Result<Vec<(Terminal, i64)>> {
    let terminals: Vec<Terminal> = q
        .list(
            &format!(
                "SELECT {} FROM sites_terminal WHERE closed_at IS NULL ORDER BY id DESC LIMIT $1",
                Terminal::COLUMNS
            ),
            args![TERMINALS_MAX],
        )
        .await?;
    let sheets: Vec<(i64, i64)> = q
        .list(
            "SELECT terminal_id, sheets FROM sites_terminal_print WHERE on_date = $1 ORDER BY terminal_id LIMIT $2",
            args![on, TERMINALS_MAX],
        )
        .await?;
    let of = |id: i64| sheets.iter().find(|(terminal, _)| *terminal == id).map_or(0, |(_, sheets)| *sheets);
    Ok(terminals.into_iter().map(|terminal| (of(terminal.id), terminal)).map(|(n, terminal)| (terminal, n)).collect())
}

/// What terminals printed between two civil dates, both included, day by day; those that were given up too.
pub(crate) async fn between(q: &mut impl Query, from: Date, to: Date) -> Result<Vec<Printed>> {
    let most = TERMINALS_MAX * 366;
    let rows: Vec<(i64, String, i64, Option<Moment>, Date, i64)> = q
        .list(
            "SELECT p.terminal_id, t.name, t.unit_id, t.closed_at, p.on_date, p.sheets
             FROM sites_terminal_print p JOIN sites_terminal t ON t.id = p.terminal_id
             WHERE p.on_date >= $1 AND p.on_date <= $2 ORDER BY p.on_date, p.terminal_id LIMIT $3",
            args![from, to, most],
        )
        .await?;
    let one = |(terminal_id, name, unit_id, closed_at, on_date, sheets)| Printed {
        terminal_id,
        name,
        unit_id,
        closed_at,
        on_date,
        sheets,
    };
    Ok(rows.into_iter().map(one).collect())
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Terminal>> {
    q.maybe(&format!("SELECT {} FROM sites_terminal WHERE id = $1", Terminal::COLUMNS), args![id]).await
}

/// The open terminal that keeps the token with this digest.
pub(crate) async fn by_token(q: &mut impl Query, token: &str) -> Result<Option<Terminal>> {
    let sql = format!("SELECT {} FROM sites_terminal WHERE token = $1 AND closed_at IS NULL", Terminal::COLUMNS);
    q.maybe(&sql, args![token]).await
}

/// Notes a terminal whose code (a digest) holds until a moment.
pub(crate) async fn insert(
    tx: &mut Tx,
    (name, unit): (&str, i64),
    code: &str,
    (by, now, until): (&str, Moment, Moment),
) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_terminal (name, unit_id, code, code_until, made_at, made_by)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        args![name, unit, code, until, now, by],
    )
    .await
}

/// Takes a code that holds: the terminal keeps the token from now on. Gives the terminal's key.
pub(crate) async fn take(tx: &mut Tx, code: &str, token: &str, now: Moment) -> Result<Option<i64>> {
    let sql = "SELECT id FROM sites_terminal WHERE code = $1 AND code_until > $2 AND closed_at IS NULL";
    let Some((id,)): Option<(i64,)> = tx.maybe(sql, args![code, now]).await? else { return Ok(None) };
    // A browser is one terminal: an older registration of the same one ends.
    tx.run(
        "UPDATE sites_terminal SET closed_at = $1, token = NULL WHERE token = $2 AND id <> $3",
        args![now, token, id],
    )
    .await?;
    let taken = tx
        .run(
            "UPDATE sites_terminal SET token = $1, code = NULL, code_until = NULL WHERE id = $2 AND code = $3",
            args![token, id, code],
        )
        .await?;
    Ok((taken > 0).then_some(id))
}

/// Gives a terminal up.
pub(crate) async fn close(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE sites_terminal SET closed_at = $1, token = NULL, code = NULL WHERE id = $2 AND closed_at IS NULL",
        args![now, id],
    )
    .await
}

/// Counts a printed sheet of a terminal; gives how many it printed today.
pub(crate) async fn printed(tx: &mut Tx, terminal: i64, today: Date) -> Result<i64> {
    tx.run(
        "INSERT INTO sites_terminal_print (terminal_id, on_date, sheets) VALUES ($1, $2, 1)
         ON CONFLICT (terminal_id, on_date) DO UPDATE SET sheets = sites_terminal_print.sheets + 1",
        args![terminal, today],
    )
    .await?;
    tx.scalar("SELECT sheets FROM sites_terminal_print WHERE terminal_id = $1 AND on_date = $2", args![terminal, today])
        .await
}

/// How many terminals the unit looks after.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM sites_terminal WHERE unit_id = $1 AND closed_at IS NULL", args![unit]).await
}

/// Another unit does; gives how many they are.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    tx.run("UPDATE sites_terminal SET unit_id = $1 WHERE unit_id = $2 AND closed_at IS NULL", args![to, from]).await
}
