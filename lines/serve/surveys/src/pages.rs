//! The line's pages: what they are made of and where they are.

mod answer;
mod desk;
mod editor;
mod feedback;
mod files;
mod notice_desk;
mod notices;
mod objections;
mod public;
mod questions;
mod quiz_desk;
mod quizzes;
mod texts;

pub(crate) use public::addresses;

use base::{Error, FieldError};
use counter::Scope;
use serde_json::{Value, json};
use web::{Audience, Cx, Page, Routes};

use crate::model::Survey;
use crate::process::{APPROVE, KEEP};
use crate::{ALL, WORK, store};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("surveys/parts.html", include_str!("../pages/parts.html")),
    ("surveys/home.html", include_str!("../pages/home.html")),
    ("surveys/list.html", include_str!("../pages/list.html")),
    ("surveys/survey.html", include_str!("../pages/survey.html")),
    ("surveys/answer.html", include_str!("../pages/answer.html")),
    ("surveys/results.html", include_str!("../pages/results.html")),
    ("surveys/work_list.html", include_str!("../pages/work_list.html")),
    ("surveys/work_answers.html", include_str!("../pages/work_answers.html")),
    ("surveys/work_form.html", include_str!("../pages/work_form.html")),
    ("surveys/work_survey.html", include_str!("../pages/work_survey.html")),
    ("surveys/work_question.html", include_str!("../pages/work_question.html")),
    ("surveys/work_texts.html", include_str!("../pages/work_texts.html")),
    ("surveys/work_files.html", include_str!("../pages/work_files.html")),
    ("surveys/work_feedback.html", include_str!("../pages/work_feedback.html")),
    ("surveys/notices.html", include_str!("../pages/notices.html")),
    ("surveys/notice.html", include_str!("../pages/notice.html")),
    ("surveys/object.html", include_str!("../pages/object.html")),
    ("surveys/object_receipt.html", include_str!("../pages/object_receipt.html")),
    ("surveys/object_query.html", include_str!("../pages/object_query.html")),
    ("surveys/object_status.html", include_str!("../pages/object_status.html")),
    ("surveys/work_notices.html", include_str!("../pages/work_notices.html")),
    ("surveys/work_notice_form.html", include_str!("../pages/work_notice_form.html")),
    ("surveys/work_notice.html", include_str!("../pages/work_notice.html")),
    ("surveys/work_objection.html", include_str!("../pages/work_objection.html")),
    ("surveys/quizzes.html", include_str!("../pages/quizzes.html")),
    ("surveys/quiz.html", include_str!("../pages/quiz.html")),
    ("surveys/quiz_start.html", include_str!("../pages/quiz_start.html")),
    ("surveys/quiz_paper.html", include_str!("../pages/quiz_paper.html")),
    ("surveys/quiz_result.html", include_str!("../pages/quiz_result.html")),
    ("surveys/quiz_ranking.html", include_str!("../pages/quiz_ranking.html")),
    ("surveys/quiz_certificate.html", include_str!("../pages/quiz_certificate.html")),
    ("surveys/work_objections.html", include_str!("../pages/work_objections.html")),
    ("surveys/work_quizzes.html", include_str!("../pages/work_quizzes.html")),
    ("surveys/work_quiz_form.html", include_str!("../pages/work_quiz_form.html")),
    ("surveys/work_quiz.html", include_str!("../pages/work_quiz.html")),
];

/// The rule row that bounds a file of an answer.
const FILE_RULE: &str = "surveys.file.size";

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    public_routes().and(work_routes())
}

