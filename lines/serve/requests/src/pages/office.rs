//! `/work/requests/{id}`: one page per request for those who handle it, and every act of the engine on it. `{id}` is the key
//! of the matter.

use base::Error;
use counter::{Scope, choice, desk};
use identity::Access;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::leaks;
use crate::actions::later;
use crate::channels::{self, channel_of};
use crate::citizen::{plain, tone};
use crate::model::{Draft, Request};
use crate::process::{DESK, REQUEST};
use crate::results::result_of;
use crate::store::{self, Asked, Dispute, Redo};
use crate::{ALL, CACHE, WORK, actions};

/// Acts that have forms of their own: at `more/…`, at `answer`, or on the page.
const OWN_FORMS: &[&str] = &[
    "submit",
    "approve",
    "ask_outside",
    "outside_served",
    "outside_said",
    "outside_unserved",
    "outside_done",
    "charge",
    "deliver",
    "retract",
    "amend",
    "amend_day",
    "void",
    "redo",
    "redo_submit",
    "redo_approve",
    "reopen_correction",
    "reopen_fee",
];
/// Those of them whose button stands on the page itself.
const SIGNED: &[&str] = &["approve", "redo_approve"];

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, request) = visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let data = data(&cx, &matter, &request).await?;
    cx.page("requests/work_request.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    Page::new(matter.title.clone()).kind("article").crumb("依申请公开", "/work/requests")
}

/// Units of which the actor may see requests; none for all.
pub(super) fn units(cx: &Cx) -> Option<Vec<i64>> {
    match Scope::of(&cx.actor, ALL, None, WORK) {
        Scope::All => None,
        Scope::Units(units) => Some(units),
    }
}

/// The request of the matter `id`, when the actor may see it: of the own organ, or asked about; for others it does not
/// exist.
pub(super) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Request), Error> {
    let request = store::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let seen = match units(cx) {
        None => true,
        Some(units) => units.contains(&request.organ_id) || desk::concerns(&mut cx.reader(), id, &units).await?,
    };
    if !seen {
        return Err(Error::Unseen);
    }
    let matter = matter::store::matter(&mut cx.reader(), id).await?;
    Ok((matter, request))
}

/// The request of the matter `id` for those of the own organ, and those who see all.
pub(super) async fn own(cx: &Cx, id: i64) -> std::result::Result<(Matter, Request), Error> {
    let (matter, request) = visible(cx, id).await?;
    match units(cx) {
        Some(units) if !units.contains(&request.organ_id) => Err(Error::Unseen),
        _ => Ok((matter, request)),
    }
}

async fn data(cx: &Cx, matter: &Matter, request: &Request) -> std::result::Result<Value, Error> {
    let view = matter::view::of(cx, matter).await?;
    let may = |action: &str| view.offers.iter().any(|o| o.key == action);
    let mine = own(cx, matter.id).await.is_ok();
    let away = matter::recusal::keeps_away(&mut cx.reader(), matter.id, &cx.actor).await?;
    let desk = cx.actor.may(DESK, Some(request.organ_id)) && !away;
    let mut data = json!({
        "base": format!("/work/requests/{}", matter.id),
        "skip": OWN_FORMS,
        "mine": mine,
        "desk": desk,
        "words": plain(&matter.state),
        "tone": tone(&matter.state),
        "facts": facts(request),
        "applicant": if mine && !away { json!(applicant(request)) } else { json!([]) },
        "content": request.content,
        "entered": if mine { json!(store::entered(&mut cx.reader(), request.id).await?) } else { json!([]) },
        "corrected": request.corrected,
        "corrected_on": request.corrected_on.map(|d| d.to_string()),
        "result": request.result.as_deref().and_then(result_of).map_or("", |r| r.title),
        "late": request.late,
        "delivered": request.delivered_on.map(|d| d.to_string()),
        "delivered_how": request.delivered_how,
        "delivered_way": choice::title(channels::WAYS, &request.delivered_way),
        "delivered_why": request.delivered_why,
        "satisfaction": counter::rating::level(request.satisfaction),
        "rating_text": if mine { request.rating_text.as_str() } else { "" },
        "may": {
            "submit": may("submit") || may("redo_submit"), "ask_outside": may("ask_outside"), "charge": may("charge"),
            "outside_said": may("outside_said"), "deliver": may("deliver"), "retract": may("retract"), "amend": may("amend"),
            "void": may("void") && request.channel != "web", "redo": may("redo"),
            "reopen": may("redo") && matches!(request.result.as_deref(), Some("e1" | "e2")),
        },
        "voided": request.voided_on.map(|d| d.to_string()),
        "closed": request.result.is_some(),
        "sign": SIGNED.iter().find(|action| may(action)),
    });
    let sign = data["sign"].is_string();
    for part in [drafted(cx, request, sign).await?, beside(cx, matter, request, mine).await?] {
        if let (Some(all), Value::Object(part)) = (data.as_object_mut(), part) {
            all.extend(part);
        }
    }
    data["m"] = json!(view);
    Ok(data)
}

