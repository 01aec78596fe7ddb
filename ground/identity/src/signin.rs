//! Sign-in of officials: password, lock-out, second factor, session.

use base::{Error, Moment};
use store::{Query, Tx};

use crate::access::Access;
use crate::people::clean_login;
use crate::policy::Policy;
use crate::session::{NewBearer, Opened};
use crate::store::people::{self as rows, Keys};
use crate::{Identity, totp};

/// What an official types, and from where.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// Sign-in name.
    pub login: &'a str,
    /// Password.
    pub password: &'a str,
    /// Code of the second factor or a recovery code; empty when none was typed.
    pub code: &'a str,
    /// Network address.
    pub address: &'a str,
    /// The browser's name for itself.
    pub agent: &'a str,
}

/// How the second factor was met.
enum Factor {
    Met,
    Missing,
    Wrong,
}

impl Identity {
    /// Signs an official in.
    ///
    /// Unknown names cost the same work as known ones. Failures are counted in a row; at the limit of the rule
    /// `identity.lock.failures` the account is locked for the minutes of `identity.lock.minutes`.
    ///
    /// # Errors
    /// `identity.sign_in` when name or password are wrong, `identity.locked`, `identity.totp.needed` when the password
    /// is right and the code is missing, `identity.totp` when the code is wrong, `identity.password.expired` when a
    /// password given out was not used in time, `identity.no_post` without a post.
    pub async fn sign_in(&self, asked: SignIn<'_>) -> Result<Opened, Error> {
        let now = self.clock.now();
        let policy = self.policy(now)?;
        let known = rows::keys_of_login(&mut self.db.reader(), &clean_login(asked.login)).await?;
        let hash = known.as_ref().and_then(|keys| keys.password_hash.clone());
        let right = self.hashing.verify(asked.password, hash.as_deref()).await?;
        let mut tx = self.db.begin().await?;
        // Read again under the lock of the row: many tries at once must not pass the limit together.
        let keys = match known {
            Some(keys) if crate::store::posts::claim_person(&mut tx, keys.id).await? => {
                rows::keys(&mut tx, keys.id).await?
            }
            _ => None,
        };
        let Some(keys) = keys else {
            return self.refuse_sign_in(tx, asked, None, now, wrong()).await;
        };
        if let Some(until) = keys.locked_until.filter(|until| *until > now) {
            return self.refuse_sign_in(tx, asked, Some(keys.id), now, locked(until)).await;
        }
        // A password set in between makes the answer about the old one worthless.
        if !right || keys.password_hash != hash {
            return self.fail(tx, asked, &keys, &policy, now, wrong()).await;
        }
        let set_at = keys.password_changed_at.unwrap_or_default();
        if keys.must_change && set_at.plus(policy.temporary) <= now {
            let error = Error::refused("identity.password.expired", "初始密码已过有效期，请联系管理员重新发放。");
            return self.refuse_sign_in(tx, asked, Some(keys.id), now, error).await;
        }
        match self.second_factor(&mut tx, &keys, asked.code, now).await? {
            Factor::Met => self.open_staff(tx, asked, &keys, &policy, now).await,
            Factor::Missing => Err(Error::refused("identity.totp.needed", "请输入动态口令。")),
            Factor::Wrong => {
                let error = Error::refused("identity.totp", "动态口令不正确或已使用过，请等待下一个口令再试。");
                self.fail(tx, asked, &keys, &policy, now, error).await
            }
        }
    }

    async fn second_factor(&self, tx: &mut Tx, keys: &Keys, code: &str, now: Moment) -> Result<Factor, Error> {
        let Some(secret) = keys.totp_secret.as_deref().filter(|_| keys.totp_confirmed) else { return Ok(Factor::Met) };
        if code.trim().is_empty() {
            return Ok(Factor::Missing);
        }
        let met = match totp::check(secret, code, now) {
            Some(step) => rows::take_step(tx, keys.id, step).await?,
            None => {
                let digest = self.digest("recovery", &totp::clean_recovery(code));
                rows::use_recovery(tx, keys.id, &digest, now).await?
            }
        };
        Ok(if met { Factor::Met } else { Factor::Wrong })
    }

    /// Counts the failure, locks at the limit, and gives the error.
    async fn fail(
        &self,
        mut tx: Tx,
        asked: SignIn<'_>,
        keys: &Keys,
        policy: &Policy,
        now: Moment,
        error: Error,
    ) -> Result<Opened, Error> {
        let mut error = error;
        if rows::count_failure(&mut tx, keys.id).await? >= policy.failures {
            let until = now.plus(policy.locked);
            rows::lock(&mut tx, keys.id, until).await?;
            error = locked(until);
        }
        self.refuse_sign_in(tx, asked, Some(keys.id), now, error).await
    }

    async fn refuse_sign_in(
        &self,
        mut tx: Tx,
        asked: SignIn<'_>,
        person: Option<i64>,
        now: Moment,
        error: Error,
    ) -> Result<Opened, Error> {
        let outcome = match &error {
            Error::Refused(refusal) => refusal.name,
            _ => "fault",
        };
        let access = Access { kind: "sign_in", person, address: asked.address, outcome, ..Access::default() };
        access.write(&mut tx, now).await?;
        tx.commit().await?;
        Err(error)
    }

    async fn open_staff(
        &self,
        mut tx: Tx,
        asked: SignIn<'_>,
        keys: &Keys,
        policy: &Policy,
        now: Moment,
    ) -> Result<Opened, Error> {
        let held = crate::store::posts::held(&mut tx, keys.id, now).await?;
        let last = crate::store::sessions::last_post(&mut tx, keys.id).await?;
        let Some(post) = crate::session::choose(&held, last) else {
            let error = Error::refused("identity.no_post", "您目前没有任职岗位，不能登录。请联系系统管理员。");
            return self.refuse_sign_in(tx, asked, Some(keys.id), now, error).await;
        };
        rows::unlock(&mut tx, keys.id).await?;
        let bearer = NewBearer {
            person: Some(keys.id),
            post: Some(post),
            idle: crate::session::idle(&held, post, policy),
            absolute: policy.absolute,
            address: asked.address,
            agent: asked.agent,
            ..NewBearer::default()
        };
        let opened = self.open_session(&mut tx, bearer).await?;
        let (person, address) = (Some(keys.id), asked.address);
        let access = Access { kind: "sign_in", person, address, outcome: "ok", ..Access::default() };
        access.write(&mut tx, now).await?;
        tx.commit().await?;
        Ok(opened)
    }

    /// Whether the person's password still stands for `password`; for acts that ask for it again.
    pub(crate) async fn password_is(&self, q: &mut impl Query, person: i64, password: &str) -> Result<bool, Error> {
        let keys = rows::keys(q, person).await?;
        Ok(self.hashing.verify(password, keys.as_ref().and_then(|keys| keys.password_hash.as_deref())).await?)
    }
}

fn wrong() -> Error {
    Error::refused("identity.sign_in", "用户名或密码不正确，或账号已停用。")
}

fn locked(until: Moment) -> Error {
    Error::refused("identity.locked", format!("连续登录失败次数过多，账号已锁定至 {}。", until.minutes()))
}
