//! The other side, simulated: a receiver on this machine that keeps what it gets and answers as it is told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing;

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
        let router = Router::new().route("/hooks", routing::post(take)).with_state(Arc::clone(&memory));
        tokio::spawn(async move { drop(axum::serve(listener, router).await) });
        Ok(Self { address, memory })
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

    /// What came, and forgets it.
    pub fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.memory().came)
    }
}

async fn take(State(memory): State<Arc<Mutex<Memory>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.came.push((headers, body));
    let status = StatusCode::from_u16(memory.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // Where a redirection would lead, if anybody followed it.
    let mut answer = (status, "x".repeat(100_000)).into_response();
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/hooks"));
    answer
}
