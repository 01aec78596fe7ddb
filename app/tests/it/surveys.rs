//! A survey all the way through the house: drafted by forms, approved, answered once without a script, closed by the calendar,
//! told what became of it.

use testkit::{Browser, PageForm, both};

/// A draft that opens on the day of the tests.
pub(crate) const HEAD: [(&str, &str); 9] = [
    ("what", "opinion"),
    ("kind", "norm"),
    ("title", "城区停车管理办法公开征求意见"),
    ("intro", "为规范城区停车秩序，现公开征求意见。"),
    ("draft", "第一条　车辆应当停放在泊位内。\n第二条　不得占用消防通道。"),
    ("opens_on", "2026-03-02"),
    ("closes_on", "2026-03-16"),
    ("voter", "browser"),
    ("channels", "电话：0000-1234567"),
];

/// A form of a page, filled in.
async fn filled(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> PageForm {
    let answer = browser.get(page).await;
    let form = answer.form(to).unwrap_or_else(|| panic!("no form to {to} on {page}: {}", answer.seen()));
    fields.iter().fold(form, |form, (name, value)| form.set(name, value))
}

async fn send(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> testkit::Answer {
    let form = filled(browser, page, to, fields).await;
    browser.submit(&form).await
}

/// Who signs in answers once, and not once more as the same browser without a name.
async fn one_browser_is_one(county: &testkit::County, public: &str, answer: &str) {
    let mut known = crate::journey::citizen(county, "13900005678").await;
    let given = [("q1", "1"), ("q2", "2")];
    let thanks = send(&mut known, answer, answer, &given).await;
    assert!(thanks.status == 200 && thanks.seen().contains("感谢参与"), "{}", thanks.seen());
    let out = known.get(public).await.form("/logout").expect("a way out");
    known.submit(&out).await;
    let again = send(&mut known, answer, answer, &given).await;
    assert!(again.status == 422 && again.seen().contains("每人只能填写一次"), "{}", again.seen());
}

/// What people wrote is read by the gate before it is public, and stands in the form when it is stopped.
async fn words_pass_the_gate(clerk: &mut Browser, publish: &PageForm) {
    let leak = clerk.submit(&publish.clone().set("text", "林小满说要划出卸货区")).await;
    assert!(leak.status == 422 && leak.seen().contains("还有姓名"), "{}", leak.seen());
    let secret = clerk.submit(&publish.clone().set("text", "机密★10年").set("gate_why", "来信原文")).await;
    assert!(secret.status == 422 && secret.seen().contains("公开的文字有国家秘密标志"), "{}", secret.seen());
    let wrong = clerk.submit(&publish.clone().set("text", "日本、台湾等国家的做法可以借鉴")).await;
    assert!(wrong.status == 422 && wrong.seen().contains("照样公开的理由"), "{}", wrong.seen());
    assert!(wrong.text().contains("等国家的做法可以借鉴"), "{}", wrong.seen());
}

both! {
    async fn a_survey_is_drafted_approved_answered_once_closed_and_told(county: County) {
        let login = county.clerk_of("县城管局").await;
        let head = login.replace("cb", "fz");
        let mut clerk = county.signed_in(&login).await;
        let wrong = send(&mut clerk, "/work/surveys/new", "/work/surveys/new", &[("title", ""), ("what", "opinion")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.seen());
        let made = send(&mut clerk, "/work/surveys/new", "/work/surveys/new", &HEAD).await;
        let here = made.path.clone();
        assert!(made.seen().contains("草稿已保存"), "{}", made.seen());
        let new = format!("{here}/questions/new");
        let single = [("kind", "single"), ("title", "您是否有车"), ("options", "有\n没有"), ("required", "1")];
        send(&mut clerk, &new, &new, &single).await;
        let scale = [("kind", "scale"), ("title", "停车方便吗"), ("least", "1"), ("most", "5"), ("required", "1"), ("when", "1.1")];
        let made = send(&mut clerk, &new, &new, &scale).await;
        assert!(made.seen().contains("第 1 题选“有”时回答"), "{}", made.seen());
        let many = send(&mut clerk, &new, &new, &[("kind", "file"), ("title", "现场照片"), ("most", "9")]).await;
        assert!(many.status == 422 && many.seen().contains("最多几个文件"), "{}", many.seen());
        send(&mut clerk, &new, &new, &[("kind", "file"), ("title", "现场照片"), ("most", "1")]).await;
        let submitted = send(&mut clerk, &here, &format!("{here}/submit"), &[]).await;
        assert!(submitted.seen().contains("已提交审核"), "{}", submitted.seen());

        let id = here.rsplit('/').next().unwrap_or_default().to_owned();
        let (public, answer) = (format!("/surveys/{id}"), format!("/surveys/{id}/answer"));
        let mut citizen = county.browser();
        assert_eq!(citizen.get(&public).await.status, 404, "nobody sees what was not approved");
        let mut other = county.signed_in("cb003").await;
        assert_eq!(other.get(&here).await.status, 404, "another unit does not see it");
        let mut leader = county.signed_in(&head).await;
        let done = send(&mut leader, &here, &format!("{here}/approve"), &[]).await;
        assert!(done.seen().contains("正在进行"), "it opens on its first day: {}", done.seen());
        county.settle().await;

        assert!(citizen.get("/surveys").await.seen().contains("城区停车管理办法"));
        assert!(citizen.get(&public).await.seen().contains("我来提意见"));
        let nothing = send(&mut citizen, &answer, &answer, &[]).await;
        assert_eq!(nothing.status, 422, "{}", nothing.seen());
        let given = [("q1", "1"), ("q2", "4"), ("p2", "建议划出卸货区"), ("name", "林小满"), ("contact", "13900001234")];
        let form = filled(&mut citizen, &answer, &answer, &given).await;
        let photo = |form: PageForm, name: &str| form.file("q3", name, "消防通道被占的记录。".as_bytes());
        let program = citizen.submit(&form.clone().file("q3", "照片.jpg", b"MZ\x90\x00\x03\x00\x00\x00")).await;
        assert!(program.status == 422 && program.seen().contains("照片.jpg"), "a renamed program: {}", program.seen());
        let torn = citizen.submit(&form.clone().file("q3", "现场.png", b"\x89PNG\r\n\x1a\n cut off")).await;
        assert!(torn.status == 422 && torn.seen().contains("图片“现场.png”已损坏") && torn.text().contains("建议划出卸货区"), "{}", torn.seen());
        let two = citizen.submit(&photo(photo(form.clone(), "一.txt"), "二.txt")).await;
        assert!(two.status == 422 && two.seen().contains("最多 1 个"), "{}", two.seen());
        let form = photo(form, "通道.txt");
        let thanks = citizen.submit(&form).await;
        assert!(thanks.seen().contains("感谢参与"), "{}", thanks.seen());
        assert_eq!(citizen.submit(&form).await.path, public, "sent twice it counts once");
        let again = send(&mut citizen, &answer, &answer, &given).await;
        assert!(again.status == 422 && again.seen().contains("每人只能填写一次"), "{}", again.seen());
        assert_eq!(citizen.get(&format!("{public}/results")).await.status, 404, "results come after the end");
        one_browser_is_one(&county, &public, &answer).await;
        let page = clerk.get(&here).await;
        assert!(page.seen().contains("答卷 2 份"), "{}", page.seen());
        let files = format!("{here}/files");
        let page = clerk.get(&files).await;
        let file = page.links(&format!("{files}/")).into_iter().next().expect("the file of the answer");
        assert!(page.seen().contains("通道.txt") && page.seen().contains("现场照片"), "{}", page.seen());
        assert_eq!(clerk.get(&file).await.bytes, "消防通道被占的记录。".as_bytes());
        assert_eq!(other.get(&file).await.status, 404, "another unit does not");
        let outside = citizen.get(&file).await;
        assert!(!outside.text().contains("消防通道") && outside.path.contains("login"), "nor anybody outside: {}", outside.path);

        county.pass(15 * base::time::DAY).await;
        surveys::jobs::run(&county.app().db, &matter::Ground::of(county.app())).await.expect("the calendar turns");
        county.app().cache.invalidate(surveys::CACHE);
        assert!(citizen.get(&answer).await.seen().contains("已结束"), "it is over");
        let results = citizen.get(&format!("{public}/results")).await;
        assert!(results.seen().contains("停车方便吗") && !results.seen().contains("卸货区"), "{}", results.seen());
        assert!(results.seen().contains("收到附件 1 个，不公开") && !results.seen().contains("通道.txt"), "{}", results.seen());
        let file = citizen.get(&format!("{public}/results/excel")).await;
        assert!(file.status == 200 && file.bytes.starts_with(b"PK"));

        let mut clerk = county.signed_in(&login).await;
        let texts = format!("{here}/texts");
        let page = clerk.get(&texts).await;
        let publish = page.forms().into_iter().find(|f| f.action.ends_with("/publish")).expect("a text to publish");
        words_pass_the_gate(&mut clerk, &publish).await;
        clerk.submit(&publish).await;
        let page = clerk.get(&here).await;
        let matter = page.links("/work/surveys/matters/").into_iter().next().expect("its feedback is a matter");
        let told = "采纳：划出卸货区的意见写入第二条。来信所说“日本、台湾等国家的做法”表述不当，未予采纳。";
        let submit = format!("{matter}/submit");
        let stopped = send(&mut clerk, &matter, &submit, &[("opinion", told)]).await;
        assert!(stopped.status == 422 && stopped.seen().contains("采纳情况：严重表述错误"), "{}", stopped.seen());
        let let_through = stopped.form(&submit).expect("the form").set("gate_why", "批驳来信的原话");
        let sent = clerk.submit(&let_through).await;
        let filter = ledger::Filter { verb: Some("surveys.feedback.let".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("批驳来信的原话"), "{}", entries[0].facts);
        assert!(sent.seen().contains("已提交采纳情况"), "{}", sent.seen());
        let mut leader = county.signed_in(&head).await;
        let done = send(&mut leader, &matter, &format!("{matter}/publish"), &[]).await;
        assert!(done.seen().contains("已同意公布"), "{}", done.seen());
        let results = citizen.get(&format!("{public}/results")).await;
        assert!(results.seen().contains(told) && results.seen().contains("卸货区"), "{}", results.seen());
        county.settle().await;
        assert!(citizen.get("/sitemap.xml").await.text().contains(&public));
    }
}

/// A draft of a notice that opens on the day of the tests.
pub(crate) const NOTICE: [(&str, &str); 6] = [
    ("kind", "aid"),
    ("title", "农机购置补贴对象公示"),
    ("body", "拟补贴禾丰镇张某某插秧机一台三千元，现予公示。"),
    ("how", "电话：0000-1234567"),
    ("opens_on", "2026-03-02"),
    ("closes_on", "2026-03-12"),
];

/// Something to object with.
pub(crate) const OBJECTION: [(&str, &str); 4] =
    [("body", "张某某没有买插秧机。"), ("name", "林小满"), ("phone", "13900001234"), ("notice", "1")];

both! {
    async fn a_notice_is_objected_to_by_name_and_the_answer_is_found_by_number_and_code(county: County) {
        let login = county.clerk_of("县农业农村局").await;
        let mut clerk = county.signed_in(&login).await;
        let new = "/work/surveys/notices/new";
        let wrong = send(&mut clerk, new, new, &[("title", "")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.seen());
        let made = send(&mut clerk, new, new, &NOTICE).await;
        let here = made.path.clone();
        assert!(made.seen().contains("草稿已保存"), "{}", made.seen());
        send(&mut clerk, &here, &format!("{here}/acts/submit"), &[]).await;
        let mut leader = county.signed_in(&login.replace("cb", "fz")).await;
        let done = send(&mut leader, &here, &format!("{here}/acts/approve"), &[]).await;
        assert!(done.seen().contains("看公开的页面"), "{}", done.seen());
        let public = here.replace("/work", "");
        let mut citizen = county.browser();
        assert!(citizen.get("/surveys/notices").await.seen().contains("农机购置补贴对象公示"));
        let object = format!("{public}/object");
        let nothing = send(&mut citizen, &object, &object, &[]).await;
        assert_eq!(nothing.status, 422, "{}", nothing.seen());
        let receipt = send(&mut citizen, &object, &object, &OBJECTION).await;
        let (number, code) = crate::requests::number_and_code(&receipt);
        let page = clerk.get(&here).await;
        let matter = page.links("/work/surveys/matters/").into_iter().next().expect("the objection");
        assert_eq!(county.signed_in("cb003").await.get(&matter).await.status, 404, "another unit does not see it");
        let answer = [("outcome", "upheld"), ("opinion", "经核实属实，已取消补贴。")];
        let sent = send(&mut clerk, &matter, &format!("{matter}/submit"), &answer).await;
        assert!(sent.seen().contains("已提交答复"), "{}", sent.seen());
        send(&mut leader, &matter, &format!("{matter}/approve"), &[]).await;
        let query = "/surveys/objections/query";
        let status = send(&mut citizen, query, query, &[("number", &number), ("code", &code)]).await;
        assert!(status.seen().contains("已取消补贴"), "{}", status.seen());
        let rate = status.form("/surveys/objections/query/rate").expect("to be rated");
        let blank = citizen.submit(&rate).await;
        assert!(blank.status == 422 && blank.seen().contains("请选择满意度"), "{}", blank.seen());
        let rated = citizen.submit(&rate.set("satisfaction", "5").set("text", "很快")).await;
        assert!(rated.seen().contains("感谢您的评价") && rated.seen().contains("非常满意"), "{}", rated.seen());
        let list = clerk.get("/work/surveys/objections?count=satisfied").await;
        assert!(list.seen().contains(&number) && list.seen().contains("共 1 件"), "{}", list.seen());
        assert!(clerk.get(&matter).await.seen().contains("异议人评价：非常满意"));
        let other = county.signed_in("cb003").await.get("/work/surveys/objections").await;
        assert!(other.status == 200 && !other.seen().contains(&number), "another unit does not see it: {}", other.seen());
        let wrong = send(&mut citizen, query, query, &[("number", &number), ("code", "0000000000")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.seen());
        assert!(citizen.get(&public).await.seen().contains("异议 1 件"), "what came of it is counted for everybody");
    }

    async fn what_a_survey_asks_passes_the_gate_before_it_is_handed_in(county: County) {
        let mut clerk = county.signed_in(&county.clerk_of("县城管局").await).await;
        let made = send(&mut clerk, "/work/surveys/new", "/work/surveys/new", &HEAD).await;
        let here = made.path.clone();
        let (new, submit) = (format!("{here}/questions/new"), format!("{here}/submit"));
        let secret = [("kind", "single"), ("title", "机密★10年"), ("options", "有\n没有"), ("required", "1")];
        send(&mut clerk, &new, &new, &secret).await;
        let refused = send(&mut clerk, &here, &submit, &[("gate_why", "确需征求意见")]).await;
        assert!(refused.status == 422 && refused.seen().contains("第 1 题有国家秘密标志，不能发布"), "{}", refused.seen());
        let question = format!("{here}/questions/1");
        let open = [("title", "王某手机13800001234的来电您接到过吗")];
        send(&mut clerk, &question, &question, &open).await;
        let stopped = send(&mut clerk, &here, &submit, &[]).await;
        assert!(stopped.status == 422 && stopped.seen().contains("个人信息"), "{}", stopped.seen());
        let done = clerk.submit(&stopped.form(&submit).expect("the form").set("gate_why", "诈骗号码须让群众知道")).await;
        assert!(done.seen().contains("已提交审核"), "{}", done.seen());
        let filter = ledger::Filter { verb: Some("surveys.submit".into()), ..ledger::Filter::default() };
        let entries = ledger::find(&mut county.app().db.reader(), &filter, 1).await.expect("reads");
        assert!(entries[0].facts.contains("诈骗号码须让群众知道"), "{}", entries[0].facts);
    }
}
