//! Every SQL statement that touches `guide_*`.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args};

use crate::model::{ELEMENTS, Item};

/// What the list asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub unit: Option<i64>,
    /// Only those with these keys.
    pub ids: Option<Vec<i64>>,
    /// Empty for any.
    pub kind: String,
    /// Group of items that belong together; empty for any.
    pub topic: String,
    /// Part of the name, or pinyin initials; empty for any.
    pub words: String,
    /// Whom they are for; empty for any.
    pub serves: String,
    /// Only those that can be done online.
    pub online: bool,
    /// Only those whose guide is not elsewhere and lacks so many elements or more.
    pub lacking: Option<i64>,
}

impl Filter {
    fn conditions(&self) -> Where {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let w = Where::new().and("ended_at IS NULL", args![]).and_if("unit_id = ?", self.unit);
        let w = w.and_if("kind = ?", filled(&self.kind)).and_if("topic = ?", filled(&self.topic));
        let w = w.and_if("serves IN (?, 'both')", filled(&self.serves));
        let w = match &self.ids {
            Some(ids) => w.and_in("id", ids.iter().copied()),
            None => w,
        };
        let w = if self.online { w.and("link <> ''", args![]) } else { w };
        let w = match self.lacking {
            Some(least) => {
                let missing = ELEMENTS.map(|name| format!("CASE WHEN {name} = '' THEN 1 ELSE 0 END")).join(" + ");
                w.and(&format!("link = '' AND {missing} >= ?"), args![least])
            }
            None => w,
        };
        if self.words.is_empty() {
            return w;
        }
        let like = store::sql::contains(&self.words);
        w.and(
            "name LIKE ? ESCAPE '\\' OR initials LIKE ? ESCAPE '\\'",
            args![&like, store::sql::contains(&self.words.to_lowercase())],
        )
    }
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Item>> {
    let sql = format!("SELECT {} FROM guide_item WHERE id = $1 AND ended_at IS NULL", Item::COLUMNS);
    q.maybe(&sql, args![id]).await
}

/// Keys of the items of a unit after `after`, in their order.
pub(crate) async fn of_unit(q: &mut impl Query, unit: i64, after: i64, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM guide_item WHERE unit_id = $1 AND ended_at IS NULL AND id > $2 ORDER BY id LIMIT $3";
    Ok(q.list(sql, args![unit, after, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// A page of the list after the place `(rank, id)`.
pub(crate) async fn list(q: &mut impl Query, filter: &Filter, after: (i64, i64), limit: usize) -> Result<Vec<Item>> {
    let mut w = filter.conditions().and("(rank, id) > (?, ?)", args![after.0, after.1]);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM guide_item{} ORDER BY rank, id LIMIT {limit}", Item::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let w = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM guide_item{}", w.text()), w.args()).await
}

/// Whether the directory has or had an item.
pub(crate) async fn any(q: &mut impl Query) -> Result<bool> {
    Ok(q.maybe::<(i64,)>("SELECT id FROM guide_item ORDER BY id LIMIT 1", args![]).await?.is_some())
}

/// How many items that fit each unit has.
pub(crate) async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!("SELECT unit_id, COUNT(*) FROM guide_item{} GROUP BY unit_id ORDER BY 2 DESC, 1", w.text());
    q.list(&sql, w.args()).await
}

/// How many items there are of each kind.
pub(crate) async fn by_kind(q: &mut impl Query) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT kind, COUNT(*) FROM guide_item WHERE ended_at IS NULL GROUP BY kind ORDER BY 2 DESC, 1";
    q.list(sql, args![]).await
}

/// How many items that fit each topic has, the largest first; those without a topic are not among them.
pub(crate) async fn by_topic(q: &mut impl Query, filter: &Filter, limit: usize) -> Result<Vec<(String, i64)>> {
    let mut w = filter.conditions().and("topic <> ''", args![]);
    let limit = w.arg(limit);
    let sql =
        format!("SELECT topic, COUNT(*) FROM guide_item{} GROUP BY topic ORDER BY 2 DESC, 1 LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// Items with one of these codes, or with one that begins with it before a stroke, by code and at most so many.
pub(crate) async fn by_codes(q: &mut impl Query, codes: &[String], most: usize) -> Result<Vec<Item>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    // `.` follows `-`, so the range holds what begins with the code and a stroke.
    let each = vec!["code = ? OR (code > ? AND code < ?)"; codes.len()].join(" OR ");
    let args = codes.iter().flat_map(|code| args![code, format!("{code}-"), format!("{code}.")]).collect();
    let mut w = Where::new().and("ended_at IS NULL", args![]).and(&each, args);
    let limit = w.arg(most);
    q.list(&format!("SELECT {} FROM guide_item{} ORDER BY code, id LIMIT {limit}", Item::COLUMNS, w.text()), w.args())
        .await
}

/// How many items of the directory a unit does.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM guide_item WHERE unit_id = $1 AND ended_at IS NULL", args![unit]).await
}

/// Another unit does them; gives how many they are.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64), now: Moment) -> Result<u64> {
    let sql = "UPDATE guide_item SET unit_id = $1, changed_at = $2 WHERE unit_id = $3 AND ended_at IS NULL";
    tx.run(sql, args![to, now, from]).await
}

