//! Going back to an older version of a look (恢复): what differs is shown first, and what it says anew passes the gate as any change does.

use base::{Error, FieldError};
use edition::gate::WHY;
use edition::{Desk, Site};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::theme::{current, preview};
use super::{done, manage, problems};
use crate::actions;
use crate::look::Look;
use crate::store::looks::{self, LookRow};

const TEMPLATE: &str = "sites/work_restore.html";
/// The parts of a look, as their forms call them.
const PARTS: &[(&str, &str)] = &[
    ("accent", "配色"),
    ("art", "页头图案"),
    ("picture", "页头图片"),
    ("grey", "灰色模式"),
    ("alert", "紧急提示"),
    ("hot", "热搜词"),
    ("slots", "首页版块"),
    ("menu", "主导航"),
    ("upper", "顶栏链接"),
    ("links", "友情链接"),
    ("media", "新媒体"),
    ("footer", "底部信息"),
];

/// An older version with what is shown now.
struct Older {
    site: Site,
    now: Look,
    seen: i64,
    row: LookRow,
    look: Look,
}

async fn older(cx: &Cx, id: i64, version: i64) -> std::result::Result<Older, Error> {
    let (site, now, seen) = current(cx, id).await?;
    let row = looks::version(&mut cx.reader(), id, version).await?.ok_or(Error::Unseen)?;
    let look = row.look()?;
    Ok(Older { site, now, seen, row, look })
}

fn frame(older: &Older) -> Page {
    manage::under(&older.site, &format!("恢复到第 {} 版", older.row.version)).kind("form")
}

fn data(cx: &Cx, older: &Older) -> Value {
    let (old, now) = (json!(older.look), json!(older.now));
    let differs: Vec<&str> = PARTS.iter().filter(|(key, _)| old[key] != now[key]).map(|(_, name)| *name).collect();
    json!({
        "id": older.site.id, "tab": "site", "version": older.row.version, "at": older.row.at.minutes(),
        "by": older.row.actor, "differs": differs.join("、"), "seen": older.seen, "token": cx.app.chance.token::<16>(),
    })
}

/// `/work/sites/{id}/restore/{version}`.
pub(super) async fn page(cx: Cx, Path((id, version)): Path<(i64, i64)>) -> Result {
    let older = older(&cx, id, version).await?;
    let data = data(&cx, &older);
    cx.page(TEMPLATE, frame(&older), data)
}

/// `POST /work/sites/{id}/restore/{version}`: sets the older version as the newest, or shows how it would look.
pub(super) async fn restore(cx: Cx, Path((id, version)): Path<(i64, i64)>, form: Form) -> Result {
    let older = older(&cx, id, version).await?;
    if form.get("do") == "preview" {
        return preview(&cx, id, form.get("token"), &older.look).await;
    }
    let desk = Desk::of(&cx);
    let seen = form.get("seen").parse().unwrap_or(0);
    let passed = match actions::read(&desk, &older.site, (&older.now, &older.look), form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, &older, &form, problems(error)?),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::set_look(&mut tx, &desk, id, seen, ("restore", &passed), &older.look).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/sites/{id}"), &format!("已恢复到第 {version} 版。")).await,
        Err(error) => {
            drop(tx);
            again(&cx, &older, &form, problems(error)?)
        }
    }
}

/// What stands in the way; of all fields this page has but that for the reason.
fn again(cx: &Cx, older: &Older, form: &Form, errors: Vec<FieldError>) -> Result {
    let here = |error: FieldError| if error.field == WHY { error } else { FieldError::new("", error.message) };
    cx.again(TEMPLATE, frame(older), data(cx, older), form, errors.into_iter().map(here).collect())
}
