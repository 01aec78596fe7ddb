//! Random sequences of acts by several people on the pure core: nothing is ever lost.

use base::time::HOUR;
use base::{Error, Moment};
use identity::Actor;
use matter::case::{Act, Case, Event, Stance};
use matter::decide::{self, Input, Offer, Who, offers};
use matter::process::{Action, Does, Kind};
use proptest::prelude::*;

use crate::sample::{SAMPLE, Sky, morning, staff, today};

/// What a random step says: who, which action, choices, and how much later.
type Roll = (u8, u8, u16, u8);

struct Play {
    sky: Sky,
    cast: Vec<Actor>,
    now: Moment,
    case: Case,
    acts: Vec<Act>,
    said: Vec<(usize, usize, Stance)>,
}

impl Play {
    fn new() -> Self {
        let sky = Sky::new();
        let opened = Event::Opened {
            process: SAMPLE.key.to_owned(),
            version: SAMPLE.version,
            kind: "投诉".to_owned(),
            number: "样〔2026〕00001号".to_owned(),
            home: 1,
            received_on: today(),
        };
        let act = decide::begin(&SAMPLE, opened, None, &["answer"], sky.at(morning())).unwrap();
        let case = Case::open(&act).unwrap();
        let cast = vec![
            staff(1, 11, 1, false, &["sample_clerk"]),
            staff(2, 12, 1, false, &["sample_clerk", "sample_approver"]),
            staff(3, 13, 1, true, &["sample_approver"]),
            staff(4, 21, 2, false, &["sample_handler"]),
            staff(5, 22, 2, true, &["sample_handler"]),
            staff(6, 31, 3, false, &["sample_handler"]),
            staff(7, 41, 4, true, &["sample_handler"]),
            staff(8, 91, 9, true, &["sample_leader"]),
            staff(9, 51, 5, false, &[]),
            Actor::System,
        ];
        Self { sky, cast, now: morning(), case, acts: vec![act], said: Vec::new() }
    }

    fn take(&mut self, (actor, action, pick, later): Roll) {
        self.now = self.now.plus(i64::from(later % 8) * HOUR);
        let cast = self.cast.clone();
        let people: Vec<Who<'_>> = cast.iter().map(Who::Actor).chain([Who::Applicant]).collect();
        let mut who = people[usize::from(actor) % people.len()];
        if action >= 230 {
            return self.open_page(&who);
        }
        if action >= 222 {
            return self.succeed(i64::from(pick % 5) + 1, i64::from(pick / 5 % 6) + 1);
        }
        self.offers_are_what_decide_takes(&who, usize::from(pick));
        let mut offered = offers(&SAMPLE, &self.case, &who, self.sky.at(self.now));
        // Left to chance alone, remarks and reminders would crowd out what moves a matter on.
        if action % 3 < 2 {
            let ahead = people.iter().flat_map(|w| self.telling(w, action % 3 == 0).into_iter().map(move |o| (*w, o)));
            let ahead: Vec<_> = ahead.collect();
            if let Some((other, offer)) = ahead.get(usize::from(pick) % ahead.len().max(1)) {
                (who, offered) = (*other, vec![offer.clone()]);
            }
        }
        let Some(offer) = offered.get(usize::from(action) % offered.len().max(1)) else { return };
        let input = input(&self.case, usize::from(pick));
        match decide::decide(&SAMPLE, &self.case, &who, offer.action.key, &input, self.sky.at(self.now)) {
            Ok(act) => self.happened(offer.action, act),
            Err(Error::Invalid(_)) => {}
            Err(other) => panic!("offered {} and answered {other:?}", offer.action.key),
        }
    }

    /// What `who` may do that moves the matter on, or that is about asking others.
    fn telling(&self, who: &Who<'_>, moves: bool) -> Vec<Offer> {
        let mut offered = offers(&SAMPLE, &self.case, who, self.sky.at(self.now));
        offered.retain(|o| match o.action.does {
            Does::Move(_) | Does::Sign(_) | Does::Back => moves,
            Does::Consult(_) | Does::AddMember | Does::RemoveMember => !moves,
            Does::Reply => true,
            _ => false,
        });
        offered
    }

    /// Everyone who opens the page has seen what lies at their seat.
    fn open_page(&mut self, who: &Who<'_>) {
        let events = matter::engine::unseen(&self.case, who);
        if !events.is_empty() {
            let act = Act { at: self.now, action: "seen".to_owned(), post: who.post(), events };
            self.keep(act);
        }
    }

    /// Another organ continues the functions of a unit: nothing of that unit is left, and nothing else changes.
    fn succeed(&mut self, from: i64, to: i64) {
        let events = decide::succeed(&self.case, from, to);
        let part = |case: &Case, unit: i64| case.home == unit || case.tasks().iter().any(|t| t.seat.unit == unit);
        assert_eq!(events.is_empty(), from == to || !part(&self.case, from), "what the unit has is handed over");
        if events.is_empty() {
            return;
        }
        let before = self.case.clone();
        self.keep(Act { at: self.now, action: "succeed".to_owned(), post: None, events });
        let after = &self.case;
        assert!(!part(after, from) && part(after, to), "all of it lies with the heir");
        assert_eq!((&before.number, before.state(), &before.clocks), (&after.number, after.state(), &after.clocks));
        assert_eq!(before.seat().map(|s| &s.desk), after.seat().map(|s| &s.desk));
        assert!(matter::engine::units_of(after).contains(&from), "what is past stays with who did it");
    }

