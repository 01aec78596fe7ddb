//! What the search finds of the line: surveys that the public sees.

use ::store::Tx;
use ::store::search::{self, Audience, Doc, Named, Place};
use base::{Error, Fault};
use matter::Later;
use web::App;

use crate::model::Survey;
use crate::model::notice::Notice;
use crate::model::quiz::Quiz;
use crate::store;

/// Kind of surveys.
pub(crate) const SURVEY: &str = "surveys.survey";

/// Kind of public notices.
pub(crate) const NOTICE: &str = "surveys.notice";

/// Kind of quizzes.
pub(crate) const QUIZ: &str = "surveys.quiz";

/// A survey was announced.
pub(crate) async fn announced(tx: &mut Tx, survey: &Survey) -> Result<(), Fault> {
    put(tx, survey, "").await
}

/// Its feedback was published.
pub(crate) async fn answered(tx: &mut Tx, survey: &Survey, feedback: &str) -> Result<(), Fault> {
    put(tx, survey, feedback).await
}

/// It was withdrawn.
pub(crate) async fn forgotten(tx: &mut Tx, survey: i64) -> Result<(), Fault> {
    search::remove(tx, SURVEY, survey).await
}

async fn put(tx: &mut Tx, survey: &Survey, feedback: &str) -> Result<(), Fault> {
    let unit = identity::units::find(tx, survey.unit_id).await?.map_or_else(String::new, |u| u.short_name);
    let mut body = vec![survey.intro.clone()];
    body.extend(survey.questionnaire()?.paragraphs);
    body.push(feedback.to_owned());
    let doc = Doc {
        kind: SURVEY.to_owned(),
        id: survey.id,
        title: survey.title.clone(),
        body: body.join("\n"),
        audience: Audience::Public,
        date: Some(survey.opens_on),
        facets: vec![("unit".to_owned(), unit)],
        url: format!("/surveys/{}", survey.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A public notice was announced.
pub(crate) async fn noticed(tx: &mut Tx, notice: &Notice) -> Result<(), Fault> {
    let unit = identity::units::find(tx, notice.unit_id).await?.map_or_else(String::new, |u| u.short_name);
    let doc = Doc {
        kind: NOTICE.to_owned(),
        id: notice.id,
        title: notice.title.clone(),
        body: notice.body.clone(),
        audience: Audience::Public,
        date: Some(notice.opens_on),
        facets: vec![("unit".to_owned(), unit)],
        url: format!("/surveys/notices/{}", notice.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A public notice was withdrawn.
pub(crate) async fn unnoticed(tx: &mut Tx, notice: i64) -> Result<(), Fault> {
    search::remove(tx, NOTICE, notice).await
}

/// A quiz was announced.
pub(crate) async fn quizzed(tx: &mut Tx, quiz: &Quiz) -> Result<(), Fault> {
    let doc = Doc {
        kind: QUIZ.to_owned(),
        id: quiz.id,
        title: quiz.title.clone(),
        body: quiz.intro.clone(),
        audience: Audience::Public,
        date: Some(quiz.opens_on),
        url: format!("/surveys/quizzes/{}", quiz.id),
        ..Doc::default()
    };
    search::put(tx, &doc).await
}

/// A quiz was withdrawn.
pub(crate) async fn unquizzed(tx: &mut Tx, quiz: i64) -> Result<(), Fault> {
    search::remove(tx, QUIZ, quiz).await
}

/// Surveys bear the name of the unit that asks.
pub(crate) fn surveys_again(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(of_unit(app, SURVEY, named, after, limit))
}

/// Public notices bear the name of their unit.
pub(crate) fn notices_again(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(of_unit(app, NOTICE, named, after, limit))
}

async fn of_unit(app: &App, kind: &str, named: Named, after: Place, limit: usize) -> Result<Option<Place>, Error> {
    let Named::Unit(unit) = named else { return Ok(None) };
    let q = &mut app.db.reader();
    let Some(name) = identity::units::find(q, unit).await?.map(|unit| unit.short_name) else { return Ok(None) };
    let ids = match kind {
        NOTICE => store::notices_of_unit(q, unit, after.1, limit).await?,
        _ => store::surveys_of_unit(q, unit, after.1, limit).await?,
    };
    search::set_facet(&app.db, kind, &ids, ("unit", &name)).await?;
    Ok(ids.last().map(|id| (*id, *id)).filter(|_| ids.len() >= limit))
}