/// The answer as it is drafted, or is drafted anew; for the one who is to sign it with what it would still show of persons.
async fn drafted(cx: &Cx, request: &Request, sign: bool) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let again = store::redoing(q, request.id).await?;
    let draft = Draft::parse(again.as_ref().map_or(&request.draft, |redo| &redo.draft));
    let title = result_of(&draft.result).map_or("", |r| r.title);
    let files = store::files(q, request.id).await?;
    Ok(json!({
        "leaks": leaks::texts(&draft),
        "file_leaks": if sign { leaks::files(cx, &draft, &files).await? } else { Vec::new() },
        "drafted": if request.result.is_none() || again.is_some() { title } else { "" },
        "covers": files.iter().filter(|f| crate::cover::kind(f).is_some()).map(|f| f.id).collect::<Vec<_>>(),
        "files": files,
    }))
}

/// What goes on beside the answer, and other requests of the applicant.
async fn beside(cx: &Cx, matter: &Matter, request: &Request, mine: bool) -> std::result::Result<Value, Error> {
    let (q, ground) = (&mut cx.reader(), Ground::of(&cx.app));
    let (asked, disputes) = (store::asked(q, request.id).await?, store::disputes(q, request.id).await?);
    let earlier = if mine { store::earlier(q, request).await? } else { Vec::new() };
    let letters = if mine { store::letters(q, request.id).await? } else { Vec::new() };
    let place = match request.received_on {
        Some(day) if mine => store::place_in_month(q, request, day).await?,
        _ => 0,
    };
    let redos = store::redos(q, request.id).await?;
    let shown: std::result::Result<Vec<_>, Error> = disputes.iter().map(|d| dispute_row(&ground, d)).collect();
    Ok(json!({
        "letters": letters.iter().map(|l| letter_row(matter.id, l)).collect::<Vec<_>>(),
        "searches": store::searches(q, request.id).await?,
        "asked": asked.iter().map(asked_row).collect::<Vec<_>>(),
        "disputes": shown?,
        "redos": redos.iter().map(|r| redo_row(r, &disputes, cx.now.date())).collect::<Vec<_>>(),
        "proposals": store::proposals(q, request.id).await?,
        "fee": store::fee(q, request.id).await?,
        "earlier": earlier.iter().map(|(id, number, title, on, result)| json!({
            "href": format!("/work/requests/{id}"), "number": number, "title": title, "on": on,
            "result": result.as_deref().and_then(result_of).map_or("在办", |r| r.title),
        })).collect::<Vec<_>>(),
        "place": place,
        "often": place > cx.app.number("requests.often")?,
    }))
}

fn letter_row(matter: i64, letter: &store::Issued) -> Value {
    let title =
        serde_json::from_str::<crate::letter::Letter>(&letter.body).map(|l| (l.title, l.to)).unwrap_or_default();
    json!({
        "title": title.0, "to": title.1, "number": letter.number, "on": letter.issued_on,
        "href": format!("/work/requests/{matter}/letters/{}", letter.id),
    })
}

fn asked_row(asked: &Asked) -> Value {
    let day = |d: Option<base::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    json!({
        "id": asked.id, "kind": if asked.kind == "third" { "第三方" } else { "其他机关" }, "name": asked.name,
        "sent": asked.sent_on.to_string(), "served": day(asked.served_on), "answered": day(asked.answered_on),
        "stance": choice::title(channels::STANCES, &asked.stance), "said": asked.said,
    })
}

fn dispute_row(ground: &Ground, dispute: &Dispute) -> std::result::Result<Value, Error> {
    let result = choice::title(channels::DECISIONS, &dispute.result);
    let due = later::reply_due(ground, (&dispute.kind, dispute.simplified, dispute.copy_on))?;
    let reply = later::reply_words((due, dispute.replied_on), dispute.decided_on.is_some(), ground.now.date());
    Ok(json!({
        "reply": reply, "simplified": dispute.simplified,
        "id": dispute.id, "kind": choice::title(channels::DISPUTES, &dispute.kind), "forum": dispute.forum,
        "number": dispute.number, "filed": dispute.filed_on.to_string(),
        "result": if result.is_empty() { "尚未审结" } else { result },
        "decided": dispute.decided_on.map(|d| d.to_string()).unwrap_or_default(), "note": dispute.note,
    }))
}

