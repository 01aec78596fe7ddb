//! The citizens: they read the notice, write, answer the bot question, keep the receipt, supplement and rate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use testkit::{Answer, Browser};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::questions::Question;
use crate::times::Times;
use crate::{Result, challenge, wire};

/// Citizens who write at the same time.
const TOGETHER: usize = 48;
/// How often the receipt is asked for until its head is signed, and how long a person waits before each time: nobody asks
/// ten times a second, and asking costs the server time that is not the letter's.
const ASKED: usize = 10;
const BETWEEN: Duration = Duration::from_millis(1_200);

/// What a citizen has after writing.
#[derive(Clone)]
pub struct Receipt {
    /// Place of the question.
    pub place: usize,
    /// 编号.
    pub number: String,
    /// 查询码.
    pub code: String,
    /// The receipt of the ledger, as the file that one downloads.
    pub file: String,
}

/// What writing letters gave.
#[derive(Default)]
pub struct Written {
    /// The receipts in the order of the questions.
    pub receipts: Vec<Receipt>,
    /// Letters that were not taken, and why.
    pub failed: Vec<String>,
    /// From the click to the receipt page.
    pub posting: Times,
}

/// Writes all letters, several citizens at the same time.
///
/// # Errors
/// When a browser cannot be made; a letter that is not taken is in `failed`.
pub async fn write_all(server: &str, questions: &[Question]) -> Result<Written> {
    let gate = Arc::new(Semaphore::new(TOGETHER));
    let mut set = JoinSet::new();
    for question in questions.iter().cloned() {
        let (gate, server) = (Arc::clone(&gate), server.to_owned());
        set.spawn(async move {
            let _permit = gate.acquire_owned().await?;
            write(&server, &question).await.map_err(|e| format!("question {}: {e}", question.place).into())
        });
    }
    let mut written = Written::default();
    while let Some(done) = set.join_next().await {
        let done: Result<(Receipt, Times)> = done?;
        match done {
            Ok((receipt, posting)) => {
                written.receipts.push(receipt);
                written.posting.join(posting);
            }
            Err(error) => written.failed.push(error.to_string()),
        }
    }
    written.receipts.sort_by_key(|r| r.place);
    Ok(written)
}

/// One letter from the notice to the receipt.
async fn write(server: &str, question: &Question) -> Result<(Receipt, Times)> {
    let mut browser = wire::browser(server)?;
    let notice = browser.get("/letters/notice").await;
    let onward = notice.links("/letters/write").into_iter().find(|l| l.contains("read=1"));
    let to =
        onward.ok_or_else(|| format!("the notice does not lead on to the form: {} {}", notice.status, notice.path))?;
    let page = browser.get(&to).await;
    let form =
        page.form("/letters/write").ok_or_else(|| format!("no form to write with: {} {}", page.status, page.path))?;
    let form = challenge::answer(&page, form).await?;
    let chance = base::Chance::seeded(question.place as u64);
    let kinds = ["consult", "consult", "consult", "advice", "help", "complaint"];
    let form = form
        .set("mailbox", if question.place.is_multiple_of(7) { "secretary" } else { "mayor" })
        .set("kind", kinds[question.place % kinds.len()])
        .set("title", &question.title)
        .set("body", &question.body)
        .set("name", &identity::sample::name(&chance))
        .set("phone", &identity::sample::mobile(&chance))
        .set("consent", if question.consent { "1" } else { "0" })
        .set("notice", "1");
    let begun = Instant::now();
    let receipt = browser.submit(&form).await;
    let mut posting = Times::default();
    posting.since(begun);
    let (number, code) = read_receipt(&receipt)?;
    let file = download(&mut browser, &receipt).await?;
    Ok((Receipt { place: question.place, number, code, file }, posting))
}

/// Number and query code from the receipt page.
fn read_receipt(page: &Answer) -> Result<(String, String)> {
    let text = page.seen();
    if !page.status.is_success() || !page.path.contains("receipt") {
        return Err(format!(
            "{} {}: {}",
            page.status,
            page.path,
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        )
        .into());
    }
    let number = text
        .split_once("青信〔")
        .and_then(|(_, rest)| rest.split_once('号'))
        .map(|(inner, _)| format!("青信〔{inner}号"));
    let number = number.ok_or("the receipt has no number")?;
    let digits = |c: char| !c.is_ascii_digit();
    let code = text.split(digits).find(|w| w.len() == 10).ok_or("the receipt has no query code")?;
    Ok((number, code.to_owned()))
}

/// The receipt of the ledger; it exists as soon as the next head is signed.
async fn download(browser: &mut Browser, receipt: &Answer) -> Result<String> {
    let link = receipt.links("/letters/").into_iter().find(|l| l.ends_with("/proof"));
    let link = link.ok_or("the receipt page does not link to the file")?;
    for _ in 0..ASKED {
        tokio::time::sleep(BETWEEN).await;
        let file = browser.get(&link).await;
        if file.status.is_success() && file.text().contains("renhe-receipt") {
            return Ok(file.text());
        }
    }
    Err("no head was signed over the letter in time".into())
}

/// Opens a letter by number and query code, as everybody can who has both.
///
/// # Errors
/// When it is not shown.
pub async fn open(server: &str, receipt: &Receipt) -> Result<(Browser, Answer)> {
    let mut browser = wire::browser(server)?;
    let page = browser.get("/letters/query").await;
    let form = page.forms().into_iter().find(|f| f.value("code").is_some()).ok_or("no form to ask with")?;
    let form = form.set("number", &receipt.number).set("code", &receipt.code);
    let shown = browser.submit(&form).await;
    if shown.status.is_success() && shown.seen().contains(&receipt.number) {
        return Ok((browser, shown));
    }
    Err(format!("{} is not shown to its writer: {}", receipt.number, shown.status).into())
}

/// Sends the form of the page whose address ends with `act`, with `fields` set.
///
/// # Errors
/// When it is not offered or not taken.
pub async fn act(browser: &mut Browser, page: &Answer, act: &str, fields: &[(&str, &str)]) -> Result<Answer> {
    let form = page
        .forms()
        .into_iter()
        .find(|f| f.action.ends_with(act))
        .ok_or_else(|| format!("the writer is not offered to {act}"))?;
    let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
    let answer = browser.submit(&form).await;
    if answer.status.is_success() {
        Ok(answer)
    } else {
        Err(format!("{act}: {} {}", answer.status, answer.seen().trim()).into())
    }
}
