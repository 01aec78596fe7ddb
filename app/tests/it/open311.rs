//! Open311 GeoReport v2 all the way through the house, through the same handlers that foreign programs call.

use axum::http::StatusCode;
use serde_json::Value;
use testkit::{Answer, Browser, County, both};

use crate::hotline::history;

/// What a program hands in.
const POTHOLE: [(&str, &str); 8] = [
    ("description", "人民路中学门口路灯不亮，我是陈晓禾，电话13800001234。"),
    ("lat", "30.5928"),
    ("long", "114.3055"),
    ("address_string", "人民路中学门口"),
    ("last_name", "陈"),
    ("first_name", "晓禾"),
    ("phone", "13800001234"),
    ("email", "chen@example.com"),
];

/// Registers a key as its keeper does; gives it.
pub(crate) async fn key(county: &County, name: &str) -> String {
    let mut keeper = county.signed_in("dianzi").await;
    let page = keeper.get("/work/open311").await;
    let form = page
        .forms()
        .into_iter()
        .find(|f| f.action == "/work/open311")
        .expect("the form")
        .set("name", name)
        .set("contact", "县融媒体中心");
    let shown = keeper.submit(&form).await;
    let key = shown.text().split("<code>").nth(1).and_then(|t| t.split('<').next()).expect("the key, once").to_owned();
    assert_eq!(key.len(), 40, "{}", shown.seen());
    assert!(!keeper.get("/work/open311").await.text().contains(&key), "not a second time");
    key
}

/// The code of a service.
async fn service(program: &mut Browser) -> String {
    let services = program.get("/open311/v2/services.json").await.json();
    let found = services.as_array().expect("a list").iter().find(|s| s["service_name"] == "路灯照明");
    found.expect("lamps")["service_code"].as_str().expect("a code").to_owned()
}

async fn hand(program: &mut Browser, file: &str, more: &[(&str, &str)]) -> Answer {
    let but = |name: &str| more.iter().any(|(known, _)| *known == name);
    let mut fields: Vec<(&str, &str)> = POTHOLE.iter().copied().filter(|(name, _)| !but(name)).collect();
    fields.extend(more.iter().copied().filter(|(_, value)| !value.is_empty()));
    program.post(&format!("/open311/v2/{file}"), &fields).await
}

fn errors(answer: &Answer) -> Vec<String> {
    let errors = answer.json();
    let errors = errors.as_array().unwrap_or_else(|| panic!("{}", answer.text()));
    errors
        .iter()
        .map(|error| {
            assert_eq!(error["code"], answer.status.as_u16(), "{}", answer.text());
            error["description"].as_str().unwrap_or_default().to_owned()
        })
        .collect()
}

fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json().as_array().expect("a list").clone()
}

