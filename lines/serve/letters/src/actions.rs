//! The officials' verbs on a letter: what the line adds to the engine before an act (limits of the mailbox) and after it
//! (the answer, the sender told, what counts). Everything happens in the caller's transaction.

pub(crate) mod joined;
pub mod publish;

use ::store::Tx;
use base::due;
use base::{Error, Moment};
use identity::Actor;
use matter::engine::Doing;
use matter::form::Given;
use matter::{Case, Done, Ground, Input, Who};

use crate::model::Letter;
use crate::process::{ANSWER, LETTER, RETURN};
use crate::{BOOK, store};

/// Does `action` on a letter.
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
) -> Result<Done, Error> {
    let letter = store::letter(tx, id).await?;
    let case = matter::store::matter_to_change(tx, letter.matter_id).await?.case()?;
    if LETTER.action(action).is_some() {
        before(tx, ground, &letter, &case, action, &given.input).await?;
    }
    let input = given.input.clone();
    let doing = Doing {
        matter: letter.matter_id,
        action,
        input: given.input,
        seen: given.seen,
        files: &given.files,
        audience: "inside",
    };
    let done = matter::act(tx, ground, &LETTER, &Who::Actor(actor), doing).await?;
    after(tx, ground, actor, &letter, &case, action, &input, &done).await?;
    Ok(done)
}

/// Dispatches to a lead unit and, when there are any, assisting units (主办、协办), as one act of the desk.
///
/// # Errors
/// As [`act`].
pub async fn dispatch(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    given: Given,
    assisting: &[i64],
) -> Result<Done, Error> {
    let lead = given.input.seats.first().map(|(unit, _)| *unit);
    let opinion = given.input.opinion.clone();
    let done = act(tx, ground, actor, id, "dispatch", given).await?;
    let seats: Vec<(i64, Option<i64>)> =
        assisting.iter().filter(|&&unit| Some(unit) != lead).map(|&unit| (unit, None)).collect();
    if seats.is_empty() {
        return Ok(done);
    }
    let input = Input { seats, opinion, ..Input::default() };
    act(tx, ground, actor, id, "assist", Given { input, ..Given::default() }).await
}

