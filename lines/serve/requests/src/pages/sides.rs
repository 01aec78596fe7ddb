//! `/work/requests/{id}/more/{what}`: the forms beside the answer, one page each: searches, those who are asked, files, fee,
//! disputes, proposals, delivery, retraction.

use ::store::Tx;
use base::{Date, Error, FieldError};
use counter::{choice, page};
use matter::form::Given;
use matter::{Ground, Input};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::amend::Right;
use crate::actions::later::{self, Ordered};
use crate::actions::side::{self, ToAsk};
use crate::cover;
use crate::model::Request;
use crate::{CACHE, actions, channels, store};

/// The forms: key and title.
const FORMS: &[(&str, &str)] = &[
    ("search", "登记检索记录"),
    ("ask", "书面征求意见"),
    ("served", "登记征求意见书送达"),
    ("said", "登记征求到的意见"),
    ("unserved", "登记无法送达"),
    ("file", "上传文件"),
    ("mask", "遮盖文件"),
    ("fee", "收取信息处理费"),
    ("deliver", "登记送达"),
    ("retract", "登记申请人撤回"),
    ("amend", "更正登记"),
    ("void", "录入有误，作废"),
    ("dispute", "登记复议、诉讼"),
    ("replied", "登记提交复议答复、诉讼答辩"),
    ("decided", "登记复议、诉讼结果"),
    ("redo", "重新办理"),
    ("reopen", "恢复办理"),
    ("propose", "建议主动公开"),
    ("judge", "审核主动公开的建议"),
];

fn title_of(what: &str) -> std::result::Result<&'static str, Error> {
    FORMS.iter().find(|(key, _)| *key == what).map(|(_, title)| *title).ok_or(Error::Unseen)
}

fn framed(matter: &matter::store::Matter, title: &str) -> Page {
    let page = Page::new(title).kind("form").crumb("依申请公开", "/work/requests");
    page.crumb(matter.number.clone(), format!("/work/requests/{}", matter.id))
}

/// A form.
pub(super) async fn form(cx: Cx, Path((id, what)): Path<(i64, String)>) -> Result {
    let title = title_of(&what)?;
    let (matter, request) = super::answering::desk(&cx, id).await?;
    let data = data(&cx, &matter, &request, &what).await?;
    cx.page("requests/work_side.html", framed(&matter, title), data)
}

async fn data(
    cx: &Cx,
    matter: &matter::store::Matter,
    request: &Request,
    what: &str,
) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let items = items(cx, request, what).await?;
    let fees = match what {
        "fee" => {
            let ground = Ground::of(&cx.app);
            let number = |name: &str| cx.query.int(name).filter(|n| (0..=100_000).contains(n));
            let (pieces, pages) = (number("pieces").unwrap_or(1).max(1), number("pages").unwrap_or(0));
            let (place, by_piece, by_page) = side::fees(q, &ground, request, (pieces, pages)).await?;
            json!({ "pieces": pieces, "pages": pages, "place": place, "by_piece": by_piece, "by_page": by_page })
        }
        _ => Value::Null,
    };
    Ok(json!({
        "base": format!("/work/requests/{}", matter.id),
        "what": what,
        "items": items,
        "fees": fees,
        "pay": if what == "fee" { store::pay_way(q, request.organ_id).await? } else { String::new() },
        "today": cx.now.date().to_string(),
        "person": cx.actor.name(),
        "seen": matter.case()?.seq,
        "stances": channels::STANCES.iter().filter(|s| !matches!(s.value, "silent" | "unserved")).collect::<Vec<_>>(),
        "disputes": channels::DISPUTES,
        "decisions": channels::DECISIONS,
        "ways": channels::WAYS,
        "way": request.way,
        "wished": choice::title(channels::WAYS, &request.way),
        "entered": if what == "amend" { entered(request) } else { Value::Null },
        "channels": super::channel_options(true),
        "applicants": channels::APPLICANTS,
        "proofs": channels::PROOFS,
        "fee_dropped": request.result.as_deref() == Some("e2"),
    }))
}

