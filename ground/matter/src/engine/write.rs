//! Writing an act: row, tasks, trail, ledger and index together.

use std::collections::BTreeSet;

use base::Error;
use identity::Actor;
use store::Tx;
use store::search::{Audience, Doc};

use super::{Done, FOUND, keep, main_clock, runs_until};
use crate::case::{Act, Case, Event, Stance};
use crate::decide::Who;
use crate::ground::Ground;
use crate::process::Process;
use crate::store::{self as rows, Before, Matter, Told};

#[expect(clippy::too_many_arguments, reason = "one act and everything it is written with")]
pub(super) async fn write(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    matter: &Matter,
    before: &Case,
    act: &Act,
    who: &Who<'_>,
    opinion: &str,
    stance: Option<Stance>,
) -> Result<Done, Error> {
    let mut case = before.clone();
    case.apply(act);
    let kept = keep(process, &case, ground, Some(matter))?;
    let was = main_clock(process, before, ground)?;
    let was = Before { case: before, runs_until: runs_until(process, before, was.as_ref(), ground) };
    rows::update(tx, matter.id, &was, &kept, act.at).await?;
    if units_of(&case) != units_of(before) {
        findable(tx, matter.id, &case, &matter.title).await?;
    }
    let due_at = kept.due_at;
    let open = kept.closed_at.is_none();
    let turned = open != matter.closed_at.is_none();
    let (actor, name) = match who {
        Who::Actor(actor) => (*actor, actor.name()),
        Who::Applicant => (&Actor::Anonymous, "当事人".to_owned()),
    };
    rows::touch(tx, matter.id, who.post().filter(|_| act.action != "seen"), open, act.at, turned).await?;
    let (act_id, entry) =
        write_act(tx, ground, matter.id, Some(before), &case, act, actor, &name, opinion, stance).await?;
    Ok(Done { id: matter.id, case, act: act_id, entry, due_at })
}

#[expect(clippy::too_many_arguments, reason = "one act and everything it is written with")]
pub(super) async fn write_act(
    tx: &mut Tx,
    ground: &Ground,
    id: i64,
    before: Option<&Case>,
    after: &Case,
    act: &Act,
    actor: &Actor,
    name: &str,
    opinion: &str,
    stance: Option<Stance>,
) -> Result<(i64, i64), Error> {
    let by = actor.ledger();
    let told = Told {
        by: &by,
        actor: name,
        from_state: before.map_or("", Case::state),
        to_state: after.state(),
        to_seats: &rows::unit_names(tx, &sent_to(act)).await?,
        opinion,
        stance: stance.map(|s| match s {
            Stance::Agree => "agree",
            Stance::Disagree => "disagree",
            Stance::Noted | Stance::Silent | Stance::Removed => "noted",
        }),
    };
    let act_id = rows::insert_act(tx, id, after.seq, act, &told).await?;
    let facts = serde_json::json!({ "process": after.process, "seq": after.seq, "act": act });
    let body = ledger::Body { table: "matter_act", column: "opinion", row: act_id, content: opinion.as_bytes() };
    let bodies = if opinion.is_empty() { Vec::new() } else { vec![body] };
    let verb = format!("{}.{}", after.process, act.action);
    let entry = ledger::Entry {
        at: act.at,
        actor: by,
        verb: &verb,
        subject: ledger::Subject { kind: "matter", id },
        facts,
        bodies,
    };
    let entry = ledger::record(tx, &ground.chance, entry).await?;
    Ok((act_id, entry))
}

/// Every unit that has or had to do with a case: those that find it by words.
pub fn units_of(case: &Case) -> BTreeSet<i64> {
    let held = case.steps.iter().filter_map(|s| s.seat.as_ref()).map(|s| s.unit);
    let asked = case.consults.iter().flat_map(|c| c.members.iter().map(|m| m.seat.unit));
    held.chain(asked).chain(case.heirs.keys().copied()).chain([case.home]).collect()
}

/// Makes a matter findable by number and title.
pub(super) async fn findable(tx: &mut Tx, id: i64, case: &Case, title: &str) -> Result<(), Error> {
    let doc = Doc {
        kind: FOUND.to_owned(),
        id,
        title: format!("{} {title}", case.number),
        body: String::new(),
        audience: Audience::Units(units_of(case).into_iter().collect()),
        url: format!("/work/matters/{id}"),
        ..Doc::default()
    };
    Ok(store::search::put(tx, &doc).await?)
}

/// The units to which an act sends something.
fn sent_to(act: &Act) -> Vec<i64> {
    let mut units: Vec<i64> = Vec::new();
    for event in &act.events {
        match event {
            // All that follows goes to the heir.
            Event::Succeeded { to, .. } => return vec![*to],
            Event::Moved { seat: Some(seat), .. } | Event::MemberAdded { seat, .. } => units.push(seat.unit),
            Event::Consulted { seats, .. } => units.extend(seats.iter().map(|s| s.unit)),
            _ => {}
        }
    }
    units
}
