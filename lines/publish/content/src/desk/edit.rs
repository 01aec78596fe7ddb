//! The editor's page: one edition with everything that can be typed, its files, and what may be done with it now.

use base::limits::FORM_BYTES_MAX;
use base::{Error, FieldError};
use edition::{Item, PUBLISH, catalogue, terms};
use serde_json::{Value, json};
use web::{Cx, Form, Page, Path, Result};

use super::{form, insert, keep, list};
use crate::{actions, rows, store};

/// The rule that bounds a file of an edition.
pub(crate) const FILE_RULE: &str = "edition.file";

/// `/work/content/new`: a blank form.
pub(crate) async fn new(cx: Cx) -> Result {
    let mut fields = form::blank();
    if let Some(column) = cx.query.int("column") {
        fields["column"] = json!(column);
    }
    let staff = cx.actor.staff()?;
    fields["source"] = json!(staff.unit_name);
    let data = blank(&cx, fields).await?;
    cx.page("content/work_edit.html", new_page(), data)
}

/// What the page of an edition that is not there yet shows.
pub(crate) async fn blank(cx: &Cx, fields: Value) -> std::result::Result<Value, Error> {
    Ok(json!({
        "item": Value::Null,
        "f": fields,
        "choices": choices(cx, None).await?,
        "files": [],
        "paste_most": cx.app.number(insert::PASTE_RULE)?,
        "text_most": FORM_BYTES_MAX,
    }))
}

/// The frame of a blank form.
pub(crate) fn new_page() -> Page {
    Page::new("新建稿件").crumb("稿件", "/work/content").kind("form")
}

/// The frame of an edition's page.
pub(crate) fn page_of(item: &Item) -> Page {
    Page::new(base::text::truncate(&item.title, 40)).crumb("稿件", "/work/content").kind("form")
}

/// `/work/content/{id}`.
pub(crate) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = edition::item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let content = item.content()?;
    let data = data(&cx, &item, form::fields(&item, &content)).await?;
    keep::touch(&cx, id).await?;
    cx.page("content/work_edit.html", page_of(&item), data)
}

/// The page once more with what was typed and what is wrong.
pub(crate) async fn again(cx: &Cx, item: &Item, typed: &Form, errors: Vec<FieldError>) -> Result {
    let content = item.content()?;
    let data = data(cx, item, form::fields(item, &content)).await?;
    cx.again("content/work_edit.html", page_of(item), data, typed, errors)
}

/// Everything the page shows of an edition.
pub(crate) async fn data(cx: &Cx, item: &Item, fields: Value) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let files = edition::item::files(&mut reader, item.id).await?;
    let publishes = actions::publishes(&mut reader, &cx.actor, item).await?;
    let live = edition::live::find(&mut reader, item.id).await?;
    let site = edition::site::find(&mut reader, item.site_id).await?.ok_or(Error::Unseen)?;
    let unit = identity::units::find(&mut reader, item.unit_id).await?.map(|u| u.short_name).unwrap_or_default();
    let person = cx.actor.person().unwrap_or(0);
    let kept = store::kept(&mut reader, item.id, person).await?.filter(|(_, at)| *at > item.changed_at);
    Ok(json!({
        "item": {
            "id": item.id,
            "seq": item.seq,
            "state": item.state,
            "state_title": terms::title(terms::STATES, &item.state),
            "tone": list::tone(&item.state),
            "unit": unit,
            "author": item.author,
            "changed": item.changed_at.minutes(),
            "version": item.version,
            "scheduled": item.scheduled_at.map(base::Moment::minutes).unwrap_or_default(),
            "schedule_failed": item.schedule_failed,
            "withdrawn_why": item.withdrawn_why,
            "set": item.set_id,
            "locked": item.state == "review",
            "review": item.matter_id,
            "public": live.map(|live| site.at(&live.path())).unwrap_or_default(),
            "disclose_by": edition::deadline::told(&cx.app, item, &item.content()?)?,
        },
        "f": fields,
        "files": files.iter().map(|file| file_row(item.id, file)).collect::<Vec<_>>(),
        "choices": choices(cx, Some(item)).await?,
        "relations": relations(cx, item.id).await?,
        "may": { "publish": publishes },
        "places": places(cx, item).await?,
        "offers": offers(cx, item).await?,
        "others": keep::others(cx, item.id).await?,
        "kept_at": kept.map(|(_, at)| at.minutes()).unwrap_or_default(),
        "paste_most": cx.app.number(insert::PASTE_RULE)?,
        "text_most": FORM_BYTES_MAX,
    }))
}

fn file_row(item: i64, file: &edition::FileRow) -> Value {
    json!({
        "id": file.id,
        "name": file.name,
        "size": file.size,
        "role": file.role,
        "alt": file.alt,
        "picture": file.media_type.starts_with("image/"),
        "href": format!("/a/{item}/files/{}", file.id),
        "shown": format!("/a/{item}/files/{}?v={}", file.id, rows::brief(&file.digest)),
    })
}

