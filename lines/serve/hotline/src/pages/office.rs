//! `/work/hotline/{id}`: one page per order for those who handle it, and every act on it. `{id}` is the key of the matter.

use base::{Error, FieldError};
use counter::{Scope, choice, desk, rating};
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::callback::{self, REMARK_MAX, Spoken};
use crate::actions::correct::CORRECT;
use crate::actions::{self, Hold, More, exclusion, publish};
use crate::citizen::ADDED;
use crate::hide::{self, Shown};
use crate::model::{EXCLUSIONS, HOLDS, KINDS, Order, SOURCES, URGENCIES};
use crate::process::{CALL, DESK, HANDLE, ORDER, tone};
use crate::suggest::{self, About};
use crate::{CACHE, PUBLISH, store};

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, order) = visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let data = data(&cx, &matter, &order).await?;
    cx.page("hotline/work_order.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    Page::new(matter.title.clone()).kind("article").crumb("热线工单", "/work/hotline")
}

/// The order of the matter `id`, when the actor may see it; for others it does not exist.
pub(super) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Order), Error> {
    let order = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    let seen = match super::desk::scope(cx) {
        Scope::All => true,
        Scope::Units(units) => desk::concerns(&mut cx.reader(), id, &units).await?,
    };
    if seen { Ok((matter, order)) } else { Err(Error::Unseen) }
}

/// The order as the actor may read it.
pub(super) async fn shown(cx: &Cx, matter: &Matter, order: &Order) -> std::result::Result<Shown, Error> {
    let near = hide::near(&mut cx.reader(), &matter.case()?, order, &cx.actor).await?;
    Ok(hide::shown(order, matter.home_unit, near, &cx.actor))
}

async fn data(cx: &Cx, matter: &Matter, order: &Order) -> std::result::Result<Value, Error> {
    let mut view = matter::view::of(cx, matter).await?;
    let q = &mut cx.reader();
    let ground = Ground::of(&cx.app);
    let home = matter.home_unit;
    let shown = shown(cx, matter, order).await?;
    shown.veil(order, &mut view);
    super::closing::result_first(&mut view.offers);
    let at_desk = cx.actor.may(DESK, Some(home));
    let offered = |key: &str| view.offers.iter().any(|o| o.key == key);
    let (dispatch, calls_back) = (offered("dispatch"), offered("finish"));
    let recuse = offered("recuse");
    let others = if recuse { super::closing::others(cx, matter).await? } else { Value::Null };
    let about = About::of(order);
    let similar = if at_desk { suggest::similar(q, &cx.app.search, &ground, &about).await? } else { Vec::new() };
    let proposals = if dispatch { suggest::units(q, &cx.app.search, &about, home).await? } else { Vec::new() };
    let veil = |text: &str| shown.text(order, text);
    let run = matter.case()?;
    let until = if offered("object") { actions::object_until(&ground, &run)? } else { None };
    // Acts that have a form of their own here.
    let mut skip =
        vec!["dispatch", "answer", "missed", "finish", "redo", "redispatch", "pass", "recuse", "recuse_back"];
    skip.extend(["ask_hold", "hold", CORRECT]);
    let late = until.is_some_and(|until| cx.now > until);
    if order.designated || late {
        skip.push("object");
    }
    Ok(json!({
        "base": format!("/work/hotline/{}", matter.id),
        "m": view,
        "order": shown,
        "tone": tone(&matter.state),
        "skip": skip,
        "dispatch": dispatch,
        "answerable": offered("answer"),
        "calls_back": calls_back,
        "holds": if offered("ask_hold") { "ask_hold" } else if offered("hold") { "hold" } else { "" },
        "hold_kinds": HOLDS,
        "hold": hold(order, &veil),
        "levels": rating::LEVELS,
        "remark_max": REMARK_MAX,
        "tries": format!("{} / {}", order.attempts, ground.rules.number("hotline.callback.tries", cx.now.date())?),
        "redone": order.redone,
        "redo_left": order.redone < ground.rules.number("hotline.redo.max", cx.now.date())?,
        "proposals": proposals,
        "similar": super::entry::similar_rows(cx, &similar),
        "messages": messages(q, order, &shown).await?,
        "calls": calls(q, order, &veil).await?,
        "joined": joined(q, order, super::desk::scope(cx) == Scope::All).await?,
        "facts": facts(q, order).await?,
        "object_until": until.map(base::Moment::minutes),
        "object_late": late,
        "designated": order.designated,
        "draft": if matter.state == "review" { veil(&order.draft) } else { String::new() },
        "answer": veil(&order.answer),
        "rating": rating::level(order.satisfaction),
        "exclusions": exclusions(q, order, &veil).await?,
        "may_exclude": !order.excluded && order.dispatched_at.is_some() && (at_desk || may_handle(cx)),
        "exclusion_kinds": EXCLUSIONS,
        "excluded": order.excluded,
        "petition": order.petition,
        "publish": publish_words(cx, order, home),
        "papers": super::paper::offered(matter, order),
        "letters": super::papers::of(cx, matter, order, &veil).await?,
        "may_call": cx.actor.may(CALL, Some(home)),
        "besides": super::closing::data(cx, matter, order, &shown).await?,
        "recuse": recuse,
        "recuse_back": offered("recuse_back"),
        "others": others,
    }))
}

