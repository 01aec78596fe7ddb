//! What the program does by itself: silence, and counting again after a calendar has changed.

use base::calendar::{DayKind, Year};
use base::time::DAY;
use base::{Calendar, Date, Moment};
use matter::case::Stance;
use matter::decide::Input;
use matter::{engine, recount, replay, silence, store as rows};

use crate::county::{County, LINES, says, to, units_of};
use crate::sample::SAMPLE;

store::both! {
    async fn silence_counts_as_the_process_says_and_only_once(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("占道经营").await;
        county.does(2, id, "ask", units_of(&[3])).await;
        county.does(2, id, "assist", units_of(&[4])).await;
        county.does(2, id, "countersign", units_of(&[5])).await;
        assert_eq!(silence::pass_over(&county.t.db, &county.ground, &LINES).await.unwrap(), 0);
        county.later(30 * DAY);
        assert_eq!(silence::pass_over(&county.t.db, &county.ground, &LINES).await.unwrap(), 2);
        assert_eq!(silence::pass_over(&county.t.db, &county.ground, &LINES).await.unwrap(), 0);
        let waits: Vec<(String,)> = store::Query::list(
            &mut county.t.db.reader(),
            "SELECT part FROM matter_task WHERE waits = 1",
            store::args![],
        )
        .await
        .unwrap();
        assert_eq!(waits, [("m2.0".into(),)], "what is waited for is looked at once");
        let case = county.matter(id).await.case().unwrap();
        let stances: Vec<_> = case.consults.iter().map(|c| c.members[0].stance).collect();
        assert_eq!(stances, [Some(Stance::Agree), Some(Stance::Silent), None]);
        assert_eq!(case.open_consults().count(), 1);
        county.does(5, id, "reply", says(Stance::Agree)).await;
        assert_eq!(replay::all(&county.t.db, 10).await.unwrap(), (1, Vec::new()));
    }

    async fn a_changed_calendar_moves_the_end_and_keeps_the_old_one_with_the_reason(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("占道经营").await;
        county.does(2, id, "circulate", units_of(&[3])).await;
        county.does(2, id, "countersign", units_of(&[4])).await;
        let before = county.matter(id).await.due_at;
        assert_eq!(before, Moment::end_of(Date::constant(2026, 3, 9)));
        let mut year = Calendar::national().year(2026).cloned().unwrap_or_else(|| Year::new(2026));
        year.days.insert(Date::constant(2026, 3, 4), DayKind::Off("县庆".into()));
        county.ground.calendar = Calendar::national().with_year(year).into();
        let (looked, more) = recount::preview(&county.t.db, &county.ground, &LINES, 100).await.unwrap();
        assert_eq!((looked.looked, looked.moved, more), (1, 1, false));
        assert_eq!(county.matter(id).await.due_at, before, "a preview changes nothing");
        let counted = recount::all(&county.t.db, &county.ground, &LINES, "县庆放假").await.unwrap();
        assert_eq!((counted.looked, counted.moved), (1, 1));
        let matter = county.matter(id).await;
        assert_eq!(matter.due_at, Moment::end_of(Date::constant(2026, 3, 10)));
        let clock = engine::main_clock(&SAMPLE, &matter.case().unwrap(), &county.ground).unwrap().unwrap();
        assert_eq!(engine::end(&clock), Some(matter.due_at), "the stored end is the fold of the events");
        let kept = rows::recounts(&mut county.t.db.reader(), id).await.unwrap();
        assert_eq!(kept, [("answer".into(), county.ground.now, before, matter.due_at, "县庆放假".into())]);
        let again = recount::all(&county.t.db, &county.ground, &LINES, "县庆放假").await.unwrap();
        assert_eq!(again.moved, 0);
        assert_eq!(replay::all(&county.t.db, 10).await.unwrap(), (1, Vec::new()));
        let due: Vec<(String, Moment)> = store::Query::list(
            &mut county.t.db.reader(),
            "SELECT part, due_at FROM matter_task WHERE matter_id = $1 AND closed_at IS NULL ORDER BY part",
            store::args![id],
        )
        .await
        .unwrap();
        let asked = county.matter(id).await.case().unwrap().consults[1].due.unwrap();
        assert_eq!(due, [("m0.0".into(), matter.due_at), ("m1.0".into(), asked), ("s3".into(), matter.due_at)]);
    }

    async fn a_changed_calendar_moves_what_is_due_by_a_clock_beside_the_main_one(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("占道经营").await;
        county.does(2, id, "submit", to(2)).await;
        county.does(1, id, "approve", Input::default()).await;
        county.does(1, id, "check", Input::default()).await;
        let due = async |county: &County| -> Vec<(Moment,)> {
            let sql = "SELECT due_at FROM matter_task WHERE matter_id = $1 AND closed_at IS NULL";
            store::Query::list(&mut county.t.db.reader(), sql, store::args![id]).await.unwrap()
        };
        assert_eq!(due(&county).await, [(Moment::end_of(Date::constant(2026, 3, 9)),)]);
        let mut year = Calendar::national().year(2026).cloned().unwrap_or_else(|| Year::new(2026));
        year.days.insert(Date::constant(2026, 3, 4), DayKind::Off("县庆".into()));
        county.ground.calendar = Calendar::national().with_year(year).into();
        let counted = recount::all(&county.t.db, &county.ground, &LINES, "县庆放假").await.unwrap();
        assert_eq!((counted.looked, counted.moved), (0, 0), "the main clock was met");
        assert_eq!(due(&county).await, [(Moment::end_of(Date::constant(2026, 3, 10)),)]);
    }
}
