//! Who called in confidence stays unknown to everybody but the desk: in texts, trail, index, messages, ledger, lists and exports.

use ::store::Query;

use super::*;
use crate::actions::publish;
use crate::hide::{self, Near, Shown};

const HANDLES: Near = Near { handles: true, accused: false, recused: false };

impl County {
    /// The order as `actor` reads it now.
    async fn read_by(&self, actor: &Actor, taken: &Taken) -> Shown {
        let q = &mut self.db().reader();
        let run = matter::store::matter(q, taken.matter).await.unwrap().case().unwrap();
        let order = self.order(taken).await;
        let near = hide::near(q, &run, &order, actor).await.unwrap();
        hide::shown(&order, run.home, near, actor)
    }

    /// A section below the city office, with somebody who handles orders there.
    async fn section(&self) -> (i64, Actor) {
        let act = identity::Act::new(&Actor::System, self.now, &self.chance);
        let mut tx = self.db().begin().await.unwrap();
        let form = identity::UnitForm {
            name: "照明所".into(),
            short_name: "照明所".into(),
            kind: "section".into(),
            rank: 1,
            phone: String::new(),
        };
        let unit = identity::units::create(&mut tx, act, Some(self.city), "QH012001", &form).await.unwrap();
        tx.commit().await.unwrap();
        let Actor::Staff(mut staff) = self.city_desk.clone() else { panic!("staff") };
        let roles = identity::Roles::new(&[crate::LINE.roles]);
        staff.unit = unit;
        staff.grants = std::sync::Arc::new(roles.grants(&staff.roles, unit, Vec::new()));
        (unit, Actor::Staff(staff))
    }
}

fn informant(class: i64) -> Calling {
    lamps_but(class, |e| {
        e.kind = "report".into();
        e.title = "举报李四偷倒垃圾，我是李青禾".into();
        e.body = "我叫李青禾，住人民路8号，手机13800001234，看见有人夜里偷倒垃圾。".into();
        e.place = "李青禾家对面".into();
    })
}