/// The unit that does the item with this code now.
pub(crate) async fn unit_of(q: &mut impl Query, code: &str) -> Result<Option<i64>> {
    let sql = "SELECT unit_id FROM guide_item WHERE code = $1 AND ended_at IS NULL";
    Ok(q.maybe::<(i64,)>(sql, args![code]).await?.map(|(unit,)| unit))
}

/// Keys and codes of the items of the directory.
pub(crate) async fn codes(q: &mut impl Query) -> Result<Vec<(i64, String)>> {
    q.list("SELECT id, code FROM guide_item WHERE ended_at IS NULL ORDER BY id", args![]).await
}

/// Takes an item out of the directory.
pub(crate) async fn end(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE guide_item SET ended_at = $1, changed_at = $1 WHERE id = $2 AND ended_at IS NULL", args![now, id])
        .await
}

/// Puts an item; gives its key and whether anything changed. One that had ended is there again.
pub(crate) async fn put(tx: &mut Tx, item: &Item, initials: &str, now: Moment) -> Result<(i64, bool)> {
    let before: Option<Item> = {
        let sql = format!("SELECT {} FROM guide_item WHERE code = $1 AND ended_at IS NULL", Item::COLUMNS);
        tx.maybe(&sql, args![&item.code]).await?
    };
    let same = |old: &Item| Item { id: item.id, ..old.clone() } == *item;
    if let Some(old) = before.filter(same) {
        return Ok((old.id, false));
    }
    let id = tx
        .insert(
            "INSERT INTO guide_item (code, name, kind, unit_id, topic, link, initials, rank, changed_at, serves, basis,
             conditions, materials, place, hours, phone, steps, takes, fee)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, unit_id = excluded.unit_id,
             topic = excluded.topic, link = excluded.link, initials = excluded.initials, rank = excluded.rank,
             changed_at = excluded.changed_at, ended_at = NULL, serves = excluded.serves, basis = excluded.basis,
             conditions = excluded.conditions, materials = excluded.materials, place = excluded.place,
             hours = excluded.hours, phone = excluded.phone, steps = excluded.steps, takes = excluded.takes,
             fee = excluded.fee RETURNING id",
            args![
                &item.code,
                &item.name,
                &item.kind,
                item.unit_id,
                &item.topic,
                &item.link,
                initials,
                item.rank,
                now,
                &item.serves,
                &item.basis,
                &item.conditions,
                &item.materials,
                &item.place,
                &item.hours,
                &item.phone,
                &item.steps,
                &item.takes,
                &item.fee
            ],
        )
        .await?;
    Ok((id, true))
}
