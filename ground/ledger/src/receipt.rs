//! Receipts (回执): one JSON file with which anybody proves, without asking us, that an act is on the ledger.
//!
//! `entry` holds the exact bytes that were hashed, `path` the siblings up to the root, `head` the signed note over that
//! root, `key` the public key. A receipt proves the act to whoever trusts the key: compare its fingerprint with the
//! one that the county publishes.

use base::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::entry::{self, canonical};
use crate::head::{self, Head, is_hidden};
use crate::tree::{Hash, leaf_hash, verify_inclusion};
use crate::{Flaw, PublicKey};

/// Names the shape of the file.
const FORMAT: &str = "renhe-receipt/1";
/// Longest receipt that is looked at, in bytes.
const BYTES_MAX: usize = 1024 * 1024;

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// `renhe-receipt/1`.
    pub format: String,
    /// The entry's canonical bytes.
    pub entry: String,
    /// The entry's place in the tree, from 0.
    pub index: u64,
    /// Sibling hashes from the leaf upwards, in hexadecimal.
    pub path: Vec<String>,
    /// The signed head.
    pub head: String,
    /// The public key as PEM.
    pub key: String,
}

/// What a receipt proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The entry's key.
    pub entry: i64,
    /// When the act happened.
    pub at: Moment,
    /// Kind of actor: `system`, `anonymous`, `citizen`, `staff`.
    pub actor_kind: String,
    /// What was done.
    pub verb: String,
    /// Kind of the thing it was done to.
    pub subject_kind: String,
    /// Key of that thing.
    pub subject_id: i64,
    /// What else was recorded.
    pub facts: Value,
    /// How many contents the entry commits to.
    pub bodies: usize,
    /// Place in the tree, from 0.
    pub index: u64,
    /// The head that covers it.
    pub head: Head,
    /// Fingerprint of the key.
    pub key_id: String,
    /// Whether the key was compared with a trusted one.
    pub trusted: bool,
}

impl Receipt {
    pub(crate) fn new(entry: String, index: u64, path: &[Hash], head: String, key: String) -> Self {
        Self { format: FORMAT.to_owned(), entry, index, path: path.iter().map(hex::encode).collect(), head, key }
    }

    /// Reads a receipt file.
    ///
    /// # Errors
    /// When it is too long or no receipt.
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        if text.len() > BYTES_MAX {
            return Err(Flaw::new("文件过大，不是回执。"));
        }
        let receipt: Self = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|_| Flaw::new("文件内容不是完整的回执，请重新下载或扫描后再验证。"))?;
        if receipt.format != FORMAT {
            return Err(Flaw::new("回执格式的版本不认识，请使用新版程序验证。"));
        }
        Ok(receipt)
    }

    /// The file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings and numbers always serialise")
    }

    /// Verifies the receipt without any connection. With a `trusted` key, the receipt must be signed by that one.
    ///
    /// # Errors
    /// What does not hold, in Chinese.
    pub fn verify(&self, trusted: Option<&PublicKey>) -> Result<Verified, Flaw> {
        let key = PublicKey::from_pem(&self.key)?;
        if trusted.is_some_and(|trusted| trusted.id() != key.id()) {
            return Err(Flaw::new("回执中的公钥与您指定的公钥不同，不能据此认定回执真实。"));
        }
        let head = head::open(&self.head, &key)?;
        let path = self.hashes()?;
        if !verify_inclusion(&leaf_hash(self.entry.as_bytes()), self.index, head.size, &path, &head.root) {
            return Err(Flaw::new("回执与签名树头对不上：条目、位置或证明路径被改动过。"));
        }
        self.read(head, &key, trusted.is_some()).ok_or_else(|| Flaw::new("条目内容无法读取，请使用新版程序验证。"))
    }

    fn hashes(&self) -> Result<Vec<Hash>, Flaw> {
        let hash = |text: &String| hex::decode(text).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let path: Option<Vec<Hash>> = self.path.iter().take(65).map(hash).collect();
        path.filter(|path| path.len() <= 64).ok_or_else(|| Flaw::new("证明路径的格式不对。"))
    }

    fn read(&self, head: Head, key: &PublicKey, trusted: bool) -> Option<Verified> {
        let entry: Value = serde_json::from_str(&self.entry).ok()?;
        if entry.get("format")?.as_str()? != entry::FORMAT {
            return None;
        }
        Some(Verified {
            entry: entry.get("id")?.as_i64()?,
            at: Moment(entry.get("at")?.as_i64()?),
            actor_kind: entry.pointer("/actor/kind")?.as_str()?.to_owned(),
            verb: entry.get("verb")?.as_str()?.to_owned(),
            subject_kind: entry.pointer("/subject/kind")?.as_str()?.to_owned(),
            subject_id: entry.pointer("/subject/id")?.as_i64()?,
            facts: entry.get("facts").or_else(|| entry.get("facts_text"))?.clone(),
            bodies: entry.get("bodies")?.as_array()?.len(),
            index: self.index,
            head,
            key_id: key.id().to_owned(),
            trusted,
        })
    }
}

