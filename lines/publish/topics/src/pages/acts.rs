//! The buttons of a topic: 发布 归档 恢复 撤下.

use base::{Date, Error, text};
use edition::Desk;
use edition::gate::{self, Passed, Plain, Stand, WHY};
use web::{Cx, Form, Once, Path, Result};

use super::office;
use crate::actions;

/// The field with the reason for which something found in the reason of a withdrawal is published.
const WITHDRAW_WHY: &str = "withdraw_gate_why";

/// The new last day of one that comes back.
fn until(form: &Form) -> std::result::Result<Option<Date>, Error> {
    let typed = text::normalise(form.get("until"));
    if typed.is_empty() {
        return Ok(None);
    }
    let wrong = || Error::field("until", "请填写日期，格式如 2026-11-24；不填则恢复后没有结束日期。");
    typed.parse().map(Some).map_err(|_| wrong())
}

/// Does what a button asks.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (topic, site) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let desk = Desk::of(&cx);
    let said = match action.as_str() {
        // Read before the transaction: pages that are asked for keep nobody waiting.
        "publish" | "reopen" => match actions::read(&desk, (&topic, &site), None, form.get(WHY)).await {
            Ok(said) => said,
            Err(error) => return office::again(&cx, id, &form, error.mendable()?).await,
        },
        _ => None,
    };
    let reason = match action.as_str() {
        "withdraw" => {
            let why = vec![Plain::line("why", "撤下理由", form.get("why"))];
            gate::pass_beside(&cx.app, Stand::default(), why, (WITHDRAW_WHY, form.get(WITHDRAW_WHY))).await
        }
        _ => Ok(Passed::default()),
    };
    let reason = match reason {
        Ok(passed) => passed,
        Err(error) => return office::again(&cx, id, &form, error.mendable()?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let (done, words) = match (action.as_str(), said) {
        ("publish", Some(said)) => (actions::publish(&mut tx, &desk, id, &said, None).await, "专题已发布。"),
        ("reopen", Some(said)) => {
            let done = match until(&form) {
                Ok(until) => actions::publish(&mut tx, &desk, id, &said, until).await,
                Err(error) => Err(error),
            };
            (done, "专题已恢复发布。")
        }
        ("archive", _) => {
            (actions::archive(&mut tx, &desk, id).await, "专题已归档：仍可查阅，不再出现在首页和专题列表的前面。")
        }
        ("withdraw", _) => {
            let done = match actions::withdraw(&mut tx, &desk, id, form.get("why")).await {
                Ok(()) => reason.record(&mut tx, &desk, "topics.withdraw.let", ("topic", id)).await,
                wrong => wrong,
            };
            (done, "专题已撤下，原网址显示理由。")
        }
        _ => return Err(Error::Unseen.into()),
    };
    match done {
        Ok(()) => cx.done(tx, &form, &format!("/work/topics/{id}"), words).await,
        Err(error) => {
            drop(tx);
            office::again(&cx, id, &form, error.mendable()?).await
        }
    }
}
