//! An original is shown page by page to its desk alone, covered on the file, and goes with the answer; the ledger says who did it.

use testkit::{Browser, County, both};

use crate::requests::asked;

/// A PDF of one page with a name and a telephone, as a program writes it.
pub(crate) fn pdf() -> Vec<u8> {
    let text = "BT /F 20 Tf 20 60 Td (Wang Xiaohe) Tj 0 -40 Td (13800001234) Tj ET";
    let page = "/Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>";
    format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj <<{page}>> endobj\n4 0 obj <</Length {}>> stream\n{text}\nendstream endobj\n\
         5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\ntrailer <</Root 1 0 R>>\n",
        text.len()
    )
    .into_bytes()
}

/// Uploads an original to the request at `href`; gives the address at which it is covered.
pub(crate) async fn original(clerk: &mut Browser, href: &str, name: &str, bytes: &[u8]) -> String {
    let to = format!("{href}/more/file");
    let form = clerk.get(&to).await.form(&to).expect("the form").set("kind", "original");
    assert_eq!(clerk.submit(&form.file("files", name, bytes)).await.status, 200);
    let page = clerk.get(&format!("{href}/more/mask")).await;
    page.links(&format!("{href}/cover/")).into_iter().next_back().expect("it can be covered")
}

/// A request that the clerk took down at the counter.
async fn taken_down(county: &County, clerk: &mut Browser) -> String {
    let organ = county.unit("县政府办").await.to_string();
    let page = clerk.get("/work/requests/enter").await;
    let form = asked(page.form("/work/requests/enter").expect("the form"), &organ, "补贴发放名单");
    let today = county.clock.today().to_string();
    let receipt = clerk.submit(&form.set("channel", "counter").set("arrived_on", &today)).await;
    receipt.links("/work/requests/").into_iter().next().expect("a way to the request")
}

both! {
    async fn a_pdf_is_covered_on_the_file_and_shown_to_its_desk_alone(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let href = taken_down(&county, &mut clerk).await;
        let here = original(&mut clerk, &href, "名单.pdf", &pdf()).await;
        assert!(clerk.get(&href).await.text().contains(&format!("href=\"{here}\"")), "the way to it stands beside the file");
        let page = clerk.get(&here).await;
        assert!(page.text().contains("class=\"cover-found\"") && page.seen().contains("会遮盖 1 处文字"), "{}", page.seen());
        let drawn = clerk.get(&format!("{here}/1")).await;
        assert!(drawn.status == 200 && drawn.bytes.starts_with(b"\xff\xd8\xff"), "a picture of the page");
        assert_eq!(drawn.headers["cache-control"], "private, no-store");
        for none in ["0", "2", "-1"] {
            assert_eq!(clerk.get(&format!("{here}/{none}")).await.status, 404, "{none}");
        }
        let mut other = county.signed_in(&county.clerk_of("县教育局").await).await;
        let mut head = county.signed_in("zhuren").await;
        let mut public = county.browser();
        for path in [here.clone(), format!("{here}/1")] {
            for who in [&mut other, &mut head] {
                assert_eq!(who.get(&path).await.status, 404, "{path}");
            }
            let led = public.get(&path).await;
            assert!(led.path.starts_with("/work/login") && !led.bytes.starts_with(b"\xff\xd8\xff"), "{path}: {}", led.path);
        }

        let form = page.form(&here).expect("the form");
        let looked = clerk.submit(&form.clone().set("words", "Xiaohe").set("boxes", "1 0 0 10 10").set("do", "look")).await;
        assert!(looked.status == 200 && looked.seen().contains("会遮盖 2 处文字、1 个矩形"), "{}", looked.seen());
        assert!(looked.text().contains("1 0 0 10 10</textarea>"), "what was typed stays");
        for (field, typed, said) in [
            ("boxes", "1 0 0 10", "第 1 行不是矩形"),
            ("words", "Li Qing", "没有“Li Qing”"),
        ] {
            let wrong = clerk.submit(&form.clone().set(field, typed).set("do", "make")).await;
            assert!(wrong.status == 422 && wrong.seen().contains(said) && wrong.text().contains(typed), "{}", wrong.seen());
        }
        let nothing = clerk.submit(&form.clone().set("personal", "").set("do", "make")).await;
        assert!(nothing.status == 422 && nothing.seen().contains("没有找到要遮盖的内容"), "{}", nothing.seen());

        let told = clerk.submit(&form.set("words", "Wang Xiaohe").set("boxes", "1 50 0 10 10").set("do", "make")).await;
        assert!(told.seen().contains("已遮盖 2 处文字、1 个矩形") && told.seen().contains("名单（遮盖）.pdf"), "{}", told.seen());
        let files = told.links(&format!("{href}/given/"));
        let made = clerk.get(files.last().expect("the covered file")).await;
        let read = intake::office::read("名单（遮盖）.pdf", &made.bytes).expect("a PDF");
        assert!(read.pieces.is_empty() && read.unread.len() == 1, "no text is left: {read:?}");
        let filter = ledger::Filter { verb: Some("requests.cover".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 10).await.expect("the ledger answers");
        let facts = &entries.first().expect("is recorded").facts;
        assert!(facts.contains("\"texts\":2") && facts.contains("\"rectangles\":1") && !facts.contains("Wang"), "{facts}");
    }

    async fn files_that_cannot_be_covered_say_why_and_others_are_not_offered(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let href = taken_down(&county, &mut clerk).await;
        let none = clerk.get(&format!("{href}/more/mask")).await;
        assert!(none.seen().contains("还没有上传能在这里遮盖的原件"), "{}", none.seen());
        let here = original(&mut clerk, &href, "坏.pdf", b"%PDF-1.4\nnothing").await;
        let page = clerk.get(&here).await;
        assert!(page.status == 200 && page.seen().contains("“坏.pdf”已损坏"), "{}", page.seen());
        assert!(page.form(&here).is_none());
        assert_eq!(clerk.get(&format!("{here}/1")).await.status, 404);
        let text = original(&mut clerk, &href, "说明.txt", "说明".as_bytes()).await;
        assert_eq!(text, here, "a text is not offered");
        assert_eq!(clerk.get(&format!("{href}/cover/999999")).await.status, 404);
    }
}
