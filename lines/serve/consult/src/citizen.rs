//! What people outside do: ask, report an error, see how it stands, rate, ask once more, retract. Whoever asked proves it by number
//! and query code; nobody else can be told anything by these functions.

mod status;

use ::store::{Query, Tx};
use base::{Date, Error, Moment};
use counter::code::{self, Fresh};
use counter::{Book, RECEIPT_OPEN, rating, told};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::store::FileRef;
use matter::{Done, Ground, Input, Who};

use crate::actions::joined;
use crate::model::{Asking, Case, Reporting};
use crate::process::{ANSWER, ASK, DISPATCH, ERROR};
use crate::store::NewCase;
use crate::{ASKED, REPORTED, index, store};

pub use status::{Status, status};

/// Longest later message, in characters.
pub const MESSAGE_MAX: usize = 2_000;

/// Something that was taken.
pub struct Taken {
    /// Key.
    pub case: i64,
    /// Its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, shown once.
    pub code: String,
    /// Token of the receipt page.
    pub token: String,
}

/// Takes a consultation: matter, case, files, index, ledger and message in one transaction. Its time is that of its topic.
///
/// # Errors
/// A refusal when nobody keeps the desk, a wrong field when the topic is closed, a fault when it cannot be stored.
pub async fn ask(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    source: &str,
    asking: &Asking,
    files: &[FileRef],
) -> Result<Taken, Error> {
    let home = crate::home(tx).await?;
    let topic = store::topic(tx, asking.topic).await?;
    if topic.closed_at.is_some() {
        return Err(Error::field("topic", "这个主题已经停用，请另选"));
    }
    let listed = index::listed_title(&asking.title, &asking.name);
    let opening = Opening {
        kind: &topic.pace,
        title: &listed,
        home,
        received_on: ground.now.date(),
        since: None,
        clocks: &[ANSWER, DISPATCH],
        by: actor,
        as_name: "咨询人",
        files,
    };
    let done = matter::open(tx, ground, &ASK, &opening).await?;
    let new = Brought {
        what: "ask",
        kind: &topic.pace,
        topic: Some(topic.id),
        source,
        title: &asking.title,
        body: &asking.body,
        name: &asking.name,
        phone: &asking.phone,
        email: &asking.email,
        consent: asking.consent,
        files: files.len(),
        ..Brought::default()
    };
    let taken = keep(tx, ground, actor, &ASKED, &done, &new).await?;
    index::inside(tx, (taken.case, done.id, home), &asking.title, [&asking.body, ""], ground.now.date()).await?;
    let due = done.due_at.map(Moment::date).map(|d| format!("，{d} 前答复")).unwrap_or_default();
    let text = format!("您的咨询已收到，编号{}{due}。请保管好查询码。", taken.number);
    told::choose(tx, done.id, &asking.told_by).await?;
    ASKED.remark(tx, (done.id, &asking.phone, &asking.email), ground.now, &text).await?;
    Ok(taken)
}

/// Takes an error report and routes it: to the unit that owns the page, when it has a desk for it, else it stays with the office
/// for the site; a report of a spot that is being mended already joins the first one.
///
/// # Errors
/// A refusal when nobody keeps the desk, a fault when it cannot be stored.
pub async fn report(tx: &mut Tx, ground: &Ground, actor: &Actor, reporting: &Reporting) -> Result<Taken, Error> {
    let home = crate::fix_home(tx).await?;
    let spot = reporting.spot();
    let named = if reporting.title.is_empty() { &reporting.page } else { &reporting.title };
    let opening = Opening {
        kind: &reporting.kind,
        title: named,
        home,
        received_on: ground.now.date(),
        since: None,
        clocks: &[ANSWER],
        by: actor,
        as_name: "网民",
        files: &[],
    };
    let done = matter::open(tx, ground, &ERROR, &opening).await?;
    let new = Brought {
        what: "error",
        kind: &reporting.kind,
        source: "web",
        title: named,
        body: &reporting.body,
        name: &reporting.name,
        phone: &reporting.phone,
        page: &reporting.page,
        selected: &reporting.selected,
        spot: &spot,
        ..Brought::default()
    };
    let taken = keep(tx, ground, actor, &REPORTED, &done, &new).await?;
    let text = format!("您的纠错已收到，编号{}，办理结果会告知您。请保管好查询码。", taken.number);
    told::choose(tx, done.id, &reporting.told_by).await?;
    REPORTED.remark(tx, (done.id, &reporting.phone), ground.now, &text).await?;
    if let Some(first) = store::same_spot(tx, &spot, taken.case).await? {
        system(tx, ground, done.id, "merge", Input { other: Some(first), ..Input::default() }).await?;
        store::set_valid(tx, taken.case, false).await?;
        return Ok(taken);
    }
    let owner = edition::owner(tx, &reporting.page).await?;
    if let Some(unit) = owner.filter(|unit| *unit != home)
        && counter::desk::staffed(tx, unit, &[crate::HANDLER, crate::CORRECTOR]).await?
    {
        system(tx, ground, done.id, "dispatch", Input { seats: vec![(unit, None)], ..Input::default() }).await?;
    }
    Ok(taken)
}

