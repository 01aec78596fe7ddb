//! What an act leaves behind: columns for the counts, the caller told, those whose orders were joined told as well.

use ::store::Tx;
use base::{Error, Moment, due};
use matter::case::Case;
use matter::form::Given;
use matter::{Ground, Input, Stance};

use super::{Acted, Hold, More, joined, outside, step, telling};
use crate::model::Order;
use crate::process::{ANSWER, CONTACT, SIGN};
use crate::store::{self, Answered};
use crate::{BOOK, index};

/// When the clock `key` of a case ends.
pub(crate) fn end_of(ground: &Ground, case: &Case, key: &str) -> Result<Option<Moment>, Error> {
    let Some(events) = case.clocks.get(key).filter(|events| !events.is_empty()) else { return Ok(None) };
    Ok(due::fold(&ground.calendar, events)?.due.map(due::Due::moment))
}

pub(super) async fn after(
    tx: &mut Tx,
    ground: &Ground,
    order: &Order,
    act: &Acted<'_>,
    hold: Option<&Hold>,
) -> Result<(), Error> {
    let (id, now, number) = (order.id, ground.now, &act.run.number);
    let unit = act.run.seat().map_or(act.run.home, |seat| seat.unit);
    match act.action {
        "dispatch" | "reassign" | "redo" => {
            let case = &act.done.case;
            let (sign, contact) = (end_of(ground, case, SIGN)?, end_of(ground, case, CONTACT)?);
            store::dispatched(tx, id, now, sign, contact).await?;
            if act.action == "redo" {
                redone(tx, order, now, number).await?;
            }
        }
        "redispatch" => redone(tx, order, now, number).await?,
        "sign" => store::signed(tx, id, now).await?,
        "contact" => store::contacted(tx, id, now).await?,
        "object" => store::objected(tx, id).await?,
        "uphold" => {
            store::upheld(tx, id, true).await?;
            on_with_the_unit(tx, ground, id, &act.done.case).await?;
        }
        "resume" => on_with_the_unit(tx, ground, id, &act.done.case).await?,
        "accept" => store::upheld(tx, id, false).await?,
        "submit" => {
            let due = end_of(ground, act.run, ANSWER)?;
            store::drafted(tx, id, act.input.opinion.trim(), unit, now, due).await?;
        }
        "answer" => {
            let due = end_of(ground, act.run, ANSWER)?;
            let answer = Answered { text: act.input.opinion.trim(), unit, at: now, due };
            reply(tx, ground, order, act, &answer, "已答复").await?;
        }
        "approve" => {
            let answer = Answered {
                text: &order.draft,
                unit: order.draft_unit.unwrap_or(unit),
                at: order.draft_at.unwrap_or(now),
                due: order.draft_due,
            };
            reply(tx, ground, order, act, &answer, "已办理，将电话回访").await?;
        }
        "refuse" | "terminate" => {
            store::set_valid(tx, id, false).await?;
            let what = if act.action == "refuse" { "不予受理" } else { "已终止办理" };
            tell(tx, order, now, &format!("您的诉求{number}{what}，原因请凭编号和查询码到政府网站查看。")).await?;
            joined::let_go(tx, ground, order).await?;
        }
        "merge" => {
            store::set_valid(tx, id, false).await?;
            let text = merged(tx, act).await?;
            tell(tx, order, now, &text).await?;
        }
        "reopen" => {
            store::reopened(tx, id).await?;
            tell(tx, order, now, &format!("您的诉求{number}已安排重新办理。")).await?;
        }
        "ask_hold" => keep_plan(tx, ground, id, hold).await?,
        "hold" => {
            keep_plan(tx, ground, id, hold).await?;
            store::begin_out(tx, id, now).await?;
            tell_plan(tx, ground, id, number).await?;
        }
        "reply" => replied(tx, ground, order, act).await?,
        _ => {}
    }
    Ok(())
}

/// It is handled a second time, and the caller is told.
async fn redone(tx: &mut Tx, order: &Order, now: Moment, number: &str) -> Result<(), Error> {
    store::redone(tx, order.id).await?;
    tell(tx, order, now, &format!("您的诉求{number}已安排重新办理。")).await
}

/// Tells the caller of the order itself.
async fn tell(tx: &mut Tx, order: &Order, now: Moment, text: &str) -> Result<(), Error> {
    telling::tell(tx, order, order.matter_id, now, text).await
}

/// The unit goes on with it: what it lay with others in the meantime counts neither for its signing nor for its speaking with the caller.
async fn on_with_the_unit(tx: &mut Tx, ground: &Ground, id: i64, case: &Case) -> Result<(), Error> {
    let until = |key: &str| Ok::<_, Error>(super::clocks::running(ground, case, key)?.map(due::Due::moment));
    Ok(store::until(tx, id, until(SIGN)?, until(CONTACT)?).await?)
}

