//! Property tests of what is parsed from a request's head: host, origin, forwarding, cookies, path and picture size.

use crate::app::keys::Keys;
use crate::app::names::Names;
use crate::app::proxies::TrustedProxies;
use crate::config::NamedKey;
use crate::domain::BrowserToken;
use crate::http::middleware::origin::{host, same_origin};
use crate::http::middleware::path::fold_case;
use crate::http::voting::qr;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};
use axum::response::IntoResponse;
use proptest::prelude::*;
use std::net::IpAddr;

/// The `.local` name of this server.
const LOCAL: &str = "handsup.local";
/// A configured public name.
const ALLOWED: &str = "vote.example.org";
const PUBLIC_URL: &str = "https://vote.example.org";

/// Our names, and others.
const NAME: &str = "(localhost|LocalHost|127\\.0\\.0\\.1|\\[::1\\]|vote\\.example\\.org|handsup\\.local|evil\\.example|[!-~]{0,12})";
/// Valid and malformed text behind a name, as attacks by the `Host` header use it.
const SUFFIX: &str = "(|:|\\.|@|:4242|:99999|:4242:1|%00|/|\\?|#|, |[!-~]{0,6})";

fn names() -> Names {
    Names::new(&[ALLOWED.to_owned()], tokio::sync::watch::channel(Some(LOCAL.to_owned())).1)
}

fn headers(name: &HeaderName, lines: &[String]) -> HeaderMap {
    lines.iter().filter_map(|line| Some((name.clone(), HeaderValue::from_bytes(line.as_bytes()).ok()?))).collect()
}

/// Whether a Host is one of ours, by other code than the origin check's.
fn is_ours(host: &str) -> bool {
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let name = match host.strip_prefix('[').and_then(|v6| v6.split_once(']')) {
        Some((v6, behind)) => return v6.parse::<IpAddr>().is_ok() && (behind.is_empty() || behind.strip_prefix(':').is_some_and(is_port)),
        None => host.split_once(':').filter(|(_, behind)| is_port(behind)).map_or(host, |(name, _)| name).to_ascii_lowercase(),
    };
    name.parse::<IpAddr>().is_ok() || ["localhost", LOCAL, ALLOWED].contains(&name.as_str())
}

fn keys(secret: u8) -> Keys {
    Keys::new(vec![NamedKey { name: "host".into(), key: "the key".into() }], vec![secret; 32], false)
}

