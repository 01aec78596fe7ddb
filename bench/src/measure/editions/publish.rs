//! From the editor's press on «publish» until everybody sees it: on its page, in the list of its column, in the feed, in the
//! search; in a small county and in a large one.

use std::time::{Duration, Instant};

use testkit::Browser;

use super::super::Bench;
use super::{County, load, look};
use crate::report::Row;
use crate::times::Times;
use crate::{Result, accounts, wire};

/// Publications that are counted, and those before.
const TIMES: usize = 60;
const WARM: usize = 5;
/// The editor, and the column on the portal.
const EDITOR: &str = "bianji";
const COLUMN: &str = "yaowen";
/// Who keeps the sites and gives columns other names.
const KEEPER: &str = "dianzi";
/// Between two looks of somebody who waits.
const LOOK: Duration = Duration::from_millis(10);
/// When it counts as never seen.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two publications: editors are people, and what one starts is over before the next.
const REST: Duration = Duration::from_millis(700);
/// Where it must be seen.
const PLACES: [&str; 4] = ["page", "list", "feed", "search"];

/// Times until each place showed it, and until all did.
#[derive(Default)]
struct Seen {
    each: [Times; 4],
    all: Times,
}

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let mut sizes = vec![bench.options.few, bench.options.articles];
    sizes.extend(bench.options.many.filter(|many| *many > bench.options.articles));
    let mut measured: Vec<(i64, Seen)> = Vec::new();
    for size in sizes {
        let county = load(bench, size).await?;
        let seen = publish_all(&county).await?;
        println!("{} articles: {}", county.articles, seen.words());
        if size == bench.options.articles {
            meanwhile(bench, &county).await?;
        }
        measured.push((county.articles, seen));
        county.server.stop()?;
    }
    let Some(((few, small), large)) = measured.split_first().map(|(first, rest)| ((first.0, &first.1), rest)) else {
        return Ok(());
    };
    for &(articles, ref seen) in large {
        let (p95, before) = (seen.all.quantile(0.95), small.all.quantile(0.95));
        let ratio = p95 / before.max(0.001);
        let row = Row::new(
            format!("published until seen on page, list, feed and search, {articles} articles, p95 of {TIMES}"),
            format!("{p95:.0} ms ({})", seen.words()),
        );
        bench.row(
            row.aim("< 1 s and within 20 % of the small county", p95 < 1000.0 && ratio < 1.2)
                .meant_at(super::AIMED_AT, articles)
                .rival(format!("itself at {few}: {before:.0} ms ({ratio:.2}×; {})", small.words())),
        );
    }
    bench.note(format!(
        "Publish: an editor writes an article through the form and publishes it with `POST /work/content/…/force`, the handler of every publication (forced, as the reviews before it are not what is measured). From the moment the post is \
         sent, four readers look every {LOOK:?} for its page, its title in the first page of the column's list, in the column's Atom feed and among the hits of `/search`; the time of each is when the first answer that shows it has \
         been read. {TIMES} articles one after the other after {WARM} others, {REST:?} between them."
    ));
    Ok(())
}

/// The same while a large column has got another name and the search is written again.
async fn meanwhile(bench: &mut Bench<'_>, county: &County) -> Result<()> {
    let bearing = rename(county).await?;
    let seen = publish_all(county).await?;
    let waiting: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM store_job WHERE kind = 'store.search.renamed' AND state <> 'done'")
            .fetch_one(&mut look(&county.server).await?)
            .await?;
    let p95 = seen.all.quantile(0.95);
    let row = Row::new(
        format!("the same while a column of {bearing} articles has got another name, {} articles", county.articles),
        format!("{p95:.0} ms ({})", seen.words()),
    );
    bench.row(row.aim("< 1 s", p95 < 1000.0).rival(if waiting > 0 {
        "still being written at the end"
    } else {
        "written before the end"
    }));
    Ok(())
}

/// Gives the column of the portal with the most articles another name; gives how many these are.
async fn rename(county: &County) -> Result<i64> {
    let sql = "SELECT c.site_id, c.id, c.name, c.items FROM edition_column c JOIN edition_site s ON s.id = c.site_id
               WHERE s.slug = 'main' AND c.slug <> $1
               AND NOT EXISTS (SELECT 1 FROM edition_column below WHERE below.parent_id = c.id) ORDER BY c.items DESC LIMIT 1";
    let mut db = look(&county.server).await?;
    let (site, id, name, items): (i64, i64, String, i64) = sqlx::query_as(sql).bind(COLUMN).fetch_one(&mut db).await?;
    let all = accounts::read(&county.server.data)?;
    let mut keeper = accounts::sign_in(&county.server.address, accounts::named(&all, KEEPER)?).await?;
    let page = format!("/work/sites/{site}/columns/{id}");
    let form = keeper.get(&page).await.form(&page).ok_or("the keeper is not offered the form of a column")?;
    let answer = keeper.submit(&form.set("name", &format!("{name}（新）"))).await;
    if answer.status.is_success() { Ok(items) } else { Err(format!("it was not renamed: {}", answer.seen()).into()) }
}

