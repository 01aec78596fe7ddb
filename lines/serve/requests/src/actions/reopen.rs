//! What was dropped because nothing came in time, and had a proper reason not to: art. 30 «申请人无正当理由逾期不补正的，视为放弃申请»,
//! so that somebody with one has not given up. The result goes, unless a settled annual report counts it; then the request is
//! answered anew, and the report stays as it is.

use ::store::Tx;
use base::{Error, Refusal};
use identity::Actor;
use matter::{Done, Ground};

use super::{end_of, issue};
use crate::letter::notices::Notice;
use crate::model::Request;
use crate::process::{CORRECTION, FEE};
use crate::store;

/// Whether `action` may be done: the request was dropped for that reason, and no settled report counts it.
pub(super) async fn may(tx: &mut Tx, request: &Request, action: &str) -> Result<(), Error> {
    let dropped = if action == "reopen_fee" { "e2" } else { "e1" };
    let Some(day) = request.closed_on.filter(|_| request.result.as_deref() == Some(dropped)) else {
        let message = "只有因逾期不补正或者逾期不缴费而不再处理的申请，才能恢复办理";
        return Err(Error::refused("requests.not-dropped", message));
    };
    for unit in [request.organ_id, 0] {
        let report = store::report(tx, unit, day.year()).await?;
        if report.is_some_and(|r| r.settled_at.is_some()) {
            let message = format!(
                "本件的结果已经列入 {} 年已定稿的年度报告，不能更改。请用“重新办理”重新答复，年度报告的数字不变",
                day.year()
            );
            return Err(Refusal::new("requests.reported", message).into());
        }
    }
    Ok(())
}

/// Takes the result away and tells the applicant until when what was awaited may come; gives what to say.
pub(super) async fn done(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    action: &str,
    (why, done): (&str, &Done),
) -> Result<String, Error> {
    store::reopened(tx, request.id).await?;
    let fee = action == "reopen_fee";
    let until = end_of(ground, &done.case, if fee { FEE } else { CORRECTION })?.unwrap_or(ground.now.date());
    issue(tx, ground, actor, request, &done.case, &Notice::Reopened { why, fee, until }).await?;
    let what = if fee { "缴费" } else { "补正" };
    Ok(format!("您的政府信息公开申请{}已恢复办理，请于{until}前{what}。", done.case.number))
}
