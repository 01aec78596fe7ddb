//! What goes on beside the answer: those who are asked, searches, files, the fee.

use ::store::Tx;
use base::{Date, Error, Fault, due};
use identity::Actor;
use matter::form::Given;
use matter::store::FileRef;
use matter::{Done, Ground, Input};

use super::{act, days, issue};
use crate::channels::STANCES;
use crate::fees::Brackets;
use crate::letter::notices::Notice;
use crate::model::Request;
use crate::process::ACCESS;
use crate::store::{self, Asked};
use counter::choice::values;

/// Somebody to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToAsk {
    /// Whether it is a third party; otherwise an organ that made the information together with this one.
    pub third: bool,
    /// Who.
    pub name: String,
    /// How they are reached.
    pub contact: String,
}

pub(super) fn given(input: Input, seen: Option<u32>) -> Given {
    Given { input, seen, ..Given::default() }
}

/// Asks third parties and other organs in writing (arts. 32, 34); each gets a letter, and the clock stands.
///
/// # Errors
/// Wrong fields without anybody, a refusal when it is not the actor's turn.
pub async fn ask_outside(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    who: &[ToAsk],
    (what, seen): (&str, Option<u32>),
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    if who.is_empty() {
        return Err(Error::field("name", "请填写征求谁的意见"));
    }
    let today = ground.now.date();
    let input = Input { opinion: what.to_owned(), ..Input::default() };
    let done = act(tx, ground, actor, id, "ask_outside", given(input, seen)).await?;
    let days = ground.rules.number("requests.outside", today)?;
    for one in who {
        let kind = if one.third { "third" } else { "organ" };
        store::add_asked(tx, id, [kind, &one.name, &one.contact], today).await?;
        let notice = Notice::Asked { who: &one.name, third: one.third, what, days };
        issue(tx, ground, actor, &request, &done.case, &notice).await?;
    }
    Ok(done)
}

/// The letter reached who is asked: from that day their time counts.
///
/// # Errors
/// Wrong fields when there is no such one.
pub async fn served(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    asked: i64,
    day: Option<Date>,
) -> Result<Done, Error> {
    let today = ground.now.date();
    let on = day.unwrap_or(today);
    if let Some(one) = open(tx, id, asked).await? {
        days::between("征求意见书的送达日期", on, ("发出征求意见书", one.sent_on), today)?;
    }
    let done = act(tx, ground, actor, id, "outside_served", given(Input { day, ..Input::default() }, None)).await?;
    let day = on;
    if !store::serve_asked(tx, id, asked, day).await? {
        return Err(Error::field("asked", "没有这个征求对象，或者已经提出意见"));
    }
    Ok(done)
}

/// The one called `asked`, while an answer is awaited.
async fn open(tx: &mut Tx, id: i64, asked: i64) -> Result<Option<Asked>, Error> {
    Ok(store::asked(tx, id).await?.into_iter().find(|a| a.id == asked && a.answered_on.is_none()))
}

/// Who was asked has answered; with the last one the request goes on.
///
/// # Errors
/// Wrong fields when there is no such one or nothing was said.
pub async fn said(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    asked: i64,
    (stance, text, day): (&str, &str, Option<Date>),
) -> Result<Done, Error> {
    if !values(STANCES).contains(&stance) || matches!(stance, "silent" | "unserved") {
        return Err(Error::field("stance", "请选择意见"));
    }
    if stance != "agree" && text.trim().is_empty() {
        return Err(Error::field("said", "请写明对方的意见和理由"));
    }
    let today = ground.now.date();
    if let Some(one) = open(tx, id, asked).await? {
        let since = one.served_on.map_or(("发出征求意见书", one.sent_on), |served| ("征求意见书送达", served));
        days::between("提出意见的日期", day.unwrap_or(today), since, today)?;
    }
    let input = Input { opinion: text.to_owned(), day, ..Input::default() };
    let done = act(tx, ground, actor, id, "outside_said", given(input, None)).await?;
    if !store::answer_asked(tx, id, asked, stance, text.trim(), day.unwrap_or(ground.now.date())).await? {
        return Err(Error::field("asked", "没有这个征求对象，或者已经提出意见"));
    }
    after_last(tx, ground, actor, id, done).await
}

