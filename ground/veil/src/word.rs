//! Word files: their text as a reader sees it, made a new document.

use base::Refusal;
use intake::office;

use crate::{Covered, Found, Original, Wish, broken, plain};

pub(crate) fn look(of: Original<'_>, wish: &Wish) -> Result<Found, Refusal> {
    let plain = |refusal| plain(of.name, refusal);
    let whole = office::cover(of.name, of.bytes, &|_| Vec::new()).map_err(plain)?;
    let covered = office::cover(of.name, of.bytes, &|paragraph| wish.places(paragraph)).map_err(plain)?;
    let missing = wish.words.iter().filter(|word| !whole.text.contains(word.as_str())).cloned().collect();
    Ok(Found { texts: covered.places, missing, ..Found::default() })
}

pub(crate) fn cover(of: Original<'_>, wish: &Wish) -> Result<Covered, Refusal> {
    let plain = |refusal| plain(of.name, refusal);
    let covered = office::cover(of.name, of.bytes, &|paragraph| wish.places(paragraph)).map_err(plain)?;
    let bytes = paper::of_body(&covered.body).map_err(|_| broken(of.name))?;
    Ok(Covered { bytes, ending: "docx", texts: 0, spots: 0, left_out: covered.left_out })
}
