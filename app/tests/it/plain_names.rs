//! Names, notes, words of pictures and reasons that everybody reads: what the gate finds in them stands at its field, passes with a reason
//! that the ledger keeps, and the mark of a state secret never does.

use ledger::Filter;
use store::testing::samples::PNG;
use testkit::{Answer, Browser, County, PageForm, both};

use crate::serving::article;
use crate::sites::of_slug;

/// The mark of a state secret.
const SECRET: &str = "机密★10年";
/// Somebody's telephone.
const PERSONAL: &str = "联系手机13800001234";
/// Why it is published nevertheless.
const WHY: &str = "值班手机依法须公开";

/// Sends `form` with the mark of a secret in `field`, which never passes; then with somebody's telephone, which passes with a reason in the
/// field `letting`. Gives what came of that.
async fn gated(browser: &mut Browser, form: PageForm, field: &str, letting: &str) -> Answer {
    let secret = browser.submit(&form.clone().set(field, SECRET).set(letting, WHY)).await;
    assert!(
        secret.status == 422 && secret.seen().contains("有国家秘密标志，不能发布"),
        "{field} {}: {}",
        secret.status,
        secret.seen()
    );
    let stopped = browser.submit(&form.clone().set(field, PERSONAL)).await;
    assert!(
        stopped.status == 422 && stopped.seen().contains("个人信息"),
        "{field} {}: {}",
        stopped.status,
        stopped.seen()
    );
    let again = stopped.forms().into_iter().find(|again| again.action == form.action);
    let again = again.unwrap_or_else(|| panic!("the form again: {}", stopped.seen()));
    assert_eq!(again.value(field), Some(PERSONAL), "what was typed stays");
    assert!(again.value(letting).is_some(), "a reason is asked for: {}", stopped.seen());
    browser.submit(&form.set(field, PERSONAL).set(letting, WHY)).await
}

/// The form of a page with some fields filled.
async fn filled(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) -> PageForm {
    let answer = browser.get(page).await;
    let form = answer.forms().into_iter().find(|form| form.action == action);
    let form = form.unwrap_or_else(|| panic!("{page} has no form {action}: {}", answer.seen()));
    fields.iter().fold(form, |form, (name, value)| form.set(name, value))
}

/// What the newest entry of the ledger with this verb says.
async fn entry(county: &County, verb: &str) -> String {
    let filter = Filter { verb: Some(verb.into()), ..Filter::default() };
    let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
    entries.into_iter().next().unwrap_or_else(|| panic!("no entry {verb}")).facts
}

