//! Who holds a post: 任职, 免职, 委托, 移交, and the sheet that goes with a hand-over.

use base::{Date, Error, Moment};
use identity::{Holding, holding, posts, units};
use matter::store::{Desks, NEVER, OpenTask};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{VIEW, person_typed, post, renamed, roles};
use crate::screens::names::Names;
use crate::screens::{done, problems};

/// Lines of open work on a hand-over sheet, at most; the number above them is whole.
const SHEET_MAX: usize = 500;

/// What is done to a holding.
enum Change {
    Assign,
    Release,
    Delegate,
    EndDelegation,
    HandOver,
}

/// Puts a person on the post.
pub async fn assign(cx: Cx, id: Path<i64>, form: Form) -> Result {
    carry_out(cx, id, form, Change::Assign).await
}

/// Ends that a person holds the post.
pub async fn release(cx: Cx, id: Path<i64>, form: Form) -> Result {
    carry_out(cx, id, form, Change::Release).await
}

/// Lets another person act on the post until a day.
pub async fn delegate(cx: Cx, id: Path<i64>, form: Form) -> Result {
    carry_out(cx, id, form, Change::Delegate).await
}

/// Takes a delegation back.
pub async fn end_delegation(cx: Cx, id: Path<i64>, form: Form) -> Result {
    carry_out(cx, id, form, Change::EndDelegation).await
}

/// Hands the post over from one person to another.
pub async fn hand_over(cx: Cx, id: Path<i64>, form: Form) -> Result {
    carry_out(cx, id, form, Change::HandOver).await
}

async fn carry_out(cx: Cx, Path(id): Path<i64>, form: Form, change: Change) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let own = format!("/work/posts/{id}");
    let (to, words) = match change {
        Change::Assign => (own, "已任职。"),
        Change::Release => (own, "已免职，岗位上的未办事项留在岗位。"),
        Change::Delegate => (own, "委托已生效，到期自动收回。"),
        Change::EndDelegation => (own, "委托已收回。"),
        Change::HandOver => (format!("{own}/handover"), "岗位已移交，未办事项随岗位转给接收人。"),
    };
    match apply(&cx, &mut tx, id, &form, &change).await {
        Ok(()) => done(&cx, tx, &form, &to, words).await,
        Err(error) => {
            drop(tx);
            let field = field(&change);
            let errors = renamed(problems(error)?, &[("person", field), ("to", field)]);
            post::again(&cx, id, &form, errors).await
        }
    }
}

/// The field of the post's page on which errors about the person stand.
fn field(change: &Change) -> &'static str {
    match change {
        Change::Assign => "assign_login",
        Change::Delegate => "delegate_login",
        Change::HandOver => "handover_login",
        Change::Release | Change::EndDelegation => "",
    }
}

async fn apply(cx: &Cx, tx: &mut store::Tx, id: i64, form: &Form, change: &Change) -> std::result::Result<(), Error> {
    let act = cx.app.identity.act(&cx.actor);
    let person = match change {
        Change::Release | Change::EndDelegation => form.get("person").parse().map_err(|_| Error::Unseen)?,
        _ => person_typed(tx, field(change), form.get(field(change))).await?,
    };
    match change {
        Change::Assign => holding::assign(tx, act, id, person).await.map(drop),
        Change::Release => holding::release(tx, act, id, person).await,
        Change::EndDelegation => holding::end_delegation(tx, act, id, person).await,
        Change::Delegate => {
            let until = form.get("until").trim().parse::<Date>();
            let until = until.map_err(|_| Error::field("until", "请填写委托截止日期，例如 2026-12-01。"))?;
            holding::delegate(tx, act, &cx.app.rules(), id, person, Moment::end_of(until)).await.map(drop)
        }
        Change::HandOver => {
            let from = form.get("handover_from").parse();
            let from = from.map_err(|_| Error::field("handover_from", "请选择移交人。"))?;
            holding::hand_over(tx, act, id, from, person).await.map(drop)
        }
    }
}

/// The sheet of a hand-over, for printing and signing: the last one, with the work that is open now. It shows numbers
/// and times only, since who staffs posts does not read matters.
pub async fn sheet(cx: Cx, Path(id): Path<i64>) -> Result {
    if !cx.actor.may(VIEW, None) {
        return Err(Error::Unseen.into());
    }
    let mut reader = cx.app.db.reader();
    let post = posts::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let unit = units::find(&mut reader, post.unit_id).await?.ok_or(Error::Unseen)?;
    let keys = posts::roles(&mut reader, id).await?;
    let desks = roles::verbs(&cx.app, &keys);
    let served = Desks::Served { post: id, unit: post.unit_id, desks: &desks };
    let total = matter::store::count_open_tasks(&mut reader, served).await?;
    let tasks = matter::store::open_tasks(&mut reader, served, SHEET_MAX).await?;
    let history = posts::history(&mut reader, id).await?;
    let (from, to) = last_change(&history, cx.now);
    let people = [from, to].into_iter().flatten().map(|holding| holding.person_id).collect();
    let names = Names::load(&mut reader, people, false).await?;
    let data = json!({
        "unit": unit.name,
        "post": post.title,
        "roles": roles::titles(&cx.app, &keys),
        "from": names.person(from.map(|holding| holding.person_id)),
        "to": names.person(to.map(|holding| holding.person_id)),
        "at": to.map(|holding| holding.from_at.minutes()),
        "total": total,
        "rows": tasks.iter().map(|task| line(&cx, task)).collect::<Vec<_>>(),
    });
    cx.page("screens/handover.html", Page::new("岗位工作移交清单"), data)
}

/// Who held the post last in his own right and who does now.
fn last_change(history: &[Holding], now: Moment) -> (Option<&Holding>, Option<&Holding>) {
    let own = |holding: &&Holding| holding.kind == "own";
    let ended = |holding: &&Holding| holding.to_at.is_some_and(|to| to <= now);
    let to = history.iter().filter(own).find(|holding| !ended(holding));
    let from = history.iter().filter(own).filter(ended).max_by_key(|holding| holding.to_at);
    (from, to)
}

fn line(cx: &Cx, task: &OpenTask) -> Value {
    let lines = cx.app.ext::<matter::Lines>();
    let kind = lines.as_ref().and_then(|lines| lines.process(&task.process)).map_or("", |(line, _)| line.title);
    json!({
        "number": task.number,
        "kind": kind,
        "since": task.at.minutes(),
        "due": if task.due_at >= NEVER { "无时限".to_owned() } else { Moment(task.due_at).minutes() },
        "over": task.due_at < cx.now.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(id: i64, kind: &str, from: i64, to: Option<i64>) -> Holding {
        let (from_at, to_at) = (Moment(from), to.map(Moment));
        Holding { id, post_id: 1, person_id: id, kind: kind.into(), from_at, to_at, by_person: None }
    }

    #[test]
    fn a_sheet_names_who_gave_and_who_received() {
        let history = [
            holding(4, "acting", 30, Some(90)),
            holding(3, "own", 20, None),
            holding(2, "own", 10, Some(20)),
            holding(1, "own", 0, Some(10)),
        ];
        let (from, to) = last_change(&history, Moment(50));
        assert_eq!((from.map(|h| h.id), to.map(|h| h.id)), (Some(2), Some(3)));
        assert!(last_change(&[], Moment(0)).0.is_none());
    }
}
