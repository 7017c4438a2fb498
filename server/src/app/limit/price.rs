//! The price of a guest's request, in microseconds of one core, estimated generously for a release build on a laptop.
//!
//! Prices add up to an address group's share of this computer, so a price that is wrong by a factor of two moves a limit by
//! as much, and nothing else. Votes are charged like requests; the number of votes that count is limited elsewhere. Sockets
//! and ballots are charged to a budget of their own, which reading cannot exhaust.

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
    /// Host log-in: free, so that guests' reading cannot lock a host out. Wrong keys are delayed instead.
    Entering,
}

/// Whether a path is Socket.IO's.
pub(crate) fn is_of_sockets(path: &str) -> bool {
    path.starts_with("/socket.io")
}

/// Whether a query names the request's session, parsed as Engine.IO does; a request without one opens a session.
pub(crate) fn names_session(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|pair| pair.starts_with("sid=")))
}

const fn price(micros: u32) -> Price {
    Price::new(micros).expect("nothing is free")
}

/// A response without a handler's work: a refusal, a file from memory, a single word.
const LITTLE: Price = price(30);
/// A request of an existing session, which waits for the next broadcast.
const SESSION: Price = price(10);
/// A new session.
const HANDSHAKE: Price = price(150);
/// A snapshot as JSON, with the device's vote.
const RESULTS: Price = price(150);
/// A ballot: parsed, and written in a batch.
const BALLOT: Price = price(200);
/// A page, rendered with its texts.
pub(crate) const PAGE: Price = price(400);
/// A page with a QR code in it, or the code as SVG.
const DRAWING: Price = price(800);
/// A QR code as PNG, to be rendered and compressed.
const PICTURE: Price = price(3_000);
/// A write to the database that waits for the disk.
const DATABASE: Price = price(1_000);
/// The purge of a poll by its maker, which may rewrite the backups.
pub(crate) const PURGE: Price = price(500_000);
/// A chart as PNG, for the poll's maker.
const CHART: Price = price(50_000);
/// A document of some hundred kilobytes.
const DOCUMENT: Price = price(500);
/// The list of live polls: fifty polls from the database.
pub(crate) const LIST: Price = price(2_000);
/// A socket's `join`: reads the device's vote, sends a snapshot.
pub(crate) const JOIN: Price = price(200);
/// Any other event of a socket.
pub(crate) const EVENT: Price = LITTLE;

/// The price of a request before it is handled, and the budget that it is charged to.
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
        ("poll" | "m", _, "qr.png") => PICTURE,
        ("poll" | "m", _, "qr.svg" | "share") | ("screen", _, "") => DRAWING,
        ("create" | "resume", "", "") if method == Method::POST => DATABASE,
        ("poll", _, "results") | ("m", _, "stage") | ("resume", ..) => RESULTS,
        ("poll", _, "vote") => BALLOT,
        ("poll" | "m", _, "") | ("problems", ..) => PAGE,
        ("readyz", ..) => DATABASE,
        ("", "", "") => LIST,
        ("openapi.json", ..) => DOCUMENT,
        _ => LITTLE,
    }
}

/// The additional price for a poll's maker; other visitors are refused.
#[must_use]
pub(crate) fn of_owner(path: &str) -> Price {
    if path.ends_with("chart.png") { CHART } else { DATABASE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_or_draws_costs_more_than_what_answers_from_memory() {
        let get = |path: &str| {
            let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
            of(&Method::GET, path, query).1.get()
        };
        let dear = [
            "/m/K7Q2M9/qr.png?size=1024",
            "/",
            "/readyz",
            "/poll/AB3DE9ZX/qr.svg",
            "/screen/K7Q2M9",
            "/m/K7Q2M9",
            "/problems/no_such_poll",
        ];
        assert!(dear.map(get).into_iter().all(|price| price >= PAGE.get()));
        let cheap = ["/assets/vote.js", "/healthz", "/socket.io/?EIO=4&transport=polling&sid=abc", "/api/polls/AB3DE9ZX", "/nonsense"];
        assert!(cheap.map(get).into_iter().all(|price| price <= LITTLE.get()));
    }

    #[test]
    fn only_what_the_gate_takes_for_a_sessions_own_has_its_price() {
        let price = |query: &str| of(&Method::GET, "/socket.io/", Some(query)).1;
        assert_eq!(price("EIO=4&sid=abc"), SESSION);
        for query in ["EIO=4&xsid=abc", "EIO=4&t=sid=abc", "EIO=4&SID=abc", "EIO=4", ""] {
            assert_eq!(price(query), HANDSHAKE, "{query}");
        }
    }

    #[test]
    fn sockets_and_ballots_are_paid_for_apart_from_whatever_is_read() {
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
    fn a_phone_that_comes_in_and_votes_costs_about_a_millisecond() {
        let phone = [PAGE, LITTLE, LITTLE, LITTLE, LITTLE, HANDSHAKE, JOIN, RESULTS, BALLOT];
        let cost: u32 = phone.iter().map(|price| price.get()).sum();
        assert!((1_000..1_500).contains(&cost), "{cost}");
    }
}
