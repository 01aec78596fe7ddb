//! The forms of a site's look on the workbench: 外观, 首页版块, 导航与链接, 底部信息; saving and previewing.

use base::{Error, FieldError};
use edition::{Column, Desk, Site, gate};
use serde_json::{Value, json};
use web::accents::{ACCENTS, contrast};
use web::table::{Turn, parts};
use web::{Cx, Form, Once, Path, Result};

use super::{done, manage, problems};
use crate::forms::{self, FEW_LINKS, FRIEND_LINKS, Faults, MENU, Step, rows_of};
use crate::look::slots::{KINDS, SLOTS_MAX, WIDTHS};
use crate::look::{ALERTS, ARTS, GREYS, Look};
use crate::store::{looks, pictures};
use crate::{actions, context};

/// One of the forms.
#[derive(Clone, Copy)]
struct Part {
    key: &'static str,
    title: &'static str,
    template: &'static str,
    read: fn(&Form, &Look) -> (Look, Faults),
    done: &'static str,
}

const LOOK: Part = Part {
    key: "theme",
    title: "外观",
    template: "sites/work_theme.html",
    read: forms::look,
    done: "外观已保存，公开页面已更新。",
};
const SLOTS: Part = Part {
    key: "slots",
    title: "首页版块",
    template: "sites/work_slots.html",
    read: forms::slots,
    done: "首页版块已保存，首页已更新。",
};
const LINKS: Part = Part {
    key: "links",
    title: "导航与链接",
    template: "sites/work_links.html",
    read: forms::links,
    done: "导航与链接已保存，公开页面已更新。",
};
const FOOTER: Part = Part {
    key: "footer",
    title: "底部信息",
    template: "sites/work_footer.html",
    read: forms::footer,
    done: "底部信息已保存，公开页面已更新。",
};

pub(super) async fn look(cx: Cx, Path(id): Path<i64>) -> Result {
    show(&cx, id, LOOK).await
}

pub(super) async fn set_look(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    set(&cx, id, &form, LOOK).await
}

pub(super) async fn slots(cx: Cx, Path(id): Path<i64>) -> Result {
    show(&cx, id, SLOTS).await
}

pub(super) async fn set_slots(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    set(&cx, id, &form, SLOTS).await
}

pub(super) async fn links(cx: Cx, Path(id): Path<i64>) -> Result {
    show(&cx, id, LINKS).await
}

pub(super) async fn set_links(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    set(&cx, id, &form, LINKS).await
}

pub(super) async fn footer(cx: Cx, Path(id): Path<i64>) -> Result {
    show(&cx, id, FOOTER).await
}

pub(super) async fn set_footer(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    set(&cx, id, &form, FOOTER).await
}

/// The site with its look and the look's version.
pub(super) async fn current(cx: &Cx, id: i64) -> std::result::Result<(Site, Look, i64), Error> {
    let mut reader = cx.reader();
    let site = actions::kept(&mut reader, &cx.actor, id).await?;
    match looks::current(&mut reader, id).await? {
        Some(row) => Ok((site, row.look()?, row.version)),
        None => {
            let look = context::look_of(&cx.app, &site).await?;
            Ok((site, look, 0))
        }
    }
}

/// The form with what is saved.
async fn show(cx: &Cx, id: i64, part: Part) -> Result {
    let (site, look, version) = current(cx, id).await?;
    let data = data(cx, &site, part, &look, version, &cx.app.chance.token::<16>()).await?;
    cx.page(part.template, manage::under(&site, part.title), data)
}

/// Shows a look that is not saved.
pub(super) async fn preview(cx: &Cx, id: i64, token: &str, look: &Look) -> Result {
    let mut tx = cx.begin().await?;
    actions::park(&mut tx, &Desk::of(cx), id, token, look).await?;
    tx.commit().await?;
    cx.see_other(&format!("/work/sites/{id}/preview/{token}"))
}

