//! Response headers: policies, caching, cookies and compression.

use http::Method;
use support::{House, OPTIONS, QUESTION, Response, fresh_secret};

/// The value of a directive of the content security policy; empty where the policy does not have it.
fn directive<'a>(answer: &'a Response, name: &str) -> &'a str {
    let directives = answer.header("content-security-policy").split(';').map(str::trim);
    directives.filter_map(|directive| directive.split_once(' ')).find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

#[tokio::test]
async fn pages_may_load_nothing_but_our_own_files() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/nowhere", &poll.path(""), &poll.path("/share"), "/?code=none"] {
        let page = house.phone().opens(path).await;
        assert_eq!(directive(&page, "default-src"), "'none'", "{path}");
        assert_eq!(directive(&page, "script-src"), "'self'", "{path}");
        assert_eq!(directive(&page, "style-src"), "'self'", "{path}");
        assert_eq!(directive(&page, "frame-ancestors"), "'none'", "{path}");
        assert_eq!(directive(&page, "base-uri"), "'none'", "{path}");
        assert_eq!(directive(&page, "form-action"), "'self'", "{path}");
        assert!(!page.header("content-security-policy").contains("unsafe"), "{path}");
        assert!(directive(&page, "connect-src").contains(&format!("ws://{}", house.addr())), "{path}: sockets");
    }
}

#[tokio::test]
async fn the_console_alone_frames_and_the_projectors_page_alone_is_framed_and_only_by_this_origin() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let console = house.host().opens("/").await;
    assert_eq!([directive(&console, "frame-src"), directive(&console, "frame-ancestors")], ["'self'", "'none'"]);
    assert_eq!(console.header("x-frame-options"), "DENY");
    let screen = format!("/screen/{}", poll.meeting());
    for caller in [house.phone().opens(&screen).await, house.host().opens(&format!("{screen}?miniature")).await] {
        assert_eq!(directive(&caller, "frame-ancestors"), "'self'");
        assert_eq!(caller.header("x-frame-options"), "SAMEORIGIN");
        assert_eq!(directive(&caller, "frame-src"), "", "it frames nothing itself");
    }
    for path in ["/".to_owned(), poll.path(""), poll.meeting_path(""), poll.path("/share"), "/screen/ZZZZZZ".into(), "/host/enter".into()] {
        let page = house.phone().opens(&path).await;
        assert_eq!([directive(&page, "frame-src"), directive(&page, "frame-ancestors")], ["", "'none'"], "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn a_forged_host_does_not_get_into_the_policy() {
    let house = House::open().await;
    let answer = house.answers("GET / HTTP/1.1\r\nhost: evil.example; script-src *\r\n\r\n").await.expect("an answer");
    assert!(!answer.header("content-security-policy").contains("evil"));
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/", &poll.path(""), &poll.path("/share"), "/nowhere"] {
        let page = house.phone().opens(path).await;
        let text = page.text();
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or("");
            assert!(tag.contains("src=") || tag.contains("application/json"), "{path}: {tag}");
        }
        for inline in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(inline), "{path}: {inline}");
        }
    }
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/healthz", &poll.path(""), &poll.path("/results"), "/nowhere", "/openapi.json", "/api/console", "/icon.svg"] {
        let answer = house.phone().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path}: no other origin may read it");
        assert!(answer.headers.get("server").is_none(), "{path}");
    }
}

