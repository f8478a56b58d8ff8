//! How large a world is.

use std::{fmt, str::FromStr};

/// The sizes that are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// 1,000 members, 100 positions, 100,000 records.
    S,
    /// 10,000 members, 250 positions, 1,000,000 records.
    L,
    /// 100,000 members, 1,000 positions, 10,000,000 records.
    XL,
}

impl Size {
    pub const ALL: [Size; 3] = [Size::S, Size::L, Size::XL];

    pub fn members(self) -> usize {
        [1_000, 10_000, 100_000][self as usize]
    }

    pub fn records(self) -> usize {
        [100_000, 1_000_000, 10_000_000][self as usize]
    }

    /// How many positions stand on each of the six levels of the tree.
    pub fn levels(self) -> [usize; 6] {
        [[1, 3, 9, 20, 30, 37], [1, 4, 12, 40, 80, 113], [1, 6, 30, 150, 350, 463]][self as usize]
    }

    pub fn positions(self) -> usize {
        self.levels().iter().sum()
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for Size {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|size| size.to_string() == text);
        found.ok_or_else(|| anyhow::anyhow!("a size is `S`, `L` or `XL`, not `{text}`"))
    }
}
