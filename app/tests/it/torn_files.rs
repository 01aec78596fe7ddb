//! Files of citizens that nobody can open: pictures that break off or are none inside, documents under a password. Each way in says which
//! file it is and what to do, and nothing typed is lost.

use testkit::both;

/// A picture of one point, whole.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";
/// A photo that breaks off before its end.
const TORN: &[u8] =
    b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\x12\x34\xff\0\x56";
/// A document under the password 1234 (ISO 32000-1, 7.6.3, revision 2).
const SEALED: &[u8] = b"%PDF-1.4\n\
    1 0 obj<</Type/Catalog/Pages 2 0 R>> endobj\n\
    2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n\
    4 0 obj<</Filter/Standard/V 1/R 2/P -44/O<4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60>/U<41e85da1b8323dae56994fa95ab872fb70017d68d1df98fdf591454f5a23899b>>> endobj\n\
    xref\n\
    0 5\n\
    0000000000 65535 f \n\
    0000000009 00000 n \n\
    0000000053 00000 n \n\
    0000000103 00000 n \n\
    0000000163 00000 n \n\
    trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<30313233343536373839616263646566><30313233343536373839616263646566>]>>\n\
    startxref\n\
    348\n\
    %%EOF";

both! {
    async fn what_nobody_can_open_is_refused_at_every_form_of_citizens_and_nothing_typed_is_lost(county: County) {
        let mut citizen = county.browser();
        for page in ["/letters/write", "/requests/ask", "/consult/ask"] {
            let text = if page == "/requests/ask" { "content" } else { "body" };
            let form = citizen.get(&format!("{page}?read=1")).await.form(page).expect("the form");
            let form = form.set("title", "路灯不亮").set(text, "城关镇人民路的路灯已经三天不亮了。");
            let typed = form.clone().file("files", "现场.jpg", TORN).file("files", "合同.pdf", SEALED).file("files", "门牌.png", PNG);
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
