//! The command line of `renhe`.

pub mod backup;
pub mod check;
pub mod demo;
pub mod due;
pub mod export;
pub mod import;
pub mod ledger;
pub mod proofread;
pub mod rebuild;
pub mod receipt;
pub mod redact;
pub mod reset;
pub mod s3;
pub mod schema;
pub mod search;
pub mod serve;
pub mod vault;

use std::path::Path;
use std::process::ExitCode;

use crate::jobs;

/// 人和：一个程序承担一个县的电子政务。
#[derive(Debug, clap::Parser)]
#[command(name = "renhe", version, about)]
pub struct Renhe {
    /// 命令
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// 启动演示县（青禾县）；目录不存在时新建，存在时接着运行
    Demo(demo::DemoArgs),
    /// 正式运行
    Serve(Box<serve::ServeArgs>),
    /// 推算到期日，或核对到期日表
    Due(due::DueArgs),
    /// 核对个人信息遮盖
    Redact(redact::RedactArgs),
    /// 校对文稿，或检验校对质量
    Proofread(proofread::ProofreadArgs),
    /// 离线核验回执
    Receipt(receipt::ReceiptArgs),
    /// 核验底账
    Ledger(ledger::LedgerArgs),
    /// 备份数据库、文件和密钥，可在运行中进行
    Backup(Box<backup::BackupArgs>),
    /// 从备份恢复到空目录
    Restore(Box<backup::RestoreArgs>),
    /// 检查数据库、文件、索引、底账和办件是否一致
    Check(Box<check::CheckArgs>),
    /// 导入法律法规等大批稿件
    Import(import::ImportArgs),
    /// 导出静态副本
    Export(export::ExportArgs),
    /// 重建检索索引和全部公开页面
    Rebuild(Box<rebuild::RebuildArgs>),
    /// 核对静态副本有没有被改动
    Verify(export::VerifyArgs),
    /// 为忘记密码或丢失验证器的管理员重新发放一次性密码
    Reset(reset::ResetArgs),
    /// 查看封存密钥，或换一把新的
    Vault(vault::VaultArgs),
    /// 打印全部数据表及各列含义
    Schema,
    /// 检索：质量评测
    Search(search::SearchArgs),
}

/// What a command prints, and whether everything it checked was in order (exit code 0 or 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Text for standard output, with a line end.
    pub text: String,
    /// Whether all checks passed.
    pub good: bool,
}

/// Runs a command to its end.
pub async fn run(renhe: Renhe) -> ExitCode {
    log();
    let answer = match renhe.command {
        Command::Demo(args) => demo::demo(args).await,
        Command::Serve(args) => serve::serve(*args).await,
        Command::Due(args) => due::due(&args),
        Command::Redact(args) => redact::redact(&args),
        Command::Proofread(args) => proofread::proofread(&args),
        Command::Receipt(args) => receipt::receipt(&args).await,
        Command::Ledger(args) => ledger::ledger(&args, &jobs::covered()).await,
        Command::Backup(args) => backup::backup(&args).await,
        Command::Restore(args) => backup::restore(&args).await,
        Command::Check(args) => check::check(&args, &jobs::covered()).await,
        Command::Import(args) => import::import(&args).await,
        Command::Export(args) => export::export(&args).await,
        Command::Rebuild(args) => rebuild::rebuild(&args).await,
        Command::Verify(args) => export::verify(&args),
        Command::Reset(args) => reset::reset(&args).await,
        Command::Vault(args) => vault::vault(&args).await,
        Command::Schema => schema::schema(),
        Command::Search(args) => search::search(&args).await,
    };
    match answer {
        Ok(answer) => {
            say(&answer.text);
            if answer.good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

/// Prints for the person at the terminal.
#[expect(clippy::print_stdout, reason = "the command line speaks here")]
pub(crate) fn say(text: &str) {
    print!("{text}");
}

/// Says what went wrong to the person at the terminal.
#[expect(clippy::print_stderr, reason = "the command line speaks here")]
fn complain(message: &str) {
    eprintln!("{message}");
}

/// Logs to standard error; `RENHE_LOG` chooses what, as in `RENHE_LOG=debug`.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RENHE_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,renhe=info"));
    let made = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second logger in one process (tests) is refused, and the first goes on.
    made.try_init().unwrap_or_default();
}

/// The text of a file, or a Chinese sentence that names it.
fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("无法读取文件 {}：{e}", path.display()))
}
