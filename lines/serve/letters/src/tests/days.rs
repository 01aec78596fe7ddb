//! The numbers that are kept by day: always what the lists have, whether a day was counted before or since the last act.

use ::store::long::Turn;
use ::store::testing::Planned;

use super::*;
use crate::store::{By, Count, Filter};
use counter::Scope;

/// Holds every number of the whole county and of two units against the list it opens.
async fn equal_their_lists(county: &County, when: &str) {
    let mut q = county.db().reader();
    for unit in [None, Some(county.city), Some(county.water)] {
        for &count in Count::ALL {
            let filter = Filter { count, unit, ..Filter::all(county.now) };
            let list = store::list(&mut q, &filter, &Turn::First, 1_000).await.unwrap().rows;
            let number = store::count(&mut q, &filter).await.unwrap();
            assert_eq!(number, list.len() as i64, "{when}: {} of {unit:?}", count.key());
        }
    }
}

::store::both! {
    async fn numbers_are_those_of_the_lists_before_and_after_every_act(test: TestDb) {
        let mut county = County::new(test).await;
        let first = county.answered(&lamps()).await;
        let slow = county.write(&lamps()).await;
        county.later(24);
        county.write(&Writing { kind: "consult".into(), ..lamps() }).await;
        equal_their_lists(&county, "nothing is kept").await;
        sequence(&county).await;
        assert_eq!(store::fold(county.db(), county.now).await.unwrap(), 3, "three days");
        assert_eq!(store::fold(county.db(), county.now).await.unwrap(), 0, "nothing has happened since");
        equal_their_lists(&county, "kept").await;

        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        citizen::rate(&mut tx, &ground, first.letter, 5, "").await.unwrap();
        tx.commit().await.unwrap();
        county.act(&county.clerk, slow.letter, "dispatch", to(county.water)).await.unwrap();
        equal_their_lists(&county, "acts that the ledger has not put in their place").await;
        sequence(&county).await;
        equal_their_lists(&county, "acts since the counting").await;
        assert_eq!(store::fold(county.db(), county.now).await.unwrap(), 2, "two days were touched");
        equal_their_lists(&county, "counted again").await;

        county.later(24 * 40);
        equal_their_lists(&county, "late without any act").await;
        assert_eq!(store::fold(county.db(), county.now).await.unwrap(), 2);
        equal_their_lists(&county, "late and counted").await;
        let late = Filter { count: Count::Overdue, ..Filter::all(county.now) };
        assert_eq!(store::count(&mut county.db().reader(), &late).await.unwrap(), 2);
    }

    async fn what_is_kept_is_added_up_without_going_through_the_letters(test: TestDb) {
        let mut county = County::new(test).await;
        county.answered(&lamps()).await;
        sequence(&county).await;
        store::fold(county.db(), county.now).await.unwrap();
        let mut q = Planned::new(county.db());
        for by in [By::All, By::Unit, By::Month] {
            let sums = store::numbers(&mut q, &Filter::all(county.now), by).await.unwrap();
            assert_eq!(sums.values().map(|s| s.get(Count::Received)).sum::<i64>(), 1);
        }
        assert_eq!(q.long, Vec::<String>::new());
    }

    async fn no_list_goes_through_all_letters(test: TestDb) {
        let mut county = County::new(test).await;
        county.answered(&lamps()).await;
        let mut q = Planned::new(county.db());
        let all = Filter::all(county.now);
        let some = |text: &str| Some(text.to_owned());
        let filters = [
            all.clone(),
            Filter { kind: some("help"), ..all.clone() },
            Filter { mailbox: some("mayor"), state: some("closed"), ..all.clone() },
            Filter { from: Some(county.now.date()), to: Some(county.now.date()), ..all.clone() },
            Filter { unit: Some(county.city), from: Some(county.now.date()), ..all.clone() },
            Filter { ids: Some(vec![1, 2, 3]), from: Some(county.now.date()), unit: Some(county.city), ..all.clone() },
            Filter { scope: Scope::Units(vec![county.city]), ..all.clone() },
            Filter { scope: Scope::Units(vec![county.city, county.water]), state: some("closed"), ..all.clone() },
            Filter { scope: Scope::Units((1..80).collect()), ..all.clone() },
            Filter { scope: Scope::Units(vec![county.city]), unit: Some(county.water), ..all.clone() },
        ];
        let day = || ::store::Value::from(county.now.date());
        let turns = [Turn::First, Turn::after(day(), 5), Turn::before(day(), 5)];
        for filter in &filters {
            for &count in Count::ALL {
                let filter = Filter { count, ..filter.clone() };
                for turn in &turns {
                    store::list(&mut q, &filter, turn, 21).await.unwrap();
                }
                store::counted(&mut q, &filter).await.unwrap();
            }
            store::counted_each(&mut q, filter, Count::ALL).await.unwrap();
            for turn in [Turn::First, Turn::after(7_i64, 7), Turn::before(7_i64, 7)] {
                store::published(&mut q, filter, &turn, 21).await.unwrap();
            }
            store::published_count(&mut q, filter).await.unwrap();
        }
        one_by_one(&mut q, &county).await;
        assert_eq!(q.long, Vec::<String>::new());
    }
}

/// Everything else that a page or a job asks for.
async fn one_by_one(q: &mut Planned, county: &County) {
    store::publishing_units(q).await.unwrap();
    store::years(q).await.unwrap();
    store::published_key(q, 1).await.unwrap();
    crate::BOOK.numbered(q, "青信").await.unwrap();
    drop(crate::BOOK.receipt(q, "x", county.now).await);
    store::files(q, 1).await.unwrap();
    store::messages(q, 1).await.unwrap();
    store::of_matter(q, 1).await.unwrap();
    counter::mine::page(q, &[&crate::LINE.mine[0]], 1, i64::MAX, 30).await.unwrap();
    store::joined_with(q, 1, 0).await.unwrap();
    counter::desk::concerns(q, 1, &[1, 2]).await.unwrap();
    let letter = store::letter(q, 1).await.unwrap();
    store::same_phone(q, &letter, county.now.date()).await.unwrap();
    store::unrated(q, county.now, 0).await.unwrap();
    store::waiting(q, 0).await.unwrap();
    let what = store::ToUrge { due: county.now, since: county.now, most: 5 };
    store::to_urge(q, what, (base::Moment(0), 0)).await.unwrap();
    store::to_warn(q, (county.now.date(), 3), &(String::new(), 0)).await.unwrap();
}

/// Lets the ledger put everything in its place.
async fn sequence(county: &County) {
    let clock = base::Clock::fixed(county.now);
    let opened =
        ledger::Ledger::open(county.db().clone(), county.test.dir(), clock, county.chance.clone(), "qinghe.test");
    opened.await.unwrap().sequence().await.unwrap();
}
