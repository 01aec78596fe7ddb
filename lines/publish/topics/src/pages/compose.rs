//! Composing a topic (编排版块): the blocks in one form, its own buttons, finding editions, the preview.

use std::collections::BTreeSet;

use base::text;
use base::{Error, FieldError};
use edition::gate::WHY;
use edition::live;
use edition::{Column, Desk, FOUND, Listed, Site};
use serde_json::{Value, json};
use store::search::{Find, Reach};
use web::table::{Turn, parts};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{office, public};
use crate::actions;
use crate::blocks::{BLOCKS_MAX, Block, KINDS, WIDTHS};
use crate::forms::{self, ADDRESSES, LINKS, Step, addresses_of, rows_of};
use crate::model::{Sheet, State};
use crate::shelf;
use crate::store::rows::Topic;
use crate::store::versions;

const TEMPLATE: &str = "topics/work_blocks.html";
/// Editions that are offered for one question.
const OFFERED: usize = 10;

/// What the form shows beside the sheet.
#[derive(Default)]
struct Around {
    /// The version that the person saw when he began.
    seen: i64,
    token: String,
    /// The blocks that are shown open.
    open: BTreeSet<usize>,
    /// A button changed what is typed, and nothing is saved.
    stepped: bool,
    /// What was looked for, and what was found for the open block.
    asked: String,
    found: Vec<Listed>,
}

fn here(topic: &Topic) -> Page {
    office::under("版块").crumb(&topic.title, format!("/work/topics/{}", topic.id))
}

/// The form with what is saved.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let sheet = actions::sheet_of(&mut cx.reader(), &topic).await?;
    let around = Around { seen: topic.version, token: cx.app.chance.token::<16>(), ..Around::default() };
    let data = data(&cx, &topic, &site, &sheet, &around).await?;
    cx.page(TEMPLATE, here(&topic), data)
}

