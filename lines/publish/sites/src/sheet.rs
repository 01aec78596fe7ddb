//! 政府网站工作年度报表 (国办函〔2018〕12号): the yearly sheet of every website, published before the end of January. Numbers come from the
//! records; what the program cannot know is typed and kept with the year.

mod fields;
mod values;

use std::collections::BTreeMap;

use base::error::FaultKind;
use base::{Error, Fault, FieldError, Moment, reason, text};
use edition::{Desk, Site};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use web::App;

use crate::actions;
use crate::store::sheets as rows;
pub(crate) use fields::{FIELDS, Kind};
pub(crate) use values::values;

/// The page-cache key of the sheets.
pub const CACHE: &str = "sites.sheet";
/// Characters of a typed text at most, and digits of a number.
const TEXT_MAX: usize = 100;
const DIGITS_MAX: usize = 12;
/// Characters of a reason at most.
const WHY_MAX: usize = 200;
/// The first year of which there is a sheet: the notice is of January 2018.
pub(crate) const FIRST_YEAR: i16 = 2017;

/// One field with what it says.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Value {
    /// Its heading.
    pub group: String,
    /// Its name.
    pub title: String,
    /// Unit of measure, may be empty.
    pub unit: String,
    /// What it says; empty where it was not typed yet.
    pub value: String,
    /// Key of the field.
    pub key: String,
}

/// What was typed, by field.
pub(crate) type Typed = BTreeMap<String, String>;

/// What was typed for a sheet.
///
/// # Errors
/// A fault when what is kept cannot be read.
pub(crate) fn typed(sheet: Option<&rows::Sheet>) -> Result<Typed, Fault> {
    let Some(sheet) = sheet else { return Ok(Typed::new()) };
    serde_json::from_str(&sheet.typed).map_err(|e| Fault::of(FaultKind::Broken, "read a yearly sheet", e))
}

/// What was published.
///
/// # Errors
/// A fault when what is kept cannot be read.
pub(crate) fn published(sheet: &rows::Sheet) -> Result<Vec<Value>, Fault> {
    serde_json::from_str(&sheet.numbers).map_err(|e| Fault::of(FaultKind::Broken, "read a yearly sheet", e))
}

/// Reads the fields that are typed; all that is wrong at once.
pub(crate) fn read(get: impl Fn(&str) -> String) -> (Typed, Vec<FieldError>) {
    let (mut typed, mut faults) = (Typed::new(), Vec::new());
    for field in FIELDS {
        let value = text::clean_line(&get(field.key));
        let wrong = match field.kind {
            Kind::Number => (!value.is_empty() && !is_number(&value))
                .then(|| format!("“{}”请填写整数，例如 0 或者 1200（最多 {DIGITS_MAX} 位）。", field.title)),
            Kind::Text { .. } => (text::char_count(&value) > TEXT_MAX)
                .then(|| format!("“{}”最多 {TEXT_MAX} 个字，请精简。", field.title)),
            Kind::YesNo => {
                (!matches!(value.as_str(), "" | "是" | "否")).then(|| format!("“{}”请选择是或者否。", field.title))
            }
            _ => continue,
        };
        faults.extend(wrong.map(|message| FieldError::new(field.key, message)));
        typed.insert(field.key.to_owned(), value);
    }
    (typed, faults)
}

fn is_number(value: &str) -> bool {
    value.len() <= DIGITS_MAX && value.bytes().all(|b| b.is_ascii_digit())
}

/// Keeps what was typed for a year.
///
/// # Errors
/// The actor may not keep the site; a fault when the database does not answer.
pub(crate) async fn keep(tx: &mut Tx, desk: &Desk<'_>, (site, year): (i64, i16), typed: &Typed) -> Result<i64, Error> {
    actions::kept(tx, desk.by, site).await?;
    let written = serde_json::to_string(typed).map_err(|e| Fault::of(FaultKind::Broken, "write a yearly sheet", e))?;
    let id = rows::keep(tx, site, year, &written, desk.now).await?;
    desk.record(tx, "sites.sheet", ("sheet", id), json!({ "site": site, "year": year }), Vec::new()).await?;
    Ok(id)
}

