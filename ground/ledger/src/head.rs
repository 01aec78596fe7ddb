//! Signed tree heads in the shape of a C2SP checkpoint: text that a person can read and any program can check.
//!
//! ```text
//! qinghe.example/ledger
//! 1024
//! <root in base64>
//! at 1774400400000
//!
//! — qinghe.example/ledger <key's four bytes and the SM2 signature (DER), in base64>
//! ```
//! The signature covers the four lines above the empty one, line ends included.

use base::{Fault, Moment};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::tree::Hash;
use crate::{Flaw, PublicKey, SigningKey};

/// Longest note that is looked at, in bytes.
const NOTE_BYTES_MAX: usize = 4096;

/// What a head says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Whose ledger: a name without blanks and without `+`, such as `qinghe.example/ledger`.
    pub origin: String,
    /// Entries under this head.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
    /// When it was signed.
    pub at: Moment,
}

/// A head and the note that carries its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// What it says.
    pub head: Head,
    /// The whole note, to be published as it is.
    pub note: String,
}

impl Head {
    /// The text that is signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\nat {}\n", self.origin, self.size, STANDARD.encode(self.root), self.at.0)
    }

    /// Signs the head.
    ///
    /// # Errors
    /// A fault when the key cannot sign.
    pub fn sign(self, key: &SigningKey) -> Result<SignedHead, Fault> {
        let signature = key.sign(self.text().as_bytes())?;
        let note = self.note(key.public(), &signature);
        Ok(SignedHead { head: self, note })
    }

    fn note(&self, key: &PublicKey, signature: &[u8]) -> String {
        let signed = [&key.note_id(&self.origin)[..], signature].concat();
        format!("{}\n— {} {}\n", self.text(), self.origin, STANDARD.encode(signed))
    }
}

/// Whether `origin` can stand in a note: 1 to 200 characters, no blanks, no control characters, no `+`.
pub fn is_origin(origin: &str) -> bool {
    (1..=200).contains(&origin.chars().count())
        && !origin.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+' || is_hidden(c))
}

/// Whether a character changes how others are shown without being seen itself.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Reads a note and verifies its signature with `key`. Only the one way of writing it that we use is accepted, so that
/// no byte of it can be changed.
///
/// # Errors
/// What is wrong with it, in Chinese.
pub fn open(note: &str, key: &PublicKey) -> Result<Head, Flaw> {
    let (head, signed) = parse(note).ok_or_else(|| Flaw::new("签名树头的格式不对，无法读取。"))?;
    let Some((id, signature)) = signed.split_first_chunk::<4>() else {
        return Err(Flaw::new("签名树头没有签名。"));
    };
    if *id != key.note_id(&head.origin) {
        return Err(Flaw::new("签名树头不是用这把公钥对应的私钥签的。"));
    }
    if !key.verifies(head.text().as_bytes(), signature) {
        return Err(Flaw::new("签名树头的 SM2 签名不对：内容或签名被改动过。"));
    }
    if head.note(key, signature) != note {
        return Err(Flaw::new("签名树头的写法不规范，可能被改动过。"));
    }
    Ok(head)
}

/// The head and the bytes of its signature line.
fn parse(note: &str) -> Option<(Head, Vec<u8>)> {
    if note.len() > NOTE_BYTES_MAX {
        return None;
    }
    let mut lines = note.split('\n');
    let origin = lines.next().filter(|line| is_origin(line))?.to_owned();
    let size = lines.next()?.parse().ok()?;
    let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
    let at = Moment(lines.next()?.strip_prefix("at ")?.parse().ok()?);
    lines.next().filter(|line| line.is_empty())?;
    let signed = lines.next()?.strip_prefix("— ")?.strip_prefix(origin.as_str())?.strip_prefix(' ')?;
    let signed = STANDARD.decode(signed).ok()?;
    Some((Head { origin, size, root, at }, signed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Chance;

    fn head() -> Head {
        Head { origin: "qinghe.example/ledger".into(), size: 1024, root: [7; 32], at: Moment(1_774_400_400_000) }
    }

    #[test]
    fn a_head_is_read_back_and_every_other_note_is_refused() {
        let key = SigningKey::generate(&Chance::seeded(1));
        let signed = head().sign(&key).unwrap();
        assert!(signed.note.starts_with("qinghe.example/ledger\n1024\nBwcHBwc"));
        assert_eq!(open(&signed.note, key.public()).unwrap(), head());
        for at in 0..signed.note.len() {
            let mut bytes = signed.note.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(other) = String::from_utf8(bytes) {
                assert!(open(&other, key.public()).is_err(), "byte {at}");
            }
            if let Some(cut) = signed.note.get(..at) {
                assert!(open(cut, key.public()).is_err(), "cut at {at}");
            }
        }
        assert!(open(&format!("{}\n", signed.note), key.public()).is_err());
        assert!(open(&signed.note.replace("\n1024\n", "\n01024\n"), key.public()).is_err());
    }

    #[test]
    fn another_key_is_told_from_a_wrong_signature() {
        let (key, other) = (SigningKey::generate(&Chance::seeded(1)), SigningKey::generate(&Chance::seeded(2)));
        let signed = head().sign(&key).unwrap();
        assert_eq!(
            open(&signed.note, other.public()).unwrap_err().to_string(),
            "签名树头不是用这把公钥对应的私钥签的。"
        );
        let forged = signed.note.replace("\n1024\n", "\n1025\n");
        assert!(open(&forged, key.public()).unwrap_err().to_string().contains("SM2 签名不对"));
    }

    #[test]
    fn names_that_would_break_a_note_are_not_taken() {
        for (origin, good) in [
            ("qinghe.example/ledger", true),
            ("青禾县底账", true),
            ("", false),
            ("a b", false),
            ("a+b", false),
            ("a\nb", false),
            ("a\u{202e}b", false),
        ] {
            assert_eq!(is_origin(origin), good, "{origin:?}");
        }
    }
}
