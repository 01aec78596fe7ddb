//! What was taken down wrongly is put right: by a newer version of the city's platform, by the desk. Each test is named after the fault
//! that it would find.

use serde_json::json;

use super::*;
use crate::actions::{correct, publish, recusal};
use crate::hide;
use crate::model::Registered;
use crate::process::{ANSWER, DISPATCH, SIGN};
use crate::store::Filter;
use crate::testing::order;

impl County {
    async fn righted(&self, actor: &Actor, of: i64, right: &Registered) -> Result<Vec<String>, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let done = correct::correct(&mut tx, &self.ground(), actor, of, right, ("来电人更正了所说的情况", None)).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    }

    async fn shown_to(&self, actor: &Actor, of: i64) -> hide::Shown {
        let q = &mut self.db().reader();
        let order = store::order(q, of).await.unwrap();
        let run = matter::store::matter(q, order.matter_id).await.unwrap().case().unwrap();
        let near = hide::near(q, &run, &order, actor).await.unwrap();
        hide::shown(&order, run.home, near, actor)
    }

    async fn case(&self, matter: i64) -> matter::Case {
        matter::store::matter(&mut self.db().reader(), matter).await.unwrap().case().unwrap()
    }

    async fn trail(&self, matter: i64) -> String {
        let acts = matter::store::trail(&mut self.db().reader(), matter).await.unwrap();
        acts.iter().map(|act| act.opinion.as_str()).collect::<Vec<_>>().join("\n")
    }

    pub(super) async fn replays(&self) {
        let replayed = matter::replay::page(self.db(), 0).await.unwrap();
        assert!(replayed.checked > 0 && replayed.bad.is_empty(), "{:?}", replayed.bad);
    }
}

