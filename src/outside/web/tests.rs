//! Against a server of our own on this machine.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::{Answer, probe};

/// Answers every request by its path: `/gone` 404, `/broken` 500, everything else 200.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 1024];
            let read = stream.read(&mut bytes).unwrap_or(0);
            let request = String::from_utf8_lossy(&bytes[..read]).into_owned();
            let status = match request.split(' ').nth(1) {
                Some("/gone") => "404 Not Found",
                Some("/broken") => "500 Internal Server Error",
                Some("/get-only") if request.starts_with("HEAD") => "405 Method Not Allowed",
                _ => "200 OK",
            };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    address
}

#[test]
fn answers_say_what_is_there_what_is_gone_and_what_nobody_can_tell() {
    let server = serve();
    // A port that was free a moment ago and on which nobody listens.
    let nobody = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let path = |path: &str| format!("{server}{path}");
    let asked = ["/", "/gone", "/broken", "/get-only"].map(path).into_iter().chain([nobody.clone(), path("/gone")]);
    let answers = probe(asked).unwrap();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[&path("/")], Answer::There);
    assert_eq!(answers[&path("/get-only")], Answer::There);
    assert_eq!(answers[&path("/gone")], Answer::Gone(404));
    assert!(matches!(answers[&path("/broken")], Answer::Unknown(_)));
    assert_eq!(answers[&nobody], Answer::Unknown("no connection".into()));
}
