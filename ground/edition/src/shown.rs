//! A body as it is shown to people, whether published or not: made safe once more, its files where those who look may fetch them.

use base::Error;

use crate::FileRow;

/// Characters of a digest that tell two contents apart.
const BRIEF: usize = 12;

/// The beginning of a digest, enough to tell two contents apart.
pub fn brief(digest: &str) -> &str {
    digest.get(..BRIEF).unwrap_or(digest)
}

/// The body made safe once more, its files under addresses that change with them. `base` takes the place of the files' own
/// address (`/a/7/files`) when it is another; empty for their own.
///
/// # Errors
/// A refusal when the body cannot be read.
pub fn body(html: &str, item: i64, files: &[FileRow], base: &str) -> Result<String, Error> {
    let clean = intake::html::shown(html, &intake::html::Policy::default()).map_err(Error::Refused)?;
    let own = format!("/a/{item}/files");
    let base = if base.is_empty() { own.as_str() } else { base };
    Ok(files.iter().fold(clean.into_owned(), |html, file| {
        let to = format!("\"{base}/{}?v={}\"", file.id, brief(&file.digest));
        html.replace(&format!("\"{own}/{}\"", file.id), &to)
    }))
}
