//! Fields of an edit that can be left out, but not cleared: `null` in one is a fault, told like any other.

use serde::{Deserialize, Deserializer};

/// Reads a field that was sent.
///
/// # Errors
/// Where it is not what it must be; `null` is not.
pub fn sent<'de, D, T>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(input).map(Some)
}
