//! Who wrote in confidence stays unknown to everybody but the desk: in texts, trail, index, messages and ledger.

use ::store::Query;

use super::*;
use crate::hide;

fn informant() -> Writing {
    Writing {
        kind: "report".into(),
        title: "举报李四，我是李青禾".into(),
        body: "我叫李青禾，住人民路8号，手机13800001234，看见有人夜里偷倒垃圾。".into(),
        address: "人民路8号".into(),
        email: "li@example.com".into(),
        ..lamps()
    }
}

::store::both! {
    async fn an_informant_is_known_to_the_desk_alone(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&informant()).await;
        county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await.unwrap();
        county.act(&county.city_desk, written.letter, "sign", Input::default()).await.unwrap();
        county.act(&county.city_desk, written.letter, "ask_supplement", opinion("请补充时间")).await.unwrap();
        let mut tx = county.db().begin().await.unwrap();
        citizen::supplement(&mut tx, &county.ground(), written.letter, "昨晚十点，李青禾 13800001234", &[]).await.unwrap();
        tx.commit().await.unwrap();
        let letter = county.letter(written.letter).await;
        for (who, actor) in [("unit", &county.city_desk), ("leader", &county.leader), ("approver", &county.approver), ("desk", &county.clerk)] {
            let shown = hide::shown(&letter, county.home, actor);
            let all = serde_json::to_string(&shown).unwrap();
            for secret in ["李青禾", "13800001234", "li@example.com"] {
                assert!(!all.contains(secret), "{who} reads {secret}: {all}");
            }
            assert_eq!(shown.may_ask, who == "desk", "{who}");
            assert_eq!(shown.files, who == "desk", "{who}");
        }
        // What lists, exports, trail, index and ledger hold.
        let mut q = county.db().reader();
        for (table, columns) in [
            ("matter_matter", "title || snapshot"),
            ("matter_act", "actor || opinion || events"),
            ("store_search", "title || body"),
            ("ledger_entry", "facts"),
            ("store_job", "replace(payload, '\"phone\":\"13800001234\"', '')"),
        ] {
            let rows = q.rows(&format!("SELECT {columns} FROM {table}"), Vec::new()).await.unwrap();
            assert!(!rows.is_empty(), "{table}");
            for row in rows {
                let text: String = row.at(0).unwrap();
                assert!(!text.contains("李青禾") && !text.contains("13800001234"), "{table}: {text}");
            }
        }
        // An answer that speaks of the writer is the writer's; what others find and read of it is not.
        county.act(&county.city_desk, written.letter, "submit", opinion("李青禾同志（13800001234）：已清理。")).await.unwrap();
        county.act(&county.approver, written.letter, "approve", Input::default()).await.unwrap();
        let letter = county.letter(written.letter).await;
        assert_eq!(hide::typed(&letter, &letter.answer), "来信人同志（138****1234）：已清理。");
        let found = q.rows("SELECT body FROM store_search WHERE kind = 'letters.letter'", Vec::new()).await.unwrap();
        let texts: Vec<String> = found.iter().map(|row| row.at(0).unwrap()).collect();
        assert!(texts.iter().any(|text| text.contains("已清理")), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains("李青禾") || text.contains("13800001234")), "{texts:?}");
    }

    async fn an_open_letter_tells_the_unit_whom_to_call(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let letter = county.letter(written.letter).await;
        let shown = hide::shown(&letter, county.home, &county.city_desk);
        assert_eq!((shown.name.as_str(), shown.phone.as_str()), ("李青禾", "13800001234"));
    }

    async fn the_unit_complained_of_gets_the_letter_only_with_a_reason(test: TestDb) {
        let county = County::new(test).await;
        let writing = Writing { kind: "complaint".into(), complained_unit: Some(county.city), ..lamps() };
        let written = county.write(&writing).await;
        let plain = county.act(&county.clerk, written.letter, "dispatch", to(county.city)).await;
        assert_eq!(wrong_fields(plain), ["unit", "opinion"]);
        let reason = Input { opinion: "由该局纪检部门核查".into(), ..to(county.city) };
        county.act(&county.clerk, written.letter, "dispatch", reason).await.unwrap();
    }

    async fn nothing_is_published_without_consent_or_with_personal_data(test: TestDb) {
        let mut county = County::new(test).await;
        let silent = county.answered(&Writing { consent: false, ..lamps() }).await;
        let open = county.answered(&lamps()).await;
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        let done = actions::publish::publish(&mut tx, &ground, &county.clerk, silent.letter, ["题", "文", "答"]).await;
        assert!(matches!(done, Err(Error::Refused(r)) if r.name == "letters.no-consent"));
        let texts = ["路灯", "李青禾反映，电话 138-0000-1234", "答"];
        let done = actions::publish::publish(&mut tx, &ground, &county.clerk, open.letter, texts).await;
        assert_eq!(wrong_fields(done), ["body"]);
        let done = actions::publish::publish(&mut tx, &ground, &county.city_desk, open.letter, ["题", "文", "答"]).await;
        assert!(matches!(done, Err(Error::Refused(r)) if r.name == "identity.forbidden"));
        actions::publish::publish(&mut tx, &ground, &county.clerk, open.letter, ["题", "文", "答"]).await.unwrap();
        assert_eq!(wrong_fields(actions::publish::withdraw(&mut tx, &ground, &county.clerk, open.letter, "").await), ["why"]);
        actions::publish::withdraw(&mut tx, &ground, &county.clerk, open.letter, "信息有误，须更正").await.unwrap();
        assert!(store::newest_published(&mut tx, 5).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }

    async fn a_wrong_number_and_a_wrong_code_get_the_same_answer(test: TestDb) {
        let county = County::new(test).await;
        let written = county.write(&lamps()).await;
        let mut answers = Vec::new();
        for (number, code) in [(written.number.as_str(), "0000000000"), ("青信〔2026〕99999号", written.code.as_str()), ("", ""), ("' OR 1=1 --", "1")] {
            match citizen::find(&mut county.db().reader(), number, code).await {
                Err(Error::Invalid(errors)) => answers.push(format!("{errors:?}")),
                other => panic!("{number}: {:?}", other.map(|l| l.id)),
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
    }
}
