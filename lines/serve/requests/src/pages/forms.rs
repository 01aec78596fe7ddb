//! A request on paper: the form as it was filled in (申请登记表), which somebody who asked orally signs (art. 29), and the sheet on
//! which it was decided (审批单). As pages to be printed and as Word files.

use base::{Date, Error};
use counter::choice;
use identity::Access;
use matter::store::{ActRow, Matter};
use paper::{Cell, DOCX, Grid, Paper, Piece, Style};
use serde::Serialize;
use serde_json::json;
use web::{Cx, Page, Path, Result};

use crate::channels::{self, channel_of};
use crate::model::{Draft, Request};
use crate::results::result_of;
use crate::store;

/// A sheet of labels and what stands beside them.
#[derive(Debug, Serialize)]
struct Sheet {
    title: &'static str,
    organ: String,
    /// Rows of one label across the whole, or of two beside each other.
    rows: Vec<Vec<(&'static str, String)>>,
    foot: &'static str,
    /// The other sheet of a request that was answered anew: what it is called and its query.
    other: Option<(&'static str, &'static str)>,
    /// Its own query.
    query: &'static str,
}

/// `/work/requests/{id}/form`: the form as it was filled in.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, sheet) = filled(&cx, id).await?;
    show(&cx, &matter, &sheet, "form")
}

/// The same as a Word file.
pub(super) async fn form_word(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, sheet) = filled(&cx, id).await?;
    word(&cx, &matter, &sheet)
}

/// `/work/requests/{id}/approval`: how the newest answer was decided, with `first` how the first one was.
pub(super) async fn approval(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, sheet) = decided(&cx, id).await?;
    show(&cx, &matter, &sheet, "approval")
}

/// The same as a Word file.
pub(super) async fn approval_word(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, sheet) = decided(&cx, id).await?;
    word(&cx, &matter, &sheet)
}

fn show(cx: &Cx, matter: &Matter, sheet: &Sheet, which: &str) -> Result {
    let page = Page::new(sheet.title).kind("page");
    let base = format!("/work/requests/{}/{which}", matter.id);
    let word = format!("{base}/word{}", sheet.query);
    cx.page("requests/form.html", page, json!({ "sheet": sheet, "word": word, "base": base }))
}

fn word(cx: &Cx, matter: &Matter, sheet: &Sheet) -> Result {
    let row = |row: &Vec<(&'static str, String)>| {
        let across = if row.len() == 1 { 3 } else { 1 };
        row.iter().flat_map(|(label, text)| [Cell::name(*label), Cell::plain(text.as_str()).across(across)]).collect()
    };
    let grid = Grid { heads: 0, widths: vec![3, 5, 3, 5], rows: sheet.rows.iter().map(row).collect() };
    let pieces = [
        Piece::Text(Style::Title, sheet.title.to_owned()),
        Piece::Grid(grid),
        Piece::Text(Style::Body, sheet.foot.to_owned()),
    ];
    let id = format!("urn:renhe:request:{}:{}", matter.id, sheet.title);
    let paper = Paper { title: sheet.title, organ: &sheet.organ, id: &id, at: cx.now, pieces: &pieces };
    Ok(web::download(&format!("{} {}.docx", matter.number, sheet.title), DOCX, paper.word()?))
}

