//! Citizens' accounts: a mobile number, proven by a code sent to it.

use base::time::{HOUR, MINUTE};
use base::{Error, Fault, Moment};
use store::{Query, Tx};

use crate::access::Access;
use crate::message::{self, Message};
use crate::people::{clean_phone, is_mobile};
use crate::session::{NewBearer, Opened};
use crate::store::citizens as rows;
use crate::{Identity, totp};

impl Identity {
    /// Sends a code of six digits to a mobile number. Whether the number has an account makes no difference.
    ///
    /// # Errors
    /// The number is none; `TooMany` within a minute of the last code, or at the limit of `identity.phonecode.per-hour`.
    pub async fn send_phone_code(&self, phone: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let policy = self.policy(now)?;
        let phone = mobile(phone)?;
        let digest = self.digest("phone", &phone);
        let mut tx = self.db.begin().await?;
        let sent = rows::sent_since(&mut tx, &digest, now.plus(-HOUR)).await?;
        if let Some(free_at) = free_at(&sent, policy.code_per_hour).filter(|free_at| *free_at > now) {
            return Err(Error::TooMany { seconds: seconds_until(free_at, now) });
        }
        let code = self.chance.digits(6);
        let ends_at = now.plus(policy.code_valid);
        let code_digest = self.digest("phone code", &format!("{phone} {code}"));
        rows::insert_code(&mut tx, &digest, &code_digest, now, ends_at).await?;
        let minutes = policy.code_valid / MINUTE;
        let text = format!("您的验证码是 {code}，{minutes} 分钟内有效。工作人员不会向您索要验证码。");
        message::enqueue(&mut tx, now, &Message { until: Some(ends_at), ..Message::to_phone(phone, text) }).await?;
        Ok(tx.commit().await?)
    }

    /// Takes the code and opens a session; the first time, the account as well.
    ///
    /// # Errors
    /// The number is none; the code is wrong, too old, used, or was tried too often.
    pub async fn confirm_phone_code(
        &self,
        phone: &str,
        code: &str,
        address: &str,
        agent: &str,
    ) -> Result<Opened, Error> {
        let now = self.clock.now();
        let policy = self.policy(now)?;
        let phone = mobile(phone)?;
        let digest = self.digest("phone", &phone);
        let typed = self.digest("phone code", &format!("{phone} {}", base::text::normalise(code).replace(' ', "")));
        let mut tx = self.db.begin().await?;
        let tried = rows::count_try(&mut tx, &digest, policy.code_tries, now).await?;
        let right = tried.filter(|tried| totp::same(tried.code_digest.as_bytes(), typed.as_bytes()));
        let access = Access { kind: "sign_in", address, path: "phone", ..Access::default() };
        let Some(right) = right else {
            Access { outcome: "identity.phonecode", ..access }.write(&mut tx, now).await?;
            tx.commit().await?;
            return Err(Error::field("code", "验证码不正确或已失效，请核对后重试或重新获取。"));
        };
        rows::use_code(&mut tx, right.id, now).await?;
        let citizen = Some(rows::find_or_insert(&mut tx, &digest, &phone, now).await?);
        let (idle, absolute) = (policy.idle_citizen, policy.absolute);
        let bearer = NewBearer { citizen, idle, absolute, address, agent, ..NewBearer::default() };
        let opened = self.open_session(&mut tx, bearer).await?;
        Access { citizen, outcome: "ok", ..access }.write(&mut tx, now).await?;
        tx.commit().await?;
        Ok(opened)
    }

    /// The account with this mobile number, if there is one.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn citizen_with_phone(&self, q: &mut impl Query, phone: &str) -> Result<Option<i64>, Fault> {
        rows::find(q, &self.digest("phone", &clean_phone(phone))).await
    }
}

/// Sends `text` to a citizen with an account, in a job of the caller's transaction.
///
/// # Errors
/// A fault of the database, or when there is no such citizen.
pub async fn tell_citizen(tx: &mut Tx, at: Moment, citizen: i64, text: &str) -> Result<(), Fault> {
    let phone = rows::phone(tx, citizen).await?;
    let phone = phone.ok_or_else(|| Fault::broken(format!("no citizen {citizen}")))?;
    message::enqueue(tx, at, &Message::to_phone(phone, text)).await
}

fn mobile(phone: &str) -> Result<String, Error> {
    let phone = clean_phone(phone);
    let phone = phone.strip_prefix("+86").map(str::to_owned).unwrap_or(phone);
    if is_mobile(&phone) { Ok(phone) } else { Err(Error::field("phone", "请输入 11 位手机号。")) }
}

/// When the next code may be sent: a minute after the last one, and never more than `per_hour` within an hour.
fn free_at(sent: &[Moment], per_hour: i64) -> Option<Moment> {
    let last = sent.last()?.plus(MINUTE);
    let limit = usize::try_from(per_hour).unwrap_or(0);
    let full = sent.len().checked_sub(limit).and_then(|i| sent.get(i)).map(|oldest| oldest.plus(HOUR));
    Some(full.map_or(last, |full| full.max(last)))
}

fn seconds_until(at: Moment, now: Moment) -> u64 {
    u64::try_from((at.0 - now.0 + 999) / 1_000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_a_minute_apart_and_so_many_an_hour() {
        let cases: [(&[i64], Option<i64>); 4] =
            [(&[], None), (&[0], Some(1)), (&[0, 5], Some(6)), (&[0, 5, 9], Some(60))];
        for (sent, expected) in cases {
            let sent: Vec<Moment> = sent.iter().map(|minute| Moment(minute * MINUTE)).collect();
            assert_eq!(free_at(&sent, 3), expected.map(|minute| Moment(minute * MINUTE)), "{sent:?}");
        }
        let sent: Vec<Moment> = [0, 5, 9, 62].map(|minute| Moment(minute * MINUTE)).to_vec();
        assert_eq!(free_at(&sent, 3), Some(Moment(65 * MINUTE)), "an edited rule may leave more than the limit");
    }

    #[test]
    fn numbers_are_taken_as_people_type_them() {
        let cases = [
            ("13800001234", true),
            (" 138-0000-1234", true),
            ("１３８００００１２３４", true),
            ("+86 138 0000 1234", true),
            ("12800001234", false),
            ("1380000123", false),
            ("138000012345", false),
            ("", false),
            ("<script>", false),
        ];
        for (typed, good) in cases {
            assert_eq!(mobile(typed).is_ok(), good, "{typed}");
        }
    }
}
