//! Published editions that pass from site to site: offered and taken or not, or taken by an editor himself.

use axum::http::StatusCode;

use super::desk::led;
use super::world::{World, article};

::store::both! {
    async fn a_unit_offers_what_it_published_and_the_editor_there_takes_it(test: TestDb) {
        let world = World::new(test).await;
        let (writer, editor) = (world.sign_in(2, "content.writer", "lihe").await, world.sign_in(1, "content.editor", "one").await);
        let id = world.published(2, article(world.own, "玉米丰收")).await;
        let (path, column) = (format!("/work/content/{id}"), world.yaowen.to_string());
        assert!(world.get(&path, &writer).await.text.contains("报送到其他网站"));
        let wrong = world.post(&format!("{path}/offer"), &writer, &[("once", "", "0"), ("offer", "", "999")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        led(&world.post(&format!("{path}/offer"), &writer, &[("once", "", "1"), ("offer", "", &column), ("note", "", "全县首家")]).await);
        let again = world.post(&format!("{path}/offer"), &writer, &[("once", "", "2"), ("offer", "", &column)]).await;
        assert!(again.text.contains("正等待采用"), "{}", again.text);
        let list = world.get("/work/content/offers", &editor).await.text;
        assert!(list.contains("玉米丰收") && list.contains("全县首家") && list.contains("不采用"), "{list}");
        let own = world.get("/work/content/offers?of=ours", &writer).await.text;
        assert!(own.contains("待处理") && !own.contains("name=\"verdict\""), "who offers does not decide: {own}");
        assert!(!world.get("/work/content/offers?all=1", &writer).await.text.contains("玉米丰收"));
        let offer = crate::store::offers::list(&mut world.app.db.reader(), crate::store::offers::Whose::To(None), true, 0, 9)
            .await
            .unwrap()[0]
            .id;
        let at = format!("/work/content/offers/{offer}");
        let away = world.sign_in(2, "content.editor", "away").await;
        let take = [("once", "", "t0"), ("verdict", "", "take")];
        assert_eq!(world.post(&at, &away, &take).await.status, StatusCode::NOT_FOUND, "another site's editor");
        assert!(!world.page("/c/yaowen/").await.contains("玉米丰收"));
        led(&world.post(&at, &editor, &[("once", "", "t1"), ("verdict", "", "take")]).await);
        assert!(world.page("/c/yaowen/").await.contains("玉米丰收"));
        assert!(world.page("/s/nyj/c/news/").await.contains("玉米丰收"), "and still where it came from");
        let late = world.post(&at, &editor, &[("once", "", "t2"), ("verdict", "", "take")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        let filter = ledger::Filter { verb: Some("content.offer.take".into()), ..ledger::Filter::default() };
        assert_eq!(ledger::find(&mut world.app.db.reader(), &filter, 9).await.unwrap().len(), 1);
    }

    async fn an_offer_is_declined_with_a_reason_that_its_unit_reads(test: TestDb) {
        let world = World::new(test).await;
        let (writer, editor) = (world.sign_in(2, "content.writer", "lihe").await, world.sign_in(1, "content.editor", "one").await);
        let id = world.published(2, article(world.own, "一般工作动态")).await;
        let column = world.yaowen.to_string();
        led(&world.post(&format!("/work/content/{id}/offer"), &writer, &[("once", "", "1"), ("offer", "", &column)]).await);
        let short = [("once", "", "d0"), ("verdict", "", "decline"), ("answer", "", "不")];
        let silent = world.post("/work/content/offers/1", &editor, &short).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.text.contains("id=\"f-answer\"") && silent.text.contains("value=\"不\""), "what was typed stays: {}", silent.text);
        let fields = [("once", "", "d1"), ("verdict", "", "decline"), ("answer", "", "与上周稿件重复")];
        led(&world.post("/work/content/offers/1", &editor, &fields).await);
        let own = world.get("/work/content/offers?of=ours", &writer).await.text;
        assert!(own.contains("未采用") && own.contains("与上周稿件重复"), "{own}");
        assert!(!world.page("/c/news/").await.contains("一般工作动态"));
    }

    async fn an_editor_takes_what_another_site_published_and_other_places_stay(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let id = world.published(2, article(world.own, "玉米丰收")).await;
        world.app.search.catch_up(&world.app.db).await.unwrap();
        let found = world.get("/work/content/take?q=玉米", &editor).await.text;
        assert!(found.contains("玉米丰收") && found.contains("政策文件"), "{found}");
        let key = id.to_string();
        let nowhere = world.post("/work/content/take", &editor, &[("once", "", "0"), ("item", "", &key), ("q", "", "玉米")]).await;
        assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (once, column) in [("1", world.yaowen), ("2", world.policy)] {
            let column = column.to_string();
            let fields = [("once", "", once), ("item", "", key.as_str()), ("column", "", column.as_str()), ("q", "", "玉米")];
            led(&world.post("/work/content/take", &editor, &fields).await);
        }
        for path in ["/c/yaowen/", "/c/policy/", "/s/nyj/c/news/"] {
            assert!(world.page(path).await.contains("玉米丰收"), "{path}");
        }
        let own = world.own.to_string();
        let foreign = [("once", "", "3"), ("item", "", key.as_str()), ("column", "", own.as_str()), ("q", "", "")];
        assert_ne!(world.post("/work/content/take", &editor, &foreign).await.status, StatusCode::SEE_OTHER, "not his site");
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        assert_eq!(world.get("/work/content/take", &writer).await.status, StatusCode::NOT_FOUND);
    }

    /// A unit could report to the portal alone.
    async fn a_unit_reports_to_every_site_above_it_and_to_no_other(test: TestDb) {
        let world = World::new(test).await;
        let mut tx = world.app.db.begin().await.unwrap();
        let chance = &world.app.chance;
        let act = identity::Act::new(&identity::Actor::System, world.clock.now(), chance);
        let form = identity::UnitForm {
            name: "农技推广站".into(), short_name: "农技推广站".into(), kind: "department".into(), rank: 1, phone: String::new(),
        };
        let station = identity::units::create(&mut tx, act, Some(2), "U4", &form).await.unwrap();
        tx.commit().await.unwrap();
        let writer = world.sign_in(station, "content.writer", "zhan").await;
        let id = world.published(station, article(world.yaowen, "玉米密植示范")).await;
        let page = world.get(&format!("/work/content/{id}"), &writer).await.text;
        let offered = page.split("id=\"f-offer\"").nth(1).and_then(|rest| rest.split("</select>").next()).unwrap().to_owned();
        assert!(offered.contains("县农业农村局 › 农业动态") && offered.contains("青禾县人民政府"), "{offered}");
        let own = world.own.to_string();
        led(&world.post(&format!("/work/content/{id}/offer"), &writer, &[("once", "", "1"), ("offer", "", &own)]).await);
        let editor = world.sign_in(2, "content.editor", "juli").await;
        assert!(world.get("/work/content/offers", &editor).await.text.contains("玉米密植示范"));
        // A town is not under the bureau.
        let town = world.sign_in(3, "content.writer", "zhen").await;
        let theirs = world.published(3, article(world.yaowen, "禾丰镇动态")).await;
        let refused = world.post(&format!("/work/content/{theirs}/offer"), &town, &[("once", "", "2"), ("offer", "", &own)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn what_another_unit_published_is_copied_into_a_draft_of_ones_own(test: TestDb) {
        let world = World::new(test).await;
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        let id = world.published(1, article(world.yaowen, "全县春耕动员")).await;
        let page = world.get(&format!("/work/content/copy?of={id}"), &writer).await.text;
        assert!(page.contains("全县春耕动员") && page.contains(&format!("value=\"{id}\"")), "{page}");
        let own = world.own.to_string();
        let none = world.post("/work/content/copy", &writer, &[("once", "", "1"), ("of", "", "/a/9999"), ("column", "", &own)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text.contains("没有这篇稿件") && none.text.contains("value=\"/a/9999\""), "what was typed stays: {}", none.text);
        let made = world.post("/work/content/copy", &writer, &[("once", "", "2"), ("of", "", &format!("/a/{id}")), ("column", "", &own)]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let page = world.get(made.to(), &writer).await.text;
        assert!(page.contains("全县春耕动员") && page.contains("草稿"), "{page}");
        let secret = world.create(1, article(world.yaowen, "别单位的草稿")).await;
        let page = world.get(&format!("/work/content/copy?of={secret}"), &writer).await.text;
        assert!(!page.contains("别单位的草稿"));
    }
}
