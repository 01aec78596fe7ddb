//! Going back to an older version of a topic (恢复): what it is is shown first, and what it says anew passes the gate as any change does.

use base::{Error, FieldError};
use edition::gate::WHY;
use edition::{Desk, Site};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{compose, office};
use crate::actions;
use crate::model::{Sheet, State};
use crate::store::rows::Topic;
use crate::store::versions::{self, VersionRow};

const TEMPLATE: &str = "topics/work_restore.html";

/// An older version with the topic as it is now.
struct Older {
    topic: Topic,
    site: Site,
    now: Sheet,
    row: VersionRow,
    sheet: Sheet,
}

async fn older(cx: &Cx, id: i64, version: i64) -> std::result::Result<Older, Error> {
    let mut reader = cx.reader();
    let (topic, site) = actions::kept(&mut reader, &cx.actor, id).await?;
    let now = actions::sheet_of(&mut reader, &topic).await?;
    let row = versions::find(&mut reader, id, version).await?.ok_or(Error::Unseen)?;
    // Boards that are new get names that no board had meanwhile.
    let then = row.sheet()?;
    let sheet = Sheet { next: then.next.max(now.next), ..then };
    Ok(Older { topic, site, now, row, sheet })
}

fn frame(older: &Older) -> Page {
    let page = office::under(&format!("恢复到第 {} 版", older.row.version)).kind("form");
    page.crumb(&older.topic.title, format!("/work/topics/{}", older.topic.id))
}

/// What an older version has otherwise, for people.
fn differs(old: &Sheet, now: &Sheet) -> String {
    let parts = [
        ("专题名称", old.title != now.title),
        ("专题简介", old.summary != now.summary),
        ("配色", old.accent != now.accent),
        ("头图", old.art != now.art || old.art_alt != now.art_alt),
        ("开始和结束日期", (old.opens_on, old.closes_on) != (now.opens_on, now.closes_on)),
        ("版块", old.blocks != now.blocks),
    ];
    parts.iter().filter(|(_, other)| *other).map(|(name, _)| *name).collect::<Vec<_>>().join("、")
}

fn data(cx: &Cx, older: &Older) -> Value {
    json!({
        "id": older.topic.id, "tab": "facts", "version": older.row.version, "at": older.row.at.minutes(),
        "saved_by": older.row.actor, "title_then": older.sheet.title, "blocks": older.sheet.blocks.len(),
        "differs": differs(&older.sheet, &older.now), "seen": older.topic.version, "token": cx.app.chance.token::<16>(),
        "published": older.topic.state() == State::Published,
    })
}

/// `/work/topics/{id}/restore/{version}`.
pub(super) async fn page(cx: Cx, Path((id, version)): Path<(i64, i64)>) -> Result {
    let older = older(&cx, id, version).await?;
    let data = data(&cx, &older);
    cx.page(TEMPLATE, frame(&older), data)
}

/// `POST /work/topics/{id}/restore/{version}`: sets the older version as the newest, or shows how it would look.
pub(super) async fn restore(cx: Cx, Path((id, version)): Path<(i64, i64)>, form: Form) -> Result {
    let older = older(&cx, id, version).await?;
    if form.get("do") == "preview" {
        return compose::preview_of(&cx, id, form.get("token"), &older.sheet).await;
    }
    let desk = Desk::of(&cx);
    let seen = form.get("seen").parse().unwrap_or(0);
    let said = match actions::read(&desk, (&older.topic, &older.site), Some(&older.sheet), form.get(WHY)).await {
        Ok(said) => said,
        Err(error) => return again(&cx, &older, &form, error.mendable()?),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::change(&mut tx, &desk, id, seen, ("facts", said.as_ref()), &older.sheet).await {
        Ok(()) => cx.done(tx, &form, &format!("/work/topics/{id}"), &format!("已恢复到第 {version} 版。")).await,
        Err(error) => {
            drop(tx);
            again(&cx, &older, &form, error.mendable()?)
        }
    }
}

/// What stands in the way; of all fields this page has but that for the reason.
fn again(cx: &Cx, older: &Older, form: &Form, errors: Vec<FieldError>) -> Result {
    let here = |error: FieldError| if error.field == WHY { error } else { FieldError::new("", error.message) };
    cx.again(TEMPLATE, frame(older), data(cx, older), form, errors.into_iter().map(here).collect())
}
