//! What the applicant does: ask, see how it stands, correct, give reasons, retract, propose to publish. The applicant proves
//! to be the applicant by number and query code; nobody else can be told anything by these functions.

mod status;

use ::store::{Query, Tx};
use base::{Date, Error};
use counter::code::{self, Fresh};
use counter::{RECEIPT_OPEN, rating, told};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::store::FileRef;
use matter::{Done, Ground, Input, Who};

use crate::model::{Asking, Draft, Request};
use crate::process::{ACCESS, CONFIRM, DESK, REQUEST};
use crate::store::NewRequest;
use crate::{BOOK, actions, store};

pub(crate) use status::NOT_FOR_APPLICANT;
pub use status::{Status, status};
pub(crate) use status::{plain, tone};

/// Longest later message of an applicant, in characters.
pub const MESSAGE_MAX: usize = 5_000;

/// A request that was taken.
pub struct Taken {
    /// Key of the request.
    pub request: i64,
    /// Key of its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, shown once.
    pub code: String,
    /// Token of the receipt page.
    pub token: String,
}

/// Takes a request: matter, request, files, ledger and message in one transaction. A clerk enters for the own organ only;
/// what needs no confirmation (art. 31) is received with it and its time runs.
///
/// # Errors
/// A refusal when the organ takes no requests or the clerk is another organ's; a fault when it cannot be stored.
pub async fn ask(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    asking: &Asking,
    files: &[FileRef],
) -> Result<Taken, Error> {
    if !store::organs(tx).await?.iter().any(|(id, _)| *id == asking.organ) {
        return Err(Error::field("organ", "这个机关没有开通依申请公开，请另选"));
    }
    let staff = matches!(actor, Actor::Staff(_));
    if staff && !actor.may(DESK, Some(asking.organ)) {
        return Err(Error::field("organ", "只能登记向本机关提出的申请"));
    }
    let arrived = asking.arrived_on.unwrap_or(ground.now.date());
    let received = asking.received(arrived);
    if let Some(day) = received.filter(|_| !asking.true_day) {
        let said = ("再登记", "日期属实的，请勾选“日期属实”");
        actions::days::settled_new(tx, asking.organ, ("arrived_on", day), said).await?;
    }
    let opening = Opening {
        kind: &asking.kind,
        title: &asking.title,
        home: asking.organ,
        received_on: arrived,
        since: None,
        clocks: if received.is_some() { &[] } else { &[CONFIRM] },
        by: actor,
        as_name: "申请人",
        files: &[],
    };
    let done = matter::open(tx, ground, &REQUEST, &opening).await?;
    let fresh = code::fresh(&ground.chance);
    let new = NewRequest {
        asking,
        arrived_on: arrived,
        received_on: received,
        citizen: actor.citizen().ok().map(|c| c.id),
        fresh: &fresh,
        receipt_until: ground.now.plus(RECEIPT_OPEN),
        matter: done.id,
    };
    let id = store::insert(tx, &new).await?;
    for file in files {
        store::add_file(tx, id, "given", file, ground.now).await?;
    }
    let entry = record(tx, ground, actor, (id, asking), &done, (arrived, received, files.len())).await?;
    BOOK.set_entry(tx, id, entry).await?;
    if let Some(day) = received {
        let input = Input { day: Some(day), ..Input::default() };
        let doing = Doing { matter: done.id, action: "confirm", input, seen: None, files: &[], audience: "inside" };
        matter::act(tx, ground, &REQUEST, &Who::Actor(actor), doing).await?;
    }
    let number = done.case.number.clone();
    let text = format!("您的政府信息公开申请已登记，编号{number}。请保管好查询码，凭编号和查询码到网站查询。");
    told::choose(tx, done.id, &asking.told_by).await?;
    BOOK.remark(tx, (done.id, &asking.phone, &asking.email), ground.now, &text).await?;
    let Fresh { code, token, .. } = fresh;
    Ok(Taken { request: id, matter: done.id, number, code, token })
}

/// The entry that proves the arrival. It says of whom the request is only by kind.
async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    (id, asking): (i64, &Asking),
    done: &Done,
    (arrived, received, files): (Date, Option<Date>, usize),
) -> Result<i64, Error> {
    let bodies = [("title", asking.title.as_bytes()), ("content", asking.content.as_bytes())];
    let body = |(column, content)| ledger::Body { table: "requests_request", column, row: id, content };
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "requests.ask",
        subject: ledger::Subject { kind: "request", id },
        facts: serde_json::json!({
            "number": done.case.number,
            "matter": done.id,
            "organ": asking.organ,
            "kind": asking.kind,
            "channel": asking.channel,
            "applicant": asking.applicant,
            "arrived": arrived.to_string(),
            "received": received.map(|d| d.to_string()),
            "files": files,
        }),
        bodies: bodies.into_iter().map(body).collect(),
    };
    Ok(ledger::record(tx, &ground.chance, entry).await?)
}

/// The request with this number, if the query code is right.
///
/// # Errors
/// A wrong field when number or code are not right.
pub async fn find(q: &mut impl Query, number: &str, query_code: &str) -> Result<Request, Error> {
    let id = BOOK.find(q, number, query_code).await?;
    store::request(q, id).await
}

