//! Asking other hosts whether a link still leads somewhere: only where the county's rule allows it, a few in one run, one
//! after the other, without following anything or reading a body. A closed network never gets here. Links into inner
//! networks and to this machine lead the public nowhere; they are not asked.

use std::time::Duration;

use base::{Error, Fault};
use url::Url;
use web::App;
use web::outside::{Fence, client};

/// Says whether other hosts may be asked at all.
const RULE: &str = "sites.links.outside";
/// How long an answer is waited for, in seconds.
const TIMEOUT: &str = "sites.links.timeout";
/// Links asked in one run.
const BATCH: &str = "sites.links.batch";

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Somewhere.
    Leads,
    /// Nowhere: the status, 0 for a host that does not answer.
    Bad(u16),
    /// It was not asked.
    Unasked,
}

/// Asks other hosts.
pub(crate) struct Outside {
    client: reqwest::Client,
    fence: Fence,
    left: i64,
}

impl Outside {
    /// Somebody who asks, if the rule allows it.
    ///
    /// # Errors
    /// A fault when a rule row is missing or no client can be made.
    pub(crate) fn allowed(app: &App) -> Result<Option<Self>, Error> {
        if app.number(RULE)? == 0 {
            return Ok(None);
        }
        let patience = Duration::from_secs(app.number(TIMEOUT)?.unsigned_abs());
        Ok(Some(Self::new(patience, app.number(BATCH)?, Fence::default())?))
    }

    /// Somebody who waits `patience` for each of `left` answers.
    fn new(patience: Duration, left: i64, fence: Fence) -> Result<Self, Fault> {
        Ok(Self { client: client(fence, patience)?, fence, left })
    }

    /// Asks for a link, unless enough were asked in this run.
    pub(crate) async fn ask(&mut self, href: &str) -> Answer {
        if self.left == 0 {
            return Answer::Unasked;
        }
        self.left -= 1;
        let address = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
        let Some(url) = Url::parse(&address).ok().filter(|url| self.fence.admits(url)) else { return Answer::Bad(0) };
        let status = match self.client.head(url.clone()).send().await {
            Ok(answer) if matches!(answer.status().as_u16(), 403 | 405 | 501) => {
                // Some hosts answer nothing but GET.
                self.client.get(url).send().await.map(|answer| answer.status().as_u16())
            }
            other => other.map(|answer| answer.status().as_u16()),
        };
        match status {
            Ok(status @ (404 | 410 | 500..)) => Answer::Bad(status),
            Ok(_) => Answer::Leads,
            Err(_) => Answer::Bad(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A host that has `/there`, does not know `HEAD` at `/old`, moved `/moved`, and has nothing else.
    async fn host() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = [0; 1024];
                let length = stream.read(&mut asked).await.unwrap_or_default();
                let asked = String::from_utf8_lossy(&asked[..length]).into_owned();
                let status = match asked.split(' ').take(2).collect::<Vec<_>>().as_slice() {
                    [_, "/there"] | ["GET", "/old"] => "200 OK",
                    ["HEAD", "/old"] => "405 Method Not Allowed",
                    [_, "/moved"] => "301 Moved Permanently",
                    _ => "404 Not Found",
                };
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap_or_default();
            }
        });
        format!("http://{address}")
    }

    #[tokio::test]
    async fn a_host_is_asked_no_more_often_than_the_run_allows() {
        let host = host().await;
        let mut outside = Outside::new(Duration::from_secs(5), 5, Fence { inner: false, own: true }).expect("a client");
        let cases = [
            ("/there", Answer::Leads),
            ("/old", Answer::Leads),
            ("/moved", Answer::Leads),
            ("/gone", Answer::Bad(404)),
        ];
        for (path, expected) in cases {
            assert_eq!(outside.ask(&format!("{host}{path}")).await, expected, "{path}");
        }
        assert_eq!(outside.ask("http://127.0.0.1:1/").await, Answer::Bad(0), "nobody is there");
        assert_eq!(outside.ask(&format!("{host}/there")).await, Answer::Unasked, "enough for this run");
    }

    #[tokio::test]
    async fn what_only_this_machine_can_reach_is_not_asked() {
        let host = host().await;
        let mut outside = Outside::new(Duration::from_secs(5), 5, Fence::default()).expect("a client");
        let local = host.replace("127.0.0.1", "localhost");
        for address in [format!("{host}/there"), format!("{local}/there"), "http://10.0.0.1/".to_owned()] {
            assert_eq!(outside.ask(&address).await, Answer::Bad(0), "{address}");
        }
    }
}
