//! Terminals on the workbench, and the page at the terminal where its code is typed.

use base::Error;
use edition::{Desk, KEEP};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{below_sites, done, manage, problems};
use crate::store::terminals as rows;
use crate::terminals;

const HERE: &str = "/work/sites/terminals";

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let units = manage::unit_names(&mut reader).await?;
    let shown: Vec<Value> = rows::all(&mut reader, cx.now.date())
        .await?
        .into_iter()
        .filter(|(terminal, _)| cx.actor.may(KEEP, Some(terminal.unit_id)))
        .map(|(terminal, sheets)| {
            let (state, tone) = match terminal.code_until {
                None => ("使用中", "good"),
                Some(until) if until > cx.now => ("等待输入登记码", "warn"),
                Some(_) => ("登记码已过期", "bad"),
            };
            json!({
                "id": terminal.id, "name": terminal.name, "unit": units.get(&terminal.unit_id), "state": state,
                "tone": tone, "sheets": sheets, "made": terminal.made_at.date().to_string(), "by": terminal.made_by,
            })
        })
        .collect();
    let own = cx.actor.staff()?.unit;
    let options = manage::unit_options(&mut reader, own).await?;
    let kept = |option: &&Value| option["value"].as_i64().is_some_and(|unit| cx.actor.may(KEEP, Some(unit)));
    let options: Vec<Value> = options.as_array().into_iter().flatten().filter(kept).cloned().collect();
    Ok(json!({ "rows": shown, "units": options, "own": own, "most": cx.app.number("sites.kiosk.sheets")?, "code": "" }))
}

/// The terminals of the units whose sites the person keeps, and the form for another.
pub(super) async fn list(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("sites/work_terminals.html", below_sites(&cx, "查阅终端"), data)
}

/// Registers a terminal; its code is shown on the page that answers, and nowhere else.
pub(super) async fn register(cx: Cx, form: Form) -> Result {
    let unit = form.get("unit").parse().unwrap_or(0);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match terminals::register(&mut tx, &Desk::of(&cx), unit, form.get("name")).await {
        Ok((_, code)) => {
            cx.settled(tx, &form, HERE).await?;
            let mut data = data(&cx).await?;
            data["code"] = json!(code);
            cx.page("sites/work_terminals.html", below_sites(&cx, "查阅终端"), data)
        }
        Err(error) => {
            drop(tx);
            let errors = problems(error)?;
            let data = data(&cx).await?;
            cx.again("sites/work_terminals.html", below_sites(&cx, "查阅终端"), data, &form, errors)
        }
    }
}

/// Gives a terminal up.
pub(super) async fn close(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    terminals::close(&mut tx, &Desk::of(&cx), id).await?;
    done(&cx, tx, &form, HERE, "终端已停用，不能再打印。").await
}

fn page() -> Page {
    Page::new("登记查阅终端").kind("form").noindex()
}

/// The page at the terminal; its browser gets a name here, so that it can be known again.
pub(super) async fn form(cx: Cx) -> Result {
    cx.name_visitor();
    cx.page("sites/kiosk_register.html", page(), json!({}))
}

/// Takes the code.
pub(super) async fn bind(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let bound = match cx.visitor() {
        Some(browser) => terminals::bind(&mut tx, &Desk::of(&cx), &browser, form.get("code")).await,
        None => Err(Error::field("code", "本机的浏览器没有保存 Cookie，请允许本网站使用 Cookie 后重试。")),
    };
    match bound {
        Ok(_) => done(&cx, tx, &form, "/mode?set=kiosk&back=/kiosk", "本机已登记为查阅终端，可以打印。").await,
        Err(error) => {
            drop(tx);
            cx.name_visitor();
            cx.again("sites/kiosk_register.html", page(), json!({}), &form, problems(error)?)
        }
    }
}
