//! Negotiates the language of a response: by `?lang=de`, else by the cookie, else by
//! `Accept-Language`, else English. A page with `?lang=` stores the language in the cookie for a
//! year; an API request does not.

use crate::http::middleware::negotiate;
use crate::text::{Language, RequestLocale, Zone};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const COOKIE: &str = "lang";

/// The locale of the response.
pub(crate) fn locale(request: &Request) -> RequestLocale {
    let language = from_query(request).or_else(|| from_cookie(request.headers())).or_else(|| from_accept_language(request.headers()));
    RequestLocale { language: language.unwrap_or_default(), zone: zone(request), link_prefix: link_prefix(request) }
}

/// The time zone that the query names (`?tz=Europe/Vienna`). For an unknown name it is UTC; readers notice, because
/// reports print the zone beside each time.
fn zone(request: &Request) -> Option<Zone> {
    let query = request.uri().query().filter(|query| query.contains("tz="))?;
    let (_, name) = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "tz")?;
    Some(Zone::named(&name).unwrap_or_default())
}

/// The cookie that stores the language in a page's query; `None` without one, and for API requests.
pub(crate) fn cookie(request: &Request) -> Option<HeaderValue> {
    let is_page = !request.uri().path().starts_with("/api/");
    from_query(request).filter(|_| is_page).and_then(set_cookie)
}

fn from_query(request: &Request) -> Option<Language> {
    pairs(request).find_map(|pair| Language::from_tag(pair.strip_prefix("lang=")?))
}

fn pairs(request: &Request) -> impl Iterator<Item = &str> {
    request.uri().query().unwrap_or("").split('&').filter(|pair| !pair.is_empty())
}

fn from_cookie(headers: &HeaderMap) -> Option<Language> {
    Language::from_tag(CookieJar::from_headers(headers).get(COOKIE)?.value())
}

/// The best match of `Accept-Language`; the first on a tie.
fn from_accept_language(headers: &HeaderMap) -> Option<Language> {
    let mut best = None;
    for (tag, weight) in negotiate::ranges(headers, header::ACCEPT_LANGUAGE) {
        if let Some(language) = Language::from_tag(tag)
            && weight > best.map_or(0.0, |(_, best)| best)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

fn set_cookie(language: Language) -> Option<HeaderValue> {
    let mut cookie = Cookie::new(COOKIE, language.code());
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    cookie.set_path("/");
    cookie.set_max_age(time::Duration::days(365));
    HeaderValue::try_from(cookie.to_string()).ok()
}

/// The prefix of links to this page in another language. For a GET it is a query alone, relative to
/// the page's own path. A page that answers a form has no URL of its own: after a ballot the prefix
/// leads to the poll's page, otherwise to `/`.
fn link_prefix(request: &Request) -> String {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return pairs(request).filter(|pair| !pair.starts_with("lang=")).fold("?".into(), |link, pair| link + pair + "&");
    }
    let poll = request.uri().path().strip_suffix("/vote").filter(|path| path.starts_with("/poll/"));
    format!("{}?", poll.unwrap_or("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_for(accepted: &str) -> Option<Language> {
        from_accept_language(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]))
    }

    #[test]
    fn the_supported_language_with_the_highest_weight_wins() {
        use Language::{English, German};
        for (accepted, best) in [
            ("de", Some(German)),
            ("de-AT,de;q=0.9,en;q=0.8", Some(German)),
            ("en-GB,en;q=0.9,de;q=0.8", Some(English)),
            ("en;q=0.5, de;q=0.7", Some(German)),
            ("fr, de;q=0.1", Some(German)),
            ("de;q=0", None),
            ("de;q=NaN", None),
            ("fr, *", None),
            ("", None),
        ] {
            assert_eq!(language_for(accepted), best, "{accepted}");
        }
    }
}
