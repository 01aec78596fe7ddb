//! Telling the applicant by text message. A message never holds what is asked for or answered.

use ::store::Tx;
use base::{Fault, Moment};

/// Sends `text` to a number, when it is a mobile number, by a job of this transaction.
pub(crate) async fn phone(tx: &mut Tx, phone: &str, at: Moment, text: &str) -> Result<(), Fault> {
    let mobile = phone.len() == 11 && phone.starts_with('1') && phone.bytes().all(|b| b.is_ascii_digit());
    if !mobile {
        return Ok(());
    }
    let message =
        identity::sms::Message {
            phone: phone.to_owned(), text: format!("【政府信息公开】{text}"), until: None
        };
    identity::sms::enqueue(tx, at, message).await
}
