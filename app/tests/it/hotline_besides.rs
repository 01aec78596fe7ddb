//! What is done with an order of the hotline beside its process, through the same handlers that browsers call: additions and ratings of the
//! caller, warnings, calls to those whom no message reaches, documents and meetings, letters and visits, keeping away.

use testkit::both;

use crate::hotline::{CALL, called, history, number_and_code, press, wrongly};

both! {
    async fn what_is_done_beside_the_process_stands_on_the_page_and_on_paper(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let (taken, here) = called(&mut agent, &CALL).await;
        let warned = press(&mut agent, &here, "petition", &[("petition_reason", "多次到县政府反映")]).await;
        assert!(warned.seen().contains("老信访件预警") && warned.seen().contains("多次到县政府反映"), "{}", warned.seen());
        let fixed = CALL.map(|(name, value)| (name, if name == "phone" { "0571-88880000" } else { value }));
        let (_, joined) = called(&mut agent, &fixed).await;
        county.settle().await;
        let (number, code) = number_and_code(&county, &taken);
        press(&mut agent, &joined, "merge", &[("other", &number)]).await;
        let unit = county.unit("县城管局").await.to_string();
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        press(&mut desk, &here, "sign", &[]).await;
        let mut caller = county.browser();
        let asked = caller.get("/hotline/query").await.form("/hotline/query").expect("the form");
        let asked = asked.set("number", &number).set("code", &code);
        let add = caller.submit(&asked).await.form("/hotline/query/add").expect("the order is open");
        assert_eq!(caller.submit(&add).await.status, 422, "nothing was typed");
        let added = caller.submit(&add.set("message", "第三根灯杆也不亮。")).await;
        assert!(added.seen().contains("补充的内容已提交") && added.seen().contains("第三根灯杆也不亮"), "{}", added.seen());
        assert!(desk.get(&here).await.seen().contains("诉求人补充"), "the unit reads it");

        let mut head = county.signed_in("zhuren").await;
        let hold = [("hold_kind", "meeting"), ("hold_plan", "提请县政府常务会议研究。"), ("opinion", "提请会议研究决定")];
        let until = county.clock.now().plus(9 * base::time::DAY).date().to_string();
        let without = wrongly(&mut head, &here, "hold", &[hold.as_slice(), &[("hold_until", until.as_str())]].concat()).await;
        assert!(without.seen().contains("会议名称"), "{}", without.seen());
        let organ = [("hold_organ", "县政府办公室"), ("hold_title", "老旧路灯改造")];
        let more = [[("hold_until", until.as_str()), ("hold_ref", "第12次常务会议")], organ].concat();
        press(&mut head, &here, "hold", &[hold.as_slice(), more.as_slice()].concat()).await;
        let back = press(&mut head, &here, "result", &[("hold_result", "会议同意列入改造计划。")]).await;
        assert!(back.seen().contains("恢复办理") && back.seen().contains("会议同意列入改造计划"), "{}", back.seen());
        let list = head.get("/work/hotline/handed?all=1").await.seen();
        assert!(list.contains("第12次常务会议") && list.contains("县政府办公室") && list.contains("已返回"), "{list}");
        let sheet = head.get(&format!("{here}/paper/handed")).await.seen();
        assert!(sheet.contains("老旧路灯改造") && sheet.contains("接收人"), "{sheet}");
        for form in ["register", "transfer"] {
            let paper = head.get(&format!("{here}/paper/{form}")).await;
            assert!(paper.seen().contains("第12次常务会议") && paper.seen().contains("会议同意列入改造计划"), "{}", paper.seen());
        }
        press(&mut desk, &here, "submit", &[("opinion", "已修好。")]).await;
        press(&mut agent, &here, "approve", &[]).await;
        let page = agent.get(&here).await;
        assert!(page.seen().contains("待电话告知") && page.seen().contains("057188880000"), "{}", page.seen());
        let call = page.links("/work/calls/").into_iter().next().expect("to be noted");
        let list = agent.get("/work/calls").await;
        assert!(list.seen().contains("固定电话") && list.links("/work/calls/").contains(&call), "{}", list.seen());
        let form = agent.get(&call).await.form(&call).expect("the form");
        let wrong = agent.submit(&form.clone().set("note", "约好再打")).await;
        assert!(wrong.status == 422 && wrong.text().contains("约好再打"), "{}", wrong.seen());
        agent.submit(&form.set("result", "reached").set("note", "本人接听")).await;
        assert!(agent.get(&here).await.seen().contains("接通，已告知"), "{}", agent.get(&here).await.seen());
        assert!(!agent.get("/work/calls").await.links("/work/calls/").contains(&call), "settled");
        assert!(agent.get("/work/calls?count=settled").await.links("/work/calls/").contains(&call));
        assert!(!desk.get(&here).await.seen().contains("待电话告知"), "the desk calls, not the unit");
        assert_eq!(desk.get(&call).await.status, 404);
        let rate = caller.submit(&asked).await.form("/hotline/query/rate").expect("the answer stands");
        let rated = caller.submit(&rate.set("satisfaction", "4").set("rating_text", "亮了")).await;
        assert!(rated.seen().contains("感谢您的评价") && rated.seen().contains("您的评价：满意"), "{}", rated.seen());
        assert!(rated.form("/hotline/query/rate").is_none(), "once");

        let form = format!("{here}/paper/supervise");
        assert!(!head.get(&here).await.links("/work/hotline/").contains(&form), "it is not under supervision");
        press(&mut head, &here, "supervise", &[("opinion", "群众反映两个月仍未修好，请说明原因。")]).await;
        assert!(head.get(&here).await.links("/work/hotline/").contains(&form));
        let sheet = head.get(&form).await.seen();
        let on = county.clock.today().to_string();
        assert!(sheet.contains("请说明原因") && sheet.contains(&format!("督办时间{on}")), "{sheet}");
    }

    async fn a_letter_reaches_its_unit_and_a_visit_has_its_people_and_pictures(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let (_, here) = called(&mut agent, &CALL).await;
        let unit = county.unit("县城管局").await.to_string();
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
        let mut head = county.signed_in("zhuren").await;
        let due = county.clock.now().plus(9 * base::time::DAY).date().to_string();
        let text = ("paper_text", "超期未办，请查明原因并整改。");
        press(&mut head, &here, "papers", &[("kind", "rectify"), text, ("paper_due", &due)]).await;
        let today = county.clock.now().date().to_string();
        let visit = [("kind", "visit"), text, ("visit_on", today.as_str()), ("visit_at", "00:10")];
        let lacking = wrongly(&mut head, &here, "papers", &visit).await;
        assert!(lacking.seen().contains("上门督办的人员"), "{}", lacking.seen());
        let form = head.get(&here).await.form(&format!("{here}/papers")).expect("the form");
        let form = visit.iter().fold(form, |form, (name, value)| form.set(name, value));
        let program = form.clone().set("visit_people", "县政府办 王禾").file("files", "现场.jpg", b"MZ\x90\x00\x03\x00\x00\x00");
        let refused = head.submit(&program).await;
        assert!(refused.status == 422 && refused.seen().contains("现场.jpg"), "a renamed program: {}", refused.seen());
        let form = form.set("visit_people", "县政府办 王禾").file("files", "现场.txt", "灯杆照片".as_bytes());
        let made = head.submit(&form).await;
        assert!(made.seen().contains("县政府办 王禾") && made.seen().contains("现场.txt"), "{}", made.seen());
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        assert!(desk.get("/work").await.links("/work/hotline/papers").len() == 1, "a way in the menu");
        let list = desk.get("/work/hotline/papers").await;
        assert!(list.seen().contains("青热整") && list.seen().contains("还有"), "with its light: {}", list.seen());
        let file = desk.get(&here).await.links("/work/hotline/papers/").into_iter().find(|l| l.contains("/files/")).expect("the file");
        assert_eq!(desk.get(&file).await.bytes, "灯杆照片".as_bytes());
        let reply = desk.get(&here).await.forms().into_iter().find(|f| f.action.ends_with("/reply")).expect("to be replied to");
        desk.submit(&reply.set("paper_reply", "已整改，责任人已约谈。")).await;
        assert!(desk.get("/work/hotline/papers").await.seen().contains("已回复待核"));
        let mut other = county.signed_in(&county.clerk_of("县水利局").await).await;
        let list = other.get("/work/hotline/papers").await;
        assert!(list.status == 200 && !list.seen().contains("青热整"), "not another unit's: {}", list.seen());
        assert_eq!(other.get(&file).await.status, 404);
    }

    async fn who_has_an_interest_gives_the_order_back_on_its_page(county: County) {
        history(&county).await;
        let mut agent = county.signed_in("rexian").await;
        let (_, here) = called(&mut agent, &CALL).await;
        let page = agent.get(&here).await;
        assert!(page.seen().contains("热线坐席"), "another of the desk: {}", page.seen());
        let unit = county.unit("县城管局").await.to_string();
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
        let mut desk = county.signed_in(&county.clerk_of("县城管局").await).await;
        let reason = ("recuse_reason", "诉求人是我的亲属。");
        // To whom?
        wrongly(&mut desk, &here, "recuse", &[reason]).await;
        let gone = press(&mut desk, &here, "recuse", &[reason, ("recuse_to", "back")]).await;
        assert!(gone.seen().contains("已回避本件") && !gone.text().contains("13800001234"), "{}", gone.seen());
        press(&mut agent, &here, "dispatch", &[("unit_id", &unit)]).await;
        let page = desk.get(&here).await;
        assert!(!page.text().contains("13800001234") && !page.text().contains("陈晓禾"), "{}", page.seen());
        let sign = format!("{here}/sign");
        assert!(page.form(&sign).is_none() && page.seen().contains("已经回避"), "{}", page.seen());
        let refused = desk.post(&sign, &[("once", "kept-away")]).await;
        assert!(refused.status == 403 && refused.seen().contains("已经回避"), "who keeps away does nothing more: {}", refused.seen());
    }
}
