//! `renhe check`: whether database, files, search index and ledger are sound and agree.

use std::path::PathBuf;

use base::{Chance, Fault};
use ledger::Covered;
use store::Db;
use store::check::{self, FilesFound};
use store::search::Search;
use store::vault::{self, Survey, Vault};

use super::backup::{self, told};
use super::s3::S3Args;
use super::{Answer, ledger as ledgers};

/// 核对数据库、附件、检索索引和底账是否完好、是否一致；只读。
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 文件存放处
    #[command(flatten)]
    pub s3: S3Args,
    /// 重新读取每个附件、打开每个封存的值，核对其摘要
    #[arg(long)]
    pub deep: bool,
}

/// Runs all checks; `covered` are the columns that the ledger commits to. What is wrong is an answer, not an error.
///
/// # Errors
/// When the data directory is not there or the database does not answer.
pub async fn check(args: &CheckArgs, covered: &[Covered]) -> Result<Answer, String> {
    let config = backup::existing(&args.data, args.database.as_deref())?;
    let db = Db::open(&config).await.map_err(|fault| told(fault.into()))?;
    let answer = everything(&db, args, covered).await;
    db.close().await;
    answer.map_err(|fault| told(fault.into()))
}

async fn everything(db: &Db, args: &CheckArgs, covered: &[Covered]) -> Result<Answer, Fault> {
    let wrong = check::database(db).await?;
    let mut good = wrong.is_empty();
    let mut text = if good { "数据库：完好。\n".to_owned() } else { lines(&wrong) };
    if good {
        let files = args.s3.files(&args.data)?;
        let found = check::files(db, &files, args.deep).await?;
        good &= found.bad == 0;
        text += &files_told(&found, args.deep);
        let (opens, told) = vault(db, args).await?;
        good &= opens;
        text += &told;
        let (agrees, told) = index(db, args).await?;
        good &= agrees;
        text += &told;
        let ledger = ledgers::verify(db, &[], covered).await?;
        good &= ledger.good;
        text += &format!("底账：\n{}", ledger.text);
    }
    text += if good { "结论：一切正常。\n" } else { "结论：发现问题，见上。\n" };
    Ok(Answer { text, good })
}

fn files_told(found: &FilesFound, deep: bool) -> String {
    let how = if deep { "已重新计算摘要" } else { "只核对是否存在，未计算摘要（--deep）" };
    let mut text = format!("附件：共 {} 个，{} 个有问题；{how}。\n", found.rows, found.bad);
    for digest in &found.missing {
        text += &format!("附件丢失：{digest}\n");
    }
    for digest in &found.altered {
        text += &format!("附件被改动：{digest}\n");
    }
    text
}

/// Whether the keys at hand are those that values are sealed under; with `--deep`, whether every value opens.
async fn vault(db: &Db, args: &CheckArgs) -> Result<(bool, String), Fault> {
    let wanted = vault::wanted(&mut db.reader()).await?;
    let Some(vault) = Vault::existing(&args.data, &Chance::System)? else {
        let good = wanted.is_empty();
        let text = if good {
            "密钥库：尚未建立，启动后自动建立。"
        } else {
            "密钥库：数据目录中没有 vault.key，封存的手机号和动态口令密钥无法读取。"
        };
        return Ok((good, format!("{text}\n")));
    };
    let lacks: Vec<&String> = wanted.iter().filter(|id| vault.ids().all(|known| known != id.as_str())).collect();
    let mut text: String = lacks.iter().map(|id| format!("密钥库：vault.key 中缺少密钥 {id}。\n")).collect();
    let mut good = lacks.is_empty();
    if args.deep {
        let mut all = Survey::default();
        for column in crate::jobs::sealed() {
            let found = vault::survey(db, &vault, &column).await?;
            all =
                Survey { sealed: all.sealed + found.sealed, plain: all.plain + found.plain, bad: all.bad + found.bad };
        }
        good &= all.bad == 0;
        text +=
            &format!("密钥库：封存 {} 个值，{} 个打不开，{} 个尚未封存。\n", all.sealed + all.bad, all.bad, all.plain);
    } else if good {
        text += "密钥库：密钥齐全，未逐个打开（--deep）。\n";
    }
    Ok((good, text))
}

/// The index is derived: one that is missing or behind is no damage, one that says something else is.
async fn index(db: &Db, args: &CheckArgs) -> Result<(bool, String), Fault> {
    let Some(search) = Search::existing(&args.data.join("index")) else {
        return Ok((true, "检索索引：尚未建立，启动后自动建立。\n".to_owned()));
    };
    let says = search.compare(db).await?;
    let wrong = says.wrong.len() as u64 + says.extra;
    let mut text = format!("检索索引：对照 {} 条，待更新 {} 条，不一致 {wrong} 条。\n", says.rows, says.waiting);
    for key in &says.wrong {
        text += &format!("索引与数据库不一致：{key}\n");
    }
    if wrong > 0 {
        text += "停止服务后删除数据目录中的 index 目录，启动时会自动重建。\n";
    }
    Ok((wrong == 0, text))
}

fn lines(wrong: &[String]) -> String {
    wrong.iter().map(|line| format!("{line}\n")).collect()
}
