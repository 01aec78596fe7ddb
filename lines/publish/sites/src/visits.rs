//! 站点可用性: every hour the program asks for the home page of each open site as a reader would and writes down whether it opened in
//! time (检查指标 单项否决: 站点无法访问). It sees what the program can see of itself: while it does not run nothing is asked, and
//! [`sums`] counts what is lacking of the day's visits as not opened. Lines, name servers and the network outside it does not see.

use std::time::Instant;

use axum::http::StatusCode;
use base::time::DAY;
use base::{Date, Error, Moment};
use edition::Site;
use matter::Later;
use serde_json::Value;
use store::Query;
use web::{App, Inside};

use crate::store::visits as rows;

/// The kind of the hourly job.
pub const VISITS: &str = "sites.visits";
/// How long days are kept: the last inspection and the one before.
const KEPT_FOR: i64 = 400 * DAY;

/// The handler of [`VISITS`].
pub(crate) fn run<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let now = app.clock.now();
        let patience = u128::from(app.number("sites.check.visit.seconds")?.unsigned_abs()) * 1_000;
        let sites = edition::site::all(&mut app.db.reader()).await?;
        let inside = Inside::of(app)?;
        let mut found = Vec::new();
        for site in sites.iter().filter(|site| site.closed_at.is_none()) {
            let began = Instant::now();
            let address = if site.host.is_empty() { site.href() } else { "/".to_owned() };
            let opened = match inside.ask(&site.host, &address).await {
                Ok(answer) => answer.status() == StatusCode::OK,
                Err(fault) => {
                    tracing::error!(site = site.id, %fault, "a home page did not open");
                    false
                }
            };
            let took = began.elapsed().as_millis();
            found.push((site.id, opened && took <= patience, i64::try_from(took).unwrap_or(i64::MAX)));
        }
        let mut tx = app.db.begin().await?;
        for (site, opened, took) in found {
            rows::add(&mut tx, site, opened, took, now).await?;
        }
        rows::forget(&mut tx, now.plus(-KEPT_FOR).date()).await?;
        tx.commit().await?;
        Ok(())
    })
}

/// What the visits of the last days say of a site.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Visits that there should be: those made, and those that whole days lack.
    pub visits: i64,
    /// Visits that did not open in time.
    pub failed: i64,
    /// Visits that whole days lack.
    pub lacking: i64,
    /// The longest time of an answer, in milliseconds.
    pub longest: i64,
    /// Days with visits.
    pub days: i64,
}

/// Sums up the visits of the last `days` days before now, today included; each whole day since the first visit should have `times`.
pub(crate) async fn sums(
    q: &mut impl Query,
    site: &Site,
    (days, times): (i64, i64),
    now: Moment,
) -> Result<Sums, Error> {
    let today = now.date();
    let from = now.plus(-(days - 1).max(0).saturating_mul(DAY)).date();
    let Some(first) = rows::first(q, site.id).await?.and_then(|day| day.parse::<Date>().ok()) else {
        return Ok(Sums::default());
    };
    let kept = rows::days(q, site.id, from).await?;
    Ok(summed(&kept, first.max(from), first, times, today))
}

fn summed(kept: &[rows::Day], from: Date, first: Date, times: i64, today: Date) -> Sums {
    let mut sums = Sums::default();
    let mut day = from;
    while day <= today {
        let of_day = kept.iter().find(|kept| kept.on_date == day.to_string());
        let visits = of_day.map_or(0, |day| day.visits);
        // Neither the day of the first visit nor today is whole.
        let lacking = if day > first && day < today { (times - visits).max(0) } else { 0 };
        sums.visits += visits + lacking;
        sums.lacking += lacking;
        sums.days += i64::from(visits > 0);
        if let Some(day) = of_day {
            sums.failed += day.failed;
            sums.longest = sums.longest.max(day.longest);
        }
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(on: &str, visits: i64, failed: i64) -> rows::Day {
        rows::Day { site_id: 1, on_date: on.to_owned(), visits, failed, longest: 40, last_at: Moment(0) }
    }

    #[test]
    fn what_whole_days_lack_counts_as_not_opened() {
        let kept = [day("2026-03-01", 3, 0), day("2026-03-02", 24, 1), day("2026-03-04", 5, 0)];
        let (first, today) = (Date::constant(2026, 3, 1), Date::constant(2026, 3, 4));
        let sums = summed(&kept, first, first, 20, today);
        assert_eq!((sums.visits, sums.failed, sums.lacking, sums.days), (3 + 24 + 20 + 5, 1, 20, 3));
        let whole = summed(&kept[..2], Date::constant(2026, 3, 2), first, 20, Date::constant(2026, 3, 2));
        assert_eq!((whole.visits, whole.lacking), (24, 0), "today is not over");
    }
}
