//! What of an order each of us may see (诉求人身份保密).
//!
//! 信访工作条例 arts. 28 and 30, 济南市12345市民服务热线条例 art. 32, 个人信息保护法 arts. 6, 25 and 51: every informant, and whoever
//! asks for it, is known to the hotline alone; the unit reads the matter, not the person. The desk sees the person by asking for
//! it, and that is written into the access log. Of others the unit that handles the order reads whom to call, and leaders and
//! readers read neither name nor number.

use base::redact;
use counter::mask;
use identity::Actor;
use serde::Serialize;

use crate::model::Order;
use crate::process::{CALL, DESK};

/// Knows who called in confidence.
pub const IDENTITY: &str = "hotline.identity";

/// What stands for a caller who may not be known.
pub const HIDDEN: &str = "（保密）";

/// An order as one reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Title.
    pub title: String,
    /// What was said.
    pub body: String,
    /// The caller's name, or what stands for it.
    pub name: String,
    /// Telephone, empty when hidden or withheld.
    pub phone: String,
    /// Where it happened, without what could name the caller.
    pub place: String,
    /// What the caller says of the answer.
    pub rating_text: String,
    /// Whether the caller is hidden here.
    pub hidden: bool,
    /// Whether the reader may ask for the caller.
    pub may_ask: bool,
}

/// Whether the caller's identity is kept from everybody but the desk.
pub fn protected(order: &Order) -> bool {
    shielded(&order.kind, order.confidential)
}

/// The same for what is not stored yet.
pub fn shielded(kind: &str, confidential: bool) -> bool {
    confidential || kind == "report"
}

/// The order as `actor` sees it. `home` is the unit of the hotline; `handles` says whether it lies or lay with the actor's unit.
pub fn shown(order: &Order, home: i64, handles: bool, actor: &Actor) -> Shown {
    let knows = actor.may(IDENTITY, Some(home));
    let desk = actor.may(DESK, Some(home)) || actor.may(CALL, Some(home));
    let hidden = protected(order);
    let open = !hidden && (desk || handles);
    let text = |text: &str| if open { text.to_owned() } else { veiled(text, &order.name) };
    let name = match (hidden, order.name.is_empty()) {
        (true, _) => HIDDEN.to_owned(),
        (false, true) => "未留姓名".to_owned(),
        (false, false) if open => order.name.clone(),
        (false, false) => redact::mask_name(&order.name),
    };
    Shown {
        title: text(&order.title),
        body: text(&order.body),
        name,
        phone: if open { order.phone.clone() } else { String::new() },
        place: text(&order.place),
        rating_text: text(&order.rating_text),
        hidden,
        may_ask: hidden && knows,
    }
}

/// The title under which an order stands in lists, trails and exports of all units.
pub fn listed_title(title: &str, name: &str) -> String {
    veiled(title, name)
}

/// A text without personal data and without the caller's name.
pub fn veiled(text: &str, name: &str) -> String {
    mask::veiled(text, name, "诉求人")
}
