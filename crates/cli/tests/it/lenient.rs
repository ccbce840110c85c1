//! A server that accepts every call. It ends each sign-in at once.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

const ANSWER: &str = r#"{"UserPool":{"Id":"eu-west-1_A"},"UserPoolClient":{"ClientId":"client"},"AuthenticationResult":{"AccessToken":"token"}}"#;

/// Starts the server and returns its URL.
pub(crate) fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(&stream));
        }
    });
    url
}

/// Answers one request. A connection without one is only a look at the port.
fn answer(mut stream: &TcpStream) -> Option<()> {
    let mut lines = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        match line.strip_prefix("content-length: ") {
            Some(value) => length = value.parse().ok()?,
            None if line.is_empty() => break,
            None => {}
        }
    }
    lines.read_exact(&mut vec![0; length]).ok()?;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", ANSWER.len());
    stream.write_all(format!("{head}{ANSWER}").as_bytes()).ok()
}
