//! Terminals of 信息公开查阅点: a keeper registers one and gets a code for it, which is typed at the terminal; from then on the
//! terminal may print, and what it prints is counted for it alone. (条例 art. 25: 国家档案馆、公共图书馆、政务服务场所设置查阅场所)

use base::time::MINUTE;
use base::{Error, text};
use edition::{Desk, KEEP};
use serde_json::json;
use sm3::{Digest, Sm3};
use store::Tx;

use crate::store::{counts, terminals};

/// How long a code holds.
const CODE_FOR: i64 = 30 * MINUTE;
/// Digits of a code.
const CODE_DIGITS: usize = 10;
/// Characters of a name at most.
const NAME_MAX: usize = 40;

fn digest(what: &str, secret: &str) -> String {
    hex::encode(Sm3::digest(format!("{what}:{secret}").as_bytes()))
}

/// Registers a terminal; gives its key and the code that is shown once.
///
/// # Errors
/// The actor may not keep sites of the unit; it has no name; there are too many.
pub(crate) async fn register(tx: &mut Tx, desk: &Desk<'_>, unit: i64, name: &str) -> Result<(i64, String), Error> {
    desk.by.require(KEEP, Some(unit))?;
    let name = text::clean_line(name);
    if name.is_empty() || text::char_count(&name) > NAME_MAX {
        return Err(Error::field("name", format!("终端名称须为 1 至 {NAME_MAX} 个字，例如“县档案馆一楼”。")));
    }
    if terminals::all(tx, desk.now.date()).await?.len() >= terminals::TERMINALS_MAX {
        let message = format!("终端已达上限（{} 台），请先停用不用的。", terminals::TERMINALS_MAX);
        return Err(Error::refused("sites.terminals", message));
    }
    let code = desk.app.chance.digits(CODE_DIGITS);
    let until = desk.now.plus(CODE_FOR);
    let by = (desk.by.name(), desk.now, until);
    let id = terminals::insert(tx, (&name, unit), &digest("code", &code), (&by.0, by.1, by.2)).await?;
    record(tx, desk, "sites.terminal", id, json!({ "unit": unit, "name": name })).await?;
    Ok((id, code))
}

/// Takes the code that was typed at a terminal whose browser is called `browser`.
///
/// # Errors
/// No such code, or its time is over.
pub(crate) async fn bind(tx: &mut Tx, desk: &Desk<'_>, browser: &str, typed: &str) -> Result<i64, Error> {
    let code: String = typed.chars().filter(char::is_ascii_digit).collect();
    let taken = terminals::take(tx, &digest("code", &code), &digest("browser", browser), desk.now).await?;
    let id = taken.ok_or_else(|| {
        Error::field("code", "登记码不对，或已超过 30 分钟。请在工作台“查阅终端”里重新登记，取得新的登记码。")
    })?;
    record(tx, desk, "sites.terminal.bind", id, json!({})).await?;
    Ok(id)
}

/// Gives a terminal up: it prints no more.
///
/// # Errors
/// The actor may not; it is not there, or was given up.
pub(crate) async fn close(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    let terminal = terminals::find(tx, id).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(KEEP, Some(terminal.unit_id)) {
        return Err(Error::Unseen);
    }
    if terminals::close(tx, id, desk.now).await? == 0 {
        return Err(Error::Conflict("这台终端已经停用。".to_owned()));
    }
    record(tx, desk, "sites.terminal.close", id, json!({ "name": terminal.name })).await
}

/// Counts a sheet that the terminal whose browser is called `browser` is about to print; gives how many it printed today.
///
/// # Errors
/// The browser is no registered terminal; the terminal printed all that a day allows.
pub(crate) async fn print(tx: &mut Tx, desk: &Desk<'_>, browser: Option<&str>) -> Result<i64, Error> {
    let terminal = match browser {
        Some(browser) => terminals::by_token(tx, &digest("browser", browser)).await?,
        None => None,
    };
    let terminal = terminal.ok_or_else(|| {
        Error::refused("sites.kiosk.unknown", "本机没有登记为查阅终端，不能打印。请联系工作人员登记，或到窗口办理。")
    })?;
    let most = desk.app.number("sites.kiosk.sheets")?;
    let sheets = terminals::printed(tx, terminal.id, desk.now.date()).await?;
    if sheets > most {
        let message = format!("本终端今天打印已达上限（{most} 张），请到窗口办理。");
        return Err(Error::refused("sites.kiosk.sheets", message));
    }
    counts::printed(tx, desk.now.date()).await?;
    Ok(sheets)
}

async fn record(tx: &mut Tx, desk: &Desk<'_>, verb: &str, id: i64, facts: serde_json::Value) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "terminal", id };
    let entry = ledger::Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}
