//! The bot check (验证问题): a question in plain words that anybody can answer, hearing or reading it, without a script and
//! without a third party. A question is good for two hours and for one use; a field that people do not see catches
//! programs that fill in everything.

mod questions;

use base::Error;
use base::time::{HOUR, SECOND};
use serde::Serialize;
use store::Tx;

use crate::{Check, Cx, Form, secret, store as rows};

/// Milliseconds within which nobody fills in a form.
const TOO_FAST: i64 = 3 * SECOND;
/// Milliseconds for which a question is good.
const GOOD_FOR: i64 = 2 * HOUR;
/// The field with the answer.
const ANSWER: &str = "challenge_answer";
/// The hidden field with the question's token.
const TOKEN: &str = "challenge";
/// The field that people do not see.
const TRAP: &str = "website";

/// A question for a form; the template `challenge.html` shows it from the name `challenge`.
#[derive(Debug, Clone, Serialize)]
pub struct Challenge {
    /// The question in Chinese.
    pub question: String,
    /// For the hidden field `challenge`.
    pub token: String,
    /// The right answer when it was typed already, to be kept when the form is shown again.
    pub answer: String,
    /// Whether the check is wanted at all.
    pub wanted: bool,
}

impl Cx {
    /// A fresh question.
    pub fn challenge(&self) -> Challenge {
        let nonce = self.app.chance.token::<8>();
        let token = self.app.secret.sign(TOKEN, &format!("{}.{nonce}", self.now.0));
        let question = self.question(&nonce).text;
        Challenge { question, token, answer: String::new(), wanted: self.app.config.bot_check }
    }

    /// The question for a form that is shown again: the same with its answer when that was right (also when it came too
    /// fast: whoever waits need not answer twice), else a fresh one.
    pub fn challenge_again(&self, form: &Form) -> Challenge {
        match self.answered(form) {
            Ok((nonce, _)) => Challenge {
                question: self.question(nonce).text,
                token: form.get(TOKEN).to_owned(),
                answer: form.get(ANSWER).to_owned(),
                wanted: self.app.config.bot_check,
            },
            Err(_) => self.challenge(),
        }
    }

    /// Adds an error to `check` unless the answer in `form` is right; after all others, since the question stands at the foot of every form.
    pub fn check_challenge(&self, form: &Form, check: &mut Check<'_>) {
        if self.app.config.bot_check
            && let Err(message) = self.judge(form)
        {
            check.error_at_foot(ANSWER, message);
        }
    }

    /// Uses the question up, in the transaction that does what the form asks.
    ///
    /// # Errors
    /// `Invalid` when the answer is wrong or the question was used before; a fault of the database.
    pub async fn spend_challenge(&self, tx: &mut Tx, form: &Form) -> Result<(), Error> {
        if !self.app.config.bot_check {
            return Ok(());
        }
        let nonce = self.judge(form).map_err(|message| Error::field(ANSWER, message))?;
        let fresh = rows::arrive(tx, &format!("challenge {nonce}"), self.now).await?;
        fresh.then_some(()).ok_or_else(|| Error::field(ANSWER, "这个验证问题已经用过，请回答新的问题。"))
    }

    /// The nonce of the question that a form answers rightly, or what is wrong.
    fn judge<'f>(&self, form: &'f Form) -> Result<&'f str, &'static str> {
        match self.answered(form)? {
            (_, age) if age < TOO_FAST => Err("提交得太快了，请等几秒再提交。"),
            (nonce, _) => Ok(nonce),
        }
    }

    /// The nonce of the question that a form answers rightly and its age in milliseconds, or what is wrong.
    fn answered<'f>(&self, form: &'f Form) -> Result<(&'f str, i64), &'static str> {
        const STALE: &str = "验证问题已过期，请回答新的问题。您填写的内容都还在。";
        let text = self.app.secret.open(TOKEN, form.get(TOKEN)).ok_or(STALE)?;
        let (at, nonce) = text.split_once('.').ok_or(STALE)?;
        let at: i64 = at.parse().map_err(|_| STALE)?;
        let age = self.now.0 - at;
        if age > GOOD_FOR {
            return Err(STALE);
        }
        if !form.get(TRAP).is_empty() {
            return Err("这次提交像是程序自动填写的，请回答新的问题后再提交。");
        }
        if form.get(ANSWER).trim().is_empty() {
            return Err("请回答验证问题。");
        }
        if !self.question(nonce).is_answered_by(form.get(ANSWER)) {
            return Err("验证问题的回答不对，请再试一次。您填写的内容都还在。");
        }
        Ok((nonce, age))
    }

    /// The question that belongs to a nonce; only this server can tell.
    fn question(&self, nonce: &str) -> questions::Question {
        let token = self.app.secret.sign("challenge question", nonce);
        let seed = secret::mac(&[0; 32], &[token.as_bytes()]);
        questions::make(seed)
    }
}
