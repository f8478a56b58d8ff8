//! The tree of positions.

use crate::Random;

/// Who reports to whom, with the numbers of a walk through the tree, by which engines test "below" without walking.
pub struct Tree {
    /// The position above; the top has none.
    pub parent: Vec<Option<u32>>,
    /// How far below the top, which stands on level 0.
    pub level: Vec<u8>,
    /// When the walk enters a position: 0 for the top.
    pub entered: Vec<u32>,
    /// The last entry within the position's subtree, its own included.
    pub last: Vec<u32>,
}

impl Tree {
    /// Builds a tree with so many positions on each level. The first ones of a level take one parent each, so that every chain
    /// reaches the depth that it can.
    pub fn new(levels: &[usize], random: &mut Random) -> Self {
        let (mut parent, mut level) = (Vec::new(), Vec::new());
        let mut above = 0..0;
        for (depth, &count) in levels.iter().enumerate() {
            let start = parent.len();
            for number in 0..count {
                parent.push((depth > 0).then(|| {
                    let chosen = if number < above.len() { number } else { random.below(above.len()) };
                    (above.start + chosen) as u32
                }));
                level.push(depth as u8);
            }
            above = start..parent.len();
        }
        Self::walked(parent, level)
    }

    fn walked(parent: Vec<Option<u32>>, level: Vec<u8>) -> Self {
        let mut children = vec![Vec::new(); parent.len()];
        for (position, above) in parent.iter().enumerate() {
            if let Some(above) = above {
                children[*above as usize].push(position);
            }
        }
        let mut tree = Self { entered: vec![0; parent.len()], last: vec![0; parent.len()], parent, level };
        tree.walk(0, &children, &mut 0);
        tree
    }

    fn walk(&mut self, position: usize, children: &[Vec<usize>], next: &mut u32) {
        self.entered[position] = *next;
        *next += 1;
        for &child in &children[position] {
            self.walk(child, children, next);
        }
        self.last[position] = *next - 1;
    }

    pub fn len(&self) -> usize {
        self.parent.len()
    }

    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }

    /// The positions above one, the nearest first.
    pub fn above(&self, position: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.parent[position as usize], |above| self.parent[*above as usize])
    }
}
