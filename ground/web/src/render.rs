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
use crate::menu::{self, Shell};
use crate::page::Crumb;
use crate::{Cx, Form, Page, Result, cookies, hant};

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
    let context = merge_maps([Value::from(Serde(data)), globals(cx, page, form, errors)]);
    let html = cx.app.templates.render(template, context)?;
    let html = if cx.mode.hant { hant::convert(&html) } else { html };
    let status = if form.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
    add_headers(cx, &mut response, noindex);
    if cx.trip.notice.is_some() {
        cx.set_cookie(cookies::write(cookies::NOTICE, "", Some(0), cx.app.config.https));
    }
    Ok(response)
}

/// Alternates in the two scripts, and the wish not to be indexed.
fn add_headers(cx: &Cx, response: &mut Response, noindex: bool) {
    let headers = response.headers_mut();
    if noindex || Shell::of(&cx.path) == Shell::Work {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        return;
    }
    let links = format!(
        "<{0}>; rel=\"alternate\"; hreflang=\"zh-Hans\", <{1}>; rel=\"alternate\"; hreflang=\"zh-Hant\"",
        cx.path,
        hant::address(&cx.path, true)
    );
    if let Ok(links) = HeaderValue::try_from(links) {
        headers.insert(header::LINK, links);
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(cx.mode.lang));
}

/// The names that every template may ask for.
fn globals(cx: &Cx, page: Page, form: Option<&Form>, errors: &[FieldError]) -> Value {
    let shell = Shell::of(&cx.path);
    let trip = &cx.trip;
    let once = if trip.shared { String::new() } else { cx.app.chance.token::<16>() };
    let messages = errors.to_vec();
    let error_for = Value::from_function(move |field: String| -> String {
        messages.iter().find(|error| error.field == field).map(|error| error.message.clone()).unwrap_or_default()
    });
    let kept: Vec<_> = form
        .map(Form::uploads)
        .unwrap_or_default()
        .iter()
        .map(|file| json!({ "field": file.field, "name": file.name, "size": file.size, "token": file.token(cx) }))
        .collect();
    context! {
        page => Serde(framed(cx, page, shell)),
        site => Serde(trip.site.as_ref()),
        mode => Serde(cx.mode),
        actor => Serde(actor(cx)),
        menu => Serde(menu::entries(&cx.app.menus, shell, &cx.actor, &cx.path, &trip.todo)),
        now => cx.now.rfc3339(),
        once,
        notice => Serde(trip.notice.as_ref().map(|(kind, text)| json!({ "kind": kind, "text": text }))),
        errors => Serde(errors),
        error_for,
        form => Serde(form.map(Form::values).unwrap_or_default()),
        kept => Serde(kept),
        kept_field => KEPT,
    }
}

/// The page with what its shell wants to know about it.
fn framed(cx: &Cx, mut page: Page, shell: Shell) -> serde_json::Value {
    if page.kind != "home" && !page.title.is_empty() {
        let first = match shell {
            Shell::Portal => Crumb { title: "首页".to_owned(), href: "/".to_owned() },
            Shell::Work => Crumb { title: "工作台".to_owned(), href: "/work".to_owned() },
        };
        let here = Crumb { title: page.title.clone(), href: String::new() };
        let is_first = shell == Shell::Work && cx.path == "/work";
        page.crumbs =
            if is_first { Vec::new() } else { std::iter::once(first).chain(page.crumbs).chain([here]).collect() };
    }
    let mut framed = json!(page);
    framed["path"] = json!(cx.path);
    framed["query"] = json!(cx.trip.query_text);
    framed
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
        }),
        Actor::Citizen(citizen) => json!({
            "kind": "citizen", "name": citizen.phone_masked, "unit": "", "post": "", "post_id": 0, "posts": [], "todo": "0",
        }),
        Actor::Anonymous | Actor::System => json!({
            "kind": "anonymous", "name": "", "unit": "", "post": "", "post_id": 0, "posts": [], "todo": "0",
        }),
    }
}
