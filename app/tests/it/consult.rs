//! Consultation and error reports all the way through the house, through the same handlers that browsers call.

use testkit::{Answer, Browser, both};

use crate::requests::number_and_code;
use crate::{journey, requests};

/// A question to which the demonstration's knowledge has an answer.
pub(crate) const ASKING: [(&str, &str); 6] = [
    ("title", "异地就医怎样备案"),
    ("body", "要到省城住院，异地就医怎样备案，出院能不能直接结算？"),
    ("name", "陈晓禾"),
    ("phone", "13800001234"),
    ("consent", "1"),
    ("notice", "1"),
];

/// The key of a topic, as the form offers it.
pub(crate) async fn topic(browser: &mut Browser, title: &str) -> String {
    let text = browser.get("/consult/ask").await.text().to_owned();
    let before = text.split(&format!("\">{title}</option>")).next().unwrap_or_default();
    let key = before.rsplit("value=\"").next().unwrap_or_default().to_owned();
    assert!(key.parse::<i64>().is_ok(), "no topic {title}: {key}");
    key
}

/// Asks although there are answers already; gives the receipt.
pub(crate) async fn asked(browser: &mut Browser, topic: &str) -> Answer {
    let page = browser.get("/consult/ask").await;
    let form = page.form("/consult/ask").expect("the form").set("topic", topic);
    let form = ASKING.iter().fold(form, |form, (name, value)| form.set(name, value));
    browser.submit(&form.set("step", "send")).await
}

/// What comes with a consultation.
const RECEIPT: &str = "去年的备案回执";

/// The page of the consultation or report with this number, as somebody inside finds it.
pub(crate) async fn found(browser: &mut Browser, number: &str) -> String {
    let at = if number.starts_with("青纠") { "/work/consult/errors" } else { "/work/consult" };
    let list = browser.get(&format!("{at}?q={}", web::encode(number))).await;
    let numbered = |l: &String| l.trim_start_matches("/work/consult/").chars().all(|c| c.is_ascii_digit());
    list.links("/work/consult/").into_iter().find(numbered).unwrap_or_else(|| panic!("not found: {}", list.seen()))
}

pub(crate) async fn history(county: &testkit::County) {
    let now = county.clock.now();
    let asks = consult::demo::Wanted { asks: 4, from: now.plus(-20 * base::time::DAY), to: now, seed: 7 };
    consult::demo::demo(county.app(), asks).await.expect("a history");
    county.settle().await;
}

