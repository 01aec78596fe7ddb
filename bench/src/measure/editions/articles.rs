//! An article that nobody asked for before: how long it takes, how many a second of processor time makes, beside Wagtail;
//! what the first visit to the home page loads; and the memory of the server after all kinds of pages.

use std::time::Instant;

use axum::http::header::ACCEPT_ENCODING;
use tokio::task::JoinSet;

use super::super::Bench;
use super::{first, load, look, portal_keys, search, wagtail};
use crate::report::Row;
use crate::server::Server;
use crate::times::Times;
use crate::{Result, machine, wire};

/// Articles asked for one after the other, as a browser does, and those before.
const ALONE: usize = 1_000;
const WARM: usize = 100;
/// Articles of one round for the processor time, and rounds in turns with the rival; the middle one counts.
const TOGETHER: usize = 1_000;
const ROUNDS: usize = 3;
/// Clients that ask at the same time.
const CLIENTS: usize = 4;
/// Pages of each list and questions to the search before the memory is read.
const TURNS: usize = 5;
const QUESTIONS: usize = 300;

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let wanted = bench.options.articles;
    let (county, watch) = {
        let county = load(bench, wanted).await?;
        // What the import and the first run of the index took is not what serving takes.
        county.server.stop()?;
        let county = load(bench, wanted).await?;
        let watch = machine::Watch::begin(county.server.pid())?;
        (county, watch)
    };
    let (server, articles) = (&county.server, county.articles);
    let keys = portal_keys(server, WARM + ALONE + ROUNDS * TOGETHER).await?;
    if keys.len() < WARM + ALONE + ROUNDS * TOGETHER {
        return Err(format!("only {} articles on the portal: too few to ask for each once", keys.len()).into());
    }
    let mut paths = keys.iter().map(|key| format!("/a/{key}"));
    let mut some = |count: usize| paths.by_ref().take(count).collect::<Vec<String>>();
    alone(&server.address, &some(WARM)).await?;
    let times = alone(&server.address, &some(ALONE)).await?;
    let (p50, p95) = (times.quantile(0.5), times.quantile(0.95));
    bench.row(
        Row::new(
            format!("an article nobody asked for before, {articles} published, p95"),
            format!("{p95:.1} ms (p50 {p50:.1})"),
        )
        .aim("< 10 ms", p95 < 10.0)
        .meant_at(super::AIMED_AT, articles),
    );
    let rival = wagtail::start(bench).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(per_second(&[server.pid()], &server.address, some(TOGETHER)).await?);
        if let Ok(rival) = &rival {
            theirs.push(per_second(&rival.pids()?, &rival.address, rival.paths.clone()).await?);
        }
    }
    let (ours, said) = (middle(&mut ours), rival.as_ref().err().map(ToString::to_string));
    let row = Row::new("articles nobody asked for before, for a second of processor time", format!("{ours:.0}"));
    bench.row(match said {
        Some(why) => row.rival(format!("Wagtail not measured: {why}")),
        None => {
            let theirs = middle(&mut theirs);
            let what = rival.as_ref().map(|rival| rival.described.clone()).unwrap_or_default();
            row.aim("≥ 20 × Wagtail", ours >= 20.0 * theirs)
                .rival(format!("{what}: {theirs:.1} ({:.1}×)", ours / theirs.max(0.001)))
        }
    });
    drop(rival);
    first::take(bench, &server.address).await?;
    wander(bench, server).await?;
    let peak = watch.end()?;
    let row = Row::new(
        format!("memory of the server at {articles} articles, the most while all this was asked"),
        peak.words(),
    );
    bench.row(row.aim("< 1 GiB", peak.resident < 1024.0).meant_at(super::AIMED_AT, articles));
    county.server.stop()?;
    bench.note(format!(
        "Articles: a county of {articles} published articles, brought in as by `renhe import articles`, without its gate, into the demonstration's columns, lengths spread about a middle of 700 characters, sentences of real laws and titles of real \
         documents. {ALONE} articles of the portal from all its years, one request after the other with gzip, each for the first time since the start, after {WARM} others. For the processor time {TOGETHER} others a round, {CLIENTS} clients, \
         not packed, {ROUNDS} rounds in turns with the rival, the middle one: user and system time of all processes of each server, what they do by themselves included. The page caches of both are off or never met."
    ));
    bench.note(wagtail::NOTE);
    Ok(())
}

/// Asks for pages one after the other, as a browser that takes packed ones.
async fn alone(address: &str, paths: &[String]) -> Result<Times> {
    let client = wire::client()?;
    let mut times = Times::default();
    for path in paths {
        let begun = Instant::now();
        let answer = client.get(format!("http://{address}{path}")).header(ACCEPT_ENCODING, "gzip").send().await?;
        let status = answer.status();
        answer.bytes().await?;
        times.since(begun);
        if !status.is_success() {
            return Err(format!("{path} answered {status}").into());
        }
    }
    Ok(times)
}

/// Pages that a second of the processes' time makes.
async fn per_second(pids: &[u32], address: &str, paths: Vec<String>) -> Result<f64> {
    let used = || pids.iter().map(|pid| machine::cpu_ms(*pid)).sum::<Result<f64>>();
    let (count, before) = (paths.len(), used()?);
    let mut clients = JoinSet::new();
    for part in paths.chunks(count.div_ceil(CLIENTS).max(1)) {
        let (part, address) = (part.to_vec(), address.to_owned());
        clients.spawn(async move { plain(&address, &part).await });
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    Ok(count as f64 / ((used()? - before) / 1000.0).max(0.001))
}

async fn plain(address: &str, paths: &[String]) -> Result<()> {
    let client = wire::client()?;
    for path in paths {
        let answer = client.get(format!("http://{address}{path}")).send().await?;
        if !answer.status().is_success() {
            return Err(format!("{path} answered {}", answer.status()).into());
        }
        answer.bytes().await?;
    }
    Ok(())
}

/// Looks at every list, turning its pages, at every feed, and asks the search, as many readers would.
async fn wander(bench: &Bench<'_>, server: &Server) -> Result<()> {
    let sql = "SELECT CASE WHEN s.slug = 'main' THEN '' ELSE '/s/' || s.slug END || '/c/' || c.slug || '/'
               FROM edition_column c JOIN edition_site s ON s.id = c.site_id
               WHERE c.closed_at IS NULL AND s.closed_at IS NULL AND c.kind <> 'link' AND c.items > 0 ORDER BY c.id";
    let columns: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut look(server).await?).await?;
    let mut browser = wire::browser(&server.address)?;
    for column in columns {
        let mut path = column.clone();
        for _ in 0..TURNS {
            let page = browser.get(&path).await;
            let older = page.links("").into_iter().find(|link| link.contains("after="));
            let Some(older) = older else { break };
            path = if older.starts_with('?') { format!("{column}{older}") } else { older };
        }
        browser.get(&format!("{column}atom.xml")).await;
    }
    for path in ["/", "/feeds/atom.xml", "/xxgk", "/map", "/sitemaps/sitemap-1.xml"] {
        browser.get(path).await;
    }
    for (_, words) in search::questions(&bench.options.shared, QUESTIONS)? {
        browser.get(&search::address(&words)).await;
    }
    Ok(())
}

fn middle(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}