impl Seen {
    fn words(&self) -> String {
        let each = PLACES.iter().zip(&self.each).map(|(place, times)| format!("{place} {:.0}", times.quantile(0.95)));
        format!("p50 {:.0}; p95 by place: {}", self.all.quantile(0.5), each.collect::<Vec<_>>().join(", "))
    }
}

async fn publish_all(county: &County) -> Result<Seen> {
    let server = &county.server;
    let all = accounts::read(&server.data)?;
    let mut editor = accounts::sign_in(&server.address, accounts::named(&all, EDITOR)?).await?;
    let sql = "SELECT c.id FROM edition_column c JOIN edition_site s ON s.id = c.site_id WHERE s.slug = 'main' AND c.slug = $1";
    let column: i64 = sqlx::query_scalar(sql).bind(COLUMN).fetch_one(&mut look(server).await?).await?;
    let mut seen = Seen::default();
    // A title that no earlier run has published.
    let run = base::Clock::System.now().0 / 1000 % 100_000_000;
    for number in 0..WARM + TIMES {
        let title = format!("第{run}期快讯之{}", 1_000 + number);
        let item = written(&mut editor, column, &title).await?;
        let times = published(&server.address, &mut editor, item, &title).await?;
        if number >= WARM {
            times.iter().zip(&mut seen.each).for_each(|(took, times)| times.add(*took));
            seen.all.add(times.into_iter().max().unwrap_or(PATIENCE));
        }
        tokio::time::sleep(REST).await;
    }
    Ok(seen)
}

/// Writes an article through the form; gives its key.
async fn written(editor: &mut Browser, column: i64, title: &str) -> Result<i64> {
    let page = editor.get("/work/content/new").await;
    let form = page.form("/work/content/new").ok_or("the editor is not offered a form for a new article")?;
    let form = form
        .set("kind", "article")
        .set("column", &column.to_string())
        .set("attribute", "none")
        .set("title", title)
        .set("source", "县融媒体中心")
        .set("body", &"<p>县委县政府召开专题会议，研究部署近期重点工作，要求各单位压实责任、抓好落实。</p>".repeat(8));
    let answer = editor.submit(&form).await;
    let key = answer.path.strip_prefix("/work/content/").and_then(|key| key.split('?').next()?.parse().ok());
    key.ok_or_else(|| format!("the article was not kept: {} {}", answer.status, answer.seen().trim()).into())
}

/// Publishes it, and gives for each place how long it took until it was seen there.
async fn published(address: &str, editor: &mut Browser, item: i64, title: &str) -> Result<[Duration; 4]> {
    let to = format!("/work/content/{item}/force");
    let form = editor.get(&to).await.form(&to).ok_or("the editor is not offered to publish")?;
    let form = form.set("why", "应急信息，须立即发布");
    let page = format!("/a/{item}");
    let (link, begun) = (format!("{page}\""), Instant::now());
    let waits = async {
        tokio::join!(
            shows(address, page, title, begun),
            shows(address, format!("/c/{COLUMN}/"), title, begun),
            shows(address, format!("/c/{COLUMN}/atom.xml"), title, begun),
            shows(address, super::search::address(title), &link, begun),
        )
    };
    let (answer, seen) = tokio::join!(editor.submit(&form), waits);
    if !answer.status.is_success() {
        return Err(format!("it was not published: {} {}", answer.status, answer.seen().trim()).into());
    }
    Ok([seen.0?, seen.1?, seen.2?, seen.3?])
}

/// When the page at `path` shows `wanted`, from `begun` on.
async fn shows(address: &str, path: String, wanted: &str, begun: Instant) -> Result<Duration> {
    let client = wire::client()?;
    let url = format!("http://{address}{path}");
    loop {
        let answer = client.get(&url).send().await?;
        let good = answer.status().is_success();
        let page = answer.text().await?;
        let took = begun.elapsed();
        if good && page.contains(wanted) {
            return Ok(took);
        }
        if took > PATIENCE {
            return Err(format!("{path} does not show it after {PATIENCE:?}").into());
        }
        tokio::time::sleep(LOOK).await;
    }
}