::store::both! {
    async fn an_informant_is_known_to_the_desk_alone(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&informant(county.lamps)).await;
        county.call(&taken, &cross("我李青禾不满意，13800001234")).await.unwrap();
        let order = county.order(&taken).await;
        let home = crate::home(&mut county.db().reader()).await.unwrap();
        for (who, actor, handles) in [
            ("unit", &county.city_desk, true),
            ("leader", &county.leader, false),
            ("head", &county.chief, false),
            ("desk", &county.clerk, false),
        ] {
            let shown = hide::shown(&order, home, Near { handles, ..Near::default() }, actor);
            let all = serde_json::to_string(&shown).unwrap();
            for secret in ["李青禾", "13800001234"] {
                assert!(!all.contains(secret), "{who} reads {secret}: {all}");
            }
            assert_eq!(shown.may_ask, who == "desk", "{who}");
        }
        // What lists, exports, trail, index and ledger hold.
        let mut q = county.db().reader();
        for (table, columns) in [
            ("matter_matter", "title || snapshot"),
            ("matter_act", "actor || opinion || events"),
            ("store_search", "title || body"),
            ("ledger_entry", "facts"),
            ("store_job", "payload"),
        ] {
            let rows = q.rows(&format!("SELECT {columns} FROM {table}"), Vec::new()).await.unwrap();
            assert!(!rows.is_empty(), "{table}");
            for row in rows {
                let text: String = row.at(0).unwrap();
                assert!(!text.contains("李青禾") && !text.contains("13800001234"), "{table}: {text}");
            }
        }
        let row = store::rows_by_ids(&mut q, &[taken.order]).await.unwrap().remove(0);
        assert!(!row.title.contains("李青禾"), "{}", row.title);
    }

    async fn files_of_an_informant_come_along_and_are_opened_where_the_identity_is(test: TestDb) {
        let county = County::new(test).await;
        let digest = "a".repeat(64);
        let file = matter::store::FileRef { digest, name: "李青禾的照片.jpg".into(), size: 3, media_type: "image/jpeg".into() };
        let handed = matter::Handed {
            source: "letter",
            kind: "report".into(),
            title: "举报偷倒垃圾".into(),
            body: "夜里有人偷倒垃圾，附照片。".into(),
            name: "李青禾".into(),
            phone: "13800001234".into(),
            confidential: true,
            files: vec![file],
            ..matter::Handed::default()
        };
        let mut tx = county.db().begin().await.unwrap();
        let received = crate::taking::handed(&mut tx, &county.ground(), &county.clerk, &handed).await.unwrap();
        tx.commit().await.unwrap();
        assert!(received.confidential);
        let files = matter::store::files(&mut county.db().reader(), received.matter).await.unwrap();
        assert_eq!(files.len(), 1, "nothing stays behind");
        assert_eq!(files[0].audience, hide::CALLERS, "for those alone who may know the caller");
    }

    async fn of_others_the_unit_reads_whom_to_call_and_a_reader_does_not(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let order = county.order(&taken).await;
        let home = crate::home(&mut county.db().reader()).await.unwrap();
        let unit = hide::shown(&order, home, HANDLES, &county.city_desk);
        assert_eq!((unit.name.as_str(), unit.phone.as_str()), ("李青禾", "13800001234"));
        let leader = hide::shown(&order, home, Near::default(), &county.leader);
        assert_eq!((leader.name.as_str(), leader.phone.as_str()), ("李**", ""));
        assert!(!leader.body.contains("13800001234") && !leader.body.contains("李青禾"), "{}", leader.body);
        let asked = county.signed(&lamps_but(county.lamps, |e| e.confidential = true)).await;
        let asked = hide::shown(&county.order(&asked).await, home, HANDLES, &county.city_desk);
        assert_eq!((asked.name.as_str(), asked.phone.as_str()), (hide::HIDDEN, ""));
    }

    async fn a_case_is_published_with_consent_and_without_the_person(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        let order = county.order(&taken).await;
        let [title, body, answer] = publish::proposal(&order);
        assert!(body.contains("李**") && !body.contains("13800001234"), "{body}");
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let raw = [order.title.as_str(), order.body.as_str(), order.answer.as_str()];
        assert_eq!(wrong_fields(publish::publish(&mut tx, &ground, &county.clerk, order.id, raw).await), ["body"]);
        assert_eq!(why(publish::publish(&mut tx, &ground, &county.city_desk, order.id, [&title, &body, &answer]).await), "identity.forbidden");
        publish::publish(&mut tx, &ground, &county.clerk, order.id, [&title, &body, &answer]).await.unwrap();
        tx.commit().await.unwrap();
        let first = ::store::long::Turn::First;
        assert_eq!(store::published(&mut county.db().reader(), &first, 10).await.unwrap().rows.len(), 1);
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(publish::withdraw(&mut tx, &ground, &county.clerk, order.id, "").await), ["why"]);
        publish::withdraw(&mut tx, &ground, &county.clerk, order.id, "内容有误，须更正").await.unwrap();
        tx.commit().await.unwrap();
        assert!(store::published(&mut county.db().reader(), &first, 10).await.unwrap().rows.is_empty());
        let secret = county.handled(&informant(county.lamps)).await;
        let silent = county.handled(&Calling { consent: false, ..lamps(county.lamps) }).await;
        for (taken, name) in [(&secret, "hotline.confidential"), (&silent, "hotline.no-consent")] {
            let mut tx = county.db().begin().await.unwrap();
            let done = publish::publish(&mut tx, &ground, &county.clerk, taken.order, ["一", "二", "三"]).await;
            assert_eq!(refused(done), name);
        }
    }

    async fn number_and_code_open_it_and_nothing_else_does(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.handled(&lamps(county.lamps)).await;
        let other = county.take(&lamps(county.lamps)).await.unwrap();
        let mut q = county.db().reader();
        for (number, code, fits) in [
            (taken.number.as_str(), taken.code.as_str(), true),
            (taken.number.as_str(), other.code.as_str(), false),
            ("青热〔2026〕999999号", taken.code.as_str(), false),
            ("' OR 1=1 --", "", false),
        ] {
            assert_eq!(crate::citizen::find(&mut q, number, code).await.is_ok(), fits, "{number}");
        }
        let order = county.order(&taken).await;
        let status = crate::citizen::status(&mut q, &county.ground(), &order).await.unwrap();
        assert_eq!((status.words, status.answer.as_str()), ("已办理，等待回访", "已换灯头，恢复照明。"));
    }

    async fn the_unit_complained_of_never_reads_who_called_nor_does_one_above_or_below_it(test: TestDb) {
        let mut county = County::new(test).await;
        let (section, below) = county.section().await;
        let accused = lamps_but(county.lamps, |e| e.complained = Some(county.city));
        let reason = || Input { opinion: "由该局纪检部门核查".into(), ..Input::default() };
        let there = county.take(&accused).await.unwrap();
        let (city, water) = (county.city, county.water);
        let send = |unit| Input { seats: vec![(unit, None)], ..reason() };
        county.act(&county.clerk, &there, "dispatch", send(city)).await.unwrap();
        let under = county.take(&accused).await.unwrap();
        county.act(&county.clerk, &under, "dispatch", send(section)).await.unwrap();
        let over = county.take(&lamps_but(county.lamps, |e| e.complained = Some(section))).await.unwrap();
        county.act(&county.clerk, &over, "dispatch", send(city)).await.unwrap();
        for (taken, actor, what) in [(&there, &county.city_desk, "itself"), (&under, &below, "below"), (&over, &county.city_desk, "above")] {
            let shown = county.read_by(actor, taken).await;
            assert_eq!((shown.name.as_str(), shown.phone.as_str(), shown.open, shown.may_ask), (hide::HIDDEN, "", false, false), "{what}");
            let all = serde_json::to_string(&shown).unwrap();
            assert!(!all.contains("李青禾") && !all.contains("13800001234"), "{what}: {all}");
        }
        let desk = county.read_by(&county.clerk, &there).await;
        assert!(desk.open && desk.phone == "13800001234", "the desk took it down");
        county.later(1);
        county.act(&county.clerk, &there, "reassign", send(water)).await.unwrap();
        assert!(county.read_by(&county.water_desk, &there).await.open, "who is not concerned handles it and may call");
    }

    async fn only_who_has_it_answers_or_is_asked_reads_whom_to_call(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.take(&lamps(county.lamps)).await.unwrap();
        county.act(&county.clerk, &taken, "dispatch", to(county.water)).await.unwrap();
        assert!(county.read_by(&county.water_desk, &taken).await.open, "it lies there");
        county.act(&county.water_desk, &taken, "object", opinion("路灯不属于水利局职责。")).await.unwrap();
        county.act(&county.clerk, &taken, "accept", Input::default()).await.unwrap();
        let past = county.read_by(&county.water_desk, &taken).await;
        assert_eq!((past.name.as_str(), past.phone.as_str(), past.open), ("李**", "", false), "it was sent there by mistake");
        assert!(!past.body.contains("李青禾") && !past.body.contains("13800001234"), "{}", past.body);

        let more = More { assisting: vec![county.water], ..More::default() };
        county.act_with(&county.clerk, &taken, "dispatch", to(county.city), &more).await.unwrap();
        assert!(county.read_by(&county.water_desk, &taken).await.open, "it is asked");
        county.later(1);
        county.act(&county.city_desk, &taken, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, &taken, "submit", opinion("已换灯头。")).await.unwrap();
        assert!(!county.read_by(&county.water_desk, &taken).await.open, "it is asked no more");
        assert!(county.read_by(&county.city_desk, &taken).await.open, "its answer is under review");
        county.act(&county.clerk, &taken, "approve", Input::default()).await.unwrap();
        county.call(&taken, &content()).await.unwrap();
        assert!(county.read_by(&county.city_desk, &taken).await.open, "it answered");
        assert!(!county.read_by(&county.leader, &taken).await.open);
    }
}
