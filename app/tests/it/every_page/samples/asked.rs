//! Forms of surveys, public notices, quizzes and the hotline.

use testkit::{Browser, County};

use super::{Look, Sample, Way, numbered};
use crate::{hotline, requests, surveys, webhooks};

/// An objection to a notice, its receipt and how it stands; a try of a quiz, its result and certificate.
pub(super) async fn objected(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    let object = format!("{}/object", numbered(&mut browser, "/surveys/notices").await);
    look.answer(county, &mut browser, &Sample { whose: "", from: &object, to: &object, fields: &[], status: 422 })
        .await;
    let sample = Sample { whose: "", from: &object, to: &object, fields: &surveys::OBJECTION, status: 200 };
    let form = sample.form(&mut browser).await;
    let receipt = browser.submit(&form).await;
    look.open(county, &mut browser, "", &receipt.path).await;
    let (number, code) = requests::number_and_code(&receipt);
    let (at, asked) = ("/surveys/objections/query", [("number", number.as_str()), ("code", code.as_str())]);
    look.answer(county, &mut browser, &Sample { whose: "", from: at, to: at, fields: &asked, status: 200 }).await;

    let mut reader = county.signed_in("dianzi").await;
    let page = reader.get(&format!("/work{}", object.trim_end_matches("/object"))).await;
    let matter = page.links("/work/surveys/matters/").into_iter().next().expect("the objection");
    look.open(county, &mut reader, "dianzi", &matter).await;

    let quiz = numbered(&mut browser, "/surveys/quizzes").await;
    let begin = format!("{quiz}/begin");
    let sample = Sample { whose: "", from: &begin, to: &begin, fields: &[], status: 200 };
    let form = sample.form(&mut browser).await;
    let paper = browser.submit(&form).await.path;
    look.open(county, &mut browser, "", &paper).await;
    look.answer(county, &mut browser, &Sample { whose: "", from: &paper, to: &paper, fields: &[], status: 422 }).await;
    let sample = Sample { whose: "", from: &paper, to: &paper, fields: &[], status: 200 };
    let mut form = sample.form(&mut browser).await;
    let id = quiz.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a key");
    for item in ::surveys::store::items(&mut county.app().db.reader(), id).await.expect("a bank") {
        for right in item.right() {
            form = form.add(&format!("i{}", item.id), &right.to_string());
        }
    }
    assert_eq!(browser.submit(&form).await.status, 200);
    look.open(county, &mut browser, "", &paper).await;
    look.open(county, &mut browser, "", &format!("{paper}/certificate")).await;
}

/// What becomes of a survey's answers, which is a matter beside those of objections.
async fn feedback(county: &County, look: &mut Look) {
    let mut keeper = county.signed_in("dianzi").await;
    for link in keeper.get("/work/surveys").await.links("/work/surveys/") {
        let page = keeper.get(&link).await;
        if let Some(matter) = page.links("/work/surveys/matters/").into_iter().next() {
            look.open(county, &mut keeper, "dianzi", &matter).await;
        }
    }
}

/// A survey that is answered with nothing, and forms of a draft that are wrong.
pub(super) async fn surveyed(county: &County, look: &mut Look) {
    let mut browser = county.browser();
    let list = browser.get("/surveys").await;
    let mut answer = String::new();
    for link in list.links("/surveys/") {
        let page = browser.get(&link).await;
        answer = page.links(&format!("{link}/answer")).into_iter().next().unwrap_or(answer);
    }
    assert!(!answer.is_empty(), "no survey can be answered: {}", list.seen());
    look.answer(county, &mut browser, &Sample { whose: "", from: &answer, to: &answer, fields: &[], status: 422 })
        .await;
    feedback(county, look).await;
    let closed = browser.get("/surveys?tab=closed").await.links("/surveys/");
    let over = closed.iter().find(|link| link.rsplit('/').next().is_some_and(|id| id.parse::<i64>().is_ok()));
    look.open(county, &mut browser, "", &format!("{}/results", over.expect("one that is over"))).await;
    let whose = county.clerk_of("县城管局").await;
    let mut clerk = county.signed_in(&whose).await;
    let wrong = [("title", ""), ("what", "opinion"), ("kind", "poll")];
    let new = "/work/surveys/new";
    look.answer(county, &mut clerk, &Sample { whose: &whose, from: new, to: new, fields: &wrong, status: 422 }).await;
    let whose = county.clerk_of("县交通局").await;
    let mut keeper = county.signed_in(&whose).await;
    let mine = keeper.get("/work/surveys").await.links("/work/surveys/");
    let number = |link: &&String| link.rsplit('/').next().is_some_and(|id| id.parse::<i64>().is_ok());
    let asks = mine.iter().find(number).expect("a survey of the unit, which asks for files");
    look.open(county, &mut keeper, &whose, &format!("{asks}/files")).await;
}

