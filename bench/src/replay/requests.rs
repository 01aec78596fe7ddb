//! Generated requests for disclosure of a county of their own, through every channel and to every result, and the tables of the annual
//! report counted a second time: from the rows of the database, one request after the other, by a reading of 国办公开办函〔2021〕30号
//! that shares nothing with the program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base::Clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::server::Server;
use crate::{Result, accounts};

/// Kinds of applicants in the order of the table's columns.
const APPLICANTS: [&str; 6] = ["natural", "business", "research", "welfare", "legal", "other"];
/// Made beyond what is wanted: what falls on a later hour of today has not happened yet.
const SPARE: usize = 10;
/// Rows of table three.
const ROWS: usize = 25;

/// A request as it lies in the database.
#[derive(Debug, Clone, Default)]
struct Kept {
    organ_id: i64,
    kind: String,
    channel: String,
    applicant: String,
    received_on: Option<String>,
    result: Option<String>,
    closed_on: Option<String>,
}

/// A table: rows of six columns and their sum.
type Table = Vec<[i64; 7]>;

/// Makes the county with `wanted` requests and compares; gives whether all tables agree and everything was covered.
///
/// # Errors
/// When the county cannot be made or read.
pub async fn run(binary: &Path, dir: &Path, wanted: usize) -> Result<bool> {
    let data = dir.join("requests");
    let server = Server::start(binary, &data, wanted + SPARE).await?;
    let mut conn = SqliteConnectOptions::new().filename(data.join("renhe.db")).read_only(true).connect().await?;
    let kept = kept(&mut conn).await?;
    let covered = covered(&mut conn, &kept).await?;
    let organs: BTreeSet<i64> = kept.iter().map(|k| k.organ_id).collect();
    let all = accounts::read(&data)?;
    let mut browser = accounts::sign_in(&server.address, accounts::named(&all, "shenqing")?).await?;
    let this = Clock::System.today().year();
    let (mut tables, mut cells, mut wrong) = (0, 0, Vec::new());
    for year in [this - 1, this] {
        for unit in std::iter::once(0).chain(organs.iter().copied()) {
            let path = format!("/work/requests/annual?year={year}&unit={unit}");
            let page = browser.get(&path).await;
            if !page.status.is_success() {
                return Err(format!("{path} answered {}", page.status).into());
            }
            let shown: Table = page.rows("#table-3").iter().map(|row| numbers(row)).collect();
            let second = count(&kept, &year.to_string(), unit);
            tables += 1;
            cells += second.len() * 7;
            if shown != second {
                wrong.push(path);
            }
        }
    }
    server.stop()?;
    println!("\n{} requests: {covered}", kept.len());
    println!("{tables} annual tables, {cells} cells counted twice; {} tables disagree", wrong.len());
    wrong.iter().for_each(|path| println!("       {path}"));
    Ok(wrong.is_empty() && covered.missing.is_empty() && kept.len() >= wanted)
}