async fn system(tx: &mut Tx, ground: &Ground, matter: i64, action: &str, input: Input) -> Result<Done, Error> {
    let doing = Doing { matter, action, input, seen: None, files: &[], audience: "inside" };
    matter::act(tx, ground, &ERROR, &Who::Actor(&Actor::System), doing).await
}

/// What was brought, as [`keep`] stores it.
#[derive(Default)]
struct Brought<'a> {
    what: &'a str,
    kind: &'a str,
    topic: Option<i64>,
    source: &'a str,
    title: &'a str,
    body: &'a str,
    name: &'a str,
    phone: &'a str,
    email: &'a str,
    consent: bool,
    page: &'a str,
    selected: &'a str,
    spot: &'a str,
    files: usize,
}

/// Stores it with a fresh code and commits to its texts on the ledger.
async fn keep(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    book: &Book,
    done: &Done,
    new: &Brought<'_>,
) -> Result<Taken, Error> {
    let fresh = code::fresh(&ground.chance);
    let today: Date = ground.now.date();
    let id = store::insert(
        tx,
        &NewCase {
            matter: done.id,
            what: new.what,
            kind: new.kind,
            topic: new.topic,
            source: new.source,
            received_on: today,
            at: ground.now,
            title: new.title,
            body: new.body,
            name: new.name,
            phone: new.phone,
            email: new.email,
            citizen: actor.citizen().ok().map(|c| c.id),
            consent: new.consent,
            fresh: &fresh,
            receipt_until: ground.now.plus(RECEIPT_OPEN),
            page: new.page,
            selected: new.selected,
            spot: new.spot,
        },
    )
    .await?;
    let number = done.case.number.clone();
    let facts = serde_json::json!({ "number": number, "matter": done.id, "what": new.what, "kind": new.kind, "files": new.files });
    let body = |column, content: &'_ str| (column, content.to_owned());
    let bodies = [body("title", new.title), body("body", new.body)];
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "consult.take",
        subject: ledger::Subject { kind: "consult", id },
        facts,
        bodies: bodies
            .iter()
            .map(|(column, content)| ledger::Body {
                table: "consult_case",
                column,
                row: id,
                content: content.as_bytes(),
            })
            .collect(),
    };
    let entry = ledger::record(tx, &ground.chance, entry).await?;
    book.set_entry(tx, id, entry).await?;
    let Fresh { code, token, .. } = fresh;
    Ok(Taken { case: id, matter: done.id, number, code, token })
}

/// What has this number, if the query code is right.
///
/// # Errors
/// A wrong field when number or code are not right.
pub async fn find(q: &mut impl Query, number: &str, query_code: &str) -> Result<Case, Error> {
    let id = crate::book_of(number).find(q, number, query_code).await?;
    store::case(q, id).await
}

/// The person rates the answer; the consultation closes. An error report closed with its answer, and is rated once after that.
///
/// # Errors
/// Wrong fields without a level, a refusal before the answer.
pub async fn rate(tx: &mut Tx, ground: &Ground, id: i64, satisfaction: i64, text: &str) -> Result<(), Error> {
    let case = store::case(tx, id).await?;
    let satisfaction = rating::read(satisfaction)?;
    let text = told::message(text, "text", 0, MESSAGE_MAX, "")?;
    if case.is_error() {
        return rate_error(tx, ground, &case, satisfaction, &text).await;
    }
    let outcome = Some(rating::outcome_of(satisfaction).to_owned());
    act(tx, ground, &case, "rate", Input { outcome, ..Input::default() }).await?;
    store::rated(tx, id, satisfaction, &text, ground.now).await?;
    let facts = serde_json::json!({ "satisfaction": satisfaction });
    commit(tx, ground, "consult.rate", id, facts, ("consult_case", "rating_text", id), &text).await
}

