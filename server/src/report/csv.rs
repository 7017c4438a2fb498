//! Writes a report as a table: a row for each poll, round and option, mark or bin, then one for each question from the audience. Column names are English in every language, because
//! programs read them; separator and decimal sign are those of the reader's spreadsheet.

use super::labels::{api_name, yes_or_no};
use crate::domain::{Cell, Column};
use crate::spreadsheet::{BYTE_ORDER_MARK, lines, lines_with_figures};
use crate::text::{instant, number};
use crate::wire::{ReportBoard, ReportEdit, ReportMeeting, ReportPoll, ReportQuestion, RoundResult};

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

/// The columns behind the figures: of questions from the audience, in whose rows all cells of a poll but its question, kind, state and
/// votes are empty.
const QUESTION_COLUMNS: [&str; 3] = ["asked_by", "asked_at", "answer"];

/// The columns of figures, behind those of a poll, in every table.
pub(super) const FIGURES: [Column; 24] = [
    Column::Mark,
    Column::Label,
    Column::From,
    Column::To,
    Column::Place,
    Column::Points,
    Column::First,
    Column::MeanPlace,
    Column::Ranked,
    Column::BeatsAll,
    Column::Sum,
    Column::Givers,
    Column::Skipped,
    Column::Count,
    Column::Median,
    Column::LowerQuartile,
    Column::UpperQuartile,
    Column::Min,
    Column::Max,
    Column::Nps,
    Column::Blank,
    Column::Text,
    Column::Answers,
    Column::Hidden,
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
        let names = COLUMN_NAMES.into_iter().chain(FIGURES.map(Column::name)).chain(QUESTION_COLUMNS);
        let head = [BYTE_ORDER_MARK.as_bytes(), &lines([names])].concat();
        Self { meeting: [meeting.name, meeting.join_code], polls: 0, head }
    }

    /// The rows of the next polls; the first call also returns the head.
    pub(super) fn add(&mut self, polls: &[ReportPoll]) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.head);
        for poll in polls {
            self.polls += 1;
            let [name, code] = self.meeting.clone();
            bytes.extend(lines_with_figures(rows(&[name, code, self.polls.to_string()], poll), is_figure));
        }
        bytes
    }

    /// The rows of questions from the audience, behind those of all polls, and the head if there was no poll.
    pub(super) fn end(mut self, board: Option<&ReportBoard>) -> Vec<u8> {
        let questions = board.into_iter().flat_map(|board| &board.questions);
        let rows: Vec<_> = questions.map(|question| question_row(&self.meeting, question)).collect();
        [std::mem::take(&mut self.head), lines(rows)].concat()
    }
}

/// Whether a column holds numbers alone, by its index.
fn is_figure(at: usize) -> bool {
    let figure = at.checked_sub(COLUMN_NAMES.len()).and_then(|at| FIGURES.get(at));
    COLUMN_NAMES.get(at) == Some(&"mean") || figure.is_some_and(|column| !matches!(column, Column::Label | Column::BeatsAll | Column::Text))
}

/// The rows of a poll: those of each round's table; without a round one for each option, or one.
fn rows(front: &[String; 3], poll: &ReportPoll) -> Vec<Vec<String>> {
    if poll.rounds.is_empty() {
        let options = (0..poll.options.len()).map(Some).chain(poll.options.is_empty().then_some(None));
        return options.map(|option| row(front, poll, None, option)).collect();
    }
    let of_round = |round: &RoundResult| {
        let rows = (0..round.table.rows.len()).map(|at| row(front, poll, Some((round, at)), round.table.option(at)));
        rows.collect::<Vec<_>>()
    };
    poll.rounds.iter().flat_map(of_round).collect()
}

/// One row: of a round and a row of its table, about an option.
fn row(front: &[String; 3], poll: &ReportPoll, of: Option<(&RoundResult, usize)>, option: Option<usize>) -> Vec<String> {
    let round = of.map(|(round, _)| round);
    let figure = |column| of.map(|(round, at)| cell(round.table.cell(at, column))).unwrap_or_default();
    let option = option.and_then(|at| Some((at, poll.options.get(at)?)));
    let mut row = front.to_vec();
    row.extend([poll.poll_code.clone(), poll.question.clone(), api_name(poll.kind), api_name(poll.state), yes_or_no(poll.asked)]);
    row.push(round.map(|round| round.round.to_string()).unwrap_or_default());
    row.extend(match option {
        Some((at, option)) => [(at + 1).to_string(), option.option_text.clone(), yes_or_no(option.correct)],
        None => Default::default(),
    });
    row.extend([figure(Column::VoteCount), figure(Column::Percentage)]);
    row.push(round.map(|round| round.total_votes.to_string()).unwrap_or_default());
    row.push(figure(Column::Mean));
    row.extend([api_name(poll.rules.results), api_name(poll.rules.fairness), yes_or_no(poll.rules.allow_change)]);
    row.extend(refusals(poll));
    row.push(poll.edits.iter().map(reworded).collect::<Vec<_>>().join(" | "));
    row.extend(
        [round.and_then(|round| round.opened_at), round.and_then(|round| round.closed_at)].map(|at| at.map(instant).unwrap_or_default()),
    );
    row.extend(FIGURES.map(figure));
    row.extend(QUESTION_COLUMNS.map(|_| String::new()));
    row
}

/// The row of a question from the audience.
fn question_row(meeting: &[String; 2], question: &ReportQuestion) -> Vec<String> {
    let cell = |name: &str| match name {
        "question" => question.text.clone(),
        "kind" => "audience_question".to_owned(),
        "state" => api_name(question.state),
        "vote_count" => question.votes.to_string(),
        _ => String::new(),
    };
    let mut row = meeting.to_vec();
    row.extend(COLUMN_NAMES[meeting.len()..].iter().map(|name| cell(name)));
    row.extend(FIGURES.map(|_| String::new()));
    row.extend([question.name.clone(), instant(question.asked_at), question.answer.clone()]);
    row
}

/// A figure as text for programs and spreadsheets.
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Number(figure) | Cell::Percent(figure) => number(*figure),
        Cell::Flag(flag) => yes_or_no(*flag),
    }
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
