//! Every SQL statement that touches `webhooks_*`.

use base::{Error, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args};

use crate::model::{Delivery, Endpoint, Sheet};

/// Where secrets are sealed for.
pub(crate) const SECRET: &str = "webhooks_endpoint.secret";
/// Where the secrets before them are sealed for.
pub(crate) const BEFORE: &str = "webhooks_endpoint.secret_before";
/// Endpoints that are listed at most; the rule `webhooks.endpoints` allows no more.
const ENDPOINTS_MAX: usize = 200;

/// All endpoints, the oldest first.
pub(crate) async fn endpoints(q: &mut impl Query) -> Result<Vec<Endpoint>> {
    q.list(&format!("SELECT {} FROM webhooks_endpoint ORDER BY id LIMIT $1", Endpoint::COLUMNS), args![ENDPOINTS_MAX])
        .await
}

/// The endpoint `id`.
pub(crate) async fn endpoint(q: &mut impl Query, id: i64) -> std::result::Result<Endpoint, Error> {
    let sql = format!("SELECT {} FROM webhooks_endpoint WHERE id = $1", Endpoint::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The secrets that sign at `now`: the present one, and the one before it while its time is not over.
pub(crate) async fn secrets(q: &mut impl Query, id: i64, now: Moment) -> std::result::Result<Vec<String>, Error> {
    let row: Option<(String, String, Option<Moment>)> =
        q.maybe("SELECT secret, secret_before, before_until FROM webhooks_endpoint WHERE id = $1", args![id]).await?;
    let (present, before, until) = row.ok_or(Error::Unseen)?;
    let vault = q.vault()?;
    let mut secrets = vec![vault.open_text(SECRET, &present)?];
    if until.is_some_and(|until| now < until) && !before.is_empty() {
        secrets.push(vault.open_text(BEFORE, &before)?);
    }
    Ok(secrets)
}

/// Registers an endpoint; gives its key.
pub(crate) async fn insert(
    tx: &mut Tx,
    sheet: &Sheet,
    secret: &str,
    since: i64,
    keeper: Option<i64>,
    now: Moment,
) -> Result<i64> {
    let sealed = tx.vault()?.seal(SECRET, secret.as_bytes())?;
    tx.insert(
        "INSERT INTO webhooks_endpoint (name, url, kinds, processes, secret, secret_before, since, paused_why, keeper_id,
         made_at, version, failed, rest_until) VALUES ($1, $2, $3, $4, $5, '', $6, '', $7, $8, 1, 0, 0) RETURNING id",
        args![
            &sheet.name,
            &sheet.url,
            sheet.kinds.join(" "),
            sheet.processes.join(" "),
            sealed,
            since,
            keeper,
            now
        ],
    )
    .await
}

/// Changes an endpoint that is at the version `seen`; whether nobody was faster.
pub(crate) async fn update(tx: &mut Tx, id: i64, seen: i64, sheet: &Sheet, keeper: Option<i64>) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE webhooks_endpoint SET name = $1, url = $2, kinds = $3, processes = $4, keeper_id = $5,
             version = version + 1, rest_until = 0 WHERE id = $6 AND version = $7",
            args![&sheet.name, &sheet.url, sheet.kinds.join(" "), sheet.processes.join(" "), keeper, id, seen],
        )
        .await?;
    Ok(changed > 0)
}

/// Pauses an endpoint; whether it was told before.
pub(crate) async fn pause(tx: &mut Tx, id: i64, why: &str, now: Moment) -> Result<bool> {
    let sql = "UPDATE webhooks_endpoint SET paused_at = $1, paused_why = $2, version = version + 1
               WHERE id = $3 AND paused_at IS NULL";
    Ok(tx.run(sql, args![now, why, id]).await? > 0)
}

