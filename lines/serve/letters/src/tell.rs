//! Telling the sender by text message. A message never holds what the letter or the answer says.

use ::store::Tx;
use base::{Fault, Moment};

use crate::model::{Letter, is_mobile};

/// Sends `text` to the sender's mobile number, when there is one, by a job of this transaction.
pub(crate) async fn sender(tx: &mut Tx, letter: &Letter, at: Moment, text: &str) -> Result<(), Fault> {
    phone(tx, &letter.phone, at, text).await
}

/// Sends `text` to a number, when it is a mobile number.
pub(crate) async fn phone(tx: &mut Tx, phone: &str, at: Moment, text: &str) -> Result<(), Fault> {
    if !is_mobile(phone) {
        return Ok(());
    }
    let message =
        identity::sms::Message { phone: phone.to_owned(), text: format!("【县长信箱】{text}"), until: None };
    identity::sms::enqueue(tx, at, message).await
}
