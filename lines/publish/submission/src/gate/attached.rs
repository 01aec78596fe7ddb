//! What is found in attachments. The same file under the same lists is read once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base::Error;
use edition::FileRow;
use intake::office;

use super::{Finding, Level, Words, texts};

/// Findings of one file at most.
const OF_FILE_MAX: usize = 50;
/// Characters of a file that are read.
const CHARS_MAX: usize = 200_000;
/// Pages without a text that a finding names.
const NAMED_MAX: usize = 5;
/// Files whose findings are remembered.
const KEPT: usize = 200;

/// The address of the content with the state of the lists and the name, and what was found.
type Known = (String, Vec<Finding>);

static READ: Mutex<VecDeque<Known>> = Mutex::new(VecDeque::new());

/// What is found in one file.
pub(super) async fn check(app: &web::App, file: &FileRow, words: &Arc<Words>) -> Result<Vec<Finding>, Error> {
    if file.media_type.starts_with("image/") || file.media_type.starts_with("video/") {
        return Ok(of_picture(file).into_iter().collect());
    }
    let key = format!("{} {} {}", file.digest, words.stamp, file.name);
    if let Some(known) = known(&key) {
        return Ok(known);
    }
    let too_large = usize::try_from(file.size).map_or(true, |size| size > office::BYTES_MAX);
    let bytes = if too_large { None } else { app.files.read(&file.digest, office::BYTES_MAX).await? };
    let Some(bytes) = bytes else {
        let why = "附件超过 50 MB 或暂时读不到，不能自动检查，请人工核对。";
        return Ok(vec![by_hand(&file.name, why)]);
    };
    let (name, these) = (file.name.clone(), words.clone());
    let work = tokio::task::spawn_blocking(move || of_bytes(&name, &bytes, &these));
    let found = work.await.map_err(|_| base::Fault::broken("the gate stopped while it read an attachment"))?;
    remember(key, &found);
    Ok(found)
}

fn known(key: &str) -> Option<Vec<Finding>> {
    let read = READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    read.iter().find(|(k, _)| k == key).map(|(_, found)| found.clone())
}

fn remember(key: String, found: &[Finding]) {
    let mut read = READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    read.push_back((key, found.to_vec()));
    while read.len() > KEPT {
        read.pop_front();
    }
}

/// A scan handed in as an attachment may hold a list of people that no program reads; a picture of the text is looked at by everybody.
fn of_picture(file: &FileRow) -> Option<Finding> {
    let scan = file.role == "attachment" && file.media_type.starts_with("image/");
    scan.then(|| by_hand(&file.name, "附件是图片，其中的文字不能自动检查。请人工核对有没有个人信息、涉密标志。"))
}

fn by_hand(name: &str, why: &str) -> Finding {
    Finding::new("附件须人工核对", Level::Asks, &format!("附件“{name}”"), &base::redact::mask(name), why)
}

/// Whether it is a PDF that nobody opens without a password: one that came before such files were refused.
fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") && office::asks_for_password(bytes)
}

fn sealed(name: &str) -> Finding {
    let why = "附件是带密码的 PDF，读者打不开，也不能自动检查。请去掉密码后重新上传。";
    Finding::new("附件打不开", Level::Stops, &format!("附件“{name}”"), &base::redact::mask(name), why)
}

/// The first pages without a text, and how many there are.
fn unread(pages: &[String]) -> Option<String> {
    let named = pages.get(..NAMED_MAX.min(pages.len())).filter(|named| !named.is_empty())?.join("、");
    Some(if pages.len() > NAMED_MAX { format!("{named}等 {} 页", pages.len()) } else { named })
}

fn of_bytes(name: &str, bytes: &[u8], words: &Words) -> Vec<Finding> {
    let office = match office::read(name, bytes) {
        Ok(office) => office,
        Err(_) if is_sealed(bytes) => return vec![sealed(name)],
        Err(refusal) => return vec![by_hand(name, &refusal.message)],
    };
    let (mut found, mut left, mut cut) = (Vec::new(), CHARS_MAX, office.cut);
    for piece in &office.pieces {
        let Some(rest) = left.checked_sub(base::text::char_count(&piece.text)) else {
            cut = true;
            break;
        };
        left = rest;
        let place = format!("附件“{name}”{}", piece.place);
        found.extend(texts::piece(&place, &piece.text, &words.proofreader));
    }
    found.sort_by_key(|f| f.level);
    if found.len() > OF_FILE_MAX {
        let more = format!("共发现 {} 处，这里只列出前 {OF_FILE_MAX} 处，请改好后重新上传再查。", found.len());
        found.truncate(OF_FILE_MAX);
        found.push(by_hand(name, &more));
    }
    if let Some(pages) = unread(&office.unread) {
        let why = format!("{pages}没有可识别的文字（可能是扫描件或字体缺少编码），不能自动检查，请人工核对。");
        found.push(by_hand(name, &why));
    }
    if cut {
        found.push(by_hand(name, "附件很长，只检查了前 20 万字，其余请人工核对。"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proofread::{Lists, Proofreader};
    use store::testing::samples::{OF_1234, under_a_password};

    #[test]
    fn a_picture_as_an_attachment_is_looked_at_by_a_person() {
        let file = |role: &str, kind: &str| FileRow {
            id: 1,
            item_id: 1,
            digest: String::new(),
            name: "公示名单.jpg".into(),
            size: 1,
            media_type: kind.into(),
            role: role.into(),
            alt: String::new(),
            rank: 1,
            at: base::Moment(0),
            removed_at: None,
        };
        let told = |role, kind| of_picture(&file(role, kind)).map(|found| (found.kind, found.stops));
        assert_eq!(told("attachment", "image/jpeg"), Some(("附件须人工核对".to_owned(), false)));
        assert_eq!([told("image", "image/jpeg"), told("attachment", "video/mp4")], [None, None]);
    }

    #[test]
    fn a_document_that_nobody_opens_stops_and_one_that_no_program_reads_is_asked_about() {
        let words = Words { proofreader: Proofreader::new(&Lists::default()), hosts: Vec::new(), stamp: 0 };
        let found = of_bytes("密.pdf", &under_a_password(OF_1234), &words);
        assert_eq!(found.iter().map(|f| (f.kind.as_str(), f.stops)).collect::<Vec<_>>(), [("附件打不开", true)]);
        let found = of_bytes("坏.pdf", b"%PDF-1.4 torn", &words);
        assert_eq!(found.iter().map(|f| (f.kind.as_str(), f.stops)).collect::<Vec<_>>(), [("附件须人工核对", false)]);
    }
}
