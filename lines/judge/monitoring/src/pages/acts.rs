//! Every act on an order. Where looking again belongs to an act, the program looks before anything is locked: it asks its own pages, and
//! other hosts where a rule allows it.

use base::{Date, Error};
use matter::Ground;
use matter::form::Given;
use matter::store::Matter;
use serde_json::json;
use store::Tx;
use web::{Cx, Form, Once, Path, Result};

use super::HERE;
use super::order::{data, framed, may_look, visible};
use crate::actions::close::{Closing, close};
use crate::actions::draw::redraw;
use crate::actions::hand_in::{Answer, hand_in};
use crate::actions::{self, looked};
use crate::model::Order;
use crate::process::ORDER;
use crate::recheck;
use crate::store::items;

/// The act that only looks again.
const LOOK: &str = "look";

/// Does what the form of an action says.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    match carried_out(&cx, &matter, &order, &action, &form).await {
        Ok(words) => {
            cx.notice("good", words);
            let to = if visible(&cx, id).await.is_ok() { format!("{HERE}/{id}") } else { "/work".to_owned() };
            cx.see_other(&to)
        }
        Err(error) => {
            let errors = error.mendable()?;
            let (matter, order) = visible(&cx, id).await?;
            let mut data = data(&cx, &matter, &order).await?;
            data["tried"] = json!(action);
            cx.again("monitoring/work_order.html", framed(&matter), data, &form, errors)
        }
    }
}

async fn carried_out(
    cx: &Cx,
    matter: &Matter,
    order: &Order,
    action: &str,
    form: &Form,
) -> std::result::Result<String, Error> {
    let given = given(cx, action, form).await?;
    if action == LOOK && !may_look(cx, matter) {
        return Err(Error::Unseen);
    }
    let verdicts = match action {
        LOOK | "submit" | "close" => {
            let all = items::of_order(&mut cx.reader(), order.id).await?;
            recheck::look(&cx.app, &all).await?
        }
        _ => Vec::new(),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已办理。".to_owned());
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    done(cx, &mut tx, order, (action, form, given), &verdicts).await?;
    cx.settled(tx, form, &format!("{HERE}/{}", matter.id)).await?;
    Ok(match action {
        LOOK => said(&verdicts),
        _ => format!("已{}。", ORDER.action(action).map_or("办理", |spec| spec.title).trim_start_matches('已')),
    })
}

/// The form of an act: text, files and what was seen. The unit, the outcome and the step to return to follow from the order.
async fn given(cx: &Cx, action: &str, form: &Form) -> std::result::Result<Given, Error> {
    if action == LOOK {
        return Ok(Given::default());
    }
    let spec = ORDER.action(action).ok_or(Error::Unseen)?;
    matter::form::input(cx, &ORDER, spec, form).await
}

async fn done(
    cx: &Cx,
    tx: &mut Tx,
    order: &Order,
    (action, form, given): (&str, &Form, Given),
    verdicts: &[(i64, &'static str)],
) -> std::result::Result<(), Error> {
    let ground = Ground::of(&cx.app);
    let numbers = |name: &str| form.all(name).into_iter().filter_map(|id| id.parse().ok()).collect::<Vec<i64>>();
    match action {
        LOOK => looked(tx, &ground, &cx.actor, order, verdicts).await,
        "propose" => {
            let bound = base::text::normalise(form.get("bound_on"));
            let bound_on = match bound.as_str() {
                "" => None,
                typed => Some(
                    typed
                        .parse::<Date>()
                        .map_err(|_| Error::field("bound_on", "请填写上级要求的完成日期，格式如 2026-11-24。"))?,
                ),
            };
            let sheet = (form.get("demand"), bound_on, numbers("stay"));
            redraw(tx, &ground, &cx.actor, order, (sheet.0, sheet.1, &sheet.2), given).await
        }
        "submit" => {
            let all = items::of_order(tx, order.id).await?;
            let answers: Vec<Answer> = all
                .iter()
                .map(|item| Answer {
                    id: item.id,
                    answer: form.get(&format!("answer.{}", item.id)).to_owned(),
                    said: base::text::clean_text(form.get(&format!("said.{}", item.id))),
                })
                .collect();
            hand_in(tx, &ground, &cx.actor, order, (&answers, given), verdicts).await
        }
        "close" => {
            let (seen, why) = (numbers("mended"), base::text::clean_text(form.get("why")));
            close(tx, &ground, &cx.actor, order, (&Closing { seen: &seen, why: &why }, given), verdicts).await
        }
        _ => actions::act(tx, &ground, &cx.actor, order, action, given).await.map(drop),
    }
}

/// What looking again said, for the one who asked for it.
fn said(verdicts: &[(i64, &'static str)]) -> String {
    let of = |wanted: &str| verdicts.iter().filter(|(_, verdict)| *verdict == wanted).count();
    format!("复查完成：已消除 {} 项，仍存在 {} 项，需人工核查 {} 项。", of("gone"), of("there"), of("unknown"))
}