both! {
    async fn names_of_sites_and_columns_and_words_of_pictures_are_read_before_they_are_public(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let site = of_slug(&county, "nyj").await;
        let column = edition::column::by_slug(&mut county.app().db.reader(), site.id, "news").await.expect("reads").expect("a column").id;
        let (here, columns) = (format!("/work/sites/{}", site.id), format!("/work/sites/{}/columns", site.id));
        let one = format!("{columns}/{column}");
        let unit = site.unit_id.to_string();
        let new: [(&str, &str); 3] = [("name", "农技服务"), ("slug", "nongji"), ("unit", &unit)];
        for (page, action, fields, field, verb) in [
            ("/work/sites/new", "/work/sites", &new[..], "name", "sites.site.let"),
            (&here, &here, &[], "name", "sites.site.let"),
            (&columns, &columns, &new[..], "note", "sites.column.let"),
            (&one, &one, &[], "name", "sites.column.let"),
        ] {
            let form = filled(&mut keeper, page, action, fields).await;
            let done = gated(&mut keeper, form, field, "gate_why").await;
            assert_eq!(done.status, 200, "{page}: {}", done.seen());
            let facts = entry(&county, verb).await;
            assert!(facts.contains(WHY) && facts.contains("个人信息 1"), "{page}: {facts}");
        }
        // What stands there already is asked about no more.
        let again = filled(&mut keeper, &one, &one, &[("rank", "20")]).await;
        assert_eq!(keeper.submit(&again).await.status, 200);
        let table = format!("{columns}/import");
        let rows = format!("zhiban\t\t值班{PERSONAL}\t动态要闻");
        let form = filled(&mut keeper, &table, &table, &[("rows", &rows)]).await;
        let stopped = keeper.submit(&form.clone()).await;
        assert!(stopped.status == 422 && stopped.seen().contains("第 1 行栏目名称：个人信息"), "{}", stopped.seen());
        assert!(keeper.submit(&form.set("gate_why", WHY)).await.seen().contains("新建栏目 1 个"));

        let pictures = format!("{here}/pictures");
        let form = filled(&mut keeper, &pictures, &pictures, &[]).await.file("file", "页头.png", PNG);
        let done = gated(&mut keeper, form, "alt", "gate_why").await;
        assert!(done.seen().contains("图片已加入"), "{}", done.seen());
        assert!(entry(&county, "sites.picture.let").await.contains(WHY));
    }

    async fn the_reason_for_which_something_was_withdrawn_is_read_before_its_address_shows_it(county: County) {
        let item = article(&county, ("main", "yaowen"), "春耕备耕全面展开", "<p>各乡镇抢抓农时。</p>", None).await;
        let mut chief = county.signed_in("bianji").await;
        let (page, action) = (format!("/work/content/{item}"), format!("/work/content/{item}/withdraw"));
        let form = filled(&mut chief, &page, &action, &[]).await;
        assert_eq!(county.browser().get(&format!("/a/{item}")).await.status, 200);
        let done = gated(&mut chief, form, "why", "withdraw_gate_why").await;
        assert!(done.seen().contains("稿件已从所有页面撤下"), "{}", done.seen());
        let gone = county.browser().get(&format!("/a/{item}")).await;
        assert!(gone.status == 410 && gone.seen().contains(PERSONAL), "{} {}", gone.status, gone.seen());
        assert!(entry(&county, "content.withdraw.let").await.contains(WHY));
    }

    async fn an_annual_report_is_read_before_it_is_settled_and_before_it_is_put_right(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let (organ, year) = (county.unit("县政府办").await, county.clock.today().year() - 1);
        let query = format!("?year={year}&unit={organ}");
        let (texts, settle) = (format!("/work/requests/annual/texts{query}"), format!("/work/requests/annual/settle{query}"));
        let report = format!("/work/requests/annual{query}");
        let other = "监督手机13900005678";
        for (said, words) in [(SECRET, "一、总体情况有国家秘密标志，不能发布"), (other, "一、总体情况：个人信息")] {
            let form = filled(&mut clerk, &texts, &texts, &[("text0", said)]).await;
            assert_eq!(clerk.submit(&form).await.status, 200);
            let form = filled(&mut clerk, &report, &settle, &[]).await;
            let stopped = clerk.submit(&form).await;
            assert!(stopped.status == 422 && stopped.seen().contains(words), "{} {}", stopped.status, stopped.seen());
        }
        let form = filled(&mut clerk, &report, &settle, &[("gate_why", WHY)]).await;
        assert!(clerk.submit(&form).await.seen().contains("定稿，公众可以"));
        assert!(entry(&county, "requests.report.let").await.contains(WHY));
        // What was let through is asked about no more; what is new is.
        let correct = format!("/work/requests/annual/correct{query}");
        let form = filled(&mut clerk, &correct, &correct, &[("reason", "漏写一段文字")]).await;
        let done = gated(&mut clerk, form, "text2", "gate_why").await;
        assert!(done.status == 200 && done.seen().contains("本报告经过更正"), "{}", done.seen());
    }

    async fn names_of_units_topics_and_classes_are_read_before_they_are_public(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let unit = county.unit("县教育局").await;
        let (edit, change) = (format!("/work/organs/{unit}/edit"), format!("/work/organs/{unit}"));
        let form = filled(&mut admin, &edit, &change, &[]).await;
        assert_eq!(gated(&mut admin, form, "phone", "gate_why").await.status, 200);
        assert!(entry(&county, "identity.unit.let").await.contains(WHY));
        let mut desk = county.signed_in("xinxiang").await;
        let topics = "/work/consult/topics";
        let form = filled(&mut desk, topics, topics, &[("unit", &unit.to_string())]).await;
        assert!(gated(&mut desk, form, "title", "gate_why").await.seen().contains("主题已保存"));
        assert!(entry(&county, "consult.topic.let").await.contains(WHY));
        let mut hotline = county.signed_in("rexian").await;
        let classes = "/work/hotline/classes";
        let form = filled(&mut hotline, classes, classes, &[("class_code", "GATE-1")]).await;
        assert!(gated(&mut hotline, form, "title", "gate_why").await.seen().contains("分类已保存"));
        assert!(entry(&county, "hotline.class.let").await.contains(WHY));
    }
}
