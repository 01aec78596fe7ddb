//! What everybody may read.

use axum::http::StatusCode;
use base::time::{DAY, SECOND};

use super::world::{World, article};

::store::both! {
    async fn a_column_lists_what_is_under_it_turns_its_pages_and_says_when_it_is_blank(test: TestDb) {
        let world = World::new(test).await;
        assert!(world.page("/c/news/").await.contains("本栏目暂无内容"));
        for i in 0..45 {
            world.pass(SECOND);
            world.published(1, article(world.yaowen, &format!("要闻第{i}篇"))).await;
        }
        let first = world.page("/c/news/").await;
        assert!(first.contains("要闻第44篇") && first.contains("较早") && !first.contains("较新"));
        assert!(first.contains("badge new") && first.contains("青禾要闻"), "new, and the menu beside it");
        let older = first.split("href=\"/c/news/?after=").nth(1).and_then(|r| r.split('"').next()).unwrap();
        let second = world.page(&format!("/c/news/?after={older}")).await;
        assert!(second.contains("较新") && !second.contains("要闻第44篇"));
        let newer = second.split("href=\"/c/news/?before=").nth(1).and_then(|r| r.split('"').next()).unwrap();
        let back = world.page(&format!("/c/news/?before={newer}")).await;
        assert!(back.contains("要闻第44篇") && !back.contains("较新"), "back on the first page");
        world.pass(4 * DAY);
        world.app.cache.invalidate(&edition::column_key(world.news));
        assert!(!world.page("/c/news/").await.contains("badge new"));
        for odd in ["/c/news/?after=x", "/c/news/?before=1.2.3", "/c/news/?after=9999999999999999999.1"] {
            world.page(odd).await;
        }
        assert_eq!(world.get("/c/news", "").await.to(), "/c/news/");
        assert_eq!(world.get("/c/none/", "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get("/s/main/c/news/", "").await.to(), "/c/news/");
    }

    async fn an_article_has_its_tags_and_shows_relations_both_ways(test: TestDb) {
        let world = World::new(test).await;
        let mut paper = article(world.policy, "关于春耕用水的通知");
        paper.kind = "policy".into();
        paper.attribute = "active".into();
        paper.content.head.doc_no = "青政办发〔2026〕3号".into();
        paper.content.head.validity = "valid".into();
        let paper = world.published(1, paper).await;
        let newer = world.published(1, article(world.policy, "新的用水通知")).await;
        let reading = world.published(1, article(world.yaowen, "用水通知解读")).await;
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::import::relate(&mut tx, &desk, reading, "interprets", paper).await.unwrap();
        edition::import::relate(&mut tx, &desk, newer, "supersedes", paper).await.unwrap();
        tx.commit().await.unwrap();
        let page = world.page(&format!("/a/{paper}")).await;
        for part in [
            "name=\"ArticleTitle\" content=\"关于春耕用水的通知\"", "name=\"PubDate\" content=\"2026-03-02 09:00\"",
            "name=\"ContentSource\" content=\"青禾县融媒体中心\"", "name=\"ColumnName\" content=\"政策文件\"",
            "name=\"ColumnType\" content=\"政策文件\"", "name=\"Url\"", "青政办发〔2026〕3号", "U1/2026-00001",
            "相关解读", "用水通知解读", "本文已被替代", "新的用水通知",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(world.page(&format!("/a/{reading}")).await.contains("所解读的文件"));
        let print = world.page(&format!("/a/{paper}/print")).await;
        assert!(print.contains("<svg") && print.contains("青政办发〔2026〕3号"));
        world.page(&format!("/hant/a/{paper}")).await;
    }

    async fn an_article_asked_under_another_site_leads_home(test: TestDb) {
        let world = World::new(test).await;
        let id = world.published(2, article(world.own, "农技服务")).await;
        let away = world.get(&format!("/a/{id}"), "").await;
        assert_eq!((away.status, away.to()), (StatusCode::MOVED_PERMANENTLY, format!("/s/nyj/a/{id}").as_str()));
        assert!(world.page(&format!("/s/nyj/a/{id}")).await.contains("农技服务"));
        assert!(world.page("/s/nyj/c/news/").await.contains(&format!("/s/nyj/a/{id}")));
        let mut quoted = article(world.own, "上门户的稿");
        quoted.content.quotes = vec![world.news];
        let both = world.published(2, quoted).await;
        for path in [format!("/a/{both}"), format!("/s/nyj/a/{both}")] {
            let page = world.page(&path).await;
            assert!(page.contains(&format!("rel=\"canonical\" href=\"/s/nyj/a/{both}\"")), "{path}");
        }
    }

    async fn what_was_withdrawn_is_gone_from_every_surface_with_its_reason(test: TestDb) {
        let world = World::new(test).await;
        let id = world.published(1, article(world.yaowen, "要撤的稿")).await;
        let (file, _) = world.attach(id, "表.txt", b"table", "attachment", "").await;
        world.publish(id).await;
        let surfaces = ["/c/news/", "/c/yaowen/", "/c/news/atom.xml", "/c/news/rss.xml", "/feeds/atom.xml", "/api/v1/editions"];
        for path in surfaces {
            assert!(world.page(path).await.contains("要撤的稿"), "{path}");
        }
        assert!(world.page("/sitemaps/sitemap-1.xml").await.contains(&format!("/a/{id}<")));
        world.page(&format!("/a/{id}/files/{file}")).await;
        world.withdraw(id, "数据有误，须更正").await;
        for path in surfaces {
            assert!(!world.page(path).await.contains("要撤的稿"), "{path}");
        }
        assert!(!world.page("/sitemaps/sitemap-1.xml").await.contains(&format!("/a/{id}<")));
        for path in [format!("/a/{id}"), format!("/hant/a/{id}"), format!("/a/{id}/print"), format!("/api/v1/editions/{id}")] {
            let gone = world.get(&path, "").await;
            assert_eq!(gone.status, StatusCode::GONE, "{path}");
            assert!(!gone.text.contains("要撤的稿"), "{path}");
        }
        assert!(world.get(&format!("/a/{id}"), "").await.text.contains("数据有误，须更正"));
        assert_eq!(world.get(&format!("/a/{id}/files/{file}"), "").await.status, StatusCode::NOT_FOUND);
    }

    async fn files_of_drafts_are_seen_by_their_unit_only(test: TestDb) {
        let world = World::new(test).await;
        let id = world.create(2, article(world.own, "草稿")).await;
        let (file, stored) = world.attach(id, "名单.txt", b"list", "attachment", "").await;
        let path = format!("/a/{id}/files/{file}");
        let (own, other) = (world.sign_in(2, "content.writer", "own").await, world.sign_in(3, "content.writer", "other").await);
        assert_eq!(world.get(&path, "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(&path, &other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.get(&path, &own).await.status, StatusCode::OK);
        assert_eq!(world.get(&format!("/a/{id}"), &own).await.status, StatusCode::NOT_FOUND, "no draft is a page");
        world.publish(id).await;
        let fixed = world.get(&format!("{path}?v={}", &stored.digest[..12]), "").await;
        assert!(fixed.header("cache-control").contains("immutable"));
        assert!(fixed.header("content-disposition").starts_with("attachment"));
        assert_eq!(world.get(&path, "").await.header("cache-control"), "private, no-cache");
    }

    async fn old_addresses_answer_301(test: TestDb) {
        let world = World::new(test).await;
        let id = world.published(2, article(world.own, "搬家的稿")).await;
        let mut tx = world.app.db.begin().await.unwrap();
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        edition::publish::readdress(&mut tx, &desk, "", "/art/1.html", Some(id), "").await.unwrap();
        edition::publish::readdress(&mut tx, &desk, "", "/old/", None, "/c/news/").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.get("/art/1.html", "").await.to(), format!("/s/nyj/a/{id}"));
        assert_eq!(world.get("/s/nyj/art/1.html", "").await.to(), format!("/s/nyj/a/{id}"));
        assert_eq!(world.get("/old/", "").await.to(), "/c/news/");
        assert_eq!(world.get("/nowhere/", "").await.status, StatusCode::NOT_FOUND);
        world.withdraw(id, "内容已经过期").await;
        assert_eq!(world.get("/art/1.html", "").await.status, StatusCode::GONE);
    }

    async fn every_kind_of_column_and_edition_is_rendered(test: TestDb) {
        let world = World::new(test).await;
        for slug in ["leaders", "organs", "overview", "images", "policy"] {
            let path = format!("/c/{slug}/");
            world.page(&path).await;
            let column = world.slug(slug).await;
            let later = world.published(1, article(column, "排在后面")).await;
            let mut first = article(column, "排在前面");
            first.content.summary = "说明".into();
            let first = world.published(1, first).await;
            let mut tx = world.app.db.begin().await.unwrap();
            let desk = edition::Desk::new(&world.app, &identity::Actor::System);
            edition::publish::rank(&mut tx, &desk, column, &[first, later]).await.unwrap();
            tx.commit().await.unwrap();
            world.pass(SECOND);
            let page = world.page(&path).await;
            let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{slug} lacks {text}"));
            if ["leaders", "organs"].contains(&slug) {
                assert!(at("排在前面") < at("排在后面"), "{slug} keeps the given order");
            }
        }
        for kind in ["images", "video", "chart", "download"] {
            let mut draft = article(world.yaowen, "各类稿件");
            draft.kind = kind.into();
            let id = world.create(1, draft).await;
            world.attach(id, "图.txt", kind.as_bytes(), if kind == "video" { "video" } else { "image" }, "示意").await;
            world.publish(id).await;
            world.page(&format!("/a/{id}")).await;
        }
        let mut link = article(world.yaowen, "链接稿");
        link.kind = "link".into();
        link.content.link_url = "https://www.example.org/x?<".into();
        let outside = world.published(1, link.clone()).await;
        let notice = world.page(&format!("/a/{outside}")).await;
        assert!(notice.contains("即将离开") && notice.contains("www.example.org"));
        link.content.link_url = "/letters".into();
        let inside = world.published(1, link).await;
        assert_eq!(world.get(&format!("/a/{inside}"), "").await.to(), "/letters");
    }

    async fn programs_read_lists_page_by_page_and_one_whole(test: TestDb) {
        let world = World::new(test).await;
        for i in 0..5 {
            world.pass(SECOND);
            world.published(1, article(world.yaowen, &format!("第{i}篇"))).await;
        }
        let mut seen = Vec::new();
        let mut path = "/api/v1/editions?column=news&limit=2".to_owned();
        loop {
            let page: serde_json::Value = serde_json::from_str(&world.page(&path).await).unwrap();
            seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["title"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/api/v1/editions?column=news&limit=2&cursor={next}");
        }
        assert_eq!(seen, ["第4篇", "第3篇", "第2篇", "第1篇", "第0篇"]);
        for (path, status) in [
            ("/api/v1/editions?cursor=x", StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/v1/editions?limit=x", StatusCode::UNPROCESSABLE_ENTITY),
            ("/api/v1/editions?site=none", StatusCode::NOT_FOUND),
            ("/api/v1/editions/999", StatusCode::NOT_FOUND),
        ] {
            assert_eq!(world.get(path, "").await.status, status, "{path}");
        }
        assert!(world.page("/api/v1/openapi.json").await.contains("/api/v1/editions/{id}"));
    }

    async fn a_closed_column_keeps_the_pages_of_what_was_published_in_it(test: TestDb) {
        let world = World::new(test).await;
        let below = world.published(1, article(world.yaowen, "闭栏前的要闻")).await;
        let other = world.published(1, article(world.yaowen, "同栏的要闻")).await;
        let top = world.published(1, article(world.policy, "闭栏前的文件")).await;
        assert!(world.page(&format!("/a/{below}")).await.contains("青禾要闻"));
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        for column in [world.yaowen, world.policy] {
            edition::column::close(&mut tx, &desk, column).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_ne!(world.get("/c/yaowen/", "").await.status, StatusCode::OK, "the column itself is closed");
        let page = world.page(&format!("/a/{below}")).await;
        assert!(page.contains("闭栏前的要闻") && page.contains("href=\"/c/news/\"") && !page.contains("/c/yaowen/"), "{page}");
        let page = world.page(&format!("/a/{top}")).await;
        assert!(page.contains("闭栏前的文件") && !page.contains("/c/policy/"), "it leads to no page that is gone: {page}");
        world.page(&format!("/a/{other}/print")).await;
        assert_eq!(world.get(&format!("/s/nyj/a/{top}"), "").await.to(), format!("/a/{top}"), "and moves to its own site");
    }

    async fn a_changed_validity_shows_in_the_list_at_once(test: TestDb) {
        let world = World::new(test).await;
        let mut paper = article(world.policy, "关于春耕用水的通知");
        paper.kind = "policy".into();
        paper.content.head.validity = "valid".into();
        let id = world.published(1, paper).await;
        assert!(world.page("/c/policy/").await.contains("有效</span>"));
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        edition::publish::set_validity(&mut tx, &desk, id, "repealed").await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.page("/c/policy/").await.contains("废止</span>"));
    }

    async fn a_reader_says_whether_it_was_useful_once(test: TestDb) {
        let world = World::new(test).await;
        let id = world.published(1, article(world.yaowen, "有用的稿")).await;
        let path = format!("/a/{id}/useful");
        let once = world.get(&path, "").await.input("once");
        for _ in 0..2 {
            let done = world.post(&path, "", &[("once", "", &once), ("answer", "", "yes")]).await;
            assert_eq!((done.status, done.to()), (StatusCode::SEE_OTHER, format!("/a/{id}").as_str()));
        }
        assert_eq!(crate::store::useful(&mut world.app.db.reader(), id).await.unwrap(), (1, 0));
        let wrong = world.post(&path, "", &[("answer", "", "perhaps")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// Addresses of an older site that look like our own answered 404.
    async fn an_old_address_that_looks_like_ours_leads_on_and_our_own_page_comes_first(test: TestDb) {
        let world = World::new(test).await;
        let id = world.published(1, article(world.yaowen, "旧站来的稿")).await;
        let other = world.published(1, article(world.yaowen, "本站的稿")).await;
        let desk = edition::Desk::new(&world.app, &identity::Actor::System);
        let mut tx = world.app.db.begin().await.unwrap();
        let ours = format!("/a/{other}");
        for old in ["/a/2.html", "/s/6.html", "/c/5.shtml", "/c/nothing/", "/a/99999", "/a/7/files/8.html", "/s/nyj/a/9.html", &ours] {
            edition::publish::readdress(&mut tx, &desk, "", old, Some(id), "").await.unwrap();
        }
        tx.commit().await.unwrap();
        for old in ["/a/2.html", "/a/2.html?from=timeline", "/s/6.html", "/c/5.shtml", "/c/nothing/", "/a/99999", "/a/7/files/8.html", "/s/nyj/a/9.html"] {
            let answer = world.get(old, "").await;
            assert_eq!((answer.status, answer.to()), (StatusCode::MOVED_PERMANENTLY, format!("/a/{id}").as_str()), "{old}");
        }
        assert!(world.page(&ours).await.contains("本站的稿"));
        assert_eq!(world.get("/a/3.html", "").await.status, StatusCode::NOT_FOUND);
        world.withdraw(id, "内容有误，须更正").await;
        assert_eq!(world.get("/a/2.html", "").await.status, StatusCode::GONE);
        assert_eq!(world.get(&format!("/a/{id}"), "").await.status, StatusCode::GONE, "and a page of ours leads nowhere else");
    }

    async fn links_that_lead_in_a_circle_from_before_send_nobody_round(test: TestDb) {
        let world = World::new(test).await;
        let link = |to: &str| {
            let mut draft = article(world.yaowen, "链接");
            (draft.kind, draft.content.link_url) = ("link".into(), to.into());
            draft
        };
        let one = world.published(1, link("/c/policy/")).await;
        assert_eq!(world.get(&format!("/a/{one}"), "").await.to(), "/c/policy/");
        let two = world.published(1, link(&format!("/a/{one}"))).await;
        let mut tx = world.app.db.begin().await.unwrap();
        let live = edition::live::find(&mut tx, one).await.unwrap().unwrap();
        let content = live.content.replace("/c/policy/", &format!("/a/{two}"));
        tx.run("UPDATE edition_live SET content = $1 WHERE item_id = $2", ::store::args![content, one]).await.unwrap();
        tx.commit().await.unwrap();
        world.app.cache.invalidate(&edition::item_key(one));
        for id in [one, two] {
            assert_eq!(world.get(&format!("/a/{id}"), "").await.status, StatusCode::NOT_FOUND);
        }
    }
}
