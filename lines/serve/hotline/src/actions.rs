//! The officials' verbs on an order: what the line adds to the engine before an act and after it. Everything happens in the
//! caller's transaction.

pub mod after;
pub mod callback;
pub(crate) mod clocks;
pub mod correct;
pub mod exclusion;
mod joined;
pub mod outside;
pub mod papers;
pub mod petition;
pub mod publish;
pub mod recusal;
pub mod telling;

use ::store::Tx;
use base::{Date, Error, FieldError};
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Case, Done, Ground, Input, Later, Who};

use crate::model::{HOLDS, Limits, Order};
use crate::process::{ANSWER, HANDLE, ORDER};
use crate::{HANDLER, store};

/// Acts that only a callback does.
const OF_CALLBACKS: [&str; 4] = ["missed", "finish", "redo", "redispatch"];

/// What the trail says when nobody is there any more to whom an order could go back.
const GONE: &str = "原承办单位已撤销或者没有承办岗位，退回热线重新派单。";

/// What is planned for an order on hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hold {
    /// One of [`HOLDS`].
    pub kind: String,
    /// What is planned, as the caller is told.
    pub plan: String,
    /// Civil date on which it goes on.
    pub until: Option<Date>,
    /// The document or the meeting to which it is handed over: its number or its name.
    pub reference: String,
    /// Title of the document, or what is put before the meeting; may be empty.
    pub title: String,
    /// The organ that deals with the document or holds the meeting.
    pub organ: String,
    /// Civil date on which it is handed over; today when none is typed.
    pub handed_on: Option<Date>,
}

/// What some acts are given besides.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// Assisting units of a dispatch.
    pub assisting: Vec<i64>,
    /// The plan of an order on hold.
    pub hold: Option<Hold>,
}

/// An act as it was done.
pub(crate) struct Acted<'a> {
    pub actor: &'a Actor,
    pub action: &'a str,
    pub input: &'a Input,
    /// The matter before it.
    pub run: &'a Case,
    pub done: &'a Done,
}

/// Does `action` on an order.
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
    more: &More,
) -> Result<Done, Error> {
    if OF_CALLBACKS.contains(&action) {
        return Err(Error::refused("hotline.callback", "请在“回访”中填写回访结果。"));
    }
    if action == correct::CORRECT {
        return Err(Error::refused("hotline.correct", "请在“更正登记信息”中填写要改的内容和理由。"));
    }
    let done = step(tx, ground, actor, id, action, given, more).await?;
    let lead = done.case.seat().map(|seat| seat.unit);
    let seats: Vec<(i64, Option<i64>)> =
        more.assisting.iter().filter(|&&unit| Some(unit) != lead).map(|&unit| (unit, None)).collect();
    if !matches!(action, "dispatch" | "reassign") || seats.is_empty() {
        return Ok(done);
    }
    let given = Given { input: Input { seats, ..Input::default() }, ..Given::default() };
    step(tx, ground, actor, id, "assist", given, &More::default()).await
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
        let order = store::of_matter(tx, matter).await?.ok_or(Error::Unseen)?;
        act(tx, ground, actor, order.id, action, given, &More::default()).await
    })
}

/// One act, also those of callbacks.
pub(crate) async fn step(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    action: &str,
    mut given: Given,
    more: &More,
) -> Result<Done, Error> {
    let order = store::order(tx, id).await?;
    let run = matter::store::matter_to_change(tx, order.matter_id).await?.case()?;
    let action = open_way(tx, &run, action, &mut given.input).await?;
    if ORDER.action(action).is_some() {
        before(tx, ground, &order, &run, action, &mut given.input, more.hold.as_ref()).await?;
    }
    let input = given.input.clone();
    let doing = Doing {
        matter: order.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, &ORDER, &Who::Actor(actor), doing).await?;
    let acted = Acted { actor, action, input: &input, run: &run, done: &done };
    after::after(tx, ground, &order, &acted, more.hold.as_ref()).await?;
    clocks::keep(tx, ground, (order.id, &order.urgency), &acted.done.case).await?;
    crate::city::report::progress(tx, ground, &order, &acted).await?;
    Ok(done)
}

