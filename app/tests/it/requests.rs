//! A disclosure request all the way through the house, through the same handlers that browsers call: asked on the portal,
//! confirmed, corrected, drafted, signed, read and downloaded by the applicant, found in the register and in the annual report.

use testkit::{Answer, Browser, PageForm, both};

/// The form for asking, filled in.
pub(crate) fn asked(form: PageForm, organ: &str, title: &str) -> PageForm {
    form.set("organ", organ)
        .set("kind", "access")
        .set("title", title)
        .set("content", "请公开二〇二五年禾丰镇征地补偿标准和发放明细。")
        .set("way", "web")
        .set("carrier", "data")
        .set("applicant", "natural")
        .set("name", "陈晓禾")
        .set("id_kind", "id")
        .set("id_number", "110000199001011234")
        .set("phone", "13800001234")
        .set("notice", "1")
}

/// Number and query code on a receipt.
pub(crate) fn number_and_code(receipt: &Answer) -> (String, String) {
    assert_eq!(receipt.status, 200, "{}", receipt.seen());
    let text = receipt.text();
    let copied = text.split("data-copy=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a copy button");
    let (number, code) = copied.rsplit_once(' ').expect("number and code");
    (number.to_owned(), code.to_owned())
}

/// Sends the form at `from` to `to` with `fields`.
pub(crate) async fn sends(browser: &mut Browser, from: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(from).await;
    let form = page.form(to).unwrap_or_else(|| panic!("no form to {to} on {from}: {}", page.seen()));
    let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    let answer = browser.submit(&form).await;
    assert_eq!(answer.status, 200, "{to}: {}", answer.seen());
    answer
}

/// The applicant's page.
pub(crate) async fn queries(citizen: &mut Browser, number: &str, code: &str) -> Answer {
    sends(citizen, "/requests/query", "/requests/query", &[("number", number), ("code", code)]).await
}

