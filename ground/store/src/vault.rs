//! The vault (密钥库): what no reader of the database file may see — telephone numbers of citizens, secrets of the second
//! factor, messages on their way — is sealed before it is stored, with SM4-GCM (GB/T 32907, RFC 8998).
//!
//! `vault.key` in the data directory holds the keys, one to a line; the last one seals, all of them open, and a sealed value
//! names its key, so that a key can be changed while old values are still there. A line of its own holds the key of the
//! digests by which sealed values are found again; that one stays as it is.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use base::error::FaultKind;
use base::{Chance, Fault};
use hmac::{Hmac, Mac};
use sm3::{Digest, Sm3};

use crate::Result;

mod register;

pub use register::{Sealed, Survey, finish, open, pending, reseal, survey, wanted};

/// Name of the file in the data directory.
pub const KEY_FILE: &str = "vault.key";
/// How a sealed value begins; no telephone number and no secret does.
const MARK: &str = "v1.";
/// Bytes of a nonce.
const NONCE: usize = 12;
/// Bytes of an SM4 key.
const KEY: usize = 16;

type Sm4Gcm = aes_gcm::AesGcm<sm4::Sm4, U12>;

/// The keys; clones share them.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    path: PathBuf,
    /// The newest last.
    keys: Vec<Key>,
    finder: [u8; 32],
    chance: Chance,
}

struct Key {
    id: String,
    bytes: [u8; KEY],
}

impl Key {
    fn new(bytes: [u8; KEY]) -> Self {
        let id = hex::encode(&Sm3::new().chain_update(b"renhe vault").chain_update(bytes).finalize()[..4]);
        Self { id, bytes }
    }

    fn cipher(&self) -> Sm4Gcm {
        Sm4Gcm::new(&self.bytes.into())
    }
}

impl Vault {
    /// Reads `vault.key` in `data_dir`, or makes it (mode 0600).
    ///
    /// # Errors
    /// A fault when the file can be neither read nor made, or holds something else.
    pub fn load_or_make(data_dir: &Path, chance: &Chance) -> Result<Self> {
        let path = data_dir.join(KEY_FILE);
        if let Some(found) = Self::existing(data_dir, chance)? {
            return Ok(found);
        }
        let (keys, finder) = (vec![Key::new(chance.bytes::<KEY>())], chance.bytes::<32>());
        let made = Inner { path, keys, finder, chance: chance.clone() };
        made.save().map_err(|e| Fault::of(FaultKind::Unavailable, format!("write {}", made.path.display()), e))?;
        Ok(Self(Arc::new(made)))
    }

