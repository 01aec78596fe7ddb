//! The answer (答复): drafted for one result, complete for its article before it is signed, sent as a letter.

use ::store::Tx;
use base::{Error, FieldError, reason};
use identity::Actor;
use matter::form::Given;
use matter::{Case, Done, Ground};

use super::{ANSWER_NUMBER, Facts, close, issue, redo};
use crate::letter::notices::Notice;
use crate::letter::{self, Letter};
use crate::model::{Draft, Request, masked};
use crate::results::{Ask, ResultType, result_of};
use crate::store::{self, Redo};

/// Keeps the draft and gives it to the head of the office for signature.
///
/// # Errors
/// All that is missing for this result, at once; a refusal when it is not the actor's turn.
pub async fn submit(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    draft: &Draft,
    given: Given,
) -> Result<Done, Error> {
    let request = store::request(tx, id).await?;
    let case = matter::store::matter_to_change(tx, request.matter_id).await?.case()?;
    complete(tx, &request, &case, draft).await?;
    match store::redoing(tx, id).await? {
        Some(redo) => {
            store::set_redo_draft(tx, redo.id, &draft.json()).await?;
            super::act(tx, ground, actor, id, "redo_submit", given).await
        }
        None => {
            store::set_draft(tx, id, &draft.json()).await?;
            super::act(tx, ground, actor, id, "submit", given).await
        }
    }
}

