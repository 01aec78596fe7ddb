//! Webhooks all the way through the house: what happens to matters is told to a receiver on this machine, signed and without
//! personal data.

use serde_json::Value;
use testkit::{Browser, County, both};
use web::webhook::{Headers, verify};
use webhooks::testing::Receiver;

use crate::hotline;

/// Lets this machine be told: for tests and trials alone.
pub(crate) fn open(county: &County) {
    let app = county.app();
    let rules = app.rules().with_edit("webhooks.networks", 2, county.clock.today(), "测试").expect("a rule");
    app.replace_rules(rules);
}

/// Registers an endpoint of orders as its keeper does; gives its page and its secret.
pub(crate) async fn registered(keeper: &mut Browser, url: &str, kinds: &[&str]) -> (String, String) {
    let page = keeper.get("/work/webhooks/new").await;
    let form = page.form("/work/webhooks/new").expect("the form").set("name", "市平台").set("url", url);
    let form = form.set("processes", "hotline.order").set("kinds", kinds[0]);
    let form = kinds[1..].iter().fold(form, |form, kind| form.add("kinds", kind));
    let shown = keeper.submit(&form).await;
    let secret =
        shown.text().split("<code>").nth(1).and_then(|t| t.split('<').next()).map(|t| t.replace("&#x2f;", "/"));
    let secret = secret.unwrap_or_else(|| panic!("not registered: {} {}", shown.status, shown.text()));
    let form = shown.forms().into_iter().find(|f| f.action.ends_with("/rotate")).expect("its page");
    (form.action.trim_end_matches("/rotate").to_owned(), secret)
}

/// Presses a button of an endpoint.
pub(crate) async fn press(keeper: &mut Browser, here: &str, action: &str) -> testkit::Answer {
    let page = keeper.get(here).await;
    let form = page.form(&format!("{here}/{action}")).unwrap_or_else(|| panic!("no {action}: {}", page.seen()));
    keeper.submit(&form).await
}

