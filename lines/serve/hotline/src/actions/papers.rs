//! Letters that ask a unit to mend (整改函) and records of supervision on the spot (上门督办记录): what the hotline does where urging does
//! not help (济南市12345市民服务热线条例第二十八条). A letter has a number, a time and a reply, which is accepted or not.

use ::store::Tx;
use base::{Date, Error, FieldError, Moment};
use counter::told;
use identity::Actor;
use matter::Ground;
use matter::store::FileRef;
use serde_json::json;

use super::recusal;
use crate::HANDLER;
use crate::model::Order;
use crate::process::{APPROVE, HANDLE, SUPERVISE};
use crate::store::{self, NewPaper, Paper};

/// Pattern of the numbers of letters.
pub const NUMBER: &str = "{prefix}热整〔{year}〕{seq:03}号";
/// Longest text, in characters.
pub const TEXT_MAX: usize = 3_000;
/// Longest list of those who were on the spot, in characters.
pub const PEOPLE_MAX: usize = 200;

/// Whether `actor` issues letters and writes records.
pub fn may(actor: &Actor, home: i64) -> bool {
    actor.may(APPROVE, Some(home)) || actor.may(SUPERVISE, None)
}

/// A paper as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Writing<'a> {
    /// rectify or visit.
    pub kind: &'a str,
    /// What is to be mended, or what was seen.
    pub text: &'a str,
    /// Until when the unit replies to a letter.
    pub due: Option<Date>,
    /// When somebody was on the spot, for a record.
    pub visited: Option<Moment>,
    /// Who was there.
    pub people: &'a str,
    /// Pictures and papers from there.
    pub files: &'a [FileRef],
}

/// Issues a letter, or writes a record, about the unit that handles the order, and tells its handlers of a letter; gives its key.
///
/// # Errors
/// A refusal for who may not, or before the order was with a unit; wrong fields.
pub async fn make(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, writing: &Writing<'_>) -> Result<i64, Error> {
    let order = recusal::order(tx, actor, id).await?;
    let matter = matter::store::matter(tx, order.matter_id).await?;
    if !may(actor, matter.home_unit) {
        actor.require(APPROVE, Some(matter.home_unit))?;
    }
    let unit = order.answer_unit.or(matter.lead_unit);
    let unit = unit.ok_or_else(|| Error::refused("hotline.no-unit", "工单还没有派给单位。"))?;
    let letter = match writing.kind {
        "rectify" => true,
        "visit" => false,
        _ => return Err(Error::Unseen),
    };
    let text = told::message(writing.text, "paper_text", 5, TEXT_MAX, "请写明问题和要求（至少 5 个字）")?;
    let people = base::text::clean_line(writing.people);
    check(ground, letter, writing, &people)?;
    let due = writing.due.filter(|_| letter);
    let number = if letter {
        let sign = identity::units::county_sign(tx).await?;
        matter::store::next_number(tx, NUMBER, &sign, ground.now).await?
    } else {
        String::new()
    };
    let visit = writing.visited.filter(|_| !letter).map(|at| (at, people.as_str()));
    let by = actor.staff()?.person;
    let new =
        NewPaper { order: id, kind: writing.kind, number: &number, unit, text: &text, due, visit, by, at: ground.now };
    let paper = store::add_paper(tx, &new).await?;
    for file in writing.files {
        store::add_paper_file(tx, paper, file, ground.now).await?;
    }
    let facts = json!({
        "kind": writing.kind, "number": number, "unit": unit, "due": due.map(|d| d.to_string()),
        "visited": visit.map(|(at, _)| at.0), "files": writing.files.len(),
    });
    let mut bodies = vec![("hotline_paper", "text", paper, text.as_str())];
    bodies.extend(visit.map(|(_, people)| ("hotline_paper", "people", paper, people)));
    crate::record(tx, ground, actor, "hotline.paper", ("hotline", id), facts, &bodies).await?;
    if let Some(due) = due {
        let text = format!("收到整改函{number}（热线工单{}），请于 {due} 前回复。", matter.number);
        identity::posts::tell_unit(tx, &[HANDLER], unit, ground.now, &text).await?;
    }
    Ok(paper)
}

