//! `/surveys/quizzes`: quizzes for everybody: the list, a quiz, the try with its result and certificate, the ranking.

use ::store::long::{Turn, civil_date};
use base::{Error, FieldError, redact};
use counter::{Scope, choice, desk, page};
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Page, Path, Result};

use super::editor::first;
use crate::answers::Voter;
use crate::model::quiz::{self as model, Given, Item, KINDS, Quiz, Try, VOTERS};
use crate::model::state;
use crate::store::{self, QuizRow};
use crate::{CACHE, quiz};

/// Lines of a ranking.
const RANKED: usize = 100;

fn framed(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("测一测", "/surveys/quizzes")
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let closed = cx.query.get("tab") == "closed";
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let states: &[&str] = if closed { &["closed"] } else { &["approved", "open"] };
    let (found, total) = store::quizzes(&mut cx.reader(), states, &Scope::All, &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let data = json!({
        "closed": closed,
        "rows": found.rows.iter().map(|r| row(r, "/surveys/quizzes")).collect::<Vec<_>>(),
        "total": total.of("期"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
    });
    cx.page("surveys/quizzes.html", Page::new("测一测").kind("list").crumb("征集调查", "/surveys"), data)
}

/// One line of a list.
pub(super) fn row(r: &QuizRow, at: &str) -> Value {
    let (title, tone) = state(&r.state);
    json!({
        "href": format!("{at}/{}", r.id), "title": r.title, "unit": r.unit, "opens": r.opens_on.to_string(),
        "closes": r.closes_on.to_string(), "state": title, "tone": tone, "tries": r.tries,
    })
}

async fn open_to_all(cx: &Cx, id: i64) -> std::result::Result<Quiz, Error> {
    let quiz = store::quiz(&mut cx.reader(), id).await?;
    match quiz.withdrawn_at {
        Some(at) => Err(Error::Gone(format!("“{}”已于 {} 撤下：{}", quiz.title, at.date(), quiz.withdrawn_why))),
        None if quiz.is_public() => Ok(quiz),
        None => Err(Error::Unseen),
    }
}

/// What the pages of a quiz say of it.
async fn said(cx: &Cx, quiz: &Quiz) -> std::result::Result<Value, Error> {
    let (title, tone) = state(&quiz.state);
    let counts = KINDS.iter().filter(|k| quiz.wanted(k.value) > 0);
    let paper: Vec<String> = counts.map(|k| format!("{} {} 道", k.title, quiz.wanted(k.value))).collect();
    Ok(json!({
        "id": quiz.id, "title": quiz.title, "intro": quiz.intro, "unit": super::unit_name(cx, quiz.unit_id).await?,
        "span": format!("{} 至 {}", quiz.opens_on, quiz.closes_on), "state": title, "tone": tone,
        "open": quiz.state == "open", "voter": choice::title(VOTERS, &quiz.voter), "paper": paper.join("，"),
        "points": quiz.points, "full": quiz.full(), "pass": quiz.pass,
    }))
}

/// One quiz.
pub(super) async fn one(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let quiz = open_to_all(&cx, id).await?;
    let data = json!({ "s": said(&cx, &quiz).await? });
    cx.page("surveys/quiz.html", framed(&quiz.title, "article"), data)
}

/// The ranking: names as 张**, points, time.
pub(super) async fn ranking(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let quiz = open_to_all(&cx, id).await?;
    let best = store::ranking(&mut cx.reader(), id, RANKED).await?;
    let scores = store::scores(&mut cx.reader(), id).await?;
    let tries: i64 = scores.iter().map(|(_, n)| n).sum();
    let passed: i64 = scores.iter().filter(|(score, _)| quiz.passes(*score)).map(|(_, n)| n).sum();
    let line = |(place, (name, score, millis, at)): (usize, &(String, i64, i64, base::Moment))| {
        let name = if name.is_empty() { "匿名".to_owned() } else { redact::mask_name(name) };
        let seconds = millis / base::time::SECOND;
        json!({ "place": place, "name": name, "score": score, "time": format!("{} 分 {} 秒", seconds / 60, seconds % 60), "on": at.date().to_string() })
    };
    let bars: Vec<Value> =
        scores.iter().take(30).map(|(score, n)| json!({ "title": format!("{score} 分"), "value": n })).collect();
    let data = json!({
        "s": said(&cx, &quiz).await?,
        "rows": (1..).zip(&best).map(line).collect::<Vec<_>>(),
        "tries": tries, "passed": passed, "bars": bars,
    });
    cx.page(
        "surveys/quiz_ranking.html",
        framed("成绩榜", "list").crumb(quiz.title.clone(), format!("/surveys/quizzes/{id}")),
        data,
    )
}

async fn playable(cx: &Cx, id: i64) -> std::result::Result<Quiz, Error> {
    let quiz = open_to_all(cx, id).await?;
    if quiz::is_open(&Ground::of(&cx.app), &quiz) {
        return Ok(quiz);
    }
    let words = format!("答题时间是 {} 至 {}，现在不能答题。", quiz.opens_on, quiz.closes_on);
    Err(Error::refused("surveys.closed", words))
}

fn head(quiz: &Quiz, title: &str) -> Page {
    framed(title, "form").crumb(quiz.title.clone(), format!("/surveys/quizzes/{}", quiz.id)).noindex()
}

/// Before the try: what it is, and the button that draws the paper.
pub(super) async fn start(cx: Cx, Path(id): Path<i64>) -> Result {
    let quiz = playable(&cx, id).await?;
    if quiz.voter == "citizen" && cx.actor.citizen().is_err() {
        return cx.see_other(&format!("/surveys/quizzes/{id}/signed"));
    }
    if quiz.voter == "browser" {
        cx.name_visitor();
    }
    let data = json!({ "s": said(&cx, &quiz).await?, "to": cx.path, "challenge": cx.challenge() });
    Ok(page::kept(cx.page("surveys/quiz_start.html", head(&quiz, "开始答题"), data)?))
}

/// Draws the paper.
pub(super) async fn begin(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let quiz = playable(&cx, id).await?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    if let Err(errors) = check.finish(()) {
        return again(&cx, &quiz, &form, errors).await;
    }
    let voter = Voter::of(&cx, &quiz.voter);
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let done = match cx.spend_challenge(&mut tx, &form).await {
        Ok(()) => quiz::begin(&mut tx, &Ground::of(&cx.app), &quiz, &voter).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(token) => {
            let to = format!("/surveys/quizzes/try/{token}");
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.see_other(&to)
        }
        Err(error) => {
            tx.rollback().await?;
            again(&cx, &quiz, &form, super::problems(error)?).await
        }
    }
}

async fn again(cx: &Cx, quiz: &Quiz, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = json!({ "s": said(cx, quiz).await?, "to": cx.path, "challenge": cx.challenge_again(form) });
    cx.again("surveys/quiz_start.html", head(quiz, "开始答题"), data, form, errors)
}

/// The try whose page has this token, and its quiz.
async fn attempt(cx: &Cx, token: &str) -> std::result::Result<(Quiz, Try), Error> {
    let found = store::try_with(&mut cx.reader(), &quiz::token_digest(token)).await?;
    Ok((open_to_all(cx, found.quiz_id).await?, found))
}

/// The paper, or once it was handed in the result with explanations.
pub(super) async fn paper(cx: Cx, Path(token): Path<String>) -> Result {
    let (quiz, found) = attempt(&cx, &token).await?;
    let items = quiz::paper(&mut cx.reader(), &found).await?;
    let data = paper_data(&cx, &quiz, &found, &items).await?;
    if found.ended_at.is_some() {
        return cx.page("surveys/quiz_result.html", head(&quiz, "成绩"), data);
    }
    Ok(page::kept(cx.page("surveys/quiz_paper.html", head(&quiz, "答题"), data)?))
}

async fn paper_data(cx: &Cx, quiz: &Quiz, found: &Try, items: &[Item]) -> std::result::Result<Value, Error> {
    let given: Given = serde_json::from_str(&found.given).unwrap_or_default();
    let question = |(number, item): (usize, &Item)| {
        let chosen = given.get(&item.id).cloned().unwrap_or_default();
        let right = item.right();
        let options: Vec<Value> = (1_i64..)
            .zip(item.choices())
            .map(|(n, title)| {
                json!({ "value": n.to_string(), "title": title, "chosen": chosen.contains(&n), "right": right.contains(&n) })
            })
            .collect();
        json!({
            "id": item.id, "number": number, "kind": item.kind, "kind_title": choice::title(KINDS, &item.kind),
            "title": item.title, "options": options, "note": item.note, "good": chosen == right,
        })
    };
    // What is right is told only after the try.
    let mut questions: Vec<Value> = (1..).zip(items).map(question).collect();
    if found.ended_at.is_none() {
        for question in &mut questions {
            question["note"] = json!("");
            question["good"] = json!(false);
            for option in question["options"].as_array_mut().into_iter().flatten() {
                option["right"] = json!(false);
            }
        }
    }
    let score = found.score.unwrap_or(0);
    Ok(json!({
        "s": said(cx, quiz).await?,
        "to": cx.path,
        "questions": questions,
        "name": found.name,
        "score": score,
        "passed": found.score.is_some_and(|score| quiz.passes(score)),
        "ended": found.ended_at.map(|at| at.date().to_string()),
    }))
}

/// Hands the try in.
pub(super) async fn finish(cx: Cx, Path(token): Path<String>, form: Form) -> Result {
    let (quiz, found) = attempt(&cx, &token).await?;
    let items = quiz::paper(&mut cx.reader(), &found).await?;
    let mut check = Check::new(&form);
    let name = check.line("name", "姓名", 0..=20);
    let given = model::given(&items, &form);
    if given.is_empty()
        && let Some(first) = items.first()
    {
        check.error(&format!("i{}", first.id), "一道题都还没有答");
    }
    let to = format!("/surveys/quizzes/try/{token}");
    let done = match check.finish(()) {
        Ok(()) => {
            let mut tx = match first(&cx, &form).await? {
                Ok(tx) => tx,
                Err(to) => return cx.see_other(&to),
            };
            match quiz::finish(&mut tx, &Ground::of(&cx.app), &quiz, &found, &name, &given).await {
                Ok(score) => {
                    let answer = cx.done(tx, &form, &to, &format!("已交卷，得 {score} 分。")).await?;
                    cx.app.cache.invalidate(CACHE);
                    return Ok(answer);
                }
                Err(error) => {
                    tx.rollback().await?;
                    super::problems(error)?
                }
            }
        }
        Err(errors) => errors,
    };
    let data = paper_data(&cx, &quiz, &found, &items).await?;
    cx.again("surveys/quiz_paper.html", head(&quiz, "答题"), data, &form, done)
}

/// The certificate of whoever passed, to be printed.
pub(super) async fn certificate(cx: Cx, Path(token): Path<String>) -> Result {
    let (quiz, found) = attempt(&cx, &token).await?;
    if !found.score.is_some_and(|score| quiz.passes(score)) {
        return Err(Error::Unseen.into());
    }
    let data = paper_data(&cx, &quiz, &found, &[]).await?;
    cx.page("surveys/quiz_certificate.html", head(&quiz, "证书"), data)
}
