//! Answering a survey, and what of the answers others may read.

use ::store::{Query, Tx};
use base::Error;
use counter::mask;
use identity::Actor;
use matter::Ground;
use serde_json::json;

use crate::model::Survey;
use crate::model::answer::Answering;
use crate::process::KEEP;
use crate::review::record;
use crate::store;

/// Who answers, as far as the survey asks: the random name of a browser, or a citizen's key. It is digested and kept apart from the
/// answer, and forgotten when the survey closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voter {
    /// Nobody that is known.
    Nobody,
    /// A browser that keeps a name.
    Browser(String),
    /// A citizen who signed in.
    Citizen(i64),
}

impl Voter {
    /// Who the one that asks is under the `rule` of a survey or a quiz: where browsers answer once, it is the browser also of whoever signed
    /// in, who would answer once more when he signs out.
    pub(crate) fn of(cx: &web::Cx, rule: &str) -> Self {
        match rule {
            "citizen" => cx.actor.citizen().map_or(Self::Nobody, |citizen| Self::Citizen(citizen.id)),
            _ => cx.visitor().map_or(Self::Nobody, Self::Browser),
        }
    }

    /// The text that is digested, when the survey wants one.
    fn mark(&self, survey: &Survey) -> Result<Option<String>, Error> {
        match (survey.voter.as_str(), self) {
            ("none", _) => Ok(None),
            ("citizen", Self::Citizen(id)) => Ok(Some(format!("citizen {id}"))),
            ("browser", Self::Browser(name)) => Ok(Some(format!("browser {name}"))),
            ("browser", _) => Err(Error::refused(
                "surveys.no-cookie",
                "这项调查每个浏览器只能填一次，需要浏览器保存一个随机标识。请允许保存后重新打开问卷。",
            )),
            _ => Err(Error::SignIn),
        }
    }
}

/// Takes an answer; gives its key. The ledger commits to the texts and names nobody, whoever is signed in.
///
/// # Errors
/// A refusal when the survey is not open or was answered already; a fault of the database.
pub async fn give(
    tx: &mut Tx,
    ground: &Ground,
    survey: &Survey,
    voter: &Voter,
    answer: &Answering,
) -> Result<i64, Error> {
    if !is_open(ground, survey) {
        return Err(Error::refused("surveys.closed", "现在不在征集期限之内，不能提交。"));
    }
    if let Some(mark) = voter.mark(survey)?
        && !store::mark(tx, survey.id, &mark).await?
    {
        return Err(Error::refused("surveys.again", "您已经填写过，每人只能填写一次，感谢参与。"));
    }
    let on = ground.now.date();
    let new = store::NewResponse { survey: survey.id, on, name: &answer.name, contact: &answer.contact };
    let response = store::answered(tx, &new).await?;
    for chosen in &answer.choices {
        store::add_choice(tx, survey.id, response, *chosen).await?;
    }
    let mut bodies = Vec::with_capacity(answer.texts.len());
    for (place, text) in &answer.texts {
        let row = store::add_text(tx, survey.id, response, place, text).await?;
        bodies.push(ledger::Body { table: "surveys_text", column: "text", row, content: text.as_bytes() });
    }
    for (question, file) in &answer.files {
        store::add_file(tx, survey.id, response, *question, file, ground.now).await?;
    }
    let files: Vec<&str> = answer.files.iter().map(|(_, file)| file.digest.as_str()).collect();
    let facts = json!({ "texts": bodies.len(), "choices": answer.choices.len(), "files": files });
    record::<Survey>(tx, ground, &Actor::Anonymous, survey.id, "answer", facts, bodies).await?;
    Ok(response)
}

/// Whether it can be answered now.
pub fn is_open(ground: &Ground, survey: &Survey) -> bool {
    let today = ground.now.date();
    survey.state == "open" && survey.opens_on <= today && today <= survey.closes_on
}

/// A masked proposal for a text; what is public now when it was published before. `name` is what the person typed.
pub fn proposal(text: &store::Text, name: &str) -> String {
    if text.published_at.is_some() { text.public_text.clone() } else { mask::public(&text.text, name) }
}

/// Publishes a text in masked words.
///
/// # Errors
/// The actor keeps no surveys of the unit; a wrong field `text` when it is empty, too long or personal data is left.
pub async fn publish(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, words: &str) -> Result<(), Error> {
    let (survey, name, contact) = mine(tx, actor, id).await?;
    let limits = crate::model::Limits::at(&ground.rules, ground.now.date())?;
    let words = counter::told::message(words, "text", 1, limits.answer.saturating_mul(2), "请填写公开的文字")?;
    let leaks = mask::leaks(&words, &[("姓名", &name), ("联系方式", &contact)]);
    if !leaks.is_empty() {
        return Err(Error::field("text", format!("文字中还有{}，请删去或者遮盖后再公开", leaks.join("、"))));
    }
    store::publish_text(tx, id, &words, Some(ground.now)).await?;
    let body = ledger::Body { table: "surveys_text", column: "public_text", row: id, content: words.as_bytes() };
    record::<Survey>(tx, ground, actor, survey.id, "text.publish", json!({ "text": id }), vec![body]).await
}

/// Takes a published text back.
///
/// # Errors
/// The actor keeps no surveys of the unit; [`Error::Unseen`] when it is not public.
pub async fn hide(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let (survey, ..) = mine(tx, actor, id).await?;
    if store::text(tx, id).await?.published_at.is_none() {
        return Err(Error::Unseen);
    }
    store::publish_text(tx, id, "", None).await?;
    let body = ledger::Body { table: "surveys_text", column: "public_text", row: id, content: b"" };
    record::<Survey>(tx, ground, actor, survey.id, "text.hide", json!({ "text": id }), vec![body]).await
}

/// The survey of a text, and what the person typed of himself.
async fn mine(q: &mut impl Query, actor: &Actor, id: i64) -> Result<(Survey, String, String), Error> {
    let text = store::text(q, id).await?;
    let survey = store::survey(q, text.survey_id).await?;
    actor.require(KEEP, Some(survey.unit_id))?;
    let whole = store::of_response(q, survey.id, text.response_id - 1, 1).await?;
    let (name, contact) = whole.into_iter().next().map(|w| (w.name, w.contact)).unwrap_or_default();
    Ok((survey, name, contact))
}
