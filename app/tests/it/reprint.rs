//! Reprints of upper levels (上级信息转载): from a feed to a task, from a task to a reprint and back, on both databases.

use axum::http::StatusCode;
use base::Moment;
use base::time::{DAY, HOUR, MINUTE};
use edition::import::Import;
use edition::publish::{self, Ground};
use edition::{Content, Desk, column, live, site};
use identity::Actor;
use testkit::{Answer, Browser, County, PageForm, both};

use crate::figures_by_role::counted;

/// A source that a keeper registers by form; gives its address on the workbench.
pub(crate) async fn source(keeper: &mut Browser, name: &str, address: &str) -> String {
    let form = form(keeper, "/work/reprint/sources/new", "/work/reprint/sources/new").await;
    let mut form = form.set("name", name).set("level", "state").set("duty", "1").set("address", address);
    if !address.is_empty() {
        form = form.set("reads", "1");
    }
    let made = keeper.submit(&form).await;
    assert!(made.seen().contains("来源已登记"), "{} {}", made.status, made.seen());
    made.path
}

async fn column_of(county: &County, site: &str, slug: &str) -> i64 {
    let mut reader = county.app().db.reader();
    let site = site::by_slug(&mut reader, site).await.expect("sites").expect("a site").id;
    column::by_slug(&mut reader, site, slug).await.expect("columns").expect("a column").id
}

/// Puts a unit on a source.
pub(crate) async fn target(
    county: &County,
    keeper: &mut Browser,
    source: &str,
    (unit, site, slug): (&str, &str, &str),
) {
    let (unit, column) = (county.unit(unit).await.to_string(), column_of(county, site, slug).await.to_string());
    let form = form(keeper, source, &format!("{source}/targets")).await.set("unit", &unit).set("column", &column);
    let put = keeper.submit(&form).await;
    assert!(put.seen().contains("转载单位已保存"), "{} {}", put.status, put.seen());
}

async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    let form = answer.forms().into_iter().find(|form| form.action == action);
    form.unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

/// A feed of entries: path, title, when.
pub(crate) fn feed(entries: &[(&str, &str, Moment)]) -> String {
    let item = |(path, title, at): &(&str, &str, Moment)| {
        format!(
            "<item><title>{title}</title><link>https://www.central.example/{path}</link><pubDate>{}</pubDate>\
             <description>&lt;p&gt;全文如下。&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</description></item>",
            at.rfc3339()
        )
    };
    format!(
        "<rss version=\"2.0\"><channel><title>x</title>{}</channel></rss>",
        entries.iter().map(item).collect::<String>()
    )
}

/// Uploads a saved feed into a source.
pub(crate) async fn uploaded(browser: &mut Browser, source: &str, bytes: &[u8]) -> Answer {
    let id = source.rsplit('/').next().unwrap_or_default();
    let form = form(browser, "/work/reprint/bring", "/work/reprint/bring/file").await;
    browser.submit(&form.set("source", id).file("file", "feed.xml", bytes)).await
}

/// The task with this title in a list.
pub(crate) async fn task(browser: &mut Browser, list: &str, title: &str) -> String {
    let answer = browser.get(list).await;
    let rows = answer.text();
    let at =
        rows.find(&format!(">{title}</a>")).unwrap_or_else(|| panic!("{title} is not on {list}: {}", answer.seen()));
    let before = &rows[..at];
    before[before.rfind("href=\"").expect("a link") + 6..].trim_end_matches('"').to_owned()
}