/// What was said later, oldest first. A number that could not be read is for who may read whom to call.
async fn messages(q: &mut impl ::store::Query, order: &Order, shown: &Shown) -> std::result::Result<Vec<Value>, Error> {
    let kind = |kind: &str| match kind {
        "city" => "市平台",
        ADDED => "诉求人补充",
        _ => "补充",
    };
    let messages = store::messages(q, order.id).await?;
    let told = messages.iter().filter(|(_, of, _)| shown.open || of != hide::NUMBER);
    let told =
        told.map(|(at, of, text)| json!({ "at": at.minutes(), "kind": kind(of), "text": shown.text(order, text) }));
    Ok(told.collect())
}

fn may_handle(cx: &Cx) -> bool {
    cx.actor.staff().is_ok_and(|staff| cx.actor.may(HANDLE, Some(staff.unit)))
}

fn hold(order: &Order, veil: &impl Fn(&str) -> String) -> Value {
    if order.hold_kind.is_empty() {
        return Value::Null;
    }
    let until = order.hold_until.map(|d| d.to_string()).unwrap_or_default();
    json!({ "kind": choice::title(HOLDS, &order.hold_kind), "plan": veil(&order.hold_plan), "until": until })
}

async fn calls(
    q: &mut impl ::store::Query,
    order: &Order,
    veil: &impl Fn(&str) -> String,
) -> std::result::Result<Vec<Value>, Error> {
    let yes = |on: Option<bool>| match on {
        Some(true) => "是",
        Some(false) => "否",
        None => "—",
    };
    let calls = store::calls(q, order.id).await?;
    let told = calls.iter().map(|c| {
        json!({
            "at": c.at.minutes(), "reached": yes(Some(c.reached)), "contacted": yes(c.contacted), "solved": yes(c.solved),
            "satisfaction": rating::level(c.satisfaction), "text": veil(&c.text),
        })
    });
    Ok(told.collect())
}

/// Orders that were joined with this one. A unit reads that there are some; what they say it reads only in its own.
async fn joined(q: &mut impl ::store::Query, order: &Order, all: bool) -> std::result::Result<Vec<Value>, Error> {
    let joined = store::joined_with(q, order.matter_id, 0).await?;
    let told = joined.iter().map(|o| {
        let at = o.received_at.minutes();
        if !all {
            return json!({ "href": "", "title": "同类诉求（由热线告知诉求人）", "at": at });
        }
        let title = hide::listed_title(&o.title, &o.name);
        json!({ "href": format!("/work/hotline/{}", o.matter_id), "title": title, "at": at })
    });
    Ok(told.collect())
}

async fn exclusions(
    q: &mut impl ::store::Query,
    order: &Order,
    veil: &impl Fn(&str) -> String,
) -> std::result::Result<Vec<Value>, Error> {
    let told = store::exclusions_of(q, order.id).await?.into_iter().map(|x| {
        let state = match x.agreed {
            Some(true) => "同意不计考核",
            Some(false) => "不同意",
            None => "待审核",
        };
        json!({ "kind": choice::title(EXCLUSIONS, &x.kind), "reason": veil(&x.reason), "state": state,
            "remark": veil(&x.remark),
            "at": x.asked_at.minutes() })
    });
    Ok(told.collect())
}

async fn facts(q: &mut impl ::store::Query, order: &Order) -> std::result::Result<Vec<Value>, Error> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": if value.is_empty() { "—" } else { value } });
    let class = match order.class_id {
        Some(class) => store::class(q, class).await?.title,
        None => String::new(),
    };
    let mut unit = async |id: Option<i64>| match id {
        Some(id) => Ok::<_, Error>(identity::units::find(q, id).await?.map_or_else(String::new, |u| u.short_name)),
        None => Ok(String::new()),
    };
    let (town, complained) = (unit(order.town_id).await?, unit(order.complained_unit).await?);
    let mut facts = vec![
        fact("来源", choice::title(SOURCES, &order.source)),
        fact("类别", choice::title(KINDS, &order.kind)),
        fact("紧急程度", choice::title(URGENCIES, &order.urgency)),
        fact("分类", &class),
        fact("乡镇", &town),
        fact("受理时间", &order.received_at.minutes()),
    ];
    if !complained.is_empty() {
        facts.push(fact("被反映单位", &complained));
    }
    if !order.city_number.is_empty() {
        facts.push(fact("市平台编号", &order.city_number));
        facts.push(fact("市平台要求", &order.city_due.map(base::Moment::minutes).unwrap_or_default()));
    }
    Ok(facts)
}

