//! Letters on paper: as a page to be printed, as a Word file and as PDF.

use base::Error;
use matter::Ground;
use paper::{DOCX, PDF, Paper};
use serde_json::json;
use web::{Cx, Page, Path, Result};

use crate::actions::answer;
use crate::letter::Letter;
use crate::model::Draft;
use crate::results::result_of;
use crate::store::{self, Issued};

/// A letter that went out, for those inside.
pub(super) async fn page(cx: Cx, Path((id, letter)): Path<(i64, i64)>) -> Result {
    show(&cx, &issued(&cx, id, letter).await?, "")
}

/// The same as a Word file.
pub(super) async fn word(cx: Cx, Path((id, letter)): Path<(i64, i64)>) -> Result {
    show(&cx, &issued(&cx, id, letter).await?, "word")
}

/// The same as PDF.
pub(super) async fn pdf(cx: Cx, Path((id, letter)): Path<(i64, i64)>) -> Result {
    show(&cx, &issued(&cx, id, letter).await?, "pdf")
}

async fn issued(cx: &Cx, id: i64, letter: i64) -> std::result::Result<Issued, Error> {
    let (_, request) = super::office::own(cx, id).await?;
    store::issued(&mut cx.reader(), request.id, letter).await?.ok_or(Error::Unseen)
}

/// A letter as it went out: a file when `form` is `word` or `pdf`, else a page.
pub(super) fn show(cx: &Cx, issued: &Issued, form: &str) -> Result {
    let letter: Letter =
        serde_json::from_str(&issued.body).map_err(|e| base::Fault::broken(format!("a letter: {e}")))?;
    let pieces = letter.pieces();
    let id = format!("urn:renhe:letter:{}", issued.id);
    let at = issued.issued_on.parse().map_or(cx.now, base::Moment::start_of);
    let paper = Paper { title: &letter.title, organ: &letter.organ, id: &id, at, pieces: &pieces };
    let name = format!("{} {}", letter.number, letter.title);
    match form {
        "word" => Ok(web::download(&format!("{name}.docx"), DOCX, paper.word()?)),
        "pdf" => Ok(web::download(&format!("{name}.pdf"), PDF, paper.pdf())),
        _ => sheet(cx, &letter),
    }
}

fn sheet(cx: &Cx, letter: &Letter) -> Result {
    let mut page = Page::new(letter.title.clone()).kind("page");
    page.noindex = true;
    cx.page("requests/letter.html", page, json!({ "letter": letter }))
}

/// The answer under review as it would go out.
pub(super) async fn preview(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, request) = super::office::own(&cx, id).await?;
    let again = store::redoing(&mut cx.reader(), request.id).await?;
    let draft = Draft::parse(again.as_ref().map_or(&request.draft, |redo| &redo.draft));
    let result = result_of(&draft.result).ok_or(Error::Unseen)?;
    let (ground, case) = (Ground::of(&cx.app), matter.case()?);
    let of = (&draft, result);
    let mut letter = answer::preview(&mut cx.reader(), &ground, &request, &case, of, again.as_ref()).await?;
    letter.number = "（审签发出时编号）".to_owned();
    sheet(&cx, &letter)
}
