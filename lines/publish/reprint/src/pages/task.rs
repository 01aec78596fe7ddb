//! One task: what is to be reprinted, until when, the draft and the reprint, what may be done, the trail.

use base::Error;
use edition::{Desk, KEEP, PUBLISH, live};
use intake::html::Policy;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::took;
use crate::actions::desk::{self, Case};
use crate::model::{WAYS, name_of};
use crate::process::{DESK, LEVELS, REPRINT};
use crate::store::known;
use crate::{ALL, WORK};

/// Where a task is.
const HERE: &str = "/work/reprint";

/// The task, when the actor may see it; for others it does not exist.
async fn visible(cx: &Cx, id: i64) -> std::result::Result<Case, Error> {
    let case = desk::case(&mut cx.reader(), id).await?;
    let unit = Some(case.unit);
    let own = cx.actor.staff()?.unit == case.unit && cx.actor.may(WORK, unit);
    if own || cx.actor.may(ALL, unit) || cx.actor.may(KEEP, Some(case.source.unit_id)) {
        Ok(case)
    } else {
        Err(Error::Unseen)
    }
}

pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let case = visible(&cx, id).await?;
    let data = data(&cx, &matter, &case).await?;
    cx.page("reprint/work_task.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    Page::new(matter.title.clone()).kind("article").crumb("上级信息转载", HERE)
}

async fn data(cx: &Cx, matter: &Matter, case: &Case) -> std::result::Result<Value, Error> {
    let Case { task, item, source, unit } = case;
    let mut reader = cx.reader();
    let minutes = |at: Option<base::Moment>| at.map(base::Moment::minutes);
    let fact = |name: &str, value: String| json!({ "name": name, "value": value });
    let mut facts = vec![
        fact("来源", source.name.clone()),
        fact("级别", name_of(LEVELS, &source.level).to_owned()),
        fact("原文发布", minutes(item.published_at).unwrap_or_else(|| "订阅中没有写明".to_owned())),
        fact("收到", format!("{}（{}）", item.came_at.minutes(), name_of(WAYS, &item.came_by))),
        fact("转载栏目", place(&mut reader, task.column_id).await?),
    ];
    if let Some(at) = task.done_at {
        facts.push(fact("转载发布", at.minutes()));
        if task.duty {
            facts.push(fact("用时", took(at.0 - task.started_at.0)));
        }
        facts.push(fact("发布人", task.done_by.clone()));
    }
    if let Some(at) = item.gone_at {
        facts.push(fact("原文撤下", at.minutes()));
    }
    if let Some(at) = task.hidden_at {
        facts.push(fact("转载撤回", at.minutes()));
    }
    let draft = desk::draft_of(&mut reader, task).await?;
    let at_desk = cx.actor.staff()?.unit == *unit && cx.actor.may(DESK, Some(*unit));
    let open = task.done_at.is_none() || task.hidden_at.is_some();
    let waits = matches!(task.state.as_str(), "waiting" | "excused");
    let shown = shown(&mut reader, cx, case).await?;
    Ok(json!({
        "m": matter::view::of(cx, matter).await?,
        "base": format!("{HERE}/{}", matter.id),
        "tone": match task.state.as_str() { "reprinted" => "good", "recall" => "bad", "waiting" => "blue", _ => "grey" },
        "duty": task.duty,
        "title": item.title,
        "address": item.address,
        // Sanitised on entry, and once more on exit.
        "body": intake::html::sanitise(&item.body, &Policy::default()).map_err(Error::Refused)?.html,
        "note": item.note,
        "facts": facts,
        "altered": task.altered,
        "draft": draft.as_ref().map(|draft| json!({
            "href": format!("/work/content/{}", draft.id), "author": draft.author,
            "state": edition::terms::title(edition::terms::STATES, &draft.state), "changed": draft.changed_at.minutes(),
        })),
        "may_draft": at_desk && draft.is_none() && open && waits,
        "may_recall": at_desk && task.state == "recall",
        "publishes": shown.iter().all(|row| row["publishes"] != false),
        "shown": shown,
    }))
}

async fn place(q: &mut impl store::Query, column: i64) -> std::result::Result<String, Error> {
    let Some(column) = edition::column::find(q, column).await? else {
        return Ok("（栏目已不存在）".to_owned());
    };
    let site = edition::site::find(q, column.site_id).await?;
    Ok(format!("{} › {}", site.map(|site| site.name).unwrap_or_default(), column.name))
}

/// The published editions of this original, each with the columns in which it stands.
async fn shown(q: &mut impl store::Query, cx: &Cx, case: &Case) -> std::result::Result<Vec<Value>, Error> {
    let mut ids: Vec<i64> = known::editions(q, &case.item.address).await?;
    ids.extend(case.task.edition_id.filter(|id| !ids.contains(id)));
    let mut out = Vec::new();
    for id in ids {
        let Some(live) = live::find(q, id).await? else { continue };
        let mut columns = Vec::new();
        for (column, ..) in live::places(q, id).await?.into_iter().filter(|(.., kind)| kind != "above") {
            columns.push(place(q, column).await?);
        }
        let unit = identity::units::find(q, live.unit_id).await?.map(|unit| unit.short_name).unwrap_or_default();
        let site = edition::site::find(q, live.site_id).await?;
        out.push(json!({
            "title": live.title, "unit": unit, "columns": columns.join("、"), "at": live.published_at.minutes(),
            "href": site.as_ref().map_or_else(|| live::path(id), |site| site.at(&live::path(id))),
            "publishes": site.as_ref().is_some_and(|site| cx.actor.may(PUBLISH, Some(site.unit_id))),
            "edit": cx.actor.may(edition::WRITE, Some(live.unit_id)).then(|| format!("/work/content/{id}")),
        }));
    }
    Ok(out)
}

/// Begins the draft and leads to the editor.
pub(super) async fn draft(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let case = visible(&cx, id).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match desk::draft(&mut tx, &Desk::of(&cx), &case).await {
        Ok(edition) => {
            let words = if case.item.body.is_empty() {
                "转载稿已起草。订阅没有带正文，请打开原文复制后粘贴，核对无误再送审。"
            } else {
                "转载稿已起草，标题、来源、原文网址和日期已填好。请核对正文后送审，标题不要改动。"
            };
            cx.done(tx, &form, &format!("/work/content/{edition}"), words).await
        }
        Err(error) => {
            drop(tx);
            again(&cx, id, "draft", &form, error).await
        }
    }
}

/// Does what the form of an action says.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let case = visible(&cx, id).await?;
    let spec = REPRINT.action(&action).ok_or(Error::Unseen)?;
    let ground = Ground::of(&cx.app);
    let given = match matter::form::input(&cx, &REPRINT, spec, &form).await {
        Ok(given) => given,
        Err(error) => return again(&cx, id, &action, &form, error).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match desk::act(&mut tx, &ground, &Desk::of(&cx), &case, &action, given).await {
        Ok(()) => {
            let words = format!("已{}。", spec.title.trim_start_matches('已'));
            cx.done(tx, &form, &format!("{HERE}/{id}"), &words).await
        }
        Err(error) => {
            drop(tx);
            again(&cx, id, &action, &form, error).await
        }
    }
}

/// The page once more, with what is wrong.
async fn again(cx: &Cx, id: i64, action: &str, form: &Form, error: Error) -> Result {
    let errors = error.mendable()?;
    let case = visible(cx, id).await?;
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    let mut data = data(cx, &matter, &case).await?;
    data["tried"] = json!(action);
    cx.again("reprint/work_task.html", framed(&matter), data, form, errors)
}

pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}
