//! What those who write, review and look after sites see, and what their work looks like to readers.

use edition::import::Import;
use edition::{Content, Desk, column, site};
use identity::Actor;
use serde_json::{Value, json};
use store::Query;
use testkit::County;

use super::look::{Look, Way};
use crate::review;

/// A unit that writes.
const UNIT: &str = "县教育局";
/// An item of services, as the public catalogue has it.
const ITEM: &str = r#"{"seq":1,"department":"县教育局","group":"教育科研","name":"教师资格认定","item_code":"000105001000","task_type":"7","serves":"person","basis":"教师资格条例","conditions":"普通话达标\\n考试合格","materials":"居民身份证\\n学历证书","place":"政务服务中心二楼","hours":"工作日","phone":"0000-1220100","steps":"报名\\n认定","takes":"20 个工作日","fee":"不收费"}"#;

/// Looks at all of it.
pub async fn open(county: &County, look: &mut Look) {
    readers(county, look).await;
    writers(county, look).await;
    watched(county, look).await;
}

/// The sheets of dead links and of what was altered, with something on them.
async fn watched(county: &County, look: &mut Look) {
    let body = "<p><a href=\"/a/999999\">旧通知</a><a href=\"https://www.example.com/x\">外站</a></p>";
    crate::serving::article(county, ("main", "yaowen"), "便民链接汇总", body, None).await;
    county.browser().get("/contact").await;
    assert!(county.app().cache.spoil("/contact", "<html></html>"), "the page is kept");
    county.pass(6 * base::time::MINUTE).await;
    let mut keeper = county.signed_in("dianzi").await;
    let here = "/work/sites/deadlinks";
    assert!(keeper.get(here).await.seen().contains("便民链接汇总"), "a dead link");
    assert!(keeper.get("/work/sites/guard").await.seen().contains("/contact"), "an altered page");
    for path in [here, "/work/sites/deadlinks/outside", "/work/sites/guard", "/work/sites/guard?all=1", "/work/sites"] {
        look.open(county, &mut keeper, "dianzi", path).await;
    }
    let portal = site::main(&mut county.app().db.reader()).await.expect("sites").expect("a portal").id;
    for path in ["/work/topics/1/restore/1", &format!("/work/sites/{portal}/restore/1")] {
        look.open(county, &mut keeper, "dianzi", path).await;
    }
    content::demo::old_site(county.app()).await.expect("an older site is handed in");
    let imports = "/work/content/imports";
    county.settle().await;
    let looked =
        keeper.get(imports).await.links(&format!("{imports}/")).into_iter().find(|path| !path.ends_with("new"));
    for path in [imports, "/work/content/imports/new", &looked.expect("an older site")] {
        look.open(county, &mut keeper, "dianzi", path).await;
    }
}

async fn readers(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    browser.set_cookie(web::SESSION_COOKIE, "nobody");
    all_blocks(county).await;
    let away = link(county).await;
    let lines = vec![serde_json::from_str(ITEM).expect("an item")];
    let unit = county.unit(UNIT).await;
    guide::import::bring(county.app(), &lines, guide::import::Order { fallback: unit, ended: None })
        .await
        .expect("is brought in");
    let list = browser.get("/guide").await;
    let item = list.links("/guide/").into_iter().find(|path| !path.contains('?')).expect("an item of services");
    let film = film(county).await;
    for path in ["/", "/offline", &away, &item, &film] {
        look.open(county, &mut browser, "", path).await;
    }
}

/// Puts a block of every kind on the portal's home page.
async fn all_blocks(county: &County) {
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    let portal = site::main(&mut tx).await.expect("sites").expect("a portal").id;
    let columns = column::of_site(&mut tx, portal).await.expect("columns");
    let slug = columns.iter().find(|column| column.kind == "news").expect("a column of news").slug.clone();
    let newest = "SELECT version, content FROM sites_look WHERE site_id = $1 ORDER BY version DESC LIMIT 1";
    let rows: Vec<(i64, String)> = tx.list(newest, store::args![portal]).await.expect("answers");
    let (version, content) = rows.into_iter().next().expect("a look");
    let mut look: Value = serde_json::from_str(&content).expect("reads");
    let links = json!([{ "title": "县人民医院", "href": "/about" }]);
    for kind in sites::look::slots::KINDS {
        let slot = json!({ "kind": kind.key, "columns": [slug], "text": "防汛抗旱", "links": links });
        look["slots"].as_array_mut().expect("blocks").push(slot);
    }
    tx.run(
        "INSERT INTO sites_look (site_id, version, content, at, person_id, actor) VALUES ($1, $2, $3, $4, $5, $6)",
        store::args![portal, version + 1, look.to_string(), county.clock.now(), None::<i64>, "试验"],
    )
    .await
    .expect("is kept");
    tx.commit().await.expect("is kept");
}

