//! The generated history: every state is there, every count opens its list, every page can be drawn.

use ::store::long::{Counted, Turn};

use super::site::Site;
use super::*;
use crate::demo::{Wanted, demo};
use crate::store::{Count, Filter};

::store::both! {
    async fn the_history_fills_every_state_and_its_counts_hold(test: TestDb) {
        let mut site = Site::new(test).await;
        let clerk = site.hire(&site.county.clerk, "clerk").await;
        for (actor, login) in [
            (&site.county.approver, "approver"), (&site.county.leader, "leader"),
            (&site.county.city_desk, "city"), (&site.county.water_desk, "water"),
        ] {
            site.hire(actor, login).await;
        }
        let from = site.clock.now();
        site.later(24 * 150);
        let wanted = Wanted { letters: 150, from, to: site.clock.now(), seed: 5 };
        let made = demo(&site.app, wanted).await.unwrap();
        assert_eq!(made.letters, 150);
        assert!(made.published > 20, "{made:?}");
        let mut q = site.app.db.reader();
        let filter = Filter::all(site.clock.now());
        for state in ["replied", "closed", "refused", "merged", "archived", "handling"] {
            let filter = Filter { state: Some(state.to_owned()), ..filter.clone() };
            assert!(store::counted(&mut q, &filter).await.unwrap().found > 0, "{state}");
        }
        for &count in Count::ALL {
            let filter = Filter { count, ..filter.clone() };
            let total = store::count(&mut q, &filter).await.unwrap();
            let list = store::list(&mut q, &filter, &Turn::First, 1_000).await.unwrap().rows;
            assert_eq!(list.len() as i64, total, "{}", count.key());
            assert_eq!(store::counted(&mut q, &filter).await.unwrap(), Counted { found: total, more: false });
            if count != Count::Warned {
                assert!(total > 0, "{}", count.key());
            }
        }
        let clerk = site.enter(clerk, "clerk").await;
        let ask = matter::Ask { from: from.date(), to: site.clock.now().date(), unit: None };
        for figure in LINE.figures {
            let count = (figure.count)(&site.app, ask).await.unwrap();
            let units: i64 = (figure.by_unit)(&site.app, ask).await.unwrap().iter().map(|(_, n)| n).sum();
            let list = site.page(&(figure.list)(ask), &clerk).await;
            if figure.measure == "件" {
                assert!(list.contains(&format!("共 {count} 件")), "{}", figure.key);
                assert_eq!(units, count, "{}", figure.key);
            }
        }
        site.app.search.catch_up(&site.app.db).await.unwrap();
        for path in ["/letters", "/letters/stats", "/letters/stats?year=2026", "/letters/stats/list?count=received&year=2026"] {
            site.page(path, "").await;
        }
        let report = ledger::verify(&site.app.db).await.unwrap();
        assert!(report.bad.is_none(), "{report:?}");
    }
}
