//! SM2 keys (GB/T 32918) that sign and verify heads, with SM3 and the usual signer's id `1234567812345678`.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base::error::FaultKind;
use base::{Chance, Fault};
use sm2::dsa::signature::{Signer, Verifier};
use sm2::dsa::{Signature, VerifyingKey};
use sm2::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use sm3::{Digest, Sm3};

use crate::Flaw;

/// The signer's id that Chinese authorities and devices use by default (GM/T 0009).
const SIGNER: &str = "1234567812345678";
/// The file in the data directory that holds the private key.
const FILE: &str = "ledger.key";

/// A public key that heads are verified with.
#[derive(Clone)]
pub struct PublicKey {
    inner: VerifyingKey,
    pem: String,
    id: String,
    der: Vec<u8>,
}

impl PublicKey {
    /// Reads a key written as `-----BEGIN PUBLIC KEY-----` (SubjectPublicKeyInfo, RFC 5280).
    ///
    /// # Errors
    /// When the text is no SM2 public key.
    pub fn from_pem(text: &str) -> Result<Self, Flaw> {
        let key = sm2::PublicKey::from_public_key_pem(text.trim()).ok();
        key.and_then(|key| VerifyingKey::new(SIGNER, key).ok())
            .and_then(Self::of)
            .ok_or_else(|| Flaw::new("公钥无法识别：应为 SM2 公钥的 PEM 文本（BEGIN PUBLIC KEY）。"))
    }

    fn of(inner: VerifyingKey) -> Option<Self> {
        let pem = inner.to_public_key_pem(LineEnding::LF).ok()?;
        let der = inner.to_public_key_der().ok()?.as_bytes().to_vec();
        let id = hex::encode(Sm3::digest(&der));
        Some(Self { inner, pem, id, der })
    }

    /// The key as PEM text.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The fingerprint (公钥指纹): SM3 of the SubjectPublicKeyInfo in hexadecimal.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The four bytes by which a note names this key under `name`: the beginning of `SM3(name ‖ LF ‖ 0xff ‖ "sm2-sm3" ‖
    /// key)`, the shape of C2SP signed-note with SM3 in the place of SHA-256.
    pub(crate) fn note_id(&self, name: &str) -> [u8; 4] {
        let hash = Sm3::new().chain_update(name).chain_update(b"\n\xffsm2-sm3").chain_update(&self.der).finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Whether `signature` (DER, GB/T 35276) is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_der(signature).is_ok_and(|signature| self.inner.verify(message, &signature).is_ok())
    }
}

/// The private key of a ledger.
#[derive(Clone)]
pub struct SigningKey {
    inner: sm2::dsa::SigningKey,
    public: PublicKey,
}

impl SigningKey {
    /// A new key.
    pub fn generate(chance: &Chance) -> Self {
        loop {
            // Nearly every 32 bytes are a key; those that are not are drawn again.
            if let Some(key) = sm2::SecretKey::from_slice(&chance.bytes::<32>()).ok().and_then(|key| Self::of(&key)) {
                return key;
            }
        }
    }

    /// Reads a key written as `-----BEGIN PRIVATE KEY-----` (PKCS #8).
    ///
    /// # Errors
    /// When the text is no SM2 private key.
    pub fn from_pem(text: &str) -> Result<Self, Flaw> {
        let key = sm2::SecretKey::from_pkcs8_pem(text.trim()).ok();
        key.and_then(|key| Self::of(&key))
            .ok_or_else(|| Flaw::new("私钥无法识别：应为 SM2 私钥的 PEM 文本（BEGIN PRIVATE KEY）。"))
    }

    fn of(key: &sm2::SecretKey) -> Option<Self> {
        let inner = sm2::dsa::SigningKey::new(SIGNER, key).ok()?;
        let public = PublicKey::of(inner.verifying_key().clone())?;
        Some(Self { inner, public })
    }

    /// Loads the key of the data directory, or makes one; the file is readable by its owner only.
    ///
    /// # Errors
    /// A fault when the file cannot be read or written, or holds something else.
    pub fn load_or_make(dir: &Path, chance: &Chance) -> Result<Self, Fault> {
        let path = dir.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Self::from_pem(&text).map_err(|flaw| Fault::of(FaultKind::Broken, "read ledger.key", flaw)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = Self::generate(chance);
                key.save(dir, &path).map_err(|error| Fault::of(FaultKind::Unavailable, "write ledger.key", error))?;
                Ok(key)
            }
            Err(error) => Err(Fault::of(FaultKind::Unavailable, "read ledger.key", error)),
        }
    }

    /// Writes the file beside its place and moves it there, so that half a key is never found.
    fn save(&self, dir: &Path, path: &Path) -> std::io::Result<()> {
        let key = sm2::SecretKey::from(*self.inner.as_nonzero_scalar());
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(std::io::Error::other)?;
        let draft = dir.join(format!("{FILE}.new"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(pem.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        fs::File::open(dir)?.sync_all()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `message`; the signature is in DER.
    ///
    /// # Errors
    /// A fault in the case, which nobody will meet, that the arithmetic gives zero.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature: Signature =
            self.inner.try_sign(message).map_err(|error| Fault::of(FaultKind::Broken, "sign a head", error))?;
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use std::os::unix::fs::PermissionsExt;

    /// Made with OpenSSL 3.0: `pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678`.
    const MESSAGE: &[u8] = b"qinghe.example/ledger\n3\n";
    const SIGNATURE: &str =
        "MEUCIFix3a4CImL7fomcTQKgHD+lDjD94gxX+Ns7pgYNHgWZAiEA9DVJ0agAwew7b6mp9bRCx1XCUAp6ry1cTa7VYldODtY=";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEJ+3+fLNQSkevpLL180usv95n1+fo
JDuNEn4+KijILKlZdwu1yn/g+7oFteD8ruZMG1OmAD0pd8iryt+3X9tCOg==
-----END PUBLIC KEY-----
";

    #[test]
    fn a_signature_made_by_openssl_is_accepted_and_no_other_message_or_byte() {
        let key = PublicKey::from_pem(PUBLIC).unwrap();
        assert_eq!(key.pem(), PUBLIC);
        assert_eq!(key.id(), "ec236370e457b0573700b7c55982f185105c3e27339577211441852554d7b897");
        let signature = STANDARD.decode(SIGNATURE).unwrap();
        assert!(key.verifies(MESSAGE, &signature));
        assert!(!key.verifies(b"qinghe.example/ledger\n4\n", &signature));
        for i in 0..signature.len() {
            let mut other = signature.clone();
            other[i] ^= 1;
            assert!(!key.verifies(MESSAGE, &other), "byte {i}");
        }
    }

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let first = SigningKey::load_or_make(dir.path(), &Chance::seeded(1)).unwrap();
        let second = SigningKey::load_or_make(dir.path(), &Chance::seeded(2)).unwrap();
        assert_eq!(first.public().id(), second.public().id());
        let mode = fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let signature = second.sign(MESSAGE).unwrap();
        assert!(PublicKey::from_pem(first.public().pem()).unwrap().verifies(MESSAGE, &signature));
    }

    #[test]
    fn a_broken_key_file_is_a_fault_and_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").unwrap();
        assert!(SigningKey::load_or_make(dir.path(), &Chance::seeded(1)).is_err());
        for text in ["", "x", PUBLIC, "-----BEGIN PUBLIC KEY-----\n\n-----END PUBLIC KEY-----"] {
            assert!(SigningKey::from_pem(text).is_err());
        }
    }
}
