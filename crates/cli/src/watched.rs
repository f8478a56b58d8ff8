//! Reading and writing that tells how far it is.

use std::io::{self, Read, Write};

use crate::{session::tell, text::number};

/// After how many bytes a watcher is told.
const STEP: u64 = 1 << 20;

/// Something that is read or written, with somebody who watches.
pub struct Watched<'a, T> {
    inner: T,
    what: &'static str,
    progress: &'a mut (dyn Write + Send),
    done: u64,
    told: u64,
}

impl<'a, T> Watched<'a, T> {
    /// Watches; `what` is told ahead of how far it is.
    pub fn new(inner: T, what: &'static str, progress: &'a mut (dyn Write + Send)) -> Self {
        Self { inner, what, progress, done: 0, told: 0 }
    }

    fn step(&mut self, bytes: usize) {
        self.done += bytes as u64;
        if self.done - self.told >= STEP {
            self.told = self.done;
            tell(self.progress, &format!("{}: {} MiB", self.what, number(self.done / STEP)));
        }
    }
}

impl<T: Write> Write for Watched<'_, T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.step(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Watched<'_, T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.step(read);
        Ok(read)
    }
}

/// What was told is wiped away.
impl<T> Drop for Watched<'_, T> {
    fn drop(&mut self) {
        if self.told > 0 {
            tell(self.progress, "");
        }
    }
}
