//! `/work/surveys/quizzes`: quizzes for those who write and approve them: head data, bank, Excel, tries.

use ::store::Tx;
use ::store::long::{Turn, civil_date};
use base::{Error, FieldError};
use counter::{Scope, choice, desk};
use edition::gate::WHY;
use identity::excel::RowError;
use matter::Ground;
use matter::sheet::XLSX;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Page, Path, Result};

use super::editor::first;
use crate::model::quiz::{Entry, KINDS, Quiz, Setting, VOTERS, in_letters};
use crate::model::{Limits, state};
use crate::process::{APPROVE, KEEP};
use crate::review::Announced;
use crate::{CACHE, bank, quiz, review, store};

fn framed(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("测一测", "/work/surveys/quizzes")
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let (found, total) = store::quizzes(&mut cx.reader(), &[], &super::scope(&cx), &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let data = json!({
        "rows": found.rows.iter().map(|r| super::quizzes::row(r, "/work/surveys/quizzes")).collect::<Vec<_>>(),
        "total": total.of("期"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "keep": cx.actor.may(KEEP, None),
    });
    cx.page("surveys/work_quizzes.html", super::inside("测一测", "list"), data)
}

/// The quiz `id`, when the actor sees its unit.
async fn seen(cx: &Cx, id: i64) -> std::result::Result<Quiz, Error> {
    let quiz = store::quiz(&mut cx.reader(), id).await?;
    match super::scope(cx) {
        Scope::Units(units) if !units.contains(&quiz.unit_id) => Err(Error::Unseen),
        _ => Ok(quiz),
    }
}

fn form_data(cx: &Cx, quiz: Option<&Quiz>) -> std::result::Result<Value, Error> {
    let today = cx.now.date();
    Ok(json!({
        "z": quiz,
        "voters": VOTERS,
        "limits": Limits::at(&cx.app.rules(), today)?,
        "today": today.to_string(),
        "to": quiz.map_or_else(|| "/work/surveys/quizzes/new".to_owned(), |z| format!("/work/surveys/quizzes/{}/edit", z.id)),
    }))
}

/// A new quiz.
pub(super) async fn new(cx: Cx) -> Result {
    let data = form_data(&cx, None)?;
    cx.page("surveys/work_quiz_form.html", framed("新建答题", "form"), data)
}

/// A draft to be changed.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let quiz = seen(&cx, id).await?;
    let data = form_data(&cx, Some(&quiz))?;
    cx.page("surveys/work_quiz_form.html", framed(&quiz.title, "form"), data)
}

/// Drafts the new quiz for the actor's unit.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    keep(cx, None, form).await
}

/// Writes a draft.
pub(super) async fn save(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let quiz = seen(&cx, id).await?;
    keep(cx, Some(quiz), form).await
}

async fn keep(cx: Cx, old: Option<Quiz>, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let wrong = |errors: Vec<FieldError>| {
        let title = old.as_ref().map_or("新建答题", |z| z.title.as_str());
        cx.again("surveys/work_quiz_form.html", framed(title, "form"), form_data(&cx, old.as_ref())?, &form, errors)
    };
    let new = match Setting::read(&limits, cx.now.date(), Check::new(&form)) {
        Ok(new) => new,
        Err(errors) => return wrong(errors),
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let ground = Ground::of(&cx.app);
    let done = match &old {
        Some(old) => match review::as_seen::<Quiz>(&mut tx, old.id, form.get("seen")).await {
            Ok(()) => quiz::save(&mut tx, &ground, &cx.actor, old.id, &new).await.map(|()| old.id),
            Err(faster) => Err(faster),
        },
        None => quiz::create(&mut tx, &ground, &cx.actor, cx.actor.staff()?.unit, &new).await,
    };
    match done {
        Ok(id) => {
            cx.done(tx, &form, &format!("/work/surveys/quizzes/{id}"), "草稿已保存，请填写题库，然后提交审核。").await
        }
        Err(error) => {
            tx.rollback().await?;
            wrong(super::problems(error)?)
        }
    }
}

/// One quiz: head data, bank, what may be done.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let quiz = seen(&cx, id).await?;
    let data = data(&cx, &quiz, &[]).await?;
    cx.page("surveys/work_quiz.html", framed(&quiz.title, "article"), data)
}