/// Tells a paused endpoint again, of what comes from the place `since` on; whether it was paused.
pub(crate) async fn resume(tx: &mut Tx, id: i64, since: i64) -> Result<bool> {
    let sql =
        "UPDATE webhooks_endpoint SET paused_at = NULL, paused_why = '', since = $1, failed = 0, failing_since = NULL,
               rest_until = 0, alarmed_at = NULL, version = version + 1 WHERE id = $2 AND paused_at IS NOT NULL";
    Ok(tx.run(sql, args![since, id]).await? > 0)
}

/// Takes another secret into use; the present one signs too until `until`.
pub(crate) async fn rotate(tx: &mut Tx, id: i64, secret: &str, until: Moment) -> std::result::Result<(), Error> {
    let present: Option<(String,)> = tx.maybe("SELECT secret FROM webhooks_endpoint WHERE id = $1", args![id]).await?;
    let (present,) = present.ok_or(Error::Unseen)?;
    let vault = tx.vault()?;
    let before = vault.seal(BEFORE, &vault.open(SECRET, &present)?)?;
    let fresh = vault.seal(SECRET, secret.as_bytes())?;
    tx.run(
        "UPDATE webhooks_endpoint SET secret = $1, secret_before = $2, before_until = $3, version = version + 1
         WHERE id = $4",
        args![fresh, before, until, id],
    )
    .await?;
    Ok(())
}

/// Forgets secrets whose time is over.
pub(crate) async fn forget_secrets(tx: &mut Tx, now: Moment) -> Result<u64> {
    let sql = "UPDATE webhooks_endpoint SET secret_before = '', before_until = NULL WHERE before_until <= $1";
    tx.run(sql, args![now]).await
}

/// An endpoint took something.
pub(crate) async fn good(tx: &mut Tx, id: i64, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE webhooks_endpoint SET failed = 0, failing_since = NULL, rest_until = 0, alarmed_at = NULL, good_at = $1
         WHERE id = $2",
        args![now, id],
    )
    .await
    .map(drop)
}

/// A try failed; nothing is sent before `rest`.
pub(crate) async fn bad(tx: &mut Tx, id: i64, now: Moment, rest: Moment) -> Result<()> {
    tx.run(
        "UPDATE webhooks_endpoint SET failed = failed + 1, failing_since = COALESCE(failing_since, $1), rest_until = $2
         WHERE id = $3",
        args![now, rest, id],
    )
    .await
    .map(drop)
}

/// An endpoint is asked again at once.
pub(crate) async fn wake(tx: &mut Tx, id: i64) -> Result<()> {
    tx.run("UPDATE webhooks_endpoint SET rest_until = 0 WHERE id = $1", args![id]).await.map(drop)
}

/// Endpoints that are told and failed since before `before`, of which nobody was told.
pub(crate) async fn to_alarm(q: &mut impl Query, before: Moment) -> Result<Vec<Endpoint>> {
    let sql = format!(
        "SELECT {} FROM webhooks_endpoint WHERE failing_since <= $1 AND alarmed_at IS NULL AND paused_at IS NULL
         ORDER BY id LIMIT $2",
        Endpoint::COLUMNS
    );
    q.list(&sql, args![before, ENDPOINTS_MAX]).await
}

/// Its keeper was told.
pub(crate) async fn alarmed(tx: &mut Tx, id: i64, now: Moment) -> Result<()> {
    tx.run("UPDATE webhooks_endpoint SET alarmed_at = $1 WHERE id = $2", args![now, id]).await.map(drop)
}

/// A message to be sent.
pub(crate) struct NewDelivery<'a> {
    pub endpoint: i64,
    pub event: &'a str,
    pub kind: &'a str,
    pub number: &'a str,
    pub body: &'a str,
}

/// Writes a message down; gives its key, none when the endpoint has it already.
pub(crate) async fn add(tx: &mut Tx, new: &NewDelivery<'_>, now: Moment) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "INSERT INTO webhooks_delivery (endpoint_id, event, kind, number, body, made_at, state, turn, tries, next_at,
             problem) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 1, 0, $6, '') ON CONFLICT (endpoint_id, event) DO NOTHING
             RETURNING id",
            args![new.endpoint, new.event, new.kind, new.number, new.body, now],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// The message `id`.
