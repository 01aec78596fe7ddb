//! Topics on the workbench: the list, a new one, one with its facts, acts and history.

use base::{Error, FieldError};
use edition::gate::WHY;
use edition::{Desk, KEEP, Site, site};
use serde_json::{Value, json};
use web::accents::{ACCENTS, contrast};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::model::{OF_SITE, Sheet, State};
use crate::store::rows::{self, Topic};
use crate::store::versions;
use crate::{actions, forms};

/// Rows of one page of the list.
const PAGE: usize = 50;
/// Versions that are shown of a topic.
const VERSIONS: usize = 12;

/// A page under the list of topics.
pub(super) fn under(title: &str) -> Page {
    Page::new(title).crumb("专题", "/work/topics")
}

/// The topics of the sites that the person keeps.
pub(super) async fn list(cx: Cx) -> Result {
    let mut reader = cx.reader();
    let kept = site::within(&mut reader, &cx.actor, KEEP).await?;
    let ids: Vec<i64> = kept.iter().map(|site| site.id).collect();
    let asked = State::ALL.into_iter().find(|state| state.name() == cx.query.get("state"));
    let only = cx.query.int("site").filter(|id| ids.contains(id));
    let within = only.map_or_else(|| ids.clone(), |id| vec![id]);
    let counts = rows::by_state(&mut reader, &within).await?;
    let mut found = rows::of_sites(&mut reader, &within, asked, cx.query.int("before"), PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| format!("{}before={}", cx.query.base(&["before"]), last.id));
    let topics: Vec<Value> = found.iter().map(|topic| listed(topic, &kept, &cx)).collect();
    let of_site = only.map(|id| format!("&site={id}")).unwrap_or_default();
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let first = json!({ "title": "全部", "href": format!("/work/topics?state={of_site}"), "current": asked.is_none(), "count": total });
    let tabs = State::ALL.into_iter().map(|state| {
        let count = counts.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, count)| *count);
        let href = format!("/work/topics?state={}{of_site}", state.name());
        json!({ "title": state.title(), "href": href, "current": asked == Some(state), "count": count })
    });
    let data = json!({
        "topics": topics,
        "tabs": std::iter::once(first).chain(tabs).collect::<Vec<_>>(),
        "sites": kept.iter().map(|site| json!({ "value": site.id, "title": site.name })).collect::<Vec<_>>(),
        "site_id": only,
        "state_key": asked.map(State::name).unwrap_or_default(),
        "next": next.unwrap_or_default(),
    });
    cx.page("topics/work_list.html", Page::new("专题"), data)
}

fn listed(topic: &Topic, sites: &[Site], cx: &Cx) -> Value {
    let site = sites.iter().find(|site| site.id == topic.site_id);
    let shown = topic.is_shown(cx.now.date());
    json!({
        "id": topic.id,
        "title": topic.title,
        "site": site.map(|site| site.name.as_str()),
        "state": topic.state().title(),
        "tone": topic.state().tone(),
        "waits": topic.state() == State::Published && !shown,
        "opens": topic.opens_on,
        "closes": topic.closes_on,
        "href": site.filter(|_| shown).map(|site| site.at(&topic.path())),
    })
}

/// The colours among which a topic chooses.
fn accents() -> Vec<Value> {
    let own = json!({ "value": OF_SITE, "title": "随本站", "contrast": "" });
    let of = ACCENTS
        .iter()
        .map(|a| json!({ "value": a.key, "title": a.title, "contrast": format!("{:.1}", contrast(a.bar, "#ffffff")) }));
    std::iter::once(own).chain(of).collect()
}

/// The facts of a sheet as the form shows them.
fn typed(sheet: &Sheet) -> Value {
    json!({
        "title": sheet.title,
        "summary": sheet.summary,
        "accent": sheet.accent,
        "art_alt": sheet.art_alt,
        "opens_on": sheet.opens_on.map(|day| day.to_string()).unwrap_or_default(),
        "closes_on": sheet.closes_on.map(|day| day.to_string()).unwrap_or_default(),
    })
}

async fn new_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let kept = site::within(&mut cx.reader(), &cx.actor, KEEP).await?;
    let open = kept.iter().filter(|site| site.closed_at.is_none());
    let sheet = Sheet { accent: OF_SITE.to_owned(), opens_on: Some(cx.now.date()), ..Sheet::default() };
    Ok(json!({
        "sites": open.map(|site| json!({ "value": site.id, "title": site.name })).collect::<Vec<_>>(),
        "accents": accents(),
        "typed": typed(&sheet),
        "art": "",
    }))
}

