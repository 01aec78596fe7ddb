//! The Merkle tree of RFC 9162 §2.1 with SM3 (GB/T 32905) as its hash.
//!
//! A leaf is `SM3(0x00 ‖ entry)`, a node `SM3(0x01 ‖ left ‖ right)`. What is stored are the *complete* subtrees: the node
//! at `level` and `index` covers the leaves from `index · 2^level`, `2^level` of them. Such a node never changes once it
//! is there, and every root and proof is put together from at most two of them per level.

mod proof;
#[cfg(test)]
mod tests;

pub use proof::{Plan, consistency, inclusion, root, verify_consistency, verify_inclusion};

use sm3::{Digest, Sm3};

/// A hash: 32 bytes of SM3.
pub type Hash = [u8; 32];

/// A complete subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// Height above the leaves, which are at 0.
    pub level: u32,
    /// Place among the complete subtrees of this height, from 0.
    pub index: u64,
}

/// The hash of a leaf that holds `data` (RFC 9162 §2.1.1).
pub fn leaf_hash(data: &[u8]) -> Hash {
    Sm3::new().chain_update([0]).chain_update(data).finalize().into()
}

/// The hash of a node over two others (RFC 9162 §2.1.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sm3::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of the tree without leaves: the hash of nothing (RFC 9162 §2.1.1).
pub fn empty_root() -> Hash {
    Sm3::digest(b"").into()
}

/// The hash of a run of leaves from the hashes of its complete subtrees, left to right, sizes falling.
pub fn fold(parts: &[Hash]) -> Hash {
    let mut parts = parts.iter().rev();
    match parts.next() {
        Some(last) => parts.fold(*last, |right, left| node_hash(left, &right)),
        None => empty_root(),
    }
}

/// The right edge of a growing tree: the complete subtrees that cover it, and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// The tree of `size` leaves whose complete subtrees, left to right as in [`root`], have the hashes `peaks`;
    /// `None` when their number does not fit.
    pub fn resume(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Adds a leaf; gives the nodes above the leaf that it completes, lowest first.
    pub fn push(&mut self, leaf: Hash) -> Vec<(Node, Hash)> {
        let mut done = Vec::new();
        let mut hash = leaf;
        for level in 1..=self.size.trailing_ones() {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            done.push((Node { level, index: self.size >> level }, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        done
    }

    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree as it is.
    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }
}
