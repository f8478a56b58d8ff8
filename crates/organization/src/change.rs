//! PATCH tells absent from null: what is sent changes, `null` clears, what is absent stays (design, section 8: *Forms*).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A change to a value that may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Not mentioned: stays as it is.
    #[default]
    Keep,
    /// `null`: is cleared.
    Clear,
    /// Becomes this.
    Set(T),
}

impl<T> Change<T> {
    /// Whether nothing changes.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The list that a list becomes, where it changes: `null` empties it.
    pub fn as_list<I>(&self) -> Option<&[I]>
    where
        T: AsRef<[I]>,
    {
        match self {
            Self::Keep => None,
            Self::Clear => Some(&[]),
            Self::Set(list) => Some(list.as_ref()),
        }
    }

    /// The value after the change.
    pub fn after(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The change that makes `before` into `after`.
    pub fn between(before: Option<&T>, after: Option<T>) -> Self
    where
        T: PartialEq,
    {
        match after {
            after if before == after.as_ref() => Self::Keep,
            Some(value) => Self::Set(value),
            None => Self::Clear,
        }
    }

    /// Turns the value, if one is set, into another.
    ///
    /// # Errors
    /// What `turn` answers.
    pub fn try_map<U, E>(self, turn: impl FnOnce(T) -> Result<U, E>) -> Result<Change<U>, E> {
        Ok(match self {
            Self::Keep => Change::Keep,
            Self::Clear => Change::Clear,
            Self::Set(value) => Change::Set(turn(value)?),
        })
    }
}

/// What is there is set; what is not stays as it is.
impl<T> From<Option<T>> for Change<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => out.serialize_some(value),
            Self::Keep | Self::Clear => out.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(input)?.map_or(Self::Clear, Self::Set))
    }
}