both! {
    async fn who_signed_in_finds_letters_requests_and_consultations_again_in_one_place(county: County) {
        history(&county).await;
        let mut citizen = journey::citizen(&county, "13800005678").await;
        let topic = topic(&mut citizen, "医疗保障").await;
        let (asked, _) = number_and_code(&self::asked(&mut citizen, &topic).await);
        let organ = county.unit("县政府办").await.to_string();
        let page = citizen.get("/requests/ask").await;
        let form = requests::asked(page.form("/requests/ask").expect("the form"), &organ, "禾丰镇征地补偿标准");
        let (requested, _) = number_and_code(&citizen.submit(&form).await);
        let (written, ..) = journey::write(&mut citizen, "建议在西街设置公交站", false).await;
        let mine = citizen.get("/my").await;
        let at = |number: &str| mine.seen().find(number).unwrap_or_else(|| panic!("{number}: {}", mine.seen()));
        assert!(at(&written) < at(&requested) && at(&requested) < at(&asked), "the newest first");
        assert!(mine.links("/requests/query?number=").len() == 1 && mine.links("/consult/query?number=").len() == 1);
        let mut other = journey::citizen(&county, "13800005679").await;
        assert!(!other.get("/my").await.seen().contains(&asked));
    }

    async fn a_question_meets_what_is_known_and_is_taken_once(county: County) {
        history(&county).await;
        let mut citizen = county.browser();
        let topic = topic(&mut citizen, "医疗保障").await;
        let page = citizen.get("/consult/ask").await;
        let form = page.form("/consult/ask").expect("the form").set("topic", &topic);
        let form = ASKING.iter().fold(form, |form, (name, value)| form.set(name, value));
        let program = citizen.submit(&form.clone().file("files", "照片.jpg", b"MZ\x90\x00\x03\x00\x00\x00")).await;
        assert!(program.status == 422 && program.seen().contains("照片.jpg"), "a renamed program: {}", program.seen());
        let offered = citizen.submit(&form.file("files", "回执.txt", RECEIPT.as_bytes())).await;
        assert!(offered.seen().contains("回执.txt"), "the file waits for the second sending");
        assert!(offered.status == 200 && offered.seen().contains("没有解决，提交咨询"), "{}", offered.seen());
        assert!(offered.seen().contains("直接结算"), "the answer itself is shown");
        let solved = offered.form("/consult/solved").expect("it may have solved the question");
        let thanks = citizen.submit(&solved).await;
        assert!(thanks.seen().contains("没有提交咨询"), "{}", thanks.seen());
        citizen.submit(&solved).await;
        let entry = consult::store::entries(
            &mut county.app().db.reader(),
            &consult::store::Known { live: true, ..Default::default() },
            &store::long::Turn::First,
            50,
        ).await.expect("entries").0.rows.into_iter().find(|e| e.question == "异地就医怎样备案").expect("the entry");
        assert_eq!((entry.offered, entry.solved), (1, 1), "pressed twice, counted once");

        let send = offered.form("/consult/ask").expect("the form as it was typed");
        let receipt = citizen.submit(&send).await;
        let (number, code) = number_and_code(&receipt);
        let again = citizen.submit(&send).await;
        assert_eq!(number_and_code(&again), (number.clone(), code.clone()), "sent twice is one consultation");

        let mut clerk = county.signed_in("xinxiang").await;
        let here = found(&mut clerk, &number).await;
        let page = clerk.get(&here).await;
        assert!(page.seen().contains("“医疗保障”由它答复"), "{}", page.seen());
        let mut other = county.signed_in("cb013").await;
        assert_eq!(other.get(&here).await.status, 404, "another unit does not see it");
        let unit = county.unit("县医保局").await.to_string();
        let form = page.form(&format!("{here}/dispatch")).expect("the proposed unit").set("unit_id", &unit);
        assert_eq!(clerk.submit(&form).await.status, 200);
        let mut desk = county.signed_in(&county.clerk_of("县医保局").await).await;
        let page = desk.get(&here).await;
        let file = page.links(&format!("{here}/files/")).remove(0);
        assert_eq!(desk.get(&file).await.text(), RECEIPT, "the unit opens what came with it");
        assert_eq!(other.get(&file).await.status, 404);
        desk.submit(&page.form(&format!("{here}/sign")).expect("to be signed")).await;
        let page = desk.get(&here).await;
        let form = page.form(&format!("{here}/send")).expect("to be answered without a review");
        let done = desk.submit(&form.set("opinion", "入院前在网上登记即可直接结算。")).await;
        assert!(done.seen().contains("已答复发出"), "{}", done.seen());

        let page = citizen.get("/consult/query").await;
        let form = page.form("/consult/query").expect("the form").set("number", &number).set("code", &code);
        let status = citizen.submit(&form).await;
        assert!(status.seen().contains("入院前在网上登记"), "{}", status.seen());
        let file = status.form("/consult/query/file").expect("the file that came with it");
        assert_eq!(citizen.submit(&file).await.text(), RECEIPT);
        assert!(!citizen.submit(&file.set("code", "0000000000")).await.text().contains(RECEIPT), "only with the code");
        let rate = status.form("/consult/query/rate").expect("to be rated").set("satisfaction", "5");
        assert!(citizen.submit(&rate).await.seen().contains("感谢您的评价"));
    }

    async fn a_consultation_is_found_inside_by_those_who_may_read_it_and_by_nobody_else(county: County) {
        history(&county).await;
        let mut citizen = county.browser();
        let topic = topic(&mut citizen, "医疗保障").await;
        let (number, _) = number_and_code(&asked(&mut citizen, &topic).await);
        county.settle().await;
        let mut clerk = county.signed_in("xinxiang").await;
        let here = found(&mut clerk, &number).await;
        let words = web::encode("出院能不能直接结算");
        let at = format!("/work/search?of=consult.ask&q={words}");
        let page = clerk.get(&at).await;
        assert!(page.links(&here).contains(&here), "{}", page.seen());
        for login in ["cb013".to_owned(), county.clerk_of("县教育局").await, "sysadmin".to_owned(), "bianji".to_owned()] {
            let mut other = county.signed_in(&login).await;
            assert_eq!(other.get(&here).await.status, 404, "{login} may not read it");
            assert!(!other.get(&at).await.text().contains(&here), "{login} finds it");
        }
        assert!(!citizen.get(&format!("/search?q={words}")).await.text().contains(&here), "the public finds it");
    }

    async fn what_an_entry_links_to_is_typed_in_rows_without_a_script(county: County) {
        let mut clerk = county.signed_in("xinxiang").await;
        let new = "/work/consult/knowledge/new";
        let typed = clerk.get(new).await.form(new).expect("the form").set("question", "怎样办社保卡").set("answer", "到社保大厅办理，当场可取。");
        let typed = typed.set("links_rows", "1").set("links_0_title", "社保卡 办理").set("links_0_href", "/guide");
        let added = clerk.submit(&typed.set("do", "row-add:links")).await;
        assert!(added.status == 200 && added.seen().contains("还没有保存"), "{}", added.seen());
        let typed = added.form(new).expect("the form");
        let kept = [typed.value("links_rows"), typed.value("links_0_title"), typed.value("question"), typed.value("answer")];
        assert_eq!(kept, [Some("2"), Some("社保卡 办理"), Some("怎样办社保卡"), Some("到社保大厅办理，当场可取。")]);
        let wrong = clerk.submit(&typed.clone().set("links_1_href", "https://other.example/x").set("do", "")).await;
        assert!(wrong.status == 422 && wrong.text().contains("id=\"e-links_1_href\""), "{}", wrong.seen());
        assert!(wrong.text().contains("value=\"https://other.example/x\""), "what was typed is kept");
        let saved = clerk.submit(&typed.set("links_1_href", "/consult").set("do", "")).await;
        assert!(saved.seen().contains("草稿已保存"), "{}", saved.seen());
        let again = saved.form(&saved.path).expect("the form");
        let kept = [again.value("links_rows"), again.value("links_0_title"), again.value("links_0_href"), again.value("links_1_href")];
        assert_eq!(kept, [Some("2"), Some("社保卡 办理"), Some("/guide"), Some("/consult")]);
        let moved = clerk.submit(&again.set("answer", "改了一半").set("do", "row-up:links:1")).await.form(&saved.path).expect("the form");
        assert_eq!((moved.value("links_0_href"), moved.value("answer")), (Some("/consult"), Some("改了一半")));
    }

    async fn knowledge_that_was_due_is_listed_as_it_is_counted(county: County) {
        history(&county).await;
        let mut tx = county.app().db.begin().await.expect("a transaction");
        let sql = "UPDATE consult_version SET expires_on = '2026-02-10' WHERE state = 'approved'";
        tx.run(sql, store::args![]).await.expect("their time was over");
        tx.commit().await.expect("kept");
        let day = |day| base::Date::constant(2026, 2, day);
        let ask = matter::Ask { from: day(1), to: day(28), unit: None };
        let mut clerk = county.signed_in("xinxiang").await;
        for (key, least) in [("consult.knowledge.due", 1), ("consult.knowledge.renewed", 0)] {
            let figure = consult::LINE.figures.iter().find(|f| f.key == key).expect("the figure");
            let number = (figure.count)(county.app(), ask).await.expect("a number");
            assert!(number >= least, "{key}: {number}");
            let by_unit = (figure.by_unit)(county.app(), ask).await.expect("numbers");
            assert_eq!(by_unit.iter().map(|(_, n)| n).sum::<i64>(), number, "{key}");
            let list = clerk.get(&(figure.list)(ask)).await;
            assert!(list.status == 200 && list.seen().contains(&format!("共 {number} 条")), "{key}: {}", list.seen());
        }
    }

    async fn an_error_is_reported_from_its_page_and_its_number_opens_its_list(county: County) {
        history(&county).await;
        let mut citizen = county.browser();
        for (page, seen) in [("/a/1?x=1", "value=\"/a/1\""), ("//evil.example/", "value=\"\""), ("javascript:alert(1)", "value=\"\"")] {
            let at = format!("/consult/report?page={}&title=%E9%80%9A%E7%9F%A5&text=%3Cb%3E%E5%B8%90%E5%8F%B7", web::encode(page));
            let form = citizen.get(&at).await;
            assert!(form.text().contains(seen), "{page}: {}", form.text());
            assert!(!form.text().contains("<b>帐号"), "what comes with the address is text");
        }
        let form = citizen.get("/consult/report?page=/about&text=%E5%B8%90%E5%8F%B7").await;
        let form = form.form("/consult/report").expect("the form").set("kind", "typo").set("body", "应当写作“账号”");
        let (number, code) = number_and_code(&citizen.submit(&form).await);
        let mut office = county.signed_in("dianzi").await;
        let here = found(&mut office, &number).await;
        let page = office.get(&here).await;
        let form = page.form(&format!("{here}/finish")).expect("to be finished");
        let done = office.submit(&form.set("outcome", "fixed").set("opinion", "已经改正，感谢监督。")).await;
        assert!(done.seen().contains("已办结并告知"), "{}", done.seen());
        let page = citizen.get("/consult/query").await;
        let form = page.form("/consult/query").expect("the form").set("number", &number).set("code", &code);
        let status = citizen.submit(&form).await;
        assert!(status.seen().contains("属实，已改正") && status.text().contains("href=\"/about\""), "{}", status.seen());
        for what in ["ask", "error"] {
            let stats = citizen.get(&format!("/consult/stats?what={what}")).await;
            crate::hotline::as_many_as(&mut citizen, &stats, "/consult/stats/list").await;
        }
    }

    async fn years_in_which_nothing_came_have_no_page(county: County) {
        history(&county).await;
        let mut anybody = county.browser();
        let this = county.clock.today().year();
        let page = anybody.get(&format!("/consult/stats?year={this}")).await;
        assert_eq!(page.status, 200);
        assert!(page.links("/consult/stats?what=ask&year=").iter().all(|link| link.ends_with(&this.to_string())), "{}", page.text());
        for year in ["1", "0", "-1", "-32768", "2999", "x"] {
            assert_eq!(anybody.get(&format!("/consult/stats?year={year}")).await.status, 404, "{year}");
        }
    }

    async fn knowledge_and_its_links_pass_the_gate_before_they_are_handed_in(county: County) {
        let mut clerk = county.signed_in("xinxiang").await;
        let new = "/work/consult/knowledge/new";
        let typed = clerk.get(new).await.form(new).expect("the form").set("question", "怎样办社保卡").set("answer", "机密★10年");
        let typed = typed.set("links_rows", "1").set("links_0_title", "办理").set("links_0_href", "/a/999999");
        let saved = clerk.submit(&typed).await;
        let (here, submit) = (saved.path.clone(), format!("{}/submit", saved.path));
        let refused = clerk.submit(&saved.form(&submit).expect("the button")).await;
        assert!(refused.status == 422 && refused.seen().contains("答案有国家秘密标志，不能发布"), "{}", refused.seen());
        let typed = clerk.get(&here).await.form(&here).expect("the form").set("answer", "到社保大厅办理，当场可取。");
        let saved = clerk.submit(&typed).await;
        let stopped = clerk.submit(&saved.form(&submit).expect("the button")).await;
        assert!(stopped.status == 422 && stopped.seen().contains("相关事项和网页：无效链接"), "{}", stopped.seen());
        assert!(stopped.text().contains("到社保大厅办理"), "{}", stopped.seen());
        let done = clerk.submit(&stopped.form(&submit).expect("the button").set("gate_why", "事项明天上线，先行准备")).await;
        assert!(done.seen().contains("已提交审核"), "{}", done.seen());
        let filter = ledger::Filter { verb: Some("consult.knowledge.submit".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("事项明天上线"), "{}", entries[0].facts);
    }
}
