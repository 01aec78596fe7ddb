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

    async fn an_older_look_comes_back_through_the_gate_with_a_reason(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let portal = edition::site::main(&mut county.app().db.reader()).await.expect("reads").expect("a portal").id;
        let (here, site) = (format!("/work/sites/{portal}/theme"), format!("/work/sites/{portal}"));
        let form = keeper.get(&here).await.form(&here).expect("the form").set("alert_text", "停水通知，联系手机13800001234");
        assert!(keeper.submit(&form.set("gate_why", "抢修电话依法须公开")).await.seen().contains("外观已保存"));
        let form = keeper.get(&here).await.form(&here).expect("the form").set("alert_text", "");
        assert!(keeper.submit(&form).await.seen().contains("外观已保存"));
        let links = keeper.get(&site).await.links(&format!("{site}/restore/"));
        let restore = links.first().expect("the version before").clone();
        let page = keeper.get(&restore).await;
        assert!(page.seen().contains("不同之处紧急提示"), "{}", page.seen());
        let stopped = keeper.submit(&page.form(&restore).expect("the form")).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.seen().contains("通知横幅") && stopped.seen().contains("个人信息"), "{}", stopped.seen());
        assert!(!county.browser().get("/").await.text().contains("停水通知"));
        let form = stopped.form(&restore).expect("the form");
        let short = keeper.submit(&form.set("gate_why", "急")).await;
        let form = short.form(&restore).expect("the form");
        assert_eq!((short.status, form.value("gate_why")), (StatusCode::UNPROCESSABLE_ENTITY, Some("急")), "what was typed stays");
        let done = keeper.submit(&form.set("gate_why", "再次停水，抢修电话依法须公开")).await;
        assert!(done.seen().contains("已恢复到第"), "{}", done.seen());
        assert!(county.browser().get("/").await.text().contains("停水通知"));
        let filter = Filter { verb: Some("sites.look".into()), ..Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("再次停水，抢修电话依法须公开"), "{}", entries[0].facts);
    }

    async fn links_of_banners_blocks_and_navigation_are_tried(county: County) {
        let mut keeper = county.signed_in("dianzi").await;
        let portal = edition::site::main(&mut county.app().db.reader()).await.expect("reads").expect("a portal").id;
        let here = format!("/work/sites/{portal}/theme");
        for (href, said) in [("/a/999999", "本站没有这个地址"), ("/work/letters", "工作后台"), ("http://192.168.1.7/oa", "内网")] {
            let form = keeper.get(&here).await.form(&here).expect("the form").set("alert_text", "停水通知").set("alert_href", href);
            let stopped = keeper.submit(&form).await;
            assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{href}");
            assert!(stopped.seen().contains("通知横幅“停水通知”的链接：无效链接") && stopped.seen().contains(said), "{href}: {}", stopped.seen());
            assert!(stopped.text().contains("href=\"#f-alert_href\""), "the error leads to its field: {href}");
            assert_eq!(stopped.form(&here).expect("the form").value("alert_href"), Some(href), "nothing typed is lost");
        }
        for href in ["/letters/notice", "https://www.example.com/"] {
            let form = keeper.get(&here).await.form(&here).expect("the form").set("alert_text", "停水通知").set("alert_href", href);
            assert!(keeper.submit(&form).await.seen().contains("外观已保存"), "{href}");
        }
        let here = format!("/work/sites/{portal}/links");
        let form = keeper.get(&here).await.form(&here).expect("the form");
        let form = form.set("upper_rows", "1").set("upper_0_title", "旧专栏").set("upper_0_href", "/c/nowhere/");
        let stopped = keeper.submit(&form).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stopped.seen());
        assert!(stopped.text().contains("href=\"#f-upper_0_href\""), "{}", stopped.seen());
        let reason = stopped.form(&here).expect("the form").set("gate_why", "栏目明天上线，先行预告");
        assert!(keeper.submit(&reason).await.seen().contains("导航与链接已保存"));
        // What stands there already is asked about no more.
        let again = keeper.get(&here).await.form(&here).expect("the form");
        assert!(keeper.submit(&again).await.seen().contains("导航与链接已保存"));
        let here = format!("/work/sites/{portal}/slots");
        let form = keeper.get(&here).await.form(&here).expect("the form");
        let at = form.value("slots").and_then(|slots| slots.parse::<usize>().ok()).expect("blocks");
        let added = keeper.submit(&form.set("add", "links").set("do", "add")).await;
        let row = |name: &str| format!("slot_{at}_links_{name}");
        let form = added.form(&here).expect("the form").set(&row("rows"), "1").set(&row("0_title"), "入口").set(&row("0_href"), "/nothing/here");
        let stopped = keeper.submit(&form.set("do", "save")).await;
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stopped.seen());
        assert!(stopped.seen().contains(&format!("第 {} 个版块“入口”的链接：无效链接", at + 1)), "{}", stopped.seen());
    }
}
