//! `renhe demo`: the demonstration county 青禾县.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use identity::message::Adapter;

use super::serve::told;
use super::{Answer, say};
use crate::demo::{self, Account, Size};
use crate::start::{self, Open, Settings};

/// Whether messages are printed: those of the generated history went out long ago.
static OPEN: AtomicBool = AtomicBool::new(false);

/// 启动演示县。
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// 数据目录；不存在时新建
    #[arg(long, value_name = "DIR", default_value = "data/demo")]
    pub data: PathBuf,
    /// 监听地址
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 新建时生成多少封来信
    #[arg(long, value_name = "N", default_value_t = 160)]
    pub letters: usize,
    /// 不限制访问频率（只用于测量）
    #[arg(long)]
    pub unlimited: bool,
}

/// Shows a message of the demonstration, once it serves.
fn sent(way: &str, to: &str, text: &str) {
    if OPEN.load(Ordering::Relaxed) {
        say(&format!("【演示{way}】{to}：{text}\n"));
    }
}

/// Makes or continues the demonstration and serves it; an error is a sentence.
pub async fn demo(args: DemoArgs) -> Result<Answer, String> {
    let mut settings = Settings::new(&args.data);
    settings.database.clone_from(&args.database);
    settings.origin = Some("www.qinghe.example/ledger".to_owned());
    settings.channels.sms = Some(Adapter::Print(|phone, text| sent("短信", phone, text)));
    settings.channels.wechat = Some(Adapter::Print(|phone, text| sent("微信", phone, text)));
    settings.channels.mail = Some(Adapter::Print(|address, text| sent("邮件", address, text)));
    "演示环境不发短信，验证码打印在启动程序的终端里。".clone_into(&mut settings.web.phone_code_hint);
    settings.web.rate_limits = !args.unlimited;
    let open = start::open(&settings).await.map_err(told)?;
    let accounts = county(&open, &args).await?;
    OPEN.store(true, Ordering::Relaxed);
    start::serve(&open, args.listen, |address| say(&welcome(address, &accounts)))
        .await
        .map_err(|fault| format!("无法提供服务：{fault}"))?;
    Ok(Answer { text: "已停止。\n".to_owned(), good: true })
}

/// The accounts of the county, which is made when there is none.
async fn county(open: &Open, args: &DemoArgs) -> Result<Vec<Account>, String> {
    if let Some(accounts) = demo::read_accounts(&args.data).map_err(|fault| fault.to_string())? {
        demo::shown(&open.app, Size::Full).await.map_err(told)?;
        return Ok(accounts);
    }
    say("正在生成演示县：机构、人员和历史来信……\n");
    let mut accounts = demo::build(&open.app, Size::Full).await.map_err(told)?;
    demo::give_passwords(&open.app, &mut accounts).await.map_err(told)?;
    demo::history(open, args.letters).await.map_err(told)?;
    demo::write_accounts(&args.data, &accounts).map_err(|fault| fault.to_string())?;
    Ok(accounts)
}

fn welcome(address: SocketAddr, accounts: &[Account]) -> String {
    let mut text = format!(
        "\n青禾县（演示）已启动\n  门户网站    http://{address}/\n  工作台      http://{address}/work\n  验证回执    http://{address}/verify\n\n"
    );
    for account in accounts.iter().filter(|a| a.shown) {
        text.push_str(&format!(
            "  {:<10} {:<16} {}（{} {}）\n",
            account.login, account.password, account.duty, account.unit, account.name
        ));
    }
    text.push_str("\n其余账号见数据目录中的 demo-accounts.json。按 Ctrl+C 停止。\n");
    text.push_str("演示县没有要求管理员启用第二种鉴别（规则 identity.totp.administrators）；正式运行时默认要求。\n");
    text
}
