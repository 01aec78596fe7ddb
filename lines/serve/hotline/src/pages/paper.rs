//! Orders on paper (登记表、转办单、督办单、回访单): forms that people print, sign and file, also as Word files. They hold no more than the reader
//! may see.

use ::paper::{Cell, DOCX, Grid, Paper, Piece, Style};
use base::Error;
use counter::{choice, rating};
use matter::store::{ActRow, Matter};
use serde::Serialize;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use super::office::{shown, visible};
use crate::actions::outside;
use crate::hide::Shown;
use crate::model::{HOLDS, KINDS, Order, SOURCES, URGENCIES};
use crate::process::ORDER;
use crate::store;

/// The forms: key and 名称.
const FORMS: &[(&str, &str)] = &[
    ("register", "热线诉求登记表"),
    ("transfer", "热线工单转办单"),
    ("supervise", "热线工单督办单"),
    ("callback", "热线工单回访单"),
    ("handed", "热线工单转公文（会议）办理单"),
];
/// Room to write in, as empty lines of a Word file.
const ROOM: &str = "\n\n\n\n";

/// Those that an order has by now, as links below its page.
pub(super) fn offered(matter: &Matter, order: &Order) -> Vec<Value> {
    let there = |key: &str| match key {
        "transfer" => order.dispatched_at.is_some(),
        "supervise" => matter.supervised_at.is_some(),
        "callback" => order.replied_at.is_some(),
        "handed" => outside::handed(&order.hold_kind) && !order.hold_ref.is_empty(),
        _ => true,
    };
    let base = format!("/work/hotline/{}/paper", order.matter_id);
    let all = FORMS.iter().filter(|(key, _)| there(key));
    all.map(|(key, title)| json!({ "href": format!("{base}/{key}"), "title": title })).collect()
}

/// A row of a form: two names with what is told of them, or one across the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Row {
    told: Vec<(&'static str, String)>,
    /// How much room there is to write in it by hand: a class of the page, empty for none.
    room: &'static str,
}

fn two(a: &'static str, one: impl Into<String>, b: &'static str, other: impl Into<String>) -> Row {
    Row { told: vec![(a, one.into()), (b, other.into())], room: "" }
}

fn wide(name: &'static str, text: impl Into<String>) -> Row {
    Row { told: vec![(name, text.into())], room: "" }
}

fn room(name: &'static str, text: impl Into<String>) -> Row {
    Row { room: "sheet-room", ..wide(name, text) }
}

/// A few lines to write in: an opinion or an instruction.
fn lines(name: &'static str, text: impl Into<String>) -> Row {
    Row { room: "sheet-room low", ..wide(name, text) }
}

/// A form as its page and its file show it.
struct Form {
    key: &'static str,
    title: &'static str,
    number: String,
    rows: Vec<Row>,
}

/// The form `key` of an order, as the reader may see it.
async fn form(cx: &Cx, id: i64, key: &str) -> std::result::Result<Form, Error> {
    let (matter, order) = visible(cx, id).await?;
    let (key, title) = *FORMS.iter().find(|(known, _)| *known == key).ok_or(Error::Unseen)?;
    let seen = shown(cx, &matter, &order).await?;
    let q = &mut cx.reader();
    let unit = match matter.lead_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.name),
        None => String::new(),
    };
    let class = match order.class_id {
        Some(class) => store::class(q, class).await?.title,
        None => String::new(),
    };
    let acts = matter::store::trail(q, order.matter_id).await?;
    let mut rows = what(&matter, &order, &seen, &class);
    if key == "handed" {
        rows.extend(handed(&store::outs(&mut cx.reader(), order.id).await?, &order, &seen));
    } else {
        rows.extend(own(key, &matter, &order, &seen, &unit, &acts));
    }
    Ok(Form { key, title, number: matter.number, rows })
}

/// What every form tells of the order.
fn what(matter: &Matter, order: &Order, seen: &Shown, class: &str) -> Vec<Row> {
    let phone = if seen.phone.is_empty() && seen.hidden { "（保密）" } else { &seen.phone };
    let mut rows = vec![
        two("编号", &matter.number, "市平台编号", &order.city_number),
        two("受理时间", order.received_at.minutes(), "来源", choice::title(SOURCES, &order.source)),
        two("诉求人", &seen.name, "联系电话", phone),
        two("类别", choice::title(KINDS, &order.kind), "紧急程度", choice::title(URGENCIES, &order.urgency)),
        two("分类", class, "事发地点", &seen.place),
        wide("标题", &seen.title),
        wide("诉求内容", &seen.body),
    ];
    if outside::handed(&order.hold_kind) {
        rows.push(wide(choice::title(HOLDS, &order.hold_kind), seen.text(order, &order.hold_ref)));
        rows.push(wide("办理或者研究结果", seen.text(order, &order.hold_result)));
    }
    rows
}

/// The order's way to the document or the meeting: the last one whole, of earlier ones what came of them.
fn handed(outs: &[store::HandedOut], order: &Order, seen: &Shown) -> Vec<Row> {
    let day = |day: Option<base::Date>| day.map_or_else(String::new, |d| d.to_string());
    let mut rows = Vec::new();
    let Some((last, earlier)) = outs.split_last() else { return rows };
    for out in earlier.iter().filter(|out| out.begun_at.is_some()) {
        let words = format!("{}，{}移交{}：{}", out.reference, out.handed_on, out.organ, out.result);
        rows.push(wide("以前的办理", seen.text(order, &words)));
    }
    rows.extend([
        wide("公文标题或者议题", seen.text(order, &last.title)),
        two("机关", seen.text(order, &last.organ), "移交日期", last.handed_on.to_string()),
        wide("计划", seen.text(order, &order.hold_plan)),
        two("最迟恢复办理", day(last.due_on), "返回日期", day(last.back_on)),
        room("承办机关意见", ""),
        two("移交人", "", "接收人", ""),
    ]);
    rows
}