/// Whether nobody handles orders in a unit any more: it was abolished, or has no open post for it.
async fn gone(tx: &mut Tx, unit: i64) -> Result<bool, Error> {
    let open = identity::units::find(tx, unit).await?.is_some_and(|u| u.closed_on.is_none());
    Ok(!open || !counter::desk::staffed(tx, unit, &[HANDLER]).await?)
}

/// The act itself, or the one that brings an order to the desk when the unit to which it would go back is no more.
async fn open_way<'a>(tx: &mut Tx, run: &Case, action: &'a str, input: &mut Input) -> Result<&'a str, Error> {
    let seats = |step: &matter::case::Step| step.seat.clone().filter(|seat| seat.desk == HANDLE).map(|seat| seat.unit);
    let (unit, instead) = match action {
        "redo" => (input.seats.first().map(|(unit, _)| *unit), "redispatch"),
        "resume" => (run.steps.iter().rev().skip(1).find(|step| step.seat.is_some()).and_then(seats), "pass"),
        "reject" => (input.step.and_then(|at| run.steps.get(at)).and_then(seats), "pass"),
        "uphold" => (run.steps.iter().rev().skip(1).find(|step| step.seat.is_some()).and_then(seats), ""),
        _ => return Ok(action),
    };
    let Some(unit) = unit else { return Ok(action) };
    if !gone(tx, unit).await? {
        return Ok(action);
    }
    if instead.is_empty() {
        let message = "提出退单的单位已撤销或者没有承办岗位，不能指定由它办理。请同意退单后另派。";
        return Err(Error::refused("hotline.unit-gone", message));
    }
    let said = input.opinion.trim();
    input.opinion = if said.is_empty() { GONE.to_owned() } else { format!("{said}\n{GONE}") };
    input.seats.clear();
    Ok(instead)
}

/// The limits that the hotline adds to the process.
async fn before(
    tx: &mut Tx,
    ground: &Ground,
    order: &Order,
    run: &Case,
    action: &str,
    input: &mut Input,
    hold: Option<&Hold>,
) -> Result<(), Error> {
    match action {
        "dispatch" | "reassign" | "redo" | "assist" | "add_member" => not_the_accused(tx, order, input).await,
        "transfer" => {
            below(tx, run, input).await?;
            not_the_accused(tx, order, input).await
        }
        "answer" => {
            input.outcome = Some("direct".to_owned());
            short_enough(ground, input)
        }
        "submit" => short_enough(ground, input),
        "refuse" | "terminate" => fitting(action, input),
        "object" => may_object(ground, order, run),
        "extension" => counter::acts::extendable(ground, run, ANSWER, "hotline.extension", input.days),
        "ask_hold" | "hold" => {
            planned(ground, hold)?;
            input.seats = vec![(run.home, None)];
            Ok(())
        }
        "merge" => into_an_order(tx, order, input).await,
        _ => Ok(()),
    }
}

/// A complaint goes to the unit complained of only with a reason that stays on the trail (信访工作条例 arts. 28, 30).
async fn not_the_accused(tx: &mut Tx, order: &Order, input: &Input) -> Result<(), Error> {
    let Some(accused) = order.complained_unit else { return Ok(()) };
    let Some(wrong) = base::reason::wrong("由被反映单位办理的理由", &input.opinion, base::reason::LEAST, usize::MAX)
    else {
        return Ok(());
    };
    for (unit, _) in &input.seats {
        let under = identity::units::find(tx, *unit).await?.is_some_and(|u| u.path.contains(&format!("/{accused}/")));
        if *unit == accused || under {
            let message =
                "所选单位是被反映单位（或其下属单位）。一般应由其上级或监督单位办理；确需由其办理的，请写明理由后再派";
            return Err(Error::Invalid(vec![FieldError::new("unit", message), FieldError::new("opinion", wrong)]));
        }
    }
    Ok(())
}

/// A unit passes orders on within its own house only; elsewhere it sends back what is not its own.
async fn below(tx: &mut Tx, run: &Case, input: &Input) -> Result<(), Error> {
    let own = run.seat().map_or(run.home, |seat| seat.unit);
    for (unit, _) in &input.seats {
        let inside = identity::units::find(tx, *unit).await?.is_some_and(|u| u.path.contains(&format!("/{own}/")));
        if !inside || *unit == own {
            let message = "只能转给本单位的下属单位；不属于本单位职责的，请用“退单申请”";
            return Err(Error::field("unit", message));
        }
    }
    Ok(())
}

