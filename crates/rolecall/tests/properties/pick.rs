//! One large number as a row of choices: each takes what it needs from it, and what is left is for the next. Nought is
//! always the first, simplest choice, so that a failing sequence shrinks to a plain one.

/// A row of choices.
#[derive(Debug, Clone)]
pub struct Picks(u128);

impl Picks {
    /// The choices that a number stands for.
    pub fn new(number: u128) -> Self {
        Self(number)
    }

    /// One of so many, counted from nought.
    pub fn below(&mut self, many: usize) -> usize {
        let many = u128::try_from(many.max(1)).expect("a count fits");
        let chosen = self.0 % many;
        self.0 /= many;
        usize::try_from(chosen).expect("it is below a count")
    }

    /// Seldom: once in so many times.
    pub fn seldom(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    /// One of several; nothing where there is none.
    pub fn of<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        let index = self.below(all.len());
        all.get(index).cloned()
    }

    /// Some of several, at most so many.
    pub fn some_of<T: Clone>(&mut self, all: &[T], most: usize) -> Vec<T> {
        let many = self.below(most + 1);
        (0..many).filter_map(|_| self.of(all)).collect()
    }

    /// Often nothing, else what is picked.
    pub fn perhaps<T>(&mut self, times: usize, pick: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.seldom(times).then(|| pick(self))
    }
}
