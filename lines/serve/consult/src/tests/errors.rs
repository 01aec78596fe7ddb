//! Error reports: to whom they go, how they end, and repeats.

use super::*;
use crate::store::{Count, Filter};

fn outcome(key: &str, text: &str) -> Input {
    Input { outcome: Some(key.to_owned()), ..opinion(text) }
}

::store::both! {
    async fn a_report_of_nobodys_page_stays_with_the_office_and_the_reporter_is_told(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.reports(&typo("/about", "帐号")).await;
        assert!(taken.number.starts_with("青纠〔2026〕"), "{}", taken.number);
        assert_eq!(county.state(&taken).await, "received");
        let run = matter::store::matter(&mut county.db().reader(), taken.matter).await.unwrap();
        assert_eq!((run.home_unit, run.due_at.date().to_string()), (county.site, "2026-03-05".to_owned()), "three working days");
        assert_eq!(why(county.act(&county.social_desk, &taken, "finish", outcome("fixed", "已经改正")).await), "matter.not-yours");
        assert_eq!(wrong_fields(county.act(&county.corrector, &taken, "finish", outcome("fixed", "")).await), ["opinion"]);
        county.act(&county.corrector, &taken, "finish", outcome("fixed", "已经改正，感谢监督。")).await.unwrap();
        let case = county.case(&taken).await;
        assert_eq!((case.result.as_str(), case.fixed_page.as_str()), ("fixed", "/about"));
        let messages = county.messages().await;
        assert!(messages.iter().any(|m| m.contains("【网站纠错】") && m.contains("属实，已改正")), "{messages:?}");
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &case).await.unwrap();
        assert_eq!((status.result, status.fixed_page.as_str()), ("属实，已改正", "/about"));
        let fixed = Filter { count: Count::Fixed, ..Filter::all("error", county.now) };
        assert_eq!(store::count(&mut county.db().reader(), &fixed).await.unwrap(), 1);
    }

    async fn a_report_of_the_same_spot_joins_the_first_and_ends_with_it(test: TestDb) {
        let county = County::new(test).await;
        let first = county.reports(&typo("/about", "帐号")).await;
        let again = county.reports(&typo("/about", " 帐号 ")).await;
        let other = county.reports(&typo("/about", "电活")).await;
        assert_eq!(county.state(&again).await, "merged");
        assert_eq!(county.state(&other).await, "received");
        let mut q = county.db().reader();
        let joined = store::joined_with(&mut q, first.matter, 0).await.unwrap();
        assert_eq!(joined.iter().map(|c| c.id).collect::<Vec<_>>(), [again.case]);
        assert_eq!(store::known(&mut q, "/about", other.case).await.unwrap().len(), 2, "shown together");
        county.act(&county.corrector, &first, "finish", outcome("unfounded", "原文如此。")).await.unwrap();
        assert_eq!(county.case(&again).await.result, "unfounded");
        assert_eq!(county.case(&other).await.result, "");
        let status = citizen::status(&mut q, &county.ground(), &county.case(&again).await).await.unwrap();
        assert_eq!(status.joined.unwrap().1, "原文如此。");
        let later = county.reports(&typo("/about", "帐号")).await;
        assert_eq!(county.state(&later).await, "received", "what was finished takes no more in");
    }

    async fn the_office_gives_it_to_a_unit_which_mends_or_returns_it(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.reports(&typo("/c/none/", "")).await;
        county.act(&county.corrector, &taken, "dispatch", to(county.social)).await.unwrap();
        assert_eq!(county.state(&taken).await, "handling");
        assert_eq!(why(county.act(&county.city_desk, &taken, "finish", outcome("fixed", "已经改正")).await), "matter.not-yours");
        let back = Input { step: Some(0), ..opinion("不是本单位的网页") };
        county.act(&county.social_desk, &taken, "return", back).await.unwrap();
        assert_eq!(county.state(&taken).await, "received");
        county.act(&county.corrector, &taken, "finish", outcome("refused", "是外部网站的内容。")).await.unwrap();
        assert_eq!(county.case(&taken).await.result, "refused");
    }

    async fn who_reported_an_error_rates_what_became_of_it_and_asks_again(test: TestDb) {
        let county = County::new(test).await;
        let taken = county.reports(&typo("/about", "帐号")).await;
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &county.ground(), taken.case, 2, "").await), "consult.not-answered");
        drop(tx);
        county.act(&county.corrector, &taken, "finish", outcome("unfounded", "原文如此。")).await.unwrap();
        let status = citizen::status(&mut county.db().reader(), &county.ground(), &county.case(&taken).await).await.unwrap();
        assert_eq!(status.may, ["rate", "reopen"]);
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        citizen::rate(&mut tx, &ground, taken.case, 2, "还是错的").await.unwrap();
        assert_eq!(refused(citizen::rate(&mut tx, &ground, taken.case, 5, "").await), "consult.rated");
        citizen::reopen(&mut tx, &ground, taken.case, "第二段仍然是“帐号”").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(county.state(&taken).await, "received");
        county.act(&county.corrector, &taken, "finish", outcome("fixed", "已经改正。")).await.unwrap();
        assert_eq!(county.case(&taken).await.result, "fixed");
        let mut tx = county.db().begin().await.unwrap();
        assert_eq!(refused(citizen::reopen(&mut tx, &ground, taken.case, "再看一遍").await), "consult.reopen-max");
    }
}
