//! `/work/surveys/{id}/texts`: what people wrote, published one by one in masked words; all answers as a file.

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Plain};
use matter::Ground;
use matter::sheet::XLSX;
use serde_json::{Value, json};
use web::{Cx, Form, Path, Result};

use super::{about, editor, seen};
use crate::model::Survey;
use crate::process::KEEP;
use crate::review::Announced;
use crate::{CACHE, answers, excel, store};

/// Texts of one page.
const ROWS: usize = 20;

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    let data = data(&cx, &survey, None).await?;
    cx.page("surveys/work_texts.html", about(&survey, "文字意见", "list"), data)
}

async fn data(cx: &Cx, survey: &Survey, at: Option<i64>) -> std::result::Result<Value, Error> {
    let after = at.map_or_else(|| cx.query.int("after").unwrap_or(0), |text| text - 1);
    let mut texts = store::texts(&mut cx.reader(), survey.id, after, ROWS + 1).await?;
    let more = texts.len() > ROWS;
    texts.truncate(ROWS);
    let asked = survey.questionnaire()?;
    let mut rows = Vec::with_capacity(texts.len());
    for text in &texts {
        let whole = store::of_response(&mut cx.reader(), survey.id, text.response_id - 1, 1).await?;
        let name = whole.first().map_or("", |w| w.name.as_str());
        let title = match text.place.strip_prefix('q').and_then(|id| asked.question(id.parse().ok()?)) {
            Some(question) => question.title.clone(),
            None => excel::place_title(&text.place),
        };
        rows.push(json!({
            "id": text.id, "title": title, "text": text.text, "proposal": answers::proposal(text, name),
            "published": text.published_at.map(base::Moment::minutes),
        }));
    }
    let next = texts.last().filter(|_| more).map(|t| format!("?after={}", t.id));
    let total: i64 = store::texts_of(&mut cx.reader(), survey.id).await?.iter().map(|(_, n, _)| n).sum();
    let published: i64 = store::texts_of(&mut cx.reader(), survey.id).await?.iter().map(|(_, _, n)| n).sum();
    Ok(json!({
        "rows": rows,
        "next": next,
        "first": if after > 0 { "?" } else { "" },
        "total": total,
        "published": published,
        "keeps": cx.actor.may(KEEP, Some(survey.unit_id)),
        "base": format!("/work/surveys/{}/texts", survey.id),
    }))
}

/// Publishes a text in masked words, once the gate read them.
pub(super) async fn publish(cx: Cx, Path((id, text)): Path<(i64, i64)>, form: Form) -> Result {
    let survey = mine(&cx, id, text).await?;
    cx.actor.require(KEEP, Some(survey.unit_id))?;
    let words = base::text::clean_text(form.get("text"));
    let said = vec![Plain::line("text", "公开的文字", &words)];
    let passed = match gate::pass_masked(&cx.app, said, form.get(gate::WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, &survey, text, &form, error.mendable()?).await,
    };
    let mut tx = match editor::first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = answers::publish(&mut tx, &Ground::of(&cx.app), &cx.actor, text, &words).await;
    let done = match done {
        Ok(()) => passed.record(&mut tx, &Desk::of(&cx), "surveys.text.let", (Survey::SUBJECT, id)).await,
        wrong => wrong,
    };
    ended(&cx, tx, &survey, text, &form, done, "已公开。").await
}

/// Takes a published text back.
pub(super) async fn hide(cx: Cx, Path((id, text)): Path<(i64, i64)>, form: Form) -> Result {
    let survey = mine(&cx, id, text).await?;
    let mut tx = match editor::first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = answers::hide(&mut tx, &Ground::of(&cx.app), &cx.actor, text).await;
    ended(&cx, tx, &survey, text, &form, done, "已取消公开。").await
}

/// The survey `id`, when the text belongs to it.
async fn mine(cx: &Cx, id: i64, text: i64) -> std::result::Result<Survey, Error> {
    let survey = seen(cx, id).await?;
    if store::text(&mut cx.reader(), text).await?.survey_id == id { Ok(survey) } else { Err(Error::Unseen) }
}

async fn ended(
    cx: &Cx,
    tx: ::store::Tx,
    survey: &Survey,
    text: i64,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let to = format!("/work/surveys/{}/texts?after={}", survey.id, text - 1);
            let answer = cx.done(tx, form, &to, words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(error) => {
            let errors: Vec<FieldError> = super::problems(error)?;
            tx.rollback().await?;
            again(cx, survey, text, form, errors).await
        }
    }
}

/// The page again, from the text on that was wrong.
async fn again(cx: &Cx, survey: &Survey, text: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, survey, Some(text)).await?;
    cx.again("surveys/work_texts.html", about(survey, "文字意见", "list"), data, form, errors)
}

/// All answers as a file, or one of the files in which they go out, for the unit that asked.
pub(super) async fn excel(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    cx.actor.require(KEEP, Some(survey.unit_id))?;
    let part = cx.query.int("part").map_or(1, |part| usize::try_from(part).unwrap_or(0));
    let file = excel::of_answers(&mut cx.reader(), &survey, (part, excel::ROWS_MAX)).await?;
    let which = if part > 1 { format!("第 {part} 部分") } else { String::new() };
    Ok(web::download(&format!("{} 全部答卷{which}.xlsx", base::text::truncate(&survey.title, 40)), XLSX, file))
}
