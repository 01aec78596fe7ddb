//! The screens for units (单位), people (人员), posts (岗位), who holds them, what they may do, and Excel.

mod excel;
pub(crate) mod heir;
mod holding;
mod holds;
mod people;
mod person;
mod post;
mod roles;
mod unit;
mod units;

use base::{Error, FieldError};
use identity::Unit;
use web::{Audience, Routes};

/// Sees units, people and posts: the three administrators.
const VIEW: &str = "identity.view";
/// Keeps units: the system administrator.
const UNITS: &str = "identity.units";
/// Keeps people: the system administrator.
const PEOPLE: &str = "identity.people";
/// Keeps posts: the system administrator.
const POSTS: &str = "identity.posts";
/// Decides what posts may do: the security administrator.
const GRANT: &str = "identity.grant";
/// Lifts lock-outs: the security administrator.
const UNLOCK: &str = "identity.unlock";

/// Routes of units, people and Excel.
pub fn routes() -> Routes {
    let (view, units, people) = (Audience::Verb(VIEW), Audience::Verb(UNITS), Audience::Verb(PEOPLE));
    Routes::new("renhe")
        .get("/work/organs", view, units::list)
        .get("/work/organs/new", units, units::new)
        .post("/work/organs", units, units::create)
        .get("/work/organs/{id}", view, unit::page)
        .get("/work/organs/{id}/edit", units, unit::edit)
        .post("/work/organs/{id}", units, unit::change)
        .post("/work/organs/{id}/move", units, unit::move_under)
        .post("/work/organs/{id}/close", units, unit::close)
        .get("/work/organs/{id}/heir", units, heir::page)
        .post("/work/organs/{id}/heir", units, heir::hand_over)
        .get("/work/people", view, people::list)
        .get("/work/people/new", people, people::new)
        .post("/work/people", people, people::create)
        .get("/work/people/{id}", view, person::page)
        .post("/work/people/{id}", people, person::change)
        .post("/work/people/{id}/disable", people, person::disable)
        .post("/work/people/{id}/enable", people, person::enable)
        .post("/work/people/{id}/unlock", Audience::Verb(UNLOCK), person::unlock)
        .post("/work/people/{id}/password", view, person::issue)
        .get("/work/organs/excel", people, excel::form)
        .get("/work/organs/excel/template", people, excel::template)
        .get("/work/organs/excel/export", people, excel::export)
        .upload("/work/organs/excel", people, "web.upload.citizen", excel::import)
}

/// Routes of posts and roles.
pub fn more_routes() -> Routes {
    let (view, posts, grant) = (Audience::Verb(VIEW), Audience::Verb(POSTS), Audience::Verb(GRANT));
    Routes::new("renhe")
        .post("/work/organs/{id}/posts", posts, post::create)
        .get("/work/posts", Audience::Staff, post::own)
        .get("/work/posts/{id}", Audience::Staff, post::page)
        .post("/work/posts/{id}", posts, post::change)
        .post("/work/posts/{id}/close", posts, post::close)
        .post("/work/posts/{id}/assign", view, holding::assign)
        .post("/work/posts/{id}/release", view, holding::release)
        .post("/work/posts/{id}/delegate", Audience::Staff, holding::delegate)
        .post("/work/posts/{id}/delegate/end", Audience::Staff, holding::end_delegation)
        .post("/work/posts/{id}/handover", view, holding::hand_over)
        .get("/work/posts/{id}/handover", view, holding::sheet)
        .get("/work/roles", view, roles::list)
        .get("/work/roles/{id}", view, roles::edit)
        .post("/work/roles/{id}", grant, roles::set)
}

/// The errors of a form under the names its page gives to the fields.
fn renamed(errors: Vec<FieldError>, names: &[(&str, &str)]) -> Vec<FieldError> {
    let rename = |error: FieldError| match names.iter().find(|(from, _)| *from == error.field) {
        Some((_, to)) => FieldError::new(*to, error.message),
        None => error,
    };
    errors.into_iter().map(rename).collect()
}

/// The unit that was typed into a field: its code, its key, its name, or the only one that a search finds.
async fn unit_typed(q: &mut impl store::Query, field: &str, typed: &str) -> Result<Option<Unit>, Error> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // The list that a browser suggests writes «name（code）».
    let code = typed.rsplit_once('（').and_then(|(_, rest)| rest.strip_suffix('）')).unwrap_or(typed);
    if let Some(unit) = identity::units::by_code(q, code).await? {
        return Ok(Some(unit));
    }
    let mut found = identity::units::search(q, typed, 20).await?;
    if let Some(at) = found.iter().position(|unit| unit.name == typed || unit.short_name == typed) {
        return Ok(Some(found.swap_remove(at)));
    }
    match found.len() {
        1 => Ok(found.pop()),
        0 => Err(Error::field(field, "没有找到这个单位，请填写单位编码、名称或拼音首字母。")),
        _ => {
            let names: Vec<String> =
                found.iter().take(5).map(|unit| format!("{}（{}）", unit.short_name, unit.code)).collect();
            Err(Error::field(field, format!("有几个单位符合：{}。请填写单位编码。", names.join("、"))))
        }
    }
}

/// The person whose sign-in name was typed into a field.
async fn person_typed(q: &mut impl store::Query, field: &str, typed: &str) -> Result<i64, Error> {
    let login = typed.rsplit_once('（').and_then(|(_, rest)| rest.strip_suffix('）')).unwrap_or(typed).trim();
    match identity::people::by_login(q, login).await? {
        Some(person) => Ok(person.id),
        None => Err(Error::field(field, "没有这个登录名，请在“人员”里查到后填写。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_take_the_names_of_the_page() {
        let errors = vec![FieldError::new("code", "单位编码"), FieldError::new("name", "单位名称")];
        let fields: Vec<String> = renamed(errors, &[("code", "unit_code")]).into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["unit_code", "name"]);
    }
}
