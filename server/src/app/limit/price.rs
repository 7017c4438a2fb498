//! The price of a guest's request, in microseconds of one core, estimated generously for a release
//! build on a laptop.
//!
//! A group's prices are charged to its share of this computer, so a price that is wrong by a factor
//! of two only makes that limit wrong by as much. Sockets and ballots are charged to a budget of
//! their own, which reading cannot exhaust; the number of votes is limited in `votes.rs`.

use axum::http::Method;
use std::num::NonZeroU32;

/// Microseconds of one core.
pub(crate) type Price = NonZeroU32;

/// The budget that a request is charged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Budget {
    /// Pages, pictures, results, files.
    Reading,
    /// Sockets and ballots.
    Voting,
    /// Host log-in: not charged, so that guests' requests cannot lock a host out. Wrong keys are
    /// delayed instead.
    Entering,
}

/// Whether a path is Socket.IO's.
pub(crate) fn is_of_sockets(path: &str) -> bool {
    path.starts_with("/socket.io")
}

/// Whether a query names an existing Engine.IO session, parsed as Engine.IO does; otherwise the
/// request opens one.
pub(crate) fn names_session(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("sid=")))
}

const fn price(micros: u32) -> Price {
    Price::new(micros).expect("a price is not zero")
}

/// A response that costs hardly any work: a refusal, a file from memory, a single word. Also that of a path with no price of its
/// own.
const TRIVIAL: Price = price(30);
/// A request of an existing Engine.IO session, which waits for the next broadcast.
const SESSION: Price = price(10);
/// A new Engine.IO session.
const HANDSHAKE: Price = price(150);
/// A snapshot as JSON, or a proof, with the device's vote.
const RESULTS: Price = price(150);
/// A ballot: parsed, and written in a batch.
const BALLOT: Price = price(200);
/// A page, rendered with its texts.
pub(crate) const PAGE: Price = price(400);
/// A page with a QR code in it, or a QR code as SVG.
const QR_SVG: Price = price(800);
/// A QR code as PNG, rendered and compressed.
const QR_PNG: Price = price(3_000);
/// A write to the database that waits for the disk, or another request that waits for the database.
const DATABASE: Price = price(1_000);
/// The permanent deletion of a poll by its owner, which may rewrite the backups.
pub(crate) const PURGE: Price = price(500_000);
/// A chart as PNG, which only the host and the poll's owner can request.
const CHART: Price = price(50_000);
/// The `OpenAPI` document: some hundred kilobytes.
const DOCUMENT: Price = price(500);
/// The list of live polls: reads the newest fifty polls and filters them.
pub(crate) const LIST: Price = price(2_000);
/// A socket's `join` event: reads the device's vote and sends a snapshot.
pub(crate) const JOIN: Price = price(200);
/// Any other event of a socket.
pub(crate) const EVENT: Price = TRIVIAL;

/// The budget and the price that a request is charged before it is handled.
#[must_use]
pub(crate) fn of(method: &Method, path: &str, query: Option<&str>) -> (Budget, Price) {
    let votes = is_of_sockets(path) || (method == Method::POST && path.starts_with("/poll/") && path.ends_with("/vote"));
    let budget = match path {
        _ if votes => Budget::Voting,
        "/host/enter" => Budget::Entering,
        _ => Budget::Reading,
    };
    (budget, price_of(method, path, query))
}

fn price_of(method: &Method, path: &str, query: Option<&str>) -> Price {
    let mut parts = path.split('/').skip(1);
    let (first, second, third) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    match (first, second, third) {
        _ if is_of_sockets(path) => {
            if names_session(query) {
                SESSION
            } else {
                HANDSHAKE
            }
        }
        ("poll" | "m", _, "qr.png") => QR_PNG,
        ("poll" | "m", _, "qr.svg" | "share") | ("screen", _, "") => QR_SVG,
        ("create" | "resume", "", "") if method == Method::POST => DATABASE,
        ("poll", _, "results" | "proof") | ("m", _, "stage") | ("resume", ..) => RESULTS,
        ("poll", _, "answers") | ("m", _, "questions") if method == Method::GET => DATABASE,
        ("m", _, "questions") | ("poll", _, "vote") => BALLOT,
        ("poll" | "m", _, "") | ("m", _, "moderate" | "remote") | ("problems", ..) => PAGE,
        ("readyz", ..) => DATABASE,
        ("", "", "") => LIST,
        ("openapi.json", ..) => DOCUMENT,
        _ => TRIVIAL,
    }
}

/// The additional price of a request that a poll's token authorises.
#[must_use]
pub(crate) fn of_owner(path: &str) -> Price {
    if path.ends_with("chart.png") { CHART } else { DATABASE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_read_or_draw_cost_more_than_responses_from_memory() {
        let get = |path: &str| {
            let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
            of(&Method::GET, path, query).1.get()
        };
        let expensive = [
            "/m/K7Q2M9/qr.png?size=1024",
            "/",
            "/readyz",
            "/poll/AB3DE9ZX/qr.svg",
            "/screen/K7Q2M9",
            "/m/K7Q2M9",
            "/problems/no_such_poll",
        ];
        assert!(expensive.map(get).into_iter().all(|price| price >= PAGE.get()));
        let cheap = ["/assets/vote.js", "/healthz", "/socket.io/?EIO=4&transport=polling&sid=abc", "/api/polls/AB3DE9ZX", "/nonsense"];
        assert!(cheap.map(get).into_iter().all(|price| price <= TRIVIAL.get()));
    }

    #[test]
    fn only_a_query_with_a_sid_has_the_price_of_an_existing_session() {
        let price = |query: &str| of(&Method::GET, "/socket.io/", Some(query)).1;
        assert_eq!(price("EIO=4&sid=abc"), SESSION);
        for query in ["EIO=4&xsid=abc", "EIO=4&t=sid=abc", "EIO=4&SID=abc", "EIO=4", ""] {
            assert_eq!(price(query), HANDSHAKE, "{query}");
        }
    }

    #[test]
    fn sockets_and_ballots_have_a_budget_apart_from_reading() {
        let budget = |method: Method, path: &str| of(&method, path, None).0;
        assert_eq!(budget(Method::POST, "/poll/AB3DE9ZX/vote"), Budget::Voting);
        assert_eq!(budget(Method::GET, "/socket.io/"), Budget::Voting);
        assert_eq!(budget(Method::POST, "/host/enter"), Budget::Entering);
        for read in
            ["/", "/m/K7Q2M9", "/poll/AB3DE9ZX", "/poll/AB3DE9ZX/vote", "/poll/AB3DE9ZX/results", "/assets/vote.js", "/nonsense/vote"]
        {
            assert_eq!(budget(Method::GET, read), Budget::Reading, "{read}");
        }
    }

    #[test]
    fn the_requests_of_a_phone_that_connects_and_votes_cost_about_a_millisecond() {
        let phone = [PAGE, TRIVIAL, TRIVIAL, TRIVIAL, TRIVIAL, HANDSHAKE, JOIN, RESULTS, BALLOT];
        let cost: u32 = phone.iter().map(|price| price.get()).sum();
        assert!((1_000..1_500).contains(&cost), "{cost}");
    }
}