/// Who is asked cannot be reached (无法送达): why, and what proves it. Nothing is waited for any more; the organ decides by itself
/// (art. 32).
///
/// # Errors
/// Wrong fields without a reason or a proof, or when there is no such one.
pub async fn unserved(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    asked: i64,
    (why, proof, day, files): (&str, &str, Option<Date>, &[FileRef]),
) -> Result<Done, Error> {
    let (why, proof) = (why.trim(), proof.trim());
    let reason = base::reason::wrong("无法送达的原因", why, base::reason::LEAST, usize::MAX);
    let missing = proof.is_empty().then(|| "请写明证明，例如退件单号、公告、见证人".to_owned());
    let wrong: Vec<_> = [("why", reason), ("proof", missing)]
        .into_iter()
        .filter_map(|(field, message)| Some(base::FieldError::new(field, message?)))
        .collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let said = format!("{why}。证明：{proof}");
    let today = ground.now.date();
    let day = day.unwrap_or(today);
    if let Some(one) = open(tx, id, asked).await? {
        days::between("确认无法送达的日期", day, ("发出征求意见书", one.sent_on), today)?;
    }
    let input = Input { opinion: said.clone(), day: Some(day), ..Input::default() };
    let done = act(tx, ground, actor, id, "outside_unserved", given(input, None)).await?;
    if !store::answer_asked(tx, id, asked, "unserved", &said, day).await? {
        return Err(Error::field("asked", "没有这个征求对象，或者已经提出意见"));
    }
    for file in files {
        store::add_proof(tx, id, asked, file, ground.now).await?;
    }
    after_last(tx, ground, actor, id, done).await
}

/// With the last one who was waited for the request goes on.
async fn after_last(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, done: Done) -> Result<Done, Error> {
    let asked = store::asked(tx, id).await?;
    if asked.iter().any(|a| a.answered_on.is_none()) {
        return Ok(done);
    }
    go_on(tx, ground, actor, id, &asked).await
}

/// The request goes on from the day on which the last of those who were asked had spoken: only «征求第三方和其他机关意见所需时间» is
/// not counted (art. 33).
async fn go_on(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, asked: &[Asked]) -> Result<Done, Error> {
    let day = asked.iter().filter_map(|a| a.answered_on).max();
    let input = Input { day: Some(day.unwrap_or(ground.now.date())), ..Input::default() };
    act(tx, ground, actor, id, "outside_done", given(input, None)).await
}

/// The last day of one who was asked, counted from the day on which the letter was received, once it is past.
pub(crate) fn over(ground: &Ground, asked: &Asked) -> Result<Option<Date>, Fault> {
    let Some(served) = asked.served_on else { return Ok(None) };
    let days = u32::try_from(ground.rules.number("requests.outside", served)?).unwrap_or(0);
    let last = due::add_working_days(&ground.calendar, served, days);
    Ok((ground.now.date() > last).then_some(last))
}

/// Those whose time is up are silent; when nobody is waited for any more, the request goes on. Gives whether anything was changed.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn pass_over(tx: &mut Tx, ground: &Ground, id: i64) -> Result<bool, Error> {
    let (mut changed, mut waits) = (false, false);
    for asked in store::asked(tx, id).await?.iter().filter(|a| a.answered_on.is_none()) {
        let third = asked.kind == "third";
        match over(ground, asked)? {
            Some(last) => {
                let meaning = if third {
                    "逾期未提出意见，由本机关决定"
                } else {
                    "逾期未提出意见，视为同意公开"
                };
                store::answer_asked(tx, id, asked.id, "silent", meaning, last).await?;
                let facts = serde_json::json!({ "asked": asked.id, "on": last.to_string() });
                note(tx, ground, &Actor::System, id, "requests.silent", facts).await?;
                changed = true;
            }
            None => waits = true,
        }
    }
    if waits {
        return Ok(changed);
    }
    let asked = store::asked(tx, id).await?;
    go_on(tx, ground, &Actor::System, id, &asked).await?;
    Ok(true)
}

/// Both ways of counting the fee of a request, in yuan: its place in the month with `pieces`, and `pages`.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn fees(
    q: &mut impl ::store::Query,
    ground: &Ground,
    request: &Request,
    (pieces, pages): (i64, i64),
) -> Result<(i64, i64, i64), Error> {
    let day = request.received_on.unwrap_or(ground.now.date());
    let brackets = Brackets::at(&ground.rules, day)?;
    let place = store::place_in_month(q, request, day).await? + pieces - 1;
    Ok((place, brackets.pieces(place, pieces), brackets.pages(pages)))
}

