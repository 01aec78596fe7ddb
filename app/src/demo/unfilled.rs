//! What is wrong of the demonstration's sites, so that monitoring has something to find: columns that were opened and that nobody fills,
//! and a text with a link that leads nowhere.

use base::Error;
use edition::column::{self, ColumnForm};
use edition::import::Import;
use edition::{Content, Desk, site};
use identity::Actor;
use web::App;

/// Columns without content: site, slug, name, kind.
const COLUMNS: &[(&str, &str, &str, &str)] = &[
    ("jyj", "xiaoyuan", "校园安全", "news"),
    ("jyj", "zhaosheng", "招生信息", "notice"),
    ("nyj", "nongji", "农机服务", "notice"),
    ("nyj", "shichang", "农产品行情", "data"),
    ("mzj", "jiuzhu", "救助公示", "notice"),
    ("mzj", "yanglao", "养老服务", "news"),
    ("hefeng", "caiwu", "村务财务", "notice"),
];

/// Makes it, unless it is there.
///
/// # Errors
/// A fault when something cannot be stored.
pub(super) async fn unfilled(app: &App) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    for (slug, column, name, kind) in COLUMNS {
        let Some(site) = site::by_slug(&mut tx, slug).await? else { continue };
        if column::by_slug(&mut tx, site.id, column).await?.is_none() {
            let form = ColumnForm {
                name: (*name).to_owned(),
                kind: (*kind).to_owned(),
                unit: site.unit_id,
                rank: 90,
                ..ColumnForm::default()
            };
            column::create(&mut tx, &desk, site.id, None, column, &form).await?;
        }
    }
    if let Some(site) = site::by_slug(&mut tx, "jyj").await?
        && let Some(news) = column::by_slug(&mut tx, site.id, "news").await?
    {
        let body = "<p>各学校可以参考<a href=\"/s/jyj/c/anquan-old/\">往年安全教育资料</a>，\
                    并登录<a href=\"/download/anquan.zip\">资料下载页</a>取用。</p>";
        let content = Content {
            title: "校园安全教育资料汇总".to_owned(),
            body: body.to_owned(),
            source: "县教育局".to_owned(),
            ..Content::default()
        };
        let import = Import {
            origin: "demo:unfilled",
            kind: "article",
            column: news.id,
            unit: news.unit_id,
            attribute: "none",
            content,
            addresses: &[],
        };
        edition::import::bring(&mut tx, &desk, import).await?;
    }
    tx.commit().await?;
    Ok(())
}
