//! When tokens were last used, gathered in memory, so that no request waits for a write.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

/// Notes uses of tokens to the minute, and hands out what is to be written: one write a token and minute at most.
#[derive(Debug, Default)]
pub struct LastUsed(Mutex<Minutes>);

#[derive(Debug, Default)]
struct Minutes {
    /// What is to be written.
    waiting: BTreeMap<String, Timestamp>,
    /// What was handed out of late.
    written: BTreeMap<String, Timestamp>,
}

impl LastUsed {
    /// Notes a use.
    pub fn note(&self, token: &str, at: Timestamp) {
        self.lock().wait(token, minute(at));
    }

    /// What is to be written, by token; afterwards it is no longer noted here. To be asked every minute or so, and
    /// when the program ends.
    pub fn take(&self) -> Vec<(String, Timestamp)> {
        let mut minutes = self.lock();
        let taken = std::mem::take(&mut minutes.waiting);
        if let Some(newest) = taken.values().max().copied() {
            minutes.written.retain(|_, at| *at >= newest);
        }
        minutes.written.extend(taken.iter().map(|(token, at)| (token.clone(), *at)));
        taken.into_iter().collect()
    }

    /// Takes back what could not be written, for the next time.
    pub fn put_back(&self, taken: Vec<(String, Timestamp)>) {
        let mut minutes = self.lock();
        for (token, at) in taken {
            minutes.written.remove(&token);
            minutes.wait(&token, at);
        }
    }

    /// What a panic elsewhere left is sound: each change here is one insertion.
    fn lock(&self) -> MutexGuard<'_, Minutes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Minutes {
    fn wait(&mut self, token: &str, minute: Timestamp) {
        let known = self.waiting.get(token).max(self.written.get(token));
        if known.is_none_or(|known| *known < minute) {
            self.waiting.insert(token.to_owned(), minute);
        }
    }
}

/// The beginning of the minute.
fn minute(at: Timestamp) -> Timestamp {
    let second = at.as_duration().as_secs();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn taken(used: &LastUsed) -> Vec<(String, String)> {
        used.take().into_iter().map(|(token, at)| (token, at.to_string())).collect()
    }

    #[test]
    fn uses_are_noted_to_the_minute_and_handed_out_once() {
        let used = LastUsed::default();
        used.note("tok_b", at("2026-11-22T12:00:07.5Z"));
        used.note("tok_a", at("2026-11-22T12:00:59.999Z"));
        used.note("tok_b", at("2026-11-22T12:00:30Z"));
        let minute = "2026-11-22T12:00:00Z".to_owned();
        assert_eq!(taken(&used), [("tok_a".into(), minute.clone()), ("tok_b".into(), minute)]);
        assert_eq!(taken(&used), []);
    }

    #[test]
    fn a_token_is_written_once_a_minute_however_often_one_asks() {
        let used = LastUsed::default();
        for second in ["00", "10", "20"] {
            used.note("tok_a", at(&format!("2026-11-22T12:00:{second}Z")));
            assert_eq!(taken(&used).len(), usize::from(second == "00"), "{second}");
        }
        used.note("tok_a", at("2026-11-22T12:01:00Z"));
        assert_eq!(taken(&used), [("tok_a".into(), "2026-11-22T12:01:00Z".into())]);
    }

    #[test]
    fn an_earlier_use_that_is_told_late_changes_nothing() {
        let used = LastUsed::default();
        used.note("tok_a", at("2026-11-22T12:05:00Z"));
        used.note("tok_a", at("2026-11-22T12:03:00Z"));
        assert_eq!(taken(&used), [("tok_a".into(), "2026-11-22T12:05:00Z".into())]);
        used.note("tok_a", at("2026-11-22T12:04:00Z"));
        assert_eq!(taken(&used), []);
    }

    #[test]
    fn what_could_not_be_written_is_handed_out_again() {
        let used = LastUsed::default();
        used.note("tok_a", at("2026-11-22T12:00:00Z"));
        used.note("tok_b", at("2026-11-22T12:00:00Z"));
        let lost = used.take();
        used.note("tok_b", at("2026-11-22T12:01:00Z"));
        used.put_back(lost);
        let (first, second) = ("2026-11-22T12:00:00Z".to_owned(), "2026-11-22T12:01:00Z".to_owned());
        assert_eq!(taken(&used), [("tok_a".into(), first), ("tok_b".into(), second)]);
    }

    #[test]
    fn tokens_that_are_no_longer_used_are_forgotten() {
        let used = LastUsed::default();
        for number in 0..100 {
            used.note(&format!("tok_{number}"), at("2026-11-22T12:00:00Z"));
        }
        used.take();
        used.note("tok_1", at("2026-11-22T12:01:00Z"));
        used.take();
        assert_eq!(used.lock().written.len(), 1);
    }
}
