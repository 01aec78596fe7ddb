//! Password hashes: argon2id, two at a time, away from the threads that answer requests.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use base::limits::PASSWORD_CHARS_MAX;
use base::{Chance, Fault};
use tokio::sync::Semaphore;

/// A hash that no password has: checked against when there is no account, so that both take the same time.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cmVuaGUtbm9ib2R5LTAwMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Each hash takes 19 MiB and a core for some tens of milliseconds.
const AT_ONCE: usize = 2;

/// Makes and checks password hashes.
#[derive(Clone)]
pub(crate) struct Hashing(Arc<Semaphore>);

impl Hashing {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// The argon2id hash of `password` in PHC form, with a fresh salt.
    pub(crate) async fn hash(&self, password: &str, chance: &Chance) -> Result<String, Fault> {
        let (password, salt) = (password.to_owned(), chance.bytes::<16>());
        self.work(move || {
            let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|e| Fault::broken(format!("hash a password: {e}")))
        })
        .await?
    }

    /// Whether `password` belongs to `hash`; without a hash it does the same work and says no.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Fault> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
        self.work(move || {
            let short = password.chars().count() <= PASSWORD_CHARS_MAX;
            let parsed = PasswordHash::new(&hash).map_err(|e| Fault::broken(format!("read a password hash: {e}")))?;
            let typed = if short { password.as_bytes() } else { b"" };
            Ok(Argon2::default().verify_password(typed, &parsed).is_ok() && short && known)
        })
        .await?
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
        let permit = self.0.clone().acquire_owned().await.map_err(|e| Fault::broken(format!("wait to hash: {e}")))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = job();
            drop(permit);
            result
        });
        done.await.map_err(|e| Fault::broken(format!("hash: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let (hashing, chance) = (Hashing::new(), Chance::seeded(1));
        let hash = hashing.hash("青禾2026-Good", &chance).await.expect("hashes");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hashing.verify("青禾2026-Good", Some(&hash)).await.expect("checks"));
        assert!(!hashing.verify("青禾2026-good", Some(&hash)).await.expect("checks"));
        assert!(!hashing.verify(&"a".repeat(100_000), Some(&hash)).await.expect("checks"));
        assert!(!hashing.verify("", None).await.expect("works for nobody"));
    }
}
