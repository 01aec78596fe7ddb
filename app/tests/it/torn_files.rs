//! Files of citizens that nobody can open: pictures that break off or are none inside, documents under a password. Each way in says which
//! file it is and what to do, and nothing typed is lost.

use store::testing::samples::{OF_1234, PNG, torn, under_a_password};
use testkit::both;

both! {
    async fn what_nobody_can_open_is_refused_at_every_form_of_citizens_and_nothing_typed_is_lost(county: County) {
        let mut citizen = county.browser();
        for page in ["/letters/write", "/requests/ask", "/consult/ask"] {
            let text = if page == "/requests/ask" { "content" } else { "body" };
            let form = citizen.get(&format!("{page}?read=1")).await.form(page).expect("the form");
            let form = form.set("title", "路灯不亮").set(text, "城关镇人民路的路灯已经三天不亮了。");
            let typed = form.clone().file("files", "现场.jpg", torn()).file("files", "合同.pdf", &under_a_password(OF_1234)).file("files", "门牌.png", PNG);
            let refused = citizen.submit(&typed).await;
            assert_eq!(refused.status, 422, "{page}: {}", refused.seen());
            for words in ["图片“现场.jpg”已损坏、不完整或不是图片", "“合同.pdf”是带密码的 PDF", "请去掉密码后再上传"] {
                assert!(refused.seen().contains(words), "{page}: {words}: {}", refused.seen());
            }
            let again = refused.form(page).expect("the form again");
            assert_eq!((again.value("title"), again.value(text)), (Some("路灯不亮"), Some("城关镇人民路的路灯已经三天不亮了。")), "{page}");
            assert!(refused.seen().contains("门牌.png"), "the whole picture is kept: {page}: {}", refused.seen());
        }
    }
}
