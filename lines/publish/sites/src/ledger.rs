//! The column ledger (栏目底账): every column with its kind, unit, allowed gap, last and next update; what the inspection would
//! count; reminders to the units (检查指标 国办秘函〔2019〕19号, 单项否决: 首页不更新, 栏目不更新).

use std::collections::BTreeMap;

use base::time::DAY;
use base::{Error, Fault, Moment, Rules};
use edition::column::{Currency, currency, gap, watched};
use edition::{Column, KEEP, Site, WRITE, terms};
use identity::Actor;
use matter::{Later, Lines};
use serde::Serialize;
use serde_json::{Value, json};
use web::App;

use crate::sheet;
use crate::store::counts;

/// Columns read at once.
const STEP: usize = 500;
/// The kind of the daily job.
pub(crate) const DAILY: &str = "sites.daily";

/// One line of the ledger.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// The column.
    pub id: i64,
    pub name: String,
    /// Name of its kind.
    pub kind: &'static str,
    pub site: i64,
    pub site_name: String,
    #[serde(skip)]
    pub site_unit: i64,
    /// The unit that has to keep it current.
    pub unit: i64,
    pub unit_name: String,
    /// Longest time without news, in days.
    pub gap: Option<i64>,
    /// Whether its keeper set that.
    pub own_gap: bool,
    pub items: i64,
    pub last: Option<String>,
    /// Until when something new has to come.
    pub due: Option<String>,
    /// blank, late, near, fresh or free.
    pub state: &'static str,
    /// The state in a word.
    pub word: &'static str,
    /// Its colour.
    pub tone: &'static str,
    /// Counted among 动态、要闻、通知、政策 not updated.
    pub stale: bool,
    /// Its public address.
    pub href: String,
    /// When its unit was told last, of which state, and how often.
    pub told: Option<String>,
    #[serde(skip)]
    pub told_state: String,
    pub times: i64,
    /// What a list says of its being taken up, as `matter::finds::beside` makes it.
    pub follow: Value,
}

/// States in the order of urgency: key, word, colour.
pub(crate) const STATES: &[(&str, &str, &str)] = &[
    ("late", "超期", "bad"),
    ("blank", "空白", "warn"),
    ("near", "临近", "warn"),
    ("fresh", "正常", "good"),
    ("free", "不限", ""),
];

/// The whole ledger, by urgency.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub(crate) async fn rows(app: &App, now: Moment) -> Result<Vec<Row>, Error> {
    let mut reader = app.db.reader();
    let sites: BTreeMap<i64, Site> =
        edition::site::all(&mut reader).await?.into_iter().map(|site| (site.id, site)).collect();
    let units: BTreeMap<i64, String> =
        identity::units::all(&mut reader).await?.into_iter().map(|unit| (unit.id, unit.short_name)).collect();
    let told: BTreeMap<i64, counts::Reminder> =
        counts::reminders(&mut reader).await?.into_iter().map(|told| (told.column_id, told)).collect();
    let rules = app.rules();
    let (mut rows, mut after) = (Vec::new(), 0);
    loop {
        let page = watched(&mut reader, after, STEP).await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for column in &page {
            let Some(site) = sites.get(&column.site_id).filter(|site| site.closed_at.is_none()) else { continue };
            let mut row = row(column, site, &rules, now)?;
            row.unit_name = units.get(&column.unit_id).cloned().unwrap_or_default();
            if let Some(told) = told.get(&column.id) {
                (row.told, row.times) = (Some(told.told_at.date().to_string()), told.times);
                row.told_state.clone_from(&told.state);
            }
            rows.push(row);
        }
    }
    let urgency = |row: &Row| STATES.iter().position(|(key, ..)| *key == row.state);
    rows.sort_by(|a, b| (urgency(a), &a.due, a.id).cmp(&(urgency(b), &b.due, b.id)));
    Ok(rows)
}