/// Whether everything is there that the result needs.
///
/// # Errors
/// Wrong fields, all at once.
pub(crate) async fn complete(tx: &mut Tx, request: &Request, case: &Case, draft: &Draft) -> Result<(), Error> {
    let result = result_of(&draft.result).filter(|r| r.chosen && r.kind == request.kind);
    let result = result.ok_or_else(|| Error::field("result", "请选择答复类型"))?;
    let mut wrong = Vec::new();
    for ask in result.asks {
        if let Some((field, message)) = missing(tx, request, case, draft, *ask).await? {
            wrong.push(FieldError::new(field, message));
        }
    }
    if result.key == "a3" && masked(&draft.information).1 == 0 && draft.files.is_empty() {
        let message = "部分公开的，请用〖〗标出正文中不予公开的部分，或者附上遮盖后的文件";
        wrong.push(FieldError::new("information", message));
    }
    let objected = store::asked(tx, request.id).await?.iter().any(|a| a.kind == "third" && a.stance == "object");
    if objected && matches!(result.key, "a2" | "a3") && draft.interest.is_empty() {
        let message = "第三方不同意公开，仍然公开的，请写明不公开会对公共利益造成的重大影响（条例第三十二条）";
        wrong.push(FieldError::new("interest", message));
    }
    let known = store::files(tx, request.id).await?;
    if draft.files.iter().any(|id| !known.iter().any(|f| f.id == *id && f.kind == "delivered")) {
        wrong.push(FieldError::new("file", "所选文件不是拟提供的文件"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What is missing for one need of a result.
async fn missing(
    tx: &mut Tx,
    request: &Request,
    case: &Case,
    draft: &Draft,
    ask: Ask,
) -> Result<Option<(&'static str, &'static str)>, Error> {
    let empty = |text: &str| text.trim().is_empty();
    Ok(match ask {
        Ask::Way if empty(&draft.way) => Some(("give", "请写明获取的方式、途径")),
        Ask::Information if empty(&draft.information) && draft.files.is_empty() && empty(&draft.way) => {
            Some(("information", "请写明提供的内容，或者附上文件，或者写明获取的方式、途径和时间"))
        }
        Ask::Withheld if empty(&draft.withheld) => Some(("withheld", "请写明不予公开的内容和理由（条例第三十七条）")),
        Ask::Reason if reason::wrong("", &draft.reason, reason::LEAST, usize::MAX).is_some() => {
            Some(("reason", "请说明理由，至少 5 个字，不能只重复同一个字"))
        }
        Ask::Organ if empty(&draft.organ) => {
            Some(("organ", "请写明负责的机关名称、联系方式；不能确定的，写明“不能确定”"))
        }
        Ask::Search if store::searches(tx, request.id).await?.is_empty() => {
            Some(("result", "告知信息不存在之前，请先登记检索记录（条例第三十六条第四项）"))
        }
        Ask::Third if !store::asked(tx, request.id).await?.iter().any(|a| a.kind == "third") => {
            Some(("result", "以保护第三方为由不予公开之前，应当书面征求第三方的意见（条例第三十二条）"))
        }
        Ask::Corrected if request.corrected_on.is_none() => {
            Some(("result", "申请人还没有补正；内容不明确的，应当先告知补正（条例第三十条）"))
        }
        Ask::Explained if !case.done.contains_key("ask_reasons") => {
            Some(("result", "应当先要求申请人说明理由（条例第三十五条）"))
        }
        Ask::Earlier => {
            let found = crate::BOOK.numbered(tx, &draft.earlier).await?.filter(|id| *id != request.id);
            match found {
                None => Some(("earlier", "没有找到此前的申请，请核对编号")),
                Some(id) => {
                    let other = store::request(tx, id).await?;
                    let same = other.organ_id == request.organ_id && other.result.is_some();
                    (!same).then_some(("earlier", "此前的申请不是向本机关提出的，或者还没有答复"))
                }
            }
        }
        _ => None,
    })
}

/// The letter as it would go out now, without a number; with `again` that of an answer that is given anew.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn preview(
    q: &mut impl ::store::Query,
    ground: &Ground,
    request: &Request,
    case: &Case,
    (draft, result): (&Draft, &ResultType),
    again: Option<&Redo>,
) -> Result<Letter, Error> {
    let files = store::files(q, request.id).await?;
    let names: Vec<String> = files.into_iter().filter(|f| draft.files.contains(&f.id)).map(|f| f.name).collect();
    let mut facts = Facts::of(q, ground, request, case).await?;
    if let Some(redo) = again {
        facts = facts.again(redo::because(q, request, redo).await?);
    }
    letter::answer(&facts.case(ground, request), draft, result, &names)
}

/// The signed draft becomes the answer: its letter, the notice to those who objected, the one result.
pub(super) async fn send(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    done: &Done,
) -> Result<(), Error> {
    let draft = Draft::parse(&request.draft);
    let result = result_of(&draft.result).ok_or(Error::Unseen)?;
    let letter = preview(tx, ground, request, &done.case, (&draft, result), None).await?;
    super::send(tx, ground, actor, request, "answer", ANSWER_NUMBER, letter).await?;
    tell_objectors(tx, ground, actor, request, (&draft, result), done).await?;
    store::answered(tx, request.id, &request.draft).await?;
    let late = done.due_at.is_some_and(|due| ground.now > due);
    close(tx, ground, request, result.key, late).await
}

/// Third parties that objected to what is disclosed nevertheless are told so, with the reasons (art. 32).
pub(super) async fn tell_objectors(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    request: &Request,
    (draft, result): (&Draft, &ResultType),
    done: &Done,
) -> Result<(), Error> {
    if !matches!(result.key, "a2" | "a3") {
        return Ok(());
    }
    for asked in store::asked(tx, request.id).await?.iter().filter(|a| a.kind == "third" && a.stance == "object") {
        let notice = Notice::Overridden { who: &asked.name, why: &draft.interest };
        issue(tx, ground, actor, request, &done.case, &notice).await?;
    }
    Ok(())
}

/// Whether all who were asked have answered or let their time pass (arts. 32, 34).
pub(super) async fn all_said(tx: &mut Tx, ground: &Ground, request: &Request) -> Result<(), Error> {
    for asked in store::asked(tx, request.id).await? {
        if asked.answered_on.is_none() && super::side::over(ground, &asked)?.is_none() {
            let message = format!("“{}”还没有提出意见，期限也没有届满", asked.name);
            return Err(Error::refused("requests.asking", message));
        }
    }
    Ok(())
}