/// The applicant corrects what was not clear (art. 30); the time of the answer begins anew.
///
/// # Errors
/// Wrong fields without text, a refusal when nothing is awaited.
pub async fn correct(tx: &mut Tx, ground: &Ground, id: i64, text: &str, files: &[FileRef]) -> Result<Done, Error> {
    let text = message(text, "请填写补正的内容")?;
    let request = store::request(tx, id).await?;
    let done = act(tx, ground, &request, "correct", &text).await?;
    actions::keep_correction(tx, ground, &request, &text, ground.now.date(), &Actor::Anonymous).await?;
    for file in files {
        store::add_file(tx, id, "given", file, ground.now).await?;
    }
    Ok(done)
}

/// The applicant says why so much is asked for (art. 35).
///
/// # Errors
/// Wrong fields without text, a refusal when nothing is awaited.
pub async fn explain(tx: &mut Tx, ground: &Ground, id: i64, text: &str) -> Result<Done, Error> {
    let text = message(text, "请说明理由")?;
    let request = store::request(tx, id).await?;
    act(tx, ground, &request, "explain", &text).await
}

/// The applicant takes the request back.
///
/// # Errors
/// A refusal once it was closed.
pub async fn retract(tx: &mut Tx, ground: &Ground, id: i64, why: &str) -> Result<Done, Error> {
    let why = message(why, "请填写撤回的原因")?;
    let request = store::request(tx, id).await?;
    let done = act(tx, ground, &request, "retract", &why).await?;
    actions::ended(tx, ground, &Actor::Anonymous, &request, (&done.case, &why)).await?;
    Ok(done)
}

/// The outcome of a request that is taken back.
pub(crate) fn retracted(request: &Request) -> &'static str {
    if request.kind == ACCESS { "e3" } else { "r4" }
}

/// The applicant rates the answer, once, after it was delivered.
///
/// # Errors
/// Wrong fields without a level, a refusal before the delivery or after a rating.
pub async fn rate(tx: &mut Tx, ground: &Ground, id: i64, satisfaction: i64, text: &str) -> Result<(), Error> {
    let request = store::request(tx, id).await?;
    let satisfaction = rating::read(satisfaction)?;
    let text = told::message(text, "text", 0, MESSAGE_MAX, "")?;
    if request.delivered_on.is_none() {
        return Err(Error::refused("requests.not-delivered", "答复送达以后才能评价"));
    }
    if !store::rated(tx, id, satisfaction, &text, ground.now).await? {
        return Err(Error::refused("requests.rated", "您已经评价过，谢谢"));
    }
    let content = text.as_bytes();
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::Anonymous.ledger(),
        verb: "requests.rate",
        subject: ledger::Subject { kind: "request", id },
        facts: serde_json::json!({ "satisfaction": satisfaction }),
        bodies: vec![ledger::Body { table: "requests_request", column: "rating_text", row: id, content }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Files that the applicant was given, with the first answer or with one given anew.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn given_files(q: &mut impl Query, request: &Request) -> Result<Vec<i64>, Error> {
    let mut files = Draft::parse(&request.answer).files;
    for redo in store::redos(q, request.id).await?.iter().filter(|r| r.answered_on.is_some()) {
        files.extend(Draft::parse(&redo.draft).files);
    }
    Ok(files)
}

/// Whether information was disclosed, with the first answer or with one given anew.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn disclosed(q: &mut impl Query, request: &Request) -> Result<bool, Error> {
    let given = |result: &Option<String>| result.as_deref().is_some_and(|r| matches!(r, "a2" | "a3"));
    Ok(given(&request.result) || store::redos(q, request.id).await?.iter().any(|r| given(&r.result)))
}

/// The applicant proposes to publish what was disclosed (art. 44: «申请人认为涉及公众利益调整、需要公众广泛知晓或者需要公众参与决策的，
/// 可以建议行政机关将该信息纳入主动公开的范围»).
///
/// # Errors
/// Wrong fields without text, a refusal when nothing was disclosed or it was proposed before.
pub async fn propose(tx: &mut Tx, ground: &Ground, id: i64, why: &str) -> Result<(), Error> {
    let why = message(why, "请填写建议的理由")?;
    let request = store::request(tx, id).await?;
    if !disclosed(tx, &request).await? {
        return Err(Error::refused("requests.not-disclosed", "只能对已经依申请公开的信息提出主动公开的建议"));
    }
    if store::proposals(tx, id).await?.iter().any(|p| p.by_applicant) {
        return Err(Error::refused("requests.proposed", "您已经提出过建议，审核结果会在这里告知"));
    }
    actions::propose(tx, ground, &Actor::Anonymous, &request, true, &why).await
}

async fn act(tx: &mut Tx, ground: &Ground, request: &Request, action: &str, text: &str) -> Result<Done, Error> {
    let outcome = (action == "retract").then(|| retracted(request).to_owned());
    let input = Input { opinion: text.to_owned(), outcome, ..Input::default() };
    let doing = Doing { matter: request.matter_id, action, input, seen: None, files: &[], audience: "applicant" };
    matter::act(tx, ground, &REQUEST, &Who::Applicant, doing).await
}

fn message(text: &str, missing: &str) -> Result<String, Error> {
    told::message(text, "text", 1, MESSAGE_MAX, missing)
}