/// Publishes the sheet of a year, or publishes it anew with what was put right.
///
/// # Errors
/// The actor may not keep the site; the year is not over; fields are empty, all of them named; a second publication gives no reason.
pub(crate) async fn publish(
    tx: &mut Tx,
    desk: &Desk<'_>,
    (site, year): (&Site, i16),
    values: &[Value],
    why: &str,
) -> Result<(), Error> {
    actions::kept(tx, desk.by, site.id).await?;
    if year >= desk.now.date().year() {
        return Err(Error::refused("sites.sheet.early", format!("{year} 年还没有结束，报表要等下一年 1 月再公布。")));
    }
    let kept = rows::find(tx, site.id, year).await?;
    let Some(kept) = kept else {
        return Err(Error::refused("sites.sheet.none", "报表还没有保存过，请先填写需要人工填报的项目。"));
    };
    let faults: Vec<FieldError> = values
        .iter()
        .filter(|value| value.value.is_empty() && fields::must(&value.key))
        .map(|value| {
            FieldError::new(
                value.key.clone(),
                format!("“{}—{}”还没有填写，没有的请填 0 或者“无”。", value.group, value.title),
            )
        })
        .collect();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if kept.published_at.is_some() {
        reason::check("why", "更正的理由", why, WHY_MAX)?;
    }
    let numbers = serde_json::to_string(values).map_err(|e| Fault::of(FaultKind::Broken, "write a yearly sheet", e))?;
    rows::publish(tx, kept.id, &numbers, desk.now).await?;
    let said: BTreeMap<&str, &str> = values.iter().map(|v| (v.key.as_str(), v.value.as_str())).collect();
    let facts = json!({ "site": site.id, "year": year, "why": why.trim(), "said": said });
    desk.record(tx, "sites.sheet.publish", ("sheet", kept.id), facts, Vec::new()).await?;
    let app = desk.app.clone();
    tx.after_commit(move || app.cache.invalidate(CACHE));
    Ok(())
}

/// Days of January on which keepers are told that the sheet of last year is not published: it has to be before its end.
const TOLD_ON: [i8; 4] = [5, 15, 25, 30];

/// Tells the keepers of sites whose sheet is missing, on some days of the month of the rule.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn remind(tx: &mut Tx, app: &App, now: Moment) -> Result<(), Error> {
    let today = now.date();
    if i64::from(today.month()) != app.number("sites.report.month")? || !TOLD_ON.contains(&today.day()) {
        return Ok(());
    }
    let year = today.year() - 1;
    for site in edition::site::all(tx).await?.into_iter().filter(|site| site.closed_at.is_none()) {
        if rows::find(tx, site.id, year).await?.is_some_and(|sheet| sheet.published_at.is_some()) {
            continue;
        }
        let text = format!(
            "{} {year} 年度的政府网站工作年度报表还没有公布，须在 {} 月底前公布。请在工作台“年度报表”中填报。",
            site.name,
            today.month()
        );
        // Who keeps the whole group mostly sits in another unit than the site's.
        if identity::posts::tell_unit(tx, &["sites.admin", crate::KEEPER], site.unit_id, now, &text).await? == 0 {
            identity::posts::tell(tx, crate::KEEPER, now, &text).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_fields_are_read_and_all_that_is_wrong_is_named() {
        let (typed, faults) = read(|key| match key {
            "visitors" => "12x".to_owned(),
            "visits" => "34000".to_owned(),
            "drill" => "也许".to_owned(),
            "filler" => "人".repeat(101),
            _ => String::new(),
        });
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["visitors", "drill", "filler"]);
        assert_eq!(typed.get("visits").map(String::as_str), Some("34000"));
        assert!(!typed.contains_key("received"), "what is counted cannot be typed");
    }

    #[test]
    fn every_field_has_a_key_of_its_own() {
        let keys: std::collections::BTreeSet<&str> = FIELDS.iter().map(|field| field.key).collect();
        assert_eq!(keys.len(), FIELDS.len());
    }
}
