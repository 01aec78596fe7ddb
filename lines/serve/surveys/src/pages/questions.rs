//! The questions of a draft: one form for each.

use base::{Error, FieldError};
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Path, Result};

use super::{about, editor, seen};
use crate::actions::{self, Edit};
use crate::model::questionnaire::KINDS;
use crate::model::{Kind, Limits, Question, Survey};
use crate::review;

/// A new question.
pub(super) async fn new(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    let data = data(&cx, &survey, None)?;
    cx.page("surveys/work_question.html", about(&survey, "添加题目", "form"), data)
}

/// A question to be changed.
pub(super) async fn page(cx: Cx, Path((id, question)): Path<(i64, i64)>) -> Result {
    let survey = seen(&cx, id).await?;
    let asked = survey.questionnaire()?;
    let found = asked.question(question).ok_or(Error::Unseen)?;
    let data = data(&cx, &survey, Some(found))?;
    cx.page("surveys/work_question.html", about(&survey, "修改题目", "form"), data)
}

fn data(cx: &Cx, survey: &Survey, question: Option<&Question>) -> std::result::Result<Value, Error> {
    let asked = survey.questionnaire()?;
    let mut whens = Vec::new();
    for (number, earlier) in (1..).zip(&asked.questions) {
        if question.is_some_and(|q| q.id == earlier.id) {
            break;
        }
        if matches!(earlier.kind, Kind::Single | Kind::Multiple) {
            for value in earlier.values() {
                let title = format!("第 {number} 题选“{}”", earlier.value_title(value));
                whens.push(json!({ "value": format!("{}.{value}", earlier.id), "title": title }));
            }
        }
    }
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let base = format!("/work/surveys/{}/questions", survey.id);
    Ok(json!({
        "q": question.map(|q| json!({
            "kind": q.kind.key(), "title": q.title, "required": q.required, "options": q.options.join("\n"),
            "lines": q.lines.join("\n"), "least": q.least, "most": q.most,
            "when": q.when.map(|w| format!("{}.{}", w.question, w.option)),
        })),
        "kinds": KINDS,
        "whens": whens,
        "limits": limits,
        "to": question.map_or_else(|| format!("{base}/new"), |q| format!("{base}/{}", q.id)),
        "back": format!("/work/surveys/{}", survey.id),
        "seen": survey.seq,
    }))
}

fn wrong(cx: &Cx, survey: &Survey, question: Option<i64>, form: &Form, errors: Vec<FieldError>) -> Result {
    let asked = survey.questionnaire()?;
    let found = question.and_then(|id| asked.question(id));
    let title = if question.is_some() { "修改题目" } else { "添加题目" };
    cx.again("surveys/work_question.html", about(survey, title, "form"), data(cx, survey, found)?, form, errors)
}

/// Adds a question.
pub(super) async fn add(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    set(cx, id, None, form).await
}

/// Changes a question.
pub(super) async fn save(cx: Cx, Path((id, question)): Path<(i64, i64)>, form: Form) -> Result {
    set(cx, id, Some(question), form).await
}

async fn set(cx: Cx, id: i64, at: Option<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let question = match Question::read(&limits, Check::new(&form)) {
        Ok(question) => Question { id: at.unwrap_or(0), ..question },
        Err(errors) => return wrong(&cx, &survey, at, &form, errors),
    };
    let mut tx = match editor::first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    // A new question takes nothing from anybody; one that is there may have been changed by another.
    let seen = match at {
        Some(_) => review::as_seen::<Survey>(&mut tx, id, form.get("seen")).await,
        None => Ok(()),
    };
    let done = match seen {
        Ok(()) => actions::edit(&mut tx, &Ground::of(&cx.app), &cx.actor, id, Edit::Set(question)).await,
        faster => faster,
    };
    match done {
        Ok(()) => cx.done(tx, &form, &format!("/work/surveys/{id}"), "题目已保存。").await,
        Err(error) => {
            tx.rollback().await?;
            wrong(&cx, &survey, at, &form, super::problems(error)?)
        }
    }
}

/// Takes a question away.
pub(super) async fn remove(cx: Cx, Path((id, question)): Path<(i64, i64)>, form: Form) -> Result {
    change(cx, id, Edit::Remove(question), form, "题目已删除。").await
}

/// Moves a question one place up.
pub(super) async fn raise(cx: Cx, Path((id, question)): Path<(i64, i64)>, form: Form) -> Result {
    change(cx, id, Edit::Raise(question), form, "题目已上移。").await
}

async fn change(cx: Cx, id: i64, edit: Edit, form: Form, words: &str) -> Result {
    let survey = seen(&cx, id).await?;
    let mut tx = match editor::first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = actions::edit(&mut tx, &Ground::of(&cx.app), &cx.actor, id, edit).await;
    editor::ended(&cx, tx, &survey, &form, done, words).await
}
