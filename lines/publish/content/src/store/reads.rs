//! Rows of `content_read` and `content_read_day`: how often editions are read.

use base::Date;
use store::sql::Where;
use store::{Query, Result, Tx, args};

/// Rows that one statement takes at most.
const MANY: usize = 500;

/// Adds what was counted on a date: edition and readers, in the order of editions, so that no two nodes wait for each other.
/// What is counted of an edition that is not there is dropped.
pub(crate) async fn add(tx: &mut Tx, on: Date, counts: &[(i64, u64)]) -> Result<()> {
    for (item, reads) in counts {
        let reads = i64::try_from(*reads).unwrap_or(i64::MAX);
        let known = tx
            .run(
                "INSERT INTO content_read (item_id, reads) SELECT id, $2 FROM edition_item WHERE id = $1
                 ON CONFLICT (item_id) DO UPDATE SET reads = content_read.reads + excluded.reads",
                args![*item, reads],
            )
            .await?;
        if known > 0 {
            tx.run(
                "INSERT INTO content_read_day (on_date, item_id, reads) VALUES ($1, $2, $3)
                 ON CONFLICT (on_date, item_id) DO UPDATE SET reads = content_read_day.reads + excluded.reads",
                args![on, *item, reads],
            )
            .await?;
        }
    }
    Ok(())
}

/// How often these were read, by edition; what was never read is not there.
pub(crate) async fn of(q: &mut impl Query, items: &[i64]) -> Result<std::collections::BTreeMap<i64, i64>> {
    let mut found = std::collections::BTreeMap::new();
    for some in items.chunks(MANY) {
        let w = Where::new().and_in("item_id", some.iter().copied());
        let sql = format!("SELECT item_id, reads FROM content_read{} ORDER BY item_id", w.text());
        found.extend(q.list::<(i64, i64)>(&sql, w.args()).await?);
    }
    Ok(found)
}

/// Forgets the days before `before`; the sums stay.
pub(crate) async fn sweep(tx: &mut Tx, before: Date) -> Result<u64> {
    tx.run("DELETE FROM content_read_day WHERE on_date < $1", args![before]).await
}

/// What is asked of the readers of published editions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// From this civil date on.
    pub from: Option<Date>,
    /// Of these units, or on these sites; of all without units.
    pub units: Option<Vec<i64>>,
    pub sites: Vec<i64>,
    /// On this site, in this column and under it, of this unit.
    pub site: Option<i64>,
    pub column: Option<i64>,
    pub unit: Option<i64>,
}

impl Asked {
    fn conditions(&self) -> Where {
        let mut w = Where::new().and_if("r.on_date >= ?", self.from);
        if let Some(units) = &self.units {
            let places = |keys: &[i64]| vec!["?"; keys.len().max(1)].join(", ");
            let condition = format!("l.unit_id IN ({}) OR l.site_id IN ({})", places(units), places(&self.sites));
            // No key is 0: an empty list matches nothing.
            let keys = |keys: &[i64]| if keys.is_empty() { vec![0] } else { keys.to_vec() };
            let all = keys(units).into_iter().chain(keys(&self.sites)).map(store::Value::from).collect();
            w = w.and(&condition, all);
        }
        w = w.and_if("l.site_id = ?", self.site).and_if("l.unit_id = ?", self.unit);
        let there =
            "EXISTS (SELECT 1 FROM edition_place p WHERE p.item_id = l.item_id AND p.column_id = ? AND p.shown = 1)";
        w.and_if(there, self.column)
    }
}

/// Days of reading with the published edition.
const FROM: &str = "FROM content_read_day r JOIN edition_live l ON l.item_id = r.item_id";

/// The editions that were read most: edition, readers.
pub(crate) async fn most(q: &mut impl Query, asked: &Asked, limit: usize) -> Result<Vec<(i64, i64)>> {
    let mut w = asked.conditions();
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT r.item_id, CAST(SUM(r.reads) AS BIGINT) AS n {FROM}{} GROUP BY r.item_id
         ORDER BY n DESC, r.item_id DESC LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// What each unit's editions were read: unit, editions that were read, readers; the most read first.
pub(crate) async fn by_unit(q: &mut impl Query, asked: &Asked) -> Result<Vec<(i64, i64, i64)>> {
    let w = asked.conditions();
    let sql = format!(
        "SELECT l.unit_id, COUNT(DISTINCT r.item_id), CAST(SUM(r.reads) AS BIGINT) AS n {FROM}{} GROUP BY l.unit_id
         ORDER BY n DESC, l.unit_id LIMIT 2000",
        w.text()
    );
    q.list(&sql, w.args()).await
}
