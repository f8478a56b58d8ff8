//! Asks a server for single checks, one after another over one connection, and prints what a check took: the median and the 99th of
//! a hundred, in microseconds.
//!
//! `check-client PORT TOKEN [CHECKS] [--show]`

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Instant,
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (port, token) = (&arguments[0], &arguments[1]);
    let checks: usize = arguments.get(2).and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("a connection");
    stream.set_nodelay(true).expect("no delay");
    let requests: Vec<Vec<u8>> = (0..64).map(|number| request(number, token)).collect();
    if arguments.iter().any(|argument| argument == "--show") {
        stream.write_all(&requests[0]).expect("sent");
        println!("{}", String::from_utf8_lossy(&answer(&mut stream)));
        return;
    }
    let mut took = Vec::with_capacity(checks);
    for number in 0..checks + 2_000 {
        let began = Instant::now();
        stream.write_all(&requests[number % requests.len()]).expect("sent");
        let body = answer(&mut stream);
        let elapsed = began.elapsed();
        assert!(body.starts_with(b"{"), "{}", String::from_utf8_lossy(&body));
        // The first ones warm up.
        if number >= 2_000 {
            took.push(elapsed);
        }
    }
    took.sort_unstable();
    let at = |share: f64| took[(took.len() as f64 * share) as usize].as_nanos() as f64 / 1000.0;
    println!("{:.1} {:.1}", at(0.5), at(0.99));
}

fn request(number: usize, token: &str) -> Vec<u8> {
    let (member, record) = (number.wrapping_mul(131) % 1_000, number.wrapping_mul(1_543) % 100_000);
    let body = format!(
        r#"{{"subject":{{"type":"user","id":"m{member}"}},"action":{{"name":"edit"}},"resource":{{"type":"deals","id":"deal-{record:06}"}}}}"#
    );
    let head = format!(
        "POST /v1/organizations/bench/access/v1/evaluation HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// The body of the next answer.
fn answer(stream: &mut TcpStream) -> Vec<u8> {
    let mut read = Vec::with_capacity(4096);
    let mut chunk = [0; 8192];
    loop {
        let got = stream.read(&mut chunk).expect("an answer");
        assert!(got > 0, "the connection was closed");
        read.extend_from_slice(&chunk[..got]);
        let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.and_then(|text| text.trim().parse().ok()).expect("a length");
        if read.len() >= end + 4 + length {
            return read.split_off(end + 4);
        }
    }
}
