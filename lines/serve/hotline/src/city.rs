//! The link to the city's hotline platform (市平台对接): orders pushed to us or fetched by us, signed, safe against replays, the same
//! however often and in whatever order they come; progress reported back by jobs. Nothing calls out unless somebody set it up.
//!
//! Messages have the shape of Standard Webhooks 1.0: `webhook-id`, `webhook-timestamp`, `webhook-signature`. An order's versions
//! count up; its number on the city's platform is the key under which it is taken once.

mod files;
pub mod message;
pub mod pull;
mod reading;
pub mod receive;
pub mod report;

use std::time::Duration;

use ::store::Tx;
use base::{Error, FieldError};
use identity::Actor;
use matter::Ground;
use url::Url;
use web::outside::Fence;
use web::webhook::{Sender, fresh_secret};

use crate::process::DESK;
use crate::store::{self, Link};

/// Sets the link to the city's platform up.
pub const CITY: &str = "hotline.city";

/// Settings as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether the city may send.
    pub push: bool,
    /// Where reports of progress go.
    pub report_url: String,
    /// Where waiting orders are fetched.
    pub pull_url: String,
    /// Whether a new key is made.
    pub renew: bool,
}

/// Sets the link up; gives the new key when one was made: it is shown once.
///
/// # Errors
/// The actor may not; wrong fields for addresses that are none, or lie where the program may not ask.
pub async fn set(tx: &mut Tx, ground: &Ground, actor: &Actor, settings: &Settings) -> Result<Option<String>, Error> {
    actor.require(CITY, Some(crate::home(tx).await?))?;
    let before = store::city(tx).await?;
    let mut wrong = Vec::new();
    for (field, address) in [("report_url", &settings.report_url), ("pull_url", &settings.pull_url)] {
        if !address.is_empty() && !admitted(ground, address)? {
            wrong.push(FieldError::new(field, "请填写以 http:// 或 https:// 开头的完整地址；本机地址不能填写"));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let fresh = (settings.renew || before.secret.is_empty()).then(|| fresh_secret(&ground.chance));
    let link = Link {
        secret: fresh.clone().unwrap_or(before.secret),
        push: settings.push,
        report_url: settings.report_url.clone(),
        pull_url: settings.pull_url.clone(),
        ..Link::default()
    };
    store::set_city(tx, &link).await?;
    let facts = serde_json::json!({
        "push": link.push, "report": link.report_url, "pull": link.pull_url, "renewed": fresh.is_some(),
    });
    crate::record(tx, ground, actor, "hotline.city", ("hotline.city", 1), facts, &[]).await?;
    Ok(fresh)
}

fn admitted(ground: &Ground, address: &str) -> Result<bool, Error> {
    let fence = fence(ground)?;
    Ok(address.len() <= 300 && Url::parse(address).is_ok_and(|url| fence.admits(&url)))
}

/// Where the program may ask.
pub(crate) fn fence(ground: &Ground) -> Result<Fence, Error> {
    Ok(Fence { inner: ground.rules.number("hotline.city.inner", ground.now.date())? == 1, own: false })
}

/// What sends to the city's platform and asks it, inside the fence.
pub(crate) fn sender(ground: &Ground, fence: Fence) -> Result<Sender, Error> {
    let seconds = ground.rules.number("hotline.city.timeout", ground.now.date())?;
    Ok(Sender::new(fence, Duration::from_secs(seconds.unsigned_abs()))?)
}

/// A person has looked at a message that was put aside.
///
/// # Errors
/// The actor does not keep the desk, or keeps away from the order; a conflict when somebody else did before.
pub async fn settle(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    actor.require(DESK, Some(crate::home(tx).await?))?;
    let person = actor.staff()?.person;
    if let Some(order) = store::push(tx, id).await?.0.order_id {
        let order = store::order(tx, order).await?;
        matter::recusal::near(tx, order.matter_id, actor).await?;
    }
    if !store::settle_push(tx, id, person, ground.now).await? {
        return Err(Error::Conflict("这份来件已经有人处理过了。".to_owned()));
    }
    crate::record(tx, ground, actor, "hotline.settle", ("hotline.push", id), serde_json::json!({}), &[]).await
}
