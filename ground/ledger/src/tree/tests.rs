//! Our trees against an independent implementation (`ct-merkle`) fed with SM3, in both directions.

use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use proptest::prelude::*;
use sm3::Sm3;

use super::*;

type Other = MemoryBackedTree<Sm3, Vec<u8>>;

/// The same leaves in both implementations, ours as all complete nodes.
struct Both {
    other: Other,
    ours: std::collections::HashMap<Node, Hash>,
    roots: Vec<Hash>,
}

fn data(i: u64) -> Vec<u8> {
    i.to_string().into_bytes()
}

fn grow(size: u64) -> Both {
    let mut both = Both { other: Other::new(), ours: Default::default(), roots: vec![empty_root()] };
    let mut tree = Frontier::new();
    for i in 0..size {
        both.other.push(data(i));
        let leaf = leaf_hash(&data(i));
        both.ours.insert(Node { level: 0, index: i }, leaf);
        both.ours.extend(tree.push(leaf));
        both.roots.push(tree.root());
        assert_eq!(tree.size(), i + 1);
    }
    both
}

impl Both {
    fn hashes(&self, plan: &Plan) -> Vec<Hash> {
        plan.assemble(|node| self.ours.get(&node).copied()).expect("only complete nodes are asked for")
    }

    fn root(&self, size: u64) -> Hash {
        self.roots[usize::try_from(size).unwrap()]
    }

    fn other_root(&self, size: u64) -> RootHash<Sm3> {
        RootHash::new(self.root(size).into(), size)
    }

    /// Our proof verifies there and here, theirs verifies here, and they are the same.
    fn check_inclusion(&self, index: u64) {
        let size = self.other.len();
        let ours = self.hashes(&inclusion(index, size).unwrap());
        let theirs = self.other.prove_inclusion(usize::try_from(index).unwrap());
        assert_eq!(ours.concat(), theirs.as_bytes(), "leaf {index} of {size}");
        let given = InclusionProof::<Sm3>::try_from_bytes(ours.concat()).unwrap();
        assert!(self.other.root().verify_inclusion(&data(index), index, &given).is_ok());
        assert!(verify_inclusion(&leaf_hash(&data(index)), index, size, &ours, &self.root(size)));
    }

    fn check_consistency(&self, old: u64) {
        let size = self.other.len();
        let ours = self.hashes(&consistency(old, size).unwrap());
        let theirs = self.other.prove_consistency(usize::try_from(size - old).unwrap());
        assert_eq!(ours.concat(), theirs.as_bytes(), "{old} of {size}");
        let given = ConsistencyProof::<Sm3>::try_from_bytes(ours.concat()).unwrap();
        assert!(self.other.root().verify_consistency(&self.other_root(old), &given).is_ok());
        assert!(verify_consistency(old, &self.root(old), size, &self.root(size), &ours));
    }
}

#[test]
fn every_root_and_proof_up_to_seventy_leaves_agrees_with_another_implementation() {
    for size in 1..=70 {
        let both = grow(size);
        assert_eq!(both.other.root().as_bytes()[..], both.root(size));
        assert_eq!(fold(&both.hashes(&root(size))), both.root(size));
        (0..size).for_each(|index| both.check_inclusion(index));
        (1..=size).for_each(|old| both.check_consistency(old));
    }
    assert_eq!(Other::new().root().as_bytes()[..], empty_root());
}

#[test]
fn there_are_no_proofs_of_what_is_not_there() {
    assert_eq!((inclusion(0, 0), inclusion(5, 5), consistency(0, 5), consistency(6, 5)), (None, None, None, None));
    let both = grow(5);
    let path = both.hashes(&inclusion(2, 5).unwrap());
    let leaf = leaf_hash(&data(2));
    for (index, size) in [(2, 0), (5, 5), (3, 5), (2, 4), (2, 9), (u64::MAX, u64::MAX), (0, u64::MAX)] {
        assert!(!verify_inclusion(&leaf, index, size, &path, &both.root(5)), "{index} of {size}");
    }
    let proof = both.hashes(&consistency(3, 5).unwrap());
    for (old, new) in [(0, 5), (5, 3), (2, 5), (4, 5), (3, 4), (1, u64::MAX), (u64::MAX, u64::MAX)] {
        assert!(!verify_consistency(old, &both.root(3), new, &both.root(5), &proof), "{old} of {new}");
    }
    assert!(!verify_consistency(5, &both.root(5), 5, &both.root(5), &proof));
    assert!(verify_consistency(5, &both.root(5), 5, &both.root(5), &[]));
}

#[test]
fn a_proof_reads_at_most_two_nodes_per_level() {
    let size = (1 << 40) - 1;
    for index in [0, 1, size / 2, size - 2, size - 1] {
        assert!(inclusion(index, size).unwrap().nodes().count() <= 80);
    }
    assert_eq!(root(size).nodes().count(), 40);
    assert!(consistency(size / 3, size).unwrap().nodes().count() <= 80);
}

#[test]
fn a_tree_goes_on_from_its_peaks_as_if_never_interrupted() {
    let both = grow(100);
    for size in 0..100_u64 {
        let mut tree = Frontier::resume(size, both.hashes(&root(size))).unwrap();
        assert_eq!(tree.root(), both.root(size));
        tree.push(leaf_hash(&data(size)));
        assert_eq!(tree.root(), both.root(size + 1));
    }
    assert_eq!(Frontier::resume(3, vec![[0; 32]]), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn larger_trees_agree_with_another_implementation(size in 71_u64..3000, picks in prop::collection::vec(any::<prop::sample::Index>(), 8)) {
        let both = grow(size);
        prop_assert!(both.other.root().as_bytes()[..] == both.root(size));
        for pick in picks {
            let at = pick.index(usize::try_from(size).unwrap()) as u64;
            both.check_inclusion(at);
            both.check_consistency(at + 1);
        }
    }

    #[test]
    fn a_proof_with_one_bit_changed_is_refused(size in 2_u64..200, pick in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let both = grow(size);
        let index = pick.index(usize::try_from(size).unwrap()) as u64;
        let flip = |proof: &[Hash]| {
            let mut bytes = proof.concat();
            let at = byte.index(bytes.len());
            bytes[at] ^= 1 << bit;
            bytes.as_chunks::<32>().0.to_vec()
        };
        let path = flip(&both.hashes(&inclusion(index, size).unwrap()));
        prop_assert!(!verify_inclusion(&leaf_hash(&data(index)), index, size, &path, &both.root(size)));
        let old = index.max(1);
        let proof = both.hashes(&consistency(old, size).unwrap());
        if !proof.is_empty() {
            prop_assert!(!verify_consistency(old, &both.root(old), size, &both.root(size), &flip(&proof)));
        }
    }

    #[test]
    fn any_claim_is_refused_without_a_panic(index in any::<u64>(), size in any::<u64>(), path in prop::collection::vec(any::<Hash>(), 0..70)) {
        prop_assert!(!verify_inclusion(&[1; 32], index, size, &path, &[2; 32]));
        prop_assert!(index == size || !verify_consistency(index, &[1; 32], size, &[2; 32], &path));
    }
}
