//! The other side, simulated: a receiver on this machine that keeps what it gets and answers as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing;
use tokio::sync::Notify;

/// A message that came: headers and body.
pub type Came = (HeaderMap, Bytes);

#[derive(Debug, Default)]
struct Memory {
    status: u16,
    came: Vec<Came>,
}

/// A receiver.
#[derive(Clone)]
pub struct Receiver {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    arrival: Arc<Notify>,
}

impl Receiver {
    /// A receiver that takes everything.
    ///
    /// # Errors
    /// An error of the network of this machine.
    pub async fn start() -> std::io::Result<Self> {
        let memory = Arc::new(Mutex::new(Memory { status: 204, came: Vec::new() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let arrival = Arc::new(Notify::new());
        let state = (Arc::clone(&memory), Arc::clone(&arrival));
        let router = Router::new().route("/hooks", routing::post(take)).with_state(state);
        tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address, memory, arrival })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it takes messages.
    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// It answers with this status from now on.
    pub fn answer(&self, status: u16) {
        self.memory().status = status;
    }

    /// Waits until something comes that nobody waited for yet.
    pub async fn arrival(&self) {
        self.arrival.notified().await;
    }

    /// What came, and forgets it.
    pub fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.memory().came)
    }
}

async fn take(
    State((memory, arrival)): State<(Arc<Mutex<Memory>>, Arc<Notify>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let status = {
        let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.came.push((headers, body));
        StatusCode::from_u16(memory.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    };
    // Who is told that something came finds it.
    arrival.notify_one();
    // Where a redirection would lead, if anybody followed it.
    let mut answer = (status, "x".repeat(100_000)).into_response();
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/hooks"));
    answer
}
