//! What comes back of topics: one whose last day is over, an older version, through the gate.

use axum::http::StatusCode;
use base::time::DAY;
use testkit::both;

use crate::topics::{act, begun, composed, filled, form};

both! {
    async fn a_topic_whose_last_day_is_over_comes_back(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "main", "qingming", "清明防火").await;
        composed(&mut keeper, &topic, &[("list", &[("columns", "通知公告"), ("key", "tongzhi")])]).await;
        let facts = form(&mut keeper, &topic, &topic).await.set("closes_on", "2026-03-05");
        assert!(keeper.submit(&facts).await.seen().contains("已保存"));
        assert!(act(&mut keeper, &topic, "publish").await.contains("专题已发布"));
        county.pass(4 * DAY).await;
        let mut keeper = county.signed_in("dianzi").await;
        let page = keeper.get(&topic).await;
        assert!(page.seen().contains("已归档") && page.seen().contains("原结束日期 2026-03-05 已过"), "{}", page.seen());
        let reopen = format!("{topic}/act/reopen");
        let again = page.form(&reopen).expect("the button");
        for (until, words) in [("2026-03-05", "不能早于今天"), ("明天", "请填写日期")] {
            let wrong = keeper.submit(&again.clone().set("until", until)).await;
            assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.seen().contains(words), "{until}: {}", wrong.seen());
        }
        let back = keeper.submit(&again.set("until", "2026-04-06")).await;
        assert!(back.seen().contains("已恢复发布"), "{}", back.seen());
        let facts = form(&mut keeper, &topic, &topic).await;
        assert_eq!(facts.value("closes_on"), Some("2026-04-06"), "it can be changed again");
        assert!(back.seen().contains("第 4 版"), "the new last day is a version: {}", back.seen());
        let public = county.browser().get("/topics/qingming/").await;
        assert!(public.status == StatusCode::OK && !public.seen().contains("本专题已于"), "{}", public.seen());
        // Over once more, and this time without an end.
        county.pass(30 * DAY).await;
        county.pass(2 * DAY).await;
        let mut keeper = county.signed_in("dianzi").await;
        assert!(keeper.get(&topic).await.seen().contains("已归档"));
        assert!(act(&mut keeper, &topic, "reopen").await.contains("已恢复发布"));
        assert_eq!(form(&mut keeper, &topic, &topic).await.value("closes_on"), Some(""));
        county.pass(60 * DAY).await;
        assert!(!county.browser().get("/topics/qingming/").await.seen().contains("本专题已于"), "nobody archives it by itself");
    }

    async fn a_board_that_is_new_after_an_older_version_came_back_has_a_name_of_its_own(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "main", "chunfen", "春分农事").await;
        let blocks = format!("{topic}/blocks");
        composed(&mut keeper, &topic, &[("text", &[("text", "一")])]).await;
        let keys = async |keeper: &mut testkit::Browser| {
            let form = form(keeper, &blocks, &blocks).await;
            (0..9).filter_map(|at| form.value(&format!("block_{at}_key")).map(str::to_owned)).collect::<Vec<_>>()
        };
        let first = keys(&mut keeper).await;
        let two: &[(&str, &[(&str, &str)])] = &[("text", &[("text", "一")]), ("text", &[("text", "二")])];
        composed(&mut keeper, &topic, two).await;
        let second = keys(&mut keeper).await;
        assert_eq!(second.len(), 2);
        let gone: Vec<&String> = second.iter().filter(|key| !first.contains(key)).collect();
        // The version with one board comes back, and another board is added.
        let restore = format!("{topic}/restore/2");
        let page = form(&mut keeper, &restore, &restore).await;
        assert!(keeper.submit(&page).await.seen().contains("已恢复到第 2 版"));
        assert_eq!(keys(&mut keeper).await, first);
        let old = first[0].as_str();
        composed(&mut keeper, &topic, &[("text", &[("key", old), ("text", "一")]), ("text", &[("text", "三")])]).await;
        let third = keys(&mut keeper).await;
        assert_eq!((third.len(), third[0].as_str()), (2, old));
        assert!(!gone.contains(&&third[1]), "an address that was shared shows no other board: {third:?}, before {gone:?}");
    }

    async fn links_of_blocks_are_tried_and_an_older_version_passes_the_gate_with_a_reason(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let topic = begun(&county, &mut keeper, "main", "jieshui", "节水行动").await;
        let blocks = format!("{topic}/blocks");
        let link = |href: &'static str| [("links_rows", "1"), ("links_0_title", "入口"), ("links_0_href", href)];
        // A draft is read when it is published; what leads to the topic itself is there then.
        composed(&mut keeper, &topic, &[("links", &link("/a/999999"))]).await;
        let stopped = act(&mut keeper, &topic, "publish").await;
        assert!(stopped.contains("第 1 个版块“入口”的链接：无效链接") && stopped.contains("照样公开的理由"), "{stopped}");
        composed(&mut keeper, &topic, &[("links", &link("/topics/jieshui/")), ("list", &[("columns", "通知公告"), ("key", "tongzhi")])]).await;
        assert!(act(&mut keeper, &topic, "publish").await.contains("专题已发布"));
        let typed = form(&mut keeper, &blocks, &blocks).await;
        let stopped = keeper.submit(&filled(typed, &[("links", &link("/work/topics"))])).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.seen().contains("工作后台") && stopped.text().contains("href=\"#f-block_0_links_0_href\""), "{}", stopped.seen());
        // The first version, which leads nowhere, comes back with a reason alone.
        let restore = format!("{topic}/restore/2");
        let page = keeper.get(&restore).await;
        assert!(page.seen().contains("不同之处版块"), "{}", page.seen());
        let stopped = keeper.submit(&page.form(&restore).expect("the form")).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.seen().contains("无效链接"), "{}", stopped.seen());
        let done = stopped.form(&restore).expect("the form").set("gate_why", "稿件今天下午发布，先行预告");
        assert!(keeper.submit(&done).await.seen().contains("已恢复到第 2 版"));
        let filter = ledger::Filter { verb: Some("topics.change".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("先行预告") && entries[0].facts.contains("无效链接 1"), "{}", entries[0].facts);
    }
}
