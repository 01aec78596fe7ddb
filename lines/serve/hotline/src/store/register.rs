//! What of an order is put right, and the version of the city that said so.

use base::Moment;
use store::{Result, Tx, args};

use super::PHONE;
use crate::model::Registered;

/// Keeps how an order stands now, the earlier one that it repeats, and until when it has to be signed, when that became another.
pub async fn put_right(
    tx: &mut Tx,
    id: i64,
    right: &Registered,
    repeat_of: Option<i64>,
    sign_due: Option<Moment>,
) -> Result<()> {
    let vault = store::Query::vault(tx)?;
    let digest = if right.phone.is_empty() { String::new() } else { vault.digest(PHONE, &right.phone) };
    let phone = vault.seal(PHONE, right.phone.as_bytes())?;
    tx.run(
        "UPDATE hotline_order SET source = $1, kind = $2, urgency = $3, class_id = $4, title = $5, body = $6, name = $7,
         phone = $8, phone_digest = $9, place = $10, town_id = $11, confidential = $12, complained_unit = $13,
         repeat_of = $14, sign_due = COALESCE($15, sign_due) WHERE id = $16",
        args![
            &right.source,
            &right.kind,
            &right.urgency,
            right.class,
            &right.title,
            &right.body,
            &right.name,
            phone,
            digest,
            &right.place,
            right.town,
            right.confidential,
            right.complained,
            repeat_of,
            sign_due,
            id
        ],
    )
    .await
    .map(drop)
}

/// A newer version of the city came, with the city's own time when it says one.
pub async fn versioned(tx: &mut Tx, id: i64, version: i64, due: Option<Moment>) -> Result<()> {
    let sql = "UPDATE hotline_order SET city_version = $1, city_due = COALESCE($2, city_due) WHERE id = $3";
    tx.run(sql, args![version, due, id]).await.map(drop)
}