    /// The keys in `data_dir`, if the file is there.
    ///
    /// # Errors
    /// A fault when the file cannot be read or holds something else.
    pub fn existing(data_dir: &Path, chance: &Chance) -> Result<Option<Self>> {
        let path = data_dir.join(KEY_FILE);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(Fault::of(FaultKind::Unavailable, format!("read {}", path.display()), e)),
        };
        let (keys, finder) =
            read(&text).ok_or_else(|| Fault::broken(format!("{} does not hold keys", path.display())))?;
        Ok(Some(Self(Arc::new(Inner { path, keys, finder, chance: chance.clone() }))))
    }

    /// The keys with a new one, which seals from now on; the file is written.
    ///
    /// # Errors
    /// A fault when the file cannot be written; the old one is there then.
    pub fn with_new_key(&self) -> Result<Self> {
        let Inner { path, keys, finder, chance, .. } = self.0.as_ref();
        let old = keys.iter().map(|key| Key::new(key.bytes));
        let keys = old.chain([Key::new(chance.bytes::<KEY>())]).collect();
        let next = Inner { path: path.clone(), keys, finder: *finder, chance: chance.clone() };
        next.save().map_err(|e| Fault::of(FaultKind::Unavailable, format!("write {}", path.display()), e))?;
        Ok(Self(Arc::new(next)))
    }

    /// Names of the keys, the one that seals last.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys.iter().map(|key| key.id.as_str())
    }

    /// The name of the key that seals.
    pub fn current(&self) -> &str {
        self.0.keys.last().map_or("", |key| key.id.as_str())
    }

    /// Seals `plain` for `place`, such as `letters_letter.phone`; it opens there only. Nothing stays nothing.
    ///
    /// # Errors
    /// A fault in the case, which nobody will meet, that the text is longer than the cipher takes.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String> {
        let Some(key) = self.0.keys.last().filter(|_| !plain.is_empty()) else { return Ok(String::new()) };
        let nonce = self.0.chance.bytes::<NONCE>();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = key.cipher().encrypt(&nonce.into(), payload).map_err(|_| Fault::broken("seal a value"))?;
        Ok(format!("{MARK}{}.{}{}", key.id, hex::encode(nonce), hex::encode(sealed)))
    }

    /// What was sealed for `place`; what was stored before there was a vault is given as it is.
    ///
    /// # Errors
    /// A fault when the key is not there, or the value was altered or belongs to another place.
    pub fn open(&self, place: &str, stored: &str) -> Result<Vec<u8>> {
        let Some(rest) = stored.strip_prefix(MARK) else { return Ok(stored.as_bytes().to_vec()) };
        let broken = || Fault::broken(format!("a sealed value of {place} was altered"));
        let (id, bytes) = rest.split_once('.').ok_or_else(broken)?;
        let missing = || Fault::broken(format!("the key {id}, under which {place} is sealed, is not in {KEY_FILE}"));
        let key = self.0.keys.iter().find(|key| key.id == id).ok_or_else(missing)?;
        let bytes = hex::decode(bytes).map_err(|_| broken())?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        key.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| broken())
    }

    /// [`open`](Self::open) for what is text.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_text(&self, place: &str, stored: &str) -> Result<String> {
        String::from_utf8(self.open(place, stored)?)
            .map_err(|_| Fault::broken(format!("a sealed value of {place} is no text")))
    }

    /// HMAC-SM3 of `plain`, as hexadecimal, by which a sealed value is found again; nothing gives nothing.
    pub fn digest(&self, place: &str, plain: &str) -> String {
        if plain.is_empty() {
            return String::new();
        }
        let mut mac = Hmac::<Sm3>::new_from_slice(&self.0.finder).expect("HMAC takes keys of any length");
        mac.update(place.as_bytes());
        mac.update(&[0]);
        mac.update(plain.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    /// How a value begins that needs no sealing any more.
    pub fn mark(&self) -> String {
        format!("{MARK}{}.", self.current())
    }
}

impl Inner {
    /// Writes the file beside its place and moves it there, so that half a key is never found.
    fn save(&self) -> std::io::Result<()> {
        let mut text = String::from("# 人和密钥库：丢失后封存的内容无法恢复；须与数据库分开备份、同等保管。\n");
        text.push_str(&format!("digest {}\n", hex::encode(self.finder)));
        for key in &self.keys {
            text.push_str(&format!("key {}\n", hex::encode(key.bytes)));
        }
        let draft = self.path.with_extension("key.new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &self.path)?;
        self.path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())
    }
}

/// The keys and the key of the digests.
fn read(text: &str) -> Option<(Vec<Key>, [u8; 32])> {
    let (mut keys, mut finder) = (Vec::new(), None);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once(' ')? {
            ("key", key) => keys.push(Key::new(hex::decode(key).ok()?.try_into().ok()?)),
            ("digest", key) => finder = Some(hex::decode(key).ok()?.try_into().ok()?),
            _ => return None,
        }
    }
    finder.filter(|_| !keys.is_empty()).map(|finder| (keys, finder))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: &[u8] = b"13800001234";

    fn made(seed: u64) -> (tempfile::TempDir, Vault) {
        let dir = tempfile::tempdir().expect("a folder");
        let vault = Vault::load_or_make(dir.path(), &Chance::seeded(seed)).expect("is made");
        (dir, vault)
    }

    #[test]
    fn the_cipher_is_that_of_rfc_8998_appendix_a() {
        let hex = |text: &str| hex::decode(text).expect("hexadecimal");
        let key: [u8; KEY] = hex("0123456789ABCDEFFEDCBA9876543210").try_into().expect("16 bytes");
        let nonce: [u8; NONCE] = hex("00001234567800000000ABCD").try_into().expect("12 bytes");
        let aad = hex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
        let plain = hex("AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD\
             EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA");
        let sealed =
            Sm4Gcm::new(&key.into()).encrypt(&nonce.into(), Payload { msg: &plain, aad: &aad }).expect("seals");
        let expected = "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735\
                        D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D\
                        83DE3541E4C2B58177E065A9BF7B62EC";
        assert_eq!(hex::encode_upper(sealed), expected.replace(' ', ""));
    }

    #[test]
    fn a_value_opens_at_its_place_and_not_when_touched() {
        let (_dir, vault) = made(1);
        let sealed = vault.seal("a.phone", PHONE).expect("seals");
        assert!(sealed.starts_with(&vault.mark()) && !sealed.contains("13800001234"));
        assert_ne!(
            sealed,
            vault.seal("a.phone", PHONE).expect("seals"),
            "the same value is sealed differently each time"
        );
        assert_eq!(vault.open("a.phone", &sealed).expect("opens"), PHONE);
        assert!(vault.open("b.phone", &sealed).is_err(), "elsewhere");
        assert!(made(2).1.open("a.phone", &sealed).is_err(), "another key");
        for at in 3..sealed.len() {
            let mut touched = sealed.clone().into_bytes();
            touched[at] = if touched[at] == b'0' { b'1' } else { b'0' };
            let touched = String::from_utf8(touched).expect("text");
            assert!(vault.open("a.phone", &touched).is_err(), "{touched}");
        }
        for short in ["v1.", "v1.00000000", &sealed[..20], &sealed[..sealed.len() - 2]] {
            assert!(vault.open("a.phone", short).is_err(), "{short}");
        }
    }

    #[test]
    fn nothing_stays_nothing_and_what_was_stored_before_is_given_as_it_is() {
        let (_dir, vault) = made(1);
        assert_eq!(vault.seal("a.phone", b"").expect("seals"), "");
        assert_eq!(vault.digest("a.phone", ""), "");
        assert_eq!(vault.open_text("a.phone", "13800001234").expect("opens"), "13800001234");
        assert_eq!(vault.open_text("a.phone", "").expect("opens"), "");
    }

    #[test]
    fn after_a_change_of_the_key_old_values_open_and_are_found_and_new_ones_name_the_new_key() {
        let (dir, before) = made(1);
        let old = before.seal("a.phone", PHONE).expect("seals");
        let after = before.with_new_key().expect("is written");
        assert_ne!(before.current(), after.current());
        let read = Vault::load_or_make(dir.path(), &Chance::seeded(9)).expect("is read");
        assert_eq!(read.ids().collect::<Vec<_>>(), [before.current(), after.current()]);
        assert_eq!(read.open("a.phone", &old).expect("opens"), PHONE);
        assert!(!old.starts_with(&read.mark()));
        assert!(read.seal("a.phone", PHONE).expect("seals").starts_with(&read.mark()));
        assert_eq!(read.digest("a.phone", "13800001234"), before.digest("a.phone", "13800001234"));
        assert_ne!(read.digest("a.phone", "13800001234"), read.digest("b.phone", "13800001234"));
    }

    #[test]
    fn the_file_is_its_owners_alone_and_a_broken_one_is_a_fault() {
        let (dir, _vault) = made(1);
        let path = dir.path().join(KEY_FILE);
        let mode = std::os::unix::fs::PermissionsExt::mode(&path.metadata().expect("is there").permissions());
        assert_eq!(mode & 0o777, 0o600);
        for text in ["", "key 00", "digest 00", "key 0123456789abcdeffedcba9876543210", "x y"] {
            std::fs::write(&path, text).expect("is written");
            assert!(Vault::load_or_make(dir.path(), &Chance::seeded(1)).is_err(), "{text}");
        }
    }
}
