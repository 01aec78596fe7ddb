//! The verbs of the line: may I? → change → record → tell, each in the caller's transaction.

pub(crate) mod close;
pub(crate) mod draw;
pub(crate) mod hand_in;

use base::{Error, Moment};
use identity::Actor;
use ledger::{Body, Entry, Subject};
use matter::engine::Doing;
use matter::form::Given;
use matter::{Done, Ground, Later, Who};
use serde_json::{Value, json};
use store::Tx;

use crate::model::{Item, Order};
use crate::process::{MEND, ORDER};
use crate::store::{items, orders};
use crate::{CLERK, HANDLER};

/// What an order is called on the ledger.
const KIND: &str = "monitoring_order";

/// Puts an act on the ledger that commits to texts: table, column, row and text of each.
pub(crate) async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    (verb, order): (&str, i64),
    facts: Value,
    bodies: &[(&str, &str, i64, &str)],
) -> Result<(), Error> {
    let entry = Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb,
        subject: Subject { kind: KIND, id: order },
        facts,
        bodies: bodies
            .iter()
            .map(|(table, column, row, text)| Body { table, column, row: *row, content: text.as_bytes() })
            .collect(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Does `action` with what was given, and what the line does with it.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
pub(crate) async fn act(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    action: &str,
    mut given: Given,
) -> Result<Done, Error> {
    let case = matter::store::matter_to_change(tx, order.matter_id).await?.case()?;
    match action {
        "issue" => {
            may_receive(tx, order).await?;
            given.input.seats = vec![(order.unit_id, None)];
        }
        "extension" => {
            counter::acts::extendable(ground, &case, MEND, "monitoring.extension", given.input.days)?;
        }
        // Back to where the unit mended last.
        "again" => given.input.step = case.steps.iter().rposition(|step| step.state == "mending"),
        _ => {}
    }
    let doing = Doing {
        matter: order.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, &ORDER, &Who::Actor(actor), doing).await?;
    after(tx, ground, actor, order, action, &done).await?;
    Ok(done)
}

/// As [`act`], on the order of a matter.
pub(crate) fn of_matter<'a>(
    tx: &'a mut Tx,
    ground: &'a Ground,
    actor: &'a Actor,
    matter: i64,
    action: &'static str,
    given: Given,
) -> Later<'a, Done> {
    Box::pin(async move {
        let order = orders::of_matter(tx, matter).await?.ok_or(Error::Unseen)?;
        act(tx, ground, actor, &order, action, given).await
    })
}

/// An order goes to a unit that exists and has somebody who signs for it.
async fn may_receive(tx: &mut Tx, order: &Order) -> Result<(), Error> {
    let unit = identity::units::find(tx, order.unit_id).await?;
    let Some(unit) = unit.filter(|unit| unit.closed_on.is_none()) else {
        return Err(Error::refused("monitoring.unit", "该单位已经撤销，不能签发。请撤销本单，向承继单位另开督办单。"));
    };
    if counter::desk::staffed(tx, unit.id, &[HANDLER]).await? {
        return Ok(());
    }
    let message = format!("{}还没有“督办整改承办”岗位，无人能签收。请先联系安全管理员授权。", unit.short_name);
    Err(Error::refused("monitoring.unstaffed", message))
}

/// What the line does with an act: what its own row says, and who is told.
async fn after(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    action: &str,
    done: &Done,
) -> Result<(), Error> {
    let (now, number) = (ground.now, done.case.number.as_str());
    let until = |done: &Done| done.due_at.map_or_else(String::new, |due| format!("，请于 {} 前整改并反馈", due.date()));
    match action {
        "issue" => {
            orders::issued(tx, order.id, &actor.name(), now.date()).await?;
            let mut words = until(done);
            if let Some(on) = order.bound_on {
                let bound = (actor, order.matter_id);
                let earlier = matter::bind(tx, ground, &ORDER, bound, Moment::end_of(on)).await?;
                words = earlier.as_ref().map_or(words, until);
            }
            tell(tx, done, order, now, &format!("收到督办单{number}{words}。")).await
        }
        "again" => {
            orders::returned(tx, order.id).await?;
            let words = until(done);
            tell(tx, done, order, now, &format!("督办单{number}复查未通过，退回重新整改{words}。")).await
        }
        "void" => {
            items::close(tx, order.id).await?;
            if order.issued_on.is_some() {
                tell(tx, done, order, now, &format!("督办单{number}已撤销，不需要再办理。")).await?;
            }
            Ok(())
        }
        "close" => {
            items::close(tx, order.id).await?;
            tell(tx, done, order, now, &format!("督办单{number}已复查销号。")).await
        }
        "submit" => {
            let words = format!("督办单{number}的整改反馈已提交，请复查。");
            identity::posts::tell_in(tx, CLERK, done.case.home, now, &words).await?;
            Ok(())
        }
        "urge" if done.case.state() != "recheck" => {
            tell(tx, done, order, now, &format!("督办单{number}催办：请抓紧整改并反馈{}。", until(done))).await
        }
        "reply" => tell(tx, done, order, now, &format!("督办单{number}的延期申请已有答复，请登录工作台查看。")).await,
        _ => Ok(()),
    }
}

/// Tells those who mend: in the unit that has the matter now, which may be another organ than the order named.
async fn tell(tx: &mut Tx, done: &Done, order: &Order, at: Moment, words: &str) -> Result<(), Error> {
    identity::posts::tell_unit(tx, &[HANDLER], done.case.heir(order.unit_id), at, words).await?;
    Ok(())
}

/// Writes down what looking again said; what only people can say stays to be said.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn looked(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    verdicts: &[(i64, &'static str)],
) -> Result<(), Error> {
    for (id, verdict) in verdicts {
        items::verdict(tx, *id, verdict, ground.now).await?;
    }
    let facts = json!({ "findings": verdicts.iter().map(|(id, verdict)| json!([id, verdict])).collect::<Vec<_>>() });
    record(tx, ground, actor, ("monitoring.looked", order.id), facts, &[]).await
}

/// A finding in a line of words.
pub(crate) fn words(item: &Item) -> String {
    if item.address.is_empty() { item.what.clone() } else { format!("{}（{}）", item.what, item.address) }
}
