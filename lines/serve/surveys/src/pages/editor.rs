//! `/work/surveys/{id}`: a survey for those who write and approve it.

use ::store::Tx;
use base::{Error, FieldError};
use counter::choice;
use edition::gate::WHY;
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use super::{about, inside, seen};
use crate::model::{Drafting, KINDS, Limits, Survey, VOTERS, WHATS, earliest_end, state};
use crate::process::{APPROVE, KEEP};
use crate::review::Announced;
use crate::{CACHE, actions, excel, results, review, store};

/// `/work/surveys/new`: a new survey of the actor's unit.
pub(super) async fn new(cx: Cx) -> Result {
    let data = form_data(&cx, None)?;
    cx.page("surveys/work_form.html", inside("新建征集调查", "form"), data)
}

/// Head data of a draft.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    let data = form_data(&cx, Some(&survey))?;
    cx.page("surveys/work_form.html", about(&survey, "修改", "form"), data)
}

fn form_data(cx: &Cx, survey: Option<&Survey>) -> std::result::Result<Value, Error> {
    let rules = cx.app.rules();
    let today = cx.now.date();
    let tomorrow = today.tomorrow().unwrap_or(today);
    let mut kinds = Vec::new();
    for kind in KINDS {
        let first = earliest_end(&rules, &cx.app.calendar(), kind.value, tomorrow)?;
        let hint = format!("{} 开始的，最早 {first} 结束", tomorrow);
        kinds.push(json!({ "value": kind.value, "title": kind.title, "hint": hint }));
    }
    let draft =
        survey.map(Survey::questionnaire).transpose()?.map(|asked| asked.paragraphs.join("\n")).unwrap_or_default();
    Ok(json!({
        "survey": survey,
        "draft": draft,
        "limits": Limits::at(&rules, today)?,
        "whats": WHATS,
        "kinds": kinds,
        "voters": VOTERS,
        "today": today.to_string(),
        "tomorrow": tomorrow.to_string(),
        "to": survey.map_or_else(|| "/work/surveys/new".to_owned(), |s| format!("/work/surveys/{}/edit", s.id)),
    }))
}

fn read(cx: &Cx, form: &Form) -> std::result::Result<std::result::Result<Drafting, Vec<FieldError>>, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    Ok(Drafting::read(&limits, cx.now.date(), Check::new(form)))
}

fn wrong(cx: &Cx, survey: Option<&Survey>, form: &Form, errors: Vec<FieldError>) -> Result {
    let page = survey.map_or_else(|| inside("新建征集调查", "form"), |s| about(s, "修改", "form"));
    cx.again("surveys/work_form.html", page, form_data(cx, survey)?, form, errors)
}

/// Drafts the new survey for the actor's unit.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let drafting = match read(&cx, &form)? {
        Ok(drafting) => drafting,
        Err(errors) => return wrong(&cx, None, &form, errors),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let id = actions::create(&mut tx, &Ground::of(&cx.app), &cx.actor, unit, &drafting).await?;
    cx.done(tx, &form, &format!("/work/surveys/{id}"), "草稿已保存，可以添加题目，然后提交审核。").await
}

/// Writes the head data.
pub(super) async fn save(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let drafting = match read(&cx, &form)? {
        Ok(drafting) => drafting,
        Err(errors) => return wrong(&cx, Some(&survey), &form, errors),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match review::as_seen::<Survey>(&mut tx, id, form.get("seen")).await {
        Ok(()) => actions::save(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &drafting).await,
        faster => faster,
    };
    match done {
        Ok(()) => cx.done(tx, &form, &format!("/work/surveys/{id}"), "草稿已保存。").await,
        Err(error) => {
            tx.rollback().await?;
            wrong(&cx, Some(&survey), &form, super::problems(error)?)
        }
    }
}

/// One survey: what it says, what it asks, how it stands, what may be done.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let survey = seen(&cx, id).await?;
    let data = data(&cx, &survey).await?;
    cx.page("surveys/work_survey.html", framed(&survey), data)
}

fn framed(survey: &Survey) -> Page {
    inside(&survey.title, "article")
}

async fn name(cx: &Cx, person: Option<i64>) -> std::result::Result<String, Error> {
    let Some(id) = person else { return Ok(String::new()) };
    Ok(identity::people::find(&mut cx.reader(), id).await?.map_or_else(String::new, |p| p.name))
}

