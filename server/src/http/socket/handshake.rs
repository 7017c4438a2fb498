//! Trims the handshake of a Socket.IO session, which stays in memory until the session ends.
//!
//! Header values are slices of the buffer that the request was read into, so a thousand phones
//! would occupy a thousand buffers of 8 KiB for a few short values. This module copies the values,
//! and removes unused headers.

use crate::app::limit::price::is_of_sockets;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers that browsers send with every request and no session reads.
const UNREAD: [HeaderName; 6] =
    [header::ACCEPT, header::ACCEPT_ENCODING, header::ACCEPT_LANGUAGE, header::CACHE_CONTROL, header::PRAGMA, header::USER_AGENT];

/// A request of Socket.IO with the headers that a session needs, copied; other requests pass unchanged.
pub(crate) fn trim(mut request: Request) -> Request {
    if is_of_sockets(request.uri().path()) {
        copy_needed_headers(request.headers_mut());
        if let Ok(uri) = request.uri().to_string().parse() {
            *request.uri_mut() = uri;
        }
    }
    request
}

fn copy_needed_headers(headers: &mut HeaderMap) {
    for name in UNREAD {
        headers.remove(name);
    }
    for value in headers.values_mut() {
        if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
            *value = copy;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;

    #[test]
    fn remaining_header_values_do_not_borrow_the_read_buffer() {
        let buffer = Bytes::from(b"handsup_device=abc; Mozilla".to_vec());
        let slice = |from, to| HeaderValue::from_maybe_shared(buffer.slice(from..to)).unwrap();
        let mut headers = HeaderMap::from_iter([(header::COOKIE, slice(0, 18)), (header::USER_AGENT, slice(20, 27))]);
        copy_needed_headers(&mut headers);
        assert_eq!(headers.len(), 1);
        let cookie = headers[header::COOKIE].as_bytes();
        assert_eq!(cookie, b"handsup_device=abc");
        assert!(!buffer.as_ptr_range().contains(&cookie.as_ptr()));
    }
}
