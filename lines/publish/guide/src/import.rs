//! Import of the directory from JSON lines: `seq`, `department`, `group`, `name`, `item_code`, `task_type`, `link`, and what the guide
//! (办事指南) says of an item, which may be missing: `serves`, `basis`, `conditions`, `materials`, `place`, `hours`, `phone`, `steps`,
//! `takes`, `fee`. `src/demo.jsonl` is such a file.

use std::collections::BTreeSet;

use ::store::Tx;
use base::{Error, text};
use ledger::{Body, Entry, Subject};
use serde::Deserialize;
use serde_json::{Value, json};
use web::App;

use crate::model::Item;
use crate::{CACHE, committed, index, model, store};

/// A line of the file.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Line {
    /// Its place.
    pub seq: i64,
    /// The department as it is called there.
    pub department: String,
    /// Group of items; 未分类 for none.
    #[serde(default)]
    pub group: String,
    /// 事项名称.
    pub name: String,
    /// Code.
    pub item_code: String,
    /// Kind by GB/T 39046.
    pub task_type: String,
    /// Where it is done online.
    #[serde(default)]
    pub link: String,
    /// person, firm or both; empty when unknown.
    #[serde(default)]
    pub serves: String,
    /// 设定依据, one line each.
    #[serde(default)]
    pub basis: String,
    /// 申请条件, one line each.
    #[serde(default)]
    pub conditions: String,
    /// 办理材料, one line each.
    #[serde(default)]
    pub materials: String,
    /// 办理地点.
    #[serde(default)]
    pub place: String,
    /// 办理时间.
    #[serde(default)]
    pub hours: String,
    /// 联系电话; empty for that of the unit.
    #[serde(default)]
    pub phone: String,
    /// 办理流程, one line each.
    #[serde(default)]
    pub steps: String,
    /// 办理时限.
    #[serde(default)]
    pub takes: String,
    /// 收费标准.
    #[serde(default)]
    pub fee: String,
}

/// Characters of an element of a guide at most.
const ELEMENT_MAX: usize = 2_000;

impl Line {
    /// It as an item of a unit, clean and bounded.
    fn item(&self, code: String, unit: i64) -> Item {
        let web = self.link.starts_with("http://") || self.link.starts_with("https://");
        let short = |value: &str, most: usize| text::truncate(&text::clean_line(value), most);
        let long = |value: &str| text::truncate(&text::clean_text(value), ELEMENT_MAX);
        Item {
            id: 0,
            code,
            name: short(&self.name, base::limits::TITLE_CHARS_MAX),
            kind: short(&self.task_type, 10),
            unit_id: unit,
            topic: if self.group == "未分类" { String::new() } else { short(&self.group, 60) },
            link: if web { self.link.clone() } else { String::new() },
            rank: self.seq,
            serves: if model::serves(&self.serves).is_empty() { String::new() } else { self.serves.clone() },
            basis: long(&self.basis),
            conditions: long(&self.conditions),
            materials: long(&self.materials),
            place: short(&self.place, 200),
            hours: short(&self.hours, 200),
            phone: short(&self.phone, 60),
            steps: long(&self.steps),
            takes: short(&self.takes, 200),
            fee: short(&self.fee, 200),
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// Items that were in the directory and are not in the file: they were taken out.
    pub ended: usize,
    /// Lines with the code of an earlier line of the same file; the first counts.
    pub twice: usize,
    /// New or changed items.
    pub changed: usize,
    /// Items that were there, just so.
    pub same: usize,
    /// Items whose department is not in this county and that the office for services took.
    pub elsewhere: usize,
}

/// How a file is to be brought in.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The unit that takes the items of departments which this county does not have.
    pub fallback: i64,
    /// So many items, at most, are meant to end; without it a small part of the directory.
    pub ended: Option<usize>,
}

/// One in so many items of the directory ends with a file without anybody having said that it is meant.
const ENDED_PART: usize = 10;
/// Codes of items that would end which a refusal names.
const NAMED_MAX: usize = 5;

/// The part of a department's name that two counties share: 区教科体局 and 县教育局 are both 教….
fn stem(name: &str) -> String {
    let name = name.trim_start_matches(['区', '县', '市']);
    name.chars().filter(|c| !"局委办中心".contains(*c)).collect()
}

/// The county's units, to which the departments of a file are matched.
struct Units(Vec<identity::Unit>);

impl Units {
    /// The department that does the item of a line.
    async fn of(&self, tx: &mut Tx, line: &Line, code: &str) -> Result<Option<i64>, Error> {
        let wanted = stem(&line.department);
        let called = |ended: bool| {
            let departments = self.0.iter().filter(move |u| u.kind == "department" && u.closed_on.is_some() == ended);
            departments.filter(|u| stem(&u.short_name) == wanted).map(|u| u.id).next()
        };
        match called(false) {
            Some(unit) => Ok(Some(unit)),
            // Whoever continues the functions of a department that ended goes on with its items.
            None if called(true).is_some() => Ok(store::unit_of(tx, code).await?),
            None => Ok(None),
        }
    }

