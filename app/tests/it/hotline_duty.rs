//! Duty, calls, the big screen, and what other channels hand over to the hotline, through the same handlers that browsers and the
//! telephone exchange call.

use axum::body::Body;
use axum::http::{Method, Request};
use hotline::testing::signed;
use serde_json::{Value, json};
use testkit::{Answer, Browser, both};

use crate::hotline::{CALL, called, history};
use crate::journey::write;

/// Sends a message as a telephone exchange does.
async fn tell(exchange: &mut Browser, body: &Value, key: &str, at: base::Moment) -> Answer {
    let body = body.to_string();
    let request = Request::builder().method(Method::POST).uri("/api/v1/hotline/calls");
    let request = request.header("content-type", "application/json");
    let headers = signed(key, "call", at, body.as_bytes());
    let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    exchange.send(request.body(Body::from(body)).expect("a request")).await
}

/// Presses the button with this name and value in a form of a page.
async fn press(browser: &mut Browser, page: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = browser.get(page).await;
    let form = shown.form(form).unwrap_or_else(|| panic!("no {form} on {page}: {}", shown.seen()));
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

const DUTY: &str = "/work/hotline/duty";
const ROSTER: &str = "/work/hotline/roster";

both! {
    async fn a_week_is_rostered_copied_printed_and_handed_over(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let page = agent.get(ROSTER).await;
        assert!(page.seen().contains("早班") && page.seen().contains("保存排班"), "{}", page.seen());
        let next = page.links(ROSTER).into_iter().find(|l| l.contains("on=") && !l.contains("copy") && !l.contains("print"));
        assert!(next.is_some(), "a way to other weeks");
        let form = page.form(ROSTER).expect("the grid");
        let monday = form.value("on").expect("the week").to_owned();
        let today = county.clock.now().date();
        let cell = format!("c-1-{today}");
        let wrong = agent.submit(&form.clone().set(&cell, "没有这个人")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.seen().contains("没有这个人") && wrong.text().contains(&format!("id=\"f-{cell}\"")), "nothing typed is lost");
        let copied = agent.get(&format!("{ROSTER}?on={monday}&copy=1")).await;
        assert!(copied.seen().contains("核对后请保存"));
        let print = agent.get(&format!("{ROSTER}/print?on={monday}")).await;
        assert!(print.seen().contains("12345 热线值班表"), "{}", print.seen());
        let added = press(&mut agent, ROSTER, "/work/hotline/shifts", &[("title", "加强班"), ("begins", "09:30"), ("hours", "4"), ("least", "2")]).await;
        assert!(added.seen().contains("加强班") && added.seen().contains("9:30–13:30"), "{}", added.seen());

        let mut other = county.signed_in("zuoxi").await;
        let waiting = other.get(DUTY).await;
        let take = waiting.forms().into_iter().find(|f| f.action.starts_with("/work/hotline/duty/take/")).expect("a hand-over waits");
        let taken = other.submit(&take.set("remark", "已核对。")).await;
        assert!(taken.seen().contains("已接班"), "{}", taken.seen());
        let given = press(&mut other, DUTY, "/work/hotline/duty/give", &[("shift", "1"), ("handover", "暂无")]).await;
        assert!(given.seen().contains("待接班"), "{}", given.seen());
        assert!(!given.forms().iter().any(|f| f.action.contains("/take/")), "nobody takes over from himself");
        let mut leader = county.signed_in("xianzhang").await;
        let seen = leader.get(DUTY).await;
        assert!(seen.status == 200 && !seen.text().contains("action=\"/work/hotline/duty"), "a leader looks only");
        let mut unit = county.signed_in(&county.clerk_of("县城管局").await).await;
        assert_eq!(unit.get(DUTY).await.status, 404);
    }

    async fn two_who_make_one_roster_take_back_nothing_of_each_other(county: County) {
        history(&county).await;
        let (mut one, mut two) = (county.signed_in("rexian").await, county.signed_in("rexian").await);
        let today = county.clock.now().date();
        let (early, late) = (format!("c-1-{today}"), format!("c-2-{today}"));
        let opened = one.get(ROSTER).await.form(ROSTER).expect("the grid");
        let also = two.get(ROSTER).await.form(ROSTER).expect("the grid");
        let (names, others) = (opened.value(&early).expect("a cell").to_owned(), opened.value(&late).expect("a cell").to_owned());
        assert!(!names.is_empty() && !others.is_empty(), "{names} {others}");
        assert!(one.submit(&opened.set(&early, "")).await.seen().contains("排班已保存"));
        let saved = two.submit(&also.clone().set(&late, "")).await;
        assert!(saved.seen().contains("排班已保存"), "{}", saved.seen());
        let grid = saved.form(ROSTER).expect("the grid");
        assert_eq!((grid.value(&early), grid.value(&late)), (Some(""), Some("")), "each changed a cell of his own");
        let stale = two.submit(&also.set(&late, &names).set("once", grid.value("once").expect("a token"))).await;
        assert_eq!(stale.status, 422);
        assert!(stale.seen().contains("改为“空班”，请核对后再保存"), "{}", stale.seen());
        let again = stale.form(ROSTER).expect("the grid");
        assert_eq!(again.value(&late), Some(names.as_str()), "nothing typed is lost");
        assert!(two.submit(&again).await.seen().contains("排班已保存"), "who has seen it decides");
    }

    async fn the_exchange_tells_of_calls_that_the_agent_sees_and_calls_back(county: County) {
        history(&county).await;
        let mut exchange = county.browser();
        let now = county.clock.now();
        let ring = json!({ "call": "x1", "event": "ring", "phone": "13900007777", "agent": "rexian" });
        let nobody = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(tell(&mut exchange, &ring, nobody, now).await.status, 404, "not set up");
        let mut head = county.signed_in("zhuren").await;
        let shown = press(&mut head, "/work/hotline/exchange", "/work/hotline/exchange", &[("push", "1")]).await;
        let key = shown.text().split("<code>").nth(1).and_then(|t| t.split('<').next()).expect("the key, once").replace("&#x2f;", "/");
        assert_eq!(tell(&mut exchange, &ring, nobody, now).await.status, 403);
        assert_eq!(tell(&mut exchange, &json!({ "call": "x1", "event": "sing" }), &key, now).await.status, 422);
        let mut agent = county.signed_in("rexian").await;
        for time in ["一", "二", "三", "四", "五", "六"] {
            let title = format!("陈晓禾反映路灯第{time}次不亮");
            let again = CALL.map(|(name, value)| match name {
                "phone" => (name, "13900007777"),
                "title" => (name, title.as_str()),
                _ => (name, value),
            });
            called(&mut agent, &again).await;
        }
        let told = tell(&mut exchange, &ring, &key, now).await;
        assert_eq!((told.status.as_u16(), told.json()["result"].as_str()), (200, Some("taken")), "{}", told.text());
        let ringing = agent.get(DUTY).await;
        assert!(ringing.seen().contains("13900007777"), "it rings on the agent's page");
        let known = ["这个号码以前的工单", "路灯第六次不亮", "路灯第二次不亮"];
        assert!(known.iter().all(|word| ringing.seen().contains(word)), "who calls is known already: {}", ringing.seen());
        assert!(!ringing.seen().contains("路灯第一次不亮") && ringing.seen().contains("天内共 6 件"), "the last five");
        assert!(!ringing.text().contains("陈晓禾"), "titles without the caller");
        let entry = press(&mut agent, DUTY, "/work/hotline/duty/call", &[("event", "answer")]).await;
        assert!(entry.path.contains("?call=") && !entry.path.contains("13900007777"), "{}", entry.path);
        let form = entry.form("/work/hotline/new").expect("the form");
        assert_eq!(form.value("phone"), Some("13900007777"), "the number is in the form, not in the address");
        press(&mut agent, "/work/hotline/new", "/work/hotline/duty/call", &[("event", "end")]).await;
        for event in ["ring", "end"] {
            let missed = json!({ "call": "x2", "event": event, "phone": "13900008888" });
            assert_eq!(tell(&mut exchange, &missed, &key, now).await.status, 200);
        }
        let page = agent.get(DUTY).await;
        assert!(page.seen().contains("13900008888") && page.seen().contains("漏接待回拨"), "{}", page.seen());
        let mut leader = county.signed_in("xianzhang").await;
        let list = leader.get("/work/hotline/rings?count=owed").await;
        assert!(!list.text().contains("13900008888") && list.seen().contains("139****88"), "{}", list.seen());
        let back = page.forms().into_iter().find(|f| f.action.starts_with("/work/hotline/duty/back/")).expect("to be called back");
        assert!(!agent.submit(&back).await.seen().contains("13900008888"));
        let sheet = leader.get("/work/hotline/sheets").await;
        let links = sheet.links("/work/hotline/rings?count=");
        assert!(links.len() > 4, "{}", sheet.seen());
        for link in links {
            assert_eq!(leader.get(&link.replace("&amp;", "&")).await.status, 200, "{link}");
        }
        let screen = leader.get("/work/hotline/screen").await;
        assert!(screen.status == 200 && screen.text().contains("http-equiv=\"refresh\""), "it asks again by itself");
        assert!(!screen.text().contains("13900007777"), "no personal data");
    }

    async fn a_letter_becomes_an_order_once_and_both_are_linked(county: County) {
        history(&county).await;
        let (number, ..) = write(&mut county.browser(), "人民路路灯不亮请尽快维修", true).await;
        county.settle().await;
        let mut clerk = county.signed_in("xinxiang").await;
        let list = clerk.get("/work/letters").await;
        let numbered = |l: &String| l.trim_start_matches("/work/letters/").parse::<i64>().is_ok();
        let letter = list.links("/work/letters/").into_iter().find(numbered).expect("the letter");
        let page = clerk.get(&letter).await;
        assert!(page.seen().contains(&number), "{}", page.seen());
        let hand = page.forms().into_iter().find(|f| f.action.starts_with("/work/hand/")).expect("it may be handed over");
        assert_eq!(clerk.submit(&hand.clone().set("to", "letters")).await.status, 404, "not to itself");
        let after = clerk.submit(&hand.clone().set("to", "hotline").set("once", "second")).await;
        assert!(after.seen().contains("已转 12345 热线办理，编号 青热"), "{}", after.seen());
        assert!(!after.text().contains("action=\"/work/hand/"), "once");
        assert_eq!(clerk.submit(&hand.set("to", "hotline").set("once", "third")).await.status, 409);
        let order = after.links("/work/hotline/").into_iter().find(|l| l.trim_start_matches("/work/hotline/").parse::<i64>().is_ok());
        let mut agent = county.signed_in("rexian").await;
        let order = agent.get(&order.expect("a link to the order for who may read orders")).await;
        assert!(order.seen().contains("信件"), "{}", order.seen());
        assert!(order.seen().contains("有关联事项（无权查看）") && !order.seen().contains(&number), "the agent reads no letters: {}", order.seen());
        assert!(order.seen().contains("人民路路灯不亮请尽快维修"));
        let mut reader = county.signed_in("dianzi").await;
        assert!(!reader.get(&letter).await.text().contains("action=\"/work/hand/"), "who reads only hands nothing over");
    }
}
