//! Objections (异议) to public notices: taken with a query code, answered by the unit within the days of the rule after its head agreed.

use ::store::{Query, Tx};
use base::{Error, Moment};
use counter::code::{self, Fresh};
use counter::{RECEIPT_OPEN, rating, told};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::form::Given;
use matter::{Done, Ground, Who};
use serde::Serialize;
use serde_json::json;

use crate::OBJECTIONS;
use crate::model::Limits;
use crate::model::notice::{KINDS, Notice, OUTCOMES, Objecting, Objection};
use crate::process::{ANSWER, OBJECTION};
use crate::store::{self, NewObjection};

/// Something that was taken.
pub struct Taken {
    /// Key.
    pub objection: i64,
    /// Its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, shown once.
    pub code: String,
    /// Token of the receipt page.
    pub token: String,
}

/// Takes an objection: matter, row, ledger and message in one transaction.
///
/// # Errors
/// A refusal when the notice is not open, a fault when it cannot be stored.
pub async fn object(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    notice: &Notice,
    objecting: &Objecting,
) -> Result<Taken, Error> {
    if !is_open(ground, notice) {
        return Err(Error::refused("surveys.closed", "现在不在公示期之内，不能提出异议；可以用公示中的其他渠道反映。"));
    }
    let today = ground.now.date();
    let opening = Opening {
        kind: &notice.kind,
        title: &notice.title,
        home: notice.unit_id,
        received_on: today,
        since: None,
        clocks: &[ANSWER],
        by: actor,
        as_name: "异议人",
        files: &[],
    };
    let done = matter::open(tx, ground, &OBJECTION, &opening).await?;
    let fresh = code::fresh(&ground.chance);
    let new = NewObjection {
        notice: notice.id,
        matter: done.id,
        received_on: today,
        body: &objecting.body,
        name: &objecting.name,
        phone: &objecting.phone,
        citizen: actor.citizen().ok().map(|c| c.id),
        fresh: &fresh,
        receipt_until: ground.now.plus(RECEIPT_OPEN),
    };
    let id = store::add_objection(tx, &new).await?;
    let number = done.case.number.clone();
    let content = objecting.body.as_bytes();
    let facts = json!({ "number": number, "matter": done.id, "notice": notice.id });
    let body = ledger::Body { table: "surveys_objection", column: "body", row: id, content };
    let entry = entry(ground, actor, id, "surveys.object", facts, vec![body]);
    let entry = ledger::record(tx, &ground.chance, entry).await?;
    OBJECTIONS.set_entry(tx, id, entry).await?;
    let due = done.due_at.map(Moment::date).map(|d| format!("，{d} 前答复")).unwrap_or_default();
    let text = format!("您对公示的异议已收到，编号{number}{due}。请保管好查询码。");
    OBJECTIONS.remark(tx, (done.id, &objecting.phone), ground.now, &text).await?;
    let Fresh { code, token, .. } = fresh;
    Ok(Taken { objection: id, matter: done.id, number, code, token })
}

/// Whether it can be objected to now.
pub fn is_open(ground: &Ground, notice: &Notice) -> bool {
    let today = ground.now.date();
    notice.state == "open" && notice.opens_on <= today && today <= notice.closes_on
}

/// What has this number, if the query code is right.
///
/// # Errors
/// A wrong field when number or code are not right.
pub async fn find(q: &mut impl Query, number: &str, query_code: &str) -> Result<Objection, Error> {
    let id = OBJECTIONS.find(q, number, query_code).await?;
    store::objection(q, id).await
}

/// What the person is told.
#[derive(Debug, Serialize)]
pub struct Status {
    /// Number.
    pub number: String,
    /// State in plain words.
    pub words: &'static str,
    /// Title of the notice.
    pub notice: String,
    /// Its address, empty once it was withdrawn.
    pub href: String,
    /// What is announced, in words.
    pub kind: &'static str,
    /// Text as written.
    pub body: String,
    /// What its clock says.
    pub clock: told::Clock,
    /// How it ended, in words; empty before.
    pub outcome: &'static str,
    /// The answer, empty before.
    pub answer: String,
    /// Day of the answer.
    pub answered: String,
    /// Whether the answer may be rated now.
    pub may_rate: bool,
    /// What the person thought of it, in words; empty before.
    pub satisfaction: &'static str,
    /// What the person said of it.
    pub rating_text: String,
}

