//! The pure core, case by case: what offices do to each other, and what other systems got wrong.

use base::time::{DAY, HOUR};
use base::{Error, Moment};
use identity::{Actor, Role, Scope};
use matter::case::{Act, Case, Event, Stance};
use matter::decide::{self, Input, Who};

use crate::sample::{DESK, SAMPLE, Sky, morning, staff, today};

struct Story {
    sky: Sky,
    now: Moment,
    case: Case,
}

fn clerk() -> Actor {
    staff(1, 11, 1, false, &["sample_clerk"])
}

fn approver() -> Actor {
    staff(3, 13, 1, true, &["sample_approver"])
}

fn handler(unit: i64) -> Actor {
    staff(unit * 10, unit * 10 + 1, unit, false, &["sample_handler"])
}

fn to(unit: i64) -> Input {
    Input { seats: vec![(unit, None)], opinion: "请办理".into(), ..Input::default() }
}

fn units(units: &[i64]) -> Input {
    Input { seats: units.iter().map(|u| (*u, None)).collect(), ..Input::default() }
}

fn back_to(step: usize) -> Input {
    Input { step: Some(step), opinion: "材料不全".into(), ..Input::default() }
}

fn says(stance: Stance) -> Input {
    Input { stance: Some(stance), opinion: "意见".into(), ..Input::default() }
}

impl Story {
    fn new() -> Self {
        let sky = Sky::new();
        let opened = Event::Opened {
            process: SAMPLE.key.into(),
            version: 1,
            kind: "投诉".into(),
            number: "样〔2026〕00001号".into(),
            home: 1,
            received_on: today(),
        };
        let act = decide::begin(&SAMPLE, opened, None, &["answer"], sky.at(morning())).unwrap();
        Self { now: morning(), case: Case::open(&act).unwrap(), sky }
    }

    fn try_to(&self, actor: &Actor, action: &str, input: &Input) -> Result<Act, Error> {
        decide::decide(&SAMPLE, &self.case, &Who::Actor(actor), action, input, self.sky.at(self.now))
    }

    fn does(&mut self, actor: &Actor, action: &str, input: Input) -> &mut Self {
        let act = self.try_to(actor, action, &input).unwrap_or_else(|e| panic!("{action}: {e}"));
        self.case.apply(&act);
        self
    }

    fn citizen(&mut self, action: &str, input: &Input) -> &mut Self {
        let act = decide::decide(&SAMPLE, &self.case, &Who::Applicant, action, input, self.sky.at(self.now)).unwrap();
        self.case.apply(&act);
        self
    }

    fn opens(&mut self, actor: &Actor) -> &mut Self {
        let events = matter::engine::unseen(&self.case, &Who::Actor(actor));
        self.case.apply(&Act { at: self.now, action: "seen".into(), post: Who::Actor(actor).post(), events });
        self
    }

    fn later(&mut self, millis: i64) -> &mut Self {
        self.now = self.now.plus(millis);
        self
    }

    fn refusal(&self, actor: &Actor, action: &str, input: &Input) -> &'static str {
        match self.try_to(actor, action, input) {
            Err(Error::Refused(refusal)) => refusal.name,
            other => panic!("{action}: {other:?}"),
        }
    }

    fn due(&self) -> Option<String> {
        base::due::fold(&self.sky.calendar, &self.case.clocks["answer"]).unwrap().due.map(|d| d.words())
    }
}

#[test]
fn the_sample_process_is_well_formed() {
    assert_eq!(SAMPLE.faults(), Vec::<String>::new());
}

#[test]
fn a_matter_goes_from_the_desk_to_a_unit_to_the_leader_and_out() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).opens(&handler(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "submit", to(2)).does(&approver(), "approve", Input::default());
    assert_eq!(story.case.state(), "replied");
    story.citizen("rate", &Input::default());
    assert_eq!(story.case.state(), "closed");
    assert_eq!(story.refusal(&clerk(), "urge", &Input::default()), "matter.closed");
}

