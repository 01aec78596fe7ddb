//! `renhe backup` and `renhe restore`: everything in one archive, and back.

use std::path::{Path, PathBuf};

use base::error::FaultKind;
use base::{Clock, Error, Fault};
use store::{Config, Db, backup};

use super::Answer;
use super::s3::S3Args;

/// 把数据库、附件和密钥备份成一个文件，可在运行中进行。
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 文件存放处
    #[command(flatten)]
    pub s3: S3Args,
    /// 备份文件（新文件）；内含密钥，须与数据目录同等保管
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
}

/// 把备份恢复到一个新目录；先核对全部内容，再写入。
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// 备份文件
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// 数据目录，须不存在或为空
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// 备份来自 PostgreSQL 时，一个空数据库的地址
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 恢复后把附件放进对象存储
    #[command(flatten)]
    pub s3: S3Args,
}

/// Makes a backup; an error is a sentence.
///
/// # Errors
/// When the data directory is not there, something cannot be read, or the disk is full.
pub async fn backup(args: &BackupArgs) -> Result<Answer, String> {
    let config = existing(&args.data, args.database.as_deref())?;
    let db = Db::open(&config).await.map_err(|fault| told(fault.into()))?;
    let files = args.s3.files(&args.data).map_err(|fault| told(fault.into()))?;
    let made = backup::write(&db, &config, &args.data, &files, &args.to, Clock::System.now()).await;
    db.close().await;
    Ok(Answer { text: format!("已备份到 {}：{}\n", args.to.display(), sum(made.map_err(told)?)), good: true })
}

/// Restores a backup; an error is a sentence.
///
/// # Errors
/// When the target is not empty, or the archive is damaged or does not fit; nothing is written then.
pub async fn restore(args: &RestoreArgs) -> Result<Answer, String> {
    let contents = backup::restore(&args.from, &args.data, args.database.as_deref()).await.map_err(told)?;
    let moved = to_s3(args).await.map_err(told)?;
    let text = format!(
        "已恢复到 {}：{}\n检索索引将在启动后自动重建。建议先运行 renhe check --data {} --deep。\n{moved}",
        args.data.display(),
        sum(contents),
        args.data.display()
    );
    Ok(Answer { text, good: true })
}

/// Puts the restored files into the object store, if one is named.
async fn to_s3(args: &RestoreArgs) -> Result<String, Error> {
    if args.s3.s3().is_none() {
        return Ok(String::new());
    }
    let config = existing(&args.data, args.database.as_deref()).map_err(Fault::broken)?;
    let db = Db::open(&config).await?;
    let moved = args.s3.files(&args.data)?.adopt(&db, &args.data.join("files")).await;
    db.close().await;
    Ok(format!("已把 {} 个附件放进对象存储；核对后可以删除数据目录中的 files 目录。\n", moved?))
}

fn sum(contents: backup::Contents) -> String {
    format!("数据库和密钥，{} 个附件，共 {} 字节，逐项带 SM3 摘要。", contents.files, contents.bytes)
}

/// Where the database is; a missing one is told, not made.
pub(super) fn existing(data: &Path, database: Option<&str>) -> Result<Config, String> {
    if !data.is_dir() {
        return Err(format!("找不到数据目录 {}。", data.display()));
    }
    if let Some(url) = database {
        return Ok(Config::Postgres(url.to_owned()));
    }
    let file = data.join(backup::DATABASE);
    if !file.is_file() {
        return Err(format!("找不到数据库文件 {}，请核对数据目录。", file.display()));
    }
    Ok(Config::Sqlite(file))
}

/// What went wrong, for the person at the terminal.
pub(super) fn told(error: Error) -> String {
    match error {
        Error::Refused(refusal) => refusal.message,
        Error::Fault(fault) => match fault.kind {
            FaultKind::Full => format!("磁盘空间不足，没有完成，也没有留下半份内容：{fault}"),
            FaultKind::Busy => format!("数据库正忙，请稍后再试：{fault}"),
            FaultKind::Unavailable | FaultKind::Broken => format!("没有完成：{fault}"),
        },
        other => format!("没有完成：{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::check::{CheckArgs, check};
    use store::migrate;

    #[tokio::test]
    async fn a_county_is_backed_up_restored_and_found_sound() {
        let dir = tempfile::tempdir().expect("a folder");
        let (data, to, back) = (dir.path().join("data"), dir.path().join("b.tar"), dir.path().join("back"));
        let make = BackupArgs { data: data.clone(), database: None, s3: S3Args::default(), to: to.clone() };
        assert!(backup(&make).await.expect_err("nothing is there").contains("找不到数据目录"));
        std::fs::create_dir(&data).expect("is made");
        assert!(backup(&make).await.expect_err("no database").contains("找不到数据库文件"));
        let db = Db::open(&Config::Sqlite(data.join(backup::DATABASE))).await.expect("opens");
        migrate::run(&db, &Clock::System).await.expect("runs");
        db.close().await;
        let answer = backup(&make).await.expect("is backed up");
        assert!(answer.good && answer.text.contains("0 个附件"), "{}", answer.text);
        let read = RestoreArgs { from: to, data: back.clone(), database: None, s3: S3Args::default() };
        assert!(restore(&read).await.expect("is restored").good);
        assert!(restore(&read).await.expect_err("is full now").contains("不是空的"));
        let answer = check(&CheckArgs { data: back, database: None, s3: S3Args::default(), deep: true }, &[])
            .await
            .expect("is checked");
        assert!(answer.good && answer.text.ends_with("结论：一切正常。\n"), "{}", answer.text);
    }
}
