//! `/work/consult/knowledge`: the knowledge base for those who write and approve it.

use ::store::Tx;
use ::store::long::{LOOK, Turn, whole_number};
use base::time::DAY;
use base::{Error, FieldError};
use counter::{Scope, desk};
use edition::gate::WHY;
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::index::ENTRY;
use crate::model::{Entry, Knowing, Limits};
use crate::store::{self, Known};
use crate::{ALL, CACHE, KNOW, PASS, knowledge, linked};

/// States of a version in words.
const STATES: &[(&str, &str, &str)] = &[
    ("draft", "草稿", "warn"),
    ("review", "待审核", "blue"),
    ("approved", "已审核", "good"),
    ("rejected", "已退回", "bad"),
];

fn state(key: &str) -> (&'static str, &'static str) {
    STATES.iter().find(|(known, ..)| *known == key).map_or(("", ""), |(_, title, tone)| (title, tone))
}

/// Units whose entries the actor sees here; none for all.
pub(super) fn units(cx: &Cx) -> Option<Vec<i64>> {
    if cx.actor.may(ALL, None) {
        return None;
    }
    let of = |verb| match Scope::of(&cx.actor, ALL, None, verb) {
        Scope::All => None,
        Scope::Units(units) => Some(units),
    };
    of(if cx.actor.may(PASS, None) { PASS } else { KNOW })
}

/// The list: all, expiring, waiting.
pub(super) async fn list(cx: Cx) -> Result {
    let today = cx.now.date();
    let warn = cx.now.plus(cx.app.number("consult.knowledge.warn")? * DAY).date();
    let tab = cx.query.get("tab");
    let mine = Known { units: units(&cx), topic: cx.query.int("topic"), ..Known::default() };
    let tabs_of = |key: &str| match key {
        "live" => Known { live: true, ..mine.clone() },
        "expiring" => Known { expires: Some(warn), ..mine.clone() },
        "waiting" => Known { waiting: true, ..mine.clone() },
        _ => mine.clone(),
    };
    let mut known = tabs_of(tab);
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    if !words.trim().is_empty() {
        known.ids = Some(counter::finding::with_words(&cx.app.search, ENTRY, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let (page, total) = store::entries(&mut cx.reader(), &known, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |e| [e.id.into(), e.id.into()]);
    let mut tabs = Vec::new();
    for (key, title) in [("", "全部"), ("live", "公开"), ("expiring", "临近到期"), ("waiting", "待审核")] {
        let (_, count) = store::entries(&mut cx.reader(), &tabs_of(key), &Turn::First, 1).await?;
        tabs.push(json!({
            "title": title, "href": format!("?tab={key}"), "current": tab == key, "count": count.words(),
        }));
    }
    let row = |e: &store::Listed| {
        let (state, tone) = state(&e.state);
        let late = e.live && !e.expires_on.is_empty() && e.expires_on <= warn.to_string();
        json!({
            "href": format!("/work/consult/knowledge/{}", e.id), "question": e.question, "unit": e.unit, "topic": e.topic,
            "live": e.live, "state": state, "tone": tone, "expires": e.expires_on, "late": late,
            "offered": e.offered, "solved": e.solved, "useful": e.useful, "useless": e.useless,
        })
    };
    let data = json!({
        "rows": page.rows.iter().map(row).collect::<Vec<_>>(),
        "total": total.of("条"),
        "tabs": tabs,
        "tab": tab,
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "topics": super::topic_options(&cx).await?,
        "chosen": { "q": words, "topic": cx.query.get("topic") },
        "write": cx.actor.may(KNOW, None),
        "today": today.to_string(),
    });
    cx.page("consult/work_knowledge.html", Page::new("知识库").kind("list"), data)
}

fn framed(title: &str) -> Page {
    Page::new(title).kind("form").crumb("知识库", "/work/consult/knowledge")
}

/// A new entry.
pub(super) async fn new(cx: Cx) -> Result {
    let data = form_data(&cx, None).await?;
    cx.page("consult/work_entry.html", framed("新建知识"), data)
}

async fn form_data(cx: &Cx, entry: Option<&Entry>) -> std::result::Result<Value, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut data = json!({
        "limits": limits,
        "topics": super::topic_options(cx).await?,
        "today": cx.now.date().to_string(),
        "entry": entry,
        "topic": entry.and_then(|e| e.topic_id),
        "links": linked::shown(""),
        "stepped": false,
        "to": entry.map_or_else(|| "/work/consult/knowledge/new".to_owned(), |e| format!("/work/consult/knowledge/{}", e.id)),
        "write": true,
        "editable": true,
        "pass": false,
        "own": false,
    });
    let Some(entry) = entry else { return Ok(data) };
    let versions = store::versions(&mut cx.reader(), entry.id).await?;
    let unit = identity::units::find(&mut cx.reader(), entry.unit_id).await?.map_or_else(String::new, |u| u.name);
    let newest = versions.first();
    let writes = cx.actor.may(KNOW, Some(entry.unit_id));
    let me = knowledge::person(&cx.actor);
    let waits = newest.is_some_and(|v| v.state == "review");
    data["unit"] = json!(unit);
    data["write"] = json!(writes);
    data["editable"] = json!(writes && !waits);
    data["draft"] = json!(newest.is_some_and(|v| v.state == "draft"));
    data["pass"] = json!(waits && cx.actor.may(PASS, Some(entry.unit_id)));
    data["own"] = json!(waits && store::has_written(&mut cx.reader(), entry.id, me).await?);
    data["newest"] = json!(newest);
    data["links"] = linked::shown(newest.map_or("", |v| v.links.as_str()));
    let mut rows = Vec::new();
    for v in &versions {
        let (title, tone) = state(&v.state);
        rows.push(json!({
            "number": v.number, "state": title, "tone": tone, "live": entry.live_id == Some(v.id),
            "by": name(cx, v.drafted_by).await?, "at": v.drafted_at.minutes(), "decided": name(cx, v.decided_by).await?,
            "decided_at": v.decided_at.map(base::Moment::minutes), "reason": v.reason, "question": v.question, "answer": v.answer,
        }));
    }
    data["versions"] = json!(rows);
    Ok(data)
}

async fn name(cx: &Cx, person: Option<i64>) -> std::result::Result<String, Error> {
    let Some(id) = person else { return Ok(String::new()) };
    Ok(identity::people::find(&mut cx.reader(), id).await?.map_or_else(String::new, |p| p.name))
}

/// Drafts the new entry for the actor's unit.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    if turned(&form) {
        return stepped(&cx, None, &form).await;
    }
    let unit = cx.actor.staff()?.unit;
    let knowing = match read(&cx, &form) {
        Ok(knowing) => knowing,
        Err(error) => return wrong(&cx, None, &form, problems(error)?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let id = knowledge::create(&mut tx, &Ground::of(&cx.app), &cx.actor, unit, &knowing).await?;
    cx.done(tx, &form, &format!("/work/consult/knowledge/{id}"), "草稿已保存，核对后提交审核。").await
}

/// Whether a button of a row was pressed.
fn turned(form: &Form) -> bool {
    web::table::Turn::of(form).is_some()
}

fn read(cx: &Cx, form: &Form) -> std::result::Result<Knowing, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    Knowing::read(&limits, cx.now.date(), Check::new(form)).map_err(Error::Invalid)
}

fn problems(error: Error) -> std::result::Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(errors) => Ok(errors),
        Error::Refused(refusal) => Ok(vec![FieldError::new("", refusal.message)]),
        error => Err(error),
    }
}