/// What the publishing desk may do with it; empty for others.
fn publish_words(cx: &Cx, order: &Order, home: i64) -> &'static str {
    if !cx.actor.may(PUBLISH, Some(home)) {
        return "";
    }
    match (order.published_at.is_some(), publish::allowed(order).is_ok()) {
        (true, _) => "修改或撤下公开",
        (false, true) => "作为典型案例公开",
        (false, false) => "",
    }
}

/// A file of an act. What the caller sent is for those alone who may know the caller.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    let seen = shown(&cx, &matter, &order).await?;
    if found.audience == hide::CALLERS && !seen.open {
        return Err(Error::Unseen.into());
    }
    // Whoever scanned it may have named the file after the caller.
    web::send(&cx, &found.digest, &seen.text(&order, &found.name), true).await
}

/// An act of the process.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let done = carry_out(&cx, &order, &action, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

/// Back to the order with what was done, or the page once more with all that is wrong.
pub(super) async fn ended(
    cx: &Cx,
    matter: &Matter,
    order: &Order,
    form: &Form,
    done: std::result::Result<&'static str, Error>,
) -> Result {
    match done {
        Ok(words) => {
            cx.notice("good", format!("已{words}。"));
            let here = format!("/work/hotline/{}", matter.id);
            let to = if visible(cx, matter.id).await.is_ok() { here } else { "/work".to_owned() };
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), matter.id).await?;
            let data = data(cx, &matter, order).await?;
            cx.again("hotline/work_order.html", framed(&matter), data, form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(cx: &Cx, order: &Order, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let spec = ORDER.action(action).ok_or(Error::Unseen)?;
    let given = matter::form::input(cx, &ORDER, spec, form).await?;
    let mut more = More::default();
    if matches!(action, "dispatch" | "reassign") {
        more.assisting = assisting(cx, form).await?;
    }
    if matches!(action, "hold" | "ask_hold") {
        more.hold = Some(Hold {
            kind: form.get("hold_kind").to_owned(),
            plan: base::text::clean_text(form.get("hold_plan")),
            until: base::text::normalise(form.get("hold_until")).parse().ok(),
            reference: base::text::clean_line(form.get("hold_ref")),
            title: base::text::clean_line(form.get("hold_title")),
            organ: base::text::clean_line(form.get("hold_organ")),
            handed_on: base::text::normalise(form.get("hold_on")).parse().ok(),
        });
    }
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    actions::act(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, action, given, &more).await?;
    finish(cx, tx, form, order).await?;
    Ok(spec.title)
}

/// What follows an act that was done: the form counts once, everything is kept, public pages are rendered anew.
pub(super) async fn finish(cx: &Cx, mut tx: ::store::Tx, form: &Form, order: &Order) -> std::result::Result<(), Error> {
    cx.once_done(&mut tx, form, &format!("/work/hotline/{}", order.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(())
}

/// Assisting units of a dispatch, by name; all that cannot be found, at once.
async fn assisting(cx: &Cx, form: &Form) -> std::result::Result<Vec<i64>, Error> {
    let typed = form.all("assist").into_iter().flat_map(|t| t.split(['、', '，', ',', ' ', '\n']));
    let names: Vec<String> = typed.map(base::text::clean_line).filter(|n| !n.is_empty()).collect();
    let (mut units, mut errors) = (Vec::new(), Vec::new());
    for name in names.iter().take(20) {
        match matter::form::named(&mut cx.reader(), name).await? {
            Ok(unit) => units.push(unit),
            Err(why) => errors.push(FieldError::new("assist", why)),
        }
    }
    if errors.is_empty() { Ok(units) } else { Err(Error::Invalid(errors)) }
}

/// A callback.
pub(super) async fn callback(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let done = called(&cx, &order, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

async fn called(cx: &Cx, order: &Order, form: &Form) -> std::result::Result<&'static str, Error> {
    let yes = |name: &str| match form.get(name) {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    };
    let Some(reached) = yes("reached") else {
        return Err(Error::field("reached", "请选择是否联系上诉求人"));
    };
    let spoken = Spoken {
        reached,
        contacted: yes("contacted"),
        solved: yes("solved"),
        satisfaction: form.get("satisfaction").parse().ok(),
        text: form.get("text").to_owned(),
        explained: form.get("explained") == "1",
        seen: form.get("seen").parse().ok(),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("记录回访");
    }
    callback::call(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, &spoken).await?;
    finish(cx, tx, form, order).await?;
    Ok("记录回访")
}

/// Asks to leave it out of the scores.
pub(super) async fn exclude(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let done = excluded(&cx, &order, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

async fn excluded(cx: &Cx, order: &Order, form: &Form) -> std::result::Result<&'static str, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("申请不计考核");
    }
    let (kind, reason) = (form.get("kind"), form.get("reason"));
    exclusion::ask(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, kind, reason).await?;
    finish(cx, tx, form, order).await?;
    Ok("申请不计考核")
}
