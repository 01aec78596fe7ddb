//! The door: a public page that is kept is answered here, without the way through router, gate and handler; every other
//! request goes that way.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::serve::{IncomingStream, Listener};
use tower::Service;

use crate::{App, Mode, address, cookies, hant, kept, site};

/// The whole program as a service.
#[derive(Clone)]
pub struct Front {
    app: App,
    router: Router,
    /// Who is at the other end of the connection; without it the request says.
    peer: Option<SocketAddr>,
}

impl Front {
    /// The door before `router`, which is [`server`](crate::server)'s for the same `app`.
    pub fn new(app: App, router: Router) -> Self {
        Self { app, router, peer: None }
    }

    /// The answer to a request for a kept page by somebody without a session. What is unusual goes the long way.
    fn kept(&self, request: &Request) -> Option<Response> {
        if request.method() != Method::GET {
            return None;
        }
        let started = Instant::now();
        let (app, headers) = (&self.app, request.headers());
        let (asked, is_hant) = hant::split(request.uri().path_and_query()?.as_str())?;
        let mut mode = mode(headers, is_hant)?;
        let hosts = app.hosts_known()?;
        let own = site::site_of_host(&hosts, headers, request.uri())
            .and_then(|slug| site::under(asked, slug, &app.site_parts()));
        mode.own_host = own.is_some();
        let page = app.cache.get(own.as_deref().unwrap_or(asked), mode, app.clock.now())?;
        let from = || {
            let peer = self.peer.or_else(|| request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0));
            address::of_peer(peer, headers, &app.config.proxies)
        };
        if app.config.rate_limits {
            let most = app.number(page.route.rate).ok()?;
            // Who may not is told so on the long way.
            app.rates.take(page.route.rate, from(), most).ok()?;
        }
        if let Some(what) = page.route.read {
            app.reads.note(what, from(), headers);
        }
        let response = kept::deliver(&page, headers);
        let route = &page.route;
        let counts = if response.status() == StatusCode::NOT_MODIFIED { &route.same } else { &route.shown };
        counts.count(started.elapsed());
        Some(response)
    }
}

/// The variant of a kept page that such a browser is shown; `None` when it may be shown something of its own.
fn mode(headers: &HeaderMap, is_hant: bool) -> Option<Mode> {
    if headers.contains_key(header::COOKIE)
        && [cookies::SESSION, cookies::NOTICE].iter().any(|own| !cookies::read(headers, own).is_empty())
    {
        return None;
    }
    // A page for printing has its wish in its address and another mode: it is not found here.
    Some(Mode { theme: "", ..Mode::of(headers, is_hant, false) })
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Answering {
        if let Some(response) = self.kept(&request) {
            return Answering::Kept(Some(response));
        }
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        Answering::Made(self.router.call(request))
    }
}

/// An answer on its way.
pub enum Answering {
    /// It is here.
    Kept(Option<Response>),
    /// It is being made.
    Made(RouteFuture<Infallible>),
}

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Kept(response) => response.take().map_or(Poll::Pending, |response| Poll::Ready(Ok(response))),
            Self::Made(made) => Pin::new(made).poll(context),
        }
    }
}

/// Gives each connection its door.
pub(crate) struct Welcome(pub Front);

impl<L: Listener<Addr = SocketAddr>> Service<IncomingStream<'_, L>> for Welcome {
    type Response = Front;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Front, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, stream: IncomingStream<'_, L>) -> Self::Future {
        std::future::ready(Ok(Front { peer: Some(*stream.remote_addr()), ..self.0.clone() }))
    }
}
