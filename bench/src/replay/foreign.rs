//! Answers of foreign Open311 servers: their lists of services are read, and what is open in their lists of requests becomes orders of the
//! hotline through the keeper's page, once, however often the same file is brought.

use std::fs;
use std::path::Path;

use serde_json::Value;
use testkit::Browser;

use crate::server::Server;
use crate::{Result, accounts, wire};

/// Whoever keeps the interface.
const KEEPER: &str = "dianzi";
/// Where files are brought in.
const IMPORT: &str = "/work/open311/import";
/// Where programs hand in.
const REQUESTS: &str = "/open311/v2/requests.json";
/// Lists of services, and lists of requests with the source under which they are brought.
const SERVICES: [&str; 2] = ["services_giessen.xml", "service_list.json"];
const LISTS: [(&str, &str); 3] =
    [("requests_single.xml", "多伦多311"), ("requests_many.xml", "多伦多311"), ("service_requests.json", "芝加哥311")];

/// What the keeper is told after an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    taken: usize,
    known: usize,
    closed: usize,
    empty: usize,
}

/// Registers a key for a program; gives it.
///
/// # Errors
/// When the keeper is not shown one.
pub async fn key(server: &Server) -> Result<String> {
    let mut keeper = keeper(server).await?;
    let form = keeper.get("/work/open311").await.forms().into_iter().find(|form| form.action == "/work/open311");
    let form = form.ok_or("no form for a key")?.set("name", "随手拍").set("contact", "县融媒体中心");
    let answer = keeper.submit(&form).await;
    let text = answer.text();
    let key = text.split("data-copy=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(key.ok_or_else(|| format!("no key was shown: {}", answer.status))?.to_owned())
}

/// Hands an order in with a key, as a program does; gives the number of its matter.
///
/// # Errors
/// When it is not taken.
pub async fn handed(address: &str, fields: &[(&str, &str)]) -> Result<String> {
    let answer = wire::browser(address)?.post(REQUESTS, fields).await;
    let told: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let id = told[0]["service_request_id"].as_str().map(str::to_owned);
    Ok(id.ok_or_else(|| format!("a program was told {} {}", answer.status, answer.text()))?)
}

/// Reads and takes in all of `shared`; gives whether each file read, and whether the second time nothing was taken.
///
/// # Errors
/// When a file is refused.
pub async fn run(server: &Server, shared: &Path) -> Result<bool> {
    let folder = shared.join("foreign-files/open311");
    if !folder.exists() {
        println!("Open311 samples: skipped, {} is not there", folder.display());
        return Ok(true);
    }
    let mut services = 0;
    for name in SERVICES {
        let found =
            open311::read::services(&fs::read(folder.join(name))?).map_err(|why| refused(name, &why.message))?;
        services += found.len();
    }
    let mut keeper = keeper(server).await?;
    let (mut taken, mut good) = (0, true);
    println!("\n{:<24}{:>8}{:>8}{:>8}{:>8}  Open311 samples", "file", "taken", "known", "closed", "empty");
    for (name, source) in LISTS {
        let bytes = fs::read(folder.join(name))?;
        let first = brought(&mut keeper, name, source, &bytes).await?;
        let again = brought(&mut keeper, name, source, &bytes).await?;
        for told in [first, again] {
            println!("{name:<24}{:>8}{:>8}{:>8}{:>8}", told.taken, told.known, told.closed, told.empty);
        }
        good &= again == Told { taken: 0, known: first.known + first.taken, ..first };
        taken += first.taken;
    }
    println!("{services} services of {} foreign servers read; {taken} of their requests became orders", SERVICES.len());
    Ok(good && services > 0 && taken > 0)
}

async fn keeper(server: &Server) -> Result<Browser> {
    let all = accounts::read(&server.data)?;
    accounts::sign_in(&server.address, accounts::named(&all, KEEPER)?).await
}

fn refused(name: &str, why: &str) -> String {
    format!("{name} was refused: {why}")
}

/// Brings a file in; gives what the keeper is told.
async fn brought(keeper: &mut Browser, name: &str, source: &str, bytes: &[u8]) -> Result<Told> {
    let form = keeper.get(IMPORT).await.form(IMPORT).ok_or("no form for a file")?;
    let answer = keeper.submit(&form.set("source", source).file("file", name, bytes)).await;
    let seen = answer.seen();
    Ok(told(&seen).ok_or_else(|| refused(name, &seen))?)
}

/// The numbers of «登记 2 件；以前导入过的 0 件、对方已办结的 0 件、没有内容的 0 件没有登记».
fn told(seen: &str) -> Option<Told> {
    let after = |words: &str| {
        let rest = seen.split_once(words)?.1.trim_start();
        rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    Some(Told {
        taken: after("登记 ")?,
        known: after("以前导入过的")?,
        closed: after("对方已办结的")?,
        empty: after("没有内容的")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_import_came_to_is_read_from_the_page() {
        let seen = "导入 登记 12 件；以前导入过的 3 件、对方已办结的 1 件、没有内容的 0 件没有登记。 来源";
        assert_eq!(told(seen), Some(Told { taken: 12, known: 3, closed: 1, empty: 0 }));
        assert_eq!(told("请选择文件。"), None);
    }
}
