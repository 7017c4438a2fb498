//! Requests by route: which template a path matches, and what was answered there.

use super::{REQUEST_SECONDS, REQUESTS};
use ::metrics::{Counter, Histogram, counter, histogram};
use matchit::Router;
use parking_lot::RwLock;
use std::sync::OnceLock;
use std::time::Duration;

/// Every route there is. Our own look-up and not axum's: axum knows the route only further in than answers are counted.
pub(crate) struct Routes {
    known: Router<Route>,
    sockets: Route,
    none: Route,
}

/// What is counted of one route. A figure appears once there is something to tell, and is not looked up again.
pub(crate) struct Route {
    template: String,
    timed: bool,
    answers: RwLock<Vec<(u16, Counter)>>,
    seconds: OnceLock<Histogram>,
}

impl Routes {
    /// These templates, as axum writes them (`/poll/{code}`).
    pub(crate) fn new(templates: impl IntoIterator<Item = String>) -> Self {
        let mut known = Router::new();
        for template in templates {
            // Axum took the same ones: none of them is malformed or there twice.
            known.insert(template.clone(), Route::new(template, true)).expect("templates that axum has taken");
        }
        Self { known, sockets: Route::new("/socket.io".into(), false), none: Route::new("none".into(), true) }
    }

    /// The route that a path leads to.
    pub(crate) fn of(&self, path: &str) -> &Route {
        match self.known.at(path) {
            Ok(found) => found.value,
            Err(_) if path.starts_with("/socket.io") => &self.sockets,
            Err(_) => &self.none,
        }
    }
}

impl Route {
    fn new(template: String, timed: bool) -> Self {
        Self { template, timed, answers: RwLock::default(), seconds: OnceLock::new() }
    }

    /// A request was answered. A socket's polls wait for news: how long they take says nothing.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.answers(status).increment(1);
        if self.timed {
            let seconds = self.seconds.get_or_init(|| histogram!(REQUEST_SECONDS, "route" => self.template.clone()));
            seconds.record(took.as_secs_f64());
        }
    }

    fn answers(&self, status: u16) -> Counter {
        let known = |answers: &[(u16, Counter)]| answers.iter().find(|(its, _)| *its == status).map(|(_, counter)| counter.clone());
        if let Some(counter) = known(&self.answers.read()) {
            return counter;
        }
        let counter = counter!(REQUESTS, "route" => self.template.clone(), "status" => status.to_string());
        let mut answers = self.answers.write();
        if known(&answers).is_none() {
            answers.push((status, counter.clone()));
        }
        counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_counts_for_its_template_whatever_the_visitor_wrote_in_it() {
        let routes = Routes::new(["/".into(), "/poll/{code}".into(), "/poll/{code}/vote".into()]);
        let template = |path| routes.of(path).template.as_str();
        assert_eq!(template("/"), "/");
        assert_eq!(template("/poll/AB3DE9ZX"), "/poll/{code}");
        assert_eq!(template("/poll/AB3DE9ZX/vote"), "/poll/{code}/vote");
        assert_eq!(template("/socket.io/"), "/socket.io");
        assert_eq!(template("/poll/a/b/c"), "none");
    }
}