/// What was sent: saved, shown in a preview, or changed by one of the form's own buttons and shown again.
async fn set(cx: &Cx, id: i64, form: &Form, part: Part) -> Result {
    let (site, before, _) = current(cx, id).await?;
    let seen: i64 = form.get("seen").parse().unwrap_or(0);
    let token = form.get("token");
    let (mut look, mut faults) = (part.read)(form, &before);
    if part.key == SLOTS.key {
        let columns = edition::column::of_site(&mut cx.reader(), id).await?;
        faults.0.extend(resolve(&mut look, &columns));
    }
    let step = forms::step(form).filter(|_| part.key == SLOTS.key);
    if step.is_some() || Turn::of(form).is_some() {
        let lists: Vec<&str> = Turn::of(form).iter().map(|turn| turn.list).collect();
        let mut open = parts("slot", &lists);
        if let Some(step) = step {
            step.take(&mut look);
            open.extend(matches!(step, Step::Add(_)).then(|| look.slots.len().saturating_sub(1)));
        }
        let mut data = data(cx, &site, part, &look, seen, token).await?;
        data["stepped"] = json!(true);
        data["open"] = json!(open);
        return cx.page(part.template, manage::under(&site, part.title), data);
    }
    if !faults.0.is_empty() {
        return again(cx, &site, part, &look, seen, form, faults.0).await;
    }
    let look = forms::without_blanks(look);
    if form.get("do") == "preview" {
        return preview(cx, id, token, &look).await;
    }
    let desk = Desk::of(cx);
    let passed = match actions::read(&desk, &site, (&before, &look), form.get(gate::WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(cx, &site, part, &look, seen, form, problems(error)?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, form).await? {
        return cx.see_other(&to);
    }
    match actions::set_look(&mut tx, &desk, id, seen, (part.key, &passed), &look).await {
        Ok(()) => done(cx, tx, form, &format!("/work/sites/{id}/{}", part.key), part.done).await,
        Err(error) => {
            drop(tx);
            again(cx, &site, part, &look, seen, form, problems(error)?).await
        }
    }
}

async fn again(
    cx: &Cx,
    site: &Site,
    part: Part,
    look: &Look,
    seen: i64,
    form: &Form,
    errors: Vec<FieldError>,
) -> Result {
    let mut data = data(cx, site, part, look, seen, form.get("token")).await?;
    data["open"] = json!(parts("slot", &errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>()));
    cx.again(part.template, manage::under(site, part.title), data, form, errors)
}

async fn data(
    cx: &Cx,
    site: &Site,
    part: Part,
    look: &Look,
    seen: i64,
    token: &str,
) -> std::result::Result<Value, Error> {
    let own = match part.key {
        "theme" => theme_data(cx, site, look).await?,
        "slots" => slots_data(cx, site, look).await?,
        "links" => links_data(cx, site, look).await?,
        _ => {
            let fields = forms::FOOTER.iter().map(|(key, label, most, hint)| {
                json!({ "key": key, "label": label, "max": most, "hint": hint, "value": json!(look.footer)[key] })
            });
            json!({ "fields": fields.collect::<Vec<_>>(), "is_main": site.slug == edition::site::MAIN })
        }
    };
    let mut data = json!({
        "id": site.id, "tab": part.key, "seen": seen, "token": token, "href": site.href(), "stepped": false, "open": [],
    });
    if let (Value::Object(all), Value::Object(own)) = (&mut data, own) {
        all.extend(own);
    }
    Ok(data)
}

async fn theme_data(cx: &Cx, site: &Site, look: &Look) -> std::result::Result<Value, Error> {
    let pictures = pictures::of_site(&mut cx.reader(), site.id).await?;
    let accents: Vec<Value> = ACCENTS
        .iter()
        .map(|a| json!({ "value": a.key, "title": a.title, "contrast": format!("{:.1}", contrast(a.bar, "#ffffff")) }))
        .collect();
    let built_in = ARTS.iter().map(|(key, title)| json!({ "value": key, "title": title, "picture": "" }));
    let own = pictures.iter().map(|p| {
        json!({ "value": format!("picture:{}", p.id), "title": p.alt, "picture": format!("/sites/pictures/{}", p.id) })
    });
    let terms = |list: &[(&str, &str)]| -> Vec<Value> {
        list.iter().map(|(key, title)| json!({ "value": key, "title": title })).collect()
    };
    let until = look.alert.until.map(|until| base::Moment(until).civil().strftime("%Y-%m-%dT%H:%M").to_string());
    Ok(json!({
        "accents": accents,
        "arts": built_in.chain(own).collect::<Vec<_>>(),
        "greys": terms(GREYS),
        "alerts": terms(ALERTS),
        "typed": {
            "accent": look.accent,
            "art": look.picture.map_or_else(|| look.art.clone(), |id| format!("picture:{id}")),
            "grey_on": look.grey.on,
            "grey_until": look.grey.until.map(|d| d.to_string()).unwrap_or_default(),
            "alert_level": look.alert.level,
            "alert_text": look.alert.text,
            "alert_href": look.alert.href,
            "alert_until": until.unwrap_or_default(),
            "hot": forms::HOT.shown(&look.hot.iter().map(|word| vec![word.clone()]).collect::<Vec<_>>()),
        },
    }))
}

/// The columns of a site as choices.
fn column_choices(columns: &[Column]) -> Vec<Value> {
    columns
        .iter()
        .map(|c| json!({ "value": c.slug, "title": format!("{}{}", "　".repeat(c.above().len()), c.name), "blank": c.items == 0 }))
        .collect()
}

/// Turns names of columns that were typed into their short names; gives what is neither.
fn resolve(look: &mut Look, columns: &[Column]) -> Vec<FieldError> {
    let mut faults = Vec::new();
    for (at, slot) in look.slots.iter_mut().enumerate() {
        for typed in &mut slot.columns {
            let by_slug = columns.iter().find(|column| column.slug == *typed);
            match by_slug.or_else(|| columns.iter().find(|column| column.name == *typed)) {
                Some(column) => typed.clone_from(&column.slug),
                // What is usual names columns that a site may not have yet.
                None if typed.is_ascii() => {}
                None => {
                    let message = format!("第 {} 个版块：本站没有栏目“{typed}”，请从下面的栏目里选。", at + 1);
                    faults.push(FieldError::new(format!("slot_{at}_columns"), message));
                }
            }
        }
    }
    faults
}

/// A column as the form names it: by its name, or by its short name when several are called so.
fn called(slug: &str, columns: &[Column]) -> String {
    let name = columns.iter().find(|column| column.slug == slug).map(|column| column.name.as_str());
    let alone = |name: &&str| columns.iter().filter(|column| column.name == **name).count() == 1;
    name.filter(alone).unwrap_or(slug).to_owned()
}

async fn slots_data(cx: &Cx, site: &Site, look: &Look) -> std::result::Result<Value, Error> {
    let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let slots: Vec<Value> = look
        .slots
        .iter()
        .map(|slot| {
            json!({
                "kind": slot.known(),
                "key": slot.kind,
                "title": slot.title,
                "width": slot.width,
                "columns": slot.columns.iter().map(|slug| called(slug, &columns)).collect::<Vec<_>>().join("、"),
                "wide": WIDTHS.iter().find(|(key, ..)| *key == slot.width).map_or("整行", |(_, title, _)| title),
                "count": if slot.count == 0 { String::new() } else { slot.count.to_string() },
                "text": slot.text,
                "links": slot.known().map(|kind| {
                    let rows = forms::rows_for(kind);
                    rows.shown(&rows_of(&slot.links, &rows))
                }),
                "numbers": slot.known().and_then(forms::number_rows).map(|rows| rows.shown(&forms::numbers_of(&slot.text))),
            })
        })
        .collect();
    let widths: Vec<Value> = WIDTHS.iter().map(|(key, title, _)| json!({ "value": key, "title": title })).collect();
    let kinds: Vec<Value> =
        KINDS.iter().map(|k| json!({ "value": k.key, "title": format!("{}：{}", k.title, k.note) })).collect();
    Ok(json!({
        "slots": slots, "widths": widths, "kinds": kinds, "columns": column_choices(&columns), "most": SLOTS_MAX,
        "base": site.at(""),
    }))
}

async fn links_data(cx: &Cx, site: &Site, look: &Look) -> std::result::Result<Value, Error> {
    let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let groups: Vec<Value> = (0..forms::GROUPS.len())
        .map(|at| {
            let group = look.links.get(at);
            let title = group.map_or(forms::GROUPS[at], |group| group.title.as_str());
            let links = group.map(|group| rows_of(&group.items, &FRIEND_LINKS)).unwrap_or_default();
            json!({ "title": title, "links": FRIEND_LINKS.shown(&links) })
        })
        .collect();
    Ok(json!({
        "groups": groups,
        // Not `menu` alone: so the shell calls its own.
        "typed": {
            "menu": MENU.shown(&rows_of(&look.menu, &MENU)),
            "upper": FEW_LINKS.shown(&rows_of(&look.upper, &FEW_LINKS)),
            "media": FEW_LINKS.shown(&rows_of(&look.media, &FEW_LINKS)),
        },
        "usual": crate::menu::entries(&cx.app, site, &Look::default(), &columns),
        "columns": column_choices(&columns),
    }))
}
