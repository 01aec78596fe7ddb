//! The unit picker: units by name, code or pinyin initials, as options for a field or as JSON.

use identity::units;
use serde_json::json;
use web::{Cx, Result, body};

/// Units given at once.
const MOST: usize = 30;

/// `q`, or the field being typed in: `unit`, or what follows the last separator of `units`.
pub(super) async fn pick(cx: Cx) -> Result {
    let typed = ["q", "unit", "units"].into_iter().map(|name| cx.query.get(name)).find(|text| !text.is_empty());
    let last = typed.unwrap_or_default().rsplit(['、', '，', ',', '；', ';']).next().unwrap_or_default().trim();
    let found = units::search(&mut cx.reader(), last, MOST).await?;
    let units: Vec<_> = found
        .iter()
        .map(|u| json!({ "id": u.id, "name": u.name, "short_name": u.short_name, "initials": u.initials }))
        .collect();
    if cx.query.get("as") == "json" {
        return Ok(body("application/json; charset=utf-8", json!({ "units": units }).to_string()));
    }
    cx.fragment("matter/units.html", json!({ "units": units }))
}
