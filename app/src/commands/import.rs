//! `renhe import`: large bodies of text into the portal.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Answer;
use super::backup::told;
use crate::import;
use crate::{Settings, open};
use base::Moment;
use content::foreign::{self, articles};
use web::App;

/// Lines of a report that are printed of each kind.
const LINES_MAX: usize = 500;

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
    Laws(Source),
    /// 办事事项目录（JSON 行，可以是 .gz）；重复导入不产生变化
    Services(ServicesArgs),
    /// 行政区划代码（CSV：代码，名称；可以是 .gz），供写信等表单填写地址；重复导入不产生变化
    Divisions(DivisionArgs),
    /// 其他系统导出的稿件（JSON 行，可以是 .gz；格式见操作手册“导入”）；重复导入不产生变化
    Articles(ArticlesArgs),
    /// 外站保存下来的网页（拓尔思、大汉、博达、动易、信息公开目录平台）：成为稿件，旧网址转到新网址；重复导入不产生变化
    Site(SiteArgs),
}

/// A file and the data directory into which it goes.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// 文件；外站网页也可以是目录，或每行“网址、制表符、本地文件”的清单
    file: PathBuf,
    /// 数据目录
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// PostgreSQL 地址；不给出时使用数据目录里的 SQLite
    #[arg(long, value_name = "URL", env = "RENHE_DATABASE")]
    database: Option<String>,
}

/// The directory of services.
#[derive(Debug, clap::Args)]
pub struct ServicesArgs {
    #[command(flatten)]
    source: Source,
    /// 文件里没有的事项中，至多有多少项确属要下线；不给出时，会让目录中超过十分之一的事项下线的文件不予导入
    #[arg(long, value_name = "N")]
    ended: Option<usize>,
}

/// A table of divisions.
#[derive(Debug, clap::Args)]
pub struct DivisionArgs {
    #[command(flatten)]
    source: Source,
    /// 代码的来源和年份，例如“国家统计局 2023”
    #[arg(long, value_name = "TEXT")]
    edition: String,
    /// 只导入以此开头的代码，例如本县的六位代码
    #[arg(long, value_name = "CODE", default_value = "")]
    within: String,
}

/// Articles of another system.
#[derive(Debug, clap::Args)]
pub struct ArticlesArgs {
    #[command(flatten)]
    source: Source,
    /// 原系统的名称，与稿件编号一起作为再次导入时的依据
    #[arg(long, value_name = "NAME", default_value = "old")]
    name: String,
    #[command(flatten)]
    manner: MannerArgs,
}

/// Whether what comes is published as it was, and by whom.
#[derive(Debug, clap::Args)]
pub struct MannerArgs {
    /// 不经三审按原样发布：有个人信息、涉密标志等问题的仍留作草稿，由另一人事后复核；不给出时全部导入为草稿
    #[arg(long, requires_all = ["by", "reason"])]
    as_it_was: bool,
    /// 由谁按原样发布：在所导入的站点发布稿件的人（网站编辑、网站总编）的登录名，记入底账
    #[arg(long, value_name = "LOGIN", requires = "as_it_was")]
    by: Option<String>,
    /// 按原样发布的理由，记入底账
    #[arg(long, value_name = "TEXT", requires = "as_it_was")]
    reason: Option<String>,
}

impl MannerArgs {
    /// Who publishes as it was, and why; nothing for drafts.
    async fn as_it_was(&self, app: &App) -> Result<Option<foreign::AsItWas>, String> {
        let (true, Some(login)) = (self.as_it_was, &self.by) else { return Ok(None) };
        let by = app.identity.named(login).await.map_err(|fault| told(fault.into()))?;
        Ok(Some(foreign::AsItWas { by, why: self.reason.clone().unwrap_or_default() }))
    }
}

/// Saved pages and where they go.
#[derive(Debug, clap::Args)]
pub struct SiteArgs {
    #[command(flatten)]
    source: Source,
    /// 站点标识
    #[arg(long, value_name = "SLUG", default_value = "main")]
    site: String,
    /// 栏目标识；对照表没有写到的网页放进这个栏目
    #[arg(long, value_name = "SLUG")]
    column: String,
    /// 对照表：每行“旧栏目名称或网址开头、制表符、新栏目标识”，标识写“-”的不导入
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// 没有日期的网页也导入，标为“日期不详”；不给出时不导入
    #[arg(long)]
    undated: bool,
    #[command(flatten)]
    manner: MannerArgs,
}

