//! How often articles are read: people once, machines not, out of the cache too; kept over a restart; and what editors see of it.
//! On both databases.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base::time::{DAY, MINUTE};
use content::reads::Counter;
use testkit::{Browser, County, both};

use crate::serving::article;

const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";

/// Opens an article as such a browser.
async fn open(browser: &mut Browser, id: i64, agent: &str, more: Option<(&str, &str)>) {
    open_at(browser, &format!("/a/{id}"), agent, more).await;
}

async fn open_at(browser: &mut Browser, path: &str, agent: &str, more: Option<(&str, &str)>) {
    let mut request = Request::get(path).header(header::USER_AGENT, agent);
    if let Some((name, value)) = more {
        request = request.header(name, value);
    }
    let answer = browser.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.seen());
}

/// What the interface for programs says.
async fn reads(county: &County, id: i64) -> i64 {
    let answer = county.browser().get(&format!("/api/v1/editions/{id}/reads")).await;
    answer.json()["reads"].as_i64().expect("a number")
}

both! {
    async fn a_reader_counts_once_in_a_while_and_machines_never(county: County) {
        let id = article(&county, ("main", "yaowen"), "春耕正忙", "<p>正文。</p>", None).await;
        let counter = Counter::new(county.app().clone());
        let mut reader = county.browser();
        open(&mut reader, id, AGENT, None).await;
        open(&mut reader, id, AGENT, None).await;
        open(&mut reader, id, &AGENT.replace("Windows", "Macintosh"), None).await;
        open(&mut reader, id, "curl/8.5", None).await;
        open(&mut reader, id, "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com)", None).await;
        open(&mut reader, id, AGENT, Some(("sec-purpose", "prefetch"))).await;
        open(&mut reader, id, AGENT, Some(("sec-fetch-dest", "empty"))).await;
        assert_eq!(reads(&county, id).await, 0, "nothing is written while somebody reads");
        counter.flush().await.expect("is written");
        assert_eq!(reads(&county, id).await, 2, "two browsers");
        county.pass(10 * MINUTE).await;
        open(&mut reader, id, AGENT, None).await;
        counter.flush().await.expect("is written");
        assert_eq!(reads(&county, id).await, 2, "the same reader, soon after");
        county.pass(31 * MINUTE).await;
        open(&mut reader, id, AGENT, None).await;
        // An official at work is no reader; what is not an article is not counted.
        open(&mut county.signed_in("bianji").await, id, AGENT, None).await;
        reader.get("/").await;
        counter.flush().await.expect("is written");
        assert_eq!(reads(&county, id).await, 3);
        let item = county.browser().get(&format!("/api/v1/editions/{id}")).await.json();
        assert_eq!(item["reads"], 3);
        assert_eq!(county.browser().get("/api/v1/editions/999999/reads").await.status, StatusCode::NOT_FOUND);
    }

    async fn counts_outlive_the_program_and_what_came_since_is_written_at_its_end(county: County) {
        let id = article(&county, ("main", "yaowen"), "秋收开镰", "<p>正文。</p>", None).await;
        let counter = Counter::new(county.app().clone());
        open(&mut county.browser(), id, AGENT, None).await;
        counter.flush().await.expect("is written");
        open(&mut county.browser(), id, &AGENT.replace("126", "127"), None).await;
        counter.flush().await.expect("the end of the program");
        let again = county.again().await;
        assert_eq!(reads(&county, id).await, 2);
        let next = Counter::new(again.app.clone());
        next.flush().await.expect("nothing waits");
        assert_eq!(reads(&county, id).await, 2, "nothing is written twice");
    }

    async fn editors_see_what_is_read_most_by_column_period_and_unit(county: County) {
        let news = article(&county, ("main", "yaowen"), "热门要闻", "<p>正文。</p>", None).await;
        let other = article(&county, ("main", "notice"), "冷门通知", "<p>正文。</p>", None).await;
        let counter = Counter::new(county.app().clone());
        for version in 100..103 {
            open(&mut county.browser(), news, &AGENT.replace("126", &version.to_string()), None).await;
        }
        open(&mut county.browser(), other, AGENT, None).await;
        counter.flush().await.expect("is written");
        let mut editor = county.signed_in("bianji").await;
        let page = editor.get("/work/content/reads?days=7").await;
        let rows = page.rows("table");
        assert_eq!((rows[0][0].as_str(), rows[0][4].as_str()), ("热门要闻", "3"), "{}", page.seen());
        assert_eq!((rows[1][0].as_str(), rows[1][4].as_str()), ("冷门通知", "1"));
        let mut reader = county.app().db.reader();
        let portal = edition::site::main(&mut reader).await.expect("sites").expect("a portal");
        let notice = edition::column::by_slug(&mut reader, portal.id, "notice").await.expect("columns").expect("it");
        let narrow = editor.get(&format!("/work/content/reads?days=7&site={}&column={}", portal.id, notice.id)).await;
        assert!(narrow.seen().contains("冷门通知") && !narrow.seen().contains("热门要闻"), "{}", narrow.seen());
        let sheet = editor.get("/work/content/reads.xlsx?days=30").await;
        assert!(sheet.status == StatusCode::OK && sheet.bytes.starts_with(b"PK"));
        assert!(editor.get("/work/content").await.seen().contains("阅读 3"));
        // A writer of another unit learns nothing of it.
        let mut writer = county.signed_in("xx001").await;
        let page = writer.get("/work/content/reads").await;
        assert!(page.status == StatusCode::OK && !page.seen().contains("热门要闻"), "{} {}", page.status, page.seen());
        county.pass(10 * DAY).await;
        let mut editor = county.signed_in("bianji").await;
        assert!(editor.get("/work/content/reads?days=7").await.seen().contains("还没有阅读记录"));
        assert!(editor.get("/work/content/reads?days=30").await.seen().contains("热门要闻"));
    }

    async fn who_keeps_sites_sees_what_is_read_on_them_and_nothing_of_others(county: County) {
        let news = article(&county, ("main", "yaowen"), "门户要闻", "<p>正文。</p>", None).await;
        let own = article(&county, ("nyj", "news"), "农业局动态", "<p>正文。</p>", None).await;
        let counter = Counter::new(county.app().clone());
        open(&mut county.browser(), news, AGENT, None).await;
        open_at(&mut county.browser(), &format!("/s/nyj/a/{own}"), AGENT, None).await;
        counter.flush().await.expect("is written");
        let mut head = county.signed_in("dianzi").await;
        let page = head.get("/work/content/reads").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.seen());
        assert!(page.seen().contains("门户要闻") && page.seen().contains("农业局动态"), "{}", page.seen());
        assert!(!page.text().contains("href=\"/work/content\""), "no way to working copies, which he does not write");
        assert!(head.get("/work").await.text().contains("href=\"/work/content/reads\""), "it is in the menu");
        // Of one site only.
        let mut keeper = county.signed_in("wz016").await;
        let portal = edition::site::main(&mut county.app().db.reader()).await.expect("sites").expect("a portal");
        for query in [String::new(), format!("?site={}", portal.id), format!("?unit={}", portal.unit_id)] {
            let page = keeper.get(&format!("/work/content/reads{query}")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.seen());
            assert!(!page.seen().contains("门户要闻"), "{query}: {}", page.seen());
            assert_eq!(page.seen().contains("农业局动态"), query.is_empty(), "{query}: {}", page.seen());
            let choices = page.text().matches("<option").count();
            assert_eq!(choices, 2, "all, and the own site: {}", page.text());
        }
        assert_eq!(keeper.get("/work/content/reads.xlsx").await.status, StatusCode::OK);
        // Who keeps and writes nothing has no such page.
        let mut clerk = county.signed_in("xinxiang").await;
        assert_eq!(clerk.get("/work/content/reads").await.status, StatusCode::NOT_FOUND);
    }
}
