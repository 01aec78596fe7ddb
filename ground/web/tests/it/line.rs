//! The tests' own line.

use std::sync::atomic::{AtomicU64, Ordering};

use base::error::FaultKind;
use base::{Error, Fault, FieldError};
use serde_json::json;
use store::Job;
use web::{Audience, Check, Cx, Form, Menu, Once, Page, Path, Result, Routes, Shell};

pub const TEMPLATES: &[(&str, &str)] = &[
    (
        "test/note.html",
        "{% extends \"portal.html\" %}{% block main %}<p id=\"n\">第{{ n }}次 县长信箱</p><i id=\"o\">{{ once }}</i><a href=\"/note\">本页</a>{% endblock %}",
    ),
    (
        "test/form.html",
        "{% extends \"portal.html\" %}{% import \"parts.html\" as ui %}{% block main %}<form method=\"post\" action=\"/write\" enctype=\"multipart/form-data\">{{ ui.once() }}\
         {{ ui.text(\"title\", \"标题\", required=true) }}{{ ui.area(\"body\", \"内容\") }}{{ ui.files(\"files\", \"附件\") }}{% include \"challenge.html\" %}</form>{% endblock %}",
    ),
    (
        "test/home.html",
        "{% extends \"portal.html\" %}{% block main %}<p id=\"site\">{{ site.name }}</p><a href=\"/s/nyj/c/news/\">本站动态</a>\
         <a href=\"/c/yaowen/\">门户要闻</a><a href=\"/note\">便条</a><a href=\"https://www.gov.cn/\">外站</a>{% endblock %}",
    ),
    ("test/desk.html", "{% extends \"work.html\" %}{% block main %}<p>案头 {{ actor.name }}</p>{% endblock %}"),
];

pub const MENUS: &[Menu] = &[
    Menu { title: "便条", href: "/note", order: 1, shell: Shell::Portal, audience: Audience::Public },
    Menu { title: "案头", href: "/work/desk", order: 1, shell: Shell::Work, audience: Audience::Staff },
    Menu { title: "密办", href: "/work/secret", order: 2, shell: Shell::Work, audience: Audience::Verb("test.do") },
];

/// How often the cached page was rendered.
pub static RENDERED: AtomicU64 = AtomicU64::new(0);

pub fn routes() -> Routes {
    Routes::new("test")
        .page("/note", note)
        .page("/", home)
        .page("/s/{site}/", home)
        .page("/s/{site}/c/{column}/", home)
        .page("/c/{column}/", home)
        .page("/kept/{id}", number)
        .limited("web.rate.login")
        .get("/write", Audience::Public, ask)
        .upload("/write", Audience::Public, "web.upload.citizen", write)
        .get("/work/desk", Audience::Staff, desk)
        .get("/work/secret", Audience::Verb("test.do"), desk)
        .upload("/work/act", Audience::Staff, "web.upload.staff", act)
        .get("/mine", Audience::Citizen, desk)
        .get("/fail/{kind}", Audience::Public, fail)
        .post("/fail/{kind}", Audience::Public, fail_typed)
        .get("/api/v1/fail/{kind}", Audience::Public, fail)
        .get("/api/v1/mine", Audience::Staff, desk)
        .get("/api/v1/things", Audience::Public, things)
        .get("/limited", Audience::Public, desk)
        .limited("web.rate.login")
        .get("/file/{digest}", Audience::Public, file)
        .get("/number/{id}", Audience::Public, number)
}

/// Where the old site's addresses lead.
pub fn moved<'a>(_: &'a web::App, host: &'a str, path: &'a str) -> web::Later<'a, Option<web::Lead>> {
    Box::pin(async move {
        Ok(match (host, path) {
            ("old.example", "/art_1.html?id=7") => Some(web::Lead::To("/number/7".to_owned())),
            (_, "/gone.html") => Some(web::Lead::Gone("该稿件已撤下。".to_owned())),
            _ => None,
        })
    })
}

/// Host names of the tests' sites.
pub fn hosts(_: &web::App) -> web::Later<'_, Vec<(String, String)>> {
    let hosts = [("www.example", "main"), ("nyj.example", "nyj"), ("old.nyj.example", "closed")];
    Box::pin(async move { Ok(hosts.map(|(host, slug)| (host.to_owned(), slug.to_owned())).to_vec()) })
}