pub(crate) async fn delivery(q: &mut impl Query, id: i64) -> Result<Option<Delivery>> {
    q.maybe(&format!("SELECT {} FROM webhooks_delivery WHERE id = $1", Delivery::COLUMNS), args![id]).await
}

/// Messages to an endpoint, all or those that did not arrive, the newest first, below the key `before`; at most `limit`.
pub(crate) async fn deliveries(
    q: &mut impl Query,
    endpoint: i64,
    open: bool,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Delivery>> {
    let mut w = Where::new().and("endpoint_id = ?", args![endpoint]).and_if("id < ?", before);
    if open {
        w = w.and("state <> 'done'", args![]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM webhooks_delivery{} ORDER BY id DESC LIMIT {limit}", Delivery::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// How many messages to each endpoint did not arrive.
pub(crate) async fn open_counts(q: &mut impl Query) -> Result<Vec<(i64, i64)>> {
    q.list("SELECT endpoint_id, COUNT(*) FROM webhooks_delivery WHERE state <> 'done' GROUP BY endpoint_id", args![])
        .await
}

/// Messages to an endpoint in a state, the oldest first, at most `limit`.
pub(crate) async fn in_state(q: &mut impl Query, endpoint: i64, state: &str, limit: usize) -> Result<Vec<Delivery>> {
    let sql = format!(
        "SELECT {} FROM webhooks_delivery WHERE endpoint_id = $1 AND state <> 'done' AND state = $2 ORDER BY id LIMIT $3",
        Delivery::COLUMNS
    );
    q.list(&sql, args![endpoint, state, limit]).await
}

/// How many messages to an endpoint are in a state that is not the last.
pub(crate) async fn count_in(q: &mut impl Query, endpoint: i64, state: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM webhooks_delivery WHERE endpoint_id = $1 AND state <> 'done' AND state = $2";
    q.scalar(sql, args![endpoint, state]).await
}

/// How a try ended, or what it waits for.
pub(crate) struct Tried<'a> {
    pub state: &'a str,
    pub tries: i64,
    pub next: Option<Moment>,
    pub at: Option<Moment>,
    pub status: Option<u16>,
    pub problem: &'a str,
}

/// Writes down how a message stands, for the next turn; whether no other job had it meanwhile.
pub(crate) async fn tried(tx: &mut Tx, delivery: &Delivery, tried: &Tried<'_>) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE webhooks_delivery SET state = $1, tries = $2, next_at = $3, tried_at = COALESCE($4, tried_at),
             status = $5, problem = $6, turn = turn + 1 WHERE id = $7 AND turn = $8",
            args![
                tried.state,
                tried.tries,
                tried.next,
                tried.at,
                tried.status.map(i64::from),
                tried.problem,
                delivery.id,
                delivery.turn
            ],
        )
        .await?;
    Ok(changed > 0)
}

/// Forgets messages from before `before` that do not wait; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: Moment) -> Result<u64> {
    let sql = "DELETE FROM webhooks_delivery WHERE made_at < $1 AND state <> 'waiting'";
    tx.run(sql, args![before]).await
}

/// How far the ledger was followed.
pub(crate) async fn place(q: &mut impl Query) -> Result<Option<i64>> {
    let found: Option<(i64,)> = q.maybe("SELECT place FROM webhooks_round WHERE key = 'ledger'", args![]).await?;
    Ok(found.map(|(place,)| place))
}

/// Notes how far it was followed.
pub(crate) async fn set_place(tx: &mut Tx, place: i64) -> Result<u64> {
    tx.run(
        "INSERT INTO webhooks_round (key, place) VALUES ('ledger', $1)
         ON CONFLICT (key) DO UPDATE SET place = excluded.place",
        args![place],
    )
    .await
}