/// The form for a new topic.
pub(super) async fn new(cx: Cx) -> Result {
    let data = new_data(&cx).await?;
    cx.page("topics/work_new.html", under("新建专题"), data)
}

/// What was typed with the picture that came with it.
async fn with_art(
    tx: &mut store::Tx,
    desk: &Desk<'_>,
    form: &Form,
    mut sheet: Sheet,
    mut faults: Vec<FieldError>,
) -> std::result::Result<Sheet, Error> {
    if let Some(file) = form.files("art").first() {
        let file = edition::item::bared_upload(desk.app, file).await?;
        match actions::art(tx, desk, &file.digest, file.size, &file.media_type).await {
            Ok(digest) => sheet.art = digest,
            Err(Error::Invalid(wrong)) => faults.extend(wrong),
            Err(other) => return Err(other),
        }
    }
    // What the fields say themselves stands for what the sheet would say of them.
    let of_sheet = sheet.faults().into_iter().filter(|fault| faults.iter().all(|known| known.field != fault.field));
    let of_sheet: Vec<FieldError> = of_sheet.collect();
    faults.extend(of_sheet);
    if faults.is_empty() { Ok(sheet) } else { Err(Error::Invalid(faults)) }
}

/// Begins a topic.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let desk = Desk::of(&cx);
    let (sheet, faults) = forms::facts(&form, &Sheet::default());
    let made = match with_art(&mut tx, &desk, &form, sheet, faults).await {
        Ok(sheet) => {
            let site = form.get("site").parse().unwrap_or(0);
            actions::create(&mut tx, &desk, site, form.get("slug").trim(), &sheet).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => cx.done(tx, &form, &format!("/work/topics/{id}/blocks"), "专题已建立。接着编排版块。").await,
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let data = new_data(&cx).await?;
            cx.again("topics/work_new.html", under("新建专题"), data, &form, errors)
        }
    }
}

pub(super) async fn data(cx: &Cx, topic: &Topic, site: &Site) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let sheet = actions::sheet_of(&mut reader, topic).await?;
    let versions = versions::of_topic(&mut reader, topic.id).await?;
    let what = |key: &str| if key == "blocks" { "版块" } else { "资料" };
    let history: Vec<Value> = versions
        .iter()
        .take(VERSIONS)
        .map(|v| json!({ "version": v.version, "what": what(&v.what), "at": v.at.minutes(), "actor": v.actor }))
        .collect();
    let (state, shown) = (topic.state(), topic.is_shown(cx.now.date()));
    let moment = |at: Option<base::Moment>| at.map(base::Moment::minutes).unwrap_or_default();
    Ok(json!({
        "id": topic.id,
        "tab": "facts",
        "seen": topic.version,
        "site_name": site.name,
        "slug": topic.slug,
        "state": state.name(),
        "state_title": state.title(),
        "tone": state.tone(),
        "shown": shown,
        "over": topic.last_day().is_some_and(|last| last < cx.now.date()),
        "opens": topic.opens_on,
        "href": site.at(&topic.path()),
        "first": moment(topic.first_at),
        "archived": moment(topic.archived_at),
        "withdrawn": moment(topic.withdrawn_at),
        "why": topic.withdrawn_why,
        "blocks": sheet.blocks.len(),
        "art": site.at(&topic.art_path()),
        "has_art": !topic.art.is_empty(),
        "accents": accents(),
        "typed": typed(&sheet),
        "history": history,
    }))
}

/// One topic: its facts, what may be done with it, its history.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(&cx, &topic, &site).await?;
    cx.page("topics/work_topic.html", under(&topic.title), data)
}

/// The same page once more, with what is wrong.
pub(super) async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(cx, &topic, &site).await?;
    cx.again("topics/work_topic.html", under(&topic.title), data, form, errors)
}

/// Changes the facts of a topic.
pub(super) async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let before = actions::sheet_of(&mut cx.reader(), &topic).await?;
    let desk = Desk::of(&cx);
    let seen = form.get("seen").parse().unwrap_or(0);
    let (sheet, faults) = forms::facts(&form, &before);
    let said = match actions::read(&desk, (&topic, &site), Some(&sheet), form.get(WHY)).await {
        Ok(said) => said,
        Err(error) => return again(&cx, id, &form, faults.into_iter().chain(error.mendable()?).collect()).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = match with_art(&mut tx, &desk, &form, sheet, faults).await {
        Ok(sheet) => actions::change(&mut tx, &desk, id, seen, ("facts", said.as_ref()), &sheet).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => cx.done(tx, &form, &format!("/work/topics/{id}"), "专题资料已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, error.mendable()?).await
        }
    }
}