::store::both! {
    async fn half_of_a_newer_version_was_applied(test: TestDb) {
        let mut county = County::new(test).await;
        county.sent("1", &order("SZ1", 1, json!({}))).await.unwrap();
        let first = county.of_city("SZ1").await;
        let before = county.case(first.matter_id).await;
        county.later(1);
        let newer = json!({ "kind": "投诉", "urgency": "特急", "complained": "县城管局", "town": "县水利局", "title": "路灯漏电",
            "caller": { "name": "王川", "phone": "+86 139 0000 2222" },
            "media": { "platform": "weibo", "account": "青禾小城", "link": "https://weibo.example/1" } });
        let told = county.sent("2", &order("SZ1", 2, newer)).await.unwrap();
        assert_eq!(told.result, "updated", "{told:?}");
        let now = county.of_city("SZ1").await;
        assert_eq!((now.kind.as_str(), now.urgency.as_str(), now.title.as_str()), ("complaint", "critical", "路灯漏电"));
        assert_eq!((now.complained_unit, now.town_id, now.phone.as_str()), (Some(county.city), Some(county.water), "13900002222"));
        assert_eq!(now.source, "media");
        assert_eq!(store::media(&mut county.db().reader(), now.id).await.unwrap().unwrap().account, "青禾小城");
        let matter = matter::store::matter(&mut county.db().reader(), now.matter_id).await.unwrap();
        assert_eq!((matter.title.as_str(), matter.kind.as_str()), ("路灯漏电", "critical"));
        let case = matter.case().unwrap();
        for clock in [ANSWER, DISPATCH] {
            assert_eq!(case.clocks[clock].len(), before.clocks[clock].len() + 1, "{clock} starts anew");
            assert_eq!(case.clocks[clock].last().unwrap().at, county.now, "{clock}, from now on");
        }
        assert!(matter.due_at < matter::store::matter(&mut county.db().reader(), now.matter_id).await.unwrap().opened_at.plus(3 * base::time::DAY));
        let trail = county.trail(now.matter_id).await;
        for said in ["市平台第 2 版", "类别 求助→投诉", "紧急程度 一般→特急", "被反映单位 （无）→"] {
            assert!(trail.contains(said), "{said}: {trail}");
        }
        assert!(!trail.contains("13900002222"), "{trail}");
        county.bodies_hold().await;
        county.replays().await;
    }

    async fn a_newer_version_without_a_change_or_with_unknown_words_leaves_what_stands(test: TestDb) {
        let county = County::new(test).await;
        county.sent("1", &order("SZ1", 1, json!({ "urgency": "紧急", "complained": "县水利局" }))).await.unwrap();
        let odd = json!({ "kind": "唱歌", "urgency": "昨天", "class": "Z9", "town": "没有的镇", "complained": "没有的局", "caller": null, "title": null });
        let told = county.sent("2", &order("SZ1", 2, odd)).await.unwrap();
        for word in ["唱歌", "昨天", "Z9", "没有的镇", "没有的局"] {
            assert!(told.why.contains(word), "{word}: {}", told.why);
        }
        let now = county.of_city("SZ1").await;
        assert_eq!((now.kind.as_str(), now.urgency.as_str(), now.class_id), ("help", "urgent", Some(county.lamps)));
        assert_eq!((now.complained_unit, now.phone.as_str(), now.name.as_str()), (Some(county.water), "13900001111", "王川"));
        assert_eq!((now.title.as_str(), now.city_version), ("人民路路灯不亮", 2));
    }

    async fn an_informant_was_open_to_the_unit_that_a_newer_version_accuses(test: TestDb) {
        let mut county = County::new(test).await;
        county.sent("1", &order("SZ1", 1, json!({}))).await.unwrap();
        let row = county.of_city("SZ1").await;
        let mut tx = county.db().begin().await.unwrap();
        let given = Given { input: to(county.city), ..Given::default() };
        actions::act(&mut tx, &county.ground(), &county.clerk, row.id, "dispatch", given, &More::default()).await.unwrap();
        tx.commit().await.unwrap();
        county.later(1);
        let told = county.sent("2", &order("SZ1", 2, json!({ "complained": "县城管局" }))).await.unwrap();
        assert!(told.why.contains("对其隐藏"), "{told:?}");
        assert_eq!(store::count_aside(&mut county.db().reader(), 0).await.unwrap(), 1, "the desk decides");
        let shown = county.shown_to(&county.city_desk, row.id).await;
        assert_eq!((shown.name.as_str(), shown.phone.as_str(), shown.open), (hide::HIDDEN, "", false));
        // 举报 now, and a version later it is none any more.
        county.sent("3", &order("SZ1", 3, json!({ "kind": "举报" }))).await.unwrap();
        let told = county.sent("4", &order("SZ1", 4, json!({ "kind": "投诉" }))).await.unwrap();
        assert!(told.why.contains("仍然保密"), "{told:?}");
        assert!(county.of_city("SZ1").await.confidential, "who informed stays unknown");
    }

    async fn the_time_to_sign_follows_the_urgency(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.city)).await.unwrap();
        county.later(1);
        let before = county.case(taken.matter).await.clocks[SIGN].len();
        let right = Registered { urgency: "critical".into(), ..Registered::of(&county.order(&taken).await) };
        county.righted(&county.clerk, taken.order, &right).await.unwrap();
        assert_eq!(county.case(taken.matter).await.clocks[SIGN].len(), before + 1);
        county.replays().await;
    }

    async fn nothing_that_was_taken_down_wrongly_could_be_put_right(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps_but(county.lamps, |e| { e.class = None; e.kind = "other".into(); })).await.unwrap();
        let before = Registered::of(&county.order(&taken).await);
        let right = Registered {
            kind: "complaint".into(), class: Some(county.lamps), complained: Some(county.water), place: "人民路9号楼下".into(),
            phone: "13800009999".into(), ..before.clone()
        };
        assert_eq!(why(county.righted(&county.city_desk, taken.order, &right).await), "matter.not-yours", "the desk alone");
        assert_eq!(wrong_fields(county.righted(&county.clerk, taken.order, &before).await), ["reason"], "nothing changed");
        let gone = Registered { class: Some(9_999), ..before.clone() };
        assert_eq!(wrong_fields(county.righted(&county.clerk, taken.order, &gone).await), ["class"]);
        let done = county.act(&county.clerk, &taken, "correct", opinion("更正一下登记信息")).await;
        assert_eq!(refused(done), "hotline.correct", "not as a bare remark");
        county.later(1);
        assert!(county.righted(&county.clerk, taken.order, &right).await.unwrap().is_empty());
        let now = county.order(&taken).await;
        assert_eq!((Registered::of(&now), now.phone_digest.is_empty()), (right, false));
        let trail = county.trail(taken.matter).await;
        assert!(trail.contains("类别 其他→投诉") && trail.contains("分类 （无）→路灯照明"), "{trail}");
        assert!(!trail.contains("13800009999") && !trail.contains("13800001234"), "{trail}");
        let about = crate::suggest::About::of(&now);
        assert_eq!(about.class, Some(county.lamps), "suggestions follow");
        let filter = Filter { classes: vec![county.lamps], ..Filter::all(county.now) };
        assert_eq!(store::count(&mut county.db().reader(), &filter).await.unwrap(), 1, "lists follow");
        county.replays().await;
    }

    async fn who_asks_for_secrecy_later_stayed_known(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        let before = county.order(&taken).await;
        let [title, body, answer] = publish::proposal(&before);
        let mut tx = county.db().begin().await.unwrap();
        publish::publish(&mut tx, &county.ground(), &county.clerk, before.id, [&title, &body, &answer]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(county.shown_to(&county.city_desk, before.id).await.open);
        let right = Registered { confidential: true, place: "李青禾家门口".into(), ..Registered::of(&before) };
        let remarks = county.righted(&county.clerk, before.id, &right).await.unwrap();
        assert!(remarks.iter().any(|r| r.contains("撤下")), "{remarks:?}");
        let shown = county.shown_to(&county.city_desk, before.id).await;
        assert_eq!((shown.name.as_str(), shown.phone.as_str(), shown.open), (hide::HIDDEN, "", false));
        assert!(county.order(&taken).await.published_at.is_none());
        let trail = county.trail(taken.matter).await;
        assert!(trail.contains("不要求保密→要求保密") && trail.contains("事发地点（保密）") && !trail.contains("李青禾"), "{trail}");
        county.bodies_hold().await;
    }

    async fn messages_of_the_city_were_read_by_who_keeps_away_from_the_order(test: TestDb) {
        let mut county = County::new(test).await;
        county.sent("1", &order("SZ1", 1, json!({ "kind": "唱歌" }))).await.unwrap();
        let row = county.of_city("SZ1").await;
        let mut tx = county.db().begin().await.unwrap();
        let person = county.clerk.person().unwrap();
        matter::recusal::keep_away(&mut tx, row.matter_id, person, county.clerk.staff().unwrap().unit, county.now).await.unwrap();
        tx.commit().await.unwrap();
        county.later(1);
        let mut q = county.db().reader();
        assert!(store::aside(&mut q, person, true, i64::MAX, 10).await.unwrap().is_empty());
        assert_eq!(store::count_aside(&mut q, person).await.unwrap(), 0);
        let other = county.agent.person().unwrap();
        let waits = store::aside(&mut q, other, true, i64::MAX, 10).await.unwrap();
        assert_eq!((waits.len(), store::count_aside(&mut q, other).await.unwrap()), (1, 1));
        drop(q);
        let mut tx = county.db().begin().await.unwrap();
        let done = crate::city::settle(&mut tx, &county.ground(), &county.clerk, waits[0].id).await;
        assert_eq!(refused(done), matter::recusal::RECUSED);
        tx.rollback().await.unwrap();
        let right = Registered { kind: "help".into(), ..Registered::of(&row) };
        assert_eq!(refused(county.righted(&county.clerk, row.id, &right).await), matter::recusal::RECUSED);
        let others = recusal::others(&mut county.db().reader(), &county.case(row.matter_id).await, county.clerk.staff().unwrap(), county.now).await.unwrap();
        assert!(!others.is_empty());
    }

    async fn the_public_counts_no_order_of_who_must_stay_unknown(test: TestDb) {
        let county = County::new(test).await;
        county.take(&lamps(county.lamps)).await.unwrap();
        county.take(&lamps_but(county.lamps, |e| e.kind = "report".into())).await.unwrap();
        county.take(&lamps_but(county.lamps, |e| e.confidential = true)).await.unwrap();
        let mut q = county.db().reader();
        let open = Filter { open: true, ..Filter::all(county.now) };
        assert_eq!(store::count(&mut q, &Filter::all(county.now)).await.unwrap(), 3);
        assert_eq!(store::count(&mut q, &open).await.unwrap(), 1);
        assert_eq!(store::counted(&mut q, &open).await.unwrap().of("件"), "1 件");
        for narrowed in [
            Filter { kind: Some("report".into()), ..open.clone() },
            Filter { kind: Some("report".into()), classes: vec![county.lamps], ..open.clone() },
        ] {
            let page = store::list(&mut q, &narrowed, &::store::long::Turn::First, 10).await.unwrap();
            assert!(page.rows.is_empty() && store::count(&mut q, &narrowed).await.unwrap() == 0);
        }
        assert_eq!(store::by_unit(&mut q, &open).await.unwrap().iter().map(|(_, n)| n).sum::<i64>(), 1);
        assert_eq!(store::by_month(&mut q, &open).await.unwrap().iter().map(|(_, n)| n).sum::<i64>(), 1);
    }

    async fn the_citys_own_time_was_seen_by_no_list_and_no_job(test: TestDb) {
        let mut county = County::new(test).await;
        let due = json!({ "due": "2026-03-03T18:00:00+08:00" });
        county.sent("1", &order("SZ1", 1, due)).await.unwrap();
        county.sent("2", &order("SZ2", 1, json!({ "due": "2027-01-01T18:00:00+08:00" }))).await.unwrap();
        let told = county.sent("3", &order("SZ3", 1, json!({ "due": "2026-03-01T18:00:00+08:00" }))).await.unwrap();
        assert!(told.why.contains("已经过去"), "{told:?}");
        let (first, second) = (county.of_city("SZ1").await, county.of_city("SZ2").await);
        for row in [&first, &second] {
            let mut tx = county.db().begin().await.unwrap();
            let given = Given { input: to(county.city), ..Given::default() };
            actions::act(&mut tx, &county.ground(), &county.clerk, row.id, "dispatch", given, &More::default()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let rows = store::rows_by_ids(&mut county.db().reader(), &[first.id, second.id]).await.unwrap();
        let row = |id: i64| rows.iter().find(|r| r.id == id).unwrap();
        assert_eq!((row(first.id).due_at, row(first.id).of_city()), (first.city_due.unwrap(), true), "earlier than ours");
        assert!(!row(second.id).of_city(), "later than ours");
        let todo = matter::store::open_tasks(&mut county.db().reader(), matter::store::Desks::Unit(county.city), 9).await.unwrap();
        let due = todo.iter().find(|t| t.matter_id == first.matter_id).unwrap().due_at;
        assert_eq!(due, first.city_due.unwrap().0, "the work list of the unit goes by it too");
        let newer = order("SZ1", 2, json!({ "due": "2026-03-03T12:00:00+08:00" }));
        county.sent("4", &newer).await.unwrap();
        let moved = matter::store::matter(&mut county.db().reader(), first.matter_id).await.unwrap();
        assert_eq!(moved.due_at, county.of_city("SZ1").await.city_due.unwrap(), "and by that of a newer version");
        county.later(24);
        let ran = crate::jobs::run(county.db(), &county.ground()).await.unwrap();
        assert!(ran.urged >= 1, "{ran:?}");
        let trail = county.trail(first.matter_id).await;
        assert!(trail.contains("市平台要求的办理时限"), "{trail}");
        assert!(!county.trail(second.matter_id).await.contains("市平台要求"), "ours is earlier");
        let again = crate::jobs::run(county.db(), &county.ground()).await.unwrap();
        assert_eq!(again.urged, 0, "once a day");
    }
}