/// Imports; the program must not be running on the same SQLite directory at that time.
///
/// # Errors
/// When the file cannot be read or the database does not answer.
pub async fn import(args: &ImportArgs) -> Result<Answer, String> {
    let (What::Laws(source)
    | What::Services(ServicesArgs { source, .. })
    | What::Divisions(DivisionArgs { source, .. })
    | What::Articles(ArticlesArgs { source, .. })
    | What::Site(SiteArgs { source, .. })) = &args.what;
    super::backup::existing(&source.data, source.database.as_deref())?;
    let file = File::open(&source.file).map_err(|e| format!("无法读取文件 {}：{e}", source.file.display()))?;
    let packed = source.file.extension().is_some_and(|e| e == "gz");
    let settings = Settings { database: source.database.clone(), ..Settings::new(&source.data) };
    let program = open(&settings).await.map_err(told)?;
    let done = match &args.what {
        What::Laws(_) => laws(&program.app, file, packed).await,
        What::Services(args) => services(&program.app, file, packed, args.ended).await,
        What::Divisions(args) => divisions(&program.app, file, packed, args).await,
        What::Articles(args) => articles(&program.app, file, packed, args).await,
        What::Site(site) => self::site(&program.app, site).await,
    };
    program.app.ledger.sequence().await.map_err(|fault| told(fault.into()))?;
    program.app.db.close().await;
    Ok(Answer { text: done?, good: true })
}

async fn laws(app: &App, file: File, packed: bool) -> Result<String, String> {
    let laws: Vec<import::laws::Law> = import::lines(file, packed)?;
    let done = import::laws(app, &laws).await.map_err(told)?;
    Ok(format!(
        "共 {} 篇：新增 {}，更新 {}，未变 {}；关联版本 {} 对，链接引文 {} 处。\n",
        laws.len(),
        done.new,
        done.changed,
        done.same,
        done.related,
        done.cited
    ))
}

async fn articles(app: &App, file: File, packed: bool, args: &ArticlesArgs) -> Result<String, String> {
    let as_it_was = args.manner.as_it_was(app).await?;
    let name = called(&args.source.file);
    let order = articles::Order {
        file: name.as_deref().unwrap_or("稿件文件"),
        system: &args.name,
        as_it_was: as_it_was.as_ref(),
    };
    let done = articles::bring(app, file, packed, &order).await.map_err(told)?;
    let lines = |rows: &[(u64, String)]| -> Vec<(String, String)> {
        rows.iter().map(|(number, why)| (format!("第 {number} 行"), why.clone())).collect()
    };
    let due: String = done.due.iter().map(|(site, due)| waits(&format!("“{site}”的稿件"), *due)).collect();
    let manner = if as_it_was.is_some() { due } else { DRAFTS.to_owned() };
    Ok(format!(
        "共 {} 篇：新增 {}，更新 {}，未变 {}，留作草稿 {}，未导入 {}。\n{manner}{}{}",
        done.read(),
        done.new,
        done.changed,
        done.same,
        done.kept,
        done.lost,
        told_lines("没有公开、留作草稿的稿件", &lines(&done.held)),
        told_lines("没有导入的稿件", &lines(&done.left)),
    ))
}

/// What is said when everything is a draft.
const DRAFTS: &str = "都是草稿，没有公开：请在工作台“稿件”中修改、送审、发布，发布以后旧网址才转过来。\n";

/// That a second person has to look.
fn waits(what: &str, due: Moment) -> String {
    format!(
        "{what}已不经三审按原样发布，列入工作台“强制发布待复核”，请另一人于 {} 前复核；留作草稿的请修改后送审。\n",
        due.minutes()
    )
}

/// What a file or folder is called.
fn called(path: &Path) -> Option<String> {
    let path = std::fs::canonicalize(path).ok()?;
    Some(path.file_name()?.to_string_lossy().into_owned())
}