fn short_enough(ground: &Ground, input: &Input) -> Result<(), Error> {
    let most = Limits::at(&ground.rules, ground.now.date())?.answer;
    match base::text::char_count(&input.opinion) {
        n if n > most => Err(Error::field("opinion", format!("办理结果最多 {most} 字，现在是 {n} 字，请精简"))),
        _ => Ok(()),
    }
}

fn fitting(action: &str, input: &Input) -> Result<(), Error> {
    let outcome = input.outcome.as_deref().unwrap_or_default();
    let fits = match action {
        "refuse" => outcome.starts_with("refused_"),
        _ => matches!(outcome, "terminated" | "retracted" | "void"),
    };
    if fits {
        Ok(())
    } else {
        Err(Error::field("outcome", "所选的办理结果不适用于这个动作，请另选"))
    }
}

/// When the present unit may send an order back at the latest; nothing when it may not any more.
///
/// # Errors
/// A fault when the rule row is missing.
pub fn object_until(ground: &Ground, run: &Case) -> Result<Option<base::Moment>, Error> {
    let Some(unit) = run.seat().map(|seat| seat.unit) else { return Ok(None) };
    let with = |step: &&matter::case::Step| {
        step.state == "dispatched" && step.seat.as_ref().is_some_and(|seat| seat.unit == unit)
    };
    let since = run.steps.iter().rev().find(with).map(|step| step.at);
    let Some(since) = since else { return Ok(None) };
    let length = ground.rules.length("hotline.object", ground.now.date())?;
    Ok(Some(base::due::count(&ground.calendar, since, length).due.moment()))
}

/// 退单 within its time, and not after the hotline designated the unit.
fn may_object(ground: &Ground, order: &Order, run: &Case) -> Result<(), Error> {
    if order.designated {
        let message = "热线已经驳回退单、指定由本单位办理，不能再退单。确有困难的，请申请延期或者请热线负责人协调。";
        return Err(Error::refused("hotline.designated", message));
    }
    match object_until(ground, run)? {
        Some(until) if ground.now > until => {
            let message = format!("退单的期限已于 {} 届满。确实不属于本单位职责的，请联系热线改派。", until.minutes());
            Err(Error::refused("hotline.object-late", message))
        }
        _ => Ok(()),
    }
}

/// An order on hold has a reason, a plan and an end.
fn planned(ground: &Ground, hold: Option<&Hold>) -> Result<(), Error> {
    let today = ground.now.date();
    let most = ground.rules.number("hotline.hold.max", today)?;
    let last = ground.now.plus(most * base::time::DAY).date();
    let mut wrong = Vec::new();
    let hold = hold.cloned().unwrap_or_default();
    if !HOLDS.iter().any(|known| known.value == hold.kind) {
        wrong.push(FieldError::new("hold_kind", "请选择挂起原因"));
    }
    if hold.plan.trim().chars().count() < 5 {
        wrong.push(FieldError::new("hold_plan", "请写明计划和答复诉求人的内容（至少 5 个字）"));
    }
    let reference = base::text::char_count(hold.reference.trim());
    if outside::handed(&hold.kind) && !(2..=outside::REF_MAX).contains(&reference) {
        let message = format!("请填写转去的公文（文号或者标题）或者会议名称，最多 {} 字", outside::REF_MAX);
        wrong.push(FieldError::new("hold_ref", message));
    }
    if outside::handed(&hold.kind) {
        wrong.extend(outside::wrong(&hold, today));
    }
    match hold.until {
        Some(until) if until > today && until <= last => {}
        _ => wrong.push(FieldError::new("hold_until", format!("请填写恢复办理的日期，最迟 {last}"))),
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

async fn into_an_order(tx: &mut Tx, order: &Order, input: &Input) -> Result<(), Error> {
    let Some(other) = input.other else { return Ok(()) };
    if other == order.matter_id {
        return Err(Error::field("other", "不能并入自己，请填写另一件的编号"));
    }
    match store::of_matter(tx, other).await? {
        Some(target) if target.valid => Ok(()),
        Some(_) => Err(Error::field("other", "那一件已经不受理、终止或者并入别的工单")),
        None => Err(Error::field("other", "这个编号不是热线工单，不能并单")),
    }
}
