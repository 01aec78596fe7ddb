//! The city's side of the link, simulated: it signs what it sends, takes reports and checks their signatures, hands out what waits to
//! be fetched, and may be down.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing;
use base::Moment;
use serde_json::{Value, json};
use web::webhook::{Headers, signature, verify};

/// A key for tests.
pub const SECRET: &str = "whsec_c2ltdWxhdGVkIGtleSBvZiBhIGNpdHkgcGxhdGZvcm0=";

/// What the city's side remembers.
#[derive(Debug, Default)]
struct Memory {
    down: bool,
    now: i64,
    reports: Vec<Value>,
    waiting: Vec<Value>,
    marks: Vec<String>,
}

/// The city's platform on this machine.
#[derive(Clone)]
pub struct CityPlatform {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
}

impl CityPlatform {
    /// A platform that is up at `now`.
    ///
    /// # Errors
    /// An error of the network of this machine.
    pub async fn start(now: Moment) -> std::io::Result<Self> {
        let memory = Arc::new(Mutex::new(Memory { now: now.0, ..Memory::default() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/reports", routing::post(reported))
            .route("/orders", routing::get(fetched))
            .with_state(Arc::clone(&memory));
        tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address, memory })
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where reports go.
    pub fn reports_url(&self) -> String {
        format!("http://{}/reports", self.address)
    }

    /// Where orders are fetched.
    pub fn orders_url(&self) -> String {
        format!("http://{}/orders", self.address)
    }

    /// Whether it answers with an error.
    pub fn set_down(&self, down: bool) {
        self.memory().down = down;
    }

    /// What was reported, signed as it should be.
    pub fn reports(&self) -> Vec<Value> {
        self.memory().reports.clone()
    }

    /// Lets messages wait to be fetched, each with its key.
    pub fn wait(&self, messages: &[(&str, Value)]) {
        let messages = messages.iter().map(|(id, body)| json!({ "id": id, "body": body }));
        self.memory().waiting = messages.collect();
    }

    /// From where on was asked.
    pub fn marks(&self) -> Vec<String> {
        self.memory().marks.clone()
    }
}

/// An order of the city in a version, with more or other fields.
pub fn order(number: &str, version: i64, more: Value) -> Value {
    let mut data = json!({
        "number": number, "version": version, "kind": "求助", "class": "A01", "urgency": "一般", "title": "人民路路灯不亮",
        "body": "人民路路灯三天不亮，请尽快修好。", "caller": { "name": "王川", "phone": "13900001111" },
        "place": "人民路中学门口", "at": "2026-03-02T08:30:00+08:00",
    });
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
    json!({ "type": "order.created", "timestamp": "2026-03-02T09:00:00+08:00", "data": data })
}

/// The headers that sign a message; nothing when there is no key.
pub fn signed(secret: &str, id: &str, at: Moment, body: &[u8]) -> Vec<(&'static str, String)> {
    let seconds = at.0 / 1_000;
    let signature = signature(secret, id, seconds, body).unwrap_or_default();
    vec![("webhook-id", id.to_owned()), ("webhook-timestamp", seconds.to_string()), ("webhook-signature", signature)]
}

fn believed(memory: &Memory, headers: &HeaderMap, body: &[u8]) -> bool {
    verify(SECRET, Headers::of(headers), body, Moment(memory.now), 30 * 24 * 3_600).is_ok()
}

async fn reported(State(memory): State<Arc<Mutex<Memory>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.down {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match serde_json::from_slice(&body) {
        Ok(report) if believed(&memory, &headers, &body) => {
            memory.reports.push(report);
            StatusCode::NO_CONTENT
        }
        _ => StatusCode::FORBIDDEN,
    }
}

async fn fetched(
    State(memory): State<Arc<Mutex<Memory>>>,
    query: axum::extract::RawQuery,
    headers: HeaderMap,
) -> (StatusCode, String) {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.down || !believed(&memory, &headers, b"") {
        return (StatusCode::SERVICE_UNAVAILABLE, String::new());
    }
    memory.marks.push(query.0.unwrap_or_default());
    let waiting = std::mem::take(&mut memory.waiting);
    let next = format!("m{}", memory.marks.len());
    (StatusCode::OK, json!({ "messages": waiting, "next": next }).to_string())
}
