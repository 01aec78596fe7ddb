//! Two at once, numbers without gaps, and what a transaction leaves behind when it does not commit.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::time::{DAY, HOUR};
use base::{Chance, Error};
use matter::case::{LinkKind, Stance};
use matter::decide::{Input, Who, offers};
use matter::engine::Doing;
use matter::store::{self as rows, FileRef};
use matter::{engine, replay};
use store::{Query, args};

use crate::county::{County, LINES, to, units_of};
use crate::random::input;
use crate::sample::{SAMPLE, today};

store::both! {
    async fn of_two_clerks_at_once_one_wins_and_the_other_is_told_who_and_what(db: TestDb) {
        let county = Arc::new(County::new(db).await);
        let id = county.open("路灯不亮").await;
        let seen = county.matter(id).await.case().unwrap().seq;
        let tries = [2, 3].map(|unit| {
            let county = Arc::clone(&county);
            tokio::spawn(async move {
                let clerk = county.official(1);
                county.try_as(&Who::Actor(&clerk), id, "dispatch", to(unit), Some(seen)).await
            })
        });
        let mut told = Vec::new();
        for one in tries {
            if let Err(error) = one.await.unwrap() {
                told.push(error);
            }
        }
        let [Error::Conflict(message)] = told.as_slice() else { panic!("{told:?}") };
        assert!(message.contains("张1（单位1 岗位1）") && message.contains("派单") && message.contains("待签收"), "{message}");
        assert_eq!(county.matter(id).await.seq, 2);
    }

    async fn a_remark_or_an_opening_by_others_is_no_conflict(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("路灯不亮").await;
        let seen = county.matter(id).await.case().unwrap().seq;
        county.does(1, id, "note", to(1)).await;
        let clerk = county.official(1);
        county.try_as(&Who::Actor(&clerk), id, "dispatch", to(2), Some(seen)).await.unwrap();
    }

    async fn forty_openings_at_once_give_numbers_without_gaps_though_some_roll_back(db: TestDb) {
        let county = Arc::new(County::new(db).await);
        let tasks: Vec<_> = (0..40)
            .map(|i| {
                let county = Arc::clone(&county);
                tokio::spawn(async move {
                    if i % 4 == 0 {
                        let mut tx = county.t.db.begin().await.unwrap();
                        rows::next_number(&mut tx, SAMPLE.number, "", county.ground.now).await.unwrap();
                        tx.rollback().await.unwrap();
                    } else {
                        county.open("占道经营").await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let numbers: Vec<(String, i64)> =
            county.t.db.reader().list("SELECT number, seq FROM matter_number ORDER BY seq", args![]).await.unwrap();
        assert_eq!(numbers.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), (1..=30).collect::<Vec<_>>());
        assert_eq!(numbers.iter().map(|(n, _)| n).collect::<BTreeSet<_>>().len(), 30);
    }

    async fn a_voided_number_stays_and_is_not_given_again(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("占道经营").await;
        let number = county.matter(id).await.number;
        let mut tx = county.t.db.begin().await.unwrap();
        rows::void_number(&mut tx, &number, county.ground.now, "重复登记").await.unwrap();
        assert!(matches!(rows::void_number(&mut tx, &number, county.ground.now, "再次").await, Err(Error::Unseen)));
        tx.commit().await.unwrap();
        assert_ne!(county.matter(county.open("又一件").await).await.number, number);
    }

    async fn a_refused_act_leaves_nothing_behind(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("占道经营").await;
        let entries = "SELECT COUNT(*) FROM ledger_entry";
        let before: i64 = county.t.db.reader().scalar(entries, args![]).await.unwrap();
        let stranger = county.official(5);
        let tried = county.try_as(&Who::Actor(&stranger), id, "dispatch", to(2), None).await;
        assert!(matches!(tried, Err(Error::Refused(_))));
        let after: i64 = county.t.db.reader().scalar(entries, args![]).await.unwrap();
        assert_eq!((after, county.matter(id).await.seq), (before, 1));
    }

    async fn links_are_written_on_both_sides_and_merging_goes_in_no_circle(db: TestDb) {
        let county = County::new(db).await;
        let (one, two, three) = (county.open("甲").await, county.open("乙").await, county.open("丙").await);
        let other = |id| Input { other: Some(id), ..Input::default() };
        county.does(1, two, "merge", other(one)).await;
        let kinds = |id| {
            let county = &county;
            async move { county.matter(id).await.case().unwrap().links.iter().map(|l| (l.other, l.kind)).collect::<Vec<_>>() }
        };
        assert_eq!(kinds(one).await, [(two, LinkKind::Merged)]);
        assert_eq!(kinds(two).await, [(one, LinkKind::MergedInto)]);
        let clerk = county.official(1);
        for wrong in [two, three] {
            let tried = county.try_as(&Who::Actor(&clerk), three, "merge", other(wrong), None).await;
            assert!(matches!(tried, Err(Error::Invalid(_))), "{wrong}");
        }
        let mut tx = county.t.db.begin().await.unwrap();
        for _ in 0..2 {
            engine::link(&mut tx, &county.ground, &clerk, three, one, LinkKind::LedTo).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(kinds(one).await, [(two, LinkKind::Merged), (three, LinkKind::CameFrom)]);
        assert_eq!(replay::all(&county.t.db, 10).await.unwrap(), (3, Vec::new()));
    }

    async fn whoever_acts_the_ledger_replays_to_what_is_stored_and_an_altered_row_is_named(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.handled("占道经营").await;
        county.does(2, id, "countersign", units_of(&[3, 4])).await;
        county.does(3, id, "reply", crate::county::says(Stance::Agree)).await;
        county.does(4, id, "return", Input { step: Some(0), opinion: "退".into(), ..Input::default() }).await;
        county.later(DAY);
        county.does(1, id, "dispatch", to(3)).await;
        county.open("另一件").await;
        assert_eq!(replay::all(&county.t.db, 10).await.unwrap(), (2, Vec::new()));
        let alterations = [
            "UPDATE matter_matter SET state = 'closed' WHERE id = $1",
            "UPDATE matter_matter SET state = 'dispatched', snapshot = REPLACE(snapshot, '\"投诉\"', '\"咨询\"') WHERE id = $1",
            "UPDATE matter_task SET closed_at = 1 WHERE matter_id = $1",
        ];
        for sql in alterations {
            let mut tx = county.t.db.begin().await.unwrap();
            tx.run(sql, args![id]).await.unwrap();
            tx.commit().await.unwrap();
            let (_, bad) = replay::all(&county.t.db, 10).await.unwrap();
            assert_eq!(bad.iter().map(|b| b.id).collect::<Vec<_>>(), [id], "{sql}");
        }
        assert_eq!(county.matter(id).await.received_on, today());
    }

    async fn random_acts_through_the_engine_replay_from_the_ledger_and_end_when_the_fold_says(db: TestDb) {
        let mut county = County::new(db).await;
        let mut ids = Vec::new();
        for title in ["甲", "乙", "丙"] {
            ids.push(county.open(title).await);
        }
        let chance = Chance::seeded(20_260_302);
        for _ in 0..150 {
            county.later(chance.below(6) as i64 * HOUR);
            let id = *chance.pick(&ids).unwrap();
            let case = county.matter(id).await.case().unwrap();
            let actors: Vec<_> = [1, 2, 3, 4, 9].map(|unit| county.official(unit)).into_iter().collect();
            let people: Vec<Who<'_>> = actors.iter().map(Who::Actor).chain([Who::Applicant]).collect();
            let world = county.ground.world();
            let offered: Vec<_> =
                people.iter().flat_map(|who| offers(&SAMPLE, &case, who, world).into_iter().map(move |o| (*who, o))).collect();
            let Some((who, offer)) = chance.pick(&offered) else { continue };
            let mut input = input(&case, chance.below(1_000) as usize);
            input.other = chance.pick(&ids).copied();
            match county.try_as(who, id, offer.action.key, input, Some(case.seq)).await {
                Ok(_) | Err(Error::Invalid(_)) => {}
                Err(other) => panic!("offered {} and answered {other}", offer.action.key),
            }
        }
        assert_eq!(replay::all(&county.t.db, 10).await.unwrap(), (3, Vec::new()));
        for id in ids {
            let matter = county.matter(id).await;
            let clock = engine::main_clock(&SAMPLE, &matter.case().unwrap(), &county.ground).unwrap().unwrap();
            assert!(engine::end(&clock).is_none_or(|end| end == matter.due_at), "the stored end is the fold of the events");
        }
    }

    async fn files_come_with_the_act_and_stand_on_the_page(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("甲").await;
        let file = FileRef { digest: "ab".repeat(32), name: "照片.png".into(), size: 9, media_type: "image/png".into() };
        let clerk = county.official(1);
        let mut tx = county.t.db.begin().await.unwrap();
        let doing = Doing { matter: id, action: "note", input: to(1), seen: None, files: &[file], audience: "inside" };
        engine::act(&mut tx, &county.ground, &SAMPLE, &Who::Actor(&clerk), doing).await.unwrap();
        tx.commit().await.unwrap();
        let matter = county.matter(id).await;
        let view = matter::view::assemble(&mut county.t.db.reader(), &county.ground, &LINES, &clerk, &matter).await.unwrap();
        assert_eq!(view.files[0].href, format!("/work/sample/{id}/files/{}", view.files[0].id));
        assert_eq!(view.trail[1].files[0].name, "照片.png");
        assert!(matches!(rows::file(&mut county.t.db.reader(), id, 99).await, Err(Error::Unseen)));
    }
}
