//! `renhe serve`: a real county.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use base::Error;
use identity::message::{Adapter, Gateway, Mailer};

use super::s3::S3Args;
use super::{Answer, say};
use crate::demo;
use crate::start::{self, Settings};

/// 正式运行。
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// 监听地址，例如 127.0.0.1:8080 或 [::]:8080
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    pub database: Option<String>,
    /// SQLite 页缓存合计（MiB）；百万件以上、内存充裕的机器可调大
    #[arg(long, value_name = "MIB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(2..=65_536), env = "RENHE_DATABASE_CACHE")]
    pub database_cache: u32,
    /// 执行超过这个时间（毫秒）的数据库语句写入运行日志，不含参数
    #[arg(long, value_name = "MS", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..), env = "RENHE_DATABASE_SLOW")]
    pub database_slow: u64,
    /// 底账名称，写入每个签名树头，例如 www.example.gov.cn/ledger；不给出时沿用已有的名称
    #[arg(long, value_name = "NAME")]
    pub origin: Option<String>,
    /// 对外是 HTTPS（前面有反向代理）
    #[arg(long)]
    pub https: bool,
    /// 信任本机反向代理给出的来访地址
    #[arg(long)]
    pub trust_proxy: bool,
    /// 短信网关地址（HTTP POST，JSON）；不给出时不发短信
    #[arg(long, value_name = "URL", env = "RENHE_SMS_URL")]
    pub sms: Option<String>,
    /// 短信网关的 Authorization 头
    #[arg(long, value_name = "TEXT", env = "RENHE_SMS_AUTHORIZATION", requires = "sms")]
    pub sms_authorization: Option<String>,
    /// 短信网关的 JSON 模板，含 {phone} 与 {text}
    #[arg(long, value_name = "JSON", default_value = r#"{"phone":"{phone}","text":"{text}"}"#, env = "RENHE_SMS_BODY")]
    pub sms_body: String,
    /// 微信模板消息网关地址（HTTP POST，JSON）；网关凭手机号找到关注公众号的人；不给出时不发
    #[arg(long, value_name = "URL", env = "RENHE_WECHAT_URL")]
    pub wechat: Option<String>,
    /// 微信模板消息网关的 Authorization 头
    #[arg(long, value_name = "TEXT", env = "RENHE_WECHAT_AUTHORIZATION", requires = "wechat")]
    pub wechat_authorization: Option<String>,
    /// 微信模板消息网关的 JSON 模板，含 {phone} 与 {text}
    #[arg(
        long,
        value_name = "JSON",
        default_value = r#"{"phone":"{phone}","text":"{text}"}"#,
        env = "RENHE_WECHAT_BODY"
    )]
    pub wechat_body: String,
    /// 邮件服务器，例如 smtps://user:password@mail.example.gov.cn:465；含密码，请用环境变量给出；不给出时不发邮件
    #[arg(long, value_name = "URL", env = "RENHE_MAIL_URL", requires = "mail_from")]
    pub mail: Option<String>,
    /// 邮件的发件人，例如 青禾县人民政府网站 <no-reply@example.gov.cn>
    #[arg(long, value_name = "ADDRESS", env = "RENHE_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// 文件存放处
    #[command(flatten)]
    pub s3: S3Args,
    /// 允许其他机器用此令牌读取 /metrics
    #[arg(long, value_name = "TOKEN", env = "RENHE_METRICS_TOKEN")]
    pub metrics_token: Option<String>,
}

/// Serves until told to stop; an error is a sentence.
pub async fn serve(args: ServeArgs) -> Result<Answer, String> {
    let settings = settings(&args)?;
    let open = start::open(&settings).await.map_err(told)?;
    for account in demo::first_administrators(&open.app).await.map_err(told)? {
        say(&format!("{}  登录名 {}  一次性密码 {}\n", account.duty, account.login, account.password));
    }
    sites::demo::first(&open.app).await.map_err(told)?;
    start::serve(&open, args.listen, |address| say(&format!("人和已启动：http://{address}\n")))
        .await
        .map_err(|fault| format!("无法提供服务：{fault}"))?;
    Ok(Answer { text: "已停止。\n".to_owned(), good: true })
}

fn settings(args: &ServeArgs) -> Result<Settings, String> {
    let mut settings = Settings::new(&args.data);
    settings.database.clone_from(&args.database);
    settings.tuning.cache_kib = args.database_cache * 1024;
    settings.tuning.slow = std::time::Duration::from_millis(args.database_slow);
    settings.origin.clone_from(&args.origin);
    settings.web.https = args.https;
    settings.web.metrics_token.clone_from(&args.metrics_token);
    if args.trust_proxy {
        settings.web.proxies = vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
    }
    settings.s3 = args.s3.s3();
    settings.channels.sms = gateway("短信", args.sms.as_deref(), args.sms_authorization.as_ref(), &args.sms_body)?;
    settings.channels.wechat =
        gateway("微信", args.wechat.as_deref(), args.wechat_authorization.as_ref(), &args.wechat_body)?;
    if let (Some(url), Some(from)) = (&args.mail, &args.mail_from) {
        let mailer = Mailer::new(url, from).map_err(|_| "邮件服务器的地址或者发件人不能识别，请核对格式".to_owned())?;
        settings.channels.mail = Some(Adapter::Smtp(mailer));
    }
    Ok(settings)
}

/// The gateway of a channel, when there is one.
fn gateway(
    name: &str,
    url: Option<&str>,
    authorization: Option<&String>,
    body: &str,
) -> Result<Option<Adapter>, String> {
    let Some(url) = url else { return Ok(None) };
    let body = serde_json::from_str(body).map_err(|e| format!("{name}模板不是 JSON：{e}"))?;
    let headers = authorization.iter().map(|a| ("Authorization".to_owned(), (*a).clone())).collect();
    Ok(Some(Adapter::Http(Gateway::new(url, headers, body).map_err(|fault| fault.to_string())?)))
}

/// A fault at the start, for the person at the terminal.
pub(super) fn told(error: Error) -> String {
    format!("无法启动：{error}")
}