    fn name(&self, id: i64) -> &str {
        self.0.iter().find(|u| u.id == id).map_or("", |u| u.short_name.as_str())
    }
}

/// The lines with their codes; of those with the same code the first.
fn once(lines: &[Line]) -> Vec<(String, &Line)> {
    let mut seen = BTreeSet::new();
    let coded = lines.iter().map(|line| (text::truncate(&text::clean_line(&line.item_code), 100), line));
    coded.filter(|(code, _)| seen.insert(code.clone())).collect()
}

/// The items of the directory that are not in the file. A file that was cut off on its way has few of them, so a large part ends only
/// when somebody says how many.
async fn gone(tx: &mut Tx, lines: &[(String, &Line)], order: Order) -> Result<Vec<(i64, String)>, Error> {
    let there: BTreeSet<&str> = lines.iter().map(|(code, _)| code.as_str()).collect();
    let all = store::codes(tx).await?;
    let (before, most) = (all.len(), order.ended.unwrap_or(all.len() / ENDED_PART));
    let gone: Vec<(i64, String)> = all.into_iter().filter(|(_, code)| !there.contains(code.as_str())).collect();
    if gone.len() <= most {
        return Ok(gone);
    }
    let named: Vec<&str> = gone.iter().take(NAMED_MAX).map(|(_, code)| code.as_str()).collect();
    let why = format!(
        "目录现有 {before} 项，其中 {count} 项文件里没有（编码 {} 等），导入后会下线。文件可能不完整，没有导入任何内容。\
         请核对文件；确属要下线的，请用 --ended {count} 写明项数后再导入。",
        named.join("、"),
        count = gone.len()
    );
    Err(Error::refused("guide.ended", why))
}

/// Brings the whole directory in. Items that are not in it end, each with an entry on the ledger; of a new or changed one the ledger
/// commits to what it says. The same file again changes nothing.
///
/// # Errors
/// The file has no items, or lacks so many that a large part of the directory would end without being meant; a fault when the database
/// does not answer.
pub async fn bring(app: &App, lines: &[Line], order: Order) -> Result<Told, Error> {
    if lines.is_empty() {
        return Err(Error::refused("guide.empty", "文件里没有一个事项，没有导入：空文件会让全部事项下线。"));
    }
    let units = Units(identity::units::all(&mut app.db.reader()).await?);
    let read = lines.len();
    let lines = once(lines);
    let mut told = Told { twice: read - lines.len(), ..Told::default() };
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    let gone = gone(&mut tx, &lines, order).await?;
    for (code, line) in lines {
        let unit = units.of(&mut tx, line, &code).await?;
        told.elsewhere += usize::from(unit.is_none());
        let item = line.item(code, unit.unwrap_or(order.fallback));
        let (id, changed) = store::put(&mut tx, &item, &text::initials(&item.name).to_lowercase(), now).await?;
        if !changed {
            told.same += 1;
            continue;
        }
        told.changed += 1;
        let item = Item { id, ..item };
        index::put(&mut tx, &item, units.name(item.unit_id)).await?;
        record(&mut tx, app, ("guide.change", "guide.item", id), json!({ "code": item.code }), committed::texts(&item))
            .await?;
    }
    for (id, code) in gone {
        store::end(&mut tx, id, now).await?;
        index::remove(&mut tx, id).await?;
        told.ended += 1;
        record(&mut tx, app, ("guide.end", "guide.item", id), json!({ "code": code }), Vec::new()).await?;
    }
    if told.changed + told.ended > 0 {
        let facts = json!({ "changed": told.changed, "same": told.same, "ended": told.ended });
        record(&mut tx, app, ("guide.import", "guide", 0), facts, Vec::new()).await?;
    }
    tx.commit().await?;
    app.cache.invalidate(CACHE);
    Ok(told)
}

/// Puts it on the ledger: what was done, to what kind of thing, to which.
async fn record(
    tx: &mut Tx,
    app: &App,
    (verb, kind, id): (&str, &str, i64),
    facts: Value,
    bodies: Vec<Body<'_>>,
) -> Result<(), Error> {
    let (at, subject) = (app.clock.now(), Subject { kind, id });
    ledger::record(tx, &app.chance, Entry { at, actor: ledger::Actor::SYSTEM, verb, subject, facts, bodies }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_at_least_what_tells_items_apart() {
        let whole = r#"{"seq":1,"department":"县民政局","name":"结婚登记","item_code":"a1","task_type":"7"}"#;
        let line: Line = serde_json::from_str(whole).expect("reads");
        assert!(line.group.is_empty() && line.steps.is_empty());
        for field in ["seq", "department", "name", "item_code", "task_type"] {
            let without = whole.replace(&format!("\"{field}\""), "\"other\"");
            assert!(serde_json::from_str::<Line>(&without).is_err(), "{field}");
        }
    }

    #[test]
    fn departments_of_two_counties_are_one_when_their_stems_are() {
        assert_eq!(stem("区民政局"), stem("县民政局"));
        assert_ne!(stem("区民政局"), stem("县财政局"));
    }
}
