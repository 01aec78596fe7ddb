//! The annual report on the workbench: tables whose cells open the requests that they count, their relations, texts, settling,
//! files to take away. The public reads what was settled.

pub(super) mod files;
mod tables;
pub(super) mod units;
mod view;

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Passed, Plain, Stand};
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Result};

use crate::actions::report::Of;
use crate::annual::{HEADINGS, Numbers, ROWS, TABLE2};
use crate::{CACHE, REPORT, actions, store};

pub(super) use view::county;
use view::{View, view};

/// What a cell of table three counts, in words.
pub(super) fn cell_title(year: i16, row: usize) -> String {
    let title = row.checked_sub(1).and_then(|at| ROWS.get(at)).copied().unwrap_or("（没有这一行）");
    format!("{year}年年度报告表三：{title}")
}

/// The year and the organ that are asked for, when the actor may see them: the county and other organs with the verb for all.
async fn asked(cx: &Cx) -> std::result::Result<(i16, i64), Error> {
    let all = super::sees_all(cx);
    let staff = cx.actor.staff()?;
    let unit = cx.query.int("unit").unwrap_or(if all { 0 } else { staff.unit });
    if !all && super::office::units(cx).is_some_and(|units| !units.contains(&unit)) {
        return Err(Error::Unseen);
    }
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok());
    Ok((year.unwrap_or(cx.now.date().year()), unit))
}

/// Whether the actor may write the report of `unit`. The county's, 0, is no organ's own: only who writes everywhere writes it.
fn may_write(cx: &Cx, unit: i64) -> bool {
    cx.actor.may(REPORT, Some(unit))
}

fn framed(view: &View) -> Page {
    Page::new(view.title.clone()).kind("list").crumb("依申请公开", "/work/requests")
}

/// `/work/requests/annual`.
pub(super) async fn page(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = view(&cx, year, unit).await?;
    let data = data(&cx, &view).await?;
    cx.page("requests/work_annual.html", framed(&view), data)
}

/// What the page of a report shows.
async fn data(cx: &Cx, view: &View) -> std::result::Result<Value, Error> {
    let (year, unit) = (view.year, view.unit);
    let this = cx.now.date().year();
    let (first, _) = store::reported_years(&mut cx.reader()).await?;
    let first = first.and_then(|d| d.get(..4)?.parse::<i16>().ok()).unwrap_or(this).max(this - 20);
    let organs = if super::sees_all(cx) { super::organ_options(&cx.app).await? } else { json!([]) };
    let query = format!("?year={year}&unit={unit}");
    let missing = if unit == 0 && !view.settled { unsettled(cx, year).await? } else { Vec::new() };
    Ok(json!({
        "missing": missing,
        "years": (first..=this).rev().collect::<Vec<_>>(),
        "organs": organs,
        "query": query,
        "may": may_write(cx, unit),
        "all": super::sees_all(cx),
        "over": this > year,
        "r": view,
    }))
}

/// Names of organs that have not settled their report of `year`.
async fn unsettled(cx: &Cx, year: i16) -> std::result::Result<Vec<String>, Error> {
    let q = &mut cx.reader();
    let settled = store::settled_units(q, year).await?;
    let organs = store::organs(q).await?.into_iter().filter(|(id, _)| !settled.iter().any(|r| r.unit_id == *id));
    Ok(organs.map(|(_, name)| name).collect())
}

/// The form for texts and table two.
pub(super) async fn texts(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    let page = framed(&view);
    cx.page("requests/work_texts.html", page, form_data((year, unit), &view, false))
}

fn form_data((year, unit): (i16, i64), view: &View, correct: bool) -> Value {
    json!({ "query": format!("?year={year}&unit={unit}"), "r": view, "correct": correct })
}

