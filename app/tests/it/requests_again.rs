//! What happens to a request besides its first answer, through the same handlers that browsers call: nobody can be reached, a decision
//! orders a new answer, the applicant rates, sheets are printed, the report says who has settled.

use testkit::{Answer, Browser, County, both};

use crate::requests::{asked, number_and_code, queries, sends};

/// Asked over the counter and received today: number, query code and the clerk's page of it.
async fn entered(county: &County, clerk: &mut Browser, title: &str) -> (String, String, String) {
    let organ = county.unit("县政府办").await.to_string();
    let today = county.clock.today().to_string();
    let page = clerk.get("/work/requests/enter").await;
    let form = asked(page.form("/work/requests/enter").expect("the form"), &organ, title);
    let receipt = clerk.submit(&form.set("channel", "oral").set("arrived_on", &today)).await;
    let (number, code) = number_and_code(&receipt);
    let href = receipt.links("/work/requests/").into_iter().next().expect("a way to the request");
    (number, code, href)
}

/// The second choice of a select, after its blank one.
fn first_item(page: &Answer) -> String {
    let text = page.text();
    text.split("<option value=\"").nth(2).and_then(|rest| rest.split('"').next().map(str::to_owned)).expect("an item")
}

/// Who signed, as an approval sheet says it.
fn signed(sheet: &Answer) -> String {
    let rows = sheet.rows("table.sheet-table");
    let row = rows.iter().find(|row| row.first().is_some_and(|label| label.contains("审签"))).expect("a place to sign");
    row.get(1).cloned().unwrap_or_default()
}