fn row(column: &Column, site: &Site, rules: &Rules, now: Moment) -> Result<Row, Fault> {
    let today = now.date();
    let (state, due) = match currency(column, rules, today)? {
        Currency::Blank => ("blank", None),
        Currency::Late(due) => ("late", Some(due)),
        Currency::Near(due) => ("near", Some(due)),
        Currency::Fresh(due) => ("fresh", Some(due)),
        Currency::Free => ("free", None),
    };
    let (_, word, tone) = STATES.iter().copied().find(|(key, ..)| *key == state).unwrap_or(("", "", ""));
    let first_level = matches!(column.kind.as_str(), "notice" | "policy") && column.parent_id.is_none();
    let dynamic = matches!(column.kind.as_str(), "news" | "reprint");
    Ok(Row {
        id: column.id,
        name: column.name.clone(),
        kind: terms::column_kind(&column.kind).map_or("", |kind| kind.title),
        site: site.id,
        site_name: site.name.clone(),
        site_unit: site.unit_id,
        unit: column.unit_id,
        unit_name: String::new(),
        gap: gap(column, rules, today)?,
        own_gap: column.gap_days.is_some(),
        items: column.items,
        last: column.last_at.map(|at| at.date().to_string()),
        due: due.map(|due| due.to_string()),
        state,
        word,
        tone,
        stale: state == "late" && (dynamic || first_level),
        href: site.at(&column.path()),
        told: None,
        told_state: String::new(),
        times: 0,
        follow: Value::Null,
    })
}

/// The lines that `actor` may see: columns of sites that he keeps, and those that his unit has to keep current.
pub(crate) fn seen(rows: Vec<Row>, actor: &Actor) -> Vec<Row> {
    let may = |row: &Row| actor.may(KEEP, Some(row.site_unit)) || actor.may(WRITE, Some(row.unit)) || own(row, actor);
    rows.into_iter().filter(may).collect()
}

/// A column of the official's own unit.
fn own(row: &Row, actor: &Actor) -> bool {
    actor.staff().is_ok_and(|staff| staff.unit == row.unit)
}

/// One number of the inspection over one site: what it is, how many there are, from when it warns and fails.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    pub key: &'static str,
    pub title: &'static str,
    pub count: i64,
    pub unit: &'static str,
    pub warn: i64,
    pub fail: i64,
    /// good, warn or bad.
    pub tone: &'static str,
    pub word: &'static str,
}

/// What the inspection rule would count on the site `site` (W3, W4).
///
/// # Errors
/// A fault when a rule row is missing.
pub(crate) fn check(rows: &[Row], site: i64, rules: &Rules, now: Moment) -> Result<Vec<Checked>, Fault> {
    let of_site: Vec<&Row> = rows.iter().filter(|row| row.site == site).collect();
    let count = |fits: &dyn Fn(&&&Row) -> bool| i64::try_from(of_site.iter().filter(fits).count()).unwrap_or(i64::MAX);
    let newest = of_site.iter().filter_map(|row| row.last.as_deref()).max();
    let age = newest
        .and_then(|newest| newest.parse::<base::Date>().ok())
        .map(|newest| (Moment::start_of(now.date()).0 - Moment::start_of(newest).0) / DAY);
    let today = now.date();
    let one = |key, title, unit, count: i64, rule: &str, at_least: bool| -> Result<Checked, Fault> {
        let fail = rules.number(&format!("sites.check.{rule}"), today)?;
        let warn = rules.number(&format!("sites.check.{rule}.warn"), today)?;
        let over = |limit: i64| if at_least { count >= limit } else { count > limit };
        let (tone, word) = match () {
            () if over(fail) => ("bad", "不合格"),
            () if count >= warn => ("warn", "预警"),
            () => ("good", "正常"),
        };
        Ok(Checked { key, title, count, unit, warn, fail, tone, word })
    };
    Ok(vec![
        one("home", "距最近一次更新", "天", age.unwrap_or(9_999), "home", false)?,
        one("stale", "动态要闻、通知政策类超期", "个", count(&|row| row.stale), "stale", true)?,
        one("due", "应更新长期未更新", "个", count(&|row| row.state == "late"), "due", true)?,
        one("blank", "空白栏目", "个", count(&|row| row.state == "blank"), "blank", true)?,
    ])
}

/// Columns that a message names; of the others it gives the number.
const NAMED: usize = 3;