async fn data(cx: &Cx, survey: &Survey) -> std::result::Result<Value, Error> {
    let (title, tone) = state(&survey.state);
    let keeps = cx.actor.may(KEEP, Some(survey.unit_id));
    let approves = cx.actor.may(APPROVE, Some(survey.unit_id));
    let wrote = store::has_written(&mut cx.reader(), Survey::SUBJECT, survey.id, cx.actor.person()).await?;
    let running = matches!(survey.state.as_str(), "open" | "closed");
    // Those who keep and approve it see how it stands while it runs.
    let found = if running { Some(results::of(&mut cx.reader(), survey).await?) } else { None };
    let fact = |name: &str, value: String| json!({ "name": name, "value": if value.is_empty() { "—".to_owned() } else { value } });
    let mut facts = vec![
        fact("方式", choice::title(WHATS, &survey.what).to_owned()),
        fact("类别", choice::title(KINDS, &survey.kind).to_owned()),
        fact("单位", super::unit_name(cx, survey.unit_id).await?),
        fact("期限", super::span(survey)),
        fact("作答限制", choice::title(VOTERS, &survey.voter).to_owned()),
        fact("拟稿", format!("{} {}", name(cx, survey.drafted_by).await?, survey.drafted_at.minutes())),
    ];
    if let Some(at) = survey.decided_at {
        facts.push(fact("审核", format!("{} {}", name(cx, survey.decided_by).await?, at.minutes())));
    }
    if let Some(due) = survey.feedback_due {
        facts.push(fact("采纳情况公布期限", due.date().to_string()));
    }
    Ok(json!({
        "survey": survey,
        "base": format!("/work/surveys/{}", survey.id),
        "state": title,
        "tone": tone,
        "facts": facts,
        "drawn": super::drawn(survey)?,
        "draft": survey.is_draft() && keeps,
        "pass": survey.state == "review" && approves,
        "wrote": wrote,
        "withdraw": survey.is_public() && approves,
        "extend": matches!(survey.state.as_str(), "approved" | "open") && approves,
        "keeps": keeps,
        "running": running,
        "exports": exports(survey, found.as_ref().map_or(0, |found| found.answers)),
        "takes_files": survey.questionnaire()?.takes_files(),
        "results": found.as_ref().map(super::public::shown),
        "feedback_href": survey.matter_id.map(|id| format!("/work/surveys/matters/{id}")),
        "public_href": survey.is_public().then(|| format!("/surveys/{}", survey.id)),
    }))
}

/// The files in which all answers go out: title and address of each.
fn exports(survey: &Survey, answers: i64) -> Vec<Value> {
    let parts = excel::parts(answers, excel::ROWS_MAX);
    let one = |part: usize| {
        let title =
            if parts == 1 { "全部答卷 Excel".to_owned() } else { format!("全部答卷 Excel 第 {part} 部分") };
        json!({ "title": title, "href": format!("/work/surveys/{}/excel?part={part}", survey.id) })
    };
    (1..=parts).map(one).collect()
}

/// Hands the draft in.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let said = match review::read(&cx.app, &survey, form.get(WHY)).await {
        Ok(said) => said,
        Err(error) => return again(&cx, id, &form, super::problems(error)?).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = review::submit::<Survey>(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &said).await;
    ended(&cx, tx, &survey, &form, done, "已提交审核。").await
}

/// Approves it.
pub(super) async fn approve(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    // What is approved is what was read.
    let done = match review::as_seen::<Survey>(&mut tx, id, form.get("seen")).await {
        Ok(()) => review::approve::<Survey>(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await,
        faster => faster,
    };
    ended(&cx, tx, &survey, &form, done, "已审核，到开始日期自动开始。").await
}

/// Sends it back.
pub(super) async fn reject(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = review::reject::<Survey>(&mut tx, &Ground::of(&cx.app), &cx.actor, id, form.get("reason")).await;
    ended(&cx, tx, &survey, &form, done, "已退回修改。").await
}

/// Makes it longer.
pub(super) async fn extend(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let passed = match review::reason(&cx.app, &form, "extend").await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &form, super::problems(error)?).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let (to, why) = (form.get("longer_to"), form.get("longer_why"));
    let done = review::extend::<Survey>(&mut tx, &Ground::of(&cx.app), &cx.actor, id, (to, why)).await;
    let done = match done {
        Ok(()) => review::let_through::<Survey>(&mut tx, &cx, id, &passed).await,
        wrong => wrong,
    };
    ended(&cx, tx, &survey, &form, done, "期限已延长。").await
}

/// Withdraws it from the public.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let survey = seen(&cx, id).await?;
    let passed = match review::reason(&cx.app, &form, "withdraw").await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &form, super::problems(error)?).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = review::withdraw::<Survey>(&mut tx, &Ground::of(&cx.app), &cx.actor, id, form.get("why")).await;
    let done = match done {
        Ok(()) => review::let_through::<Survey>(&mut tx, &cx, id, &passed).await,
        wrong => wrong,
    };
    ended(&cx, tx, &survey, &form, done, "已从网站撤下。").await
}

/// A transaction for a form that arrives for the first time, or where the first one led.
pub(super) async fn first(cx: &Cx, form: &Form) -> std::result::Result<std::result::Result<Tx, String>, Error> {
    let mut tx = cx.begin().await?;
    Ok(match cx.once(&mut tx, form).await? {
        Once::First => Ok(tx),
        Once::Done(to) => Err(to),
    })
}

/// Commits and goes back to the survey, or shows it with what was wrong.
pub(super) async fn ended(
    cx: &Cx,
    tx: Tx,
    survey: &Survey,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let answer = cx.done(tx, form, &format!("/work/surveys/{}", survey.id), words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(error) => {
            let errors = super::problems(error)?;
            tx.rollback().await?;
            again(cx, survey.id, form, errors).await
        }
    }
}

/// The survey once more with what was wrong.
async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let survey = store::survey(&mut cx.reader(), id).await?;
    cx.again("surveys/work_survey.html", framed(&survey), data(cx, &survey).await?, form, errors)
}
