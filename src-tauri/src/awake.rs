//! A computer that stays awake while people vote, its display too.

use anyhow::Context;
use keepawake::{Builder, KeepAwake};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

/// Holds the computer awake, or does not.
#[derive(Default)]
pub(crate) struct Awake(Mutex<Option<Hold>>);

/// Dropping it lets go.
struct Hold {
    _until_dropped: Sender<()>,
}

impl Awake {
    /// Holds the computer awake from now on, or lets it go.
    pub(crate) fn keep(&self, awake: bool) -> anyhow::Result<()> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if awake && held.is_none() {
            *held = Some(hold()?);
        } else if !awake {
            *held = None;
        }
        Ok(())
    }
}

/// On Windows the wish is that of a thread and ends with it, so it has one of its own everywhere.
fn hold() -> anyhow::Result<Hold> {
    let (until_dropped, dropped) = channel();
    let (outcome, told) = channel();
    std::thread::Builder::new().name("awake".into()).spawn(move || stay(&dropped, &outcome)).context("no thread for it")?;
    told.recv().context("the system did not answer")??;
    Ok(Hold { _until_dropped: until_dropped })
}

fn stay(dropped: &Receiver<()>, outcome: &Sender<anyhow::Result<()>>) {
    let holds = match ask() {
        Ok(holds) => holds,
        Err(error) => return drop(outcome.send(Err(error))),
    };
    let _told = outcome.send(Ok(()));
    // An error is what is waited for: the other end is dropped.
    let _let_go = dropped.recv();
    drop(holds);
}

/// Display and computer each for itself: on some desktops one of them cannot be asked for, and the other still helps.
fn ask() -> anyhow::Result<Vec<KeepAwake>> {
    let wish = |change: fn(&mut Builder) -> &mut Builder| {
        let mut builder = Builder::default();
        builder.reason("People are voting").app_name("Handsup").app_reverse_domain(crate::desktop::IDENTIFIER);
        change(&mut builder).create()
    };
    let wishes = [wish(|builder| builder.display(true)), wish(|builder| builder.idle(true))];
    let (holds, refused): (Vec<_>, Vec<_>) = wishes.into_iter().partition(Result::is_ok);
    match refused.into_iter().find_map(Result::err) {
        Some(error) if holds.is_empty() => Err(error).context("neither the display nor the computer can be kept awake"),
        _ => Ok(holds.into_iter().flatten().collect()),
    }
}
