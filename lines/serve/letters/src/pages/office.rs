//! `/work/letters/{id}`: one page per letter for those who handle it, and every act on it. `{id}` is the key of the matter.

use base::{Error, FieldError};
use counter::{Scope, choice, desk, page, rating};
use identity::Access;
use matter::form::Given;
use matter::store::Matter;
use matter::{Ground, Input};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::model::Letter;
use crate::process::{DESK, LETTER};
use crate::{CACHE, actions, hide, kinds, store, suggest};

/// Acts whose text is the answer itself, with a limit of its own.
const ANSWERS: [&str; 2] = ["submit", "answer_direct"];

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, letter) = visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let data = data(&cx, &matter, &letter).await?;
    cx.page("letters/work_letter.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    Page::new(matter.title.clone()).kind("article").crumb("来信", "/work/letters")
}

/// The letter of the matter `id`, when the actor may see it; for others it does not exist.
async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Letter), Error> {
    let letter = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    let seen = match super::desk::scope(&cx.actor, matter.home_unit) {
        Scope::All => true,
        Scope::Units(units) => desk::concerns(&mut cx.reader(), id, &units).await?,
    };
    if seen { Ok((matter, letter)) } else { Err(Error::Unseen) }
}

async fn data(cx: &Cx, matter: &Matter, letter: &Letter) -> std::result::Result<Value, Error> {
    let mut view = matter::view::of(cx, matter).await?;
    view.veil(|text| hide::typed(letter, text));
    let ground = Ground::of(&cx.app);
    let home = matter.home_unit;
    let shown = hide::shown(letter, home, &cx.actor);
    let files = store::files(&mut cx.reader(), letter.id).await?;
    let away = matter::recusal::keeps_away(&mut cx.reader(), matter.id, &cx.actor).await?;
    let desk = cx.actor.may(DESK, Some(home)) && !away;
    let at_desk = matter.state == "received" || matter.state == "again";
    let (similar, units) = if desk {
        let similar = suggest::similar(&mut cx.reader(), &cx.app.search, &ground, letter).await?;
        let units =
            if at_desk { suggest::units(&mut cx.reader(), &cx.app.search, letter, home).await? } else { Vec::new() };
        (similar, units)
    } else {
        (Vec::new(), Vec::new())
    };
    let similar: Vec<Value> = similar
        .iter()
        .map(|s| {
            let mut row = super::desk::row(cx, &s.row);
            row["percent"] = json!(s.percent);
            row["same_phone"] = json!(s.same_phone);
            row["repeat"] = json!(s.repeat);
            row
        })
        .collect();
    let accused = match letter.complained_unit {
        Some(unit) => identity::units::find(&mut cx.reader(), unit).await?.map_or_else(String::new, |u| u.short_name),
        None => String::new(),
    };
    let answer = shown_answer(letter, &matter.state);
    Ok(json!({
        "m": view,
        "letter": shown,
        "facts": facts(letter, &accused),
        "files": if shown.files { json!(files) } else { json!([]) },
        "hidden_files": if shown.files { 0 } else { files.len() },
        "answer": answer,
        "draft": if matter.state == "review" { hide::typed(letter, &letter.draft) } else { String::new() },
        "similar": similar,
        "proposals": units,
        "desk": desk,
        "accused": accused,
        "base": format!("/work/letters/{}", matter.id),
        "publish": publish_words(cx, letter, home),
        "rating": { "level": rating::level(letter.satisfaction), "text": hide::typed(letter, &letter.rating_text) },
    }))
}

fn shown_answer(letter: &Letter, state: &str) -> String {
    match state {
        "review" => String::new(),
        _ => hide::typed(letter, &letter.answer),
    }
}

fn facts(letter: &Letter, accused: &str) -> Vec<Value> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": value });
    let yes = |on: bool| if on { "是" } else { "否" };
    let mut facts = vec![
        fact("信箱", choice::title(kinds::MAILBOXES, &letter.mailbox)),
        fact("类型", choice::title(kinds::KINDS, &letter.kind)),
        fact("来信时间", &letter.received_at.minutes()),
        fact("来信人身份保密", yes(hide::protected(letter))),
        fact("同意公开", yes(letter.consent)),
    ];
    if !accused.is_empty() {
        facts.push(fact("被反映单位", accused));
    }
    if letter.reopened > 0 {
        facts.push(fact("重办次数", &letter.reopened.to_string()));
    }
    facts
}

/// What the publishing desk may do with it; empty for others.
fn publish_words(cx: &Cx, letter: &Letter, home: i64) -> &'static str {
    if !cx.actor.may(actions::publish::PUBLISH, Some(home)) {
        return "";
    }
    match (letter.published_at.is_some(), actions::publish::allowed(letter).is_ok()) {
        (true, _) => "修改或撤下公开",
        (false, true) => "公开这封来信",
        (false, false) => "",
    }
}

