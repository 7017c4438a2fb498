//! Replay protection: every writer to Redis can send an instance's signed message again.
//!
//! Each message has its instance's next number, and acknowledges the last number received from every other instance. A
//! message whose number is not higher than the last one is dropped. An instance's phones are counted only while its messages
//! acknowledge a recent number of this instance: no clocks have to agree, and a replayed message to another instance, or from
//! before this one started, acknowledges none of them.

use super::message::Message;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How recently a sender must have received a message of this instance to count as current.
const LATELY: Duration = Duration::from_secs(10);

/// The last message numbers of this instance and of those it receives from.
pub(super) struct MessageOrder {
    me: String,
    sent: u64,
    sent_lately: VecDeque<(u64, Instant)>,
    heard: HashMap<String, (u64, Instant)>,
}

/// How fresh a received message is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// This message, or a later one of its sender, was received before.
    Old,
    /// New, but its sender has not lately received a message of this instance.
    Unanswered,
    /// New, and its sender has lately received a message of this instance.
    Current,
}

impl MessageOrder {
    /// The order of an instance of this name, which is unique.
    pub(super) fn new(me: String) -> Self {
        Self { me, sent: 0, sent_lately: VecDeque::new(), heard: HashMap::new() }
    }

    /// This instance's id.
    pub(super) fn me(&self) -> &str {
        &self.me
    }

    /// The number of the next message.
    pub(super) fn next(&mut self, now: Instant) -> u64 {
        self.sent += 1;
        self.sent_lately.retain(|(_, sent)| now.duration_since(*sent) < LATELY);
        self.sent_lately.push_back((self.sent, now));
        self.sent
    }

    /// The last number of each instance heard from recently.
    pub(super) fn heard(&self) -> HashMap<&str, u64> {
        self.heard.iter().map(|(instance, (number, _))| (instance.as_str(), *number)).collect()
    }

    /// Classifies a received message and records its number.
    pub(super) fn accept(&mut self, message: &Message, now: Instant) -> Freshness {
        // Messages of an earlier version have no number.
        let Some(number) = message.number else { return Freshness::Unanswered };
        self.heard.retain(|_, (_, at)| now.duration_since(*at) < LATELY);
        if self.heard.get(&message.from).is_some_and(|(last, _)| number <= *last) {
            return Freshness::Old;
        }
        self.heard.insert(message.from.clone(), (number, now));
        let acknowledged = message.heard.get(&self.me).copied().unwrap_or_default();
        let earliest = self.sent_lately.iter().find(|(_, sent)| now.duration_since(*sent) < LATELY);
        let is_current = earliest.is_some_and(|(earliest, _)| (*earliest..=self.sent).contains(&acknowledged));
        if is_current { Freshness::Current } else { Freshness::Unanswered }
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

    fn again(message: &Message) -> Message {
        Message { from: message.from.clone(), number: message.number, heard: message.heard.clone(), items: Vec::new() }
    }

    #[test]
    fn repeated_messages_are_old_and_those_from_before_a_start_are_never_current() {
        let began = Instant::now();
        let (mut one, mut other) = (MessageOrder::new("one".into()), MessageOrder::new("other".into()));
        let first = next_message(&mut one, began);
        assert_eq!(other.accept(&first, began), Freshness::Unanswered, "it has heard nobody yet");
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
        assert_eq!(third.accept(&first, began), Freshness::Unanswered);
        assert_eq!(third.accept(&second, began), Freshness::Unanswered);
        assert_eq!(third.accept(&second, began), Freshness::Old);
    }

    #[test]
    fn a_repeated_message_of_an_instance_that_has_gone_is_not_current() {
        let began = Instant::now();
        let (mut one, mut other) = (MessageOrder::new("one".into()), MessageOrder::new("other".into()));
        other.accept(&next_message(&mut one, began), began);
        one.accept(&next_message(&mut other, began), began);
        let last = next_message(&mut one, began);
        assert_eq!(other.accept(&again(&last), began), Freshness::Current);
        for seconds in 1..30 {
            let now = began + Duration::from_secs(seconds);
            other.next(now);
            let standing = other.accept(&again(&last), now);
            assert_eq!(standing, if seconds % 10 == 0 { Freshness::Unanswered } else { Freshness::Old }, "{seconds}");
        }
    }

    #[test]
    fn a_message_without_a_number_says_nothing_about_now() {
        let began = Instant::now();
        let mut order = MessageOrder::new("one".into());
        order.next(began);
        let early = Message { from: "early".into(), number: None, heard: HashMap::from([("one".to_owned(), 1)]), items: Vec::new() };
        assert_eq!(order.accept(&early, began), Freshness::Unanswered);
        assert_eq!(order.accept(&early, began), Freshness::Unanswered, "polls are told by it all the same");
    }
}
