//! Proofs: which nodes make one, and how one is verified (RFC 9162 §§2.1.3, 2.1.4).

use super::{Hash, Node, fold, node_hash};

/// What a root or a proof is made of: for each hash in it, the complete subtrees that fold to it.
///
/// Making the plan needs no data, so that all its nodes can be read at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Node>>);

impl Plan {
    /// All nodes that have to be read, at most two per level of the tree.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.0.iter().flatten().copied()
    }

    /// Puts the hashes together with what `read` finds.
    ///
    /// # Errors
    /// The first node that `read` does not find.
    pub fn assemble(&self, mut read: impl FnMut(Node) -> Option<Hash>) -> Result<Vec<Hash>, Node> {
        self.0
            .iter()
            .map(|nodes| {
                let parts = nodes.iter().map(|node| read(*node).ok_or(*node)).collect::<Result<Vec<_>, _>>()?;
                Ok(fold(&parts))
            })
            .collect()
    }
}

/// The plan of the peaks of a tree of `size` leaves, one hash for each complete subtree from the left;
/// [`fold`] makes the root of them.
pub fn root(size: u64) -> Plan {
    Plan(cover(0, size).into_iter().map(|node| vec![node]).collect())
}

/// The plan of the inclusion path of leaf `index` in the tree of `size` leaves, lowest sibling first (RFC 9162
/// §2.1.3.1); `None` when there is no such leaf.
pub fn inclusion(index: u64, size: u64) -> Option<Plan> {
    if index >= size {
        return None;
    }
    let (mut low, mut high) = (0, size);
    let mut siblings = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            siblings.push(cover(middle, high));
            high = middle;
        } else {
            siblings.push(cover(low, middle));
            low = middle;
        }
    }
    siblings.reverse();
    Some(Plan(siblings))
}

/// The plan of the proof that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162
/// §2.1.4.1); `None` unless `0 < old ≤ new`. Equal sizes have an empty proof.
pub fn consistency(old: u64, new: u64) -> Option<Plan> {
    if old == 0 || old > new {
        return None;
    }
    let (mut low, mut high) = (0, new);
    let mut parts = Vec::new();
    // Go down to the subtree that ends where the old tree ends.
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            parts.push(cover(middle, high));
            high = middle;
        } else {
            parts.push(cover(low, middle));
            low = middle;
        }
    }
    // The verifier knows the old root already; a proper part of it has to be given.
    if low > 0 {
        parts.push(cover(low, high));
    }
    parts.reverse();
    Some(Plan(parts))
}

/// Whether `path` proves that `leaf` is at `index` in the tree of `size` leaves with `root` (RFC 9162 §2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `path` proves that the tree of `old` leaves with `old_root` is the beginning of the tree of `new` leaves
/// with `new_root` (RFC 9162 §2.1.4.2).
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, path: &[Hash]) -> bool {
    if old == 0 || old > new {
        return false;
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    let mut rest = path.iter();
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // A complete old tree is itself the first part.
    let start = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(start) = start else { return false };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for part in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(part, &old_hash);
            new_hash = node_hash(part, &new_hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, part);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_hash == *old_root && new_hash == *new_root
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

/// The complete subtrees that cover the leaves from `low` up to but without `high`, left to right. The runs that
/// proofs ask for begin at a multiple of a power of two not below their length, so sizes fall.
fn cover(low: u64, high: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut at = low;
    while at < high {
        let level = 63 - (high - at).leading_zeros();
        nodes.push(Node { level, index: at >> level });
        at += 1 << level;
    }
    nodes
}
