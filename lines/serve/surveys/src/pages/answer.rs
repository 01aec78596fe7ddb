//! Answering: one form without a script, counted once by the rule of the survey.

use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use serde_json::{Value, json};
use web::{Challenge, Check, Cx, Form, Once, Page, Path, Result};

use super::framed;
use crate::answers::{self, Voter};
use crate::model::answer::Answering;
use crate::model::{Limits, Survey};
use crate::store;

/// The form. Who has to sign in first is led to the address that asks for it, who comes too early or too late to the page that says so.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = match answerable(&cx, id).await {
        Err(Error::Refused(_)) => return cx.see_other(&format!("/surveys/{id}")),
        survey => survey?,
    };
    if survey.voter == "citizen" && cx.actor.citizen().is_err() {
        return cx.see_other(&format!("/surveys/{id}/signed"));
    }
    if survey.voter == "browser" {
        cx.name_visitor();
    }
    let data = data(&cx, &survey, cx.challenge())?;
    Ok(page::kept(cx.page("surveys/answer.html", head(&survey), data)?))
}

fn head(survey: &Survey) -> Page {
    framed("填写", "form").crumb(survey.title.clone(), format!("/surveys/{}", survey.id)).noindex()
}

/// The survey `id`, when it is open now.
async fn answerable(cx: &Cx, id: i64) -> std::result::Result<Survey, Error> {
    let survey = store::survey(&mut cx.reader(), id).await?;
    if survey.is_public() && !answers::is_open(&Ground::of(&cx.app), &survey) {
        return Err(Error::refused("surveys.closed", format!("征集期限是 {}，现在不能填写。", super::span(&survey))));
    }
    if survey.is_public() { Ok(survey) } else { Err(Error::Unseen) }
}

fn data(cx: &Cx, survey: &Survey, challenge: Challenge) -> std::result::Result<Value, Error> {
    Ok(json!({
        "survey": { "id": survey.id, "title": survey.title, "closes": survey.closes_on.to_string(), "voter": survey.voter },
        "opinion": survey.what == "opinion",
        "drawn": super::drawn(survey)?,
        "takes_files": survey.questionnaire()?.takes_files(),
        "limits": Limits::at(&cx.app.rules(), cx.now.date())?,
        "to": cx.path,
        "challenge": challenge,
    }))
}

/// Takes the answer.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = answerable(&cx, id).await?;
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let asked = survey.questionnaire()?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let answer = match Answering::read(&survey, &asked, &limits, &form, check) {
        Ok(answer) => answer,
        Err(errors) => match page::taken_before(&cx, &form, errors).await {
            Ok(to) => return cx.see_other(&to),
            Err(error) => return again(&cx, &survey, &form, super::problems(error)?),
        },
    };
    let voter = Voter::of(&cx, &survey.voter);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match cx.spend_challenge(&mut tx, &form).await {
        Ok(()) => answers::give(&mut tx, &Ground::of(&cx.app), &survey, &voter, &answer).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => {
            let words = "已收到，感谢参与。结果和采纳情况会在结束后公布。";
            cx.done(tx, &form, &format!("/surveys/{id}"), words).await
        }
        Err(error) => {
            tx.rollback().await?;
            again(&cx, &survey, &form, super::problems(error)?)
        }
    }
}

fn again(cx: &Cx, survey: &Survey, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, survey, cx.challenge_again(form))?;
    cx.again("surveys/answer.html", head(survey), data, form, errors)
}
