//! Who called in confidence stays unknown to everybody but the desk: in texts, trail, index, messages, ledger, lists and exports.

use ::store::Query;

use super::*;
use crate::actions::publish;
use crate::hide;

fn informant(class: i64) -> Calling {
    Calling {
        kind: "report".into(),
        title: "举报李四偷倒垃圾，我是李青禾".into(),
        body: "我叫李青禾，住人民路8号，手机13800001234，看见有人夜里偷倒垃圾。".into(),
        place: "李青禾家对面".into(),
        ..lamps(class)
    }
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
            let shown = hide::shown(&order, home, handles, actor);
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
            for row in rows {
                let text: String = row.at(0).unwrap();
                assert!(!text.contains("李青禾") && !text.contains("13800001234"), "{table}: {text}");
            }
        }
        let row = store::rows_by_ids(&mut q, &[taken.order]).await.unwrap().remove(0);
        assert!(!row.title.contains("李青禾"), "{}", row.title);
    }

    async fn of_others_the_unit_reads_whom_to_call_and_a_reader_does_not(test: TestDb) {
        let mut county = County::new(test).await;
        let taken = county.signed(&lamps(county.lamps)).await;
        let order = county.order(&taken).await;
        let home = crate::home(&mut county.db().reader()).await.unwrap();
        let unit = hide::shown(&order, home, true, &county.city_desk);
        assert_eq!((unit.name.as_str(), unit.phone.as_str()), ("李青禾", "13800001234"));
        let leader = hide::shown(&order, home, false, &county.leader);
        assert_eq!((leader.name.as_str(), leader.phone.as_str()), ("李**", ""));
        assert!(!leader.body.contains("13800001234") && !leader.body.contains("李青禾"), "{}", leader.body);
        let asked = county.signed(&Calling { confidential: true, ..lamps(county.lamps) }).await;
        let asked = hide::shown(&county.order(&asked).await, home, true, &county.city_desk);
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
        assert!(publish::publish(&mut tx, &ground, &county.city_desk, order.id, [&title, &body, &answer]).await.is_err());
        publish::publish(&mut tx, &ground, &county.clerk, order.id, [&title, &body, &answer]).await.unwrap();
        tx.commit().await.unwrap();
        let first = ::store::long::Turn::First;
        assert_eq!(store::published(&mut county.db().reader(), &first, 10).await.unwrap().rows.len(), 1);
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(wrong_fields(publish::withdraw(&mut tx, &ground, &county.clerk, order.id, "").await), ["why"]);
        publish::withdraw(&mut tx, &ground, &county.clerk, order.id, "内容有误").await.unwrap();
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
}
