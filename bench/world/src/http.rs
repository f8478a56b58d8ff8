//! A client for one HTTP/1.1 connection that stays open: just enough to ask and to time the answer.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use anyhow::{Context, ensure};

/// A connection to a server on this machine.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// The bytes of a request that posts JSON.
pub fn post(path: &str, authorization: &str, body: &str) -> Vec<u8> {
    let authorization = match authorization {
        "" => String::new(),
        told => format!("Authorization: {told}\r\n"),
    };
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{authorization}\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

impl Connection {
    pub fn to(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and gives the body of the answer, which has to be a 200.
    pub fn ask(&mut self, request: &[u8]) -> anyhow::Result<&[u8]> {
        self.stream.write_all(request)?;
        self.read.clear();
        loop {
            let mut chunk = [0; 16 * 1024];
            let got = self.stream.read(&mut chunk)?;
            ensure!(got > 0, "the connection was closed");
            self.read.extend_from_slice(&chunk[..got]);
            let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let body = end + 4;
            match self.length(end)? {
                Some(length) if self.read.len() >= body + length => return Ok(&self.read[body..]),
                None if self.read.ends_with(b"\r\n0\r\n\r\n") => {
                    self.read = joined(&self.read[body..])?;
                    return Ok(&self.read);
                }
                _ => {}
            }
        }
    }

    /// How long the body is; nothing where it comes in chunks.
    fn length(&self, end: usize) -> anyhow::Result<Option<usize>> {
        let head = String::from_utf8_lossy(&self.read[..end]).to_lowercase();
        ensure!(head.starts_with("http/1.1 200"), "{}", String::from_utf8_lossy(&self.read));
        if head.contains("transfer-encoding: chunked") {
            return Ok(None);
        }
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        Ok(Some(length.context("an answer tells its length")?.trim().parse()?))
    }
}

/// A body that came in chunks.
fn joined(mut rest: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n").context("a chunk tells its length")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line])?, 16)?;
        if length == 0 {
            return Ok(body);
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + length]);
        rest = &rest[line + 4 + length..];
    }
}
