//! Every number opens the list that it counts.

use ::store::Query;
use ::store::long::{Counted, Turn};

use super::*;
use crate::store::{Count, Filter};
use counter::Scope;

/// As many as a list says it has.
async fn found(q: &mut impl Query, filter: &Filter) -> i64 {
    let counted = store::counted(q, filter).await.unwrap();
    assert!(!counted.more);
    counted.found
}

::store::both! {
    async fn counts_are_as_long_as_their_lists(test: TestDb) {
        let mut county = County::new(test).await;
        let good = county.answered(&lamps()).await;
        let late = county.write(&Writing { kind: "consult".into(), ..lamps() }).await;
        let refused = county.write(&lamps()).await;
        let input = Input { outcome: Some("refused_scope".into()), ..opinion("不属于本县") };
        county.act(&county.clerk, refused.letter, "refuse", input).await.unwrap();
        let ground = county.ground();
        let mut tx = county.db().begin().await.unwrap();
        citizen::rate(&mut tx, &ground, good.letter, 3, "").await.unwrap();
        tx.commit().await.unwrap();
        county.later(24 * 20);
        let filter = Filter::all(county.now);
        let mut q = county.db().reader();
        let expect = [
            (Count::Received, 3),
            (Count::Valid, 2),
            (Count::Answered, 1),
            (Count::OnTime, 1),
            (Count::Overdue, 1),
            (Count::Pending, 1),
            (Count::Published, 0),
            (Count::Reopened, 0),
            (Count::Rated, 1),
            (Count::Satisfied, 1),
            (Count::Refused, 1),
            (Count::Warned, 0),
        ];
        for (count, number) in expect {
            let filter = Filter { count, ..filter.clone() };
            let list = store::list(&mut q, &filter, &Turn::First, 100).await.unwrap().rows;
            assert_eq!(list.len(), number, "list of {}", count.key());
            assert_eq!(store::count(&mut q, &filter).await.unwrap(), number as i64, "{}", count.key());
            assert_eq!(found(&mut q, &filter).await, number as i64, "{}", count.key());
            let narrow = Filter { mailbox: Some(lamps().mailbox), ..filter.clone() };
            assert_eq!(found(&mut q, &narrow).await, number as i64, "narrowed {}", count.key());
            let each = store::counted_each(&mut q, &narrow, &[count]).await.unwrap();
            assert_eq!(each[0], Counted { found: number as i64, more: false }, "each {}", count.key());
            let units: i64 = store::counts_by_unit(&mut q, &filter).await.unwrap().iter().map(|(_, n)| n).sum();
            assert_eq!(units, number as i64, "units of {}", count.key());
        }
        let totals = serde_json::to_value(store::totals(&mut q, &filter).await.unwrap()).unwrap();
        for (count, number) in expect {
            if let Some(n) = totals.get(count.key()) {
                assert_eq!(n.as_i64(), Some(number as i64), "{}", count.key());
            }
        }
        let months = store::by_month(&mut q, &filter).await.unwrap();
        assert_eq!((months.len(), months[0].month.as_str(), months[0].numbers.received), (1, "2026-03", 3));
        let of_city = Filter { unit: Some(county.city), ..filter.clone() };
        assert_eq!(found(&mut q, &of_city).await, 1);
        let by_city = Filter { scope: Scope::Units(vec![county.city, county.water]), ..filter.clone() };
        assert_eq!(found(&mut q, &by_city).await, 1);
        let listed = store::list(&mut q, &by_city, &Turn::First, 100).await.unwrap().rows;
        assert_eq!(listed.iter().map(|l| l.id).collect::<Vec<_>>(), [good.letter]);
        let seen_by_water = Filter { scope: Scope::Units(vec![county.water]), ..filter.clone() };
        assert_eq!(found(&mut q, &seen_by_water).await, 0);
        let nobody = Filter { scope: Scope::Units(Vec::new()), ..filter };
        assert_eq!(found(&mut q, &nobody).await, 0);
        assert_eq!(county.state(&late).await, "received");
    }
}
