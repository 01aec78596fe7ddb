//! What has to be disclosed within the time of the law: listed for its unit, told before its end, gone once it is public.

use base::Moment;
use base::time::DateTime;
use edition::item::Draft;

use super::world::{World, article};

/// A document that is to be disclosed, made on this day.
fn paper(world: &World, title: &str, made: &str) -> Draft {
    let mut draft = article(world.policy, title);
    draft.attribute = "active".into();
    draft.content.head.node = "basis/other".into();
    draft.content.head.made_on = made.parse().ok();
    draft
}

/// The editions of which the unit was told in the mornings up to now.
async fn told(world: &World, unit: i64) -> Vec<String> {
    let filter =
        ledger::Filter { verb: Some("content.disclosing".into()), subject_id: Some(unit), ..ledger::Filter::default() };
    let found = ledger::find(&mut world.app.db.reader(), &filter, 10).await.unwrap();
    found.into_iter().map(|entry| entry.facts).collect()
}

::store::both! {
    async fn what_has_to_be_disclosed_is_listed_with_its_day_until_it_is_public(test: TestDb) {
        let world = World::new(test).await;
        let (editor, away) =
            (world.sign_in(1, "content.editor", "one").await, world.sign_in(2, "content.writer", "away").await);
        let late = world.create(1, paper(&world, "早该公开的文件", "2025-12-01")).await;
        let soon = world.create(1, paper(&world, "期限内的文件", "2026-03-01")).await;
        let mut inner = paper(&world, "依申请公开的文件", "2025-12-01");
        inner.attribute = "request".into();
        world.create(1, inner).await;
        let list = "/work/content/disclosing";
        let seen = world.get(list, &editor).await.text;
        for text in ["早该公开的文件", "2025-12-29", "已超过", "期限内的文件", "2026-03-27"] {
            assert!(seen.contains(text), "{text}: {seen}");
        }
        assert!(!seen.contains("依申请公开的文件"), "{seen}");
        assert!(!world.get(list, &away).await.text.contains("公开的文件"), "other units see nothing of it");
        assert!(world.get(&format!("/work/content/{soon}"), &editor).await.text.contains("2026-03-27"));
        world.publish(late).await;
        let seen = world.get(list, &editor).await.text;
        assert!(!seen.contains("早该公开的文件") && seen.contains("期限内的文件"), "{seen}");
    }

    async fn a_unit_is_told_before_the_time_of_the_law_is_over(test: TestDb) {
        let world = World::new(test).await;
        let id = world.create(1, paper(&world, "期限内的文件", "2026-03-01")).await;
        for (day, mornings) in [(10, 0), (20, 1), (21, 1), (27, 2), (28, 3)] {
            world.clock.set(Moment::from_civil(DateTime::constant(2026, 3, day, 8, 20, 0, 0)));
            crate::desk::disclosing::daily(&world.app).await.unwrap();
            assert_eq!(told(&world, 1).await.len(), mornings, "on day {day}");
        }
        assert!(told(&world, 1).await.iter().all(|facts| facts.contains(&format!("[{id}]"))));
        world.publish(id).await;
        world.clock.set(Moment::from_civil(DateTime::constant(2026, 4, 4, 8, 20, 0, 0)));
        crate::desk::disclosing::daily(&world.app).await.unwrap();
        assert_eq!(told(&world, 1).await.len(), 3, "what is public is not asked for");
    }
}
