//! Runs the events of one socket in the order of their arrival.
//!
//! Socketioxide starts a task for every event, and tasks overtake each other. Each event therefore
//! reserves a turn on arrival, before its task begins, and waits until the event before it has
//! ended. An idle socket needs no task.

use parking_lot::Mutex;
use tokio::sync::oneshot;

/// The newest event of a socket, which the next one waits for.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<Option<oneshot::Receiver<()>>>);

/// An event's turn. Dropping it begins the turn of the next event.
#[derive(Debug)]
pub(crate) struct Turn {
    earlier: Option<oneshot::Receiver<()>>,
    _end: oneshot::Sender<()>,
}

impl Turns {
    /// The turn after every event that has arrived so far.
    #[must_use]
    pub(crate) fn take(&self) -> Turn {
        let (end, ended) = oneshot::channel();
        let earlier = self.0.lock().replace(ended);
        Turn { earlier, _end: end }
    }
}

impl Turn {
    /// Waits until the turn begins: until every earlier event has ended, normally or by a panic.
    pub(crate) async fn begins(&mut self) {
        if let Some(earlier) = self.earlier.take() {
            let _ended = earlier.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[test]
    fn turns_begin_in_the_order_in_which_they_were_taken() {
        let turns = Turns::default();
        let [mut first, second, third] = [turns.take(), turns.take(), turns.take()];
        let wait = |mut turn: Turn| async move {
            turn.begins().await;
        };
        let (mut second, mut third) = (Box::pin(wait(second)), Box::pin(wait(third)));
        assert!(first.begins().now_or_never().is_some());
        assert!((&mut third).now_or_never().is_none() && (&mut second).now_or_never().is_none());
        drop(first);
        assert!((&mut third).now_or_never().is_none(), "the second has not ended");
        assert!(second.now_or_never().is_some() && third.now_or_never().is_some());
    }

    #[tokio::test]
    async fn a_panicking_handler_ends_its_turn() {
        let turns = Turns::default();
        let mut first = turns.take();
        let mut second = turns.take();
        let panics = tokio::spawn(async move {
            first.begins().await;
            panic!("on purpose");
        });
        second.begins().await;
        assert!(panics.await.is_err());
    }
}
