//! The classification tree and the catalogue of dispatch, kept by the desk. 国办函〔2025〕66号: a catalogue of dispatch made from
//! 三定规定, 权责清单 and 乡镇履职清单, kept up to date.

use ::store::Tx;
use base::{Error, FieldError};
use identity::Actor;
use matter::Ground;
use serde::Serialize;
use serde_json::json;
use web::{Check, Form};

use crate::model::Class;
use crate::process::DESK;
use crate::store;

/// Levels of the tree.
pub const LEVELS: usize = 4;

/// A class as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClassForm {
    /// The class above it.
    pub parent: Option<i64>,
    /// Its code.
    pub code: String,
    /// 名称.
    pub title: String,
}

impl ClassForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(form: &Form) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let class = Self {
            parent: check.id("parent", "上级分类"),
            code: check.line("class_code", "编码", 1..=20),
            title: check.line("title", "名称", 2..=30),
        };
        if !class.code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            check.error("class_code", "编码只能用字母、数字和短横线");
        }
        check.finish(class)
    }
}

/// A class with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The class.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// 名称.
    pub title: String,
    /// The names from the top, joined.
    pub path: String,
    /// How far from the top, beginning with 0.
    pub level: usize,
    /// Whether it is closed.
    pub closed: bool,
}

/// The classes in the order of the tree, each below the one above it.
pub fn tree(classes: &[Class]) -> Vec<Branch> {
    let mut out = Vec::with_capacity(classes.len());
    below(classes, None, "", 0, &mut out);
    out
}

fn below(classes: &[Class], parent: Option<i64>, path: &str, level: usize, out: &mut Vec<Branch>) {
    if level >= LEVELS {
        return;
    }
    for class in classes.iter().filter(|c| c.parent_id == parent) {
        let path = if path.is_empty() { class.title.clone() } else { format!("{path} / {}", class.title) };
        out.push(Branch {
            id: class.id,
            code: class.code.clone(),
            title: class.title.clone(),
            path: path.clone(),
            level,
            closed: class.closed_at.is_some(),
        });
        below(classes, Some(class.id), &path, level + 1, out);
    }
}

/// The class `id` and all below it.
pub fn with_below(classes: &[Class], id: i64) -> Vec<i64> {
    let mut all = vec![id];
    let mut at = 0;
    while let Some(&parent) = all.get(at) {
        at += 1;
        let more: Vec<i64> = classes.iter().filter(|c| c.parent_id == Some(parent)).map(|c| c.id).collect();
        all.extend(more.into_iter().filter(|id| !all.contains(id)).collect::<Vec<_>>());
    }
    all
}

/// How many levels of classes lie below the class `id`; 0 for one that is new.
fn depth(classes: &[Class], id: i64) -> usize {
    let (mut level, mut depth) = (vec![id], 0);
    while depth < LEVELS {
        level = classes.iter().filter(|c| c.parent_id.is_some_and(|up| level.contains(&up))).map(|c| c.id).collect();
        if level.is_empty() {
            break;
        }
        depth += 1;
    }
    depth
}

/// Makes a class (`id` 0) or changes it; gives its key.
///
/// # Errors
/// The actor does not keep the desk; wrong fields when the code is taken, or the tree would go too deep or in a circle.
pub async fn set(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, class: &ClassForm) -> Result<i64, Error> {
    may(tx, actor).await?;
    let all = store::classes(tx, false).await?;
    if all.iter().any(|c| c.code == class.code && c.id != id) {
        return Err(Error::field("class_code", "这个编码已经有了"));
    }
    if let Some(parent) = class.parent {
        let level = tree(&all).iter().find(|b| b.id == parent).map(|b| b.level);
        let Some(level) = level else { return Err(Error::field("parent", "没有这个上级分类")) };
        // What lies below it comes along.
        if level + 1 + depth(&all, id) >= LEVELS {
            return Err(Error::field("parent", format!("分类最多 {LEVELS} 级，连同它的下级放在这里就超过了")));
        }
        if id != 0 && with_below(&all, id).contains(&parent) {
            return Err(Error::field("parent", "不能放在自己的下级"));
        }
    }
    let id = if id == 0 {
        store::add_class(tx, class.parent, &class.code, &class.title).await?
    } else {
        store::class(tx, id).await?;
        store::set_class(tx, id, class.parent, &class.code, &class.title).await?;
        id
    };
    let facts = json!({ "parent": class.parent, "code": class.code, "title": class.title });
    record(tx, ground, actor, "hotline.class", id, facts).await?;
    Ok(id)
}

