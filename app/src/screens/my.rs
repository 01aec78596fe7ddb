//! `/my`: what a signed-in citizen has with the county.

use serde_json::{Value, json};
use web::{Cx, Page, Result};

/// The page.
pub(super) async fn page(cx: Cx) -> Result {
    let citizen = cx.actor.citizen()?.clone();
    let letters = letters::store::of_citizen(&mut cx.reader(), citizen.id).await?;
    let rows: Vec<Value> = letters
        .iter()
        .map(|letter| {
            json!({
                "number": letter.number,
                "title": letter.title,
                "state": letters::process::LETTER.state_title(&letter.state),
                "received": letter.received_on,
                "href": format!("/letters/query?number={}", web::encode(&letter.number)),
            })
        })
        .collect();
    let page = Page::new("我的办件").noindex();
    cx.page("screens/my.html", page, json!({ "phone": citizen.phone_masked, "letters": rows }))
}
