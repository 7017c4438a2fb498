//! The middleware of every request, sockets included, in order: what precedes the handler, and what
//! completes its response.
//!
//! Functions instead of a layer for each step: axum clones what a layer wraps for every request and
//! boxes its future, and eight nested layers took a third of the time of a vote.

use crate::app::App;
use crate::app::limit::price::is_of_sockets;
use crate::http::extract::body;
use crate::http::middleware::{compress, cookies, guests, headers, language, origin, request_id, respond};
use crate::http::socket::{engine, handshake};
use crate::metrics::Routes;
use crate::text;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::future::{Either, FutureExt as _};
use socketioxide::layer::SocketIoLayer;
use socketioxide::service::SocketIoService;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;
use tower::{Layer, Service};
use tracing::Instrument;

/// The HTTP service. Clones share its state.
#[derive(Clone)]
pub(crate) struct HttpService(Arc<Inner>);

/// The routes, the sockets and the state they share.
struct Inner {
    app: App,
    pages: Router,
    sockets: SocketIoService<Router>,
    routes: Routes,
    policies: headers::PolicyCache,
}

impl HttpService {
    /// Serves `pages` (pages and the API) and sockets. `routes` are the path templates that metrics
    /// name.
    pub(crate) fn new(app: App, pages: Router, sockets: &SocketIoLayer, routes: Routes) -> Self {
        let sockets = sockets.layer(pages.clone());
        Self(Arc::new(Inner { app, pages, sockets, routes, policies: headers::PolicyCache::default() }))
    }

    /// Answers a request. An error is a problem in the response.
    ///
    /// Futures are written inline as arguments: one in a variable would be stored twice, and copied.
    pub(crate) async fn answer(self, mut request: Request) -> Response {
        let began = Instant::now();
        let Inner { app, routes, policies, .. } = &*self.0;
        let id = request_id::from_request(app, &request);
        request.headers_mut().insert(request_id::HEADER, id.clone());
        cookies::keep_readable(request.headers_mut());
        let route = routes.of(request.uri().path());
        let header_context = headers::HeaderContext::from_request(app, &request);
        let span = respond::span(&id, &request);
        let mut answer = request_id::with_id(
            id.clone(),
            async {
                let mut answer = match origin::admit(app, &mut request).await {
                    Ok(()) => self.0.handle(request).await,
                    Err(problem) => problem.into_response(),
                };
                header_context.apply(app, policies, &mut answer);
                respond::answered(route, began, &answer);
                answer
            }
            .instrument(span),
        )
        .await;
        answer.headers_mut().insert(request_id::HEADER, id);
        answer
    }
}

impl Inner {
    /// The steps behind the origin check: panics, locale, rate limits, problems as pages,
    /// compression.
    fn handle(&self, mut request: Request) -> impl Future<Output = Response> {
        respond::catch_panic(async move {
            let (locale, language_cookie) = (language::locale(&request), language::cookie(&request));
            let (code_typed, client) = (respond::typed_code(&request), request.extensions().get().copied());
            let compression = compress::CompressionContext::from_request(&request);
            DefaultBodyLimit::max(body::MAX_BODY_BYTES).apply(&mut request);
            let mut answer = text::with_locale(locale, async {
                let answer = match guests::admit(&self.app, &request).await {
                    Ok(()) => self.dispatch(request).await,
                    Err(problem) => problem.into_response(),
                };
                match (answer, code_typed) {
                    (answer, Some(code_typed)) => Box::pin(respond::as_page(&self.app, client, code_typed, answer)).await,
                    (answer, None) => answer,
                }
            })
            .await;
            if let Some(cookie) = language_cookie {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            compression.apply(answer).await
        })
    }

    /// Dispatches to Engine.IO or to the router, by path.
    fn dispatch(&self, request: Request) -> impl Future<Output = Response> + use<> {
        if is_of_sockets(request.uri().path()) {
            Either::Left(Box::pin(engine::answer(self.sockets.clone(), handshake::trim(request))))
        } else {
            let answer = self.pages.clone().call(request);
            Either::Right(answer.map(|answer| answer.unwrap_or_else(|never: Infallible| match never {})))
        }
    }
}