/// Closes a class, or opens it again. What it was used for stays.
///
/// # Errors
/// The actor does not keep the desk.
pub async fn turn(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    may(tx, actor).await?;
    let closed = store::class(tx, id).await?.closed_at.is_none().then_some(ground.now);
    store::close_class(tx, id, closed).await?;
    record(tx, ground, actor, "hotline.class", id, json!({ "closed": closed.is_some() })).await
}

/// A row of the catalogue as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyForm {
    /// For which class.
    pub class: i64,
    /// The unit, by name as typed.
    pub unit: String,
    /// For what of the class.
    pub duty: String,
    /// On what it rests.
    pub basis: String,
}

impl DutyForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(form: &Form) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let duty = Self {
            class: check.id("class", "分类").unwrap_or(0),
            unit: check.line("unit", "责任单位", 2..=100),
            duty: check.line("duty", "事项", 0..=100),
            basis: check.line("basis", "依据", 2..=200),
        };
        if duty.class == 0 {
            check.error("class", "请选择分类");
        }
        check.finish(duty)
    }
}

/// Puts a row into the catalogue; gives its key.
///
/// # Errors
/// The actor does not keep the desk; wrong fields when there is no such class or unit, or the row is there already.
pub async fn add_duty(tx: &mut Tx, ground: &Ground, actor: &Actor, form: &DutyForm) -> Result<i64, Error> {
    may(tx, actor).await?;
    store::class(tx, form.class).await.map_err(|_| Error::field("class", "没有这个分类"))?;
    let unit = matter::form::named(tx, &form.unit).await?.map_err(|why| Error::field("unit", why))?;
    let id = store::add_duty(tx, form.class, unit, &form.duty, &form.basis, ground.now).await?;
    let id = id.ok_or_else(|| Error::field("unit", "目录中已经有这一条"))?;
    let facts = json!({ "class": form.class, "unit": unit, "duty": form.duty, "basis": form.basis });
    record(tx, ground, actor, "hotline.duty", id, facts).await?;
    Ok(id)
}

/// Takes a row out of the catalogue.
///
/// # Errors
/// The actor does not keep the desk; [`Error::Unseen`] when there is no such row.
pub async fn drop_duty(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    may(tx, actor).await?;
    let duty = store::duty(tx, id).await?;
    store::drop_duty(tx, id).await?;
    let facts = json!({ "dropped": true, "class": duty.class_id, "unit": duty.unit_id, "duty": duty.duty });
    record(tx, ground, actor, "hotline.duty", id, facts).await
}

async fn may(tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
    let home = crate::home(tx).await?;
    actor.require(DESK, Some(home))
}

async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    verb: &str,
    id: i64,
    facts: serde_json::Value,
) -> Result<(), Error> {
    crate::record(tx, ground, actor, verb, (verb, id), facts, &[]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_told_from_the_top_and_a_class_brings_those_below() {
        let class = |id, parent_id, title: &str| Class {
            id,
            parent_id,
            code: format!("C{id}"),
            title: title.to_owned(),
            rank: id,
            closed_at: None,
        };
        let classes = [
            class(1, None, "城乡建设"),
            class(2, Some(1), "市政设施"),
            class(3, None, "交通"),
            class(4, Some(2), "路灯"),
        ];
        let told: Vec<String> = tree(&classes).into_iter().map(|b| b.path).collect();
        assert_eq!(told, ["城乡建设", "城乡建设 / 市政设施", "城乡建设 / 市政设施 / 路灯", "交通"]);
        assert_eq!(with_below(&classes, 1), [1, 2, 4]);
        assert_eq!(with_below(&classes, 4), [4]);
        assert_eq!([0, 1, 2, 4].map(|id| depth(&classes, id)), [0, 2, 1, 0]);
    }
}
