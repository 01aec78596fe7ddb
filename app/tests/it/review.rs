//! An edition through three reviews and a secrecy review to the public, and what stops it, on both databases.

use base::Error;
use edition::item::Draft;
use edition::{Content, Desk, Head};
use identity::Actor;
use testkit::{Answer, Browser, County, both};

/// A unit's edition for the portal's first column, written by whoever has the sign-in name `login`.
pub async fn written(county: &County, login: &str, unit: &str, body: &str) -> i64 {
    let app = county.app();
    let unit = county.unit(unit).await;
    let portal = portal(county).await;
    let column =
        edition::column::by_slug(&mut app.db.reader(), portal, "bumen").await.expect("columns").expect("部门动态");
    let browser = county.signed_in(login).await;
    let writer = county.actor(&browser).await;
    let mut tx = app.db.begin().await.expect("begins");
    let head = Head { node: "welfare".into(), ..Head::default() };
    let content = Content {
        title: "秋季招生入学须知".into(),
        body: body.into(),
        source: "县教育局".into(),
        head,
        ..Content::default()
    };
    let draft = Draft {
        kind: "article".into(),
        column: column.id,
        content,
        attribute: "active".into(),
        attribute_why: String::new(),
    };
    let id = edition::item::create(&mut tx, &Desk::new(app, &writer), unit, draft).await.expect("is begun");
    tx.commit().await.expect("is kept");
    id
}

/// As little of a PDF as there can be.
const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";

/// Two attachments: one that says a telephone, one that the gate cannot read.
async fn attach(county: &County, login: &str, item: i64) {
    let app = county.app();
    let browser = county.signed_in(login).await;
    let writer = county.actor(&browser).await;
    let mut tx = app.db.begin().await.expect("begins");
    for (name, bytes) in [("说明.txt", "咨询电话13900001111。".as_bytes()), ("附表.pdf", PDF)] {
        let mut incoming = app.files.incoming(1 << 20).await.expect("begins");
        incoming.push(bytes).await.expect("is written");
        let stored = incoming.finish(name).await.expect("is stored");
        let desk = Desk::new(app, &writer);
        edition::item::add_file(&mut tx, &desk, item, &stored, "attachment", "").await.expect("is attached");
    }
    tx.commit().await.expect("is kept");
}

/// The portal with one column; made here when the demonstration has none.
async fn portal(county: &County) -> i64 {
    let app = county.app();
    if let Some(site) = edition::site::main(&mut app.db.reader()).await.expect("sites") {
        return site.id;
    }
    let unit = county.unit("县电子政务办").await;
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await.expect("begins");
    let form = edition::site::SiteForm { name: "青禾县".into(), kind: "portal".into(), unit, ..Default::default() };
    let site = edition::site::create(&mut tx, &desk, None, "main", &form).await.expect("a site");
    let form = edition::column::ColumnForm { name: "要闻".into(), kind: "news".into(), unit, ..Default::default() };
    edition::column::create(&mut tx, &desk, site, None, "news", &form).await.expect("a column");
    tx.commit().await.expect("is kept");
    site
}

