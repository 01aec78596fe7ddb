//! Putting right what was taken down wrongly (更正登记信息), by the desk with a reason or by a newer version of the city's platform. It is one
//! act on the trail that says what stood there and what stands there now; what the caller may keep to himself it says only to have been
//! changed. Clocks whose length the kind or urgency chooses start anew from that moment: nobody could keep to them before.
//!
//! 信访工作条例 arts. 28 and 30: the unit complained of does not learn who complains, also when it became so only later.

use ::store::{Query, Tx};
use base::Error;
use counter::choice;
use identity::Actor;
use matter::engine::Doing;
use matter::{Case, Correction, Done, Ground, Input, Who};

use super::{after, clocks, petition, publish, telling};
use crate::model::{KINDS, Order, Registered, URGENCIES, pace};
use crate::process::{ANSWER, DISPATCH, ORDER, SIGN};
use crate::{hide, index, store, taking};

/// The act.
pub const CORRECT: &str = "correct";
/// Longest reason, in characters.
pub const REASON_MAX: usize = 300;
/// Clocks whose length kind and urgency choose.
const PACED: &[&str] = &[ANSWER, DISPATCH, SIGN];

/// What was put right.
pub struct Righted {
    /// The matter after it; nothing when all stood so before.
    pub done: Option<Done>,
    /// What a person has to look at, in Chinese.
    pub remarks: Vec<String>,
}

/// The desk puts an order right.
///
/// # Errors
/// A refusal for who does not keep the desk or keeps away from the order, wrong fields without a reason, when nothing is changed, and for a
/// class or town that is not there; a conflict when somebody was faster than what the actor saw.
pub async fn correct(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    right: &Registered,
    (reason, seen): (&str, Option<u32>),
) -> Result<Vec<String>, Error> {
    let order = super::recusal::order(tx, actor, id).await?;
    let reason = counter::told::reason(reason, "reason", "更正的理由", REASON_MAX)?;
    taking::there(
        tx,
        right.class.filter(|_| right.class != order.class_id),
        right.town.filter(|_| right.town != order.town_id),
    )
    .await?;
    let righted = put_right(tx, ground, actor, &order, right, (&reason, seen)).await?;
    if righted.done.is_none() {
        return Err(Error::field("reason", "登记信息没有改动，请先改正再提交"));
    }
    Ok(righted.remarks)
}

/// Puts an order right, whoever says so; `why` stands on the trail before what was changed.
pub(crate) async fn put_right(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    right: &Registered,
    (why, seen): (&str, Option<u32>),
) -> Result<Righted, Error> {
    let run = matter::store::matter_to_change(tx, order.matter_id).await?.case()?;
    let before = Registered::of(order);
    let changes = changes(tx, &before, right).await?;
    if changes.is_empty() {
        return Ok(Righted { done: None, remarks: Vec::new() });
    }
    let title = hide::listed_title(&right.title, &right.name);
    let why = hide::veiled(&hide::veiled(why, &right.name), &order.name);
    let input = Input { opinion: format!("{why}\n更正：{}。", changes.join("；")), ..Input::default() };
    let doing = Doing { matter: order.matter_id, action: CORRECT, input, seen, files: &[], audience: "inside" };
    let kind = pace(&right.kind, &right.urgency);
    let to = Correction { kind, title: &title, clocks: PACED, received: None };
    let done = matter::correct(tx, ground, &ORDER, &Who::Actor(actor), doing, &to).await?;
    let sign_due = match (run.state(), kind != run.kind) {
        ("dispatched", true) => after::end_of(ground, &done.case, SIGN)?,
        _ => None,
    };
    let repeat_of = repeats(tx, ground, order, &before, right).await?;
    store::put_right(tx, order.id, right, repeat_of, sign_due).await?;
    clocks::keep(tx, ground, (order.id, &right.urgency), &done.case).await?;
    let changed = store::order(tx, order.id).await?;
    index::answered(tx, &changed, run.home, &changed.answer).await?;
    let mut remarks = Vec::new();
    if hide::protected(&changed) && changed.published_at.is_some() {
        publish::take_back(tx, ground, actor, order.id, "诉求人要求保密").await?;
        remarks.push("本件原作为典型案例公开，诉求人身份已须保密，已经撤下。".to_owned());
    }
    remarks.extend(with_the_accused(tx, &done.case, &changed).await?);
    if !changed.petition && (before.phone != right.phone || before.class != right.class) {
        petition::look(tx, ground, (order.id, &run.number, run.home), &Registered::of(&changed)).await?;
    }
    if kind != run.kind {
        let text = format!(
            "热线工单{}的类别或者紧急程度已更正为“{}”，时限重新计算，请查看。",
            run.number,
            ORDER.kind_title(kind)
        );
        telling::tell_holder(tx, ground, &done.case, &text).await?;
    }
    Ok(Righted { done: Some(done), remarks })
}