/// What was sent: saved, shown in a preview, or changed by one of the form's own buttons and shown again.
pub(super) async fn set(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let before = actions::sheet_of(&mut cx.reader(), &topic).await?;
    let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let (mut sheet, mut faults) = forms::blocks(&form, &before, &columns);
    let mut around = Around {
        seen: form.get("seen").parse().unwrap_or(0),
        token: form.get("token").to_owned(),
        ..Around::default()
    };
    if let Some(turn) = Turn::of(&form) {
        around.open = parts("block", &[turn.list]);
        around.stepped = true;
        let data = data(&cx, &topic, &site, &sheet, &around).await?;
        return cx.page(TEMPLATE, here(&topic), data);
    }
    if let Some(step) = forms::step(&form) {
        step.take(&mut sheet);
        around.open.extend(step.at(&sheet));
        around.stepped = !matches!(step, Step::Find(_));
        if let Step::Find(at) = step {
            around.asked = text::clean_line(form.get(&format!("block_{at}_find")));
            around.found = found(&cx, &around.asked).await?;
        }
        let data = data(&cx, &topic, &site, &sheet, &around).await?;
        return cx.page(TEMPLATE, here(&topic), data);
    }
    faults.extend(unpublished(&cx, &sheet, &before).await?);
    if !faults.is_empty() {
        around.open = parts("block", &faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>());
        return again(&cx, (&topic, &site), &sheet, &around, &form, faults).await;
    }
    let sheet = forms::without_blanks(sheet);
    if form.get("do") == "preview" {
        return preview_of(&cx, id, &around.token, &sheet).await;
    }
    let desk = Desk::of(&cx);
    let said = match actions::read(&desk, (&topic, &site), Some(&sheet), form.get(WHY)).await {
        Ok(said) => said,
        Err(error) => {
            let errors = error.mendable()?;
            around.open = parts("block", &errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>());
            return again(&cx, (&topic, &site), &sheet, &around, &form, errors).await;
        }
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::change(&mut tx, &desk, id, around.seen, ("blocks", said.as_ref()), &sheet).await {
        Ok(()) => {
            let words = match topic.state() {
                State::Published => "版块已保存，公开页面已更新。",
                _ => "版块已保存。",
            };
            cx.done(tx, &form, &format!("/work/topics/{id}/blocks"), words).await
        }
        Err(error) => {
            drop(tx);
            again(&cx, (&topic, &site), &sheet, &around, &form, error.mendable()?).await
        }
    }
}

/// Shows a sheet that is not saved.
pub(super) async fn preview_of(cx: &Cx, id: i64, token: &str, sheet: &Sheet) -> Result {
    let mut tx = cx.begin().await?;
    actions::park(&mut tx, &Desk::of(cx), id, token, sheet).await?;
    tx.commit().await?;
    cx.see_other(&format!("/work/topics/{id}/preview/{token}"))
}

async fn again(
    cx: &Cx,
    (topic, site): (&Topic, &Site),
    sheet: &Sheet,
    around: &Around,
    form: &Form,
    errors: Vec<FieldError>,
) -> Result {
    let data = data(cx, topic, site, sheet, around).await?;
    cx.again(TEMPLATE, here(topic), data, form, errors)
}

/// Published editions of the whole county that answer a question: a number or address of one, or words.
async fn found(cx: &Cx, asked: &str) -> std::result::Result<Vec<Listed>, Error> {
    let number = asked.rsplit("/a/").next().unwrap_or(asked);
    if let Ok(id) = number.trim().parse::<i64>() {
        return Ok(live::these(&mut cx.reader(), &[id]).await?);
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let find = Find { text: asked, kinds: &[FOUND], reach: Reach::Public, limit: OFFERED, ..Find::default() };
    let ids: Vec<i64> = cx.app.search.find(&find).await?.hits.iter().map(|hit| hit.id).collect();
    if ids.is_empty() { Ok(Vec::new()) } else { Ok(live::these(&mut cx.reader(), &ids).await?) }
}

/// What was chosen and is not to be seen: editions newly chosen that are not published, addresses that lead nowhere. Which there are
/// besides is not told.
async fn unpublished(cx: &Cx, sheet: &Sheet, before: &Sheet) -> std::result::Result<Vec<FieldError>, Error> {
    let known = |id: &i64| before.blocks.iter().any(|block| block.items.contains(id));
    let mut faults = Vec::new();
    for (at, block) in sheet.blocks.iter().enumerate() {
        for (row, address) in shelf::unknown(&cx.app, block).await? {
            let message = format!("第 {} 个版块：没有公开的征集、调查、公示或测一测“{address}”。", at + 1);
            faults.push(FieldError::new(format!("block_{at}_addresses_{row}_href"), message));
        }
        let fresh: Vec<i64> = block.items.iter().copied().filter(|id| !known(id)).collect();
        if fresh.is_empty() {
            continue;
        }
        let there = live::these(&mut cx.reader(), &fresh).await?;
        for id in fresh.iter().filter(|id| there.iter().all(|row| row.item_id != **id)) {
            let message = format!("第 {} 个版块：没有已发布的稿件 {id}。", at + 1);
            faults.push(FieldError::new(format!("block_{at}_items"), message));
        }
    }
    Ok(faults)
}

/// A column as the form names it: by its name, or by its short name when several are called so.
fn called(slug: &str, columns: &[Column]) -> String {
    let name = columns.iter().find(|column| column.slug == slug).map(|column| column.name.as_str());
    let alone = |name: &&str| columns.iter().filter(|column| column.name == **name).count() == 1;
    name.filter(alone).unwrap_or(slug).to_owned()
}

async fn data(
    cx: &Cx,
    topic: &Topic,
    site: &Site,
    sheet: &Sheet,
    around: &Around,
) -> std::result::Result<Value, Error> {
    let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let mut blocks = Vec::new();
    for (at, block) in sheet.blocks.iter().enumerate() {
        let open = around.open.contains(&at);
        let mut row = shown(block, &columns);
        row["chosen"] = chosen(cx, block).await?;
        row["open"] = json!(open);
        let offered = around.found.iter().filter(|item| open && !block.items.contains(&item.item_id));
        row["found"] = json!(offered.map(offer).collect::<Vec<_>>());
        row["asked"] = json!(if open { around.asked.as_str() } else { "" });
        blocks.push(row);
    }
    let widths: Vec<Value> = WIDTHS.iter().map(|(key, title, _)| json!({ "value": key, "title": title })).collect();
    let kinds: Vec<Value> =
        KINDS.iter().map(|k| json!({ "value": k.key, "title": format!("{}：{}", k.title, k.note) })).collect();
    let choices: Vec<Value> = columns
        .iter()
        .map(|c| json!({ "value": c.slug, "title": format!("{}{}", "　".repeat(c.above().len()), c.name), "blank": c.items == 0 }))
        .collect();
    Ok(json!({
        "id": topic.id,
        "tab": "blocks",
        "state": topic.state().name(),
        "state_title": topic.state().title(),
        "tone": topic.state().tone(),
        "shown": topic.is_shown(cx.now.date()),
        "href": site.at(&topic.path()),
        "seen": around.seen,
        "token": around.token,
        "next": sheet.next,
        "stepped": around.stepped,
        "blocks": blocks,
        "widths": widths,
        "kinds": kinds,
        "columns": choices,
        "running": shelf::running(&cx.app).await?,
        "base": site.at(""),
        "most": BLOCKS_MAX,
    }))
}

fn shown(block: &Block, columns: &[Column]) -> Value {
    json!({
        "kind": block.known(),
        "kind_key": block.kind,
        "key": block.key,
        "title": block.title,
        "width": block.width,
        "wide": WIDTHS.iter().find(|(key, ..)| *key == block.width).map_or("整行", |(_, title, _)| title),
        "columns": block.columns.iter().map(|slug| called(slug, columns)).collect::<Vec<_>>().join("、"),
        "tags": block.tags.join(" "),
        "count": if block.count == 0 { String::new() } else { block.count.to_string() },
        "text": block.text,
        "addresses": ADDRESSES.shown(&addresses_of(block)),
        "links": LINKS.shown(&rows_of(&block.links)),
        "date": block.date.map(|day| day.to_string()).unwrap_or_default(),
    })
}

fn offer(item: &Listed) -> Value {
    json!({ "id": item.item_id, "title": item.title, "date": item.day(), "there": true })
}

/// The chosen editions of a block in their order; one that is not published any more is named by its number.
async fn chosen(cx: &Cx, block: &Block) -> std::result::Result<Value, Error> {
    let there = if block.items.is_empty() { Vec::new() } else { live::these(&mut cx.reader(), &block.items).await? };
    let one = |id: &i64| match there.iter().find(|row| row.item_id == *id) {
        Some(row) => offer(row),
        None => json!({ "id": id, "title": format!("稿件 {id}"), "date": "", "there": false }),
    };
    Ok(json!(block.items.iter().map(one).collect::<Vec<_>>()))
}

/// The topic as it would be. Only the person who filled in the form sees it, for two hours.
pub(super) async fn preview(cx: Cx, Path((id, token)): Path<(i64, String)>) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let parked = versions::parked(&mut cx.reader(), &token, id, cx.actor.person(), cx.now).await?;
    let sheet = parked.ok_or_else(|| Error::Gone("预览已过期。请回到版块页面，再点一次“预览”。".to_owned()))?;
    public::drawn(&cx, &site, &topic, &sheet, &token).await
}

/// The topic as it is saved, for those who keep it: a draft can be looked at before it is published.
pub(super) async fn saved(cx: Cx, Path(id): Path<i64>) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let sheet = actions::sheet_of(&mut cx.reader(), &topic).await?;
    public::drawn(&cx, &site, &topic, &sheet, "saved").await
}
