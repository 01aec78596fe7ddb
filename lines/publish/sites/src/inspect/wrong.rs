//! Indicators of the inspector's table that fail, or nearly do, as findings for a line that takes them up (督办). Looking again computes
//! the table anew.

use std::collections::{BTreeMap, BTreeSet};

use base::Error;
use edition::{Site, site};
use matter::{Finding, Sought, Still};
use web::App;

use super::{Line, UNKNOWN};
use crate::ledger;

/// What the findings are called.
pub(crate) const INDICATORS: &str = "sites.inspect";

/// Whether an indicator fails, or nearly does.
pub(crate) fn is_wrong(line: &Line) -> bool {
    matches!(line.tone, "bad" | "warn")
}

/// Names each line for as long as it is wrong: its site, its title, and which of that title it is.
pub(crate) fn keys(site: i64, lines: &[Line]) -> Vec<String> {
    let mut seen = BTreeMap::<&str, usize>::new();
    let key = |line: &Line| {
        let number = seen.entry(line.title).or_default();
        *number += 1;
        format!("{site}.{}.{number}", line.title)
    };
    lines.iter().map(key).collect()
}

/// The tables of the sites on line that are `wanted`, each line with its key.
async fn tables(app: &App, wanted: impl Fn(&Site) -> bool) -> Result<Vec<(Site, Vec<(String, Line)>)>, Error> {
    let now = app.clock.now();
    let columns = ledger::rows(app, now).await?;
    let mut sites = site::all(&mut app.db.reader()).await?;
    sites.retain(|site| site.closed_at.is_none() && wanted(site));
    let mut tables = Vec::with_capacity(sites.len());
    for site in sites {
        let lines = super::table(app, &site, &columns, now).await?;
        let keys = keys(site.id, &lines);
        tables.push((site, keys.into_iter().zip(lines).collect()));
    }
    Ok(tables)
}

/// The sites that keys name.
fn sites_of(keys: &[String]) -> BTreeSet<i64> {
    keys.iter().filter_map(|key| key.split('.').next()?.parse().ok()).collect()
}

/// What is wrong, site by site.
pub(crate) async fn find(app: &App, sought: &Sought) -> Result<Vec<Finding>, Error> {
    let named = sought.keys.as_deref().map(sites_of);
    let of_unit = |site: &Site| sought.unit.is_none_or(|unit| unit == site.unit_id);
    let tables = tables(app, |site| of_unit(site) && named.as_ref().is_none_or(|ids| ids.contains(&site.id))).await?;
    let asked = |key: &String| sought.keys.as_ref().is_none_or(|keys| keys.contains(key));
    let mut found = Vec::new();
    for (site, lines) in tables {
        let wrong = lines.into_iter().filter(|(key, line)| is_wrong(line) && asked(key));
        found.extend(wrong.map(|(key, line)| finding(&site, key, &line)));
    }
    let begin = match sought.after.as_str() {
        "" => 0,
        after => found.iter().position(|finding| finding.key == after).map_or(found.len(), |at| at + 1),
    };
    Ok(found.into_iter().skip(begin).take(sought.limit).collect())
}

fn finding(site: &Site, key: String, line: &Line) -> Finding {
    Finding {
        key,
        unit: site.unit_id,
        what: format!("{}检查指标“{}”{}：{}", site.name, line.title, line.word, line.found),
        address: site.href(),
        since: None,
    }
}

/// How many each unit has.
pub(crate) async fn by_unit(app: &App) -> Result<Vec<(i64, i64)>, Error> {
    let mut counts = BTreeMap::<i64, i64>::new();
    for (site, lines) in tables(app, |_| true).await? {
        let wrong = lines.iter().filter(|(_, line)| is_wrong(line)).count();
        if wrong > 0 {
            *counts.entry(site.unit_id).or_default() += i64::try_from(wrong).unwrap_or(i64::MAX);
        }
    }
    Ok(counts.into_iter().collect())
}

/// How each of these stands now.
pub(crate) async fn again(app: &App, keys: &[String]) -> Result<Vec<(String, Still)>, Error> {
    let named = sites_of(keys);
    let tables = tables(app, |site| named.contains(&site.id)).await?;
    let still = |key: &String| match tables.iter().flat_map(|(_, lines)| lines).find(|(known, _)| known == key) {
        Some((_, line)) if is_wrong(line) => Still::There,
        Some((_, line)) if line.word != UNKNOWN.0 => Still::Gone,
        // Not measured any more, or the site is off line: people have to look.
        _ => Still::Unknown,
    };
    Ok(keys.iter().map(|key| (key.clone(), still(key))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{BAD, GOOD};

    #[test]
    fn lines_of_one_title_are_told_apart_and_only_what_fails_is_wrong() {
        let lines = [
            Line::veto("栏目不更新", "甲", "3 个", BAD),
            Line::veto("栏目不更新", "乙", "0 个", GOOD),
            Line::point("站内搜索", "丙", "没有找到", super::super::WARN),
        ];
        assert_eq!(keys(7, &lines), ["7.栏目不更新.1", "7.栏目不更新.2", "7.站内搜索.1"]);
        assert_eq!(lines.iter().map(is_wrong).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(sites_of(&["7.站内搜索.1".to_owned(), "12.x.1".to_owned(), "x".to_owned()]), [7, 12].into());
    }
}
