//! A browser without a screen: keeps cookies, follows redirections, fills in forms as they stand in the page. It calls
//! the router directly, so every request goes through the same layers as one from outside.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use scraper::{Html, Selector};
use tower::ServiceExt;

/// The longest answer that is read, in bytes.
const LONGEST: usize = 256 * 1024 * 1024;
/// Redirections that are followed.
const HOPS: usize = 8;

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    from: SocketAddr,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as bytes.
    pub bytes: Vec<u8>,
    /// Where it came from, after redirections.
    pub path: String,
}

/// A form as it stands in a page.
#[derive(Debug, Clone)]
pub struct PageForm {
    /// Where it goes.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// Whether it is sent as `multipart/form-data`.
    pub multipart: bool,
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Browser {
    /// A browser at `router`, seen from the address `from`.
    pub fn new(router: Router, from: [u8; 4]) -> Self {
        Self { router, cookies: BTreeMap::new(), from: SocketAddr::from((from, 40_000)) }
    }

    /// One request as it is, without following redirections.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert(header::HeaderValue::from_static("localhost"));
        headers.entry("sec-fetch-site").or_insert(header::HeaderValue::from_static("same-origin"));
        headers.entry(header::ACCEPT).or_insert(header::HeaderValue::from_static("text/html,*/*"));
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
            if let Ok(value) = cookies.join("; ").parse() {
                headers.insert(header::COOKIE, value);
            }
        }
        request.extensions_mut().insert(ConnectInfo(self.from));
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap_or_default());
        }
        let bytes = axum::body::to_bytes(body, LONGEST).await.expect("the answer ends").to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes, path }
    }

    fn keep(&mut self, set: &str) {
        let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        let gone = set.to_ascii_lowercase().contains("max-age=0") || value.is_empty();
        if gone {
            self.cookies.remove(name.trim());
        } else {
            self.cookies.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }

    /// Opens `path` and follows redirections.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = self.send(request).await;
        self.follow(answer).await
    }

    async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..HOPS {
            let Some(to) = answer.location() else { break };
            let request = Request::get(&to).body(Body::empty()).expect("a request");
            answer = self.send(request).await;
        }
        answer
    }

    /// Sends a form and follows redirections.
    pub async fn submit(&mut self, form: &PageForm) -> Answer {
        let answer = self.send(form.request()).await;
        self.follow(answer).await
    }

    /// Posts fields to `path` without looking at a page first, and follows redirections.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form = PageForm {
            action: path.to_owned(),
            method: "post".to_owned(),
            multipart: false,
            fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            files: Vec::new(),
        };
        self.submit(&form).await
    }

    /// Forgets all cookies, as if the session had ended.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sets a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The text that a person sees, without tags.
    pub fn seen(&self) -> String {
        let page = Html::parse_document(&self.text());
        let main = select("main").and_then(|s| page.select(&s).next().map(|m| m.text().collect::<String>()));
        main.unwrap_or_else(|| page.root_element().text().collect())
    }

    /// Where a redirection leads.
    pub fn location(&self) -> Option<String> {
        if !self.status.is_redirection() || self.status == StatusCode::NOT_MODIFIED {
            return None;
        }
        Some(self.headers.get(header::LOCATION)?.to_str().ok()?.to_owned())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).expect("an answer in JSON")
    }

    /// The first form whose action begins with `action`.
    pub fn form(&self, action: &str) -> Option<PageForm> {
        self.forms().into_iter().find(|f| f.action.starts_with(action))
    }

    /// All forms of the page.
    pub fn forms(&self) -> Vec<PageForm> {
        let page = Html::parse_document(&self.text());
        let (Some(forms), Some(inputs)) = (select("form"), select("input, textarea, select")) else {
            return Vec::new();
        };
        page.select(&forms)
            .map(|form| {
                let attr = |name: &str| form.value().attr(name).unwrap_or_default().to_owned();
                let action = if attr("action").is_empty() { self.path.clone() } else { attr("action") };
                PageForm {
                    action,
                    method: attr("method").to_ascii_lowercase(),
                    multipart: attr("enctype") == "multipart/form-data",
                    fields: form.select(&inputs).filter_map(field).collect(),
                    files: Vec::new(),
                }
            })
            .collect()
    }

    /// The rows below the head of the table that `css` names: what stands in each cell.
    pub fn rows(&self, css: &str) -> Vec<Vec<String>> {
        let page = Html::parse_document(&self.text());
        let (Some(rows), Some(cells)) = (select(&format!("{css} tbody tr")), select("th, td")) else {
            return Vec::new();
        };
        let text = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().trim().to_owned();
        page.select(&rows).map(|row| row.select(&cells).map(text).collect()).collect()
    }

    /// Every number that is a link whose address begins with `start`, and that address.
    pub fn numbers(&self, start: &str) -> Vec<(i64, String)> {
        let page = Html::parse_document(&self.text());
        let Some(links) = select("a[href]") else { return Vec::new() };
        let linked = page.select(&links).filter_map(|a| {
            let href = a.value().attr("href").filter(|href| href.starts_with(start))?;
            Some((a.text().collect::<String>().trim().parse().ok()?, href.to_owned()))
        });
        linked.collect()
    }

    /// Every link of the page whose address begins with `start`.
    pub fn links(&self, start: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text());
        let Some(links) = select("a[href]") else { return Vec::new() };
        let found = page.select(&links).filter_map(|a| a.value().attr("href")).filter(|h| h.starts_with(start));
        found.map(str::to_owned).collect()
    }
}

