//! What the servers of this process have logged.

use parking_lot::Mutex;
use std::io::Write;
use std::sync::Once;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry};

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Installs the subscriber; later calls change nothing.
pub fn start() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let targets = Targets::new().with_default(Level::WARN).with_target("handsup_server", Level::DEBUG);
        let _already_installed = registry().with(targets).with(fmt::layer().with_ansi(false).with_writer(|| LogBuffer)).try_init();
        record_panics();
    });
}

/// Records panics in the server's code or in what it calls; a panic in a story is that story's failure.
fn record_panics() {
    let previous_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(location) = panic.location().filter(|location| !location.file().starts_with("tests/")) {
            let _written = writeln!(LogBuffer, "panicked at {location}");
        }
        previous_hook(panic);
    }));
}

/// Everything logged so far, by every house of this process.
#[must_use]
pub fn everything() -> String {
    String::from_utf8_lossy(&LINES.lock()).into_owned()
}

/// Appends to [`LINES`].
struct LogBuffer;

impl Write for LogBuffer {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        LINES.lock().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
