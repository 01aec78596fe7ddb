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
}