impl Verified {
    /// What was found, line by line in Chinese.
    pub fn lines(&self) -> Vec<String> {
        let actor = match self.actor_kind.as_str() {
            "system" => "系统",
            "anonymous" => "未署名群众",
            "citizen" => "群众",
            "staff" => "工作人员",
            other => other,
        };
        let facts = canonical(&self.facts).unwrap_or_else(|_| self.facts.to_string());
        let mut lines = vec![
            "回执有效：该事项已记入底账，内容未被改动。".to_owned(),
            format!("时间：{}", self.at.rfc3339()),
            format!("行为：{}（{actor}）", self.verb),
            format!("事项：{} 第 {} 号", self.subject_kind, self.subject_id),
            format!("事实：{facts}"),
            format!("内容摘要：{} 项", self.bodies),
            format!(
                "底账：{}，第 {} 条（共 {} 条时签名）",
                self.head.origin,
                u128::from(self.index) + 1,
                self.head.size
            ),
            format!("签名时间：{}", self.head.at.rfc3339()),
            format!("公钥指纹：{}", self.key_id),
        ];
        lines.push(match self.trusted {
            true => "公钥：与您指定的公钥一致。".to_owned(),
            false => "公钥：取自回执本身。请核对上面的指纹与县政府公布的是否一致；不一致即为伪造。".to_owned(),
        });
        lines.iter().map(|line| visible(line)).collect()
    }
}

/// The text without characters that steer a terminal or hide others.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;
    use crate::tree::{Frontier, node_hash};
    use base::Chance;
    use proptest::prelude::*;

    const ENTRY: &str = r#"{"actor":{"kind":"citizen","person":7,"post":null,"unit":null},"at":1774400400000,"bodies":[],"facts":{"number":"信2026-0001"},"format":"renhe-entry/1","id":12,"subject":{"id":3,"kind":"letter"},"verb":"letters.submit"}"#;

    fn key() -> SigningKey {
        SigningKey::generate(&Chance::seeded(1))
    }

    /// The second of three leaves.
    fn receipt() -> Receipt {
        let leaves = [[1; 32], leaf_hash(ENTRY.as_bytes()), [3; 32]];
        let mut tree = Frontier::new();
        leaves.iter().for_each(|leaf| drop(tree.push(*leaf)));
        assert_eq!(tree.root(), node_hash(&node_hash(&leaves[0], &leaves[1]), &leaves[2]));
        let head =
            Head { origin: "qinghe.example/ledger".into(), size: 3, root: tree.root(), at: Moment(1_774_400_401_000) };
        let note = head.sign(&key()).unwrap().note;
        Receipt::new(ENTRY.into(), 1, &[leaves[0], leaves[2]], note, key().public().pem().into())
    }

    #[test]
    fn a_receipt_proves_its_entry_alone() {
        let receipt = Receipt::parse(&receipt().to_json()).unwrap();
        let verified = receipt.verify(None).unwrap();
        assert_eq!((verified.entry, verified.verb.as_str(), verified.trusted), (12, "letters.submit", false));
        assert!(verified.lines().join("\n").contains("事实：{\"number\":\"信2026-0001\"}"));
        assert!(receipt.verify(Some(key().public())).unwrap().trusted);
        let other = SigningKey::generate(&Chance::seeded(2));
        assert!(receipt.verify(Some(other.public())).is_err());
    }

    #[test]
    fn a_receipt_with_anything_altered_is_refused() {
        type Alter = fn(&mut Receipt);
        let alter: [(&str, Alter); 7] = [
            ("entry", |r| r.entry = r.entry.replace("citizen", "citizem")),
            ("index", |r| r.index = 2),
            ("path", |r| r.path.swap(0, 1)),
            ("a shorter path", |r| drop(r.path.pop())),
            ("a longer path", |r| r.path.push("00".repeat(32))),
            ("head", |r| r.head = r.head.replace("\n3\n", "\n4\n")),
            ("key", |r| r.key = SigningKey::generate(&Chance::seeded(2)).public().pem().into()),
        ];
        for (what, alter) in alter {
            let mut receipt = receipt();
            alter(&mut receipt);
            assert!(receipt.verify(None).is_err(), "{what}");
        }
    }

    #[test]
    fn a_receipt_cut_anywhere_is_refused() {
        let text = receipt().to_json();
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert!(Receipt::parse(&text[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn what_steers_a_terminal_is_not_shown() {
        assert_eq!(visible("a\u{1b}[2Jb\u{9b}c\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_garbled_receipt_is_refused_or_says_the_same(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
            let right = receipt().verify(None).unwrap();
            let mut bytes = receipt().to_json().into_bytes();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let verified = String::from_utf8(bytes).ok().and_then(|text| Receipt::parse(&text).ok()).and_then(|r| r.verify(None).ok());
            if let Some(verified) = verified {
                prop_assert_eq!(verified, right);
            }
        }

        #[test]
        fn a_receipt_of_a_stranger_never_panics(entry in ".*", index in any::<u64>(), path in prop::collection::vec("[0-9a-f]{0,66}", 0..70), head in ".*", key in ".*") {
            let receipt = Receipt { format: FORMAT.into(), entry, index, path, head, key };
            prop_assert!(receipt.verify(None).is_err());
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            prop_assert!(Receipt::parse(&text).is_err());
        }
    }
}
