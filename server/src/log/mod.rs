//! Log lines on standard error, for eyes or for machines.

mod outages;

pub(crate) use outages::outages;

use crate::config::{Config, LogFormat};
use std::io::IsTerminal;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt, registry};

/// Starts logging as the configuration says. A second start changes nothing.
pub fn start(config: &Config) {
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let lines = match config.log_format {
        LogFormat::Pretty => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let _started_before = registry().with(wanted(&config.log)).with(lines).try_init();
}

/// What libraries warn about and is no trouble: usvg names every letter that one font lacks and another has; sqlx writes down
/// whole statements of a busy computer, whose waits `/metrics` tells, and each connection that goes with its database.
const TALKATIVE: [&str; 5] = ["usvg", "fontdb", "sqlx::query", "sqlx::pool", "sqlx_core::pool"];

/// Of `info` or `warn,handsup_server::storage=debug`; what cannot be read is `info`. What is [`TALKATIVE`] is silent
/// unless its library is named.
fn wanted(words: &str) -> Targets {
    // An empty word would mean errors alone.
    let words: Vec<_> = words.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let wanted: Targets = words.join(",").parse().unwrap_or_else(|_| Targets::new().with_default(Level::INFO));
    let is_named = |target: &str| words.iter().any(|word| word.starts_with(target.split("::").next().unwrap_or(target)));
    TALKATIVE.iter().filter(|target| !is_named(target)).fold(wanted, |wanted, target| wanted.with_target(*target, LevelFilter::OFF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_holds_for_all_but_those_who_are_named() {
        let levels = wanted("warn,handsup_server::storage=debug,sqlx=off");
        assert!(levels.would_enable("handsup_server::storage::writer", &Level::DEBUG));
        assert!(levels.would_enable("handsup_server::http", &Level::WARN) && !levels.would_enable("handsup_server::http", &Level::INFO));
        assert!(!levels.would_enable("sqlx::query", &Level::ERROR));
        assert!(wanted("info, ").would_enable("handsup_server", &Level::INFO));
        assert!(wanted("no=such=thing").would_enable("handsup_server", &Level::INFO));
    }

    #[test]
    fn a_library_that_warns_of_nothing_is_silent_unless_it_is_named() {
        for words in ["info", "debug", "", "no=such=thing", "handsup_server=debug,warn"] {
            assert!(!wanted(words).would_enable("usvg::text::shaping", &Level::WARN), "{words}");
        }
        assert!(wanted("info,usvg=warn").would_enable("usvg::text::shaping", &Level::WARN));
    }
}
