//! What happens in the background while somebody types: the draft is kept, and others see that the edition is open.

use base::Error;
use base::time::{DAY, SECOND};
use edition::item;
use serde_json::{Map, Value, json};
use store::Tx;
use web::{Cx, Form, Path, Result};

use super::{edit, form};
use crate::store as own;

/// How long after the last sign of life somebody counts as editing; the page gives one every 20 seconds.
const SIGN: i64 = 60 * SECOND;
/// Bytes of a draft that is kept in the background.
const KEPT_MAX: usize = base::limits::LONG_FORM_BYTES_MAX;
/// Fields that are no text of the person.
const NOT_TYPED: [&str; 3] = ["once", "seq", "kept"];

/// Notes that the person has the edition open.
pub(crate) async fn touch(cx: &Cx, id: i64) -> std::result::Result<(), Error> {
    let staff = cx.actor.staff()?;
    let mut tx = cx.begin().await?;
    own::editing(&mut tx, id, staff.person, &format!("{}（{}）", staff.name, staff.unit_name), cx.now).await?;
    tx.commit().await?;
    Ok(())
}

/// Who else has it open.
pub(crate) async fn others(cx: &Cx, id: i64) -> std::result::Result<Vec<Value>, Error> {
    let person = cx.actor.person().unwrap_or(0);
    let found = own::others(&mut cx.reader(), id, person, cx.now.plus(-SIGN)).await?;
    Ok(found.into_iter().map(|(name, at)| json!({ "name": name, "at": at.minutes() })).collect())
}

/// Forgets the draft kept in the background, and that the person is editing, once he saved.
pub(crate) async fn forget(tx: &mut Tx, cx: &Cx, id: i64) -> std::result::Result<(), Error> {
    let person = cx.actor.staff()?.person;
    own::forget(tx, id, person).await?;
    own::left(tx, id, person).await?;
    Ok(())
}

/// `POST /work/content/{id}/keep`: keeps what is typed; gives who else is here and whether somebody saved meanwhile.
pub(crate) async fn keep(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let staff = cx.actor.staff()?;
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let overtaken = form.get("seq").parse::<i64>().is_ok_and(|seq| seq != item.seq);
    let fields: Map<String, Value> =
        form.values().into_iter().filter(|(name, _)| !NOT_TYPED.contains(&name.as_str())).collect();
    let text = Value::Object(fields).to_string();
    let mut tx = cx.begin().await?;
    own::editing(&mut tx, id, staff.person, &format!("{}（{}）", staff.name, staff.unit_name), cx.now).await?;
    let kept = text.len() <= KEPT_MAX;
    if kept {
        own::keep(&mut tx, id, staff.person, &text, cx.now).await?;
    }
    tx.commit().await?;
    let data = json!({
        "others": others(&cx, id).await?, "overtaken": overtaken, "stored": kept, "at": cx.now.minutes(), "id": id,
    });
    cx.fragment("content/work_here.html", data)
}

/// `/work/content/{id}/kept`: the form with what was kept in the background.
pub(crate) async fn restore(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let person = cx.actor.staff()?.person;
    let (text, at) = own::kept(&mut cx.reader(), id, person).await?.ok_or(Error::Unseen)?;
    let content = item.content()?;
    let mut fields = form::fields(&item, &content);
    let typed: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if let (Value::Object(to), Value::Object(from)) = (&mut fields, typed) {
        let known: Vec<String> = to.keys().cloned().collect();
        to.extend(from.into_iter().filter(|(name, _)| known.contains(name)));
    }
    if let Some(one) = fields["quotes"].as_str().map(str::to_owned) {
        fields["quotes"] = json!([one]);
    }
    let mut data = edit::data(&cx, &item, fields).await?;
    data["restored"] = json!(at.minutes());
    data["kept_at"] = json!("");
    cx.page("content/work_edit.html", edit::page_of(&item), data)
}

/// Forgets what nobody came back for: drafts after a month, signs of life after a day, single days of reading after a year,
/// and what imports unpacked before they were killed.
pub(crate) async fn sweep(app: &web::App) -> std::result::Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    own::sweep(&mut tx, now.plus(-DAY), now.plus(-30 * DAY)).await?;
    own::reads::sweep(&mut tx, now.plus(-crate::reads::DAYS_KEPT * DAY).date()).await?;
    tx.commit().await?;
    crate::foreign::unpacked::sweep(app).await?;
    Ok(())
}
