//! `/work/requests/{id}/cover/{file}`: an original is shown page by page with what would be covered; what is typed and drawn makes of
//! it the file that goes with the answer. The original stays inside.

use axum::http::{HeaderValue, header};
use base::{Error, FieldError};
use matter::Ground;
use matter::store::{FileRef, Matter};
use serde_json::{Value, json};
use veil::{Covered, Found, Kind, Spot, Wish};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::CACHE;
use crate::actions::side;
use crate::cover;
use crate::model::Request;
use crate::store::{self, RequestFile};

/// Pages that stand on one screen.
const SHOWN: usize = 6;
/// Width of the picture of a page, in pixels.
const WIDTH: u32 = 1_100;
/// Units across a page in its drawing.
const ACROSS: f64 = 1_000.0;

/// What is worked on.
struct Desk {
    matter: Matter,
    request: Request,
    file: RequestFile,
    kind: Kind,
}

/// An original of a request, for those who work at its desk.
async fn desk(cx: &Cx, id: i64, file: i64) -> std::result::Result<Desk, Error> {
    let (matter, request) = super::answering::desk(cx, id).await?;
    let files = store::files(&mut cx.reader(), request.id).await?;
    let file = files.into_iter().find(|f| f.id == file).ok_or(Error::Unseen)?;
    let kind = cover::kind(&file).ok_or(Error::Unseen)?;
    Ok(Desk { matter, request, file, kind })
}

fn framed(desk: &Desk) -> Page {
    let page = Page::new("遮盖文件").kind("form").crumb("依申请公开", "/work/requests");
    page.crumb(desk.matter.number.clone(), format!("/work/requests/{}", desk.matter.id))
}

/// What stands in the form.
struct Typed {
    words: String,
    personal: bool,
    boxes: String,
    /// The first page that is shown, from 0.
    at: usize,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let go = form.get("do").strip_prefix("go:").unwrap_or(form.get("at"));
        let at = go.parse::<usize>().unwrap_or(0);
        let (words, boxes) = (form.get("words").to_owned(), form.get("boxes").to_owned());
        Self { words, personal: form.get("personal") == "1", boxes, at }
    }
}

/// The screen, with personal data marked beforehand.
pub(super) async fn form(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let desk = desk(&cx, id, file).await?;
    let at = cx.query.int("at").and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    let typed = Typed { words: String::new(), personal: true, boxes: String::new(), at };
    let data = data(&cx, &desk, &typed, Wish { personal: true, ..Wish::default() }).await?;
    cx.page("requests/work_cover.html", framed(&desk), data)
}