#[test]
fn a_matter_is_not_urged_again_before_its_working_days_have_passed() {
    use base::time::DAY;
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).later(4 * DAY).does(&clerk(), "urge", Input::default());
    // Friday the 6th; the rule says one working day.
    for (days, refused) in [(0, true), (1, true), (1, true), (1, false)] {
        story.later(days * DAY);
        let offered = decide::offers(&SAMPLE, &story.case, &Who::Actor(&clerk()), story.sky.at(story.now));
        assert_eq!(offered.iter().any(|o| o.action.key == "urge"), !refused, "{}", story.now.minutes());
        match story.try_to(&clerk(), "urge", &Input::default()) {
            Err(Error::Refused(refusal)) if refused => {
                assert_eq!(refusal.name, decide::URGED_LATELY);
                let said = "本件已于 2026-03-06 09:00 催办过，两次催办至少间隔 1 个工作日，2026-03-09 起可以再催办";
                assert_eq!(refusal.message, said);
            }
            done => assert!(done.is_ok() && !refused, "{done:?}"),
        }
    }
}

#[test]
fn who_has_no_part_in_it_is_refused() {
    let mut story = Story::new();
    assert_eq!(story.refusal(&handler(2), "dispatch", &to(2)), "matter.not-yours");
    story.does(&clerk(), "dispatch", to(2));
    assert_eq!(story.refusal(&handler(3), "sign", &Input::default()), "matter.not-yours");
    assert_eq!(story.refusal(&clerk(), "dispatch", &to(3)), "matter.not-yours");
}

#[test]
fn withdrawal_only_while_unopened_and_not_of_what_is_here() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2));
    story.does(&clerk(), "withdraw", Input::default());
    assert_eq!(story.case.state(), "received");
    assert_eq!(story.refusal(&clerk(), "withdraw", &Input::default()), "matter.here");
    story.does(&clerk(), "dispatch", to(2)).opens(&handler(2));
    assert_eq!(story.refusal(&clerk(), "withdraw", &Input::default()), "matter.opened");
    story.does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "ask_supplement", to(2));
    assert_eq!(story.refusal(&handler(2), "withdraw", &Input::default()), "matter.outside");
}

/// ruoyi-vue-pro 668 and 867, JeecgBoot 7460, codingapi 183, steedos 1635.
#[test]
fn a_return_from_one_branch_and_again_from_the_new_one_leaves_no_orphan_and_no_opinion_is_lost() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "countersign", units(&[3, 4]));
    story.does(&handler(3), "reply", says(Stance::Agree));
    story.does(&handler(4), "return", back_to(1));
    assert_eq!((story.case.state(), story.case.tasks().len()), ("dispatched", 1));
    story.does(&handler(2), "sign", Input::default()).does(&handler(2), "countersign", units(&[3, 4]));
    assert_eq!(story.case.tasks().len(), 3);
    story.does(&handler(3), "return", back_to(0));
    assert_eq!((story.case.state(), story.case.tasks().len()), ("received", 1));
    assert_eq!(story.case.open_consults().count(), 0);
    assert_eq!(story.case.consults[0].members[0].stance, Some(Stance::Agree));
    assert_eq!(story.case.consults[1].members[1].stance, Some(Stance::Removed));
    assert_eq!(story.refusal(&handler(4), "reply", &says(Stance::Agree)), "matter.not-yours");
}

#[test]
fn a_countersignature_is_waited_for_and_a_circulation_is_not() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "circulate", units(&[3])).does(&handler(2), "countersign", units(&[4]));
    assert_eq!(story.refusal(&handler(2), "submit", &to(2)), "matter.consulting");
    story.does(&handler(2), "add_member", Input { member: Some((1, 0)), ..to(3) });
    story.does(&handler(4), "reply", says(Stance::Agree));
    assert_eq!(story.refusal(&handler(2), "submit", &to(2)), "matter.consulting");
    story.does(&handler(2), "remove_member", Input { member: Some((1, 1)), ..Input::default() });
    story.does(&handler(2), "submit", to(2));
    assert_eq!(story.case.tasks().len(), 1, "the circulation ended with the step");
}