/// What the caller of an order is told that was joined with another: what was answered there already tells itself no more.
async fn merged(tx: &mut Tx, act: &Acted<'_>) -> Result<String, Error> {
    let answered = match act.input.other {
        Some(other) => store::of_matter(tx, other).await?.is_some_and(|lead| !lead.answer.is_empty()),
        None => false,
    };
    Ok(counter::told::merged("诉求", &act.run.number, answered))
}

async fn keep_plan(tx: &mut Tx, ground: &Ground, id: i64, hold: Option<&Hold>) -> Result<(), Error> {
    if let Some(hold) = hold {
        let reference = if outside::handed(&hold.kind) { hold.reference.trim() } else { "" };
        store::held(tx, id, &hold.kind, hold.plan.trim(), hold.until, reference).await?;
        outside::ask(tx, ground, id, hold).await?;
    }
    Ok(())
}

/// The caller is told that it is on hold and until when; what is planned stands on the page of the number.
async fn tell_plan(tx: &mut Tx, ground: &Ground, id: i64, number: &str) -> Result<(), Error> {
    let order = store::order(tx, id).await?;
    let until = order.hold_until.map(|d| d.to_string()).unwrap_or_default();
    let text = format!("您的诉求{number}受客观条件限制暂缓办理，预计 {until} 恢复，原因和计划请凭编号和查询码查看。");
    tell(tx, &order, ground.now, &text).await
}

/// The answer stands: it is stored, committed to, found by words, and everybody who asked is told.
async fn reply(
    tx: &mut Tx,
    ground: &Ground,
    order: &Order,
    act: &Acted<'_>,
    answer: &Answered<'_>,
    what: &str,
) -> Result<(), Error> {
    let (now, number) = (ground.now, &act.run.number);
    store::replied(tx, order.id, answer, now).await?;
    let facts = serde_json::json!({ "number": number, "unit": answer.unit });
    let bodies = [("hotline_order", "answer", order.id, answer.text)];
    crate::record(tx, ground, act.actor, "hotline.answer", ("hotline", order.id), facts, &bodies).await?;
    index::answered(tx, order, act.run.home, answer.text).await?;
    // Who cannot be sent a message is called back in any case, or was answered on the telephone.
    let text = format!("您的诉求{number}{what}，可以凭编号和查询码到政府网站查看。");
    BOOK.remark(tx, (order.matter_id, &order.phone), now, &text).await?;
    let text = format!("与您的诉求合并办理的{number}{what}，可以凭您的编号和查询码到政府网站查看。");
    joined::tell(tx, order, now, &text).await
}

/// An extension or a hold that was agreed to takes effect.
async fn replied(tx: &mut Tx, ground: &Ground, order: &Order, act: &Acted<'_>) -> Result<(), Error> {
    let number = &act.run.number;
    let events = |run: &Case| run.clocks.get(ANSWER).map_or(0, Vec::len);
    if events(&act.done.case) > events(act.run)
        && let Some(due) = act.done.due_at
    {
        store::extended(tx, order.id).await?;
        let text = format!("您的诉求{number}情况较复杂，经批准延期，最迟 {} 前办理。", due.date());
        tell(tx, order, ground.now, &text).await?;
    }
    let agreed = act.run.open_consults().filter(|(_, consult)| consult.kind == "hold").any(|(at, _)| {
        let now = act.done.case.consults.get(at).filter(|consult| consult.closed_at.is_some());
        now.is_some_and(|consult| consult.members.iter().any(|m| m.stance == Some(Stance::Agree)))
    });
    if agreed {
        if order.hold_until.is_none_or(|until| until <= ground.now.date()) {
            let message =
                "申请挂起的最后一天已经过去，不能再同意。请答复不同意，仍需挂起的由承办单位按新的日期重新申请。";
            return Err(Error::refused("hotline.hold-over", message));
        }
        let input = Input { opinion: order.hold_plan.clone(), ..Input::default() };
        let given = Given { input, ..Given::default() };
        let plan = Hold {
            kind: order.hold_kind.clone(),
            plan: order.hold_plan.clone(),
            until: order.hold_until,
            reference: order.hold_ref.clone(),
            ..Hold::default()
        };
        let plan = outside::asked(tx, order.id, plan).await?;
        let more = More { hold: Some(plan), ..More::default() };
        Box::pin(step(tx, ground, &identity::Actor::System, order.id, "hold", given, &more)).await?;
    }
    Ok(())
}
