//! What people type into the form of a request, however short or long: it is taken, or the form says why and keeps it.

use testkit::{Browser, both};

use crate::requests::{asked, number_and_code};

async fn form(browser: &mut Browser, organ: &str, title: &str) -> testkit::PageForm {
    let page = browser.get("/requests/ask").await;
    asked(page.form("/requests/ask").expect("the form"), organ, title)
}

/// Titles of the requests in the register that have `word` in them.
async fn registered(county: &testkit::County, word: &str) -> usize {
    let mut clerk = county.signed_in("shenqing").await;
    let list = clerk.get(&format!("/work/requests?q={}", web::encode(word))).await;
    let is = |l: &&String| l.trim_start_matches("/work/requests/").chars().all(|c| c.is_ascii_digit());
    list.links("/work/requests/").iter().filter(is).count()
}

both! {
    async fn one_character_is_a_request_and_a_hundred_thousand_are_kept_until_they_are_fewer(county: County) {
        let organ = county.unit("县政府办").await.to_string();
        let mut citizen = county.browser();
        let short = form(&mut citizen, &organ, "路").await.set("content", "路");
        number_and_code(&citizen.submit(&short).await);

        let long = "查".repeat(100_000);
        let typed = form(&mut citizen, &organ, "长申请").await.set("content", &long);
        let refused = citizen.submit(&typed).await;
        assert_eq!(refused.status, 422, "{}", refused.seen());
        assert!(refused.seen().contains("现在是 100000 个字，请删减 90000 个字"), "the form says why");
        let again = refused.form("/requests/ask").expect("the form again");
        assert_eq!(again.value("content").map(|text| text.chars().count()), Some(100_000), "nothing typed is lost");
        assert_eq!(again.value("name"), Some("陈晓禾"));
        assert_eq!(registered(&county, "长申请").await, 0, "nothing is kept of what was refused");
        let fits = again.set("content", &long.chars().take(10_000).collect::<String>()).set("notice", "1");
        let receipt = citizen.submit(&fits).await;
        let (number, _) = number_and_code(&receipt);
        assert_eq!(number_and_code(&citizen.submit(&fits).await).0, number, "sent twice is one request");
        assert_eq!(registered(&county, "长申请").await, 1);

        let page = form(&mut citizen, &organ, &"名".repeat(101)).await;
        let refused = citizen.submit(&page).await;
        assert!(refused.status == 422 && refused.seen().contains("所需信息的名称最多 100 个字"), "{}", refused.seen());
        let page = form(&mut citizen, &organ, "附件是改名的程序").await;
        let program = page.file("files", "证明.pdf", b"MZ\x90\x00\x03\x00\x00\x00");
        let refused = citizen.submit(&program).await;
        assert!(refused.status == 422 && refused.seen().contains("证明.pdf"), "a renamed program: {}", refused.seen());
        assert_eq!(refused.form("/requests/ask").expect("the form again").value("title"), Some("附件是改名的程序"));
        let empty = form(&mut citizen, &organ, "").await.set("content", "　 ");
        let refused = citizen.submit(&empty).await;
        assert!(refused.status == 422 && refused.seen().contains("所需信息的描述"), "{}", refused.seen());
    }

    async fn many_requests_of_one_person_are_each_one_and_the_clerk_is_told_that_they_are_many(county: County) {
        let organ = county.unit("县政府办").await.to_string();
        let mut citizen = county.browser();
        let mut numbers = std::collections::BTreeSet::new();
        for n in 0..12 {
            let page = form(&mut citizen, &organ, &format!("多件申请之{n}")).await;
            let (number, _) = number_and_code(&citizen.submit(&page).await);
            assert!(numbers.insert(number));
        }
        assert_eq!(registered(&county, "多件申请之").await, 12);
        let mut clerk = county.signed_in("shenqing").await;
        let last = numbers.last().expect("a number").clone();
        let list = clerk.get(&format!("/work/requests?q={}", web::encode(&last))).await;
        let is = |l: &String| l.trim_start_matches("/work/requests/").chars().all(|c| c.is_ascii_digit());
        let links = list.links("/work/requests/");
        assert!(list.seen().contains("确认："), "the light of the confirmation: {}", list.seen());
        let here = links.into_iter().find(is).expect("in the register");
        let today = county.clock.today().to_string();
        for number in &numbers {
            let list = clerk.get(&format!("/work/requests?q={}", web::encode(number))).await;
            let href = list.links("/work/requests/").into_iter().find(is).expect("in the register");
            let page = clerk.get(&href).await;
            let confirm = page.form(&format!("{href}/confirm")).expect("to be confirmed").set("day", &today);
            assert_eq!(clerk.submit(&confirm).await.status, 200);
        }
        let seen = clerk.get(&here).await.seen();
        assert!(seen.contains("本自然月内这是该申请人的第 12 件申请"), "{seen}");
    }
}
