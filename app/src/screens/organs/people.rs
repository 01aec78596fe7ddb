//! `/work/people` 人员: the list with its search, and the form for a new account.

use identity::{Person, PersonForm, people};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use super::PEOPLE;
use crate::screens::{PAGE, done, page_of, problems};

/// People by name or sign-in name, page by page.
pub async fn list(cx: Cx) -> Result {
    let words = cx.query.get("q").trim();
    let after = cx.query.int("after").unwrap_or(0);
    let found = people::list(&mut cx.app.db.reader(), words, after, PAGE + 1).await?;
    let (found, more) = page_of(found);
    let base = cx.query.base(&["after"]);
    let next = found.last().filter(|_| more).map(|last| format!("{base}after={}", last.id)).unwrap_or_default();
    let rows: Vec<Value> = found.iter().map(|person| row(&cx, person)).collect();
    let data = json!({
        "rows": rows,
        "q": words,
        "next": next,
        "first": if after > 0 { base } else { String::new() },
        "may_edit": cx.actor.may(PEOPLE, None),
    });
    cx.page("screens/people.html", Page::new("人员"), data)
}

fn row(cx: &Cx, person: &Person) -> Value {
    let (state, tone) = state(cx, person);
    json!({
        "id": person.id,
        "name": person.name,
        "login": person.login,
        "phone": base::redact::mask(&person.phone),
        "state": state,
        "tone": tone,
    })
}

/// How an account stands, in words, and the tone of its badge.
pub(super) fn state(cx: &Cx, person: &Person) -> (&'static str, &'static str) {
    if person.disabled_at.is_some() {
        ("已停用", "grey")
    } else if person.locked_until.is_some_and(|until| until > cx.now) {
        ("已锁定", "bad")
    } else if person.password_changed_at.is_none() {
        ("未发放密码", "warn")
    } else if person.must_change {
        ("待首次修改密码", "warn")
    } else {
        ("正常", "good")
    }
}

/// The form for a new account.
pub async fn new(cx: Cx) -> Result {
    cx.page("screens/person_new.html", new_page(), json!({}))
}

fn new_page() -> Page {
    Page::new("新增人员").crumb("人员", "/work/people")
}

/// Makes an account without a password.
pub async fn create(cx: Cx, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match people::create(&mut tx, cx.app.identity.act(&cx.actor), form.get("login"), &read(&form)).await {
        Ok(id) => {
            done(&cx, tx, &form, &format!("/work/people/{id}"), "人员已登记，请发放首次登录的密码并安排岗位。").await
        }
        Err(error) => {
            drop(tx);
            cx.again("screens/person_new.html", new_page(), json!({}), &form, problems(error)?)
        }
    }
}

/// What is typed about a person.
pub(super) fn read(form: &Form) -> PersonForm {
    PersonForm { name: form.get("name").to_owned(), phone: form.get("phone").to_owned() }
}
