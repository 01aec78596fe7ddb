//! Who holds which post: 任职 (assign), 免职 (release), 委托 (delegate) and 移交 (hand over).
//!
//! Work belongs to the post, so none of these moves a matter: whoever holds the post holds its open work.

use base::rules::Rules;
use base::time::DAY;
use base::{Error, Moment};
use serde_json::json;
use store::Tx;

use crate::store::posts as rows;
use crate::store::posts::{Holding, Post};
use crate::{Act, posts};

/// That a post changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct HandOver {
    /// The post.
    pub post: i64,
    /// Who held it.
    pub from: i64,
    /// Who holds it now.
    pub to: i64,
    /// When.
    pub at: Moment,
    /// The ledger entry that proves it.
    pub entry: i64,
}

/// Puts a person on a post for good (任职); gives the key of the holding.
///
/// A post without roles is staffed by the system administrator. A post with roles gives its holder powers, so only
/// the security administrator staffs it.
///
/// # Errors
/// The actor may not, or it is himself; post or person are not there; `identity.separation`; already holding it.
pub async fn assign(tx: &mut Tx, act: Act<'_>, post: i64, person: i64) -> Result<i64, Error> {
    let post = posts::open(tx, post).await?;
    require_staffing(tx, act, &post).await?;
    act.not_oneself(person)?;
    let id = begin(tx, act, &post, person, "own", None).await?;
    let facts = json!({ "person": person, "unit": post.unit_id });
    act.record(tx, "identity.post.assign", ("post", post.id), facts, Vec::new()).await?;
    Ok(id)
}

/// Ends that a person holds a post (免职); with the last holder in his own right, delegations of the post end too.
///
/// # Errors
/// The actor may not; post or holding are not there.
pub async fn release(tx: &mut Tx, act: Act<'_>, post: i64, person: i64) -> Result<(), Error> {
    let post = posts::open(tx, post).await?;
    require_staffing(tx, act, &post).await?;
    if rows::release(tx, post.id, person, act.at).await? == 0 {
        return Err(Error::Unseen);
    }
    end_orphans(tx, &post, act.at).await?;
    let facts = json!({ "person": person, "unit": post.unit_id });
    act.record(tx, "identity.post.release", ("post", post.id), facts, Vec::new()).await?;
    Ok(())
}

/// Lets `to` act on a post until a moment (委托): by who holds it himself, or by who may staff it. The rule
/// `identity.delegation.days` says how long at most.
///
/// # Errors
/// The actor may not; the moment is not ahead or too far; post or person are not there; `identity.separation`; already holding it.
pub async fn delegate(
    tx: &mut Tx,
    act: Act<'_>,
    rules: &Rules,
    post: i64,
    to: i64,
    until: Moment,
) -> Result<i64, Error> {
    let post = posts::open(tx, post).await?;
    require_own_or_staffing(tx, act, &post).await?;
    act.not_oneself(to)?;
    if until <= act.at {
        return Err(Error::field("until", "委托截止时间须在现在之后。"));
    }
    let days = rules.number("identity.delegation.days", act.at.date())?;
    if until > act.at.plus(days * DAY) {
        return Err(Error::field("until", format!("一次委托最长 {days} 天。")));
    }
    let id = begin(tx, act, &post, to, "acting", Some(until)).await?;
    let facts = json!({ "person": to, "unit": post.unit_id, "until": until });
    act.record(tx, "identity.post.delegate", ("post", post.id), facts, Vec::new()).await?;
    Ok(id)
}

/// Takes a delegation back before its time: by who holds the post himself, or by who may staff it.
///
/// # Errors
/// The actor may not; there is no such delegation.
pub async fn end_delegation(tx: &mut Tx, act: Act<'_>, post: i64, to: i64) -> Result<(), Error> {
    let post = posts::open(tx, post).await?;
    require_own_or_staffing(tx, act, &post).await?;
    let held = rows::holdings(tx, post.id, act.at).await?;
    if !held.iter().any(|holding| holding.person_id == to && holding.kind == "acting") {
        return Err(Error::Unseen);
    }
    rows::release(tx, post.id, to, act.at).await?;
    let facts = json!({ "person": to, "unit": post.unit_id });
    act.record(tx, "identity.post.delegate_end", ("post", post.id), facts, Vec::new()).await?;
    Ok(())
}

