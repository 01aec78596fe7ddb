//! Standing petitions (老信访件预警): what one person brings up again and again is warned of, so that the head of the hotline looks into it
//! instead of answering the same once more. The program warns by two rules, the desk and the head set and clear a warning by hand.

use ::store::Tx;
use base::{Date, Error};
use counter::{Wording, told};
use identity::Actor;
use matter::Ground;
use serde_json::json;

use super::recusal;
use crate::model::Registered;
use crate::process::{APPROVE, DESK};
use crate::{CHIEF, store, taking};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// Whether `actor` sets and clears warnings.
pub fn may(actor: &Actor, home: i64) -> bool {
    actor.may(DESK, Some(home)) || actor.may(APPROVE, Some(home))
}

/// Sets or clears a warning by hand.
///
/// # Errors
/// A refusal for who may not, or when nothing would change; wrong fields without a reason.
pub async fn set(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    warned: bool,
    reason: &str,
) -> Result<(), Error> {
    let order = recusal::order(tx, actor, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    if !may(actor, home) {
        actor.require(APPROVE, Some(home))?;
    }
    let reason = told::reason(reason, "petition_reason", "理由", REASON_MAX)?;
    if order.petition == warned {
        let message =
            if warned { "本件已经列入老信访件预警。" } else { "本件没有列入老信访件预警。" };
        return Err(Error::refused("hotline.petition-same", message));
    }
    keep(tx, ground, actor, id, warned, &reason).await
}

async fn keep(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, warned: bool, reason: &str) -> Result<(), Error> {
    let person = actor.staff().ok().map(|staff| staff.person);
    let row = store::set_petition(tx, id, warned, reason, person, ground.now).await?;
    let bodies = [("hotline_petition", "reason", row, reason)];
    crate::record(tx, ground, actor, "hotline.petition", ("hotline", id), json!({ "warned": warned }), &bodies).await
}

/// Warns of an order that was just taken when one of the rules says so, and tells the head of the hotline: orders of the same telephone in
/// the same class, and orders of the same telephone or name whose texts are alike.
pub(crate) async fn look(
    tx: &mut Tx,
    ground: &Ground,
    (id, number, home): (i64, &str, i64),
    entry: &Registered,
) -> Result<(), Error> {
    let today = ground.now.date();
    let rule = |key: &str| ground.rules.number(key, today);
    let (times, days) = (rule("hotline.petition.times")?, rule("hotline.petition.days")?);
    let alike = u32::try_from(rule("hotline.petition.percent")?).unwrap_or(100);
    let since: Date = ground.now.plus(-days * base::time::DAY).date();
    let digest = taking::digest(tx, &entry.phone)?;
    let same = store::of_phone(tx, &digest, entry.class, since).await?;
    let known = |of: &[i64]| i64::try_from(of.iter().filter(|before| **before != id).count()).unwrap_or(i64::MAX) + 1;
    let mut why = (known(&same) >= times).then(|| format!("同一号码同一类别 {days} 天内第 {} 件", known(&same)));
    if why.is_none() {
        let before = store::of_person(tx, &digest, &entry.name, since).await?;
        let own = Wording::of(&entry.title, &entry.body);
        let like = |b: &store::Before| own.percent(&Wording::of(&b.title, &b.body)) >= alike;
        let mut all: Vec<i64> = before.iter().filter(|b| b.id != id && like(b)).map(|b| b.id).collect();
        all.extend(&same);
        all.sort_unstable();
        all.dedup();
        let count = known(&all);
        why = (count >= times).then(|| format!("同一诉求人内容相近的诉求 {days} 天内第 {count} 件"));
    }
    let Some(why) = why else { return Ok(()) };
    keep(tx, ground, &Actor::System, id, true, &why).await?;
    let text = format!("热线工单{number}列入老信访件预警：{why}，请研究处理。");
    identity::posts::tell_unit(tx, &[CHIEF], home, ground.now, &text).await?;
    Ok(())
}
