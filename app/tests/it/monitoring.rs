//! Rectification orders (督办整改): from what a line finds to an order, through the unit's answer and looking again to the end, on both
//! databases.

use base::time::{DAY, HOUR, MINUTE};
use base::{Date, Moment};
use testkit::{Answer, Browser, County, PageForm, both};

use crate::figures_by_role::counted;
use crate::serving::article;
use crate::sites;

/// The officer of 县教育局, which has a site of its own.
const OFFICER: &str = "xx003";
/// The unit.
const UNIT: &str = "县教育局";
/// A column of its site.
const COLUMN: (&str, &str) = ("jyj", "notice");
/// A column that has nothing yet.
const BLANK: (&str, &str) = ("jyj", "caiwu");

pub async fn form(browser: &mut Browser, page: &str, action: &str) -> PageForm {
    let answer = browser.get(page).await;
    let form = answer.forms().into_iter().find(|form| form.action == action);
    form.unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()))
}

/// Does an act of the page of an order.
pub async fn does(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let form = form(browser, page, &format!("{page}/{action}")).await;
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// What may be ticked on a list, with the words beside it.
async fn ticks(browser: &mut Browser, list: &str) -> Vec<(String, String)> {
    let text = browser.get(list).await.text();
    let parts = text.split("name=\"f\" value=\"").skip(1);
    let tick = |part: &str| {
        let value = part.split('"').next().unwrap_or_default().to_owned();
        let words = part.split("选中：").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        (value, words.to_owned())
    };
    parts.map(tick).collect()
}

/// The finding that a column of the unit's site has no content.
async fn blank(county: &County, clerk: &mut Browser) -> String {
    let site = sites::of_slug(county, BLANK.0).await.id;
    if edition::column::by_slug(&mut county.app().db.reader(), site, BLANK.1).await.expect("columns").is_none() {
        sites::made(county, BLANK.0, BLANK.1, "财务公开", "notice").await;
    }
    let unit = county.unit(UNIT).await;
    let list = format!("/work/monitoring/findings?kind=sites.columns&unit={unit}");
    let found = ticks(clerk, &list).await;
    let notice = found.iter().find(|(_, words)| words.contains("“财务公开”是空白栏目"));
    notice.unwrap_or_else(|| panic!("{found:?}")).0.clone()
}

/// An order drawn up by the clerk of these findings; gives its page.
async fn drawn(clerk: &mut Browser, findings: &[&str]) -> String {
    let query: Vec<String> = findings.iter().map(|value| format!("f={}", web::encode(value))).collect();
    let form = form(clerk, &format!("/work/monitoring/new?{}", query.join("&")), "/work/monitoring/new").await;
    let made = clerk.submit(&form).await;
    assert!(made.seen().contains("已拟 1 份督办单"), "{} {}", made.status, made.seen());
    made.path
}

/// An order of what an inspector found; gives its page.
pub async fn by_hand(clerk: &mut Browser, unit: &str, lines: &str) -> String {
    let form = form(clerk, "/work/monitoring/new", "/work/monitoring/new").await;
    let form = form.set("unit", unit).set("lines", lines).set("demand", "请逐项核实整改。").set("kind", "ordinary");
    let made = clerk.submit(&form).await;
    assert!(made.seen().contains("已拟 1 份督办单"), "{} {}", made.status, made.seen());
    made.path
}

/// Signed off by the head, signed for by the officer.
async fn sent(county: &County, page: &str) -> Browser {
    let issued = does(&mut county.signed_in("dianzi").await, page, "issue", &[]).await;
    assert!(issued.seen().contains("已签发"), "{}", issued.seen());
    let mut officer = county.signed_in(OFFICER).await;
    let signed = does(&mut officer, page, "sign", &[]).await;
    assert!(signed.seen().contains("已签收"), "{}", signed.seen());
    officer
}

/// The officer answers every finding in the same way.
async fn answers(officer: &mut Browser, page: &str, answer: &str, said: &str) -> Answer {
    let form = form(officer, page, &format!("{page}/submit")).await;
    let text = officer.get(page).await.text();
    let ids: Vec<String> =
        text.split("name=\"said.").skip(1).filter_map(|part| part.split('"').next().map(str::to_owned)).collect();
    assert!(!ids.is_empty(), "there is something to answer");
    let form =
        ids.iter().fold(form, |form, id| form.set(&format!("answer.{id}"), answer).set(&format!("said.{id}"), said));
    officer.submit(&form).await
}

/// What a figure counts for the unit this year.
async fn figure(county: &County, key: &str) -> i64 {
    counted(county, key, county.unit(UNIT).await, "份").await
}

both! {
    async fn of_two_who_draw_up_the_same_finding_at_once_the_second_is_told_the_number(county: County) {
        let (mut clerk, mut head) = (county.signed_in("jiance").await, county.signed_in("dianzi").await);
        let finding = blank(&county, &mut clerk).await;
        let page = format!("/work/monitoring/new?f={}", web::encode(&finding));
        let (one, other) = (
            form(&mut clerk, &page, "/work/monitoring/new").await,
            form(&mut head, &page, "/work/monitoring/new").await,
        );
        let (first, second) = tokio::join!(clerk.submit(&one), head.submit(&other));
        let (made, refused) = if first.status == 200 { (first, second) } else { (second, first) };
        assert!(made.seen().contains("已拟 1 份督办单"), "{} {}", made.status, made.seen());
        assert_eq!(refused.status, 422, "{}", refused.seen());
        assert!(refused.seen().contains("已在督办单青督〔2026〕000") && refused.seen().contains("请取消勾选"), "{}", refused.seen());
    }

    async fn indicators_that_fail_are_taken_up_from_the_inspectors_table(county: County) {
        let site = sites::of_slug(&county, BLANK.0).await.id;
        county.pass(30 * DAY).await;
        let mut head = county.signed_in("dianzi").await;
        let table = format!("/work/sites/inspect?site={site}");
        let found = ticks(&mut head, &table).await;
        let late = found.iter().find(|(value, _)| value.starts_with("sites.inspect:") && value.contains("首页不更新"));
        let (value, _) = late.unwrap_or_else(|| panic!("{found:?}"));
        let page = drawn(&mut head, &[value]).await;
        let order = head.get(&page).await.seen();
        assert!(order.contains("检查指标“首页不更新”") && order.contains("请对照检查指标逐项核实整改"), "{order}");
        let listed = head.get(&table).await;
        assert!(listed.seen().contains("已督办") && listed.text().contains(&page), "{}", listed.seen());
        assert!(!ticks(&mut head, &table).await.iter().any(|(again, _)| again == value));
    }

    async fn a_blank_column_becomes_an_order_that_closes_only_when_the_program_finds_it_mended(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let finding = blank(&county, &mut clerk).await;
        // The same finding can be ticked where its line lists it.
        let mut head = county.signed_in("dianzi").await;
        let ledger = format!("/work/sites/ledger?unit={}&state=blank", county.unit(UNIT).await);
        assert!(ticks(&mut head, &ledger).await.iter().any(|(value, _)| *value == finding));
        let page = drawn(&mut clerk, &[&finding]).await;
        let seen = clerk.get(&page).await.seen();
        assert!(seen.contains("待签发") && seen.contains("请及时发布应当公开的信息"), "the demand comes along: {seen}");
        // Before it is signed off it is not the unit's.
        let mut officer = county.signed_in(OFFICER).await;
        assert_eq!(officer.get(&page).await.status, 404);
        // It cannot be put on a second order, and the lists say so.
        assert!(!ticks(&mut head, &ledger).await.iter().any(|(value, _)| *value == finding));
        let listed = head.get(&ledger).await;
        assert!(listed.seen().contains("已督办") && listed.text().contains(&page), "{}", listed.seen());
        let again = head.get(&format!("/work/monitoring/new?f={}", web::encode(&finding))).await;
        assert!(again.seen().contains("已在督办单青督〔2026〕0001号上"), "{}", again.seen());
        let forced = again.form("/work/monitoring/new").expect("the form").add("f", &finding);
        let refused = head.submit(&forced).await;
        assert_eq!(refused.status, 422);
        assert!(refused.seen().contains("已在督办单青督〔2026〕0001号上，请取消勾选"), "{}", refused.seen());

        let mut officer = sent(&county, &page).await;
        let mine = officer.get("/work/sites/mine?state=blank").await;
        assert!(mine.text().contains(&page), "the unit sees what is asked of it: {}", mine.seen());
        let answered = answers(&mut officer, &page, "mended", "").await;
        assert!(answered.seen().contains("仍存在"), "the program looks for itself: {}", answered.seen());
        let refused = does(&mut clerk, &page, "close", &[]).await;
        assert_eq!(refused.status, 422, "{}", refused.seen());
        assert!(refused.seen().contains("还有 1 个问题没有消除"), "{}", refused.seen());
        let back = does(&mut clerk, &page, "again", &[("opinion", "栏目仍然没有内容，请尽快发布。")]).await;
        let counted = back.seen().replace(char::is_whitespace, "").contains("复查退回1次");
        assert!(back.seen().contains("整改中") && counted, "{}", back.seen());

        article(&county, BLANK, "校服采购结果公告", "<p>见附件。</p>", None).await;
        let looked = does(&mut officer, &page, "look", &[]).await;
        assert!(looked.seen().contains("已消除 1 项"), "{}", looked.seen());
        county.pass(HOUR).await;
        // Sessions end meanwhile.
        let (mut officer, mut clerk) = (county.signed_in(OFFICER).await, county.signed_in("jiance").await);
        answers(&mut officer, &page, "mended", "已发布公告。").await;
        let closed = does(&mut clerk, &page, "close", &[]).await;
        assert!(closed.seen().contains("已销号") && closed.seen().contains("整改到位"), "{}", closed.seen());
        for (key, count) in [
            ("monitoring.opened", 1), ("monitoring.closed", 1), ("monitoring.intime", 1), ("monitoring.returned", 1),
            ("monitoring.overdue", 0), ("monitoring.kept", 0),
        ] {
            assert_eq!(figure(&county, key).await, count, "{key}");
        }
        for (paper, wanted) in [("order", "整改要求"), ("feedback", "已发布公告。")] {
            let sheet = clerk.get(&format!("{page}/paper/{paper}")).await;
            assert!(sheet.seen().contains(wanted) && sheet.seen().contains("财务公开"), "{}", sheet.seen());
            let word = clerk.get(&format!("{page}/paper/{paper}/word")).await;
            assert!(word.bytes.starts_with(b"PK"), "{paper} as a Word file");
        }
    }

    async fn a_dead_link_is_asked_again_and_one_that_is_only_ignored_wants_people(county: County) {
        let body = "<p><a href=\"/a/999999\">旧通知</a></p>";
        article(&county, COLUMN, "便民链接", body, None).await;
        county.pass(6 * MINUTE).await;
        let mut clerk = county.signed_in("jiance").await;
        let found = ticks(&mut clerk, "/work/monitoring/findings?kind=sites.deadlinks").await;
        let (link, words) = found.first().expect("a dead link").clone();
        assert!(words.contains("《便民链接》") && words.contains("/a/999999"), "{words}");
        let page = drawn(&mut clerk, &[&link]).await;
        let mut officer = sent(&county, &page).await;
        county.pass(MINUTE).await;
        let looked = does(&mut officer, &page, "look", &[]).await;
        assert!(looked.seen().contains("仍存在 1 项"), "{}", looked.seen());
        // Who lets the link stand does not mend it.
        let mut keeper = county.signed_in("wz003").await;
        let ignore = form(&mut keeper, "/work/sites/deadlinks", &format!("/work/sites/deadlinks/{}", link.rsplit(':').next().expect("a key"))).await;
        keeper.submit(&ignore.set("why", "历史资料，保留原貌")).await;
        let looked = does(&mut officer, &page, "look", &[]).await;
        assert!(looked.seen().contains("需人工核查 1 项"), "{}", looked.seen());
        // The text is mended; nobody waits for the next round of the job.
        article(&county, COLUMN, "便民链接", "<p><a href=\"/letters\">来信</a></p>", None).await;
        county.pass(MINUTE).await;
        let looked = does(&mut officer, &page, "look", &[]).await;
        assert!(looked.seen().contains("已消除 1 项"), "{}", looked.seen());
    }

    async fn what_an_inspector_found_is_judged_by_people_and_closed_with_a_reason_only_while_it_is_there(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let none = form(&mut clerk, "/work/monitoring/new", "/work/monitoring/new").await;
        assert_eq!(clerk.submit(&none).await.status, 422);
        let page = by_hand(&mut clerk, UNIT, "首页标题用语不规范 /s/jyj/\n机构电话已停用").await;
        let sent_back = does(&mut county.signed_in("dianzi").await, &page, "redraft", &[("opinion", "请写明停用的是哪个电话。")]).await;
        assert!(sent_back.seen().contains("拟稿"), "{}", sent_back.seen());
        let propose = does(&mut clerk, &page, "propose", &[("demand", "请核对机构职能页的咨询电话。"), ("bound_on", "2026-03-05")]).await;
        assert!(propose.seen().contains("待签发"), "{}", propose.seen());
        let mut officer = sent(&county, &page).await;
        assert!(officer.get(&page).await.seen().contains("2026-03-05"), "what is wanted above is earlier");
        let wrong = answers(&mut officer, &page, "cannot", "").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.seen().contains("请填写无法整改的理由"), "{}", wrong.seen());
        let answered = answers(&mut officer, &page, "cannot", "电话由电信公司统一调整，下月恢复").await;
        assert!(answered.seen().contains("需人工核查"), "{}", answered.seen());
        let unseen = does(&mut clerk, &page, "close", &[]).await;
        assert_eq!(unseen.status, 422, "nobody has looked: {}", unseen.seen());
        let closed = does(&mut clerk, &page, "close", &[("why", "电信公司已出具说明，先行销号。")]).await;
        assert!(closed.seen().contains("说明理由后销号"), "{}", closed.seen());
        assert_eq!((figure(&county, "monitoring.kept").await, figure(&county, "monitoring.intime").await), (1, 1));
    }

    async fn whoever_handed_in_does_not_close(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let (post, unit) = county.actor(&clerk).await.staff().map(|staff| (staff.post, staff.unit_name.clone())).expect("an official");
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let act = app.identity.act(&identity::Actor::System);
        let roles = ["monitoring.clerk", "monitoring.handler"].map(str::to_owned);
        identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &roles).await.expect("roles are set");
        tx.commit().await.expect("is kept");
        clerk.forget();
        let mut clerk = county.signed_in("jiance").await;
        let page = by_hand(&mut clerk, &unit, "网站底部的标识码有误 /").await;
        does(&mut county.signed_in("dianzi").await, &page, "issue", &[]).await;
        does(&mut clerk, &page, "sign", &[]).await;
        answers(&mut clerk, &page, "mended", "").await;
        let own = does(&mut clerk, &page, "close", &[("why", "问题已经全部整改到位。")]).await;
        assert!(own.seen().contains("您提交过本单的整改反馈，不能由您销号"), "{}", own.seen());
        let closed = does(&mut county.signed_in("dianzi").await, &page, "close", &[("why", "已由本人核对首页底部。")]).await;
        assert!(closed.seen().contains("已销号"), "{}", closed.seen());
    }

    async fn another_unit_learns_nothing_of_orders_and_findings(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let finding = blank(&county, &mut clerk).await;
        let page = drawn(&mut clerk, &[&finding]).await;
        sent(&county, &page).await;
        // The same role in another unit, and the keeper of another unit's site.
        let mut other = county.signed_in("xx004").await;
        for address in [page.clone(), format!("{page}/paper/order"), format!("{page}/paper/order/word")] {
            assert_eq!(other.get(&address).await.status, 404, "{address}");
        }
        let unit = county.unit(UNIT).await;
        for address in [
            "/work/monitoring".to_owned(),
            "/work/monitoring/orders".to_owned(),
            "/work/monitoring/findings".to_owned(),
            format!("/work/monitoring/findings?kind=sites.columns&unit={unit}"),
            format!("/work/monitoring/orders?unit={unit}"),
        ] {
            let answer = other.get(&address).await;
            assert_eq!(answer.status, 200, "{address}");
            assert!(!answer.seen().contains(UNIT) && !answer.text().contains(&page), "{address}: {}", answer.seen());
        }
        assert_eq!(other.get("/work/monitoring/new").await.status, 404, "a unit opens no orders");
        assert_eq!(other.post(&format!("{page}/look"), &[]).await.status, 404);
        // A leader sees all.
        assert!(county.signed_in("xianzhang").await.get("/work/monitoring/orders").await.text().contains(&page));
    }

    async fn time_is_extended_once_with_approval_and_what_is_late_is_urged_and_counted(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let page = by_hand(&mut clerk, UNIT, "办事指南缺少办理时限 /guide").await;
        let mut officer = sent(&county, &page).await;
        let far = does(&mut officer, &page, "extension", &[("days", "40"), ("opinion", "需要与省厅核对系统数据。")]).await;
        assert_eq!(far.status, 422, "{}", far.seen());
        let asked = does(&mut officer, &page, "extension", &[("days", "5"), ("opinion", "需要与省厅核对系统数据。")]).await;
        assert!(asked.status == 200, "{}", asked.seen());
        let mut head = county.signed_in("dianzi").await;
        let granted = does(&mut head, &page, "reply", &[("stance", "agree"), ("opinion", "同意延期。")]).await;
        assert!(granted.seen().contains("延"), "{}", granted.seen());
        let matter = page.rsplit('/').next().and_then(|id| id.parse::<i64>().ok()).expect("a key");
        let due = matter::store::matter(&mut county.app().db.reader(), matter).await.expect("a matter").due_at;
        assert_eq!(due.date(), Date::constant(2026, 3, 23), "fifteen working days");
        assert!(!officer.get(&page).await.text().contains(&format!("{page}/extension")), "once");
        county.messages.lock().expect("messages").clear();
        county.clock.set(Moment::start_of(Date::constant(2026, 3, 20)).plus(9 * HOUR));
        county.settle().await;
        let urged = |county: &County| {
            county.messages.lock().expect("messages").iter().filter(|message| message.text.contains("催办：请抓紧整改")).count()
        };
        assert!(urged(&county) > 0, "reminded before its time is over");
        county.clock.set(Moment::start_of(Date::constant(2026, 3, 25)).plus(9 * HOUR));
        county.settle().await;
        assert_eq!(figure(&county, "monitoring.overdue").await, 1);
        answers(&mut county.signed_in(OFFICER).await, &page, "mended", "已补充。").await;
        county.pass(2 * DAY).await;
        assert_eq!(figure(&county, "monitoring.overdue").await, 1, "late stays late");
    }

    async fn a_void_order_gives_its_findings_free(county: County) {
        let mut clerk = county.signed_in("jiance").await;
        let finding = blank(&county, &mut clerk).await;
        let page = drawn(&mut clerk, &[&finding]).await;
        let gone = does(&mut clerk, &page, "void", &[("opinion", "单位已说明正在并栏。")]).await;
        assert!(gone.seen().contains("已撤销"), "{}", gone.seen());
        assert_eq!(blank(&county, &mut clerk).await, finding, "it can be ticked again");
        assert_eq!(figure(&county, "monitoring.opened").await, 0);
    }
}
