//! `renhe import`: large bodies of text into the portal.

use std::fs::File;
use std::path::PathBuf;

use super::Answer;
use super::backup::told;
use crate::import;
use crate::{Settings, open};

/// 导入法律法规、外站页面等
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// 导入什么
    #[command(subcommand)]
    pub what: What,
}

/// What is imported.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// 法律法规（JSON 行，可以是 .gz）：各版本相互关联，《…》第…条变为链接；重复导入不产生变化
    Laws {
        /// 文件
        file: PathBuf,
        /// 数据目录
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
        #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
        database: Option<String>,
    },
}

/// Imports; the program must not be running on the same SQLite directory at that time.
///
/// # Errors
/// When the file cannot be read or the database does not answer.
pub async fn import(args: &ImportArgs) -> Result<Answer, String> {
    let What::Laws { file, data, database } = &args.what;
    super::backup::existing(data, database.as_deref())?;
    let source = File::open(file).map_err(|e| format!("无法读取文件 {}：{e}", file.display()))?;
    let laws = import::laws::read(source, file.extension().is_some_and(|e| e == "gz"))?;
    let settings = Settings { database: database.clone(), ..Settings::new(data) };
    let program = open(&settings).await.map_err(told)?;
    let done = import::laws(&program.app, &laws).await;
    program.app.ledger.sequence().await.map_err(|fault| told(fault.into()))?;
    program.app.db.close().await;
    let done = done.map_err(told)?;
    let text = format!(
        "共 {} 篇：新增 {}，更新 {}，未变 {}；关联版本 {} 对，链接引文 {} 处。\n",
        laws.len(),
        done.new,
        done.changed,
        done.same,
        done.related,
        done.cited
    );
    Ok(Answer { text, good: true })
}
