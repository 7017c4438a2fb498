//! Log lines on standard error, as text or as JSON.

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

/// Starts logging with the configured format and filter. A second call has no effect.
pub fn start(config: &Config) {
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let lines = match config.log_format {
        LogFormat::Pretty => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    let _already_initialised = registry().with(filter(&config.log)).with(lines).try_init();
}

/// Targets of libraries whose warnings are harmless: usvg logs every glyph that it takes from a
/// fallback font; fontdb logs font files that it cannot load; sqlx logs slow statements, which
/// `/metrics` covers, and every connection lost with its database.
const NOISY_TARGETS: [&str; 5] = ["usvg", "fontdb", "sqlx::query", "sqlx::pool", "sqlx_core::pool"];

/// The filter of a setting such as `info` or `warn,handsup_server::storage=debug`; `info` where it
/// cannot be parsed. Targets in [`NOISY_TARGETS`] are off unless the setting names their library.
fn filter(setting: &str) -> Targets {
    // `Targets` would parse an empty directive as `error`.
    let directives: Vec<_> = setting.split(',').map(str::trim).filter(|directive| !directive.is_empty()).collect();
    let default = || Targets::new().with_default(Level::INFO);
    let chosen: Targets = if directives.is_empty() { default() } else { directives.join(",").parse().unwrap_or_else(|_| default()) };
    let is_named = |target: &str| directives.iter().any(|directive| directive.starts_with(target.split("::").next().unwrap_or(target)));
    NOISY_TARGETS.iter().filter(|target| !is_named(target)).fold(chosen, |chosen, target| chosen.with_target(*target, LevelFilter::OFF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_level_applies_to_targets_without_a_directive() {
        let levels = filter("warn,handsup_server::storage=debug,sqlx=off");
        assert!(levels.would_enable("handsup_server::storage::writer", &Level::DEBUG));
        assert!(levels.would_enable("handsup_server::http", &Level::WARN) && !levels.would_enable("handsup_server::http", &Level::INFO));
        assert!(!levels.would_enable("sqlx::query", &Level::ERROR));
        assert!(filter("info, ").would_enable("handsup_server", &Level::INFO));
        assert!(filter(" , ").would_enable("handsup_server", &Level::INFO), "without a directive the level is info");
        assert!(filter("no=such=thing").would_enable("handsup_server", &Level::INFO));
    }

    #[test]
    fn a_noisy_library_is_silent_unless_the_setting_names_it() {
        for setting in ["info", "debug", "", "no=such=thing", "handsup_server=debug,warn"] {
            assert!(!filter(setting).would_enable("usvg::text::shaping", &Level::WARN), "{setting}");
        }
        assert!(filter("info,usvg=warn").would_enable("usvg::text::shaping", &Level::WARN));
    }
}
