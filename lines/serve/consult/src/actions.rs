//! The officials' verbs on a consultation or an error report: what the line adds to the engine before an act and after it.
//! Everything happens in the caller's transaction.

pub(crate) mod joined;
pub mod publish;

use ::store::Tx;
use base::{Error, Moment};
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Case as Run, Done, Ground, Input, Process, Who};

use crate::model::{Case, local_page};
use crate::process::{ANSWER, ASK, ERROR};
use crate::{ASKED, REPORTED, citizen, index, store};

/// The process under which a case runs.
pub fn process_of(case: &Case) -> &'static Process {
    if case.is_error() { &ERROR } else { &ASK }
}

/// Does `action` on a case. `page` is the mended page of an error report, as typed.
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
    page: &str,
) -> Result<Done, Error> {
    let case = store::case(tx, id).await?;
    let run = matter::store::matter_to_change(tx, case.matter_id).await?.case()?;
    let process = process_of(&case);
    if process.action(action).is_some() {
        before(tx, ground, &case, &run, action, &given.input).await?;
    }
    let input = given.input.clone();
    let doing = Doing {
        matter: case.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, process, &Who::Actor(actor), doing).await?;
    let act = Acted { actor, action, input: &input, run: &run, done: &done };
    if case.is_error() {
        after_error(tx, ground, &case, &act, page).await?;
    } else {
        after_ask(tx, ground, &case, &act).await?;
    }
    Ok(done)
}

/// An act as it was done.
struct Acted<'a> {
    actor: &'a Actor,
    action: &'a str,
    input: &'a Input,
    /// The matter before it.
    run: &'a Run,
    done: &'a Done,
}

/// Whether an answer to this case is reviewed before it goes out: by the county's rule, or by its topic.
///
/// # Errors
/// A fault when the rule row is missing or the database does not answer.
pub async fn reviewed(q: &mut impl ::store::Query, ground: &Ground, case: &Case) -> Result<bool, Error> {
    if ground.rules.number("consult.review", ground.now.date())? == 1 {
        return Ok(true);
    }
    match case.topic_id {
        Some(topic) => Ok(store::topic(q, topic).await?.review),
        None => Ok(false),
    }
}

async fn before(
    tx: &mut Tx,
    ground: &Ground,
    case: &Case,
    run: &Run,
    action: &str,
    input: &Input,
) -> Result<(), Error> {
    match action {
        "send" | "submit" | "finish" => {
            if action == "send" && reviewed(tx, ground, case).await? {
                let message = "这个主题的答复须经审核，请用“提交审核”";
                return Err(Error::refused("consult.review", message));
            }
            let most = usize::try_from(ground.rules.number("consult.answer.max", ground.now.date())?).unwrap_or(0);
            match base::text::char_count(&input.opinion) {
                n if n > most => Err(Error::field("opinion", format!("答复最多 {most} 字，现在是 {n} 字，请精简"))),
                _ => Ok(()),
            }
        }
        "refuse" => match input.outcome.as_deref() {
            Some(outcome) if outcome.starts_with("refused_") => Ok(()),
            _ => Err(Error::field("outcome", "所选的办理结果不适用于这个动作，请另选")),
        },
        "extension" => counter::acts::extendable(ground, run, ANSWER, "consult.extension", input.days),
        "reopen" => citizen::may_reopen(ground, case),
        "merge" => into_its_like(tx, case, input).await,
        _ => Ok(()),
    }
}

async fn into_its_like(tx: &mut Tx, case: &Case, input: &Input) -> Result<(), Error> {
    let Some(other) = input.other else { return Ok(()) };
    if other == case.matter_id {
        return Err(Error::field("other", "不能并入自己，请填写另一件的编号"));
    }
    match store::of_matter(tx, other).await? {
        Some(target) if target.what == case.what && target.valid => Ok(()),
        Some(target) if target.what == case.what => Err(Error::field("other", "那一件已经不受理、撤回或并入别的事项")),
        _ => Err(Error::field("other", "这个编号不是同类事项，不能并案")),
    }
}

