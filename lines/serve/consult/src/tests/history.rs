//! A generated history: everything that the numbers count is in the lists that they open, and nothing is lost on the way.

use super::*;
use crate::store::{Count, Filter};
use ::store::long::Turn;

::store::both! {
    async fn every_number_counts_what_its_list_shows(test: TestDb) {
        let mut county = County::new(test).await;
        for n in 0..6 {
            let taken = county.asks(&pension(if n % 2 == 0 { county.quick } else { county.slow })).await.unwrap();
            county.later(24);
            match n {
                0 => { county.act(&county.clerk, &taken, "send", opinion("可以办。")).await.unwrap(); }
                1 => { county.act(&county.clerk, &taken, "submit", opinion("等审核。")).await.unwrap(); }
                2 => {
                    let refuse = Input { outcome: Some("refused_scope".into()), ..opinion("不属于本县职责，请向市里咨询") };
                    county.act(&county.clerk, &taken, "refuse", refuse).await.unwrap();
                }
                3 => {
                    let wrong = Input { outcome: Some("satisfied".into()), ..opinion("不属于本县职责，请向市里咨询") };
                    assert_eq!(wrong_fields(county.act(&county.clerk, &taken, "refuse", wrong).await), ["outcome"]);
                }
                _ => {}
            }
            county.reports(&typo(&format!("/a/{n}"), "帐号")).await;
        }
        county.later(24 * 60);
        let mut q = county.db().reader();
        for what in ["ask", "error"] {
            for count in Count::ALL {
                let filter = Filter { count: *count, ..Filter::all(what, county.now) };
                let listed = store::list(&mut q, &filter, &Turn::First, 100).await.unwrap().rows.len();
                let n = store::count(&mut q, &filter).await.unwrap();
                assert_eq!(usize::try_from(n).unwrap(), listed, "{what} {}", count.key());
                assert_eq!(store::counted(&mut q, &filter).await.unwrap().found, n, "{what} {}", count.key());
                let units: i64 = store::by_unit(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
                let months: i64 = store::by_month(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
                assert_eq!((units, months), (n, n), "{what} {}", count.key());
            }
        }
        let overdue = Filter { count: Count::Overdue, ..Filter::all("ask", county.now) };
        assert_eq!(store::count(&mut q, &overdue).await.unwrap(), 4, "one was answered in time, one refused");
        let nobody = Filter { scope: counter::Scope::Units(Vec::new()), ..Filter::all("ask", county.now) };
        assert_eq!(store::count(&mut q, &nobody).await.unwrap(), 0);
    }
}
