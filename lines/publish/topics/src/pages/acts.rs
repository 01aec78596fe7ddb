//! The buttons of a topic: 发布 归档 恢复 撤下, and going back to an older version.

use base::Error;
use edition::Desk;
use edition::gate::WHY;
use web::{Cx, Form, Once, Path, Result};

use super::office;
use crate::actions;
use crate::store::versions;

/// Does what a button asks.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let desk = Desk::of(&cx);
    let (done, words) = match action.as_str() {
        "publish" => (actions::publish(&mut tx, &desk, id, form.get(WHY)).await, "专题已发布。"),
        "reopen" => (actions::publish(&mut tx, &desk, id, form.get(WHY)).await, "专题已恢复发布。"),
        "archive" => {
            (actions::archive(&mut tx, &desk, id).await, "专题已归档：仍可查阅，不再出现在首页和专题列表的前面。")
        }
        "withdraw" => (actions::withdraw(&mut tx, &desk, id, form.get("why")).await, "专题已撤下，原网址显示理由。"),
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

/// Sets an older version as the newest.
pub(super) async fn restore(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (topic, _) = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let version = form.get("version").parse().unwrap_or(0);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let old = versions::find(&mut tx, id, version).await?.ok_or(Error::Unseen)?.sheet()?;
    match actions::change(&mut tx, &Desk::of(&cx), id, topic.version, ("facts", form.get(WHY)), &old).await {
        Ok(()) => cx.done(tx, &form, &format!("/work/topics/{id}"), &format!("已恢复到第 {version} 版。")).await,
        Err(error) => {
            drop(tx);
            office::again(&cx, id, &form, error.mendable()?).await
        }
    }
}
