//! Meetings and their stages.

use super::{LogoShown, LookNow, PollSummary, Presence, Recap, ShownFigures};
use crate::domain::{BoardState, JoinCode, Meeting, MeetingOverview, Poll, QrSize, RoundTally, Table, Tone, View, percentage};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;
use ts_rs::TS;
use utoipa::ToSchema;

/// A meeting's stage: the event `stage`, and part of the acknowledgement of `join`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct StageNow {
    /// 6 characters.
    pub join_code: String,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// What the stage shows.
    pub view: View,
    /// What a blank stage hides, and what is shown again after it; on any other, `view`.
    pub beneath: View,
    /// The poll on stage; null without one, and when `view` is not `poll`.
    #[schema(required)]
    pub poll_code: Option<String>,
    /// Whether the projector shows bars, provided the poll's rule permits it.
    pub bars: bool,
    /// How large the projector shows the QR code.
    pub qr: QrSize,
    /// Whether questions from the audience are taken.
    pub board: BoardState,
    /// Whether the meeting has ended.
    pub ended: bool,
    /// How the meeting looks; absent where it looks as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub look: Option<LookNow>,
    /// Connected phones that follow the meeting.
    pub joined: u32,
    /// The number of the last change of `joined`, which changes without a new `seq`: a client ignores `joined` in a stage with a
    /// smaller number than that of the one it shows. It may start anew with every connection.
    #[ts(type = "number")]
    pub presence_seq: u64,
    /// Monotonic: a client ignores a stage with a smaller number than the one it shows.
    #[ts(type = "number")]
    pub seq: u64,
    /// When the meeting starts, as its host has announced it, in milliseconds since 1970; absent where that is not announced, and once
    /// a poll was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub starts_at: Option<i64>,
    /// The milliseconds until then, whatever the client's clock says; 0 once it has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub starts_in: Option<u64>,
    /// What the meeting was; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub recap: Option<Recap>,
}

/// Request for a new meeting.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingBody {
    /// At most 200 characters.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// The join code of a meeting whose questions are copied as drafts.
    #[serde(default)]
    #[ts(optional)]
    pub like: Option<String>,
    /// Whether the current meeting, where there is one, is returned instead; `name` and `like` are not used then.
    #[serde(default)]
    #[ts(optional)]
    pub if_none: Option<bool>,
}

/// A change of a meeting; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingPatch {
    /// At most 200 characters.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// True ends it: voting closes, and the salts of voters' address hashes are deleted. False
    /// reopens it as the current meeting.
    #[serde(default)]
    #[ts(optional)]
    pub ended: Option<bool>,
    /// True deletes it, false restores it.
    #[serde(default)]
    #[ts(optional)]
    pub deleted: Option<bool>,
    /// When it starts, in milliseconds since 1970, at most a day ahead: its lobby counts down to it. 0 announces none. Not with
    /// `starts_in_seconds`.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub starts_at: Option<i64>,
    /// The same in seconds from now, at most 86,400.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub starts_in_seconds: Option<u64>,
}

/// A change of the stage; absent fields stay unchanged.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StageWish)]
pub struct StageRequest {
    /// What the stage shows.
    #[serde(default)]
    #[ts(optional)]
    pub view: Option<View>,
    /// Another poll of this meeting, which the stage shows then; a draft becomes ready.
    #[serde(default)]
    #[ts(optional)]
    pub poll_code: Option<String>,
    /// Whether the projector shows bars.
    #[serde(default)]
    #[ts(optional)]
    pub bars: Option<bool>,
    /// How large the projector shows the QR code.
    #[serde(default)]
    #[ts(optional)]
    pub qr: Option<QrSize>,
}

/// A new order of a meeting's polls.
#[derive(Debug, Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderWish)]
pub struct OrderRequest {
    /// Every poll of the meeting, each once.
    pub poll_codes: Vec<String>,
}

/// A meeting's polls in the host's order: the event `polls`, to hosts.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MeetingPolls {
    /// The meeting.
    pub join_code: String,
    /// At most 500.
    pub polls: Vec<PollSummary>,
    /// Polls that were deleted with votes, the latest deletion first: PATCH with
    /// `{"deleted":false}` restores one. Empty once the meeting has ended.
    pub deleted: Vec<PollSummary>,
}

/// The host's meeting that was opened last, whether or not it has ended: the event `current`, to
/// hosts, after a change of a meeting or of its polls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Current {
    /// 6 characters.
    pub join_code: String,
    /// Whether it has ended.
    pub ended: bool,
}

/// A row in the history of meetings.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct MeetingSummary {
    /// 6 characters.
    pub join_code: String,
    /// At most 200 characters; may be empty.
    pub name: String,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub created_at: i64,
    /// Milliseconds since 1970; null for a live meeting.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub ended_at: Option<i64>,
    /// The number of its polls.
    #[ts(type = "number")]
    pub polls: u64,
    /// Ballots counted in the current round of each poll.
    #[ts(type = "number")]
    pub votes: u64,
}

