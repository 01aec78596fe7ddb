//! `/verify` 验证回执 and `/ledger` 底账: what a citizen holds is checked against the published keys and the ledger as it
//! is now, and told in plain Chinese.

use ledger::{Receipt, receipt::Verified};
use serde::Serialize;
use serde_json::{Value, json};
use web::{Cx, Form, Page, Result};

use super::{ledger_feed, upload};

/// Heads on the page about the ledger.
const HEADS: usize = 10;
/// Longest receipt that is looked at, in bytes; real ones have some thousand.
const BYTES_MAX: u64 = 256 * 1024;

/// What was found about a receipt.
#[derive(Debug, Serialize)]
struct Found {
    good: bool,
    title: String,
    text: String,
    facts: Vec<Fact>,
}

/// One line of what was found.
#[derive(Debug, Serialize)]
struct Fact {
    name: String,
    value: String,
}

/// The form.
pub async fn form(cx: Cx) -> Result {
    cx.page("screens/verify.html", page(), json!({ "found": Value::Null }))
}

fn page() -> Page {
    Page::new("验证回执").kind("form").description("粘贴、上传或扫入回执，核对它是否由本县底账出具、内容有没有被改动。")
}

/// Checks what was pasted, scanned or uploaded.
pub async fn check(cx: Cx, form: Form) -> Result {
    if !form.problems().is_empty() {
        return cx.again(
            "screens/verify.html",
            page(),
            json!({ "found": Value::Null }),
            &form,
            form.problems().to_vec(),
        );
    }
    let text = match form.files("file").first() {
        Some(upload) => match upload::bytes(&cx.app, upload, BYTES_MAX).await? {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => return again(&cx, &form, "file", "文件过大，不是回执。"),
        },
        None => form.get("receipt").trim().to_owned(),
    };
    if text.trim().is_empty() {
        return again(&cx, &form, "receipt", "请粘贴或扫入回执的全部内容，或者选择回执文件。");
    }
    let found = found(&cx, &text).await?;
    cx.page("screens/verify.html", page(), json!({ "found": found }))
}

fn again(cx: &Cx, form: &Form, field: &str, message: &str) -> Result {
    let problem = base::FieldError::new(field, message);
    cx.again("screens/verify.html", page(), json!({ "found": Value::Null }), form, vec![problem])
}

/// The verdict: first the receipt by itself, then its key against ours, then its entry against the ledger of now.
async fn found(cx: &Cx, text: &str) -> std::result::Result<Found, base::Error> {
    let verified = match Receipt::parse(text).and_then(|receipt| receipt.verify(None)) {
        Ok(verified) => verified,
        Err(flaw) => return Ok(bad("回执无效", flaw.to_string())),
    };
    let keys = cx.app.ledger.keys().await?;
    if !keys.iter().any(|key| key.id == verified.key_id) {
        let why = "回执本身没有破损，但签名的公钥不是本县公布的公钥：它不是本县底账出具的。";
        return Ok(bad("不是本县的回执", why.to_owned()));
    }
    let now = cx.app.ledger.entries(verified.index, 1).await?.pop();
    if now.is_none_or(|entry| entry.id != verified.entry || entry.verb != verified.verb || entry.at != verified.at) {
        let why = "回执由本县签发，但底账现在的同一位置不是这件事。请保存好回执，并向县政府办公室反映。";
        return Ok(bad("与现在的底账不符", why.to_owned()));
    }
    Ok(good(&verified))
}

fn bad(title: &str, text: String) -> Found {
    Found { good: false, title: title.to_owned(), text, facts: Vec::new() }
}

fn good(verified: &Verified) -> Found {
    let facts = verified.lines().into_iter().skip(1).filter(|line| !line.starts_with("公钥：")).filter_map(|line| {
        let (name, value) = line.split_once('：')?;
        Some(Fact { name: name.to_owned(), value: value.to_owned() })
    });
    Found {
        good: true,
        title: "回执有效".to_owned(),
        text: "这件事已记入本县底账，内容没有被改动，签名与本县公布的公钥一致。".to_owned(),
        facts: facts.collect(),
    }
}

/// What the ledger is, its newest heads and its keys.
pub async fn ledger(cx: Cx) -> Result {
    let heads = cx.app.ledger.heads(HEADS, None).await?;
    let keys: Vec<Value> = cx
        .app
        .ledger
        .keys()
        .await?
        .into_iter()
        .map(|key| json!({ "id": key.id, "from": key.from_at.minutes() }))
        .collect();
    let newest = heads.first().map(|head| json!({ "size": head.size, "at": head.at.minutes() }));
    let signed: Vec<Value> = heads.iter().map(ledger_feed::shown).collect();
    let page = Page::new("底账").description("每一次办理都记入只增不改的底账，任何人都可以核对。");
    cx.page("screens/ledger.html", page, json!({ "signed": signed, "keys": keys, "newest": newest }))
}
