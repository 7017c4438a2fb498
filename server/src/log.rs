//! Log lines on standard error, for eyes or for machines.

use crate::config::{Config, LogFormat};
use std::io::IsTerminal;
use tracing::Level;
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

/// Of `info` or `warn,handsup_server::storage=debug`; what cannot be read is `info`.
fn wanted(words: &str) -> Targets {
    // An empty word would mean errors alone.
    let words: Vec<_> = words.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    words.join(",").parse().unwrap_or_else(|_| Targets::new().with_default(Level::INFO))
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
}
