//! `renhe rebuild`: the search index and all public pages made anew.

use std::path::PathBuf;
use std::time::Duration;

use super::Answer;
use super::backup::told;
use super::s3::S3Args;
use crate::rebuild::{self, Done};
use crate::{Settings, open};

/// 重建检索索引，并把各站点的全部公开页面（栏目各页、稿件）各生成一遍，列出不能生成的；须先停止服务
#[derive(Debug, clap::Args)]
pub struct RebuildArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 文件存放处
    #[command(flatten)]
    pub s3: S3Args,
    /// 同时生成多少个页面；不给出时为处理器核数的两倍
    #[arg(long, value_name = "N")]
    pub at_a_time: Option<usize>,
}

/// Makes everything derived anew; pages that cannot be made are an answer, not an error.
///
/// # Errors
/// When the data directory is not there, the database does not answer, or another program writes the index.
pub async fn rebuild(args: &RebuildArgs) -> Result<Answer, String> {
    super::backup::existing(&args.data, args.database.as_deref())?;
    let settings = Settings { database: args.database.clone(), s3: args.s3.s3(), ..Settings::new(&args.data) };
    let program = open(&settings).await.map_err(told)?;
    let usual = std::thread::available_parallelism().map_or(1, usize::from) * 2;
    let done = rebuild::all(&program.app, args.at_a_time.unwrap_or(usual)).await;
    program.app.db.close().await;
    let done = done.map_err(told)?;
    Ok(Answer { text: text(&done), good: done.lost == 0 })
}

fn text(done: &Done) -> String {
    let seconds = |time: Duration| format!("{:.1}", time.as_secs_f64());
    let mut text = format!(
        "检索索引：{} 条，用时 {} 秒。\n公开页面：生成 {} 个，共 {} 字节，用时 {} 秒；不能生成 {} 个。\n",
        done.documents,
        seconds(done.indexing),
        done.pages,
        done.bytes,
        seconds(done.making),
        done.lost
    );
    for (address, status) in &done.left {
        text += &format!("  {address}（{status}）\n");
    }
    text
}
