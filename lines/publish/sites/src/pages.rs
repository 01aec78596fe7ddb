//! The home page, the standing pages and the settings form.

use base::{Error, FieldError};
use matter::Lines;
use serde::Serialize;
use serde_json::{Value, json};
use web::{App, Audience, Cx, Form, Page, Result, Routes};

use crate::settings::FIELDS;
use crate::{KEEP, actions, settings, store};

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    Routes::new("sites")
        .page("/", home)
        .page("/about", about)
        .page("/contact", contact)
        .page("/statement", statement)
        .page("/map", map)
        .get("/sitemap.xml", Audience::Public, sitemap)
        .get("/robots.txt", Audience::Public, robots)
        .get("/work/site", Audience::Verb(KEEP), edit)
        .post("/work/site", Audience::Verb(KEEP), save)
}

/// The `site` of every page's context, from the settings; `app` hands it to the shells.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn context(app: &App) -> std::result::Result<Value, Error> {
    let set = store::settings(&mut app.db.reader()).await?;
    let mut site = serde_json::Map::new();
    for field in FIELDS {
        let value = set.get(field.key).map_or(field.sample, String::as_str);
        site.insert(field.key.to_owned(), Value::String(value.to_owned()));
    }
    if site.get("banner").and_then(Value::as_str).is_some_and(str::is_empty) {
        site.insert("banner".to_owned(), Value::Null);
    }
    site.insert(
        "links".to_owned(),
        json!([{ "title": "中央政府网站", "items": [{ "title": "中国政府网", "href": "https://www.gov.cn/" }] }]),
    );
    Ok(Value::Object(site))
}

/// Entrances that belong to no line.
const GROUND_TILES: [matter::Tile; 2] = [
    matter::Tile { title: "验证回执", note: "凭证可离线核对", href: "/verify", icon: "check", order: 900 },
    matter::Tile { title: "期限怎样算", note: "工作日逐日列出", href: "/due", icon: "clock", order: 910 },
];

#[derive(Serialize)]
struct Drawn {
    key: &'static str,
    title: &'static str,
    more: &'static str,
    template: &'static str,
    data: Value,
}

async fn home(cx: Cx) -> Result {
    cx.depends(web::SITE);
    let lines = cx.app.ext::<Lines>();
    let mut tiles: Vec<matter::Tile> = lines.iter().flat_map(|l| l.0).flat_map(|line| line.tiles).copied().collect();
    tiles.extend(GROUND_TILES);
    tiles.sort_by_key(|t| t.order);
    let mut blocks: Vec<_> = lines.iter().flat_map(|l| l.0).flat_map(|line| line.blocks).collect();
    blocks.sort_by_key(|b| b.order);
    let mut drawn = Vec::new();
    for block in blocks {
        cx.depends(block.key);
        let data = (block.data)(&cx.app).await?;
        drawn.push(Drawn { key: block.key, title: block.title, more: block.more, template: block.template, data });
    }
    let page = Page::new("首页").kind("home").description("青禾县人民政府门户网站：政民互动、办理公开、底账公证。");
    cx.page("sites/home.html", page, json!({ "blocks": drawn, "tiles": tiles }))
}

async fn about(cx: Cx) -> Result {
    cx.depends(web::SITE);
    let site = context(&cx.app).await?;
    let paragraphs: Vec<&str> =
        site["about"].as_str().unwrap_or_default().lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let page = Page::new("走进青禾").kind("page").description("青禾县基本情况");
    cx.page("sites/about.html", page, json!({ "paragraphs": paragraphs }))
}

async fn contact(cx: Cx) -> Result {
    cx.depends(web::SITE);
    cx.page("sites/contact.html", Page::new("联系我们").kind("page"), json!({}))
}

async fn statement(cx: Cx) -> Result {
    cx.depends(web::SITE);
    cx.page("sites/statement.html", Page::new("网站声明").kind("page"), json!({}))
}

/// The portal's entries, from the menus of all lines.
fn entries(cx: &Cx) -> Vec<(&'static str, &'static str)> {
    let lines = cx.app.ext::<Lines>();
    let mut menus: Vec<_> = lines
        .iter()
        .flat_map(|l| l.0)
        .flat_map(|line| line.menus)
        .filter(|m| matches!(m.shell, web::Shell::Portal) && matches!(m.audience, Audience::Public))
        .collect();
    menus.sort_by_key(|m| m.order);
    menus.into_iter().map(|m| (m.title, m.href)).collect()
}

async fn map(cx: Cx) -> Result {
    cx.depends(web::SITE);
    let entries: Vec<Value> = entries(&cx).into_iter().map(|(t, h)| json!({ "title": t, "href": h })).collect();
    cx.page("sites/map.html", Page::new("网站地图").kind("page"), json!({ "entries": entries }))
}

async fn sitemap(cx: Cx) -> Result {
    let site = context(&cx.app).await?;
    let domain = site["domain"].as_str().unwrap_or_default().to_owned();
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let standing = ["/contact", "/statement", "/map"];
    for href in entries(&cx).into_iter().map(|(_, href)| href).chain(standing) {
        xml.push_str(&format!("<url><loc>https://{domain}{href}</loc></url>\n"));
    }
    xml.push_str("</urlset>\n");
    Ok(web::body("application/xml; charset=utf-8", xml))
}

async fn robots(cx: Cx) -> Result {
    let site = context(&cx.app).await?;
    let domain = site["domain"].as_str().unwrap_or_default();
    let text = format!(
        "User-agent: *\nDisallow: /work\nDisallow: /me\nDisallow: /parked\nSitemap: https://{domain}/sitemap.xml\n"
    );
    Ok(web::body("text/plain; charset=utf-8", text))
}

async fn edit(cx: Cx) -> Result {
    let values = context(&cx.app).await?;
    cx.page("sites/settings.html", settings_page(), json!({ "fields": FIELDS, "values": values }))
}

async fn save(cx: Cx, form: Form) -> Result {
    let values = match settings::read(&form) {
        Ok(values) => values,
        Err(errors) => return again(&cx, &form, errors),
    };
    actions::keep(&cx, &values).await?;
    cx.notice("good", "网站设置已保存，公开页面已更新。");
    cx.see_other("/work/site")
}

fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let typed = FIELDS.iter().map(|f| (f.key.to_owned(), Value::from(form.get(&settings::input(f.key)))));
    let values = Value::Object(typed.collect());
    cx.again("sites/settings.html", settings_page(), json!({ "fields": FIELDS, "values": values }), form, errors)
}

fn settings_page() -> Page {
    Page::new("网站设置")
}
