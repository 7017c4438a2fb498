//! Replay protection: every program that can write to Redis can send an instance's signed message again.
//!
//! Each message has its sender's next number, and acknowledges the last number received from every other instance. A message
//! whose number is not higher than the sender's last one is dropped, if that last one arrived in the past ten seconds. An
//! instance's phones are counted only while its messages acknowledge a recent number of this instance. So the instances' clocks
//! need not agree, and the phones in a message from before this instance started are never counted, because the message
//! acknowledges none of this instance's numbers.

use super::message::Message;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// A sender counts as current while it acknowledges a message that this instance has sent within this time. Numbers that were
/// received longer ago are dropped.
const CURRENT_WITHIN: Duration = Duration::from_secs(10);

/// The last message numbers of this instance and of those it receives from.
pub(super) struct MessageOrder {
    me: String,
    last_sent: u64,
    recently_sent: VecDeque<(u64, Instant)>,
    /// The last number received from each instance, and when.
    received: HashMap<String, (u64, Instant)>,
}

/// How fresh a received message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// This message, or a later one of its sender, was received in the past ten seconds.
    Old,
    /// New, but its sender has not acknowledged a recent message of this instance.
    Unacknowledged,
    /// New, and its sender has acknowledged a recent message of this instance.
    Current,
}

impl MessageOrder {
    /// The order of an instance that has sent nothing yet; `me` is its unique id.
    pub(super) fn new(me: String) -> Self {
        Self { me, last_sent: 0, recently_sent: VecDeque::new(), received: HashMap::new() }
    }

    /// This instance's id.
    pub(super) fn me(&self) -> &str {
        &self.me
    }

    /// Counts one more message; returns its number.
    pub(super) fn next(&mut self, now: Instant) -> u64 {
        self.last_sent += 1;
        self.recently_sent.retain(|(_, sent_at)| now.duration_since(*sent_at) < CURRENT_WITHIN);
        self.recently_sent.push_back((self.last_sent, now));
        self.last_sent
    }

    /// The last number received from each instance; this instance's next message acknowledges them.
    pub(super) fn heard(&self) -> HashMap<&str, u64> {
        self.received.iter().map(|(instance, (number, _))| (instance.as_str(), *number)).collect()
    }

    /// Classifies a received message and records its number.
    pub(super) fn accept(&mut self, message: &Message, now: Instant) -> Freshness {
        // Messages of an earlier version have no number.
        let Some(number) = message.number else { return Freshness::Unacknowledged };
        self.received.retain(|_, (_, arrived)| now.duration_since(*arrived) < CURRENT_WITHIN);
        if self.received.get(&message.from).is_some_and(|(last, _)| number <= *last) {
            return Freshness::Old;
        }
        self.received.insert(message.from.clone(), (number, now));
        let acknowledged = message.heard.get(&self.me).copied().unwrap_or_default();
        let earliest = self.recently_sent.iter().find(|(_, sent_at)| now.duration_since(*sent_at) < CURRENT_WITHIN);
        let is_current = earliest.is_some_and(|(earliest, _)| (*earliest..=self.last_sent).contains(&acknowledged));
        if is_current { Freshness::Current } else { Freshness::Unacknowledged }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An instance's next message.
    fn next_message(order: &mut MessageOrder, now: Instant) -> Message {
        let number = Some(order.next(now));
        let received = order.heard().into_iter().map(|(instance, number)| (instance.to_owned(), number)).collect();
        Message { from: order.me.clone(), number, heard: received, items: Vec::new() }
    }

    fn copy_of(message: &Message) -> Message {
        Message { from: message.from.clone(), number: message.number, heard: message.heard.clone(), items: Vec::new() }
    }

    #[test]
    fn repeated_messages_are_old_and_messages_from_before_a_start_are_not_current() {
        let began = Instant::now();
        let (mut one, mut other) = (MessageOrder::new("one".into()), MessageOrder::new("other".into()));
        let first = next_message(&mut one, began);
        assert_eq!(other.accept(&first, began), Freshness::Unacknowledged, "its sender has received nothing yet");
        let answer = next_message(&mut other, began);
        assert_eq!(one.accept(&answer, began), Freshness::Current);
        let second = next_message(&mut one, began);
        assert_eq!(other.accept(&second, began), Freshness::Current);
        for old in [&first, &second] {
            assert_eq!(other.accept(old, began), Freshness::Old);
        }
        // An instance that starts later under another name, and receives the same messages repeatedly.
        let mut third = MessageOrder::new("third".into());
        third.next(began);
        assert_eq!(third.accept(&first, began), Freshness::Unacknowledged);
        assert_eq!(third.accept(&second, began), Freshness::Unacknowledged);
        assert_eq!(third.accept(&second, began), Freshness::Old);
    }

    #[test]
    fn a_repeated_message_of_a_stopped_instance_is_not_current() {
        let began = Instant::now();
        let (mut one, mut other) = (MessageOrder::new("one".into()), MessageOrder::new("other".into()));
        other.accept(&next_message(&mut one, began), began);
        one.accept(&next_message(&mut other, began), began);
        let last = next_message(&mut one, began);
        assert_eq!(other.accept(&copy_of(&last), began), Freshness::Current);
        for seconds in 1..30 {
            let now = began + Duration::from_secs(seconds);
            other.next(now);
            let freshness = other.accept(&copy_of(&last), now);
            assert_eq!(freshness, if seconds % 10 == 0 { Freshness::Unacknowledged } else { Freshness::Old }, "{seconds}");
        }
    }

    #[test]
    fn a_message_without_a_number_is_unacknowledged_each_time() {
        let began = Instant::now();
        let mut order = MessageOrder::new("one".into());
        order.next(began);
        let unnumbered = Message { from: "early".into(), number: None, heard: HashMap::from([("one".to_owned(), 1)]), items: Vec::new() };
        assert_eq!(order.accept(&unnumbered, began), Freshness::Unacknowledged);
        assert_eq!(order.accept(&unnumbered, began), Freshness::Unacknowledged, "its events are still applied");
    }
}
