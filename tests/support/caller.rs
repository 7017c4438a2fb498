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

/// What a host's page sends beside its cookie.
pub const PAGE_HEADER: &str = "x-handsup-host";

/// An HTTP client of a house. Follows no redirect, and waits for every response to its end.
#[derive(Debug, Clone)]
pub struct Caller {
    house: SocketAddr,
    address: IpAddr,
    key: Option<String>,
    passed_on_for: Option<String>,
    page: Arc<Mutex<Option<String>>>,
    jar: Arc<Jar>,
    client: reqwest::Client,
}

impl Caller {
    pub(crate) fn new(house: SocketAddr, address: IpAddr, key: Option<String>) -> Self {
        Self::through(house, address, key, None)
    }

    /// A client whose every request a proxy at `address` forwards for another client.
    fn through(house: SocketAddr, address: IpAddr, key: Option<String>, passed_on_for: Option<String>) -> Self {
        let jar = Arc::new(Jar::default());
        let mut headers = HeaderMap::new();
        if let Some(client) = &passed_on_for {
            headers.insert("x-forwarded-for", HeaderValue::try_from(client).expect("plain text"));
        }
        if let Some(bearer) = &key {
            let bearer = HeaderValue::try_from(format!("Bearer {bearer}")).expect("a key is plain text");
            headers.insert(AUTHORIZATION, bearer);
        }
        let client = reqwest::Client::builder()
            .local_address(address)
            .cookie_provider(jar.clone())
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // The server closes a connection that was idle for ten seconds, and a request must not cross that.
            .pool_idle_timeout(Duration::from_secs(5))
            .build()
            .expect("a client without TLS needs nothing");
        Self { house, address, key, passed_on_for, page: Arc::default(), jar, client }
    }

    /// The same authority, without cookies, through a proxy at the same address that names the client it forwards for.
    #[must_use]
    pub fn passed_on_for(&self, client: &str) -> Self {
        Self::through(self.house, self.address, self.key.clone(), Some(client.to_owned()))
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

    /// POST whatever it is.
    pub async fn posts(&self, path: &str, media: &str, body: impl Into<reqwest::Body>) -> Response {
        self.send(self.request(Method::POST, path).header(CONTENT_TYPE, media).body(body)).await
    }

    /// A request to be finished by hand and handed to [`Caller::send`].
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("http://{}{path}", self.house));
        match self.page_secret() {
            Some(page) => request.header(PAGE_HEADER, page),
            None => request,
        }
    }

    /// Becomes a host's browser by the host key, as the page at `/host/enter` does; from now on it shows its cookie and its
    /// page's secret.
    pub async fn becomes_host(&self, key: &str) -> Response {
        self.enters(&json!({ "key": key })).await
    }

    /// The same by a host's link.
    pub async fn follows_host_link(&self, link: &str) -> Response {
        let (_, code) = link.split_once("/host/enter#code=").expect("a host link");
        self.enters(&json!({ "code": code })).await
    }

    async fn enters(&self, by: &Value) -> Response {
        let answer = self.sends(Method::POST, "/host/enter", by).await;
        if answer.status == 200 {
            let secret = answer.json()["secret"].as_str().expect("a secret").to_owned();
            *self.page.lock() = Some(secret);
        }
        answer
    }

    /// The secret that its page keeps, where it is a host's.
    #[must_use]
    pub fn page_secret(&self) -> Option<String> {
        self.page.lock().clone()
    }

    /// Sends it, and waits for the whole answer.
    ///
    /// # Panics
    /// When no answer comes.
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

    /// The headers that identify it on a socket: cookies, the key and the page's secret where there are any, and what a
    /// proxy adds.
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