#[tokio::test]
async fn refusals_of_a_missing_or_wrong_host_have_the_security_headers() {
    let house = House::open().await;
    for hosts in ["", "host: evil.example\r\n"] {
        let answer = house.answers(format!("GET / HTTP/1.1\r\n{hosts}\r\n")).await.expect("an answer");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn dynamic_responses_are_not_cached() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in ["/", &poll.path(""), &poll.path("/results"), &poll.path("/qr.svg"), "/api/console", "/nowhere"] {
        assert_eq!(house.host().get(path).await.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_device_cookie_is_http_only_and_same_site_lax() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = house.phone().opens(&poll.path("")).await;
    let cookie = page.header("set-cookie");
    for part in ["handsup_device=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
}

#[tokio::test]
async fn the_host_cookie_does_not_contain_the_key_and_is_same_site_strict() {
    let house = House::open().await;
    let answer = house.phone().becomes_host(house.host_key()).await;
    let cookie = answer.header("set-cookie");
    for part in ["handsup_host=", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains(house.host_key()));
}

#[tokio::test]
async fn assets_are_immutable_and_compressed() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = house.phone().opens(&poll.path("")).await;
    let asset = script_of(page.text());
    let phone = house.phone();
    let plain = phone.get(asset).await;
    assert_eq!(plain.is(200).header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("x-content-type-options"), "nosniff");
    assert_eq!(plain.header("cross-origin-resource-policy"), "same-origin");
    assert!(plain.header("content-type").starts_with("text/javascript"), "{}", plain.header("content-type"));
    assert!(plain.headers.get("content-security-policy").is_none(), "it runs under the policy of its page");
    let missing = phone.opens("/assets/missing.js").await;
    assert_eq!(directive(&missing, "default-src"), "'none'", "what says that a file is missing is a page");
    assert_eq!(missing.header("x-frame-options"), "DENY");
    for encoding in ["br", "gzip"] {
        let compressed = phone.send(phone.request(Method::GET, asset).header("accept-encoding", encoding)).await;
        assert_eq!(compressed.is(200).header("content-encoding"), encoding);
        assert_eq!(compressed.header("vary"), "accept-encoding");
        assert!(compressed.body.len() < plain.body.len());
    }
}

#[tokio::test]
async fn compressed_files_are_not_served_under_their_own_names() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = house.phone().opens(&poll.path("")).await;
    let asset = script_of(page.text());
    house.phone().get(&format!("{asset}.br")).await.is_refused(404, "not_found");
}

#[tokio::test]
async fn with_a_cdn_links_and_the_policy_name_it_and_no_other_host() {
    let house = House::with(|config| config.assets_url = Some("https://cdn.example.org/handsup".into())).await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = house.phone().opens(&poll.path("")).await;
    let urls: Vec<&str> = page.text().split(['"', '\'']).filter(|text| text.contains("/assets/")).collect();
    assert!(urls.len() >= 2, "a script and a style");
    for url in urls {
        assert!(url.starts_with("https://cdn.example.org/handsup/assets/"), "{url}");
        // The CDN fetches the file from this server and serves it to pages of another origin.
        let file = house.phone().get(url.trim_start_matches("https://cdn.example.org/handsup")).await;
        assert_eq!(file.is(200).header("access-control-allow-origin"), "*");
        assert_eq!(file.header("cross-origin-resource-policy"), "cross-origin");
    }
    for name in ["script-src", "style-src"] {
        assert_eq!(directive(&page, name), "'self' https://cdn.example.org", "{name}");
    }
    assert_eq!(directive(&page, "default-src"), "'none'");
    for path in ["/api/console", &poll.path("/results"), &poll.path("")] {
        let answer = house.host().get(path).await;
        assert!(answer.headers.get("access-control-allow-origin").is_none(), "{path}: no other origin may read it");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
    }
}

/// The path of a page's script. Without built pages there is none: run `make ui`.
fn script_of(page: &str) -> &str {
    let (_, rest) = page.split_once("src=\"/assets/").expect("the page has a script: run `make ui` first");
    let name = rest.split('"').next().expect("a path");
    let start = page.len() - rest.len() - "/assets/".len();
    &page[start..start + "/assets/".len() + name.len()]
}

#[tokio::test]
async fn text_is_compressed_only_for_clients_that_accept_it() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let asks = async |path: &str, accepts: &str| {
        let host = house.host();
        host.send(host.request(Method::GET, path).header("accept-encoding", accepts).header("accept", "text/html")).await
    };
    let meeting = poll.meeting();
    for path in [poll.path(""), "/openapi.json".into(), poll.path("/qr.svg"), format!("/api/meetings/{meeting}/report")] {
        let compressed = asks(&path, "gzip, br;q=0").await;
        assert_eq!(compressed.is(200).header("content-encoding"), "gzip", "{path}");
        assert!(compressed.headers.get_all("vary").iter().any(|names| names == "accept-encoding"), "{path}");
        assert_eq!(compressed.body[..2], [0x1f, 0x8b], "{path}");
        for other_coding in ["", "identity", "gzip;q=0", "br"] {
            let plain = asks(&path, other_coding).await;
            assert!(plain.is(200).headers.get("content-encoding").is_none(), "{path} {other_coding}");
            assert!(compressed.body.len() < plain.body.len(), "{path}");
        }
    }
    // A page whose URL carries foreign text is not compressed, since it contains the browser's token: the size would help
    // to guess the token (BREACH).
    assert!(asks(&poll.path("?guess=browser_token"), "gzip").await.is(200).headers.get("content-encoding").is_none());
    // Neither pictures, which are compressed already, nor small responses are compressed.
    assert!(asks(&poll.path("/qr.png"), "gzip").await.is(200).headers.get("content-encoding").is_none());
    assert!(asks("/healthz", "gzip").await.headers.get("content-encoding").is_none());
}

#[tokio::test]
async fn a_coding_or_a_media_type_that_the_client_refuses_is_not_sent() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    let page = house.phone().opens(&poll.path("")).await;
    let phone = house.phone();
    for (accepts, coding) in
        [("br;q=0, gzip", "gzip"), ("gzip;q=0.2, br;q=0.9", "br"), ("br;q=0,gzip;q=0", ""), ("x-brotli", ""), ("*", "br")]
    {
        let asset = phone.send(phone.request(Method::GET, script_of(page.text())).header("accept-encoding", accepts)).await;
        assert_eq!(asset.is(200).header("content-encoding"), coding, "{accepts}");
    }
    for (accepts, media) in [
        ("text/html;q=0, */*", "application/problem+json"),
        ("application/json, text/html;q=0.1", "application/problem+json"),
        ("text/html, */*;q=0.8", "text/html"),
    ] {
        let answer = phone.send(phone.request(Method::GET, "/poll/ZZZZZZZZ").header("accept", accepts)).await;
        assert!(answer.is(404).header("content-type").starts_with(media), "{accepts}: {}", answer.header("content-type"));
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_an_address_changes_nothing() {
    let house = House::open().await;
    let poll = house.poll(QUESTION, &OPTIONS).await;
    for path in [poll.path("/"), poll.path("/results/"), poll.path("/share//"), poll.meeting_path("/"), "/healthz/".into()] {
        house.phone().opens(&path).await.is(200);
    }
    house.phone().opens(&poll.path("/nowhere/")).await.is(404);
}

#[tokio::test]
async fn hsts_is_sent_behind_https_and_nowhere_else() {
    let house_at = |url: &'static str| {
        House::with(move |config| {
            config.public_url = Some(url.into());
            config.secret_key = Some(fresh_secret());
        })
    };
    let (secure, plain) = (house_at("https://vote.example.org").await, house_at("http://vote.example.org").await);
    for path in ["/", "/nowhere", "/healthz"] {
        assert_eq!(secure.phone().get(path).await.header("strict-transport-security"), "max-age=31536000");
        assert!(plain.phone().get(path).await.headers.get("strict-transport-security").is_none());
    }
}
