//! Covering parts of a file (遮盖), so that what may be public of it is given and the rest is not (区分处理, 政府信息公开条例 art. 37):
//! what the form wishes, and the work itself beside the answering of pages.

mod fonts;

use std::time::{Duration, Instant};

use base::{Error, Fault, FieldError, Refusal, text};
use tokio::sync::Semaphore;
use veil::{Covered, Fonts, Kind, Original, Spot, Wish};
use web::{Cx, Form};

use crate::store::RequestFile;

/// Words and rectangles that are covered at once, at most, and characters of each word.
const WORDS: usize = 200;
const SPOTS: usize = 500;
const LENGTH: usize = 200;
/// Files that are worked on at once; the others wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long looking at one may take, and making one of it.
pub(crate) const LOOK: Duration = Duration::from_secs(45);
pub(crate) const MAKE: Duration = Duration::from_secs(600);

/// Reads the form: one word a line, one rectangle a line.
///
/// # Errors
/// Wrong fields, all at once.
pub(crate) fn wish(form: &Form) -> Result<Wish, Error> {
    let lines = text::clean_text(form.get("words"));
    let words: Vec<String> = lines.lines().map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    let mut wrong = Vec::new();
    if words.len() > WORDS || words.iter().any(|w| text::char_count(w) > LENGTH) {
        wrong.push(FieldError::new("words", format!("最多 {WORDS} 行，每行最多 {LENGTH} 字")));
    }
    let spots = match spots(form.get("boxes")) {
        Ok(spots) => spots,
        Err(message) => {
            wrong.push(FieldError::new("boxes", message));
            Vec::new()
        }
    };
    if wrong.is_empty() {
        Ok(Wish { words, personal: form.get("personal") == "1", spots })
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// Rectangles as they are typed, one a line: page, left, top, width, height, the last four in per cent of the page.
pub(crate) fn spots(typed: &str) -> Result<Vec<Spot>, String> {
    let mut spots = Vec::new();
    for (n, line) in typed.lines().enumerate() {
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '%' | '％');
        let parts: Vec<&str> = line.split(apart).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            continue;
        }
        let spot = spot(&parts).ok_or_else(|| {
            format!(
                "第 {} 行不是矩形。请写五个数：页码、左、上、宽、高，后四个是占页面的百分数，例如 1 10 20 30 5",
                n + 1
            )
        })?;
        spots.push(spot);
    }
    if spots.len() > SPOTS { Err(format!("一次最多 {SPOTS} 个矩形")) } else { Ok(spots) }
}

fn spot(parts: &[&str]) -> Option<Spot> {
    let [page, sides @ ..] = parts else { return None };
    let page = page.parse::<usize>().ok()?.checked_sub(1)?;
    let sides: Vec<f64> =
        sides.iter().filter_map(|n| n.parse::<f64>().ok()).filter(|n| (0.0..=100.0).contains(n)).collect();
    match sides.as_slice() {
        [left, top, width, height] if parts.len() == 5 => {
            Spot::new(page, [left / 100.0, top / 100.0, (left + width) / 100.0, (top + height) / 100.0])
        }
        _ => None,
    }
}

/// What kind of file it is, when it can be covered here.
pub(crate) fn kind(file: &RequestFile) -> Option<Kind> {
    Kind::of(&file.media_type).filter(|_| file.kind == "original")
}

/// Works on an original beside the answering of pages: a few at once, none for ever.
///
/// # Errors
/// What `work` refuses, as a wrong field; a fault when the file cannot be read.
pub(crate) async fn work<T: Send + 'static>(
    cx: &Cx,
    (file, kind, longest): (&RequestFile, Kind, Duration),
    work: impl FnOnce(Original<'_>, &dyn Fn() -> bool) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Error> {
    let lost = || Error::field("words", "文件太大或者已经不在，请重新上传");
    if usize::try_from(file.size).is_ok_and(|size| size > veil::BYTES_MAX) {
        return Err(lost());
    }
    let bytes = cx.app.files.read(&file.digest, veil::BYTES_MAX).await?.ok_or_else(lost)?;
    let turn = AT_ONCE.acquire().await.map_err(|e| Fault::broken(format!("wait to cover a file: {e}")))?;
    let (name, data) = (file.name.clone(), cx.app.config.data_dir.clone());
    let begun = Instant::now();
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let fonts = if kind == Kind::Pdf { fonts::at_hand(&data) } else { Fonts::default() };
        work(Original { name: &name, kind, bytes: &bytes, fonts: &fonts }, &|| begun.elapsed() > longest)
    });
    match done.await {
        Ok(done) => done.map_err(|refusal| Error::field("words", refusal.message)),
        // A file that brings down who reads it is as good as broken.
        Err(error) if error.is_panic() => {
            tracing::warn!(file = file.id, "a file cannot be read: {error}");
            let message = format!("“{}”读不出来。请在原软件中打开、另存后再上传。", file.name);
            Err(Error::field("words", message))
        }
        Err(error) => Err(Fault::broken(format!("cover a file: {error}")).into()),
    }
}

/// What the result is called.
pub(crate) fn new_name(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{}（遮盖）.{ending}", text::truncate(stem, 80))
}

/// What became of the file, in words.
pub(crate) fn told(covered: &Covered) -> String {
    let left: Vec<String> = covered.left_out.iter().map(|(what, count)| format!("{what} {count} 处")).collect();
    let left = if left.is_empty() { String::new() } else { format!("没有带入：{}。", left.join("、")) };
    format!("已遮盖{}，生成拟提供的文件。{left}请打开核对。", counted(covered.texts, covered.spots))
}

/// So many texts and rectangles, in words.
pub(crate) fn counted(texts: usize, spots: usize) -> String {
    match (texts, spots) {
        (texts, 0) => format!(" {texts} 处文字"),
        (0, spots) => format!(" {spots} 个矩形"),
        (texts, spots) => format!(" {texts} 处文字、{spots} 个矩形"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_are_read_as_people_type_them_and_wrong_lines_are_named() {
        let typed = "1 10 20 30 5\n\n2，0，0，100%，100%\n3 90 90 50 50";
        let read = spots(typed).unwrap();
        assert_eq!(read.iter().map(|s| s.page).collect::<Vec<_>>(), [0, 1, 2]);
        assert!((read[0].left - 0.1).abs() < 1e-9 && (read[0].height - 0.05).abs() < 1e-9);
        assert!((read[2].width - 0.1).abs() < 1e-9, "cut at the edge of the page");
        for wrong in [
            "0 1 1 1 1",
            "1 1 1 1",
            "1 1 1 1 1 1",
            "一 1 1 1 1",
            "1 -1 1 1 1",
            "1 1 1 0 1",
            "1 101 1 1 1",
            "1 NaN 1 1 1",
        ] {
            let message = spots(&format!("1 1 1 1 1\n{wrong}")).unwrap_err();
            assert!(message.contains("第 2 行"), "{wrong}: {message}");
        }
        assert!(spots(&"1 1 1 1 1\n".repeat(SPOTS + 1)).is_err());
    }

    #[test]
    fn what_was_covered_is_told_in_words() {
        let covered = Covered { bytes: Vec::new(), ending: "pdf", texts: 3, spots: 1, left_out: vec![("批注", 2)] };
        assert_eq!(told(&covered), "已遮盖 3 处文字、1 个矩形，生成拟提供的文件。没有带入：批注 2 处。请打开核对。");
        assert_eq!(new_name("名单.扫描.PDF", "pdf"), "名单.扫描（遮盖）.pdf");
    }
}
