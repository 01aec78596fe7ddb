//! The query code (查询码): ten digits that only the person outside knows. We keep a salted digest; the digits themselves are kept
//! sealed under the token of the receipt page for as long as that page can be opened, and then forgotten.

use base::Chance;
use sm3::{Digest, Sm3};

/// Digits of a query code.
pub const DIGITS: usize = 10;
/// Rounds of the digest, so that trying all codes costs something.
const ROUNDS: usize = 500;

/// A fresh code with all that is stored of it.
pub struct Fresh {
    /// The ten digits, shown once.
    pub code: String,
    /// Salt of the digest.
    pub salt: Vec<u8>,
    /// Digest of the code.
    pub digest: Vec<u8>,
    /// Token in the address of the receipt page.
    pub token: String,
    /// Digest of the token, by which the matter is found.
    pub token_digest: String,
    /// The code under the token.
    pub sealed: Vec<u8>,
}

/// Makes a code.
pub fn fresh(chance: &Chance) -> Fresh {
    let code = chance.digits(DIGITS);
    let salt = chance.bytes::<16>().to_vec();
    let token = chance.token::<16>();
    Fresh {
        digest: digest(&salt, &code),
        sealed: mix(&token, code.as_bytes()),
        token_digest: token_digest(&token),
        code,
        salt,
        token,
    }
}

/// The digest of a code under its salt.
pub fn digest(salt: &[u8], code: &str) -> Vec<u8> {
    let mut hash = Sm3::new().chain_update(salt).chain_update(code.as_bytes()).finalize();
    for _ in 0..ROUNDS {
        hash = Sm3::new().chain_update(salt).chain_update(hash).finalize();
    }
    hash.to_vec()
}

/// Whether `code` belongs to the digest; takes the same time whatever is wrong.
pub fn matches(salt: &[u8], stored: &[u8], code: &str) -> bool {
    let asked = digest(salt, code);
    asked.len() == stored.len() && asked.iter().zip(stored).fold(0, |diff, (a, b)| diff | (a ^ b)) == 0
}

/// The digest of a receipt token.
pub fn token_digest(token: &str) -> String {
    hex::encode(Sm3::new().chain_update(b"matter.receipt").chain_update(token.as_bytes()).finalize())
}

/// The code that was sealed under `token`.
pub fn unseal(token: &str, sealed: &[u8]) -> Option<String> {
    let code = String::from_utf8(mix(token, sealed)).ok()?;
    (code.len() == DIGITS && code.bytes().all(|b| b.is_ascii_digit())).then_some(code)
}

/// `bytes` (at most 32) under a stream that only the token gives.
fn mix(token: &str, bytes: &[u8]) -> Vec<u8> {
    let stream = Sm3::new().chain_update(b"matter.code").chain_update(token.as_bytes()).finalize();
    bytes.iter().zip(stream).map(|(a, b)| a ^ b).collect()
}

/// What people type as a code: digits of any width, blanks and dashes between.
pub fn typed(text: &str) -> String {
    base::text::normalise(text).chars().filter(char::is_ascii_digit).take(DIGITS + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_matches_itself_only_and_opens_under_its_token_only() {
        let one = fresh(&Chance::seeded(1));
        let other = fresh(&Chance::seeded(2));
        assert_eq!(one.code.len(), DIGITS);
        assert!(matches(&one.salt, &one.digest, &one.code));
        assert!(!matches(&one.salt, &one.digest, &other.code));
        assert!(!matches(&one.salt, &one.digest, ""));
        assert_eq!(unseal(&one.token, &one.sealed), Some(one.code.clone()));
        assert_ne!(unseal(&other.token, &one.sealed), Some(one.code));
        assert_eq!(unseal("", b""), None);
    }

    #[test]
    fn a_code_may_be_typed_in_any_width_with_blanks() {
        for typed_text in ["1234567890", " 12345 67890 ", "１２３４５６７８９０", "12345-67890"] {
            assert_eq!(typed(typed_text), "1234567890");
        }
        assert_eq!(typed("12345678901234"), "12345678901");
    }
}