/// A call taken down, what its agent sees of it, what the head of the hotline decides, and the city's platform.
pub(super) async fn callers(county: &County, look: &mut Look) {
    let whose = "rexian";
    let mut agent = county.signed_in(whose).await;
    let new = "/work/hotline/new";
    let wrong = [("title", ""), ("phone", "abc")];
    look.answer(county, &mut agent, &Sample { whose, from: new, to: new, fields: &wrong, status: 422 }).await;
    county.app().templates.rendered();
    let beside = agent.post("/work/hotline/beside", &[("phone", "13800001234"), ("title", "路灯")]).await;
    look.note(county, Way::Normal, whose, &beside);
    let mut fields = hotline::CALL.to_vec();
    fields.push(("confidential", "1"));
    let (taken, here) = hotline::called(&mut agent, &fields).await;
    look.open(county, &mut agent, whose, &taken.path).await;
    for page in ["", "/identity", "/correct", "/paper/register"] {
        look.open(county, &mut agent, whose, &format!("{here}{page}")).await;
    }
    let (_, open) = hotline::called(&mut agent, &hotline::CALL).await;
    let page = agent.get(&open).await;
    let form = page.form(&format!("{open}/answer")).expect("to be answered at once");
    agent.submit(&form.set("opinion", "报修后当晚处理。")).await;
    look.open(county, &mut agent, whose, &format!("{open}/publish")).await;
    listed(county, look, &mut agent, whose).await;
    let mut caller = county.browser();
    county.settle().await;
    let (number, code) = hotline::number_and_code(county, &taken);
    let asked = [("number", number.as_str()), ("code", code.as_str())];
    let query = Sample { whose: "", from: "/hotline/query", to: "/hotline/query", fields: &asked, status: 200 };
    look.answer(county, &mut caller, &query).await;
    for page in [
        "classes",
        "classes?id=1",
        "catalogue",
        "kpi",
        "sheets",
        "sheets?span=month",
        "hot",
        "pushes",
        "pushes?all=1",
        "duty",
        "roster",
        "roster?copy=1",
        "roster/print",
        "rings",
        "screen",
    ] {
        look.open(county, &mut agent, whose, &format!("/work/hotline/{page}")).await;
    }
    let mut head = county.signed_in("zhuren").await;
    let city = "/work/hotline/city";
    let push = [("push", "1")];
    let exchange = "/work/hotline/exchange";
    let phone = Sample { whose: "zhuren", from: exchange, to: exchange, fields: &push, status: 200 };
    look.answer(county, &mut head, &phone).await;
    look.answer(county, &mut head, &Sample { whose: "zhuren", from: city, to: city, fields: &push, status: 200 }).await;
    look.open(county, &mut head, "zhuren", "/work/hotline/exclusions").await;
    let list = head.get("/work/hotline?count=dispatched").await;
    let numbered = |l: &String| l.trim_start_matches("/work/hotline/").chars().all(|c| c.is_ascii_digit());
    let order = list.links("/work/hotline/").into_iter().find(numbered).expect("an order with a unit");
    let page = head.get(&order).await;
    let form = page.form(&format!("{order}/papers")).expect("a letter may be issued");
    let due = county.clock.now().plus(5 * base::time::DAY).date().to_string();
    head.submit(&form.set("paper_text", "请查明原因，限期整改。").set("paper_due", &due)).await;
    for page in [order.as_str(), "/work/hotline/papers", "/work/hotline/papers/1"] {
        look.open(county, &mut head, "zhuren", page).await;
    }
}

/// Somebody who gave a fixed telephone is told by calling: the list of whom to call, and a call that is not taken down rightly.
async fn listed(county: &County, look: &mut Look, agent: &mut Browser, whose: &str) {
    let mut fixed: Vec<(&str, &str)> = hotline::CALL.into_iter().filter(|(name, _)| *name != "phone").collect();
    fixed.extend([("phone", "0571-88880000"), ("told_by", "call")]);
    let (_, refused) = hotline::called(agent, &fixed).await;
    let form = agent.get(&refused).await.form(&format!("{refused}/refuse")).expect("may be refused");
    agent.submit(&form.set("outcome", "refused_suit").set("opinion", "请向人民法院起诉。")).await;
    let calls = agent.get("/work/calls").await;
    let call = calls.links("/work/calls/").into_iter().next().expect("somebody to be called");
    for page in ["/work/calls", "/work/calls?count=settled", call.as_str()] {
        look.open(county, agent, whose, page).await;
    }
    look.answer(county, agent, &Sample { whose, from: &call, to: &call, fields: &[("note", "x")], status: 422 }).await;
}

/// Endpoints and keys of other platforms, as their keeper registers them, and a message that was sent.
pub(super) async fn platforms(county: &County, look: &mut Look) {
    let whose = "dianzi";
    let mut keeper = county.signed_in(whose).await;
    let (new, keys) = ("/work/webhooks/new", "/work/open311");
    let wrong = [("name", ""), ("url", "https://127.0.0.1/hooks")];
    look.answer(county, &mut keeper, &Sample { whose, from: new, to: new, fields: &wrong, status: 422 }).await;
    webhooks::open(county);
    let receiver = ::webhooks::testing::Receiver::start().await.expect("a receiver");
    let (here, _) = webhooks::registered(&mut keeper, &receiver.url(), &["closed"]).await;
    webhooks::press(&mut keeper, &here, "ping").await;
    county.settle().await;
    let page = keeper.get(&format!("{here}?all=1")).await;
    let sent = page.links(&format!("{here}/deliveries/")).into_iter().next().expect("a test");
    for path in [here, sent] {
        look.open(county, &mut keeper, whose, &path).await;
    }
    let fine = [("name", "随手拍"), ("contact", "县融媒体中心")];
    look.answer(county, &mut keeper, &Sample { whose, from: keys, to: keys, fields: &fine, status: 200 }).await;
    look.answer(county, &mut keeper, &Sample { whose, from: keys, to: keys, fields: &[("name", "")], status: 422 })
        .await;
}
