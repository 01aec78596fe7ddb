//! The ground's own screens: what belongs to no business line. Public: how a period is counted, the work calendar, the
//! ledger and its receipts. Workbench: calendar, rules, jobs, units, people, posts, roles, access log, ledger, sessions.

mod access;
mod audit;
pub(crate) mod calendar;
mod due;
mod grid;
pub(crate) mod jobs;
pub(crate) mod keep;
mod ledger_feed;
mod menus;
mod my;
mod names;
pub(crate) mod organs;
mod rules;
mod search;
mod sessions;
mod square;
mod templates;
mod upload;
mod verify;

use base::{Error, FieldError};
use store::Tx;
use web::{Audience, Cx, Form, Result, Routes};

pub use audit::verify as verify_ledger;
pub(crate) use calendar::edit::SET as CALENDAR_SET;
pub use keep::{calendar as stored_calendar, rules as stored_rules};
pub(crate) use keep::{reload_calendar, reload_rules};
pub use menus::MENUS;
pub(crate) use rules::SET as RULE_SET;
pub use templates::TEMPLATES;

/// Rows of one page of a list.
const PAGE: usize = 50;

/// All routes of these screens.
pub fn routes() -> Vec<Routes> {
    vec![
        public(),
        search::routes(),
        calendar_routes(),
        rule_routes(),
        audit_routes(),
        organs::routes(),
        organs::more_routes(),
    ]
}

fn public() -> Routes {
    Routes::new("renhe")
        .get("/my", Audience::Citizen, my::page)
        .get("/square.svg", Audience::Public, square::draw)
        .page("/due", due::page)
        .page("/calendar", calendar::index)
        .page("/calendar/{year}", calendar::year)
        .get("/calendar/workdays.ics", Audience::Public, calendar::feed)
        .get("/verify", Audience::Public, verify::form)
        .upload("/verify", Audience::Public, "web.upload.citizen", verify::check)
        .get("/ledger", Audience::Public, verify::ledger)
        .get("/ledger/key", Audience::Public, ledger_feed::key)
        .get("/ledger/head", Audience::Public, ledger_feed::head)
        .get("/ledger/heads", Audience::Public, ledger_feed::heads)
        .get("/ledger/tile/{level}/{index}", Audience::Public, ledger_feed::tile)
        .get("/ledger/consistency", Audience::Public, ledger_feed::consistency)
}

fn calendar_routes() -> Routes {
    let keeper = Audience::Verb(calendar::edit::VERB);
    Routes::new("renhe")
        .get("/work/calendar", keeper, calendar::edit::years)
        .post("/work/calendar/notice", keeper, calendar::edit::notice)
        .get("/work/calendar/{year}", keeper, calendar::edit::year)
        .post("/work/calendar/{year}", keeper, calendar::edit::confirm)
        .post("/work/calendar/{year}/days", keeper, calendar::edit::days)
}

fn rule_routes() -> Routes {
    Routes::new("renhe")
        .get("/work/rules", Audience::Staff, rules::list)
        .get("/work/rules/{key}", Audience::Staff, rules::one)
        .post("/work/rules/{key}", Audience::Staff, rules::set)
        .get("/work/jobs", Audience::Verb(jobs::VERB), jobs::list)
        .post("/work/jobs/{id}/retry", Audience::Verb(jobs::VERB), jobs::retry)
}

fn audit_routes() -> Routes {
    let auditor = Audience::Verb(audit::VERB);
    Routes::new("renhe")
        .get("/work/access", Audience::Verb(access::VERB), access::list)
        .get("/work/ledger", auditor, audit::list)
        .post("/work/ledger/verify", auditor, audit::start)
        .get("/work/ledger/{id}", auditor, audit::entry)
        .get("/work/ledger/{id}/receipt", auditor, audit::receipt)
        .get("/work/sessions/all", Audience::Verb(sessions::VERB), sessions::list)
        .post("/work/sessions/all/{id}/end", Audience::Verb(sessions::VERB), sessions::end)
}

/// Ends a write: remembers where it leads for whoever sends the form again, makes it durable, and says `words` there.
async fn done(cx: &Cx, mut tx: Tx, form: &Form, to: &str, words: &str) -> Result {
    cx.once_done(&mut tx, form, to).await?;
    tx.commit().await?;
    cx.notice("good", words);
    cx.see_other(to)
}

/// What is wrong with a form, to be shown beside its fields: wrong fields, and refusals that the person can mend by
/// filling it in otherwise. Other errors go their own way.
fn problems(error: Error) -> std::result::Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(fields) => Ok(fields),
        Error::Refused(refusal) if refusal.name != "identity.forbidden" => {
            Ok(vec![FieldError::new("", refusal.message)])
        }
        other => Err(other),
    }
}

/// Splits a page off a list that was asked for one row more than a page has: the rows, and whether there are more.
fn page_of<T>(mut rows: Vec<T>) -> (Vec<T>, bool) {
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    (rows, more)
}

/// The address of the next page: the same filters with `before`; empty at the end.
fn next(cx: &Cx, last: Option<i64>, more: bool) -> String {
    match last.filter(|_| more) {
        Some(last) => format!("{}before={last}", cx.query.base(&["before"])),
        None => String::new(),
    }
}

/// The address of the first page when this is a later one; else empty.
fn first(cx: &Cx) -> String {
    if cx.query.get("before").is_empty() { String::new() } else { cx.query.base(&["before"]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_that_can_be_mended_stand_beside_the_form() {
        let shown = |error| problems(error).map(|fields| fields[0].message.clone()).ok();
        assert_eq!(shown(Error::refused("identity.separation", "三员分立")).as_deref(), Some("三员分立"));
        assert_eq!(shown(Error::field("name", "请填写")).as_deref(), Some("请填写"));
        assert_eq!(shown(Error::refused("identity.forbidden", "没有权限")), None);
        assert_eq!(shown(Error::Unseen), None);
    }

    #[test]
    fn a_page_ends_after_its_rows() {
        assert_eq!(page_of(vec![0; PAGE]), (vec![0; PAGE], false));
        assert_eq!(page_of(vec![0; PAGE + 1]), (vec![0; PAGE], true));
    }
}
