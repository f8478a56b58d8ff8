//! What is set outside the command line. A flag wins over its variable always, so variables are read where both are known.

use std::str::FromStr;

use crate::Failure;

/// The data folder.
pub const DATA: &str = "ROLECALL_DATA";
/// The database in its place.
pub const DATABASE: &str = "ROLECALL_DATABASE";
/// The server that commands ask.
pub const SERVER: &str = "ROLECALL_SERVER";
/// The token that they ask it with.
pub const TOKEN: &str = "ROLECALL_TOKEN";

/// A variable; one that is empty is not set.
///
/// # Errors
/// Where it is no text.
pub fn text(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::new(format!("`{name}` is no UTF-8"))),
    }
}

/// A variable as what it stands for.
///
/// # Errors
/// Where it is no such thing.
pub fn value<T: FromStr<Err: std::fmt::Display>>(name: &str) -> Result<Option<T>, Failure> {
    let Some(text) = text(name)? else { return Ok(None) };
    let parsed = text.parse().map_err(|error| Failure::new(format!("`{name}` is set to `{text}`: {error}")));
    parsed.map(Some)
}
