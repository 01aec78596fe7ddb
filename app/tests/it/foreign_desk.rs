//! An older site comes in from the workbench, without a terminal: looked at first, placed, brought in by a job, reported; nothing
//! is published by accident. On both databases.

use std::io::{Cursor, Write};
use std::path::Path;

use axum::http::StatusCode;
use edition::live;
use ledger::Filter;
use testkit::{Answer, Browser, County, PageForm, both};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NEW: &str = "/work/content/imports/new";
/// The office that keeps the sites.
const EDITOR: &str = "dianzi";
/// Who publishes on them.
const CHIEF: &str = "bianji";
/// Why an older site comes in without reviews.
const WHY: &str = "旧站停运，须整站迁入";

/// A page as an older system wrote it, in its characters.
fn page(title: &str, date: &str, column: &str, body: &str) -> Vec<u8> {
    let dated = if date.is_empty() { String::new() } else { format!("<meta name=\"PubDate\" content=\"{date}\">") };
    let html = format!(
        "<html><head><meta charset=\"gb2312\"><meta name=\"ArticleTitle\" content=\"{title}\">{dated}<meta name=\"ColumnName\" \
         content=\"{column}\"><meta name=\"ContentSource\" content=\"县融媒体中心\"></head><body><div class=\"TRS_Editor\">{body}</div></body></html>"
    );
    encoding_rs::GB18030.encode(&html).0.into_owned()
}

/// A packed folder with these files.
fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("begins");
        zip.write_all(content).expect("is written");
    }
    zip.finish().expect("ends").into_inner()
}

fn site() -> Vec<u8> {
    let catalogue = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ground/intake/samples/pages/catalogue.html");
    let with_file = "<p>见附件。<a href=\"./P01.docx\">任务表.docx</a><img src=\"./gone.jpg\"></p>";
    packed(&[
        ("旧站/www.old.example/news/1.html", page("春季植树活动启动", "2019-03-12 09:20", "今日青禾", with_file)),
        ("旧站/www.old.example/news/P01.docx", "责任表：城关镇".as_bytes().to_vec()),
        (
            "旧站/www.old.example/news/2.html",
            page("整治占道经营", "2019-05-06 16:05", "今日青禾", "<p>道路通行顺畅。</p>"),
        ),
        ("旧站/www.old.example/tz/3.html", page("关于汛期安全检查的通知", "2019-06-03", "通知", "<p>请自查。</p>")),
        ("旧站/www.old.example/qk/4.html", page("历史沿革", "", "概况", "<p>因青禾河得名。</p>")),
        ("旧站/www.old.example/jm/6.html", page("秋收简报", "2019-09-01", "民政", "<p>机密★10年</p>")),
        (
            "旧站/www.old.example/mz/5.html",
            page("救助名单", "2019-07-01", "民政", "<p>张三，身份证号110101199003070070。</p>"),
        ),
        ("旧站/www.old.example/gkmlpt/content/1/100/post_100234.html", std::fs::read(catalogue).expect("a sample")),
        ("旧站/www.old.example/index.html", "<html><title>首页</title></html>".as_bytes().to_vec()),
        ("旧站/../../outside.html", b"x".to_vec()),
    ])
}

/// Slug and key of a column of the portal.
async fn column(county: &County, slug: &str) -> i64 {
    let mut reader = county.app().db.reader();
    let portal = edition::site::main(&mut reader).await.expect("sites").expect("a portal");
    edition::column::by_slug(&mut reader, portal.id, slug).await.expect("columns").expect("a column").id
}

/// Hands a file in; gives the page that answers.
async fn hand_in(county: &County, editor: &mut Browser, file: &[u8]) -> Answer {
    let form = editor.get(NEW).await.form(NEW).expect("the form");
    let form = form.set("column", &column(county, "yaowen").await.to_string()).file("file", "旧站.zip", file);
    editor.submit(&form).await
}

/// The form that chooses, after everything was looked at.
async fn looked(county: &County, editor: &mut Browser, at: &str) -> PageForm {
    county.settle().await;
    let page = editor.get(at).await;
    assert!(page.seen().contains("待确认"), "{}", page.seen());
    page.forms().into_iter().find(|form| form.value("place-0").is_some()).expect("the form")
}

/// The form with the pages of `place` going to `column`.
fn placed(form: PageForm, place: &str, column: &str) -> PageForm {
    let at = (0..9).find(|at| form.value(&format!("place-{at}")) == Some(place)).expect("the old column");
    form.set(&format!("column-{at}"), column)
}

async fn begun(county: &County, editor: &mut Browser, form: &PageForm) -> Answer {
    let told = editor.submit(form).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.seen());
    county.settle().await;
    editor.get(&told.path).await
}