pub(crate) async fn does(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let form = form(browser, page, &format!("{page}/{action}")).await;
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// Begins the draft of a task; gives the key of the edition.
pub(crate) async fn drafted(browser: &mut Browser, task: &str) -> i64 {
    let editor = does(browser, task, "draft", &[]).await;
    assert!(editor.path.starts_with("/work/content/"), "{} {}", editor.path, editor.seen());
    editor.path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a key")
}

pub(crate) async fn published(county: &County, by: &Browser, edition: i64) {
    let actor = county.actor(by).await;
    let mut tx = county.app().db.begin().await.expect("begins");
    let desk = Desk::new(county.app(), &actor);
    publish::publish(&mut tx, &desk, edition, Ground::Forced("时限将到，先行发布")).await.expect("is published");
    tx.commit().await.expect("is kept");
}

pub(crate) fn now(county: &County) -> Moment {
    county.app().clock.now()
}

/// What a figure counts for a unit this year.
async fn figure(county: &County, key: &str, unit: i64) -> i64 {
    counted(county, key, unit, "条").await
}

both! {
    async fn a_feed_becomes_tasks_and_a_reprint_ends_its_task_at_the_moment_of_publication(county: County) {
        let (mut keeper, mut desk) = (county.signed_in("dianzi").await, county.signed_in("bianji").await);
        let office = county.unit("县政府办").await;
        let (due, done, intime) = (
            figure(&county, "reprint.due", office).await,
            figure(&county, "reprint.done", office).await,
            figure(&county, "reprint.intime", office).await,
        );
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        target(&county, &mut keeper, &source, ("县教育局", "jyj", "news")).await;
        let entries = [
            ("1", "关于新事项的通知", now(&county).plus(-HOUR)),
            ("2", "很久以前的通知", now(&county).plus(-40 * DAY)),
        ];
        let saved = feed(&entries).into_bytes();
        let came = uploaded(&mut keeper, &source, &saved).await;
        assert!(came.seen().contains("新到 2 条，已有 0 条") && came.seen().contains("1 条发布在登记来源之前"), "{}", came.seen());
        let again = uploaded(&mut keeper, &source, &saved).await;
        assert!(again.seen().contains("新到 0 条，已有 2 条"), "{}", again.seen());

        let list = desk.get("/work/reprint").await;
        assert!(list.seen().contains("还有 23 小时") && !list.seen().contains("很久以前的通知"), "{}", list.seen());
        assert!(desk.get("/work").await.seen().contains("关于新事项的通知"), "it stands among what is to be done");
        let path = task(&mut desk, "/work/reprint", "关于新事项的通知").await;
        let page = desk.get(&path).await;
        assert!(page.seen().contains("全文如下") && !page.text().contains("<script>x"), "{}", page.seen());
        let edition = drafted(&mut desk, &path).await;
        let editor = desk.get(&format!("/work/content/{edition}")).await.text();
        for part in ["关于新事项的通知", "https://www.central.example/1", "国务院文件库", "2026-03-02"] {
            assert!(editor.contains(part), "{part}");
        }
        let twice = desk.post(&format!("{path}/draft"), &[("once", "00112233445566778899aabbccddeeff")]).await;
        assert!(twice.seen().contains("请打开那一稿继续"), "{}", twice.seen());
        county.pass(2 * MINUTE).await;
        assert!(desk.get("/work/reprint").await.seen().contains("已起草"), "a draft fulfils nothing");

        county.pass(3 * HOUR).await;
        let (mut keeper, mut desk) = (county.signed_in("dianzi").await, county.signed_in("bianji").await);
        published(&county, &desk, edition).await;
        let at = now(&county);
        county.pass(10 * MINUTE).await;
        let page = desk.get(&path).await.seen();
        for part in ["已转载", "用时 4 小时 2 分钟", "网站主管编辑", "按期办结"] {
            assert!(page.replace(['\n', ' '], "").contains(&part.replace(' ', "")), "{part}: {page}");
        }
        assert!(page.contains(&at.minutes()), "the moment of publication, not that of the job: {page}");
        // 县教育局 has not reprinted yet; its duty is its own.
        // This one, and one of the demonstration whose time ran out meanwhile.
        assert_eq!(figure(&county, "reprint.due", office).await, due + 2);
        assert_eq!(figure(&county, "reprint.done", office).await, done + 1);
        assert_eq!(figure(&county, "reprint.intime", office).await, intime + 1);
        let rates = keeper.get("/work/reprint/rates?month=2026-03").await.seen();
        assert!(rates.contains("县教育局") && rates.contains("全县"), "{rates}");
        for path in ["/work/reprint/rates.xlsx?month=2026-03", "/work/reprint/tasks.xlsx?count="] {
            assert!(keeper.get(path).await.bytes.starts_with(b"PK"), "{path}");
        }
        let filter = ledger::Filter { verb: Some("reprint.".to_owned()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 20).await.expect("entries");
        for verb in ["reprint.task.published", "reprint.draft", "reprint.came", "reprint.target", "reprint.source"] {
            assert!(entries.iter().any(|entry| entry.verb == verb), "{verb}");
        }
    }

    async fn time_that_is_over_is_told_and_a_changed_title_too(county: County) {
        let (mut keeper, mut officer) = (county.signed_in("dianzi").await, county.signed_in("xx003").await);
        let school = county.unit("县教育局").await;
        let late = figure(&county, "reprint.late", school).await;
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县教育局", "jyj", "news")).await;
        let entries = [("1", "第一件", now(&county).plus(-HOUR)), ("2", "第二件", now(&county).plus(-HOUR))];
        uploaded(&mut officer, &source, feed(&entries).as_bytes()).await;
        county.pass(18 * HOUR).await;
        let mut officer = county.signed_in("xx003").await;
        let near = officer.get("/work/reprint?count=waiting&light=near").await.seen();
        assert!(near.contains("第一件") && near.contains("还有 5 小时"), "{near}");
        let excused = task(&mut officer, "/work/reprint", "第二件").await;
        let empty = does(&mut officer, &excused, "excuse", &[]).await;
        assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.seen().contains("请选择办理结果"), "{}", empty.seen());
        let reason = [("outcome", "unrelated"), ("opinion", "与教育工作没有关系")];
        let done = does(&mut officer, &excused, "excuse", &reason).await;
        assert!(done.seen().contains("不转载"), "{}", done.seen());
        county.pass(6 * HOUR).await;
        let mut officer = county.signed_in("xx003").await;
        let over = officer.get("/work/reprint?count=waiting&light=over").await.seen();
        assert!(over.contains("第一件") && over.contains("超期 1 小时") && !over.contains("第二件"), "{over}");
        // This one, and one of the demonstration.
        assert_eq!(figure(&county, "reprint.late", school).await, late + 2, "who waits too long is late already");
        assert_eq!(figure(&county, "reprint.excused", school).await, 2, "the one of the demonstration, and this one");

        // Published on the unit's site under another title and by somebody else.
        let path = task(&mut officer, "/work/reprint", "第一件").await;
        let content = Content {
            title: "第一件（改过）".into(), body: "<p>正文</p>".into(), source: "国务院文件库".into(),
            origin_url: "https://www.central.example/1#top".into(), ..Content::default()
        };
        brought(&county, "县教育局", ("jyj", "news"), content).await;
        county.pass(2 * MINUTE).await;
        let page = officer.get(&path).await.seen();
        assert!(page.contains("已转载") && page.contains("标题与原文不一致") && page.contains("超期 1 小时办结"), "{page}");
        assert_eq!(figure(&county, "reprint.late", school).await, late + 2);
    }

    async fn what_was_reprinted_before_its_feed_came_is_recognised(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let content = Content {
            title: "先行转载的通知".into(), body: "<p>正文</p>".into(), source: "国务院".into(),
            origin_url: "http://www.central.example/early".into(), ..Content::default()
        };
        brought(&county, "县政府办", ("main", "shangji"), content).await;
        county.pass(2 * MINUTE).await;
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        uploaded(&mut keeper, &source, feed(&[("early", "先行转载的通知", now(&county).plus(-HOUR))]).as_bytes()).await;
        let mut desk = county.signed_in("bianji").await;
        assert!(!desk.get("/work/reprint").await.seen().contains("先行转载的通知"), "nothing waits");
        let path = task(&mut desk, "/work/reprint?count=reprinted", "先行转载的通知").await;
        assert!(desk.get(&path).await.seen().contains("按期办结"));
        // By hand the same original is not entered twice.
        let typed = form(&mut keeper, "/work/reprint/bring", "/work/reprint/bring").await;
        let id = source.rsplit('/').next().unwrap_or_default();
        let typed = typed.set("source", id).set("title", "先行转载的通知").set("origin", "https://www.central.example/early#x");
        let refused = keeper.submit(&typed).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.seen().contains("登记过"), "{}", refused.seen());
    }

    async fn a_withdrawn_original_is_withdrawn_here_in_one_act(county: County) {
        let (mut keeper, mut desk) = (county.signed_in("dianzi").await, county.signed_in("bianji").await);
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        let typed = form(&mut desk, "/work/reprint/bring", "/work/reprint/bring").await;
        let id = source.rsplit('/').next().unwrap_or_default();
        let typed = typed.set("source", id).set("title", "手工登记的公告").set("origin", "https://www.central.example/9")
            .set("published_on", "2026-03-02").set("time", "08:30").set("body", "第一段\n第二段 a < b");
        let entered = desk.submit(&typed).await;
        assert!(entered.seen().contains("已登记"), "{} {}", entered.status, entered.seen());
        let path = entered.path;
        assert!(desk.get(&path).await.seen().contains("2026-03-02 08:30"));
        let edition = drafted(&mut desk, &path).await;
        published(&county, &desk, edition).await;
        county.pass(2 * MINUTE).await;
        let public = live::path(edition);
        assert_eq!(county.browser().get(&public).await.status, StatusCode::OK);

        let gone = does(&mut desk, &path, "gone_after", &[("opinion", "发布机关来电通知撤下")]).await;
        assert!(gone.seen().contains("建议撤回转载"), "{}", gone.seen());
        let list = desk.get("/work/reprint?count=recall").await.seen();
        assert!(list.contains("手工登记的公告"), "{list}");
        let kept = does(&mut desk, &path, "keep", &[("opinion", "经核实原文只是换了网址")]).await;
        assert!(!kept.seen().contains("建议撤回转载") && kept.seen().contains("已转载"), "{}", kept.seen());
        does(&mut desk, &path, "gone_after", &[("opinion", "这回确已撤下")]).await;
        let recalled = does(&mut desk, &path, "recalled", &[]).await;
        assert!(recalled.seen().contains("已随原文撤回"), "{}", recalled.seen());
        let answer = county.browser().get(&public).await;
        assert!(answer.status == StatusCode::GONE && answer.seen().contains("同步撤回"), "{}", answer.seen());
        assert!(!county.browser().get("/c/shangji/").await.text().contains("手工登记的公告"));
        county.pass(2 * MINUTE).await;
        assert!(desk.get(&path).await.seen().contains("已随原文撤回"), "the job finds nothing more to do");
    }

    async fn who_may_not_publish_is_told_and_the_withdrawal_of_another_ends_the_task(county: County) {
        let (mut keeper, mut officer) = (county.signed_in("dianzi").await, county.signed_in("xx003").await);
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县教育局", "jyj", "news")).await;
        uploaded(&mut officer, &source, feed(&[("5", "教育方面的通知", now(&county).plus(-HOUR))]).as_bytes()).await;
        let path = task(&mut officer, "/work/reprint", "教育方面的通知").await;
        let edition = drafted(&mut officer, &path).await;
        let editor = officer.get(&format!("/work/content/{edition}")).await.seen();
        assert!(editor.contains("送审"), "the reprint goes the way of editions, the gate included: {editor}");
        let chief = county.signed_in("bianji").await;
        published(&county, &chief, edition).await;
        county.pass(2 * MINUTE).await;
        does(&mut officer, &path, "gone_after", &[("opinion", "原网址已打不开")]).await;
        let refused = does(&mut officer, &path, "recalled", &[]).await;
        assert!(refused.seen().contains("没有该网站的发布权限"), "{} {}", refused.status, refused.seen());
        let actor = county.actor(&chief).await;
        let mut tx = county.app().db.begin().await.expect("begins");
        publish::withdraw(&mut tx, &Desk::new(county.app(), &actor), edition, "原文已撤，随之撤下").await.expect("is withdrawn");
        tx.commit().await.expect("is kept");
        county.pass(2 * MINUTE).await;
        assert!(officer.get(&path).await.seen().contains("已随原文撤回"));
    }

    async fn what_only_this_machine_can_reach_is_not_asked_and_the_failure_stands_on_the_sheet(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let source = source(&mut keeper, "可疑来源", "http://127.0.0.1:1/rss.xml").await;
        county.settle().await;
        let sheet = keeper.get(&source).await.seen();
        assert!(sheet.contains("订阅没有读到") && sheet.contains("本机或内部网络") && sheet.contains("已连续 1 次"), "{sheet}");
        let early = keeper.get("/work/reprint/sources").await.seen();
        assert!(early.contains("读取失败"), "{early}");
        county.pass(5 * MINUTE).await;
        assert!(keeper.get(&source).await.seen().contains("已连续 1 次"), "it is left alone for a while");
        county.pass(31 * MINUTE).await;
        let mut keeper = county.signed_in("dianzi").await;
        assert!(keeper.get(&source).await.seen().contains("已连续 2 次"), "and asked again");
        does(&mut keeper, &source, "close", &[]).await;
        county.pass(DAY).await;
        let mut keeper = county.signed_in("dianzi").await;
        assert!(keeper.get(&source).await.seen().contains("已停用"));
    }

    async fn what_is_no_feed_is_refused_and_nothing_is_half_taken(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let source = source(&mut keeper, "国务院文件库", "").await;
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss><channel><item><title>&b;</title></item></channel></rss>";
        for (bytes, words) in [(bomb, "恶意文件"), ("<rss><channel><item>", "不完整"), ("随便写的", "不是 RSS")] {
            let refused = uploaded(&mut keeper, &source, bytes.as_bytes()).await;
            assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.seen().contains(words), "{words}: {}", refused.seen());
        }
        assert!(keeper.get(&source).await.seen().contains("还没有收到信息"));
        let new = "/work/reprint/sources/new";
        let wrong = form(&mut keeper, new, new).await.set("name", "").set("address", "javascript:alert(1)").set("reads", "1");
        let wrong = keeper.submit(&wrong).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.seen());
        for words in ["请填写来源名称", "须以 http"] {
            assert!(wrong.seen().contains(words), "{words}: {}", wrong.seen());
        }
    }

    async fn one_unit_learns_nothing_of_another(county: County) {
        let (mut keeper, mut desk) = (county.signed_in("dianzi").await, county.signed_in("bianji").await);
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        uploaded(&mut keeper, &source, feed(&[("7", "只给政府办的通知", now(&county).plus(-HOUR))]).as_bytes()).await;
        let path = task(&mut desk, "/work/reprint", "只给政府办的通知").await;
        let mut other = county.signed_in("xx003").await;
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
        for action in ["draft", "excuse", "gone", "recalled", "note"] {
            let answer = other.post(&format!("{path}/{action}"), &[("opinion", "越权操作试一试"), ("outcome", "other")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
        }
        for list in ["/work/reprint?count=", "/work/reprint/items", "/work/reprint?count=&q=政府办"] {
            assert!(!other.get(list).await.seen().contains("只给政府办的通知"), "{list}");
        }
        let unit = county.unit("县政府办").await;
        assert!(!other.get(&format!("/work/reprint?count=&unit={unit}")).await.seen().contains("只给政府办的通知"));
        assert!(!other.get("/work/reprint/bring").await.seen().contains("国务院文件库"));
        // A keeper of one site keeps neither the county's sources nor other units.
        let mut site = county.signed_in("wz016").await;
        assert_eq!(site.get(&source).await.status, StatusCode::NOT_FOUND);
        assert!(!site.get("/work/reprint/sources").await.seen().contains("国务院文件库"));
        let own = self::source(&mut site, "省农业网站", "").await;
        let column = column_of(&county, "main", "shangji").await.to_string();
        let answer = site.post(&format!("{own}/targets"), &[("unit", &unit.to_string()), ("column", &column)]).await;
        assert!(answer.seen().contains("请从列表中选择转载单位"), "{} {}", answer.status, answer.seen());
    }
}

/// Publishes something of a unit as an import does.
async fn brought(county: &County, unit: &str, (site, slug): (&str, &str), content: Content) {
    let (unit, column) = (county.unit(unit).await, column_of(county, site, slug).await);
    let origin = format!("test:{}", content.title);
    let import = Import { origin: &origin, kind: "article", column, unit, attribute: "none", content, addresses: &[] };
    let mut tx = county.app().db.begin().await.expect("begins");
    let desk = Desk::new(county.app(), &Actor::System);
    edition::import::bring(&mut tx, &desk, import).await.expect("is published");
    tx.commit().await.expect("is kept");
}
