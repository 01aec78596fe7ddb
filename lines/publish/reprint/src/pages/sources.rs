//! The sources on the workbench: the list, a new one, one with its feed, its units and what came from it.

use base::{Error, FieldError, Moment};
use edition::{Desk, KEEP};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::target;
use crate::actions::sources as actions;
use crate::model::{Sheet, Source, WAYS, name_of};
use crate::process::{LEVELS, rule_of};
use crate::store::{self, items, sources as rows};

/// The list.
const HERE: &str = "/work/reprint/sources";
/// Items that are shown of a source.
const ITEMS: usize = 10;

fn under(title: &str) -> Page {
    Page::new(title).crumb("转载来源", HERE)
}

fn minutes(at: Option<Moment>) -> String {
    at.map(Moment::minutes).unwrap_or_default()
}

/// How the feed of a source is, in a word, with its colour.
fn health(source: &Source) -> (&'static str, &'static str) {
    match source {
        Source { closed_at: Some(_), .. } => ("已停用", "grey"),
        Source { reads: false, .. } => ("手工登记", "grey"),
        Source { failed: 1.., .. } => ("读取失败", "bad"),
        Source { good_at: None, .. } => ("等待读取", "warn"),
        _ => ("正常", "good"),
    }
}

/// The hours that a level allows, in Chinese.
fn hours(cx: &Cx, level: &str) -> String {
    cx.app.rules().length(rule_of(level), cx.now.date()).map(base::due::Length::words).unwrap_or_default()
}

/// The sources that the person keeps.
pub(super) async fn list(cx: Cx) -> Result {
    let mut reader = cx.reader();
    let units = cx.actor.staff()?.grants.units(KEEP);
    let found = rows::list(&mut reader, units.as_deref()).await?;
    let names = store::names(&identity::units::all(&mut reader).await?);
    let mut lines = Vec::new();
    for source in &found {
        let (word, tone) = health(source);
        let targets = rows::targets(&mut reader, source.id).await?.len();
        lines.push(json!({
            "id": source.id, "name": source.name, "level": name_of(LEVELS, &source.level), "duty": source.duty,
            "hours": if source.duty { hours(&cx, &source.level) } else { "不限时".to_owned() }, "word": word, "tone": tone,
            "good": minutes(source.good_at), "problem": source.problem, "targets": targets, "items": source.items,
            "unit": names.get(&source.unit_id),
        }));
    }
    cx.page("reprint/work_sources.html", Page::new("转载来源").kind("list"), json!({ "rows": lines }))
}

/// What is typed about a source.
fn read(form: &Form) -> Sheet {
    let line = |name: &str| base::text::clean_line(form.get(name));
    Sheet {
        name: line("name"),
        level: line("level"),
        address: form.get("address").trim().to_owned(),
        reads: form.get("reads") == "1",
        duty: form.get("duty") == "1",
        note: line("note"),
    }
}

fn choices(cx: &Cx) -> Vec<Value> {
    let choice = |(value, title): &(&str, &str)| {
        json!({
            "value": value, "title": title, "hint": format!("必须转载的，时限 {}", hours(cx, value)),
        })
    };
    LEVELS.iter().map(choice).collect()
}

fn typed(sheet: &Sheet) -> Value {
    json!({
        "name": sheet.name, "level": sheet.level, "address": sheet.address, "reads": sheet.reads, "duty": sheet.duty,
        "note": sheet.note,
    })
}

fn new_data(cx: &Cx) -> Value {
    let sheet = Sheet { level: "state".to_owned(), duty: true, ..Sheet::default() };
    json!({ "levels": choices(cx), "typed": typed(&sheet) })
}

/// The form for a new source.
pub(super) async fn new(cx: Cx) -> Result {
    let data = new_data(&cx);
    cx.page("reprint/work_new.html", under("登记来源"), data)
}

/// Registers a source.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let unit = cx.actor.staff()?.unit;
    match actions::create(&mut tx, &Desk::of(&cx), unit, &read(&form)).await {
        Ok(id) => cx.done(tx, &form, &format!("{HERE}/{id}"), "来源已登记。接着添加转载单位和栏目。").await,
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            cx.again("reprint/work_new.html", under("登记来源"), new_data(&cx), &form, errors)
        }
    }
}

async fn data(cx: &Cx, source: &Source) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let (word, tone) = health(source);
    let found = items::of_source(&mut reader, source.id, None, ITEMS).await?;
    let line = |item: &crate::model::Item| {
        json!({
            "title": item.title, "address": item.address, "published": minutes(item.published_at),
            "came": item.came_at.minutes(), "way": name_of(WAYS, &item.came_by), "gone": minutes(item.gone_at),
        })
    };
    let fact = |name: &str, value: String| json!({ "name": name, "value": if value.is_empty() { "—".to_owned() } else { value } });
    let mut facts = vec![
        fact("级别", name_of(LEVELS, &source.level).to_owned()),
        fact("时限", if source.duty { hours(cx, &source.level) } else { "不限时（可自行选择转载）".to_owned() }),
        fact("收到信息", format!("{} 条", source.items)),
    ];
    if source.reads {
        facts.push(fact("最近读取", minutes(source.read_at)));
        facts.push(fact("最近读取成功", minutes(source.good_at)));
        facts.push(fact("下次读取", minutes(source.next_at)));
    }
    Ok(json!({
        "id": source.id,
        "seen": source.version,
        "word": word,
        "tone": tone,
        "closed": source.closed_at.is_some(),
        "reads": source.reads,
        "failed": source.failed,
        "problem": source.problem,
        "next_at": minutes(source.next_at),
        "facts": facts,
        "levels": choices(cx),
        "typed": typed(&Sheet::of(source)),
        "items": found.iter().map(line).collect::<Vec<_>>(),
        "targets": target::shown(cx, source).await?,
        "choices": target::choices(cx).await?,
    }))
}

/// One source.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let source = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(&cx, &source).await?;
    cx.page("reprint/work_source.html", under(&source.name), data)
}

/// The page once more, with what is wrong in the form that was sent.
pub(super) async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>, tried: &str) -> Result {
    let source = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let mut data = data(cx, &source).await?;
    data["tried"] = json!(tried);
    cx.again("reprint/work_source.html", under(&source.name), data, form, errors)
}

/// Changes a source.
pub(super) async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let seen = form.get("seen").parse().unwrap_or(0);
    match actions::change(&mut tx, &Desk::of(&cx), id, seen, &read(&form)).await {
        Ok(()) => cx.done(tx, &form, &format!("{HERE}/{id}"), "来源已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, error.mendable()?, "facts").await
        }
    }
}

/// The buttons of a source: 立即读取 停用 恢复.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let desk = Desk::of(&cx);
    let (done, words) = match action.as_str() {
        "read" => (actions::hurry(&mut tx, &desk, id).await, "已安排读取，稍后刷新本页查看结果。"),
        "close" => (actions::close(&mut tx, &desk, id, true).await, "来源已停用：不再读取，已有任务照常办理。"),
        "open" => (actions::close(&mut tx, &desk, id, false).await, "来源已恢复使用。"),
        _ => return Err(Error::Unseen.into()),
    };
    match done {
        Ok(()) => cx.done(tx, &form, &format!("{HERE}/{id}"), words).await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, error.mendable()?, "act").await
        }
    }
}
