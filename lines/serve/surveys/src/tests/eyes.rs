//! Two pairs of eyes: nobody approves what he wrote any of, nobody overwrites what he has not seen, and one that is handed in twice counts
//! once.

use super::notices::announcing;
use super::quizzes::{entries, setting};
use super::*;
use crate::model::notice::Notice;
use crate::model::quiz::{Given, Quiz};
use crate::review::{Announced, Said};
use crate::{notice, quiz};

/// The head, who keeps surveys too.
fn both_roles(county: &County) -> Actor {
    let mut both = county.head.clone();
    if let Actor::Staff(staff) = &mut both {
        let roles = identity::Roles::new(&[crate::LINE.roles]);
        let keys = ["surveys.keeper".to_owned(), "surveys.approver".to_owned()];
        staff.grants = std::sync::Arc::new(roles.grants(&keys, staff.unit, Vec::new()));
    }
    both
}

/// Handed in by the keeper: the head who wrote any of it is refused, another who did not approves.
async fn needs_another<T: Announced>(county: &County, id: i64, both: &Actor) {
    let ground = county.ground();
    let mut tx = county.db().begin().await.unwrap();
    review::submit::<T>(&mut tx, &ground, &county.keeper, id, &Said::default()).await.unwrap();
    assert_eq!(refused(review::approve::<T>(&mut tx, &ground, both, id).await), "surveys.own-draft");
    // Sent back and written again by another it is still his in part.
    review::reject::<T>(&mut tx, &ground, both, id, "请补充一处说明").await.unwrap();
    review::submit::<T>(&mut tx, &ground, &county.keeper, id, &Said::default()).await.unwrap();
    assert_eq!(refused(review::approve::<T>(&mut tx, &ground, both, id).await), "surveys.own-draft");
    let mut another = county.other_head.clone();
    if let (Actor::Staff(another), Actor::Staff(head)) = (&mut another, &county.head) {
        (another.unit, another.grants) = (head.unit, head.grants.clone());
    }
    review::approve::<T>(&mut tx, &ground, &another, id).await.unwrap();
    tx.commit().await.unwrap();
}

::store::both! {
    async fn who_wrote_a_survey_does_not_approve_it_though_another_touched_it_last(test: TestDb) {
        let county = County::new(test).await;
        let (ground, both) = (county.ground(), both_roles(&county));
        let mut tx = county.db().begin().await.unwrap();
        let id = actions::create(&mut tx, &ground, &both, county.unit, &drafting("poll", "poll", (3, 20))).await.unwrap();
        let question = crate::model::tests::everything().questions.remove(0);
        actions::edit(&mut tx, &ground, &county.keeper, id, Edit::Set(crate::model::Question { id: 0, ..question })).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(county.survey(id).await.drafted_by, both.person(), "the keeper wrote last");
        needs_another::<Survey>(&county, id, &both).await;
    }

    async fn who_wrote_a_notice_does_not_approve_it_though_another_touched_it_last(test: TestDb) {
        let county = County::new(test).await;
        let (ground, both) = (county.ground(), both_roles(&county));
        let mut tx = county.db().begin().await.unwrap();
        let id = notice::create(&mut tx, &ground, &both, county.unit, &announcing("other", (3, 20))).await.unwrap();
        notice::save(&mut tx, &ground, &county.keeper, id, &announcing("other", (3, 21))).await.unwrap();
        tx.commit().await.unwrap();
        needs_another::<Notice>(&county, id, &both).await;
    }

    async fn who_filled_a_bank_does_not_approve_the_quiz_though_another_touched_it_last(test: TestDb) {
        let county = County::new(test).await;
        let (ground, both) = (county.ground(), both_roles(&county));
        let mut tx = county.db().begin().await.unwrap();
        let id = quiz::create(&mut tx, &ground, &county.keeper, county.unit, &setting([2, 1, 1], (3, 20))).await.unwrap();
        quiz::fill(&mut tx, &ground, &both, id, &entries()).await.unwrap();
        quiz::save(&mut tx, &ground, &county.keeper, id, &setting([2, 1, 1], (3, 21))).await.unwrap();
        tx.commit().await.unwrap();
        needs_another::<Quiz>(&county, id, &both).await;
    }

    async fn what_another_changed_meanwhile_is_not_overwritten(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let new = announcing("other", (3, 20));
        let id = notice::create(&mut tx, &ground, &county.keeper, county.unit, &new).await.unwrap();
        let opened = store::notice(&mut tx, id).await.unwrap().seq.to_string();
        assert!(review::as_seen::<Notice>(&mut tx, id, &opened).await.is_ok(), "nobody was faster");
        notice::save(&mut tx, &ground, &county.keeper, id, &announcing("other", (3, 21))).await.unwrap();
        let Err(Error::Conflict(words)) = review::as_seen::<Notice>(&mut tx, id, &opened).await else { unreachable!("it changed") };
        assert!(words.contains("官员1") && words.contains("2026-03-02"), "{words}");
        assert!(review::as_seen::<Notice>(&mut tx, id, "").await.is_err(), "a form that does not say what it saw");
        // The bank of a quiz and the questions of a survey count, too.
        let quiz = quiz::create(&mut tx, &ground, &county.keeper, county.unit, &setting([2, 1, 1], (3, 20))).await.unwrap();
        let opened = store::quiz(&mut tx, quiz).await.unwrap().seq.to_string();
        quiz::fill(&mut tx, &ground, &county.keeper, quiz, &entries()).await.unwrap();
        assert!(review::as_seen::<Quiz>(&mut tx, quiz, &opened).await.is_err());
        tx.commit().await.unwrap();
        let survey = county.draft("poll", "poll", (3, 20)).await;
        let mut tx = county.db().begin().await.unwrap();
        let opened = store::survey(&mut tx, survey).await.unwrap().seq.to_string();
        actions::edit(&mut tx, &ground, &county.keeper, survey, Edit::Remove(3)).await.unwrap();
        assert!(review::as_seen::<Survey>(&mut tx, survey, &opened).await.is_err());
    }

    async fn a_try_that_is_handed_in_twice_at_once_counts_once(test: TestDb) {
        let mut county = County::new(test).await;
        let id = county.quizzed().await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let found = store::quiz(&mut tx, id).await.unwrap();
        let token = quiz::begin(&mut tx, &ground, &found, &Voter::Browser("a".repeat(32))).await.unwrap();
        // Both posts read the try before either handed it in.
        let attempt = store::try_with(&mut tx, &quiz::token_digest(&token)).await.unwrap();
        let items = quiz::paper(&mut tx, &attempt).await.unwrap();
        let right: Given = items.iter().map(|item| (item.id, item.right())).collect();
        let full = quiz::finish(&mut tx, &ground, &found, &attempt, "林小满", &right).await.unwrap();
        let second = quiz::finish(&mut tx, &ground, &found, &attempt, "林小满", &Given::default()).await;
        assert_eq!(refused(second), "surveys.again");
        tx.commit().await.unwrap();
        assert_eq!(store::scores(&mut county.db().reader(), id).await.unwrap(), [(full, 1)], "the first stands");
    }
}