/// The request as it is entered now, for putting it right.
fn entered(request: &Request) -> Value {
    json!({
        "web": request.channel == "web", "channel": request.channel, "arrived_on": request.arrived_on.to_string(),
        "confirmed_on": request.confirmed_on.map(|d| d.to_string()).unwrap_or_default(), "applicant": request.applicant,
        "name": request.name, "id_kind": request.id_kind, "agent": request.agent,
        "address": request.address, "paper": request.paper, "title": request.title, "content": request.content,
    })
}

/// What a form lets one choose from.
async fn items(cx: &Cx, request: &Request, what: &str) -> std::result::Result<Vec<Value>, Error> {
    let q = &mut cx.reader();
    let choice = |value: i64, title: String| json!({ "value": value, "title": title });
    let dispute = |d: store::Dispute| {
        let kind = choice::title(channels::DISPUTES, &d.kind);
        choice(d.id, format!("{kind} {} {}（{}）", d.forum, d.number, d.filed_on))
    };
    Ok(match what {
        "served" | "said" | "unserved" => {
            let open = store::asked(q, request.id).await?.into_iter().filter(|a| a.answered_on.is_none());
            open.map(|a| choice(a.id, a.name)).collect()
        }
        "decided" => {
            store::disputes(q, request.id).await?.into_iter().filter(|d| d.decided_on.is_none()).map(dispute).collect()
        }
        "replied" => {
            store::disputes(q, request.id).await?.into_iter().filter(|d| d.replied_on.is_none()).map(dispute).collect()
        }
        "redo" => {
            let disputes = store::disputes(q, request.id).await?;
            let open = store::redos(q, request.id).await?.into_iter().filter(|r| r.begun_on.is_none());
            let ordered = open.map(|r| choice(r.id, actions::redo::title(&r, &disputes)));
            ordered.chain([choice(0, "本机关自行纠正".to_owned())]).collect()
        }
        "mask" => {
            let all = store::files(q, request.id).await?.into_iter().filter(|f| cover::kind(f).is_some());
            all.map(|f| choice(f.id, f.name)).collect()
        }
        "judge" => {
            let open = store::proposals(q, request.id).await?.into_iter().filter(|p| p.decided_on.is_none());
            open.map(|p| choice(p.id, base::text::truncate(&p.why, 60))).collect()
        }
        _ => Vec::new(),
    })
}

