//! An edition through three reviews and a secrecy review to the public, and what stops it, on both databases.

use base::Error;
use edition::item::Draft;
use edition::{Content, Desk};
use identity::Actor;
use testkit::{Answer, Browser, County, both};

/// A unit's edition for the portal's first column, written by whoever has the sign-in name `login`.
async fn written(county: &County, login: &str, unit: &str, body: &str) -> i64 {
    let app = county.app();
    let unit = county.unit(unit).await;
    let portal = portal(county).await;
    let column =
        edition::column::by_slug(&mut app.db.reader(), portal, "bumen").await.expect("columns").expect("部门动态");
    let browser = county.signed_in(login).await;
    let writer = county.actor(&browser).await;
    let mut tx = app.db.begin().await.expect("begins");
    let content = Content {
        title: "秋季招生入学须知".into(),
        body: body.into(),
        source: "县教育局".into(),
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

/// Hands the edition in and gives the address of its submission.
async fn handed_in(officer: &mut Browser, item: i64) -> String {
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
async fn login(county: &County, unit: &str, prefix: &str) -> String {
    format!("{prefix}{}", county.clerk_of(unit).await.trim_start_matches("cb"))
}

/// Who reads (the beginning of the sign-in name, or empty for the site's editor), what he does, and with which fields.
type Step = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

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
        assert!(answer.status == 403 || answer.status == 409, "{}", answer.seen());
        assert!(answer.seen().contains("不能审核本人的稿件"), "{}", answer.seen());
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
}
