//! Another organ continues the functions of one (承继): it answers what was asked of the other, and defends what the other answered
//! (行政复议法 art. 19 para. 4, 行政诉讼法 art. 26 para. 6). Numbers and times stay.

use ::store::Tx;
use base::Error;
use identity::Actor;
use matter::{Ground, Succession};

use crate::process::REQUEST;
use crate::{BOOK, store};

/// Hands over the requests of an organ; who waits for an answer is told by whom it will be given. Gives how many they are.
///
/// # Errors
/// [`Error::Unseen`] without such a unit; a fault when the database does not answer.
pub async fn succeed(tx: &mut Tx, ground: &Ground, actor: &Actor, heir: &Succession<'_>) -> Result<u64, Error> {
    let name = identity::units::find(tx, heir.to).await?.ok_or(Error::Unseen)?.name;
    let mut handed = 0;
    for (id, matter, open) in store::inherited(tx, heir.from).await? {
        let done = matter::succeed(tx, ground, &REQUEST, (actor, matter), heir).await?;
        store::hand_over(tx, id, (heir.from, heir.to), ground.now).await?;
        handed += 1;
        if let Some(done) = done.filter(|_| open) {
            let number = done.case.number;
            let said = format!("您的政府信息公开申请{number}因机构职能调整，由{name}继续办理，编号和答复期限不变。");
            let request = store::request(tx, id).await?;
            BOOK.remark(tx, &request, ground.now, &said).await?;
        }
    }
    Ok(handed)
}
