//! `/work/sessions/all` 会话管理: the open sessions of all officials, and the button that ends one.

use base::Error;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::names::Names;
use super::{PAGE, first, next, page_of};

/// The verb of the security administrator for other people's sessions.
pub const VERB: &str = "identity.sessions";

/// All open sessions, or those of the person `person`.
pub async fn list(cx: Cx) -> Result {
    let person = cx.query.int("person");
    let (sessions, more) = match person {
        Some(person) => (cx.app.identity.sessions(&cx.actor, person).await?, false),
        None => page_of(cx.app.identity.all_sessions(&cx.actor, cx.query.int("before"), PAGE + 1).await?),
    };
    let mut reader = cx.app.db.reader();
    let names =
        Names::load(&mut reader, sessions.iter().filter_map(|session| session.person_id).collect(), false).await?;
    let own = cx.actor.staff()?.session;
    let rows: Vec<Value> = sessions
        .iter()
        .map(|session| {
            json!({
                "id": session.id,
                "person": session.person_id,
                "name": names.person(session.person_id),
                "address": session.address,
                "agent": session.agent,
                "opened": session.opened_at.minutes(),
                "seen": session.seen_at.minutes(),
                "ends": session.ends_at.minutes(),
                "own": session.id == own,
            })
        })
        .collect();
    let turn = next(&cx, sessions.last().map(|session| session.id), more);
    let data = json!({ "rows": rows, "person": person, "next": turn, "first": first(&cx) });
    cx.page("screens/sessions.html", Page::new("会话管理"), data)
}

/// Ends one session.
pub async fn end(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let person = form.get("person").trim().parse::<i64>().map_err(|_| Error::Unseen)?;
    let to = "/work/sessions/all";
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    cx.once_done(&mut tx, &form, to).await?;
    tx.commit().await?;
    match cx.app.identity.end_session(&cx.actor, person, id).await {
        Ok(()) => cx.notice("good", "会话已结束，对方须重新登录。"),
        Err(Error::Unseen) => cx.notice("warn", "这个会话已经结束。"),
        Err(error) => return Err(error.into()),
    }
    cx.see_other(to)
}
