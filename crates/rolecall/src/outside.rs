//! The one place that reads the clock and draws random numbers; everything below takes them as arguments.

use jiff::Timestamp;

/// Time and randomness.
pub trait Outside: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// 32 random bytes.
    ///
    /// # Errors
    /// Why the operating system gives none.
    fn draw(&self) -> Result<[u8; 32], String>;
}

/// The machine's clock and its source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Outside for System {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed to everything else")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the source that is handed to everything else")]
    fn draw(&self) -> Result<[u8; 32], String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}
