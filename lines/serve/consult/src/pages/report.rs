//! `/consult/report`: the form of an error report. The link in the footer of every page leads here and the browser says from
//! where; where a script runs, also with its title and the text that was marked.

use base::{Error, FieldError};
use counter::page::{self, Sent};
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Result};

use crate::model::{ERRORS, Limits, Reporting, local_page};
use crate::{REPORTED, citizen};

/// The form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx, cx.challenge())?;
    Ok(page::kept(cx.page("consult/report.html", framed(), data)?))
}

fn framed() -> Page {
    super::private("我要纠错")
}

fn data(cx: &Cx, challenge: Challenge) -> std::result::Result<Value, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let given = |name: &str, most: usize| base::text::truncate(&base::text::clean_text(cx.query.get(name)), most);
    Ok(json!({
        "limits": limits,
        "tellings": counter::told::ways(cx, false),
        "kinds": ERRORS,
        "challenge": challenge,
        "page_typed": base::text::truncate(&came_from(cx), 300),
        "title_typed": base::text::clean_line(&given("title", 200)),
        "selected_typed": given("text", limits.selected),
    }))
}

/// The page that the script names, else the one that led here.
fn came_from(cx: &Cx) -> String {
    let page = match cx.query.get("page") {
        "" => local_page(cx.referer()),
        given => local_page(given),
    };
    if page.starts_with("/consult/report") { String::new() } else { page }
}

/// Takes the report.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let done = match Reporting::read(&limits, check) {
        Ok(reporting) => take(&cx, &form, &reporting).await,
        Err(errors) => page::taken_before(&cx, &form, errors).await,
    };
    match page::sent(&cx, &REPORTED, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => again(&cx, &form, errors),
    }
}

async fn take(cx: &Cx, form: &Form, reporting: &Reporting) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    let actor = if cx.actor.citizen().is_ok() { &cx.actor } else { &identity::Actor::Anonymous };
    let taken = citizen::report(&mut tx, &Ground::of(&cx.app), actor, reporting).await?;
    let location = format!("/consult/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, cx.challenge_again(form))?;
    cx.again("consult/report.html", framed(), data, form, errors)
}
