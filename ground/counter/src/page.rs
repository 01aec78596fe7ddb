//! Forms that people send, and what they get for it: taken once, said again with all errors, a receipt, a proof.

use axum::http::{HeaderValue, header};
use base::time::MINUTE;
use base::{Error, FieldError};
use matter::store::FileRef;
use serde::Serialize;
use serde_json::{Value, json};
use web::{Cx, Failure, Form, Page, Response};

use crate::{Book, RECEIPT_OPEN, rating};

/// What became of a form.
pub enum Sent {
    /// It was taken: on to the next page.
    On(Response),
    /// It was not: what is wrong.
    Wrong(Vec<FieldError>),
}

/// The page of a form, kept by the browser: the Back button must bring back this very form with its key, so that what is
/// sent again from it is the same thing.
pub fn kept(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    answer
}

/// Where a form that is wrong now led when it was taken before: one that comes again from the Back button has spent its
/// answer to the question against robots.
///
/// # Errors
/// The errors again when it was never taken.
pub async fn taken_before(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result<String, Error> {
    cx.taken_before(form).await?.ok_or(Error::Invalid(errors))
}

/// Goes on after a form of `book` was taken at an address, or gives what is wrong with it.
///
/// # Errors
/// Everything that is not a wrong field.
pub fn sent(cx: &Cx, book: &Book, done: Result<String, Error>) -> Result<Sent, Failure> {
    match done {
        Ok(location) => {
            changed(cx, book);
            Ok(Sent::On(cx.see_other(&location)?))
        }
        Err(Error::Invalid(errors)) => Ok(Sent::Wrong(errors)),
        Err(error) => Err(error.into()),
    }
}

/// After an act of the person outside that is answered on its own page: the words to say there, and what was wrong. A
/// refusal is told as an error of the whole form.
///
/// # Errors
/// Everything else.
pub fn said(cx: &Cx, book: &Book, done: Result<&'static str, Error>) -> Result<(&'static str, Vec<FieldError>), Error> {
    match done {
        Ok(words) => {
            changed(cx, book);
            Ok((words, Vec::new()))
        }
        Err(Error::Invalid(errors)) => Ok(("", errors)),
        Err(Error::Refused(refusal)) => Ok(("", vec![FieldError::new("", refusal.message)])),
        Err(error) => Err(error),
    }
}

/// What became of an act of the person outside, and what was wrong with it.
pub type Became<'a> = (&'a str, Vec<FieldError>);

/// The page of how something stands that was asked for with number and query code, after an act on it or without one. A message
/// of the person may have `most` characters.
///
/// # Errors
/// A fault when the template cannot be rendered.
pub fn stands(
    cx: &Cx,
    (template, page): (&'static str, Page),
    form: &Form,
    (status, most): (impl Serialize, usize),
    (said, errors): Became<'_>,
) -> web::Result {
    let data = json!({
        "status": status,
        "number": form.get("number"),
        "code": form.get("code"),
        "levels": rating::LEVELS,
        "message_max": most,
        "said": said,
    });
    if errors.is_empty() {
        return cx.page(template, page, data);
    }
    cx.again(template, page, data, form, errors)
}

/// What follows a commit: the ledger's sequencer wakes, public pages of the line are rendered anew.
pub fn changed(cx: &Cx, book: &Book) {
    cx.app.ledger.notify();
    cx.app.cache.invalidate(book.cache);
}

/// What the form shows that asks how something stands: the number as it was given before, and what numbers of these books look like.
///
/// # Errors
/// A fault of the database.
pub async fn asking(cx: &Cx, books: &[&Book], number: &str) -> Result<Value, Error> {
    let sign = identity::units::county_sign(&mut cx.reader()).await?;
    let examples: Vec<String> = books.iter().map(|book| book.example(&sign, cx.now.date().year())).collect();
    Ok(json!({ "number": number, "example": examples.join("、") }))
}

/// The files of a form, as the stores want them.
pub fn files(form: &Form) -> Vec<FileRef> {
    form.files("files").into_iter().map(FileRef::from).collect()
}

/// What `counter/parts.html` draws a receipt of: query code, minutes for which the page is open, where the proof is, the
/// number as a square for telephones.
///
/// # Errors
/// A fault when the number is too long for a square.
pub fn receipt(cx: &Cx, number: &str, query_code: &str) -> Result<Value, Error> {
    Ok(json!({
        "number": number,
        "code": query_code,
        "minutes": RECEIPT_OPEN / MINUTE,
        "proof": format!("{}/proof", cx.path),
        "qr": base::qr::svg(number, 160)?,
    }))
}

/// The ledger's receipt of an entry as a file, to be kept beside the number of its matter.
///
/// # Errors
/// [`Error::Unseen`] when there is no such entry.
pub async fn proof(cx: &Cx, entry: i64, matter: i64) -> web::Result {
    let number = matter::store::matter(&mut cx.reader(), matter).await?.number;
    let receipt = cx.app.ledger.receipt(entry).await?;
    Ok(web::download(&format!("{number}-回执.json"), "application/json", receipt.to_json()))
}
