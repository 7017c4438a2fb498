//! What moderators of a meeting see and decide about.

use super::{BoardShown, TermList};
use crate::domain::{Kind, Moderation, Poll, PollState};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// What is moderated in a meeting.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ModerationShown {
    /// 6 characters.
    pub join_code: String,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// Its polls of words and open answers but for drafts, in the host's order.
    pub polls: Vec<ModeratedPoll>,
    /// Its questions from the audience.
    pub board: BoardShown,
}

/// A poll whose texts are moderated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ModeratedPoll {
    /// 8 characters.
    pub poll_code: String,
    /// 1 to 500 characters.
    pub question: String,
    /// `words` or `text`.
    pub kind: Kind,
    /// Whether it takes votes.
    pub state: PollState,
    /// Which texts wait.
    pub moderation: Moderation,
    /// How many voters must have written a text that waits, so that it is shown by itself; 0 for never.
    pub show_after: u16,
    /// Monotonic: the list of terms has to be read again when it has grown.
    #[ts(type = "number")]
    pub seq: u64,
    /// Terms that wait.
    #[ts(type = "number")]
    pub held: u64,
}

impl ModeratedPoll {
    /// A poll of words or open answers.
    #[must_use]
    pub fn of(poll: &Poll) -> Self {
        Self {
            poll_code: poll.code.to_string(),
            question: poll.question.clone(),
            kind: poll.kind(),
            state: poll.state,
            moderation: poll.rules.moderation,
            show_after: poll.rules.show_after.unwrap_or(0),
            seq: poll.seq,
            held: TermList::held_in(poll),
        }
    }
}

/// The event `moderation`, for a meeting's moderators: texts of a poll have changed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TextsChanged {
    /// 8 characters.
    pub poll_code: String,
    /// Monotonic.
    #[ts(type = "number")]
    pub seq: u64,
}

/// Request for the link of a meeting's moderators.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ModeratorLinkBody {
    /// Whether a new link replaces the one there is, which then is invalid.
    #[serde(default)]
    #[ts(optional)]
    pub renew: Option<bool>,
}

/// The link of a meeting's moderators.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ModeratorLink {
    /// With the key in its fragment; its bearer may moderate until the meeting ends.
    pub url: String,
}
