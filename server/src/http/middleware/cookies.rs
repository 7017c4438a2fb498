//! Removes cookies that are not ASCII. Browsers send a cookie to every port of its address, so
//! requests also carry the cookies of other programs.

use axum::http::header::{COOKIE, Entry};
use axum::http::{HeaderMap, HeaderValue};

/// Removes cookies with other bytes than printable ASCII, so that the others in their header line
/// can be parsed.
pub(crate) fn keep_readable(headers: &mut HeaderMap) {
    let Entry::Occupied(mut lines) = headers.entry(COOKIE) else { return };
    for line in lines.iter_mut().filter(|line| line.to_str().is_err()) {
        let is_text = |pair: &&[u8]| pair.iter().all(|byte| (b' '..=b'~').contains(byte));
        let readable: Vec<&[u8]> = line.as_bytes().split(|byte| *byte == b';').filter(is_text).collect();
        *line = HeaderValue::from_bytes(&readable.join(&b';')).unwrap_or(HeaderValue::from_static(""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_ascii_cookies_are_removed_and_the_others_stay() {
        for (sent, expected) in [
            ("a=1; b=2".as_bytes(), "a=1; b=2"),
            ("a=1; b=é; c=3".as_bytes(), "a=1; c=3"),
            (b"\xff=1;b=2", "b=2"),
            (b"b=2; a=\xe2\x82", "b=2"),
            (b"\xc3\xa9", ""),
        ] {
            let mut headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_bytes(sent).unwrap())]);
            keep_readable(&mut headers);
            assert_eq!(headers[COOKIE], expected);
        }
        let mut none = HeaderMap::new();
        keep_readable(&mut none);
        assert!(none.is_empty());
    }
}
