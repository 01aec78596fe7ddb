//! Scores and figures: every count is the length of its list, and what was left out after review is not scored.

use super::*;
use crate::actions::exclusion;
use crate::kpi::{self, KPIS, Score, Spent};
use crate::store::{Count, Filter};

fn score(scores: &[Score], key: &str) -> (i64, i64) {
    let at = KPIS.iter().position(|k| k.key == key).unwrap();
    (scores[at].of, scores[at].among)
}

::store::both! {
    async fn scores_follow_their_definitions_and_every_count_has_its_list(test: TestDb) {
        let mut county = County::new(test).await;
        let good = county.handled(&lamps(county.lamps)).await;
        county.call(&good, &content()).await.unwrap();
        let bad = county.handled(&lamps_but(county.lamps, |e| e.phone = "13800005678".into())).await;
        county.call(&bad, &Spoken { explained: true, ..cross("不满意") }).await.unwrap();
        let lost = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &lost, "dispatch", to(county.water)).await.unwrap();
        county.act(&county.water_desk, &lost, "object", opinion("不归水利局管。")).await.unwrap();
        county.act(&county.clerk, &lost, "accept", Input::default()).await.unwrap();
        county.on(3, 20);
        let base = Filter::all(county.now);
        let mut q = county.db().reader();
        let scores = kpi::scores(&mut q, &base).await.unwrap();
        for (key, expected) in [
            ("response", (2, 3)),
            ("signed", (2, 3)),
            ("ontime", (2, 3)),
            ("closed", (2, 3)),
            ("solved", (1, 2)),
            ("satisfied", (1, 2)),
            ("objected", (1, 3)),
            ("misplaced", (1, 3)),
            ("extended", (0, 3)),
            ("redone", (0, 3)),
            ("repeat", (1, 3)),
        ] {
            assert_eq!(score(&scores, key), expected, "{key}");
        }
        for count in Count::all() {
            let filter = Filter { count, ..base.clone() };
            let n = store::count(&mut q, &filter).await.unwrap();
            let listed = store::list(&mut q, &filter, &::store::long::Turn::First, 100).await.unwrap().rows;
            assert_eq!(i64::try_from(listed.len()).unwrap(), n, "the list of {}", count.key());
            let narrow = Filter { source: Some("phone".into()), ..filter.clone() };
            let of_units = Filter { scope: counter::Scope::Units(county.units[..3].to_vec()), ..filter.clone() };
            for (how, filter) in [("all", &filter), ("narrowed", &narrow), ("of units", &of_units)] {
                let each = store::counted_each(&mut q, filter, &[count, Count::Received]).await.unwrap();
                assert_eq!((each[0].found, each[0].more, each[1].found), (n, false, 3), "{how}: {}", count.key());
                assert_eq!(store::counted(&mut q, filter).await.unwrap(), each[0], "{how}: {}", count.key());
            }
            let by_unit: i64 = store::by_unit(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            let by_month: i64 = store::by_month(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            let by_class: i64 = store::by_class(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            let by_town: i64 = store::by_town(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            assert_eq!((by_unit, by_month, by_class, by_town), (n, n, n, n), "{}", count.key());
            assert_eq!(Count::of(count.key()), Some(count));
        }
        // Both were dispatched an hour after the call and handed in five hours later.
        let five = 5 * base::time::HOUR;
        assert_eq!(kpi::spent(&mut q, &base).await.unwrap(), Spent { all: 2 * five, orders: 2 });
        let answered = store::count(&mut q, &kpi::filter(&base, Count::Answered)).await.unwrap();
        assert_eq!(answered, 2, "the list of what is averaged");
        assert_eq!(kpi::spent_by_unit(&mut q, &base).await.unwrap(), [(county.city, Spent { all: 2 * five, orders: 2 })]);
        let units = kpi::by_unit(&mut q, &base).await.unwrap();
        let of_city = units.iter().find(|(unit, ..)| *unit == county.city).unwrap();
        assert_eq!((of_city.1, score(&of_city.2, "solved")), (2, (1, 2)));
    }

    async fn what_nobody_could_have_solved_is_left_out_after_somebody_else_looked(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        county.call(&taken, &Spoken { explained: true, ..cross("要求装金灯") }).await.unwrap();
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let reason = "诉求人要求安装镀金灯杆，没有政策依据。";
        assert_eq!(why(exclusion::ask(&mut tx, &ground, &county.water_desk, taken.order, "policy", reason).await), "unseen");
        assert_eq!(wrong_fields(exclusion::ask(&mut tx, &ground, &county.city_desk, taken.order, "x", reason).await), ["kind"]);
        let request = exclusion::ask(&mut tx, &ground, &county.city_desk, taken.order, "policy", reason).await.unwrap();
        let again = exclusion::ask(&mut tx, &ground, &county.city_desk, taken.order, "policy", reason).await;
        assert_eq!(refused(again), "hotline.exclusion-asked");
        assert_eq!(why(exclusion::decide(&mut tx, &ground, &county.city_desk, request, true, "").await), "identity.forbidden");
        assert_eq!(wrong_fields(exclusion::decide(&mut tx, &ground, &county.chief, request, false, "").await), ["remark"]);
        let base = Filter::all(county.now);
        assert_eq!(score(&kpi::scores(&mut tx, &base).await.unwrap(), "solved"), (0, 1));
        exclusion::decide(&mut tx, &ground, &county.chief, request, true, "情况属实").await.unwrap();
        assert!(matches!(exclusion::decide(&mut tx, &ground, &county.chief, request, true, "").await, Err(Error::Conflict(_))));
        assert_eq!(score(&kpi::scores(&mut tx, &base).await.unwrap(), "solved"), (0, 0));
        let excluded = Filter { count: Count::Excluded, ..base };
        assert_eq!(store::count(&mut tx, &excluded).await.unwrap(), 1);
        tx.commit().await.unwrap();
    }

    async fn classes_and_catalogue_are_kept_by_the_desk(test: TestDb) {
        let county = County::new(test).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let class = |code: &str, parent| ClassForm { parent, code: code.into(), title: "道路破损".into() };
        assert_eq!(why(classes::set(&mut tx, &ground, &county.city_desk, 0, &class("A02", None)).await), "identity.forbidden");
        assert_eq!(wrong_fields(classes::set(&mut tx, &ground, &county.clerk, 0, &class("A01", None)).await), ["class_code"]);
        let top = store::class(&mut tx, county.lamps).await.unwrap().parent_id.unwrap();
        let round = class("A", Some(county.lamps));
        assert_eq!(wrong_fields(classes::set(&mut tx, &ground, &county.clerk, top, &round).await), ["parent"]);
        let other = classes::set(&mut tx, &ground, &county.clerk, 0, &class("B", None)).await.unwrap();
        let middle = classes::set(&mut tx, &ground, &county.clerk, 0, &class("B01", Some(other))).await.unwrap();
        let below = classes::set(&mut tx, &ground, &county.clerk, 0, &class("B0101", Some(middle))).await.unwrap();
        let deeper = classes::set(&mut tx, &ground, &county.clerk, top, &class("A", Some(below))).await;
        assert_eq!(wrong_fields(deeper), ["parent"], "路灯照明 would stand on a level that nobody is shown");
        let duty = DutyForm { class: county.lamps, unit: "县城管局".into(), duty: String::new(), basis: "权责清单".into() };
        assert_eq!(wrong_fields(classes::add_duty(&mut tx, &ground, &county.clerk, &duty).await), ["unit"], "there already");
        let row = store::duties(&mut tx).await.unwrap().remove(0).id;
        classes::drop_duty(&mut tx, &ground, &county.clerk, row).await.unwrap();
        classes::turn(&mut tx, &ground, &county.clerk, county.lamps).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(wrong_fields(county.take(&lamps(county.lamps)).await), ["class"]);
    }

    async fn hot_topics_have_their_places_their_repeats_and_their_trend(test: TestDb) {
        let mut county = County::new(test).await;
        let class = county.lamps;
        let of = |phone: &str, title: &str| lamps_but(class, |e| { e.phone = phone.into(); e.title = title.into(); e.body = title.into(); });
        let calls = [of("13800001234", "人民路路灯不亮三天了"), of("13800001234", "人民路路灯三天不亮了"), of("", "人民路路灯不亮没人修")];
        county.take(&calls[0]).await.unwrap();
        county.on(3, 10);
        for call in &calls {
            county.take(call).await.unwrap();
        }
        county.take(&of("13800005678", "小区停水一整天")).await.unwrap();
        let days = (county.now.plus(-3 * base::time::DAY).date(), county.now.date());
        let found = crate::hot::topics(&mut county.db().reader(), &county.ground(), days.0, days.1).await.unwrap();
        assert_eq!((found.topics.len(), found.looked, found.more), (1, 4, false), "what stands alone is no topic");
        let topic = &found.topics[0];
        assert_eq!((topic.orders, topic.before, topic.trend(), topic.callers, topic.repeats()), (3, 0, 3, 2, 1));
        let wide = crate::hot::topics(&mut county.db().reader(), &county.ground(), days.0.first_of_month(), days.1).await.unwrap();
        assert_eq!((wide.topics[0].orders, wide.topics[0].shown.len()), (4, 4));
        let listed = store::listed(&mut county.db().reader(), &wide.topics[0].shown).await.unwrap();
        assert!(listed.len() == 4 && listed.iter().all(|(_, title, _)| !title.contains("李青禾")));
        crate::hot::keep_all(county.db(), &county.ground()).await.unwrap();
        let kept = crate::hot::look(&mut county.db().reader(), &county.ground(), county.now.date(), county.now.date()).await.unwrap();
        let at = county.now;
        county.take(&calls[2]).await.unwrap();
        let same = crate::hot::look(&mut county.db().reader(), &county.ground(), at.date(), at.date()).await.unwrap();
        assert_eq!((&same, same.1), (&kept, at), "kept for a while");
        county.later(2);
        let anew = crate::hot::look(&mut county.db().reader(), &county.ground(), at.date(), at.date()).await.unwrap();
        assert_eq!(anew.0.topics[0].orders, kept.0.topics[0].orders + 1);
    }

    async fn a_letter_asks_to_mend_and_is_accepted_or_not(test: TestDb) {
        use crate::actions::papers::{self, Writing};
        use crate::store::Letters;
        let mut county = County::new(test).await;
        let early = county.take(&lamps(county.lamps)).await.unwrap();
        let taken = county.signed(&lamps(county.lamps)).await;
        let ground = county.ground();
        let letter = Writing {
            kind: "rectify", text: "超期未办，请查明原因并限期整改。", due: "2026-03-10".parse().ok(), ..Writing::default()
        };
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(papers::make(&mut tx, &ground, &county.clerk, taken.order, &letter).await), "identity.forbidden");
        let none = papers::make(&mut tx, &ground, &county.chief, early.order, &letter).await;
        assert_eq!(refused(none), "hotline.no-unit");
        let late = Writing { due: "2026-03-01".parse().ok(), ..letter.clone() };
        assert_eq!(wrong_fields(papers::make(&mut tx, &ground, &county.chief, taken.order, &late).await), ["paper_due"]);
        let letter = papers::make(&mut tx, &ground, &county.chief, taken.order, &letter).await.unwrap();
        let visit = Writing { kind: "visit", text: "到现场查看，灯杆已经恢复。", ..Writing::default() };
        let lacking = papers::make(&mut tx, &ground, &county.leader, taken.order, &visit).await;
        assert_eq!(wrong_fields(lacking), ["visit_on", "visit_people"]);
        let visit = Writing { visited: Some(county.now), people: "县政府办 王禾、县城管局 李青", ..visit };
        let visit = papers::make(&mut tx, &ground, &county.leader, taken.order, &visit).await.unwrap();
        let all = store::papers_of(&mut tx, taken.order).await.unwrap();
        assert_eq!(all.iter().map(|p| p.number.as_str()).collect::<Vec<_>>(), ["青热整〔2026〕001号", ""]);
        let visit = store::paper(&mut tx, visit).await.unwrap();
        assert_eq!((visit.visited_at, visit.people.as_str()), (Some(county.now), "县政府办 王禾、县城管局 李青"));
        let whole = Letters { units: None, open: true };
        assert_eq!(store::letters(&mut tx, whole, i64::MAX, 10).await.unwrap().len(), 1, "a record asks for nothing");
        for (unit, count) in [(county.city, 1), (county.water, 0)] {
            let own = Letters { units: Some(&[unit]), open: true };
            assert_eq!(store::letters(&mut tx, own, i64::MAX, 10).await.unwrap().len(), count, "the unit's own list");
            assert_eq!(store::count_letters(&mut tx, own).await.unwrap(), i64::try_from(count).unwrap());
        }
        assert_eq!(why(papers::reply(&mut tx, &ground, &county.water_desk, letter, "已整改。").await), "unseen");
        assert_eq!(why(papers::judge(&mut tx, &ground, &county.chief, letter, true).await), "hotline.paper-open", "before a reply");
        papers::reply(&mut tx, &ground, &county.city_desk, letter, "已整改，责任人已约谈。").await.unwrap();
        assert_eq!(refused(papers::reply(&mut tx, &ground, &county.city_desk, letter, "已整改，再说一遍。").await), "hotline.paper-replied");
        papers::judge(&mut tx, &ground, &county.chief, letter, false).await.unwrap();
        papers::reply(&mut tx, &ground, &county.city_desk, letter, "已修好路灯，恢复照明。").await.unwrap();
        papers::judge(&mut tx, &ground, &county.leader, letter, true).await.unwrap();
        assert!(store::letters(&mut tx, whole, i64::MAX, 10).await.unwrap().is_empty());
        let all = Letters { units: None, open: false };
        assert_eq!(store::letters(&mut tx, all, i64::MAX, 10).await.unwrap().len(), 1, "it stays in the list of all");
        tx.commit().await.unwrap();
    }
}