both! {
    async fn what_happens_to_an_order_is_told_signed_in_order_and_without_anybody(county: County) {
        hotline::history(&county).await;
        open(&county);
        let receiver = Receiver::start().await.expect("a receiver");
        let mut keeper = county.signed_in("dianzi").await;
        let (here, secret) = registered(&mut keeper, &receiver.url(), &["opened", "moved", "closed"]).await;
        county.pass(base::time::MINUTE).await;
        assert!(receiver.came().is_empty(), "what was before is not told");

        let mut agent = county.signed_in("rexian").await;
        let (_, order) = hotline::called(&mut agent, &hotline::CALL).await;
        let page = agent.get(&order).await;
        let form = page.form(&format!("{order}/answer")).expect("to be answered at once");
        agent.submit(&form.set("opinion", "报修后当晚处理，陈晓禾已知悉。")).await;
        county.pass(base::time::MINUTE).await;
        county.pass(base::time::MINUTE).await;
        let came = receiver.came();
        let mut types = Vec::new();
        for (headers, body) in &came {
            let now = county.clock.now();
            assert_eq!(verify(&secret, Headers::of(headers), body, now, 300), Ok(()));
            let text = String::from_utf8_lossy(body);
            for personal in ["陈晓禾", "13800001234", "路灯", "人民路", "报修"] {
                assert!(!text.contains(personal), "{personal}: {text}");
            }
            let told: Value = serde_json::from_slice(body).expect("JSON");
            assert_eq!(told["data"]["process"], "hotline.order");
            assert!(told["data"]["number"].as_str().is_some_and(|n| n.starts_with("青热")), "{told}");
            types.push(told["type"].as_str().unwrap_or_default().to_owned());
        }
        assert_eq!(types[0], "matter.opened");
        assert!(types[1..].iter().all(|t| t == "matter.moved" || t == "matter.closed") && types.len() >= 2, "{types:?}");
        let last: Value = serde_json::from_slice(&came[0].1).expect("JSON");
        assert!(last["data"]["due_at"].is_string() && last["data"]["previous_state"].is_null(), "{last}");
        assert!(last["data"]["link"].as_str().is_some_and(|l| l.contains("/hotline/query?number=")), "{last}");
        let page = keeper.get(&format!("{here}?all=1")).await;
        assert!(page.seen().contains("已送达") && page.seen().contains("正常"), "{}", page.seen());
    }

    async fn a_message_goes_out_when_its_act_is_committed_and_waits_for_no_tick(county: County) {
        hotline::history(&county).await;
        open(&county);
        let receiver = Receiver::start().await.expect("a receiver");
        let mut keeper = county.signed_in("dianzi").await;
        registered(&mut keeper, &receiver.url(), &["opened"]).await;
        let mut agent = county.signed_in("rexian").await;
        county.settle().await;
        // The clock stands: no repeated job comes due any more.
        let app = county.app().clone();
        let ledger = app.ledger.clone();
        let tasks = [
            tokio::spawn(async move { ledger.run().await }),
            tokio::spawn(webhooks::jobs::live(app.clone())),
            tokio::spawn(std::sync::Arc::clone(&county.open.runner).run()),
        ];
        hotline::called(&mut agent, &hotline::CALL).await;
        app.ledger.notify();
        receiver.arrival().await;
        tasks.iter().for_each(|task| task.abort());
        let came = receiver.came();
        assert!(String::from_utf8_lossy(&came[0].1).contains(r#""type":"matter.opened""#), "{came:?}");
    }

    async fn the_keeper_tests_pauses_turns_the_secret_and_sends_again(county: County) {
        hotline::history(&county).await;
        open(&county);
        let receiver = Receiver::start().await.expect("a receiver");
        let mut keeper = county.signed_in("dianzi").await;
        let (here, secret) = registered(&mut keeper, &receiver.url(), &["opened"]).await;
        press(&mut keeper, &here, "ping").await;
        county.settle().await;
        let (headers, body) = receiver.came().pop().expect("a test");
        assert_eq!(verify(&secret, Headers::of(&headers), &body, county.clock.now(), 300), Ok(()));
        assert!(String::from_utf8_lossy(&body).contains(r#""type":"ping""#));

        let shown = press(&mut keeper, &here, "rotate").await;
        assert!(shown.text().contains("whsec_"), "{}", shown.seen());
        assert!(!keeper.get(&here).await.text().contains("whsec_"), "once");

        receiver.answer(500);
        let mut agent = county.signed_in("rexian").await;
        hotline::called(&mut agent, &hotline::CALL).await;
        county.pass(base::time::MINUTE).await;
        let page = keeper.get(&here).await;
        assert!(page.seen().contains("等待重试") && page.seen().contains("对方回答 500"), "{}", page.seen());
        let delivery = page.links(&format!("{here}/deliveries/")).into_iter().next().expect("one that waits");
        let one = keeper.get(&delivery).await;
        assert!(one.seen().contains("matter.opened") && one.seen().contains("evt_"), "{}", one.seen());
        receiver.came();
        receiver.answer(204);
        keeper.submit(&one.form(&delivery).expect("to be sent again")).await;
        county.settle().await;
        assert_eq!(receiver.came().len(), 1);

        press(&mut keeper, &here, "pause").await;
        hotline::called(&mut agent, &hotline::CALL).await;
        county.pass(base::time::MINUTE).await;
        press(&mut keeper, &here, "resume").await;
        county.pass(base::time::MINUTE).await;
        assert!(receiver.came().is_empty(), "what happened meanwhile is not told");
        hotline::called(&mut agent, &hotline::CALL).await;
        county.pass(base::time::MINUTE).await;
        assert_eq!(receiver.came().len(), 1);
        let mut other = county.signed_in("xinxiang").await;
        for path in ["/work/webhooks", here.as_str(), delivery.as_str()] {
            assert_eq!(other.get(path).await.status, 404, "{path}");
        }
    }

    async fn an_address_of_this_machine_is_refused_and_nothing_typed_is_lost(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let page = keeper.get("/work/webhooks/new").await;
        let form = page.form("/work/webhooks/new").expect("the form").set("name", "市平台");
        let form = form.set("url", "https://127.0.0.1/hooks").set("processes", "hotline.order").set("kinds", "closed");
        let again = keeper.submit(&form).await;
        assert_eq!(again.status, 422);
        assert!(again.seen().contains("webhooks.networks") && again.text().contains("value=\"https://127.0.0.1/hooks\""), "{}", again.text());
    }
}