fn public_routes() -> Routes {
    let (public, citizen) = (Audience::Public, Audience::Citizen);
    Routes::new("surveys")
        .page("/surveys", public::list)
        .page("/surveys/{id}", public::survey)
        .page("/surveys/{id}/results", public::results)
        .get("/surveys/{id}/results/excel", public, public::excel)
        .get("/surveys/{id}/answer", public, answer::form)
        .upload("/surveys/{id}/answer", public, FILE_RULE, answer::submit)
        .get("/surveys/{id}/signed", citizen, answer::form)
        .upload("/surveys/{id}/signed", citizen, FILE_RULE, answer::submit)
        .page("/surveys/notices", notices::list)
        .page("/surveys/notices/{id}", notices::notice)
        .get("/surveys/notices/{id}/object", public, notices::form)
        .post("/surveys/notices/{id}/object", public, notices::submit)
        .get("/surveys/objections/receipt/{token}", public, notices::receipt)
        .get("/surveys/objections/receipt/{token}/proof", public, notices::proof)
        .page("/surveys/quizzes", quizzes::list)
        .page("/surveys/quizzes/{id}", quizzes::one)
        .page("/surveys/quizzes/{id}/ranking", quizzes::ranking)
        .get("/surveys/quizzes/{id}/begin", public, quizzes::start)
        .post("/surveys/quizzes/{id}/begin", public, quizzes::begin)
        .get("/surveys/quizzes/{id}/signed", citizen, quizzes::start)
        .post("/surveys/quizzes/{id}/signed", citizen, quizzes::begin)
        .get("/surveys/quizzes/try/{token}", public, quizzes::paper)
        .post("/surveys/quizzes/try/{token}", public, quizzes::finish)
        .get("/surveys/quizzes/try/{token}/certificate", public, quizzes::certificate)
        .get("/surveys/objections/query", public, notices::query)
        .post("/surveys/objections/query", public, notices::show)
        .limited("web.rate.query")
        .post("/surveys/objections/query/rate", public, notices::rate)
        .limited("web.rate.query")
}

fn work_routes() -> Routes {
    let (staff, keep, approve) = (Audience::Verb(WORK), Audience::Verb(KEEP), Audience::Verb(APPROVE));
    Routes::new("surveys")
        .get("/work/surveys", staff, desk::list)
        .get("/work/surveys/answers", staff, desk::answers)
        .get("/work/surveys/new", keep, editor::new)
        .post("/work/surveys/new", keep, editor::create)
        .get("/work/surveys/matters/{id}", staff, feedback::page)
        .get("/work/surveys/matters/{id}/files/{file}", staff, feedback::file)
        .upload("/work/surveys/matters/{id}/{action}", staff, "web.upload.staff", feedback::act)
        .get("/work/surveys/notices", staff, notice_desk::list)
        .get("/work/surveys/notices/new", keep, notice_desk::new)
        .post("/work/surveys/notices/new", keep, notice_desk::create)
        .get("/work/surveys/notices/{id}", staff, notice_desk::page)
        .get("/work/surveys/notices/{id}/edit", keep, notice_desk::form)
        .post("/work/surveys/notices/{id}/edit", keep, notice_desk::save)
        .post("/work/surveys/notices/{id}/acts/{action}", staff, notice_desk::act)
        .get("/work/surveys/objections", staff, objections::list)
        .get("/work/surveys/quizzes", staff, quiz_desk::list)
        .get("/work/surveys/quizzes/new", keep, quiz_desk::new)
        .post("/work/surveys/quizzes/new", keep, quiz_desk::create)
        .get("/work/surveys/quizzes/{id}", staff, quiz_desk::page)
        .get("/work/surveys/quizzes/{id}/edit", keep, quiz_desk::form)
        .post("/work/surveys/quizzes/{id}/edit", keep, quiz_desk::save)
        .post("/work/surveys/quizzes/{id}/items", keep, quiz_desk::add)
        .post("/work/surveys/quizzes/{id}/items/{item}/remove", keep, quiz_desk::remove)
        .get("/work/surveys/quizzes/{id}/excel", keep, quiz_desk::export)
        .reading("/work/surveys/quizzes/{id}/excel", keep, "surveys.bank.file", quiz_desk::import)
        .post("/work/surveys/quizzes/{id}/acts/{action}", staff, quiz_desk::act)
        .get("/work/surveys/{id}", staff, editor::page)
        .get("/work/surveys/{id}/edit", keep, editor::form)
        .post("/work/surveys/{id}/edit", keep, editor::save)
        .post("/work/surveys/{id}/submit", keep, editor::submit)
        .post("/work/surveys/{id}/approve", approve, editor::approve)
        .post("/work/surveys/{id}/reject", approve, editor::reject)
        .post("/work/surveys/{id}/extend", approve, editor::extend)
        .post("/work/surveys/{id}/withdraw", approve, editor::withdraw)
        .get("/work/surveys/{id}/questions/new", keep, questions::new)
        .post("/work/surveys/{id}/questions/new", keep, questions::add)
        .get("/work/surveys/{id}/questions/{question}", keep, questions::page)
        .post("/work/surveys/{id}/questions/{question}", keep, questions::save)
        .post("/work/surveys/{id}/questions/{question}/remove", keep, questions::remove)
        .post("/work/surveys/{id}/questions/{question}/raise", keep, questions::raise)
        .get("/work/surveys/{id}/texts", staff, texts::page)
        .post("/work/surveys/{id}/texts/{text}/publish", keep, texts::publish)
        .post("/work/surveys/{id}/texts/{text}/hide", keep, texts::hide)
        .get("/work/surveys/{id}/files", keep, files::page)
        .get("/work/surveys/{id}/files/{file}", keep, files::one)
        .get("/work/surveys/{id}/excel", keep, texts::excel)
}

