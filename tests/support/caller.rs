//! Plain HTTP, from one address, with one jar of cookies.

use crate::Response;
use crate::in_time;
use http::Method;
use parking_lot::Mutex;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

/// The header in which a host's page sends its session's secret, beside the cookie.
pub const PAGE_HEADER: &str = "x-handsup-host";

/// An HTTP client of a house. Follows no redirect, and waits for every response to its end.
#[derive(Debug, Clone)]
pub struct Caller {
    house: SocketAddr,
    address: IpAddr,
    key: Option<String>,
    passed_on_for: Option<String>,
    page_secret: Arc<Mutex<Option<String>>>,
    jar: Arc<Jar>,
    client: reqwest::Client,
}

impl Caller {
    pub(crate) fn new(house: SocketAddr, address: IpAddr, key: Option<String>) -> Self {
        Self::build(house, address, key, None)
    }

    /// A client at `address`. With `passed_on_for`, its requests carry that `X-Forwarded-For`, as those of a proxy do.
    fn build(house: SocketAddr, address: IpAddr, key: Option<String>, passed_on_for: Option<String>) -> Self {
        let jar = Arc::new(Jar::default());
        let mut headers = HeaderMap::new();
        if let Some(client) = &passed_on_for {
            headers.insert("x-forwarded-for", HeaderValue::try_from(client).expect("plain text"));
        }
        if let Some(key) = &key {
            let bearer = HeaderValue::try_from(format!("Bearer {key}")).expect("a key is plain text");
            headers.insert(AUTHORIZATION, bearer);
        }
        let client = reqwest::Client::builder()
            .local_address(address)
            .cookie_provider(jar.clone())
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // The server closes a connection that was idle for ten seconds; a request sent at that moment would fail.
            .pool_idle_timeout(Duration::from_secs(5))
            .build()
            .expect("a client without TLS needs no certificates");
        Self { house, address, key, passed_on_for, page_secret: Arc::default(), jar, client }
    }

    /// A client with the same key and address, without cookies, whose requests carry `X-Forwarded-For: client`.
    #[must_use]
    pub fn passed_on_for(&self, client: &str) -> Self {
        Self::build(self.house, self.address, self.key.clone(), Some(client.to_owned()))
    }

    /// A client at the same address, without cookies, whose requests carry this key.
    #[must_use]
    pub fn bearing(&self, key: &str) -> Self {
        Self::build(self.house, self.address, Some(key.to_owned()), None)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> IpAddr {
        self.address
    }

    /// The house that it sends requests to.
    #[must_use]
    pub fn house(&self) -> SocketAddr {
        self.house
    }

    /// GET, as a program.
    pub async fn get(&self, path: &str) -> Response {
        self.send(self.request(Method::GET, path)).await
    }

    /// GET, as a browser that navigates.
    pub async fn opens(&self, path: &str) -> Response {
        self.send(self.request(Method::GET, path).header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")).await
    }

    /// Sends JSON.
    pub async fn sends(&self, method: Method, path: &str, body: &Value) -> Response {
        self.send(self.request(method, path).json(body)).await
    }

    /// POST as a plain form does.
    pub async fn posts_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.send(self.request(Method::POST, path).header(ACCEPT, "text/html").form(fields)).await
    }

    /// POST with a body of any media type.
    pub async fn posts(&self, path: &str, media: &str, body: impl Into<reqwest::Body>) -> Response {
        self.send(self.request(Method::POST, path).header(CONTENT_TYPE, media).body(body)).await
    }

    /// A request to be completed and passed to [`Caller::send`]; it carries the page's secret where there is one.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.house));
        match self.page_secret() {
            Some(page) => request.header(PAGE_HEADER, page),
            None => request,
        }
    }

    /// Exchanges the host key for a session, as the page at `/host/enter` does. Later requests carry the session's cookie and
    /// its page's secret.
    pub async fn becomes_host(&self, key: &str) -> Response {
        self.enters(&json!({ "key": key })).await
    }

    /// Exchanges the code of a host link for a session.
    pub async fn follows_host_link(&self, link: &str) -> Response {
        let (_, code) = link.split_once("/host/enter#code=").expect("a host link");
        self.enters(&json!({ "code": code })).await
    }

    /// Sends a key or a code to `/host/enter`; on success, later requests carry the secret that it returns.
    async fn enters(&self, credential: &Value) -> Response {
        let response = self.sends(Method::POST, "/host/enter", credential).await;
        if response.status == 200 {
            let secret = response.json()["secret"].as_str().expect("a secret").to_owned();
            *self.page_secret.lock() = Some(secret);
        }
        response
    }

    /// The secret of its host session; `None` when it has no session.
    #[must_use]
    pub fn page_secret(&self) -> Option<String> {
        self.page_secret.lock().clone()
    }

    /// Sends a request, and waits for the whole response.
    ///
    /// # Panics
    /// When no response arrives in time.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        in_time("an answer", async {
            let response = request.send().await.expect("the house answers");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Response { status, headers, body: response.bytes().await.expect("the answer is whole") }
        })
        .await
    }

    /// The cookies it would send, as one line; empty where there are none.
    #[must_use]
    pub fn cookies(&self) -> String {
        let url = format!("http://{}/", self.house).parse().expect("an address is a URL");
        self.jar.cookies(&url).and_then(|line| line.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// The headers that identify it on a socket: cookies, key, page's secret and `X-Forwarded-For`, each where it has one.
    #[must_use]
    pub fn identifying_headers(&self) -> Vec<(&'static str, String)> {
        let cookies = self.cookies();
        let cookies = (!cookies.is_empty()).then_some(("cookie", cookies));
        let key = self.key.as_ref().map(|key| ("authorization", format!("Bearer {key}")));
        let passed_on_for = self.passed_on_for.as_ref().map(|client| ("x-forwarded-for", client.clone()));
        let page = self.page_secret().map(|page| (PAGE_HEADER, page));
        cookies.into_iter().chain(key).chain(passed_on_for).chain(page).collect()
    }
}
