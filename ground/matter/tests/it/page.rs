//! The page of a matter: what it shows to whom.

use base::time::DAY;
use matter::case::{LinkKind, Stance};
use matter::decide::Input;
use matter::engine;
use matter::view::{self, MatterView};

use crate::county::{County, LINES, says, to, units_of};
use crate::sample::SAMPLE;

async fn seen_by(county: &County, unit: i64, id: i64) -> MatterView {
    let actor = county.official(unit);
    let matter = county.matter(id).await;
    view::assemble(&mut county.t.db.reader(), &county.ground, &LINES, &actor, &matter).await.unwrap()
}

fn offered(view: &MatterView) -> Vec<&str> {
    view.offers.iter().map(|o| o.key).collect()
}

store::both! {
    async fn the_page_tells_the_whole_story_and_offers_what_may_be_done(db: TestDb) {
        let mut county = County::new(db).await;
        let id = county.open("路灯不亮").await;
        county.does(1, id, "dispatch", to(2)).await;
        let sent = seen_by(&county, 1, id).await;
        assert_eq!((sent.state.as_str(), sent.holder.as_deref()), ("待签收", Some("县城管局")));
        assert_eq!(sent.trail.iter().map(|t| (t.title.as_str(), t.received.as_str())).collect::<Vec<_>>(),
            [("登记受理", "未打开"), ("派单", "未打开，未签收")]);
        assert!(offered(&sent).contains(&"withdraw") && !offered(&sent).contains(&"sign"));
        let mut tx = county.t.db.begin().await.unwrap();
        engine::seen(&mut tx, &county.ground, &SAMPLE, &county.official(2), id).await.unwrap();
        tx.commit().await.unwrap();
        let opened = seen_by(&county, 1, id).await;
        assert!(opened.trail[1].received.contains("已打开") && opened.trail[1].received.ends_with("未签收"));
        assert!(!offered(&opened).contains(&"withdraw"));
        let theirs = seen_by(&county, 2, id).await;
        assert!(offered(&theirs).starts_with(&["sign", "return"]), "{:?}", offered(&theirs));
        assert_eq!(theirs.offers[0].tone, "main");
        let back = theirs.offers.iter().find(|o| o.key == "return").unwrap();
        assert_eq!(back.steps.iter().map(|s| s.title.as_str()).collect::<Vec<_>>(), ["待受理（县政府办）"]);
        county.does(2, id, "sign", Input::default()).await;
        county.does(2, id, "countersign", units_of(&[3, 4])).await;
        county.does(3, id, "reply", says(Stance::Disagree)).await;
        county.does(9, id, "note", Input { opinion: "抓紧".into(), ..Input::default() }).await;
        county.later(DAY);
        let view = seen_by(&county, 2, id).await;
        assert!(view.waits.contains("会签") && !offered(&view).contains(&"submit"));
        let members: Vec<_> = view.consults[0].members.iter().map(|m| (m.unit.as_str(), m.state, m.opinion.as_str())).collect();
        assert_eq!(members, [("县住建局", "不同意", "没有意见"), ("县环境局", "未打开", "")]);
        let groups: Vec<_> = view.opinions.iter().map(|g| (g.title, g.items[0].text.as_str())).collect();
        assert_eq!(groups[0], ("领导意见", "抓紧"));
        assert_eq!(view.clocks[0].light, "normal");
        assert!(view.clocks[0].href.starts_with("/due?from=2026-03-02&unit=working_days&n=5"));
        assert_eq!(view.clocks[0].days.iter().filter_map(|d| d.counted).max(), Some(5));
        let states: Vec<_> = view.nodes.iter().filter(|n| n.state != "todo").map(|n| (n.title, n.state)).collect();
        assert_eq!(states, [("待受理", "done"), ("待签收", "done"), ("办理中", "current")]);
        assert!(view.edges.iter().any(|e| (e.from, e.action, e.to) == ("待审核", "同意发出", "已答复")));
        assert!(seen_by(&county, 5, id).await.offers.is_empty());
    }

    async fn of_a_linked_matter_only_those_read_anything_who_may_see_it(db: TestDb) {
        let county = County::new(db).await;
        let (one, two) = (county.open("路灯不亮").await, county.open("张三的举报").await);
        county.does(1, one, "dispatch", to(2)).await;
        county.does(1, two, "dispatch", to(3)).await;
        let mut tx = county.t.db.begin().await.unwrap();
        engine::link(&mut tx, &county.ground, &county.official(1), one, two, LinkKind::Related).await.unwrap();
        tx.commit().await.unwrap();
        let number = county.matter(two).await.number;
        for (unit, id, seen) in [(1, one, true), (2, one, false), (3, two, false), (9, one, false)] {
            let view = seen_by(&county, unit, id).await;
            let link = &view.links[0];
            if seen {
                assert_eq!((link.number.as_str(), link.title.as_str()), (number.as_str(), "张三的举报"), "unit {unit}");
                assert!(link.href.ends_with(&format!("/{two}")) && !link.state.is_empty());
            } else {
                let nothing = (link.number.as_str(), link.title.as_str(), link.state.as_str(), link.href.as_str());
                assert_eq!(nothing, ("", view::UNSEEN, "", ""), "unit {unit}");
            }
        }
        county.does(1, two, "withdraw", Input::default()).await;
        county.does(1, two, "dispatch", to(2)).await;
        let both = seen_by(&county, 2, one).await;
        assert_eq!(both.links[0].title, "张三的举报", "it lies there as well");
    }

    async fn who_keeps_away_is_offered_nothing_and_told_why(db: TestDb) {
        let county = County::new(db).await;
        let id = county.open("路灯不亮").await;
        assert!(!seen_by(&county, 1, id).await.offers.is_empty());
        let person = county.official(1).person().unwrap();
        let mut tx = county.t.db.begin().await.unwrap();
        matter::recusal::keep_away(&mut tx, id, person, 1, county.ground.now).await.unwrap();
        tx.commit().await.unwrap();
        let view = seen_by(&county, 1, id).await;
        assert!(view.offers.is_empty() && view.hands.is_empty() && view.waits.contains("已经回避"), "{}", view.waits);
        assert_eq!(view.trail.len(), 1, "what happened may be read");
    }
}