/// A topic with a film in it.
async fn film(county: &County) -> String {
    let app = county.app();
    let desk = Desk::new(app, &Actor::System);
    let mut incoming = app.files.incoming(1_000).await.expect("a file");
    incoming.push(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom").await.expect("bytes");
    let stored = incoming.finish("film.mp4").await.expect("is stored");
    let mut tx = app.db.begin().await.expect("begins");
    let portal = site::main(&mut tx).await.expect("sites").expect("a portal").id;
    let columns = column::of_site(&mut tx, portal).await.expect("columns");
    let column = columns.iter().find(|column| column.kind == "notice").expect("a column of notices");
    let content = Content {
        title: "春耕用水安全提示".into(),
        body: "<p>视频</p>".into(),
        source: "县融媒体中心".into(),
        ..Content::default()
    };
    let (column, unit) = (column.id, column.unit_id);
    let import =
        Import { origin: "test:film", kind: "video", column, unit, attribute: "none", content, addresses: &[] };
    let attach = [edition::import::Attach { stored: &stored, role: "video", alt: "" }];
    edition::import::bring_with(&mut tx, &desk, import, &attach).await.expect("is published");
    let newest = "SELECT id, topic_id, content FROM topics_version ORDER BY id LIMIT 1";
    let rows: Vec<(i64, i64, String)> = tx.list(newest, store::args![]).await.expect("answers");
    let (version, _, content) = rows.into_iter().next().expect("a topic of the demonstration");
    let mut sheet: Value = serde_json::from_str(&content).expect("reads");
    let block = json!({ "key": "shipin", "kind": "video", "columns": ["notice"] });
    sheet["blocks"].as_array_mut().expect("blocks").push(block);
    let set = "UPDATE topics_version SET content = $1 WHERE id = $2";
    tx.run(set, store::args![sheet.to_string(), version]).await.expect("is kept");
    tx.commit().await.expect("is kept");
    app.cache.invalidate(topics::CACHE);
    "/topics/spring/".to_owned()
}

/// An edition that leads to another site.
async fn link(county: &County) -> String {
    let app = county.app();
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await.expect("begins");
    let portal = site::main(&mut tx).await.expect("sites").expect("a portal").id;
    let columns = column::of_site(&mut tx, portal).await.expect("columns");
    let column = columns.iter().find(|column| column.kind == "news").expect("a column of news");
    let content = Content {
        title: "省政府新闻发布会".into(),
        link_url: "https://www.example.gov.example/news".into(),
        source: "省政府网".into(),
        ..Content::default()
    };
    let (column, unit) = (column.id, column.unit_id);
    let import = Import { origin: "test:away", kind: "link", column, unit, attribute: "none", content, addresses: &[] };
    let id = edition::import::bring(&mut tx, &desk, import).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    format!("/a/{id}")
}

async fn writers(county: &County, look: &mut Look) {
    let login = review::login(county, UNIT, "xx").await;
    let item =
        review::written(county, &login, UNIT, "<p>全县义务教育学校秋季招生报名，咨询电话13900001111。</p>").await;
    let mut writer = county.signed_in(&login).await;
    let path = format!("/work/content/{item}");
    for page in ["", "/versions", "/preview"] {
        look.open(county, &mut writer, &login, &format!("{path}{page}")).await;
    }
    look.open(county, &mut writer, &login, "/work/content").await;
    look.open(county, &mut writer, &login, "/work/content/new").await;
    for way in Way::of("/work") {
        Way::Normal.take(&mut writer, &path);
        let mut form = writer.get(&path).await.form(&path).expect("the editor's form");
        form.action = way.take(&mut writer, &format!("{path}/keep"));
        county.app().templates.rendered();
        let kept = writer.submit(&form).await;
        assert_eq!(kept.status, 200, "{}", kept.seen());
        look.note(county, *way, &login, &kept);
    }
    Way::Normal.take(&mut writer, &path);
    for page in ["new", "check"] {
        look.open(county, &mut writer, &login, &format!("/work/submissions/{page}?item={item}")).await;
    }
    let other = review::written(county, &login, UNIT, "<p>全县义务教育学校秋季招生报名。</p>").await;
    let submission = review::handed_in(&mut writer, other).await;
    look.open(county, &mut writer, &login, &submission).await;
    look.open(county, &mut writer, &login, &format!("{submission}/sheet")).await;
    let mut editor = county.signed_in("bianji").await;
    look.open(county, &mut editor, "bianji", "/work/content/forced").await;
    look.open(county, &mut editor, "bianji", "/work/content/reads?days=365").await;
    look.open(county, &mut editor, "bianji", &format!("/work/content/{item}/force")).await;
    look.open(county, &mut editor, "bianji", "/work/submissions/words").await;
}
