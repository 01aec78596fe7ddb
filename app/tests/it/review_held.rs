//! What stands between a review and the public: an edition that cannot come out as the third review says, a text that changed while it
//! was handed in, and ways that are shown to those alone who may go them. On both databases.

use edition::Desk;
use edition::item::{self, Draft};
use identity::Actor;
use testkit::{Answer, Browser, County, both};

use crate::review::{handed_in, login, written};

const UNIT: &str = "县教育局";
/// The editor of the sites, who reads last.
const LAST: &str = "bianji";

/// Sends the form `action` of the page `path` with `fields`.
async fn does(browser: &mut Browser, path: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let form = browser.get(path).await.form(&format!("{path}/{action}")).expect("it is offered");
    browser.submit(&fields.iter().fold(form, |form, (name, value)| form.set(name, value))).await
}

async fn state(county: &County, id: i64) -> String {
    item::find(&mut county.app().db.reader(), id).await.expect("answers").expect("is there").state
}

/// An edition whose secrecy review opens it on request alone, up to its third review; its key and the address of its submission.
async fn on_request(county: &County) -> (i64, String) {
    let officer = login(county, UNIT, "xx").await;
    let id = written(county, &officer, UNIT, "<p>全县义务教育学校秋季招生报名。</p>").await;
    let path = handed_in(&mut county.signed_in(&officer).await, id).await;
    let secrecy = [("attribute", "request"), ("basis", "政府信息公开条例第十五条"), ("conclusion", "open")];
    for (prefix, action, fields) in
        [("bg", "pass_first", &[][..]), ("bm", "pass_secrecy", &secrecy), ("fz", "pass_second", &[])]
    {
        let mut reader = county.signed_in(&login(county, UNIT, prefix).await).await;
        let answer = does(&mut reader, &path, action, fields).await;
        assert_eq!(answer.status, 200, "{action}: {}", answer.seen());
    }
    (id, path)
}

both! {
    async fn what_cannot_come_out_at_once_loses_no_word_of_its_reviewer(county: County) {
        let (id, path) = on_request(&county).await;
        let mut last = county.signed_in(LAST).await;
        let words = "同意，请注意答复申请人";
        let answer = does(&mut last, &path, "pass_third", &[("then", "now"), ("opinion", words)]).await;
        assert_eq!(answer.status, 422, "{}", answer.seen());
        assert!(answer.seen().contains("不是主动公开") && answer.seen().contains("由编辑发布"), "{}", answer.seen());
        assert!(answer.text().contains(words), "what was typed stays: {}", answer.text());
        assert_eq!(state(&county, id).await, "review", "nothing is passed by halves");
        let answer = does(&mut last, &path, "pass_third", &[("then", "ready"), ("opinion", words)]).await;
        assert_eq!(answer.status, 200, "{}", answer.seen());
        assert_eq!(state(&county, id).await, "ready");
    }

    async fn the_working_copy_is_offered_to_those_alone_who_may_open_it(county: County) {
        let (id, path) = on_request(&county).await;
        let desk = format!("/work/content/{id}");
        let mut last = county.signed_in(LAST).await;
        assert!(last.get(&path).await.links(&desk).contains(&desk), "who writes and publishes on the site");
        assert_eq!(last.get(&desk).await.status, 200);
        let post = county.actor(&last).await.staff().expect("an official").post;
        let app = county.app();
        let mut tx = app.db.begin().await.expect("begins");
        let act = app.identity.act(&Actor::System);
        let roles = ["submission.third".to_owned()];
        identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &roles).await.expect("roles are set");
        tx.commit().await.expect("is kept");
        let mut last = county.signed_in(LAST).await;
        let page = last.get(&path).await;
        assert!(page.status == 200 && page.links(&desk).is_empty(), "who only reviews has no desk: {}", page.seen());
    }

    async fn a_text_that_somebody_changed_meanwhile_is_not_handed_in_unseen(county: County) {
        let officer = login(&county, UNIT, "xx").await;
        let id = written(&county, &officer, UNIT, "<p>全县义务教育学校秋季招生报名。</p>").await;
        let mut browser = county.signed_in(&officer).await;
        let new = format!("/work/submissions/new?item={id}");
        let form = browser.get(&new).await.form("/work/submissions/new").expect("can be handed in");
        let app = county.app();
        let before = item::find(&mut app.db.reader(), id).await.expect("answers").expect("is there");
        let mut content = before.content().expect("a content");
        content.body = "<p>报名时间改为九月三日。</p>".into();
        let draft = Draft {
            kind: before.kind.clone(), column: before.column_id, content, attribute: before.attribute.clone(),
            attribute_why: String::new(),
        };
        let mut tx = app.db.begin().await.expect("begins");
        item::save(&mut tx, &Desk::new(app, &Actor::System), id, before.seq, draft).await.expect("is saved");
        tx.commit().await.expect("is kept");
        let answer = browser.submit(&form).await;
        assert!(answer.status == 422 && answer.seen().contains("又有改动"), "{} {}", answer.status, answer.seen());
        assert!(answer.seen().contains("九月三日"), "the newest text stands there: {}", answer.seen());
        assert_eq!(state(&county, id).await, "draft");
        let form = answer.form("/work/submissions/new").expect("can be handed in now");
        assert_eq!(browser.submit(&form).await.status, 200);
        assert_eq!(state(&county, id).await, "review");
    }
}
