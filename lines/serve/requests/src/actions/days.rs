//! Days that people enter of letters (送达、答复、缴费、补正的日期): never before the day on which the letter was issued, nor in the future. A
//! wrong day would make a term pass that never ran (条例 arts. 30, 32, 40; 信息处理费管理办法).

use ::store::Query;
use base::{Date, Error, reason};

use crate::model::Request;
use crate::store;

/// Refuses `day`, called `what`, before `from`, the day of what is called `letter`, and after `today`. The wrong field is `day`.
///
/// # Errors
/// The wrong field, with both days.
pub(super) fn between(what: &str, day: Date, (letter, from): (&str, Date), today: Date) -> Result<(), Error> {
    if day < from {
        return Err(Error::field("day", format!("{what}不能早于{letter}的 {from}，现在填写的是 {day}")));
    }
    if day > today {
        return Err(Error::field("day", format!("{what}不能晚于今天（{today}），现在填写的是 {day}")));
    }
    Ok(())
}

/// Whether the day of `action` fits the letters of the request.
///
/// # Errors
/// The wrong field `day`.
pub(super) async fn check(
    q: &mut impl Query,
    request: &Request,
    (action, day, why): (&str, Option<Date>, &str),
    today: Date,
) -> Result<(), Error> {
    let Some(day) = day else { return Ok(()) };
    let (what, letter, from) = match action {
        // Where it is true all the same, who confirms says why.
        "confirm" if reason::wrong("", why, reason::LEAST, usize::MAX).is_none() => return Ok(()),
        "confirm" => {
            return settled(q, request.organ_id, ("day", day), "请在意见中写明理由").await;
        }
        "fee_served" => ("收费通知的送达日期", "发出收费通知", noticed(q, request).await?),
        "paid" => ("缴费日期", "发出收费通知", noticed(q, request).await?),
        "correct_paper" => ("收到补正的日期", "发出补正告知书", issued(q, request, &["correction"]).await?),
        "deliver" => ("送达日期", "发出答复", issued(q, request, &["answer", "redo"]).await?),
        _ => return Ok(()),
    };
    from.map_or(Ok(()), |from| between(what, day, (letter, from), today))
}

/// A day of receipt in a year whose report is settled makes the report wrong, and the carry-over of the next one.
///
/// # Errors
/// The wrong field `field`, with the way out, in which `then` is what to do when the day is true.
pub(crate) async fn settled(
    q: &mut impl Query,
    organ: i64,
    (field, day): (&str, Date),
    then: &str,
) -> Result<(), Error> {
    for unit in [organ, 0] {
        if store::report(q, unit, day.year()).await?.is_some_and(|r| r.settled_at.is_some()) {
            let whose = if unit == 0 { "全县" } else { "本机关" };
            let message = format!(
                "{day} 在 {} 年，{whose}这一年的年度报告已经定稿，再登记会使下一年的上年结转对不上。请核对日期；日期属实的，{then}，登记后再更正该年度报告",
                day.year()
            );
            return Err(Error::field(field, message));
        }
    }
    Ok(())
}

async fn noticed(q: &mut impl Query, request: &Request) -> Result<Option<Date>, Error> {
    Ok(store::fee(q, request.id).await?.map(|fee| fee.noticed_on))
}

/// The day of the newest letter of these kinds.
async fn issued(q: &mut impl Query, request: &Request, kinds: &[&str]) -> Result<Option<Date>, Error> {
    let letters = store::letters(q, request.id).await?;
    let newest = letters.iter().rev().find(|l| kinds.contains(&l.kind.as_str()));
    Ok(newest.and_then(|l| l.issued_on.parse().ok()))
}
