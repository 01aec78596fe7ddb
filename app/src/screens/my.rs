//! `/my`: what a signed-in citizen has with the county, of every line.

use base::Error;
use counter::mine;
use matter::{Lines, Mine};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::PAGE;

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let citizen = cx.actor.citizen()?.clone();
    let lines = cx.app.ext::<Lines>().ok_or_else(|| base::Fault::broken("the list of lines is not in the app"))?;
    let before = cx.query.int("before").unwrap_or(i64::MAX);
    let all: Vec<&'static Mine> = lines.0.iter().flat_map(|line| line.mine).collect();
    let handed = mine::page(&mut cx.reader(), &all, citizen.id, before, PAGE + 1).await.map_err(Error::from)?;
    let (handed, more) = super::page_of(handed);
    let rows: Vec<Value> = handed
        .iter()
        .map(|(mine, handed)| {
            json!({
                "what": mine.process.title,
                "number": handed.number,
                "title": handed.title,
                "state": mine.process.state_title(&handed.state),
                "received": handed.received_on.to_string(),
                "href": format!("{}?number={}", mine.query, web::encode(&handed.number)),
            })
        })
        .collect();
    let next = super::next(&cx, handed.last().map(|(_, handed)| handed.id), more);
    let page = Page::new("我的办件").noindex();
    let data = json!({ "phone": citizen.phone_masked, "rows": rows, "next": next, "first": super::first(&cx) });
    cx.page("screens/my.html", page, data)
}
