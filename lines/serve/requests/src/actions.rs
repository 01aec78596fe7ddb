//! The officials' verbs on a request: what the line adds to the engine before an act (limits of the 条例) and after it (the
//! letter, the applicant told, the one result). Everything happens in the caller's transaction. Answers are in [`answer`],
//! those who are asked and fees in [`side`], disputes and proposals in [`later`].

pub mod amend;
pub mod answer;
pub(crate) mod days;
pub mod heir;
pub mod later;
pub mod pay;
pub mod redo;
mod reopen;
pub mod report;
pub mod side;

use ::store::Tx;
use base::{Date, Error, due};
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Case, Done, Ground, Input, Who};

use crate::letter::notices::Notice;
use crate::letter::{self, Letter};
use crate::model::{Draft, Request};
use crate::process::{ANSWER, CORRECTION, NOTICE, REASONS, REQUEST};
use crate::results::result_of;
use crate::{BOOK, store};

pub use later::propose;

/// Pattern of the numbers of letters on the way.
const NOTICE_NUMBER: &str = "{prefix}公开函〔{year}〕{seq:04}号";
/// Pattern of the numbers of answers.
const ANSWER_NUMBER: &str = "{prefix}公开答〔{year}〕{seq:04}号";

/// Does `action` on a request.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
pub async fn act(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    action: &str,
    mut given: Given,
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    let case = matter::store::matter_to_change(tx, request.matter_id).await?.case()?;
    given.input.outcome = match action {
        "approve" => Some(Draft::parse(&request.draft).result),
        "retract" => Some(crate::citizen::retracted(&request).to_owned()),
        "abandon" => Some("e1".to_owned()),
        "unpaid" => Some("e2".to_owned()),
        _ => None,
    };
    let input = given.input.clone();
    let doing = Doing {
        matter: request.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    if REQUEST.action(action).is_some_and(|a| a.from.is_empty() || a.from.contains(&case.state())) {
        before(tx, ground, &request, &case, action, &input).await?;
    }
    let done = matter::act(tx, ground, &REQUEST, &Who::Actor(actor), doing).await?;
    after(tx, ground, actor, &request, &case, action, &input, &done).await?;
    Ok(done)
}

/// The limits that the 条例 adds to the process.
async fn before(
    tx: &mut Tx,
    ground: &Ground,
    request: &Request,
    case: &Case,
    action: &str,
    input: &Input,
) -> Result<(), Error> {
    let today = ground.now.date();
    days::check(tx, request, (action, input.day, &input.opinion), today).await?;
    match action {
        "ask_correction" => in_time(ground, case),
        "extension" => at_most(ground.rules.number("requests.extension.max", today)?, input),
        "delay" if !case.done.contains_key("ask_reasons") => Err(Error::refused(
            "requests.no-reasons",
            "确定延迟答复期限之前，应当先要求申请人说明理由（条例第三十五条）",
        )),
        "delay" => at_most(ground.rules.number("requests.delay.max", today)?, input),
        "approve" => answer::complete(tx, request, case, &Draft::parse(&request.draft)).await,
        "redo_approve" => {
            let redo = store::redoing(tx, request.id).await?.ok_or(Error::Unseen)?;
            answer::complete(tx, request, case, &Draft::parse(&redo.draft)).await
        }
        "reopen_correction" | "reopen_fee" => reopen::may(tx, request, action).await,
        "outside_done" => answer::all_said(tx, ground, request).await,
        _ => Ok(()),
    }
}

/// Art. 30: «自收到申请之日起7个工作日内一次性告知申请人作出补正». Afterwards the request is answered as it stands.
fn in_time(ground: &Ground, case: &Case) -> Result<(), Error> {
    let Some(events) = case.clocks.get(NOTICE) else { return Ok(()) };
    let state = due::fold(&ground.calendar, events)?;
    match state.due {
        Some(end) if state.met_at.is_none() && ground.now > end.moment() => {
            let message = format!("告知补正的期限已于 {} 届满（条例第三十条），请按现有内容办理", end.words());
            Err(Error::refused("requests.notice-late", message))
        }
        _ => Ok(()),
    }
}

fn at_most(most: i64, input: &Input) -> Result<(), Error> {
    match input.days {
        Some(days) if i64::from(days) > most => Err(Error::field("days", format!("最多延长 {most} 个工作日"))),
        _ => Ok(()),
    }
}

/// What the line does with an act.
#[expect(clippy::too_many_arguments, reason = "an act, what it was given and what it gave")]
async fn after(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    case: &Case,
    action: &str,
    input: &Input,
    done: &Done,
) -> Result<(), Error> {
    let number = &case.number;
    let today = ground.now.date();
    let said = match action {
        "confirm" => {
            let day = input.day.unwrap_or(today);
            store::confirmed(tx, request.id, day).await?;
            format!("您的政府信息公开申请{number}已于{day}确认收到，开始计算答复期限。")
        }
        "ask_correction" => {
            let until = end_of(ground, &done.case, CORRECTION)?.unwrap_or(today);
            let notice = Notice::Correction { what: &input.opinion, until };
            issue(tx, ground, actor, request, &done.case, &notice).await?;
            format!("您的政府信息公开申请{number}需要补正，请于{until}前凭编号和查询码到网站补正。")
        }
        "correct_paper" => {
            let day = input.day.unwrap_or(today);
            return keep_correction(tx, ground, request, &input.opinion, day, actor).await;
        }
        "ask_reasons" => {
            let until = end_of(ground, &done.case, REASONS)?.unwrap_or(today);
            issue(tx, ground, actor, request, &done.case, &Notice::Reasons { why: &input.opinion, until }).await?;
            format!("请于{until}前对您的政府信息公开申请{number}说明理由，请凭编号和查询码到网站查看。")
        }
        "reply" => match extended(tx, ground, actor, request, case, done).await? {
            Some(until) => format!("您的政府信息公开申请{number}经批准延期，最迟{until}前答复。"),
            None => return Ok(()),
        },
        "fee_served" => return Ok(store::fee_served(tx, request.id, input.day.unwrap_or(today)).await?),
        "paid" => return Ok(store::paid(tx, request.id, input.day.unwrap_or(today)).await?),
        "reopen_correction" | "reopen_fee" => {
            reopen::done(tx, ground, actor, request, action, (&input.opinion, done)).await?
        }
        "redo_approve" => {
            redo::sent(tx, ground, actor, request, done).await?;
            format!("您的政府信息公开申请{number}已重新答复，请凭编号和查询码到网站查看。")
        }
        "approve" => {
            answer::send(tx, ground, actor, request, done).await?;
            format!("您的政府信息公开申请{number}已答复，请凭编号和查询码到网站查看。")
        }
        "abandon" | "unpaid" => {
            let key = if action == "abandon" { "e1" } else { "e2" };
            let result = result_of(key).ok_or(Error::Unseen)?;
            let notice = Notice::Dropped { says: result.says, law: result.law };
            issue(tx, ground, actor, request, &done.case, &notice).await?;
            close(tx, ground, request, key, false).await?;
            format!("您的政府信息公开申请{number}不再处理，原因请凭编号和查询码到网站查看。")
        }
        "retract" => {
            ended(tx, ground, actor, request, (&done.case, &input.opinion)).await?;
            format!("您的政府信息公开申请{number}已按您的要求终止办理，请凭编号和查询码到网站查看终止告知书。")
        }
        _ => return Ok(()),
    };
    Ok(BOOK.tell(tx, request, ground.now, &said).await?)
}

/// What the applicant took back has its result and a letter that says so (终止告知书).
pub(crate) async fn ended(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    (case, why): (&Case, &str),
) -> Result<(), Error> {
    issue(tx, ground, actor, request, case, &Notice::Ended { why }).await?;
    close(tx, ground, request, crate::citizen::retracted(request), false).await
}

/// Writes the one result for good; a request that has one is not counted again.
pub(crate) async fn close(
    tx: &mut Tx,
    ground: &Ground,
    request: &Request,
    result: &str,
    late: bool,
) -> Result<(), Error> {
    if store::closed(tx, request.id, result, ground.now.date(), late).await? {
        return Ok(());
    }
    Err(Error::refused("requests.closed", "本件已经有办理结果"))
}

/// Keeps a correction; the ledger commits to its text.
pub(crate) async fn keep_correction(
    tx: &mut Tx,
    ground: &Ground,
    request: &Request,
    text: &str,
    day: Date,
    by: &Actor,
) -> Result<(), Error> {
    store::corrected(tx, request.id, text, day).await?;
    let body =
        ledger::Body { table: "requests_request", column: "corrected", row: request.id, content: text.as_bytes() };
    let entry = ledger::Entry {
        at: ground.now,
        actor: by.ledger(),
        verb: "requests.correct",
        subject: ledger::Subject { kind: "request", id: request.id },
        facts: serde_json::json!({ "on": day.to_string() }),
        bodies: vec![body],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// The letter of an extension that the last answer granted; gives the new end.
async fn extended(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    before: &Case,
    done: &Done,
) -> Result<Option<Date>, Error> {
    let days = longer(ground, &done.case)?;
    let (Some(due), true) = (done.due_at, days > longer(ground, before)?) else { return Ok(None) };
    let until = due.date();
    let delay = done.case.consults.iter().rev().find(|c| c.closed_at.is_some()).is_some_and(|c| c.kind == "delay");
    let notice = if delay { Notice::Delay { days, until } } else { Notice::Extension { days, until } };
    issue(tx, ground, actor, request, &done.case, &notice).await?;
    Ok(Some(until))
}

/// Working days by which the present run of the answer's clock was prolonged.
fn longer(ground: &Ground, case: &Case) -> Result<u32, Error> {
    let Some(events) = case.clocks.get(ANSWER) else { return Ok(0) };
    let state = due::fold(&ground.calendar, events)?;
    let days = state.extensions.iter().map(|e| match e.length {
        due::Length::WorkingDays(n) | due::Length::CalendarDays(n) | due::Length::Hours(n) => n,
    });
    Ok(days.sum())
}

/// The last day of a clock.
pub(crate) fn end_of(ground: &Ground, case: &Case, clock: &str) -> Result<Option<Date>, Error> {
    let Some(events) = case.clocks.get(clock) else { return Ok(None) };
    Ok(due::fold(&ground.calendar, events)?.due.map(|d| d.date()))
}

/// What letters need to know of a case, owned.
pub(crate) struct Facts {
    number: String,
    organ: String,
    review_by: String,
    extended: u32,
    consulted: bool,
    again: String,
    silent: bool,
}

impl Facts {
    /// Of a request and its matter.
    pub(crate) async fn of(
        q: &mut impl ::store::Query,
        ground: &Ground,
        request: &Request,
        case: &Case,
    ) -> Result<Self, Error> {
        let organ = identity::units::find(q, request.organ_id).await?;
        let (name, above) = organ.map_or((String::new(), None), |u| (u.name, u.parent_id));
        let mut review_by = "上一级人民政府".to_owned();
        if let Some(above) = above
            && let Some(unit) = identity::units::find(q, above).await?
            && unit.kind == "government"
        {
            review_by = format!("{}人民政府", unit.name.trim_end_matches("人民政府"));
        }
        let asked = !store::asked(q, request.id).await?.is_empty();
        Ok(Self {
            number: case.number.clone(),
            organ: name,
            review_by,
            extended: longer(ground, case)?,
            consulted: asked || case.consults.iter().any(|c| c.kind == "joint"),
            again: String::new(),
            silent: case.done.contains_key("unexplained"),
        })
    }

    /// For an answer that is given anew.
    pub(crate) fn again(self, because: String) -> Self {
        Self { again: because, ..self }
    }

    /// As letters take it.
    pub(crate) fn case<'a>(&'a self, ground: &'a Ground, request: &'a Request) -> letter::Case<'a> {
        letter::Case {
            request,
            number: &self.number,
            organ: &self.organ,
            review_by: &self.review_by,
            extended: self.extended,
            consulted: self.consulted,
            again: &self.again,
            silent: self.silent,
            rules: &ground.rules,
            today: ground.now.date(),
        }
    }
}

/// Typesets a letter on the way, gives it a number and keeps it.
pub(crate) async fn issue(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    case: &Case,
    notice: &Notice<'_>,
) -> Result<i64, Error> {
    let facts = Facts::of(tx, ground, request, case).await?;
    let letter = notice.letter(&facts.case(ground, request))?;
    send(tx, ground, actor, request, notice.names().0, NOTICE_NUMBER, letter).await
}

/// Gives a letter its number and keeps it, with an entry on the ledger that commits to its text.
async fn send(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    kind: &str,
    pattern: &str,
    mut letter: Letter,
) -> Result<i64, Error> {
    let sign = identity::units::sign(tx, request.organ_id).await?;
    letter.number = matter::store::next_number(tx, pattern, &sign, ground.now).await?;
    let body = serde_json::to_string(&letter).map_err(|e| base::Fault::broken(format!("a letter: {e}")))?;
    let id = store::add_letter(tx, request.id, kind, &letter.number, ground.now.date(), &body).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "requests.letter",
        subject: ledger::Subject { kind: "request", id: request.id },
        facts: serde_json::json!({ "kind": kind, "number": letter.number }),
        bodies: vec![ledger::Body { table: "requests_letter", column: "body", row: id, content: body.as_bytes() }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(id)
}