/// The result of one round of a poll.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct RoundResult {
    /// From 1.
    pub round: u32,
    /// Counted ballots.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// What the kind shows besides the counts of options.
    #[serde(flatten)]
    pub figures: ShownFigures,
    /// The same figures as rows, from which files and pictures are drawn; not on the wire.
    #[serde(skip)]
    #[ts(skip)]
    #[schema(ignore)]
    pub table: Table,
    /// Ballots that name each option, in the poll's order.
    #[ts(type = "number[]")]
    pub vote_counts: Vec<u64>,
    /// The same in percent of the ballots, one decimal.
    pub percentages: Vec<f64>,
    /// When voting was first opened, in milliseconds since 1970; null where it was not recorded.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub opened_at: Option<i64>,
    /// When voting was last closed, in milliseconds since 1970; null while it is open, or where it
    /// was not recorded.
    #[ts(type = "number | null")]
    #[schema(required)]
    pub closed_at: Option<i64>,
}

impl StageNow {
    /// A meeting's stage and its number of phones, which are the connected ones of `presence`, at `now` in milliseconds since 1970.
    #[must_use]
    pub fn of(meeting: &Meeting, presence: Presence, now: i64) -> Self {
        let stage = &meeting.stage;
        Self {
            join_code: meeting.code.to_string(),
            name: meeting.name.clone(),
            view: stage.item.view(),
            beneath: stage.beneath,
            poll_code: stage.item.poll().map(ToString::to_string),
            bars: stage.bars,
            qr: stage.qr,
            board: meeting.board.state,
            ended: meeting.ended_at.is_some(),
            look: LookNow::of(meeting.code.as_str(), &meeting.look),
            joined: presence.connected,
            presence_seq: presence.seq,
            seq: stage.seq,
            starts_at: meeting.starts_at,
            starts_in: meeting.starts_at.map(|start| u64::try_from(start - now).unwrap_or(0)),
            recap: meeting.recap.as_ref().map(Into::into),
        }
    }

    /// Its logo.
    #[must_use]
    pub fn logo(&self) -> Option<&LogoShown> {
        self.look.as_ref()?.logo.as_ref()
    }

    /// The path of the style sheet of its look.
    #[must_use]
    pub fn style(&self) -> Option<&str> {
        self.look.as_ref()?.style.as_deref()
    }

    /// Whether each option has a colour and a shape of its own.
    #[must_use]
    pub fn is_playful(&self) -> bool {
        self.look.as_ref().is_some_and(|look| look.tone == Tone::Playful)
    }
}

impl MeetingPolls {
    /// A meeting's polls in this order, and those that were deleted with votes.
    #[must_use]
    pub fn of(meeting: &JoinCode, polls: &[Poll], deleted: &[Poll]) -> Self {
        let [polls, deleted] = [polls, deleted].map(|polls| polls.iter().map(PollSummary::of).collect());
        Self { join_code: meeting.to_string(), polls, deleted }
    }
}

impl Current {
    /// A meeting for the event `current`.
    #[must_use]
    pub fn of(meeting: &Meeting) -> Self {
        Self { join_code: meeting.code.to_string(), ended: meeting.ended_at.is_some() }
    }
}

impl MeetingSummary {
    /// A meeting as a row of the history.
    #[must_use]
    pub fn of(overview: &MeetingOverview) -> Self {
        let MeetingOverview { meeting, polls, votes } = overview;
        Self {
            join_code: meeting.code.to_string(),
            name: meeting.name.clone(),
            created_at: meeting.created_at,
            ended_at: meeting.ended_at,
            polls: *polls,
            votes: *votes,
        }
    }
}

impl RoundResult {
    /// A round of `poll`.
    #[must_use]
    pub fn of(poll: &Poll, tally: &RoundTally) -> Self {
        let ids = poll.option_ids();
        let vote_counts: Vec<u64> = ids.iter().map(|id| poll.prompt.named(*id, &tally.tally)).collect();
        let texts: Vec<&str> = poll.options.iter().map(|option| option.text.as_str()).collect();
        let summary = poll.prompt.summary(&ids, &tally.tally, tally.total_votes);
        Self {
            round: tally.round,
            total_votes: tally.total_votes,
            table: poll.prompt.table(&texts, &summary),
            figures: ShownFigures::of(Some(summary), poll.prompt.blank()),
            percentages: vote_counts.iter().map(|count| percentage(*count, tally.total_votes)).collect(),
            vote_counts,
            opened_at: tally.times.opened_at,
            closed_at: tally.times.closed_at,
        }
    }
}