async fn services(app: &App, file: File, packed: bool, ended: Option<usize>) -> Result<String, String> {
    let items: Vec<guide::import::Line> = import::lines(file, packed)?;
    let units = identity::units::all(&mut app.db.reader()).await.map_err(|f| told(f.into()))?;
    let fallback = units.iter().find(|u| u.short_name == "县政务服务中心").or_else(|| units.get(1));
    let fallback = fallback.ok_or("还没有任何单位，请先建立单位。")?.id;
    let order = guide::import::Order { fallback, ended };
    let done = guide::import::bring(app, &items, order).await.map_err(told)?;
    let text = format!(
        "共 {} 项：新增或更新 {}，未变 {}，编码重复没有导入 {}；文件里没有的 {} 项已下线；{} 项的部门本县没有，归入政务服务部门。\n",
        items.len(),
        done.changed,
        done.same,
        done.twice,
        done.ended,
        done.elsewhere
    );
    Ok(text)
}

async fn divisions(app: &App, file: File, packed: bool, args: &DivisionArgs) -> Result<String, String> {
    let rows = base::csv::read(&import::text(file, packed)?);
    let rows = rows.into_iter().filter_map(|row| {
        let mut cells = row.into_iter();
        let (code, name) = (cells.next()?, cells.next()?);
        (code != "code" && code.starts_with(&args.within)).then_some((code, name))
    });
    let rows: Vec<(String, String)> = rows.collect();
    let mut tx = app.db.begin().await.map_err(|fault| told(fault.into()))?;
    let act = identity::Act::new(&identity::Actor::System, app.clock.now(), &app.chance);
    let done = identity::divisions::bring(&mut tx, act, &rows, &args.edition).await.map_err(told)?;
    tx.commit().await.map_err(|fault| told(fault.into()))?;
    Ok(format!(
        "共 {} 个区划：新增 {}，更新 {}，未变 {}；格式不对 {} 行。\n",
        rows.len(),
        done.new,
        done.changed,
        done.same,
        done.wrong
    ))
}

/// Lines of a report of the kind `what`, the first of them.
fn told_lines(head: &str, rows: &[(String, String)]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let shown = rows.iter().take(LINES_MAX).map(|(page, why)| format!("  {page}：{why}\n"));
    let more = rows.len().saturating_sub(LINES_MAX);
    let more = if more > 0 { format!("  另有 {more} 条。\n") } else { String::new() };
    format!("{head}（{} 条）：\n{}{more}", rows.len(), shown.collect::<String>())
}

async fn site(app: &App, args: &SiteArgs) -> Result<String, String> {
    let saved = foreign::saved::Saved::open(&args.source.file)?;
    let map = args.map.as_deref().map(super::read).transpose()?.unwrap_or_default();
    let map = foreign::map::Map::read(&map)?;
    let as_it_was = args.manner.as_it_was(app).await?;
    let SiteArgs { site, column, undated, .. } = args;
    let name = called(&args.source.file);
    let order = foreign::Order {
        saved: &saved,
        name: name.as_deref().unwrap_or("旧网站"),
        site,
        column,
        map: &map,
        undated: *undated,
        as_it_was: as_it_was.as_ref(),
    };
    let done = foreign::site(app, &order).await.map_err(told)?;
    Ok(report(&done))
}

/// What an import of a site did, for people.
fn report(done: &foreign::Told) -> String {
    let shapes = done.shapes.iter().map(|(shape, count)| format!("{shape} {count}")).collect::<Vec<_>>().join("，");
    let taken = done.new + done.changed + done.same + done.held.len();
    let manner = done.due.map_or_else(|| DRAFTS.to_owned(), |due| waits("网页", due));
    format!(
        "共 {} 个网页：新增 {}，更新 {}，未变 {}，留作草稿 {}，未导入 {}；图片和附件 {} 个。\n{manner}{}{}{}{}",
        done.pages,
        done.new,
        done.changed,
        done.same,
        done.held.len(),
        done.pages.saturating_sub(taken),
        done.files,
        if shapes.is_empty() { String::new() } else { format!("网页样式：{shapes}。\n") },
        told_lines("没有公开、留作草稿的网页", &done.held),
        told_lines("没有导入的内容", &done.left),
        told_lines("没有带过来的内容", &done.remarks),
    )
}
