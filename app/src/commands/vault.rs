//! `renhe vault`: the keys under which values are sealed, and a new one.

use std::path::PathBuf;

use base::{Chance, Error};
use store::Db;
use store::vault::{self, Vault};

use super::Answer;
use super::backup::{existing, told};

/// 查看封存手机号和动态口令密钥的密钥，或换一把新的；换新前须停止服务。
#[derive(Debug, clap::Args)]
pub struct VaultArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 换一把新密钥，下次启动后逐个重新封存
    #[arg(long)]
    pub new_key: bool,
}

/// Shows the keys, after making a new one when that was asked for; an error is a sentence.
///
/// # Errors
/// When the data directory or the keys are not there, or the database does not answer.
pub async fn vault(args: &VaultArgs) -> Result<Answer, String> {
    let config = existing(&args.data, args.database.as_deref())?;
    let db = Db::open(&config).await.map_err(|fault| told(fault.into()))?;
    let shown = keys(&db, args).await;
    db.close().await;
    Ok(Answer { text: shown.map_err(told)?, good: true })
}

async fn keys(db: &Db, args: &VaultArgs) -> Result<String, Error> {
    let none =
        || Error::refused("vault.none", format!("数据目录 {} 中没有 {}。", args.data.display(), vault::KEY_FILE));
    let mut vault = Vault::existing(&args.data, &Chance::System)?.ok_or_else(none)?;
    if args.new_key {
        vault = vault.with_new_key()?;
    }
    let wanted = vault::wanted(&mut db.reader()).await?;
    db.use_vault(vault.clone());
    let pending = vault::pending(&mut db.reader()).await?;
    let mut text = String::new();
    for id in vault.ids() {
        let current = id == vault.current();
        let state = match (current, wanted.iter().any(|wanted| wanted == id)) {
            (true, _) if pending => "现用，尚有内容待重新封存（启动服务后自动完成）",
            (true, _) => "现用",
            (false, true) => "旧密钥，仍有内容用它封存",
            (false, false) => "旧密钥，已不再需要；以往的备份里自带当时的密钥",
        };
        text += &format!("{id}  {state}\n");
    }
    Ok(text)
}
