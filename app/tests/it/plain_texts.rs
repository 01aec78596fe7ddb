//! Texts that are published without being editions: guide and rules, banners. What the gate finds in them stands at its field, passes
//! with a reason that the ledger keeps, and the mark of a state secret never does.

use axum::http::StatusCode;
use ledger::Filter;
use testkit::both;

use crate::review::login;

const RULES: &str = "/work/disclosure/page/rules";

/// Rules of disclosure that say something, with `more` at their end.
fn rules(more: &str) -> String {
    format!("<p>本单位依照政府信息公开条例主动公开政府信息，明确专人负责，每年检查一次。</p><p>{more}</p>")
}

both! {
    async fn rules_are_read_before_they_are_public(county: County) {
        let mut clerk = county.signed_in(&login(&county, "县民政局", "xx").await).await;
        let form = clerk.get(RULES).await.form(RULES).expect("the form");
        let secret = clerk.submit(&form.clone().set("body", &rules("机密★10年"))).await;
        assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(secret.seen().contains("有国家秘密标志，不能发布"), "{}", secret.seen());
        assert!(secret.form(RULES).expect("the form").value("body").is_some_and(|body| body.contains("每年检查一次")), "nothing typed is lost");
        let stopped = clerk.submit(&form.clone().set("body", &rules("联系人手机13800001234"))).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.seen().contains("个人信息") && stopped.seen().contains("必须处理"), "{}", stopped.seen());
        let form = stopped.form(RULES).expect("the form");
        let short = clerk.submit(&form.clone().set("gate_why", "急")).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = short.form(RULES).expect("the form");
        assert_eq!(form.value("gate_why"), Some("急"), "what was typed stays");
        let done = clerk.submit(&form.set("gate_why", "值班手机依法须向社会公开")).await;
        assert!(done.status == StatusCode::OK && done.seen().contains("已更新"), "{}", done.seen());
        let filter = Filter { verb: Some("disclosure.page".into()), ..Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("值班手机依法须向社会公开") && entries[0].facts.contains("个人信息 1"), "{}", entries[0].facts);
    }

    async fn a_banner_is_read_before_everybody_sees_it(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let portal = edition::site::main(&mut county.app().db.reader()).await.expect("reads").expect("a portal").id;
        let here = format!("/work/sites/{portal}/theme");
        let form = keeper.get(&here).await.form(&here).expect("the form");
        let stopped = keeper.submit(&form.clone().set("alert_text", "停水通知，联系手机13800001234")).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.seen().contains("通知横幅") && stopped.seen().contains("个人信息"), "{}", stopped.seen());
        assert!(!county.browser().get("/").await.text().contains("停水通知"));
        let form = keeper.get(&here).await.form(&here).expect("the form");
        let done = keeper.submit(&form.set("alert_text", "停水通知：今晚检修管道")).await;
        assert!(done.seen().contains("外观已保存"), "{}", done.seen());
        assert!(county.browser().get("/").await.text().contains("停水通知"));
    }
}
