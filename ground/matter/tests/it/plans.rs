//! How SQLite goes about the statements of the workbench: never through a table that grows with the matters of a county.

use base::{Date, Moment};
use matter::lists::{Filter, RowLight, Scope, Turn, Which};
use matter::store::{self as rows, Desks};
use store::testing::Planned;

use crate::county::County;

fn filters() -> Vec<Filter> {
    let all = Filter { now: Moment(1_000_000), near: Moment(2_000_000), ..Filter::default() };
    let day = Date::constant(2026, 3, 2);
    let mut filters = vec![
        all.clone(),
        Filter { process: "sample.case".into(), state: "handling".into(), ..all.clone() },
        Filter { unit: Some(2), from: Some(day), to: Some(day), ..all.clone() },
        Filter { words: "路灯".into(), ids: Some((1..=1_000).collect()), ..all.clone() },
        Filter { words: "路灯".into(), ids: Some(vec![7]), state: "handling".into(), ..all.clone() },
        Filter { words: "没有".into(), ids: Some(Vec::new()), ..all.clone() },
    ];
    for light in [RowLight::Normal, RowLight::Near, RowLight::Over, RowLight::Suspended] {
        filters.push(Filter { light: Some(light), ..all.clone() });
        filters.push(Filter { light: Some(light), unit: Some(2), ..all.clone() });
    }
    filters
}

fn scopes() -> Vec<Scope> {
    let clerk =
        Scope { unit: 1, post: 1, desks: vec!["sample.desk", "sample.approve"], overseen: None, processes: None };
    vec![
        clerk.clone(),
        Scope {
            desks: vec!["sample.handle"],
            overseen: Some(vec![2]),
            processes: Some(vec!["sample"]),
            ..clerk.clone()
        },
        Scope { desks: Vec::new(), overseen: Some(vec![2, 3, 4]), ..clerk.clone() },
        Scope { overseen: Some((1..200).collect()), ..clerk },
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_goes_through_all_matters() {
    let county = County::new(store::testing::TestDb::new(store::Dialect::Sqlite).await).await;
    county.open("一件").await;
    let mut q = Planned::new(&county.t.db);
    let turns = [Turn::First, Turn::after(5_i64, 7), Turn::before(5_i64, 7)];
    for scope in scopes() {
        for filter in filters() {
            for which in Which::ALL {
                for turn in &turns {
                    rows::list(&mut q, which, &scope, &filter, turn, 31).await.unwrap();
                }
                rows::count(&mut q, which, &scope, &filter, 1_000).await.unwrap();
            }
        }
        rows::todo_counts(&mut q, &scope, Moment(1_000_000), (999, 99)).await.unwrap();
    }
    let desks = ["sample.desk"];
    for of in [Desks::Unit(1), Desks::Post(1), Desks::Served { post: 1, unit: 1, desks: &desks }] {
        rows::open_tasks(&mut q, of, 100).await.unwrap();
        rows::count_open_tasks(&mut q, of).await.unwrap();
    }
    rows::by_number(&mut q, "x").await.unwrap();
    rows::trail(&mut q, 1).await.unwrap();
    rows::files(&mut q, 1).await.unwrap();
    rows::linked(&mut q, 1).await.unwrap();
    rows::recounts(&mut q, 1).await.unwrap();
    assert_eq!(q.long, Vec::<String>::new());
}

/// The guard itself: it sees what it is there to see.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_through_all_matters_would_be_seen() {
    use store::Query;
    let t = store::testing::TestDb::new(store::Dialect::Sqlite).await;
    let mut q = Planned::new(&t.db);
    let bad = [
        "SELECT m.id FROM matter_matter m WHERE m.title = 'x' LIMIT 5",
        "SELECT COUNT(*) FROM matter_task",
        "SELECT t.id FROM matter_task t WHERE t.closed_at IS NULL ORDER BY t.seen_at LIMIT 5",
        "SELECT l.id FROM letters_letter l ORDER BY l.title LIMIT 5",
    ];
    for sql in bad {
        q.rows(sql, store::args![]).await.unwrap();
    }
    assert_eq!(q.long.len(), bad.len(), "{:#?}", q.long);
    let good = [
        "SELECT m.id FROM matter_matter m WHERE m.id = 5",
        "SELECT l.id FROM letters_letter l ORDER BY l.received_on DESC, l.matter_id DESC LIMIT 5",
    ];
    for sql in good {
        q.rows(sql, store::args![]).await.unwrap();
    }
    assert_eq!(q.long.len(), bad.len(), "{:#?}", q.long);
}
