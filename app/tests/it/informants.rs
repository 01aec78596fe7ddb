//! Who informs stays unknown, also where clerks type freely: in documents and meetings to which an order goes, in opinions and answers, in
//! notes on calls and hand-overs, in the names of files and in what is printed and exported (信访工作条例 arts. 28 and 30).

use axum::http::StatusCode;
use testkit::{Answer, Browser, County, both};

use crate::hotline::{history, in_confidence, press};
use crate::journey::{letter, number_and_code};

const NAME: &str = "陈晓禾";
const PHONE: &str = "13800001234";
/// What a clerk should not have typed, and did.
const TYPED: &str = "陈晓禾（13800001234）反映的问题";

/// Neither name nor telephone; a Word file or a workbook is opened.
fn names_nobody(who: &str, path: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{who} {path}: {}", answer.seen());
    let mut text = answer.text();
    for file in ["登记表.docx", "工单.xlsx"] {
        if let Ok(office) = intake::office::read(file, &answer.bytes) {
            text = office.pieces.iter().map(|piece| piece.text.as_str()).collect();
        }
    }
    assert!(!text.is_empty() && !text.contains(NAME) && !text.contains(PHONE), "{who} reads it at {path}: {text}");
}

async fn nowhere(browser: &mut Browser, who: &str, paths: &[String]) {
    for path in paths {
        names_nobody(who, path, &browser.get(path).await);
    }
}

/// What everybody's search, the trail's feed and the ledger hold beside the pages.
async fn nothing_is_kept_open(county: &County) {
    let q = &mut county.app().db.reader();
    for (table, columns) in
        [("matter_matter", "title || snapshot"), ("store_search", "title || body"), ("ledger_entry", "facts")]
    {
        for row in ::store::Query::rows(q, &format!("SELECT {columns} FROM {table}"), Vec::new()).await.expect("rows") {
            let text: String = row.at(0).expect("a text");
            assert!(!text.contains(NAME) && !text.contains(PHONE), "{table}: {text}");
        }
    }
}

/// The first link to a letter in the list of whoever looks.
async fn first_letter(browser: &mut Browser) -> String {
    let numbered = |l: &String| l.trim_start_matches("/work/letters/").parse::<i64>().is_ok();
    browser.get("/work/letters").await.links("/work/letters/").into_iter().find(numbered).expect("a letter")
}