/// The handler of [`DAILY`]: tells whoever writes for the units whose columns became near, late or blank, once for each change,
/// and forgets what came into time.
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let now = app.clock.now();
        let rows = rows(app, now).await?;
        let mut tx = app.db.begin().await?;
        let mut units: BTreeMap<i64, Vec<&Row>> = BTreeMap::new();
        for row in &rows {
            let wants = matches!(row.state, "near" | "late" | "blank");
            if wants && row.told_state != row.state {
                counts::told(&mut tx, row.id, row.state, now).await?;
                units.entry(row.unit).or_default().push(row);
            } else if !wants && row.told.is_some() {
                counts::settled(&mut tx, row.id).await?;
            }
        }
        let writers = writers(app);
        for (unit, rows) in &units {
            identity::posts::tell_unit(&mut tx, &writers, *unit, now, &message(rows)).await?;
        }
        let told: Vec<i64> = units.values().flatten().map(|row| row.id).collect();
        if !told.is_empty() {
            let entry = ledger::Entry {
                at: now,
                actor: Actor::System.ledger(),
                verb: "sites.remind",
                subject: ledger::Subject { kind: "column", id: told.first().copied().unwrap_or_default() },
                facts: json!({ "columns": told }),
                bodies: Vec::new(),
            };
            ledger::record(&mut tx, &app.chance, entry).await?;
        }
        sheet::remind(&mut tx, app, now).await?;
        tx.commit().await?;
        app.ledger.notify();
        Ok(())
    })
}

/// The roles of all lines that may write editions of a unit.
fn writers(app: &App) -> Vec<&'static str> {
    let lines = app.ext::<Lines>();
    let roles = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.roles);
    roles.filter(|role| role.verbs.contains(&WRITE)).map(|role| role.key).collect()
}

/// What a unit is told of its columns.
fn message(rows: &[&Row]) -> String {
    let named: Vec<String> = rows.iter().take(NAMED).map(|row| format!("“{}”（{}）", row.name, row.word)).collect();
    let more = if rows.len() > NAMED { "等" } else { "" };
    let count = rows.len();
    format!(
        "贵单位负责的 {count} 个栏目需要更新：{}{more}。请登录工作台“本单位栏目”查看并及时发布信息。",
        named.join("、")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(state: &'static str, stale: bool, last: Option<&str>) -> Row {
        Row {
            id: 1,
            name: String::new(),
            kind: "",
            site: 1,
            site_name: String::new(),
            site_unit: 1,
            unit: 1,
            unit_name: String::new(),
            gap: None,
            own_gap: false,
            items: 0,
            last: last.map(str::to_owned),
            due: None,
            state,
            word: "",
            tone: "",
            stale,
            href: String::new(),
            told: None,
            told_state: String::new(),
            times: 0,
            follow: Value::Null,
        }
    }

    #[test]
    fn a_message_names_some_columns_and_counts_all() {
        let named = |name: &str| Row { name: name.to_owned(), word: "超期", ..line("late", false, None) };
        let rows = ["通知", "动态", "解读", "数据"].map(named);
        let rows: Vec<&Row> = rows.iter().collect();
        assert!(
            message(&rows)
                .starts_with("贵单位负责的 4 个栏目需要更新：“通知”（超期）、“动态”（超期）、“解读”（超期）等。")
        );
        assert!(!message(&rows[..1]).contains('等'));
    }

    #[test]
    fn the_inspection_warns_before_it_fails() {
        let now = Moment::from_civil(base::time::DateTime::constant(2026, 3, 20, 9, 0, 0, 0));
        let rules = Rules::built_in();
        let tones =
            |rows: &[Row]| check(rows, 1, &rules, now).expect("rules").into_iter().map(|c| c.tone).collect::<Vec<_>>();
        let fresh = |n: usize| (0..n).map(|_| line("fresh", false, Some("2026-03-19"))).collect::<Vec<_>>();
        assert_eq!(tones(&fresh(3)), ["good", "good", "good", "good"]);
        let mut stale = fresh(1);
        stale.extend((0..3).map(|_| line("late", true, Some("2026-03-01"))));
        assert_eq!(tones(&stale), ["good", "warn", "good", "good"]);
        stale.extend((0..2).map(|_| line("late", true, Some("2026-03-01"))));
        assert_eq!(tones(&stale), ["good", "bad", "good", "good"]);
        let blank: Vec<Row> = (0..5).map(|_| line("blank", false, None)).collect();
        assert_eq!(tones(&blank), ["bad", "good", "good", "bad"]);
        for (last, tone) in
            [("2026-03-11", "good"), ("2026-03-10", "warn"), ("2026-03-06", "warn"), ("2026-03-05", "bad")]
        {
            assert_eq!(tones(&[line("fresh", false, Some(last))])[0], tone, "{last}");
        }
    }
}
