//! What of personal data an answer would still show, for the one who signs it: in its texts and in the files that go with it.

use std::collections::BTreeSet;

use base::{Error, redact};
use intake::office;
use web::Cx;

use crate::model::{Draft, masked};
use crate::store::RequestFile;

/// In the texts: kinds of personal data, in words; empty when there are none.
pub(super) fn texts(draft: &Draft) -> String {
    let (information, _) = masked(&draft.information);
    kinds([information.as_str(), &draft.facts, &draft.reason, &draft.withheld])
}

/// In each file that goes out: a sentence for each that still holds personal data or that no program can read.
///
/// # Errors
/// A fault when a file cannot be read.
pub(super) async fn files(cx: &Cx, draft: &Draft, files: &[RequestFile]) -> Result<Vec<String>, Error> {
    let mut said = Vec::new();
    for file in files.iter().filter(|f| draft.files.contains(&f.id)) {
        let bytes = cx.app.files.read(&file.digest, office::BYTES_MAX).await?;
        let Some(bytes) = bytes else {
            said.push(format!("“{}”太大，不能自动检查，请人工核对。", file.name));
            continue;
        };
        let name = file.name.clone();
        let work = tokio::task::spawn_blocking(move || look(&name, &bytes));
        said.extend(work.await.map_err(|e| base::Fault::broken(format!("look into a file: {e}")))?);
    }
    Ok(said)
}

/// What is to be said of one file; nothing when it was read and holds no personal data.
fn look(name: &str, bytes: &[u8]) -> Option<String> {
    let read = match office::read(name, bytes) {
        Ok(read) => read,
        Err(refusal) => return Some(refusal.message),
    };
    let found = kinds(read.pieces.iter().map(|piece| piece.text.as_str()));
    if !found.is_empty() {
        return Some(format!("“{name}”里还有疑似{found}，请核对是否应当遮盖。"));
    }
    let whole = read.unread.is_empty() && !read.cut;
    (!whole).then(|| format!("“{name}”有不能自动检查的页，请人工核对。"))
}

fn kinds<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let found: BTreeSet<&str> =
        texts.into_iter().flat_map(|text| redact::find(text).into_iter().map(|f| f.kind.name())).collect();
    found.into_iter().collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use paper::{Paper, Piece, Style};

    #[test]
    fn personal_data_is_noticed_in_word_and_pdf_and_what_cannot_be_read_is_said() {
        let text = |text: &str| [Piece::Text(Style::Body, text.to_owned())];
        let (open, clean) = (text("张某的电话是13800001234。"), text("补偿标准为每亩五万元。"));
        let of = |pieces| Paper { title: "", organ: "", id: "", at: base::Moment(0), pieces };
        for (name, bytes) in [("名单.docx", of(&open).word().unwrap()), ("名单.pdf", of(&open).pdf())] {
            let said = look(name, &bytes).unwrap();
            assert!(said.contains("手机") && said.contains(name), "{said}");
        }
        for (name, bytes) in [("标准.docx", of(&clean).word().unwrap()), ("标准.pdf", of(&clean).pdf())] {
            assert_eq!(look(name, &bytes), None, "{name}");
        }
        assert!(look("照片.png", b"\x89PNG").unwrap().contains("人工核对"));
    }
}
