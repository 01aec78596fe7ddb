//! What stands in the register of an order: taken down when it comes, put right later (更正登记信息).

use super::Order;

/// How an order stands in the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registered {
    /// One of [`super::SOURCES`].
    pub source: String,
    /// One of [`super::KINDS`].
    pub kind: String,
    /// One of [`super::URGENCIES`].
    pub urgency: String,
    /// Class.
    pub class: Option<i64>,
    /// Title as written down.
    pub title: String,
    /// What was said.
    pub body: String,
    /// Name, may be empty.
    pub name: String,
    /// Telephone, empty when the number was withheld.
    pub phone: String,
    /// Where it happened.
    pub place: String,
    /// The town in which it happened.
    pub town: Option<i64>,
    /// Whether the caller wants to stay unknown.
    pub confidential: bool,
    /// The unit that is complained of.
    pub complained: Option<i64>,
}

impl Registered {
    /// As an order stands now.
    pub fn of(order: &Order) -> Self {
        Self {
            source: order.source.clone(),
            kind: order.kind.clone(),
            urgency: order.urgency.clone(),
            class: order.class_id,
            title: order.title.clone(),
            body: order.body.clone(),
            name: order.name.clone(),
            phone: order.phone.clone(),
            place: order.place.clone(),
            town: order.town_id,
            confidential: order.confidential,
            complained: order.complained_unit,
        }
    }
}
