//! The disclosure platform: what keepers set and the public reads, what is counted and handed over, on both databases.

mod catalogues;
mod read;

use axum::http::StatusCode;
use base::time::DAY;
use edition::import::Import;
use edition::item::Draft;
use edition::{Content, Desk, column, site};
use identity::Actor;
use testkit::{Answer, Browser, County, PageForm, both};

use crate::review::login;

/// A guide that says all that the article demands.
const GUIDE: &str = "<h2>信息的分类和编排体系</h2><p>按法定类别编排。</p><p>获取方式：网站查阅。</p><p>机构名称：青禾县民政局办公室</p>\
    <p>办公地址：禾丰路 8 号</p><p>办公时间：工作日 8:30—12:00</p><p>联系电话：0000-7654321</p><p>传真：无</p><p>网址：www.qinghe.example</p>";
/// Heads of the sheet of a transfer.
const HANDED: [&str; 7] = ["索引号", "标题", "发文字号", "发布机构", "成文日期", "发布日期", "网址"];
/// Heads of the sheet of a list.
const LISTED: [&str; 5] = ["编码", "名称", "类别", "依据", "责任事项"];

async fn keeper(county: &County, unit: &str) -> Browser {
    county.signed_in(&login(county, unit, "xx").await).await
}

async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    answer.form(action).unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

async fn entries(county: &County, verb: &str) -> usize {
    let filter = ledger::Filter { verb: Some(verb.to_owned()), ..ledger::Filter::default() };
    ledger::find(&mut county.app().db.reader(), &filter, 1_000).await.expect("entries").len()
}