/// An answer that is or was given anew.
fn redo_row(redo: &Redo, disputes: &[Dispute], today: base::Date) -> Value {
    let state = match (redo.answered_on, redo.begun_on) {
        (Some(day), _) => {
            format!("{day} 已重新答复：{}", redo.result.as_deref().and_then(result_of).map_or("", |r| r.title))
        }
        (None, Some(day)) => format!("{day} 开始办理"),
        (None, None) => "待办理".to_owned(),
    };
    let late = redo.answered_on.is_none() && redo.due_on.is_some_and(|due| due < today);
    json!({ "title": actions::redo::title(redo, disputes), "state": state, "late": late })
}

fn facts(request: &Request) -> Vec<Value> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": value });
    let day = |d: Option<base::Date>| d.map_or_else(|| "—".to_owned(), |d| d.to_string());
    let channel = channel_of(&request.channel);
    let mut facts = vec![
        fact("类别", choice::title(channels::KINDS, &request.kind)),
        fact("申请渠道", channel.map_or("", |c| c.title)),
        fact("提交（寄出）日期", &day(request.submitted_on)),
        fact(channel.map_or("到达日期", |c| c.day), &request.arrived_on.to_string()),
        fact("双方确认之日", &day(request.confirmed_on)),
        fact("收到申请之日", &request.received_on.map_or_else(|| "等待确认".to_owned(), |d| d.to_string())),
        fact("获取方式", choice::title(channels::WAYS, &request.way)),
        fact("载体", choice::title(channels::CARRIERS, &request.carrier)),
    ];
    if !request.paper.is_empty() {
        facts.push(fact("文号", &request.paper));
    }
    facts
}

fn applicant(request: &Request) -> Vec<Value> {
    let fact = |name: &str, value: &str| json!({ "name": name, "value": if value.is_empty() { "—" } else { value } });
    vec![
        fact("申请人", &request.name),
        fact("类型", choice::title(channels::APPLICANTS, &request.applicant)),
        fact("法定代表人或代理人", &request.agent),
        fact("联系电话", &request.phone),
        fact("电子邮箱", &request.email),
        fact("通信地址", &request.address),
        fact("证件", &format!("{} {}", choice::title(channels::PROOFS, &request.id_kind), hidden(&request.id_number))),
    ]
}

/// A number of which only the ends are shown.
fn hidden(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    let keep = if chars.len() >= 12 { 3 } else { 1 };
    let shown = |(i, c): (usize, &char)| if i < keep || i + keep >= chars.len() { *c } else { '*' };
    chars.iter().enumerate().map(shown).collect()
}

/// The whole number of the proof of identity; each look is written into the access log.
pub(super) async fn identity(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, request) = own(&cx, id).await?;
    if !cx.actor.may(DESK, Some(request.organ_id)) {
        return Err(Error::Unseen.into());
    }
    let address = cx.address.to_string();
    Access::of(&cx.actor, "read", &address, &cx.path, "requests.identity").log(&cx.app.db, cx.now).await?;
    let base = format!("/work/requests/{id}");
    let page = Page::new("申请人身份证明").kind("page").crumb("依申请公开", "/work/requests");
    let page = page.crumb(matter.number.clone(), base.clone());
    let mut facts = applicant(&request);
    facts.push(json!({ "name": "证件号码", "value": request.id_number }));
    cx.page("requests/work_identity.html", page, json!({ "facts": facts, "base": base }))
}

/// A file of the request; those of the applicant and originals are for the own organ.
pub(super) async fn given(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (_, request) = own(&cx, id).await?;
    let files = store::files(&mut cx.reader(), request.id).await?;
    let found = files.into_iter().find(|f| f.id == file).ok_or(Error::Unseen)?;
    web::send(&cx, &found.digest, &found.name, true).await
}

/// A file of an official's act.
pub(super) async fn matter_file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}

/// An act.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let (_, request) = visible(&cx, id).await?;
    let here = format!("/work/requests/{id}");
    match carry_out(&cx, &request, &action, &form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            let to = if visible(&cx, id).await.is_ok() { here } else { "/work".to_owned() };
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), id).await?;
            let data = data(&cx, &matter, &request).await?;
            cx.again("requests/work_request.html", framed(&matter), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(cx: &Cx, request: &Request, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let spec = REQUEST.action(action).filter(|a| SIGNED.contains(&a.key) || !OWN_FORMS.contains(&a.key));
    let spec = spec.ok_or(Error::Unseen)?;
    let given = matter::form::input(cx, &REQUEST, spec, form).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    actions::act(&mut tx, &Ground::of(&cx.app), &cx.actor, request.id, action, given).await?;
    cx.once_done(&mut tx, form, &format!("/work/requests/{}", request.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(spec.title)
}