/// What the form `key` tells besides.
fn own(key: &str, matter: &Matter, order: &Order, seen: &Shown, unit: &str, acts: &[ActRow]) -> Vec<Row> {
    let moment = |at: Option<base::Moment>| at.map(base::Moment::minutes).unwrap_or_default();
    let said = |action: &str| {
        let last = acts.iter().rev().find(|a| a.action == action);
        last.map(|a| seen.text(order, &a.opinion)).unwrap_or_default()
    };
    let yes = |on: Option<bool>| match on {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    };
    let due = if matter.clock == "none" { String::new() } else { matter.due_at.minutes() };
    let answer = seen.text(order, &order.answer);
    let signed = |who: &'static str| two(who, "", "日期", "");
    match key {
        "register" => vec![
            two("身份保密", yes(Some(order.confidential)), "同意公开", yes(Some(order.consent))),
            two("当前环节", ORDER.state_title(&matter.state), "承办单位", unit),
            room("办理结果", answer),
            signed("受理人"),
        ],
        "transfer" => {
            let proposal = said("dispatch");
            vec![
                two("承办单位", unit, "派单时间", moment(order.dispatched_at)),
                two("办理时限", due, "签收时间", moment(order.signed_at)),
                lines("拟办意见", if proposal.is_empty() { said("reassign") } else { proposal }),
                lines("领导批示", ""),
                room("承办单位意见", answer),
                two("经办人", "", "联系电话", ""),
                signed("单位负责人（盖章）"),
            ]
        }
        "supervise" => vec![
            two("承办单位", unit, "办理时限", due),
            two("派单时间", moment(order.dispatched_at), "已催办", format!("{} 次", matter.urged)),
            two("督办时间", moment(matter.supervised_at), "签发人", ""),
            lines("督办理由", said("supervise")),
            room("承办单位落实情况", ""),
            signed("单位负责人（盖章）"),
        ],
        _ => vec![
            two("承办单位", unit, "回访时间", moment(order.called_at)),
            wide("办理结果", answer),
            two("单位是否联系", yes(order.contacted), "是否解决", yes(order.solved)),
            two("满意度", rating::level(order.satisfaction), "二次办理", format!("{} 次", order.redone)),
            room("诉求人意见", &seen.rating_text),
            signed("回访人"),
        ],
    }
}

/// A form to be printed.
pub(super) async fn page(cx: Cx, Path((id, key)): Path<(i64, String)>) -> Result {
    let form = form(&cx, id, &key).await?;
    let mut page = Page::new(form.title).kind("page");
    page.noindex = true;
    let word = format!("/work/hotline/{id}/paper/{}/word", form.key);
    cx.page("hotline/paper.html", page, json!({ "rows": form.rows, "word": word }))
}

/// The same as a Word file.
pub(super) async fn word(cx: Cx, Path((id, key)): Path<(i64, String)>) -> Result {
    let form = form(&cx, id, &key).await?;
    let q = &mut cx.reader();
    let home = crate::home(q).await?;
    let organ = identity::units::find(q, home).await?.map_or_else(String::new, |unit| unit.name);
    let pieces = pieces(&form);
    let urn = format!("urn:renhe:hotline:{id}:{}", form.key);
    let paper = Paper { title: form.title, organ: &organ, id: &urn, at: cx.now, pieces: &pieces };
    Ok(web::download(&format!("{}-{}.docx", form.title, form.number), DOCX, paper.word()?))
}

fn pieces(form: &Form) -> Vec<Piece> {
    let row = |row: &Row| {
        let across = if row.told.len() == 1 { 3 } else { 1 };
        let cell = |(name, text): &(&'static str, String)| {
            let text = if !row.room.is_empty() && text.is_empty() { ROOM } else { text.as_str() };
            [Cell::name(*name), Cell::plain(text).across(across)]
        };
        row.told.iter().flat_map(cell).collect()
    };
    let grid = Grid { heads: 0, widths: vec![3, 5, 3, 5], rows: form.rows.iter().map(row).collect() };
    vec![Piece::Text(Style::Title, form.title.to_owned()), Piece::Grid(grid)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms were pages to be printed and nothing else.
    #[test]
    fn a_form_is_also_a_word_file_with_the_same_rows() {
        let rows =
            vec![two("编号", "青热〔2026〕000001号", "来源", "电话"), wide("标题", "路灯不亮"), room("办理结果", "")];
        let form = Form { key: "register", title: "热线诉求登记表", number: String::new(), rows };
        let pieces = pieces(&form);
        let [_, Piece::Grid(grid)] = pieces.as_slice() else { panic!("a title and a table") };
        let widths: Vec<usize> = grid.rows.iter().map(|row| row.iter().map(|cell| cell.across).sum()).collect();
        assert_eq!(widths, [4, 4, 4]);
        assert_eq!(grid.rows[2][1].text, ROOM, "people write in it");
        let at = base::Moment::of_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
        let paper = Paper { title: form.title, organ: "县政府办", id: "urn:renhe:x", at, pieces: &pieces };
        assert!(paper.word().unwrap().starts_with(b"PK"));
    }
}
