//! What a verification says, in words for an auditor.

use crate::tree::Hash;

/// What the verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries that hold, all of them unless something is bad.
    pub entries: u64,
    /// Commitments to contents that belong to them.
    pub bodies: u64,
    /// Signed heads that hold.
    pub heads: u64,
    /// Entries that have no place yet and so cannot be verified.
    pub waiting: u64,
    /// Root of the tree over the entries that hold.
    pub root: Hash,
    /// The first thing that does not hold.
    pub bad: Option<Bad>,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// The first place (from 0) that may have been altered.
    pub first: u64,
    /// The last such place: the same, unless whole runs of entries and their hashes were rewritten.
    pub last: u64,
    /// The key of the entry, when it is one and it is there.
    pub entry: Option<i64>,
    /// What differs, in Chinese.
    pub what: String,
}

impl Bad {
    /// The place and what is wrong, in Chinese.
    pub fn line(&self) -> String {
        let place = match (self.first == self.last, self.entry) {
            (true, Some(id)) => format!("第 {} 条（序号 {}，记录号 {id}）", self.first + 1, self.first),
            (true, None) => format!("第 {} 条（序号 {}）", self.first + 1, self.first),
            (false, _) => {
                format!("第 {} 条至第 {} 条（序号 {} 至 {}）", self.first + 1, self.last + 1, self.first, self.last)
            }
        };
        format!("{place}：{}", self.what)
    }
}

impl Report {
    /// What was found, line by line in Chinese.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![match &self.bad {
            None => "底账完好：全部条目、顺序、树节点与签名树头均与当时一致。".to_owned(),
            Some(bad) => format!("底账被改动过。最先出错之处：{}", bad.line()),
        }];
        lines.push(format!(
            "核对无误：条目 {} 条，内容摘要 {} 项，签名树头 {} 个。",
            self.entries, self.bodies, self.heads
        ));
        if self.bad.is_none() {
            lines.push(format!("根哈希：{}", hex::encode(self.root)));
        }
        if self.waiting > 0 {
            lines.push(format!("另有 {} 条刚写入、尚未入树，不在核对之列。", self.waiting));
        }
        lines
    }
}
