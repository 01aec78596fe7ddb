//! Rows of `identity_citizen` and `identity_phone_code`.

use base::Moment;
use store::{Query, Result, Tx, args};

/// The latest code of a number, as it was when a try was counted.
pub(crate) struct Tried {
    pub id: i64,
    pub code_digest: String,
}

pub(crate) async fn find(q: &mut impl Query, phone_digest: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> =
        q.maybe("SELECT id FROM identity_citizen WHERE phone_digest = $1", args![phone_digest]).await?;
    Ok(row.map(|(id,)| id))
}

/// Where citizens' numbers are sealed for.
pub(crate) const PHONE: &str = "identity_citizen.phone";

/// The citizen's number, for messages.
pub(crate) async fn phone(q: &mut impl Query, id: i64) -> Result<Option<String>> {
    let row: Option<(String,)> = q.maybe("SELECT phone FROM identity_citizen WHERE id = $1", args![id]).await?;
    row.map(|(sealed,)| q.vault()?.open_text(PHONE, &sealed)).transpose()
}

/// Makes the account unless there is one; gives its key.
pub(crate) async fn find_or_insert(tx: &mut Tx, phone_digest: &str, phone: &str, at: Moment) -> Result<i64> {
    let sealed = tx.vault()?.seal(PHONE, phone.as_bytes())?;
    tx.run(
        "INSERT INTO identity_citizen (phone_digest, phone, opened_at) VALUES ($1, $2, $3) \
         ON CONFLICT (phone_digest) DO NOTHING",
        args![phone_digest, sealed, at],
    )
    .await?;
    tx.scalar("SELECT id FROM identity_citizen WHERE phone_digest = $1", args![phone_digest]).await
}

/// When codes were sent to a number since `since`, oldest first.
pub(crate) async fn sent_since(q: &mut impl Query, phone_digest: &str, since: Moment) -> Result<Vec<Moment>> {
    let rows: Vec<(Moment,)> = q
        .list(
            "SELECT sent_at FROM identity_phone_code WHERE phone_digest = $1 AND sent_at > $2 ORDER BY sent_at",
            args![phone_digest, since],
        )
        .await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Keeps a new code; codes sent before to the number count no longer, and those of more than a day ago are forgotten.
pub(crate) async fn insert_code(
    tx: &mut Tx,
    phone_digest: &str,
    code_digest: &str,
    at: Moment,
    ends_at: Moment,
) -> Result<()> {
    tx.run("DELETE FROM identity_phone_code WHERE sent_at < $1", args![at.plus(-base::time::DAY)]).await?;
    tx.run(
        "UPDATE identity_phone_code SET used_at = $2 WHERE phone_digest = $1 AND used_at IS NULL",
        args![phone_digest, at],
    )
    .await?;
    tx.run(
        "INSERT INTO identity_phone_code (phone_digest, code_digest, sent_at, ends_at, tries) \
         VALUES ($1, $2, $3, $4, 0)",
        args![phone_digest, code_digest, at, ends_at],
    )
    .await?;
    Ok(())
}

/// Counts a try at the number's code, if there is one that is still good and was tried less than `tries` times.
pub(crate) async fn count_try(tx: &mut Tx, phone_digest: &str, tries: i64, at: Moment) -> Result<Option<Tried>> {
    let row: Option<(i64, String)> = tx
        .maybe(
            "UPDATE identity_phone_code SET tries = tries + 1 \
             WHERE phone_digest = $1 AND used_at IS NULL AND tries < $2 AND ends_at > $3 RETURNING id, code_digest",
            args![phone_digest, tries, at],
        )
        .await?;
    Ok(row.map(|(id, code_digest)| Tried { id, code_digest }))
}

pub(crate) async fn use_code(tx: &mut Tx, id: i64, at: Moment) -> Result<u64> {
    tx.run("UPDATE identity_phone_code SET used_at = $2 WHERE id = $1", args![id, at]).await
}
