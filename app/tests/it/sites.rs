//! The group of sites: who keeps what, what the public sees of it, on both databases.

use axum::http::StatusCode;
use base::time::{DAY, HOUR};
use edition::column::ColumnForm;
use edition::import::Import;
use edition::{Content, Desk, Site, column, site};
use identity::Actor;
use testkit::{Answer, Browser, County, PageForm, both};

pub(crate) async fn of_slug(county: &County, slug: &str) -> Site {
    site::by_slug(&mut county.app().db.reader(), slug).await.expect("sites").expect("a site of the county")
}

/// Makes a column of a site.
pub(crate) async fn made(county: &County, site: &str, slug: &str, name: &str, kind: &str) -> i64 {
    let site = of_slug(county, site).await;
    let app = county.app();
    let form =
        ColumnForm { name: name.into(), kind: kind.into(), unit: site.unit_id, rank: 5, ..ColumnForm::default() };
    let mut tx = app.db.begin().await.expect("begins");
    let desk = Desk::new(app, &Actor::System);
    let id = column::create(&mut tx, &desk, site.id, None, slug, &form).await.expect("a column");
    tx.commit().await.expect("is kept");
    id
}

/// Publishes something in a column.
pub(crate) async fn published(county: &County, column: i64, title: &str) -> i64 {
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    let desk = Desk::new(app, &Actor::System);
    let content =
        Content {
            title: title.into(), body: "<p>正文</p>".into(), source: "县政府办".into(), ..Content::default()
        };
    let unit = column::find(&mut tx, column).await.expect("columns").expect("a column").unit_id;
    let origin = format!("test:{column}:{title}");
    let import = Import { origin: &origin, kind: "article", column, unit, attribute: "none", content, addresses: &[] };
    let id = edition::import::bring(&mut tx, &desk, import).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    id
}

pub(crate) async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    answer.form(action).unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

fn menu(answer: &Answer) -> String {
    answer
        .text()
        .split("class=\"mainnav\"")
        .nth(1)
        .and_then(|rest| rest.split("</nav>").next())
        .unwrap_or_default()
        .into()
}

