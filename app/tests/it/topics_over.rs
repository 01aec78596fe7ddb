//! A topic whose last day is over: it is archived by itself, and comes back with another last day or with none.

use axum::http::StatusCode;
use base::time::DAY;
use testkit::both;

use crate::topics::{act, begun, composed, form};

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
}