async fn kept(conn: &mut SqliteConnection) -> Result<Vec<Kept>> {
    let sql = "SELECT organ_id, kind, channel, applicant, received_on, result, closed_on FROM requests_request";
    type Row = (i64, String, String, String, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(conn).await?;
    let kept = |(organ_id, kind, channel, applicant, received_on, result, closed_on): Row| Kept {
        organ_id,
        kind,
        channel,
        applicant,
        received_on,
        result,
        closed_on,
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// The numbers of a row as the page shows them, after its headings; what is no number is -1.
fn numbers(row: &[String]) -> [i64; 7] {
    let mut out = [-1; 7];
    for (to, cell) in out.iter_mut().zip(row.iter().skip(row.len().saturating_sub(7))) {
        *to = cell.parse().unwrap_or(-1);
    }
    out
}

/// The row in which a result is counted.
fn row_of(result: &str) -> Option<usize> {
    let (group, number) = (result.chars().next()?, result.chars().nth(1)?.to_digit(10)?);
    let number = usize::try_from(number).ok()?;
    Some(match (group, number) {
        ('a', 1 | 2) => 3,
        ('a', 3) => 4,
        ('b', n) => 4 + n,
        ('c', n) => 12 + n,
        ('d', n) => 15 + n,
        ('e', n) => 20 + n,
        _ => return None,
    })
}

/// Table three of a year, of one organ or (0) of all.
fn count(kept: &[Kept], year: &str, unit: i64) -> Table {
    let mut table = vec![[0; 7]; ROWS];
    let of = |day: &Option<String>| day.as_deref().and_then(|d| d.get(..4)).unwrap_or("").to_owned();
    for request in kept.iter().filter(|k| k.kind == "access" && (unit == 0 || k.organ_id == unit)) {
        let came = of(&request.received_on);
        let Some(column) = APPLICANTS.iter().position(|a| *a == request.applicant) else { continue };
        if came.is_empty() || came.as_str() > year {
            continue;
        }
        let ended = of(&request.closed_on);
        if !ended.is_empty() && ended.as_str() < year {
            continue;
        }
        // It came this year or was carried over, and ends in one row of this year or is carried on.
        let first = if came == year { 1 } else { 2 };
        let mut rows = vec![first];
        match request.result.as_deref().and_then(row_of).filter(|_| ended == year) {
            Some(row) => rows.extend([row, 24]),
            None => rows.push(25),
        }
        for row in rows {
            table[row - 1][column] += 1;
            table[row - 1][6] += 1;
        }
    }
    table
}

/// What the requests went through.
struct Covered {
    channels: BTreeMap<String, usize>,
    results: BTreeMap<String, usize>,
    acts: BTreeMap<String, i64>,
    carried: usize,
    missing: Vec<String>,
}

/// Channels, results (A1 to E3 of requests for access) and acts that must be there: what pauses a clock and what goes on, what
/// lengthens it, what ends it by silence.
const CHANNELS: [&str; 7] = ["web", "counter", "oral", "post", "letter", "fax", "mail"];
const RESULTS: [&str; 24] = [
    "a1", "a2", "a3", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "c1", "c1o", "c2", "c3", "d1", "d2", "d3", "d4",
    "d5", "e1", "e2", "e3", "e3o",
];
const ACTS: [&str; 12] = [
    "ask_correction",
    "correct",
    "abandon",
    "ask_reasons",
    "explain",
    "ask_outside",
    "outside_said",
    "charge",
    "paid",
    "unpaid",
    "extension",
    "joint",
];

async fn covered(conn: &mut SqliteConnection, kept: &[Kept]) -> Result<Covered> {
    let (mut channels, mut results, mut carried) = (BTreeMap::new(), BTreeMap::new(), 0);
    for request in kept {
        *channels.entry(request.channel.clone()).or_default() += 1;
        if let Some(result) = &request.result {
            *results.entry(result.clone()).or_default() += 1;
        }
        let year = |day: &Option<String>| day.as_deref().and_then(|d| d.get(..4)).map(str::to_owned);
        carried += usize::from(year(&request.received_on) < year(&request.closed_on) && request.received_on.is_some());
    }
    let sql = "SELECT a.action, COUNT(*) FROM matter_act a JOIN requests_request r ON r.matter_id = a.matter_id GROUP BY a.action";
    let acts: BTreeMap<String, i64> = sqlx::query_as(sql).fetch_all(conn).await?.into_iter().collect();
    let mut missing = Vec::new();
    missing.extend(CHANNELS.iter().filter(|key| !channels.contains_key(**key)).map(|key| format!("channel {key}")));
    missing.extend(RESULTS.iter().filter(|key| !results.contains_key(**key)).map(|key| format!("result {key}")));
    missing.extend(ACTS.iter().filter(|key| !acts.contains_key(**key)).map(|key| format!("act {key}")));
    if carried == 0 {
        missing.push("a request that was carried over a change of years".to_owned());
    }
    Ok(Covered { channels, results, acts, carried, missing })
}

impl std::fmt::Display for Covered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (channels, results) = (self.channels.len(), self.results.len());
        let acts: i64 = ACTS.iter().filter_map(|key| self.acts.get(*key)).sum();
        write!(f, "{channels} channels, {results} results, {acts} pauses, extensions and silences, ")?;
        write!(f, "{} closed in a later year than received", self.carried)?;
        match self.missing.is_empty() {
            true => Ok(()),
            false => write!(f, "; missing: {}", self.missing.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(received: &str, closed: Option<(&str, &str)>) -> Kept {
        Kept {
            organ_id: 1,
            kind: "access".into(),
            applicant: "natural".into(),
            received_on: Some(received.into()),
            result: closed.map(|(result, _)| result.into()),
            closed_on: closed.map(|(_, day)| day.into()),
            ..Kept::default()
        }
    }

    #[test]
    fn a_request_stands_where_it_came_and_where_it_ended() {
        let kept = [
            request("2025-12-20", Some(("b8", "2026-01-12"))),
            request("2026-02-01", Some(("c1o", "2026-02-20"))),
            request("2026-12-20", None),
            request("2024-02-01", Some(("a1", "2024-03-01"))),
        ];
        let column = |year: &str| count(&kept, year, 0).iter().map(|row| row[6]).collect::<Vec<_>>();
        let at = |rows: &[usize]| {
            (1..=ROWS)
                .map(|row| i64::try_from(rows.iter().filter(|r| **r == row).count()).unwrap_or(0))
                .collect::<Vec<_>>()
        };
        assert_eq!(column("2026"), at(&[2, 12, 24, 1, 13, 24, 1, 25]));
        assert_eq!(column("2025"), at(&[1, 25]));
        assert_eq!(count(&kept, "2026", 2), vec![[0; 7]; ROWS]);
    }
}
