//! What is served stays what was published (网页防篡改), and links that lead nowhere are found (错链), on both databases.

use std::path::{Path, PathBuf};

use base::time::MINUTE;
use edition::import::{Attach, Import};
use edition::{Content, Desk, column, site};
use identity::Actor;
use store::args;
use testkit::{Browser, County, both};

/// The portal's news.
const NEWS: (&str, &str) = ("main", "yaowen");

/// Publishes an article in a column of a site, with an attachment when `file` is given; gives its key.
pub async fn article(county: &County, to: (&str, &str), title: &str, body: &str, file: Option<&[u8]>) -> i64 {
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    let stored = match file {
        Some(bytes) => {
            let mut incoming = app.files.incoming(1_000_000).await.expect("room");
            incoming.push(bytes).await.expect("is taken");
            Some(incoming.finish("预算公开表.pdf").await.expect("a file"))
        }
        None => None,
    };
    let site = site::by_slug(&mut tx, to.0).await.expect("sites").expect("a site");
    let news = column::by_slug(&mut tx, site.id, to.1).await.expect("columns").expect("a column");
    let content =
        Content { title: title.into(), body: body.into(), source: "县政府办".into(), ..Content::default() };
    let origin = format!("test:{title}");
    let (column, unit) = (news.id, news.unit_id);
    let import = Import { origin: &origin, kind: "article", column, unit, attribute: "none", content, addresses: &[] };
    let files: Vec<Attach<'_>> = stored.iter().map(|stored| Attach { stored, role: "attachment", alt: "" }).collect();
    let desk = Desk::new(app, &Actor::System);
    let id = edition::import::bring_with(&mut tx, &desk, import, &files).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    county.settle().await;
    id
}

/// What somebody does who gets at the database without the program.
async fn behind(county: &County, sql: &str) {
    let mut tx = county.app().db.begin().await.expect("begins");
    assert!(tx.run(sql, args![]).await.expect("runs") > 0, "{sql}");
    tx.commit().await.expect("is kept");
}

async fn sheet(browser: &mut Browser) -> String {
    browser.get("/work/sites/guard").await.seen()
}

/// The file with this content in the store.
fn on_disk(dir: &Path, content: &[u8]) -> PathBuf {
    let mut folders = vec![dir.join("files")];
    while let Some(folder) = folders.pop() {
        for child in std::fs::read_dir(&folder).expect("a folder") {
            let path = child.expect("a child").path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).expect("a file") == content {
                return path;
            }
        }
    }
    panic!("no file with that content");
}

async fn recorded(county: &County, verb: &str) -> usize {
    let filter = ledger::Filter { verb: Some(verb.to_owned()), ..ledger::Filter::default() };
    ledger::find(&mut county.app().db.reader(), &filter, 100).await.expect("entries").len()
}

