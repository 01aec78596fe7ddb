//! `/work/hand/{id}`: a matter is handed over to another line.

use base::Error;
use identity::Access;
use web::{Cx, Form, Once, Path, Result};

use crate::case::LinkKind;
use crate::engine;
use crate::ground::Ground;
use crate::hand::{gives, led};
use crate::store as rows;
use crate::view::lines;

/// Hands it over: the other line makes a matter of its own of it, both are linked. Personal data change hands, which is written into the
/// access log.
pub(super) async fn over(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let lines = lines(&cx.app)?;
    let matter = rows::matter(&mut cx.reader(), id).await?;
    let (own, gives) = gives(&lines, &matter, &cx.actor).ok_or(Error::Unseen)?;
    let to = form.get("to");
    let other = lines.0.iter().find(|line| line.key == to && line.key != own.key).ok_or(Error::Unseen)?;
    let takes = other.takes.as_ref().ok_or(Error::Unseen)?;
    let here = lines.page(&matter.process, id).ok_or(Error::Unseen)?;
    let handed = (gives.give)(&cx.app, id).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    if led(&mut tx, other, id).await? {
        return Err(Error::refused("matter.handed", "这一件已经转过，请在“关联”里查看。").into());
    }
    let ground = Ground::of(&cx.app);
    let taken = (takes.take)(&mut tx, &ground, &cx.actor, &handed).await.map_err(told)?;
    engine::link(&mut tx, &ground, &cx.actor, id, taken.matter, LinkKind::LedTo).await?;
    cx.once_done(&mut tx, &form, &here).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    let address = cx.address.to_string();
    Access::of(&cx.actor, "hand", &address, &cx.path, "matter.hand").log(&cx.app.db, cx.now).await?;
    cx.notice("good", format!("已{}，编号 {}。本件仍由您办结，可以按对方的办理结果答复。", takes.title, taken.number));
    cx.see_other(&here)
}

/// The form has no fields of the other line: what is wrong with them is told as a sentence.
fn told(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => {
            let why = errors.into_iter().map(|e| e.message).collect::<Vec<_>>().join("；");
            Error::refused("matter.not-taken", format!("没有转成：{why}。"))
        }
        error => error,
    }
}