both! {
    async fn the_portal_has_the_statutory_columns_and_making_them_again_changes_nothing(county: County) {
        let app = county.app();
        let portal = of_slug(&county, "main").await;
        let columns = column::of_site(&mut app.db.reader(), portal.id).await.expect("columns");
        for kind in ["overview", "news", "notice", "policy", "interpretation", "leaders", "organs", "data", "reprint"] {
            assert!(columns.iter().any(|column| column.kind == kind), "no column of the kind {kind}");
        }
        let count = |filter: &'static str| async move {
            let filter = ledger::Filter { verb: Some(filter.to_owned()), ..ledger::Filter::default() };
            ledger::find(&mut app.db.reader(), &filter, 1_000).await.expect("entries").len()
        };
        let before = (count("edition.").await, count("sites.").await);
        sites::demo::demo(app).await.expect("again");
        assert_eq!((count("edition.").await, count("sites.").await), before);
        for slug in ["nyj", "jyj", "mzj", "hefeng", "qingxi"] {
            let home = county.browser().get(&format!("/s/{slug}/")).await;
            assert_eq!(home.status, StatusCode::OK, "{slug}");
        }
    }

    async fn who_keeps_one_site_learns_nothing_of_another(county: County) {
        let mut keeper = county.signed_in("wz016").await;
        let (own, other) = (of_slug(&county, "nyj").await, of_slug(&county, "jyj").await);
        let list = keeper.get("/work/sites").await;
        assert!(list.seen().contains("青禾县农业农村局"), "{}", list.seen());
        assert!(!list.seen().contains("教育局") && !list.seen().contains("禾丰镇"), "{}", list.seen());
        let ledger = keeper.get("/work/sites/ledger").await;
        assert!(ledger.seen().contains("青禾县农业农村局") && !ledger.seen().contains("教育局"), "{}", ledger.seen());
        for path in ["", "/columns", "/theme", "/slots", "/links", "/footer", "/pictures", "/columns.xlsx", "/columns/import"] {
            assert_eq!(keeper.get(&format!("/work/sites/{}{path}", own.id)).await.status, StatusCode::OK, "{path}");
            assert_eq!(keeper.get(&format!("/work/sites/{}{path}", other.id)).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in ["", "/columns", "/theme", "/slots", "/links", "/footer", "/close", "/restore/1"] {
            let action = format!("/work/sites/{}{path}", other.id);
            assert_eq!(keeper.post(&action, &[("closed", "1"), ("name", "改名")]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let foreign = column::of_site(&mut county.app().db.reader(), other.id).await.expect("columns")[0].id;
        for action in ["", "/move", "/order", "/close", "/ranks"] {
            let through_own = format!("/work/sites/{}/columns/{foreign}{action}", own.id);
            assert_eq!(keeper.post(&through_own, &[("name", "改名")]).await.status, StatusCode::NOT_FOUND, "{action}");
        }
        let mut writer = county.signed_in("xx003").await;
        assert_eq!(writer.get("/work/sites").await.status, StatusCode::NOT_FOUND, "a writer keeps no site");
        let seen = writer.get("/work/sites/ledger").await;
        assert!(seen.status == StatusCode::OK && !seen.seen().contains("青禾县农业农村局"), "{}", seen.seen());
    }

    async fn a_blank_column_is_shown_to_nobody_until_something_is_in_it(county: County) {
        let column = made(&county, "nyj", "jishu", "农技推广", "notice").await;
        let mut reader = county.browser();
        assert!(!menu(&reader.get("/s/nyj/").await).contains("农技推广"));
        assert!(!reader.get("/map").await.seen().contains("农技推广"));
        let id = published(&county, column, "病虫害防治要点").await;
        assert!(menu(&reader.get("/s/nyj/").await).contains("农技推广"));
        assert!(menu(&reader.get("/s/nyj/c/news/").await).contains("农技推广"), "on pages that were kept, too");
        let mut tx = county.app().db.begin().await.expect("begins");
        let desk = Desk::new(county.app(), &Actor::System);
        edition::publish::withdraw(&mut tx, &desk, id, "内容有误，须更正").await.expect("is withdrawn");
        tx.commit().await.expect("is kept");
        assert!(!menu(&reader.get("/s/nyj/").await).contains("农技推广"));
    }

    async fn a_look_is_changed_by_forms_and_two_who_change_it_at_once_do_not_overwrite_each_other(county: County) {
        let portal = of_slug(&county, "main").await.id;
        let (theme, mut keeper) = (format!("/work/sites/{portal}/theme"), county.signed_in("dianzi").await);
        let mut reader = county.browser();
        assert!(!reader.get("/").await.text().contains("data-accent"));
        let stale = form(&mut keeper, &theme, &theme).await;
        let wrong = keeper.submit(&stale.clone().set("accent", "pink").set("alert_text", "有雨")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"有雨\""), "nothing typed is lost");
        let saved = keeper.submit(&stale.clone().set("accent", "pine").set("alert_level", "orange").set("alert_text", "暴雨橙色预警")).await;
        assert!(saved.seen().contains("外观已保存"), "{} {}", saved.status, saved.seen());
        let home = reader.get("/").await.text();
        assert!(home.contains("data-accent=\"pine\"") && home.contains("暴雨橙色预警"));
        assert!(reader.get("/letters").await.text().contains("暴雨橙色预警"), "on every page");
        assert!(reader.get("/s/nyj/").await.text().contains("暴雨橙色预警"), "and on every site");
        let filled = form(&mut keeper, &theme, &theme).await.set("seen", stale.value("seen").expect("a version")).set("accent", "plum");
        let late = keeper.submit(&filled).await;
        assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.seen().contains("已于"), "{}", late.seen());
        assert!(reader.get("/").await.text().contains("data-accent=\"pine\""));
    }

    async fn banner_and_grey_mode_go_by_themselves(county: County) {
        let portal = of_slug(&county, "main").await.id;
        let (theme, mut keeper) = (format!("/work/sites/{portal}/theme"), county.signed_in("dianzi").await);
        let typed = form(&mut keeper, &theme, &theme).await.set("alert_level", "red").set("alert_text", "洪水红色预警");
        let typed = typed.set("alert_until", "2026-03-02T18:00").set("grey_on", "home").set("grey_until", "2026-03-03");
        assert!(keeper.submit(&typed).await.seen().contains("外观已保存"));
        let mut reader = county.browser();
        let home = reader.get("/").await.text();
        assert!(home.contains("洪水红色预警") && home.contains("data-grey"));
        assert!(!reader.get("/letters").await.text().contains("data-grey"), "only the home page");
        county.pass(9 * HOUR).await;
        let home = reader.get("/").await.text();
        assert!(!home.contains("洪水红色预警") && home.contains("data-grey"));
        county.pass(DAY + 6 * HOUR).await;
        assert!(!reader.get("/").await.text().contains("data-grey"));
    }

    async fn a_preview_is_seen_by_its_maker_alone_and_changes_nothing(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let (slots, mut keeper) = (format!("/work/sites/{own}/slots"), county.signed_in("wz016").await);
        let typed = form(&mut keeper, &slots, &slots).await;
        let typed = typed.set("slot_0_text", "未保存的头条").set("slot_0_links_rows", "1").set("slot_0_links_0_title", "头条").set("slot_0_links_0_href", "/c/news/");
        let preview = keeper.submit(&typed.clone().set("do", "preview")).await;
        assert!(preview.status == StatusCode::OK && preview.text().contains("未保存的头条"), "{}", preview.seen());
        assert!(preview.text().contains("<html") && preview.text().contains("青禾县农业农村局</span>"), "in the site's frame");
        let token = preview.path.rsplit('/').next().unwrap_or_default().to_owned();
        assert!(!county.browser().get("/s/nyj/").await.text().contains("未保存的头条"));
        let mut other = county.signed_in("dianzi").await;
        assert_eq!(other.get(&format!("/work/sites/{own}/preview/{token}")).await.status, StatusCode::GONE);
        let stolen = form(&mut other, &slots, &slots).await.set("token", &token).set("do", "preview");
        assert_eq!(other.submit(&stolen).await.status, StatusCode::NOT_FOUND, "another's token is not taken");
        county.pass(3 * HOUR).await;
        let mut keeper = county.signed_in("wz016").await;
        assert_eq!(keeper.get(&format!("/work/sites/{own}/preview/{token}")).await.status, StatusCode::GONE);
    }

    async fn blocks_are_moved_and_saved_and_older_looks_come_back(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let (slots, mut keeper) = (format!("/work/sites/{own}/slots"), county.signed_in("wz016").await);
        let typed = form(&mut keeper, &slots, &slots).await;
        let (first, second) = (typed.value("slot_0_kind").expect("a block").to_owned(), typed.value("slot_1_kind").expect("a block").to_owned());
        let moved = keeper.submit(&typed.set("do", "up:1")).await;
        assert!(moved.seen().contains("还没有保存"), "{}", moved.seen());
        let typed = moved.form(&slots).expect("the form");
        assert_eq!((typed.value("slot_0_kind"), typed.value("slot_1_kind")), (Some(second.as_str()), Some(first.as_str())));
        let wrong = keeper.submit(&typed.clone().set("slot_0_columns", "没有的栏目")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains("没有栏目"), "{}", wrong.seen());
        let saved = keeper.submit(&typed.set("slot_0_columns", "通知公告").set("do", "save")).await;
        assert!(saved.seen().contains("首页版块已保存"), "{} {}", saved.status, saved.seen());
        let page = format!("/work/sites/{own}");
        assert!(keeper.get(&page).await.links("/work/sites/").contains(&format!("{page}/restore/1")));
        let restore = format!("{page}/restore/1");
        let typed = form(&mut keeper, &restore, &restore).await;
        assert!(keeper.get(&restore).await.seen().contains("不同之处首页版块"), "{}", keeper.get(&restore).await.seen());
        let preview = keeper.submit(&typed.clone().set("do", "preview")).await;
        assert!(preview.status == StatusCode::OK && preview.path.contains("/preview/"), "{}", preview.path);
        assert!(keeper.submit(&typed).await.seen().contains("已恢复到第 1 版"));
        let typed = form(&mut keeper, &slots, &slots).await;
        assert_eq!(typed.value("slot_0_kind"), Some(first.as_str()));
    }

    async fn links_are_typed_in_rows_that_buttons_add_move_and_take_out_without_a_script(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let (links, mut keeper) = (format!("/work/sites/{own}/links"), county.signed_in("wz016").await);
        let typed = form(&mut keeper, &links, &links).await.set("menu_rows", "1").set("menu_0_title", "要闻").set("menu_0_href", "栏目:news");
        let added = keeper.submit(&typed.set("do", "row-add:menu")).await;
        assert!(added.status == StatusCode::OK && added.seen().contains("还没有保存"), "{}", added.seen());
        let typed = added.form(&links).expect("the form");
        assert_eq!((typed.value("menu_rows"), typed.value("menu_0_title")), (Some("2"), Some("要闻")), "what was typed is kept");
        let typed = typed.set("menu_1_title", "通知").set("menu_1_href", "javascript:alert(1)");
        let wrong = keeper.submit(&typed.clone().set("do", "save")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text().contains("id=\"e-menu_1_href\""), "said at the row's field: {}", wrong.seen());
        assert_eq!(wrong.form(&links).and_then(|form| form.value("menu_1_href").map(str::to_owned)).as_deref(), Some("javascript:alert(1)"));
        let moved = keeper.submit(&typed.set("menu_1_href", "栏目:notice").set("do", "row-up:menu:1")).await;
        let typed = moved.form(&links).expect("the form");
        assert_eq!((typed.value("menu_0_title"), typed.value("menu_1_title")), (Some("通知"), Some("要闻")));
        let blank = keeper.submit(&typed.set("do", "row-add:menu")).await.form(&links).expect("the form");
        let saved = keeper.submit(&blank.set("do", "save")).await;
        assert!(saved.seen().contains("导航与链接已保存"), "{}", saved.seen());
        let kept = form(&mut keeper, &links, &links).await;
        assert_eq!((kept.value("menu_rows"), kept.value("menu_0_title")), (Some("2"), Some("通知")), "a row that stayed blank is not kept");
        let gone = keeper.submit(&kept.set("do", "row-drop:menu:0")).await.form(&links).expect("the form");
        assert_eq!((gone.value("menu_rows"), gone.value("menu_0_title")), (Some("1"), Some("要闻")));
        let home = county.browser().get("/s/nyj/").await.text();
        let (first, second) = (home.find(">通知</a>"), home.find(">要闻</a>"));
        assert!(first.is_some() && first < second, "the navigation has the order of the rows");
    }

    async fn hot_words_are_typed_in_rows(county: County) {
        let own = of_slug(&county, "nyj").await.id;
        let (theme, mut keeper) = (format!("/work/sites/{own}/theme"), county.signed_in("wz016").await);
        let typed = form(&mut keeper, &theme, &theme).await.set("hot_rows", "1").set("hot_0_word", "春耕").set("alert_text", "还没写完");
        let added = keeper.submit(&typed.set("do", "row-add:hot")).await;
        let typed = added.form(&theme).expect("the form");
        assert!(added.seen().contains("还没有保存"), "{}", added.seen());
        assert_eq!((typed.value("hot_rows"), typed.value("hot_0_word"), typed.value("alert_text")), (Some("2"), Some("春耕"), Some("还没写完")));
        let typed = typed.set("hot_1_word", "城乡居民基本养老保险待遇").set("alert_text", "");
        let wrong = keeper.submit(&typed.clone().set("hot_1_word", "城乡居民基本养老保险待遇领取资格").set("do", "save")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text().contains("id=\"e-hot_1_word\""), "{}", wrong.seen());
        let raised = keeper.submit(&typed.set("do", "row-up:hot:1")).await.form(&theme).expect("the form");
        let blank = keeper.submit(&raised.set("do", "row-add:hot")).await.form(&theme).expect("the form");
        assert!(keeper.submit(&blank.set("do", "save")).await.seen().contains("外观已保存"));
        let kept = form(&mut keeper, &theme, &theme).await;
        let words = [kept.value("hot_rows"), kept.value("hot_0_word"), kept.value("hot_1_word")];
        assert_eq!(words, [Some("2"), Some("城乡居民基本养老保险待遇"), Some("春耕")], "a row that stayed blank is not kept");
        let home = county.browser().get("/s/nyj/").await;
        assert!(home.text().contains(">城乡居民基本养老保险待遇</a>"), "the words stand at the search field");
    }

    async fn a_terminal_prints_within_its_own_limit_once_an_official_registered_it(county: County) {
        let mut terminal = county.browser();
        assert_eq!(terminal.post("/kiosk/printed", &[]).await.status, StatusCode::NOT_FOUND);
        let start = terminal.get("/mode?set=kiosk&back=/kiosk").await;
        assert!(start.seen().contains("请触摸屏幕选择"), "{}", start.seen());
        assert!(!start.text().contains("href=\"http"), "a terminal leads nowhere else");
        assert!(start.text().contains("kiosk-words\" content=\"/assets/words-"), "the words of the keyboard are named");
        assert!(start.text().contains("kiosk-strokes\" content=\"/assets/strokes-"), "and the strokes");
        assert!(!county.browser().get("/").await.text().contains("name=\"kiosk-"), "others never load them");
        let code = terminal.get("/kiosk/code.svg?to=https%3A%2F%2Fwww.gov.cn%2F").await;
        assert!(code.text().starts_with("<svg") && code.headers["content-type"] == "image/svg+xml");
        for no in ["", "?to=", "?to=javascript:alert(1)", "?to=%2Fwork"] {
            assert_eq!(terminal.get(&format!("/kiosk/code.svg{no}")).await.status, StatusCode::NOT_FOUND, "{no}");
        }
        let refused = terminal.post("/kiosk/printed", &[]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.seen().contains("没有登记"), "{}", refused.seen());
        let page = "/work/sites/terminals";
        let mut keeper = county.signed_in("dianzi").await;
        let mut codes = Vec::new();
        for name in ["县档案馆一楼", "县图书馆"] {
            let unit = county.unit("县政府办").await.to_string();
            let blank = keeper.get(page).await.forms().into_iter().find(|form| form.action == page).expect("the form");
            let filled = blank.set("name", name).set("unit", &unit);
            let answer = keeper.submit(&filled).await;
            let code = answer.text().split("<code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_else(|| panic!("no code: {} {}", answer.status, answer.seen())).to_owned();
            assert!(!keeper.get(page).await.text().contains(&code), "it is shown once");
            codes.push(code);
        }
        let mut browsers = Vec::new();
        for code in &codes {
            let mut browser = county.browser();
            let filled = form(&mut browser, "/kiosk/register", "/kiosk/register").await.set("code", "0000000000");
            let wrong = browser.submit(&filled).await;
            assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains("登记码不对"), "{}", wrong.seen());
            let filled = form(&mut browser, "/kiosk/register", "/kiosk/register").await.set("code", code);
            let bound = browser.submit(&filled).await;
            assert!(bound.path == "/kiosk" && bound.seen().contains("请触摸屏幕选择"), "{} {}", bound.path, bound.seen());
            browsers.push(browser);
        }
        let filled = form(&mut terminal, "/kiosk/register", "/kiosk/register").await.set("code", &codes[0]);
        let again = terminal.submit(&filled).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a code is for one terminal");
        let today = county.clock.now().date();
        let rules = base::Rules::built_in().with_edit("sites.kiosk.sheets", 10, today, "试点").expect("within bounds");
        county.app().replace_rules(rules);
        for sheets in 1..=10 {
            assert_eq!(browsers[0].post("/kiosk/printed", &[]).await.json()["sheets"], sheets);
        }
        assert_eq!(browsers[0].post("/kiosk/printed", &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(browsers[1].post("/kiosk/printed", &[]).await.json()["sheets"], 1, "one visitor does not use up what others may print");
        let shown = keeper.get(page).await;
        assert!(shown.rows("table.list").iter().any(|row| row[0] == "县档案馆一楼" && row[3] == "10 张"), "{}", shown.seen());
        let close = shown.forms().into_iter().rfind(|form| form.action.ends_with("/close")).expect("can be given up");
        assert!(keeper.submit(&close).await.seen().contains("终端已停用"));
        let report = keeper.get("/work/sites/terminals/prints").await;
        let rows = report.rows("table.list");
        let row = rows.iter().find(|row| row[0].starts_with("县档案馆一楼")).unwrap_or_else(|| panic!("{}", report.seen()));
        assert!(row[0].contains("已停用") && row[2] == "1 天" && row[3] == "10 张", "{row:?}");
        assert!(report.seen().contains("合计 11 张"), "{}", report.seen());
        let other_year = keeper.get("/work/sites/terminals/prints?from=2001-01-01&to=2001-12-31").await;
        assert!(other_year.seen().contains("这段时间没有打印"), "{}", other_year.seen());
        let file = keeper.get("/work/sites/terminals/prints.xlsx").await;
        assert!(file.status == StatusCode::OK && file.bytes.starts_with(b"PK"), "an Excel file");
        assert_eq!(browsers[0].post("/kiosk/printed", &[]).await.status, StatusCode::CONFLICT);
        let mut other = county.signed_in("wz016").await;
        assert!(!other.get(page).await.seen().contains("县图书馆"), "another unit's terminals are not shown");
        let foreign = [("name", "假终端"), ("unit", &county.unit("县政府办").await.to_string())].map(|(k, v)| (k, v.to_owned()));
        let foreign: Vec<(&str, &str)> = foreign.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let refused = other.post(page, &foreign).await;
        assert!(refused.status == StatusCode::FORBIDDEN, "{} {}", refused.status, refused.seen());
    }

    async fn search_engines_are_led_to_both_maps_and_to_sites_on_their_own_hosts(county: County) {
        let mut reader = county.browser();
        let robots = reader.get("/robots.txt").await.text();
        assert!(robots.contains("/sitemap.xml\n") && robots.contains("/sitemaps/index.xml\n"), "{robots}");
        for own in ["/work", "/my"] {
            assert!(robots.contains(&format!("Disallow: {own}\n")), "{own}: {robots}");
        }
        let site = of_slug(&county, "nyj").await;
        assert!(!site.host.is_empty());
        let map = reader.get("/sitemap.xml").await.text();
        assert!(map.contains(&format!("://{}/</loc>", site.host)), "{map}");
        assert!(!map.contains("/s/nyj/"), "a site on a host of its own has no second address");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_web_app_is_installable_and_its_worker_leaves_personal_pages_alone() {
    let county = County::new(testkit::Dialect::Sqlite).await;
    let mut browser = county.browser();
    let manifest = browser.get("/manifest.webmanifest").await;
    assert_eq!(manifest.headers["content-type"], "application/manifest+json; charset=utf-8");
    for icon in manifest.json()["icons"].as_array().expect("icons") {
        assert!(icon["src"].as_str().is_some_and(|src| src.starts_with("/assets/")), "{icon}");
    }
    let worker = browser.get("/sw.js").await.text();
    for path in ["/work", "/my", "/api", "/letters/query", "/letters/receipt"] {
        assert!(worker.contains(&format!("\"{path}\"")), "the worker takes {path}");
    }
    assert!(worker.contains("no-store") && !worker.contains("[/* files */]"));
    let of_terminals =
        worker.split("const TERMINAL").nth(1).and_then(|rest| rest.split(';').next()).unwrap_or_default();
    for path in ["/kiosk", "/xxgk", "/xxgk/guide", "/guide"] {
        assert!(of_terminals.contains(&format!("\"{path}\"")), "a terminal without network lacks {path}");
    }
    let policy = browser.get("/").await.headers["content-security-policy"].to_str().expect("text").to_owned();
    assert!(policy.contains("manifest-src 'self'") && policy.contains("worker-src 'self'"), "{policy}");
    assert_eq!(browser.get("/offline").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_start_of_a_county_makes_its_portal_and_keeps_older_settings() {
    let db = store::testing::TestDb::new(testkit::Dialect::Sqlite).await;
    let open = renhe::open(&renhe::Settings::new(db.dir())).await.expect("opens");
    let app = &open.app;
    let mut tx = app.db.begin().await.expect("begins");
    for (key, value) in [("name", "白水县人民政府"), ("domain", "www.baishui.example"), ("code", "1234567890")] {
        let sql = "INSERT INTO sites_setting (key, value, set_at) VALUES ($1, $2, 0)";
        tx.run(sql, store::args![key, value]).await.expect("is set");
    }
    tx.commit().await.expect("is kept");
    renhe::demo::first_administrators(app).await.expect("administrators");
    for _ in 0..2 {
        sites::demo::first(app).await.expect("a portal");
    }
    let portal = site::main(&mut app.db.reader()).await.expect("sites").expect("a portal");
    assert_eq!((portal.name.as_str(), portal.host.as_str()), ("白水县人民政府", "www.baishui.example"));
    assert!(column::of_site(&mut app.db.reader(), portal.id).await.expect("columns").len() > 12);
    let mut browser = Browser::new(web::server(app.clone(), renhe::routes()), [127, 0, 0, 1]);
    let home = browser.get("/").await;
    assert!(home.status == StatusCode::OK && home.text().contains("1234567890"), "{}", home.seen());
}
