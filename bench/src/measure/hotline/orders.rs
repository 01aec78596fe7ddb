//! Very many orders: those of the demonstration, which people's actions made, copied with new keys, numbers, days and texts.

use std::path::Path;

use base::Clock;
use base::time::DAY;
use sqlx::{AssertSqlSafe, SqliteConnection};

use super::super::clones::open;
use super::super::editions::{Dice, Texts};
use crate::Result;
use crate::replay::questions;

/// Days over which the orders are spread.
pub const DAYS: i64 = 300;
/// Things that many call about.
pub const THINGS: usize = 400;
/// Real questions that texts are made of.
const QUESTIONS: usize = 500;
/// Rows of texts in one statement.
const CHUNK: u32 = 500;
/// Tables of a matter besides its own row and the order's, with the column of its key.
const BESIDES: &[&str] = &["matter_task", "matter_touch", "matter_unit"];

/// Texts of orders.
pub struct Told {
    questions: Vec<String>,
    texts: Texts,
}

impl Told {
    /// Reads the texts of the shared data.
    ///
    /// # Errors
    /// When they are not there.
    pub fn read(shared: &Path) -> Result<Self> {
        let questions = questions::read(shared, QUESTIONS)?.into_iter().map(|question| question.title).collect();
        Ok(Self { questions, texts: Texts::read(shared)? })
    }

    /// Title and text of the `n`-th order, always the same.
    pub fn order(&self, n: u32) -> (String, String) {
        let mut dice = Dice::of(u64::from(n) + 77);
        let place = dice.one(&self.texts.titles).chars().take(4).collect::<String>();
        let own = self.texts.paragraph(&mut dice);
        if dice.below(4) > 0 {
            let question = dice.one(&self.questions);
            let body = format!("{place}来电：{question}{}", part(own, 40 + dice.below(120)));
            return (part(question, 30), body);
        }
        // A few things are called about by most.
        let thing = dice.below(THINGS).min(dice.below(THINGS));
        let mut same = Dice::of(thing as u64 + 7_000_000);
        let (what, how) = (same.one(&self.questions).clone(), part(self.texts.paragraph(&mut same), 60));
        (part(&what, 30), format!("{place}来电反映：{what}{how}{}", part(own, 20)))
    }
}

fn part(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// Copies the orders in `data` until there are about `wanted` (the server must be stopped); gives how many there are then.
///
/// # Errors
/// When the database is busy or the disk is full.
pub async fn grow(data: &Path, shared: &Path, wanted: u32) -> Result<i64> {
    const COUNTED: &str = "SELECT COUNT(*) FROM hotline_order";
    let texts = Told::read(shared)?;
    let mut conn = open(data).await?;
    let there: i64 = sqlx::query_scalar(COUNTED).fetch_one(&mut conn).await?;
    let more = wanted.saturating_sub(u32::try_from(there)?);
    sqlx::raw_sql(
        "BEGIN IMMEDIATE;
         CREATE TEMP TABLE said (n INTEGER PRIMARY KEY, title TEXT, body TEXT, digest TEXT, day TEXT, at INTEGER);
         CREATE TEMP TABLE proto AS SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, id AS order_id, matter_id
         FROM hotline_order WHERE valid = 1 AND city_number = ''",
    )
    .execute(&mut conn)
    .await?;
    say(&mut conn, &texts, more).await?;
    let one = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
    let protos = one("SELECT COUNT(*) FROM proto").fetch_one(&mut conn).await?;
    let matters = one("SELECT MAX(id) FROM matter_matter").fetch_one(&mut conn).await?;
    let orders = one("SELECT MAX(id) FROM hotline_order").fetch_one(&mut conn).await?;
    if protos == 0 {
        return Err("the demonstration has no orders to copy".into());
    }
    let keys = Keys { protos, matters, orders };
    for table in ["matter_matter", "hotline_order"].into_iter().chain(BESIDES.iter().copied()) {
        copy(&mut conn, table, keys).await?;
    }
    let documents = format!(
        "INSERT INTO store_search (kind, row_id, title, body, audience, site, dated, facets, number, index_number, url, removed, version, indexed_version)
         SELECT d.kind, {orders} + s.n, s.title, s.body, d.audience, d.site, s.day, d.facets, '', '', '/work/hotline/' || ({matters} + s.n), 0, 1, 0
         FROM said s JOIN proto p ON p.place = s.n % {protos} JOIN store_search d ON d.kind = 'hotline.order' AND d.row_id = p.order_id;
         DROP TABLE said; DROP TABLE proto; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)"
    );
    sqlx::raw_sql(AssertSqlSafe(documents)).execute(&mut conn).await?;
    Ok(one(COUNTED).fetch_one(&mut conn).await?)
}

/// Writes the texts, the oldest first.
async fn say(conn: &mut SqliteConnection, texts: &Told, more: u32) -> Result<()> {
    let now = Clock::System.now();
    let apart = DAYS * DAY / i64::from(more.max(1));
    for first in (1..=more).step_by(usize::try_from(CHUNK)?) {
        let rows = first..=more.min(first + CHUNK - 1);
        let places = vec!["(?, ?, ?, ?, ?, ?)"; rows.clone().count()].join(", ");
        let sql = format!("INSERT INTO said VALUES {places}");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for n in rows {
            let (title, body) = texts.order(n);
            let at = now.plus(-apart * i64::from(more - n));
            let digest = format!("bench{}", n.wrapping_mul(2_654_435_761) % 700_000);
            query = query.bind(i64::from(n)).bind(title).bind(body).bind(digest).bind(at.date().to_string()).bind(at.0);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Keys from which the copies go on, and how many originals there are.
#[derive(Clone, Copy)]
struct Keys {
    protos: i64,
    matters: i64,
    orders: i64,
}

async fn copy(conn: &mut SqliteConnection, table: &str, keys: Keys) -> Result<()> {
    let columns: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info($1)").bind(table).fetch_all(&mut *conn).await?;
    let besides = BESIDES.contains(&table);
    let names: Vec<&str> = columns.iter().map(String::as_str).filter(|name| !(besides && *name == "id")).collect();
    let values: Vec<String> = names.iter().map(|name| value(table, name, keys)).collect();
    let of = if table == "matter_matter" { "id" } else { "matter_id" };
    let sql = format!(
        "INSERT INTO {table} ({}) SELECT {} FROM said s JOIN proto p ON p.place = s.n % {} JOIN {table} t ON t.{of} = p.matter_id",
        names.join(", "),
        values.join(", "),
        keys.protos
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await?;
    Ok(())
}

/// The value of a column in the copy with the text `s`.
fn value(table: &str, name: &str, keys: Keys) -> String {
    let Keys { matters, orders, .. } = keys;
    match (table, name) {
        ("matter_matter", "id") | (_, "matter_id") => format!("{matters} + s.n"),
        ("matter_matter", "number") => "'青热〔2000〕' || s.n || '号'".to_owned(),
        ("hotline_order", "id") => format!("{orders} + s.n"),
        ("hotline_order", "phone_digest") => "s.digest".to_owned(),
        ("hotline_order", "repeat_of" | "published_at" | "receipt_digest") => "NULL".to_owned(),
        ("matter_matter" | "hotline_order", "title") => "s.title".to_owned(),
        ("hotline_order", "body") => "s.body".to_owned(),
        (_, "received_on") => "s.day".to_owned(),
        (_, "received_at" | "opened_at") => "s.at".to_owned(),
        _ => format!("t.{name}"),
    }
}
