//! The server's own secret, kept in the data directory: signed tokens (HMAC-SM3) and sealed text.

use std::path::Path;

use base::error::FaultKind;
use base::{Chance, Fault};
use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;

/// Name of the file in the data directory.
pub const KEY_FILE: &str = "web.key";
/// Bytes of a signature inside a token; half of HMAC-SM3 is plenty for what lives for hours.
const SIGNATURE_BYTES: usize = 16;

/// A key that never leaves the server.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    /// Reads `web.key` in `data_dir`, or makes it (mode 0600).
    pub(crate) fn load_or_make(data_dir: &Path, chance: &Chance) -> Result<Self, Fault> {
        let path = data_dir.join(KEY_FILE);
        let fault =
            |what: &str, e: std::io::Error| Fault::of(FaultKind::Unavailable, format!("{what} {}", path.display()), e);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let key = hex::decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
                let key = key.ok_or_else(|| Fault::broken(format!("{} does not hold a key", path.display())))?;
                Ok(Self(key))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let key = chance.bytes::<32>();
                write_secret(&path, &hex::encode(key)).map_err(|e| fault("write", e))?;
                Ok(Self(key))
            }
            Err(e) => Err(fault("read", e)),
        }
    }

    /// `text` with a signature in front, safe in cookies, forms and addresses as long as `text` is.
    pub(crate) fn sign(&self, purpose: &str, text: &str) -> String {
        format!("{}.{text}", hex::encode(&self.mac(purpose, text.as_bytes())[..SIGNATURE_BYTES]))
    }

    /// The text of a token that [`sign`](Self::sign) made for the same purpose; `None` for anything else.
    pub(crate) fn open<'a>(&self, purpose: &str, token: &'a str) -> Option<&'a str> {
        let (signature, text) = token.split_once('.')?;
        let right = hex::encode(&self.mac(purpose, text.as_bytes())[..SIGNATURE_BYTES]);
        same(signature.as_bytes(), right.as_bytes()).then_some(text)
    }

    fn mac(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        mac(&self.0, &[purpose.as_bytes(), &[0], data])
    }
}

/// HMAC-SM3 of `parts` in a row under `key`.
pub(crate) fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sm3>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Seals `plain` under a key that is used once: HMAC-SM3 in counter mode, then a tag over the result.
pub(crate) fn seal(key: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let mut sealed = with_stream(key, plain);
    let tag = mac(key, &[b"tag", &sealed]);
    sealed.extend(tag);
    sealed
}

/// What [`seal`] sealed under `key`; `None` when it was changed or the key is another.
pub(crate) fn unseal(key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
    let (sealed, tag) = sealed.split_at_checked(sealed.len().checked_sub(32)?)?;
    same(&mac(key, &[b"tag", sealed]), tag).then(|| with_stream(key, sealed))
}

fn with_stream(key: &[u8; 32], data: &[u8]) -> Vec<u8> {
    let blocks = data.chunks(32).zip(0_u64..);
    blocks
        .flat_map(|(block, number)| {
            let stream = mac(key, &[b"stream", &number.to_be_bytes()]);
            block.iter().zip(stream).map(|(byte, key)| byte ^ key).collect::<Vec<u8>>()
        })
        .collect()
}

/// Whether two texts are equal, in a time that does not depend on where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (x, y)| different | (x ^ y)) == 0
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
    std::fs::rename(half, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_open_for_their_purpose_and_not_when_touched() {
        let secret = Secret([7; 32]);
        let token = secret.sign("notice", "good:已保存");
        assert_eq!(secret.open("notice", &token), Some("good:已保存"));
        assert_eq!(secret.open("challenge", &token), None);
        assert_eq!(secret.open("notice", &token.replace("good", "evil")), None);
        assert_eq!(secret.open("notice", "no-dot"), None);
        assert_eq!(Secret([8; 32]).open("notice", &token), None);
    }

    #[test]
    fn sealed_text_comes_back_whole_or_not_at_all() {
        let key = [3; 32];
        for length in [0, 1, 31, 32, 33, 1000] {
            let plain = vec![b'x'; length];
            let mut sealed = seal(&key, &plain);
            assert_eq!(unseal(&key, &sealed), Some(plain));
            assert_eq!(unseal(&[4; 32], &sealed), None);
            sealed[length / 2] ^= 1;
            assert_eq!(unseal(&key, &sealed), None);
        }
        assert_eq!(unseal(&key, b"short"), None);
    }
}
