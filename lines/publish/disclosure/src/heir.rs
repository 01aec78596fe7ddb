//! Another organ continues the functions of one (承继): its standard catalogues and lists become part of the heir's, each as a new
//! version that says so. Guide, rules, and the versions of before stay with the organ that published them; so do the sheets that went to
//! archive and library.

use ::store::{Any, Tx};
use base::Error;
use edition::Desk;
use identity::Actor;
use ledger::Body;
use matter::{Holds, Succession};
use serde_json::json;
use web::App;

use crate::actions::{record, written};
use crate::model::{Entry, Power, Row};
use crate::{catalogue, store};

/// Who keeps the heir's.
const KEEPERS: &[&str] = &["disclosure.keeper"];

/// What units have of the line.
pub(crate) const HOLDS: &[Holds] = &[
    Holds {
        key: "standards",
        title: "标准目录的条目",
        measure: "条",
        count: |q, unit| Box::pin(rows_of(q, unit)),
        succeed: |tx, app, by, to| Box::pin(standards(tx, app, by, to)),
        tells: KEEPERS,
    },
    Holds {
        key: "lists",
        title: "权力、责任、负面清单的条目",
        measure: "条",
        count: |q, unit| Box::pin(entries_of(q, unit)),
        succeed: |tx, app, by, to| Box::pin(lists(tx, app, by, to)),
        tells: KEEPERS,
    },
];

async fn rows_of(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(store::bindings(&mut q, Some(unit)).await?.iter().map(|(.., rows)| rows).sum())
}

async fn entries_of(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    let mut all = 0;
    for (list, _) in catalogue::LISTS {
        all += store::powers(&mut q, unit, list).await?.len();
    }
    Ok(i64::try_from(all).unwrap_or(i64::MAX))
}

/// What is told when both together are more than one table holds.
fn too_many(what: &str, rows: usize) -> Error {
    let most = store::ROWS_MAX;
    Error::field("heir", format!("两家的“{what}”合起来有 {rows} 条，超过 {most} 条的上限，请先精简其中一家的再移交。"))
}

/// The rows of each domain come after those that the heir has there.
async fn standards(tx: &mut Tx, app: &App, by: &Actor, to: &Succession<'_>) -> Result<u64, Error> {
    let desk = Desk::new(app, by);
    let mut handed = 0;
    for (domain, title) in catalogue::DOMAINS {
        let theirs = store::standard(tx, to.from, domain).await?.len();
        if theirs == 0 {
            continue;
        }
        let own = store::standard(tx, to.to, domain).await?.len();
        if own + theirs > store::ROWS_MAX {
            return Err(too_many(&format!("{title}标准目录"), own + theirs));
        }
        store::hand_standard(tx, domain, (to.from, to.to), desk.now).await?;
        for unit in [to.to, to.from] {
            let rows: Vec<Row> = store::standard(tx, unit, domain).await?.iter().map(Row::of).collect();
            let content = written(&rows)?;
            let (row, version) = store::keep_standard(tx, (unit, domain), &content, &by.name(), desk.now).await?;
            let body =
                Body { table: "disclosure_standard_version", column: "content", row, content: content.as_bytes() };
            let facts = json!({
                "domain": domain, "rows": rows.len(), "version": version, "from": to.from, "to": to.to,
            });
            record(&desk, tx, "disclosure.standard", ("unit", unit), facts, vec![body]).await?;
        }
        handed += theirs as u64;
    }
    Ok(handed)
}

/// The entries of each list come after those that the heir has in it; one that both have stands once.
async fn lists(tx: &mut Tx, app: &App, by: &Actor, to: &Succession<'_>) -> Result<u64, Error> {
    let desk = Desk::new(app, by);
    let (former, heir) = (name(tx, to.from).await?, name(tx, to.to).await?);
    let mut handed = 0;
    for (list, title) in catalogue::LISTS {
        let theirs: Vec<Entry> = store::powers(tx, to.from, list).await?.iter().map(Power::entry).collect();
        if theirs.is_empty() {
            continue;
        }
        let mut all: Vec<Entry> = store::powers(tx, to.to, list).await?.iter().map(Power::entry).collect();
        handed += theirs.len() as u64;
        let new: Vec<Entry> = theirs.into_iter().filter(|entry| !all.contains(entry)).collect();
        all.extend(new);
        if all.len() > store::ROWS_MAX {
            return Err(too_many(title, all.len()));
        }
        // What a person typed as the reason was not read by the gate: it stands on the ledger, not on the public page.
        let came = format!("因机构职能调整，承继{former}的{title}。");
        let went = format!("因机构职能调整，由{heir}承继，现行清单见该单位。");
        for (unit, entries, why) in [(to.to, all.as_slice(), came), (to.from, &[], went)] {
            let content = written(&entries)?;
            let (row, version) = store::set_powers(tx, (unit, list), entries, (&why, &content), desk.now).await?;
            let body = Body { table: "disclosure_list", column: "content", row, content: content.as_bytes() };
            let facts = json!({
                "list": list, "version": version, "entries": entries.len(), "from": to.from, "to": to.to,
            });
            record(&desk, tx, "disclosure.list", ("unit", unit), facts, vec![body]).await?;
        }
    }
    Ok(handed)
}

async fn name(tx: &mut Tx, unit: i64) -> Result<String, Error> {
    Ok(identity::units::find(tx, unit).await?.ok_or(Error::Unseen)?.name)
}
