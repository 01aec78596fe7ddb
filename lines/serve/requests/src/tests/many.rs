//! Very much from one person: nothing is lost, nothing is doubled, the fee counts every piece, and the last one is answered like the first.

mod copies;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::*;
use crate::actions::side;
use crate::store::{Count, Filter};
use ::store::long::{Key, Turn};

/// Requests of one person in one day.
const MANY: i64 = 10_000;
/// So many of them go through the door before the others, and so many after them.
const DOOR: i64 = 100;
/// Rows of a page of the register.
const PAGE: usize = 200;

impl County {
    /// The requests with these places, one after the other through the door of the counter; gives the last.
    async fn asks_all(&self, places: RangeInclusive<i64>) -> Taken {
        let (mut tx, mut last) = (self.db().begin().await.unwrap(), None);
        for place in places {
            let asked = Asking { title: title(place), ..asking(self.home, "counter") };
            let taken = citizen::ask(&mut tx, &self.ground(), &self.clerk, &asked, &[]).await.unwrap();
            assert_eq!(taken.number, number(place), "no number is left out and none comes twice");
            last = Some(taken);
        }
        tx.commit().await.unwrap();
        last.unwrap()
    }
}

fn number(place: i64) -> String {
    format!("青公开申〔2026〕{place:05}号")
}

fn title(place: i64) -> String {
    format!("第 {place} 件")
}

::store::both! {
    async fn ten_thousand_requests_of_one_person_are_all_kept_once_counted_and_answered(test: TestDb) {
        let county = County::new(test).await;
        let like = county.asks_all(1..=DOOR).await;
        copies::make(&county, &like, DOOR + 1..=MANY - DOOR).await;
        let before = county.asks_all(MANY - DOOR + 1..=MANY - 1).await;
        let last = county.asks_all(MANY..=MANY).await;
        let q = &mut county.db().reader();
        let filter = Filter { count: Count::Received, ..Filter::all(county.now) };
        assert_eq!(store::count(q, &filter).await.unwrap(), MANY);
        let counted = store::counted(q, &filter).await.unwrap();
        assert!(counted.more && counted.found < MANY, "a page does not count them all: {counted:?}");
        let (mut turn, mut titles) = (Turn::First, BTreeSet::new());
        loop {
            let rows = store::list(q, &filter, &turn, PAGE).await.unwrap().rows;
            let Some(end) = rows.last() else { break };
            let key: Key = [end.arrived_on.into(), end.matter_id.into()];
            turn = Turn::After(key);
            for row in rows {
                assert!(titles.insert(row.title.clone()), "{} stands on two pages", row.title);
            }
        }
        assert_eq!(titles, (1..=MANY).map(title).collect(), "page by page nothing is left out");

        let request = county.request(&last).await;
        assert_eq!(store::place_in_month(q, &request, day(3, 2)).await.unwrap(), MANY);
        let earlier: Vec<String> = store::earlier(q, &request).await.unwrap().into_iter().map(|(_, number, ..)| number).collect();
        assert_eq!(earlier, (MANY - 10..MANY).rev().map(number).collect::<Vec<_>>(), "the page shows the last ten");
        county.pays_by(&last).await;
        let mut tx = county.db().begin().await.unwrap();
        side::charge(&mut tx, &county.ground(), &county.clerk, last.request, ("piece", 1, None)).await.unwrap();
        tx.commit().await.unwrap();
        // 200 yuan for each piece from the 31st to the 40th, and 100 more for every ten after them: the 10,000th is in the 997th ten.
        assert_eq!(store::fee(q, last.request).await.unwrap().unwrap().yuan, 200 + 996 * 100);
        let letter = county.letters(&last).await.pop().unwrap();
        assert!(letter.paragraphs.concat().contains("99800"), "{:?}", letter.paragraphs);

        county.answers(&before, &draft("a2")).await;
        let request = county.request(&before).await;
        let status = citizen::status(q, &county.ground(), &request).await.unwrap();
        assert_eq!((status.number, status.state.as_str()), (number(MANY - 1), "closed"));
        assert!(!status.result.is_empty() && status.letters.len() == 1, "the applicant reads the answer");
        let open = Filter { count: Count::Open, ..Filter::all(county.now) };
        assert_eq!(store::count(q, &open).await.unwrap(), MANY - 1);
    }
}
