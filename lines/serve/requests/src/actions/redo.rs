//! Answering anew (重新答复): what a decision on review (行政复议法 art. 64) or a judgment (行政诉讼法 art. 70) orders, or what the organ
//! corrects by itself. The new answer is drafted, signed and sent like the first one; the first result stays, so that the request
//! goes on standing in one row of the annual report of its year.

use ::store::{Query, Tx};
use base::{Date, Error};
use identity::Actor;
use matter::{Done, Ground, Input};

use super::side::given;
use super::{ANSWER_NUMBER, act, answer, send};
use crate::channels::DISPUTES;
use crate::letter::written;
use crate::model::{Draft, Request};
use crate::results::result_of;
use crate::store::{self, Redo};
use counter::choice;

/// Begins: with `item` what a decision ordered, without one what the organ corrects by itself.
///
/// # Errors
/// Wrong fields without a reason or when `item` does not wait; a refusal when the request is not closed.
pub async fn begin(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    (item, why, seen): (i64, &str, Option<u32>),
) -> Result<Done, Error> {
    let (today, why) = (ground.now.date(), why.trim());
    let input = Input { opinion: why.to_owned(), ..Input::default() };
    let done = act(tx, ground, actor, request.id, "redo", given(input, seen)).await?;
    let id = if item == 0 { store::add_redo(tx, (request.id, None), why, None).await? } else { item };
    if !store::begin_redo(tx, request.id, id, today).await? {
        return Err(Error::field("item", "没有这个待重新答复的事项"));
    }
    Ok(done)
}

/// The new answer goes out.
pub(super) async fn sent(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    done: &Done,
) -> Result<(), Error> {
    let redo = store::redoing(tx, request.id).await?.ok_or(Error::Unseen)?;
    let draft = Draft::parse(&redo.draft);
    let result = result_of(&draft.result).ok_or(Error::Unseen)?;
    let letter = answer::preview(tx, ground, request, &done.case, (&draft, result), Some(&redo)).await?;
    send(tx, ground, actor, request, "redo", ANSWER_NUMBER, letter).await?;
    answer::tell_objectors(tx, ground, actor, request, (&draft, result), done).await?;
    Ok(store::redone(tx, redo.id, result.key, ground.now.date()).await?)
}

/// Why it is answered anew, as the letter says it.
///
/// # Errors
/// A fault when the database does not answer.
pub(super) async fn because(q: &mut impl Query, request: &Request, redo: &Redo) -> Result<String, Error> {
    let disputes = store::disputes(q, request.id).await?;
    let Some(dispute) = disputes.into_iter().find(|d| Some(d.id) == redo.dispute_id) else {
        return Ok("本机关经重新审查，对此前的答复自行纠正，重新作出如下答复。".to_owned());
    };
    let paper = if dispute.kind == "review" { "行政复议决定" } else { "判决" };
    let number = if dispute.number.is_empty() { String::new() } else { format!("（{}）", dispute.number) };
    let day = dispute.decided_on.map_or_else(String::new, |day| format!("于{}", written(day)));
    Ok(format!("根据{}{day}作出的{paper}{number}，本机关重新作出如下答复。", dispute.forum))
}

/// What an order to answer anew is called among those that wait.
pub(crate) fn title(redo: &Redo, disputes: &[store::Dispute]) -> String {
    let dispute = disputes.iter().find(|d| Some(d.id) == redo.dispute_id);
    let kind = dispute.map_or("自行纠正", |d| choice::title(DISPUTES, &d.kind));
    let due = redo.due_on.map_or_else(String::new, |d: Date| format!("，{d} 前"));
    format!("{kind}{due}：{}", base::text::truncate(&redo.why, 60))
}