/// How it stands now.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn status(q: &mut impl Query, ground: &Ground, objection: &Objection) -> Result<Status, Error> {
    let matter = matter::store::matter(q, objection.matter_id).await?;
    let run = matter.case()?;
    let notice = store::notice(q, objection.notice_id).await?;
    let words = match run.state() {
        "handling" => "已收到，正在核实",
        "review" => "答复正在审核",
        _ => "已答复",
    };
    Ok(Status {
        number: matter.number.clone(),
        words,
        href: if notice.is_public() { format!("/surveys/notices/{}", notice.id) } else { String::new() },
        kind: counter::choice::title(KINDS, &notice.kind),
        notice: notice.title,
        body: objection.body.clone(),
        clock: told::clock(ground, &run, ANSWER)?,
        outcome: counter::choice::title(OUTCOMES, &objection.outcome),
        answer: objection.answer.clone(),
        answered: objection.answered_at.map(|at| at.date().to_string()).unwrap_or_default(),
        may_rate: objection.answered_at.is_some() && objection.satisfaction.is_none(),
        satisfaction: rating::level(objection.satisfaction),
        rating_text: objection.rating_text.clone(),
    })
}

/// The person rates the answer, once.
///
/// # Errors
/// Wrong fields without a level, a refusal before the answer or after a rating.
pub async fn rate(tx: &mut Tx, ground: &Ground, id: i64, satisfaction: i64, text: &str) -> Result<(), Error> {
    let objection = store::objection(tx, id).await?;
    let satisfaction = rating::read(satisfaction)?;
    let most = Limits::at(&ground.rules, ground.now.date())?.answer;
    let text = told::message(text, "text", 0, most, "")?;
    if objection.answered_at.is_none() {
        return Err(Error::refused("surveys.unanswered", "答复以后才能评价"));
    }
    if !store::rate_objection(tx, id, satisfaction, &text, ground.now).await? {
        return Err(Error::refused("surveys.rated", "您已经评价过，谢谢"));
    }
    let content = text.as_bytes();
    let body = ledger::Body { table: "surveys_objection", column: "rating_text", row: id, content };
    let facts = json!({ "satisfaction": satisfaction });
    let entry = entry(ground, &Actor::Anonymous, id, "surveys.objection.rate", facts, vec![body]);
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Does `action` on an objection.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
pub async fn act(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    action: &str,
    given: Given,
) -> Result<Done, Error> {
    let objection = store::objection(tx, id).await?;
    let text = base::text::clean_text(&given.input.opinion).trim().to_owned();
    let outcome = given.input.outcome.clone().unwrap_or_default();
    if action == "submit" {
        let most = Limits::at(&ground.rules, ground.now.date())?.answer;
        told::message(&text, "opinion", 5, most, "请写明核实情况和处理意见")?;
    }
    let doing = Doing {
        matter: objection.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, &OBJECTION, &Who::Actor(actor), doing).await?;
    match action {
        "submit" => store::set_objection_draft(tx, id, &text, &outcome).await?,
        "approve" => {
            let answer = &objection.draft;
            store::objection_answered(tx, id, answer, &objection.draft_outcome, ground.now, done.due_at).await?;
            let facts = json!({ "number": done.case.number, "outcome": objection.draft_outcome });
            let content = answer.as_bytes();
            let body = ledger::Body { table: "surveys_objection", column: "answer", row: id, content };
            let entry = entry(ground, actor, id, "surveys.objection.answer", facts, vec![body]);
            ledger::record(tx, &ground.chance, entry).await?;
            let text = format!("您对公示的异议{}已答复，请凭编号和查询码到网站查看。", done.case.number);
            OBJECTIONS.tell(tx, (objection.matter_id, &objection.phone), ground.now, &text).await?;
        }
        _ => {}
    }
    Ok(done)
}

fn entry<'a>(
    ground: &Ground,
    actor: &Actor,
    id: i64,
    verb: &'a str,
    facts: serde_json::Value,
    bodies: Vec<ledger::Body<'a>>,
) -> ledger::Entry<'a> {
    let subject = ledger::Subject { kind: "surveys.objection", id };
    ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies }
}
