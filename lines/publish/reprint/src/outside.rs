//! Asking other hosts: the feeds of sources that a keeper registered, and whether an original is still there where a rule
//! allows it. Nothing else of the line reaches the network.
//! It stays inside the [fence](web::outside), so that a feed cannot be made to ask what only the server can reach.

use std::time::Duration;

use base::{Error, Fault};
use intake::feed::FEED_BYTES_MAX;
use reqwest::header::{ACCEPT, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use url::Url;
use web::App;
use web::outside::{Fence, client, is_fenced};

/// How long an answer is waited for, in seconds.
const TIMEOUT: &str = "reprint.read.timeout";
/// Whether feeds may lie in inner networks.
const INNER: &str = "reprint.read.inner";
/// Redirections that are followed.
const HOPS_MAX: usize = 3;
/// Bytes of a validator that are kept.
const TAG_MAX: usize = 200;
/// What is said when an address leads where it may not.
const FORBIDDEN: &str = "订阅地址指向本机或内部网络，没有连接。订阅源在电子政务外网的，请系统管理员在“规则”中允许。";

/// What a feed answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Its bytes, with the validator for next time.
    Got(Vec<u8>, String),
    /// As it was last time.
    Same,
    /// Why there is none, in Chinese.
    Problem(String),
}

/// Asks other hosts.
pub(crate) struct Outside {
    client: Client,
    fence: Fence,
    patience: Duration,
}

impl Outside {
    /// Somebody who asks under the county's rules.
    ///
    /// # Errors
    /// A fault when a rule row is missing or no client can be made.
    pub(crate) fn of(app: &App) -> Result<Self, Error> {
        let patience = Duration::from_secs(app.number(TIMEOUT)?.unsigned_abs());
        Ok(Self::new(patience, Fence { inner: app.number(INNER)? != 0, own: false })?)
    }

    fn new(patience: Duration, fence: Fence) -> Result<Self, Fault> {
        Ok(Self { client: client(fence, patience)?, fence, patience })
    }

    /// Reads the feed at `address`; `tag` is the validator of the last time.
    pub(crate) async fn feed(&self, address: &str, tag: &str) -> Answer {
        let Ok(mut url) = Url::parse(address) else { return problem("订阅地址不是完整的网址。") };
        for _ in 0..=HOPS_MAX {
            if !self.fence.admits(&url) {
                return problem(FORBIDDEN);
            }
            let answer = match marked(self.client.get(url.clone()), tag).send().await {
                Ok(answer) => answer,
                Err(error) => return Answer::Problem(self.why(&error)),
            };
            match answer.status() {
                StatusCode::NOT_MODIFIED => return Answer::Same,
                status if status.is_redirection() => match next(&url, &answer) {
                    Some(to) => url = to,
                    None => return problem("对方要求转到别的地址，但没有说明是哪里。"),
                },
                status if status.is_success() => return self.whole(answer).await,
                status => return Answer::Problem(format!("对方回答 {}，请核对订阅地址。", status.as_u16())),
            }
        }
        problem("对方多次要求转到别的地址，没有继续。请核对订阅地址。")
    }

    /// The body of an answer, up to the limit.
    async fn whole(&self, mut answer: Response) -> Answer {
        let tag = tag(&answer);
        let mut bytes = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(more)) if bytes.len() + more.len() > FEED_BYTES_MAX => {
                    return problem("订阅内容超过 8 MB，没有读入。请核对订阅地址。");
                }
                Ok(Some(more)) => bytes.extend_from_slice(&more),
                Ok(None) => return Answer::Got(bytes, tag),
                Err(error) => return Answer::Problem(self.why(&error)),
            }
        }
    }

    /// Whether an original is still there: the status of its address, none when nobody answers or it may not be asked.
    pub(crate) async fn status(&self, address: &str) -> Option<u16> {
        let url = Url::parse(address).ok().filter(|url| self.fence.admits(url))?;
        let ask = |method| self.client.request(method, url.clone()).send();
        let first = ask(Method::HEAD).await.ok()?.status().as_u16();
        // Some hosts answer nothing but GET.
        if matches!(first, 403 | 404 | 405 | 410 | 501) {
            return Some(ask(Method::GET).await.ok()?.status().as_u16());
        }
        Some(first)
    }

    fn why(&self, error: &reqwest::Error) -> String {
        if is_fenced(error) {
            FORBIDDEN.to_owned()
        } else if error.is_timeout() {
            format!("等了 {} 秒对方没有回答完。", self.patience.as_secs())
        } else if error.is_connect() {
            "连接不上对方主机：可能是地址写错、对方停机、证书有误，或者本机不能访问外部网络。".to_owned()
        } else {
            "对方的回答中断或不合规范。".to_owned()
        }
    }
}

