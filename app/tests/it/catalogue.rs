//! A unit's document from the officer's form to the public catalogue of disclosure, and what keeps it from there.

use testkit::{Answer, Browser, County, both};

use super::review::{STEPS, handed_in, login};

const UNIT: &str = "县教育局";

/// Fills the form of a new edition with `fields` and sends it.
async fn writes(officer: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let page = officer.get("/work/content/new").await;
    assert_eq!(page.status, 200, "{}", page.seen());
    let form = page.form("/work/content/new").expect("can be written");
    officer.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// The key of the portal's column `slug`.
async fn column(county: &County, slug: &str) -> String {
    let mut reader = county.app().db.reader();
    let portal = edition::site::main(&mut reader).await.expect("sites").expect("a portal").id;
    edition::column::by_slug(&mut reader, portal, slug).await.expect("columns").expect("the column").id.to_string()
}

/// The newest working copy that bears `title`.
async fn item(county: &County, title: &str) -> i64 {
    let asked = edition::item::Asked { title: title.to_owned(), ..Default::default() };
    edition::item::list(&mut county.app().db.reader(), &asked, 1).await.expect("answers").first().expect("is there").id
}

/// Hands the edition in, lets all four read it, and has it published; gives the address of its submission.
async fn reviewed(county: &County, officer: &mut Browser, id: i64) -> String {
    let path = handed_in(officer, id).await;
    read(county, &path, "").await;
    path
}

/// All four read it, with the reason for which findings are let through.
async fn read(county: &County, path: &str, reason: &str) {
    for (prefix, action, fields) in STEPS {
        let who = if prefix.is_empty() { "bianji".to_owned() } else { login(county, UNIT, prefix).await };
        let mut reader = county.signed_in(&who).await;
        let page = reader.get(path).await;
        let form = page.form(&format!("{path}/{action}")).unwrap_or_else(|| panic!("{who} {action}: {}", page.seen()));
        let form = if reason.is_empty() { form } else { form.set("overridden", reason) };
        let answer = reader.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await;
        assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
    }
}

both! {
    async fn what_a_unit_discloses_is_found_under_its_node_of_the_catalogue_and_of_the_five(county: County) {
        let mut officer = county.signed_in(&login(&county, UNIT, "xx").await).await;
        let bumen = column(&county, "bumen").await;
        let titles = [("县教育局年度部门预算", "finance/budget"), ("招生政策执行情况", "execution")];
        for (title, node) in titles {
            let body = format!("<p>{title}，现予公开。</p>");
            let fields =
                [("title", title), ("column", bumen.as_str()), ("body", &body), ("attribute", "active"), ("node", node)];
            let answer = writes(&mut officer, &fields).await;
            assert_eq!(answer.status, 200, "{}", answer.seen());
            let id = item(&county, title).await;
            reviewed(&county, &mut officer, id).await;
        }
        let mut public = county.browser();
        let [(budget, _), (execution, _)] = titles;
        for (path, shown, other) in [
            ("/xxgk?node=finance/budget", budget, execution),
            ("/xxgk?node=finance", budget, execution),
            ("/xxgk?node=execution", execution, budget),
            ("/xxgk/five", execution, budget),
        ] {
            let seen = public.get(path).await.seen();
            assert!(seen.contains(shown) && !seen.contains(other), "{path}: {seen}");
        }
    }

    async fn what_is_disclosed_without_a_place_is_not_handed_in(county: County) {
        let mut officer = county.signed_in(&login(&county, UNIT, "xx").await).await;
        let bumen = column(&county, "bumen").await;
        let fields =
            [("title", "没有目录的公开"), ("column", bumen.as_str()), ("body", "<p>正文。</p>"), ("attribute", "active")];
        assert_eq!(writes(&mut officer, &fields).await.status, 200, "a draft may lack it");
        let id = item(&county, "没有目录的公开").await;
        let new = officer.get(&format!("/work/submissions/new?item={id}")).await;
        assert!(new.seen().contains("还不能报送") && new.seen().contains("须选择公开目录"), "{}", new.seen());
        assert!(new.form("/work/submissions/new").is_none(), "there is no button to try");
        let unknown = [("title", "错的目录"), ("column", bumen.as_str()), ("body", "<p>正文。</p>"), ("node", "no/such")];
        let answer = writes(&mut officer, &unknown).await;
        assert_eq!(answer.status, 422, "{}", answer.seen());
        assert!(answer.seen().contains("请从列表中选择公开目录"), "{}", answer.seen());
    }

    async fn the_mark_of_a_state_secret_is_not_published_by_force(county: County) {
        let mut editor = county.signed_in("bianji").await;
        let yaowen = column(&county, "yaowen").await;
        let fields = [("title", "紧急通知"), ("column", yaowen.as_str()), ("body", "<p>机密★1年</p>"), ("attribute", "none")];
        let answer = writes(&mut editor, &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        let id = item(&county, "紧急通知").await;
        let edit = editor.get(&format!("/work/content/{id}")).await;
        let force = format!("/work/content/{id}/force");
        assert!(edit.links("/work/content/").contains(&force), "{}", edit.seen());
        let page = editor.get(&force).await;
        assert!(page.seen().contains("有国家秘密标志") && page.form(&force).is_none(), "{}", page.seen());
        // Nor by whoever sends the form that is not there.
        let sent = editor.post(&force, &[("once", "without-a-form"), ("why", "暴雨红色预警须立即发布")]).await;
        assert!(!sent.status.is_success() && sent.seen().contains("国家秘密标志"), "{} {}", sent.status, sent.seen());
        assert!(edition::live::find(&mut county.app().db.reader(), id).await.expect("answers").is_none());
    }

    async fn the_sheet_names_who_reviewed_until_when_and_why_findings_were_let_through(county: County) {
        let mut officer = county.signed_in(&login(&county, UNIT, "xx").await).await;
        let bumen = column(&county, "bumen").await;
        let body = "<p>咨询电话13800001234。</p><p><a href=\"https://www.example.com/\">县外网站 13900002222</a></p>";
        let fields = [
            ("title", "招生咨询"), ("column", bumen.as_str()), ("body", body), ("attribute", "active"), ("node", "welfare"),
        ];
        assert_eq!(writes(&mut officer, &fields).await.status, 200);
        let id = item(&county, "招生咨询").await;
        let check = officer.get(&format!("/work/submissions/check?item={id}")).await.seen();
        assert!(check.contains("外部链接") && !check.contains("13900002222"), "a number in a link is masked: {check}");
        let form = officer.get(&format!("/work/submissions/new?item={id}")).await.form("/work/submissions/new");
        let form = form.expect("can be handed in").set("overridden", "是学校公开的咨询电话");
        assert_eq!(officer.submit(&form).await.status, 200);
        let list = officer.get("/work/submissions").await;
        let number = |link: &String| link.trim_start_matches("/work/submissions/").parse::<i64>().is_ok();
        let path = list.links("/work/submissions/").into_iter().find(number).expect("it is in the list");
        let other = "县城管局";
        for (unit, action, fields) in [
            (UNIT, "coordinate", [("unit_id", ""), ("units", other), ("opinion", "招生期间周边占道经营请核实")]),
            (other, "reply", [("unit_id", ""), ("stance", "agree"), ("opinion", "已核实，同意公开")]),
        ] {
            let mut asked = county.signed_in(&login(&county, unit, "bg").await).await;
            let form = asked.get(&path).await.form(&format!("{path}/{action}")).expect("is offered");
            let answer = asked.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await;
            assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
        }
        read(&county, &path, "已核实是办公电话").await;
        let reviewer = county.signed_in(&login(&county, UNIT, "bm").await).await;
        let name = county.actor(&reviewer).await.staff().expect("an official").name.clone();
        let sheet = officer.get(&format!("{path}/sheet")).await.seen();
        assert!(sheet.contains(&format!("审查人：{name}")), "{sheet}");
        for part in ["审查时限：", "2 个工作日", "放行理由", "是学校公开的咨询电话", "已核实是办公电话", "公开目录", "发布协调", "已核实，同意公开"] {
            assert!(sheet.contains(part), "{part}: {sheet}");
        }
    }

    async fn an_officer_finds_his_units_working_copies_and_no_others(county: County) {
        let mut officer = county.signed_in(&login(&county, UNIT, "xx").await).await;
        let bumen = column(&county, "bumen").await;
        let fields = [("title", "学区划分调研提纲"), ("column", bumen.as_str()), ("body", "<p>正文。</p>")];
        assert_eq!(writes(&mut officer, &fields).await.status, 200);
        county.settle().await;
        let path = "/work/search?of=edition.draft&q=学区划分";
        let seen = officer.get(path).await.seen();
        assert!(seen.contains("学区划分调研提纲"), "{seen}");
        let mut other = county.signed_in(&login(&county, "县城管局", "xx").await).await;
        assert!(!other.get(path).await.seen().contains("调研提纲"));
        let mut editor = county.signed_in("bianji").await;
        let seen = editor.get("/work/search?of=edition.handed&q=学区划分").await.seen();
        assert!(seen.contains("学区划分调研提纲"), "who publishes on the portal finds what was written for it: {seen}");
        assert!(!county.browser().get("/search?q=学区划分").await.seen().contains("调研提纲"));
    }
}
