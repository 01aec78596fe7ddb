//! Rows of `identity_session`.

use base::Moment;
use store::{Query, Result, Tx, args};

store::record! {
    /// A session (会话) as its owner and the security administrator see it.
    pub struct Session from "identity_session" {
        /// Its key.
        pub id: i64,
        /// The official, or none.
        pub person_id: Option<i64>,
        /// The post he acts on.
        pub post_id: Option<i64>,
        /// When it began.
        pub opened_at: Moment,
        /// Last use, to the minute.
        pub seen_at: Moment,
        /// Milliseconds without use after which it ends.
        pub idle_ms: i64,
        /// When it ends in any case.
        pub ends_at: Moment,
        /// Network address at sign-in.
        pub address: String,
        /// Browser at sign-in.
        pub agent: String,
    }
}

/// A session to be opened.
pub(crate) struct Opening<'a> {
    pub token_digest: String,
    pub person: Option<i64>,
    pub citizen: Option<i64>,
    pub post: Option<i64>,
    pub at: Moment,
    pub idle: i64,
    pub ends_at: Moment,
    pub address: &'a str,
    pub agent: &'a str,
}

/// What is known of the bearer of a token.
pub(crate) struct Bearer {
    pub session: i64,
    pub person: Option<i64>,
    pub citizen: Option<i64>,
    pub post: Option<i64>,
    pub seen_at: Moment,
    pub name: Option<String>,
    pub must_change: bool,
    pub password_changed_at: Option<Moment>,
    pub phone: Option<String>,
    /// A second factor counts at the person's sign-in.
    pub has_factor: bool,
}

impl Bearer {
    /// An official on `post` who reads without a session: nothing is asked of him first, for he can do nothing.
    pub(crate) fn reading(person: i64, name: &str, post: i64, at: Moment) -> Self {
        Self {
            session: 0,
            person: Some(person),
            citizen: None,
            post: Some(post),
            seen_at: at,
            name: Some(name.to_owned()),
            must_change: false,
            password_changed_at: Some(at),
            phone: None,
            has_factor: true,
        }
    }
}

impl store::FromRow for Bearer {
    fn from_row(row: &store::Row) -> Result<Self> {
        Ok(Self {
            session: row.get("session")?,
            person: row.get("person_id")?,
            citizen: row.get("citizen_id")?,
            post: row.get("post_id")?,
            seen_at: row.get("seen_at")?,
            name: row.get("name")?,
            must_change: row.get::<Option<bool>>("must_change")?.unwrap_or(false),
            password_changed_at: row.get("password_changed_at")?,
            phone: row.get("phone")?,
            has_factor: row.get::<Option<Moment>>("totp_confirmed_at")?.is_some(),
        })
    }
}

/// Still open at $2.
const OPEN: &str = "ended_at IS NULL AND ends_at > $2 AND seen_at + idle_ms > $2";

pub(crate) async fn open(tx: &mut Tx, new: &Opening<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO identity_session (token_digest, person_id, citizen_id, post_id, opened_at, seen_at, idle_ms, \
         ends_at, address, agent) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) RETURNING id",
        args![
            &new.token_digest,
            new.person,
            new.citizen,
            new.post,
            new.at,
            new.idle,
            new.ends_at,
            new.address,
            new.agent
        ],
    )
    .await
}

/// The bearer of an open session; nobody when the account was switched off.
pub(crate) async fn bearer(q: &mut impl Query, token_digest: &str, at: Moment) -> Result<Option<Bearer>> {
    let sql = format!(
        "SELECT s.id AS session, s.person_id, s.citizen_id, s.post_id, s.seen_at, n.name, n.must_change, \
         n.password_changed_at, n.totp_confirmed_at, c.phone FROM identity_session s \
         LEFT JOIN identity_person n ON n.id = s.person_id LEFT JOIN identity_citizen c ON c.id = s.citizen_id \
         WHERE s.token_digest = $1 AND {OPEN} AND n.disabled_at IS NULL"
    );
    let found: Option<Bearer> = q.maybe(&sql, args![token_digest, at]).await?;
    let Some(mut bearer) = found else { return Ok(None) };
    if let Some(sealed) = bearer.phone.take() {
        bearer.phone = Some(q.vault()?.open_text(super::citizens::PHONE, &sealed)?);
    }
    Ok(Some(bearer))
}

pub(crate) async fn touch(tx: &mut Tx, id: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE identity_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", args![id, at]).await
}

pub(crate) async fn switch(tx: &mut Tx, id: i64, post: i64, idle: i64) -> Result<u64> {
    let sql = "UPDATE identity_session SET post_id = $2, idle_ms = $3 WHERE id = $1 AND ended_at IS NULL";
    tx.run(sql, args![id, post, idle]).await
}

/// Open sessions of officials, newest first, with keys below `before`.
pub(crate) async fn of_everybody(
    q: &mut impl Query,
    before: Option<i64>,
    now: Moment,
    limit: usize,
) -> Result<Vec<Session>> {
    let sql = format!(
        "SELECT {} FROM identity_session WHERE person_id IS NOT NULL AND id < $1 AND {OPEN} ORDER BY id DESC LIMIT $3",
        Session::COLUMNS
    );
    q.list(&sql, args![before.unwrap_or(i64::MAX), now, limit]).await
}

/// Open sessions of a person, newest first.
pub(crate) async fn of_person(q: &mut impl Query, person: i64, at: Moment) -> Result<Vec<Session>> {
    let sql = format!("WHERE person_id = $1 AND {OPEN} ORDER BY id DESC");
    q.list(&format!("SELECT {} FROM identity_session {sql}", Session::COLUMNS), args![person, at]).await
}

/// The post of the person's last session.
pub(crate) async fn last_post(q: &mut impl Query, person: i64) -> Result<Option<i64>> {
    let sql =
        "SELECT post_id FROM identity_session WHERE person_id = $1 AND post_id IS NOT NULL ORDER BY id DESC LIMIT 1";
    Ok(q.maybe::<(i64,)>(sql, args![person]).await?.map(|(post,)| post))
}

/// Ends the session of a token; gives its key, official and citizen.
pub(crate) async fn end_by_token(
    tx: &mut Tx,
    token_digest: &str,
    at: Moment,
) -> Result<Option<(i64, Option<i64>, Option<i64>)>> {
    tx.maybe(
        "UPDATE identity_session SET ended_at = $2, ended_why = 'signed_out' \
         WHERE token_digest = $1 AND ended_at IS NULL RETURNING id, person_id, citizen_id",
        args![token_digest, at],
    )
    .await
}

/// Ends one session of a person.
pub(crate) async fn end(tx: &mut Tx, id: i64, person: i64, at: Moment, why: &str) -> Result<u64> {
    tx.run(
        "UPDATE identity_session SET ended_at = $3, ended_why = $4 \
         WHERE id = $1 AND person_id = $2 AND ended_at IS NULL",
        args![id, person, at, why],
    )
    .await
}

/// Ends all sessions of a person but `except`.
pub(crate) async fn end_all(tx: &mut Tx, person: i64, except: Option<i64>, at: Moment, why: &str) -> Result<u64> {
    tx.run(
        "UPDATE identity_session SET ended_at = $3, ended_why = $4 \
         WHERE person_id = $1 AND id <> $2 AND ended_at IS NULL",
        args![person, except.unwrap_or(0), at, why],
    )
    .await
}
