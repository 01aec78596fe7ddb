//! `renhe ledger`: verifies the whole ledger, or prints its newest signed head.

use std::path::PathBuf;

use base::Fault;
use ledger::{Covered, Cursor, Head, PublicKey};
use store::{Config, Db};

use super::Answer;

/// Contents hashed per page.
const PAGE: usize = 500;
/// Altered contents that are listed, at most; the rest is counted.
const LISTED: usize = 20;

/// 核验底账，或打印最新的签名树头。
#[derive(Debug, clap::Args)]
pub struct LedgerArgs {
    /// 要做的事
    #[command(subcommand)]
    pub act: LedgerAct,
}

/// Where the ledger lies.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Place {
    /// 数据目录（内有 renhe.db）
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL 地址，例如 postgres://用户:口令@主机/库名
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

/// What to do with the ledger.
#[derive(Debug, clap::Subcommand)]
pub enum LedgerAct {
    /// 逐条核验全部条目、顺序、树节点、签名树头和正文，指出最先被改动之处
    Verify {
        /// 底账所在
        #[command(flatten)]
        place: Place,
        /// 另存的签名树头文件，可给出多个：据此可发现整本重写或截断
        #[arg(long, value_name = "FILE", requires = "key")]
        head: Vec<PathBuf>,
        /// 核验另存树头所用的公钥（PEM 文件）
        #[arg(long, value_name = "PEM")]
        key: Option<PathBuf>,
    },
    /// 打印最新的签名树头，可另存备查
    Head {
        /// 底账所在
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command; `covered` are the columns whose contents are committed to. An error is a Chinese sentence.
///
/// # Errors
/// When a file cannot be read or the database does not answer. An altered ledger is an answer, not an error.
pub async fn ledger(args: &LedgerArgs, covered: &[Covered]) -> Result<Answer, String> {
    match &args.act {
        LedgerAct::Verify { place, head, key } => {
            let known = known_heads(head, key.as_ref())?;
            let db = open(place).await?;
            let answer = verify(&db, &known, covered).await;
            db.close().await;
            answer.map_err(told)
        }
        LedgerAct::Head { place } => {
            let db = open(place).await?;
            let head = ledger::newest_head(&db).await;
            db.close().await;
            Ok(match head.map_err(told)? {
                Some(head) => Answer { text: head.note, good: true },
                None => Answer { text: "底账还没有签名树头。\n".to_owned(), good: false },
            })
        }
    }
}

/// A missing data directory is told, not made.
async fn open(place: &Place) -> Result<Db, String> {
    let config = match (&place.data, &place.database) {
        (Some(dir), _) => {
            let file = dir.join("renhe.db");
            if !file.is_file() {
                return Err(format!("找不到数据库文件 {}，请核对数据目录。", file.display()));
            }
            Config::Sqlite(file)
        }
        (None, Some(url)) => Config::Postgres(url.clone()),
        (None, None) => return Err("请给出 --data 或 --database。".to_owned()),
    };
    Db::open(&config).await.map_err(told)
}

fn told(fault: Fault) -> String {
    format!("数据库未能完成操作：{fault}")
}

/// The heads kept elsewhere, each opened with the key that the person trusts.
fn known_heads(files: &[PathBuf], key: Option<&PathBuf>) -> Result<Vec<Head>, String> {
    let Some(key) = key else { return Ok(Vec::new()) };
    let key = PublicKey::from_pem(&super::read(key)?).map_err(|flaw| flaw.to_string())?;
    files
        .iter()
        .map(|file| ledger::head::open(&super::read(file)?, &key).map_err(|flaw| format!("{}：{flaw}", file.display())))
        .collect()
}

/// The tree first, then the contents, which only say something when the tree holds.
pub(super) async fn verify(db: &Db, known: &[Head], covered: &[Covered]) -> Result<Answer, Fault> {
    let report = ledger::verify_against(db, known).await?;
    let mut lines = report.lines();
    let mut good = report.bad.is_none();
    if good {
        good = verify_bodies(db, covered, &mut lines).await?;
        good &= verify_versions(db, &mut lines).await?;
    }
    Ok(Answer { text: format!("{}\n", lines.join("\n")), good })
}

async fn verify_bodies(db: &Db, covered: &[Covered], lines: &mut Vec<String>) -> Result<bool, Fault> {
    let (mut checked, mut erased, mut bad) = (0, 0, 0);
    let mut next = Some(Cursor::default());
    while let Some(from) = next {
        let page = ledger::rehash_bodies(db, covered, from, PAGE).await?;
        checked += page.checked;
        erased += page.erased;
        for body in page.bad {
            bad += 1;
            if bad <= LISTED {
                lines.push(format!(
                    "正文被改动：{}.{} 第 {} 行（记录号 {}）：{}。",
                    body.table, body.column, body.row, body.entry, body.what
                ));
            }
        }
        next = page.next;
    }
    lines.push(format!("正文：核对 {checked} 项，其中 {bad} 项不符；依规删除 {erased} 项。"));
    for (table, column) in ledger::uncovered(db, covered).await? {
        lines.push(format!("注意：{table}.{column} 有内容摘要，但未列入核对范围。"));
    }
    Ok(bad == 0)
}

/// Whether each version of an edition stands on the ledger as this version of this edition.
async fn verify_versions(db: &Db, lines: &mut Vec<String>) -> Result<bool, Fault> {
    let (count, bad) = edition::proof::versions(db).await?;
    for version in bad.iter().take(LISTED) {
        lines.push(format!("稿件版本不符：第 {} 号稿件第 {} 版：{}。", version.edition, version.version, version.what));
    }
    lines.push(format!("稿件版本：核对 {count} 版，其中 {} 版不符。", bad.len()));
    Ok(bad.is_empty())
}