/// The earlier order that it repeats: looked for anew when telephone or class became others.
async fn repeats(
    tx: &mut Tx,
    ground: &Ground,
    order: &Order,
    before: &Registered,
    right: &Registered,
) -> Result<Option<i64>, Error> {
    if before.phone == right.phone && before.class == right.class {
        return Ok(order.repeat_of);
    }
    let first = taking::earlier(tx, ground, &right.phone, right.class, order.received_on).await?;
    Ok(first.filter(|first| *first < order.id))
}

/// What to say when the unit complained of has the order, or one above or below it: the caller is hidden from it, and a person decides
/// whether it may keep the order.
async fn with_the_accused(q: &mut impl Query, run: &Case, order: &Order) -> Result<Option<String>, Error> {
    let Some(accused) = order.complained_unit else { return Ok(None) };
    let mut names = Vec::new();
    for unit in hide::entrusted(run, order) {
        if hide::related(q, accused, unit, run.home).await?
            && let Some(found) = identity::units::find(q, unit).await?
            && !names.contains(&found.short_name)
        {
            names.push(found.short_name);
        }
    }
    let named = names.join("、");
    Ok((!names.is_empty())
        .then(|| format!("工单正由被反映单位（或其上下级）{named}办理，诉求人身份已对其隐藏，请判断是否改派。")))
}

/// What becomes another, as the trail tells everybody who sees the order: old and new, without what not everybody may read.
async fn changes(q: &mut impl Query, old: &Registered, new: &Registered) -> Result<Vec<String>, Error> {
    let mut told = Vec::new();
    let mut tell = |name: &str, old: &str, new: &str| {
        let word = |text: &str| if text.is_empty() { "（无）".to_owned() } else { text.to_owned() };
        told.push(format!("{name} {}→{}", word(old), word(new)));
    };
    if old.kind != new.kind {
        tell("类别", choice::title(KINDS, &old.kind), choice::title(KINDS, &new.kind));
    }
    if old.urgency != new.urgency {
        tell("紧急程度", choice::title(URGENCIES, &old.urgency), choice::title(URGENCIES, &new.urgency));
    }
    if old.class != new.class {
        tell("分类", &class(q, old.class).await?, &class(q, new.class).await?);
    }
    if old.town != new.town {
        tell("乡镇", &unit(q, old.town).await?, &unit(q, new.town).await?);
    }
    if old.complained != new.complained {
        tell("被反映单位", &unit(q, old.complained).await?, &unit(q, new.complained).await?);
    }
    let secret = hide::shielded(&old.kind, old.confidential) || hide::shielded(&new.kind, new.confidential);
    if old.place != new.place {
        let veil = |one: &Registered| hide::veiled(&one.place, &one.name);
        if !secret {
            tell("事发地点", &veil(old), &veil(new));
        }
    }
    if old.phone != new.phone {
        let veil = |one: &Registered| number(&one.phone, secret);
        tell("来电号码", &veil(old), &veil(new));
    }
    if old.confidential != new.confidential {
        let word = |on: bool| if on { "要求保密" } else { "不要求保密" };
        tell("保密", word(old.confidential), word(new.confidential));
    }
    let mut texts = Vec::new();
    if secret && old.place != new.place {
        texts.push("事发地点（保密）");
    }
    for (name, old, new) in
        [("姓名", &old.name, &new.name), ("标题", &old.title, &new.title), ("内容", &old.body, &new.body)]
    {
        if old != new {
            texts.push(name);
        }
    }
    if !texts.is_empty() {
        told.push(format!("{}已更正", texts.join("、")));
    }
    Ok(told)
}

/// A number as everybody may read it.
fn number(phone: &str, secret: bool) -> String {
    match phone.get(phone.len().saturating_sub(2)..) {
        _ if phone.is_empty() => String::new(),
        Some(end) if !secret => format!("*{end}"),
        _ => "（保密）".to_owned(),
    }
}

async fn class(q: &mut impl Query, id: Option<i64>) -> Result<String, Error> {
    match id {
        Some(id) => Ok(store::class(q, id).await?.title),
        None => Ok(String::new()),
    }
}

async fn unit(q: &mut impl Query, id: Option<i64>) -> Result<String, Error> {
    match id {
        Some(id) => Ok(identity::units::find(q, id).await?.map_or_else(String::new, |u| u.short_name)),
        None => Ok(String::new()),
    }
}
