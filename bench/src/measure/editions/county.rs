//! A demonstration county with very many published articles: a file of JSON lines is written and brought in as `renhe import articles`
//! does, but for the gate: reading a million texts for wrong words would take longer than all that is measured.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base::{Chance, Clock, Rules};
use content::foreign::AsItWas;
use content::foreign::articles::{self, Order, Told};
use flate2::Compression;
use flate2::write::GzEncoder;
use identity::Identity;
use ledger::Ledger;
use matter::Lines;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use store::files::Files;
use store::search::Search;
use store::{Config, Db, vault};
use web::{App, AppConfig, Parts};

use super::super::{Bench, run};
use super::texts::Texts;
use crate::server::Server;
use crate::{Result, machine};

/// Kinds of columns that take in news.
const KINDS: &str = "'news', 'notice', 'policy', 'interpretation', 'reprint', 'data', 'download'";
/// How often columns of the portal are drawn for once that a column of another site is.
const PORTAL: usize = 4;
/// The same for news and notices beside the other kinds.
const NEWS: usize = 3;
/// How long the index may take to follow.
const PATIENCE: Duration = Duration::from_secs(3600);
/// Who publishes on all sites of the demonstration.
const PUBLISHER: &str = "bianji";
/// Beside a county that is kept: it is whole.
const WHOLE: &str = "whole";

/// A column of the county.
pub struct Place {
    /// Slug of its site.
    pub site: String,
    /// Its own slug.
    pub column: String,
    /// Key of its kind.
    pub kind: String,
}

/// A running county.
pub struct County {
    /// Its server; the index has followed.
    pub server: Server,
    /// Articles that are published in it.
    pub articles: i64,
    /// How long the import took, and how long the index took to follow; nothing when it was there already.
    pub loaded: Option<(Duration, Duration)>,
}

/// Starts a county with about `wanted` articles; it is made when there is none.
///
/// # Errors
/// When it cannot be made.
pub async fn load(bench: &mut Bench<'_>, wanted: u32) -> Result<County> {
    let known = bench.editions.get(&wanted).cloned();
    let kept = bench.options.keep.as_ref().map(|dir| dir.join(format!("articles-{wanted}")));
    let there = known.or_else(|| kept.clone().filter(|dir| dir.join(WHOLE).exists()));
    if let Some(data) = there {
        bench.editions.insert(wanted, data.clone());
        let server = bench.start(&data).await?;
        settled(&server).await?;
        let articles = count(&data).await?;
        return Ok(County { server, articles, loaded: None });
    }
    let mut data = bench.county().await?;
    if let Some(dir) = kept {
        fs::create_dir_all(dir.parent().unwrap_or(Path::new(".")))?;
        fs::remove_dir_all(&dir).or_else(|e| if e.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(e) })?;
        run(Command::new("cp").arg("-a").arg(&data).arg(&dir))?;
        fs::remove_dir_all(&data)?;
        data = dir;
    }
    let imported = import(bench, &data, wanted).await?;
    let begun = Instant::now();
    let server = bench.start(&data).await?;
    settled(&server).await?;
    let indexed = begun.elapsed();
    let articles = count(&data).await?;
    println!(
        "{articles} articles: imported in {:.0} s, index followed in {:.0} s; load {}",
        imported.as_secs_f64(),
        indexed.as_secs_f64(),
        machine::load()
    );
    fs::write(data.join(WHOLE), "")?;
    bench.editions.insert(wanted, data);
    Ok(County { server, articles, loaded: Some((imported, indexed)) })
}

