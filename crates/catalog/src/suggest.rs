//! What somebody probably meant: the nearest known word by edit distance, or a list of the words there are.

use indexmap::IndexSet;

/// `did you mean ...`, else the words there are, else `otherwise`. `plural` is what the words are called.
pub fn instead<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
    plural: &str,
    otherwise: &str,
) -> String {
    let known: Vec<&str> = known.into_iter().collect::<IndexSet<_>>().into_iter().collect();
    if let Some(near) = nearest(written, &known) {
        return format!("did you mean `{near}`?");
    }
    if known.is_empty() { otherwise.to_owned() } else { format!("the {plural} are {}", listed(&known)) }
}

/// The known word within a third of the written one's length, if any.
pub(crate) fn nearest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let allowed = (written.chars().count() / 3).max(1);
    let fold = |text: &str| text.to_lowercase();
    let distances = known.iter().map(|word| (distance(&fold(written), &fold(word)), *word));
    let (distance, word) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed).then_some(word)
}

/// Words in backticks, the first twelve of them.
pub(crate) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    const SHOWN: usize = 12;
    let text =
        words.iter().take(SHOWN).map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ");
    let more = words.len().saturating_sub(SHOWN);
    if more == 0 { text } else { format!("{text} and {more} more") }
}

/// Levenshtein distance with neighbouring letters swapped counted once.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&last, column) + usize::from(letter != *other))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped = column > 0 && previous == Some(*other) && right.get(column - 1) == Some(&letter);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{distance, instead, nearest};

    #[test]
    fn the_distance_counts_insertions_deletions_changes_and_swaps() {
        assert_eq!(distance("deals", "deals"), 0);
        assert_eq!(distance("deal", "deals"), 1);
        assert_eq!(distance("daels", "deals"), 1);
        assert_eq!(distance("meals", "deals"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("invoice", "customer"), 7);
    }

    #[test]
    fn a_far_word_is_not_suggested() {
        assert_eq!(nearest("custmers", &["customers", "deals"]), Some("customers"));
        assert_eq!(nearest("leads", &["customers"]), None);
        assert_eq!(nearest("Admin", &["admin"]), Some("admin"));
    }

    #[test]
    fn without_a_near_word_the_known_ones_are_listed() {
        assert_eq!(
            instead("zzz", ["a_long", "b_long"], "modules", "x"),
            "the modules are `a_long`, `b_long`"
        );
        assert_eq!(instead("zzz", [], "modules", "declare it"), "declare it");
    }
}