both! {
    async fn a_kept_page_that_was_altered_is_made_anew_and_told(county: County) {
        let mut reader = county.browser();
        let before = reader.get("/about").await.text();
        assert!(county.app().cache.spoil("/about", "<html>黑页</html>"), "the page is kept");
        assert!(reader.get("/about").await.text().contains("黑页"), "so it would be served");
        county.pass(5 * MINUTE).await;
        let after = reader.get("/about").await.text();
        assert!(!after.contains("黑页") && after.contains("关于我们") && before.contains("关于我们"), "{after}");
        let mut keeper = county.signed_in("dianzi").await;
        let seen = sheet(&mut keeper).await;
        assert!(seen.contains("有 1 条告警还没有处理") && seen.contains("已恢复") && seen.contains("/about"), "{seen}");
        assert_eq!(recorded(&county, "sites.guard.found").await, 1);
        let sent: Vec<String> = county.messages.lock().expect("messages").iter().map(|m| m.text.clone()).collect();
        let alarms: Vec<&String> = sent.iter().filter(|text| text.contains("网页防篡改")).collect();
        assert!(matches!(*alarms, [alarm] if alarm.contains("发现 1 处") && alarm.contains("1 处已自动恢复")), "{sent:?}");
        let form = keeper.get("/work/sites/guard").await.form("/work/sites/guard/").expect("the form");
        let answer = keeper.submit(&form.clone().set("note", "x")).await;
        assert_eq!(answer.status, 422, "{}", answer.seen());
        let form = keeper.get("/work/sites/guard").await.form("/work/sites/guard/").expect("the form");
        let answer = keeper.submit(&form.set("note", "已重启并排查主机登录记录")).await;
        assert!(answer.seen().contains("没有未处理的告警"), "{}", answer.seen());
        let all = keeper.get("/work/sites/guard?all=1").await.seen();
        assert!(all.contains("已重启并排查主机登录记录"), "{all}");
        let mut other = county.signed_in("wz016").await;
        let once = base::Chance::seeded(5).token::<16>();
        let refused = other.post("/work/sites/guard/1", &[("note", "没有问题"), ("once", &once)]).await;
        assert_eq!(refused.status, 403, "who keeps one site only: {}", refused.seen());
        let now = keeper.get("/work/sites/guard?all=1").await.seen();
        assert!(!now.contains("没有问题") && now.contains("已重启并排查主机登录记录"), "{now}");
        let mut leader = county.signed_in("zhuren").await;
        assert_eq!(leader.get("/work/sites/guard").await.status, 200, "leaders see it");
        let mut writer = county.signed_in("xx003").await;
        assert_eq!(writer.get("/work/sites/guard").await.status, 404);
    }

    async fn whole_pages_raise_no_alarm_as_time_goes_by(county: County) {
        article(&county, NEWS, "县城道路养护完成", "<p>正文。</p>", None).await;
        let mut reader = county.browser();
        for path in ["/", "/map", "/xxgk", "/letters", "/c/yaowen/", "/hant/about", "/s/nyj/"] {
            reader.get(path).await;
        }
        for _ in 0..3 {
            county.pass(3 * MINUTE).await;
        }
        let mut keeper = county.signed_in("dianzi").await;
        let seen = sheet(&mut keeper).await;
        assert!(seen.contains("没有未处理的告警") && !seen.contains("已恢复"), "{seen}");
        assert_eq!(recorded(&county, "sites.guard.found").await, 0);
    }

    async fn an_article_that_was_altered_in_the_database_is_put_right(county: County) {
        let id = article(&county, NEWS, "关于防汛工作的通知", "<p>各单位要落实责任。</p>", None).await;
        let mut reader = county.browser();
        let path = format!("/a/{id}");
        behind(&county, &format!("UPDATE edition_live SET content = REPLACE(content, '落实责任', '不必理会') WHERE item_id = {id}")).await;
        county.app().cache.invalidate(&edition::item_key(id));
        assert!(reader.get(&path).await.seen().contains("不必理会"), "so it would be served");
        county.pass(5 * MINUTE).await;
        assert!(reader.get(&path).await.seen().contains("各单位要落实责任"));
        assert_eq!(recorded(&county, "edition.restore").await, 1);
        behind(&county, &format!("UPDATE edition_live SET title = '黑' WHERE item_id = {id}")).await;
        county.pass(10 * MINUTE).await;
        county.pass(10 * MINUTE).await;
        assert!(reader.get("/c/yaowen/").await.seen().contains("关于防汛工作的通知"));
        behind(&county, &format!("DELETE FROM edition_live WHERE item_id = {id}")).await;
        county.pass(10 * MINUTE).await;
        county.pass(10 * MINUTE).await;
        assert_eq!(reader.get(&path).await.status, 200);
        assert_eq!(recorded(&county, "edition.restore").await, 3);
        let mut keeper = county.signed_in("dianzi").await;
        let seen = sheet(&mut keeper).await;
        assert!(seen.contains("有 3 条告警") && seen.contains("被绕过程序改动") && seen.contains("被绕过程序删除"), "{seen}");
        // Who alters the version too does not get away with it: the ledger knows what was committed to.
        behind(&county, &format!("UPDATE edition_version SET content = REPLACE(content, '落实责任', '不必理会') WHERE item_id = {id}")).await;
        behind(&county, &format!("UPDATE edition_live SET content = REPLACE(content, '落实责任', '不必理会') WHERE item_id = {id}")).await;
        for _ in 0..4 {
            county.pass(10 * MINUTE).await;
        }
        let mut keeper = county.signed_in("dianzi").await;
        let seen = sheet(&mut keeper).await;
        assert!(seen.contains("有 4 条告警") && seen.contains("与底账不符"), "told once: {seen}");
    }

    async fn a_stored_file_that_was_altered_or_lost_is_told(county: County) {
        let bytes = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
        article(&county, NEWS, "预算公开", "<p>见附件。</p>", Some(bytes)).await;
        let file = on_disk(county.db.dir(), bytes);
        let mut keeper = county.signed_in("dianzi").await;
        std::fs::write(&file, b"%PDF-1.4 evil").expect("is altered");
        for _ in 0..3 {
            county.pass(6 * MINUTE).await;
        }
        let seen = sheet(&mut keeper).await;
        assert!(seen.contains("预算公开表.pdf") && seen.contains("须从备份恢复") && seen.contains("未恢复"), "{seen}");
        assert!(seen.contains("有 1 条告警"), "told once: {seen}");
        let form = keeper.get("/work/sites/guard").await.form("/work/sites/guard/").expect("the form");
        keeper.submit(&form.set("note", "已从备份恢复")).await;
        std::fs::write(&file, bytes).expect("is put back");
        for _ in 0..3 {
            county.pass(6 * MINUTE).await;
        }
        assert!(sheet(&mut keeper).await.contains("没有未处理的告警"));
        std::fs::remove_file(&file).expect("is taken away");
        for _ in 0..3 {
            county.pass(6 * MINUTE).await;
        }
        assert!(sheet(&mut keeper).await.contains("文件丢失"));
    }

    async fn links_that_lead_nowhere_are_found_ignored_and_mended(county: County) {
        let body = "<p><a href=\"/a/999999\">旧通知</a><a href=\"/letters\">来信</a><a href=\"/nothing/here\">旧栏目</a>\
                    <a href=\"https://www.example.com/x\">外站</a><a href=\"http://192.168.1.9/x\">内网</a></p>";
        let id = article(&county, NEWS, "便民链接", body, None).await;
        county.pass(6 * MINUTE).await;
        let mut keeper = county.signed_in("dianzi").await;
        let here = "/work/sites/deadlinks";
        let seen = keeper.get(here).await.seen();
        for wanted in ["便民链接", "/a/999999", "/nothing/here", "本站没有这个地址", "192.168.1.9", "坏链"] {
            assert!(seen.contains(wanted), "{wanted}: {seen}");
        }
        assert!(!seen.contains("example.com") && seen.contains("外部链接没有检查"), "closed networks are not left: {seen}");
        let hosts = keeper.get("/work/sites/deadlinks/outside").await.seen();
        assert!(hosts.contains("www.example.com"), "{hosts}");
        let figure = renhe::lines().iter().flat_map(|line| line.figures).find(|f| f.key == "sites.deadlinks.bad").expect("a figure");
        let today = county.clock.now().date();
        let ask = matter::Ask { from: today, to: today, unit: None };
        let count = (figure.count)(county.app(), ask).await.expect("is counted");
        let by_unit = (figure.by_unit)(county.app(), ask).await.expect("is counted");
        let list = keeper.get(&(figure.list)(ask)).await.text().matches("data-row>").count();
        assert_eq!((count, by_unit.iter().map(|(_, n)| n).sum::<i64>(), list), (3, 3, 3));
        let form = keeper.get(&format!("{here}?q=nothing")).await.form("/work/sites/deadlinks/").expect("the form");
        assert_eq!(keeper.submit(&form.clone().set("why", "")).await.status, 422);
        let form = keeper.get(&format!("{here}?q=nothing")).await.form("/work/sites/deadlinks/").expect("the form");
        let answer = keeper.submit(&form.set("why", "旧栏目名称，仅作说明")).await;
        assert!(answer.seen().contains("仅作说明"), "{}", answer.seen());
        article(&county, NEWS, "便民链接", &body.replace("/a/999999", &format!("/a/{id}")), None).await;
        county.pass(6 * MINUTE).await;
        let of = |state: &str| format!("{here}?state={state}");
        let mended = keeper.get(&of("mended")).await.seen();
        assert!(mended.contains("/a/999999"), "{mended}");
        let ignored = keeper.get(&of("ignored")).await;
        assert!(ignored.seen().contains("/nothing/here") && !ignored.seen().contains("/a/999999"), "{}", ignored.seen());
        let again = keeper.submit(&ignored.form("/work/sites/deadlinks/").expect("the form")).await;
        assert!(again.text().contains("已恢复为坏链"), "{}", again.seen());
        assert!(keeper.get(&of("bad")).await.seen().contains("/nothing/here"));
        // Withdrawn articles have no links.
        let mut tx = county.app().db.begin().await.expect("begins");
        let desk = Desk::new(county.app(), &Actor::System);
        edition::publish::withdraw(&mut tx, &desk, id, "内容有误，须更正").await.expect("is withdrawn");
        tx.commit().await.expect("is kept");
        county.settle().await;
        county.pass(6 * MINUTE).await;
        assert!(keeper.get(&of("bad")).await.seen().contains("没有符合的链接"));
        let mut other = county.signed_in("wz016").await;
        assert!(keeper.get(&of("mended")).await.seen().contains("便民链接"));
        let page = other.get(&of("mended")).await;
        assert!(page.status == 200 && !page.seen().contains("便民链接"), "another site's keeper learns nothing: {}", page.seen());
    }
}
