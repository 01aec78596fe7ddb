//! What one unit says of an original is its own word: the others keep their duty, and the keepers of the source are told.

use base::time::HOUR;
use testkit::both;

use crate::reprint::{does, feed, now, source, target, task, uploaded};

both! {
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
