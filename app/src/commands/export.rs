//! `renhe export` and `renhe verify`: a static copy of a site, and whether one is still as it was signed.

use std::path::PathBuf;

use ledger::PublicKey;

use super::Answer;
use super::backup::told;
use super::s3::S3Args;
use crate::export::repair::{self, Repaired};
use crate::export::verify::{self, Found};
use crate::export::{self, Done};
use crate::{Settings, open};

/// 导出静态副本
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// 导出什么
    #[command(subcommand)]
    pub what: What,
}

/// What is exported.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// 把一个站点的全部公开页面、附件和图片导出为静态文件，附签名的文件清单；可在运行中进行
    Site(SiteArgs),
}

/// Which site, and where to.
#[derive(Debug, clap::Args)]
pub struct SiteArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 文件存放处
    #[command(flatten)]
    pub s3: S3Args,
    /// 站点对外是 HTTPS：副本中指向站点本身的链接用 https
    #[arg(long)]
    pub https: bool,
    /// 站点标识
    #[arg(long, value_name = "SLUG", default_value = "main")]
    pub site: String,
    /// 目标目录，须不存在或为空；完成后才会出现
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
}

/// 按签名的文件清单核对静态副本，逐个指出被改动、缺少、多出的文件；无须联网
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// 静态副本所在目录
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// 县政府公布的公钥（PEM 文件）；不给出时以清单自带的公钥核对，须人工核对指纹
    #[arg(long, value_name = "PEM")]
    pub key: Option<PathBuf>,
    /// 发现不符时，从另一份完好的副本恢复；以那一份的清单为准，多出的文件移到一旁
    #[arg(long, value_name = "DIR")]
    pub restore_from: Option<PathBuf>,
}

/// Exports.
///
/// # Errors
/// When there is no such site, the folder is not empty or the database does not answer.
pub async fn export(args: &ExportArgs) -> Result<Answer, String> {
    let What::Site(args) = &args.what;
    super::backup::existing(&args.data, args.database.as_deref())?;
    let mut settings = Settings { database: args.database.clone(), s3: args.s3.s3(), ..Settings::new(&args.data) };
    settings.web.https = args.https;
    let program = open(&settings).await.map_err(told)?;
    let done = export::site(&program.app, &args.site, &args.to).await;
    program.app.db.close().await;
    let done = done.map_err(told)?;
    Ok(Answer { text: text(&done, args), good: true })
}

fn text(done: &Done, args: &SiteArgs) -> String {
    let lost: String = done.left.iter().map(|(address, status)| format!("  {address}（{status}）\n")).collect();
    let lost = match done.lost {
        0 => String::new(),
        count => format!("没有页面的地址 {count} 个：\n{lost}"),
    };
    format!(
        "已导出到 {}：{} 个网页，共 {} 个文件、{} 字节，清单 manifest.json 已签名。\n{lost}",
        args.to.display(),
        done.pages,
        done.files,
        done.bytes
    )
}

/// Checks a copy, and puts it right when it is told from what; what was wrong with it is an answer, not an error.
///
/// # Errors
/// When the key cannot be read.
pub fn verify(args: &VerifyArgs) -> Result<Answer, String> {
    let key = args.key.as_ref().map(|path| super::read(path)).transpose()?;
    let key = key.map(|text| PublicKey::from_pem(&text)).transpose().map_err(|flaw| flaw.to_string())?;
    if let Some(from) = &args.restore_from {
        return Ok(match repair::copy(&args.dir, from, key.as_ref()) {
            Ok(done) => Answer { text: restored(&done), good: done.before.wrong.is_empty() },
            Err(why) => Answer { text: format!("{why}\n"), good: false },
        });
    }
    match verify::copy(&args.dir, key.as_ref()) {
        Ok(found) => Ok(Answer { text: verdict(&found), good: found.wrong.is_empty() }),
        Err(why) => Ok(Answer { text: format!("{why}\n"), good: false }),
    }
}

fn restored(done: &Repaired) -> String {
    let mut text = verdict(&done.before);
    if !done.before.wrong.is_empty() {
        let aside = done.aside.display();
        text += &match done.after.wrong.len() {
            0 => format!("已全部恢复；多出的文件移到 {aside}。\n"),
            left => format!("还有 {left} 个文件没有恢复；多出的文件移到 {aside}。\n"),
        };
    }
    text
}

fn verdict(found: &Found) -> String {
    let header = &found.header;
    let mut text = format!(
        "站点：{}（{}），{} 导出，{} 个文件。\n公钥指纹：{}{}\n",
        header.name,
        header.site,
        header.at,
        header.files,
        found.key_id,
        if found.trusted {
            "（与给出的公钥一致）"
        } else {
            "（清单自带，请与县政府公布的核对）"
        }
    );
    for (fault, path) in &found.wrong {
        text += &format!("{}：{path}\n", fault.title());
    }
    text += &match found.wrong.len() {
        0 => "结论：全部文件与签名清单一致。\n".to_owned(),
        count => format!("结论：{count} 个文件与签名清单不符，见上。\n"),
    };
    text
}
