//! What a predicate says: it holds, or what is wrong in one sentence.

/// Whether a property holds; else why not.
pub type Held = Result<(), String>;

/// Goes on where the condition holds; else answers what is wrong.
macro_rules! ensure {
    ($condition:expr, $($why:tt)+) => {
        if !$condition {
            return Err(format!($($why)+));
        }
    };
}
