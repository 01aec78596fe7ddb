//! The ground's own screens, walked as people walk them: counting a period, the calendar, rules, jobs, units and people,
//! roles, receipts, the audit.

mod heirs;

use base::{Date, Moment};
use testkit::{Browser, County, Dialect, PageForm};

/// An invented notice for 2027 in the words of the State Council.
const NOTICE: &str = "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕0号\n\
    一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n\
    二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月13日（周六）上班。";

fn filled(form: PageForm, fields: &[(&str, &str)]) -> PageForm {
    fields.iter().fold(form, |form, (name, value)| form.set(name, value))
}

/// The form at `action` on the page `path`.
async fn form(browser: &mut Browser, path: &str, action: &str) -> PageForm {
    let page = browser.get(path).await;
    page.form(action).unwrap_or_else(|| panic!("no form to {action} on {path} ({}): {}", page.status, page.seen()))
}

/// Fills the form in and sends it.
async fn send_form(browser: &mut Browser, path: &str, action: &str, fields: &[(&str, &str)]) -> testkit::Answer {
    let form = filled(form(browser, path, action).await, fields);
    browser.submit(&form).await
}

/// Fills the form in, sends it, and gives the status and what is then seen.
async fn send(browser: &mut Browser, path: &str, action: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let form = filled(form(browser, path, action).await, fields);
    let answer = browser.submit(&form).await;
    (answer.status.as_u16(), answer.seen(), answer.path.clone())
}

