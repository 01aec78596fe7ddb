//! The content gate (发布前检查): what a machine finds in an edition before every reading. A finding that stops has to be put
//! right, or be let through with a reason that stays on the record.

use base::Error;
use edition::{Content, FileRow};
use serde::Serialize;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of finding it is, in Chinese.
    pub kind: String,
    /// It has to be put right.
    pub stops: bool,
    /// Where: 标题, 正文第3段, name of an attachment.
    pub place: String,
    /// What stands there, personal data masked.
    pub excerpt: String,
    /// What to write instead; empty when there is nothing to offer.
    pub instead: String,
    /// Why, and the way out.
    pub why: String,
}

/// Everything that is found in `content` and its files.
///
/// # Errors
/// A fault when a file cannot be read.
pub(crate) async fn examine(app: &web::App, content: &Content, files: &[FileRow]) -> Result<Vec<Finding>, Error> {
    let _ = (app, files);
    Ok(personal(content))
}

fn personal(content: &Content) -> Vec<Finding> {
    let paragraphs = intake::text::plain(&content.body).unwrap_or_default();
    let places = std::iter::once(("标题".to_owned(), content.title.as_str()))
        .chain(paragraphs.lines().enumerate().map(|(i, line)| (format!("正文第{}段", i + 1), line)));
    let mut found = Vec::new();
    for (place, text) in places {
        let masked = base::redact::mask(text);
        if masked != text {
            found.push(Finding {
                kind: "个人信息".to_owned(),
                stops: true,
                place,
                excerpt: base::text::truncate(&masked, 60),
                instead: String::new(),
                why: "含身份证号、手机号等个人信息。请删去或作隐去处理后再报送。".to_owned(),
            });
        }
    }
    found
}
