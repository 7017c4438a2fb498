//! Inhibits the sleep of computer and display.

use anyhow::Context;
use keepawake::{Builder, KeepAwake};
use parking_lot::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The sleep inhibitor, active or not.
#[derive(Default)]
pub(crate) struct Awake(Mutex<Option<Hold>>);

/// An active inhibitor; dropping it releases the inhibitor.
struct Hold {
    _until_dropped: Sender<()>,
}

impl Awake {
    /// Acquires or releases the inhibitor; does nothing if it already is in that state.
    pub(crate) fn keep(&self, awake: bool) -> anyhow::Result<()> {
        let mut held = self.0.lock();
        if awake && held.is_none() {
            *held = Some(acquire()?);
        } else if !awake {
            *held = None;
        }
        Ok(())
    }
}

/// Acquires the inhibitor on a thread of its own: on Windows it belongs to a
/// thread and ends with it.
fn acquire() -> anyhow::Result<Hold> {
    let (until_dropped, dropped) = channel();
    let (outcome, acquired) = channel();
    std::thread::Builder::new()
        .name("awake".into())
        .spawn(move || hold_until_dropped(&dropped, &outcome))
        .context("its thread could not be started")?;
    acquired.recv().context("the system did not answer")??;
    Ok(Hold { _until_dropped: until_dropped })
}

fn hold_until_dropped(dropped: &Receiver<()>, outcome: &Sender<anyhow::Result<()>>) {
    let inhibitors = match request() {
        Ok(inhibitors) => inhibitors,
        Err(error) => return drop(outcome.send(Err(error))),
    };
    let _sent = outcome.send(Ok(()));
    // Blocks until the sender is dropped, which `recv` returns as an error.
    let _released = dropped.recv();
    drop(inhibitors);
}

/// Requests inhibitors for display and system separately, because some desktops support only one.
/// An error if both fail.
fn request() -> anyhow::Result<Vec<KeepAwake>> {
    let inhibit = |change: fn(&mut Builder) -> &mut Builder| {
        let mut builder = Builder::default();
        builder.reason("People are voting").app_name("Handsup").app_reverse_domain(crate::names::IDENTIFIER);
        change(&mut builder).create()
    };
    let requests = [inhibit(|builder| builder.display(true)), inhibit(|builder| builder.idle(true))];
    let (acquired, refused): (Vec<_>, Vec<_>) = requests.into_iter().partition(Result::is_ok);
    match refused.into_iter().find_map(Result::err) {
        Some(error) if acquired.is_empty() => Err(error).context("neither the display nor the computer can be kept awake"),
        _ => Ok(acquired.into_iter().flatten().collect()),
    }
}
