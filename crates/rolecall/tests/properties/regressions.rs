//! Sequences that once broke a rule, in words.
