//! Word files: their text as a reader sees it, made a new document.

use std::cell::RefCell;

use base::Refusal;
use intake::office;

use crate::{Covered, Found, Original, Wish, broken, plain};

pub(crate) fn look(of: Original<'_>, wish: &Wish) -> Result<Found, Refusal> {
    read(of, wish).map(|(found, _)| found)
}

/// What is found, and the new document.
pub(crate) fn cover(of: Original<'_>, wish: &Wish) -> Result<(Found, Covered), Refusal> {
    let (found, covered) = read(of, wish)?;
    let bytes = paper::of_body(&covered.body).map_err(|_| broken(of.name))?;
    Ok((found, Covered { bytes, ending: "docx", texts: 0, spots: 0, left_out: covered.left_out }))
}

/// Reads the file once: each paragraph is looked at as it was before it is covered.
fn read(of: Original<'_>, wish: &Wish) -> Result<(Found, office::Covered), Refusal> {
    let whole = RefCell::new(String::new());
    let wanted = |paragraph: &str| {
        whole.borrow_mut().extend([paragraph, "\n"]);
        wish.places(paragraph)
    };
    let covered = office::cover(of.name, of.bytes, &wanted).map_err(|refusal| plain(of.name, refusal))?;
    let whole = whole.into_inner();
    let missing = wish.words.iter().filter(|word| !whole.contains(word.as_str())).cloned().collect();
    Ok((Found { texts: covered.places, missing, ..Found::default() }, covered))
}
