//! What the city's platform sends: the same twice, out of order, with unknown codes, with a clock in the future, with a renamed
//! program. Nothing is lost, nothing is doubled, and the sender is told what and why.

use ::store::files::Files;
use base64::Engine;
use serde_json::{Value, json};

use super::*;
use crate::city::receive::{Arrival, Told, receive};
use crate::hide;
use crate::store::Filter;
use crate::testing::order;

impl County {
    fn files(&self) -> Files {
        Files::local(&self.test.dir().join("files")).unwrap()
    }

    pub(super) async fn sent(&self, event: &str, body: &Value) -> Result<Told, Error> {
        let body = body.to_string();
        let arrival = Arrival { event, way: "push", body: body.as_bytes() };
        receive(self.db(), &self.files(), &self.ground(), arrival).await
    }

    async fn orders(&self) -> i64 {
        store::count(&mut self.db().reader(), &Filter::all(self.now)).await.unwrap()
    }

    pub(super) async fn of_city(&self, number: &str) -> Order {
        let (id, _) = store::newest_version(&mut self.db().reader(), number).await.unwrap().unwrap();
        store::order(&mut self.db().reader(), id).await.unwrap()
    }
}

::store::both! {
    async fn the_same_order_twice_is_one_and_both_are_answered(test: TestDb) {
        let county = County::new(test).await;
        let first = county.sent("msg_1", &order("SZ1", 1, json!({}))).await.unwrap();
        assert_eq!(first.result, "taken");
        assert!(first.number.starts_with("青热"), "{first:?}");
        let again = county.sent("msg_1", &order("SZ1", 1, json!({}))).await.unwrap();
        assert_eq!((again.result, &again.number), ("same", &first.number), "the same message");
        let other = county.sent("msg_2", &order("SZ1", 1, json!({}))).await.unwrap();
        assert_eq!((other.result, &other.number), ("same", &first.number), "the same order in another message");
        let changed = county.sent("msg_1", &order("SZ1", 2, json!({}))).await;
        assert!(matches!(changed, Err(Error::Conflict(_))), "one key, two contents");
        assert_eq!(county.orders().await, 1);
        let row = county.of_city("SZ1").await;
        assert_eq!((row.source.as_str(), row.class_id, row.phone.as_str()), ("city", Some(county.lamps), "13900001111"));
    }

    async fn a_message_of_new_media_comes_as_an_order_with_where_it_stood(test: TestDb) {
        let county = County::new(test).await;
        let media = json!({ "platform": "weibo", "account": "青禾小城", "link": "https://weibo.example/1", "at": "2026-03-01T20:15:00+08:00" });
        let told = county.sent("m1", &order("WB1", 1, json!({ "media": media }))).await.unwrap();
        assert_eq!(told.result, "taken", "{told:?}");
        let row = county.of_city("WB1").await;
        let kept = store::media(&mut county.db().reader(), row.id).await.unwrap().unwrap();
        assert_eq!((row.source.as_str(), kept.platform.as_str(), kept.account.as_str()), ("media", "weibo", "青禾小城"));
        assert_eq!((kept.link.as_str(), kept.posted_at.map(base::Moment::minutes).as_deref()), ("https://weibo.example/1", Some("2026-03-01 20:15")));
        let wrong = json!({ "platform": "x", "account": "a", "link": "javascript:alert(1)" });
        let told = county.sent("m2", &order("WB2", 1, json!({ "media": wrong }))).await.unwrap();
        assert!(told.result == "taken" && told.why.contains("新媒体平台") && told.why.contains("链接"), "{told:?}");
        let row = county.of_city("WB2").await;
        let kept = store::media(&mut county.db().reader(), row.id).await.unwrap().unwrap();
        assert_eq!((kept.platform.as_str(), kept.link.as_str()), ("other", ""));
        county.sent("m3", &order("SZ9", 1, json!({}))).await.unwrap();
        let plain = county.of_city("SZ9").await.id;
        assert!(store::media(&mut county.db().reader(), plain).await.unwrap().is_none());
    }

    async fn versions_in_any_order_leave_the_newest(test: TestDb) {
        let county = County::new(test).await;
        let version = |n: i64| order("SZ2", n, json!({ "body": format!("第{n}次说明路灯的情况"), "caller": { "phone": "" } }));
        assert_eq!(county.sent("b", &version(2)).await.unwrap().result, "taken");
        let older = county.sent("a", &version(1)).await.unwrap();
        assert_eq!(older.result, "older");
        assert!(older.why.contains("第 2 版"), "{older:?}");
        assert_eq!(county.sent("c", &version(3)).await.unwrap().result, "updated");
        county.bodies_hold().await;
        let row = county.of_city("SZ2").await;
        assert_eq!((row.city_version, row.body.as_str(), row.phone.as_str()), (3, "第3次说明路灯的情况", ""));
        assert_eq!(county.orders().await, 1);
        assert_eq!(store::aside(&mut county.db().reader(), 0, false, i64::MAX, 10).await.unwrap().len(), 3, "all are kept");
        let said = store::messages(&mut county.db().reader(), row.id).await.unwrap();
        assert_eq!(said.len(), 1, "the newer version stands with the order");
    }

    async fn unknown_codes_are_taken_and_put_aside_for_a_person(test: TestDb) {
        let county = County::new(test).await;
        let odd = json!({ "kind": "唱歌", "class": "Z99", "urgency": "昨天", "town": "没有的镇", "complained": "没有的局", "due": "soon" });
        let told = county.sent("x", &order("SZ3", 1, odd)).await.unwrap();
        assert_eq!(told.result, "taken");
        for word in ["唱歌", "Z99", "昨天", "没有的镇", "没有的局", "due"] {
            assert!(told.why.contains(word), "{word}: {}", told.why);
        }
        let row = county.of_city("SZ3").await;
        assert_eq!((row.kind.as_str(), row.urgency.as_str(), row.class_id), ("other", "plain", None));
        assert!(row.place.contains("没有的镇"));
        assert_eq!(county.state_of(row.matter_id).await, "received", "its clock runs");
        let aside = store::aside(&mut county.db().reader(), 0, true, i64::MAX, 10).await.unwrap();
        assert_eq!(aside.len(), 1);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(why(crate::city::settle(&mut tx, &ground, &county.city_desk, aside[0].id).await), "identity.forbidden");
        crate::city::settle(&mut tx, &ground, &county.clerk, aside[0].id).await.unwrap();
        assert!(matches!(crate::city::settle(&mut tx, &ground, &county.clerk, aside[0].id).await, Err(Error::Conflict(_))));
        tx.commit().await.unwrap();
        assert_eq!(store::count_aside(&mut county.db().reader(), 0).await.unwrap(), 0);
    }

    async fn what_cannot_be_read_is_kept_and_told(test: TestDb) {
        let county = County::new(test).await;
        for (event, body, what) in [
            ("m1", "{", "JSON"),
            ("m2", r#"{"type":"order.created","data":{"version":1,"body":"x"}}"#, "data.number"),
            ("m3", r#"{"type":"order.sung","data":{"number":"SZ9","version":1}}"#, "order.sung"),
            ("m4", r#"{"type":"order.urged","data":{"number":"SZ9","version":1}}"#, "还没有登记过"),
        ] {
            let arrival = Arrival { event, way: "push", body: body.as_bytes() };
            let told = receive(county.db(), &county.files(), &county.ground(), arrival).await.unwrap();
            assert!(matches!(told.result, "malformed" | "aside"), "{told:?}");
            assert!(told.why.contains(what), "{what}: {}", told.why);
        }
        let aside = store::aside(&mut county.db().reader(), 0, true, i64::MAX, 10).await.unwrap();
        assert_eq!(aside.len(), 4);
        let (_, body) = store::push(&mut county.db().reader(), aside[3].id).await.unwrap();
        assert_eq!(body, "{", "what was sent is still there");
        let sealed: Option<(String,)> = ::store::Query::maybe(
            &mut county.db().reader(), "SELECT body FROM hotline_push WHERE id = $1", ::store::args![aside[2].id],
        ).await.unwrap();
        assert!(!sealed.unwrap().0.contains("order"), "under seal");
        assert_eq!(county.orders().await, 0);
    }

    async fn a_clock_in_the_future_and_a_withheld_number_do_no_harm(test: TestDb) {
        let county = County::new(test).await;
        let future = json!({ "at": "2036-01-01T00:00:00+08:00", "due": "2026-03-05T18:00:00+08:00", "caller": { "phone": "未显号" } });
        let told = county.sent("f", &order("SZ4", 1, future)).await.unwrap();
        assert!(told.why.contains("将来"), "{told:?}");
        let row = county.of_city("SZ4").await;
        assert_eq!((row.received_at, row.phone.as_str(), row.phone_digest.as_str()), (county.now, "", ""));
        assert_eq!(row.city_due.unwrap().date().to_string(), "2026-03-05");
        assert!(county.messages().await.is_empty());
    }

    async fn a_renamed_program_is_not_kept_and_the_order_is(test: TestDb) {
        let county = County::new(test).await;
        let encoded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
        let files = json!({ "attachments": [
            { "name": "现场.jpg", "content": encoded(b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff") },
            { "name": "说明.txt", "content": encoded("路灯编号 12".as_bytes()) },
            { "name": "坏.png", "content": "***" },
        ] });
        let told = county.sent("p", &order("SZ5", 1, files.clone())).await.unwrap();
        assert_eq!(told.result, "taken");
        assert!(told.why.contains("现场.jpg") && told.why.contains("坏.png") && !told.why.contains("说明.txt"), "{}", told.why);
        let row = county.of_city("SZ5").await;
        let kept = matter::store::files(&mut county.db().reader(), row.matter_id).await.unwrap();
        assert_eq!(kept.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["说明.txt"]);
        assert_eq!(kept[0].audience, hide::CALLERS, "the caller's own: not for all who see the order");
    }

    async fn an_order_of_one_character_and_one_of_a_hundred_thousand_lose_nothing(test: TestDb) {
        let county = County::new(test).await;
        let told = county.sent("s", &order("SZ7", 1, json!({ "title": "", "body": "路" }))).await.unwrap();
        assert_eq!(told.result, "taken", "{told:?}");
        let row = county.of_city("SZ7").await;
        assert_eq!((row.title.as_str(), row.body.as_str()), ("路", "路"));
        let long = "查".repeat(100_000);
        let told = county.sent("l", &order("SZ8", 1, json!({ "body": long }))).await.unwrap();
        assert!(told.result == "taken" && told.why.contains("100000 字"), "{told:?}");
        let row = county.of_city("SZ8").await;
        let most = crate::model::Limits::at(&county.ground().rules, county.now.date()).unwrap().body;
        assert_eq!(row.body.chars().count(), most);
        let kept = matter::store::files(&mut county.db().reader(), row.matter_id).await.unwrap();
        assert_eq!((kept.len(), kept[0].size, kept[0].audience.as_str()), (1, 300_000, hide::CALLERS), "the whole text is kept beside it");
    }

    async fn evidence_of_an_informant_could_be_opened_by_nobody(test: TestDb) {
        let county = County::new(test).await;
        let content = base64::engine::general_purpose::STANDARD.encode("夜里偷倒".as_bytes());
        let more = json!({ "kind": "举报", "attachments": [
            { "name": "王川的证据.txt", "content": content }, { "name": "王川的照片.png", "content": "***" },
        ] });
        let told = county.sent("q", &order("SZ6", 1, more)).await.unwrap();
        assert!(told.why.contains("照片") && !told.why.contains("王川"), "{}", told.why);
        let row = county.of_city("SZ6").await;
        let kept = matter::store::files(&mut county.db().reader(), row.matter_id).await.unwrap();
        let kept: Vec<_> = kept.iter().map(|f| (f.name.as_str(), f.audience.as_str())).collect();
        assert_eq!(kept, [("王川的证据.txt", hide::CALLERS)]);
    }

    async fn files_of_the_city_that_came_before_are_the_callers_own(test: TestDb) {
        let county = County::new(test).await;
        let content = base64::engine::general_purpose::STANDARD.encode(b"x");
        let more = json!({ "attachments": [{ "name": "说明.txt", "content": content }] });
        county.sent("q", &order("SZ6", 1, more)).await.unwrap();
        let row = county.of_city("SZ6").await;
        let mut tx = county.db().begin().await.unwrap();
        tx.run("UPDATE matter_file SET audience = 'inside'", Vec::new()).await.unwrap();
        let of_staff = matter::store::files(&mut tx, row.matter_id).await.unwrap().remove(0).handed();
        matter::store::add_file(&mut tx, row.matter_id, 1, &of_staff, "inside", county.now.plus(1)).await.unwrap();
        let all = include_str!("../../../../../migrations/0047_hotline_city.sql");
        let update = all.split(';').next().unwrap();
        tx.run(update, Vec::new()).await.unwrap();
        let files = matter::store::files(&mut tx, row.matter_id).await.unwrap();
        assert_eq!(files.iter().map(|f| f.audience.as_str()).collect::<Vec<_>>(), [hide::CALLERS, "inside"]);
    }

    async fn a_number_written_otherwise_was_dropped_without_a_word(test: TestDb) {
        let county = County::new(test).await;
        for (at, (sent, phone, kept)) in [
            ("+86 138 0013 8000", "13800138000", ""),
            ("（0825）2224455", "08252224455", ""),
            ("0825-2224455转8012", "", "0825-2224455转8012"),
            ("未显号", "", ""),
            ("", "", ""),
        ].into_iter().enumerate() {
            let number = format!("N{at}");
            let told = county.sent(&number, &order(&number, 1, json!({ "caller": { "name": "王川", "phone": sent } }))).await.unwrap();
            let row = county.of_city(&number).await;
            assert_eq!(row.phone, phone, "{sent}");
            assert_eq!(told.why.contains("来电号码不能识别"), !kept.is_empty(), "{sent}: {}", told.why);
            let said = store::messages(&mut county.db().reader(), row.id).await.unwrap();
            let said: Vec<&str> = said.iter().filter(|(_, kind, _)| kind == hide::NUMBER).map(|(_, _, text)| text.as_str()).collect();
            assert_eq!(said.len(), usize::from(!kept.is_empty()), "{sent}");
            assert!(said.iter().all(|text| text.contains(kept)), "{said:?}");
        }
        county.bodies_hold().await;
    }

    async fn a_long_order_or_one_with_null_became_none(test: TestDb) {
        let county = County::new(test).await;
        let body = "路灯不亮。".repeat(800);
        let told = county.sent("l", &order("SZ1", 1, json!({ "body": body, "caller": null, "title": null }))).await.unwrap();
        assert_eq!(told.result, "taken", "{told:?}");
        assert!(told.why.contains("4000 字") && told.why.contains("3000 字"), "{}", told.why);
        let row = county.of_city("SZ1").await;
        assert_eq!((row.body.chars().count(), row.name.as_str(), row.phone.as_str()), (3_000, "", ""));
        let kept = matter::store::files(&mut county.db().reader(), row.matter_id).await.unwrap();
        assert_eq!((kept.len(), kept[0].audience.as_str()), (1, hide::CALLERS));
        assert_eq!(usize::try_from(kept[0].size).unwrap(), body.len(), "all of it");
    }

    async fn the_city_urges_supervises_and_withdraws(test: TestDb) {
        let mut county = County::new(test).await;
        county.sent("1", &order("SZ7", 1, json!({}))).await.unwrap();
        let row = county.of_city("SZ7").await;
        let about = |kind: &str, version: i64| {
            json!({ "type": kind, "data": { "number": "SZ7", "version": version, "reason": "王川再次来电 13900001111" } })
        };
        county.later(1);
        assert_eq!(county.sent("2", &about("order.urged", 1)).await.unwrap().result, "acted");
        let again = county.sent("3", &about("order.urged", 1)).await.unwrap();
        assert!(again.why.contains("没有再次办理"), "{again:?}");
        assert_eq!(county.sent("4", &about("order.supervised", 1)).await.unwrap().result, "acted");
        let matter = matter::store::matter(&mut county.db().reader(), row.matter_id).await.unwrap();
        assert!(matter.urged == 1 && matter.supervised_at.is_some());
        for act in matter::store::trail(&mut county.db().reader(), row.matter_id).await.unwrap() {
            assert!(!act.opinion.contains("王川") && !act.opinion.contains("13900001111"), "{}", act.opinion);
        }
        assert_eq!(county.sent("5", &about("order.withdrawn", 1)).await.unwrap().result, "withdrawn");
        assert_eq!(county.state_of(row.matter_id).await, "received", "a person decides");
        // A withdrawal that overtakes its order.
        let gone = json!({ "type": "order.withdrawn", "data": { "number": "SZ8", "version": 2 } });
        assert_eq!(county.sent("6", &gone).await.unwrap().result, "withdrawn");
        assert_eq!(county.sent("7", &order("SZ8", 1, json!({}))).await.unwrap().result, "aside");
        assert!(store::newest_version(&mut county.db().reader(), "SZ8").await.unwrap().is_none());
        assert_eq!(county.sent("8", &order("SZ8", 3, json!({}))).await.unwrap().result, "taken", "sent anew");
    }
}
