//! Forms that count once, the bot check, files that stay, messages for the next page.

use axum::http::StatusCode;
use store::jobs::{self, State};
use store::testing::TestDb;

use crate::world::{Answer, World};

async fn count(world: &World) -> i64 {
    let counts = jobs::count(&mut world.app.db.reader()).await.expect("jobs are counted");
    counts.into_iter().find(|(state, _)| *state == State::Waiting).map_or(0, |(_, count)| count)
}

fn field(page: &Answer, name: &str) -> String {
    page.input(name)
}

store::both! {
    async fn the_same_form_many_times_at_once_is_one_matter(db: TestDb) {
        let world = World::with(db, |config| config.bot_check = false).await;
        let page = world.get("/write", "").await;
        let once = field(&page, "once");
        assert_eq!(once.len(), 32);
        let body = format!("once={once}&title=%E8%B7%AF%E7%81%AF%E4%B8%8D%E4%BA%AE");
        let all = futures::future::join_all((0..8).map(|_| world.post("/write", "", body.clone()))).await;
        let to = all[0].header("location").to_owned();
        assert!(to.starts_with("/number/"), "{}", all[0].text());
        for answer in &all {
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to.as_str()));
        }
        assert_eq!(count(&world).await, 1);
        let other = world.post("/write", "", body.replace(&once, "another")).await;
        assert_ne!(other.header("location"), to);
        assert_eq!(count(&world).await, 2);
        world.clock.set(world.clock.now().plus(40 * base::time::DAY));
        assert_eq!(web::sweep(&world.app).await.expect("old keys go"), 2);
    }
}

/// The answer to the question on a page, by trying what the words offer.
fn answers(page: &str) -> Vec<String> {
    let question = page.split("验证问题：").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    let words = question.split(['、', '，', '“', '”', '和', '？', '的', '第', '个']).map(str::to_owned);
    let letters = question.chars().map(|c| c.to_string());
    (0..=20).map(|n: u32| n.to_string()).chain(words).chain(letters).filter(|word| !word.is_empty()).collect()
}

async fn solve(world: &World, page: &Answer, more: &str) -> Option<Answer> {
    let (token, once) = (field(page, "challenge"), field(page, "once"));
    for answer in answers(&page.text()) {
        let body = format!(
            "once={once}&challenge={}&challenge_answer={}&title=%E6%A0%87%E9%A2%98%E4%B8%80{more}",
            web::encode(&token),
            web::encode(&answer)
        );
        let answer = world.post("/write", "", body).await;
        if answer.status == StatusCode::SEE_OTHER {
            return Some(answer);
        }
    }
    None
}

#[tokio::test]
async fn a_person_who_answers_gets_through_once_and_a_program_does_not() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.rate_limits = false).await;
    let page = world.get("/write", "").await;
    assert!(page.text().contains("验证问题："));
    assert!(solve(&world, &page, "").await.is_none(), "nobody is that fast");
    world.clock.set(world.clock.now().plus(10_000));
    assert!(solve(&world, &page, "&website=x").await.is_none(), "people do not see the trap");
    let through = solve(&world, &page, "").await.expect("a person gets through");
    assert!(through.header("location").starts_with("/number/"));
    let again = solve(&world, &page, "&once=other").await;
    assert_eq!(again.map(|answer| answer.header("location").to_owned()).as_deref(), Some(through.header("location")));
    let wrong =
        world.post("/write", "", "title=%E6%A0%87%E9%A2%98&body=%E6%89%93%E4%BA%86%E5%BE%88%E5%A4%9A%E5%AD%97").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("打了很多字") && wrong.text().contains("验证问题已过期"));
    world.clock.set(world.clock.now().plus(3 * base::time::HOUR));
    let fresh_key = world.get("/write", "").await;
    assert_ne!(field(&fresh_key, "challenge"), field(&page, "challenge"));
    assert!(
        solve(&world, &page, "&x=1").await.is_none_or(|answer| answer.header("location") == through.header("location"))
    );
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn whoever_answers_rightly_but_too_fast_waits_and_need_not_answer_again() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.rate_limits = false).await;
    let page = world.get("/write", "").await;
    let (token, once) = (field(&page, "challenge"), field(&page, "once"));
    let said = |answer: &str| {
        let (token, answer) = (web::encode(&token), web::encode(answer));
        format!("once={once}&challenge={token}&challenge_answer={answer}&title=%E6%A0%87%E9%A2%98%E4%B8%80")
    };
    let mut right = None;
    for answer in answers(&page.text()) {
        let again = world.post("/write", "", said(&answer)).await;
        if again.text().contains("提交得太快了") {
            assert_eq!(field(&again, "challenge"), token, "the same question comes back");
            assert_eq!(field(&again, "challenge_answer"), answer, "with what was answered");
            right = Some(answer);
        }
    }
    world.clock.set(world.clock.now().plus(10_000));
    let through = world.post("/write", "", said(&right.expect("one of the answers is right"))).await;
    assert_eq!(through.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_question_that_nobody_answered_is_asked_for_after_what_stands_above_it() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.rate_limits = false).await;
    let page = world.get("/write", "").await;
    world.clock.set(world.clock.now().plus(10_000));
    let (token, once) = (field(&page, "challenge"), field(&page, "once"));
    let none = "请回答验证问题。";
    for (answer, said) in [("", none), ("%20%E3%80%80", none), ("zzz", "验证问题的回答不对")] {
        let body = format!("once={once}&challenge={}&challenge_answer={answer}&title=", web::encode(&token));
        let again = world.post("/write", "", body).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        // The list of errors stands above the form.
        let (text, title) = (again.text(), "请填写标题。");
        let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is said"));
        assert!(at(title) < at(said), "{said}");
    }
}

