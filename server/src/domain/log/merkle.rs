//! A Merkle tree over commitments: with a path of a few hashes, a voter verifies that a ballot is one of those that a
//! close has counted, without reading the others. Shape and prefixes are those of RFC 6962, section 2.1.

use crate::domain::Commitment;
use sha2::{Digest, Sha256};

/// A node of the tree.
pub type Hash = [u8; 32];

const LEAF: u8 = 0;
const NODE: u8 = 1;

/// A tree with all its nodes, by level: the leaves first, the root last.
#[derive(Debug, Clone)]
pub struct Tree(Vec<Vec<Hash>>);

impl Tree {
    /// The tree over these leaves, which are taken in their order.
    #[must_use]
    pub fn new<'a>(leaves: impl IntoIterator<Item = &'a Commitment>) -> Self {
        let mut levels = vec![leaves.into_iter().map(leaf_hash).collect::<Vec<_>>()];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            // A node without a neighbour goes up as it is.
            levels.push(below.chunks(2).map(|pair| if let [left, right] = pair { node_hash(left, right) } else { pair[0] }).collect());
        }
        Self(levels)
    }

    /// The root; without leaves, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.0.last().and_then(|level| level.first()).copied().unwrap_or_else(|| Sha256::new().finalize().into())
    }

    /// How many leaves it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.first().map_or(0, Vec::len)
    }

    /// The path of a leaf: the hashes beside the nodes from the leaf up to the root. `None` when there is no such leaf.
    #[must_use]
    pub fn path(&self, index: usize) -> Option<Vec<Hash>> {
        if index >= self.size() {
            return None;
        }
        let beside = |(level, nodes): (usize, &Vec<Hash>)| nodes.get((index >> level) ^ 1).copied();
        Some(self.0.iter().enumerate().filter_map(beside).collect())
    }
}

/// The root that a leaf and its path lead to; `None` when the path does not fit a tree of `size` leaves.
#[must_use]
pub fn root_of_path(leaf: &Commitment, index: usize, size: usize, path: &[Hash]) -> Option<Hash> {
    match (size, path) {
        (1, []) => (index == 0).then(|| leaf_hash(leaf)),
        (0 | 1, _) | (_, []) => None,
        (_, [below @ .., beside]) => {
            let at = split(size);
            Some(if index < at {
                node_hash(&root_of_path(leaf, index, at, below)?, beside)
            } else {
                node_hash(beside, &root_of_path(leaf, index - at, size - at, below)?)
            })
        }
    }
}

/// The number of leaves on the left: the largest power of two below `size`, which is at least 2.
fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

fn leaf_hash(leaf: &Commitment) -> Hash {
    Sha256::new().chain_update([LEAF]).chain_update(leaf.as_bytes()).finalize().into()
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([NODE]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    fn leaves(count: usize) -> Vec<Commitment> {
        (0..count).map(|n| Commitment::stored(&[u8::try_from(n).unwrap(); 32]).unwrap()).collect()
    }

    #[test]
    fn every_leaf_of_every_small_tree_has_a_path_to_the_root() {
        for size in 1..40 {
            let leaves = leaves(size);
            let tree = Tree::new(&leaves);
            for (index, leaf) in leaves.iter().enumerate() {
                let path = tree.path(index).unwrap();
                assert_eq!(root_of_path(leaf, index, size, &path), Some(tree.root()), "leaf {index} of {size}");
            }
            assert_eq!(tree.path(size), None);
        }
    }

    #[test]
    fn a_path_fits_neither_another_leaf_nor_another_place_nor_another_size() {
        let leaves = leaves(9);
        let tree = Tree::new(&leaves);
        let (root, path) = (tree.root(), tree.path(3).unwrap());
        assert_ne!(root_of_path(&leaves[4], 3, 9, &path), Some(root));
        assert_ne!(root_of_path(&leaves[3], 2, 9, &path), Some(root));
        assert_eq!(root_of_path(&leaves[3], 3, 3, &path), None);
        assert_eq!(root_of_path(&leaves[3], 3, 9, &path[1..]), None);
    }

    #[test]
    fn the_empty_tree_has_the_hash_of_nothing() {
        assert_eq!(hex::encode(&Tree::new(&[]).root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
