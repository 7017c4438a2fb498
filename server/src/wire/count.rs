//! What changes of a poll while it is shown: the counts, without the texts.

use super::{Refused, Results, ShownFigures};
use crate::domain::{PollState, RightNumber};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The count of a poll as one audience may see it: the events `vote_update` and `poll_state`, for a socket that has joined with
/// `"paper": false`. Its texts and rules are those of every [`Results`] whose `seq` is at least `revision`; a client that has
/// only older ones asks for them, by joining again or by GET results.
///
/// Percentages are computed by the client: `vote_count` of `total_votes`, one decimal, half up.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Count {
    /// 8 characters.
    pub poll_code: String,
    /// Monotonic: a client ignores a count with a smaller number than that of what it shows.
    #[ts(type = "number")]
    pub seq: u64,
    /// As in [`Results`].
    #[ts(type = "number")]
    pub revision: u64,
    /// From 1.
    pub round: u32,
    /// The poll's state.
    pub state: PollState,
    /// Whether the host has revealed the results.
    pub revealed: bool,
    /// Whether the right answers are shown.
    pub answer_shown: bool,
    /// Milliseconds until the timer ends voting; null without a timer.
    #[ts(type = "number | null")]
    pub closes_in: Option<u64>,
    /// Counted ballots.
    #[ts(type = "number")]
    pub total_votes: u64,
    /// As in [`Results`].
    pub connected: u32,
    /// As in [`Results`].
    pub still_choosing: u32,
    /// As in [`Results`].
    #[ts(type = "number")]
    pub presence_seq: u64,
    /// Whether the counts below are visible to this audience.
    pub results_visible: bool,
    /// As in [`Results`].
    #[serde(flatten)]
    pub figures: ShownFigures,
    /// The id and the `vote_count` of each option, in the host's order; empty while hidden, and for kinds whose figures say
    /// more of each option.
    #[ts(type = "[number, number][]")]
    pub counts: Vec<(i64, u64)>,
    /// The ids of the right answers; absent until they are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number[]")]
    pub correct: Option<Vec<i64>>,
    /// As in [`Results`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub right: Option<RightNumber>,
    /// As in [`Results`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seal: Option<String>,
    /// Refused votes by reason; for the host only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub refused: Option<Refused>,
    /// As in [`Results`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub asked_for_time: Option<u32>,
}

