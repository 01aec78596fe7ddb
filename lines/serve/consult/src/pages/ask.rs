//! Asking: what is typed meets what is known already; what that does not solve is taken.

use axum::http::StatusCode;
use base::{Error, FieldError};
use counter::page::{self, Sent};
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Result};

use crate::model::{Asking, Limits};
use crate::suggest::{self, Offer};
use crate::{ASKED, citizen, store};

/// `/consult/ask`: the form.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx, cx.challenge()).await?;
    Ok(page::kept(cx.page("consult/ask.html", framed(), data)?))
}

fn framed() -> Page {
    super::framed("在线咨询", "form")
}

async fn data(cx: &Cx, challenge: Challenge) -> std::result::Result<Value, Error> {
    Ok(json!({
        "limits": Limits::at(&cx.app.rules(), cx.now.date())?,
        "tellings": counter::told::ways(cx, true),
        "topics": super::topic_options(cx).await?,
        "challenge": challenge,
        "offers": [],
        "step": "look",
        "topic": cx.query.get("topic"),
    }))
}

/// Answers to what the form holds so far.
async fn offers(cx: &Cx, text: &str) -> std::result::Result<Vec<Offer>, Error> {
    let most = usize::try_from(cx.app.number("consult.offers")?).unwrap_or(5);
    suggest::offers(&mut cx.reader(), &cx.app.search, text, most).await
}

/// `/consult/match?q=`: the same as a piece of a page, for the form while somebody types.
pub(super) async fn matching(cx: Cx) -> Result {
    let found = offers(&cx, &base::text::truncate(cx.query.get("q"), 300)).await?;
    cx.fragment("consult/match.html", json!({ "offers": found }))
}

/// The first sending shows what is known already above «没有解决，提交咨询»; the second takes the consultation. Without anything like
/// it the first one takes it.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let topics: Vec<i64> = store::topics(&mut cx.reader(), true).await?.into_iter().map(|t| t.id).collect();
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let done = match Asking::read(&limits, &topics, check) {
        Ok(asking) => {
            if form.get("step") != "send" {
                let found = offers(&cx, &format!("{}\n{}", asking.title, asking.body)).await?;
                if !found.is_empty() {
                    return look(&cx, &form, &found).await;
                }
            }
            take(&cx, &form, &asking).await
        }
        Err(errors) => page::taken_before(&cx, &form, errors).await,
    };
    match page::sent(&cx, &ASKED, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => again(&cx, &form, errors).await,
    }
}

/// The form as it was typed, below the answers that are there already; each was offered once more.
async fn look(cx: &Cx, form: &Form, found: &[Offer]) -> Result {
    let entries: Vec<i64> = found.iter().filter(|o| o.kind == "entry").map(|o| o.id).collect();
    if !entries.is_empty() {
        let mut tx = cx.begin().await?;
        store::offered(&mut tx, &entries).await?;
        tx.commit().await?;
    }
    let mut data = data(cx, cx.challenge_again(form)).await?;
    data["offers"] = json!(found);
    data["step"] = json!("send");
    let mut answer = cx.again("consult/ask.html", framed(), data, form, Vec::new())?;
    *answer.status_mut() = StatusCode::OK;
    Ok(answer)
}

/// Stores the consultation, once however often it is sent; gives the address of its receipt.
async fn take(cx: &Cx, form: &Form, asking: &Asking) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    // Whoever sends the public form asks as a citizen, also when signed in inside.
    let actor = if cx.actor.citizen().is_ok() { &cx.actor } else { &identity::Actor::Anonymous };
    let files = page::files(form);
    let taken = citizen::ask(&mut tx, &Ground::of(&cx.app), actor, "web", asking, &files).await?;
    let location = format!("/consult/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let mut data = data(cx, cx.challenge_again(form)).await?;
    data["step"] = json!(if form.get("step") == "send" { "send" } else { "look" });
    cx.again("consult/ask.html", framed(), data, form, errors)
}

/// An answer that was offered solved the question: that is counted, and nothing of the person is kept.
pub(super) async fn solved(cx: Cx, form: Form) -> Result {
    let wanted = form.get("id").parse().map_err(|_| Error::Unseen)?;
    let offer = suggest::one(&mut cx.reader(), form.get("kind"), wanted).await?;
    let to = "/consult/thanks";
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let entry = (offer.kind == "entry").then_some(offer.id);
    store::solved(&mut tx, entry, cx.now.date(), offer.unit_id, &offer.title, &offer.href).await?;
    cx.once_done(&mut tx, &form, to).await?;
    tx.commit().await?;
    cx.see_other(to)
}

/// `/consult/thanks`: after that.
pub(super) async fn thanks(cx: Cx) -> Result {
    cx.page("consult/thanks.html", super::private("很高兴帮到您"), json!({ "asked": false }))
}