/// Keeps what the form says.
pub(super) async fn submit(cx: Cx, Path((id, what)): Path<(i64, String)>, form: Form) -> Result {
    let title = title_of(&what)?;
    let (matter, request) = super::answering::desk(&cx, id).await?;
    match keep(&cx, &request, &what, &form).await {
        Ok(()) => {
            cx.notice("good", format!("已完成：{title}。"));
            cx.see_other(&format!("/work/requests/{id}"))
        }
        Err(Error::Invalid(errors)) => {
            let data = data(&cx, &matter, &request, &what).await?;
            let errors = errors.into_iter().map(|error| at_its_field(&what, error)).collect();
            cx.again("requests/work_side.html", framed(&matter, title), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// What the engine says of an opinion or a day stands at the field of the form that is taken for it.
fn at_its_field(what: &str, error: FieldError) -> FieldError {
    if error.field == "day" && what != "amend" {
        return FieldError::new("on", error.message);
    }
    let field = match what {
        "ask" => "what",
        "retract" | "redo" | "reopen" | "amend" | "void" => "reason",
        _ => return error,
    };
    if error.field == "opinion" { FieldError::new(field, error.message) } else { error }
}

/// Does what the form says.
async fn keep(cx: &Cx, request: &Request, what: &str, form: &Form) -> std::result::Result<(), Error> {
    if !form.problems().is_empty() {
        return Err(Error::Invalid(form.problems().to_vec()));
    }
    let most = usize::try_from(cx.app.number("matter.opinion.max")?).unwrap_or(0);
    for name in
        ["place", "words", "found", "what", "said", "why", "proof", "reason", "note", "how", "name", "contact", "forum"]
    {
        if base::text::char_count(form.get(name)) > most {
            return Err(Error::field(name, format!("最多 {most} 字")));
        }
    }
    readable(form)?;
    if matches!(what, "retract" | "redo" | "reopen" | "void") {
        base::reason::check("reason", "理由", form.get("reason"), most)?;
    }
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    carry_out(cx, &mut tx, request, what, form).await?;
    cx.once_done(&mut tx, form, &format!("/work/requests/{}", request.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(())
}

/// A day that cannot be read, or the day of the form itself emptied, is refused: today would stand in its place, and legal times
/// count from it.
fn readable(form: &Form) -> std::result::Result<(), Error> {
    let days = ["on", "copy_on", "due_on", "arrived_on", "confirmed_on"];
    let emptied = |day: &str| day == "on" && form.all(day) == [""];
    let unread = |day: &str| !form.get(day).is_empty() && form.get(day).parse::<Date>().is_err();
    let wrong = days.into_iter().filter(|day| emptied(day) || unread(day));
    let wrong: Vec<_> = wrong.map(|day| FieldError::new(day, "请填写日期，格式如 2026-03-02")).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

async fn carry_out(cx: &Cx, tx: &mut Tx, request: &Request, what: &str, form: &Form) -> std::result::Result<(), Error> {
    let (ground, actor, id) = (Ground::of(&cx.app), &cx.actor, request.id);
    let ground = &ground;
    let text = |name: &str| base::text::clean_text(form.get(name));
    let on: Option<Date> = form.get("on").parse().ok();
    let seen = form.get("seen").parse().ok();
    let item: i64 = form.get("item").parse().unwrap_or(0);
    match what {
        "search" => {
            let texts = [text("place"), text("words"), text("person"), text("found")];
            let [a, b, c, d] = &texts;
            side::search(tx, ground, actor, request, [a, b, c, d], (on, &page::files(form))).await
        }
        "ask" => {
            let who = named(form)?;
            side::ask_outside(tx, ground, actor, id, &who, (&text("what"), seen)).await.map(drop)
        }
        "served" => side::served(tx, ground, actor, id, item, on).await.map(drop),
        "said" => {
            let said = text("said");
            side::said(tx, ground, actor, id, item, (form.get("stance"), &said, on)).await.map(drop)
        }
        "unserved" => {
            let (why, proof, files) = (text("why"), text("proof"), page::files(form));
            side::unserved(tx, ground, actor, id, item, (&why, &proof, on, &files)).await.map(drop)
        }
        "file" => side::attach(tx, ground, actor, id, form.get("kind"), &page::files(form)).await,
        "fee" => charge(cx, tx, request, form).await,
        "deliver" => {
            let (how, why) = (text("how"), text("why"));
            later::deliver(tx, ground, actor, id, (on, [form.get("way"), &how, &why])).await.map(drop)
        }
        "retract" => {
            let input = Input { opinion: text("reason"), ..Input::default() };
            let given = Given { input, seen, ..Given::default() };
            actions::act(tx, ground, actor, id, "retract", given).await.map(drop)
        }
        "amend" | "void" => entry(cx, tx, request, what, form).await,
        "dispute" => {
            let (forum, number) = (text("forum"), text("number"));
            let about = (on, form.get("simplified") == "1", form.get("copy_on").parse().ok());
            later::dispute(tx, ground, actor, request, [form.get("kind"), &forum, &number], about).await
        }
        "replied" => later::reply(tx, ground, actor, request, item, on).await,
        "decided" => {
            let note = text("note");
            let redo = form.get("redo") == "1";
            let ordered = Ordered { redo, due_on: form.get("due_on").parse().ok().filter(|_| redo) };
            later::decide(tx, ground, actor, request, item, ([form.get("result"), &note], on, ordered)).await
        }
        "redo" if form.get("item").is_empty() => Err(Error::field("item", "请选择根据")),
        "redo" => actions::redo::begin(tx, ground, actor, request, (item, &text("reason"), seen)).await.map(drop),
        "reopen" => {
            let action = if request.result.as_deref() == Some("e2") { "reopen_fee" } else { "reopen_correction" };
            let input = Input { opinion: text("reason"), ..Input::default() };
            let given = Given { input, seen, ..Given::default() };
            actions::act(tx, ground, actor, id, action, given).await.map(drop)
        }
        "propose" => actions::propose(tx, ground, actor, request, false, &text("why")).await,
        "judge" => {
            let reason = text("reason");
            later::judge(tx, ground, actor, request, item, [form.get("decision"), &reason]).await
        }
        _ => Err(Error::Unseen),
    }
}

/// Charges a fee, which is paid as the form says.
async fn charge(cx: &Cx, tx: &mut Tx, request: &Request, form: &Form) -> std::result::Result<(), Error> {
    let (ground, mode) = (Ground::of(&cx.app), form.get("mode"));
    let field = if mode == "page" { "pages" } else { "pieces" };
    let quantity = base::text::normalise(form.get(field)).parse().unwrap_or(0);
    let way = base::text::clean_text(form.get("way"));
    actions::pay::pay_way(tx, &ground, &cx.actor, request, &way).await?;
    let given = (mode, quantity, form.get("seen").parse().ok());
    side::charge(tx, &ground, &cx.actor, request.id, given).await.map(drop)
}

/// Puts an entry right or voids it.
async fn entry(cx: &Cx, tx: &mut Tx, request: &Request, what: &str, form: &Form) -> std::result::Result<(), Error> {
    let (ground, why) = (Ground::of(&cx.app), base::text::clean_text(form.get("reason")));
    let (why, seen) = (why.as_str(), form.get("seen").parse().ok());
    if what == "void" {
        let about = (why, seen, form.get("sure") == "1");
        return actions::amend::void(tx, &ground, &cx.actor, request.id, about).await.map(drop);
    }
    let about = (why, seen);
    let right = right(request, form);
    actions::amend::amend(tx, &ground, &cx.actor, request.id, &right, about).await.map(drop)
}

/// An entry as it should have been.
fn right(request: &Request, form: &Form) -> Right {
    let line = |name: &str| base::text::clean_line(form.get(name));
    let channel = if request.channel == "web" { "web".to_owned() } else { line("channel") };
    Right {
        channel,
        arrived_on: form.get("arrived_on").parse().ok(),
        confirmed_on: form.get("confirmed_on").parse().ok(),
        applicant: line("applicant"),
        name: line("name"),
        id_kind: line("id_kind"),
        // The number is not shown on the form; left empty, it stays.
        id_number: Some(line("id_number").to_uppercase())
            .filter(|n| !n.is_empty())
            .unwrap_or_else(|| request.id_number.clone()),
        agent: line("agent"),
        address: line("address"),
        paper: line("paper"),
        // The form of a request of the web has no fields for the applicant's own words.
        title: if request.channel == "web" { request.title.clone() } else { line("title") },
        content: match request.channel.as_str() {
            "web" => request.content.clone(),
            _ => base::text::clean_text(form.get("content")).trim().to_owned(),
        },
        true_day: form.get("true_day") == "1",
    }
}

/// Those who are to be asked: one in each line, the name and after a comma how they are reached.
fn named(form: &Form) -> std::result::Result<Vec<ToAsk>, Error> {
    const MOST: usize = 20;
    let third = match form.get("kind") {
        "third" => true,
        "organ" => false,
        _ => return Err(Error::field("kind", "请选择征求第三方还是共同制作机关的意见")),
    };
    let lines = each_named(third, form.get("name"))?;
    if lines.len() > MOST {
        return Err(Error::field("name", format!("一次最多 {MOST} 个")));
    }
    Ok(lines)
}

/// One in each line that says anything; a letter goes to nobody without a name.
fn each_named(third: bool, text: &str) -> std::result::Result<Vec<ToAsk>, Error> {
    let lines = (1..).zip(text.lines().map(base::text::clean_line)).filter(|(_, line)| !line.is_empty());
    lines
        .map(|(number, line)| {
            let (name, contact) = line.split_once(['，', ',']).unwrap_or((&line, ""));
            let (name, contact) = (base::text::clean_line(name), base::text::clean_line(contact));
            if name.is_empty() {
                return Err(Error::field("name", format!("第 {number} 行“{line}”没有写名称，请把名称写在逗号前面")));
            }
            Ok(ToAsk { third, name, contact })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::each_named;

    #[test]
    fn nobody_is_asked_without_a_name() {
        let both = each_named(true, "王某，13800001234\n\n 青禾禾丰公司 \n").unwrap();
        let told: Vec<_> = both.iter().map(|one| (one.name.as_str(), one.contact.as_str())).collect();
        assert_eq!(told, [("王某", "13800001234"), ("青禾禾丰公司", "")]);
        let wrong = each_named(false, "王某\n，13800001234").unwrap_err();
        assert!(format!("{wrong:?}").contains("第 2 行"), "{wrong:?}");
    }
}