both! {
    async fn who_informs_is_named_by_no_document_meeting_paper_or_list(county: County) {
        let (_, here) = in_confidence(&county).await;
        let handler = county.clerk_of("县城管局").await;
        let mut desk = county.signed_in(&handler).await;
        press(&mut desk, &here, "sign", &[]).await;
        let mut head = county.signed_in("zhuren").await;
        let until = county.clock.now().plus(9 * base::time::DAY).date().to_string();
        let out = [
            ("hold_kind", "document"), ("hold_plan", TYPED), ("opinion", TYPED), ("hold_until", until.as_str()),
            ("hold_ref", TYPED), ("hold_title", TYPED), ("hold_organ", TYPED),
        ];
        press(&mut head, &here, "hold", &out).await;
        let today = county.clock.now().date().to_string();
        for (kind, more) in [("rectify", ("paper_due", until.as_str())), ("visit", ("visit_people", TYPED))] {
            let page = head.get(&here).await.form(&format!("{here}/papers")).expect("the form");
            let form = page.set("kind", kind).set("paper_text", TYPED).set(more.0, more.1);
            let form = form.set("visit_on", &today).set("visit_at", "00:10");
            let made = head.submit(&form.file("files", "陈晓禾家现场.txt", "灯杆".as_bytes())).await;
            assert_eq!(made.status, StatusCode::OK, "{kind}: {}", made.seen());
        }
        county.settle().await;
        let mut letters: Vec<String> = head.get(&here).await.links("/work/hotline/papers/");
        letters.retain(|link| !link.contains("/files/"));
        assert!(letters.len() >= 2, "a letter and a visit: {letters:?}");
        let mut paths = vec![here.clone()];
        paths.extend(["register", "transfer", "supervise", "handed"].map(|form| format!("{here}/paper/{form}")));
        paths.extend(["register", "handed"].map(|form| format!("{here}/paper/{form}/word")));
        paths.extend(letters);
        let lists = ["/work", "/work/hotline", "/work/hotline/export", "/work/hotline/handed", "/work/hotline/handed?all=1",
            "/work/hotline/screen", "/work/hotline/sheets", "/work/hotline/hot", "/work/hotline/kpi"];
        let over_all: Vec<String> = paths.iter().cloned().chain(lists.map(str::to_owned)).collect();
        paths.push("/work/hotline/papers".to_owned());
        for back in [false, true] {
            if back {
                let done = press(&mut head, &here, "result", &[("hold_ref", TYPED), ("hold_result", TYPED)]).await;
                assert!(done.seen().contains("恢复办理"), "{}", done.seen());
            }
            for login in ["rexian", "zhuren", "xianzhang"] {
                nowhere(&mut county.signed_in(login).await, login, &over_all).await;
            }
            nowhere(&mut desk, &handler, &paths).await;
        }
        let list = head.get("/work/hotline/handed?all=1").await.seen();
        assert!(list.contains("诉求人（138****1234）反映的问题") && list.contains("已返回"), "{list}");
        nothing_is_kept_open(&county).await;
    }

    async fn what_agents_tell_each_other_and_note_on_calls_names_no_informant(county: County) {
        history(&county).await;
        let mut other = county.signed_in("zuoxi").await;
        let take = other.get("/work/hotline/duty").await.forms().into_iter().find(|f| f.action.contains("/duty/take/"));
        other.submit(&take.expect("a hand-over waits").set("remark", "已核对。")).await;
        let given = press(&mut other, "/work/hotline/duty", "give", &[("shift", "1"), ("handover", TYPED)]).await;
        assert!(given.seen().contains(TYPED), "{}", given.seen());
        let mut agent = county.signed_in("rexian").await;
        assert!(agent.get("/work/hotline/duty").await.seen().contains(TYPED), "the desk reads it");
        nowhere(&mut county.signed_in("xianzhang").await, "xianzhang", &["/work/hotline/duty".to_owned()]).await;
        let mut citizen = county.browser();
        let form = citizen.get("/letters/write?read=1").await.form("/letters/write").expect("the form");
        let form = letter(form, "举报夜间违规施工扰民", false).set("kind", "report").set("told_by", "call");
        number_and_code(&citizen.submit(&form).await);
        let mut clerk = county.signed_in("xinxiang").await;
        let here = first_letter(&mut clerk).await;
        press(&mut clerk, &here, "refuse", &[("outcome", "refused_court"), ("opinion", TYPED)]).await;
        let call = clerk.get("/work/calls").await.links("/work/calls/").into_iter().next().expect("to be called");
        let form = clerk.get(&call).await.form(&call).expect("the form");
        assert_eq!(clerk.submit(&form.set("result", "missed").set("note", TYPED)).await.status, StatusCode::OK);
        let page = clerk.get(&call).await;
        assert!(page.seen().contains("未接通") && page.seen().contains("本人（138****1234）反映的问题"), "{}", page.seen());
        nowhere(&mut clerk, "xinxiang", &[call, "/work/calls".to_owned(), here]).await;
    }

    async fn files_and_words_of_a_letter_of_an_informant_are_for_the_desk_that_asks(county: County) {
        let mut citizen = county.browser();
        let form = citizen.get("/letters/write?read=1").await.form("/letters/write").expect("the form");
        let form = letter(form, "举报夜间违规施工扰民", false).set("kind", "report");
        let form = form.file("files", "陈晓禾拍的照片.txt", "夜里两点".as_bytes());
        number_and_code(&citizen.submit(&form).await);
        let mut clerk = county.signed_in("xinxiang").await;
        let here = first_letter(&mut clerk).await;
        let unit = county.unit("县城管局").await.to_string();
        press(&mut clerk, &here, "dispatch", &[("unit_id", &unit), ("opinion", TYPED)]).await;
        let handler = county.clerk_of("县城管局").await;
        let mut desk = county.signed_in(&handler).await;
        press(&mut desk, &here, "sign", &[]).await;
        let answer = desk.get(&here).await.form(&format!("{here}/submit")).expect("an answer");
        let drafted = desk.submit(&answer.set("opinion", TYPED).file("files", "陈晓禾笔录.txt", "笔录".as_bytes())).await;
        assert_eq!(drafted.status, StatusCode::OK, "{}", drafted.seen());
        county.settle().await;
        let files = format!("{here}/letter-files/");
        let own = clerk.get(&here).await.links(&files);
        assert_eq!(own.len(), 2, "the desk keeps what came with it");
        let lists = || vec![here.clone(), "/work".to_owned(), "/work/letters".to_owned()];
        for login in ["xinxiang", "zhuren", "xianzhang", &handler] {
            let mut browser = county.signed_in(login).await;
            nowhere(&mut browser, login, &lists()).await;
            let page = browser.get(&here).await;
            let keeps = login == "xinxiang";
            assert_eq!(page.links(&files).is_empty(), !keeps, "{login}");
            assert_eq!(page.seen().contains("附件 2 个，因来信人要求保密由信箱管理员保管"), !keeps, "{login}");
            for file in &own {
                assert_eq!(browser.get(file).await.status == StatusCode::OK, keeps, "{login} {file}");
            }
            assert_eq!(browser.get(&format!("{here}/identity")).await.status == StatusCode::OK, keeps, "{login}");
        }
        // What an official added is everybody's who handles it, under a name that tells of nobody.
        let added = desk.get(&here).await.links(&format!("{here}/files/")).into_iter().next().expect("the record");
        let record = desk.get(&added).await;
        let named = record.headers.get("content-disposition").and_then(|h| h.to_str().ok()).unwrap_or_default().to_owned();
        assert!(record.status == StatusCode::OK && !named.contains(&web::encode(NAME)), "{named}");
        let log = county.signed_in("auditor").await.get("/work/access").await;
        assert!(log.text().contains("/letter-files/"), "each look at a file is noted: {}", log.seen());
        nothing_is_kept_open(&county).await;
    }
}
