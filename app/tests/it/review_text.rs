//! What reviewers are shown of an edition, what the gate reads in it, who is its author, and what the review sheet says.

use edition::item::{Draft, add_file, save};
use edition::{Content, Desk};
use identity::Actor;
use testkit::{Browser, County, both};

use crate::review::{self, STEPS, handed_in, login};

const UNIT: &str = "县教育局";
/// A picture of one point.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21, 196,
    137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 218, 99, 100, 248, 207, 80, 15, 0, 3, 134, 1, 128, 90, 52, 125, 107, 0, 0,
    0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// Another.
const OTHER: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144, 119, 83,
    222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 80, 72, 88, 0, 0, 1, 196, 1, 33, 98, 95, 138, 253, 0, 0, 0, 0, 73,
    69, 78, 68, 174, 66, 96, 130,
];

/// Saves the edition anew as whoever is signed in, with `change` made to it.
async fn saved(county: &County, browser: &Browser, item: i64, change: impl FnOnce(&mut Content, &mut String)) {
    let (app, by) = (county.app(), county.actor(browser).await);
    let mut tx = app.db.begin().await.expect("begins");
    let row = edition::item::find(&mut tx, item).await.expect("answers").expect("is there");
    let (mut content, mut kind) = (row.content().expect("content"), row.kind.clone());
    change(&mut content, &mut kind);
    let draft = Draft {
        kind,
        column: row.column_id,
        content,
        attribute: row.attribute.clone(),
        attribute_why: row.attribute_why.clone(),
    };
    save(&mut tx, &Desk::new(app, &by), item, row.seq, draft).await.expect("is saved");
    tx.commit().await.expect("is kept");
}

/// Adds a picture; gives the file's key and digest.
async fn pictured(county: &County, browser: &Browser, item: i64, role: &str, bytes: &[u8]) -> (i64, String) {
    let (app, by) = (county.app(), county.actor(browser).await);
    let mut incoming = app.files.incoming(1 << 20).await.expect("begins");
    incoming.push(bytes).await.expect("is written");
    let stored = incoming.finish("校门.png").await.expect("is stored");
    let mut tx = app.db.begin().await.expect("begins");
    let file = add_file(&mut tx, &Desk::new(app, &by), item, &stored, role, "学校大门").await.expect("is added");
    let row = edition::item::file(&mut tx, file).await.expect("answers").expect("is there");
    tx.commit().await.expect("is kept");
    (file, row.digest)
}

/// The head of the unit's office, who writes too: login, and his browser.
async fn writing_head(county: &County) -> Browser {
    let browser = county.signed_in(&login(county, UNIT, "bg").await).await;
    let post = county.actor(&browser).await.staff().expect("an official").post;
    let roles: Vec<String> = ["submission.first", "submission.writer"].map(str::to_owned).to_vec();
    let app = county.app();
    let mut tx = app.db.begin().await.expect("begins");
    let act = app.identity.act(&Actor::System);
    identity::posts::set_roles(&mut tx, act, app.identity.roles(), post, &roles).await.expect("roles are set");
    tx.commit().await.expect("is kept");
    county.signed_in(&login(county, UNIT, "bg").await).await
}

/// What the head is told when he would pass the first review.
async fn told(own: &mut Browser, path: &str) -> String {
    let page = own.get(path).await;
    let answer = match page.form(&format!("{path}/pass_first")) {
        Some(form) => own.submit(&form).await,
        None => page,
    };
    answer.seen().to_owned()
}

