//! Who says that an original is gone: a keeper of the source says it for all units; what one unit says is its own word, the others keep
//! their duty, and the keepers are told.

use axum::http::StatusCode;
use base::time::{HOUR, MINUTE};
use edition::live;
use testkit::{Answer, both};

use crate::reprint::{does, drafted, feed, now, published, source, target, task, uploaded};

both! {
    async fn a_keeper_says_once_for_all_units_that_an_original_is_gone_and_who_must_act_is_told(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        target(&county, &mut keeper, &source, ("县教育局", "jyj", "news")).await;
        uploaded(&mut keeper, &source, feed(&[("6", "随后撤下的通知", now(&county).plus(-HOUR))]).as_bytes()).await;
        let mut desk = county.signed_in("bianji").await;
        let path = task(&mut desk, "/work/reprint", "随后撤下的通知").await;
        let edition = drafted(&mut desk, &path).await;
        published(&county, &desk, edition).await;
        county.pass(2 * MINUTE).await;
        county.messages.lock().expect("messages").clear();
        let id = source.rsplit('/').next().unwrap_or_default();
        let items = keeper.get(&format!("/work/reprint/items?source={id}")).await;
        let ask = items.links("/work/reprint/items/").into_iter().find(|href| href.ends_with("/gone")).expect("a way");
        let page = keeper.get(&ask).await.seen();
        assert!(page.contains("1 个还没有转载的单位") && page.contains("1 个已经转载的单位"), "{page}");
        let form = |answer: &Answer| answer.form(&ask).expect("a form");
        let shown = keeper.get(&ask).await;
        let empty = keeper.submit(&form(&shown).set("why", "撤")).await;
        assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.seen().contains("怎样得知原文已撤"), "{}", empty.seen());
        let noted = form(&keeper.get(&ask).await).set("why", "省政府办公厅电话通知撤下");
        assert!(keeper.submit(&noted).await.seen().contains("2 个单位的任务随之办理"));
        county.settle().await;
        let told: Vec<String> = county.messages.lock().expect("messages").iter().map(|m| m.text.clone()).collect();
        assert!(told.iter().any(|text| text.contains("《随后撤下的通知》的原文已被发布机关撤下") && text.contains("一键撤回")), "{told:?}");
        let recall = desk.get(&path).await;
        assert!(recall.seen().contains("建议撤回转载") && recall.seen().contains("省政府办公厅电话通知撤下"), "{}", recall.seen());
        assert!(desk.get("/work").await.seen().contains("随后撤下的通知"), "it stands among what is to be done");
        assert!(does(&mut desk, &path, "recalled", &[]).await.seen().contains("已随原文撤回"), "with one press");
        assert_eq!(county.browser().get(&live::path(edition)).await.status, StatusCode::GONE);
        assert!(keeper.get("/work/reprint?count=ended&q=随后撤下").await.seen().contains("共 2 条"), "both units are done with it");
        // Who keeps no source of the county does not find the way.
        let mut other = county.signed_in("wz016").await;
        assert_eq!(other.get(&ask).await.status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&ask, &[("why", "越权登记试一试")]).await.status, StatusCode::NOT_FOUND);
        let again = keeper.get(&ask).await.seen();
        assert!(again.contains("登记为原文已撤") && !again.contains("怎样得知"), "{again}");
    }

    async fn what_one_unit_says_of_an_original_is_told_to_its_keepers_and_moves_no_other_unit(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let source = source(&mut keeper, "国务院文件库", "").await;
        target(&county, &mut keeper, &source, ("县政府办", "main", "shangji")).await;
        target(&county, &mut keeper, &source, ("县教育局", "jyj", "news")).await;
        uploaded(&mut keeper, &source, feed(&[("7", "有人说撤了的通知", now(&county).plus(-HOUR))]).as_bytes()).await;
        let (mut desk, mut officer) = (county.signed_in("bianji").await, county.signed_in("xx003").await);
        let (one, other) = (
            task(&mut desk, "/work/reprint", "有人说撤了的通知").await,
            task(&mut officer, "/work/reprint", "有人说撤了的通知").await,
        );
        county.messages.lock().expect("messages").clear();
        let said = does(&mut officer, &other, "gone", &[("opinion", "原网址显示内容已删除")]).await;
        assert!(said.seen().contains("原文已撤，未转载"), "{}", said.seen());
        county.settle().await;
        assert!(desk.get("/work/reprint").await.seen().contains("有人说撤了的通知"), "it still waits for the other unit");
        assert!(!desk.get(&one).await.seen().contains("原文撤下"), "nobody knows it yet");
        let told: Vec<String> = county.messages.lock().expect("messages").iter().map(|m| m.text.clone()).collect();
        let words = |text: &&String| text.contains("登记《有人说撤了的通知》的原文已撤，其他转载单位还没有登记");
        assert!(told.iter().find(words).is_some_and(|text| text.contains("县教育局")), "{told:?}");
    }
}
