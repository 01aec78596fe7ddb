//! What is kept of an annual report, and how it is proved.

use super::*;
use crate::actions::report::{self, Of};
use crate::annual::Numbers;
use ledger::{Covered, Cursor};

const YEAR: i16 = 2025;

fn covered() -> Vec<Covered> {
    crate::LINE.covered.iter().map(|&(table, column)| Covered { table, column }).collect()
}

/// Columns of reports whose contents do not fit the ledger.
async fn altered(county: &County) -> Vec<String> {
    let (covered, mut from, mut bad) = (covered(), Some(Cursor::default()), Vec::new());
    while let Some(at) = from {
        let check = ledger::rehash_bodies(county.db(), &covered, at, 100).await.unwrap();
        bad.extend(check.bad.into_iter().filter(|b| b.table == "requests_report").map(|b| b.column));
        from = check.next;
    }
    bad
}

::store::both! {
    async fn every_word_and_number_of_a_settled_report_is_proved(test: TestDb) {
        let county = County::new(test).await;
        let of = Of { actor: &county.clerk, at: county.now, unit: county.home, year: YEAR };
        let mut tx = county.db().begin().await.unwrap();
        report::keep(&mut tx, &county.chance, of, r#"["总体情况"]"#, r#"["1"]"#).await.unwrap();
        report::keep(&mut tx, &county.chance, of, r#"["总体情况良好"]"#, r#"["2"]"#).await.unwrap();
        report::settle(&mut tx, &county.chance, of, &Numbers::default()).await.unwrap();
        assert_eq!(refused(report::settle(&mut tx, &county.chance, of, &Numbers::default()).await), "requests.settled");
        assert_eq!(refused(report::keep(&mut tx, &county.chance, of, "[]", "[]").await), "requests.settled");
        tx.commit().await.unwrap();
        let uncovered = ledger::uncovered(county.db(), &covered()).await.unwrap();
        assert!(!uncovered.iter().any(|(table, _)| table.starts_with("requests_")), "{uncovered:?}");
        assert_eq!(altered(&county).await, Vec::<String>::new());
        for column in ["texts", "table2", "numbers"] {
            let change = |from: &str, to: &str| {
                format!("UPDATE requests_report SET {column} = replace({column}, '{from}', '{to}')")
            };
            let (from, to) = if column == "numbers" { ("0", "7") } else { ("2", "3") };
            let (from, to) = if column == "texts" { ("良好", "优秀") } else { (from, to) };
            for (from, to, wrong) in [(from, to, vec![column.to_owned()]), (to, from, Vec::new())] {
                let mut tx = county.db().begin().await.unwrap();
                tx.run(&change(from, to), ::store::args![]).await.unwrap();
                tx.commit().await.unwrap();
                assert_eq!(altered(&county).await, wrong, "{from} as {to}");
            }
        }
    }

    async fn a_report_that_nobody_wrote_is_settled_with_its_numbers(test: TestDb) {
        let county = County::new(test).await;
        let of = Of { actor: &county.clerk, at: county.now, unit: county.home, year: YEAR };
        let mut tx = county.db().begin().await.unwrap();
        report::settle(&mut tx, &county.chance, of, &Numbers::default()).await.unwrap();
        tx.commit().await.unwrap();
        let kept = store::report(&mut county.db().reader(), county.home, YEAR).await.unwrap().unwrap();
        assert_eq!((kept.texts.as_str(), kept.settled_at), ("[]", Some(county.now)));
        assert_eq!(altered(&county).await, Vec::<String>::new());
    }

    async fn the_fees_of_a_year_are_those_that_were_paid_in_it(test: TestDb) {
        let mut county = County::new(test).await;
        let (paid, unpaid) = (county.received().await, county.received().await);
        county.pays_by(&paid).await;
        for taken in [&paid, &unpaid] {
            let mut tx = county.db().begin().await.unwrap();
            let fee = ("page", 120, None);
            crate::actions::side::charge(&mut tx, &county.ground(), &county.clerk, taken.request, fee).await.unwrap();
            tx.commit().await.unwrap();
        }
        county.on(3, 5);
        county.act(&county.clerk, &paid, "paid", on(day(3, 4))).await.unwrap();
        let q = &mut county.db().reader();
        for (year, organ, expect) in [
            (2026, None, (1, 1100)), (2026, Some(county.home), (1, 1100)), (2026, Some(county.city), (0, 0)), (2025, None, (0, 0)),
        ] {
            assert_eq!(store::fees_of(q, year, organ).await.unwrap(), expect, "{year} {organ:?}");
        }
        assert!(crate::annual::fees(2026, 1, 1100).contains("对1件申请收取信息处理费，共1100元"));
        assert!(crate::annual::fees(2025, 0, 0).contains("没有收取"));
    }

    async fn what_the_county_sums_are_settled_reports_of_units(test: TestDb) {
        let county = County::new(test).await;
        let overseer = county.with_roles(&["requests.overseer"]);
        let of = |unit| Of { actor: &overseer, at: county.now, unit, year: YEAR };
        let mut tx = county.db().begin().await.unwrap();
        report::keep(&mut tx, &county.chance, of(county.home), "[]", r#"["2"]"#).await.unwrap();
        report::keep(&mut tx, &county.chance, of(county.city), "[]", r#"["3"]"#).await.unwrap();
        report::settle(&mut tx, &county.chance, of(county.city), &Numbers::default()).await.unwrap();
        report::settle(&mut tx, &county.chance, of(0), &Numbers::default()).await.unwrap();
        tx.commit().await.unwrap();
        let q = &mut county.db().reader();
        let settled = store::settled_units(q, YEAR).await.unwrap();
        assert_eq!(settled.iter().map(|r| r.unit_id).collect::<Vec<_>>(), [county.city], "neither drafts nor the county itself");
        assert_eq!(store::reports_of_units(q, YEAR).await.unwrap().len(), 2);
        assert_eq!(store::settled_units(q, YEAR + 1).await.unwrap().len(), 0);
    }

    async fn a_clerk_who_may_also_read_all_writes_the_report_of_the_own_organ_only(test: TestDb) {
        let county = County::new(test).await;
        let reader = county.with_roles(&["requests.clerk", "requests.reader"]);
        let overseer = county.with_roles(&["requests.overseer"]);
        assert!(reader.may(crate::ALL, None) && reader.may(crate::REPORT, None));
        let mut tx = county.db().begin().await.unwrap();
        for (unit, own) in [(0, false), (county.city, false), (county.home, true)] {
            let of = |actor| Of { actor, at: county.now, unit, year: YEAR };
            assert_eq!(report::keep(&mut tx, &county.chance, of(&reader), "[]", "[]").await.is_ok(), own, "{unit}");
            assert_eq!(report::settle(&mut tx, &county.chance, of(&reader), &Numbers::default()).await.is_ok(), own, "{unit}");
            if !own {
                report::settle(&mut tx, &county.chance, of(&overseer), &Numbers::default()).await.unwrap();
            }
            let why = "文字有误，重新公布";
            let right = report::correct(&mut tx, &county.chance, of(&reader), ["[]", "[]"], &Numbers::default(), why).await;
            assert_eq!(right.is_ok(), own, "{unit}");
        }
    }
}