/// Writes the file and brings it in; gives how long the import took.
async fn import(bench: &Bench<'_>, data: &Path, wanted: u32) -> Result<Duration> {
    let there = u32::try_from(count(data).await?)?;
    let more = wanted.saturating_sub(there);
    let file = bench.dir.path().join("articles.jsonl.gz");
    let begun = Instant::now();
    let shared = bench.options.shared.clone();
    let places = places(data).await?;
    let to = file.clone();
    tokio::task::spawn_blocking(move || write(&shared, &to, more, &places)).await??;
    println!("{more} articles written in {:.0} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let told = bring(data, &file).await?;
    let took = begun.elapsed();
    fs::remove_file(&file)?;
    match told.lost + told.kept {
        0 => Ok(took),
        _ => Err(format!("not all articles were taken: {told:?}").into()),
    }
}

/// The import itself, in a program without a gate.
async fn bring(data: &Path, file: &Path) -> Result<Told> {
    let db = Db::open(&Config::Sqlite(data.join("renhe.db"))).await?;
    let (clock, chance) = (Clock::System, Chance::System);
    vault::open(&db, data, &chance, clock.now()).await?;
    let head = ledger::newest_head(&db).await?.ok_or("the county has no ledger")?;
    let origin = head.note.lines().next().unwrap_or_default();
    let rules = Arc::new(Rules::built_in());
    let parts = Parts {
        files: Files::local(&data.join("files"))?,
        search: Search::open(&data.join("index"))?,
        ledger: Ledger::open(db.clone(), data, clock.clone(), chance.clone(), origin).await?,
        identity: Identity::open(db.clone(), data, clock.clone(), chance.clone(), renhe::roles(), rules)?,
        db: db.clone(),
        clock,
        chance,
        config: AppConfig::new(data),
    };
    let app = App::builder(parts).ext(Lines(renhe::lines())).build()?;
    let as_it_was =
        AsItWas { by: app.identity.named(PUBLISHER).await?, why: "性能测试：批量导入稿件".to_owned() };
    let order = Order { file: "articles.jsonl.gz", system: "bench", as_it_was: Some(&as_it_was) };
    let told = articles::bring(&app, File::open(file)?, true, &order).await.map_err(|e| format!("{e:?}"))?;
    app.ledger.sequence().await?;
    db.close().await;
    Ok(told)
}

fn write(shared: &Path, to: &Path, articles: u32, places: &[Place]) -> Result<()> {
    let texts = Texts::read(shared)?;
    let mut file = BufWriter::new(GzEncoder::new(File::create(to)?, Compression::fast()));
    let now = Clock::System.now();
    for n in 0..articles {
        writeln!(file, "{}", texts.article(n, articles, places, now))?;
    }
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.finish()?;
    Ok(())
}

/// The columns that take in news, each as often as it is drawn.
async fn places(data: &Path) -> Result<Vec<Place>> {
    let sql = format!(
        "SELECT s.slug, c.slug, c.kind FROM edition_column c JOIN edition_site s ON s.id = c.site_id
         WHERE c.closed_at IS NULL AND s.closed_at IS NULL AND c.kind IN ({KINDS})
         AND NOT EXISTS (SELECT 1 FROM edition_column b WHERE b.parent_id = c.id) ORDER BY s.id, c.id"
    );
    let all: Vec<(String, String, String)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut open(data).await?).await?;
    let mut places = Vec::new();
    for (site, column, kind) in all {
        let of_site = if site == "main" { PORTAL } else { 1 };
        let of_kind = if kind == "news" || kind == "notice" { NEWS } else { 1 };
        places.extend((0..of_site * of_kind).map(|_| Place {
            site: site.clone(),
            column: column.clone(),
            kind: kind.clone(),
        }));
    }
    if places.is_empty() { Err("the demonstration has no columns for news".into()) } else { Ok(places) }
}

async fn open(data: &Path) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(data.join("renhe.db")).read_only(true).connect().await?)
}

async fn count(data: &Path) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT COUNT(*) FROM edition_live").fetch_one(&mut open(data).await?).await?)
}

/// Waits until nothing waits for the index or for its place on the ledger.
///
/// # Errors
/// When it does not come to rest in an hour.
pub async fn settled(server: &Server) -> Result<()> {
    const WAITING: &str = "SELECT EXISTS (SELECT 1 FROM store_search WHERE version <> indexed_version)
        OR EXISTS (SELECT 1 FROM ledger_entry WHERE seq IS NULL)";
    let begun = Instant::now();
    let mut conn = open(&server.data).await?;
    while sqlx::query_scalar::<_, bool>(WAITING).fetch_one(&mut conn).await? {
        if begun.elapsed() > PATIENCE {
            return Err("the index does not follow".into());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    Ok(())
}
