//! Answers as the standard names their fields.

use std::collections::BTreeMap;

use base::Moment;
use counter::Choice;
use counter::window::{Shown, Subject};
use serde_json::{Value, json};

use crate::store::Place;

/// When the description of the interface last changed.
const CHANGED: &str = "2026-11-29T00:00:00+08:00";

/// Names of the attributes that orders have beside the fields of the standard.
pub(crate) const ATTRIBUTES: [&str; 3] = ["kind", "confidential", "consent"];

/// A moment as the standard writes it.
pub(crate) fn stamp(at: Moment) -> String {
    let text = at.rfc3339();
    format!("{}+08:00", text.get(..19).unwrap_or_default())
}

/// Where the interface is (service discovery). `here` is scheme and host; `contact` says who answers for it.
pub(crate) fn discovery(here: &str, contact: &str) -> Value {
    json!({
        "changeset": CHANGED,
        "contact": contact,
        "key_service": "api_key 由热线主管部门登记发给，请与县政务服务便民热线联系。",
        "endpoints": [{
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": format!("{here}/open311/v2"),
            "changeset": CHANGED,
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }],
    })
}

/// One service of the list.
pub(crate) fn service(subject: &Subject) -> Value {
    json!({
        "service_code": subject.code,
        "service_name": subject.title,
        "description": subject.path,
        "metadata": true,
        "type": "realtime",
        "keywords": subject.path.replace(" / ", ", "),
        "group": subject.group,
    })
}

/// What can be said with an order of a service besides.
pub(crate) fn definition(code: &str, kinds: &[Choice]) -> Value {
    let yes_no = json!([{ "key": "true", "name": "是" }, { "key": "false", "name": "否" }]);
    let kinds: Vec<Value> = kinds.iter().map(|kind| json!({ "key": kind.value, "name": kind.title })).collect();
    let attribute = |order: usize, description: &str, values: Value| {
        json!({
            "variable": true, "code": ATTRIBUTES[order], "datatype": "singlevaluelist", "required": false,
            "datatype_description": "", "order": order + 1, "description": description, "values": values,
        })
    };
    json!({
        "service_code": code,
        "attributes": [
            attribute(0, "诉求类别", Value::Array(kinds)),
            attribute(1, "要求对身份保密（保密的不在本接口显示）", yes_no.clone()),
            attribute(2, "同意遮盖个人信息后公开办理情况", yes_no),
        ],
    })
}

/// One order.
pub(crate) fn request(shown: &Shown, place: Option<&Place>) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    let degrees = |of: fn(&Place) -> &str| place.and_then(|p| of(p).parse::<f64>().ok());
    let notes = if shown.answer.is_empty() { &shown.state } else { &shown.answer };
    json!({
        "service_request_id": shown.matter.to_string(),
        "status": if shown.open { "open" } else { "closed" },
        "status_notes": text(notes),
        "service_name": text(&shown.subject.1),
        "service_code": text(&shown.subject.0),
        "description": text(&shown.body),
        "agency_responsible": text(&shown.unit),
        "service_notice": Value::Null,
        "requested_datetime": stamp(shown.received_at),
        "updated_datetime": stamp(shown.updated_at),
        "expected_datetime": shown.due_at.map(stamp),
        "address": text(&shown.place),
        "address_id": Value::Null,
        "zipcode": Value::Null,
        "lat": degrees(|p| &p.lat),
        "long": degrees(|p| &p.long),
        "media_url": Value::Null,
    })
}

/// Orders, each with its place when there is one.
pub(crate) fn requests(shown: &[Shown], places: &BTreeMap<i64, Place>) -> Value {
    shown.iter().map(|one| request(one, places.get(&one.matter))).collect()
}
