//! GET `/metrics`: metrics for Prometheus, readable from this computer itself or with the token.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::keys::{bearer, same};
use crate::app::proxies::is_forwarded;
use crate::http::problem::Problem;
use crate::metrics;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

/// Metrics for Prometheus.
#[utoipa::path(
    get, path = "/metrics", tag = "health", operation_id = "getMetrics",
    responses(
        (status = 200, description = "Prometheus text: figures, never an address, a token or a poll's code", content_type = "text/plain", body = String),
        (status = 401, description = "`metrics_private`: there is a token, and none was sent"), (status = 403, description = "`metrics_private`")
    )
)]
pub(crate) async fn metrics(
    State(app): State<App>,
    Extension(client): Extension<ClientIp>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !may_read(app.metrics_token.as_deref(), client, &headers) {
        let no_token_sent = app.metrics_token.is_some() && !headers.contains_key(header::AUTHORIZATION);
        return Err(Problem::metrics_private(no_token_sent));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::text(&app.gauges())).into_response())
}

/// Whether the metrics may be read: with the token, or by a request from this computer itself. A
/// forwarded request never counts as local, even if its proxy runs on this computer.
fn may_read(token: Option<&str>, client: ClientIp, headers: &HeaderMap) -> bool {
    let has_token = || token.zip(bearer(headers)).is_some_and(|(token, sent)| same(token.as_bytes(), sent.as_bytes()));
    (client.address.is_loopback() && !is_forwarded(headers)) || has_token()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_and_clients_with_the_token_may_read() {
        let is_permitted = |token: Option<&str>, from: &str, sent: &[(&'static str, &str)]| {
            let headers = sent.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            may_read(token, ClientIp::elsewhere(from.parse().unwrap()), &headers)
        };
        assert!(is_permitted(None, "127.0.0.1", &[]) && is_permitted(None, "::1", &[]));
        assert!(!is_permitted(None, "192.168.1.7", &[]));
        assert!(!is_permitted(None, "127.0.0.1", &[("x-forwarded-for", "203.0.113.7")]), "a proxy on this computer");
        assert!(!is_permitted(None, "192.168.1.7", &[("authorization", "Bearer ")]));
        assert!(is_permitted(Some("secret"), "192.168.1.7", &[("authorization", "Bearer secret")]));
        assert!(!is_permitted(Some("secret"), "192.168.1.7", &[("authorization", "Bearer secre")]));
    }
}
