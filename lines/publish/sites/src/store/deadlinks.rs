//! Rows of `sites_deadlink` and `sites_outside`: links that lead nowhere, and hosts outside to which articles lead.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

/// Links of one edition that are remembered, at most.
pub(crate) const OF_ITEM_MAX: usize = 300;

record! {
    /// A link that led nowhere.
    pub struct DeadLink from "sites_deadlink" {
        /// Key.
        pub id: i64,
        /// The site of the edition.
        pub site_id: i64,
        /// The unit that publishes it.
        pub unit_id: i64,
        /// The edition in which it stands.
        pub item_id: i64,
        /// The edition's title then.
        pub title: String,
        /// The address as written.
        pub href: String,
        /// The words of the link.
        pub words: String,
        /// Host of an outside address, empty for own ones.
        pub host: String,
        /// bad, mended or ignored.
        pub state: String,
        /// How it is answered (HTTP), 0 for not at all.
        pub status: i64,
        /// When it was found bad.
        pub since: Moment,
        /// When it was looked at last.
        pub checked_at: Moment,
        /// Why it is ignored.
        pub why: String,
        /// The official who decided so.
        pub person_id: Option<i64>,
        /// Name, unit and post of the official.
        pub actor: String,
    }
}

/// A link that leads nowhere now.
pub(crate) struct Bad<'a> {
    pub site: i64,
    pub unit: i64,
    pub item: i64,
    pub title: &'a str,
    pub href: &'a str,
    pub words: &'a str,
    pub host: &'a str,
    pub status: i64,
}

/// Notes a link that leads nowhere. One that was mended is bad again from now on; one that is ignored stays so.
pub(crate) async fn put(tx: &mut Tx, bad: &Bad<'_>, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO sites_deadlink (site_id, unit_id, item_id, title, href, words, host, state, status, since, checked_at, why, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'bad', $8, $9, $9, '', '')
         ON CONFLICT (item_id, href) DO UPDATE SET site_id = excluded.site_id, unit_id = excluded.unit_id,
         title = excluded.title, words = excluded.words, status = excluded.status, checked_at = excluded.checked_at,
         since = CASE WHEN sites_deadlink.state = 'mended' THEN excluded.since ELSE sites_deadlink.since END,
         state = CASE WHEN sites_deadlink.state = 'mended' THEN 'bad' ELSE sites_deadlink.state END",
        args![bad.site, bad.unit, bad.item, bad.title, bad.href, bad.words, bad.host, bad.status, now],
    )
    .await?;
    Ok(())
}

/// What is known of the links of an edition that are not mended.
pub(crate) async fn of_item(q: &mut impl Query, item: i64) -> Result<Vec<DeadLink>> {
    let sql = format!(
        "SELECT {} FROM sites_deadlink WHERE item_id = $1 AND state <> 'mended' ORDER BY id LIMIT $2",
        DeadLink::COLUMNS
    );
    q.list(&sql, args![item, OF_ITEM_MAX]).await
}

/// Notes that a link leads somewhere again, or is no longer there.
pub(crate) async fn mend(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE sites_deadlink SET state = 'mended', checked_at = $1 WHERE id = $2", args![now, id]).await
}

/// Notes the hosts outside to which an edition leads, each with the number of links, in the place of those before.
pub(crate) async fn set_outside(tx: &mut Tx, item: i64, site: i64, hosts: &[(String, i64)]) -> Result<()> {
    tx.run("DELETE FROM sites_outside WHERE item_id = $1", args![item]).await?;
    for (host, links) in hosts {
        tx.run(
            "INSERT INTO sites_outside (item_id, host, site_id, links) VALUES ($1, $2, $3, $4)",
            args![item, host, site, *links],
        )
        .await?;
    }
    Ok(())
}

/// What the sheet asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only those with these keys.
    pub ids: Option<Vec<i64>>,
    /// Only of these sites.
    pub sites: Option<Vec<i64>>,
    /// Only of this site.
    pub site: Option<i64>,
    /// Only of this unit.
    pub unit: Option<i64>,
    /// Found on this civil date or later.
    pub from: Option<Date>,
    /// Found on this civil date or earlier.
    pub to: Option<Date>,
    /// bad, mended, ignored or empty.
    pub state: String,
    /// In the title or in the address.
    pub words: String,
}

impl Filter {
    fn conditions(&self) -> Where {
        let mut w = Where::new().and_if("site_id = ?", self.site).and_if("unit_id = ?", self.unit);
        w = w.and_if("since >= ?", self.from.map(Moment::start_of));
        w = w.and_if("since < ?", self.to.and_then(|to| to.tomorrow().ok()).map(Moment::start_of));
        if let Some(ids) = &self.ids {
            w = w.and_in("id", ids.iter().copied());
        }
        if let Some(sites) = &self.sites {
            w = w.and_in("site_id", sites.iter().copied());
        }
        if !self.state.is_empty() {
            w = w.and("state = ?", args![&self.state]);
        }
        if !self.words.is_empty() {
            let like = store::sql::contains(&self.words);
            w = w.and("title LIKE ? ESCAPE '\\' OR href LIKE ? ESCAPE '\\'", args![&like, &like]);
        }
        w
    }
}

/// A page of the sheet, the newest first, before the key `before`.
pub(crate) async fn list(
    q: &mut impl Query,
    filter: &Filter,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<DeadLink>> {
    let mut w = filter.conditions().and_if("id < ?", before);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM sites_deadlink{} ORDER BY id DESC LIMIT {limit}", DeadLink::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// How many there are.
pub(crate) async fn count(q: &mut impl Query, filter: &Filter) -> Result<i64> {
    let w = filter.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM sites_deadlink{}", w.text()), w.args()).await
}

/// How many there are by site.
pub(crate) async fn by_site(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    by(q, "site_id", filter).await
}

/// How many there are by unit.
pub(crate) async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    by(q, "unit_id", filter).await
}

async fn by(q: &mut impl Query, column: &'static str, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!("SELECT {column}, COUNT(*) FROM sites_deadlink{} GROUP BY {column} ORDER BY {column}", w.text());
    q.list(&sql, w.args()).await
}

/// One link.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<DeadLink>> {
    q.maybe(&format!("SELECT {} FROM sites_deadlink WHERE id = $1", DeadLink::COLUMNS), args![id]).await
}

/// Decides about a link: `ignored` with the reason, or `bad` again; 0 when it is mended already.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: i64,
    state: &str,
    why: &str,
    person: Option<i64>,
    actor: &str,
) -> Result<u64> {
    tx.run(
        "UPDATE sites_deadlink SET state = $1, why = $2, person_id = $3, actor = $4 WHERE id = $5 AND state <> 'mended'",
        args![state, why, person, actor, id],
    )
    .await
}

/// Hosts outside with the numbers of links and of editions, in the order of their names, after the host `after`.
pub(crate) async fn hosts(
    q: &mut impl Query,
    sites: &[i64],
    after: &str,
    limit: usize,
) -> Result<Vec<(String, i64, i64)>> {
    let mut w = Where::new().and("host > ?", args![after]).and_in("site_id", sites.iter().copied());
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT host, CAST(SUM(links) AS BIGINT), COUNT(*) FROM sites_outside{} GROUP BY host ORDER BY host LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many links that lead nowhere the unit has to mend.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM sites_deadlink WHERE unit_id = $1 AND state = 'bad'", args![unit]).await
}

/// Another unit does; gives how many they are.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    tx.run("UPDATE sites_deadlink SET unit_id = $1 WHERE unit_id = $2 AND state = 'bad'", args![to, from]).await
}
