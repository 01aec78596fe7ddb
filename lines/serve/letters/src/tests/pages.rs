//! The pages: who sees what, what is escaped, what counts once.

use axum::http::StatusCode;

use super::site::Site;
use super::*;

const HOSTILE: &str = "<script>alert(1)</script>";

fn form<'a>(once: &'a str, title: &'a str, body: &'a str) -> Vec<(&'a str, &'a str, &'a str)> {
    vec![
        ("once", "", once),
        ("mailbox", "", "mayor"),
        ("kind", "", "help"),
        ("title", "", title),
        ("body", "", body),
        ("name", "", "李青禾"),
        ("phone", "", "13800001234"),
        ("consent", "", "1"),
        ("notice", "", "1"),
        ("files", "照片说明.txt", "路灯在银行门口。"),
    ]
}

/// Number and query code on a receipt page.
fn number_and_code(page: &str) -> (String, String) {
    let copied = page.split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap();
    let (number, code) = copied.rsplit_once(' ').unwrap();
    (number.to_owned(), code.to_owned())
}

::store::both! {
    async fn public_pages_answer_with_and_without_letters(test: TestDb) {
        let mut site = Site::new(test).await;
        for round in 0..2 {
            for path in [
                "/letters", "/letters?kind=help&mailbox=mayor&year=2026&q=路灯&page=9", "/letters?unit=x&year=99999&page=-1",
                "/letters/notice", "/letters/stats", "/letters/stats?month=2026-03", "/letters/stats?year=1",
                "/letters/stats/list?count=received", "/letters/similar?q=路灯", "/letters/write?read=1", "/letters/query",
                "/api/v1/letters", "/api/v1/letters?limit=1", "/api/v1/openapi.json",
            ] {
                site.page(path, "").await;
            }
            assert_eq!(site.get("/letters/write", "").await.to, "/letters/notice");
            for path in ["/letters/77", "/letters/abc", "/api/v1/letters/77", "/letters/receipt/none", "/letters/stats/list?count=warned"] {
                assert_eq!(site.get(path, "").await.status, StatusCode::NOT_FOUND, "{path}");
            }
            if round == 0 {
                let written = site.county.answered(&lamps()).await;
                site.clock.set(site.county.now);
                let mut tx = site.app.db.begin().await.unwrap();
                let texts = ["路灯不亮", "李**反映路灯不亮", "已修好"];
                actions::publish::publish(&mut tx, &site.county.ground(), &site.county.clerk, written.letter, texts).await.unwrap();
                tx.commit().await.unwrap();
                site.app.search.catch_up(&site.app.db).await.unwrap();
                site.app.cache.invalidate(crate::CACHE);
                assert!(site.page("/letters", "").await.contains("路灯不亮"));
                let page = site.page(&format!("/letters/{}", written.letter), "").await;
                assert!(page.contains("已修好") && !page.contains("李青禾"));
                assert!(site.page("/letters/similar?q=路灯不亮", "").await.contains("路灯不亮"));
                assert!(site.page(&format!("/api/v1/letters/{}", written.letter), "").await.contains("已修好"));
            }
        }
    }

    async fn a_form_sent_twice_is_one_letter_and_its_receipt_shows_number_and_code(test: TestDb) {
        let mut site = Site::new(test).await;
        let body = format!("{HOSTILE} 人民路路灯一周没有亮了。");
        let fields = form("k1", HOSTILE, &body);
        let (one, two) = tokio::join!(site.post("/letters/write", "", &fields), site.post("/letters/write", "", &fields));
        assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER), "{}", one.text);
        assert_eq!(one.to, two.to);
        assert_eq!(store::count(&mut site.app.db.reader(), &store::Filter::all(site.clock.now())).await.unwrap(), 1);
        let receipt = site.page(&one.to, "").await;
        assert!(!receipt.contains(HOSTILE) && receipt.contains("2026-03-23"));
        let (number, code) = number_and_code(&receipt);
        let proof = site.page(&format!("{}/proof", one.to), "").await;
        let verified = ledger::Receipt::parse(&proof).unwrap().verify(None).unwrap();
        assert_eq!(verified.verb, "letters.write");
        let status = site.post("/letters/query", "", &[]).await.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = [("number", "", number.as_str()), ("code", "", code.as_str())];
        let request = format!("number={}&code={code}", web::encode(&number));
        let page = site.plain("/letters/query", &request).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains(HOSTILE) && page.text.contains("照片说明.txt"));
        let mut retract = asked.to_vec();
        retract.push(("text", "", "已经好了"));
        let done = site.post("/letters/query/retract", "", &retract).await;
        assert!(done.text.contains("来信已撤回"), "{}", done.text);
        let again = site.post("/letters/query/rate", "", &retract).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(site.post("/letters/query/explode", "", &asked).await.status, StatusCode::NOT_FOUND);
        site.later(1);
        assert_eq!(site.get(&one.to, "").await.status, StatusCode::NOT_FOUND, "a receipt page ends");
    }

    async fn wrong_fields_are_all_named_and_what_was_typed_is_kept(test: TestDb) {
        let site = Site::new(test).await;
        let answer = site.post("/letters/write", "", &[("title", "", "短"), ("body", "", "我写了很多很多字"), ("phone", "", "12")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["e-title", "e-mailbox", "e-kind", "e-name", "e-phone", "e-notice", "我写了很多很多字"] {
            assert!(answer.text.contains(part), "{part}: {}", answer.text);
        }
        let look = site.post("/letters/write", "", &[("look", "", "1"), ("body", "", "我写了很多很多字")]).await;
        assert_eq!(look.status, StatusCode::OK);
        assert!(look.text.contains("我写了很多很多字"));
    }

    async fn officials_see_their_letters_only_and_act_by_forms(test: TestDb) {
        let site = Site::new(test).await;
        let report = Writing { kind: "report".into(), title: HOSTILE.into(), ..lamps() };
        let written = site.county.write(&report).await;
        let clerk = site.sign_in(&site.county.clerk, "clerk").await;
        let city = site.sign_in(&site.county.city_desk, "city").await;
        let water = site.sign_in(&site.county.water_desk, "water").await;
        let page = format!("/work/letters/{}", written.matter);
        assert_eq!(site.get(&page, "").await.status, StatusCode::SEE_OTHER, "nobody signed in is asked to");
        for cookie in [&city, &water] {
            assert_eq!(site.get(&page, cookie).await.status, StatusCode::NOT_FOUND);
        }
        site.page("/work/letters", &clerk).await;
        site.page("/work/letters/warnings", &clerk).await;
        site.page("/work/letters/league", &clerk).await;
        assert_eq!(site.get("/work/letters/league", &city).await.status, StatusCode::NOT_FOUND);
        let text = site.page(&page, &clerk).await;
        assert!(text.contains("查看来信人身份") && !text.contains("13800001234") && !text.contains(HOSTILE));
        assert!(site.page(&format!("{page}/identity"), &clerk).await.contains("13800001234"));

        let seen = site.get(&page, &clerk).await.input("seen");
        let fields = [("once", "", "d1"), ("seen", "", seen.as_str()), ("tab", "", "desk"), ("unit", "", "县城管局"), ("assist", "", "县水利局")];
        let sent = site.post(&format!("{page}/dispatch"), &clerk, &fields).await;
        assert_eq!((sent.status, sent.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()), "{}", sent.text);
        let late = [("once", "", "d2"), ("seen", "", seen.as_str()), ("unit", "", "县水利局")];
        assert_eq!(site.post(&format!("{page}/dispatch"), &clerk, &late).await.status, StatusCode::CONFLICT);
        let text = site.page(&page, &city).await;
        assert!(text.contains("来信人要求保密") && !text.contains("李青禾") && !text.contains("13800001234"));
        assert!(!text.contains("查看来信人身份"));
        assert_eq!(site.get(&format!("{page}/identity"), &city).await.status, StatusCode::NOT_FOUND);
        site.page(&page, &water).await;
        assert_eq!(site.get(&format!("{page}/publish"), &city).await.status, StatusCode::NOT_FOUND);
        site.page(&format!("{page}/publish"), &clerk).await;
        let signed = site.post(&format!("{page}/sign"), &city, &[("once", "", "s1")]).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
        let empty = site.post(&format!("{page}/submit"), &city, &[("once", "", "s2"), ("tab", "", "submit")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", empty.text);
        let answer = [("once", "", "s3"), ("opinion", "", HOSTILE)];
        assert_eq!(site.post(&format!("{page}/submit"), &city, &answer).await.status, StatusCode::SEE_OTHER);
        assert!(!site.page(&page, &clerk).await.contains(HOSTILE));
        assert_eq!(site.post(&format!("{page}/explode"), &clerk, &[]).await.status, StatusCode::NOT_FOUND);
    }
}
