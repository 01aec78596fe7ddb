//! The tree of units: reading it, and creating, renaming, moving and closing units.

use base::limits::{LINE_CHARS_MAX, TITLE_CHARS_MAX};
use base::{Error, Fault, FieldError, text};
use ledger::Body;
use serde_json::json;
use store::search::{Named, renamed};
use store::{Query, Tx};

use crate::Act;
use crate::store::units as rows;
pub use crate::store::units::Unit;

/// Characters of a sign (机关代字), at most.
const SIGN_MAX: usize = 8;

/// The verb for everything here.
pub(crate) const VERB: &str = "identity.units";

/// What kind of unit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Stable key.
    pub key: &'static str,
    /// Its Chinese name.
    pub title: &'static str,
}

/// All kinds of units.
pub const KINDS: &[Kind] = &[
    Kind { key: "government", title: "政府" },
    Kind { key: "department", title: "部门" },
    Kind { key: "town", title: "乡镇街道" },
    Kind { key: "section", title: "内设机构" },
    Kind { key: "institution", title: "事业单位" },
    Kind { key: "other", title: "其他" },
];

/// What is typed about a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct UnitForm {
    /// Full name.
    pub name: String,
    /// Short name; the full name when empty.
    pub short_name: String,
    /// Key of a [`Kind`].
    pub kind: String,
    /// Political order among siblings, smallest first.
    pub rank: i64,
    /// Office telephone, may be empty.
    pub phone: String,
}

/// A unit with the units under it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Branch {
    /// The unit.
    pub unit: Unit,
    /// What is under it, in order.
    pub under: Vec<Branch>,
}

/// The unit `id`, closed or not.
///
/// # Errors
/// A fault of the database.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Unit>, Fault> {
    rows::find(q, id).await
}

/// The unit with the county's code `code`.
///
/// # Errors
/// A fault of the database.
pub async fn by_code(q: &mut impl Query, code: &str) -> Result<Option<Unit>, Fault> {
    rows::by_code(q, code).await
}

/// With what the numbers of the county's matters begin: the sign of its government (机关代字), or the first character of its name.
///
/// # Errors
/// A fault of the database.
pub async fn county_sign(q: &mut impl Query) -> Result<String, Fault> {
    Ok(rows::county(q).await?.map(sign_of).unwrap_or_default())
}

/// The sign of the county's government.
fn sign_of(county: Unit) -> String {
    if county.sign.is_empty() { first(&county.name).to_owned() } else { county.sign }
}

/// The first character of a name.
fn first(name: &str) -> &str {
    name.chars().next().and_then(|c| name.get(..c.len_utf8())).unwrap_or_default()
}

/// With what the numbers of the unit's documents begin (机关代字): its own sign, that of the nearest unit above that has one, or
/// that of the county.
///
/// # Errors
/// A fault of the database.
pub async fn sign(q: &mut impl Query, id: i64) -> Result<String, Fault> {
    let mut next = Some(id);
    while let Some(id) = next {
        let Some(unit) = rows::find(q, id).await? else { break };
        if !unit.sign.is_empty() {
            return Ok(unit.sign);
        }
        next = unit.parent_id;
    }
    county_sign(q).await
}

/// All units, closed ones too, in order.
///
/// # Errors
/// A fault of the database.
pub async fn all(q: &mut impl Query) -> Result<Vec<Unit>, Fault> {
    rows::all(q).await
}

/// Open units directly under `parent`, or the roots.
///
/// # Errors
/// A fault of the database.
pub async fn children(q: &mut impl Query, parent: Option<i64>) -> Result<Vec<Unit>, Fault> {
    rows::children(q, parent).await
}

/// The unit `id` and everything under it, closed units too, in order.
///
/// # Errors
/// A fault of the database.
pub async fn subtree(q: &mut impl Query, id: i64) -> Result<Vec<Unit>, Fault> {
    match rows::find(q, id).await? {
        Some(unit) => rows::subtree(q, &unit.path).await,
        None => Ok(Vec::new()),
    }
}

/// Open units whose name contains `text`, whose code is `text` or whose pinyin initials begin with it.
///
/// # Errors
/// A fault of the database.
pub async fn search(q: &mut impl Query, text: &str, limit: usize) -> Result<Vec<Unit>, Fault> {
    rows::search(q, text.trim(), limit).await
}

/// The tree of all open units.
///
/// # Errors
/// A fault of the database.
pub async fn tree(q: &mut impl Query) -> Result<Vec<Branch>, Fault> {
    let open: Vec<Unit> = all(q).await?.into_iter().filter(|unit| unit.closed_on.is_none()).collect();
    let mut under: std::collections::BTreeMap<Option<i64>, Vec<Unit>> = std::collections::BTreeMap::new();
    for unit in open {
        under.entry(unit.parent_id).or_default().push(unit);
    }
    Ok(branches(&mut under, None))
}

fn branches(under: &mut std::collections::BTreeMap<Option<i64>, Vec<Unit>>, parent: Option<i64>) -> Vec<Branch> {
    let units = under.remove(&parent).unwrap_or_default();
    units.into_iter().map(|unit| Branch { under: branches(under, Some(unit.id)), unit }).collect()
}