/// What the line does with an act on a consultation.
async fn after_ask(tx: &mut Tx, ground: &Ground, case: &Case, act: &Acted<'_>) -> Result<(), Error> {
    let (now, number) = (ground.now, &act.run.number);
    let unit = act.run.seat().map_or(act.run.home, |seat| seat.unit);
    match act.action {
        "submit" => store::set_draft(tx, case.id, act.input.opinion.trim(), unit).await?,
        "send" => send(tx, ground, case, act, act.input.opinion.trim(), unit).await?,
        "approve" => send(tx, ground, case, act, &case.draft, case.draft_unit.unwrap_or(unit)).await?,
        "refuse" => {
            store::set_valid(tx, case.id, false).await?;
            let text = format!("您的咨询{number}不予受理，原因请凭编号和查询码到网站查看。");
            ASKED.tell(tx, case, now, &text).await?;
            joined::let_go(tx, ground, case).await?;
        }
        "merge" => {
            store::set_valid(tx, case.id, false).await?;
            let lead = match act.input.other {
                Some(other) => store::of_matter(tx, other).await?,
                None => None,
            };
            let answered = lead.is_some_and(|lead| lead.replied_at.is_some());
            ASKED.tell(tx, case, now, &counter::told::merged("咨询", number, answered)).await?;
        }
        "reopen" => {
            store::reopened(tx, case.id).await?;
            ASKED.tell(tx, case, now, &format!("您的咨询{number}已安排重新答复。")).await?;
        }
        "reply" => {
            let events = |run: &Run| run.clocks.get(ANSWER).map_or(0, Vec::len);
            if events(&act.done.case) > events(act.run)
                && let Some(due) = act.done.due_at
            {
                let text = format!("您的咨询{number}情况较复杂，经批准延期，最迟 {} 前答复。", due.date());
                ASKED.tell(tx, case, now, &text).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The answer goes out, to this person and to those whose consultations were joined with it.
async fn send(
    tx: &mut Tx,
    ground: &Ground,
    case: &Case,
    act: &Acted<'_>,
    answer: &str,
    unit: i64,
) -> Result<(), Error> {
    let (now, number) = (ground.now, &act.run.number);
    give(tx, ground, case, act, answer, unit).await?;
    let place = (case.id, case.matter_id, act.run.home);
    index::inside(tx, place, &case.title, [&case.body, answer], case.received_on).await?;
    let text = format!("您的咨询{number}已答复，请凭编号和查询码到网站查看并评价。");
    ASKED.tell(tx, case, now, &text).await?;
    let text = format!("与您的咨询合并办理的{number}已答复，请凭您的编号和查询码到网站查看。");
    joined::tell(tx, &ASKED, case, now, &text).await
}

/// Stores an answer and commits to it on the ledger.
async fn give(
    tx: &mut Tx,
    ground: &Ground,
    case: &Case,
    act: &Acted<'_>,
    answer: &str,
    unit: i64,
) -> Result<(), Error> {
    let due: Option<Moment> = act.done.due_at;
    store::answered(tx, case.id, answer, unit, ground.now, due).await?;
    let content = answer.as_bytes();
    let entry = ledger::Entry {
        at: ground.now,
        actor: act.actor.ledger(),
        verb: "consult.answer",
        subject: ledger::Subject { kind: "consult", id: case.id },
        facts: serde_json::json!({ "number": act.run.number, "unit": unit, "outcome": act.input.outcome }),
        bodies: vec![ledger::Body { table: "consult_case", column: "answer", row: case.id, content }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// What the line does with an act on an error report: the reporter and those who reported the same are told how it ended.
async fn after_error(tx: &mut Tx, ground: &Ground, case: &Case, act: &Acted<'_>, page: &str) -> Result<(), Error> {
    let (now, number) = (ground.now, &act.run.number);
    match act.action {
        "finish" => {
            let result = act.input.outcome.as_deref().unwrap_or_default();
            let fixed = match (result, local_page(page)) {
                ("fixed", page) if page.is_empty() => case.page.clone(),
                ("fixed", page) => page,
                _ => String::new(),
            };
            let unit = act.run.seat().map_or(act.run.home, |seat| seat.unit);
            let answer = act.input.opinion.trim();
            store::finished(tx, case.id, result, &fixed).await?;
            give(tx, ground, case, act, answer, unit).await?;
            let words = crate::process::RESULTS.iter().find(|(key, _)| *key == result).map_or("", |(_, title)| title);
            let text = format!("您的纠错{number}已办结：{words}。详情请凭编号和查询码到网站查看，感谢您的监督。");
            REPORTED.tell(tx, case, now, &text).await?;
            joined::finish(tx, case, (result, &fixed)).await?;
            let text = format!("您反映的网页问题（与{number}合并办理）已办结：{words}。感谢您的监督。");
            joined::tell(tx, &REPORTED, case, now, &text).await?;
        }
        "merge" => store::set_valid(tx, case.id, false).await?,
        _ => {}
    }
    Ok(())
}
