//! Posts (岗位): units have them, people hold them, roles belong to them.

use base::limits::TITLE_CHARS_MAX;
use base::{Error, Fault, FieldError, Moment, text};
use serde_json::json;
use store::{Query, Tx};

use crate::message::{self, Message};
use crate::store::posts as rows;
pub use crate::store::posts::{Holding, Post};
use crate::{Act, Roles, grants};

/// The verb for posts themselves.
const VERB: &str = "identity.posts";
/// The verb for deciding what a post may do.
const GRANT: &str = "identity.grant";

/// What is typed about a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct PostForm {
    /// Title.
    pub title: String,
    /// Whether it is that of the head of the unit (单位负责人).
    pub head: bool,
    /// Order inside the unit, smallest first.
    pub rank: i64,
}

/// Somebody who holds a post.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Holder {
    /// Key of `identity_person`.
    pub person: i64,
    /// Name.
    pub name: String,
    /// On behalf of somebody else (委托).
    pub acting: bool,
}

/// The post `id`, closed or not.
///
/// # Errors
/// A fault of the database.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Post>, Fault> {
    rows::find(q, id).await
}

/// Open posts of a unit, in order.
///
/// # Errors
/// A fault of the database.
pub async fn of_unit(q: &mut impl Query, unit: i64) -> Result<Vec<Post>, Fault> {
    rows::of_unit(q, unit).await
}

/// Who holds the post at `at`; those in their own right first.
///
/// # Errors
/// A fault of the database.
pub async fn holders(q: &mut impl Query, post: i64, at: Moment) -> Result<Vec<Holder>, Fault> {
    let rows = rows::holders(q, post, at).await?;
    Ok(rows.into_iter().map(|(person, name, kind)| Holder { person, name, acting: kind == "acting" }).collect())
}

/// Whoever holds a post with `role` at `at`: people with their names, each once, by name; at most 500.
///
/// # Errors
/// A fault of the database.
pub async fn of_role(q: &mut impl Query, role: &str, at: Moment) -> Result<Vec<(i64, String)>, Fault> {
    rows::people_of_role(q, role, at).await
}

/// People that an alarm reaches at most.
const TOLD_MAX: usize = 50;
/// Units above one another that are gone through at most.
const ABOVE_MAX: usize = 10;

/// Sends `text` to the telephones of all who hold a post with `role` at `at`, in jobs of the caller's transaction; gives
/// how many that are.
///
/// # Errors
/// A fault of the database.
pub async fn tell(tx: &mut Tx, role: &str, at: Moment, text: &str) -> Result<usize, Fault> {
    let phones = phones(tx, role, at).await?;
    send(tx, phones, at, text).await
}

async fn send(tx: &mut Tx, phones: Vec<String>, at: Moment, text: &str) -> Result<usize, Fault> {
    let told = phones.len();
    for phone in phones {
        message::enqueue(tx, at, &Message::to_phone(phone, text)).await?;
    }
    Ok(told)
}

/// As [`tell`], but only those whose post is in `unit`.
///
/// # Errors
/// A fault of the database.
pub async fn tell_in(tx: &mut Tx, role: &str, unit: i64, at: Moment, text: &str) -> Result<usize, Fault> {
    let phones = rows::phones_in(tx, &[role], unit, at, TOLD_MAX).await?;
    send(tx, phones, at, text).await
}

/// The telephones of all who hold a post with `role` at `at`, as far as an alarm reaches.
///
/// # Errors
/// A fault of the database.
pub(crate) async fn phones(q: &mut impl Query, role: &str, at: Moment) -> Result<Vec<String>, Fault> {
    rows::phones(q, role, at, TOLD_MAX).await
}

/// Sends `text` to the telephones of all who hold a post with one of `roles` in `unit` at `at`; when nobody does, in the unit
/// above it, and so on. Gives how many were told.
///
/// # Errors
/// A fault of the database.
pub async fn tell_unit(tx: &mut Tx, roles: &[&str], unit: i64, at: Moment, text: &str) -> Result<usize, Fault> {
    let mut next = Some(unit);
    for _ in 0..ABOVE_MAX {
        let Some(unit) = next else { break };
        let phones = rows::phones_in(tx, roles, unit, at, TOLD_MAX).await?;
        if !phones.is_empty() {
            return send(tx, phones, at, text).await;
        }
        next = crate::store::units::find(tx, unit).await?.and_then(|unit| unit.parent_id);
    }
    Ok(0)
}

/// All holdings of a post, past ones too, newest first; at most 200.
///
/// # Errors
/// A fault of the database.
pub async fn history(q: &mut impl Query, post: i64) -> Result<Vec<Holding>, Fault> {
    rows::history(q, post).await
}

/// What a person holds at `at` or will hold by a decision already taken.
///
/// # Errors
/// A fault of the database.
pub async fn held_by(q: &mut impl Query, person: i64, at: Moment) -> Result<Vec<Holding>, Fault> {
    rows::holdings_of(q, person, at).await
}

/// Role keys of a post.
///
/// # Errors
/// A fault of the database.
pub async fn roles(q: &mut impl Query, post: i64) -> Result<Vec<String>, Fault> {
    rows::roles(q, post).await
}