/// What is short stands beside what is short, so that a form is one sheet.
fn beside(rows: impl IntoIterator<Item = (&'static str, String)>, long: &[&str]) -> Vec<Vec<(&'static str, String)>> {
    let mut all: Vec<Vec<(&'static str, String)>> = Vec::new();
    for row in rows {
        let short = !long.contains(&row.0);
        match all.last_mut() {
            Some(last) if short && last.len() == 1 && last.iter().all(|(label, _)| !long.contains(label)) => {
                last.push(row)
            }
            _ => all.push(vec![row]),
        }
    }
    all
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

async fn organ(cx: &Cx, request: &Request) -> std::result::Result<String, Error> {
    Ok(identity::units::find(&mut cx.reader(), request.organ_id).await?.map_or_else(String::new, |u| u.name))
}

/// The form, with the whole number of the proof of identity: for the desk only, and each look is in the access log.
async fn filled(cx: &Cx, id: i64) -> std::result::Result<(Matter, Sheet), Error> {
    let (matter, request) = super::answering::desk(cx, id).await?;
    let address = cx.address.to_string();
    Access::of(&cx.actor, "read", &address, &cx.path, "requests.identity").log(&cx.app.db, cx.now).await?;
    let organ = organ(cx, &request).await?;
    let channel = channel_of(&request.channel);
    let rows = vec![
        ("登记编号", matter.number.clone()),
        ("受理机关", organ.clone()),
        ("申请类别", choice::title(channels::KINDS, &request.kind).to_owned()),
        ("申请渠道", channel.map_or("", |c| c.title).to_owned()),
        ("申请人类型", choice::title(channels::APPLICANTS, &request.applicant).to_owned()),
        ("姓名或者名称", request.name.clone()),
        ("法定代表人或者代理人", request.agent.clone()),
        ("证件类型和号码", format!("{} {}", choice::title(channels::PROOFS, &request.id_kind), request.id_number)),
        ("联系电话", request.phone.clone()),
        ("电子邮箱", request.email.clone()),
        ("通信地址", request.address.clone()),
        ("所需信息的名称", request.title.clone()),
        ("文号", request.paper.clone()),
        ("所需信息的描述", request.content.clone()),
        ("补正后的内容", request.corrected.clone()),
        ("获取方式", choice::title(channels::WAYS, &request.way).to_owned()),
        ("载体形式", choice::title(channels::CARRIERS, &request.carrier).to_owned()),
        (channel.map_or("到达日期", |c| c.day), request.arrived_on.to_string()),
        ("收到申请之日", day(request.received_on)),
        ("申请人签名或者盖章", String::new()),
        ("签名日期", String::new()),
        ("代填人", if request.channel == "oral" { cx.actor.name().to_owned() } else { String::new() }),
        ("登记人", String::new()),
        ("登记日期", String::new()),
    ];
    // What was not given is left out, except what is to be written by hand.
    let by_hand = ["申请人签名或者盖章", "签名日期", "登记人", "登记日期"];
    let rows = rows.into_iter().filter(|(label, text)| !text.is_empty() || by_hand.contains(label));
    let rows = beside(rows, &["通信地址", "所需信息的名称", "所需信息的描述", "补正后的内容", "代填人"]);
    let foot = "依据政府信息公开条例第二十九条。口头提出、由机关代为填写的，请申请人核对内容后签名。";
    Ok((matter, Sheet { title: "政府信息公开申请登记表", organ, rows, foot, other: None, query: "" }))
}

/// One answer of a request: its draft, who signed it, and what it rests on when it was given anew.
struct Decided {
    draft: Draft,
    by: String,
    signed: String,
    again: String,
    other: Option<(&'static str, &'static str)>,
    query: &'static str,
}

/// The newest answer, or with `first` the first one. An answer that is given anew has signers of its own: those since it began.
async fn answer_of(
    q: &mut impl ::store::Query,
    request: &Request,
    acts: &[ActRow],
    first: bool,
) -> std::result::Result<Decided, Error> {
    let redos = store::redos(q, request.id).await?;
    let newest = redos.iter().filter(|redo| redo.begun_on.is_some());
    let newest = newest.max_by_key(|redo| (redo.answered_on.is_none(), redo.answered_on, redo.id));
    let Some(redo) = newest.filter(|_| !first) else {
        let other = newest.map(|_| ("重新答复的审批单", ""));
        let (by, signed) = (last(acts, "submit"), last(acts, "approve"));
        let query = if newest.is_some() { "?first=1" } else { "" };
        return Ok(Decided { draft: Draft::parse(&request.draft), by, signed, again: String::new(), other, query });
    };
    let begun = acts.iter().rposition(|act| act.action == "redo").unwrap_or(0);
    let since = acts.get(begun..).unwrap_or_default();
    let disputes = store::disputes(q, request.id).await?;
    Ok(Decided {
        draft: Draft::parse(&redo.draft),
        by: last(since, "redo_submit"),
        signed: last(since, "redo_approve"),
        again: format!("重新答复（{}）", crate::actions::redo::title(redo, &disputes)),
        other: Some(("首次答复的审批单", "?first=1")),
        query: "",
    })
}

/// How it was decided: what was asked, what was found, what is proposed, who agreed.
async fn decided(cx: &Cx, id: i64) -> std::result::Result<(Matter, Sheet), Error> {
    let (matter, request) = super::office::own(cx, id).await?;
    let organ = organ(cx, &request).await?;
    let q = &mut cx.reader();
    let acts = matter::store::trail(q, matter.id).await?;
    let answer = answer_of(q, &request, &acts, cx.query.get("first") == "1").await?;
    let result = result_of(&answer.draft.result);
    let lines = |texts: Vec<String>| texts.join("\n");
    let searches = store::searches(q, request.id).await?;
    let asked = store::asked(q, request.id).await?;
    let rows = vec![
        ("登记编号", matter.number.clone()),
        ("受理机关", organ.clone()),
        ("申请人", request.name.clone()),
        ("收到申请之日", day(request.received_on)),
        ("答复期限", if matter.clock == "none" { String::new() } else { matter.due_at.date().to_string() }),
        ("所需信息的名称", request.title.clone()),
        ("申请内容", request.wanted().to_owned()),
        (
            "检索情况",
            lines(
                searches.iter().map(|s| format!("{} {}（{}）：{}", s.searched_on, s.place, s.words, s.found)).collect(),
            ),
        ),
        (
            "征求意见情况",
            lines(
                asked
                    .iter()
                    .map(|a| format!("{}：{}{}", a.name, choice::title(channels::STANCES, &a.stance), said(&a.said)))
                    .collect(),
            ),
        ),
        ("协办、会商意见", lines(acts.iter().filter(|a| a.action == "reply").map(opinion).collect())),
        ("拟办结果", result.map_or_else(String::new, |r| format!("{} {}", r.code, r.title))),
        ("依据", result.map_or_else(String::new, |r| r.law.to_owned())),
        ("理由", answer.draft.reason),
        ("承办人", answer.by),
        ("政府信息公开工作机构负责人审签", answer.signed),
        ("保密审查意见", String::new()),
        ("备注", answer.again),
    ];
    let head = ["登记编号", "受理机关", "申请人", "收到申请之日"];
    let long: Vec<&str> = rows.iter().map(|(label, _)| *label).filter(|label| !head.contains(label)).collect();
    let rows = beside(rows, &long);
    let foot = "依据政府信息公开条例第十七条：公开前应当依法进行审查，明确审查的程序和责任。";
    let (title, other, query) = ("政府信息公开申请办理审批单", answer.other, answer.query);
    Ok((matter, Sheet { title, organ, rows, foot, other, query }))
}

fn said(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("（{text}）") }
}

/// Who said what, and when.
fn opinion(act: &ActRow) -> String {
    format!("{}：{}（{}）", act.actor, act.opinion, act.at.date())
}

/// Who did the last act of this kind, and when; empty before.
fn last(acts: &[ActRow], action: &str) -> String {
    let act = acts.iter().rev().find(|a| a.action == action);
    act.map_or_else(String::new, |a| format!("{}　{}", a.actor, a.at.minutes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_rows_of_a_form_stand_in_pairs_and_long_ones_alone() {
        let rows = ["编号", "机关", "姓名", "描述", "渠道", "电话", "签名"].map(|label| (label, String::new()));
        let rows = beside(rows, &["描述"]);
        let labels: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(|(label, _)| *label).collect()).collect();
        assert_eq!(labels, [vec!["编号", "机关"], vec!["姓名"], vec!["描述"], vec!["渠道", "电话"], vec!["签名"]]);
    }
}
