//! `/work/requests`: the register with filters, pages and export, and the form with which a clerk enters what came on paper.

use ::store::long::{Key, LOOK, Turn, civil_date};
use base::{Error, FieldError, Moment};
use counter::page::{self, Sent};
use counter::{Scope, choice, desk};
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Result};

use super::sheet::{Sheet, XLSX, xlsx};
use crate::channels::{self, channel_of};
use crate::model::{Asking, Limits};
use crate::process::{DESK, REQUEST};
use crate::results::result_of;
use crate::store::{self, Count, Filter, Row};
use crate::{BOOK, citizen, late};

/// The counts above the list.
const TABS: &[Count] = &[
    Count::All,
    Count::Unconfirmed,
    Count::ConfirmLate,
    Count::Open,
    Count::NoticeSoon,
    Count::AskedLate,
    Count::Overdue,
    Count::Closed,
    Count::Refused,
    Count::Disputed,
    Count::Redo,
];

async fn filter(cx: &Cx) -> std::result::Result<Filter, Error> {
    let mut filter = super::filter_of(cx)?;
    if let Some(units) = super::office::units(cx) {
        filter.scope = Scope::Units(units);
    }
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    if !words.trim().is_empty() {
        match BOOK.numbered(&mut cx.reader(), &words).await? {
            Some(id) => filter.id = Some(id),
            None => filter.words = Some(words.trim().to_owned()),
        }
    }
    Ok(filter)
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let filter = filter(&cx).await?;
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let total = store::counted(&mut cx.reader(), &filter).await?;
    let page = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?.shown(&turn, true, rows, place);
    let base = cx.query.base(&["count", "after", "before"]);
    let mut tabs = Vec::new();
    for count in TABS {
        let number = store::counted(&mut cx.reader(), &Filter { count: *count, ..filter.clone() }).await?;
        tabs.push(json!({
            "title": count.title(), "href": format!("{base}count={}", count.key()), "current": filter.count == *count,
            "count": number.words(),
        }));
    }
    let chosen = ["kind", "channel", "applicant", "result", "state", "unit", "from", "to", "q", "year", "row"];
    let chosen: Value = chosen.iter().map(|name| ((*name).to_owned(), json!(cx.query.get(name)))).collect();
    let data = json!({
        "requests": page.rows.iter().map(|r| row(&cx, r)).collect::<std::result::Result<Vec<_>, Error>>()?,
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "tabs": tabs,
        "kinds": channels::KINDS,
        "channels": super::channel_options(false),
        "applicants": channels::APPLICANTS,
        "results": super::result_options(),
        "states": REQUEST.states.iter().map(|s| json!({ "value": s.key, "title": s.title })).collect::<Vec<_>>(),
        "organs": super::organ_options(&cx.app).await?,
        "all": super::sees_all(&cx),
        "desk": cx.actor.staff().is_ok_and(|s| cx.actor.may(DESK, Some(s.unit))),
        "chosen": chosen,
        "count": filter.count.key(),
        "cell": filter.cell.map(|(year, row)| super::annual::cell_title(year, row)),
        "export": format!("/work/requests/export{}", cx.query.base(&["after", "before"])),
    });
    cx.page("requests/work_list.html", Page::new("依申请公开登记簿").kind("list"), data)
}

/// The place of a request in the list.
fn place(row: &Row) -> Key {
    [row.arrived_on.into(), row.matter_id.into()]
}

/// A line of the list.
fn row(cx: &Cx, row: &Row) -> std::result::Result<Value, Error> {
    let (light, words) = light(cx, row)?;
    let again = row.result.is_some() && matches!(row.state.as_str(), "redo" | "redo_review");
    Ok(json!({
        "href": format!("/work/requests/{}", row.matter_id),
        "number": row.number,
        "title": row.title,
        "name": row.name,
        "applicant": choice::title(channels::APPLICANTS, &row.applicant),
        "channel": channel_of(&row.channel).map_or("", |c| c.title),
        "rectify": row.kind == crate::process::RECTIFY,
        "state": REQUEST.state_title(&row.state),
        "tone": crate::citizen::tone(&row.state),
        "result": row.result.as_deref().and_then(result_of).map_or("", |r| r.title),
        "organ": row.organ,
        "received": row.received_on.map(|d| d.to_string()).unwrap_or_default(),
        "due": if row.clock == "none" { String::new() } else { row.due_at.date().to_string() },
        "closed": row.closed_on.map(|d| d.to_string()).unwrap_or_default(),
        "again": again,
        "light": light,
        "words": words,
        "notice": notice(cx, row)?,
    }))
}

