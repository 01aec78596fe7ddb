//! Passwords and the second factor of an account: changing, issuing, enrolling.

use base::{Error, FieldError, password};
use serde_json::json;
use store::Tx;

use crate::store::people as rows;
use crate::totp::{self, Enrolment};
use crate::{Actor, Identity, grants};

impl Identity {
    /// Changes the official's own password, which ends the other sessions.
    ///
    /// # Errors
    /// Not an official; the current password is wrong; the new one breaks the policy or is one of the last ones.
    pub async fn change_password(&self, actor: &Actor, current: &str, new: &str) -> Result<(), Error> {
        let staff = actor.staff()?;
        let policy = self.policy(self.clock.now())?;
        let mut reader = self.db.reader();
        let keys = rows::keys(&mut reader, staff.person).await?.ok_or(Error::Unseen)?;
        if !self.hashing.verify(current, keys.password_hash.as_deref()).await? {
            return Err(Error::field("current", "当前密码不正确。"));
        }
        let mut problems = password::problems(new, &keys.login, policy.password);
        if problems.is_empty() {
            let before = rows::old_hashes(&mut reader, staff.person, (policy.reuse - 1).max(0)).await?;
            // `current` is the password that the account has: it was checked above and need not be hashed again.
            let mut used = new == current;
            for hash in &before {
                used = used || self.hashing.verify(new, Some(hash)).await?;
            }
            if used {
                problems.push(format!("新密码不得与最近 {} 次使用过的密码相同。", policy.reuse));
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems.into_iter().map(|why| FieldError::new("new", why)).collect()));
        }
        let hash = self.hashing.hash(new, &self.chance).await?;
        let mut tx = self.db.begin().await?;
        let act = self.act(actor);
        rows::set_password(&mut tx, staff.person, &hash, act.at, false).await?;
        crate::store::sessions::end_all(&mut tx, staff.person, Some(staff.session), act.at, "password").await?;
        let subject = ("person", staff.person);
        act.record(&mut tx, "identity.password.change", subject, json!({}), Vec::new()).await?;
        Ok(tx.commit().await?)
    }

    /// Gives out a password that has to be changed at the first sign-in, and ends all sessions of the person.
    ///
    /// People without roles are served by the system administrator, people with roles by the security administrator.
    /// An administrator who has a password already is served by the command line of the server alone, so that none
    /// of the three can act for another.
    ///
    /// # Errors
    /// The actor may not, or it is his own account; the person is not there.
    pub async fn issue_password(&self, actor: &Actor, person: i64) -> Result<String, Error> {
        let issued = issued(&self.chance);
        let hash = self.hashing.hash(&issued, &self.chance).await?;
        let mut tx = self.db.begin().await?;
        let act = self.act(actor);
        act.not_oneself(person)?;
        let keys = rows::keys(&mut tx, person).await?.ok_or(Error::Unseen)?;
        self.require_care_of(&mut tx, actor, person, keys.password_hash.is_some()).await?;
        rows::set_password(&mut tx, person, &hash, act.at, true).await?;
        crate::store::sessions::end_all(&mut tx, person, None, act.at, "password").await?;
        let subject = ("person", person);
        act.record(&mut tx, "identity.password.issue", subject, json!({}), Vec::new()).await?;
        tx.commit().await?;
        Ok(issued)
    }

    /// Begins to set the second factor up; it does not count before [`confirm_totp`](Identity::confirm_totp).
    /// `issuer` is the county's name, shown by authenticator programs.
    ///
    /// # Errors
    /// Not an official; the password is wrong.
    pub async fn enrol_totp(&self, actor: &Actor, password: &str, issuer: &str) -> Result<Enrolment, Error> {
        let staff = actor.staff()?;
        if !self.password_is(&mut self.db.reader(), staff.person, password).await? {
            return Err(Error::field("password", "密码不正确。"));
        }
        let secret = totp::new_secret(&self.chance);
        let mut tx = self.db.begin().await?;
        let keys = rows::keys(&mut tx, staff.person).await?.ok_or(Error::Unseen)?;
        if keys.totp_confirmed {
            return Err(Error::refused("identity.totp.enrolled", "您已启用动态口令。如需更换，请先停用。"));
        }
        rows::set_totp(&mut tx, staff.person, Some(&secret)).await?;
        tx.commit().await?;
        Ok(totp::enrolment(&secret, issuer, &keys.login)?)
    }

    /// Makes the second factor count, after a first right code; gives the recovery codes, which are shown only once.
    ///
    /// # Errors
    /// Not an official; nothing was enrolled; the code is wrong.
    pub async fn confirm_totp(&self, actor: &Actor, code: &str) -> Result<Vec<String>, Error> {
        let staff = actor.staff()?;
        let act = self.act(actor);
        let mut tx = self.db.begin().await?;
        let keys = rows::keys(&mut tx, staff.person).await?.ok_or(Error::Unseen)?;
        let secret = keys.totp_secret.filter(|_| !keys.totp_confirmed);
        let secret = secret.ok_or_else(|| Error::refused("identity.totp.none", "请先扫码登记动态口令。"))?;
        let step = totp::check(&secret, code, act.at);
        let step = step.ok_or_else(|| Error::field("code", "动态口令不正确，请核对手机时间后重试。"))?;
        rows::take_step(&mut tx, staff.person, step).await?;
        rows::confirm_totp(&mut tx, staff.person, act.at).await?;
        let codes = totp::recovery_codes(&self.chance);
        let digests: Vec<String> =
            codes.iter().map(|code| self.digest("recovery", &totp::clean_recovery(code))).collect();
        rows::set_recovery(&mut tx, staff.person, &digests).await?;
        let subject = ("person", staff.person);
        act.record(&mut tx, "identity.totp.confirm", subject, json!({}), Vec::new()).await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Takes the second factor off: one's own with the password, or that of a person who lost it.
    ///
    /// # Errors
    /// The actor may not (as for [`issue_password`](Identity::issue_password)); the password is wrong.
    pub async fn remove_totp(&self, actor: &Actor, person: i64, password: &str) -> Result<(), Error> {
        let own = actor.person() == Some(person);
        if own && !self.password_is(&mut self.db.reader(), person, password).await? {
            return Err(Error::field("password", "密码不正确。"));
        }
        let mut tx = self.db.begin().await?;
        if !own {
            self.require_care_of(&mut tx, actor, person, true).await?;
        }
        if rows::set_totp(&mut tx, person, None).await? == 0 {
            return Err(Error::Unseen);
        }
        rows::set_recovery(&mut tx, person, &[]).await?;
        let subject = ("person", person);
        self.act(actor).record(&mut tx, "identity.totp.remove", subject, json!({}), Vec::new()).await?;
        Ok(tx.commit().await?)
    }

    /// Recovery codes the official has left.
    ///
    /// # Errors
    /// Not an official.
    pub async fn recovery_codes_left(&self, actor: &Actor) -> Result<i64, Error> {
        Ok(rows::recovery_left(&mut self.db.reader(), actor.staff()?.person).await?)
    }

    /// Whether the actor may give `person` a way in; `again` when there is one already.
    async fn require_care_of(&self, tx: &mut Tx, actor: &Actor, person: i64, again: bool) -> Result<(), Error> {
        let roles = crate::store::posts::roles_of_person(tx, person, 0, self.clock.now()).await?;
        let administrator = roles.iter().any(|role| grants::is_administrator(role));
        if administrator && again && !matches!(actor, Actor::System) {
            let message = "管理员的密码和动态口令只能由本人更改，遗忘时须在服务器上用命令行重置。";
            return Err(Error::refused("identity.separation", message));
        }
        actor.require(if roles.is_empty() { "identity.people" } else { "identity.unlock" }, None)
    }
}

/// A password to be typed once from paper: four classes, nothing that looks like something else.
fn issued(chance: &base::Chance) -> String {
    const UPPER: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    const LOWER: &[u8] = b"abcdefghijkmnpqrstuvwxyz";
    const DIGIT: &[u8] = b"23456789";
    let some = |letters: &'static [u8], count: usize| -> String {
        (0..count).filter_map(|_| chance.pick(letters)).map(|b| char::from(*b)).collect()
    };
    format!("{}{}-{}{}", some(UPPER, 1), some(LOWER, 6), some(DIGIT, 5), some(UPPER, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issued_passwords_pass_the_policy_and_differ() {
        let chance = base::Chance::seeded(3);
        let policy = password::Policy { min: 10, classes: 3 };
        let all: std::collections::BTreeSet<String> = (0..50).map(|_| issued(&chance)).collect();
        assert_eq!(all.len(), 50);
        for one in &all {
            assert_eq!(password::problems(one, "zhang.san", policy), Vec::<String>::new(), "{one}");
        }
    }
}