/// Hands a post over from one person to another (移交): one holding ends and the other begins at the same moment, and
/// with the last holder the delegations of the post end.
///
/// # Errors
/// The actor may not, or would receive it himself; `from` does not hold it; `identity.separation`; `to` holds it already.
pub async fn hand_over(tx: &mut Tx, act: Act<'_>, post: i64, from: i64, to: i64) -> Result<HandOver, Error> {
    let post = posts::open(tx, post).await?;
    require_staffing(tx, act, &post).await?;
    act.not_oneself(to)?;
    if from == to {
        return Err(Error::field("to", "移交人与接收人不能是同一人。"));
    }
    let held = rows::holdings(tx, post.id, act.at).await?;
    if !held.iter().any(|holding| holding.person_id == from && holding.kind == "own") {
        return Err(Error::field("from", "移交人目前不任该岗位。"));
    }
    rows::release(tx, post.id, from, act.at).await?;
    end_orphans(tx, &post, act.at).await?;
    begin(tx, act, &post, to, "own", None).await?;
    let facts = json!({ "from": from, "to": to, "unit": post.unit_id });
    let entry = act.record(tx, "identity.post.hand_over", ("post", post.id), facts, Vec::new()).await?;
    Ok(HandOver { post: post.id, from, to, at: act.at, entry })
}

/// Begins a holding after all that could speak against it was asked.
async fn begin(
    tx: &mut Tx,
    act: Act<'_>,
    post: &Post,
    person: i64,
    kind: &str,
    until: Option<Moment>,
) -> Result<i64, Error> {
    if !rows::claim_person(tx, person).await? {
        return Err(Error::field("person", "没有这个人员，或其账号已停用。"));
    }
    if rows::holdings(tx, post.id, act.at).await?.iter().any(|holding| holding.person_id == person) {
        return Err(Error::field("person", "此人已任该岗位。"));
    }
    let mut roles = rows::roles_of_person(tx, person, post.id, act.at).await?;
    roles.extend(rows::roles(tx, post.id).await?);
    posts::refuse_mixture(&roles)?;
    let holding = Holding {
        id: 0,
        post_id: post.id,
        person_id: person,
        kind: kind.to_owned(),
        from_at: act.at,
        to_at: until,
        by_person: act.by.person(),
    };
    Ok(rows::hold(tx, &holding).await?)
}

/// Ends delegations of a post that nobody holds in his own right any more.
async fn end_orphans(tx: &mut Tx, post: &Post, at: Moment) -> Result<(), Error> {
    let held = rows::holdings(tx, post.id, at).await?;
    if held.iter().all(|holding| holding.kind == "acting") {
        for holding in held {
            rows::release(tx, post.id, holding.person_id, at).await?;
        }
    }
    Ok(())
}

/// Who may staff a post: the system administrator, or the security administrator when the post has roles.
async fn require_staffing(tx: &mut Tx, act: Act<'_>, post: &Post) -> Result<(), Error> {
    let powers = !rows::roles(tx, post.id).await?.is_empty();
    act.by.require(if powers { "identity.grant" } else { "identity.posts" }, Some(post.unit_id))
}

/// As [`require_staffing`], or the person who holds the post in his own right and acts on it now.
async fn require_own_or_staffing(tx: &mut Tx, act: Act<'_>, post: &Post) -> Result<(), Error> {
    if let crate::Actor::Staff(staff) = act.by
        && staff.post == post.id
        && !staff.is_held_up()
    {
        let held = rows::holdings(tx, post.id, act.at).await?;
        if held.iter().any(|holding| holding.person_id == staff.person && holding.kind == "own") {
            return Ok(());
        }
    }
    require_staffing(tx, act, post).await
}