#[tokio::test]
async fn a_question_is_good_for_one_form() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.rate_limits = false).await;
    let page = world.get("/write", "").await;
    world.clock.set(world.clock.now().plus(10_000));
    assert!(solve(&world, &page, "").await.is_some());
    let other = Answer {
        status: page.status,
        headers: page.headers.clone(),
        bytes: page.text().replace("name=\"once\" value=\"", "name=\"once\" value=\"0").into_bytes(),
    };
    assert!(solve(&world, &other, "").await.is_none(), "another form needs another question");
    assert_eq!(count(&world).await, 1);
}

#[tokio::test]
async fn wrong_fields_come_back_together_with_what_was_typed_and_the_files() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.bot_check = false).await;
    let parts: [(&str, &str, &[u8]); 3] = [
        ("title", "", "路".as_bytes()),
        ("body", "", "<script>alert(1)</script>".as_bytes()),
        ("files", "说明.txt", "附件的内容，几个字。".as_bytes()),
    ];
    let page = world.post_parts("/write", "", &parts).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    let text = page.text();
    assert!(text.contains("标题至少 2 个字") && text.contains("value=\"路\""));
    assert!(text.contains("&lt;script&gt;") && !text.contains("<script>alert"));
    assert!(text.contains("说明.txt"), "the file has arrived and need not be chosen again: {text}");
    let kept = field(&page, "kept");
    let body = format!("title=%E8%B7%AF%E7%81%AF&kept={}&once=k", web::encode(&kept.replace("&amp;", "&")));
    let done = world.post("/write", "", body).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let filter = jobs::Filter::default();
    let jobs = jobs::list(&mut world.app.db.reader(), &filter, None, 10).await.expect("jobs");
    assert!(jobs[0].payload.to_string().contains("说明.txt"), "{}", jobs[0].payload);
}

#[tokio::test]
async fn a_message_is_shown_once_on_the_next_page() {
    let db = TestDb::new(store::Dialect::Sqlite).await;
    let world = World::with(db, |config| config.bot_check = false).await;
    let done = world.post("/write", "", "title=%E8%B7%AF%E7%81%AF").await;
    let cookie = format!("notice={}", done.cookie("notice").expect("a message"));
    let next = world.get(done.header("location"), &cookie).await;
    assert!(next.text().contains("“路灯”已收到"));
    assert_eq!(next.cookie("notice").as_deref(), Some(""), "it is forgotten");
    let forged = world.get("/number/1", "notice=00000000000000000000000000000000.good.e4bda0").await;
    assert_eq!(forged.status, StatusCode::OK);
    assert!(!forged.text().contains("你"), "nobody else can leave messages");
}