/// Who reported an error says what they think of what became of it, once.
async fn rate_error(tx: &mut Tx, ground: &Ground, case: &Case, satisfaction: i64, text: &str) -> Result<(), Error> {
    let state = matter::store::matter(tx, case.matter_id).await?.state;
    if !matches!(state.as_str(), "closed" | "archived") || case.answer.is_empty() {
        return Err(Error::refused("consult.not-answered", "办结以后才能评价"));
    }
    if case.satisfaction.is_some() {
        return Err(Error::refused("consult.rated", "您已经评价过，谢谢"));
    }
    store::rated(tx, case.id, satisfaction, text, ground.now).await?;
    let facts = serde_json::json!({ "satisfaction": satisfaction });
    commit(tx, ground, "consult.rate", case.id, facts, ("consult_case", "rating_text", case.id), text).await
}

/// The person is not satisfied and asks for another answer (不满意二次办理).
///
/// # Errors
/// Wrong fields without a reason, a refusal when it was handled again as often as the rule allows, or too late.
pub async fn reopen(tx: &mut Tx, ground: &Ground, id: i64, reason: &str) -> Result<Done, Error> {
    let case = store::case(tx, id).await?;
    may_reopen(ground, &case)?;
    let text = told::message(reason, "text", 2, MESSAGE_MAX, "请写明不满意的原因和还想知道什么")?;
    message(tx, ground, id, "reopen", &text).await?;
    let opinion = index::listed_title(&text, &case.name);
    let done = act(tx, ground, &case, "reopen", Input { opinion, ..Input::default() }).await?;
    store::reopened(tx, id).await?;
    Ok(done)
}

/// The person takes the consultation back.
///
/// # Errors
/// A refusal once it was answered or closed.
pub async fn retract(tx: &mut Tx, ground: &Ground, id: i64, reason: &str) -> Result<Done, Error> {
    let case = asked(tx, id).await?;
    let text = told::message(reason, "text", 0, MESSAGE_MAX, "")?;
    message(tx, ground, id, "retract", &text).await?;
    let (outcome, opinion) = (Some("retracted".to_owned()), index::listed_title(&text, &case.name));
    let done = act(tx, ground, &case, "retract", Input { outcome, opinion, ..Input::default() }).await?;
    store::set_valid(tx, id, false).await?;
    joined::let_go(tx, ground, &case).await?;
    Ok(done)
}

/// Whether it may be handled once more: only what was answered, as often as the rule allows, within the days of rating.
pub(crate) fn may_reopen(ground: &Ground, case: &Case) -> Result<(), Error> {
    let today = ground.now.date();
    let Some(replied) = case.replied_at else {
        return Err(Error::refused("consult.never-answered", "本件没有答复过，不能重办；需要的请另行咨询。"));
    };
    if case.reopened >= ground.rules.number("consult.reopen.max", today)? {
        let message = format!("本件已重办 {} 次，不再重办；可以另行咨询，或者拨打 12345。", case.reopened);
        return Err(Error::refused("consult.reopen-max", message));
    }
    let days = ground.rules.number("consult.rate.days", today)?;
    if ground.now > replied.plus(days * base::time::DAY) {
        let message = format!("答复已超过 {days} 天，不能再申请重办；可以另行咨询。");
        return Err(Error::refused("consult.reopen-late", message));
    }
    Ok(())
}

async fn asked(q: &mut impl Query, id: i64) -> Result<Case, Error> {
    let case = store::case(q, id).await?;
    if case.is_error() { Err(Error::Unseen) } else { Ok(case) }
}

async fn act(tx: &mut Tx, ground: &Ground, case: &Case, action: &str, input: Input) -> Result<Done, Error> {
    let doing = Doing { matter: case.matter_id, action, input, seen: None, files: &[], audience: "applicant" };
    let process = if case.is_error() { &ERROR } else { &ASK };
    matter::act(tx, ground, process, &Who::Applicant, doing).await
}

async fn message(tx: &mut Tx, ground: &Ground, case: i64, kind: &str, text: &str) -> Result<(), Error> {
    let id = store::add_message(tx, case, kind, text, ground.now).await?;
    let facts = serde_json::json!({ "kind": kind });
    commit(tx, ground, "consult.message", case, facts, ("consult_message", "text", id), text).await
}

/// An entry on the ledger by nobody that is named, which commits to one text.
async fn commit(
    tx: &mut Tx,
    ground: &Ground,
    verb: &str,
    id: i64,
    facts: serde_json::Value,
    (table, column, row): (&str, &str, i64),
    text: &str,
) -> Result<(), Error> {
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::Anonymous.ledger(),
        verb,
        subject: ledger::Subject { kind: "consult", id },
        facts,
        bodies: vec![ledger::Body { table, column, row, content: text.as_bytes() }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