async fn data(cx: &Cx, quiz: &Quiz, row_errors: &[RowError]) -> std::result::Result<Value, Error> {
    let (title, tone) = state(&quiz.state);
    let approves = cx.actor.may(APPROVE, Some(quiz.unit_id));
    let bank = store::items(&mut cx.reader(), quiz.id).await?;
    let scores = store::scores(&mut cx.reader(), quiz.id).await?;
    let row = |(number, item): (usize, &crate::model::quiz::Item)| {
        json!({
            "id": item.id, "number": number, "kind": choice::title(KINDS, &item.kind), "title": item.title,
            "answer": in_letters(&item.kind, &item.answer),
        })
    };
    let counts: Vec<String> = KINDS
        .iter()
        .map(|k| {
            format!(
                "{} {} 道（每卷 {}）",
                k.title,
                bank.iter().filter(|i| i.kind == k.value).count(),
                quiz.wanted(k.value)
            )
        })
        .collect();
    Ok(json!({
        "z": quiz,
        "base": format!("/work/surveys/quizzes/{}", quiz.id),
        "state": title,
        "tone": tone,
        "facts": [
            { "name": "单位", "value": super::unit_name(cx, quiz.unit_id).await? },
            { "name": "时间", "value": format!("{} 至 {}", quiz.opens_on, quiz.closes_on) },
            { "name": "题库", "value": counts.join("，") },
            { "name": "每题分值", "value": format!("{} 分，满分 {} 分，及格 {}%", quiz.points, quiz.full(), quiz.pass) },
            { "name": "作答限制", "value": choice::title(VOTERS, &quiz.voter) },
            { "name": "交卷", "value": format!("{} 份", scores.iter().map(|(_, n)| n).sum::<i64>()) },
        ],
        "rows": (1..).zip(&bank).map(row).collect::<Vec<_>>(),
        "kinds": KINDS,
        "limits": Limits::at(&cx.app.rules(), cx.now.date())?,
        "draft": quiz.state == "draft" && cx.actor.may(KEEP, Some(quiz.unit_id)),
        "pass": quiz.state == "review" && approves,
        "own": store::has_written(&mut cx.reader(), Quiz::SUBJECT, quiz.id, cx.actor.person()).await?,
        "withdraw": quiz.is_public() && approves,
        "public_href": quiz.is_public().then(|| format!("/surveys/quizzes/{}", quiz.id)),
        "row_errors": row_errors,
    }))
}