/// A letter has a time for the reply, a record says when and who.
fn check(ground: &Ground, letter: bool, writing: &Writing<'_>, people: &str) -> Result<(), Error> {
    let mut wrong = Vec::new();
    if letter && writing.due.is_none_or(|due| due <= ground.now.date()) {
        wrong.push(FieldError::new("paper_due", "请填写回复期限，须在今天以后"));
    }
    if !letter && writing.visited.is_none_or(|at| at > ground.now) {
        wrong.push(FieldError::new("visit_on", "请填写上门督办的日期和时间，不能晚于现在"));
    }
    if !letter && !(2..=PEOPLE_MAX).contains(&base::text::char_count(people)) {
        wrong.push(FieldError::new("visit_people", format!("请填写上门督办的人员，最多 {PEOPLE_MAX} 字")));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Urges the unit to reply to a letter whose time is over (the daily job).
///
/// # Errors
/// A fault of the database.
pub(crate) async fn urge(
    tx: &mut Tx,
    ground: &Ground,
    (id, order): (i64, i64),
    (number, letter): (&str, &str),
    (unit, due): (i64, Date),
) -> Result<(), Error> {
    store::paper_urged(tx, id, ground.now.date()).await?;
    let facts = json!({ "paper": id, "due": due.to_string() });
    crate::record(tx, ground, &Actor::System, "hotline.paper.urge", ("hotline", order), facts, &[]).await?;
    let text = format!("整改函{letter}（热线工单{number}）应于 {due} 前回复，已经逾期，请尽快回复。");
    identity::posts::tell_unit(tx, &[HANDLER], unit, ground.now, &text).await?;
    Ok(())
}

/// The unit replies to a letter.
///
/// # Errors
/// A refusal for other units, or when it was accepted; wrong fields.
pub async fn reply(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, text: &str) -> Result<(), Error> {
    let (paper, _) = letter(tx, actor, id).await?;
    if actor.staff()?.unit != paper.unit_id {
        return Err(Error::Unseen);
    }
    actor.require(HANDLE, Some(paper.unit_id))?;
    if paper.closed_at.is_some() || paper.replied_at.is_some() {
        return Err(Error::refused("hotline.paper-replied", "这份整改函已经回复。"));
    }
    let text = told::message(text, "paper_reply", 5, TEXT_MAX, "请写明整改情况（至少 5 个字）")?;
    store::reply_paper(tx, id, &text, actor.staff()?.person, ground.now).await?;
    let bodies = [("hotline_paper", "reply", id, text.as_str())];
    crate::record(tx, ground, actor, "hotline.paper.reply", ("hotline", paper.order_id), json!({}), &bodies).await
}

/// The reply is accepted, or the unit has to reply once more.
///
/// # Errors
/// A refusal for who may not, or before there is a reply.
pub async fn judge(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, accepted: bool) -> Result<(), Error> {
    let (paper, order) = letter(tx, actor, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    if !may(actor, home) {
        actor.require(APPROVE, Some(home))?;
    }
    if paper.closed_at.is_some() || paper.replied_at.is_none() {
        return Err(Error::refused("hotline.paper-open", "单位还没有回复，或者已经销号。"));
    }
    store::close_paper(tx, id, accepted, ground.now).await?;
    let facts = json!({ "paper": id, "accepted": accepted });
    crate::record(tx, ground, actor, "hotline.paper.judge", ("hotline", order.id), facts, &[]).await?;
    if !accepted {
        let text = format!("整改函{}的回复没有通过，请继续整改后再次回复。", paper.number);
        identity::posts::tell_unit(tx, &[HANDLER], paper.unit_id, ground.now, &text).await?;
    }
    Ok(())
}

async fn letter(tx: &mut Tx, actor: &Actor, id: i64) -> Result<(Paper, Order), Error> {
    let paper = store::paper(tx, id).await?;
    if paper.kind != "rectify" {
        return Err(Error::Unseen);
    }
    let order = recusal::order(tx, actor, paper.order_id).await?;
    Ok((paper, order))
}
