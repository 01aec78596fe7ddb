//! How fees of an organ are paid (缴费方式): written before its first fee notice, said by each.

use ::store::Tx;
use base::Error;
use identity::Actor;
use matter::Ground;

use super::side::note;
use crate::model::Request;
use crate::store;

/// Keeps how fees of an organ are paid, which its notices say; what fewer than five letters say is no way.
///
/// # Errors
/// The wrong field `way`.
pub async fn pay_way(tx: &mut Tx, ground: &Ground, actor: &Actor, request: &Request, way: &str) -> Result<(), Error> {
    let way = way.trim();
    base::reason::check("way", "缴费方式", way, 500)?;
    if way == store::pay_way(tx, request.organ_id).await? {
        return Ok(());
    }
    store::set_pay_way(tx, request.organ_id, way, ground.now).await?;
    note(tx, ground, actor, request.id, "requests.pay", serde_json::json!({ "way": way })).await
}
