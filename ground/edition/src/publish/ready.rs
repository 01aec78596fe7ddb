//! Whether an edition may be published: what every way of publishing asks before anything is written.

use base::{Error, reason};
use store::Query;

use super::Ground;
use crate::{Item, circle, item, terms};

/// Everything at once: reviews or a reason, attribute, content, words of pictures.
pub(super) async fn all(q: &mut impl Query, item: &Item, ground: Ground<'_>) -> Result<(), Error> {
    state(item, ground)?;
    if item.attribute == "closed" || item.attribute == "request" {
        let message = format!("《{}》的公开属性不是主动公开，不能发布到网站。", item.title);
        return Err(Error::refused("edition.attribute", message));
    }
    let content = item.content()?;
    let mut faults = item::whole::faults(q, item, &content).await?;
    // What passed its reviews was asked for its place in the catalogue when it was handed in.
    if matches!(ground, Ground::Forced(_)) {
        faults.extend(item::whole::place(&item.attribute, &content));
    }
    if item.kind == "link" {
        faults.extend(circle::fault(q, Some(circle::Place::Item(item.id)), "link_url", &content.link_url).await?);
    }
    crate::content::safe(&content.body)?;
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

fn state(item: &Item, ground: Ground<'_>) -> Result<(), Error> {
    match ground {
        Ground::Approved if item.state == "ready" => Ok(()),
        Ground::Approved => {
            let state = terms::title(terms::STATES, &item.state).unwrap_or(&item.state);
            let message = format!("《{}》现在是“{state}”，还不能发布。须经三审通过后才能发布。", item.title);
            Err(Error::refused("edition.not_ready", message))
        }
        Ground::Forced(_) if item.state == "review" => {
            let message = format!(
                "《{}》正在审核，不能强制发布。确需立即发布的，请报送单位先撤回报送，或请审核人退回修改。",
                item.title
            );
            Err(Error::refused("edition.review", message))
        }
        Ground::Forced(why) => reason::check("why", "强制发布的理由（由第二人事后复核）", why, 200),
    }
}