impl From<Results> for Count {
    fn from(results: Results) -> Self {
        let shows_answers = results.options.iter().any(|option| option.correct.is_some());
        let right = || results.options.iter().filter(|option| option.correct == Some(true)).map(|option| option.id).collect();
        Self {
            correct: shows_answers.then(right),
            counts: if results.kind.answers_are_options() {
                results.options.iter().filter_map(|option| Some((option.id, option.vote_count?))).collect()
            } else {
                Vec::new()
            },
            poll_code: results.poll_code,
            seq: results.seq,
            revision: results.revision,
            round: results.round,
            state: results.state,
            revealed: results.revealed,
            answer_shown: results.answer_shown,
            closes_in: results.closes_in,
            total_votes: results.total_votes,
            connected: results.connected,
            still_choosing: results.still_choosing,
            presence_seq: results.presence_seq,
            seal: results.seal,
            results_visible: results.results_visible,
            figures: results.figures,
            right: results.right,
            refused: results.refused,
            asked_for_time: results.asked_for_time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Audience, Kind, NumberInput, OptionId, OwnWords, Poll, Preset, Prompt, PromptSettings, TallyKey, TermKey};
    use crate::wire::Presence;

    /// The most bytes of a live frame with its event's name.
    const MOST: usize = 2_000;

    /// The frame of a poll with these sums to its host, who gets most: at the close, with a right answer.
    fn frame(settings: PromptSettings, options: &[OptionId], sums: impl IntoIterator<Item = (TallyKey, i64)>) -> String {
        let kind = settings.kind;
        let prompt = Prompt::parse(&PromptSettings { blank: Some(true), ..settings }).unwrap();
        let texts: Vec<_> = options.iter().map(|id| (*id, "Somewhere by the sea")).collect();
        let mut poll = Poll::without_votes(prompt, &texts);
        poll.tally = sums.into_iter().chain([(TallyKey::Blank, 1_234)]).collect();
        if kind.takes_texts() {
            for at in 0..5_000 {
                poll.tally.terms_mut().add_texts(&[word(at)], (1, 1), &OwnWords::default());
            }
        }
        (poll.seq, poll.total_votes, poll.answer_shown, poll.revealed) = (1_234_567, 100_000, true, true);
        let presence = Presence { connected: 100_000, still_choosing: 10_000, seq: 1_234_567 };
        let mut results = Results::of(&poll, Audience::Host, presence, 1_234_567, 0);
        results.refused = Some(Refused { already_voted_device: 10_000, too_many_requests: 10_000, ..Refused::default() });
        let frame = format!("42[\"poll_state\",{}]", serde_json::to_string(&Count::from(results)).unwrap());
        assert!(frame.len() <= MOST, "{kind:?}: {} bytes: {frame}", frame.len());
        frame
    }

    fn of(kind: Kind) -> PromptSettings {
        PromptSettings { kind, ..PromptSettings::default() }
    }

    #[test]
    fn a_live_frame_of_any_kind_has_at_most_two_kilobytes_after_a_hundred_thousand_answers() {
        let ids = |count: i64| (1_000_001..=1_000_000 + count).collect::<Vec<_>>();
        let per_option = |count: i64, key: fn(i64) -> TallyKey| ids(count).into_iter().map(move |id| (key(id), 99_987));
        frame(of(Kind::Multiple), &ids(20), per_option(20, TallyKey::Option));
        frame(PromptSettings { preset: Some(Preset::Nps), ..of(Kind::Rating) }, &ids(11), per_option(11, TallyKey::Option));
        let marks = ids(10).into_iter().flat_map(|id| (0..11).map(move |mark| (TallyKey::Mark(id, mark), 9_098)));
        frame(PromptSettings { scale: Some(11), scale_from: Some(0), ..of(Kind::Grid) }, &ids(10), marks);
        let ranks = ids(12).into_iter().zip(1..).flat_map(|(id, at)| {
            [
                (TallyKey::First(id), 8_333),
                (TallyKey::Ranked(id), 99_987),
                (TallyKey::Places(id), 649_000 + at),
                (TallyKey::Duel(id, id + 1), 49_973),
            ]
        });
        frame(of(Kind::Ranking), &ids(12), ranks);
        let points = per_option(20, TallyKey::Givers).chain(ids(20).into_iter().map(|id| (TallyKey::Points(id), 4_998_987)));
        frame(PromptSettings { budget: Some(1000), ..of(Kind::Points) }, &ids(20), points);
        let right = Some(NumberInput::Written("123456.789012".into()));
        let numbers = (0..2_000).map(|at| (TallyKey::Number(123_456_000_000 + at * 789_013), 50));
        frame(PromptSettings { decimals: Some(6), right: right.clone(), tolerance: right, ..of(Kind::Number) }, &[], numbers);
        let words = (0..5_000).map(|at| (TallyKey::Term(TermKey::of(&word(at))), 99_000 - at));
        let many = frame(of(Kind::Words), &[], words);
        assert!(many.contains(&word(0)) && many.contains(r#""more":49"#), "{many}");
        frame(of(Kind::Text), &[], (0..5_000).map(|at| (TallyKey::Term(TermKey::of(&word(at))), 1)));
    }

    /// A long word of characters that are three bytes each.
    fn word(at: i64) -> String {
        format!("{at} {}", "太".repeat(30))
    }

    #[test]
    fn the_counts_of_options_are_sent_once() {
        let count = frame(of(Kind::Ranking), &[7, 8], [(TallyKey::First(7), 3), (TallyKey::Ranked(7), 3)]);
        assert!(count.contains(r#""counts":[]"#) && count.contains(r#""ranking":[{"id":7,"#), "{count}");
        let count = frame(of(Kind::Single), &[7, 8], [(TallyKey::Option(7), 3)]);
        assert!(count.contains(r#""counts":[[7,3],[8,0]]"#) && !count.contains("ranking"), "{count}");
    }
}
