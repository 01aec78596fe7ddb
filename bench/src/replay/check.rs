//! What must hold after the replay: the statistics page counts every letter, and every receipt verifies offline.

use std::path::Path;
use std::process::Command;

use super::citizen::Receipt;
use crate::server::Server;
use crate::{Result, wire};

/// Letters received this year as the public statistics page counts them.
///
/// # Errors
/// When the page does not say.
pub async fn received(server: &str) -> Result<i64> {
    let page = wire::browser(server)?.get("/letters/stats").await;
    let text = page.seen();
    let after = text.split_once("收到来信").ok_or("the statistics page names no total")?.1;
    let digits: String =
        after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    Ok(digits.replace(',', "").parse()?)
}

/// How many receipts verify without the server, with the key that the ledger publishes. The first is checked with the
/// program's own command, too, in a process that knows nothing else.
///
/// # Errors
/// When the key is not published.
pub async fn receipts(server: &Server, dir: &Path, receipts: &[Receipt]) -> Result<usize> {
    let pem = wire::browser(&server.address)?.get("/ledger/key").await.text();
    let key = ledger::PublicKey::from_pem(&pem).map_err(|flaw| flaw.to_string())?;
    let holds = |r: &&Receipt| ledger::Receipt::parse(&r.file).is_ok_and(|file| file.verify(Some(&key)).is_ok());
    let mut verified = receipts.iter().filter(holds).count();
    if let Some(first) = receipts.first() {
        let (file, trusted) = (dir.join("receipt.json"), dir.join("key.pem"));
        std::fs::write(&file, &first.file)?;
        std::fs::write(&trusted, &pem)?;
        let command =
            Command::new(&server.binary).args(["receipt", "verify"]).arg(&file).arg("--key").arg(&trusted).output()?;
        verified -= usize::from(!command.status.success());
    }
    Ok(verified)
}
