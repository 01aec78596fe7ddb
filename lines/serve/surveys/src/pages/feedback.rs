//! `/work/surveys/matters/{id}`: the matter of a survey's feedback or of an objection, and every act on it. `{id}` is the key of the matter.

use base::Error;
use edition::Desk;
use edition::gate::{self, Passed, Plain};
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::notice_desk;
use crate::model::Survey;
use crate::process::{PROCESS, tone};
use crate::review::Announced;
use crate::{CACHE, feedback, results, store};

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    if store::objection_of(&mut cx.reader(), id).await?.is_some() {
        return notice_desk::objection_page(&cx, id).await;
    }
    let survey = visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let data = data(&cx, &matter, &survey).await?;
    cx.page("surveys/work_feedback.html", head(&survey), data)
}

fn head(survey: &Survey) -> Page {
    super::about(survey, "采纳情况", "article")
}

/// The survey whose feedback the matter `id` is, when the actor sees it.
async fn visible(cx: &Cx, id: i64) -> std::result::Result<Survey, Error> {
    let survey = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    super::seen(cx, survey.id).await
}

async fn data(cx: &Cx, matter: &Matter, survey: &Survey) -> std::result::Result<Value, Error> {
    let found = results::of(&mut cx.reader(), survey).await?;
    Ok(json!({
        "m": matter::view::of(cx, matter).await?,
        "survey": survey,
        "state": PROCESS.state_title(&matter.state),
        "tone": tone(&matter.state),
        "draft": if matter.state == "review" { survey.feedback_draft.as_str() } else { "" },
        "survey_href": format!("/work/surveys/{}", survey.id),
        "results": super::public::shown(&found),
    }))
}

/// A file of an official's act.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    if visible(&cx, id).await.is_err() {
        notice_desk::visible(&cx, id).await?;
    }
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}

/// An act.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    if store::objection_of(&mut cx.reader(), id).await?.is_some() {
        return notice_desk::objection_act(&cx, id, &action, &form).await;
    }
    let survey = visible(&cx, id).await?;
    match carry_out(&cx, &survey, id, &action, &form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            cx.see_other(&format!("/work/surveys/matters/{id}"))
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), id).await?;
            let data = data(&cx, &matter, &survey).await?;
            cx.again("surveys/work_feedback.html", head(&survey), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(
    cx: &Cx,
    survey: &Survey,
    id: i64,
    action: &str,
    form: &Form,
) -> std::result::Result<&'static str, Error> {
    let spec = PROCESS.action(action).ok_or(Error::Unseen)?;
    let given = matter::form::input(cx, &PROCESS, spec, form).await?;
    // What is handed in is what everybody reads once it is approved.
    let passed = match action {
        "submit" => {
            let said = vec![Plain::line("opinion", "采纳情况", &given.input.opinion)];
            gate::pass_masked(&cx.app, said, form.get(gate::WHY)).await?
        }
        _ => Passed::default(),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    feedback::act(&mut tx, &Ground::of(&cx.app), &cx.actor, survey, action, given).await?;
    passed.record(&mut tx, &Desk::of(cx), "surveys.feedback.let", (Survey::SUBJECT, survey.id)).await?;
    cx.once_done(&mut tx, form, &format!("/work/surveys/matters/{id}")).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(spec.title)
}
