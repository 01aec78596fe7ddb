//! What people keep for themselves: common phrases, saved views, drafts.

use base::{Error, FieldError, text};
use serde_json::json;
use web::{Cx, Form, Page, Result, body};

use crate::decide::{Who, offers};
use crate::ground::Ground;
use crate::lists::Which;
use crate::store as rows;
use crate::view::lines;

/// Phrases that a person may keep.
const PHRASES_MAX: usize = 50;
/// Characters of a phrase.
const PHRASE_CHARS_MAX: usize = 200;
/// Characters of a view's name.
const VIEW_CHARS_MAX: usize = 20;

pub(super) async fn phrases(cx: Cx) -> Result {
    let person = cx.actor.staff()?.person;
    let all = rows::phrases(&mut cx.reader(), person).await?;
    let own: Vec<&str> = all.iter().filter(|p| p.person_id.is_some()).map(|p| p.text.as_str()).collect();
    cx.page("matter/phrases.html", phrases_page(), json!({ "own": own.join("\n"), "common": common(&all) }))
}

fn common(all: &[rows::Phrase]) -> Vec<&str> {
    all.iter().filter(|p| p.person_id.is_none()).map(|p| p.text.as_str()).collect()
}

fn phrases_page() -> Page {
    Page::new("常用语").kind("form")
}

pub(super) async fn save_phrases(cx: Cx, form: Form) -> Result {
    let person = cx.actor.staff()?.person;
    let mut lines: Vec<String> = text::clean_text(form.get("phrases")).lines().map(text::clean_line).collect();
    lines.retain(|line| !line.is_empty());
    let mut wrong = Vec::new();
    if lines.len() > PHRASES_MAX {
        let message = format!("最多保存 {PHRASES_MAX} 条，现在是 {} 条", lines.len());
        wrong.push(FieldError::new("phrases", message));
    }
    if let Some(long) = lines.iter().find(|line| text::char_count(line) > PHRASE_CHARS_MAX) {
        let start = text::truncate(long, 10);
        wrong.push(FieldError::new("phrases", format!("“{start}…”超过 {PHRASE_CHARS_MAX} 字，请缩短")));
    }
    if !wrong.is_empty() {
        let all = rows::phrases(&mut cx.reader(), person).await?;
        let data = json!({ "own": form.get("phrases"), "common": common(&all) });
        return cx.again("matter/phrases.html", phrases_page(), data, &form, wrong);
    }
    let mut tx = cx.begin().await?;
    rows::set_phrases(&mut tx, Some(person), &lines).await?;
    tx.commit().await?;
    cx.notice("good", "常用语已保存");
    cx.see_other("/work/phrases")
}

/// Saves the filters of a list under a name.
pub(super) async fn save_view(cx: Cx, form: Form) -> Result {
    let person = cx.actor.staff()?.person;
    let which = Which::of(form.get("list")).ok_or(Error::Unseen)?;
    let name = text::truncate(&text::clean_line(form.get("name")), VIEW_CHARS_MAX);
    let query = text::truncate(&text::clean_line(form.get("query")), 1_000);
    if name.is_empty() {
        return Err(Error::field("name", "请填写名称").into());
    }
    let mut tx = cx.begin().await?;
    rows::save_view(&mut tx, person, which.key(), &name, &query).await?;
    tx.commit().await?;
    cx.notice("good", format!("已保存为“{name}”"));
    cx.see_other(&format!("{}?{query}", which.href()))
}

pub(super) async fn drop_view(cx: Cx, form: Form) -> Result {
    let person = cx.actor.staff()?.person;
    let which = Which::of(form.get("list")).ok_or(Error::Unseen)?;
    let id = form.get("id").parse().map_err(|_| Error::Unseen)?;
    let mut tx = cx.begin().await?;
    rows::drop_view(&mut tx, person, id).await?;
    tx.commit().await?;
    cx.see_other(which.href())
}

/// Keeps what is being typed for an action that is offered; an empty text forgets it.
pub(super) async fn keep_draft(cx: Cx, form: Form) -> Result {
    let person = cx.actor.staff()?.person;
    let id: i64 = form.get("matter").parse().map_err(|_| Error::Unseen)?;
    let matter = rows::matter(&mut cx.reader(), id).await?;
    let (_, process) = lines(&cx.app)?.process(&matter.process).ok_or(Error::Unseen)?;
    let ground = Ground::of(&cx.app);
    let offered = offers(process, &matter.case()?, &Who::Actor(&cx.actor), ground.world());
    let action = offered.iter().find(|o| o.action.key == form.get("action")).ok_or(Error::Unseen)?.action;
    let most = usize::try_from(ground.rules.number("matter.opinion.max", ground.now.date())?).unwrap_or_default();
    let text = text::truncate(&text::clean_text(form.get("opinion")), most);
    let mut tx = cx.begin().await?;
    if text.is_empty() {
        rows::drop_draft(&mut tx, person, id, action.key).await?;
    } else {
        rows::keep_draft(&mut tx, person, id, action.key, &text, ground.now).await?;
    }
    tx.commit().await?;
    Ok(body("text/plain; charset=utf-8", ""))
}
