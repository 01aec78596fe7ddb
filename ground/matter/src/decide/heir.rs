//! Another organ continues the functions of a unit (职权变更、机构撤并后的承继): what the unit has in a matter goes to the heir. Number, clocks
//! and everything that was said stay.

use crate::case::{Case, Event, Seat, Stance};

/// What happens when `to` continues the functions of `from`; nothing when `from` has no part in the matter any more.
pub fn succeed(case: &Case, from: i64, to: i64) -> Vec<Event> {
    let here = case.seat().filter(|seat| seat.unit == from);
    let asked: Vec<(usize, usize, &Seat)> = case
        .open_consults()
        .flat_map(|(i, consult)| consult.members.iter().enumerate().map(move |(j, member)| (i, j, member)))
        .filter(|(_, _, member)| member.ended_at.is_none() && member.seat.unit == from)
        .map(|(i, j, member)| (i, j, &member.seat))
        .collect();
    if from == to || (case.home != from && here.is_none() && asked.is_empty()) {
        return Vec::new();
    }
    let heir = |seat: &Seat| Seat { unit: to, desk: seat.desk.clone(), post: None };
    let mut events = vec![Event::Succeeded { from, to }];
    events.extend(here.map(|seat| Event::Moved { state: case.state().to_owned(), seat: Some(heir(seat)) }));
    let mut added: Vec<(usize, Seat)> = Vec::new();
    for (consult, member, seat) in asked {
        // The heir is asked once, though it was asked beside the other.
        let new = heir(seat);
        let open = |m: &crate::case::Member| m.ended_at.is_none() && m.seat == new;
        let asked = case.consults.get(consult).is_some_and(|c| c.members.iter().any(open));
        if !asked && !added.contains(&(consult, new.clone())) {
            added.push((consult, new.clone()));
            events.push(Event::MemberAdded { consult, seat: new });
        }
        events.push(Event::MemberEnded { consult, member, stance: Stance::Removed });
    }
    events
}
