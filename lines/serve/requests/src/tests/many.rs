//! Very much from one person: nothing is lost, nothing is doubled, and the fee counts every piece.

use std::collections::BTreeSet;

use super::*;
use crate::store::{Count, Filter};
use ::store::long::{Key, Turn};

/// Requests of one person in one day.
const MANY: usize = 500;

::store::both! {
    async fn five_hundred_requests_of_one_person_are_all_kept_once(test: TestDb) {
        let county = County::new(test).await;
        let mut numbers = BTreeSet::new();
        let mut last = None;
        for n in 0..MANY {
            let asked = Asking { title: format!("第 {n} 件"), ..asking(county.home, "counter") };
            let taken = county.asks(&county.clerk, &asked).await.unwrap();
            assert!(numbers.insert(taken.number.clone()), "{} twice", taken.number);
            last = Some(taken);
        }
        let last = last.unwrap();
        assert_eq!(last.number, format!("青公开申〔2026〕{MANY:05}号"), "no number is left out");
        let q = &mut county.db().reader();
        let filter = Filter { count: Count::Received, ..Filter::all(county.now) };
        assert_eq!(store::count(q, &filter).await.unwrap(), i64::try_from(MANY).unwrap());
        let (mut turn, mut titles) = (Turn::First, BTreeSet::new());
        loop {
            let rows = store::list(q, &filter, &turn, 64).await.unwrap().rows;
            let Some(end) = rows.last() else { break };
            let key: Key = [end.arrived_on.into(), end.matter_id.into()];
            turn = Turn::After(key);
            for row in rows {
                assert!(titles.insert(row.title.clone()), "{} stands on two pages", row.title);
            }
        }
        assert_eq!(titles.len(), MANY, "page by page nothing is left out");
        let request = county.request(&last).await;
        assert_eq!(store::place_in_month(q, &request, day(3, 2)).await.unwrap(), i64::try_from(MANY).unwrap());
        assert_eq!(store::earlier(q, &request).await.unwrap().len(), 10, "the page shows the last ten");
    }
}
