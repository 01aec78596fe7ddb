//! The test kit's browser over a real connection: a router that passes every request on to a server by TCP.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use testkit::Browser;

use crate::Result;

/// A client that follows nothing by itself.
///
/// # Errors
/// When the client cannot be made.
pub fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?)
}

/// A browser that talks to `server`, such as `127.0.0.1:8080`.
///
/// # Errors
/// When the client cannot be made.
pub fn browser(server: &str) -> Result<Browser> {
    let client = client()?;
    let server = server.to_owned();
    let router = Router::new().fallback(move |request: Request| {
        let (client, server) = (client.clone(), server.clone());
        async move { pass(&client, &server, request).await.unwrap_or_else(|e| broken(&e.to_string())) }
    });
    Ok(Browser::new(router, [127, 0, 0, 1]))
}

async fn pass(client: &reqwest::Client, server: &str, request: Request) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    parts.headers.remove(header::HOST);
    let url = format!("http://{server}{}", parts.uri);
    let body: Bytes = to_bytes(body, usize::MAX).await?;
    let answer = client.request(parts.method, url).headers(parts.headers).body(body).send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = (status, Body::from(answer.bytes().await?)).into_response();
    *response.headers_mut() = headers;
    Ok(response)
}

/// The server did not answer; told like an answer, so that the caller counts it as one that failed.
fn broken(why: &str) -> Response {
    (StatusCode::BAD_GATEWAY, format!("no answer: {why}")).into_response()
}