/// Begins an import that publishes, as whoever publishes on the site; the pages of `places` go into their columns.
async fn begun_by_chief(county: &County, at: &str, places: &[(&str, &str)]) -> Answer {
    let mut chief = county.signed_in(CHIEF).await;
    let mut form = looked(county, &mut chief, at).await;
    for (place, column) in places {
        form = placed(form, place, column);
    }
    let form = form.set("manner", "published").set("why", WHY).set("act", "start");
    begun(county, &mut chief, &form).await
}

async fn published(county: &County) -> i64 {
    live::last_key(&mut county.app().db.reader()).await.expect("reads")
}

both! {
    async fn an_older_site_is_looked_at_placed_and_published_as_it_was(county: County) {
        let mut editor = county.signed_in(EDITOR).await;
        let before = published(&county).await;
        let answer = hand_in(&county, &mut editor, &site()).await;
        let at = answer.path.clone();
        assert!(answer.seen().contains("正在查看"), "{}", answer.seen());
        let form = looked(&county, &mut editor, &at).await;
        let page = editor.get(&at).await;
        for words in ["春季植树活动启动", "2019-03-12", "县融媒体中心", "拓尔思", "gone.jpg 没有随网页保存", "不是认识的网页样式", "路径指向压缩文件之外", "日期不详"] {
            assert!(page.seen().contains(words), "{words}: {}", page.seen());
        }
        assert_eq!(published(&county).await, before, "looking publishes nothing");
        assert!(editor.get("/news/1.html").await.status == StatusCode::NOT_FOUND);

        let none = editor.submit(&form.clone().set("act", "start")).await;
        assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.seen().contains("请选择按原样发布，还是导入为草稿"), "{}", none.seen());
        let asked = editor.submit(&form.clone().set("manner", "published").set("act", "start")).await;
        assert!(asked.status == StatusCode::UNPROCESSABLE_ENTITY && asked.seen().contains("须由负责在该网站发布稿件的人开始"), "{}", asked.seen());
        let notice = column(&county, "notice").await.to_string();
        let done = begun_by_chief(&county, &at, &[("通知", notice.as_str()), ("概况", "-")]).await;
        for words in ["已完成", "新增", "留作草稿", "发布前检查发现：个人信息", "选择了不导入"] {
            assert!(done.seen().contains(words), "{words}: {}", done.seen());
        }
        let mut reader = county.browser();
        for (old, title) in [("/news/1.html", "春季植树活动启动"), ("/news/2.html", "整治占道经营"), ("/tz/3.html", "关于汛期安全检查的通知")] {
            let moved = reader.send(axum::http::Request::get(old).body(axum::body::Body::empty()).expect("a request")).await;
            assert_eq!(moved.status, StatusCode::MOVED_PERMANENTLY, "{old}");
            let page = reader.get(old).await;
            assert!(page.seen().contains(title) && page.seen().contains("2019-0"), "{}", page.seen());
        }
        assert_eq!(reader.get("/mz/5.html").await.status, StatusCode::NOT_FOUND, "what holds personal data is not public");
        assert_eq!(reader.get("/jm/6.html").await.status, StatusCode::NOT_FOUND, "nor what bears the mark of a secret");
        let told = edition::item::by_origin(&mut county.app().db.reader(), "site:www.old.example/tz/3.html").await;
        let told = told.expect("reads").expect("the notice");
        assert_eq!(told.column_id, column(&county, "notice").await, "it stands where its column was put");

        // The report, a row a page.
        let report = editor.get(&format!("{at}/report.xlsx")).await;
        assert!(report.status == StatusCode::OK && report.bytes.starts_with(b"PK"));
        // The ledger has who began it and what became of it.
        let id = at.rsplit('/').next().and_then(|id| id.parse().ok());
        let filter = Filter { verb: Some("content.import.".into()), subject_id: id, ..Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 9).await.expect("reads");
        let verbs: Vec<(&str, &str)> = entries.iter().map(|e| (e.verb.as_str(), e.actor_kind.as_str())).collect();
        let all = [("done", "system"), ("start", "staff"), ("force", "staff"), ("looked", "system")];
        assert_eq!(verbs, all.map(|(verb, kind)| (format!("content.import.{verb}"), kind)).each_ref().map(|(verb, kind)| (verb.as_str(), *kind)));
        // A second person looks at it afterwards, never the one who began it.
        let mut chief = county.signed_in(CHIEF).await;
        let list = chief.get("/work/content/forced").await;
        assert!(list.seen().contains(WHY) && list.seen().contains("由您发布"), "{}", list.seen());

        // The same again changes nothing.
        let all = published(&county).await;
        let again = hand_in(&county, &mut editor, &site()).await;
        let done = begun_by_chief(&county, &again.path, &[("通知", notice.as_str()), ("概况", "-")]).await;
        assert!(done.seen().contains("未变") && !done.seen().contains("新增"), "{}", done.seen());
        assert_eq!(published(&county).await, all);
    }

    async fn drafts_are_not_public_until_somebody_publishes_them(county: County) {
        let mut editor = county.signed_in(EDITOR).await;
        let before = published(&county).await;
        let at = hand_in(&county, &mut editor, &site()).await.path;
        let form = looked(&county, &mut editor, &at).await;
        let done = begun(&county, &mut editor, &form.set("manner", "drafts").set("undated", "1").set("act", "start")).await;
        assert!(done.seen().contains("导入为草稿") && done.seen().contains("历史沿革"), "{}", done.seen());
        assert_eq!(published(&county).await, before);
        let mut reader = county.browser();
        assert_eq!(reader.get("/news/1.html").await.status, StatusCode::NOT_FOUND, "neither moved nor withdrawn");
        let app = county.app();
        let item = edition::item::by_origin(&mut app.db.reader(), "site:www.old.example/qk/4.html").await.expect("reads");
        let item = item.expect("a draft without a date");
        assert_eq!((item.state.as_str(), item.content().expect("reads").shown_at), ("draft", Some(0)));
        let desk = edition::Desk::new(app, &identity::Actor::System);
        let mut tx = app.db.begin().await.expect("begins");
        edition::publish::publish(&mut tx, &desk, item.id, edition::publish::Ground::Forced("旧网站文章补发")).await.expect("is published");
        tx.commit().await.expect("is kept");
        let page = reader.get("/qk/4.html").await;
        assert!(page.path.starts_with("/a/") && page.seen().contains("日期不详"), "{}", page.seen());
    }

    async fn what_somebody_changed_here_is_not_overwritten(county: County) {
        let old = |body: &str| packed(&[("www.old.example/a.html", page("旧闻", "2018-01-02", "新闻", body))]);
        let mut editor = county.signed_in("bianji").await;
        let bring = async |file: Vec<u8>| {
            let mut editor = county.signed_in(EDITOR).await;
            let at = hand_in(&county, &mut editor, &file).await.path;
            begun_by_chief(&county, &at, &[]).await.seen()
        };
        assert!(bring(old("<p>甲</p>")).await.contains("新增"));
        let app = county.app();
        let item = edition::item::by_origin(&mut app.db.reader(), "site:www.old.example/a.html").await.expect("reads").expect("it");
        let form = editor.get(&format!("/work/content/{}", item.id)).await.form(&format!("/work/content/{}", item.id)).expect("the form");
        assert_eq!(editor.submit(&form.set("body", "<p>更正</p>")).await.status, StatusCode::OK);
        assert!(bring(old("<p>甲</p>")).await.contains("未变"), "what did not change there stays as it was put here");
        assert!(bring(old("<p>乙</p>")).await.contains("没有覆盖本站的改动"));
        let now = edition::item::find(&mut app.db.reader(), item.id).await.expect("reads").expect("it");
        assert!(now.content().expect("reads").body.contains("更正"));
        let page = county.browser().get("/a.html").await;
        assert!(page.seen().contains('甲') && !page.seen().contains('乙'), "{}", page.seen());
        // What was withdrawn does not come back.
        let mut tx = app.db.begin().await.expect("begins");
        edition::publish::withdraw(&mut tx, &edition::Desk::new(app, &identity::Actor::System), item.id, "内容有误，须更正").await.expect("is withdrawn");
        tx.commit().await.expect("is kept");
        assert!(bring(old("<p>丙</p>")).await.contains("已在本站撤回"));
        assert_eq!(county.browser().get("/a.html").await.status, StatusCode::GONE);
    }

    async fn wrong_files_are_told_and_others_see_nothing(county: County) {
        let mut editor = county.signed_in(EDITOR).await;
        let nothing = editor.get(NEW).await.form(NEW).expect("the form");
        let told = editor.submit(&nothing).await;
        assert!(told.status == StatusCode::UNPROCESSABLE_ENTITY && told.seen().contains("请选择旧网站的压缩文件"), "{}", told.seen());
        let told = hand_in(&county, &mut editor, "不是压缩文件".as_bytes()).await;
        assert!(told.seen().contains("不是 zip 压缩文件"), "{}", told.seen());
        let empty = packed(&[("说明.txt", b"x".to_vec())]);
        let at = hand_in(&county, &mut editor, &empty).await.path;
        county.settle().await;
        let failed = editor.get(&at).await;
        assert!(failed.seen().contains("没有完成") && failed.seen().contains("没有网页（html"), "{}", failed.seen());
        let given = hand_in(&county, &mut editor, &site()).await.path;
        let mut writer = county.signed_in(&county.clerk_of("县民政局").await).await;
        for path in ["/work/content/imports", NEW, &given] {
            assert_eq!(writer.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Given up before it begins: nothing comes in.
        let form = looked(&county, &mut editor, &given).await;
        let dropped = editor.submit(&form.clone().set("act", "drop")).await;
        assert!(dropped.seen().contains("已放弃"), "{}", dropped.seen());
        let late = editor.submit(&form.set("once", "another-key").set("manner", "published").set("act", "start")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }
}
