//! 信息发布审核表: who said what in each review, with unit, time, opinion and conclusion, and room for signatures.

use std::collections::BTreeMap;

use base::Error;
use matter::view::MatterView;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::model::{self, Pass, STAGES};
use crate::pages;
use crate::process::REVIEW;

/// What the stages are called on the sheet, with the names that other offices give them.
const NAMES: &[(&str, &str)] = &[
    ("submit", "报送"),
    ("first", "一审（初审）"),
    ("secrecy", "保密审查"),
    ("second", "二审（复审）"),
    ("third", "三审（终审、签发）"),
];

/// The printed 信息发布审核表.
pub(crate) async fn sheet(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, submission) = pages::visible(&cx, id).await?;
    let mut data = pages::data(&cx, &matter, &submission).await?;
    let passes = crate::store::passes(&mut cx.reader(), submission.id).await?;
    let view = matter::view::of(&cx, &matter).await?;
    data["opinions"] = json!(opinions(&passes, &view));
    cx.page("submission/sheet.html", Page::new("信息发布审核表"), data)
}

/// Every reading with what was said in it, and an empty row for each stage that is still to come.
fn opinions(passes: &[Pass], view: &MatterView) -> Vec<Value> {
    let title = |action: &str| REVIEW.action(action).map_or("", |action| action.title);
    let ends = [title("back"), title("refuse")];
    // The nth reading of a stage is the nth act of that name on the trail; those that end a review are counted together.
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: Vec<Value> = passes
        .iter()
        .map(|pass| {
            let names = match (pass.stage.as_str(), pass.passed) {
                ("submit", _) => vec![],
                (_, false) => ends.to_vec(),
                (stage, true) => vec![title(&format!("pass_{stage}"))],
            };
            let nth = met.entry(names.first().copied().unwrap_or_default()).or_default();
            let act = view.trail.iter().filter(|act| names.contains(&act.title.as_str())).nth(*nth);
            *nth += 1;
            let result = match (pass.stage.as_str(), pass.passed) {
                ("submit", _) => "报送审核",
                (_, false) => act.map_or("退回修改", |act| act.title.as_str()),
                (_, true) => "通过",
            };
            json!({
                "stage": name(&pass.stage), "who": pass.actor, "at": pass.at.minutes(), "result": result,
                "opinion": act.map_or("", |act| act.opinion.as_str()), "machine": pass.machine, "kinds": pass.kinds,
                "found": pass.found, "overridden": pass.overridden,
            })
        })
        .collect();
    let version = passes.last().map_or(0, |pass| pass.version);
    let refused = passes.last().is_some_and(|pass| !pass.passed) && view.turn == "closed";
    let done = |stage: &str| passes.iter().any(|pass| pass.passed && pass.version == version && pass.stage == stage);
    let open = STAGES.iter().filter(|(stage, _)| *stage != "submit" && !refused && !done(stage));
    rows.extend(open.map(|(stage, _)| json!({ "stage": name(stage), "who": "" })));
    rows
}

fn name(stage: &str) -> &'static str {
    NAMES.iter().find(|(key, _)| *key == stage).map_or_else(|| model::stage(stage), |(_, name)| name)
}

/// A file of the working copy under review: `/work/submissions/{id}/edition/{file}`.
pub(crate) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (_, submission) = pages::visible(&cx, id).await?;
    let found = edition::item::file(&mut cx.reader(), file).await?;
    let found = found.filter(|f| f.item_id == submission.item_id && f.removed_at.is_none()).ok_or(Error::Unseen)?;
    web::send(&cx, &found.digest, &found.name, true).await
}

/// The picture for lists: `/work/submissions/{id}/cover`.
pub(crate) async fn cover(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, submission) = pages::visible(&cx, id).await?;
    let item = edition::item::find(&mut cx.reader(), submission.item_id).await?.ok_or(Error::Unseen)?;
    let digest = Some(item.content()?.cover.digest).filter(|digest| !digest.is_empty()).ok_or(Error::Unseen)?;
    web::send(&cx, &digest, "cover", true).await
}