/// What selects offer: columns into which the person may write, kinds, terms, columns for quoting, units.
pub(crate) async fn choices(cx: &Cx, item: Option<&Item>) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let (mut columns, mut quotes) = (Vec::new(), Vec::new());
    for site in edition::site::all(&mut reader).await?.into_iter().filter(|site| site.closed_at.is_none()) {
        let publishes = cx.actor.may(PUBLISH, Some(site.unit_id));
        let all = edition::column::of_site(&mut reader, site.id).await?;
        for column in all.iter().filter(|column| column.kind != "link") {
            let path: Vec<&str> = column
                .above()
                .iter()
                .filter_map(|id| all.iter().find(|c| c.id == *id))
                .map(|c| c.name.as_str())
                .chain([column.name.as_str()])
                .collect();
            let choice =
                json!({ "value": column.id.to_string(), "title": format!("{} › {}", site.name, path.join(" › ")) });
            let own = item.is_some_and(|item| item.column_id == column.id);
            // What was published once stays on its site.
            let stays = item.is_some_and(|item| item.published_at.is_some() && item.site_id != site.id);
            if own || (!stays && edition::column::open_to(&mut reader, &cx.actor, column).await?) {
                columns.push(choice.clone());
            }
            if publishes && !own {
                quotes.push(choice);
            }
        }
    }
    Ok(json!({
        "columns": columns,
        "quotes": quotes,
        "kinds": list::options(terms::KINDS),
        "themes": list::options(terms::THEMES),
        "genres": list::options(terms::GENRES),
        "validities": list::options(terms::VALIDITIES),
        "attributes": list::options(terms::ATTRIBUTES),
        "nodes": nodes(),
        "links": terms::LINKS.iter().map(|(key, title, _)| json!({ "value": key, "title": title })).collect::<Vec<_>>(),
    }))
}

/// The catalogue of disclosure (公开目录), each node with what is over it and the article that asks for it.
fn nodes() -> Vec<Value> {
    let choice = |node: &catalogue::Node| {
        let title = format!("{}（{}）", catalogue::path(node.key), node.basis);
        json!({ "value": node.key, "title": title })
    };
    catalogue::NODES.iter().map(choice).collect()
}

/// Relations with the titles of the others; of those that the actor may not read only what is published is named.
async fn relations(cx: &Cx, id: i64) -> std::result::Result<Vec<Value>, Error> {
    let mut reader = cx.reader();
    let mut out = Vec::new();
    for (other, kind) in edition::item::links(&mut reader, id).await? {
        let live = edition::live::find(&mut reader, other).await?.map(|live| live.title);
        let title = match live {
            Some(title) => title,
            None => match edition::item::seen(&mut reader, &cx.actor, other).await {
                Ok(item) => item.title,
                Err(Error::Unseen) => "（未发布的稿件）".to_owned(),
                Err(error) => return Err(error),
            },
        };
        let name = terms::LINKS.iter().find(|(key, ..)| *key == kind).map_or("", |(_, title, _)| title);
        out.push(json!({ "other": other, "kind": kind, "name": name, "title": title }));
    }
    Ok(out)
}

/// The columns of other sites to which a published edition of one's own unit may be offered.
async fn offers(cx: &Cx, item: &Item) -> std::result::Result<Vec<Value>, Error> {
    if !cx.actor.may(edition::WRITE, Some(item.unit_id)) || item.published_at.is_none() || item.withdrawn_at.is_some() {
        return Ok(Vec::new());
    }
    let found = crate::offers::columns(&mut cx.reader(), &edition::Desk::of(cx), item.unit_id).await?;
    let columns = found.into_iter().filter(|(_, column)| column.id != item.column_id);
    let choice = |(site, column): (edition::Site, edition::Column)| json!({ "value": column.id.to_string(), "title": format!("{} › {}", site.name, column.name) });
    Ok(columns.map(choice).collect())
}

/// The columns that show it now, for pinning.
async fn places(cx: &Cx, item: &Item) -> std::result::Result<Vec<Value>, Error> {
    let mut reader = cx.reader();
    let mut out = Vec::new();
    for (column, _, _) in edition::live::places(&mut reader, item.id).await? {
        let Some(column) = edition::column::find(&mut reader, column).await? else { continue };
        let Some(site) = edition::site::find(&mut reader, column.site_id).await? else { continue };
        if cx.actor.may(PUBLISH, Some(site.unit_id)) {
            let top = edition::live::pinned(&mut reader, column.id, cx.now).await?;
            let pinned = top.iter().any(|row| row.item_id == item.id);
            out.push(json!({ "value": column.id.to_string(), "title": format!("{} › {}", site.name, column.name), "pinned": pinned }));
        }
    }
    Ok(out)
}
