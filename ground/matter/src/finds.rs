//! What is wrong now (检查发现), and taking it up (督办). A line that watches something says what it finds, each finding under a key that stays
//! the same for as long as it is wrong; a line that takes findings up reads them, and looks again before it believes that they are mended.
//! Neither knows the other.

use base::{Date, Error};
use identity::Actor;
use serde::Serialize;
use serde_json::{Value, json};
use web::{App, Cx};

use crate::line::{Later, Line, Lines};

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Names it within its kind, for as long as it is wrong.
    pub key: String,
    /// The unit that has to mend it.
    pub unit: i64,
    /// What is wrong, in words.
    pub what: String,
    /// The page on which it is seen; empty without one.
    pub address: String,
    /// Since when it is known to be wrong, when that is known.
    #[serde(skip)]
    pub since: Option<Date>,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Only of this unit.
    pub unit: Option<i64>,
    /// Only those with these keys.
    pub keys: Option<Vec<String>>,
    /// Only those that stand after the one with this key; empty for the first.
    pub after: String,
    /// So many at most.
    pub limit: usize,
}

/// What somebody who looks again sees of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Still {
    /// It is wrong still.
    There,
    /// It is mended.
    Gone,
    /// Only people can say.
    Unknown,
}

/// How many findings each unit has.
pub type ByUnit = for<'a> fn(&'a App) -> Later<'a, Vec<(i64, i64)>>;

/// How each of these findings stands now.
pub type Again = for<'a> fn(&'a App, &'a [String]) -> Later<'a, Vec<(String, Still)>>;

/// Something that a line watches.
pub struct Finds {
    /// Stable key, such as `sites.links`.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// What is asked of a unit that has some, as a sentence.
    pub demand: &'static str,
    /// Those that are there, in an order of the line's own.
    pub find: for<'a> fn(&'a App, &'a Sought) -> Later<'a, Vec<Finding>>,
    /// How many each unit has now, units without any left out.
    pub by_unit: ByUnit,
    /// Looks again at those with these keys, as they are at this moment and not as they were noted.
    pub again: Again,
}

/// What took a finding up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Number of the matter.
    pub number: String,
    /// Its page; empty for who may not see it.
    pub href: String,
}

/// Which findings of a kind are taken up: kind and keys; keys without a mark are left out.
pub type MarksFn = for<'a> fn(&'a App, &'a Actor, &'a str, &'a [String]) -> Later<'a, Vec<(String, Mark)>>;

/// How a line takes findings up.
pub struct Follows {
    /// What the button says, such as 转督办.
    pub title: &'static str,
    /// Where it leads, with a pair `f=KIND:KEY` for each finding.
    pub href: &'static str,
    /// Who may, in the unit of the finding.
    pub verb: &'static str,
    /// Which are taken up already.
    pub marks: MarksFn,
}

/// What lines of this program watch, with the line of each.
pub fn watched(lines: &Lines) -> impl Iterator<Item = (&'static Line, &'static Finds)> {
    lines.0.iter().flat_map(|line| line.finds.iter().map(move |finds| (*line, finds)))
}

/// What is watched under this key.
pub fn kind(lines: &Lines, key: &str) -> Option<&'static Finds> {
    watched(lines).map(|(_, finds)| finds).find(|finds| finds.key == key)
}

/// What a list of findings shows beside them: `follow` for the page (`matter/follow.html` draws the button), and for each row what stands in
/// its first cell. `rows` are key and unit of each in the order of the list.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn beside(cx: &Cx, kind: &str, rows: &[(String, i64)]) -> Result<(Value, Vec<Value>), Error> {
    let lines = cx.app.ext::<Lines>();
    let follows = lines.as_ref().and_then(|lines| lines.0.iter().find_map(|line| line.follows.as_ref()));
    let Some(follows) = follows else { return Ok((Value::Null, vec![Value::Null; rows.len()])) };
    let keys: Vec<String> = rows.iter().map(|(key, _)| key.clone()).collect();
    let marks = (follows.marks)(&cx.app, &cx.actor, kind, &keys).await?;
    let may = |unit: i64| cx.actor.may(follows.verb, Some(unit));
    let cells: Vec<Value> = rows
        .iter()
        .map(|(key, unit)| {
            let mark = marks.iter().find(|(marked, _)| marked == key).map(|(_, mark)| mark);
            let value = (mark.is_none() && may(*unit)).then(|| format!("{kind}:{key}"));
            json!({ "value": value, "mark": mark })
        })
        .collect();
    let any = rows.iter().any(|(_, unit)| may(*unit));
    Ok((json!({ "title": follows.title, "href": follows.href, "may": any }), cells))
}
