//! Publishing without the reviews: what the gate finds, the second look and its time, and old versions taken up again.

use axum::http::StatusCode;
use base::time::{HOUR, SECOND};
use store::jobs;

use super::desk::led;
use super::world::{World, article};

/// How many messages wait to be sent.
async fn messages(world: &World) -> usize {
    let filter = jobs::Filter { kind: Some(identity::message::JOB.into()), ..jobs::Filter::default() };
    jobs::list(&mut world.app.db.reader(), &filter, None, 100).await.unwrap().len()
}

/// An article whose text the gate of the test finds something in.
fn saying(column: i64, title: &str, text: &str) -> edition::item::Draft {
    let mut draft = article(column, title);
    draft.content.body = format!("<p>{text}</p>");
    draft
}

::store::both! {
    async fn what_the_gate_finds_is_shown_before_and_recorded_with_the_reason(test: TestDb) {
        let world = World::new(test).await;
        let (first, second) = (world.sign_in(1, "content.editor", "one").await, world.sign_in(1, "content.editor", "two").await);
        let id = world.create(1, saying(world.yaowen, "紧急预警", "联系手机见附表。")).await;
        let path = format!("/work/content/{id}");
        assert!(world.get(&path, &first).await.text.contains(&format!("{path}/force")));
        let page = world.get(&format!("{path}/force"), &first).await.text;
        assert!(page.contains("个人信息") && page.contains("1 处必须处理") && page.contains("24 小时内复核"), "{page}");
        assert!(page.contains("强制发布到青禾县人民政府</h2>"), "{page}");
        let writer = world.sign_in(2, "content.writer", "lihe").await;
        assert_eq!(world.get(&format!("{path}/force"), &writer).await.status, StatusCode::NOT_FOUND);
        led(&world.post(&format!("{path}/force"), &first, &[("once", "", "f1"), ("why", "", "暴雨红色预警须立即发布")]).await);
        let list = world.get("/work/content/forced", &second).await.text;
        assert!(list.contains("发布前检查：个人信息 1，其中 1 处必须处理") && list.contains("复核期限 2026-03-03 09:00"), "{list}");
        world.pass(25 * HOUR);
        let third = world.sign_in(1, "content.editor", "three").await;
        assert!(world.get("/work/content/forced", &third).await.text.contains("超过复核期限"));
        let half = [("once", "", "v1"), ("verdict", "", ""), ("note", "", "情况属实，符合规定")];
        let again = world.post("/work/content/forced/1", &third, &half).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("href=\"#f-verdict\"") && again.text.contains("id=\"f-verdict\""), "the error leads to its field: {}", again.text);
        assert!(again.text.contains("value=\"情况属实，符合规定\""), "and what was typed stays: {}", again.text);
    }

    async fn the_mark_of_a_state_secret_is_never_published(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let id = world.create(1, saying(world.yaowen, "紧急预警", "机密★1年")).await;
        let path = format!("/work/content/{id}/force");
        let page = world.get(&path, &editor).await.text;
        assert!(page.contains("有国家秘密标志") && !page.contains("name=\"why\""), "{page}");
        let done = world.post(&path, &editor, &[("once", "", "f1"), ("why", "", "暴雨红色预警须立即发布")]).await;
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(done.text.contains("报告保密员"), "{}", done.text);
        assert!(edition::live::find(&mut world.app.db.reader(), id).await.unwrap().is_none());
    }

    async fn the_list_has_whole_pages_of_what_the_editor_may_look_at(test: TestDb) {
        let world = World::new(test).await;
        let (here, away) = (world.sign_in(1, "content.editor", "one").await, world.sign_in(2, "content.editor", "away").await);
        let force = async |unit: i64, column: i64, title: &str, cookie: &str| {
            let id = world.create(unit, article(column, title)).await;
            let fields = [("once", "", title), ("why", "", "暴雨红色预警须立即发布")];
            led(&world.post(&format!("/work/content/{id}/force"), cookie, &fields).await);
            world.pass(SECOND);
        };
        force(1, world.yaowen, "门户的预警", &here).await;
        for i in 0..22 {
            force(2, world.own, &format!("农业预警{i}"), &away).await;
        }
        let mine = world.get("/work/content/forced", &here).await.text;
        assert!(mine.contains("门户的预警") && !mine.contains("农业预警"), "not behind pages of what is not his");
        let first = world.get("/work/content/forced", &away).await;
        assert_eq!(first.text.matches("<h2><a href=\"/work/content/").count(), 20, "a whole page");
        assert!(first.text.contains("after="), "and one after it");
    }

    async fn who_may_look_is_reminded_once_before_the_time_is_up(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let id = world.create(1, article(world.yaowen, "紧急预警")).await;
        let fields = [("once", "", "f1"), ("why", "", "暴雨红色预警须立即发布")];
        led(&world.post(&format!("/work/content/{id}/force"), &editor, &fields).await);
        let told = messages(&world).await;
        crate::unreviewed::remind(&world.app).await.unwrap();
        assert_eq!(messages(&world).await, told, "there is time");
        world.pass(21 * HOUR);
        for _ in 0..2 {
            crate::unreviewed::remind(&world.app).await.unwrap();
        }
        let until = crate::store::unreviewed::to_remind(&mut world.app.db.reader(), world.clock.now().plus(9 * HOUR), 9).await.unwrap();
        assert!(until.is_empty(), "once");
        let filter = ledger::Filter { verb: Some("content.remind".into()), ..ledger::Filter::default() };
        assert_eq!(ledger::find(&mut world.app.db.reader(), &filter, 9).await.unwrap().len(), 1);
    }

    async fn what_was_changed_since_it_was_read_is_read_again(test: TestDb) {
        let world = World::new(test).await;
        let id = world.create(1, article(world.yaowen, "紧急预警")).await;
        let old = crate::actions::Read { item: id, title: "紧急预警".into(), content: "{}".into(), found: Vec::new() };
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let done = crate::actions::force(&mut tx, &desk, id, "暴雨红色预警须立即发布", &[old]).await;
        assert!(matches!(done, Err(base::Error::Conflict(_))), "{done:?}");
    }

    async fn an_old_version_is_compared_with_its_facts_and_taken_up_again(test: TestDb) {
        let world = World::new(test).await;
        let editor = world.sign_in(1, "content.editor", "one").await;
        let mut draft = article(world.policy, "用水办法");
        draft.content.head.theme = "t06".into();
        let id = world.create(1, draft).await;
        world.attach(id, "附表一.txt", b"table", "attachment", "").await;
        let path = format!("/work/content/{id}");
        let seq = world.get(&path, &editor).await.input("seq");
        let column = world.policy.to_string();
        let fields = |once: &'static str, seq: &str, theme: &'static str| {
            [
                ("once", once), ("seq", seq), ("title", "用水办法"), ("kind", "article"), ("column", column.as_str()),
                ("body", "正文"), ("source", "县政府"), ("attribute", "none"), ("theme", theme), ("valid_until", "2027-01-01"),
            ]
            .map(|(name, value)| (name, "", value.to_owned()))
        };
        for (once, theme) in [("a", "t06"), ("b", "t11")] {
            let seq = if once == "a" { seq.clone() } else { world.get(&path, &editor).await.input("seq") };
            let typed = fields(once, &seq, theme);
            let typed: Vec<(&str, &str, &str)> = typed.iter().map(|(n, f, v)| (*n, *f, v.as_str())).collect();
            led(&world.post(&path, &editor, &typed).await);
            world.pass(SECOND);
            if once == "a" {
                world.attach(id, "附表二.txt", b"more", "attachment", "").await;
            }
        }
        let page = world.get(&format!("{path}/versions?a=1&b=2"), &editor).await.text;
        for part in ["主题分类", "附件", "附表二.txt", "以此版为底稿"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        led(&world.post(&format!("{path}/restore"), &editor, &[("once", "", "r"), ("version", "", "1")]).await);
        let now = edition::item::find(&mut world.app.db.reader(), id).await.unwrap().unwrap();
        assert_eq!((now.content().unwrap().head.theme.as_str(), now.version), ("t06", 3));
        let gone = world.post(&format!("{path}/restore"), &editor, &[("once", "", "r2"), ("version", "", "9")]).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }

    async fn a_document_whose_time_is_over_is_listed_for_its_unit_and_marked_by_a_person(test: TestDb) {
        let world = World::new(test).await;
        let (editor, away) = (world.sign_in(1, "content.editor", "one").await, world.sign_in(2, "content.writer", "away").await);
        let paper = |title: &str, until: &str| {
            let mut draft = article(world.policy, title);
            draft.content.head.validity = "valid".into();
            draft.content.head.valid_until = until.parse().ok();
            draft
        };
        let over = world.published(1, paper("已到期的办法", "2026-02-28")).await;
        world.published(1, paper("快到期的办法", "2026-03-20")).await;
        world.published(1, paper("还早的办法", "2027-12-31")).await;
        let list = "/work/content/expiring";
        let seen = world.get(list, &editor).await.text;
        assert!(seen.contains("已到期的办法") && seen.contains("快到期的办法") && !seen.contains("还早的办法"), "{seen}");
        assert!(seen.contains("已届满") && seen.contains("将届满"), "{seen}");
        assert!(!world.get(list, &away).await.text.contains("到期的办法"), "other units see nothing of it");
        crate::desk::expiring::daily(&world.app).await.unwrap();
        let live = edition::live::find(&mut world.app.db.reader(), over).await.unwrap().unwrap();
        assert_eq!(live.validity, "valid", "the program marks nothing");
        let mark = [("once", "", "m"), ("validity_now", "", "expired")];
        led(&world.post(&format!("/work/content/{over}/validity"), &editor, &mark).await);
        assert!(!world.get(list, &editor).await.text.contains("已到期的办法"));
        let mut tx = world.app.db.begin().await.unwrap();
        let told = crate::store::told_of_end(&mut tx, over, "2026-02-28", true, world.clock.now()).await.unwrap();
        assert_eq!(told, 0, "its unit was told of it once");
    }

    /// An older site came in as it was without a word from whoever publishes, and nobody looked at it afterwards.
    async fn an_older_site_is_published_as_it_was_by_a_publisher_with_a_reason_and_looked_at_by_another(test: TestDb) {
        use crate::store::imports::{self, Found, New};
        let world = World::new(test).await;
        let (first, second) = (world.sign_in(1, "content.editor", "one").await, world.sign_in(1, "content.editor", "two").await);
        let mut tx = world.app.db.begin().await.unwrap();
        store::files::record(&mut tx, "ab", 9, "application/zip", world.clock.now()).await.unwrap();
        let new = New { site: world.portal, column: world.news, name: "旧站.zip", digest: "ab", size: 9, person: None, actor: "某人" };
        let id = imports::insert(&mut tx, &new, world.clock.now()).await.unwrap();
        imports::step(&mut tx, id, "looking", "looked").await.unwrap();
        let found = Found { shown: "a.html".into(), place: "新闻".into(), column_id: Some(world.news), ..Found::default() };
        let page = imports::put_page(&mut tx, id, &found).await.unwrap();
        tx.commit().await.unwrap();
        let at = format!("/work/content/imports/{id}");
        let column = world.news.to_string();
        let start = |why: &'static str, once: &'static str| {
            let column = column.clone();
            [("once", once.to_owned()), ("act", "start".to_owned()), ("manner", "published".to_owned()), ("place-0", "新闻".to_owned()),
             ("column-0", column), ("why", why.to_owned())]
        };
        let post = async |cookie: &str, fields: &[(&'static str, String)]| {
            let fields: Vec<(&str, &str, &str)> = fields.iter().map(|(name, value)| (*name, "", value.as_str())).collect();
            world.post(&at, cookie, &fields).await
        };
        let writer = world.sign_in(1, "content.writer", "lihe").await;
        assert_eq!(post(&writer, &start("旧站停运，须整站迁入", "w")).await.status, StatusCode::NOT_FOUND, "who does not publish");
        let silent = post(&first, &start("急", "s")).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.text.contains("value=\"急\""), "what was typed stays: {}", silent.text);
        led(&post(&first, &start("旧站停运，须整站迁入", "g")).await);
        let mut tx = world.app.db.begin().await.unwrap();
        imports::set_outcome(&mut tx, page, ("new", ""), "", None).await.unwrap();
        imports::end(&mut tx, id, "running", "done", "", world.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let look = "/work/content/forced/1".to_owned();
        let list = world.get("/work/content/forced", &first).await.text;
        assert!(list.contains("由您发布") && list.contains("共 1 篇") && list.contains("旧站停运") && !list.contains(&look), "{list}");
        let own = world.post(&look, &first, &[("once", "", "l1"), ("verdict", "", "right"), ("note", "", "抽查无误")]).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "never by the one who began it");
        assert!(world.get("/work/content/forced", &second).await.text.contains(&look));
        let half = world.post(&look, &second, &[("once", "", "l2"), ("verdict", "", ""), ("note", "", "抽查无误")]).await;
        assert!(half.status == StatusCode::UNPROCESSABLE_ENTITY && half.text.contains("value=\"抽查无误\""), "{}", half.text);
        let before = messages(&world).await;
        world.pass(24 * HOUR);
        crate::unreviewed::remind(&world.app).await.unwrap();
        assert!(messages(&world).await >= before);
        let filter = ledger::Filter { verb: Some("content.remind".into()), ..ledger::Filter::default() };
        assert_eq!(ledger::find(&mut world.app.db.reader(), &filter, 9).await.unwrap().len(), 1);
        let second = world.sign_in(1, "content.editor", "three").await;
        led(&world.post(&look, &second, &[("once", "", "l3"), ("verdict", "", "right"), ("note", "", "抽查无误")]).await);
        let all = world.get("/work/content/forced?all=1", &second).await.text;
        assert!(all.contains("抽查无误") && all.contains("three同志"), "{all}");
    }

    /// Editions and imports that were published without reviews stood in two tables; those that wait, and what was found, go on.
    async fn what_was_noted_in_two_tables_of_older_versions_stands_in_one(test: TestDb) {
        use crate::store::imports::{self, New};
        use crate::store::unreviewed::{self, What};
        let world = World::new(test).await;
        let item = world.create(1, article(world.yaowen, "紧急预警")).await;
        let mut tx = world.app.db.begin().await.unwrap();
        store::files::record(&mut tx, "ab", 9, "application/zip", world.clock.now()).await.unwrap();
        let new = New { site: world.portal, column: world.news, name: "旧站.zip", digest: "ab", size: 9, person: None, actor: "某人" };
        let import = imports::insert(&mut tx, &new, world.clock.now()).await.unwrap();
        tx.run("DROP TABLE content_unreviewed", store::args![]).await.unwrap();
        let about = |name: &str, table: &str| -> Vec<String> {
            let migration = store::migrate::all().find(|migration| migration.name.starts_with(name)).unwrap();
            let bare: String = migration.text.lines().map(|line| line.split("--").next().unwrap().to_owned() + "\n").collect();
            let bare = store::migrate::spell(&bare, world.app.db.dialect());
            bare.split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty() && one.contains(table)).collect()
        };
        for one in [("0013", "content_forced"), ("0037", "content_forced"), ("0049", "content_import_forced")] {
            for statement in about(one.0, one.1) {
                tx.run(&statement, store::args![]).await.unwrap();
            }
        }
        tx.run(
            "INSERT INTO content_forced (item_id, version, title, unit_id, why, at, person_id, actor, looked_at, looker, verdict, note,
             findings, stops) VALUES ($1, 2, '紧急预警', 1, '暴雨红色预警', 5, 7, '甲', 9, '乙', 'right', '无误', '个人信息 1', 1)",
            store::args![item],
        )
        .await
        .unwrap();
        tx.run(
            "INSERT INTO content_import_forced (import_id, unit_id, why, at, person_id, actor, due_at, reminded_at, looker, verdict, note)
             VALUES ($1, 1, '旧站停运', 6, 8, '丙', 11, 10, '', '', '')",
            store::args![import],
        )
        .await
        .unwrap();
        for statement in about("0056", "content_") {
            tx.run(&statement, store::args![]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut reader = world.app.db.reader();
        let all = unreviewed::list(&mut reader, None, false, None, 9).await.unwrap();
        assert_eq!(all.iter().map(|one| one.what()).collect::<Vec<_>>(), [What::Import(import), What::Edition(item, 2)]);
        assert_eq!((all[0].title.as_str(), all[0].due_at, all[0].person_id), ("旧站.zip", Some(base::Moment(11)), Some(8)));
        assert_eq!((all[1].findings.as_str(), all[1].stops, all[1].looker.as_str(), all[1].verdict.as_str()), ("个人信息 1", 1, "乙", "right"));
        assert_eq!(unreviewed::open(&mut reader, None).await.unwrap(), 1, "what nobody looked at waits");
        assert!(unreviewed::to_remind(&mut reader, base::Moment(99), 9).await.unwrap().is_empty(), "nobody is reminded twice");
    }
}
