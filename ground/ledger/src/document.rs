//! Signatures over other things than heads, such as the list of the files of a static copy: the same key, other words.
//!
//! What is signed begins with a line that has blanks in it. No origin has any ([`crate::head::is_origin`]), so that no
//! signature over a document is ever one over a head, nor the other way round.

use base::Fault;

use crate::tree::Hash;
use crate::{Ledger, PublicKey};

/// The text that is signed for a document of the kind `what` whose SM3 is `digest`.
fn text(what: &str, digest: &Hash) -> String {
    format!("renhe document {what}\n{}\n", hex::encode(digest))
}

impl Ledger {
    /// Signs a document of the kind `what` by its SM3; gives the signature (DER) in hexadecimal.
    ///
    /// # Errors
    /// A fault when the key cannot sign.
    pub fn sign_document(&self, what: &str, digest: &Hash) -> Result<String, Fault> {
        Ok(hex::encode(self.signing_key().sign(text(what, digest).as_bytes())?))
    }
}

/// Whether `signature` (hexadecimal) is that of `key` over the document of the kind `what` whose SM3 is `digest`.
pub fn is_signed(key: &PublicKey, what: &str, digest: &Hash, signature: &str) -> bool {
    hex::decode(signature).is_ok_and(|signature| key.verifies(text(what, digest).as_bytes(), &signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;
    use base::Chance;

    #[test]
    fn a_signature_holds_for_one_kind_one_digest_and_one_key() {
        let (key, other) = (SigningKey::generate(&Chance::seeded(1)), SigningKey::generate(&Chance::seeded(2)));
        let signature = hex::encode(key.sign(text("site", &[7; 32]).as_bytes()).unwrap());
        assert!(is_signed(key.public(), "site", &[7; 32], &signature));
        assert!(!is_signed(key.public(), "list", &[7; 32], &signature));
        assert!(!is_signed(key.public(), "site", &[8; 32], &signature));
        assert!(!is_signed(other.public(), "site", &[7; 32], &signature));
        assert!(!is_signed(key.public(), "site", &[7; 32], "zz"));
        assert!(!crate::head::is_origin("renhe document site"));
    }
}