/// Who wrote in confidence, for the desk alone; each look is written into the access log.
pub(super) async fn identity(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, letter) = visible(&cx, id).await?;
    if !cx.actor.may(hide::IDENTITY, Some(matter.home_unit)) {
        return Err(Error::Unseen.into());
    }
    let address = cx.address.to_string();
    Access::of(&cx.actor, "read", &address, &cx.path, hide::IDENTITY).log(&cx.app.db, cx.now).await?;
    let page = Page::new("来信人身份")
        .kind("page")
        .crumb("来信", "/work/letters")
        .crumb(matter.number.clone(), format!("/work/letters/{id}"));
    let data = json!({ "letter": letter, "base": format!("/work/letters/{id}") });
    cx.page("letters/work_identity.html", page, data)
}

/// A file of the sender. Who wrote in confidence may be seen in it, so that each look at it is written into the access log too.
pub(super) async fn letter_file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (matter, letter) = visible(&cx, id).await?;
    if !hide::shown(&letter, matter.home_unit, &cx.actor).files {
        return Err(Error::Unseen.into());
    }
    let files = store::files(&mut cx.reader(), letter.id).await?;
    let at = files.iter().position(|f| f.id == file).ok_or(Error::Unseen)?;
    let found = files.into_iter().nth(at).ok_or(Error::Unseen)?;
    let mut name = found.name.clone();
    if hide::protected(&letter) {
        let address = cx.address.to_string();
        Access::of(&cx.actor, "read", &address, &cx.path, hide::IDENTITY).log(&cx.app.db, cx.now).await?;
        // What somebody named a file may name them.
        name = neutral_name(&found.name, at);
    }
    web::send(&cx, &found.digest, &name, true).await
}

fn neutral_name(name: &str, at: usize) -> String {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, e)| format!(".{e}"));
    format!("附件{}{ending}", at + 1)
}

/// A file of an official's act.
pub(super) async fn matter_file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (_, letter) = visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &hide::typed(&letter, &found.name), true).await
}

/// An act.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (matter, letter) = visible(&cx, id).await?;
    let here = format!("/work/letters/{id}");
    match carry_out(&cx, &matter, &letter, &action, &form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            cx.see_other(&after(&cx, id, &here).await?)
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), id).await?;
            let mut data = data(&cx, &matter, &letter).await?;
            data["tried"] = json!(action);
            cx.again("letters/work_letter.html", framed(&matter), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the letter, or to the list when it can no longer be seen.
async fn after(cx: &Cx, id: i64, here: &str) -> std::result::Result<String, Error> {
    match visible(cx, id).await {
        Ok(_) => Ok(here.to_owned()),
        Err(Error::Unseen) => Ok("/work".to_owned()),
        Err(error) => Err(error),
    }
}

async fn carry_out(
    cx: &Cx,
    matter: &Matter,
    letter: &Letter,
    action: &str,
    form: &Form,
) -> std::result::Result<&'static str, Error> {
    let spec = LETTER.action(action).ok_or(Error::Unseen)?;
    let ground = Ground::of(&cx.app);
    let given = given(cx, spec, form).await?;
    let assisting = if action == "dispatch" { assisting(cx, form).await? } else { Vec::new() };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    if action == "dispatch" {
        actions::dispatch(&mut tx, &ground, &cx.actor, letter.id, given, &assisting).await?;
    } else {
        actions::act(&mut tx, &ground, &cx.actor, letter.id, action, given).await?;
    }
    cx.once_done(&mut tx, form, &format!("/work/letters/{}", matter.id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(spec.title)
}

/// The form of an act. Answers have a limit of their own, so their text is read here.
async fn given(cx: &Cx, spec: &'static matter::process::Action, form: &Form) -> std::result::Result<Given, Error> {
    if !ANSWERS.contains(&spec.key) {
        return matter::form::input(cx, &LETTER, spec, form).await;
    }
    if !form.problems().is_empty() {
        return Err(Error::Invalid(form.problems().to_vec()));
    }
    let files = page::files(form);
    let input = Input { opinion: super::typed_text(form, "opinion"), documents: files.len(), ..Input::default() };
    Ok(Given { input, files, seen: form.get("seen").parse().ok() })
}

/// Assisting units of a dispatch, by name; all that cannot be found, at once.
async fn assisting(cx: &Cx, form: &Form) -> std::result::Result<Vec<i64>, Error> {
    let typed = form.all("assist").into_iter().flat_map(|t| t.split(['、', '，', ',', ' ', '\n']));
    let names: Vec<String> = typed.map(base::text::clean_line).filter(|n| !n.is_empty()).collect();
    let (mut units, mut errors) = (Vec::new(), Vec::new());
    for name in names {
        match matter::form::named(&mut cx.reader(), &name).await? {
            Ok(unit) => units.push(unit),
            Err(why) => errors.push(FieldError::new("assist", why)),
        }
    }
    if errors.is_empty() { Ok(units) } else { Err(Error::Invalid(errors)) }
}
