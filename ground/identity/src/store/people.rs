//! Rows of `identity_person`, `identity_password_old` and `identity_recovery`.

use base::Moment;
use store::sql::{Where, contains};
use store::{Query, Result, Tx, args};

store::record! {
    /// An official (人员) as lists show him, without anything secret.
    pub struct Person from "identity_person" {
        /// Its key.
        pub id: i64,
        /// Name.
        pub name: String,
        /// Sign-in name.
        pub login: String,
        /// Mobile number, may be empty. Personal data.
        pub phone: String,
        /// When the password was set; none while no password was ever given out.
        pub password_changed_at: Option<Moment>,
        /// The password has to be changed at the next sign-in.
        pub must_change: bool,
        /// When the second factor began to count.
        pub totp_confirmed_at: Option<Moment>,
        /// No sign-in before this moment.
        pub locked_until: Option<Moment>,
        /// When the account was switched off (停用).
        pub disabled_at: Option<Moment>,
    }
}

/// What sign-in needs to know of a person. Holds secrets, so it is neither shown nor written out.
pub(crate) struct Keys {
    pub id: i64,
    pub password_hash: Option<String>,
    pub totp_secret: Option<Vec<u8>>,
    pub totp_confirmed: bool,
    pub locked_until: Option<Moment>,
    pub login: String,
    pub must_change: bool,
    pub password_changed_at: Option<Moment>,
}

impl store::FromRow for Keys {
    fn from_row(row: &store::Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            password_hash: row.get("password_hash")?,
            totp_secret: row.get("totp_secret")?,
            totp_confirmed: row.get::<Option<Moment>>("totp_confirmed_at")?.is_some(),
            locked_until: row.get("locked_until")?,
            login: row.get("login")?,
            must_change: row.get("must_change")?,
            password_changed_at: row.get("password_changed_at")?,
        })
    }
}

/// Where secrets of the second factor are sealed for.
pub(crate) const TOTP: &str = "identity_person.totp_secret";

const KEYS: &str = "SELECT id, password_hash, totp_secret, totp_confirmed_at, locked_until, login, must_change, \
     password_changed_at FROM identity_person";

pub(crate) async fn keys_of_login(q: &mut impl Query, login: &str) -> Result<Option<Keys>> {
    let found = q.maybe(&format!("{KEYS} WHERE login = $1"), args![login]).await?;
    opened(q, found)
}

pub(crate) async fn keys(q: &mut impl Query, id: i64) -> Result<Option<Keys>> {
    let found = q.maybe(&format!("{KEYS} WHERE id = $1"), args![id]).await?;
    opened(q, found)
}

