//! The hotline all the way through the house, through the same handlers that browsers and the city's platform call.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use testkit::{Answer, Browser, County, both};

use hotline::testing::{order, signed};

/// A call as the agent takes it down.
pub(crate) const CALL: [(&str, &str); 9] = [
    ("phone", "138 0000 1234"),
    ("name", "陈晓禾"),
    ("source", "phone"),
    ("urgency", "plain"),
    ("kind", "complaint"),
    ("title", "人民路路灯不亮"),
    ("body", "人民路从中学到医院的路灯三天不亮，学生下晚自习看不清路。我是陈晓禾，电话13800001234。"),
    ("place", "人民路中学门口"),
    ("consent", "1"),
];

/// The classes and the catalogue of the demonstration, and a few orders.
pub(crate) async fn history(county: &County) {
    let now = county.clock.now();
    let wanted = hotline::demo::Wanted { orders: 6, from: now.plus(-20 * base::time::DAY), to: now, seed: 7 };
    hotline::demo::demo(county.app(), wanted).await.expect("a history");
    county.settle().await;
}

/// The key of a class, as the form offers it.
pub(crate) async fn class(browser: &mut Browser, title: &str) -> String {
    let text = browser.get("/work/hotline/new").await.text();
    let before = text.split(&format!("{title}</option>")).next().unwrap_or_default();
    let key = before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
    assert!(key.parse::<i64>().is_ok(), "no class {title}: {key}");
    key
}

/// Takes a call down; gives the page with number and code, and the address of the order.
pub(crate) async fn called(agent: &mut Browser, fields: &[(&str, &str)]) -> (Answer, String) {
    let page = agent.get("/work/hotline/new").await;
    let form = page.form("/work/hotline/new").expect("the form");
    let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    let taken = agent.submit(&form).await;
    let numbered = |l: &String| l.trim_start_matches("/work/hotline/").chars().all(|c| c.is_ascii_digit());
    let here = taken.links("/work/hotline/").into_iter().find(numbered);
    let here = here.unwrap_or_else(|| panic!("not taken: {}", taken.seen()));
    (taken, here)
}

/// Number and query code of what was taken, as the agent reads them out and the caller gets them as a message.
pub(crate) fn number_and_code(county: &County, taken: &Answer) -> (String, String) {
    let seen = taken.seen();
    let number: String = seen.split("青热").nth(1).unwrap_or_default().chars().take(13).collect();
    let number = format!("青热{number}");
    let messages = county.messages.lock().expect("messages").clone();
    let told = messages.iter().find(|m| m.text.contains(&number)).expect("the caller got a message").text.clone();
    let code = told.split("查询码").nth(1).unwrap_or_default().chars().take(10).collect();
    (number, code)
}

