//! `/work/access` 访问日志: who signed in from where and what was refused, for the audit administrator.

use base::{Date, Moment};
use identity::access::{self, Filter, Line};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::names::Names;
use super::{PAGE, first, next, page_of};

/// The verb of the audit administrator for the access log.
pub const VERB: &str = "identity.access.read";

/// Kinds of events with their Chinese names.
const KINDS: [(&str, &str); 5] = [
    ("sign_in", "登录"),
    ("sign_out", "退出"),
    ("refused", "被拒绝"),
    ("read", "查看个人信息"),
    ("hand", "转交个人信息"),
];
/// Kinds of which only what was done is noted, with the duty for which it may be done in the place of the outcome.
const DONE: [&str; 2] = ["read", "hand"];

/// The log with its filters.
pub async fn list(cx: Cx) -> Result {
    let mut reader = cx.app.db.reader();
    let login = cx.query.get("login").trim();
    let person = match login {
        "" => None,
        login => Some(identity::people::by_login(&mut reader, login).await?.map_or(0, |person| person.id)),
    };
    let kind = KINDS.iter().map(|(key, _)| *key).find(|key| *key == cx.query.get("kind"));
    let filter = Filter {
        before: cx.query.int("before"),
        person,
        kind: kind.map(str::to_owned),
        since: day(cx.query.get("from")).map(Moment::start_of),
        until: day(cx.query.get("to")).and_then(|date| date.tomorrow().ok()).map(Moment::start_of),
    };
    let (lines, more) = page_of(access::list(&mut reader, &cx.actor, &filter, PAGE + 1).await?);
    let names = Names::load(&mut reader, lines.iter().filter_map(|line| line.person_id).collect(), false).await?;
    let rows: Vec<Value> = lines.iter().map(|line| row(line, &names)).collect();
    let data = json!({
        "rows": rows,
        "kinds": KINDS.map(|(value, title)| json!({ "value": value, "title": title })),
        "kind": kind.unwrap_or_default(),
        "login": login,
        "from": cx.query.get("from"),
        "to": cx.query.get("to"),
        "next": next(&cx, lines.last().map(|line| line.id), more),
        "first": first(&cx),
    });
    cx.page("screens/access.html", Page::new("访问日志"), data)
}

/// A date of a filter; anything else does not restrict.
pub(super) fn day(text: &str) -> Option<Date> {
    text.trim().parse().ok().filter(|date: &Date| (2000..2200).contains(&date.year()))
}

fn row(line: &Line, names: &Names) -> Value {
    let who = match (line.person_id, line.citizen_id) {
        (Some(person), _) => names.person(Some(person)),
        (None, Some(citizen)) => format!("群众账号 {citizen}"),
        (None, None) => "未登录".to_owned(),
    };
    let good = line.outcome == "ok" || DONE.contains(&line.kind.as_str());
    json!({
        "at": line.at.minutes(),
        "kind": KINDS.iter().find(|(key, _)| *key == line.kind).map_or(line.kind.as_str(), |(_, title)| *title),
        "who": who,
        "address": line.address,
        "path": line.path,
        "good": good,
        "outcome": if good { "成功" } else { line.outcome.as_str() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_restrict() {
        assert!(day("2026-11-24").is_some());
        for text in ["", "x", "2026-02-30", "9999-12-31"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn every_line_names_who_it_was() {
        let line = |person_id, citizen_id| Line {
            id: 1,
            at: Moment(0),
            kind: "sign_in".into(),
            person_id,
            citizen_id,
            address: "10.0.0.1".into(),
            path: String::new(),
            outcome: "ok".into(),
        };
        let who = |person, citizen| row(&line(person, citizen), &Names::default())["who"].clone();
        assert_eq!([who(Some(7), None), who(None, Some(3)), who(None, None)], ["#7", "群众账号 3", "未登录"]);
    }
}
