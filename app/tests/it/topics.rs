//! Special topics (专题): made by forms, drawn from what is published, archived at the end, on both databases.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base::time::{DAY, HOUR, SECOND};
use edition::import::Import;
use edition::{Content, Desk, Site, column, site};
use identity::Actor;
use store::testing::samples::PNG;
use testkit::{Browser, County, PageForm, both};

async fn of_slug(county: &County, slug: &str) -> Site {
    site::by_slug(&mut county.app().db.reader(), slug).await.expect("sites").expect("a site of the county")
}

/// Publishes something in a column of a site.
async fn published(county: &County, (site, slug): (&str, &str), title: &str, keywords: &str) -> i64 {
    let app = county.app();
    let site = of_slug(county, site).await.id;
    let mut tx = app.db.begin().await.expect("begins");
    let column = column::by_slug(&mut tx, site, slug).await.expect("columns").expect("a column");
    let content = Content {
        title: title.into(),
        body: "<p>正文</p>".into(),
        source: "县政府办".into(),
        keywords: keywords.into(),
        ..Content::default()
    };
    let (column, unit) = (column.id, column.unit_id);
    let origin = format!("test:{column}:{title}");
    let import = Import { origin: &origin, kind: "article", column, unit, attribute: "none", content, addresses: &[] };
    let desk = Desk::new(app, &Actor::System);
    let id = edition::import::bring(&mut tx, &desk, import).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    id
}

async fn withdrawn(county: &County, id: i64) {
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    edition::publish::withdraw(&mut tx, &Desk::new(app, &Actor::System), id, "内容有误，须更正")
        .await
        .expect("is withdrawn");
    tx.commit().await.expect("is kept");
}

pub(crate) async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    answer.form(action).unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

/// Begins a topic; gives its address on the workbench.
pub(crate) async fn begun(county: &County, keeper: &mut Browser, site: &str, slug: &str, title: &str) -> String {
    let site = of_slug(county, site).await.id.to_string();
    let filled = form(keeper, "/work/topics/new", "/work/topics/new").await.set("site", &site).set("slug", slug);
    let filled = filled.set("title", title).set("art_alt", "田里的秧苗").file("art", "head.png", PNG);
    let made = keeper.submit(&filled).await;
    assert!(made.seen().contains("专题已建立"), "{} {}", made.status, made.seen());
    made.path.trim_end_matches("/blocks").to_owned()
}

/// Fills the form of blocks: kind and fields of each.
pub(crate) fn filled(mut form: PageForm, blocks: &[(&str, &[(&str, &str)])]) -> PageForm {
    for (at, (kind, fields)) in blocks.iter().enumerate() {
        form = form.set(&format!("block_{at}_kind"), kind).set(&format!("block_{at}_width"), "full");
        for (name, value) in *fields {
            form = form.set(&format!("block_{at}_{name}"), value);
        }
    }
    form.set("blocks", &blocks.len().to_string()).set("do", "save")
}

pub(crate) async fn composed(keeper: &mut Browser, topic: &str, blocks: &[(&str, &[(&str, &str)])]) {
    let page = format!("{topic}/blocks");
    let typed = form(keeper, &page, &page).await;
    let saved = keeper.submit(&filled(typed, blocks)).await;
    assert!(saved.seen().contains("版块已保存"), "{} {}", saved.status, saved.seen());
}

pub(crate) async fn act(keeper: &mut Browser, topic: &str, action: &str) -> String {
    let sent = form(keeper, topic, &format!("{topic}/act/{action}")).await.set("why", "活动取消，不再举办");
    keeper.submit(&sent).await.seen()
}

