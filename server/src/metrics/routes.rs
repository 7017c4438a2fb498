//! Counts and times requests by route, that is by the template that a path matches.

use super::{REQUEST_SECONDS, REQUESTS};
use ::metrics::{Counter, Histogram, counter, histogram};
use matchit::Router;
use parking_lot::RwLock;
use std::sync::OnceLock;
use std::time::Duration;

/// All routes. A router of our own, because answers are counted outside of axum's router, where the
/// template that it has matched is not known.
pub(crate) struct Routes {
    by_template: Router<Route>,
    sockets: Route,
    /// Requests whose path matches no template.
    unmatched: Route,
}

/// The metrics of one route. Each is looked up in the recorder at its first event, and cached.
pub(crate) struct Route {
    template: String,
    timed: bool,
    answers: RwLock<Vec<(u16, Counter)>>,
    seconds: OnceLock<Histogram>,
}

impl Routes {
    /// The routes with these templates, in axum's syntax (`/poll/{code}`).
    ///
    /// # Panics
    /// If a template is malformed or occurs twice.
    pub(crate) fn new(templates: impl IntoIterator<Item = String>) -> Self {
        let mut by_template = Router::new();
        for template in templates {
            by_template.insert(template.clone(), Route::new(template, true)).expect("axum has accepted the same templates");
        }
        Self { by_template, sockets: Route::new("/socket.io".into(), false), unmatched: Route::new("none".into(), true) }
    }

    /// The route of a path; one with the template `none` for unknown paths.
    pub(crate) fn of(&self, path: &str) -> &Route {
        match self.by_template.at(path) {
            Ok(matched) => matched.value,
            Err(_) if path.starts_with("/socket.io") => &self.sockets,
            Err(_) => &self.unmatched,
        }
    }
}

impl Route {
    fn new(template: String, timed: bool) -> Self {
        Self { template, timed, answers: RwLock::default(), seconds: OnceLock::new() }
    }

    /// Counts an answered request, and records how long it took. Socket.IO's requests are not
    /// timed: long polls wait for events.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.answers(status).increment(1);
        if self.timed {
            let seconds = self.seconds.get_or_init(|| histogram!(REQUEST_SECONDS, "route" => self.template.clone()));
            seconds.record(took.as_secs_f64());
        }
    }

    fn answers(&self, status: u16) -> Counter {
        let cached =
            |answers: &[(u16, Counter)]| answers.iter().find(|(counted, _)| *counted == status).map(|(_, counter)| counter.clone());
        if let Some(counter) = cached(&self.answers.read()) {
            return counter;
        }
        let counter = counter!(REQUESTS, "route" => self.template.clone(), "status" => status.to_string());
        let mut answers = self.answers.write();
        if cached(&answers).is_none() {
            answers.push((status, counter.clone()));
        }
        counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_counted_by_its_template() {
        let routes = Routes::new(["/".into(), "/poll/{code}".into(), "/poll/{code}/vote".into()]);
        let template = |path| routes.of(path).template.as_str();
        assert_eq!(template("/"), "/");
        assert_eq!(template("/poll/AB3DE9ZX"), "/poll/{code}");
        assert_eq!(template("/poll/AB3DE9ZX/vote"), "/poll/{code}/vote");
        assert_eq!(template("/socket.io/"), "/socket.io");
        assert_eq!(template("/poll/a/b/c"), "none");
    }
}