/// The device cookie of a browser, as the browser sends it.
fn cookie_of(keys: &Keys, browser: BrowserToken) -> String {
    let answer = keys.device_cookie(browser).into_response();
    let line = answer.headers().get(header::SET_COOKIE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    line.split(';').next().unwrap_or_default().to_owned()
}

proptest! {
    #[test]
    fn an_accepted_host_header_is_single_and_one_of_ours(name in NAME, suffix in SUFFIX, tail in NAME, repeated in any::<Option<bool>>()) {
        let value = format!("{name}{suffix}{tail}");
        let lines: Vec<String> = std::iter::repeat_n(value.clone(), 1 + usize::from(repeated == Some(true))).collect();
        if let Ok(authority) = host(&headers(&header::HOST, &lines)) && names().is_ours(authority.host()) {
            prop_assert!(is_ours(&value), "{value}");
            prop_assert_eq!(lines.len(), 1);
        }
    }

    #[test]
    fn an_accepted_origin_is_the_requested_host_or_the_public_url(
        scheme in "(http://|https://|HTTP://|file://|null|)", name in NAME, suffix in SUFFIX, tail in NAME, repeated in any::<bool>(),
    ) {
        let value = format!("{scheme}{name}{suffix}{tail}");
        let lines = vec![value.clone(); 1 + usize::from(repeated)];
        let requested = host(&headers(&header::HOST, &["127.0.0.1:4242".to_owned()])).expect("an address");
        if same_origin(Some(PUBLIC_URL), &headers(&header::ORIGIN, &lines), &requested) {
            prop_assert!(!repeated && (value == "http://127.0.0.1:4242" || value == PUBLIC_URL), "{value}");
        }
    }

    #[test]
    fn forwarding_headers_of_an_untrusted_peer_are_ignored(peer in any::<IpAddr>(), lines in prop::collection::vec("\\PC{0,40}|([0-9a-f.:]{2,20},? ?){0,4}", 0..4)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let client = TrustedProxies::new(&["10.0.0.0/8".parse().expect("a network")]).read(peer, &lines, false).0;
        prop_assert_eq!(client, client.to_canonical());
        if !matches!(peer.to_canonical(), IpAddr::V4(v4) if v4.octets()[0] == 10) {
            prop_assert_eq!(client, peer.to_canonical());
        }
    }

    #[test]
    fn behind_a_trusted_proxy_the_rightmost_untrusted_address_is_the_client(
        claimed in prop::collection::vec(any::<IpAddr>(), 0..3), visitor in any::<[u8; 3]>(), proxies in prop::collection::vec(any::<[u8; 3]>(), 0..3),
    ) {
        let visitor = IpAddr::from([203, visitor[0], visitor[1], visitor[2]]);
        let proxies = proxies.iter().map(|last| IpAddr::from([10, last[0], last[1], last[2]]));
        let hops: Vec<String> = claimed.into_iter().chain([visitor]).chain(proxies).map(|hop| hop.to_string()).collect();
        let trusted = TrustedProxies::new(&["10.0.0.0/8".parse().expect("a network")]);
        prop_assert_eq!(trusted.read(IpAddr::from([10, 0, 0, 1]), &[hops.join(", ").as_str()], false).0, visitor);
    }

    #[test]
    fn forged_cookies_and_bearers_prove_nothing(line in "(handsup_(device|host)=)?\\PC{0,80}", bearer in "(Bearer |bearer )?\\PC{0,70}") {
        let mut headers = headers(&header::COOKIE, &[line]);
        headers.extend(self::headers(&header::AUTHORIZATION, &[bearer]));
        prop_assert_eq!(keys(1).device(&headers), None);
        let token = Keys::host_token(&headers);
        prop_assert!(token.is_none_or(|token| !keys(1).is_page_secret_of(&token, "")));
        prop_assert!(crate::app::keys::bearer(&headers).and_then(|key| keys(1).host(key)).is_none());
    }

    #[test]
    fn a_tampered_cookie_never_names_another_device(bytes in any::<[u8; 16]>(), at in 0..160usize, inserted in "[ -~]{0,2}", removed in 0..3usize) {
        let (ours, browser) = (keys(1), BrowserToken::from_entropy(bytes));
        let line = cookie_of(&ours, browser);
        prop_assert_eq!(ours.device(&headers(&header::COOKIE, std::slice::from_ref(&line))), Some(browser));
        prop_assert_eq!(keys(2).device(&headers(&header::COOKIE, std::slice::from_ref(&line))), None);
        let at = at.min(line.len());
        let changed = format!("{}{inserted}{}", &line[..at], &line[(at + removed).min(line.len())..]);
        let read = ours.device(&headers(&header::COOKIE, &[changed]));
        prop_assert!(read.is_none() || read == Some(browser));
    }

    #[test]
    fn folding_case_changes_the_case_of_a_path_and_no_code_or_query(
        prefix in "(/poll/|/POLL/|/m/|/M/|/api/|/Polls/|/){1,2}", rest in "[!-~]{0,20}", query in "(\\?[!-~]{0,10})?",
    ) {
        if let Ok(uri) = format!("{prefix}{rest}{query}").parse::<Uri>() {
            let folded = fold_case(Request::builder().uri(uri.clone()).body(()).expect("a request"));
            prop_assert!(folded.uri().path().eq_ignore_ascii_case(uri.path()));
            prop_assert_eq!(folded.uri().path().split('/').nth(2), uri.path().split('/').nth(2));
            prop_assert_eq!(folded.uri().query(), uri.query());
            let twice = fold_case(Request::builder().uri(folded.uri().clone()).body(()).expect("a request"));
            prop_assert_eq!(twice.uri(), folded.uri());
        }
    }

    #[test]
    fn a_qr_picture_is_within_its_bounds_and_at_most_as_wide_as_requested(query in "(size=-?[0-9]{0,11}|size=[!-~]{0,8}|[!-~]{0,12})") {
        let Ok(uri) = format!("/poll/AB3DE9ZX/qr.png?{query}").parse::<Uri>() else { return Ok(()) };
        if let Ok(Query(params)) = Query::<qr::Size>::try_from_uri(&uri)
            && let Ok(Some(size)) = params.validated()
        {
            prop_assert!((32..=2048).contains(&size));
            let picture = crate::qr_code::QrCode::new("HTTP://10.0.0.1:4242/POLL/AB3DE9ZX").png(size).expect("a picture");
            let width = u32::from_be_bytes([picture[16], picture[17], picture[18], picture[19]]);
            prop_assert!(width <= size.max(33), "{width} pixels for {size}");
        }
    }
}
