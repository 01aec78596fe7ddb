//! `/work/consult/{id}`: one page per consultation or error report for those who handle it, and every act on it. `{id}` is the
//! key of the matter.

use base::Error;
use counter::{Scope, choice, desk, mask, rating};
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::result;
use crate::model::{Case, ERRORS};
use crate::process::{DESK, FIX_DESK, tone};
use crate::{CACHE, KNOW, PUBLISH, actions, index, knowledge, store, suggest};

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, case) = visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let data = data(&cx, &matter, &case).await?;
    cx.page("consult/work_case.html", framed(&matter, &case), data)
}

fn framed(matter: &Matter, case: &Case) -> Page {
    let (title, href) =
        if case.is_error() { ("网站纠错", "/work/consult/errors") } else { ("咨询", "/work/consult") };
    Page::new(matter.title.clone()).kind("article").crumb(title, href)
}

/// The case of the matter `id`, when the actor may see it; for others it does not exist.
pub(super) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Case), Error> {
    let case = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let seen = match super::desk::scope(cx) {
        Scope::All => true,
        Scope::Units(units) => desk::concerns(&mut cx.reader(), id, &units).await?,
    };
    if !seen {
        return Err(Error::Unseen);
    }
    Ok((matter::store::matter(&mut cx.reader(), id).await?, case))
}

async fn data(cx: &Cx, matter: &Matter, case: &Case) -> std::result::Result<Value, Error> {
    let view = matter::view::of(cx, matter).await?;
    let q = &mut cx.reader();
    let ground = Ground::of(&cx.app);
    let home = matter.home_unit;
    let at_desk = cx.actor.may(if case.is_error() { FIX_DESK } else { DESK }, Some(home));
    let dispatchable = view.offers.iter().any(|o| o.key == "dispatch");
    let review = !case.is_error() && actions::reviewed(q, &ground, case).await?;
    // Of the two ways to answer only the one is offered that the rules want; 提交审核 stays for whoever asks for it where none does.
    let mut skip = if review { vec!["send"] } else { vec!["submit"] };
    if dispatchable {
        skip.push("dispatch");
    }
    let proposals = if dispatchable && !case.is_error() {
        suggest::units(q, &cx.app.search, case, home).await?
    } else {
        Vec::new()
    };
    let owner = if case.is_error() && dispatchable { owner(q, case).await? } else { None };
    let offers = if case.is_error() || case.replied_at.is_some() {
        Vec::new()
    } else {
        suggest::offers(q, &cx.app.search, &format!("{}\n{}", case.title, case.body), 4).await?
    };
    let known = if case.is_error() { store::known(q, &case.page, case.id).await? } else { Vec::new() };
    let joined = store::joined_with(q, case.matter_id, 0).await?;
    let unit = case.answer_unit.unwrap_or(home);
    let may_know = cx.actor.may(KNOW, Some(unit)) || at_desk;
    Ok(json!({
        "base": format!("/work/consult/{}", matter.id),
        "error": case.is_error(),
        "case": case,
        "tone": tone(&matter.state),
        "skip": skip,
        "dispatch": dispatchable,
        "proposals": proposals,
        "owner": owner.map(|(unit, name)| json!({ "unit": unit, "name": name })),
        "offers": offers,
        "known": known.iter().map(|(id, number, selected, state)| json!({
            "href": format!("/work/consult/{id}"), "number": number, "selected": selected,
            "state": crate::process::ERROR.state_title(state),
        })).collect::<Vec<_>>(),
        // Who else asked the same is no business of the unit that answers.
        "joined": joined.iter().map(|c| json!({ "href": format!("/work/consult/{}", c.matter_id), "title": index::listed_title(&c.title, &c.name),
            "body": mask::veiled(&c.body, &c.name, "咨询人") })).collect::<Vec<_>>(),
        "messages": store::messages(q, case.id).await?.iter().map(|(at, kind, text)| json!({
            "at": at.minutes(), "kind": if kind == "reopen" { "申请重办" } else { "撤回" }, "text": text,
        })).collect::<Vec<_>>(),
        "facts": facts(q, case).await?,
        "result": result(&case.result),
        "draft": if matter.state == "review" { case.draft.as_str() } else { "" },
        "rating": rating::level(case.satisfaction),
        "publish": publish_words(cx, case, home),
        "to_knowledge": may_know && !case.is_error() && case.replied_at.is_some() && case.knowledge_id.is_none(),
        "m": view,
    }))
}

/// The unit that owns the page of a report, by name.
async fn owner(q: &mut impl ::store::Query, case: &Case) -> std::result::Result<Option<(i64, String)>, Error> {
    let Some(unit) = edition::owner(q, &case.page).await? else { return Ok(None) };
    Ok(identity::units::find(q, unit).await?.map(|u| (u.id, u.short_name)))
}

async fn facts(q: &mut impl ::store::Query, case: &Case) -> std::result::Result<Vec<Value>, Error> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": if value.is_empty() { "—" } else { value } });
    let mut facts = vec![fact("姓名", &case.name), fact("电话", &case.phone)];
    if case.is_error() {
        facts.push(fact("类型", choice::title(ERRORS, &case.kind)));
        return Ok(facts);
    }
    let topic = match case.topic_id {
        Some(topic) => store::topic(q, topic).await?.title,
        None => String::new(),
    };
    facts.push(fact("邮箱", &case.email));
    facts.push(fact("主题", &topic));
    facts.push(fact("同意公开", if case.consent { "是" } else { "否" }));
    Ok(facts)
}

/// What the publishing desk may do with it; empty for others.
fn publish_words(cx: &Cx, case: &Case, home: i64) -> &'static str {
    if case.is_error() || !cx.actor.may(PUBLISH, Some(home)) {
        return "";
    }
    match (case.published_at.is_some(), actions::publish::allowed(case).is_ok()) {
        (true, _) => "修改或撤下公开",
        (false, true) => "公开这件咨询",
        (false, false) => "",
    }
}

/// A file of an official's act.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}

/// An act.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (_, case) = visible(&cx, id).await?;
    match carry_out(&cx, &case, &action, &form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            let here = format!("/work/consult/{id}");
            let to = if visible(&cx, id).await.is_ok() { here } else { "/work".to_owned() };
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), id).await?;
            let data = data(&cx, &matter, &case).await?;
            cx.again("consult/work_case.html", framed(&matter, &case), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(cx: &Cx, case: &Case, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let process = actions::process_of(case);
    let spec = process.action(action).ok_or(Error::Unseen)?;
    let given = matter::form::input(cx, process, spec, form).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    actions::act(&mut tx, &Ground::of(&cx.app), &cx.actor, case.id, action, given, form.get("page")).await?;
    cx.once_done(&mut tx, form, &format!("/work/consult/{}", case.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(spec.title)
}

/// Drafts knowledge from the answer and goes to the draft.
pub(super) async fn to_knowledge(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (_, case) = visible(&cx, id).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let entry = knowledge::from_answer(&mut tx, &Ground::of(&cx.app), &cx.actor, case.id).await?;
    cx.done(
        tx,
        &form,
        &format!("/work/consult/knowledge/{entry}"),
        "已转为知识草稿，请补充问法、依据和有效期后提交审核。",
    )
    .await
}