both! {
    async fn a_topic_is_made_by_forms_published_archived_and_withdrawn(county: County) {
        let (mut keeper, mut reader) = (county.signed_in("dianzi").await, county.browser());
        let bad = form(&mut keeper, "/work/topics/new", "/work/topics/new").await;
        let bad = bad.set("slug", "X y").set("title", "短").set("closes_on", "2020-01-01").file("art", "a.txt", b"text");
        let wrong = keeper.submit(&bad).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["专题名称至少", "结束日期不能早于", "PNG、JPEG"] {
            assert!(wrong.seen().contains(words), "{words}: {}", wrong.seen());
        }
        let topic = begun(&county, &mut keeper, "main", "xunfang", "汛期安全").await;
        assert!(act(&mut keeper, &topic, "publish").await.contains("还没有版块"));
        composed(&mut keeper, &topic, &[("list", &[("columns", "通知公告"), ("key", "tongzhi")])]).await;
        assert_eq!(reader.get("/topics/xunfang/").await.status, StatusCode::NOT_FOUND, "a draft is nobody's");
        assert_eq!(reader.get("/topics/xunfang/art").await.status, StatusCode::NOT_FOUND);
        assert_eq!(keeper.get("/topics/xunfang/art").await.status, StatusCode::OK, "its keeper sees the picture");
        assert_eq!(keeper.get(&format!("{topic}/look")).await.status, StatusCode::OK);
        assert!(!reader.get("/topics/").await.text().contains("汛期安全"));
        assert!(act(&mut keeper, &topic, "publish").await.contains("专题已发布"));
        let page = reader.get("/topics/xunfang/").await.text();
        for part in [
            "<h1>汛期安全</h1>", "alt=\"田里的秧苗\"", "name=\"ColumnName\" content=\"汛期安全\"",
            "name=\"ColumnType\" content=\"专题专栏\"", "/topics/xunfang/tongzhi/", "专题专栏</a>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(reader.get("/topics/xunfang").await.path, "/topics/xunfang/");
        assert_eq!(reader.get("/topics/xunfang/art").await.status, StatusCode::OK);
        assert!(reader.get("/topics/").await.text().contains("汛期安全"));
        assert!(reader.get("/").await.text().contains("/topics/xunfang/"), "the home page leads to it");
        assert!(reader.get("/hant/topics/xunfang/").await.text().contains("專題專欄"));

        assert!(act(&mut keeper, &topic, "archive").await.contains("专题已归档"));
        assert!(reader.get("/topics/xunfang/").await.seen().contains("本专题已于 2026-03-02 归档"));
        assert!(reader.get("/topics/xunfang/tongzhi/").await.seen().contains("本专题已于 2026-03-02 归档"));
        assert!(!reader.get("/topics/").await.text().contains("汛期安全"), "it leaves the front");
        assert!(reader.get("/topics/?archived=1").await.text().contains("汛期安全"));
        assert!(!reader.get("/").await.text().contains("/topics/xunfang/"));
        let late = form(&mut keeper, &format!("{topic}/blocks"), &format!("{topic}/blocks")).await.set("do", "save");
        let refused = keeper.submit(&late).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.seen().contains("已归档"), "{}", refused.seen());
        assert!(act(&mut keeper, &topic, "reopen").await.contains("已恢复发布"));
        assert!(!reader.get("/topics/xunfang/").await.seen().contains("本专题已于"));
        assert!(act(&mut keeper, &topic, "withdraw").await.contains("已撤下"));
        for path in ["/topics/xunfang/", "/topics/xunfang/tongzhi/", "/hant/topics/xunfang/"] {
            assert_eq!(reader.get(path).await.status, StatusCode::GONE, "{path}");
        }
        assert!(reader.get("/topics/xunfang/").await.seen().contains("活动取消，不再举办"));
        let filter = ledger::Filter { verb: Some("topics.".to_owned()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 100).await.expect("entries");
        let verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).take(6).collect();
        assert_eq!(verbs, ["topics.withdraw", "topics.reopen", "topics.archive", "topics.publish", "topics.change", "topics.create"]);
    }

    async fn what_is_published_is_shown_at_once_and_what_is_withdrawn_is_gone_at_once(county: County) {
        let (mut keeper, mut reader) = (county.signed_in("dianzi").await, county.browser());
        let topic = begun(&county, &mut keeper, "main", "zhuanti", "三种来源").await;
        let chosen = published(&county, ("nyj", "news"), "选定的农业稿件", "").await;
        let chosen = chosen.to_string();
        composed(&mut keeper, &topic, &[
            ("list", &[("columns", "notice"), ("key", "lanmu")]),
            ("pictures", &[("tags", "秋收 秋种"), ("key", "biaoqian")]),
            ("headline", &[("items", &chosen), ("key", "xuanding")]),
        ]).await;
        assert!(act(&mut keeper, &topic, "publish").await.contains("专题已发布"));
        assert!(reader.get("/topics/zhuanti/").await.text().contains("选定的农业稿件"));
        let notice = published(&county, ("main", "notice"), "栏目里的新通知", "").await;
        let tagged = published(&county, ("main", "xiangzhen"), "带关键词的消息", "防汛、秋收").await;
        let page = reader.get("/topics/zhuanti/").await.text();
        assert!(page.contains("栏目里的新通知") && page.contains("带关键词的消息"), "{page}");
        published(&county, ("nyj", "news"), "别的站点的秋收消息", "秋收").await;
        assert!(!reader.get("/topics/zhuanti/").await.text().contains("别的站点的秋收消息"), "keywords gather on the own site");
        for (board, title) in [("lanmu", "栏目里的新通知"), ("biaoqian", "带关键词的消息"), ("xuanding", "选定的农业稿件")] {
            assert!(reader.get(&format!("/topics/zhuanti/{board}/")).await.text().contains(title), "{board}");
        }
        for id in [notice, tagged, chosen.parse().expect("a key")] {
            withdrawn(&county, id).await;
        }
        for path in ["", "lanmu/", "biaoqian/", "xuanding/"] {
            let page = reader.get(&format!("/topics/zhuanti/{path}")).await.text();
            for title in ["栏目里的新通知", "带关键词的消息", "选定的农业稿件"] {
                assert!(!page.contains(title), "{path}: {title}");
            }
        }
    }

    async fn who_keeps_one_site_learns_nothing_of_another(county: County) {
        let mut keeper = county.signed_in("wz016").await;
        let list = keeper.get("/work/topics").await;
        assert!(list.seen().contains("农技服务到田间") && !list.seen().contains("碧水青溪"), "{}", list.seen());
        let portal = of_slug(&county, "main").await.id;
        let mut chief = county.signed_in("dianzi").await;
        let of_portal = format!("/work/topics?site={portal}");
        assert!(chief.get(&of_portal).await.seen().contains("碧水青溪") && !keeper.get(&of_portal).await.seen().contains("碧水青溪"));
        let foreign = begun(&county, &mut chief, "main", "neibu", "尚未公开的专题").await;
        for path in ["", "/blocks", "/look"] {
            assert_eq!(keeper.get(&format!("{foreign}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["", "/blocks", "/restore/1", "/act/publish", "/act/withdraw", "/act/archive"] {
            let answer = keeper.post(&format!("{foreign}{path}"), &[("title", "改名"), ("why", "无")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let typed = form(&mut keeper, "/work/topics/new", "/work/topics/new").await;
        let typed = typed.set("site", &portal.to_string()).set("slug", "neibu").set("title", "占用标识");
        let answer = keeper.submit(&typed).await;
        assert!(answer.seen().contains("请从列表中选择站点") && !answer.seen().contains("已有这个专题标识"), "{}", answer.seen());
        // A draft of another unit and an edition that never was are answered alike.
        let draft = {
            let app = county.app();
            let mut tx = app.db.begin().await.expect("begins");
            let column = column::by_slug(&mut tx, portal, "notice").await.expect("columns").expect("a column").id;
            let content = Content { title: "没有发布的稿件".into(), ..Content::default() };
            let draft = edition::item::Draft {
                kind: "article".into(), column, content, attribute: "none".into(), attribute_why: String::new(),
            };
            let unit = county.unit("县教育局").await;
            let id = edition::item::create(&mut tx, &Desk::new(app, &Actor::System), unit, draft).await.expect("a draft");
            tx.commit().await.expect("is kept");
            id
        };
        let own = begun(&county, &mut keeper, "nyj", "zijian", "自建专题").await;
        let page = format!("{own}/blocks");
        let mut told = Vec::new();
        for id in [draft, 9_999_999] {
            let id = id.to_string();
            let typed = filled(form(&mut keeper, &page, &page).await, &[("list", &[("items", &id)])]);
            let answer = keeper.submit(&typed).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.seen().contains("没有已发布的稿件") && !answer.seen().contains("没有发布的稿件"), "{}", answer.seen());
            told.push(answer.seen().replace(&id, "·"));
        }
        assert_eq!(told[0], told[1]);
        let mut writer = county.signed_in("xx003").await;
        assert_eq!(writer.get("/work/topics").await.status, StatusCode::NOT_FOUND, "a writer keeps no site");
    }

    async fn a_topic_of_another_site_is_reached_by_path_and_by_host(county: County) {
        let mut reader = county.browser();
        let by_path = reader.get("/s/nyj/topics/nongji/").await.text();
        assert!(by_path.contains("农技服务到田间") && by_path.contains("/s/nyj/topics/nongji/dongtai/"), "{by_path}");
        assert!(reader.get("/s/nyj/topics/").await.text().contains("农技服务到田间"));
        assert!(!reader.get("/topics/").await.text().contains("农技服务到田间"), "each site has its own");
        assert_eq!(reader.get("/topics/nongji/").await.status, StatusCode::NOT_FOUND);
        assert_eq!(reader.get("/s/main/topics/spring/").await.path, "/topics/spring/");
        let ask = |path: &str| Request::get(path).header(header::HOST, "nyj.qinghe.example").body(Body::empty()).expect("a request");
        let by_host = reader.send(ask("/topics/nongji/")).await;
        assert!(by_host.status == StatusCode::OK && by_host.text().contains("href=\"/topics/nongji/dongtai/\""), "{}", by_host.text());
        let board = reader.send(ask("/topics/nongji/dongtai/")).await;
        let side = board.text().split("class=\"sidenav\"").nth(1).unwrap_or_default().to_owned();
        for other in ["/topics/nongji/yaodian/", "/topics/nongji/tongzhi/"] {
            assert!(side.contains(&format!("href=\"{other}\"")), "the other boards stand beside it: {side}");
        }
        assert!(reader.send(ask("/topics/")).await.text().contains("农技服务到田间"));
        let slots = format!("/work/sites/{}/slots", of_slug(&county, "nyj").await.id);
        let mut keeper = county.signed_in("wz016").await;
        let typed = form(&mut keeper, &slots, &slots).await.set("do", "add").set("add", "topics");
        let typed = keeper.submit(&typed).await.form(&slots).expect("the form").set("do", "save");
        assert!(keeper.submit(&typed).await.seen().contains("首页版块已保存"));
        let home = reader.get("/s/nyj/").await.text();
        assert!(home.contains("href=\"/s/nyj/topics/nongji/\"") && !home.contains("碧水青溪"), "its home page leads to its own");
    }

    async fn keywords_of_what_an_older_version_published_are_gathered_at_the_next_start(county: County) {
        published(&county, ("main", "notice"), "旧版本发布的通知", "抗旱").await;
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        tx.run("DELETE FROM edition_tag", store::args![]).await.expect("is forgotten");
        tx.commit().await.expect("is kept");
        let portal = of_slug(&county, "main").await.id;
        let found = || async {
            let words = ["抗旱".to_owned()];
            edition::tags::tagged(&mut app.db.reader(), portal, &words, edition::live::Turn::First, 5).await.expect("answers")
        };
        assert!(found().await.is_empty());
        let open = county.again().await;
        open.runner.run_due(county.clock.now()).await.expect("jobs run");
        assert_eq!(found().await.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["旧版本发布的通知"]);
    }

    async fn a_topic_opens_and_is_archived_on_its_days_by_itself(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "main", "riqi", "到日子才公开").await;
        composed(&mut keeper, &topic, &[("list", &[("columns", "notice")])]).await;
        let days = form(&mut keeper, &topic, &topic).await.set("opens_on", "2026-03-04").set("closes_on", "2026-03-06");
        assert!(keeper.submit(&days).await.seen().contains("专题资料已保存"));
        assert!(act(&mut keeper, &topic, "publish").await.contains("公众可见"));
        let mut reader = county.browser();
        assert_eq!(reader.get("/topics/riqi/").await.status, StatusCode::NOT_FOUND);
        county.pass(2 * DAY).await;
        assert_eq!(reader.get("/topics/riqi/").await.status, StatusCode::OK);
        assert!(reader.get("/topics/").await.text().contains("到日子才公开"));
        county.pass(2 * DAY).await;
        assert!(!reader.get("/topics/riqi/").await.seen().contains("本专题已于"), "its last day is not over");
        county.pass(DAY + HOUR).await;
        assert!(reader.get("/topics/riqi/").await.seen().contains("本专题已于 2026-03-07 归档"), "{}", reader.get("/topics/riqi/").await.seen());
        assert!(!reader.get("/topics/").await.text().contains("到日子才公开"));
    }

    async fn a_board_turns_its_pages_over_several_columns(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        for i in 0..45 {
            let column = if i % 2 == 0 { "notice" } else { "bumen" };
            county.clock.set(county.clock.now().plus(SECOND));
            published(&county, ("main", column), &format!("板块第{i}篇"), "").await;
        }
        let mut keeper_again = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper_again, "main", "fanye", "翻页").await;
        composed(&mut keeper, &topic, &[("list", &[("columns", "notice、bumen"), ("key", "quanbu")])]).await;
        assert!(act(&mut keeper, &topic, "publish").await.contains("专题已发布"));
        let mut reader = county.browser();
        let (mut path, mut seen) = ("/topics/fanye/quanbu/".to_owned(), Vec::new());
        let mut pages = 0;
        loop {
            let page = reader.get(&path).await;
            pages += 1;
            seen.extend((0..45).filter(|i| page.text().contains(&format!("板块第{i}篇<"))));
            match page.links("/topics/fanye/quanbu/?after=").pop() {
                Some(next) => path = next,
                None => break,
            }
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((once.len(), seen.len()), (45, 45), "every entry on one page, none twice: {seen:?}");
        assert!(pages >= 3, "{pages}");
        let back = reader.get(&path).await.links("/topics/fanye/quanbu/?before=").pop().expect("a way back");
        assert!(!reader.get(&back).await.links("/topics/fanye/quanbu/?after=").is_empty());
        for odd in ["?after=x", "?before=1.2.3", "?after=9999999999999999999.1"] {
            assert_eq!(reader.get(&format!("/topics/fanye/quanbu/{odd}")).await.status, StatusCode::OK, "{odd}");
        }
        assert_eq!(reader.get("/topics/fanye/nichts/").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_preview_is_its_makers_alone_and_two_at_once_do_not_overwrite_each_other(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "nyj", "yulan", "预览").await;
        let page = format!("{topic}/blocks");
        let typed = form(&mut keeper, &page, &page).await;
        let added = keeper.submit(&typed.set("do", "add").set("add", "text")).await;
        assert!(added.seen().contains("还没有保存"), "{}", added.seen());
        let typed = added.form(&page).expect("the form").set("block_0_text", "没有保存的话");
        let preview = keeper.submit(&typed.clone().set("do", "preview")).await;
        assert!(preview.status == StatusCode::OK && preview.text().contains("没有保存的话"), "{}", preview.seen());
        assert!(preview.text().contains("青禾县农业农村局</span>"), "in the frame of its site");
        let mut other = county.signed_in("wz016").await;
        assert_eq!(other.get(&preview.path).await.status, StatusCode::GONE);
        let stale = form(&mut other, &page, &page).await;
        assert!(keeper.submit(&typed.set("do", "save")).await.seen().contains("版块已保存"));
        let late = other.submit(&filled(stale, &[("text", &[("text", "晚了一步")])])).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.seen().contains("改过这个专题"), "{}", late.seen());
        assert!(late.text().contains("晚了一步"), "nothing typed is lost");
        let restore = format!("{topic}/restore/1");
        assert!(keeper.get(&topic).await.links("/work/topics/").contains(&restore));
        let restore = form(&mut keeper, &restore, &restore).await;
        assert!(keeper.submit(&restore).await.seen().contains("已恢复到第 1 版"));
        county.pass(3 * HOUR).await;
        let mut keeper = county.signed_in("dianzi").await;
        assert_eq!(keeper.get(&preview.path).await.status, StatusCode::GONE);
    }

    async fn surveys_of_a_block_are_typed_in_rows_without_a_script(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "main", "yijian", "听听大家的意见").await;
        let page = format!("{topic}/blocks");
        let typed = form(&mut keeper, &page, &page).await;
        let added = keeper.submit(&typed.set("do", "add").set("add", "survey")).await;
        let typed = added.form(&page).expect("the form");
        let rows = keeper.submit(&typed.set("do", "row-add:block_0_addresses")).await.form(&page).expect("the form");
        assert_eq!(rows.value("block_0_addresses_rows"), Some("1"));
        let typed = rows.set("block_0_addresses_0_href", "/surveys/999999");
        let rows = keeper.submit(&typed.set("do", "row-add:block_0_addresses")).await.form(&page).expect("the form");
        let wrong = keeper.submit(&rows.clone().set("do", "save")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.seen());
        assert!(wrong.text().contains("id=\"e-block_0_addresses_0_href\""), "said at the row: {}", wrong.seen());
        let kept = wrong.form(&page).expect("the form");
        assert_eq!((kept.value("block_0_addresses_rows"), kept.value("block_0_addresses_0_href")), (Some("2"), Some("/surveys/999999")));
        let rows = keeper.submit(&kept.set("do", "row-drop:block_0_addresses:0")).await.form(&page).expect("the form");
        assert_eq!((rows.value("block_0_addresses_rows"), rows.value("block_0_addresses_0_href")), (Some("1"), Some("")));
        assert!(keeper.submit(&rows.set("do", "save")).await.seen().contains("版块已保存"), "a row that stayed blank is no address");
        assert_eq!(form(&mut keeper, &page, &page).await.value("block_0_addresses_rows"), Some("0"));
    }

    async fn editions_are_found_for_a_block_and_figures_count_what_their_lists_show(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let id = published(&county, ("main", "notice"), "水库除险加固公告", "").await;
        county.settle().await;
        let topic = begun(&county, &mut keeper, "main", "chazhao", "查找稿件").await;
        let page = format!("{topic}/blocks");
        let typed = filled(form(&mut keeper, &page, &page).await, &[("list", &[("find", "水库除险加固")])]);
        let found = keeper.submit(&typed.clone().set("do", "find:0")).await;
        assert!(found.text().contains(&format!("value=\"{id}\"")), "{}", found.seen());
        let by_number = keeper.submit(&typed.set("block_0_find", &format!("/a/{id}")).set("do", "find:0")).await;
        assert!(by_number.text().contains("水库除险加固公告"), "{}", by_number.seen());
        let chosen = by_number.form(&page).expect("the form").set("block_0_items", &id.to_string()).set("do", "save");
        assert!(keeper.submit(&chosen).await.seen().contains("版块已保存"));
        act(&mut keeper, &topic, "publish").await;
        county.settle().await;
        let answer = county.browser().get("/search?q=%E6%9F%A5%E6%89%BE%E7%A8%BF%E4%BB%B6").await;
        assert!(answer.text().contains("/topics/chazhao/"), "search finds topics: {}", answer.seen());
        for figure in topics::LINE.figures {
            let today = county.clock.now().date();
            let ask = matter::Ask { from: today.first_of_month(), to: today, unit: None };
            let count = (figure.count)(county.app(), ask).await.expect("counts");
            let list = keeper.get(&(figure.list)(ask)).await;
            assert_eq!(i64::try_from(list.text().matches("data-row>").count()).expect("few"), count, "{}", figure.key);
            let all: i64 = (figure.by_unit)(county.app(), ask).await.expect("counts").iter().map(|(_, n)| n).sum();
            assert!(count == all && count > 0, "{}: {count} and {all}", figure.key);
        }
    }
}
