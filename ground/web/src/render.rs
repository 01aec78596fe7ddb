//! A template with everything the shells need around a handler's data.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::FieldError;
use identity::Actor;
use minijinja::value::{Serde, merge_maps};
use minijinja::{Value, context};
use serde::Serialize;
use serde_json::json;

use crate::form::KEPT;
use crate::inside::AllRoutes;
use crate::menu::{self, Shell};
use crate::page::Crumb;
use crate::{Cx, Form, Page, Result, cookies, hant, links};

/// Renders `template`; with a form and errors it is that form once more (422).
pub(crate) fn page(
    cx: &Cx,
    template: &str,
    page: Page,
    data: impl Serialize,
    form: Option<&Form>,
    errors: &[FieldError],
) -> Result {
    let noindex = page.noindex;
    let (data, shell) = (Value::from(Serde(data)), globals(cx, page, form, errors));
    if cfg!(debug_assertions) {
        apart(&data, &shell)?;
    }
    let context = merge_maps([data, shell]);
    let html = cx.app.templates.render(template, context)?;
    let html = led(cx, html);
    let status = if form.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    add_headers(cx, &mut response, noindex);
    if cx.trip.notice.is_some() {
        cx.set_cookie(cookies::write(cookies::NOTICE, "", Some(0), cx.app.config.https));
    }
    Ok(response)
}

/// That a handler's data is not called like what every template may ask for: the template would read the other.
fn apart(data: &Value, shell: &Value) -> std::result::Result<(), base::Fault> {
    let same = |name: &Value| data.get_item(name).is_ok_and(|value| !value.is_undefined());
    match shell.try_iter().ok().and_then(|mut names| names.find(same)) {
        Some(name) => Err(base::Fault::broken(format!("the page's data has a name of the shell's: {name}"))),
        None => Ok(()),
    }
}

/// The page with its links as the host, the script and the terminal want them.
fn led(cx: &Cx, mut html: String) -> String {
    if let Some(hosted) = &cx.trip.hosted {
        let portal = cx.trip.site["portal_base"].as_str().unwrap_or_default();
        html = links::lead(&html, |to| hosted.address(to, portal));
    }
    if cx.mode.hant {
        html = hant::convert(&html);
    }
    if cx.mode.kiosk { links::stay_here(&html) } else { html }
}

/// The path as the browser asked for it.
fn outside(cx: &Cx) -> &str {
    cx.trip.hosted.as_ref().map_or(cx.path.as_str(), |hosted| hosted.outside(&cx.path))
}

/// Alternates in the two scripts, with their whole addresses where the site has one, and the wish not to be indexed.
fn add_headers(cx: &Cx, response: &mut Response, noindex: bool) {
    let headers = response.headers_mut();
    if noindex || Shell::of(&cx.path) == Shell::Work {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        return;
    }
    let (site, _) = cx.trip.frame();
    let whole = whole(&cx.path, &site);
    let (origin, path) = match whole.find("://").and_then(|at| Some(at + 3 + whole.get(at + 3..)?.find('/')?)) {
        Some(end) => whole.split_at(end),
        None => ("", outside(cx)),
    };
    let links = format!(
        "<{origin}{path}>; rel=\"alternate\"; hreflang=\"zh-Hans\", <{origin}{}>; rel=\"alternate\"; hreflang=\"zh-Hant\"",
        hant::address(path, true)
    );
    if let Ok(links) = HeaderValue::try_from(links) {
        headers.insert(header::LINK, links);
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(cx.mode.lang));
}

/// The names that every template may ask for.
fn globals(cx: &Cx, page: Page, form: Option<&Form>, errors: &[FieldError]) -> Value {
    let trip = &cx.trip;
    let (site, is_other) = trip.frame();
    let shell = if is_other { Shell::Portal } else { Shell::of(&cx.path) };
    let once = if trip.shared { String::new() } else { cx.app.chance.token::<16>() };
    let messages = errors.to_vec();
    let error_for = Value::from_function(move |field: String| -> String {
        messages.iter().find(|error| error.field == field).map(|error| error.message.clone()).unwrap_or_default()
    });
    let (routes, reader) = (cx.app.clone(), cx.actor.clone());
    let may_open = Value::from_function(move |href: String| -> bool {
        routes.ext::<AllRoutes>().is_none_or(|all| all.opens(&href, &reader))
    });
    let kept: Vec<_> = form
        .map(Form::uploads)
        .unwrap_or_default()
        .iter()
        .map(|file| json!({ "field": file.field, "name": file.name, "size": file.size, "token": file.token(cx) }))
        .collect();
    let page = framed(cx, page, shell, &site);
    let menu = match (shell, site["menu"].as_array()) {
        (Shell::Portal, Some(own)) if !own.is_empty() => menu::of_site(own, &cx.app.menus, &page),
        _ => menu::entries(&cx.app.menus, shell, &cx.actor, (&cx.path, &page), &trip.todo),
    };
    context! {
        page => Serde(page),
        site => Serde(site.as_ref()),
        mode => Serde(cx.mode),
        actor => Serde(actor(cx)),
        menu => Serde(menu),
        now => cx.now.rfc3339(),
        once,
        notice => Serde(trip.notice.as_ref().map(|(kind, text)| json!({ "kind": kind, "text": text }))),
        errors => Serde(errors),
        error_for,
        may_open,
        form => Serde(form.map(Form::values).unwrap_or_default()),
        kept => Serde(kept),
        kept_field => KEPT,
    }
}