/// Makes a unit under `parent`.
///
/// # Errors
/// The actor may not; fields are wrong; the code is taken; the parent is not there or closed.
pub async fn create(tx: &mut Tx, act: Act<'_>, parent: Option<i64>, code: &str, form: &UnitForm) -> Result<i64, Error> {
    act.by.require(VERB, parent)?;
    let mut problems = check(form);
    let code = text::clean_line(code);
    problems.extend(check_code(&code));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if rows::by_code(tx, &code).await?.is_some() {
        return Err(Error::field("code", "单位编码已被使用，请换一个。"));
    }
    let above = open_parent(tx, parent).await?;
    let clean = Clean::of(form);
    let id = rows::insert(tx, above.as_ref(), &code, &clean.words()).await?;
    let facts = json!({ "code": code, "parent": parent, "kind": form.kind, "rank": form.rank });
    act.record(tx, "identity.unit.create", ("unit", id), facts, clean.bodies(id)).await?;
    Ok(id)
}

/// Changes names, kind, order and telephone of a unit. What the search shows with its short name is written again by a job. A county
/// that gets another name goes on with its numbers: the sign that it had by its name becomes its own, and is given.
///
/// # Errors
/// The actor may not; fields are wrong; the unit is not there.
pub async fn change(tx: &mut Tx, act: Act<'_>, id: i64, form: &UnitForm) -> Result<Option<String>, Error> {
    act.by.require(VERB, Some(id))?;
    let problems = check(form);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let clean = Clean::of(form);
    let before = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let is_county = rows::county(tx).await?.is_some_and(|county| county.id == id);
    rows::update(tx, id, &clean.words()).await?;
    if before.short_name != clean.short_name {
        renamed(tx, Named::Unit(id)).await?;
    }
    let facts = json!({ "kind": form.kind, "rank": form.rank });
    act.record(tx, "identity.unit.change", ("unit", id), facts, clean.bodies(id)).await?;
    let had = first(&before.name);
    if !is_county || !before.sign.is_empty() || had == first(&clean.name) || check_sign(had).is_some() {
        return Ok(None);
    }
    put_sign(tx, act, id, ("", had)).await?;
    Ok(Some(had.to_owned()))
}

/// Sets with what the numbers of a unit's documents begin (机关代字); an empty one for that of the unit above. What has a number
/// keeps it. Gives whether it is another one than before.
///
/// # Errors
/// The actor may not; it is no sign, or another organ has it; the unit is not there.
pub async fn set_sign(tx: &mut Tx, act: Act<'_>, id: i64, sign: &str) -> Result<bool, Error> {
    act.by.require(VERB, Some(id))?;
    let sign = text::clean_line(sign);
    if let Some(wrong) = check_sign(&sign) {
        return Err(Error::Invalid(vec![wrong]));
    }
    let before = rows::find(tx, id).await?.ok_or(Error::Unseen)?.sign;
    if before == sign {
        return Ok(false);
    }
    if let Some(other) = bearer(tx, id, &sign).await? {
        let message =
            format!("机关代字“{sign}”已由{}使用，两个机关的文号会分不清。请换一个，或者留空用上级的。", other.name);
        return Err(Error::field("sign", message));
    }
    put_sign(tx, act, id, (&before, &sign)).await?;
    Ok(true)
}

/// Another open unit whose numbers begin with `sign`; none for an empty one.
async fn bearer(q: &mut impl Query, id: i64, sign: &str) -> Result<Option<Unit>, Error> {
    if sign.is_empty() {
        return Ok(None);
    }
    let other = rows::by_sign(q, sign, id).await?;
    if other.is_some() {
        return Ok(other);
    }
    // The county has one by its name.
    let county = rows::county(q).await?.filter(|county| county.id != id);
    Ok(county.filter(|county| sign_of(county.clone()) == sign))
}

async fn put_sign(tx: &mut Tx, act: Act<'_>, id: i64, (from, to): (&str, &str)) -> Result<(), Error> {
    rows::set_sign(tx, id, to).await?;
    act.record(tx, "identity.unit.sign", ("unit", id), json!({ "from": from, "to": to }), Vec::new()).await?;
    Ok(())
}

/// Signs consist of letters alone, so that a number can be taken apart again; used by the Excel import too.
pub(crate) fn check_sign(sign: &str) -> Option<FieldError> {
    let wrong = text::char_count(sign) > SIGN_MAX || !sign.chars().all(char::is_alphabetic);
    wrong.then(|| {
        FieldError::new(
            "sign",
            format!("机关代字须为不超过 {SIGN_MAX} 个汉字或字母，不含数字、括号和标点；没有的请留空。"),
        )
    })
}