/// A page for the public below 征集调查.
fn framed(title: &str, kind: &str) -> Page {
    tagged(Page::new(title).kind(kind).crumb("征集调查", "/surveys"))
}

/// With the tags of the column that supervisors read.
fn tagged(page: Page) -> Page {
    page.column_of("征集调查", "征集调查", "意见征集、网上调查和结果反馈")
}

/// A page of the workbench below 征集调查.
fn inside(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("征集调查", "/work/surveys")
}

/// A page of the workbench about a survey.
fn about(survey: &Survey, title: &str, kind: &str) -> Page {
    inside(title, kind).crumb(survey.title.clone(), format!("/work/surveys/{}", survey.id))
}

/// Whose surveys the actor sees.
fn scope(cx: &Cx) -> Scope {
    Scope::of(&cx.actor, ALL, None, WORK)
}

/// The survey `id`, when the actor sees its unit.
async fn seen(cx: &Cx, id: i64) -> Result<Survey, Error> {
    let survey = store::survey(&mut cx.reader(), id).await?;
    match scope(cx) {
        Scope::Units(units) if !units.contains(&survey.unit_id) => Err(Error::Unseen),
        _ => Ok(survey),
    }
}

/// The name of a unit.
async fn unit_name(cx: &Cx, unit: i64) -> Result<String, Error> {
    Ok(identity::units::find(&mut cx.reader(), unit).await?.map_or_else(String::new, |u| u.name))
}

/// Units for a select: the county's organs and towns, in order.
async fn unit_options(cx: &Cx) -> Result<Value, Error> {
    let units = cx.app.identity.units().await?;
    let open = units.iter().filter(|u| u.closed_on.is_none() && matches!(u.kind.as_str(), "department" | "town"));
    Ok(open.map(|u| json!({ "value": u.id, "title": u.short_name })).collect())
}

/// What a form may be told; a refusal, and that somebody was faster, are told as an error of the whole form.
fn problems(error: Error) -> Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(errors) => Ok(errors),
        Error::Refused(refusal) => Ok(vec![FieldError::new("", refusal.message)]),
        Error::Conflict(message) => Ok(vec![FieldError::new("", message)]),
        error => Err(error),
    }
}

/// A period in words, with its end as announced at first when it was made longer.
fn lasts((opens, closes): (base::Date, base::Date), first_end: Option<base::Date>) -> String {
    match first_end {
        Some(first) => format!("{opens} 至 {closes}（原定 {first} 结束）"),
        None => format!("{opens} 至 {closes}"),
    }
}

/// How long the survey runs, in words.
fn span(survey: &Survey) -> String {
    lasts((survey.opens_on, survey.closes_on), survey.first_end)
}

/// The questions as the templates draw them.
fn drawn(survey: &Survey) -> Result<Value, Error> {
    let asked = survey.questionnaire()?;
    let question = |(number, q): (usize, &crate::model::Question)| {
        let options: Vec<Value> =
            q.values().into_iter().map(|v| json!({ "value": v.to_string(), "title": q.value_title(v) })).collect();
        let lines: Vec<Value> =
            (1..).zip(&q.lines).map(|(n, title): (i64, _)| json!({ "n": n, "title": title })).collect();
        json!({
            "id": q.id, "number": number, "kind": q.kind.key(), "kind_title": q.kind.title(), "title": q.title,
            "required": q.required, "options": options, "lines": lines, "least": q.least, "most": q.most,
            "condition": asked.condition(q),
            "when": q.when.map(|when| format!("q{}={}", when.question, when.option)),
        })
    };
    let questions: Vec<Value> = (1..).zip(&asked.questions).map(question).collect();
    Ok(json!({ "paragraphs": asked.paragraphs, "questions": questions }))
}