/// Colour and words of what is due now of a request, from the columns of its row: the answer, before it runs the confirmation, while it is
/// suspended what it waits for (补正, 征求意见, 缴费).
fn light(cx: &Cx, row: &Row) -> std::result::Result<(&'static str, String), Error> {
    if row.state == "voided" {
        return Ok(("done", "已作废".to_owned()));
    }
    Ok(match (row.closed_on, row.received_on) {
        (Some(_), _) => ("done", if row.late { "超期办结".to_owned() } else { "按期办结".to_owned() }),
        (None, None) => {
            let last = late::last_day(&Ground::of(&cx.app), "requests.confirm", row.arrived_on)?;
            let (light, words) = desk::light(cx, "running", Moment::end_of(last));
            (light, format!("确认：{words}"))
        }
        (None, Some(_)) => desk::beside(cx, &REQUEST, &row.state, &row.clock, &row.besides)
            .unwrap_or_else(|| desk::light(cx, &row.clock, row.due_at)),
    })
}

/// Until when a correction may still be asked for (art. 30), while the answer is worked on; empty when it may not.
fn notice(cx: &Cx, row: &Row) -> std::result::Result<String, Error> {
    let Some(received) = row.received_on.filter(|_| row.state == "handling" && row.corrected_on.is_none()) else {
        return Ok(String::new());
    };
    let last = late::last_day(&Ground::of(&cx.app), "requests.notice", received)?;
    Ok(if last < cx.now.date() { String::new() } else { last.to_string() })
}

/// The register as an Excel file, as far as exports go.
pub(super) async fn export(cx: Cx) -> Result {
    const PAGE: usize = 1_000;
    let filter = filter(&cx).await?;
    let most = usize::try_from(cx.app.number("matter.export.rows")?).unwrap_or(0);
    let (mut turn, mut rows) = (Turn::First, Vec::new());
    while rows.len() < most {
        let page = store::list(&mut cx.reader(), &filter, &turn, PAGE.min(most - rows.len())).await?;
        turn = match (page.stopped, page.rows.last()) {
            (Some(key), _) => Turn::After(key),
            (None, Some(last)) => Turn::After(place(last)),
            (None, None) => break,
        };
        rows.extend(page.rows.iter().map(cells));
    }
    let heads = [
        ("登记编号", 24.0),
        ("受理机关", 20.0),
        ("类别", 12.0),
        ("申请人", 14.0),
        ("申请人类型", 14.0),
        ("申请渠道", 16.0),
        ("所需信息", 40.0),
        ("到达日期", 12.0),
        ("收到申请之日", 14.0),
        ("办理环节", 14.0),
        ("办理结果", 30.0),
        ("办结日期", 12.0),
        ("是否超期", 10.0),
    ];
    let sheet = Sheet {
        name: "登记簿".to_owned(),
        title: format!("政府信息公开申请登记簿（{}）", cx.now.date()),
        heads: heads.iter().map(|(text, width)| ((*text).to_owned(), *width)).collect(),
        rows,
        numbers: false,
    };
    Ok(web::download(&format!("依申请公开登记簿 {}.xlsx", cx.now.date()), XLSX, xlsx(&[sheet])?))
}

fn cells(row: &Row) -> Vec<String> {
    let day = |d: Option<base::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    vec![
        row.number.clone(),
        row.organ.clone(),
        choice::title(channels::KINDS, &row.kind).to_owned(),
        if row.name.is_empty() { "（由受理机关掌握）".to_owned() } else { row.name.clone() },
        choice::title(channels::APPLICANTS, &row.applicant).to_owned(),
        channel_of(&row.channel).map_or("", |c| c.title).to_owned(),
        row.title.clone(),
        row.arrived_on.to_string(),
        day(row.received_on),
        REQUEST.state_title(&row.state).to_owned(),
        row.result.as_deref().and_then(result_of).map_or("", |r| r.title).to_owned(),
        day(row.closed_on),
        if row.late { "是" } else { "" }.to_owned(),
    ]
}

/// `/work/requests/enter`: what came over the counter, by post, fax or mail.
pub(super) async fn form(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("requests/work_enter.html", page(), data)
}

fn page() -> Page {
    Page::new("登记申请").kind("form").crumb("依申请公开", "/work/requests")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let staff = cx.actor.staff()?;
    let mut data = super::choices();
    data["limits"] = json!(Limits::at(&cx.app.rules(), cx.now.date())?);
    data["tellings"] = json!(counter::told::ways(cx, true));
    data["channels"] = super::channel_options(true);
    data["organ"] = json!(staff.unit);
    data["organ_name"] = json!(staff.unit_name);
    data["today"] = json!(cx.now.date().to_string());
    Ok(data)
}

/// Enters it.
pub(super) async fn enter(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let done = match Asking::read(&limits, cx.now.date(), true, Check::new(&form)) {
        Ok(asking) => take(&cx, &form, &asking).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match page::sent(&cx, &BOOK, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => again(&cx, &form, errors).await,
    }
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx).await?;
    cx.again("requests/work_enter.html", page(), data, form, errors)
}

/// Stores it once; gives the address of its receipt, which the clerk prints for the applicant.
async fn take(cx: &Cx, form: &Form, asking: &Asking) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    let files = page::files(form);
    let taken = citizen::ask(&mut tx, &Ground::of(&cx.app), &cx.actor, asking, &files).await?;
    let location = format!("/requests/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}