both! {
    async fn whoever_wrote_any_version_passes_no_review_of_it(county: County) {
        let mut own = writing_head(&county).await;
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>第一稿。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        // The head writes the middle one of three versions; another began it, saved it last and hands it in.
        saved(&county, &own, item, |content, _| content.body = "<p>负责人写的第二稿。</p>".into()).await;
        saved(&county, &officer, item, |content, _| content.body = "<p>负责人写的第二稿，改了一个字。</p>".into()).await;
        let path = handed_in(&mut officer, item).await;
        let told = told(&mut own, &path).await;
        assert!(told.contains("不能审核本人的稿件"), "{told}");
    }

    async fn whoever_added_a_file_passes_no_review_of_it(county: County) {
        let mut own = writing_head(&county).await;
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>报名。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        pictured(&county, &own, item, "image", PNG).await;
        saved(&county, &officer, item, |content, _| content.body = "<p>报名时间见图。</p>".into()).await;
        let path = handed_in(&mut officer, item).await;
        let told = told(&mut own, &path).await;
        assert!(told.contains("不能审核本人的稿件"), "{told}");
    }

    async fn reviewers_see_pictures_cover_and_every_fact(county: County) {
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>报名。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let (file, _) = pictured(&county, &officer, item, "image", PNG).await;
        let (_, cover) = pictured(&county, &officer, item, "cover", PNG).await;
        saved(&county, &officer, item, |content, _| {
            content.body = format!("<p>报名。<img src=\"/a/{item}/files/{file}\" alt=\"学校大门\"></p>");
            content.cover = edition::Cover { digest: cover, alt: "校园全景".into(), x: 50, y: 50 };
            content.subtitle = "致全体家长".into();
            content.author = "周晓".into();
            content.origin_url = "https://www.gov.cn/original".into();
            content.head.doc_no = "青教发〔2026〕3号".into();
        }).await;
        let new = officer.get(&format!("/work/submissions/new?item={item}")).await;
        assert!(new.text().contains(&format!("/a/{item}/files/{file}?v=")), "the writer sees it too: {}", new.text());
        let path = handed_in(&mut officer, item).await;
        let mut reader = county.signed_in(&login(&county, UNIT, "bg").await).await;
        let page = reader.get(&path).await;
        let text = page.text();
        assert!(!text.contains(&format!("\"/a/{item}/files/{file}")), "{text}");
        let start = format!("{path}/edition/{file}?v=");
        let at = text.find(&start).unwrap_or_else(|| panic!("{text}"));
        let address: String = text[at..].chars().take_while(|c| *c != '"').collect();
        for address in [address, format!("{path}/cover")] {
            assert!(text.contains(&address), "{address}");
            let picture = reader.get(&address).await;
            assert_eq!(picture.status, 200, "{address}");
            assert_eq!(picture.headers["content-type"], "image/png");
        }
        for fact in ["致全体家长", "周晓", "https://www.gov.cn/original", "青教发〔2026〕3号", "校园全景"] {
            assert!(page.seen().contains(fact), "{fact}: {}", page.seen());
        }
        let mut other = county.signed_in(&login(&county, "县城管局", "xx").await).await;
        assert_eq!(other.get(&format!("{path}/edition/{file}")).await.status, 404);
        assert_eq!(other.get(&format!("{path}/cover")).await.status, 404);
    }

    async fn who_changes_the_picture_of_something_published_sees_the_new_one_and_readers_the_old(county: County) {
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>报名。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let covered = |digest: String| move |content: &mut Content, _: &mut String| {
            content.cover = edition::Cover { digest, alt: "校园".into(), x: 50, y: 50 };
        };
        let (_, old) = pictured(&county, &officer, item, "cover", PNG).await;
        saved(&county, &officer, item, covered(old.clone())).await;
        let path = handed_in(&mut officer, item).await;
        for (prefix, action, fields) in STEPS {
            let who = if prefix.is_empty() { "bianji".to_owned() } else { login(&county, UNIT, prefix).await };
            let mut reader = county.signed_in(&who).await;
            let form = reader.get(&path).await.form(&format!("{path}/{action}")).expect("is offered");
            let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
            assert_eq!(reader.submit(&form).await.status, 200, "{action}");
        }
        let (_, new) = pictured(&county, &officer, item, "cover", OTHER).await;
        saved(&county, &officer, item, covered(new.clone())).await;
        let etag = |digest: &str| format!("\"{digest}\"");
        let address = format!("/a/{item}/cover?v={}", &new[..12]);
        assert_eq!(officer.get(&address).await.headers["etag"], etag(&new).as_str());
        assert_eq!(county.browser().get(&address).await.headers["etag"], etag(&old).as_str());
    }

    async fn the_gate_asks_the_program_itself_where_own_links_lead(county: County) {
        let officer_login = login(&county, UNIT, "xx").await;
        let body = "<p><a href=\"/guide/999999\">办事指南</a></p><p><a href=\"/topics/meiyou\">专题</a></p>\
                    <p><a href=\"/work/todo\">待办</a></p><p><a href=\"/xxgk\">公开目录</a></p><p><a href=\"/\">首页</a></p>";
        let item = review::written(&county, &officer_login, UNIT, body).await;
        let mut officer = county.signed_in(&officer_login).await;
        saved(&county, &officer, item, |content, _| {
            content.link_url = "http://192.168.3.4/oa".into();
            content.origin_url = "/c/meiyou/".into();
        }).await;
        let page = officer.get(&format!("/work/submissions/check?item={item}")).await;
        let rows = page.rows("table");
        let dead: Vec<&str> = rows.iter().filter(|row| row.iter().any(|cell| cell.contains("无效链接"))).map(|row| row[0].as_str()).collect();
        assert_eq!(dead, ["链接地址", "原文网址", "正文第1段", "正文第2段", "正文第3段"], "{}", page.seen());
    }

    async fn the_gate_reads_every_line_and_stops_at_grave_expressions(county: County) {
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>中华人民共各国教育法。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        saved(&county, &officer, item, |content, _| {
            content.author = "周晓 13800001234".into();
            content.subtitle = "会议布署招生工作".into();
        }).await;
        let check = format!("/work/submissions/check?item={item}");
        let seen = officer.get(&check).await.seen();
        for words in ["严重表述错误", "副题", "作者", "布署 → 部署", "其中 2 处必须处理"] {
            assert!(seen.contains(words), "{words}: {seen}");
        }
        let page = officer.get(&check).await;
        let forms = page.forms();
        let form = forms.iter().find(|form| form.value("field") == Some("subtitle")).expect("can be put right at once");
        let answer = officer.submit(form).await;
        assert!(answer.seen().contains("已将“布署”改为“部署”"), "{}", answer.seen());
        let row = edition::item::find(&mut county.app().db.reader(), item).await.expect("answers").expect("is there");
        assert_eq!(row.content().expect("content").subtitle, "会议部署招生工作");
    }

    async fn the_review_sheet_says_who_said_what_and_leaves_room_for_signatures(county: County) {
        let officer_login = login(&county, UNIT, "xx").await;
        let item = review::written(&county, &officer_login, UNIT, "<p>全县义务教育学校秋季招生报名。</p>").await;
        let mut officer = county.signed_in(&officer_login).await;
        let path = handed_in(&mut officer, item).await;
        let opinions = ["初审内容属实", "保密审查未发现涉密", "复审同意", "终审同意签发"];
        for ((prefix, action, fields), opinion) in STEPS.into_iter().zip(opinions) {
            let who = if prefix.is_empty() { "bianji".to_owned() } else { login(&county, UNIT, prefix).await };
            let mut reader = county.signed_in(&who).await;
            let form = reader.get(&path).await.form(&format!("{path}/{action}")).expect("is offered");
            let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value)).set("opinion", opinion);
            assert_eq!(reader.submit(&form).await.status, 200, "{action}");
            let rows = officer.get(&format!("{path}/sheet")).await.rows("table.sheet-table");
            let names = ["报送", "一审（初审）", "保密审查", "二审（复审）", "三审（终审、签发）"];
            let rows: Vec<_> = rows.into_iter().filter(|row| names.contains(&row[0].as_str()) && row[1].contains("签名")).collect();
            assert_eq!(rows.len(), 5, "the stages to come have their rows: {rows:?}");
            let row = rows.iter().find(|row| row[1].contains(opinion)).unwrap_or_else(|| panic!("{opinion}: {rows:?}"));
            assert!(row[1].starts_with("结论：通过") && row[1].contains("（县") && row[1].contains("2026-"), "{row:?}");
        }
        let seen = officer.get(&format!("{path}/sheet")).await.seen();
        for words in ["一审（初审）", "保密审查", "二审（复审）", "三审（终审、签发）", "签名"] {
            assert!(seen.contains(words), "{words}: {seen}");
        }
    }
}