/// With the secret of the second factor taken out of the vault.
fn opened(q: &impl Query, found: Option<Keys>) -> Result<Option<Keys>> {
    let Some(mut keys) = found else { return Ok(None) };
    if let Some(stored) = keys.totp_secret.take() {
        // Bytes that are no text were stored before there was a vault.
        let plain = match String::from_utf8(stored) {
            Ok(sealed) => q.vault()?.open(TOTP, &sealed)?,
            Err(bytes) => bytes.into_bytes(),
        };
        keys.totp_secret = Some(plain);
    }
    Ok(Some(keys))
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Person>> {
    q.maybe(&format!("SELECT {} FROM identity_person WHERE id = $1", Person::COLUMNS), args![id]).await
}

pub(crate) async fn by_login(q: &mut impl Query, login: &str) -> Result<Option<Person>> {
    q.maybe(&format!("SELECT {} FROM identity_person WHERE login = $1", Person::COLUMNS), args![login]).await
}

/// Names by key.
pub(crate) async fn names(q: &mut impl Query, ids: &[i64]) -> Result<std::collections::BTreeMap<i64, String>> {
    let w = Where::new().and_in("id", ids.iter().copied());
    let rows: Vec<(i64, String)> =
        q.list(&format!("SELECT id, name FROM identity_person{}", w.text()), w.args()).await?;
    Ok(rows.into_iter().collect())
}

/// People whose name contains `text` or whose login begins with it, after the key `after`, by key.
pub(crate) async fn list(q: &mut impl Query, text: &str, after: i64, limit: usize) -> Result<Vec<Person>> {
    let mut w = Where::new().and("id > ?", args![after]);
    if !text.is_empty() {
        let like = contains(text);
        let begins = like.strip_prefix('%').unwrap_or_default().to_lowercase();
        w = w.and("name LIKE ? ESCAPE '\\' OR login LIKE ? ESCAPE '\\'", args![like, begins]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM identity_person{} ORDER BY id LIMIT {limit}", Person::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn insert(tx: &mut Tx, name: &str, login: &str, phone: &str) -> Result<i64> {
    tx.insert(
        "INSERT INTO identity_person (name, login, phone, must_change, failed_count) \
         VALUES ($1, $2, $3, 1, 0) RETURNING id",
        args![name, login, phone],
    )
    .await
}

pub(crate) async fn update(tx: &mut Tx, id: i64, name: &str, phone: &str) -> Result<u64> {
    tx.run("UPDATE identity_person SET name = $2, phone = $3 WHERE id = $1", args![id, name, phone]).await
}

pub(crate) async fn disable(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<u64> {
    tx.run("UPDATE identity_person SET disabled_at = $2 WHERE id = $1", args![id, at]).await
}

/// Sets a password and keeps the one before among the old ones.
pub(crate) async fn set_password(tx: &mut Tx, id: i64, hash: &str, at: Moment, must_change: bool) -> Result<u64> {
    tx.run(
        "INSERT INTO identity_password_old (person_id, hash, set_at) \
         SELECT id, password_hash, COALESCE(password_changed_at, 0) FROM identity_person \
         WHERE id = $1 AND password_hash IS NOT NULL",
        args![id],
    )
    .await?;
    tx.run(
        "UPDATE identity_person SET password_hash = $2, password_changed_at = $3, must_change = $4, failed_count = 0, \
         locked_until = NULL WHERE id = $1",
        args![id, hash, at, must_change],
    )
    .await
}

/// Hashes of the last `count` passwords before the current one.
pub(crate) async fn old_hashes(q: &mut impl Query, id: i64, count: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = q
        .list("SELECT hash FROM identity_password_old WHERE person_id = $1 ORDER BY id DESC LIMIT $2", args![id, count])
        .await?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Counts one more failed sign-in; gives how many there were in a row.
pub(crate) async fn count_failure(tx: &mut Tx, id: i64) -> Result<i64> {
    tx.insert(
        "UPDATE identity_person SET failed_count = failed_count + 1 WHERE id = $1 RETURNING failed_count",
        args![id],
    )
    .await
}

pub(crate) async fn lock(tx: &mut Tx, id: i64, until: Moment) -> Result<u64> {
    tx.run("UPDATE identity_person SET locked_until = $2, failed_count = 0 WHERE id = $1", args![id, until]).await
}

pub(crate) async fn unlock(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.run("UPDATE identity_person SET locked_until = NULL, failed_count = 0 WHERE id = $1", args![id]).await
}

pub(crate) async fn set_totp(tx: &mut Tx, id: i64, secret: Option<&[u8]>) -> Result<u64> {
    let vault = tx.vault()?;
    let secret = secret.map(|secret| vault.seal(TOTP, secret)).transpose()?.map(String::into_bytes);
    tx.run(
        "UPDATE identity_person SET totp_secret = $2, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1",
        args![id, secret],
    )
    .await
}

pub(crate) async fn confirm_totp(tx: &mut Tx, id: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE identity_person SET totp_confirmed_at = $2 WHERE id = $1", args![id, at]).await
}

/// Takes the time step unless it or a later one was taken before: true when it was free.
pub(crate) async fn take_step(tx: &mut Tx, id: i64, step: i64) -> Result<bool> {
    let done = tx
        .run(
            "UPDATE identity_person SET totp_last_step = $2 \
             WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2)",
            args![id, step],
        )
        .await?;
    Ok(done == 1)
}

/// Replaces all recovery codes.
pub(crate) async fn set_recovery(tx: &mut Tx, id: i64, digests: &[String]) -> Result<()> {
    tx.run("DELETE FROM identity_recovery WHERE person_id = $1", args![id]).await?;
    for digest in digests {
        tx.run("INSERT INTO identity_recovery (person_id, digest) VALUES ($1, $2)", args![id, digest]).await?;
    }
    Ok(())
}

/// Uses a recovery code up: true when it was there and unused.
pub(crate) async fn use_recovery(tx: &mut Tx, id: i64, digest: &str, at: Moment) -> Result<bool> {
    let sql = "UPDATE identity_recovery SET used_at = $3 WHERE person_id = $1 AND digest = $2 AND used_at IS NULL";
    Ok(tx.run(sql, args![id, digest, at]).await? > 0)
}

/// Recovery codes that are still unused.
pub(crate) async fn recovery_left(q: &mut impl Query, id: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM identity_recovery WHERE person_id = $1 AND used_at IS NULL", args![id]).await
}
