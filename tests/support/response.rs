//! A response, with assertions about it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// A response that has arrived whole.
#[derive(Debug, Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers; the values of a repeated one are in the order they came.
    pub headers: HeaderMap,
    /// The whole body, as it was received.
    pub body: Bytes,
}

impl Response {
    /// Parses the bytes of a raw connection; `None` when they are no HTTP response.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let mut lines = std::str::from_utf8(&bytes[..end]).ok()?.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':')?;
            headers.append(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value.trim()).ok()?);
        }
        Some(Self { status, headers, body: Bytes::copy_from_slice(&bytes[end + 4..]) })
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The body as JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("no JSON ({error}) but {} {}", self.status, self.text()),
        }
    }

    /// A header as text; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The stable code of a problem; empty when the response is no problem.
    #[must_use]
    pub fn code(&self) -> String {
        if self.header("content-type") != "application/problem+json" {
            return String::new();
        }
        self.json()["code"].as_str().unwrap_or("").to_owned()
    }

    /// Status and code of a problem, for tables.
    #[must_use]
    pub fn status_and_code(&self) -> (u16, String) {
        (self.status, self.code())
    }

    /// Asserts this status.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Asserts a problem (RFC 9457) with this status and code; returns the problem.
    #[track_caller]
    pub fn is_refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status_and_code(), (status, code.to_owned()), "{}", self.text());
        self.json()
    }

    /// Asserts that a ballot is counted; returns the body.
    #[track_caller]
    pub fn is_counted(&self) -> Value {
        let counted = self.is(200).json();
        assert_eq!(counted["success"], true);
        assert_eq!(counted["receipt"].as_str().map(str::len), Some(8), "a receipt of eight characters");
        counted
    }

    /// Asserts that a ballot is counted now, or was before its first response was lost; returns the receipt.
    #[track_caller]
    pub fn is_counted_now_or_before(&self) -> String {
        let counted = if self.status == 409 { self.is_refused(409, "already_voted_device")["your_vote"].take() } else { self.is_counted() };
        counted["receipt"].as_str().expect("a receipt").to_owned()
    }

    /// Asserts an HTML page with this status; returns the text.
    #[track_caller]
    pub fn is_page(&self, status: u16) -> &str {
        self.is(status);
        assert!(self.header("content-type").starts_with("text/html"), "a page, not {}", self.header("content-type"));
        self.text()
    }

    /// The part of a page that a reader without script sees: everything before the texts and the data for the script.
    #[track_caller]
    pub fn shown(&self) -> &str {
        let text = self.is_page(self.status);
        text.split("<script type=\"application/json\"").next().unwrap_or(text)
    }

    /// Asserts a redirect (303); returns its location.
    #[track_caller]
    pub fn leads_to(&self) -> &str {
        self.is(303).header("location")
    }

    /// The data that a page's script starts from.
    #[must_use]
    #[track_caller]
    pub fn boot(&self) -> Value {
        let text = self.text();
        let from = text.find("id=\"boot\">").expect("a page with data for its script") + "id=\"boot\">".len();
        let end = text[from..].find("</script>").expect("the data ends") + from;
        serde_json::from_str(&text[from..end]).expect("the data is JSON")
    }
}

/// Results without the two numbers that begin anew with the program: that of the last change of presence, and since when the
/// texts are known to be the same.
#[must_use]
pub fn without_restart_numbers(mut results: serde_json::Value) -> serde_json::Value {
    results["presence_seq"].take();
    results["revision"].take();
    results
}