both! {
    async fn a_request_goes_all_the_way(county: County) {
        const TITLE: &str = "禾丰镇征地补偿标准";
        let mut citizen = county.browser();
        let organ = county.unit("县政府办").await.to_string();
        let page = citizen.get("/requests/ask").await;
        let form = asked(page.form("/requests/ask").expect("the form"), &organ, TITLE);
        let receipt = citizen.submit(&form).await;
        let (number, code) = number_and_code(&receipt);
        let again = citizen.submit(&form).await;
        assert_eq!(number_and_code(&again), (number.clone(), code.clone()), "sent twice is one request");

        let mut clerk = county.signed_in("shenqing").await;
        let list = clerk.get("/work/requests").await;
        let href = list.links("/work/requests/").into_iter().find(|l| l[15..].chars().all(|c| c.is_ascii_digit())).expect("in the register");
        let todo = clerk.get("/work").await;
        assert!(todo.text().contains(TITLE), "the clerk has it");
        let today = county.clock.today().to_string();
        sends(&mut clerk, &href, &format!("{href}/confirm"), &[("day", &today)]).await;
        sends(&mut clerk, &href, &format!("{href}/ask_correction"), &[("opinion", "请说明是补偿标准还是发放明细。")]).await;
        let status = queries(&mut citizen, &number, &code).await;
        assert!(status.seen().contains("请您补正") && status.seen().contains("补正告知书"));
        let form = status.form("/requests/query/correct").expect("the form for correcting");
        let corrected = citizen.submit(&form.set("text", "两样都要。")).await;
        assert!(corrected.seen().contains("补正已收到"), "{}", corrected.seen());

        let choice = clerk.get(&format!("{href}/answer")).await;
        assert!(choice.seen().contains("B6") && choice.seen().contains("部分公开"));
        let at = format!("{href}/answer?result=a3");
        let text = "标准为每亩五万元；〖张三，身份证号〗已发放。";
        let to = format!("{href}/answer");
        let page = clerk.get(&at).await;
        let form = page.form(&to).expect("the form of an answer").set("information", text);
        let lacks = clerk.submit(&form).await;
        assert!(lacks.status == 422 && lacks.seen().contains("身份证号"), "what was typed is kept: {}", lacks.seen());
        sends(&mut clerk, &at, &to, &[("information", text), ("withheld", "姓名和证件号码属于个人隐私。")]).await;

        let mut head = county.signed_in("zhuren").await;
        let preview = head.get(&format!("{href}/preview")).await;
        assert!(preview.seen().contains("■■■■已发放") && !preview.text().contains("张三"), "{}", preview.seen());
        sends(&mut head, &href, &format!("{href}/approve"), &[]).await;

        let status = queries(&mut citizen, &number, &code).await;
        assert!(status.seen().contains("部分公开（区分处理）"), "{}", status.seen());
        let letters: Vec<PageForm> = status.forms().into_iter().filter(|f| f.action == "/requests/query/letter").collect();
        let letter = citizen.submit(letters.last().expect("the answer")).await;
        assert!(letter.seen().contains("复议") && letter.seen().contains("青公开答〔"), "{}", letter.seen());
        assert!(!letter.text().contains("张三"), "what is withheld is nowhere");
        let word = citizen.submit(&letters.last().expect("the answer").clone().add("as", "word")).await;
        assert!(word.bytes.starts_with(b"PK"), "a Word file");

        let year = county.clock.today().year();
        let annual = clerk.get(&format!("/work/requests/annual?year={year}")).await;
        assert!(annual.seen().contains("勾稽关系全部成立"), "{}", annual.seen());
        let cell = annual.links(&format!("/work/requests?year={year}&row=4")).into_iter().next().expect("a cell that leads somewhere");
        assert!(clerk.get(&cell).await.text().contains(TITLE));
        for (file, begins) in [("export", "PK"), ("annual/excel", "PK"), ("annual/word", "PK"), ("annual/epub", "PK"), ("annual/pdf", "%PDF")] {
            let answer = clerk.get(&format!("/work/requests/{file}")).await;
            assert!(answer.status == 200 && answer.bytes.starts_with(begins.as_bytes()), "{file}");
        }
        for file in ["word", "epub", "pdf", "book"] {
            let open = county.browser().get(&format!("/requests/annual/{year}/0/{file}")).await;
            assert_eq!(open.status, 404, "one that is not settled is not: {file}");
        }
        let mut other = county.signed_in(&county.clerk_of("县教育局").await).await;
        assert_eq!(other.get(&href).await.status, 404, "who has no part in it does not see it");
        let settle = clerk.post(&format!("/work/requests/annual/settle?year={year}&unit={organ}"), &[("once", "s1")]).await;
        assert!(settle.status == 409 && settle.seen().contains("这一年还没有过完"), "a year that goes on is not settled: {}", settle.seen());
        assert_eq!(county.browser().get(&format!("/requests/annual/{year}/{organ}/word")).await.status, 404);
    }

    async fn a_clerk_enters_what_came_on_paper_and_everything_beside_the_answer(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let page = clerk.get("/work/requests/enter").await;
        let organ = county.unit("县政府办").await.to_string();
        let today = county.clock.today().to_string();
        let form = asked(page.form("/work/requests/enter").expect("the form"), &organ, "本人低保审核记录")
            .set("channel", "counter")
            .set("arrived_on", &today);
        let receipt = clerk.submit(&form).await;
        let (number, _) = number_and_code(&receipt);
        let href = receipt.links("/work/requests/").into_iter().next().expect("a way to the request");
        let seen = clerk.get(&href).await.seen();
        assert!(seen.contains(&number) && !seen.contains("110000199001011234"), "{seen}");
        assert!(clerk.get(&format!("{href}/identity")).await.seen().contains("110000199001011234"));
        let more = |what: &str| format!("{href}/more/{what}");
        let retract = clerk.get(&more("retract")).await.form(&more("retract")).expect("the form");
        let refused = clerk.submit(&retract.set("reason", "")).await;
        assert!(refused.status == 422 && refused.text().contains("href=\"#f-reason\""), "{}", refused.text());
        let search = [("place", "县档案馆"), ("words", "低保 2025"), ("person", "张三"), ("on", today.as_str()), ("found", "没有")];
        sends(&mut clerk, &more("search"), &more("search"), &search).await;
        sends(&mut clerk, &more("ask"), &more("ask"), &[("kind", "third"), ("name", "王某，青溪村"), ("what", "家庭收入")]).await;
        let page = clerk.get(&more("said")).await;
        let item = page.text().split("<option value=\"").nth(2).and_then(|rest| rest.split('"').next().map(str::to_owned)).expect("who is asked");
        sends(&mut clerk, &more("said"), &more("said"), &[("item", &item), ("stance", "agree"), ("on", &today)]).await;
        let void = clerk.get(&more("void")).await.seen();
        assert!(void.contains("作废后不能恢复"), "{void}");
        let amend = clerk.get(&more("amend")).await.form(&more("amend")).expect("the form");
        assert_eq!(clerk.submit(&amend.clone()).await.status, 422, "without a reason");
        let amended = clerk.submit(&amend.set("paper", "青政办〔2025〕9号").set("reason", "登记时漏录了文号")).await;
        assert!(amended.status == 200 && amended.seen().contains("文号：（空） → 青政办〔2025〕9号"), "{}", amended.seen());
        let fee = clerk.get(&format!("{}?pieces=1&pages=120", more("fee"))).await;
        assert!(fee.seen().contains("1100 元"), "{}", fee.seen());
        let word = clerk.get(&format!("/work/requests/annual/word?year={}&unit={organ}", county.clock.today().year())).await;
        let form = clerk.get(&more("file")).await.form(&more("file")).expect("the form").set("kind", "original");
        assert_eq!(clerk.submit(&form.file("files", "年报.docx", &word.bytes)).await.status, 200);
        let page = clerk.get(&more("mask")).await;
        let here = page.links(&format!("{href}/cover/")).into_iter().next().expect("the original");
        let form = clerk.get(&here).await.form(&here).expect("the form").set("do", "make");
        let wrong = clerk.submit(&form.clone().set("words", "没有这句话")).await;
        assert!(wrong.status == 422 && wrong.seen().contains("没有“没有这句话”"), "{}", wrong.seen());
        let told = clerk.submit(&form.set("words", "总体情况")).await;
        assert!(told.seen().contains("已遮盖 1 处文字") && told.seen().contains("年报（遮盖）.docx"), "{}", told.seen());
        let to = format!("{href}/answer");
        sends(&mut clerk, &format!("{to}?result=c1"), &to, &[("facts", "已检索县档案馆。")]).await;
        let mut head = county.signed_in("zhuren").await;
        sends(&mut head, &href, &format!("{href}/approve"), &[]).await;
        sends(&mut clerk, &more("deliver"), &more("deliver"), &[("on", &today), ("way", "web"), ("how", "当面签收")]).await;
        sends(&mut clerk, &more("dispute"), &more("dispute"), &[("kind", "review"), ("forum", "青禾县人民政府"), ("on", &today)]).await;
        sends(&mut clerk, &more("propose"), &more("propose"), &[("why", "多人申请相同信息")]).await;
        let page = clerk.get(&href).await.seen();
        for part in ["县档案馆", "第三方意见征询书", "政府信息不存在告知书", "当面签收", "尚未审结", "多人申请相同信息"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}
