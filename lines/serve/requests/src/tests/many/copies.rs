//! More requests like one that went through the door, made by the database itself: ten thousand through the door take minutes.

use std::ops::RangeInclusive;

use ::store::{Dialect, Query, Tx, args};

use crate::citizen::Taken;

use super::County;

/// Makes requests with these places like `like`, with the numbers that follow, as the door leaves them in every table that lists read.
pub(super) async fn make(county: &County, like: &Taken, places: RangeInclusive<i64>) {
    let (from, to) = (places.start(), places.end());
    let (matter, request, last) = (like.matter, like.request, &like.number);
    let with = format!("WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to}) ");
    let number = "'青公开申〔2026〕' || substr(CAST(100000 + n.i AS TEXT), 2) || '号'";
    let snapshot = format!("replace(x.snapshot, '{last}', {number})");
    let each = |what: &str| format!("CROSS JOIN n WHERE x.{what} ORDER BY n.i");
    let mut tx = county.db().begin().await.unwrap();
    let own = format!("number = '{last}'");
    copy(&mut tx, &with, "matter_number", &each(&own), &[("number", number), ("seq", "n.i")]).await;
    let series = format!(
        "UPDATE matter_series SET last = {to} WHERE pattern = (SELECT pattern FROM matter_number WHERE number = '{last}')"
    );
    assert_eq!(tx.run(&series, args![]).await.unwrap(), 1);
    let columns = [("number", number), ("title", "'第 ' || n.i || ' 件'"), ("snapshot", &snapshot)];
    copy(&mut tx, &with, "matter_matter", &each(&own), &columns).await;
    // Each of the new matters has what belongs to the old one.
    for (table, own, more) in [
        ("requests_request", format!("id = {request}"), Some(("title", "m.title"))),
        ("matter_task", format!("matter_id = {matter}"), None),
        ("matter_unit", format!("matter_id = {matter}"), None),
    ] {
        let join = format!("CROSS JOIN matter_matter m WHERE x.{own} AND m.id > {matter} ORDER BY m.id");
        let columns: Vec<(&str, &str)> = [("matter_id", "m.id")].into_iter().chain(more).collect();
        copy(&mut tx, "", table, &join, &columns).await;
    }
    tx.commit().await.unwrap();
}

/// Copies rows of `table`, all columns but the key as they are and `changed` as they should be.
async fn copy(tx: &mut Tx, with: &str, table: &str, join: &str, changed: &[(&str, &str)]) {
    let names = match tx.dialect() {
        Dialect::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') WHERE name <> 'id' ORDER BY name"),
        Dialect::Postgres => format!(
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
             WHERE table_name = '{table}' AND column_name <> 'id' ORDER BY column_name"
        ),
    };
    let names: Vec<(String,)> = tx.list(&names, args![]).await.unwrap();
    let names: Vec<&str> = names.iter().map(|(name,)| name.as_str()).collect();
    let value = |name: &&str| match changed.iter().find(|(column, _)| column == name) {
        Some((_, value)) => (*value).to_owned(),
        None => format!("x.{name}"),
    };
    let values: Vec<String> = names.iter().map(value).collect();
    let sql =
        format!("INSERT INTO {table} ({}) {with}SELECT {} FROM {table} x {join}", names.join(", "), values.join(", "));
    assert!(tx.run(&sql, args![]).await.unwrap() > 0, "{table}");
}
