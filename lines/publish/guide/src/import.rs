//! Import of the directory from JSON lines: `seq`, `department`, `group`, `name`, `item_code`, `task_type`, `link`, and what the guide
//! (办事指南) says of an item, which may be missing: `serves`, `basis`, `conditions`, `materials`, `place`, `hours`, `phone`, `steps`,
//! `takes`, `fee`. `src/demo.jsonl` is such a file.

use std::collections::BTreeSet;

use base::{Error, text};
use ledger::{Entry, Subject};
use serde::Deserialize;
use serde_json::json;
use web::App;

use crate::model::Item;
use crate::{CACHE, index, model, store};

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

/// The part of a department's name that two counties share: 区教科体局 and 县教育局 are both 教….
fn stem(name: &str) -> String {
    let name = name.trim_start_matches(['区', '县', '市']);
    name.chars().filter(|c| !"局委办中心".contains(*c)).collect()
}

/// Brings the whole directory in; `fallback` is the unit that takes those of departments which this county does not have. Items
/// that are not in it end. The same file again changes nothing.
///
/// # Errors
/// The file has no items, which would end them all; a fault when the database does not answer.
pub async fn bring(app: &App, lines: &[Line], fallback: i64) -> Result<Told, Error> {
    if lines.is_empty() {
        return Err(Error::refused("guide.empty", "文件里没有一个事项，没有导入：空文件会让全部事项下线。"));
    }
    let all = identity::units::all(&mut app.db.reader()).await?;
    let name_of = |id: i64| all.iter().find(|u| u.id == id).map_or("", |u| u.short_name.as_str());
    let units: Vec<(i64, String)> = all
        .iter()
        .filter(|u| u.closed_on.is_none() && u.kind == "department")
        .map(|u| (u.id, stem(&u.short_name)))
        .collect();
    let mut told = Told::default();
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    let mut seen = BTreeSet::new();
    for line in lines {
        let code = text::truncate(&text::clean_line(&line.item_code), 100);
        if !seen.insert(code.clone()) {
            told.twice += 1;
            continue;
        }
        let wanted = stem(&line.department);
        let unit = units.iter().find(|(_, stem)| *stem == wanted).map(|(id, _)| *id);
        told.elsewhere += usize::from(unit.is_none());
        let item = line.item(code, unit.unwrap_or(fallback));
        let (id, changed) = store::put(&mut tx, &item, &text::initials(&item.name).to_lowercase(), now).await?;
        if changed {
            told.changed += 1;
            index::put(&mut tx, &Item { id, ..item.clone() }, name_of(item.unit_id)).await?;
        } else {
            told.same += 1;
        }
    }
    for (id, code) in store::codes(&mut tx).await? {
        if !seen.contains(&code) {
            store::end(&mut tx, id, now).await?;
            index::remove(&mut tx, id).await?;
            told.ended += 1;
        }
    }
    if told.changed + told.ended > 0 {
        let entry = Entry {
            at: now,
            actor: ledger::Actor::SYSTEM,
            verb: "guide.import",
            subject: Subject { kind: "guide", id: 0 },
            facts: json!({ "changed": told.changed, "same": told.same, "ended": told.ended }),
            bodies: Vec::new(),
        };
        ledger::record(&mut tx, &app.chance, entry).await?;
    }
    tx.commit().await?;
    app.cache.invalidate(CACHE);
    Ok(told)
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
