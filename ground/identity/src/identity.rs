//! What sign-in and sessions work with, opened once and shared by clones.

use std::path::Path;
use std::sync::{Arc, RwLock};

use base::rules::Rules;
use base::{Chance, Clock, Fault, Moment};
use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;
use store::Db;

use crate::hashing::Hashing;
use crate::known::Known;
use crate::policy::Policy;
use crate::{Act, Actor, Roles};

/// Name of the file in the data directory that holds the key for digests of telephone numbers and codes.
pub const KEY_FILE: &str = "identity.key";

/// Sign-in, sessions and citizens' accounts; clones share everything.
#[derive(Clone)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) chance: Chance,
    pub(crate) hashing: Hashing,
    roles: Arc<Roles>,
    rules: Arc<RwLock<Arc<Rules>>>,
    key: Arc<[u8; 32]>,
    pub(crate) known: Arc<Known>,
}

impl Identity {
    /// Opens with the key in `data_dir`, which is made (mode 0600) when there is none.
    ///
    /// # Errors
    /// A fault when the key can be neither read nor made, or has the wrong length.
    pub fn open(
        db: Db,
        data_dir: &Path,
        clock: Clock,
        chance: Chance,
        roles: Roles,
        rules: Arc<Rules>,
    ) -> Result<Self, Fault> {
        let key = load_key(&data_dir.join(KEY_FILE), &chance)?;
        let rules = Arc::new(RwLock::new(rules));
        let (roles, key) = (Arc::new(roles), Arc::new(key));
        Ok(Self { db, clock, chance, hashing: Hashing::new(), roles, rules, key, known: Arc::default() })
    }

    /// All roles of the program.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The circumstances of a write by `actor` now.
    pub fn act<'a>(&'a self, actor: &'a Actor) -> Act<'a> {
        Act::new(actor, self.clock.now(), &self.chance)
    }

    /// Takes other rule rows from now on, after one was edited.
    pub fn use_rules(&self, rules: Arc<Rules>) {
        *self.rules.write().unwrap_or_else(std::sync::PoisonError::into_inner) = rules;
    }

    /// The rule rows in force.
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.rules.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(crate) fn policy(&self, at: Moment) -> Result<Policy, Fault> {
        Policy::at(&self.rules(), at.date())
    }

    /// HMAC-SM3 of `text` under the key, as hexadecimal; `purpose` keeps digests of different things apart.
    pub(crate) fn digest(&self, purpose: &str, text: &str) -> String {
        let mut mac = Hmac::<Sm3>::new_from_slice(self.key.as_slice()).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

fn load_key(path: &Path, chance: &Chance) -> Result<[u8; 32], Fault> {
    let fault = |what: &str, e: std::io::Error| {
        Fault::of(base::error::FaultKind::Unavailable, format!("{what} {}", path.display()), e)
    };
    match std::fs::read_to_string(path) {
        Ok(text) => {
            let bytes = hex::decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            bytes.ok_or_else(|| Fault::broken(format!("{} does not hold 32 bytes in hexadecimal", path.display())))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let key = chance.bytes::<32>();
            write_secret(path, &format!("{}\n", hex::encode(key))).map_err(|e| fault("write", e))?;
            Ok(key)
        }
        Err(e) => Err(fault("read", e)),
    }
}

/// Writes a new file that only its owner reads, whole or not at all.
fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let half = path.with_extension("key.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&half)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(half, path)?;
    path.parent().map_or(Ok(()), |dir| std::fs::File::open(dir)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_a_broken_one_is_a_fault() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join(KEY_FILE);
        let made = load_key(&path, &Chance::seeded(1)).expect("is made");
        assert_eq!(load_key(&path, &Chance::seeded(2)).expect("is read"), made);
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().expect("is there").permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&path, "abc").expect("is written");
        assert!(load_key(&path, &Chance::seeded(1)).is_err());
    }
}