/// The verbs on the ledger since the entry `after`.
async fn verbs(county: &County, verb: &str) -> usize {
    let filter = ledger::Filter { verb: Some(verb.to_owned()), ..ledger::Filter::default() };
    ledger::find(&mut county.app().db.reader(), &filter, 100).await.expect("the ledger is read").len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_sees_how_a_period_is_counted_and_the_calendar_it_rests_on() {
    let county = County::new(Dialect::Sqlite).await;
    let mut browser = county.browser();
    let empty = browser.get("/due").await;
    assert!(empty.status.is_success() && !empty.seen().contains("到期日"), "{}", empty.seen());
    let page = browser.get("/due?from=2026-09-21&unit=working_days&n=15").await;
    for words in ["2026-10-19", "国庆节放假", "国庆节调休上班", "第 15 日，到期"] {
        assert!(page.text().contains(words), "{words} is missing: {}", page.seen());
    }
    let unknown = browser.get("/due?from=2027-12-20&unit=calendar_days&n=20").await;
    assert!(unknown.seen().contains("尚未导入"), "{}", unknown.seen());
    let hours = browser.get("/due?from=2026-11-24&time=09%3A30&unit=hours&n=24").await;
    assert!(hours.seen().contains("2026-11-25 09:30"), "{}", hours.seen());
    let wrong = browser.get("/due?from=2026-02-30&unit=weeks&n=0").await;
    assert!(wrong.status.is_success() && wrong.seen().contains("请填写起算日期"), "{}", wrong.seen());
    let years = browser.get("/calendar").await;
    assert!(years.links("/calendar/").contains(&"/calendar/2026".to_owned()));
    let year = browser.get("/calendar/2026").await;
    assert!(year.text().contains("gov.cn") && year.seen().contains("春节"), "{}", year.seen());
    for gone in ["/calendar/2030", "/calendar/x", "/calendar/-1"] {
        assert_eq!(browser.get(gone).await.status, 404, "{gone}");
    }
}

testkit::both! {
    async fn a_pasted_notice_becomes_the_calendar_after_a_preview(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let fields = [("text", NOTICE), ("paper", "https://www.gov.cn/example.htm")];
        let notice = filled(form(&mut admin, "/work/calendar", "/work/calendar/notice").await, &fields);
        let preview = admin.submit(&notice).await;
        assert_eq!(preview.status, 200, "{}", preview.seen());
        assert!(preview.seen().contains("2027-02-13") && preview.seen().contains("上班（春节）"), "{}", preview.seen());
        assert!(county.app().calendar().year(2027).is_none(), "a preview changes nothing");
        let confirm = preview.form("/work/calendar/2027").expect("the confirmation");
        let without_reason = admin.submit(&confirm.clone().set("why", "")).await;
        assert_eq!(without_reason.status, 422);
        let confirm = without_reason.form("/work/calendar/2027").expect("the form again").set("why", "国务院公布");
        let done = admin.submit(&confirm).await;
        assert!(done.status.is_success() && done.path.ends_with("/work/calendar/2027"), "{}", done.seen());
        let date: Date = "2027-02-13".parse().expect("a date");
        assert!(county.app().calendar().is_working(date));
        assert_eq!(verbs(&county, "renhe.calendar.set").await, 1);
        assert_eq!(admin.submit(&confirm).await.status, 200, "the same form again leads to the same page");
        assert_eq!(verbs(&county, "renhe.calendar.set").await, 1);
        let stale = confirm.set("once", "another-key-of-the-same-page");
        let conflict = admin.submit(&stale).await;
        assert_eq!(conflict.status, 409, "{}", conflict.seen());
        let public = county.browser().get("/calendar/2027").await;
        assert!(public.seen().contains("春节"), "the public page is there at once");
        county.settle().await;
    }

    async fn a_day_is_edited_with_all_faults_told_at_once(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let (status, seen, _) =
            send(&mut admin, "/work/calendar/2028", "/work/calendar/2028/days", &[("from", ""), ("name", "")]).await;
        assert!(status == 422 && seen.contains("请填写日期") && seen.contains("请填写节日名称"), "{status} {seen}");
        let fields = [("from", "2028-05-01"), ("to", "2028-05-03"), ("name", "劳动节"), ("paper", "县府办通知")];
        let days = filled(form(&mut admin, "/work/calendar/2028", "/work/calendar/2028/days").await, &fields);
        let preview = admin.submit(&days).await;
        let confirm = preview.form("/work/calendar/2028").unwrap_or_else(|| panic!("{}", preview.seen()));
        assert!(admin.submit(&confirm.set("why", "试录新年的安排")).await.status.is_success());
        let date: Date = "2028-05-02".parse().expect("a date");
        assert!(!county.app().calendar().is_working(date));
        let mut clerk = county.signed_in("xinxiang").await;
        assert_eq!(clerk.get("/work/calendar").await.status, 404);
    }

    async fn a_rule_is_changed_within_its_bounds_by_whom_it_concerns(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let path = "/work/rules/letters.ordinary";
        let before = verbs(&county, "renhe.rule.set").await;
        let (status, seen, _) = send(&mut admin, path, path, &[("value", "60"), ("from", "2026-04-01"), ("why", "试")]).await;
        assert!(status == 422 && seen.contains("依据或原因写得太短"), "{status} {seen}");
        let fields = [("value", "60"), ("from", "2026-04-01"), ("why", "试一试能否延长")];
        let (status, seen, _) = send(&mut admin, path, path, &fields).await;
        assert!(status == 422 && seen.contains("依据：") && seen.contains("15 个工作日"), "{status} {seen}");
        let (status, seen, _) = send(&mut admin, path, path, &[("value", "9"), ("from", "2026-03-01"), ("why", "试着往前改")]).await;
        assert!(status == 422 && seen.contains("不得早于今天"), "{status} {seen}");
        let fields = [("value", "9"), ("from", "2026-04-01"), ("why", "县政府常务会议决定")];
        let (status, seen, _) = send(&mut admin, path, path, &fields).await;
        assert!(status == 200 && seen.contains("县政府常务会议决定"), "{status} {seen}");
        let on = |text: &str| text.parse::<Date>().expect("a date");
        let rules = county.app().rules();
        let values = ["2026-03-31", "2026-04-01"].map(|day| rules.number("letters.ordinary", on(day)).expect("a rule"));
        assert_eq!(values, [15, 9]);
        assert_eq!(verbs(&county, "renhe.rule.set").await, before + 1);
        let policy = "/work/rules/identity.lock.failures";
        assert!(admin.get(policy).await.form(policy).is_none(), "not the system administrator's");
        let mut security = county.signed_in("secadmin").await;
        let fields = [("value", "4"), ("from", "2026-03-02"), ("why", "测评整改要求")];
        let (status, seen, _) = send(&mut security, policy, policy, &fields).await;
        assert_eq!(status, 200, "{seen}");
        assert_eq!(county.app().identity.rules().number("identity.lock.failures", on("2026-03-02")).expect("a rule"), 4);
    }

    async fn units_people_and_posts_are_made_and_handed_over(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let (status, seen, _) =
            send(&mut admin, "/work/organs/new", "/work/organs", &[("unit_code", "坏 码"), ("name", "")]).await;
        assert!(status == 422 && seen.contains("单位编码须为") && seen.contains("单位名称须为"), "{status} {seen}");
        let fields = [("unit_code", "QH999"), ("name", "青禾县档案馆"), ("kind", "institution"), ("parent", "QH")];
        let new = filled(form(&mut admin, "/work/organs/new", "/work/organs").await, &fields);
        let made = admin.submit(&new).await;
        assert!(made.seen().contains("QH999"), "{}", made.seen());
        let again = admin.submit(&new).await;
        assert_eq!(made.path, again.path, "a double click makes one unit");
        assert!(admin.get("/work/organs?q=qhxdag").await.seen().contains("青禾县档案馆"), "found by initials");
        let unit = made.path.clone();
        let (_, seen, post) = send(&mut admin, &unit, &format!("{unit}/posts"), &[("post_title", "馆员")]).await;
        assert!(seen.contains("空缺"), "{seen}");
        let mut people = Vec::new();
        for (login, name) in [("dag.jia", "甲某"), ("dag.yi", "乙某")] {
            let fields = [("login", login), ("name", name)];
            let (status, seen, path) = send(&mut admin, "/work/people/new", "/work/people", &fields).await;
            assert!(status == 200 && seen.contains("未发放密码"), "{status} {seen}");
            people.push(path);
        }
        let (status, seen, _) = send(&mut admin, &post, &format!("{post}/assign"), &[("assign_login", "nobody")]).await;
        assert!(status == 422 && seen.contains("没有这个登录名"), "{status} {seen}");
        let (status, seen, _) = send(&mut admin, &post, &format!("{post}/assign"), &[("assign_login", "dag.jia")]).await;
        assert!(status == 200 && seen.contains("甲某"), "{status} {seen}");
        let (status, seen, _) = send(&mut admin, &unit, &format!("{unit}/close"), &[]).await;
        assert!(status == 422 && seen.contains("有人任职"), "{status} {seen}");
        let (_, seen, at) = send(&mut admin, &post, &format!("{post}/handover"), &[("handover_login", "dag.yi")]).await;
        assert!(at.ends_with("/handover") && seen.contains("甲某") && seen.contains("乙某"), "{at} {seen}");
        assert_eq!(verbs(&county, "identity.post.hand_over").await, 1);
        let issue = form(&mut admin, &people[0], &format!("{}/password", people[0])).await;
        let before = verbs(&county, "identity.password.issue").await;
        let issued = admin.submit(&issue).await;
        assert!(issued.seen().contains("只显示这一次"), "{}", issued.seen());
        let resent = admin.submit(&issue).await;
        assert!(resent.seen().contains("密码只显示一次"), "{}", resent.seen());
        assert_eq!(verbs(&county, "identity.password.issue").await, before + 1);
        let (status, _, _) = send(&mut admin, &people[0], &format!("{}/disable", people[0]), &[]).await;
        assert_eq!(status, 200);
        assert!(admin.get("/work/people?q=dag").await.seen().contains("已停用"));
    }

    async fn roles_are_granted_by_the_security_administrator_and_stay_separated(county: County) {
        let mut security = county.signed_in("secadmin").await;
        let actor = county.actor(&county.signed_in("xinxiang").await).await;
        let post = actor.staff().expect("an official").post;
        let path = format!("/work/roles/{post}");
        let grant = form(&mut security, &path, &path).await.add("roles", "audit_admin");
        let refused = security.submit(&grant).await;
        assert!(refused.status == 422 && refused.seen().contains("三员分立"), "{}", refused.seen());
        let own = county.actor(&security).await.staff().expect("an official").post;
        let path = format!("/work/roles/{own}");
        let grant = form(&mut security, &path, &path).await.set("roles", "reports.reader");
        let refused = security.submit(&grant).await;
        assert!(refused.status.is_client_error() && refused.seen().contains("不得为本人授权"), "nobody grants to himself: {} {}", refused.status, refused.seen());
        let mut system = county.signed_in("sysadmin").await;
        assert!(system.get(&path).await.form(&path).is_none(), "the system administrator only looks");
    }

    async fn a_holder_lends_his_post_and_takes_it_back(county: County) {
        let mut head = county.signed_in("zhuren").await;
        let post = head.get("/work/posts").await.path;
        let action = format!("{post}/delegate");
        let fields = [("delegate_login", "xinxiang"), ("until", "2030-01-01")];
        let (status, seen, _) = send(&mut head, &post, &action, &fields).await;
        assert!(status == 422 && seen.contains("一次委托最长"), "{status} {seen}");
        let fields = [("delegate_login", "xinxiang"), ("until", "2026-03-06")];
        let (status, seen, _) = send(&mut head, &post, &action, &fields).await;
        assert!(status == 200 && seen.contains("委托代理"), "{status} {seen}");
        let (status, _, _) = send(&mut head, &post, &format!("{post}/delegate/end"), &[]).await;
        assert_eq!(status, 200);
        let mut other = county.signed_in("cb013").await;
        assert_eq!(other.get(&post).await.status, 404, "another's post is not there");
    }

    async fn excel_goes_out_and_comes_back_without_changing_anything(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let template = admin.get("/work/organs/excel/template").await;
        assert!(template.bytes.starts_with(b"PK"));
        let export = admin.get("/work/organs/excel/export").await;
        assert!(export.bytes.starts_with(b"PK"), "{}", export.seen());
        let import = form(&mut admin, "/work/organs/excel", "/work/organs/excel").await;
        let nothing = admin.submit(&import).await;
        assert!(nothing.status == 422 && nothing.seen().contains("请选择"), "{}", nothing.seen());
        let import = form(&mut admin, "/work/organs/excel", "/work/organs/excel").await;
        let before = verbs(&county, "identity.unit.create").await;
        let answer = admin.submit(&import.file("file", "单位人员.xlsx", &export.bytes)).await;
        assert!(answer.seen().contains("新设单位 0 个"), "{} {}", answer.status, answer.seen());
        assert_eq!(verbs(&county, "identity.unit.create").await, before);
    }

    async fn a_receipt_is_verified_by_paste_and_by_file_and_a_garbled_one_is_not(county: County) {
        let id = ledger::find(&mut county.app().db.reader(), &ledger::Filter::default(), 1).await.expect("entries")[0].id;
        let receipt = county.app().ledger.receipt(id).await.expect("a receipt").to_json();
        let mut browser = county.browser();
        let (status, seen, _) = send(&mut browser, "/verify", "/verify", &[("receipt", &receipt)]).await;
        assert!(status == 200 && seen.contains("回执有效"), "{status} {seen}");
        let upload = form(&mut browser, "/verify", "/verify").await.file("file", "receipt.json", receipt.as_bytes());
        let uploaded = browser.submit(&upload).await;
        assert!(uploaded.seen().contains("回执有效"), "{} {}", uploaded.status, uploaded.seen());
        let garbled = receipt.replace("\\\"verb\\\"", "\\\"verp\\\"");
        for bad in [garbled.as_str(), "{}", "<script>alert(1)</script>"] {
            let (_, seen, _) = send(&mut browser, "/verify", "/verify", &[("receipt", bad)]).await;
            assert!(seen.contains("回执无效") && !seen.contains("回执有效"), "{seen}");
        }
        let (status, seen, _) = send(&mut browser, "/verify", "/verify", &[("receipt", " ")]).await;
        assert!(status == 422 && seen.contains("请粘贴"), "{status} {seen}");
    }

    async fn the_ledger_is_read_by_other_programs(county: County) {
        county.settle().await;
        let mut browser = county.browser();
        let key = ledger::PublicKey::from_pem(&browser.get("/ledger/key").await.text()).expect("a key");
        let head = ledger::head::open(&browser.get("/ledger/head").await.text(), &key).expect("a head");
        assert!(head.size > 10);
        let heads = browser.get("/ledger/heads?limit=1").await.json();
        assert_eq!(heads["heads"][0]["size"], head.size);
        let width = head.size.min(256);
        let tile = browser.get(&format!("/ledger/tile/0/0?width={width}")).await;
        assert_eq!(tile.bytes.len() as u64, width * 32);
        let proof = browser.get(&format!("/ledger/consistency?from=1&to={}", head.size)).await.json();
        assert!(proof["path"].as_array().is_some_and(|path| !path.is_empty()));
        for gone in ["/ledger/tile/0/999999", "/ledger/tile/x/0", "/ledger/consistency?from=5&to=4"] {
            assert_eq!(browser.get(gone).await.status, 404, "{gone}");
        }
        assert_eq!(browser.get("/ledger/consistency").await.status, 422);
        let page = browser.get("/ledger").await;
        assert!(page.seen().contains(key.id()), "{}", page.seen());
    }

    async fn the_auditor_reads_entries_logs_and_verifications_and_nobody_else_does(county: County) {
        let mut auditor = county.signed_in("auditor").await;
        let list = auditor.get("/work/ledger?verb=identity.").await;
        for (asked, begins) in [("identity.", "identity."), ("identity.post.assign", "identity.post.assign"), ("edition.", "edition.")] {
            let verbs: Vec<String> = auditor.get(&format!("/work/ledger?verb={asked}")).await.rows("table.list").into_iter().map(|row| row[2].clone()).collect();
            assert!(!verbs.is_empty() && verbs.iter().all(|verb| verb.starts_with(begins)), "{asked}: {verbs:?}");
        }
        let entry = list.links("/work/ledger/").into_iter().next().expect("an entry");
        let page = auditor.get(&entry).await;
        assert!(page.seen().contains("叶哈希"), "{}", page.seen());
        assert!(auditor.get(&format!("{entry}/receipt")).await.text().contains("renhe-receipt/1"));
        let (status, seen, _) = send(&mut auditor, "/work/ledger", "/work/ledger/verify", &[]).await;
        assert!(status == 200 && seen.contains("已开始核对"), "{status} {seen}");
        county.settle().await;
        let checked = auditor.get("/work/ledger").await;
        assert!(checked.seen().contains("完好"), "{}", checked.seen());
        let log = auditor.get("/work/access?login=auditor&kind=sign_in").await;
        assert!(log.seen().contains("127.0.0.1"), "{}", log.seen());
        for login in ["sysadmin", "secadmin", "xinxiang"] {
            let mut other = county.signed_in(login).await;
            for path in ["/work/ledger", "/work/access", entry.as_str()] {
                assert_eq!(other.get(path).await.status, 404, "{login} {path}");
            }
        }
    }

    async fn an_administrator_is_led_to_the_second_factor_and_to_nothing_else_until_it_counts(county: County) {
        let mut security = county.signed_in("secadmin").await;
        let mut system = county.signed_in("sysadmin").await;
        let mut clerk = county.signed_in("xinxiang").await;
        let path = "/work/rules/identity.totp.administrators";
        let page = security.get(path).await;
        assert!(page.seen().contains("演示县") && page.seen().contains("填 1 为是"), "{}", page.seen());
        let fields = [("value", "1"), ("from", "2026-03-02"), ("why", "系统正式运行")];
        let (status, seen, at) = send(&mut security, path, path, &fields).await;
        assert!(status == 200 && at == "/work/totp", "the one who sets it is held up first: {status} {at} {seen}");
        assert_eq!(clerk.get("/work").await.path, "/work", "others are not asked");
        for path in ["/work", "/work/organs", "/work/jobs", "/work/sessions"] {
            let answer = system.get(path).await;
            assert_eq!(answer.path, "/work/totp", "{path}");
            assert!(answer.seen().contains("第二种鉴别方式") && answer.form("/work/logout").is_some(), "{}", answer.seen());
        }
        let password = county.password("sysadmin").await;
        let begun = send_form(&mut system, "/work/totp", "/work/totp/begin", &[("password", &password)]).await;
        let secret: String = begun.text().split("mono\">").nth(1).expect("the secret").chars().take_while(|c| *c != '<').collect();
        let code = county.totp(&secret);
        let form = begun.form("/work/totp").expect("the form for the code").set("code", &code);
        let bound = system.submit(&form).await;
        assert!(bound.seen().contains("备用码"), "{}", bound.seen());
        assert_eq!(system.get("/work/organs").await.path, "/work/organs");
        assert_eq!(verbs(&county, "identity.totp.confirm").await, 1);
    }

    async fn a_session_is_ended_by_the_security_administrator(county: County) {
        let mut clerk = county.signed_in("xinxiang").await;
        let session = county.actor(&clerk).await.staff().expect("an official").session;
        let mut security = county.signed_in("secadmin").await;
        let action = format!("/work/sessions/all/{session}/end");
        let (status, seen, _) = send(&mut security, "/work/sessions/all", &action, &[]).await;
        assert!(status == 200 && seen.contains("会话已结束"), "{status} {seen}");
        assert!(clerk.get("/work").await.path.starts_with("/work/login"));
    }

    async fn a_page_of_ours_is_drawn_as_a_square_and_no_other(county: County) {
        let mut visitor = county.browser();
        let drawn = visitor.get("/square.svg?to=/a/1").await;
        assert!(drawn.status == 200 && drawn.text().contains("<svg"), "{}", drawn.seen());
        let long = format!("/{}", "a".repeat(600));
        for to in ["", "a/1", "https://elsewhere.example/", "//elsewhere.example/", "/%5Celsewhere.example", &long] {
            assert_eq!(visitor.get(&format!("/square.svg?to={to}")).await.status, 404, "{to}");
        }
    }

    async fn messages_that_do_not_arrive_are_told_on_the_workbench_of_who_looks_after_jobs(county: County) {
        let mut admin = county.signed_in("sysadmin").await;
        let mut clerk = county.signed_in("cb013").await;
        assert!(!admin.get("/work").await.seen().contains("没有送达"));
        let mut tx = county.app().db.begin().await.expect("a transaction");
        let text = identity::message::Message::to_phone("13800001234", "您的来信已有答复。");
        identity::message::enqueue(&mut tx, county.app().clock.now().plus(base::time::DAY), &text).await.expect("is enqueued");
        let sql = "UPDATE store_job SET problem = '短信平台没有应答', attempts = 11 WHERE kind = $1 AND state = 'waiting'";
        tx.run(sql, store::args![identity::message::JOB]).await.expect("is set");
        tx.commit().await.expect("commits");
        for path in ["/work", "/work/doing"] {
            let page = admin.get(path).await;
            assert!(page.seen().contains("没有送达"), "{}", page.seen());
            let leads = page.links("/work/jobs?");
            let there = admin.get(leads.first().expect("leads to the jobs")).await;
            assert!(there.seen().contains("短信平台没有应答"), "{}", there.seen());
            assert!(!clerk.get(path).await.seen().contains("没有送达"));
        }
    }

    async fn a_failed_job_is_seen_and_sent_off_again(county: County) {
        let mut tx = county.app().db.begin().await.expect("a transaction");
        let job = store::Job::new("renhe.nobody", serde_json::json!({})).at(Moment(0));
        let id = tx.enqueue(job).await.expect("enqueued").expect("a key");
        let sql = "UPDATE store_job SET state = 'failed', problem = '短信平台没有应答', attempts = 12 WHERE id = $1";
        tx.run(sql, store::args![id]).await.expect("is set");
        tx.commit().await.expect("commits");
        let mut admin = county.signed_in("sysadmin").await;
        let action = format!("/work/jobs/{id}/retry");
        assert!(admin.get("/work/jobs").await.seen().contains("短信平台没有应答"));
        let (status, seen, _) = send(&mut admin, "/work/jobs", &action, &[]).await;
        assert!(status == 200 && seen.contains("已重新排队"), "{status} {seen}");
        assert_eq!(verbs(&county, "renhe.job.retry").await, 1);
        let mut auditor = county.signed_in("auditor").await;
        assert_eq!(auditor.get("/work/jobs").await.status, 404);
    }
}
