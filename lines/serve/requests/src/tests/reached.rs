//! Annual reports of all years and organs stay reachable, page by page.

use super::*;

::store::both! {
    async fn reports_of_all_years_are_reached_page_by_page(test: TestDb) {
        let county = County::new(test).await;
        let mut tx = county.db().begin().await.unwrap();
        let mut expected = Vec::new();
        for year in (2016..=2025_i16).rev() {
            for unit in [0, county.home, county.city] {
                let id = store::save_report(&mut tx, unit, year, "{}", "{}").await.unwrap().expect("a new report");
                assert!(store::settle(&mut tx, id, "{}", county.now).await.unwrap());
                expected.push((i64::from(year), unit));
            }
        }
        store::save_report(&mut tx, 0, 2026, "{}", "{}").await.unwrap();
        tx.commit().await.unwrap();
        let mut q = county.db().reader();
        let all = usize::try_from(store::count_settled(&mut q).await.unwrap()).unwrap();
        assert_eq!(all, expected.len(), "one that is not settled is nobody's");
        let mut reached = Vec::new();
        for page in 0..all.div_ceil(4) {
            let found = store::settled(&mut q, page * 4, 4).await.unwrap();
            assert!(!found.is_empty() && found.len() <= 4);
            reached.extend(found.into_iter().map(|(year, unit, _)| (year, unit)));
        }
        assert_eq!(reached, expected, "the newest first, none left out");
    }
}