/// Sends the form `action` of the page `path` with `fields`.
async fn does(browser: &mut Browser, path: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{}", page.seen());
    let form = page.form(action).unwrap_or_else(|| panic!("{action} is not offered: {}", page.seen()));
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// Puts a word on the county's list.
async fn adds(editor: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let words = "/work/submissions/words";
    let form = editor.get(words).await.forms().into_iter().find(|form| form.action == words).expect("can be added");
    editor.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

/// Hands the edition in and gives the address of its submission.
pub async fn handed_in(officer: &mut Browser, item: i64) -> String {
    let path = format!("/work/submissions/new?item={item}");
    let answer = does(officer, &path, "/work/submissions/new", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.seen());
    let list = officer.get("/work/submissions").await;
    list.links("/work/submissions/").into_iter().find(|l| !l.contains("new")).expect("it is in the list")
}

async fn state(county: &County, item: i64) -> String {
    edition::item::find(&mut county.app().db.reader(), item).await.expect("answers").expect("is there").state
}

/// The sign-in name of `unit`'s official whose name begins with `prefix`.
pub async fn login(county: &County, unit: &str, prefix: &str) -> String {
    format!("{prefix}{}", county.clerk_of(unit).await.trim_start_matches("cb"))
}

/// Who reads (the beginning of the sign-in name, or empty for the site's editor), what he does, and with which fields.
pub type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The reviews of an edition in their order: two in the unit with the secrecy review between them, the site's editor at the end.
pub const STEPS: [Step; 4] = [
    ("bg", "pass_first", &[]),
    ("bm", "pass_secrecy", &[("attribute", "active"), ("conclusion", "open")]),
    ("fz", "pass_second", &[]),
    ("", "pass_third", &[("then", "now")]),
];

both! {
    async fn what_passed_three_reviews_and_the_secrecy_review_is_published_at_once(county: County) {
        let unit = "县教育局";
        let officer_login = login(&county, unit, "xx").await;
        let item = written(&county, &officer_login, unit, "<p>全县义务教育学校秋季招生报名。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let path = handed_in(&mut officer, item).await;
        assert_eq!(state(&county, item).await, "review");
        let steps: [Step; 4] = [
            ("bg", "pass_first", &[("found", "1")]),
            ("bm", "pass_secrecy", &[("attribute", "active"), ("conclusion", "open")]),
            ("fz", "pass_second", &[]),
            ("", "pass_third", &[("then", "now")]),
        ];
        for (prefix, action, fields) in steps {
            let who = if prefix.is_empty() { "bianji".to_owned() } else { login(&county, unit, prefix).await };
            let mut reader = county.signed_in(&who).await;
            let answer = does(&mut reader, &path, &format!("{path}/{action}"), fields).await;
            assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
        }
        assert_eq!(state(&county, item).await, "published");
        let live = edition::live::find(&mut county.app().db.reader(), item).await.expect("answers").expect("is public");
        assert!(!live.index_no.is_empty(), "a disclosed document has an index number");
        let mut public = county.browser();
        let list = public.get("/xxgk").await;
        assert!(list.seen().contains("秋季招生入学须知"), "{}", list.seen());
        let sheet = officer.get(&format!("{path}/sheet")).await;
        assert!(sheet.seen().contains("三审") && sheet.seen().contains("保密审查"), "{}", sheet.seen());
        // What is published leads back to its reviews and its secrecy review, on the workbench alone.
        let desk = officer.get(&format!("/work/content/{item}")).await;
        let review = desk.links("/work/matters/").into_iter().next().expect("its review");
        let reviewed = officer.get(&review).await;
        assert!(reviewed.path == path && reviewed.seen().contains("保密审查"), "{} {}", reviewed.path, reviewed.seen());
        let page = public.get(&live.path()).await;
        assert!(page.status == 200 && page.links("/work/").is_empty(), "{}", page.seen());
    }

    async fn nobody_passes_his_own_text_and_nobody_two_reviews(county: County) {
        let unit = "县教育局";
        let head = login(&county, unit, "bg").await;
        let browser = county.signed_in(&head).await;
        let post = county.actor(&browser).await.staff().expect("an official").post;
        let both: Vec<String> = ["submission.first", "submission.writer"].map(str::to_owned).to_vec();
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let act = app.identity.act(&Actor::System);
        identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &both).await.expect("roles are set");
        tx.commit().await.expect("is kept");
        let item = written(&county, &head, unit, "<p>内容。</p>").await;
        let mut officer = county.signed_in(&login(&county, unit, "xx").await).await;
        let path = handed_in(&mut officer, item).await;
        let mut own = county.signed_in(&head).await;
        let answer = does(&mut own, &path, &format!("{path}/pass_first"), &[]).await;
        assert!(answer.status == 409 && answer.seen().contains("不能审核本人的稿件"), "{} {}", answer.status, answer.seen());
        // Whoever passed the first review of a text of somebody else does not pass the second one.
        let mut tx = app.db.begin().await.expect("begins");
        let both: Vec<String> = ["submission.first", "submission.second"].map(str::to_owned).to_vec();
        identity::posts::set_roles(&mut tx, app.identity.act(&Actor::System), app.identity.roles(), post, &both).await.expect("roles are set");
        tx.commit().await.expect("is kept");
        let other = written(&county, &login(&county, unit, "xx").await, unit, "<p>内容。</p>").await;
        let (before, path) = (path, handed_in(&mut officer, other).await);
        assert_ne!(before, path);
        let mut own = county.signed_in(&head).await;
        assert_eq!(does(&mut own, &path, &format!("{path}/pass_first"), &[]).await.status, 200);
        let secrecy = [("attribute", "active"), ("conclusion", "open")];
        let mut keeper = county.signed_in(&login(&county, unit, "bm").await).await;
        assert_eq!(does(&mut keeper, &path, &format!("{path}/pass_secrecy"), &secrecy).await.status, 200);
        let twice = own.get(&path).await;
        let answer = own.submit(&twice.form(&format!("{path}/pass_second")).expect("it lies with the post")).await;
        assert!(answer.status == 409 && answer.seen().contains("三审须由不同人员完成"), "{} {}", answer.status, answer.seen());
    }

    async fn a_finding_that_stops_needs_a_reason_and_a_return_opens_the_text_again(county: County) {
        let unit = "县教育局";
        let officer_login = login(&county, unit, "xx").await;
        let item = written(&county, &officer_login, unit, "<p>联系人电话13800001234，请家长咨询。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let new = format!("/work/submissions/new?item={item}");
        let stopped = does(&mut officer, &new, "/work/submissions/new", &[]).await;
        assert_eq!(stopped.status, 422, "{}", stopped.seen());
        assert!(stopped.seen().contains("放行理由"));
        assert_eq!(state(&county, item).await, "draft", "nothing is handed in by halves");
        let reason = [("overridden", "是学校公开的咨询电话")];
        let answer = does(&mut officer, &new, "/work/submissions/new", &reason).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        let list = officer.get("/work/submissions").await;
        let path = list.links("/work/submissions/").into_iter().find(|l| !l.contains("new")).expect("in the list");
        let mut first = county.signed_in(&login(&county, unit, "bg").await).await;
        let back = [("opinion", "请把手机号换成办公电话后再报")];
        let answer = does(&mut first, &path, &format!("{path}/back"), &back).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        assert_eq!(state(&county, item).await, "draft");
    }

    async fn a_submission_does_not_exist_for_other_units(county: County) {
        let unit = "县教育局";
        let officer_login = login(&county, unit, "xx").await;
        let item = written(&county, &officer_login, unit, "<p>内容。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let path = handed_in(&mut officer, item).await;
        let mut other = county.signed_in(&login(&county, "县城管局", "xx").await).await;
        assert_eq!(other.get(&path).await.status, 404);
        assert!(!other.get("/work/submissions").await.seen().contains("秋季招生入学须知"));
        let seen = edition::item::seen(&mut county.app().db.reader(), &county.actor(&other).await, item).await;
        assert!(matches!(seen, Err(Error::Unseen)));
    }

    async fn the_gate_names_every_fault_and_an_accepted_suggestion_is_a_new_version(county: County) {
        let unit = "县教育局";
        let officer_login = login(&county, unit, "xx").await;
        let body = "<p>机密★1年</p><p>会议布署了招生工作，电话13800001234。</p>\
                    <p><a href=\"/a/99999\">细则</a><a href=\"https://www.example.com/x\">外站</a></p>";
        let item = written(&county, &officer_login, unit, body).await;
        attach(&county, &officer_login, item).await;
        let mut officer = county.signed_in(&officer_login).await;
        let edit = officer.get(&format!("/work/content/{item}")).await;
        let check = format!("/work/submissions/check?item={item}");
        assert!(edit.links("/work/submissions/check").contains(&check), "{}", edit.seen());
        let seen = officer.get(&check).await.seen();
        let expected = ["涉密标志", "个人信息", "常错词", "无效链接", "外部链接", "布署 → 部署", "附件“附表.pdf”", "附件“说明.txt”第1行"];
        for text in expected {
            assert!(seen.contains(text), "{text}: {seen}");
        }
        assert!(!seen.contains("13800001234"), "personal data is masked: {seen}");
        let answer = does(&mut officer, &check, "/work/submissions/check", &[]).await;
        assert!(answer.seen().contains("已将“布署”改为“部署”"), "{}", answer.seen());
        let kept = edition::item::find(&mut county.app().db.reader(), item).await.expect("answers").expect("is there");
        assert!(kept.content().expect("content").body.contains("会议部署了"), "{}", kept.content);
        let versions = edition::item::versions(&mut county.app().db.reader(), item).await.expect("versions");
        assert!(!versions.is_empty());
        let new = format!("/work/submissions/new?item={item}");
        let stopped = does(&mut officer, &new, "/work/submissions/new", &[]).await;
        assert_eq!(stopped.status, 422, "{}", stopped.seen());
        let reason = [("overridden", "检验用的稿件，已经核实")];
        let answer = does(&mut officer, &new, "/work/submissions/new", &reason).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        let list = officer.get("/work/submissions?count=flawed").await;
        let number = |link: &String| link.trim_start_matches("/work/submissions/").parse::<i64>().is_ok();
        let path = list.links("/work/submissions/").into_iter().find(number).expect("it is in the list");
        for (prefix, action, fields) in STEPS {
            let who = if prefix.is_empty() { "bianji".to_owned() } else { login(&county, unit, prefix).await };
            let mut reader = county.signed_in(&who).await;
            let shown = reader.get(&path).await.seen();
            assert!(shown.contains("涉密标志 1"), "{action} shows the findings: {shown}");
            let to = format!("{path}/{action}");
            let stopped = does(&mut reader, &path, &to, fields).await;
            assert_eq!(stopped.status, 422, "{action} without a reason: {}", stopped.seen());
            let answer = does(&mut reader, &path, &to, &[fields, &reason[..]].concat()).await;
            assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
        }
        assert_eq!(state(&county, item).await, "published");
        let seen = officer.get(&format!("{path}/sheet")).await.seen();
        assert!(seen.matches("个人信息 2").count() == 5 && seen.contains("涉密标志 1"), "{seen}");
    }

    async fn the_countys_own_words_count_at_once(county: County) {
        let unit = "县教育局";
        let officer_login = login(&county, unit, "xx").await;
        let body = "<p>会议布署了招生工作，欢迎登陆网站。</p><p><a href=\"https://www.example.com/x\">外站</a></p>";
        let item = written(&county, &officer_login, unit, body).await;
        let mut officer = county.signed_in(&officer_login).await;
        let check = format!("/work/submissions/check?item={item}");
        let before = officer.get(&check).await.seen();
        assert!(before.contains("布署 → 部署") && before.contains("外部链接") && !before.contains("招生工做"), "{before}");
        let shut = officer.get("/work/submissions/words").await.status.as_u16();
        assert!(matches!(shut, 403 | 404), "{shut}");
        let mut editor = county.signed_in("bianji").await;
        let words = "/work/submissions/words";
        let wrong = adds(&mut editor, &[("kind", "wrong"), ("text", "招生工作")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.seen());
        for (kind, text, instead) in
            [("wrong", "招生工作", "招考工作"), ("muted", "布署", ""), ("host", "www.example.com", "")]
        {
            let fields = [("kind", kind), ("text", text), ("instead", instead), ("why", "县里统一的写法")];
            let answer = adds(&mut editor, &fields).await;
            assert_eq!(answer.status, 200, "{}", answer.seen());
        }
        let after = officer.get(&check).await.seen();
        assert!(!after.contains("布署 → 部署") && !after.contains("外部链接"), "{after}");
        assert!(after.contains("招生工作 → 招考工作"), "{after}");
        let page = editor.get(words).await;
        let remove = page.forms().into_iter().find(|form| form.action.ends_with("/remove")).expect("can be removed");
        assert_eq!(editor.submit(&remove).await.status, 200);
    }
}
