//! How often one may ask, with the real server over real connections, the program started as a county starts it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use base::{Chance, Clock, Moment};
use renhe::{Open, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The program behind a proxy on this machine, with the limits of the rules and a clock that stands.
async fn program(dir: &std::path::Path) -> (Open, Clock) {
    let mut settings = Settings::new(dir);
    let clock = Clock::fixed(Moment::from_civil(base::time::DateTime::constant(2026, 3, 2, 9, 0, 0, 0)));
    settings.clock = clock.clone();
    settings.chance = Chance::seeded(2026);
    settings.web.proxies = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    assert!(settings.web.rate_limits, "a county starts with its limits");
    (renhe::open(&settings).await.expect("the program opens"), clock)
}

/// One request of somebody at `from`: status and the whole answer.
async fn ask(server: SocketAddr, from: &str, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server).await.expect("the server listens");
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let length = body.len();
    let text = format!(
        "{head}\r\nHost: localhost\r\nX-Forwarded-For: {from}\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
    );
    stream.write_all(text.as_bytes()).await.expect("the request is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the answer ends");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_waits_and_holds_up_nobody_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let (open, clock) = program(dir.path()).await;
    let (told, address) = tokio::sync::oneshot::channel();
    let serving = tokio::spawn({
        let open = open.clone();
        async move {
            let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            renhe::serve(&open, any, |address| told.send(address).unwrap_or_default()).await
        }
    });
    let server = address.await.expect("the server is ready");
    let login = "POST /work/login HTTP/1.1\n\nuser=nobody&password=wrong";
    let page = "GET /about HTTP/1.1";
    // Whoever floods an organ with requests from one place is told to wait, long before there are ten thousand.
    let request = "POST /requests/ask HTTP/1.1\n\ntitle=x";
    for (rule, request) in [("web.rate.login", login), ("web.rate.page", page), ("web.rate.upload", request)] {
        let most = open.app.number(rule).expect("the rule");
        for n in 0..most {
            let (status, answer) = ask(server, "192.0.2.7", request).await;
            assert!(status < 429, "{rule}: refused or failed at {n} of {most}: {answer}");
        }
        let (status, answer) = ask(server, "192.0.2.7", request).await;
        assert_eq!(status, 429, "{rule}: {answer}");
        let wait =
            answer.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("retry-after: ")?.parse().ok());
        let wait: i64 = wait.expect("how long to wait");
        assert!((1..=60).contains(&wait) && answer.contains("请求太频繁"), "{rule}: {answer}");
        assert_ne!(ask(server, "192.0.2.8", request).await.0, 429, "{rule}: others are held up");
        clock.set(clock.now().plus(wait * base::time::SECOND));
        assert_ne!(ask(server, "192.0.2.7", request).await.0, 429, "{rule}: still refused after the wait");
    }
    // Who has guessed too many codes at one door does not go on at the one for what is handed in later.
    let most = open.app.number("web.rate.query").expect("the rule");
    for (n, line) in (20..).zip(["requests", "letters"]) {
        let from = format!("192.0.2.{n}");
        let code = "number=1&code=0000000000";
        for _ in 0..most {
            let (status, answer) = ask(server, &from, &format!("POST /{line}/query HTTP/1.1\n\n{code}")).await;
            assert!(status < 429, "{line}: {answer}");
        }
        let (status, answer) = ask(server, &from, &format!("POST /{line}/query/retract HTTP/1.1\n\n{code}")).await;
        assert_eq!(status, 429, "{line}: another {most} guesses: {answer}");
        let other = format!("192.0.2.{}", n + 10);
        let (status, answer) = ask(server, &other, &format!("POST /{line}/query/retract HTTP/1.1\n\n{code}")).await;
        assert!(status < 429, "{line}: {answer}");
    }
    serving.abort();
}
