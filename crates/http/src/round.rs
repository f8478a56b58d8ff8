//! A connection whose answers leave in rounds: what came in together is worked on first, then all of it is answered.
//!
//! An answer that is sent wakes whoever waits for it, which takes about as long as making it. Where each is sent at once to a client that
//! holds many connections, every one of them wakes it from sleep; where they leave together, only the first does.

use std::{
    future::Future,
    io::{self, IoSlice},
    pin::{Pin, pin},
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// A connection that lets the others of its thread be read before it answers.
pub struct InRounds {
    stream: TcpStream,
    /// Whether something was read that nothing was sent for yet.
    has_read: bool,
}

impl InRounds {
    /// A connection.
    pub fn new(stream: TcpStream) -> Self {
        Self { stream, has_read: false }
    }

    /// Waits for the others once, ahead of the first byte that is sent for what was read.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !std::mem::take(&mut self.has_read) {
            return Poll::Ready(());
        }
        // Asked once, it has this task woken when the others that were ready have run, and is of no further use.
        pin!(tokio::task::yield_now()).poll(context)
    }
}

impl AsyncRead for InRounds {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        self.has_read = true;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for InRounds {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_turn(context));
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_turn(context));
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
