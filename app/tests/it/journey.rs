//! One matter all the way through the house: written, dispatched to two units, signed for, answered, approved, rated,
//! published, counted, proved — through the same handlers that browsers call, on both databases.

use ledger::Receipt;
use testkit::{Answer, Browser, County, PageForm, both};

const TITLE: &str = "人民路路灯不亮请尽快维修";

/// The form for writing, filled in.
pub(crate) fn letter(form: PageForm, title: &str, consent: bool) -> PageForm {
    form.set("mailbox", "mayor")
        .set("kind", "complaint")
        .set("title", title)
        .set("body", "人民路与建设街路口往东两百米的路灯已有一周不亮，晚上老人出行很不方便，请安排维修。")
        .set("name", "陈晓禾")
        .set("phone", "13800001234")
        .set("consent", if consent { "1" } else { "0" })
        .set("notice", "1")
        .file("files", "路灯.txt", "路口现场记录：七盏路灯不亮。".as_bytes())
}

/// Number and query code on a receipt.
pub(crate) fn number_and_code(receipt: &Answer) -> (String, String) {
    assert_eq!(receipt.status, 200, "{}", receipt.seen());
    let seen = receipt.seen();
    let number = between(&seen, "青信〔", "号").map(|n| format!("青信〔{n}号")).expect("a number");
    (number, digits(&seen, 10).expect("a query code of ten digits"))
}

/// Writes a letter through the form and gives number, query code and the proof.
pub(crate) async fn write(citizen: &mut Browser, title: &str, consent: bool) -> (String, String, Receipt) {
    let page = citizen.get("/letters/write?read=1").await;
    let form = letter(page.form("/letters/write").expect("the form for writing"), title, consent);
    let receipt = citizen.submit(&form).await;
    let (number, code) = number_and_code(&receipt);
    let proof = receipt.links("/letters/receipt/").into_iter().find(|l| l.ends_with("/proof")).expect("a proof");
    let proof = citizen.get(&proof).await;
    (number, code, Receipt::parse(&proof.text()).expect("a receipt"))
}

/// A browser at which somebody has signed in by telephone.
pub(crate) async fn citizen(county: &County, phone: &str) -> Browser {
    let mut citizen = county.browser();
    let page = citizen.get("/login").await;
    let sent = citizen.submit(&page.form("/login").expect("a form").set("phone", phone)).await;
    county.settle().await;
    let sent_to = |m: &&identity::message::Message| m.phone == phone && m.text.contains("验证码");
    let text = county.messages.lock().expect("messages").iter().rfind(sent_to).map(|m| m.text.clone()).expect("a code");
    let code = digits(&text, 6).expect("six digits");
    let form = sent.form("/login/code").expect("the form for the code");
    let inside = citizen.submit(&form.set("code", &code)).await;
    assert_eq!(inside.status, 200, "{}", inside.seen());
    citizen
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(rest[..rest.find(after)?].to_owned())
}

/// The first run of exactly `length` digits.
fn digits(text: &str, length: usize) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == length).map(str::to_owned)
}