#[test]
fn who_is_asked_twice_answers_the_question_that_was_named() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "circulate", units(&[3])).does(&handler(2), "countersign", units(&[3]));
    story.does(&handler(3), "reply", Input { member: Some((1, 0)), ..says(Stance::Disagree) });
    assert_eq!(story.case.consults[1].members[0].stance, Some(Stance::Disagree));
    assert_eq!(story.case.consults[0].members[0].stance, None);
}

#[test]
fn the_clock_stands_while_the_citizen_is_waited_for_and_is_extended_once() {
    let mut story = Story::new();
    let first = story.due();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "ask_supplement", to(2));
    assert_eq!(story.due(), None);
    story.later(7 * DAY).citizen("supplement", &says(Stance::Noted));
    assert_eq!((story.case.state(), story.case.seat().unwrap().unit), ("handling", 2));
    let second = story.due();
    assert!(second > first);
    story.does(&handler(2), "extension", Input { days: Some(3), opinion: "需鉴定".into(), ..Input::default() });
    story.does(&approver(), "reply", says(Stance::Agree));
    assert!(story.due() > second);
    let more = Input { days: Some(3), opinion: "仍需鉴定".into(), ..Input::default() };
    assert_eq!(story.refusal(&handler(2), "extension", &more), "clock.extended");
}

#[test]
fn an_extension_that_was_not_agreed_to_changes_nothing_and_none_is_asked_after_the_end() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    let due = story.due();
    let days = Input { days: Some(3), opinion: "需鉴定".into(), ..Input::default() };
    story.does(&handler(2), "extension", days.clone()).does(&approver(), "reply", says(Stance::Disagree));
    assert_eq!(story.due(), due);
    story.later(30 * DAY);
    assert_eq!(story.refusal(&handler(2), "extension", &days), "clock.over");
}

#[test]
fn a_second_handling_starts_the_clock_anew_and_at_most_twice() {
    let mut story = Story::new();
    for round in 0..3 {
        story.later(DAY).does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
        story.does(&handler(2), "submit", to(2)).does(&approver(), "approve", Input::default());
        let first = story.due();
        let again = Input { opinion: "没有解决".into(), ..Input::default() };
        if round == 2 {
            assert_eq!(story.refusal(&clerk(), "reopen", &again), "matter.too-often");
        } else {
            story.later(DAY).citizen("reopen", &again);
            assert!(story.due() > first);
        }
    }
}

#[test]
fn a_machine_whose_clock_is_behind_spoils_no_history() {
    let mut story = Story::new();
    story.does(&clerk(), "dispatch", to(2)).does(&handler(2), "sign", Input::default());
    story.does(&handler(2), "ask_supplement", to(2));
    story.later(-HOUR).citizen("supplement", &says(Stance::Noted));
    assert!(story.due().is_some());
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let story = Story::new();
    let Err(Error::Invalid(fields)) = story.try_to(&clerk(), "refuse", &Input::default()) else { panic!("accepted") };
    let named: Vec<_> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(named, ["opinion", "outcome"]);
}

#[test]
fn a_verb_that_lines_share_shows_nobody_the_matters_of_another_line() {
    const SHARED: &[Role] =
        &[Role { key: "other_clerk", title: "受理员", scope: Scope::Own, verbs: &["other.work", DESK] }];
    let clerk = staff(1, 1, 1, false, &["sample_clerk"]);
    let other =
        matter::Line { key: "other", roles: SHARED, takes: None, coded: None, follows: None, ..crate::county::LINE };
    assert!(crate::county::LINE.sees(&clerk, 1, true), "who works in a line sees what was with the own unit");
    assert!(!crate::county::LINE.sees(&clerk, 1, false), "and nothing else");
    assert!(!other.sees(&clerk, 1, true));
}
