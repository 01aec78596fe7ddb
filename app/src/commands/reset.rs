//! `renhe reset`: a new way in for an administrator who lost the old one, given out on the server and nowhere else.

use std::path::PathBuf;
use std::sync::Arc;

use base::{Chance, Clock, Error};
use identity::{Act, Actor, Identity};
use store::{Db, vault};

use super::Answer;
use super::backup::{existing, told};
use crate::{screens, start};

/// 为忘记密码或丢失验证器的管理员重新发放一次性密码；只能在服务器上执行，记入底账。
#[derive(Debug, clap::Args)]
pub struct ResetArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// 登录名
    #[arg(long, value_name = "NAME")]
    pub login: String,
}

/// Gives out a one-time password and takes the second factor off; an error is a sentence.
///
/// # Errors
/// When the data directory or the account is not there, or the database does not answer.
pub async fn reset(args: &ResetArgs) -> Result<Answer, String> {
    let config = existing(&args.data, args.database.as_deref())?;
    let db = Db::open(&config).await.map_err(|fault| told(fault.into()))?;
    let done = new_way_in(&db, args).await;
    db.close().await;
    let password = done.map_err(told)?;
    let text = format!(
        "登录名 {}  一次性密码 {password}\n首次登录须修改密码；第二种鉴别方式已清除，管理员登录后须重新设置。原有登录已全部结束。\n",
        args.login
    );
    Ok(Answer { text, good: true })
}

async fn new_way_in(db: &Db, args: &ResetArgs) -> Result<String, Error> {
    let (clock, chance) = (Clock::System, Chance::System);
    vault::open(db, &args.data, &chance, clock.now()).await?;
    let rules = screens::stored_rules(&mut db.reader()).await?;
    let person = identity::people::by_login(&mut db.reader(), &args.login).await?;
    let person = person.ok_or_else(|| Error::refused("reset.unknown", format!("没有登录名 {}。", args.login)))?;
    let identity =
        Identity::open(db.clone(), &args.data, clock.clone(), chance.clone(), start::roles(), Arc::new(rules))?;
    let mut tx = db.begin().await?;
    identity::people::unlock(&mut tx, Act::new(&Actor::System, clock.now(), &chance), person.id).await?;
    tx.commit().await?;
    identity.remove_totp(&Actor::System, person.id, "").await?;
    identity.issue_password(&Actor::System, person.id).await
}
