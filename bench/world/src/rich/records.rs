//! The records of the rich world, in columns.

/// Every record's facts, by number.
#[derive(Default)]
pub struct Records {
    modules: Vec<u8>,
    /// Without an owner: the highest number.
    owners: Vec<u32>,
    parents: Vec<u32>,
    containers: Vec<u32>,
    values: Vec<u8>,
}

/// What is known of one record.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub module: usize,
    pub owner: Option<u32>,
    pub parent: Option<u32>,
    pub container: Option<u32>,
    /// Values of the segment, a bit each.
    pub values: u8,
}

impl Records {
    pub fn len(&self) -> usize {
        self.modules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    pub fn push(&mut self, record: Record) {
        self.modules.push(record.module as u8);
        self.owners.push(record.owner.unwrap_or(u32::MAX));
        self.parents.push(record.parent.unwrap_or(u32::MAX));
        self.containers.push(record.container.unwrap_or(u32::MAX));
        self.values.push(record.values);
    }

    pub fn get(&self, record: u32) -> Record {
        let at = record as usize;
        let some = |number: u32| (number != u32::MAX).then_some(number);
        Record {
            module: self.modules[at].into(),
            owner: some(self.owners[at]),
            parent: some(self.parents[at]),
            container: some(self.containers[at]),
            values: self.values[at],
        }
    }
}
