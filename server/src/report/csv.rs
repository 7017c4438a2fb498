//! Writes a report as a table: a row for each poll, round and option. Column names are English in every language, because
//! programs read them; separator and decimal sign are those of the reader's spreadsheet.

use super::labels::{api_name, yes_or_no};
use crate::spreadsheet::{BYTE_ORDER_MARK, lines};
use crate::text::{instant, number};
use crate::wire::{ReportEdit, ReportMeeting, ReportPoll, RoundResult};

const COLUMN_NAMES: [&str; 26] = [
    "meeting",
    "join_code",
    "poll",
    "poll_code",
    "question",
    "kind",
    "state",
    "asked",
    "round",
    "option",
    "option_text",
    "correct",
    "vote_count",
    "percentage",
    "total_votes",
    "mean",
    "results",
    "fairness",
    "allow_change",
    "refused_already_voted_device",
    "refused_already_voted_address",
    "refused_poll_not_open",
    "refused_too_many_requests",
    "reworded",
    "opened_at",
    "closed_at",
];

/// A CSV file being written.
pub(crate) struct Csv {
    /// The meeting's name and join code, the first two cells of each row.
    meeting: [String; 2],
    /// How many polls have been written.
    polls: usize,
    /// The byte order mark and the column names, until the first call of [`Csv::add`].
    head: Vec<u8>,
}

impl Csv {
    /// Begins the file of a meeting.
    #[must_use]
    pub(super) fn begin(meeting: ReportMeeting) -> Self {
        Self { meeting: [meeting.name, meeting.join_code], polls: 0, head: [BYTE_ORDER_MARK.as_bytes(), &lines([COLUMN_NAMES])].concat() }
    }

    /// The rows of the next polls; the first call also returns the head.
    pub(super) fn add(&mut self, polls: &[ReportPoll]) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.head);
        for poll in polls {
            self.polls += 1;
            let [name, code] = self.meeting.clone();
            bytes.extend(lines(rows(&[name, code, self.polls.to_string()], poll)));
        }
        bytes
    }
}

fn rows(front: &[String; 3], poll: &ReportPoll) -> Vec<Vec<String>> {
    if poll.rounds.is_empty() {
        return (0..poll.options.len()).map(|at| row(front, poll, None, at)).collect();
    }
    poll.rounds.iter().flat_map(|round| (0..poll.options.len()).map(|at| row(front, poll, Some(round), at))).collect()
}

fn row(front: &[String; 3], poll: &ReportPoll, round: Option<&RoundResult>, at: usize) -> Vec<String> {
    let option = &poll.options[at];
    let cell = |value: fn(&RoundResult, usize) -> String| round.map(|round| value(round, at)).unwrap_or_default();
    let mut row = front.to_vec();
    row.extend([poll.poll_code.clone(), poll.question.clone(), api_name(poll.kind), api_name(poll.state), yes_or_no(poll.asked)]);
    row.push(cell(|round, _| round.round.to_string()));
    row.extend([(at + 1).to_string(), option.option_text.clone(), yes_or_no(option.correct)]);
    row.push(cell(|round, at| round.vote_counts[at].to_string()));
    row.push(cell(|round, at| number(round.percentages[at])));
    row.push(cell(|round, _| round.total_votes.to_string()));
    row.push(cell(|round, _| round.mean.map(number).unwrap_or_default()));
    row.extend([api_name(poll.rules.results), api_name(poll.rules.fairness), yes_or_no(poll.rules.allow_change)]);
    row.extend(refusals(poll));
    row.push(poll.edits.iter().map(reworded).collect::<Vec<_>>().join(" | "));
    row.extend(
        [round.and_then(|round| round.opened_at), round.and_then(|round| round.closed_at)].map(|at| at.map(instant).unwrap_or_default()),
    );
    row
}

/// Counts of refused votes. Empty cells where no voter has opened the poll since the server
/// started: nothing was counted then.
fn refusals(poll: &ReportPoll) -> [String; 4] {
    let Some(refused) = poll.refused else { return Default::default() };
    [refused.already_voted_device, refused.already_voted_address, refused.poll_not_open, refused.too_many_requests].map(|n| n.to_string())
}

fn reworded(edit: &ReportEdit) -> String {
    format!("{} → {}", edit.before, edit.after)
}