/// The limits that the mailbox adds to the process.
async fn before(
    tx: &mut Tx,
    ground: &Ground,
    letter: &Letter,
    case: &Case,
    action: &str,
    input: &Input,
) -> Result<(), Error> {
    match action {
        "dispatch" | "transfer" | "assist" | "add_member" => not_the_accused(tx, letter, input).await,
        "refuse" | "terminate" => fitting_outcome(action, input),
        "return" => in_time_to_return(ground, case),
        "extension" => counter::acts::extendable(ground, case, ANSWER, "letters.extension", input.days),
        "reopen" => may_reopen(ground, letter),
        "merge" => into_a_letter(tx, letter, input).await,
        "submit" | "answer_direct" => {
            let most = usize::try_from(ground.rules.number("letters.answer.max", ground.now.date())?).unwrap_or(0);
            match base::text::char_count(&input.opinion) {
                n if n > most => Err(Error::field("opinion", format!("答复最多 {most} 字，现在是 {n} 字，请精简"))),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// A complaint goes to the unit complained of only with a reason that stays on the trail (信访工作条例 art. 30).
async fn not_the_accused(tx: &mut Tx, letter: &Letter, input: &Input) -> Result<(), Error> {
    let Some(accused) = letter.complained_unit else { return Ok(()) };
    let Some(wrong) = base::reason::wrong("由被反映单位办理的理由", &input.opinion, base::reason::LEAST, usize::MAX)
    else {
        return Ok(());
    };
    for (unit, _) in &input.seats {
        let under = identity::units::find(tx, *unit).await?.is_some_and(|u| u.path.contains(&format!("/{accused}/")));
        if *unit == accused || under {
            let message = "所选单位是被反映单位（或其下属单位）。一般应由其上级或监督单位办理；确需由其办理的，请在意见中写明理由后再派";
            return Err(Error::Invalid(vec![
                base::FieldError::new("unit", message),
                base::FieldError::new("opinion", wrong),
            ]));
        }
    }
    Ok(())
}

fn fitting_outcome(action: &str, input: &Input) -> Result<(), Error> {
    let outcome = input.outcome.as_deref().unwrap_or_default();
    let fits = match action {
        "refuse" => outcome.starts_with("refused_"),
        _ => matches!(outcome, "terminated" | "retracted"),
    };
    if fits {
        Ok(())
    } else {
        Err(Error::field("outcome", "所选的办理结果不适用于这个动作，请另选"))
    }
}

/// 退回 within its time limit, with reasons; afterwards the desk decides (派单异议审核).
fn in_time_to_return(ground: &Ground, case: &Case) -> Result<(), Error> {
    let Some(events) = case.clocks.get(RETURN) else { return Ok(()) };
    let state = due::fold(&ground.calendar, events)?;
    match state.due {
        Some(end) if state.met_at.is_none() && ground.now > end.moment() => {
            let until = end.moment().minutes();
            let message = format!("退回的期限已于 {until} 届满。确实不属于本单位职责的，请联系信箱管理员改派。");
            Err(Error::refused("letters.return-late", message))
        }
        _ => Ok(()),
    }
}

/// Whether a letter may be handled once more: only one that was answered, as often as the rule allows.
pub(crate) fn may_reopen(ground: &Ground, letter: &Letter) -> Result<(), Error> {
    if letter.replied_at.is_none() {
        return Err(Error::refused("letters.never-answered", "本件没有答复过，不能重办；需要的请重新来信。"));
    }
    let most = ground.rules.number("letters.reopen.max", ground.now.date())?;
    if letter.reopened < most {
        return Ok(());
    }
    let message = format!("本件已重办 {} 次，不再重办。对答复仍有异议的，可以依法申请信访复查。", letter.reopened);
    Err(Error::refused("letters.reopen-max", message))
}

async fn into_a_letter(tx: &mut Tx, letter: &Letter, input: &Input) -> Result<(), Error> {
    let Some(other) = input.other else { return Ok(()) };
    if other == letter.matter_id {
        return Err(Error::field("other", "不能并入自己，请填写另一件来信的编号"));
    }
    let target = store::of_matter(tx, other).await?;
    match target {
        None => Err(Error::field("other", "这个编号不是来信，不能并案")),
        Some(target) if !target.valid => Err(Error::field("other", "那一件已经不予受理、撤回或并入别的来信，不能并入")),
        Some(_) => Ok(()),
    }
}

/// What the line does with an act.
#[expect(clippy::too_many_arguments, reason = "an act, what it was given and what it gave")]
async fn after(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    letter: &Letter,
    case: &Case,
    action: &str,
    input: &Input,
    done: &Done,
) -> Result<(), Error> {
    let now = ground.now;
    let number = &case.number;
    match action {
        "submit" | "answer_direct" => {
            let unit = case.seat().map_or(case.home, |s| s.unit);
            store::set_draft(tx, letter.id, input.opinion.trim(), unit).await?;
        }
        "approve" => send_answer(tx, ground, actor, letter, number, done).await?,
        "refuse" => {
            store::set_valid(tx, letter.id, false).await?;
            BOOK.tell(tx, letter, now, &format!("您的来信{number}不予受理，原因请凭编号和查询码到网站查看。")).await?;
            joined::let_go(tx, ground, letter).await?;
        }
        "terminate" => {
            store::set_valid(tx, letter.id, false).await?;
            BOOK.tell(tx, letter, now, &format!("您的来信{number}已终止办理，原因请凭编号和查询码到网站查看。"))
                .await?;
            joined::let_go(tx, ground, letter).await?;
        }
        "merge" => {
            store::set_valid(tx, letter.id, false).await?;
            let lead = match input.other {
                Some(other) => store::of_matter(tx, other).await?,
                None => None,
            };
            let answered = lead.is_some_and(|lead| lead.replied_at.is_some());
            BOOK.tell(tx, letter, now, &counter::told::merged("来信", number, answered)).await?;
        }
        "reopen" => {
            store::reopened(tx, letter.id).await?;
            BOOK.tell(tx, letter, now, &format!("您的来信{number}已安排重新办理。")).await?;
        }
        "ask_supplement" => {
            let text =
                format!("您的来信{number}需要补充材料，请凭编号和查询码到网站查看并补充。补充之前暂停计算答复时限。");
            BOOK.tell(tx, letter, now, &text).await?;
        }
        "reply" => {
            let extended = |case: &Case| case.clocks.get(ANSWER).map_or(0, Vec::len);
            if extended(&done.case) > extended(case)
                && let Some(due) = done.due_at
            {
                let text = format!("您的来信{number}情况较复杂，经批准延期，最迟 {} 前答复。", due.date());
                BOOK.tell(tx, letter, now, &text).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The reviewed draft becomes the answer, of this letter and of those that were joined with it.
async fn send_answer(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    letter: &Letter,
    number: &str,
    done: &Done,
) -> Result<(), Error> {
    let now = ground.now;
    store::answered(tx, letter.id, &letter.draft, letter.draft_unit, now, due_of(done)).await?;
    let entry = ledger::Entry {
        at: now,
        actor: actor.ledger(),
        verb: "letters.answer",
        subject: ledger::Subject { kind: "letter", id: letter.id },
        facts: serde_json::json!({ "number": number, "unit": letter.draft_unit }),
        bodies: vec![ledger::Body {
            table: "letters_letter",
            column: "answer",
            row: letter.id,
            content: letter.draft.as_bytes(),
        }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    crate::index::answered(tx, letter, done.case.home).await?;
    BOOK.tell(tx, letter, now, &format!("您的来信{number}已答复，请凭编号和查询码到网站查看并评价。")).await?;
    let text = format!("与您的来信合并办理的{number}已答复，请凭您的编号和查询码到网站查看。");
    joined::tell(tx, letter, now, &text).await
}

fn due_of(done: &Done) -> Option<Moment> {
    done.due_at
}