    /// No way leads to a unit that has an heir.
    fn nothing_goes_to_who_has_an_heir(&self, act: &Act) {
        for event in &act.events {
            if let Event::Moved { seat: Some(seat), .. } = event
                && act.action != "succeed"
                && self.case.heirs.contains_key(&seat.unit)
            {
                // Whoever is named by hand has it until it goes on; forms do not offer units that ended.
                let named = matches!(act.action.as_str(), "dispatch" | "transfer");
                let stays = self.case.seat().is_some_and(|here| here.unit == seat.unit);
                assert!(named || stays, "{} leads to unit {}, which has an heir", act.action, seat.unit);
            }
        }
    }

    fn offers_are_what_decide_takes(&self, who: &Who<'_>, pick: usize) {
        let world = self.sky.at(self.now);
        let offered = offers(&SAMPLE, &self.case, who, world);
        for action in SAMPLE.actions {
            let taken = decide::decide(&SAMPLE, &self.case, who, action.key, &input(&self.case, pick), world);
            let refused = matches!(taken, Err(Error::Refused(_)));
            let shown = offered.iter().any(|o| o.action.key == action.key);
            assert_eq!(shown, !refused, "{} in {}: {taken:?}", action.key, self.case.state());
        }
    }

    fn happened(&mut self, action: &Action, act: Act) {
        if action.does == Does::Withdraw {
            let step = self.case.now().unwrap();
            assert!(step.seen_at.is_none() && step.by_post == act.post, "withdrawn after it was opened");
        }
        for event in &act.events {
            if let Event::MemberEnded { consult, member, stance } = event
                && action.does == Does::Reply
            {
                self.said.push((*consult, *member, *stance));
            }
        }
        self.keep(act);
    }

    fn keep(&mut self, act: Act) {
        self.nothing_goes_to_who_has_an_heir(&act);
        self.case.apply(&act);
        self.acts.push(act);
        self.nothing_is_lost();
    }

    fn nothing_is_lost(&self) {
        let case = &self.case;
        let kind = SAMPLE.state(case.state()).unwrap().kind;
        assert_eq!(case.seat().is_some(), kind == Kind::Open, "an open matter lies with somebody, others with nobody");
        let tasks = case.tasks();
        assert!(kind != Kind::Closed || tasks.is_empty(), "a closed matter leaves no task");
        let open: usize = case
            .open_consults()
            .map(|(_, c)| c.members.iter().filter(|m| m.ended_at.is_none()).count())
            .inspect(|n| assert!(*n > 0, "an open consultation waits for somebody"))
            .sum();
        assert_eq!(tasks.len(), open + usize::from(case.seat().is_some()), "every open question is a task");
        for consult in case.consults.iter().filter(|c| c.closed_at.is_some()) {
            assert!(consult.members.iter().all(|m| m.ended_at.is_some()), "no orphan in an ended consultation");
        }
        for (consult, member, stance) in &self.said {
            assert_eq!(case.consults[*consult].members[*member].stance, Some(*stance), "an opinion was lost");
        }
        for events in case.clocks.values() {
            base::due::fold(&self.sky.calendar, events).unwrap();
        }
        assert_eq!(case.seq as usize, self.acts.len());
    }
}

/// A full input: everything that any action could need, chosen by `pick`.
pub fn input(case: &Case, pick: usize) -> Input {
    let earlier = decide::earlier_steps(&SAMPLE, case);
    let open: Vec<(usize, usize)> = case
        .open_consults()
        .flat_map(|(i, c)| c.members.iter().enumerate().filter(|(_, m)| m.ended_at.is_none()).map(move |(j, _)| (i, j)))
        .collect();
    let chosen = |n: usize| (n > 0).then(|| pick % n);
    Input {
        opinion: format!("意见 {pick}"),
        seats: vec![(2 + pick as i64 % 3, None), (2 + pick as i64 / 3 % 3, None)],
        outcome: Some(SAMPLE.outcomes[pick % SAMPLE.outcomes.len()].key.to_owned()),
        days: Some(1 + pick as u32 % 9),
        step: chosen(earlier.len()).map(|n| earlier[n].0),
        member: chosen(open.len()).map(|n| open[n]),
        stance: Some([Stance::Agree, Stance::Disagree, Stance::Noted][pick % 3]),
        other: Some(99),
        day: None,
        documents: 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_nothing_is_lost_and_the_acts_replay_to_the_same_case(
        rolls in prop::collection::vec(any::<Roll>(), 1..70),
    ) {
        let mut play = Play::new();
        for roll in rolls {
            play.take(roll);
        }
        // As the ledger keeps them: through JSON and back.
        let told = serde_json::to_string(&play.acts).unwrap();
        let acts: Vec<Act> = serde_json::from_str(&told).unwrap();
        prop_assert_eq!(Case::replay(&acts), Some(play.case));
    }
}

#[test]
fn random_sequences_reach_every_state_and_every_action() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut states, mut done) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for _ in 0..150 {
        let rolls = prop::collection::vec(any::<Roll>(), 40..70).new_tree(&mut runner).unwrap().current();
        let mut play = Play::new();
        for roll in rolls {
            play.take(roll);
        }
        states.extend(play.case.steps.iter().map(|s| s.state.clone()));
        done.extend(play.case.done.keys().cloned());
    }
    let unreached: Vec<_> = SAMPLE.states.iter().map(|s| s.key).filter(|k| !states.contains(*k)).collect();
    let undone: Vec<_> = SAMPLE.actions.iter().map(|a| a.key).filter(|k| !done.contains(*k)).collect();
    assert!(unreached.is_empty() && undone.is_empty(), "never reached {unreached:?}, never done {undone:?}");
}