/// Looks again with what is typed, turns to other pages, or makes the file.
pub(super) async fn submit(cx: Cx, Path((id, file)): Path<(i64, i64)>, form: Form) -> Result {
    let desk = desk(&cx, id, file).await?;
    let typed = Typed::of(&form);
    let wish = match cover::wish(&form) {
        Ok(wish) => wish,
        Err(Error::Invalid(errors)) => return again(&cx, &desk, &typed, Wish::default(), &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    if form.get("do") != "make" {
        let data = data(&cx, &desk, &typed, wish).await?;
        return cx.page("requests/work_cover.html", framed(&desk), data);
    }
    match make(&cx, &desk, &form, wish.clone()).await {
        Ok(words) => {
            cx.notice("good", words);
            cx.see_other(&format!("/work/requests/{id}"))
        }
        Err(Error::Invalid(errors)) => again(&cx, &desk, &typed, wish, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, desk: &Desk, typed: &Typed, wish: Wish, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, desk, typed, wish).await?;
    cx.again("requests/work_cover.html", framed(desk), data, form, errors)
}

/// A page of the original as a picture.
pub(super) async fn picture(cx: Cx, Path((id, file, page)): Path<(i64, i64, i64)>) -> Result {
    let desk = desk(&cx, id, file).await?;
    let page = usize::try_from(page - 1).map_err(|_| Error::Unseen)?;
    let drawn =
        match cover::work(&cx, (&desk.file, desk.kind, cover::LOOK), move |of, _| veil::page(of, page, WIDTH)).await {
            Ok(Some(drawn)) => drawn,
            Ok(None) | Err(Error::Invalid(_)) => return Err(Error::Unseen.into()),
            Err(error) => return Err(error.into()),
        };
    let mut answer = web::body("image/jpeg", drawn);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

async fn data(cx: &Cx, desk: &Desk, typed: &Typed, wish: Wish) -> std::result::Result<Value, Error> {
    let here = format!("/work/requests/{}/cover/{}", desk.matter.id, desk.file.id);
    let drawn = wish.spots.clone();
    let empty = wish == Wish::default();
    let (found, problem) = match cover::work(cx, (&desk.file, desk.kind, cover::LOOK), move |of, stop| {
        veil::look(of, &wish, stop)
    })
    .await
    {
        Ok(found) => (found, String::new()),
        Err(Error::Invalid(errors)) => {
            (Found::default(), errors.first().map(|e| e.message.clone()).unwrap_or_default())
        }
        Err(error) => return Err(error),
    };
    let last = found.pages.len().saturating_sub(1);
    let at = typed.at.min(last) / SHOWN * SHOWN;
    let within = drawn.iter().filter(|spot| spot.page <= last).count();
    let pages: Vec<Value> = found
        .pages
        .iter()
        .enumerate()
        .skip(at)
        .take(SHOWN)
        .map(|(n, size)| sheet(&here, n, *size, [&found.spots, &drawn]))
        .collect();
    let numbers = |pages: &[usize]| {
        let numbers: Vec<String> = pages.iter().map(ToString::to_string).collect();
        base::text::truncate(&numbers.join("、"), 60)
    };
    Ok(json!({
        "base": format!("/work/requests/{}", desk.matter.id),
        "here": here,
        "name": desk.file.name,
        "original": format!("/work/requests/{}/given/{}", desk.matter.id, desk.file.id),
        "problem": problem,
        "is_drawn": desk.kind.is_drawn(),
        "has_text": desk.kind.has_text(),
        "is_sheet": desk.kind == Kind::Sheet,
        "is_pdf": desk.kind == Kind::Pdf,
        "words": typed.words, "personal": typed.personal, "boxes": typed.boxes,
        "at": at,
        "pages": pages,
        "all": found.pages.len(),
        "before": (at > 0).then(|| at.saturating_sub(SHOWN)),
        "after": (at + SHOWN <= last).then_some(at + SHOWN),
        "to": (at + SHOWN).min(found.pages.len()),
        "said": if empty || (found.texts + within == 0) { String::new() } else { cover::counted(found.texts, within) },
        "missing": found.missing.iter().map(|w| base::text::truncate(w, 20)).collect::<Vec<_>>(),
        "unread": numbers(&found.unread),
        "lent": numbers(&found.lent),
    }))
}

/// A page as it is shown: its picture, what was found on it and what is drawn on it.
fn sheet(here: &str, number: usize, (width, height): (f64, f64), [found, drawn]: [&[Spot]; 2]) -> Value {
    let tall = (height / width * ACROSS).round();
    let rect = |spot: &Spot| {
        let unit = |part: f64, side: f64| (part * side * 10.0).round() / 10.0;
        json!({ "x": unit(spot.left, ACROSS), "y": unit(spot.top, tall), "w": unit(spot.width, ACROSS), "h": unit(spot.height, tall) })
    };
    let on = |spots: &[Spot]| -> Vec<Value> { spots.iter().filter(|spot| spot.page == number).map(rect).collect() };
    json!({ "number": number + 1, "tall": tall, "src": format!("{here}/{}", number + 1), "found": on(found), "drawn": on(drawn) })
}

/// Makes the covered file; gives what is to be told of it.
async fn make(cx: &Cx, desk: &Desk, form: &Form, wish: Wish) -> std::result::Result<String, Error> {
    // Slow work is done before the transaction begins.
    let covered: Covered =
        cover::work(cx, (&desk.file, desk.kind, cover::MAKE), move |of, stop| veil::cover(of, &wish, stop)).await?;
    let mut incoming = cx.app.files.incoming(covered.bytes.len() as u64).await?;
    incoming.push(&covered.bytes).await?;
    let kept = incoming.finish(&cover::new_name(&desk.file.name, covered.ending)).await?;
    let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
    let file = FileRef { digest: kept.digest, name: kept.name, size, media_type: kept.media_type.to_owned() };
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(cover::told(&covered));
    }
    let counts = (covered.texts, covered.spots);
    side::cover(&mut tx, &Ground::of(&cx.app), &cx.actor, desk.request.id, (&desk.file, &file), counts).await?;
    cx.once_done(&mut tx, form, &format!("/work/requests/{}", desk.matter.id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(cover::told(&covered))
}