fn problem(why: &str) -> Answer {
    Answer::Problem(why.to_owned())
}

/// A request that says what is wanted and what is known.
fn marked(request: RequestBuilder, tag: &str) -> RequestBuilder {
    let request =
        request.header(ACCEPT, "application/rss+xml, application/atom+xml, application/xml, text/xml, text/html");
    match tag.split_once(' ') {
        Some(("e", value)) => request.header(IF_NONE_MATCH, value),
        Some(("m", value)) => request.header(IF_MODIFIED_SINCE, value),
        _ => request,
    }
}

/// The validator of an answer.
fn tag(answer: &Response) -> String {
    let header = |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).filter(|v| v.len() <= TAG_MAX);
    match (header(ETAG), header(LAST_MODIFIED)) {
        (Some(value), _) => format!("e {value}"),
        (None, Some(value)) => format!("m {value}"),
        (None, None) => String::new(),
    }
}

fn next(url: &Url, answer: &Response) -> Option<Url> {
    let to = answer.headers().get(LOCATION)?.to_str().ok()?;
    url.join(to).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A host with a feed, redirections, an endless body and a page that is gone.
    async fn host() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut asked = [0; 2048];
                    let length = stream.read(&mut asked).await.unwrap_or_default();
                    let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
                    let path = asked.split(' ').nth(1).unwrap_or_default().to_owned();
                    let known = asked.contains("if-none-match: \"1\"");
                    let answer = match path.as_str() {
                        "/rss" if known => "304 Not Modified\r\n\r\n".to_owned(),
                        "/rss" => "200 OK\r\nETag: \"1\"\r\nContent-Length: 6\r\n\r\n<rss/>".to_owned(),
                        "/to" => "302 Found\r\nLocation: /rss\r\n\r\n".to_owned(),
                        "/away" => "302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n".to_owned(),
                        "/round" => "302 Found\r\nLocation: /round\r\n\r\n".to_owned(),
                        "/endless" => "200 OK\r\n\r\n".to_owned(),
                        "/gone" => "410 Gone\r\nContent-Length: 0\r\n\r\n".to_owned(),
                        "/slow" => return tokio::time::sleep(Duration::from_secs(60)).await,
                        _ => "404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
                    };
                    let answer = format!("HTTP/1.1 {}", answer.replacen("\r\n", "\r\nConnection: close\r\n", 1));
                    stream.write_all(answer.as_bytes()).await.unwrap_or_default();
                    while path == "/endless" && stream.write_all(&[b' '; 65_536]).await.is_ok() {}
                });
            }
        });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn feeds_are_read_within_limits() {
        let host = host().await;
        let outside = Outside::new(Duration::from_secs(2), Fence { inner: false, own: true }).expect("a client");
        let got = Answer::Got(b"<rss/>".to_vec(), "e \"1\"".to_owned());
        assert_eq!(outside.feed(&format!("{host}/rss"), "").await, got);
        assert_eq!(outside.feed(&format!("{host}/rss"), "e \"1\"").await, Answer::Same);
        assert_eq!(outside.feed(&format!("{host}/to"), "").await, got, "a redirection is followed");
        let cases =
            [("/away", "内部网络"), ("/round", "多次"), ("/endless", "8 MB"), ("/nothing", "404"), ("/slow", "2 秒")];
        for (path, words) in cases {
            let Answer::Problem(why) = outside.feed(&format!("{host}{path}"), "").await else { panic!("{path}") };
            assert!(why.contains(words), "{path}: {why}");
        }
        assert_eq!(outside.status(&format!("{host}/gone")).await, Some(410));
        assert_eq!(outside.status(&format!("{host}/nothing")).await, Some(404));
        assert_eq!(outside.status("http://127.0.0.1:1/").await, None);
    }

    #[tokio::test]
    async fn the_own_machine_is_not_asked_by_whatever_name() {
        let host = host().await;
        let fence = Fence { inner: false, own: false };
        let outside = Outside::new(Duration::from_secs(2), fence).expect("a client");
        let Answer::Problem(why) = outside.feed(&format!("{host}/rss"), "").await else { panic!("{host}") };
        assert_eq!(why, FORBIDDEN);
        assert_eq!(outside.status(&format!("{host}/rss")).await, None);
    }
}