/// Puts a unit, with everything under it, under another one.
///
/// # Errors
/// The actor may not; one of them is not there; the new place lies under the unit itself.
pub async fn move_under(tx: &mut Tx, act: Act<'_>, id: i64, parent: Option<i64>) -> Result<(), Error> {
    act.by.require(VERB, Some(id))?;
    act.by.require(VERB, parent)?;
    let unit = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let above = open_parent(tx, parent).await?;
    if above.as_ref().is_some_and(|above| above.path.starts_with(&unit.path)) {
        return Err(Error::field("parent", "不能把单位移到它自己或它的下级之下。"));
    }
    rows::move_under(tx, &unit, above.as_ref()).await?;
    let facts = json!({ "from": unit.parent_id, "to": parent });
    act.record(tx, "identity.unit.move", ("unit", id), facts, Vec::new()).await?;
    Ok(())
}

/// Closes a unit (撤销) with its posts. `holds` says what it still has, such as «3 件未办结事项», which only the caller knows.
///
/// # Errors
/// The actor may not; the unit is not there or closed; `identity.unit.busy` when it still has something, posts with people
/// or open units under it.
pub async fn close(tx: &mut Tx, act: Act<'_>, id: i64, holds: &[String]) -> Result<(), Error> {
    act.by.require(VERB, Some(id))?;
    let unit = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let under = rows::open_children(tx, id).await?;
    let held = crate::store::posts::held_in_unit(tx, id, act.at).await?;
    let mut reasons = Vec::new();
    if !holds.is_empty() {
        reasons.push(format!("尚有 {}", holds.join("、")));
    }
    if under > 0 {
        reasons.push(format!("尚有 {under} 个下级单位"));
    }
    if held > 0 {
        reasons.push(format!("尚有 {held} 个岗位有人任职"));
    }
    if !reasons.is_empty() {
        let message = format!("{}不能撤销：{}。请先移交或调整。", unit.short_name, reasons.join("，"));
        return Err(Error::refused("identity.unit.busy", message));
    }
    if rows::close(tx, id, act.at.date()).await? == 0 {
        return Err(Error::Conflict(format!("{}已经撤销。", unit.short_name)));
    }
    crate::store::posts::close_of_unit(tx, id, act.at.date()).await?;
    act.record(tx, "identity.unit.close", ("unit", id), json!({ "code": unit.code }), Vec::new()).await?;
    Ok(())
}

async fn open_parent(tx: &mut Tx, parent: Option<i64>) -> Result<Option<Unit>, Error> {
    let Some(parent) = parent else { return Ok(None) };
    match rows::find(tx, parent).await? {
        Some(unit) if unit.closed_on.is_none() => Ok(Some(unit)),
        Some(_) => Err(Error::field("parent", "上级单位已撤销，请另选。")),
        None => Err(Error::field("parent", "没有这个上级单位，请另选。")),
    }
}

/// What is wrong with the county's code of a unit; used by the Excel import too.
pub(crate) fn check_code(code: &str) -> Option<FieldError> {
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let wrong = code.is_empty() || code.len() > 30 || !plain;
    wrong.then(|| FieldError::new("code", "单位编码须为 1 至 30 位字母、数字或连字符。"))
}

/// What is wrong with a unit's fields; used by the Excel import too.
pub(crate) fn check(form: &UnitForm) -> Vec<FieldError> {
    let mut problems = Vec::new();
    let name = text::clean_line(&form.name);
    if name.is_empty() || text::char_count(&name) > TITLE_CHARS_MAX {
        problems.push(FieldError::new("name", format!("单位名称须为 1 至 {TITLE_CHARS_MAX} 个字。")));
    }
    if text::char_count(&form.short_name) > TITLE_CHARS_MAX {
        problems.push(FieldError::new("short_name", format!("简称不得超过 {TITLE_CHARS_MAX} 个字。")));
    }
    if !KINDS.iter().any(|kind| kind.key == form.kind) {
        let titles: Vec<&str> = KINDS.iter().map(|kind| kind.title).collect();
        problems.push(FieldError::new("kind", format!("单位类别须为：{}。", titles.join("、"))));
    }
    if text::char_count(&form.phone) > LINE_CHARS_MAX {
        problems.push(FieldError::new("phone", "电话过长。"));
    }
    problems
}

/// The form with its text made safe to store.
struct Clean {
    name: String,
    short_name: String,
    kind: String,
    initials: String,
    rank: i64,
    phone: String,
}

impl Clean {
    fn of(form: &UnitForm) -> Self {
        let name = text::clean_line(&form.name);
        let short = text::clean_line(&form.short_name);
        let short_name = if short.is_empty() { name.clone() } else { short };
        let initials = text::initials(&short_name).to_lowercase();
        Self {
            name,
            short_name,
            kind: form.kind.clone(),
            initials,
            rank: form.rank,
            phone: text::clean_line(&form.phone),
        }
    }

    fn words(&self) -> rows::Words<'_> {
        rows::Words {
            name: &self.name,
            short_name: &self.short_name,
            kind: &self.kind,
            initials: &self.initials,
            rank: self.rank,
            phone: &self.phone,
        }
    }

    fn bodies(&self, id: i64) -> Vec<Body<'_>> {
        vec![Body { table: "identity_unit", column: "name", row: id, content: self.name.as_bytes() }]
    }
}