/// Does `action` on the page of the letter `id` with `fields`.
async fn act(browser: &mut Browser, id: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(&format!("/work/letters/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.seen());
    let form = page.form(&format!("/work/letters/{id}/{action}"));
    let form = form.unwrap_or_else(|| panic!("{action} is not offered: {}", page.seen()));
    let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    let answer = browser.submit(&form).await;
    assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
    answer
}

/// The key of the matter with this title in somebody's 待办.
async fn find(browser: &mut Browser, title: &str) -> Option<String> {
    let list = browser.get("/work").await;
    assert_eq!(list.status, 200);
    let text = list.text();
    let at = text.find(title)?;
    let before = &text[..at];
    let link = before.rfind("/work/matters/").map(|i| i + "/work/matters/".len());
    let link = link.or_else(|| before.rfind("/work/letters/").map(|i| i + "/work/letters/".len()))?;
    Some(before[link..].chars().take_while(char::is_ascii_digit).collect())
}

both! {
    async fn a_letter_goes_all_the_way(county: County) {
        let mut citizen = county.browser();
        let (number, code, receipt) = write(&mut citizen, TITLE, true).await;
        county.settle().await;
        let verified = receipt.verify(Some(county.app().ledger.public_key())).expect("it holds");
        assert!(!verified.lines().is_empty());

        let mut clerk = county.signed_in("xinxiang").await;
        let id = find(&mut clerk, TITLE).await.expect("the clerk has it");
        let lead = county.unit("县城管局").await.to_string();
        let assisting = county.unit("县教育局").await.to_string();
        act(&mut clerk, &id, "dispatch", &[("unit_id", &lead), ("assist_id", &assisting)]).await;

        let mut unit = county.signed_in(&county.clerk_of("县城管局").await).await;
        assert_eq!(find(&mut unit, TITLE).await.as_deref(), Some(id.as_str()));
        act(&mut unit, &id, "sign", &[]).await;
        act(&mut unit, &id, "submit", &[("opinion", "已于当日更换七盏路灯的驱动电源并恢复照明，今后每周巡查。")]).await;

        let mut head = county.signed_in("zhuren").await;
        let answered = |m: &identity::message::Message| m.phone == "13800001234" && m.text.contains(&number) && m.text.contains("已答复");
        let told = || county.messages.lock().expect("messages").iter().filter(|m| answered(m)).count();
        assert_eq!(told(), 0, "nothing goes out before the head has seen it");
        act(&mut head, &id, "approve", &[]).await;
        county.settle().await;
        assert_eq!(told(), 1, "the citizen is told that there is an answer");

        let query = citizen.get("/letters/query").await;
        let form = query.form("/letters/query").expect("the form for asking");
        let answer = citizen.submit(&form.set("number", &number).set("code", &code)).await;
        assert!(answer.seen().contains("更换七盏路灯"), "{}", answer.seen());
        let rate = answer.form("/letters/query/rate").expect("the form for rating");
        let rated = citizen.submit(&rate.set("satisfaction", "5")).await;
        assert_eq!(rated.status, 200, "{}", rated.seen());

        let publish = clerk.get(&format!("/work/letters/{id}/publish")).await;
        let form = publish.form(&format!("/work/letters/{id}/publish")).expect("the form for publishing");
        let published = clerk.submit(&form).await;
        assert_eq!(published.status, 200, "{}", published.seen());
        county.settle().await;

        let list = citizen.get("/letters").await;
        assert!(list.seen().contains(TITLE), "{}", list.seen());
        assert!(!list.text().contains("陈晓禾") && !list.text().contains("13800001234"));
        let home = citizen.get("/").await;
        assert!(home.seen().contains(TITLE));

        let stats = head.get("/work/reports?year=2026&month=3").await;
        assert_eq!(stats.status, 200);
        assert!(stats.seen().contains("2026 年 3 月"));
        let report = ledger::verify(&county.app().db).await.expect("the ledger is read");
        assert!(report.bad.is_none(), "{:?}", report.lines());
        let (checked, bad) = matter::replay::all(&county.app().db, 10).await.expect("the replay runs");
        assert!(checked > 0 && bad.is_empty(), "{bad:?}");
    }

    async fn an_informant_who_is_to_be_called_stays_unknown_and_other_lines_call_others(county: County) {
        let mut citizen = county.browser();
        let page = citizen.get("/letters/write?read=1").await;
        let form = letter(page.form("/letters/write").expect("the form for writing"), TITLE, false);
        let wrong = citizen.submit(&form.clone().set("told_by", "mail")).await;
        assert!(wrong.status == 422 && wrong.seen().contains("选择电子邮件的"), "{}", wrong.seen());
        let form = wrong.form("/letters/write").expect("once more").set("kind", "report").set("told_by", "call");
        number_and_code(&citizen.submit(&form).await);
        let mut clerk = county.signed_in("xinxiang").await;
        let id = find(&mut clerk, TITLE).await.expect("the letter");
        act(&mut clerk, &id, "refuse", &[("outcome", "refused_court"), ("opinion", "请通过诉讼解决。")]).await;
        let list = clerk.get("/work/calls").await;
        assert!(list.seen().contains("保密") && list.seen().contains("本人选择电话告知"), "{}", list.seen());
        let call = list.links("/work/calls/").into_iter().next().expect("somebody to be called");
        for page in [&list, &clerk.get(&call).await] {
            assert!(!page.text().contains("13800001234") && !page.text().contains("陈晓禾"), "{}", page.seen());
        }
        let mut agent = county.signed_in("rexian").await;
        assert!(!agent.get("/work/calls").await.links("/work/calls/").contains(&call), "the hotline calls its own");
        assert_eq!(agent.get(&call).await.status, 404);
    }

    async fn the_same_form_sent_twice_is_one_letter(county: County) {
        let mut citizen = county.browser();
        let page = citizen.get("/letters/write?read=1").await;
        let form = page.form("/letters/write").expect("the form");
        let form = form
            .set("mailbox", "mayor")
            .set("kind", "consult")
            .set("title", "咨询医保异地就医怎样备案")
            .set("body", "我在外地务工，想问异地就医备案的办理地点和所需材料。")
            .set("anonymous", "1")
            .set("consent", "0")
            .set("notice", "1");
        let (mut one, mut two) = (citizen.clone(), citizen.clone());
        let (first, second) = tokio::join!(one.submit(&form), two.submit(&form));
        assert_eq!((first.status, second.status), (axum::http::StatusCode::OK, axum::http::StatusCode::OK));
        assert_eq!(first.path, second.path);
        let mut clerk = county.signed_in("xinxiang").await;
        let list = clerk.get("/work").await.text();
        assert_eq!(list.matches("咨询医保异地就医怎样备案").count(), 1);
    }

    async fn wrong_fields_come_back_all_at_once_with_everything_typed(county: County) {
        let mut citizen = county.browser();
        let page = citizen.get("/letters/write?read=1").await;
        let form = page.form("/letters/write").expect("the form");
        let typed = "<script>alert(1)</script>人民路 𬭎㛃 𫖯";
        let answer = citizen.submit(&form.set("title", "短").set("body", typed).set("phone", "abc")).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.text().contains("<script>alert"));
        let again = answer.form("/letters/write").expect("the form again");
        assert_eq!(again.value("body").map(str::trim), Some(typed));
        assert!(answer.text().matches("aria-invalid=\"true\"").count() >= 3, "{}", answer.seen());
        let page = citizen.get("/letters/write?read=1").await.form("/letters/write").expect("the form");
        let program = letter(page, TITLE, true).file("files", "照片.jpg", b"MZ\x90\x00\x03\x00\x00\x00");
        let refused = citizen.submit(&program).await;
        assert!(refused.status == 422 && refused.seen().contains("照片.jpg"), "a renamed program: {}", refused.seen());
        assert_eq!(refused.form("/letters/write").expect("the form again").value("title"), Some(TITLE));
    }

    async fn a_citizen_who_signed_in_by_phone_finds_the_letters_again(county: County) {
        let mut citizen = citizen(&county, "13800005678").await;
        let (number, ..) = write(&mut citizen, "建议在西街设置公交站", false).await;
        let mine = citizen.get("/my").await;
        assert!(mine.seen().contains(&number), "{}", mine.seen());
        let mut stranger = county.browser();
        assert!(!stranger.get("/my").await.text().contains(&number));
    }
}
