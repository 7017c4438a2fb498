//! Parses `Accept`, `Accept-Encoding` and `Accept-Language` (RFC 9110, section 12.5): ranges with a
//! weight; a weight of 0 means "not acceptable".

use axum::http::{HeaderMap, HeaderName, header};

/// The ranges of a header with their weights from 0 to 1, over all its lines; a weight that cannot be parsed counts as 0.
pub(crate) fn ranges(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (&str, f32)> {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some((name, weight.map_or(1.0, |weight| weight.parse().ok().filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0))))
    })
}

/// The client's preferred content coding among those offered, the first offered on a tie; `None` if it accepts none of them.
pub(crate) fn encoding(headers: &HeaderMap, offered: &[&'static str]) -> Option<&'static str> {
    let weight = |coding: &str| {
        let named = |wanted: &str| ranges(headers, header::ACCEPT_ENCODING).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        named(coding).or_else(|| named("*")).map_or(0.0, |(_, weight)| weight)
    };
    let mut best = (None, 0.0);
    for coding in offered {
        let weight = weight(coding);
        if weight > best.1 {
            best = (Some(*coding), weight);
        }
    }
    best.0
}

/// Whether the client prefers a page to data: HTML is named, and JSON has no higher weight.
pub(crate) fn wants_page(headers: &HeaderMap) -> bool {
    let weight = |types: &[&str]| {
        let named = ranges(headers, header::ACCEPT).filter(|(name, _)| types.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)));
        named.map(|(_, weight)| weight).fold(0.0, f32::max)
    };
    let page = weight(&["text/html", "application/xhtml+xml", "text/*"]);
    page > 0.0 && page >= weight(&["application/json", "application/problem+json"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn the_coding_with_the_highest_weight_wins_and_zero_refuses() {
        for (accepted, best) in [
            ("br, gzip", Some("br")),
            ("br;q=0, gzip", Some("gzip")),
            ("br;q=0.5, gzip;q=0.9", Some("gzip")),
            ("GZIP", Some("gzip")),
            ("*", Some("br")),
            ("*;q=0", None),
            ("br;q=0, *", Some("gzip")),
            ("identity", None),
            ("gzip;q=2, x-br", None),
            ("brotli", None),
            ("", None),
        ] {
            assert_eq!(encoding(&with(header::ACCEPT_ENCODING, accepted), &["br", "gzip"]), best, "{accepted}");
        }
    }

    #[test]
    fn a_page_is_preferred_where_html_is_named_and_json_weighs_no_more() {
        for (accepted, page) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("text/html;q=0, application/json", false),
            ("application/json, text/html;q=0.5", false),
            ("application/json;q=0.5, text/html", true),
            ("TEXT/HTML", true),
            ("*/*", false),
            ("application/vnd.text/html-like", false),
            ("", false),
        ] {
            assert_eq!(wants_page(&with(header::ACCEPT, accepted)), page, "{accepted}");
        }
    }
}
