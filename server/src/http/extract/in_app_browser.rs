//! Detects windows that close by themselves and lose their cookies: a captive portal's sign-in window, or a page inside
//! another app. The page then asks people to open their real browser.

use axum::http::{HeaderMap, header};

/// Whether the `User-Agent` is of a window that closes by itself. On Apple's systems a real WebKit browser has
/// `Safari/` in it; an Android web view has `wv`.
#[must_use]
pub(crate) fn is_in_app(headers: &HeaderMap) -> bool {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let apple = ["iPhone", "iPad", "iPod", "Macintosh"].iter().any(|device| agent.contains(device));
    agent.contains("; wv)")
        || agent.contains("CaptiveNetworkSupport")
        || (apple && agent.contains("AppleWebKit/") && !agent.contains("Safari/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_app(agent: &str) -> bool {
        is_in_app(&HeaderMap::from_iter([(header::USER_AGENT, agent.parse().unwrap())]))
    }

    #[test]
    fn in_app_browsers_and_sign_in_windows_are_detected() {
        for agent in [
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36",
            "CaptiveNetworkSupport-481.60.2 wispr",
        ] {
            assert!(in_app(agent), "{agent}");
        }
    }

    #[test]
    fn real_browsers_are_not_detected() {
        for agent in [
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/124.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:126.0) Gecko/20100101 Firefox/126.0",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
            "curl/8.5.0",
            "",
        ] {
            assert!(!in_app(agent), "{agent}");
        }
    }
}