async fn wrong(cx: &Cx, entry: Option<&Entry>, form: &Form, errors: Vec<FieldError>) -> Result {
    let mut data = form_data(cx, entry).await?;
    if linked::in_rows(form) {
        data["links"] = linked::typed(form);
    }
    let title = entry.map_or("新建知识", |e| e.question.as_str());
    cx.again("consult/work_entry.html", framed(title), data, form, errors)
}

/// The form as it is typed, after a button changed its rows; nothing is saved.
async fn stepped(cx: &Cx, entry: Option<&Entry>, form: &Form) -> Result {
    let mut data = form_data(cx, entry).await?;
    if !data["newest"].is_object() {
        data["newest"] = json!({});
    }
    for field in ["question", "variants", "answer", "others", "basis", "expires_on"] {
        data["newest"][field] = json!(form.get(field));
    }
    data["topic"] = json!(form.get("topic").parse::<i64>().ok());
    data["links"] = linked::typed(form);
    data["stepped"] = json!(true);
    let title = entry.map_or("新建知识", |e| e.question.as_str());
    cx.page("consult/work_entry.html", framed(title), data)
}

/// The entry `id`, when the actor sees its unit here.
async fn seen(cx: &Cx, id: i64) -> std::result::Result<Entry, Error> {
    let entry = store::entry(&mut cx.reader(), id).await?;
    match units(cx) {
        Some(units) if !units.contains(&entry.unit_id) => Err(Error::Unseen),
        _ => Ok(entry),
    }
}

/// One entry: its newest version in the form, all versions below.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let entry = seen(&cx, id).await?;
    let data = form_data(&cx, Some(&entry)).await?;
    cx.page("consult/work_entry.html", framed(&entry.question), data)
}

/// Writes the next version.
pub(super) async fn save(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let entry = seen(&cx, id).await?;
    if turned(&form) {
        return stepped(&cx, Some(&entry), &form).await;
    }
    let knowing = match read(&cx, &form) {
        Ok(knowing) => knowing,
        Err(error) => return wrong(&cx, Some(&entry), &form, problems(error)?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = knowledge::save(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &knowing).await;
    ended(&cx, tx, &entry, &form, done, "草稿已保存。").await
}

/// Hands it in.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let entry = seen(&cx, id).await?;
    let said = match knowledge::read(&cx.app, id, form.get(WHY)).await {
        Ok(said) => said,
        Err(error) => return wrong(&cx, Some(&entry), &form, problems(error)?).await,
    };
    let mut tx = cx.begin().await?;
    let done = knowledge::submit(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &said).await;
    ended(&cx, tx, &entry, &form, done, "已提交审核。").await
}

/// Approves it.
pub(super) async fn approve(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let entry = seen(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let done = knowledge::approve(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await;
    ended(&cx, tx, &entry, &form, done, "已审核，知识已公开。").await
}

/// Sends it back.
pub(super) async fn reject(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let entry = seen(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let done = knowledge::reject(&mut tx, &Ground::of(&cx.app), &cx.actor, id, form.get("reason")).await;
    ended(&cx, tx, &entry, &form, done, "已退回修改。").await
}

/// Withdraws it from the public.
pub(super) async fn withdraw(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let entry = seen(&cx, id).await?;
    let mut tx = cx.begin().await?;
    let done = knowledge::withdraw(&mut tx, &Ground::of(&cx.app), &cx.actor, id, form.get("why")).await;
    ended(&cx, tx, &entry, &form, done, "已从网站撤下。").await
}

/// Commits and goes back to the entry, or shows it with what was wrong.
async fn ended(
    cx: &Cx,
    tx: Tx,
    entry: &Entry,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let answer = cx.done(tx, form, &format!("/work/consult/knowledge/{}", entry.id), words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(error) => {
            let errors = problems(error)?;
            tx.rollback().await?;
            wrong(cx, Some(entry), form, errors).await
        }
    }
}
