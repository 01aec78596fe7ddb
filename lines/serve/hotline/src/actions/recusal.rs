//! Keeping away (回避): who has an interest in an order, such as kin of the caller or of those complained of, takes himself off it. It goes to
//! somebody else at a post of the same desk in the unit, or back to the hotline, which dispatches it anew (信访工作条例第二十八条).

use ::store::{Query, Tx};
use base::{Error, Moment};
use identity::{Actor, Staff};
use matter::form::Given;
use matter::{Case, Done, Ground, Input};

use super::{More, step};
use crate::model::Order;
use crate::process::HANDLE;
use crate::store;
use crate::{CLERK, HANDLER};

/// Somebody else at the same desk.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Other {
    /// The post.
    pub post: i64,
    /// Who holds it, and its title.
    pub title: String,
}

/// The role with which people sit at the desk where an order lies.
fn role(run: &Case) -> &'static str {
    if run.seat().is_some_and(|seat| seat.desk == HANDLE) { HANDLER } else { CLERK }
}

/// Posts of the unit at which somebody else sits at the desk of the order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn others(q: &mut impl Query, run: &Case, staff: &Staff, at: Moment) -> Result<Vec<Other>, Error> {
    let Some(seat) = run.seat().filter(|seat| seat.unit == staff.unit) else { return Ok(Vec::new()) };
    let mut others = Vec::new();
    for post in identity::posts::of_unit(q, seat.unit).await? {
        if post.id == staff.post || !identity::posts::roles(q, post.id).await?.iter().any(|held| held == role(run)) {
            continue;
        }
        let holders = identity::posts::holders(q, post.id, at).await?;
        let names: Vec<&str> = holders.iter().filter(|h| h.person != staff.person).map(|h| h.name.as_str()).collect();
        if !names.is_empty() {
            others.push(Other { post: post.id, title: format!("{}（{}）", names.join("、"), post.title) });
        }
    }
    Ok(others)
}

/// The actor keeps away from the order; `post` has it then, or without one the hotline dispatches it anew.
///
/// # Errors
/// Wrong fields for a post that is none of [`others`], or without a reason; a refusal for who does not have the order.
pub async fn recuse(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    post: Option<i64>,
    mut given: Given,
) -> Result<Done, Error> {
    let order = store::order(tx, id).await?;
    let run = matter::store::matter_to_change(tx, order.matter_id).await?.case()?;
    let staff = actor.staff()?;
    let reason = given.input.opinion.trim().to_owned();
    base::reason::check("recuse_reason", "回避的理由", &reason, usize::MAX)?;
    let (action, seats) = match post {
        None => ("recuse_back", Vec::new()),
        Some(post) if others(tx, &run, staff, ground.now).await?.iter().any(|other| other.post == post) => {
            ("recuse", vec![(staff.unit, Some(post))])
        }
        Some(_) => return Err(Error::field("recuse_to", "请选择本单位其他承办人员，或者退回热线另派")),
    };
    given.input = Input { opinion: reason, seats, ..Input::default() };
    let done = step(tx, ground, actor, id, action, given, &More::default()).await?;
    matter::recusal::keep_away(tx, order.matter_id, staff.person, staff.unit, ground.now).await?;
    Ok(done)
}

/// An order, for what `actor` does to it beside its process; acts of the process are the engine's to watch over.
///
/// # Errors
/// A refusal for who keeps away from it, [`Error::Unseen`] when there is none.
pub(super) async fn order(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Order, Error> {
    let order = store::order(tx, id).await?;
    matter::recusal::near(tx, order.matter_id, actor).await?;
    Ok(order)
}
