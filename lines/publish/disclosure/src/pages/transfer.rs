//! Lists of disclosed documents for archive and library (移送清单, 条例 art. 25). What is handed over is kept as it was.

use std::collections::BTreeMap;

use base::{Date, Error};
use edition::live::{self, Facets, Turn};
use edition::{Desk, Site};
use matter::sheet::{XLSX, xlsx};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::names;
use super::office::page_of;
use crate::{actions, store};

/// Documents of one list at most.
const TRANSFER_MAX: usize = 20_000;
/// Documents that are read at once.
const STEP: usize = 500;
/// Heads of the sheet.
const HEADS: [&str; 7] = ["索引号", "标题", "发文字号", "发布机构", "成文日期", "发布日期", "网址"];
/// Bytes of a kept sheet at most.
const SHEET_MAX: usize = 64 * 1024 * 1024;

pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("disclosure/work_transfer.html", page_of("送交清单"), data)
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let before = cx.query.int("before");
    let mut found = store::transfers(&mut cx.reader(), before, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|last| format!("/work/disclosure/transfer?before={}", last.id));
    let made: Vec<Value> = found
        .iter()
        .map(|t| {
            json!({
                "receiver": if t.receiver == "archive" { "国家档案馆" } else { "公共图书馆" }, "from": t.from_on,
                "to": t.to_on, "at": t.made_at.minutes(), "by": t.made_by, "entries": t.entries,
                "href": format!("/work/disclosure/transfer/{}/excel", t.id), "kept": !t.digest.is_empty(),
            })
        })
        .collect();
    let today = cx.now.date();
    Ok(json!({
        "made": made, "from": today.first_of_month().to_string(), "to": today.to_string(),
        "next": next.unwrap_or_default(),
        "first": if before.is_some() { "/work/disclosure/transfer" } else { "" },
    }))
}

/// Where a document is on the network, so that who has the sheet finds it: on its site's own host, or on the portal's.
fn address(cx: &Cx, site: Option<&Site>, path: &str) -> String {
    match site.filter(|site| site.slug != edition::site::MAIN) {
        Some(site) if !site.host.is_empty() => format!("https://{}{path}", site.host),
        site => {
            format!("https://{}{}", cx.site_text("domain"), site.map_or_else(|| path.to_owned(), |site| site.at(path)))
        }
    }
}

/// Documents of the period, disclosed ones only; `None` when there are too many for one list.
async fn documents(cx: &Cx, from: Date, to: Date) -> std::result::Result<Option<Vec<Vec<String>>>, Error> {
    let names = names(cx).await?;
    let sites = edition::site::all(&mut cx.reader()).await?;
    let sites: BTreeMap<i64, Site> = sites.into_iter().map(|site| (site.id, site)).collect();
    let facets = Facets { from: Some(from), to: Some(to), off_line: true, ..Facets::default() };
    let (mut rows, mut turn) = (Vec::new(), Turn::First);
    loop {
        let page = live::disclosed(&mut cx.reader(), &facets, turn, STEP).await?;
        let Some(last) = page.last() else { return Ok(Some(rows)) };
        turn = Turn::After(last.published_at.0, last.item_id);
        rows.extend(page.into_iter().map(|d| {
            let unit = names.get(&d.maker()).cloned().unwrap_or_default();
            let published = d.day();
            let address = address(cx, sites.get(&d.site_id), &d.path());
            vec![d.index_no, d.title, d.doc_no, unit, d.made_on, published, address]
        }));
        if rows.len() > TRANSFER_MAX {
            return Ok(None);
        }
    }
}

/// Puts the sheet of the period among the files.
async fn sheet(cx: &Cx, from: Date, to: Date) -> std::result::Result<actions::Sheet, Error> {
    let rows = documents(cx, from, to)
        .await?
        .ok_or_else(|| Error::field("from", format!("这段期间超过 {TRANSFER_MAX} 件，请缩短期间，分几次送交。")))?;
    if rows.is_empty() {
        return Err(Error::field("from", "这段期间没有主动公开的政府信息，请核对起止日期。"));
    }
    let bytes = xlsx(&HEADS, &rows)?;
    let mut incoming = cx.app.files.incoming(bytes.len() as u64).await?;
    incoming.push(&bytes).await?;
    let kept = incoming.finish("送交清单.xlsx").await?;
    let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
    Ok(actions::Sheet { digest: kept.digest, size, media_type: kept.media_type.to_owned(), entries: rows.len() })
}

/// What the form asks for: the period, and its sheet among the files.
async fn read(cx: &Cx, form: &Form) -> std::result::Result<((Date, Date), actions::Sheet), Error> {
    let date = |name: &str| form.get(name).parse::<Date>();
    let (Ok(from), Ok(to)) = (date("from"), date("to")) else {
        return Err(Error::field("from", "请填写起止日期，例如 2026-01-01。"));
    };
    let faults = actions::transfer_faults(form.get("receiver"), from, to);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok(((from, to), sheet(cx, from, to).await?))
}

pub(super) async fn make(cx: Cx, form: Form) -> Result {
    let again = async |error: Error| -> Result {
        let errors = error.mendable()?;
        let data = data(&cx).await?;
        cx.again("disclosure/work_transfer.html", page_of("送交清单"), data, &form, errors)
    };
    // Read before the transaction: thousands of documents keep nobody waiting who writes.
    let (period, sheet) = match read(&cx, &form).await {
        Ok(read) => read,
        Err(error) => return again(error).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::transfer(&Desk::of(&cx), &mut tx, form.get("receiver"), period, &sheet).await {
        Ok(_) => {
            let words = format!("送交清单已登记，共 {} 件，可下载 Excel。", sheet.entries);
            cx.done(tx, &form, "/work/disclosure/transfer", &words).await
        }
        Err(error) => {
            drop(tx);
            again(error).await
        }
    }
}

/// The sheet as it was handed over; of transfers from before sheets were kept, what the period holds now.
pub(super) async fn excel(cx: Cx, Path(id): Path<i64>) -> Result {
    let handed = store::transfer(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let name = format!("政府信息送交清单{}至{}.xlsx", handed.from_on, handed.to_on);
    if !handed.digest.is_empty() {
        let kept = cx.app.files.read(&handed.digest, SHEET_MAX).await?;
        let kept = kept.ok_or_else(|| base::Fault::broken(format!("the sheet {} is gone", handed.digest)))?;
        return Ok(web::download(&name, XLSX, kept));
    }
    let date = |text: &str| text.parse::<Date>().map_err(|_| Error::Unseen);
    let rows = documents(&cx, date(&handed.from_on)?, date(&handed.to_on)?).await?.unwrap_or_default();
    Ok(web::download(&name, XLSX, xlsx(&HEADS, &rows)?))
}
