//! Counting sort: things in the order of small keys, in time and memory proportional to both.

/// Where the things of each key end, and all things: by key, and within a key as they came.
pub(crate) fn sorted<T: Copy + Default>(keyed: &[(u32, T)], keys: usize) -> (Vec<u32>, Vec<T>) {
    let mut ends = vec![0_u32; keys + 1];
    keyed.iter().for_each(|(key, _)| add(&mut ends, *key as usize + 1));
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    // As long as a thing of a key is to come, this says where.
    let mut all = vec![T::default(); keyed.len()];
    for (key, thing) in keyed {
        let at = ends.get(*key as usize).copied().unwrap_or_default();
        all.get_mut(at as usize).into_iter().for_each(|place| *place = *thing);
        add(&mut ends, *key as usize);
    }
    (ends, all)
}

fn add(counts: &mut [u32], at: usize) {
    counts.get_mut(at).into_iter().for_each(|count| *count += 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_by_key_and_within_a_key_as_they_came() {
        let (ends, all) = sorted(&[(2, 7), (0, 5), (2, 3), (0, 9)], 3);
        assert_eq!(ends.get(..3), Some(&[2, 2, 4][..]));
        assert_eq!(all, [5, 9, 7, 3]);
        assert_eq!(sorted::<u32>(&[], 0), (vec![0], vec![]));
    }
}
