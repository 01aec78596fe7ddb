//! People (人员): accounts of officials. What they may do comes from the posts they hold, never from the account.

use base::limits::NAME_CHARS_MAX;
use base::{Error, Fault, FieldError, text};
use ledger::Body;
use serde_json::json;
use store::{Query, Tx};

use crate::Act;
use crate::store::people as rows;
pub use crate::store::people::Person;

/// The verb for people.
const VERB: &str = "identity.people";

/// What is typed about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct PersonForm {
    /// Name.
    pub name: String,
    /// Mobile number, may be empty.
    pub phone: String,
}

/// The person `id`.
///
/// # Errors
/// A fault of the database.
pub async fn find(q: &mut impl Query, id: i64) -> Result<Option<Person>, Fault> {
    rows::find(q, id).await
}

/// The person who signs in as `login`.
///
/// # Errors
/// A fault of the database.
pub async fn by_login(q: &mut impl Query, login: &str) -> Result<Option<Person>, Fault> {
    rows::by_login(q, &clean_login(login)).await
}

/// People whose name contains `text` or whose login begins with it, by key after `after`; at most `limit`.
///
/// # Errors
/// A fault of the database.
pub async fn list(q: &mut impl Query, text: &str, after: i64, limit: usize) -> Result<Vec<Person>, Fault> {
    rows::list(q, text.trim(), after, limit).await
}

/// Names of the people `ids`, by key; those that are not there are left out.
///
/// # Errors
/// A fault of the database.
pub async fn names(q: &mut impl Query, ids: &[i64]) -> Result<std::collections::BTreeMap<i64, String>, Fault> {
    rows::names(q, ids).await
}

/// Makes an account without a password; [`Identity::issue_password`](crate::Identity::issue_password) gives the first.
///
/// # Errors
/// The actor may not; fields are wrong; the login is taken.
pub async fn create(tx: &mut Tx, act: Act<'_>, login: &str, form: &PersonForm) -> Result<i64, Error> {
    act.by.require(VERB, None)?;
    let login = clean_login(login);
    let mut problems = check(form);
    problems.extend(check_login(&login));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if rows::by_login(tx, &login).await?.is_some() {
        return Err(Error::field("login", "登录名已被使用，请换一个。"));
    }
    let (name, phone) = (text::clean_line(&form.name), clean_phone(&form.phone));
    let id = rows::insert(tx, &name, &login, &phone).await?;
    let mut bodies = bodies(id, &name, &phone);
    bodies.push(Body { table: "identity_person", column: "login", row: id, content: login.as_bytes() });
    act.record(tx, "identity.person.create", ("person", id), json!({}), bodies).await?;
    Ok(id)
}

/// Changes name and telephone.
///
/// # Errors
/// The actor may not; fields are wrong; the person is not there.
pub async fn change(tx: &mut Tx, act: Act<'_>, id: i64, form: &PersonForm) -> Result<(), Error> {
    act.by.require(VERB, None)?;
    let problems = check(form);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (name, phone) = (text::clean_line(&form.name), clean_phone(&form.phone));
    if rows::update(tx, id, &name, &phone).await? == 0 {
        return Err(Error::Unseen);
    }
    let bodies = bodies(id, &name, &phone);
    act.record(tx, "identity.person.change", ("person", id), json!({}), bodies).await?;
    Ok(())
}

/// Switches an account off (停用), which ends its sessions, or on again.
///
/// # Errors
/// The actor may not, or it is his own account; the person is not there.
pub async fn set_disabled(tx: &mut Tx, act: Act<'_>, id: i64, disabled: bool) -> Result<(), Error> {
    act.by.require(VERB, None)?;
    act.not_oneself(id)?;
    if rows::disable(tx, id, disabled.then_some(act.at)).await? == 0 {
        return Err(Error::Unseen);
    }
    if disabled {
        crate::store::sessions::end_all(tx, id, None, act.at, "account").await?;
    }
    let verb = if disabled { "identity.person.disable" } else { "identity.person.enable" };
    act.record(tx, verb, ("person", id), json!({}), Vec::new()).await?;
    Ok(())
}

/// Lifts a lock-out before its time.
///
/// # Errors
/// The actor may not, or it is his own account; the person is not there.
pub async fn unlock(tx: &mut Tx, act: Act<'_>, id: i64) -> Result<(), Error> {
    act.by.require("identity.unlock", None)?;
    act.not_oneself(id)?;
    if rows::unlock(tx, id).await? == 0 {
        return Err(Error::Unseen);
    }
    act.record(tx, "identity.person.unlock", ("person", id), json!({}), Vec::new()).await?;
    Ok(())
}

/// A sign-in name as it is stored and compared.
pub(crate) fn clean_login(login: &str) -> String {
    text::normalise(login).to_lowercase()
}

/// A telephone number without blanks and strokes, in half-width digits.
pub(crate) fn clean_phone(phone: &str) -> String {
    text::normalise(phone).chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

/// What is wrong with a cleaned login; used by the Excel import too.
pub(crate) fn check_login(login: &str) -> Option<FieldError> {
    let plain = login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'));
    let wrong = login.len() < 3 || login.len() > 30 || !plain;
    wrong.then(|| FieldError::new("login", "登录名须为 3 至 30 位小写字母、数字、点、下划线或连字符。"))
}

/// What is wrong with a person's fields; used by the Excel import too.
pub(crate) fn check(form: &PersonForm) -> Vec<FieldError> {
    let mut problems = Vec::new();
    let name = text::clean_line(&form.name);
    if name.is_empty() || text::char_count(&name) > NAME_CHARS_MAX {
        problems.push(FieldError::new("name", format!("姓名须为 1 至 {NAME_CHARS_MAX} 个字。")));
    }
    let phone = clean_phone(&form.phone);
    if !phone.is_empty() && !is_mobile(&phone) {
        problems.push(FieldError::new("phone", "手机号须为 11 位数字，以 1 开头；没有可以不填。"));
    }
    problems
}

/// Whether a cleaned number is a mobile number of the mainland: 11 digits beginning with 13 to 19.
pub fn is_mobile(phone: &str) -> bool {
    let mut digits = phone.chars();
    phone.len() == 11
        && digits.next() == Some('1')
        && digits.next().is_some_and(|c| ('3'..='9').contains(&c))
        && digits.all(|c| c.is_ascii_digit())
}

fn bodies<'a>(id: i64, name: &'a str, phone: &'a str) -> Vec<Body<'a>> {
    vec![
        Body { table: "identity_person", column: "name", row: id, content: name.as_bytes() },
        Body { table: "identity_person", column: "phone", row: id, content: phone.as_bytes() },
    ]
}
