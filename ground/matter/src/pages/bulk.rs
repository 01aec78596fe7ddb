//! One action on many matters: each in a transaction of its own and in its line's way, with what became of each.

use base::Error;
use serde::Serialize;
use serde_json::json;
use web::{Cx, Form, Once, Page, Result};

use crate::decide::{Input, Who};
use crate::engine::{self, Doing};
use crate::form::Given;
use crate::ground::Ground;
use crate::line::{Doers, Lines};
use crate::process::{Action, Does, Process};
use crate::store as rows;
use crate::view::lines;

/// The actions that may be done in bulk: name in the form, title.
const ACTIONS: [(&str, &str); 4] = [("sign", "签收"), ("urge", "催办"), ("archive", "归档"), ("note", "备注")];

/// What became of one matter.
#[derive(Serialize)]
struct Became {
    number: String,
    title: String,
    href: String,
    good: bool,
    what: String,
}

/// Does the chosen action to all chosen matters.
pub(super) async fn act(cx: Cx, form: Form) -> Result {
    let ground = Ground::of(&cx.app);
    let most = ground.rules.number("matter.bulk.max", ground.now.date())?;
    let most = usize::try_from(most).unwrap_or_default();
    let mut ids: Vec<i64> = form.all("id").into_iter().filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    let (name, title) = ACTIONS.into_iter().find(|(name, _)| *name == form.get("action")).ok_or(Error::Unseen)?;
    let lines = lines(&cx.app)?;
    let opinion = base::text::clean_text(form.get("opinion"));
    let problem = match () {
        () if ids.is_empty() => Some("请先勾选办件".to_owned()),
        () if ids.len() > most => Some(format!("一次最多 {most} 件，现在勾选了 {} 件", ids.len())),
        () if name == "note" && opinion.is_empty() => Some("请填写备注内容".to_owned()),
        () => None,
    };
    let mut became = Vec::new();
    if problem.is_none() {
        // Noted before the first, since each is a transaction of its own: sent twice, it is still done once.
        let mut tx = cx.begin().await?;
        if let Once::Done(_) = cx.once(&mut tx, &form).await? {
            cx.notice("info", format!("这次批量{title}已经提交过，没有重复办理。"));
            return cx.see_other("/work");
        }
        cx.once_done(&mut tx, &form, "/work").await?;
        tx.commit().await?;
        for id in ids {
            became.extend(one(&cx, &ground, &lines, name, &opinion, id).await?);
        }
    }
    let good = became.iter().filter(|b| b.good).count();
    let data = json!({ "action": title, "became": became, "good": good, "problem": problem });
    cx.page("matter/bulk.html", Page::new(format!("批量{title}")).kind("list"), data)
}

/// One matter; only a fault of ours ends the whole, and what was done until then stays done.
async fn one(
    cx: &Cx,
    ground: &Ground,
    lines: &Lines,
    name: &str,
    opinion: &str,
    id: i64,
) -> std::result::Result<Option<Became>, Error> {
    let Ok(matter) = rows::matter(&mut cx.reader(), id).await else { return Ok(None) };
    let Some((_, process)) = lines.process(&matter.process) else { return Ok(None) };
    let known = rows::concerns(&mut cx.reader(), cx.actor.staff()?.unit, id).await?;
    let Some(action) = action(process, name).filter(|_| known || allowed_at_all(cx, process, &matter)) else {
        return Ok(None);
    };
    let mut tx = cx.begin().await?;
    let input = Input { opinion: opinion.to_owned(), ..Input::default() };
    let result = match cx.app.ext::<Doers>().and_then(|doers| doers.of(process.key)) {
        Some(act) => act(&mut tx, ground, &cx.actor, id, action.key, Given { input, ..Given::default() }).await,
        None => {
            let doing = Doing { matter: id, action: action.key, input, seen: None, files: &[], audience: "inside" };
            engine::act(&mut tx, ground, process, &Who::Actor(&cx.actor), doing).await
        }
    };
    let (good, what) = match result {
        Ok(_) => {
            tx.commit().await?;
            (true, "已办理".to_owned())
        }
        Err(Error::Refused(refusal)) => (false, refusal.message),
        Err(Error::Conflict(message)) => (false, message),
        Err(Error::Invalid(fields)) => (false, fields.into_iter().map(|f| f.message).collect::<Vec<_>>().join("；")),
        Err(Error::Fault(fault)) => return Err(fault.into()),
        Err(_) => (false, "不能办理".to_owned()),
    };
    let href = lines.page(&matter.process, id).unwrap_or_default();
    Ok(Some(Became { number: matter.number, title: matter.title, href, good, what }))
}

/// Whether the actor may do anything at all to the matter; to others it does not exist.
fn allowed_at_all(cx: &Cx, process: &'static Process, matter: &rows::Matter) -> bool {
    let ground = Ground::of(&cx.app);
    let Ok(case) = matter.case() else { return false };
    !crate::decide::offers(process, &case, &Who::Actor(&cx.actor), ground.world()).is_empty()
}

/// The action of a process that the name in the form means.
fn action(process: &'static Process, name: &str) -> Option<&'static Action> {
    let fits = |a: &&Action| match name {
        "sign" => matches!(a.does, Does::Sign(_)),
        "urge" => a.does == Does::Urge,
        "note" => a.does == Does::Remark,
        _ => a.key == name,
    };
    process.actions.iter().find(fits)
}