/// That every content which an act committed to is compared with the ledger, and none differs.
async fn nothing_is_altered(county: &County, tables: &[&'static str]) {
    let covered: Vec<ledger::Covered> = disclosure::LINE
        .covered
        .iter()
        .map(|&(table, column)| ledger::Covered { table, column })
        .filter(|covered| tables.contains(&covered.table))
        .collect();
    assert_eq!(covered.len(), tables.len());
    let (mut checked, mut cursor) = (0, Some(ledger::Cursor::default()));
    while let Some(from) = cursor {
        let check = ledger::rehash_bodies(&county.app().db, &covered, from, 500).await.expect("is compared");
        assert!(check.bad.is_empty(), "{:?}", check.bad);
        checked += check.checked;
        cursor = check.next;
    }
    assert!(checked >= tables.len() as u64, "contents were compared");
}

/// A column of the portal.
async fn portal_column(county: &County, slug: &str) -> column::ColumnForm {
    let portal = site::main(&mut county.app().db.reader()).await.expect("sites").expect("the portal");
    let column = column::by_slug(&mut county.app().db.reader(), portal.id, slug).await.expect("columns");
    let column = column.unwrap_or_else(|| panic!("the portal has no column {slug}"));
    column::ColumnForm { name: column.name, unit: column.id, ..column::ColumnForm::default() }
}

/// Publishes a disclosed document of a unit; gives its key.
async fn disclosed(county: &County, unit: &str, title: &str, head: edition::Head) -> i64 {
    let unit = county.unit(unit).await;
    let column = portal_column(county, "policy").await.unit;
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    let content = Content {
        title: title.into(),
        body: "<p>全县各有关单位认真执行。</p>".into(),
        source: "县政府办".into(),
        head,
        ..Content::default()
    };
    let origin = format!("test:{title}");
    let import = Import { origin: &origin, kind: "policy", column, unit, attribute: "active", content, addresses: &[] };
    let id = edition::import::bring(&mut tx, &Desk::new(app, &Actor::System), import).await.expect("is published").id();
    tx.commit().await.expect("is kept");
    id
}

/// Withdraws an edition.
async fn withdrawn(county: &County, id: i64) {
    let (app, why) = (county.app(), "内容有误，须更正");
    let mut tx = app.db.begin().await.expect("begins");
    edition::publish::withdraw(&mut tx, &Desk::new(app, &Actor::System), id, why).await.expect("is withdrawn");
    tx.commit().await.expect("is kept");
}

/// The rows of a workbook that was downloaded.
fn rows(answer: &Answer, heads: &[&'static str]) -> Vec<Vec<String>> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.seen());
    let read = identity::excel::table(&answer.bytes, "Sheet1", heads).expect("a workbook with these heads");
    read.into_iter().map(|(_, cells)| cells).collect()
}

both! {
    async fn a_guide_says_what_the_article_demands_and_earlier_versions_stay(county: County) {
        let page = "/work/disclosure/page/guide";
        let (mut keeper, unit) = (keeper(&county, "县民政局").await, county.unit("县民政局").await);
        let before = entries(&county, "disclosure.page").await;
        let blank = form(&mut keeper, page, page).await;
        let wrong = keeper.submit(&blank.clone().set("body", "<p>机构名称：县民政局办公室。按分类编排，提供获取方式说明。</p>")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for missing in ["缺少“办公地址”", "缺少“办公时间”", "缺少“联系电话”", "缺少“传真号码”", "缺少“互联网联系方式”"] {
            assert!(wrong.seen().contains(missing), "{missing}: {}", wrong.seen());
        }
        assert!(!wrong.seen().contains("缺少“编排体系”") && wrong.text().contains("县民政局办公室。"), "what was typed stays");
        let typed = form(&mut keeper, page, page).await.set("body", GUIDE);
        for _ in 0..2 {
            assert!(keeper.submit(&typed).await.status.is_success());
        }
        assert_eq!(entries(&county, "disclosure.page").await, before + 1, "two clicks are one version");
        let public = format!("/xxgk/guide?unit={unit}");
        assert!(county.browser().get(&public).await.seen().contains("禾丰路 8 号"));
        let second = form(&mut keeper, page, page).await.set("body", &GUIDE.replace("8 号", "10 号"));
        let late = form(&mut keeper, page, page).await.set("body", &GUIDE.replace("8 号", "12 号"));
        assert!(keeper.submit(&second).await.seen().contains("第 2 版"));
        let late = keeper.submit(&late).await;
        assert!(late.seen().contains("已把政府信息公开指南更新为第 2 版") && late.text().contains("12 号"), "{}", late.seen());
        let shown = county.browser().get(&public).await.seen();
        let only = |number: &str| shown.contains(&format!("禾丰路 {number} 号"));
        assert!(only("10") && !only("8") && !only("12"), "{shown}");
        let first = keeper.get(&format!("{page}/1")).await;
        assert!(first.seen().contains("禾丰路 8 号") && first.seen().contains("历史版本"), "{}", first.seen());
        assert!(keeper.get(&format!("{page}?from=1")).await.text().contains("禾丰路 8 号"), "taken up again");
        let rules = "/work/disclosure/page/rules";
        let kept = form(&mut keeper, rules, rules).await.set("body", "<p>先审查、后公开，一事一审，未经审查的不得公开。</p>");
        assert!(keeper.submit(&kept).await.seen().contains("政府信息公开制度已更新"));
        assert!(county.browser().get(&format!("/xxgk/rules?unit={unit}")).await.seen().contains("一事一审，未经审查"));
        nothing_is_altered(&county, &["disclosure_page_version"]).await;
        let pasted = [("html", "<p class=MsoNormal style=\"color:red\" onclick=\"x()\">办公时间</p><script>x()</script>")];
        let clean = keeper.post("/work/disclosure/paste", &pasted).await.json()["html"].as_str().unwrap_or_default().to_owned();
        assert!(clean.contains("办公时间") && !clean.contains("script") && !clean.contains("onclick"), "{clean}");

        let mut other = self::keeper(&county, "县教育局").await;
        assert!(!other.get(page).await.text().contains("禾丰路"), "each unit has its own");
        assert_eq!(other.get(&format!("{page}/1")).await.status, StatusCode::NOT_FOUND);
        let mut clerk = county.signed_in(&county.clerk_of("县教育局").await).await;
        assert_eq!(clerk.post("/work/disclosure/paste", &pasted).await.status, StatusCode::NOT_FOUND);
        for (path, fields) in [(page, [("body", GUIDE)]), ("/work/disclosure/lists/power", [("entries", "1\ta\tb\tc\td")])] {
            assert_eq!(clerk.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(clerk.post(path, &fields).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn a_list_has_versions_that_say_what_came_and_what_went(county: County) {
        let page = "/work/disclosure/lists/power";
        let (mut keeper, unit) = (keeper(&county, "县水利局").await, county.unit("县水利局").await);
        let typed = form(&mut keeper, page, page).await.set("why", "按省目录编制");
        let wrong = keeper.submit(&typed.clone().set("entries", "1\t社团登记\t许可\t\t公示\n2\t\t\t殡葬条例\t\n3\ta\tb\tc\td\te")).await;
        assert!(wrong.seen().contains("第 3 行有 6 列，清单只有 5 列"), "{}", wrong.seen());
        let wrong = keeper.submit(&typed.clone().set("entries", "1\t社团登记\t许可\t\t公示\n\n2\t\t\t殡葬条例\t")).await;
        for told in ["第 1 行“依据”没有填写。", "第 3 行“名称”没有填写。"] {
            assert!(wrong.seen().contains(told), "{told}: {}", wrong.seen());
        }
        let before = entries(&county, "disclosure.list").await;
        let first = typed.set("entries", "1\t社团登记\t行政许可\t社团条例\t公示\n2\t婚姻登记\t行政确认\t婚姻条例\t即办");
        for _ in 0..2 {
            assert!(keeper.submit(&first).await.seen().contains("第 1 版"));
        }
        assert_eq!(entries(&county, "disclosure.list").await, before + 1, "two clicks are one version");
        let same = form(&mut keeper, page, page).await.set("why", "没有改什么");
        assert!(keeper.submit(&same).await.seen().contains("完全相同"));
        let late = same.set("entries", "9\t渔业捕捞许可\t行政许可\t渔业法\t公示");
        let out = county.browser().get(&format!("/xxgk/lists/excel?list=power&unit={unit}")).await;
        assert_eq!(rows(&out, &LISTED).len(), 2);
        let second = ["1\t社团登记\t行政许可\t社团条例\t公示", "3\t殡葬设施审批\t行政许可\t殡葬条例\t公示"]
            .map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        let upload = format!("{page}/excel");
        let mut bad = second.clone();
        bad[1][3].clear();
        let bad = matter::sheet::xlsx(&LISTED, &bad).expect("a workbook");
        let filled = form(&mut keeper, page, &upload).await.set("file_why", "省政府令第12号取消").file("file", "清单.xlsx", &bad);
        let refused = keeper.submit(&filled).await;
        assert!(refused.seen().contains("第 3 行“依据”没有填写。"), "{}", refused.seen());
        let file = matter::sheet::xlsx(&LISTED, &second).expect("a workbook");
        let filled = form(&mut keeper, page, &upload).await.set("file_why", "省政府令第12号取消").file("file", "清单.xlsx", &file);
        assert!(keeper.submit(&filled).await.seen().contains("第 2 版已公布"));
        let late = keeper.submit(&late).await;
        assert!(late.seen().contains("已公布第 2 版") && late.text().contains("渔业捕捞许可"), "{}", late.seen());
        let mut reader = county.browser();
        let at = |version: &str| format!("/xxgk/lists?list=power&unit={unit}{version}");
        let now = reader.get(&at("")).await;
        assert!(now.seen().contains("殡葬设施审批") && !now.seen().contains("婚姻登记"), "{}", now.seen());
        assert!(now.links(&at("&version=")).len() == 2, "both versions can be read");
        let one = reader.get(&at("&version=1")).await.seen();
        assert!(one.contains("婚姻登记") && !one.contains("殡葬") && one.contains("不是现行版本"), "{one}");
        let two = reader.get(&at("&version=2")).await.seen();
        let (came, went) = two.split_once("新增 1 条").and_then(|(_, rest)| rest.split_once("取消 1 条")).expect("what changed");
        assert!(came.contains("殡葬设施审批") && went.contains("婚姻登记") && two.contains("省政府令第12号取消"), "{two}");
        assert_eq!(reader.get(&at("&version=3")).await.status, StatusCode::NOT_FOUND);
        let old = reader.get(&format!("/xxgk/lists/excel?list=power&unit={unit}&version=1")).await;
        assert!(rows(&old, &LISTED).iter().any(|row| row[1] == "婚姻登记"));
        nothing_is_altered(&county, &["disclosure_list"]).await;
    }

    async fn what_was_handed_over_stays_as_it_was(county: County) {
        let head = edition::Head { doc_no: "青政发〔2026〕5号".into(), ..edition::Head::default() };
        let id = disclosed(&county, "县民政局", "关于做好春耕的通知", head).await;
        let mut overseer = county.signed_in("dianzi").await;
        let page = "/work/disclosure/transfer";
        let typed = form(&mut overseer, page, page).await.set("receiver", "archive").set("from", "2026-03-01").set("to", "2026-03-31");
        let wrong = overseer.submit(&typed.clone().set("to", "2026-02-01")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains("止日早于起日"), "{}", wrong.seen());
        let empty = overseer.submit(&typed.clone().set("from", "1990-01-01").set("to", "1990-01-02")).await;
        assert!(empty.seen().contains("没有主动公开的政府信息"), "{}", empty.seen());
        for _ in 0..2 {
            assert!(overseer.submit(&typed).await.status.is_success());
        }
        assert_eq!(entries(&county, "disclosure.transfer").await, 1);
        let sheet = overseer.get(page).await.links(&format!("{page}/")).into_iter().next().expect("the sheet");
        let handed = overseer.get(&sheet).await;
        let row = rows(&handed, &HANDED).into_iter().find(|row| row[1] == "关于做好春耕的通知").expect("the document");
        assert_eq!(row[2], "青政发〔2026〕5号");
        let host = row[6].strip_prefix("https://").and_then(|rest| rest.strip_suffix(&format!("/a/{id}")));
        assert!(host.is_some_and(|host| host.contains('.') && !host.contains('/')), "an archive needs the whole address: {}", row[6]);
        assert!(!row[0].is_empty() && row[5] == "2026-03-02", "{row:?}");
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        edition::publish::withdraw(&mut tx, &Desk::new(app, &Actor::System), id, "内容有误，须更正").await.expect("is withdrawn");
        tx.commit().await.expect("is kept");
        assert_eq!(overseer.get(&sheet).await.bytes, handed.bytes, "the sheet is the one that was handed over");
        let mut keeper = keeper(&county, "县民政局").await;
        for path in [page, sheet.as_str(), "/work/disclosure/overview", "/work/disclosure/overview/excel"] {
            assert_eq!(keeper.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(keeper.post(page, &[("receiver", "archive"), ("from", "2026-03-01"), ("to", "2026-03-31")]).await.status, StatusCode::NOT_FOUND);
    }

    async fn what_is_kept_closed_is_looked_at_again_in_time(county: County) {
        let app = county.app();
        let unit = county.unit("县民政局").await;
        let column = portal_column(&county, "policy").await.unit;
        let mut tx = app.db.begin().await.expect("begins");
        let content = Content { title: "内部救助台账".into(), body: "<p>名单</p>".into(), source: "县民政局".into(), ..Content::default() };
        let draft = Draft { kind: "article".into(), column, content, attribute: "closed".into(), attribute_why: "涉及个人隐私（条例第十五条）".into() };
        let id = edition::item::create(&mut tx, &Desk::new(app, &Actor::System), unit, draft).await.expect("is begun");
        tx.commit().await.expect("is kept");
        let page = "/work/disclosure/assess";
        let mut keeper = self::keeper(&county, "县民政局").await;
        assert!(!keeper.get(page).await.seen().contains("内部救助台账"), "it is new");
        let today = county.clock.now().date();
        // Rules are read from the database again now and then: what was only replaced here does not last.
        let each_month = || {
            let rules = base::Rules::built_in().with_edit("disclosure.assess", 30, today, "试点").expect("within bounds");
            app.replace_rules(rules);
        };
        each_month();
        county.pass(31 * DAY).await;
        let told = |county: &County| county.messages.lock().expect("messages").iter().filter(|m| m.text.contains("定期评估时间")).count();
        let first = told(&county);
        assert!(first > 0, "the keepers were told");
        each_month();
        county.pass(DAY).await;
        assert_eq!(told(&county), first, "and not every day");
        each_month();
        county.pass(7 * DAY).await;
        each_month();
        assert_eq!(told(&county), 2 * first, "but again when nothing is done about it");
        let mut keeper = self::keeper(&county, "县民政局").await;
        let due = keeper.get(page).await;
        assert!(due.seen().contains("内部救助台账") && due.seen().contains("涉及个人隐私"), "{}", due.seen());
        let asked = form(&mut keeper, page, page).await;
        let wrong = keeper.submit(&asked.clone().set(&format!("result-{id}"), "keep")).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains("请填写评估理由"), "{}", wrong.seen());
        let mut other = self::keeper(&county, "县教育局").await;
        assert!(!other.get(page).await.seen().contains("内部救助台账"));
        let (item, result, why) = (id.to_string(), format!("result-{id}"), format!("why-{id}"));
        let fields = [("item", item.as_str()), (result.as_str(), "keep"), (why.as_str(), "仍涉及个人隐私")];
        assert_eq!(other.post(page, &fields).await.status, StatusCode::NOT_FOUND);
        let asked = asked.set(&result, "keep").set(&why, "仍涉及个人隐私");
        for _ in 0..2 {
            assert!(keeper.submit(&asked).await.status.is_success());
        }
        assert_eq!(entries(&county, "disclosure.assess").await, 1, "two clicks are one assessment");
        assert!(!keeper.get(page).await.seen().contains("内部救助台账"), "it was looked at");
        // A later look finds that it may be disclosed: its writers are told, and it waits in sight until it is published.
        each_month();
        county.pass(31 * DAY).await;
        let mut keeper = self::keeper(&county, "县民政局").await;
        let asked = form(&mut keeper, page, page).await.set(&result, "open").set(&why, "名单已超过公示期，可以公开标准部分");
        assert!(keeper.submit(&asked).await.status.is_success());
        county.settle().await;
        let told = "《内部救助台账》经定期评估可以公开";
        assert!(county.messages.lock().expect("messages").iter().any(|m| m.text.contains(told)), "the writers were told");
        let waits = keeper.get(page).await;
        assert!(waits.seen().contains("可以公开、尚未发布") && waits.seen().contains("名单已超过公示期"), "{}", waits.seen());
        assert!(keeper.get("/work/disclosure").await.seen().contains("有 1 条经评估可以公开的信息还没有发布"));
        let mut tx = app.db.begin().await.expect("begins");
        let desk = Desk::new(app, &Actor::System);
        let item = edition::item::find(&mut tx, id).await.expect("answers").expect("the edition");
        assert_eq!(item.state, "draft", "its writers have it");
        let mut content = item.content().expect("its content");
        content.head.node = "basis/other".into();
        let open = Draft { kind: "article".into(), column, content, attribute: "active".into(), attribute_why: String::new() };
        edition::item::save(&mut tx, &desk, id, item.seq, open).await.expect("is changed");
        edition::publish::publish(&mut tx, &desk, id, edition::publish::Ground::Forced("经评估可以公开，立即发布")).await.expect("is published");
        tx.commit().await.expect("is kept");
        assert!(!keeper.get(page).await.seen().contains("尚未发布"), "and then no more");
        withdrawn(&county, id).await;
        assert!(!keeper.get(page).await.seen().contains("尚未发布"), "nor when it is withdrawn again");
    }

    async fn documents_are_found_by_words_organ_and_dates_and_years_reach_back(county: County) {
        let old = edition::Head { made_on: "1998-06-01".parse().ok(), doc_no: "青政发〔1998〕3号".into(), ..edition::Head::default() };
        disclosed(&county, "县教育局", "关于乡镇企业登记的规定", old).await;
        disclosed(&county, "县民政局", "城乡居民最低生活保障办法", edition::Head::default()).await;
        county.settle().await;
        let mut reader = county.browser();
        let list = reader.get("/xxgk").await;
        assert!(list.text().contains("<option value=\"1998\""), "years reach back to the oldest document");
        let numbers: Vec<String> = list.rows("table.list").into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(numbers.first().map(String::as_str), Some("1"));
        let unit = county.unit("县民政局").await.to_string();
        let form = list.form("/xxgk/search").expect("the form");
        let of_unit = reader.submit(&form.clone().set("unit", &unit)).await;
        assert!(of_unit.path.starts_with("/xxgk?") && of_unit.seen().contains("最低生活保障办法"), "{}", of_unit.path);
        assert!(!of_unit.seen().contains("乡镇企业登记"), "without words the facets alone count");
        let found = reader.submit(&form.clone().set("q", "企业登记")).await;
        assert!(found.seen().contains("关于乡镇企业登记的规定") && !found.seen().contains("最低生活保障办法"), "{}", found.seen());
        let number = reader.submit(&form.clone().set("q", "青政发[1998]3号").set("in", "number")).await;
        assert!(number.seen().contains("关于乡镇企业登记的规定"), "{}", number.seen());
        let body = reader.submit(&form.clone().set("q", "认真执行").set("in", "all").set("unit", &unit)).await;
        assert!(body.seen().contains("最低生活保障办法") && !body.seen().contains("乡镇企业登记"), "{}", body.seen());
        let none = reader.submit(&form.clone().set("q", "企业登记").set("to", "2001-01-01")).await;
        assert!(none.seen().contains("没有符合条件的信息"), "published later: {}", none.seen());
        let unread = reader.get("/xxgk?from=abc").await;
        assert!(unread.seen().contains("日期没有看懂"));
        assert!(reader.get("/xxgk?node=annual").await.links("/requests#reports").len() == 1, "annual reports are led to");
    }

    async fn a_period_is_bounded_and_its_numbers_are_those_of_the_list(county: County) {
        disclosed(&county, "县民政局", "城乡居民最低生活保障办法", edition::Head::default()).await;
        let mut reader = county.browser();
        let long = reader.get("/xxgk/stats?from=1900-01-01&to=2026-03-02").await;
        assert!(long.seen().contains("一次最多统计 1830 天"), "{}", long.seen());
        let links = long.links("/xxgk/published?");
        assert!(!links.is_empty() && links.iter().all(|link| !link.contains("1900-01-01")), "no link leads to a period that is not counted");
        let unread = reader.get("/xxgk/stats?from=x").await;
        assert!(unread.seen().contains("日期没有看懂"));
        let stats = reader.get("/xxgk/stats").await;
        let unit = county.unit("县民政局").await;
        let row = stats.rows("table.list").into_iter().find(|row| row[0] == "县民政局").expect("the unit");
        let list = stats.links("/xxgk/published?").into_iter().find(|l| l.ends_with(&format!("unit={unit}"))).expect("its list");
        let opened = reader.get(&list).await;
        assert!(opened.seen().contains(&format!("共 {} 条", row[1])), "{} {}", row[1], opened.seen());
        let policies = reader.get(&format!("{list}&kind=policy")).await;
        assert!(policies.seen().contains(&format!("共 {} 条", row[2])), "{}", policies.seen());
        // Before anything was published: every organ that has to publish stands there with nothing, in the order of the organs.
        let none = reader.get("/xxgk/stats?from=1990-01-01&to=1990-01-31").await;
        let rows = none.rows("table.list");
        let silent = rows.iter().find(|row| row[0].starts_with("县民政局")).expect("a unit that published nothing");
        assert_eq!((silent[1].as_str(), silent[2].as_str(), silent[3].as_str()), ("0", "0", "0"));
        assert!(silent[0].contains("没有发布") && none.seen().contains(&format!("有 {} 个单位这段时间没有发布信息", rows.len())), "{}", none.seen());
        assert!(rows[0][0].starts_with("青禾县") && !none.links("/xxgk/published?").iter().any(|link| link.contains("unit=")), "{}", none.seen());
    }

}
