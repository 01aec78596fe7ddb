//! What the ledger commits to of an item: everything that its page says, so that nobody alters it in the database unseen.

use ledger::Body;

use crate::model::Item;

/// The table of the items.
const TABLE: &str = "guide_item";

/// The columns that the ledger commits to; whoever checks the ledger compares them.
pub(crate) const COVERED: &[(&str, &str)] = &[
    (TABLE, "name"),
    (TABLE, "link"),
    (TABLE, "basis"),
    (TABLE, "conditions"),
    (TABLE, "materials"),
    (TABLE, "place"),
    (TABLE, "hours"),
    (TABLE, "phone"),
    (TABLE, "steps"),
    (TABLE, "takes"),
    (TABLE, "fee"),
];

/// What an item says, for the entry of the act that put it there.
pub(crate) fn texts(item: &Item) -> Vec<Body<'_>> {
    let says = [
        ("name", &item.name),
        ("link", &item.link),
        ("basis", &item.basis),
        ("conditions", &item.conditions),
        ("materials", &item.materials),
        ("place", &item.place),
        ("hours", &item.hours),
        ("phone", &item.phone),
        ("steps", &item.steps),
        ("takes", &item.takes),
        ("fee", &item.fee),
    ];
    says.into_iter()
        .map(|(column, text)| Body { table: TABLE, column, row: item.id, content: text.as_bytes() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_to_is_what_is_compared() {
        let item = Item {
            id: 7,
            code: "a1".into(),
            name: "结婚登记".into(),
            kind: "7".into(),
            unit_id: 1,
            topic: String::new(),
            link: String::new(),
            rank: 1,
            serves: String::new(),
            basis: String::new(),
            conditions: String::new(),
            materials: String::new(),
            place: String::new(),
            hours: String::new(),
            phone: String::new(),
            steps: String::new(),
            takes: String::new(),
            fee: String::new(),
        };
        let bodies = texts(&item);
        let columns: Vec<(&str, &str)> = bodies.iter().map(|body| (body.table, body.column)).collect();
        assert_eq!(columns, COVERED);
        assert!(bodies.iter().all(|body| body.row == 7));
    }
}