/// The page with what its shell wants to know about it: the way here, its path as the browser asked for it, its whole
/// address, and the one address of its content.
fn framed(cx: &Cx, mut page: Page, shell: Shell, site: &serde_json::Value) -> serde_json::Value {
    let text = |name: &str| site[name].as_str().unwrap_or_default();
    if page.kind != "home" && !page.title.is_empty() {
        let first = match shell {
            Shell::Portal => Crumb { title: "首页".to_owned(), href: text("home").to_owned() },
            Shell::Work => Crumb { title: "工作台".to_owned(), href: "/work".to_owned() },
        };
        let here = Crumb { title: page.title.clone(), href: String::new() };
        let is_first = shell == Shell::Work && cx.path == "/work";
        page.crumbs =
            if is_first { Vec::new() } else { std::iter::once(first).chain(page.crumbs).chain([here]).collect() };
    }
    let (path, query) = (outside(cx), cx.trip.query_text.as_str());
    let asked = if query.is_empty() { cx.path.clone() } else { format!("{}?{query}", cx.path) };
    let known = !text("base").is_empty() || !text("portal_base").is_empty();
    if page.canonical.is_empty() && query.is_empty() && known && !page.noindex {
        page.canonical.clone_from(&cx.path);
    }
    page.canonical = whole(&page.canonical, site);
    page.image = whole(&page.image, site);
    let mut framed = json!(page);
    framed["path"] = json!(path);
    framed["query"] = json!(query);
    framed["route"] = json!(cx.path);
    framed["url"] = json!(whole(&asked, site));
    framed
}

/// A local address as a whole one: on the site's own host when it has one, else on the portal's.
fn whole(local: &str, site: &serde_json::Value) -> String {
    let text = |name: &str| site[name].as_str().unwrap_or_default();
    if !local.starts_with('/') {
        return local.to_owned();
    }
    let below = format!("/s/{}/", text("slug"));
    match local.strip_prefix(below.as_str()) {
        Some(rest) if !text("base").is_empty() => format!("{}/{rest}", text("base")),
        _ => format!("{}{local}", text("portal_base")),
    }
}

/// Who is signed in, as the shells show it.
fn actor(cx: &Cx) -> serde_json::Value {
    match &cx.actor {
        Actor::Staff(staff) => json!({
            "kind": "staff",
            "name": staff.name,
            "unit": staff.unit_name,
            "post": staff.post_title,
            "post_id": staff.post,
            "posts": staff.posts.iter().map(|post| json!({ "id": post.id, "title": post.title, "unit": post.unit_name })).collect::<Vec<_>>(),
            "todo": cx.trip.todo.todo,
            "alarms": cx.trip.todo.alarms,
        }),
        Actor::Citizen(citizen) => json!({
            "kind": "citizen", "name": citizen.phone_masked, "unit": "", "post": "", "post_id": 0, "posts": [], "todo": "0", "alarms": [],
        }),
        Actor::Anonymous | Actor::System => json!({
            "kind": "anonymous", "name": "", "unit": "", "post": "", "post_id": 0, "posts": [], "todo": "0", "alarms": [],
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_with_a_name_of_the_shells_is_a_fault() {
        let shell = context! { form => "what was typed", site => "青禾县" };
        let told = |data: serde_json::Value| apart(&Value::from(Serde(data)), &shell).is_err();
        assert!(told(json!({ "number": 1, "form": "transfer" })));
        assert!(!told(json!({ "number": 1, "sheet": "transfer" })));
        assert!(!told(json!(null)), "a page without data");
    }
}