/// Sends the notice of the fee: by pieces or by pages, never both (信息处理费管理办法).
///
/// # Errors
/// Wrong fields when there is nothing to charge, a refusal when it is not the actor's turn.
pub async fn charge(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (mode, quantity, seen): (&str, i64, Option<u32>),
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    if request.kind != ACCESS {
        return Err(Error::refused("requests.no-fee", "更正申请不收费"));
    }
    if !(1..=100_000).contains(&quantity) {
        return Err(Error::field("quantity", "请填写件数或者页数（大于 0 的整数）"));
    }
    let (place, by_piece, by_page) = fees(tx, ground, &request, (quantity, quantity)).await?;
    let (place, yuan, how) = match mode {
        "piece" => (place, by_piece, format!("按件计收，你（单位）本自然月内第{place}件，")),
        "page" => (0, by_page, format!("按量计收，共{quantity}页，")),
        _ => return Err(Error::field("mode", "请选择按件还是按量计收")),
    };
    if yuan == 0 {
        return Err(Error::field("quantity", "按这个数量不应收费"));
    }
    let way = store::pay_way(tx, request.organ_id).await?;
    if way.is_empty() {
        let message = "还没有设置缴费方式，不能发出收费通知。请先在下面填写缴费账户、缴款码和地点";
        return Err(Error::field("way", message));
    }
    let today = ground.now.date();
    let input = Input { opinion: format!("{how}收取信息处理费{yuan}元"), ..Input::default() };
    let done = act(tx, ground, actor, id, "charge", given(input, seen)).await?;
    store::set_fee(tx, id, mode, [quantity, place, yuan], today).await?;
    let days = ground.rules.number("requests.fee.pay", today)?;
    issue(tx, ground, actor, &request, &done.case, &Notice::Fee { how: &how, yuan, days, way: &way }).await?;
    let text =
        format!("您的政府信息公开申请{}须缴纳信息处理费，请凭编号和查询码到网站查看收费通知。", done.case.number);
    crate::BOOK.tell(tx, &request, ground.now, &text).await?;
    Ok(done)
}

/// Says on the ledger what was done to a request beside its process. Every such act ends here, so that nobody does one who keeps away from
/// the request (回避): what the transaction holds of it by then is not kept.
///
/// # Errors
/// A refusal for who keeps away; a fault when the database does not answer.
pub(super) async fn note(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    verb: &str,
    facts: serde_json::Value,
) -> Result<(), Error> {
    let matter = store::matter_of(tx, id).await?;
    matter::recusal::near(tx, matter, actor).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb,
        subject: ledger::Subject { kind: "request", id },
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Records a search (检索记录): place, words, person, what was found; with files that show it, which stay inside (法释〔2025〕8号: the
/// organ proves that it searched).
///
/// # Errors
/// Wrong fields, all at once.
pub async fn search(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    texts: [&str; 4],
    (day, files): (Option<Date>, &[FileRef]),
) -> Result<(), Error> {
    let fields = [
        ("place", "请写明检索的系统、档案或者科室"),
        ("words", "请写明检索词"),
        ("person", "请写明检索人"),
        ("found", "请写明检索结果"),
    ];
    let mut wrong: Vec<_> = fields
        .iter()
        .zip(texts)
        .filter(|(_, t)| t.trim().is_empty())
        .map(|((f, m), _)| base::FieldError::new(*f, *m))
        .collect();
    let day = day.unwrap_or(ground.now.date());
    if day > ground.now.date() || day < request.arrived_on {
        wrong.push(base::FieldError::new("on", "检索日期应当在收到申请之后、今天之前"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let search = store::add_search(tx, request.id, texts.map(str::trim), day).await?;
    for file in files {
        store::add_search_file(tx, request.id, search, file, ground.now).await?;
    }
    let facts = serde_json::json!({ "search": search, "on": day.to_string(), "files": files.len() });
    note(tx, ground, actor, request.id, "requests.search", facts).await
}

/// Attaches a file: original (kept inside) or delivered (for the applicant).
///
/// # Errors
/// Wrong fields for another kind.
pub async fn attach(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    kind: &str,
    files: &[FileRef],
) -> Result<(), Error> {
    if !matches!(kind, "original" | "delivered") {
        return Err(Error::field("kind", "请选择文件的用途"));
    }
    if files.is_empty() {
        return Err(Error::field("files", "请选择文件"));
    }
    let known = store::files(tx, id).await?;
    for file in files {
        let other = if kind == "delivered" { "original" } else { "delivered" };
        if known.iter().any(|k| k.kind == other && k.digest == file.digest) {
            return Err(Error::field(
                "files",
                format!("“{}”与已有的原件（或者拟提供的文件）内容相同，没有遮盖", file.name),
            ));
        }
        store::add_file(tx, id, kind, file, ground.now).await?;
    }
    note(tx, ground, actor, id, "requests.file", serde_json::json!({ "kind": kind, "files": files.len() })).await
}

/// Attaches what was made of an original by covering so many texts and rectangles (遮盖). The ledger keeps who did it, of which file
/// and how much, never what stood there.
///
/// # Errors
/// A wrong field when it says the same as an original.
pub async fn cover(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (original, file): (&store::RequestFile, &FileRef),
    (texts, spots): (usize, usize),
) -> Result<(), Error> {
    attach(tx, ground, actor, id, "delivered", std::slice::from_ref(file)).await?;
    let facts = serde_json::json!({ "original": original.id, "texts": texts, "rectangles": spots });
    note(tx, ground, actor, id, "requests.cover", facts).await
}