/// Makes a post, without roles, in `unit`.
///
/// # Errors
/// The actor may not; fields are wrong; the unit is not there or closed; the unit has an open post of that title.
pub async fn create(tx: &mut Tx, act: Act<'_>, unit: i64, form: &PostForm) -> Result<i64, Error> {
    act.by.require(VERB, Some(unit))?;
    let title = check(form)?;
    match crate::store::units::find(tx, unit).await? {
        Some(unit) if unit.closed_on.is_none() => {}
        Some(_) => return Err(Error::field("unit", "单位已撤销，不能再设岗位。")),
        None => return Err(Error::Unseen),
    }
    if rows::by_title(tx, unit, &title).await?.is_some() {
        return Err(Error::field("title", "该单位已有同名岗位。"));
    }
    let id = rows::insert(tx, unit, &title, form.head, form.rank).await?;
    let facts = json!({ "unit": unit, "title": title, "head": form.head });
    act.record(tx, "identity.post.create", ("post", id), facts, Vec::new()).await?;
    Ok(id)
}

/// Changes title, order and whether it is the head's.
///
/// # Errors
/// The actor may not; fields are wrong; the post is not there or closed; the title is taken.
pub async fn change(tx: &mut Tx, act: Act<'_>, id: i64, form: &PostForm) -> Result<(), Error> {
    let post = open(tx, id).await?;
    act.by.require(VERB, Some(post.unit_id))?;
    let title = check(form)?;
    if rows::by_title(tx, post.unit_id, &title).await?.is_some_and(|other| other.id != id) {
        return Err(Error::field("title", "该单位已有同名岗位。"));
    }
    rows::update(tx, id, &title, form.head, form.rank).await?;
    let facts = json!({ "unit": post.unit_id, "title": title, "head": form.head });
    act.record(tx, "identity.post.change", ("post", id), facts, Vec::new()).await?;
    Ok(())
}

/// Closes a post that nobody holds. `open_work` is the number of matters it still holds, which only the caller knows.
///
/// # Errors
/// The actor may not; the post is not there or closed; `identity.post.busy` when it holds work or is held.
pub async fn close(tx: &mut Tx, act: Act<'_>, id: i64, open_work: u64) -> Result<(), Error> {
    let post = open(tx, id).await?;
    act.by.require(VERB, Some(post.unit_id))?;
    let held = rows::holdings(tx, id, act.at).await?.len();
    if open_work > 0 || held > 0 {
        let message = format!("“{}”不能撤销：尚有 {open_work} 件未办结事项、{held} 人任职。请先移交。", post.title);
        return Err(Error::refused("identity.post.busy", message));
    }
    rows::close(tx, id, act.at.date()).await?;
    act.record(tx, "identity.post.close", ("post", id), json!({ "unit": post.unit_id }), Vec::new()).await?;
    Ok(())
}

/// Decides which roles a post has, all of them at once (授权).
///
/// # Errors
/// The actor may not, or holds the post himself; a role nobody declares; the post is not there;
/// `identity.separation` when somebody who holds the post would break the separation of administrators.
pub async fn set_roles(tx: &mut Tx, act: Act<'_>, all: &Roles, id: i64, roles: &[String]) -> Result<(), Error> {
    let post = open(tx, id).await?;
    act.by.require(GRANT, Some(post.unit_id))?;
    if let Some(unknown) = roles.iter().find(|role| all.get(role).is_none()) {
        return Err(Error::field("roles", format!("没有“{unknown}”这个角色。")));
    }
    let mut roles = roles.to_vec();
    roles.sort();
    roles.dedup();
    refuse_mixture(&roles)?;
    for holding in rows::holdings(tx, id, act.at).await? {
        act.not_oneself(holding.person_id)?;
        rows::claim_person(tx, holding.person_id).await?;
        let mut together = rows::roles_of_person(tx, holding.person_id, id, act.at).await?;
        together.extend(roles.iter().cloned());
        refuse_mixture(&together)?;
    }
    let before = rows::roles(tx, id).await?;
    rows::set_roles(tx, id, &roles, act.at).await?;
    let facts = json!({ "unit": post.unit_id, "before": before, "after": roles });
    act.record(tx, "identity.post.roles", ("post", id), facts, Vec::new()).await?;
    Ok(())
}

/// The post when it is open, taken against a second decision at the same time.
pub(crate) async fn open(tx: &mut Tx, id: i64) -> Result<Post, Error> {
    rows::claim(tx, id).await?.ok_or(Error::Unseen)
}

/// Refuses roles that one person may not have together.
pub(crate) fn refuse_mixture(roles: &[String]) -> Result<(), Error> {
    match grants::separation(roles.iter().map(String::as_str)) {
        Some(reason) => Err(Error::refused("identity.separation", reason)),
        None => Ok(()),
    }
}

/// The cleaned title of a form, or what is wrong with it; used by the Excel import too.
pub(crate) fn check(form: &PostForm) -> Result<String, Error> {
    let title = text::clean_line(&form.title);
    if title.is_empty() || text::char_count(&title) > TITLE_CHARS_MAX {
        let message = format!("岗位名称须为 1 至 {TITLE_CHARS_MAX} 个字。");
        return Err(Error::Invalid(vec![FieldError::new("title", message)]));
    }
    Ok(title)
}
