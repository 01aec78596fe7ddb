//! What inspectors look at: their table computed from the records, and the yearly sheet of a website; on both databases.

use axum::http::StatusCode;
use base::Moment;
use base::time::{DAY, DateTime, HOUR, MINUTE};
use testkit::both;

use crate::sites::of_slug;

/// The row of the table whose indicator and rule hold these words: verdict, indicator, rule, what was found.
fn row<'a>(rows: &'a [Vec<String>], words: &str) -> &'a [String] {
    rows.iter().find(|row| row.join(" ").contains(words)).unwrap_or_else(|| panic!("no row {words}: {rows:?}"))
}

both! {
    async fn the_table_of_inspectors_comes_from_the_records_and_says_what_cannot_be_measured(county: County) {
        let here = "/work/sites/inspect";
        let mut keeper = county.signed_in("dianzi").await;
        let before = keeper.get(here).await;
        let rows = before.rows("table.list");
        assert_eq!(row(&rows, "服务不实用")[0], "不合格", "there is no directory: {rows:?}");
        let opens = row(&rows, "站点无法访问");
        assert_eq!(opens[0], "不能由本系统测定", "nothing was visited yet");
        assert!(row(&rows, "IPv6")[0].contains("不能由本系统测定"));
        guide::demo::demo(county.app()).await.expect("a directory");
        for _ in 0..30 {
            county.pass(HOUR).await;
        }
        county.pass(2 * DAY).await;
        let mut keeper = county.signed_in("dianzi").await;
        let rows = keeper.get(here).await.rows("table.list");
        let useful: Vec<&str> = rows.iter().filter(|row| row[1].contains("服务不实用")).map(|row| row[0].as_str()).collect();
        assert!(!useful.is_empty() && useful.iter().all(|verdict| *verdict == "正常"), "{rows:?}");
        let opens = row(&rows, "站点无法访问");
        assert!(opens[3].contains("程序没有运行而缺") && opens[0] == "不合格", "a day without visits counts against it: {opens:?}");
        assert_eq!(row(&rows, "站内搜索")[0], "正常", "{rows:?}");
        for (end, kind) in [("word", "wordprocessingml"), ("pdf", "application/pdf")] {
            let file = keeper.get(&format!("{here}/{end}")).await;
            assert!(file.status == StatusCode::OK && file.headers["content-type"].to_str().is_ok_and(|is| is.contains(kind)), "{end}");
        }
        let site = of_slug(&county, "nyj").await.id;
        let mut own = county.signed_in("wz016").await;
        let town = own.get(&format!("{here}?site={site}")).await;
        assert!(town.seen().contains("首页不更新") && !town.seen().contains("征集调查"), "letters and surveys are the portal's: {}", town.seen());
        let portal = of_slug(&county, "main").await.id;
        assert_eq!(own.get(&format!("{here}?site={portal}")).await.status, StatusCode::NOT_FOUND, "another's site");
    }

    async fn a_yearly_sheet_is_counted_typed_published_once_and_put_right_with_a_reason(county: County) {
        let (here, keep) = ("/work/sites/sheet", "/work/sites/sheet/keep");
        let mut keeper = county.signed_in("dianzi").await;
        let mut reader = county.browser();
        let page = keeper.get(here).await;
        let year = county.clock.now().date().year() - 1;
        assert!(page.seen().contains("收到留言数量"), "{}", page.seen());
        let empty = page.form(keep).expect("the form").set("visitors", "12x").set("then", "keep");
        let wrong = keeper.submit(&empty).await;
        assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains("“独立用户访问总量”请填写整数"), "{}", wrong.seen());
        let half = keeper.get(here).await.form(keep).expect("the form").set("visitors", "1200").set("then", "publish");
        let lacking = keeper.submit(&half).await;
        assert!(lacking.seen().contains("“填报—填报人”还没有填写"), "{}", lacking.seen());
        assert!(!reader.get("/sitereports").await.seen().contains("年度）"), "nothing is published");
        // The demonstration publishes a whole one; here it is put right.
        sites::demo::report(county.app()).await.expect("is published");
        let public = format!("/sitereports/main/{year}");
        let list = reader.get("/sitereports").await;
        assert_eq!(list.links("/sitereports/main/"), std::slice::from_ref(&public));
        assert!(reader.get(&public).await.seen().contains("183240 个"), "{}", reader.get(&public).await.seen());
        let again = keeper.get(here).await.form(keep).expect("the form").set("visitors", "183241").set("then", "publish");
        let bare = keeper.submit(&again).await;
        assert!(bare.status == StatusCode::UNPROCESSABLE_ENTITY && bare.seen().contains("更正的理由"), "{}", bare.seen());
        let again = keeper.get(here).await.form(keep).expect("the form").set("visitors", "183241").set("then", "publish");
        let done = keeper.submit(&again.set("why", "统计工具补数，访问量更正")).await;
        assert!(done.status.is_success(), "{}", done.seen());
        assert!(reader.get(&public).await.seen().contains("183241 个"));
        for (end, kind) in [("word", "wordprocessingml"), ("pdf", "application/pdf")] {
            let file = reader.get(&format!("{public}/{end}")).await;
            assert!(file.status == StatusCode::OK && file.headers["content-type"].to_str().is_ok_and(|is| is.contains(kind)), "{end}");
        }
        let this = county.clock.now().date().year();
        let early = keeper.get(&format!("{here}?year={this}")).await;
        assert!(!early.seen().contains("保存并公布"), "the year is not over");
        assert_eq!(reader.get(&format!("/sitereports/nyj/{year}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn keepers_are_told_in_january_of_each_sheet_that_is_missing_and_of_none_that_is_published(county: County) {
        let at = |month: i8, day: i8| Moment::from_civil(DateTime::constant(2027, month, day, 8, 5, 0, 0));
        let told = || {
            let all = county.messages.lock().expect("messages");
            all.iter().map(|message| message.text.clone()).filter(|text| text.contains("年度报表")).collect::<Vec<_>>()
        };
        let on = |moment: Moment| {
            county.clock.set(moment);
            let county = &county;
            async move {
                county.settle().await;
                county.messages.lock().expect("messages").clear();
                county.pass(10 * MINUTE).await;
                county.settle().await;
            }
        };
        on(at(1, 4)).await;
        assert!(told().is_empty(), "not every day: {:?}", told());
        on(at(1, 5)).await;
        let sites = edition::site::all(&mut county.app().db.reader()).await.expect("sites");
        for site in &sites {
            let words = format!("{} 2026 年度的政府网站工作年度报表还没有公布，须在 1 月底前公布", site.name);
            assert!(told().iter().any(|text| text.contains(&words)), "{words}: {:?}", told());
        }
        // The portal's is published; one site goes off line.
        sites::demo::report(county.app()).await.expect("is published");
        let (portal, closed) = (of_slug(&county, "main").await, of_slug(&county, "nyj").await);
        let mut tx = county.app().db.begin().await.expect("begins");
        let desk = edition::Desk::new(county.app(), &identity::Actor::System);
        edition::site::close(&mut tx, &desk, closed.id, true).await.expect("is closed");
        tx.commit().await.expect("is kept");
        on(at(1, 15)).await;
        for (site, wanted) in sites.iter().map(|site| (site, site.id != portal.id && site.id != closed.id)) {
            assert_eq!(told().iter().any(|text| text.contains(&site.name)), wanted, "{}: {:?}", site.name, told());
        }
        on(at(2, 5)).await;
        assert!(told().is_empty(), "the month is over: {:?}", told());
    }
}