/// Puts a question into the bank.
pub(super) async fn add(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let quiz = seen(&cx, id).await?;
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let entry = match Entry::read(&limits, Check::new(&form), form.get("answer")) {
        Ok(entry) => entry,
        Err(errors) => return wrong(&cx, &quiz, &form, errors, &[]).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = quiz::fill(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &[entry]).await.map(drop);
    ended(&cx, tx, &quiz, &form, done, "题目已保存。").await
}

/// Takes a question out of the bank.
pub(super) async fn remove(cx: Cx, Path((id, item)): Path<(i64, i64)>, form: Form) -> Result {
    let quiz = seen(&cx, id).await?;
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = quiz::remove(&mut tx, &Ground::of(&cx.app), &cx.actor, id, item).await;
    ended(&cx, tx, &quiz, &form, done, "题目已删除。").await
}

/// The bank as a workbook; an empty one is the template.
pub(super) async fn export(cx: Cx, Path(id): Path<i64>) -> Result {
    let quiz = seen(&cx, id).await?;
    cx.actor.require(KEEP, Some(quiz.unit_id))?;
    let items = store::items(&mut cx.reader(), id).await?;
    Ok(web::download(&format!("{} 题库.xlsx", base::text::truncate(&quiz.title, 40)), XLSX, bank::workbook(&items)?))
}

/// Takes a workbook into the bank: all of it, or nothing and every error.
pub(super) async fn import(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let quiz = seen(&cx, id).await?;
    if !form.problems().is_empty() {
        return wrong(&cx, &quiz, &form, form.problems().to_vec(), &[]).await;
    }
    let Some(file) = form.bytes("file").filter(|bytes| !bytes.is_empty()) else {
        return wrong(&cx, &quiz, &form, vec![FieldError::new("file", "请选择要导入的 Excel 文件。")], &[]).await;
    };
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let most = usize::try_from(cx.app.number("surveys.bank.max")?).unwrap_or(0);
    let entries = match bank::read(&limits, most, file) {
        Ok(entries) => entries,
        Err(rows) => {
            let message = format!("文件中有 {} 处错误，没有导入任何内容，请改正后重新导入。", rows.len());
            return wrong(&cx, &quiz, &form, vec![FieldError::new("file", message)], &rows).await;
        }
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = quiz::fill(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &entries).await;
    let words = format!("已导入 {} 道题，其中新题 {} 道。", entries.len(), done.as_ref().copied().unwrap_or(0));
    ended(&cx, tx, &quiz, &form, done.map(drop), &words).await
}

/// Hands in, approves, sends back or withdraws.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let quiz = seen(&cx, id).await?;
    let said = match action.as_str() {
        "submit" => match review::read(&cx.app, &quiz, form.get(WHY)).await {
            Ok(said) => said,
            Err(error) => return wrong(&cx, &quiz, &form, super::problems(error)?, &[]).await,
        },
        _ => review::Said::default(),
    };
    let passed = match review::reason(&cx.app, &form, &action).await {
        Ok(passed) => passed,
        Err(error) => return wrong(&cx, &quiz, &form, super::problems(error)?, &[]).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let ground = Ground::of(&cx.app);
    let (done, words) = match action.as_str() {
        "submit" => (review::submit::<Quiz>(&mut tx, &ground, &cx.actor, id, &said).await, "已提交审核。"),
        "approve" => {
            // What is approved is what was read.
            let done = match review::as_seen::<Quiz>(&mut tx, id, form.get("seen")).await {
                Ok(()) => review::approve::<Quiz>(&mut tx, &ground, &cx.actor, id).await,
                faster => faster,
            };
            (done, "已审核，到开始日期自动开始。")
        }
        "reject" => (review::reject::<Quiz>(&mut tx, &ground, &cx.actor, id, form.get("reason")).await, "已退回修改。"),
        "withdraw" => {
            (review::withdraw::<Quiz>(&mut tx, &ground, &cx.actor, id, form.get("why")).await, "已从网站撤下。")
        }
        _ => (Err(Error::Unseen), ""),
    };
    let done = match done {
        Ok(()) => review::let_through::<Quiz>(&mut tx, &cx, id, &passed).await,
        wrong => wrong,
    };
    ended(&cx, tx, &quiz, &form, done, words).await
}

async fn wrong(cx: &Cx, quiz: &Quiz, form: &Form, errors: Vec<FieldError>, rows: &[RowError]) -> Result {
    cx.again("surveys/work_quiz.html", framed(&quiz.title, "article"), data(cx, quiz, rows).await?, form, errors)
}

async fn ended(cx: &Cx, tx: Tx, quiz: &Quiz, form: &Form, done: std::result::Result<(), Error>, words: &str) -> Result {
    match done {
        Ok(()) => {
            let answer = cx.done(tx, form, &format!("/work/surveys/quizzes/{}", quiz.id), words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(error) => {
            let errors = super::problems(error)?;
            tx.rollback().await?;
            wrong(cx, quiz, form, errors, &[]).await
        }
    }
}
