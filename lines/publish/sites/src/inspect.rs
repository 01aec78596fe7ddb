//! 检查模拟: the table that an inspector prints, computed for one site from the program's own records (检查指标 国办秘函〔2019〕19号). What
//! only people or another network can know is said to be so, never guessed. Indicators of the second part have no points here:
//! the county's copy of the rule has not been compared with the original, so only facts are told.

mod facts;
mod points;
mod veto;
pub(crate) mod wrong;

use base::{Error, Moment};
use edition::Site;
use serde::Serialize;
use web::App;

use crate::ledger::Row;
pub(crate) use facts::figure;

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    /// 单项否决 or 扣分指标.
    pub part: &'static str,
    /// 指标.
    pub title: &'static str,
    /// What is looked at, and from when it fails.
    pub rule: String,
    /// What was found, in words.
    pub found: String,
    /// Where what was counted is listed; empty where there is no list.
    pub href: String,
    /// good, warn, bad; empty for what is a fact without a verdict or cannot be measured.
    pub tone: &'static str,
    /// The verdict in a word.
    pub word: &'static str,
}

/// Verdicts: word and colour.
pub(crate) const GOOD: (&str, &str) = ("正常", "good");
pub(crate) const WARN: (&str, &str) = ("预警", "warn");
pub(crate) const BAD: (&str, &str) = ("不合格", "bad");
pub(crate) const FACT: (&str, &str) = ("供参考", "");
pub(crate) const UNKNOWN: (&str, &str) = ("不能由本系统测定", "");

impl Line {
    fn veto(
        title: &'static str,
        rule: impl Into<String>,
        found: impl Into<String>,
        verdict: (&'static str, &'static str),
    ) -> Self {
        let (word, tone) = verdict;
        Self { part: "单项否决", title, rule: rule.into(), found: found.into(), href: String::new(), tone, word }
    }

    fn point(
        title: &'static str,
        rule: impl Into<String>,
        found: impl Into<String>,
        verdict: (&'static str, &'static str),
    ) -> Self {
        Self { part: "扣分指标", ..Self::veto(title, rule, found, verdict) }
    }

    fn listed(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }
}

/// What the indicators are computed for.
struct Subject<'a> {
    app: &'a App,
    site: &'a Site,
    /// All lines of the column ledger.
    columns: &'a [Row],
    now: Moment,
}

impl Subject<'_> {
    /// The second part and the indicators of services and letters are those of portals.
    fn is_portal(&self) -> bool {
        self.site.slug == edition::site::MAIN
    }

    fn rule(&self, key: &str) -> Result<i64, Error> {
        Ok(self.app.number(&format!("sites.check.{key}"))?)
    }
}

/// The table of a site; `columns` are all lines of the column ledger.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub(crate) async fn table(app: &App, site: &Site, columns: &[Row], now: Moment) -> Result<Vec<Line>, Error> {
    let subject = Subject { app, site, columns, now };
    let mut lines = veto::lines(&subject).await?;
    if subject.is_portal() {
        lines.extend(points::lines(&subject).await?);
    }
    Ok(lines)
}

/// How many lines have each verdict: bad, warn, good, not measured.
pub(crate) fn summed(lines: &[Line]) -> [usize; 4] {
    let of = |word: &str| lines.iter().filter(|line| line.word == word).count();
    [of(BAD.0), of(WARN.0), of(GOOD.0), of(UNKNOWN.0)]
}