both! {
    async fn an_order_to_answer_anew_is_carried_out_and_the_applicant_reads_both_answers(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let mut head = county.signed_in("zhuren").await;
        let mut citizen = county.browser();
        let today = county.clock.today().to_string();
        let (number, code, href) = entered(&county, &mut clerk, "青溪河治理会议纪要").await;
        let more = |what: &str| format!("{href}/more/{what}");
        let to = format!("{href}/answer");
        sends(&mut clerk, &format!("{to}?result=b6"), &to, &[("reason", "属于过程性信息。")]).await;
        sends(&mut head, &href, &format!("{href}/approve"), &[]).await;

        let deliver = clerk.get(&more("deliver")).await;
        let form = deliver.form(&more("deliver")).expect("the form").set("on", &today).set("how", "李某签收");
        for day in ["3月1日", ""] {
            let unread = clerk.submit(&form.clone().set("way", "web").set("on", day)).await;
            assert!(unread.status == 422 && unread.seen().contains("请填写日期"), "not today in its place: {}", unread.seen());
        }
        let wrong = clerk.submit(&form.clone().set("way", "pickup")).await;
        assert!(wrong.status == 422 && wrong.seen().contains("申请人要求的方式是“网上下载”"), "{}", wrong.seen());
        let told = clerk.submit(&form.set("way", "pickup").set("why", "本人要求当面领取")).await;
        assert!(told.status == 200 && told.seen().contains("改变方式的原因：本人要求当面领取"), "{}", told.seen());
        let status = queries(&mut citizen, &number, &code).await;
        let rate = status.form("/requests/query/rate").expect("to be rated").set("satisfaction", "2").set("text", "理由太少");
        assert!(citizen.submit(&rate).await.seen().contains("感谢您的评价"));

        let filed = [("kind", "review"), ("forum", "青禾县人民政府"), ("on", &today), ("simplified", "1"), ("copy_on", &today)];
        sends(&mut clerk, &more("dispute"), &more("dispute"), &filed).await;
        let list = clerk.get("/work/requests/disputes?count=reply").await;
        assert!(list.seen().contains("青溪河治理会议纪要") && list.seen().contains("简易程序"), "{}", list.seen());
        let item = first_item(&clerk.get(&more("replied")).await);
        sends(&mut clerk, &more("replied"), &more("replied"), &[("item", &item), ("on", &today)]).await;
        assert!(!clerk.get("/work/requests/disputes?count=reply").await.seen().contains("青溪河治理会议纪要"));
        let decided = [("item", item.as_str()), ("result", "corrected"), ("on", &today), ("redo", "1"), ("note", "责令重新答复")];
        sends(&mut clerk, &more("decided"), &more("decided"), &decided).await;
        assert!(clerk.get("/work/requests?count=redo").await.seen().contains("青溪河治理会议纪要"));

        let page = clerk.get(&more("redo")).await;
        let blank = page.form(&more("redo")).expect("the form").set("reason", "按照决定重新审查");
        assert_eq!(clerk.submit(&blank).await.status, 422, "what it rests on is chosen");
        sends(&mut clerk, &more("redo"), &more("redo"), &[("item", &first_item(&page)), ("reason", "按照决定重新审查")]).await;
        let text = "会议纪要全文：〖某某〗发言。";
        sends(&mut clerk, &format!("{to}?result=a3"), &to, &[("information", text), ("withheld", "个人姓名。")]).await;
        let preview = head.get(&format!("{href}/preview")).await;
        assert!(preview.seen().contains("本机关重新作出如下答复"), "{}", preview.seen());
        let sheet = head.get(&format!("{href}/approval")).await;
        assert_eq!(signed(&sheet), "", "who signed the first answer has not signed this one");
        sends(&mut head, &href, &format!("{href}/redo_approve"), &[]).await;
        let sheet = head.get(&format!("{href}/approval")).await;
        let first = head.get(&format!("{href}/approval?first=1")).await;
        for (sheet, result, other) in [(&sheet, "A3", "B6"), (&first, "B6", "A3")] {
            let seen = sheet.seen();
            assert!(seen.contains(result) && !seen.contains(other) && !signed(sheet).is_empty(), "{result}: {seen}");
            assert_eq!(seen.contains("重新答复（行政复议"), result == "A3", "{seen}");
        }
        assert_eq!(sheet.links(&format!("{href}/approval?first=1")).len(), 1, "one leads to the other");
        assert!(!clerk.get("/work/requests?count=redo").await.seen().contains("青溪河治理会议纪要"));
        let status = queries(&mut citizen, &number, &code).await.seen();
        assert!(status.contains("不予公开") && status.contains("重新答复") && status.contains("不满意"), "{status}");

        // The number of table four leads to this dispute; table three goes on with the first result.
        let year = county.clock.today().year();
        let annual = clerk.get(&format!("/work/requests/annual?year={year}&unit=0")).await;
        let cell = annual.links(&format!("/work/requests/disputes?year={year}&column=1")).into_iter().next().expect("结果纠正");
        let opened = clerk.get(&cell).await.seen();
        assert!(opened.contains("青溪河治理会议纪要") && opened.contains("共 1 件"), "{opened}");
        let cell = annual.links(&format!("/work/requests?year={year}&row=10")).into_iter().next().expect("过程性信息");
        assert!(clerk.get(&cell).await.seen().contains("青溪河治理会议纪要"));
        let units = clerk.get(&format!("/work/requests/annual/units?year={year}")).await.seen();
        assert!(units.contains("未填写") && units.contains("还没有单位定稿"), "{units}");
    }

    async fn who_asked_orally_signs_a_printed_form_and_the_decision_has_a_sheet(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let (number, _, href) = entered(&county, &mut clerk, "低保审核标准").await;
        let form = clerk.get(&format!("{href}/form")).await;
        let seen = form.seen();
        for part in [number.as_str(), "口头代填", "110000199001011234", "陈晓禾", "申请人签名或者盖章"] {
            assert!(seen.contains(part), "{part}: {seen}");
        }
        for file in ["form/word", "approval/word"] {
            let word = clerk.get(&format!("{href}/{file}")).await;
            assert!(word.status == 200 && word.bytes.starts_with(b"PK"), "{file}");
        }
        let to = format!("{href}/answer");
        sends(&mut clerk, &format!("{to}?result=a1"), &to, &[("give", "见网站。")]).await;
        let mut head = county.signed_in("zhuren").await;
        assert_eq!(head.get(&format!("{href}/form")).await.status, 404, "the whole number is for the desk only");
        sends(&mut head, &href, &format!("{href}/approve"), &[]).await;
        let sheet = head.get(&format!("{href}/approval")).await.seen();
        assert!(sheet.contains("审签") && sheet.contains("A1") && !sheet.contains("110000199001011234"), "{sheet}");
    }

    async fn who_cannot_be_reached_and_files_that_say_too_much_are_noticed(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let (_, _, href) = entered(&county, &mut clerk, "供水合同").await;
        let more = |what: &str| format!("{href}/more/{what}");
        let today = county.clock.today().to_string();
        sends(&mut clerk, &more("ask"), &more("ask"), &[("kind", "third"), ("name", "某公司，县城"), ("what", "合同价款")]).await;
        let page = clerk.get(&more("unserved")).await;
        let form = page.form(&more("unserved")).expect("the form").set("item", &first_item(&page)).set("on", &today);
        let wrong = clerk.submit(&form.clone().set("why", "查无此地址")).await;
        assert!(wrong.status == 422 && wrong.seen().contains("请写明证明"), "{}", wrong.seen());
        let done = clerk.submit(&form.set("why", "查无此地址").set("proof", "退件单 1").file("files", "退件.txt", "退件".as_bytes())).await;
        assert!(done.status == 200 && done.seen().contains("无法送达，由本机关决定") && done.seen().contains("退件.txt"), "{}", done.seen());

        let form = clerk.get(&more("file")).await.form(&more("file")).expect("the form").set("kind", "delivered");
        let open = "王某的电话是13800001234。";
        assert_eq!(clerk.submit(&form.file("files", "合同.txt", open.as_bytes())).await.status, 200);
        let to = format!("{href}/answer");
        let page = clerk.get(&format!("{to}?result=a2")).await;
        let text = page.text();
        let file = text.split("name=\"file\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the file");
        let form = page.form(&to).expect("the form").add("file", file).set("give", "网上下载");
        assert_eq!(clerk.submit(&form).await.status, 200);
        let mut head = county.signed_in("zhuren").await;
        let seen = head.get(&href).await.seen();
        assert!(seen.contains("“合同.txt”里还有疑似"), "the one who signs is warned: {seen}");
        assert!(!clerk.get(&href).await.seen().contains("“合同.txt”里还有疑似"), "who does not sign is not asked to wait");
    }
    async fn the_county_sums_its_units_and_says_who_has_settled(county: County) {
        let mut clerk = county.signed_in("shenqing").await;
        let organ = county.unit("县政府办").await.to_string();
        let year = county.clock.today().year() - 1;
        let of_unit = format!("?year={year}&unit={organ}");
        let at = format!("/work/requests/annual/texts{of_unit}");
        let page = clerk.get(&at).await;
        assert!(page.seen().contains("没有收取信息处理费"), "the fees of the year are there: {}", page.seen());
        let form = page.form(&at).expect("the form").set("n0", "3").set("n9", "12.5");
        for (field, typed) in [("n9", "1e3"), ("n0", "+5"), ("n0", "-5")] {
            let wrong = clerk.submit(&form.clone().set(field, typed)).await;
            assert!(wrong.status == 422 && wrong.seen().contains("请填写数字"), "{typed}: {}", wrong.seen());
        }
        assert_eq!(clerk.submit(&form).await.status, 200);
        let units = format!("/work/requests/annual/units?year={year}");
        assert!(clerk.get(&units).await.seen().contains("已填写，未定稿"));
        let settle = async |clerk: &mut Browser, query: &str| {
            let page = clerk.get(&format!("/work/requests/annual{query}")).await;
            let form = page.form(&format!("/work/requests/annual/settle{query}")).expect("a year that is over");
            let form = form.set("why", "其余单位本年没有开通");
            let answer = clerk.submit(&form).await;
            assert_eq!(answer.status, 200, "{}", answer.seen());
        };
        let whole = format!("?year={year}&unit=0");
        let before = clerk.get(&format!("/work/requests/annual{whole}")).await.seen();
        assert!(before.contains("已定稿的 0 个单位"), "{before}");
        settle(&mut clerk, &of_unit).await;
        let seen = clerk.get(&units).await.seen();
        assert!(seen.contains("已定稿 1 个") && seen.contains("没有差异"), "{seen}");
        let form = clerk.get(&format!("/work/requests/annual/texts{whole}")).await;
        assert!(form.form(&format!("/work/requests/annual/texts{whole}")).expect("the form").value("n0").is_none(), "nothing to type");
        let page = clerk.get(&format!("/work/requests/annual{whole}")).await;
        let form = page.form(&format!("/work/requests/annual/settle{whole}")).expect("a year that is over");
        let refused = clerk.submit(&form.set("why", "略")).await;
        assert_eq!(refused.status, 422, "{}", refused.seen());
        let again = refused.form(&format!("/work/requests/annual/settle{whole}")).expect("the form again");
        assert_eq!(again.value("why"), Some("略"), "nothing typed is lost");
        assert!(refused.seen().contains("县教育局") && refused.seen().contains("没有定稿"), "{}", refused.seen());
        settle(&mut clerk, &whole).await;
        assert!(clerk.get(&format!("/work/requests/annual{whole}")).await.seen().contains("其余单位本年没有开通"));
        let public = county.browser().get(&format!("/requests/annual/{year}/0")).await;
        let rows = public.rows("table.list");
        let made = rows.iter().skip_while(|row| !row.iter().any(|cell| cell == "本年制发件数")).nth(1);
        assert_eq!(made.map(|row| row.join(" ")).as_deref(), Some("规章 3 0 0"), "{rows:?}");
        assert!(public.seen().contains("12.5") && public.seen().contains("没有收取信息处理费"), "{}", public.seen());
        let at = format!("/work/requests/annual/correct{of_unit}");
        let form = clerk.get(&at).await.form(&at).expect("the form").set("n0", "4");
        assert_eq!(clerk.submit(&form.clone()).await.status, 422, "without a reason");
        assert_eq!(clerk.submit(&form.set("reason", "漏报一件规章")).await.status, 200);
        let public = county.browser().get(&format!("/requests/annual/{year}/{organ}")).await.seen();
        assert!(public.contains("本报告已更正") && public.contains("漏报一件规章") && public.contains("更正前的版本"), "{public}");
        assert!(public.contains("表二 规章 本年制发件数：3 改为 4"), "what was put right: {public}");
        let book = county.browser().get(&format!("/requests/annual/{year}/{organ}/book")).await.seen();
        assert!(book.contains("更正：漏报一件规章"), "{book}");
        let word = county.browser().get(&format!("/requests/annual/{year}/{organ}/word")).await;
        let office = intake::office::read("年报.docx", &word.bytes).expect("a Word file");
        let said: String = office.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(said.contains("更正说明") && said.contains("3 改为 4"), "{said}");
    }
}
