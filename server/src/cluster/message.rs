//! Messages between instances, as JSON.

use crate::live::ClusterEvent;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashMap;

/// A message as it is received.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    /// The id of the sender.
    pub(super) from: String,
    /// The sender's number for this message; `None` from an earlier version.
    #[serde(default)]
    pub(super) number: Option<u64>,
    /// The number of the last message that the sender has received from each other instance.
    #[serde(default)]
    pub(super) heard: HashMap<String, u64>,
    /// The events, without those that only another version knows.
    #[serde(deserialize_with = "known_events")]
    pub(super) items: Vec<ClusterEvent>,
}

/// An event of any version.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyEvent {
    Known(Box<ClusterEvent>),
    Unknown(IgnoredAny),
}

/// Reads a list of events and skips each that this version cannot read, so that one new event does not cost the others in its
/// message: instances of two versions share a database while they are updated in turn.
fn known_events<'de, D: Deserializer<'de>>(list: D) -> Result<Vec<ClusterEvent>, D::Error> {
    let events = Vec::<AnyEvent>::deserialize(list)?;
    let known = events.into_iter().filter_map(|event| match event {
        AnyEvent::Known(event) => Some(*event),
        AnyEvent::Unknown(_) => {
            tracing::debug!("redis channel: unknown event skipped");
            None
        }
    });
    Ok(known.collect())
}

/// A message as it is published; the fields are those of [`Message`].
#[derive(Debug, Serialize)]
pub(super) struct OutgoingMessage<'a> {
    pub(super) from: &'a str,
    pub(super) number: u64,
    pub(super) heard: HashMap<&'a str, u64>,
    pub(super) items: &'a [ClusterEvent],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(items: &str) -> Vec<String> {
        let message = format!(r#"{{"from":"newer","number":7,"heard":{{}},"items":[{items}]}}"#);
        let message: Message = serde_json::from_str(&message).unwrap();
        let code = |event| match event {
            ClusterEvent::Poll { code, .. }
            | ClusterEvent::Stage { code, .. }
            | ClusterEvent::List { code }
            | ClusterEvent::Board { code, .. } => code,
            ClusterEvent::Presence(_) => "presence".to_owned(),
        };
        message.items.into_iter().map(code).collect()
    }

    #[test]
    fn events_of_a_newer_version_are_skipped_one_by_one() {
        let known = [
            r#"{"poll":{"code":"AB3DE9ZX","seq":7,"at_once":true,"round":1,"voted":[],"a_new_field":1}}"#,
            r#"{"stage":{"code":"K7Q2M9","seq":2}}"#,
            r#"{"here":{"polls":{"AB3DE9ZX":3},"meetings":{}}}"#,
        ];
        for unknown in [r#"{"dance":{"how":["wildly"]}}"#, r#""dance""#, "null", "7", r#"{"stage":{"code":"no seq"}}"#] {
            let items = [known[0], unknown, known[1], unknown, known[2]].join(",");
            assert_eq!(codes(&items), ["AB3DE9ZX", "K7Q2M9", "presence"], "{unknown}");
        }
        assert!(codes("").is_empty());
    }

    #[test]
    fn a_published_message_is_read_back() {
        let items = [ClusterEvent::List { code: "K7Q2M9".into() }];
        let outgoing = OutgoingMessage { from: "me", number: 1, heard: HashMap::from([("other", 4)]), items: &items };
        let message: Message = serde_json::from_str(&serde_json::to_string(&outgoing).unwrap()).unwrap();
        assert!(matches!(&message.items[..], [ClusterEvent::List { code }] if code == "K7Q2M9"));
        assert_eq!((message.number, message.heard["other"]), (Some(1), 4));
    }
}
