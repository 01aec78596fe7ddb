//! The installable web app: its manifest, its service worker, and the page for when there is no network.

use axum::http::{HeaderValue, header};
use serde_json::json;
use web::{Cx, Page, Result};

/// The service worker: our own file, served from the root so that it may serve the root.
const WORKER: &str = include_str!("../../pages/sw.js");

/// The web app manifest.
pub(super) async fn manifest(cx: Cx) -> Result {
    let site = cx.site();
    let name = site["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("政府网站");
    let icon = |size: u32, purpose: &str| {
        json!({
            "src": cx.app.asset(&format!("src/art/icon-{size}.png")),
            "sizes": format!("{size}x{size}"),
            "type": "image/png",
            "purpose": purpose,
        })
    };
    let manifest = json!({
        "name": name,
        "short_name": base::text::truncate(name, 12),
        "lang": "zh-CN",
        "start_url": "/?from=app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f9",
        "theme_color": "#123a6b",
        "icons": [icon(192, "any"), icon(512, "any"), icon(512, "maskable")],
        "shortcuts": [
            { "name": "我要写信", "url": "/letters/notice" },
            { "name": "查询进度", "url": "/letters/query" },
        ],
    });
    Ok(web::body("application/manifest+json; charset=utf-8", manifest.to_string()))
}

/// The service worker with the addresses of the files that the offline page needs.
pub(super) async fn worker(cx: Cx) -> Result {
    let files = ["src/portal.css", "src/portal.ts", "src/print.css"].map(|file| cx.app.asset(file));
    let files = json!(files).to_string();
    let text = WORKER.replace("[/* files */]", &files);
    let mut response = web::body("text/javascript; charset=utf-8", text);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// What is shown when there is no network.
pub(super) async fn page(cx: Cx) -> Result {
    cx.page("sites/offline.html", Page::new("现在没有网络").noindex(), json!({}))
}
