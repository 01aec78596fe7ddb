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
            return settled(q, request, ("day", day), ("再登记", "日期属实的，请在意见中写明理由")).await;
        }
        "fee_served" => ("收费通知的送达日期", "发出收费通知", noticed(q, request).await?),
        "paid" => {
            let (letter, from) = since_reopening(q, request, ("发出收费通知", "fee")).await?;
            ("缴费日期", letter, from)
        }
        "correct_paper" => {
            let (letter, from) = since_reopening(q, request, ("发出补正告知书", "correction")).await?;
            ("收到补正的日期", letter, from)
        }
        "deliver" => ("送达日期", "发出答复", issued(q, request, &["answer", "redo"]).await?),
        _ => return Ok(()),
    };
    from.map_or(Ok(()), |from| between(what, day, (letter, from), today))
}

/// A request that comes into a year whose report is settled, leaves it or stands in it otherwise makes that report wrong, and the carry-over
/// of the next one. A request is counted from its day of receipt on, in every year until its result.
///
/// # Errors
/// The wrong field `field`, with what is done, and what to do when it is right all the same.
pub(crate) async fn settled(
    q: &mut impl Query,
    request: &Request,
    (field, day): (&str, Date),
    said: (&str, &str),
) -> Result<(), Error> {
    refuse_settled(q, (request.organ_id, request.id), (field, day), said).await
}

/// The same of a request that is only being entered with `organ`.
///
/// # Errors
/// As [`settled`].
pub(crate) async fn settled_new(
    q: &mut impl Query,
    organ: i64,
    (field, day): (&str, Date),
    said: (&str, &str),
) -> Result<(), Error> {
    refuse_settled(q, (organ, 0), (field, day), said).await
}

async fn refuse_settled(
    q: &mut impl Query,
    of: (i64, i64),
    (field, day): (&str, Date),
    (doing, then): (&str, &str),
) -> Result<(), Error> {
    let Some((unit, year)) = store::settled_since(q, of, day.year()).await? else { return Ok(()) };
    let whose = if unit == 0 { "全县" } else { "本机关" };
    let message = format!(
        "收到申请之日 {day}：{whose} {year} 年的年度报告已经定稿，{doing}会使它和下一年的上年结转对不上。请核对；{then}，之后再更正该年度报告"
    );
    Err(Error::field(field, message))
}

async fn noticed(q: &mut impl Query, request: &Request) -> Result<Option<Date>, Error> {
    Ok(store::fee(q, request.id).await?.map(|fee| fee.noticed_on))
}

/// What is waited for came after its letter, or after the request was reopened because of it: the time of the answer begins anew with what
/// came, and never while the request was closed.
async fn since_reopening(
    q: &mut impl Query,
    request: &Request,
    (letter, kind): (&'static str, &str),
) -> Result<(&'static str, Option<Date>), Error> {
    const REOPENED: &str = "恢复办理（答复期限从恢复办理起计算，实际日期更早的请在意见中写明）";
    let (reopened, asked) = (issued(q, request, &["reopened"]).await?, issued(q, request, &[kind]).await?);
    Ok(if reopened.is_some() && reopened >= asked { (REOPENED, reopened) } else { (letter, asked) })
}

/// The day of the newest letter of these kinds.
async fn issued(q: &mut impl Query, request: &Request, kinds: &[&str]) -> Result<Option<Date>, Error> {
    let letters = store::letters(q, request.id).await?;
    let newest = letters.iter().rev().find(|l| kinds.contains(&l.kind.as_str()));
    Ok(newest.and_then(|l| l.issued_on.parse().ok()))
}
