//! Everything derived made anew: the search index, and each page of each site once.

use std::process::Command;
use std::time::Instant;

use super::super::Bench;
use super::load;
use crate::report::Row;
use crate::{Result, machine};

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let county = load(bench, bench.options.articles).await?;
    let (articles, loaded, data) = (county.articles, county.loaded, county.server.data.clone());
    county.server.stop()?;
    let begun = Instant::now();
    // Pages that cannot be made are told too, and then it does not end well.
    let output = Command::new(&bench.binary).arg("rebuild").arg("--data").arg(&data).output()?;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{told}{}", String::from_utf8_lossy(&output.stderr));
    let numbers: Vec<&str> = told.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|n| !n.is_empty()).collect();
    let [_, indexing, pages, _, making, lost] =
        numbers.get(..6).and_then(|n| <[&str; 6]>::try_from(n).ok()).ok_or("the rebuild told something else")?;
    let row = Row::new(
        format!(
            "everything made anew at {articles} articles: search index ({indexing} s), {pages} pages ({making} s; {lost} could not be made)"
        ),
        format!("{minutes:.1} min"),
    );
    bench.row(row.aim("< 30 min", minutes < 30.0 && lost == "0").meant_at(super::AIMED_AT, articles));
    if let Some((imported, indexed)) = loaded {
        let (imported, indexed) = (imported.as_secs_f64(), indexed.as_secs_f64());
        bench.row(Row::new(
            format!("the articles brought in as by `renhe import articles`, without its gate ({:.0} a second), and the index following while the program serves", articles as f64 / imported),
            format!("{:.1} min, {:.1} min", imported / 60.0, indexed / 60.0),
        ));
    }
    bench.note(format!(
        "Rebuild: `renhe rebuild` in a process of its own; index from its table, then home pages, feeds, every page of every list and every article rendered as a reader gets it, four at a time on two cores, and dropped. Load at its end {}.",
        machine::load()
    ));
    Ok(())
}
