//! Numbers of records, before and after.

/// On how many records something is allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub before: u64,
    pub after: u64,
    pub both: u64,
}

impl Counts {
    pub fn add(&mut self, count: u64, before: bool, after: bool) {
        self.before += if before { count } else { 0 };
        self.after += if after { count } else { 0 };
        self.both += if before && after { count } else { 0 };
    }

    pub fn add_all(&mut self, other: &Self) {
        self.before += other.before;
        self.after += other.after;
        self.both += other.both;
    }

    pub fn take_all(&mut self, other: &Self) {
        self.before -= other.before;
        self.after -= other.after;
        self.both -= other.both;
    }

    pub fn take(&mut self, count: u64, before: bool, after: bool) {
        self.before -= if before { count } else { 0 };
        self.after -= if after { count } else { 0 };
        self.both -= if before && after { count } else { 0 };
    }
}