async fn pressed(browser: &mut Browser, here: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(here).await;
    let form = page.form(&format!("{here}/{action}")).unwrap_or_else(|| panic!("no {action}: {}", page.seen()));
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// Presses the button of an act on an order; it is done.
pub(crate) async fn press(browser: &mut Browser, here: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = pressed(browser, here, action, fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{action}: {}", answer.seen());
    answer
}

/// The same with something wrong in the form, which comes back.
pub(crate) async fn wrongly(browser: &mut Browser, here: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = pressed(browser, here, action, fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}: {}", answer.seen());
    answer
}

/// Somebody calls in confidence, and the order goes to 县城管局; gives the agent and the address of the order.
pub(crate) async fn in_confidence(county: &County) -> (Browser, String) {
    history(county).await;
    let mut agent = county.signed_in("rexian").await;
    let mut fields = CALL.to_vec();
    fields.push(("confidential", "1"));
    let (_, here) = called(&mut agent, &fields).await;
    let unit = county.unit("县城管局").await.to_string();
    press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
    (agent, here)
}

/// That each number of a page opens a list that says it has as many.
pub(crate) async fn as_many_as(browser: &mut Browser, page: &Answer, lists: &str) {
    let numbers = page.numbers(lists);
    assert!(numbers.iter().any(|(number, _)| *number > 0), "{}", page.seen());
    for (number, link) in numbers.into_iter().take(30) {
        let list = browser.get(&link).await;
        assert!(
            list.status == 200 && list.seen().contains(&format!("共 {number} 件")),
            "{number} {link}: {}",
            list.seen()
        );
    }
}

both! {
    async fn a_call_is_taken_dispatched_handled_and_called_back_for(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let lamps = class(&mut agent, "路灯照明").await;
        let mut fields = CALL.to_vec();
        fields.push(("class", &lamps));
        let (taken, here) = called(&mut agent, &fields).await;
        assert!(taken.seen().contains("查询码"), "{}", taken.seen());
        county.settle().await;
        // The next call from there: who called before, what is like it, and who does it.
        let page = agent.get("/work/hotline/new").await;
        let look = fields.iter().fold(page.form("/work/hotline/new").expect("the form"), |f, (n, v)| f.set(n, v));
        let looked = agent.submit(&look.set("look", "1")).await;
        assert_eq!(looked.status, 200);
        for word in ["天内共 1 件", "近似工单", "建议承办单位", "派单目录：路灯照明"] {
            assert!(looked.seen().contains(word), "{word}: {}", looked.seen());
        }
        let typed = [("phone", "13800001234"), ("title", "路灯")];
        let beside = agent.post("/work/hotline/beside", &typed).await;
        assert!(beside.seen().contains("天内共 1 件"), "{}", beside.seen());
        let address = "/work/hotline/beside?phone=13800001234";
        assert_eq!(agent.get(address).await.status, 405, "what was said stands in no address");

        let unit = county.unit("县城管局").await.to_string();
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        press(&mut desk, &here, "sign", &[]).await;
        let page = desk.get(&here).await;
        assert!(page.seen().contains("13800001234"), "the unit knows whom to call");
        press(&mut desk, &here, "contact", &[("opinion", "已联系诉求人。")]).await;
        press(&mut desk, &here, "submit", &[("opinion", "已修好。")]).await;
        assert!(agent.get("/work/hotline").await.seen().contains("审核：还有 1 个工作日"), "what was handed in waits for its review");
        press(&mut agent, &here, "approve", &[]).await;
        // An order that waited for its callback read 已完成.
        for list in ["/work/hotline", "/work", "/work/doing"] {
            let seen = agent.get(list).await.seen();
            assert!(seen.contains("回访：还有 2 个工作日") && !seen.contains("已完成"), "{list}: {seen}");
        }
        wrongly(&mut agent, &here, "callback", &[("reached", "1")]).await;
        let said = [("reached", "1"), ("contacted", "1"), ("solved", "1"), ("satisfaction", "5")];
        let done = press(&mut agent, &here, "callback", &said).await;
        assert!(done.seen().contains("办结"), "{}", done.seen());

        let (number, code) = number_and_code(&county, &taken);
        let mut caller = county.browser();
        let page = caller.get("/hotline/query").await;
        let form = page.form("/hotline/query").expect("the form").set("number", &number);
        let status = caller.submit(&form.clone().set("code", &code)).await;
        assert!(status.seen().contains("已修好。"), "{number}: {}", status.seen());
        assert_eq!(caller.submit(&form.set("code", "0000000000")).await.status, 422);
    }

    async fn who_called_in_confidence_stands_on_no_page_of_anybody(county: County) {
        let (agent, here) = in_confidence(&county).await;
        county.settle().await;
        for login in ["rexian", "zhuren", "xianzhang", &county.clerk_of("县城管局").await] {
            let mut browser = county.signed_in(login).await;
            let export = "/work/hotline/export".to_owned();
            let papers = ["register", "transfer", "supervise"].map(|form| format!("{here}/paper/{form}"));
            for path in [here.clone(), "/work/hotline".to_owned(), export, "/work".to_owned()].into_iter().chain(papers) {
                let answer = browser.get(&path).await;
                assert_eq!(answer.status, 200, "{login} {path}");
                let text = answer.text();
                assert!(!text.contains("陈晓禾") && !text.contains("13800001234"), "{login} reads it on {path}");
            }
            let identity = browser.get(&format!("{here}/identity")).await;
            assert_eq!(identity.status == StatusCode::OK, login == "rexian", "{login}");
        }
        let mut other = county.signed_in(&county.clerk_of("县水利局").await).await;
        assert_eq!(other.get(&here).await.status, 404, "another unit does not see it");
        let mut auditor = county.signed_in("auditor").await;
        let log = auditor.get("/work/access?kind=read").await.rows("table.list");
        let looks: Vec<&Vec<String>> = log.iter().filter(|row| row[4] == format!("{here}/identity")).collect();
        let name = county.actor(&agent).await.staff().expect("the agent").name.clone();
        assert!(matches!(*looks, [look] if look[1] == "查看个人信息" && look[2] == name && look[5] == "成功"), "the one look is noted, and whose: {log:?}");
    }

    async fn of_an_order_about_a_unit_its_people_read_the_caller_nowhere(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let mut fields = CALL.to_vec();
        fields.push(("complained", "县城管局"));
        let (_, here) = called(&mut agent, &fields).await;
        let unit = county.unit("县城管局").await.to_string();
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit), ("opinion", "由该局纪检部门核查陈晓禾所说")]).await;
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        press(&mut desk, &here, "sign", &[]).await;
        press(&mut agent, &here, "note", &[("opinion", "陈晓禾补充：晚上打13800001234。")]).await;
        county.settle().await;
        let papers = ["register", "transfer", "supervise"].map(|form| format!("{here}/paper/{form}"));
        for path in [here.clone(), "/work/hotline".to_owned(), "/work".to_owned()].into_iter().chain(papers) {
            let answer = desk.get(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            let text = answer.text();
            assert!(!text.contains("陈晓禾") && !text.contains("13800001234"), "they read it on {path}: {}", answer.seen());
        }
        assert_eq!(desk.get(&format!("{here}/identity")).await.status, 404);
        let whole = desk.get(&here).await;
        assert!(whole.seen().contains("（保密）") && whole.seen().contains("诉求人补充"), "{}", whole.seen());
        let file = desk.get("/work/hotline/export").await;
        let cells = exported(&file.bytes);
        assert!(cells.contains("人民路路灯不亮") && !cells.contains("陈晓禾") && !cells.contains("13800001234"), "{cells}");
        let mut program = county.browser();
        let told = program.get("/open311/v2/requests.json").await;
        assert!(told.status == 200 && !told.text().contains("陈晓禾") && !told.text().contains("13800001234"), "{}", told.text());
        assert!(agent.get(&here).await.seen().contains("13800001234"), "the desk knows whom to call");
    }

    async fn who_only_passed_it_on_or_only_reads_gets_no_name_from_any_text(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let (_, here) = called(&mut agent, &CALL).await;
        let (water, city) = (county.unit("县水利局").await.to_string(), county.unit("县城管局").await.to_string());
        press(&mut agent, &here, "dispatch", &[("unit_id", &water)]).await;
        let mut passed = county.signed_in(&county.clerk_of("县水利局").await).await;
        assert!(passed.get(&here).await.seen().contains("13800001234"), "it lies there");
        press(&mut passed, &here, "object", &[("opinion", "路灯不归水利局。")]).await;
        press(&mut agent, &here, "accept", &[]).await;
        press(&mut agent, &here, "dispatch", &[("unit_id", &city)]).await;
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        press(&mut desk, &here, "sign", &[]).await;
        press(&mut desk, &here, "contact", &[("opinion", "已联系陈晓禾，电话13800001234。")]).await;
        press(&mut desk, &here, "submit", &[("opinion", "已当面告知陈晓禾，13800001234。")]).await;
        let mut leader = county.signed_in("xianzhang").await;
        let silent = async |browser: &mut Browser, path: &str, who: &str| {
            let answer = browser.get(path).await;
            assert_eq!(answer.status, 200, "{who} {path}");
            let text = answer.text();
            assert!(!text.contains("陈晓禾") && !text.contains("13800001234"), "{who} reads it on {path}: {}", answer.seen());
        };
        silent(&mut leader, &here, "a draft under review: the leader").await;
        silent(&mut passed, &here, "a draft under review: the unit before").await;
        press(&mut agent, &here, "approve", &[]).await;
        let text = "陈晓禾说还不亮，再打13800001234。";
        let said = [("reached", "1"), ("contacted", "1"), ("solved", "0"), ("satisfaction", "1"), ("text", text)];
        press(&mut agent, &here, "callback", &said).await;
        for path in ["", "/paper/register", "/paper/transfer", "/paper/callback"].map(|more| format!("{here}{more}")) {
            silent(&mut leader, &path, "the leader").await;
            silent(&mut passed, &path, "the unit before").await;
        }
        let own = desk.get(&here).await;
        assert!(own.seen().contains("陈晓禾说还不亮") && own.seen().contains("已当面告知陈晓禾"), "who handles it reads all: {}", own.seen());
    }

    async fn the_city_pushes_signed_and_is_told_what_and_why(county: County) {
        history(&county).await;
        let mut city = county.browser();
        let body = order("SZ2026001", 1, json!({}));
        assert_eq!(push(&mut city, "x", &body, "whsec_AAAAAAAAAAAAAAAAAAAAAAAA", county.clock.now()).await.status, 404, "not set up");
        let mut head = county.signed_in("zhuren").await;
        let page = head.get("/work/hotline/city").await;
        let form = page.form("/work/hotline/city").expect("the settings").set("push", "1");
        let shown = head.submit(&form).await;
        let key = shown.text().split("<code>").nth(1).and_then(|t| t.split('<').next()).expect("the key, once").replace("&#x2f;", "/");
        assert!(!head.get("/work/hotline/city").await.text().contains("<code>"), "not a second time");

        let now = county.clock.now();
        let first = push(&mut city, "msg_1", &body, &key, now).await;
        assert_eq!((first.status.as_u16(), first.json()["result"].as_str()), (200, Some("taken")), "{}", first.text());
        let number = first.json()["number"].as_str().expect("our number").to_owned();
        let again = push(&mut city, "msg_1", &body, &key, now).await;
        assert_eq!((again.json()["result"].as_str(), again.json()["number"].as_str()), (Some("same"), Some(number.as_str())));
        for (status, event, body, key, at) in [
            (403, "msg_2", &body, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAA", now),
            (403, "msg_2", &body, key.as_str(), now.plus(3_600_000)),
            (403, "msg_2", &body, key.as_str(), now.plus(-3_600_000)),
            (422, "msg_3", &json!({ "type": "order.created", "data": {} }), key.as_str(), now),
            (202, "msg_4", &json!({ "type": "order.sung", "data": { "number": "1", "version": 1 } }), key.as_str(), now),
            (409, "msg_1", &order("SZ2026001", 2, json!({})), key.as_str(), now),
        ] {
            let answer = push(&mut city, event, body, key, at).await;
            assert_eq!(answer.status.as_u16(), status, "{event} {}", answer.text());
        }
        let late = push(&mut city, "msg_5", &body, &key, now.plus(3_600_000)).await;
        assert!(late.text().contains(&(now.0 / 1_000).to_string()), "it is told our time: {}", late.text());
        let mut agent = county.signed_in("rexian").await;
        let list = agent.get("/work/hotline?q=SZ2026001").await;
        assert!(list.seen().contains(&number), "found by the city's number: {}", list.seen());
        let pushes = agent.get("/work/hotline/pushes").await;
        assert!(pushes.seen().contains("不能识别"), "{}", pushes.seen());
        let one = pushes.links("/work/hotline/pushes/").into_iter().next().expect("one put aside");
        let page = agent.get(&one).await;
        agent.submit(&page.form(&one).expect("to be settled")).await;
        assert!(!agent.get("/work/hotline/pushes").await.links("/work/hotline/pushes/").contains(&one));
    }

    async fn what_an_informant_sent_is_read_where_the_identity_is_and_by_nobody_else(county: County) {
        history(&county).await;
        let mut head = county.signed_in("zhuren").await;
        let page = head.get("/work/hotline/city").await;
        let shown = head.submit(&page.form("/work/hotline/city").expect("the settings").set("push", "1")).await;
        let key = shown.text().split("<code>").nth(1).and_then(|t| t.split('<').next()).expect("the key, once").replace("&#x2f;", "/");
        let mut city = county.browser();
        let files = json!([{ "name": "王川的证据.txt", "content": "eGlhbiBjaGFuZw==" }]);
        let body = order("SZ2026009", 1, json!({ "kind": "举报", "class": "Z9", "attachments": files }));
        assert_eq!(push(&mut city, "msg_1", &body, &key, county.clock.now()).await.json()["result"], "taken");
        let mut agent = county.signed_in("rexian").await;
        let one = agent.get("/work/hotline/pushes").await.links("/work/hotline/pushes/").into_iter().next().expect("put aside");
        let page = agent.get(&one).await;
        let right = page.links("/work/hotline/").into_iter().find(|l| l.ends_with("/correct")).expect("it can be put right");
        let here = right.trim_end_matches("/correct").to_owned();
        let raw = agent.get(&format!("{one}/raw")).await;
        assert_eq!(raw.json(), body, "the whole message");
        // The person is named on the page of the identity alone, and there is what he sent.
        assert!(!agent.get(&here).await.text().contains("王川"));
        let file = agent.get(&format!("{here}/identity")).await.links(&format!("{here}/identity/")).into_iter().next().expect("the evidence");
        assert_eq!(agent.get(&file).await.text(), "xian chang");
        let plain = file.replace("/identity/", "/files/");
        assert_eq!(agent.get(&plain).await.status, 404);
        assert_ne!(head.get(&file).await.status, 200, "the head asks the desk");
        // What was taken down wrongly is put right with a reason.
        let form = agent.get(&right).await.form(&right).expect("the form");
        let wrong = agent.submit(&form.clone().set("reason", "错")).await;
        assert_eq!(wrong.status, 422, "{}", wrong.seen());
        let lamps = class(&mut agent, "路灯照明").await;
        let form = agent.get(&right).await.form(&right).expect("the form");
        let form = form.set("class", &lamps).set("urgency", "urgent").set("complained", "县水利局");
        let done = agent.submit(&form.set("reason", "来电人再次说明了情况")).await;
        assert!(done.seen().contains("登记信息已更正") && done.seen().contains("分类 （无）→路灯照明"), "{}", done.seen());
        assert!(done.seen().contains("紧急程度 一般→紧急") && !done.text().contains("13900001111"), "{}", done.seen());
        // Its form as a Word file, with no more than the page.
        let word = agent.get(&format!("{here}/paper/register/word")).await;
        let office = intake::office::read("登记表.docx", &word.bytes).expect("a Word file");
        let text: Vec<&str> = office.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(text.contains(&"市平台编号") && text.contains(&"SZ2026009"), "{text:?}");
        assert!(!text.iter().any(|t| t.contains("王川") || t.contains("13900001111")), "{text:?}");
        // The public learns nothing of it, whatever it asks for.
        let mut anybody = county.browser();
        let listed = async |anybody: &mut Browser, asked: &str| anybody.get(&format!("/hotline/stats/list?count=received{asked}")).await.rows("table.list");
        assert!(!listed(&mut anybody, "").await.is_empty(), "other orders are listed");
        for asked in ["", "&kind=report", "&kind=report&month=2026-03", "&state=received", &format!("&class={lamps}")] {
            let rows = listed(&mut anybody, asked).await;
            assert!(!rows.iter().any(|row| row.contains(&"举报".to_owned())), "{asked}: {rows:?}");
        }
    }

    async fn every_number_opens_the_list_that_it_counts(county: County) {
        history(&county).await;
        let mut anybody = county.browser();
        let stats = anybody.get("/hotline/stats").await;
        as_many_as(&mut anybody, &stats, "/hotline/stats/list").await;
        assert!(!stats.text().contains("/hotline/stats?year="), "no way to a year in which nothing came");
        for year in ["1999", "2025", "2999", "x"] {
            assert_eq!(anybody.get(&format!("/hotline/stats?year={year}")).await.status, 404, "{year}");
        }
        let mut head = county.signed_in("zhuren").await;
        let kpi = head.get("/work/hotline/kpi?from=2026-01-01&to=2026-12-31").await;
        as_many_as(&mut head, &kpi, "/work/hotline?count=").await;
        let seen = kpi.seen();
        assert!(seen.contains("平均办理时长") && kpi.links("/work/hotline?count=answered").len() > 1, "{seen}");
        let sheets = head.get("/work/hotline/sheets?span=month").await;
        assert!(sheets.text().contains("/work/hotline/sheets/export?span=month"), "{}", sheets.seen());
        for (file, kind) in [("export", "xlsx"), ("word", "docx")] {
            let answer = head.get(&format!("/work/hotline/sheets/{file}?span=month")).await;
            let office = intake::office::read(&format!("月报.{kind}"), &answer.bytes).expect("an office file");
            let text: Vec<&str> = office.pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert!(["受理", "满意率", "平均办理时长"].iter().all(|word| text.contains(word)), "{file}: {text:?}");
        }
        for export in ["/work/hotline/kpi/export", "/work/hotline/export?kind=help"] {
            let file = head.get(export).await;
            assert!(file.status == 200 && file.bytes.starts_with(b"PK"), "{export}");
        }
    }
}

/// What stands in the cells of an Excel file.
fn exported(file: &[u8]) -> String {
    let office = intake::office::read("导出.xlsx", file).expect("an Excel file");
    office.pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// Sends a message as the city's platform does.
pub(crate) async fn push(city: &mut Browser, event: &str, body: &Value, key: &str, at: base::Moment) -> Answer {
    let body = body.to_string();
    let request = Request::builder().method(Method::POST).uri("/api/v1/hotline/orders");
    let request = request.header("content-type", "application/json");
    let request =
        signed(key, event, at, body.as_bytes()).into_iter().fold(request, |r, (name, value)| r.header(name, value));
    city.send(request.body(Body::from(body)).expect("a request")).await
}
