//! Groups and sharing rules.

/// Members, positions, positions with all below, and earlier groups, as one.
pub struct Group {
    pub members: Vec<u32>,
    pub positions: Vec<u32>,
    pub positions_and_below: Vec<u32>,
    pub groups: Vec<u32>,
}

/// One side of a sharing rule.
#[derive(Debug, Clone, Copy)]
pub enum Principal {
    Position(u32),
    PositionAndBelow(u32),
    Group(u32),
}

/// Records of a module owned by `from` are shared with `to`.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub module: usize,
    pub from: Principal,
    pub to: Principal,
    /// 0 to read, 1 to write, too, 2 to delete, too.
    pub level: u8,
    /// Whether it also opens to those above `to`.
    pub superiors: bool,
}
