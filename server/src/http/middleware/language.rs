//! Negotiates the language of a response: `?lang=de` (stored in a cookie for a year), else the cookie, else
//! `Accept-Language`, else English. API requests (a chart in German) do not set the cookie.

use crate::http::middleware::negotiate;
use crate::text::{Language, RequestLocale, Zone};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

const COOKIE: &str = "lang";

/// The locale of the response.
pub(crate) fn locale(request: &Request) -> RequestLocale {
    let language = chosen(request).or_else(|| remembered(request.headers())).or_else(|| preferred(request.headers()));
    RequestLocale { language: language.unwrap_or_default(), zone: zone(request), here: here(request) }
}

/// The time zone that the query names (`?tz=Europe/Vienna`); UTC for an unknown one, because reports print the zone beside
/// each moment.
fn zone(request: &Request) -> Option<Zone> {
    let query = request.uri().query().filter(|query| query.contains("tz="))?;
    let (_, name) = form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "tz")?;
    Some(Zone::named(&name).unwrap_or_default())
}

/// The cookie that stores the language a request has chosen.
pub(crate) fn cookie(request: &Request) -> Option<HeaderValue> {
    let is_page = !request.uri().path().starts_with("/api/");
    chosen(request).filter(|_| is_page).and_then(set_cookie)
}

fn chosen(request: &Request) -> Option<Language> {
    pairs(request).find_map(|pair| Language::from_tag(pair.strip_prefix("lang=")?))
}

fn pairs(request: &Request) -> impl Iterator<Item = &str> {
    request.uri().query().unwrap_or("").split('&').filter(|pair| !pair.is_empty())
}

fn remembered(headers: &HeaderMap) -> Option<Language> {
    Language::from_tag(CookieJar::from_headers(headers).get(COOKIE)?.value())
}

/// The best match of `Accept-Language`; the first on a tie.
fn preferred(headers: &HeaderMap) -> Option<Language> {
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

/// The prefix of links to this page in another language: only a query, relative to the page's own path. The page that answers a form
/// has no address of its own: a ballot's is the poll's page, every other's is `/`.
fn here(request: &Request) -> String {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return pairs(request).filter(|pair| !pair.starts_with("lang=")).fold("?".into(), |link, pair| link + pair + "&");
    }
    let poll = request.uri().path().strip_suffix("/vote").filter(|path| path.starts_with("/poll/"));
    format!("{}?", poll.unwrap_or("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefers(accepted: &str) -> Option<Language> {
        preferred(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]))
    }

    #[test]
    fn the_best_language_that_we_speak_wins() {
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
            assert_eq!(prefers(accepted), best, "{accepted}");
        }
    }
}