both! {
    async fn a_program_finds_the_interface_its_services_and_what_can_be_said(county: County) {
        history(&county).await;
        let mut program = county.browser();
        let found = program.get("/open311/discovery.json").await.json();
        let endpoint = &found["endpoints"][0];
        assert!(endpoint["url"].as_str().is_some_and(|url| url.ends_with("/open311/v2")), "{found}");
        let xml = program.get("/open311/discovery.xml").await;
        assert!(xml.text().starts_with("<?xml") && xml.text().contains("<endpoints><endpoint><specification>"), "{}", xml.text());
        let code = service(&mut program).await;
        let xml = program.get("/open311/v2/services.xml").await;
        assert_eq!(xml.headers["content-type"], "text/xml; charset=utf-8");
        let services = open311::read::services(xml.text().as_bytes()).expect("our own answer is read");
        assert!(services.iter().any(|s| s.code == code && s.metadata && !s.group.is_empty()), "{}", xml.text());
        let definition = program.get(&format!("/open311/v2/services/{code}.json")).await.json();
        assert_eq!(definition["attributes"][0]["code"], "kind");
        let xml = program.get(&format!("/open311/v2/services/{code}.xml")).await.text();
        assert!(xml.contains("<attribute><variable>true</variable><code>kind</code>"), "{xml}");
        for (path, status) in [
            ("/open311/v2/services/none.json", 404),
            ("/open311/v2/requests/999999.json", 404),
            ("/open311/v2/requests/x.json", 404),
            ("/open311/v2/tokens/x.json", 404),
            ("/open311/v2/other.json", 404),
            ("/open311/v2/requests.json?status=done&start_date=x", 400),
            ("/open311/v2/requests.json?api_key=nobody", 403),
        ] {
            let answer = program.get(path).await;
            assert_eq!(answer.status.as_u16(), status, "{path}");
            assert!(!errors(&answer).is_empty());
        }
        let xml = program.get("/open311/v2/requests.xml?page=0").await;
        assert!(xml.text().contains("<errors><error><code>400</code><description>page"), "{}", xml.text());
    }

    async fn what_a_program_hands_in_is_an_order_like_others_once_and_read_back_masked(county: County) {
        history(&county).await;
        let key = key(&county, "随手拍").await;
        let other = self::key(&county, "另一个程序").await;
        let mut program = county.browser();
        let code = service(&mut program).await;
        let given = [("api_key", key.as_str()), ("service_code", code.as_str()), ("attribute[consent]", "true")];
        let taken = rows(&hand(&mut program, "requests.json", &given).await).remove(0);
        let id = taken["service_request_id"].as_str().expect("a number").to_owned();
        assert!(taken["service_notice"].as_str().is_some_and(|n| n.contains("青热") && n.contains("查询码")), "{taken}");
        let again = rows(&hand(&mut program, "requests.json", &given).await).remove(0);
        assert_eq!((&again["service_request_id"], &again["token"]), (&taken["service_request_id"], &taken["token"]));
        assert!(!again.to_string().contains("查询码"), "the code is told once");
        let xml = hand(&mut program, "requests.xml", &[&given[..], &[("description", "另一件：井盖破损。")]].concat()).await;
        let second = open311::read::requests(xml.text().as_bytes()).expect("our own answer is read").remove(0);
        assert_ne!(second.id, id);
        county.settle().await;

        let mut agent = county.signed_in("rexian").await;
        let page = agent.get(&format!("/work/hotline/{id}")).await;
        for word in ["陈晓禾", "13800001234", "chen@example.com", "开放接口", "纬度 30.5928", "路灯照明"] {
            assert!(page.seen().contains(word), "{word}: {}", page.seen());
        }
        let read = program.get(&format!("/open311/v2/requests/{id}.json?api_key={key}")).await;
        let row = rows(&read).remove(0);
        assert_eq!((&row["status"], &row["service_code"], &row["lat"]), (&"open".into(), &code.as_str().into(), &30.5928.into()));
        for personal in ["陈晓禾", "13800001234", "chen@example.com"] {
            assert!(!read.text().contains(personal), "{personal}: {}", read.text());
        }
        let list = program.get(&format!("/open311/v2/requests.xml?api_key={key}&status=open&service_code={code}")).await;
        let found = open311::read::requests(list.text().as_bytes()).expect("our own answer is read");
        assert_eq!(found.len(), 2, "{}", list.text());
        assert!(found[0].requested.is_some() && found[0].expected.is_some() && found.iter().any(|r| r.at == Some((30.5928, 114.3055))));
        let token = taken["token"].as_str().expect("a token");
        assert_eq!(rows(&program.get(&format!("/open311/v2/tokens/{token}.json")).await)[0]["service_request_id"], id.as_str());
        for path in [format!("requests/{id}.json"), format!("requests/{id}.json?api_key={other}")] {
            assert_eq!(program.get(&format!("/open311/v2/{path}")).await.status, 404, "{path}");
        }
        assert!(rows(&program.get(&format!("/open311/v2/requests.json?api_key={other}")).await).is_empty());
        assert!(rows(&program.get(&format!("/open311/v2/requests.json?service_request_id={id}")).await).is_empty());
    }

    async fn what_is_wrong_is_named_and_who_has_no_key_hands_in_nothing(county: County) {
        history(&county).await;
        let key = key(&county, "随手拍").await;
        let mut program = county.browser();
        let code = service(&mut program).await;
        let good = [("api_key", key.as_str()), ("service_code", code.as_str())];
        let anonymous = hand(&mut program, "requests.json", &[("service_code", &code)]).await;
        assert_eq!(anonymous.status, 403);
        assert!(errors(&anonymous)[0].contains("api_key"));
        assert_eq!(hand(&mut program, "requests.json", &[("api_key", "x"), ("service_code", &code)]).await.status, 403);
        for (more, named) in [
            (&[("service_code", "none")][..], "service_code"),
            (&[("description", "")], "description"),
            (&[("lat", "")], "lat"),
            (&[("lat", "91")], "lat"),
            (&[("lat", ""), ("long", ""), ("address_string", "")], "address_string"),
            (&[("phone", "12")], "phone"),
            (&[("email", "x")], "email"),
            (&[("media_url", "file:///etc/passwd")], "media_url"),
            (&[("attribute[kind]", "x")], "attribute[kind]"),
        ] {
            let fields: Vec<(&str, &str)> =
                good.iter().copied().filter(|(n, _)| more.iter().all(|(m, _)| m != n)).chain(more.iter().copied()).collect();
            let answer = hand(&mut program, "requests.json", &fields).await;
            assert_eq!(answer.status, 400, "{more:?} {}", answer.text());
            assert!(errors(&answer).iter().any(|e| e.starts_with(named)), "{named}: {}", answer.text());
        }
        let xml = hand(&mut program, "requests.xml", &[("api_key", "x")]).await;
        assert!(xml.text().contains("<errors><error><code>403</code>"), "{}", xml.text());
        // A key that was withdrawn.
        let mut keeper = county.signed_in("dianzi").await;
        let page = keeper.get("/work/open311").await;
        let close = page.forms().into_iter().find(|f| f.action.ends_with("/close")).expect("to be withdrawn");
        keeper.submit(&close).await;
        assert_eq!(hand(&mut program, "requests.json", &good).await.status, 403);
    }

    async fn what_is_kept_in_confidence_is_shown_to_no_program(county: County) {
        history(&county).await;
        let key = key(&county, "随手拍").await;
        let mut program = county.browser();
        let code = service(&mut program).await;
        for attribute in [("attribute[confidential]", "true"), ("attribute[kind]", "report")] {
            let given = [("api_key", key.as_str()), ("service_code", code.as_str()), attribute];
            let taken = rows(&hand(&mut program, "requests.json", &given).await).remove(0);
            assert!(taken["service_notice"].as_str().is_some_and(|n| n.contains("保密")), "{taken}");
            let id = taken["service_request_id"].as_str().expect("a number");
            assert_eq!(program.get(&format!("/open311/v2/requests/{id}.json?api_key={key}")).await.status, 404);
        }
        assert!(rows(&program.get(&format!("/open311/v2/requests.json?api_key={key}")).await).is_empty());
    }

    async fn a_program_reads_all_that_it_handed_in_or_is_told_to_ask_for_fewer_days(county: County) {
        history(&county).await;
        let key = key(&county, "随手拍").await;
        let mut program = county.browser();
        let code = service(&mut program).await;
        let rules = base::Rules::built_in().with_edit("open311.own", 10, county.clock.now().date(), "试点").expect("within bounds");
        county.app().replace_rules(rules);
        let given = |number: usize| [("api_key", key.clone()), ("service_code", code.clone()), ("description", format!("第 {number} 盏路灯不亮"))];
        let asked = format!("/open311/v2/requests.json?api_key={key}");
        for number in 0..11 {
            let given = given(number);
            let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(hand(&mut program, "requests.json", &given).await.status, 200);
            let answer = program.get(&asked).await;
            if number < 10 {
                assert_eq!(rows(&answer).len(), number + 1);
            } else {
                assert_eq!(answer.status, 400);
                assert!(errors(&answer).iter().any(|words| words.contains("超过 10 件") && words.contains("缩短")), "{}", answer.text());
            }
        }
    }

    async fn everybody_reads_what_was_published_and_nothing_else(county: County) {
        let now = county.clock.now();
        let wanted = ::hotline::demo::Wanted { orders: 40, from: now.plus(-60 * base::time::DAY), to: now, seed: 7 };
        ::hotline::demo::demo(county.app(), wanted).await.expect("a history");
        county.settle().await;
        let mut program = county.browser();
        let cases = program.get("/hotline/cases").await.links("/hotline/cases/");
        let found = rows(&program.get("/open311/v2/requests.json").await);
        assert!(!cases.is_empty() && found.len() >= cases.len(), "{} {}", cases.len(), found.len());
        assert!(found.iter().all(|r| r["status"] == "closed" && r["description"].is_string() && r["address"].is_null()));
        let first = found[0]["service_request_id"].as_str().expect("a number");
        assert_eq!(program.get(&format!("/open311/v2/requests/{first}.xml")).await.status, 200);
        let page = rows(&program.get("/open311/v2/requests.json?page_size=1&page=2").await);
        assert_eq!(page.first(), found.get(1));
        assert!(rows(&program.get("/open311/v2/requests.json?status=open").await).is_empty());
        let early = "/open311/v2/requests.json?start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00Z";
        assert!(rows(&program.get(early).await).is_empty());
    }

    async fn what_another_server_handed_out_is_taken_in_once(county: County) {
        history(&county).await;
        let mut keeper = county.signed_in("dianzi").await;
        let file = r#"[{"service_request_id":"A-1","status":"open","service_name":"Street light","service_code":"none",
            "description":"灯杆倾斜","address":"人民路","lat":30.5,"long":114.3},
            {"service_request_id":"A-2","status":"closed","service_name":"x"},{"service_request_id":"A-3"}]"#;
        let page = keeper.get("/work/open311/import").await;
        let form = page.form("/work/open311/import").expect("the form").set("source", "邻县");
        let done = keeper.submit(&form.clone().file("file", "requests.json", file.as_bytes())).await;
        assert!(done.seen().contains("登记 1 件"), "{}", done.seen());
        let page = keeper.get("/work/open311/import").await;
        let again = page.form("/work/open311/import").expect("the form").set("source", "邻县");
        let done = keeper.submit(&again.file("file", "requests.json", file.as_bytes())).await;
        assert!(done.seen().contains("登记 0 件；以前导入过的 1 件"), "{}", done.seen());
        let page = keeper.get("/work/open311/import").await;
        let wrong = page.form("/work/open311/import").expect("the form").set("source", "邻县");
        let wrong = keeper.submit(&wrong.file("file", "x.xml", b"<html/>")).await;
        assert!(wrong.status == 422 && wrong.seen().contains("service_requests"), "{}", wrong.seen());
        let mut agent = county.signed_in("rexian").await;
        county.settle().await;
        assert!(agent.get("/work/hotline?source=open311").await.seen().contains("Street light"));
    }
}
