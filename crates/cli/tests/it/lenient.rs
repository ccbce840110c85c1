//! Small servers for the tests of `conform`. They read one request per connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

const ANSWER: &str = r#"{"UserPool":{"Id":"eu-west-1_A"},"UserPoolClient":{"ClientId":"client"},"AuthenticationResult":{"AccessToken":"token"}}"#;

/// Starts a server that accepts every call and ends each sign-in at once. Returns its URL.
pub(crate) fn serve() -> String {
    serve_with(|_, stream| respond(stream, "200 OK", ANSWER.as_bytes()))
}

/// Starts a server and returns its URL. `answer` gets the operation, and writes the whole response.
pub(crate) fn serve_with(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || {
                let mut stream = stream;
                // A connection without a request is only a look at the port.
                if let Some(operation) = operation(&stream) {
                    answer(&operation, &mut stream);
                }
            });
        }
    });
    url
}

/// Reads a request and returns its operation.
fn operation(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream);
    let (mut length, mut operation) = (0, String::new());
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let Some((name, value)) = line.split_once(": ") else {
            if line.is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "x-amz-target" => operation = value.rsplit('.').next()?.into(),
            _ => {}
        }
    }
    lines.read_exact(&mut vec![0; length]).ok()?;
    Some(operation)
}

pub(crate) fn respond(stream: &mut TcpStream, status: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    // A client that has gone away is part of some tests.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}
