//! Inhibits the sleep of computer and display while a vote is open.

use anyhow::Context;
use keepawake::{Builder, KeepAwake};
use parking_lot::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The sleep inhibitor, active or not.
#[derive(Default)]
pub(crate) struct Awake(Mutex<Option<Hold>>);

/// Dropping it releases the inhibitor.
struct Hold {
    _until_dropped: Sender<()>,
}

impl Awake {
    /// Acquires or releases the inhibitor.
    pub(crate) fn keep(&self, awake: bool) -> anyhow::Result<()> {
        let mut held = self.0.lock();
        if awake && held.is_none() {
            *held = Some(hold()?);
        } else if !awake {
            *held = None;
        }
        Ok(())
    }
}

/// Acquires it on a thread of its own: on Windows the request belongs to a thread and ends with it.
fn hold() -> anyhow::Result<Hold> {
    let (until_dropped, dropped) = channel();
    let (outcome, acquired) = channel();
    std::thread::Builder::new().name("awake".into()).spawn(move || stay(&dropped, &outcome)).context("no thread for it")?;
    acquired.recv().context("the system did not answer")??;
    Ok(Hold { _until_dropped: until_dropped })
}

fn stay(dropped: &Receiver<()>, outcome: &Sender<anyhow::Result<()>>) {
    let holds = match ask() {
        Ok(holds) => holds,
        Err(error) => return drop(outcome.send(Err(error))),
    };
    let _sent = outcome.send(Ok(()));
    // Blocks until the other end is dropped, which is reported as an error.
    let _released = dropped.recv();
    drop(holds);
}

/// Requests display and system separately: on some desktops one of them fails, and the other still helps.
fn ask() -> anyhow::Result<Vec<KeepAwake>> {
    let request = |change: fn(&mut Builder) -> &mut Builder| {
        let mut builder = Builder::default();
        builder.reason("People are voting").app_name("Handsup").app_reverse_domain(crate::names::IDENTIFIER);
        change(&mut builder).create()
    };
    let requests = [request(|builder| builder.display(true)), request(|builder| builder.idle(true))];
    let (holds, refused): (Vec<_>, Vec<_>) = requests.into_iter().partition(Result::is_ok);
    match refused.into_iter().find_map(Result::err) {
        Some(error) if holds.is_empty() => Err(error).context("neither the display nor the computer can be kept awake"),
        _ => Ok(holds.into_iter().flatten().collect()),
    }
}
