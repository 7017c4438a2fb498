//! A created poll, with the paths and the option ids that stories need.

use serde_json::{Value, json};
use uuid::Uuid;

/// The question most stories ask.
pub const QUESTION: &str = "Tabs or spaces?";
/// The options most stories offer.
pub const OPTIONS: [&str; 2] = ["Tabs", "Spaces"];

/// A poll of a house.
#[derive(Debug, Clone)]
pub struct Poll {
    /// The poll code: 8 characters.
    pub code: String,
    /// What POST `/create` answered.
    pub created: Value,
    options: Vec<(i64, String)>,
}

impl Poll {
    /// Reads the answer to a created poll.
    #[must_use]
    pub fn from_created(created: Value) -> Self {
        let options = created["options"].as_array().expect("a poll has options").iter().map(|option| {
            let id = option["id"].as_i64().expect("an option has an id");
            (id, option["option_text"].as_str().expect("an option has a text").to_owned())
        });
        Self { code: created["poll_code"].as_str().expect("a poll has a code").to_owned(), options: options.collect(), created }
    }

    /// The id of the option that says `text`.
    #[must_use]
    #[track_caller]
    pub fn id(&self, text: &str) -> i64 {
        self.options.iter().find(|(_, option)| option == text).map_or_else(|| panic!("no option says {text}"), |(id, _)| *id)
    }

    /// The ids of several options.
    #[must_use]
    #[track_caller]
    pub fn ids(&self, texts: &[&str]) -> Vec<i64> {
        texts.iter().map(|text| self.id(text)).collect()
    }

    /// A path below its meeting: `meeting_path("/qr.svg")` is `/m/K7Q2M9/qr.svg`.
    #[must_use]
    pub fn meeting_path(&self, rest: &str) -> String {
        format!("/m/{}{rest}", self.meeting())
    }

    /// The join code of its meeting.
    #[must_use]
    pub fn meeting(&self) -> &str {
        self.created["meeting"].as_str().expect("a poll belongs to a meeting")
    }

    /// The HTTP request of a vote for the option that says `text`, as bytes for a [`RawConnection`](crate::RawConnection).
    #[must_use]
    #[track_caller]
    pub fn ballot(&self, text: &str, browser: Uuid) -> Vec<u8> {
        let body = json!({ "option_id": self.id(text), "browser_token": browser }).to_string();
        let (path, length) = (self.path("/vote"), body.len());
        format!("POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
            .into_bytes()
    }

    /// A path below this poll: `path("/vote")` is `/poll/AB3DE9ZX/vote`.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        format!("/poll/{}{rest}", self.code)
    }
}
