//! Two programs on one database: what one changes, the other shows, by following the ledger.

use base::{Chance, Date};
use renhe::{Open, Settings};
use testkit::{Browser, County, Dialect};

/// A second node on the county's database, with a data directory of its own that holds the county's keys.
async fn second(county: &County, dir: &std::path::Path) -> (Open, Browser) {
    let mut settings = Settings::new(dir);
    let store::Config::Postgres(url) = &county.db.config else { panic!("several nodes need PostgreSQL") };
    settings.database = Some(url.clone());
    settings.clock = county.clock.clone();
    settings.chance = Chance::seeded(4);
    settings.web.rate_limits = false;
    settings.web.bot_check = false;
    let refused = renhe::open(&settings).await.map(drop).expect_err("the keys are missing");
    assert!(refused.to_string().contains("vault.key"), "{refused}");
    for key in [identity::KEY_FILE, web::KEY_FILE, store::vault::KEY_FILE] {
        std::fs::copy(county.db.dir().join(key), dir.join(key)).expect("the key is copied");
    }
    let open = renhe::open(&settings).await.expect("the second node opens");
    let router = web::server(open.app.clone(), renhe::routes());
    (open, Browser::new(router, [127, 0, 0, 1]))
}

/// What the loops of the second node do within a second.
async fn followed(county: &County, node: &Open) {
    county.app().ledger.sequence().await.expect("the ledger is sequenced");
    node.app.ledger.round().await.expect("the second node looks at the ledger");
    node.feed.catch_up().await.expect("the second node follows");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_node_shows_settings_calendar_rules_and_letters_as_they_are_postgres() {
    let county = County::new(Dialect::Postgres).await;
    let dir = tempfile::tempdir().expect("a folder");
    let (node, mut there) = second(&county, dir.path()).await;
    for path in ["/about", "/calendar", "/letters/notice", "/letters/stats"] {
        assert_eq!(there.get(path).await.status, 200, "{path} is rendered and kept");
    }

    let mut keeper = county.signed_in("dianzi").await;
    let portal = edition::site::main(&mut county.app().db.reader()).await.expect("sites").expect("the portal").id;
    let path = format!("/work/sites/{portal}/footer");
    let form = keeper.get(&path).await.form(&path).expect("what every page prints");
    let kept = keeper.submit(&form.set("set_about", "今晚停水检修").set("do", "save")).await;
    assert_eq!(kept.status, 200, "{}", kept.seen());
    assert!(!there.get("/about").await.text().contains("今晚停水检修"), "the kept page is not stale yet");
    followed(&county, &node).await;
    assert!(there.get("/about").await.text().contains("今晚停水检修"), "the second node goes on showing the old page");

    let mut admin = county.signed_in("sysadmin").await;
    let days = admin.get("/work/calendar/2028").await.form("/work/calendar/2028/days").expect("the days");
    let days = days.set("from", "2028-05-01").set("to", "2028-05-03").set("name", "劳动节").set("paper", "县府办通知");
    let preview = admin.submit(&days).await;
    let confirm = preview.form("/work/calendar/2028").expect("the confirmation").set("why", "试录新年的安排");
    assert!(admin.submit(&confirm).await.status.is_success());
    let rule = admin.get("/work/rules/letters.ordinary").await.form("/work/rules/letters.ordinary").expect("the rule");
    let rule = rule.set("value", "9").set("from", "2026-03-02").set("why", "县政府常务会议决定");
    assert_eq!(admin.submit(&rule).await.status, 200);
    let holiday: Date = "2028-05-02".parse().expect("a date");
    assert!(node.app.calendar().is_working(holiday) && node.app.number("letters.ordinary").expect("the rule") == 15);
    followed(&county, &node).await;
    assert!(!node.app.calendar().is_working(holiday), "the second node counts by the old calendar");
    assert_eq!(node.app.number("letters.ordinary").expect("the rule"), 9, "the second node counts by the old rule");
    assert!(there.get("/calendar").await.seen().contains("2028"));
    assert!(there.get("/letters/notice").await.seen().contains("9 个工作日"));

    let before = there.get("/letters/stats").await.seen();
    let (news, column) = (("main", "yaowen"), "/c/yaowen/");
    crate::serving::article(&county, news, "今日播种", "<p>各乡镇开始春播。</p>", None).await;
    followed(&county, &node).await;
    let kept = there.get(column).await.text();
    assert!(kept.contains("今日播种") && !kept.contains("停水通告"));
    crate::serving::article(&county, news, "停水通告", "<p>城关镇今晚停水检修。</p>", None).await;
    assert!(county.browser().get(column).await.text().contains("停水通告"));
    assert!(!there.get(column).await.text().contains("停水通告"), "the kept page is not stale yet");
    followed(&county, &node).await;
    assert!(there.get(column).await.text().contains("停水通告"), "the second node hides what another published");

    crate::journey::write(&mut county.browser(), "路口的红绿灯不亮已经三天了", true).await;
    followed(&county, &node).await;
    assert_ne!(there.get("/letters/stats").await.seen(), before, "the letter is counted on the second node too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ledger_keeps_its_name_when_an_import_at_the_terminal_does_not_say_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let named = "www.qinghe.example/ledger";
    for origin in [Some(named.to_owned()), None] {
        let mut settings = Settings::new(dir.path());
        settings.origin = origin;
        let open = renhe::open(&settings).await.expect("opens");
        let mut tx = open.app.db.begin().await.expect("begins");
        let entry = ledger::Entry {
            at: open.app.clock.now(),
            actor: ledger::Actor::SYSTEM,
            verb: "renhe.test",
            subject: ledger::Subject { kind: "test", id: 1 },
            facts: serde_json::json!({}),
            bodies: Vec::new(),
        };
        open.app.ledger.record(&mut tx, entry).await.expect("is recorded");
        tx.commit().await.expect("is stored");
        let head = open.app.ledger.sequence().await.expect("is sequenced").expect("a head");
        assert_eq!(head.origin, named);
        open.app.db.close().await;
    }
}