/// A settled report that the actor may put right (更正).
async fn correctable(cx: &Cx, year: i16, unit: i64) -> std::result::Result<View, Error> {
    if !may_write(cx, unit) {
        return Err(Error::Unseen);
    }
    let view = view(cx, year, unit).await?;
    if view.settled {
        Ok(view)
    } else {
        Err(Error::refused("requests.unsettled", "年度报告还没有定稿，直接修改即可"))
    }
}

/// `/work/requests/annual/correct`: the form that puts a settled report right.
pub(super) async fn correction(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = correctable(&cx, year, unit).await?;
    let page = framed(&view);
    cx.page("requests/work_texts.html", page, form_data((year, unit), &view, true))
}

/// Puts it right: what it said is kept, the numbers are counted anew, and the public reads that it was corrected.
pub(super) async fn correct(cx: Cx, form: Form) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = correctable(&cx, year, unit).await?;
    let done = match typed(&form) {
        Ok(typed) => put_right(&cx, &form, &view, &typed).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match done {
        Ok(()) => {
            cx.notice("good", "年度报告已更正，更正前的版本和理由一并保留，公众可以查阅。");
            cx.see_other(&format!("/work/requests/annual?year={year}&unit={unit}"))
        }
        Err(Error::Invalid(errors)) => {
            let data = form_data((year, unit), &view, true);
            cx.again("requests/work_texts.html", framed(&view), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// The texts of a report, each with its field; of one that is only shown, with none.
fn said<'a>(texts: impl Iterator<Item = &'a str>, typed: bool) -> Vec<Plain> {
    let field = |at: usize| if typed { format!("text{at}") } else { String::new() };
    (0..).zip(HEADINGS.iter().zip(texts)).map(|(at, (heading, text))| Plain::line(field(at), *heading, text)).collect()
}

/// What the gate says of texts before the public reads them.
async fn passed(cx: &Cx, form: &Form, texts: Vec<Plain>) -> std::result::Result<Passed, Error> {
    gate::pass(&cx.app, Stand::default(), texts, form.get(gate::WHY)).await
}

/// The entry of the ledger about what was let through.
const LET: &str = "requests.report.let";

async fn put_right(
    cx: &Cx,
    form: &Form,
    view: &View,
    (texts, table2): &(Vec<String>, Vec<String>),
) -> std::result::Result<(), Error> {
    let (organ, year) = ((view.unit != 0).then_some(view.unit), view.year);
    let why = base::text::clean_text(form.get("reason"));
    let shown = said(view.shown().0.into_iter(), true);
    let mut fresh = gate::fresh(said(texts.iter().map(String::as_str), true), &shown);
    fresh.push(Plain::line("reason", "更正的理由", &why));
    let passed = passed(cx, form, fresh).await?;
    let q = &mut cx.reader();
    let counted =
        Numbers { table3: store::table3(q, year, organ).await?, table4: store::table4(q, year, organ).await? };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    let of = Of { actor: &cx.actor, at: cx.now, unit: view.unit, year };
    let (texts, table2) = (json!(texts).to_string(), json!(table2).to_string());
    actions::report::correct(&mut tx, &cx.app.chance, of, [&texts, &table2], &counted, &why).await?;
    passed.record(&mut tx, &Desk::of(cx), LET, ("report", view.unit)).await?;
    cx.once_done(&mut tx, form, "/work/requests/annual").await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(())
}

async fn writable(cx: &Cx, year: i16, unit: i64) -> std::result::Result<View, Error> {
    if !may_write(cx, unit) {
        return Err(Error::Unseen);
    }
    let view = view(cx, year, unit).await?;
    if view.settled {
        return Err(Error::refused("requests.settled", "年度报告已经定稿，不能再修改"));
    }
    Ok(view)
}

/// Keeps them.
pub(super) async fn save(cx: Cx, form: Form) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    let kept = match typed(&form) {
        Ok((texts, table2)) => keep(&cx, &form, (year, unit), &texts, &table2).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match kept {
        Ok(()) => cx.see_other(&format!("/work/requests/annual?year={year}&unit={unit}")),
        Err(Error::Invalid(errors)) => {
            let data = form_data((year, unit), &view, false);
            cx.again("requests/work_texts.html", framed(&view), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// Texts and table two as typed.
fn typed(form: &Form) -> std::result::Result<(Vec<String>, Vec<String>), Vec<FieldError>> {
    const LONGEST: usize = 20_000;
    let mut check = Check::new(form);
    let texts: Vec<String> =
        (0..).zip(HEADINGS).map(|(at, heading)| check.text(&format!("text{at}"), heading, 0..=LONGEST)).collect();
    let mut table2 = Vec::new();
    for (at, (_, row, column)) in (0..).zip(TABLE2) {
        let name = format!("n{at}");
        let number = base::text::normalise(check.line(&name, column, 0..=16).trim());
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let whole = number.is_empty() || (digits && number.parse::<u32>().is_ok());
        let money = at + 1 == TABLE2.len() && crate::annual::is_decimal(&number);
        if !whole && !money {
            check.error(&name, format!("{row}{column}：请填写数字"));
        }
        table2.push(number);
    }
    check.finish((texts, table2))
}

async fn keep(
    cx: &Cx,
    form: &Form,
    (year, unit): (i16, i64),
    texts: &[String],
    table2: &[String],
) -> std::result::Result<(), Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    let of = Of { actor: &cx.actor, at: cx.now, unit, year };
    let (texts, table2) = (json!(texts).to_string(), json!(table2).to_string());
    actions::report::keep(&mut tx, &cx.app.chance, of, &texts, &table2).await?;
    cx.once_done(&mut tx, form, "/work/requests/annual").await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(())
}

/// 定稿: the numbers are frozen and shown to the public, when the year is over and every relation holds.
pub(super) async fn settle(cx: Cx, form: Form) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    if cx.now.date().year() <= year {
        return Err(Error::refused("requests.year-open", "这一年还没有过完，不能定稿").into());
    }
    if let Some(broken) = view.broken.first() {
        let message = format!(
            "勾稽关系不成立，不能定稿：{}，{}（{} ≠ {}）",
            broken.column, broken.title, broken.left, broken.right
        );
        return Err(Error::refused("requests.relations", message).into());
    }
    let missing = if unit == 0 { unsettled(&cx, year).await? } else { Vec::new() };
    let missing = actions::report::waits(&missing, &base::text::clean_line(form.get("why")));
    let ready = match missing {
        Ok(missing) => {
            passed(&cx, &form, said(view.shown().0.into_iter(), false)).await.map(|passed| (missing, passed))
        }
        Err(error) => Err(error),
    };
    let (missing, passed) = match ready {
        Ok(ready) => ready,
        Err(Error::Invalid(errors)) => {
            let data = data(&cx, &view).await?;
            return cx.again("requests/work_annual.html", framed(&view), data, &form, errors);
        }
        Err(error) => return Err(error.into()),
    };
    let mut tx = cx.begin().await?;
    if let Once::First = cx.once(&mut tx, &form).await? {
        let of = Of { actor: &cx.actor, at: cx.now, unit, year };
        // What was counted or summed for the one who wrote it is as fixed as what was typed.
        let (texts, table2) = view.shown();
        let (texts, table2) = (json!(texts).to_string(), json!(table2).to_string());
        let id = actions::report::keep(&mut tx, &cx.app.chance, of, &texts, &table2).await?;
        store::missed(&mut tx, id, &missing).await?;
        actions::report::settle(&mut tx, &cx.app.chance, of, view.numbers()).await?;
        passed.record(&mut tx, &Desk::of(&cx), LET, ("report", unit)).await?;
        cx.once_done(&mut tx, &form, "/work/requests/annual").await?;
        tx.commit().await?;
        cx.app.ledger.notify();
        cx.app.cache.invalidate(CACHE);
    }
    cx.notice("good", "年度报告已定稿，公众可以查阅。");
    cx.see_other(&format!("/work/requests/annual?year={year}&unit={unit}"))
}
