//! What the person outside is told: how the clock stands, what a later message must be, and text messages, which never hold
//! what was written or answered.

use ::store::Tx;
use base::{Date, Error, Fault, Moment};
use identity::message::{self, Message};
use matter::{Case, Ground};
use serde::Serialize;

use crate::Book;

/// How a clock stands, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// The day on which it ends.
    #[serde(with = "base::time::date_text_option")]
    pub due_on: Option<Date>,
    /// What it says.
    pub words: String,
    /// The page that counts its days; empty before it runs.
    pub count: String,
}

/// How the clock `key` of a matter stands now.
///
/// # Errors
/// A fault when its events do not fold or a rule row is missing.
pub fn clock(ground: &Ground, case: &Case, key: &str) -> Result<Clock, Error> {
    let Some(events) = case.clocks.get(key).filter(|e| !e.is_empty()) else { return Ok(Clock::default()) };
    let state = base::due::fold(&ground.calendar, events)?;
    let amber = u32::try_from(ground.rules.number("matter.amber", ground.now.date())?).unwrap_or(0);
    let signal = base::due::light(&ground.calendar, &state, ground.now, amber);
    Ok(Clock { due_on: state.due.map(|d| d.date()), words: signal.words, count: matter::view::count_href(&state) })
}

/// A later message as typed, cleaned.
///
/// # Errors
/// A wrong field `field`: `missing` with fewer than `least` characters, or how many are too many.
pub fn message(text: &str, field: &str, least: usize, most: usize, missing: &str) -> Result<String, Error> {
    let text = base::text::clean_text(text).trim().to_owned();
    match base::text::char_count(&text) {
        n if n < least => Err(Error::field(field, missing)),
        n if n > most => Err(Error::field(field, format!("最多 {most} 字，现在是 {n} 字"))),
        _ => Ok(text),
    }
}

/// Where somebody is reached: a telephone, an address for mail, or both; either may be empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach<'a> {
    /// A telephone; only mobile ones get messages.
    pub phone: &'a str,
    /// An address for mail.
    pub email: &'a str,
}

impl<'a> From<&'a String> for Reach<'a> {
    fn from(phone: &'a String) -> Self {
        Self { phone, email: "" }
    }
}

impl<'a> From<(&'a String, &'a String)> for Reach<'a> {
    fn from((phone, email): (&'a String, &'a String)) -> Self {
        Self { phone, email }
    }
}

impl Book {
    /// Sends `text` to somebody outside, as far as there is an address, by a job of this transaction.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn tell<'a>(&self, tx: &mut Tx, to: impl Into<Reach<'a>>, at: Moment, text: &str) -> Result<(), Fault> {
        let Reach { phone, email } = to.into();
        let phone = if identity::people::is_mobile(phone) { phone } else { "" };
        if phone.is_empty() && email.is_empty() {
            return Ok(());
        }
        let text = format!("【{}】{text}", self.sign);
        message::enqueue(tx, at, &Message { email: email.to_owned(), ..Message::to_phone(phone, text) }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_neither_missing_nor_endless() {
        let long = "长".repeat(11);
        for (text, fits) in [("好的", true), (" 好 ", false), ("", false), (&long, false), ("很好", true)] {
            assert_eq!(message(text, "text", 2, 10, "请填写").is_ok(), fits, "{text}");
        }
    }
}