fn select(css: &str) -> Option<Selector> {
    Selector::parse(css).ok()
}

/// What a browser would send for an input that nobody touched.
fn field(input: scraper::ElementRef<'_>) -> Option<(String, String)> {
    let element = input.value();
    let name = element.attr("name").filter(|n| !n.is_empty())?.to_owned();
    let value = element.attr("value").unwrap_or_default().to_owned();
    match (element.name(), element.attr("type").unwrap_or("text")) {
        ("textarea", _) => Some((name, input.text().collect())),
        ("select", _) => {
            let options = select("option")?;
            let options: Vec<_> = input.select(&options).collect();
            let chosen = options.iter().find(|o| o.value().attr("selected").is_some()).or_else(|| options.first())?;
            Some((name, chosen.value().attr("value").unwrap_or_default().to_owned()))
        }
        (_, "checkbox" | "radio") => element.attr("checked").is_some().then_some((name, value)),
        (_, "file" | "submit" | "button" | "image" | "reset") => None,
        _ => Some((name, value)),
    }
}

impl PageForm {
    /// Sets `name` to `value`, in place of what stood there.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(n, _)| n != name);
        self.add(name, value)
    }

    /// Adds a further value for `name`.
    #[must_use]
    pub fn add(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Attaches a file.
    #[must_use]
    pub fn file(mut self, name: &str, file: &str, content: &[u8]) -> Self {
        self.files.push((name.to_owned(), file.to_owned(), content.to_vec()));
        self
    }

    /// The value that would be sent for `name`.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The request that sends the form.
    pub fn request(&self) -> Request<Body> {
        if self.method != "post" {
            let join = if self.action.contains('?') { '&' } else { '?' };
            let uri = format!("{}{join}{}", self.action, self.encoded());
            return Request::get(uri).body(Body::empty()).expect("a request");
        }
        let (kind, body) = if self.multipart || !self.files.is_empty() {
            let (boundary, body) = self.parts();
            (format!("multipart/form-data; boundary={boundary}"), body)
        } else {
            ("application/x-www-form-urlencoded".to_owned(), self.encoded().into_bytes())
        };
        let request = Request::post(&self.action).header(header::CONTENT_TYPE, kind);
        request.header(header::CONTENT_LENGTH, body.len()).body(Body::from(body)).expect("a request")
    }

    fn encoded(&self) -> String {
        let pairs: Vec<String> = self.fields.iter().map(|(k, v)| format!("{}={}", percent(k), percent(v))).collect();
        pairs.join("&")
    }

    fn parts(&self) -> (&'static str, Vec<u8>) {
        let boundary = "----qinghe7d1f4a09c2";
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            body.extend(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file, content) in &self.files {
            let head = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            );
            body.extend(head.bytes());
            body.extend(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{boundary}--\r\n").bytes());
        (boundary, body)
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