/// What the pages of the tests' sites print.
pub fn site<'a>(_: &'a web::App, slug: &'a str) -> web::Later<'a, Option<serde_json::Value>> {
    Box::pin(async move {
        let portal = "http://www.example";
        Ok(match slug {
            "" => Some(json!({ "slug": "main", "name": "门户", "base": portal, "portal_base": portal })),
            "nyj" => Some(json!({
                "slug": "nyj", "name": "农业农村局", "base": "http://nyj.example", "portal_base": portal,
                "home": "/s/nyj/", "portal": false,
            })),
            "bare" => Some(json!({ "slug": "bare", "name": "无域名", "portal_base": portal, "home": "/s/bare/" })),
            "closed" => Some(json!({ "slug": "closed", "name": "旧站", "closed": "旧站已下线。" })),
            _ => None,
        })
    })
}

async fn home(cx: Cx) -> Result {
    cx.page("test/home.html", Page::new("首页").kind("home"), json!({}))
}

async fn note(cx: Cx) -> Result {
    cx.depends("notes");
    let n = RENDERED.fetch_add(1, Ordering::SeqCst) + 1;
    cx.page("test/note.html", Page::new("便条"), json!({ "n": n, "long": "字".repeat(2_000) }))
}

async fn ask(cx: Cx) -> Result {
    cx.page("test/form.html", Page::new("写信").kind("form"), json!({ "challenge": cx.challenge() }))
}

async fn write(cx: Cx, form: Form) -> Result {
    let mut check = Check::new(&form);
    let title = check.line("title", "标题", 2..=50);
    let body = check.text("body", "内容", 0..=1_000);
    let files = check.files("files", "附件", 5);
    cx.check_challenge(&form, &mut check);
    if let Err(errors) = check.finish(()) {
        let data = json!({ "challenge": cx.challenge_again(&form) });
        return cx.again("test/form.html", Page::new("写信").kind("form"), data, &form, errors);
    }
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    cx.spend_challenge(&mut tx, &form).await?;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let id = tx.enqueue(Job::new("note", json!({ "title": title, "body": body, "files": names }))).await?;
    let to = format!("/number/{}", id.unwrap_or_default());
    cx.once_done(&mut tx, &form, &to).await?;
    tx.commit().await?;
    cx.notice("good", format!("“{title}”已收到"));
    cx.see_other(&to)
}

async fn desk(cx: Cx) -> Result {
    cx.page("test/desk.html", Page::new("案头"), json!({}))
}

async fn act(cx: Cx, form: Form) -> Result {
    let mut check = Check::new(&form);
    let opinion = check.text("opinion", "意见", 1..=1_000);
    let files = check.files("files", "附件", 20);
    check.finish(())?;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    web::json(&json!({ "opinion": opinion, "files": names, "by": cx.actor.name() }))
}

fn error(kind: &str) -> Error {
    let fault = |kind| Error::Fault(Fault { kind, context: "secret inner detail".to_owned(), source: None });
    match kind {
        "refused" => Error::refused("test.closed", "这件已经办结。"),
        "forbidden" => Error::refused("identity.forbidden", "没有这项权限。"),
        "invalid" => Error::Invalid(vec![FieldError::new("a", "甲错了。"), FieldError::new("b", "乙错了。")]),
        "gone" => Error::Gone("这封信已撤下。".to_owned()),
        "conflict" => Error::Conflict("王禾刚刚签收了这件。".to_owned()),
        "large" => Error::TooLarge { limit: 20 * 1024 * 1024 },
        "many" => Error::TooMany { seconds: 9 },
        "busy" => fault(FaultKind::Busy),
        "full" => fault(FaultKind::Full),
        "broken" => fault(FaultKind::Broken),
        _ => Error::Unseen,
    }
}

async fn fail(Path(kind): Path<String>) -> Result {
    assert_ne!(kind, "panic", "a handler that panics");
    Err(error(&kind).into())
}

async fn fail_typed(Path(kind): Path<String>, _: Form) -> Result {
    Err(error(&kind).into())
}

async fn things(cx: Cx) -> Result {
    let slice = cx.slice()?;
    web::json_list(&json!([slice.limit, slice.cursor]), Some(7))
}

async fn file(cx: Cx, Path(digest): Path<String>) -> Result {
    web::send(&cx, &digest, "信 件.txt", true).await
}

async fn number(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.counts(id);
    cx.page("test/note.html", Page::new("编号"), json!({ "n": id }))
}
