//! Listening and serving.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use base::Fault;
use base::error::FaultKind;
use tokio::net::{TcpListener, TcpSocket};

use crate::Front;
use crate::front::Welcome;

/// Connections that may wait to be taken.
const BACKLOG: u32 = 4096;
/// How long requests that run may go on after the program was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Listens on `address`; `[::]` serves IPv6 and IPv4.
///
/// # Errors
/// A fault when the address is taken or not ours.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Fault> {
    let fault = |e: std::io::Error| Fault::of(FaultKind::Unavailable, format!("listen on {address}"), e);
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }.map_err(fault)?;
    socket.set_reuseaddr(true).map_err(fault)?;
    socket.bind(address).map_err(fault)?;
    socket.listen(BACKLOG).map_err(fault)
}

/// Serves until `stop` ends; what runs then is finished, live connections are cut after ten seconds.
///
/// # Errors
/// A fault when the listener fails.
pub async fn run(
    listener: TcpListener,
    front: Front,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Fault> {
    let (told, stopping) = tokio::sync::oneshot::channel::<()>();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let serving = axum::serve(listener, Welcome(front)).with_graceful_shutdown(async move {
        stop.await;
        // Nobody waits for it when serving has failed already.
        told.send(()).unwrap_or_default();
    });
    let enough = async {
        match stopping.await {
            Ok(()) => tokio::time::sleep(FAREWELL).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        done = serving => done.map_err(|e| Fault::of(FaultKind::Unavailable, "serve", e)),
        () = enough => Ok(()),
    }
}
