//! Writes a report as a workbook: an overview with a row for each poll, a sheet with all counts,
//! and sheets with rewordings and with questions from the audience if there are any. Cells are strings and numbers, never formulas;
//! texts are in the reader's language.

use super::csv::FIGURES;
use super::format::ExportError;
use super::labels::{account, fairness, figure_label, kind, question_state, results, state};
use crate::domain::{Cell, Column};
use crate::text::{moment, t, zone};
use crate::wire::{Report, ReportBoard, ReportEdit, ReportPoll, RoundResult};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};

/// The cell formats of a workbook.
struct CellFormats {
    title: Format,
    head: Format,
    wrapped: Format,
    top: Format,
    percent: Format,
    mean: Format,
    figure: Format,
}

/// The first row of a poll in the overview, from 0.
const FIRST_POLL_ROW: u32 = 7;

/// The first column of figures in the sheet of counts, from 0.
const FIRST_FIGURE: u16 = 13;

/// The last column of the sheet of counts, from 0.
const LAST_COUNTS_COLUMN: u16 = 36;
const _: () =
    assert!(LAST_COUNTS_COLUMN as usize + 1 == FIRST_FIGURE as usize + FIGURES.len(), "a column more: the filter ends at the last");

/// A column: the key of its heading's text, and its width in characters.
type Heading = (&'static str, f64);

/// A workbook being written. Its sheets are temporary files, which the system
/// deletes when they are closed.
pub(crate) struct Book {
    workbook: Workbook,
    formats: CellFormats,
    /// How many polls have been written.
    polls: u32,
    /// The next row to write in each sheet, by the sheet's index.
    rows: [u32; 3],
}

/// Indices of the sheets.
const OVERVIEW: usize = 0;
const COUNTS: usize = 1;
/// Exists only in a workbook with rewordings.
const REWORDED: usize = 2;

impl Book {
    /// Begins the workbook of a meeting.
    ///
    /// # Errors
    /// When temporary files cannot be created.
    pub(super) fn begin(report: &Report) -> Result<Self, XlsxError> {
        let (mut workbook, formats) = (Workbook::new(), CellFormats::new());
        overview_sheet(workbook.add_worksheet_with_constant_memory()?, report, &formats)?;
        counts_sheet(workbook.add_worksheet_with_constant_memory()?, &formats)?;
        Ok(Self { workbook, formats, polls: 0, rows: [FIRST_POLL_ROW, 1, 0] })
    }

    /// Writes the next poll.
    ///
    /// # Errors
    /// When the disk is full. A meeting of 500 polls is far below the limits of a sheet.
    pub(super) fn add(&mut self, poll: &ReportPoll) -> Result<(), XlsxError> {
        let Self { workbook, formats, polls, rows } = self;
        *polls += 1;
        overview_row(workbook.worksheet_from_index(OVERVIEW)?, rows[OVERVIEW], *polls, poll, formats)?;
        rows[OVERVIEW] += 1;
        let sheet = workbook.worksheet_from_index(COUNTS)?;
        for round in poll.rounds.iter().map(Some).chain(poll.rounds.is_empty().then_some(None)) {
            let count = round.map_or(poll.options.len().max(1), |round| round.table.rows.len());
            for at in 0..count {
                counts_row(sheet, rows[COUNTS], *polls, (poll, round, at), formats)?;
                rows[COUNTS] += 1;
            }
        }
        for edit in &poll.edits {
            if rows[REWORDED] == 0 {
                rewordings_sheet(workbook.add_worksheet_with_constant_memory()?, formats)?;
                rows[REWORDED] = 1;
            }
            rewording_row(workbook.worksheet_from_index(REWORDED)?, rows[REWORDED], poll, edit, formats)?;
            rows[REWORDED] += 1;
        }
        Ok(())
    }

    /// Writes the workbook to a temporary file and returns it, positioned at its start. The file is
    /// deleted when it is closed.
    ///
    /// # Errors
    /// When the disk is full.
    pub(super) fn end(mut self, board: Option<&ReportBoard>) -> Result<File, ExportError> {
        if let Some(board) = board {
            questions_sheet(self.workbook.add_worksheet_with_constant_memory()?, board, &self.formats)?;
        }
        self.workbook.worksheet_from_index(COUNTS)?.autofilter(0, 0, self.rows[COUNTS] - 1, LAST_COUNTS_COLUMN)?;
        let mut file = tempfile::tempfile()?;
        let mut writer = BufWriter::new(&file);
        self.workbook.save_to_writer(&mut writer)?;
        // Dropping the writer would flush too, but ignore a full disk.
        writer.flush()?;
        drop(writer);
        file.rewind()?;
        Ok(file)
    }
}

impl CellFormats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            head: top().set_bold().set_text_wrap().set_background_color("#EEF2FF"),
            wrapped: top().set_text_wrap(),
            top: top(),
            percent: top().set_num_format("0.0%"),
            mean: top().set_num_format("0.00"),
            figure: top().set_num_format("General"),
        }
    }
}

fn overview_sheet(sheet: &mut Worksheet, report: &Report, formats: &CellFormats) -> Result<(), XlsxError> {
    const COLUMNS: [Heading; 17] = [
        ("report_number", 6.0),
        ("report_question", 48.0),
        ("report_poll_code", 12.0),
        ("report_kind", 16.0),
        ("report_state", 14.0),
        ("report_rounds", 9.0),
        ("report_votes", 9.0),
        ("report_mean", 9.0),
        ("report_rule_results", 24.0),
        ("report_rule_fairness", 24.0),
        ("report_refused_device", 14.0),
        ("report_refused_address", 14.0),
        ("report_refused_closed", 14.0),
        ("report_refused_fast", 14.0),
        ("report_seal", 22.0),
        ("report_opened", 22.0),
        ("report_closed", 22.0),
    ];
    sheet.set_name(t("report_overview"))?;
    let meeting = &report.meeting;
    let name = if meeting.name.is_empty() { t("report_untitled") } else { &meeting.name };
    sheet.write_string_with_format(0, 0, name, &formats.title)?;
    let facts = [
        ("report_join_code", meeting.join_code.clone()),
        ("report_began", moment(meeting.created_at)),
        ("report_ended", meeting.ended_at.map_or_else(|| t("report_goes_on").into(), moment)),
        ("report_zone", zone().name().to_owned()),
        ("report_written", format!("{} · Handsup {}", moment(report.exported_at), report.version)),
    ];
    for (row, (label, fact)) in (1..).zip(facts) {
        sheet.write_string(row, 0, t(label))?;
        sheet.write_string(row, 1, fact)?;
    }
    write_headings(sheet, FIRST_POLL_ROW - 1, &COLUMNS, formats)?;
    sheet.set_column_width(0, 14)?;
    Ok(())
}

fn overview_row(sheet: &mut Worksheet, row: u32, number: u32, poll: &ReportPoll, formats: &CellFormats) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, 0, number, &formats.top)?;
    sheet.write_string_with_format(row, 1, &poll.question, &formats.wrapped)?;
    let words = [(2, poll.poll_code.as_str()), (3, kind(poll)), (4, state(poll)), (8, results(poll)), (9, fairness(poll))];
    for (column, text) in words {
        sheet.write_string_with_format(row, column, text, &formats.wrapped)?;
    }
    sheet.write_number_with_format(row, 5, cell_number(poll.rounds.len() as u64), &formats.top)?;
    if let Some(last) = poll.rounds.last() {
        sheet.write_number_with_format(row, 6, cell_number(last.total_votes), &formats.top)?;
        write_mean(sheet, row, 7, last, formats)?;
        write_times(sheet, row, 15, last, formats)?;
    }
    if let Some(refused) = poll.refused {
        let counts = [refused.already_voted_device, refused.already_voted_address, refused.poll_not_open, refused.too_many_requests];
        for (column, count) in (10..).zip(counts) {
            sheet.write_number_with_format(row, column, count, &formats.top)?;
        }
    }
    sheet.write_string_with_format(row, 14, poll.seal.as_deref().unwrap_or_default(), &formats.top)?;
    Ok(())
}

fn counts_sheet(sheet: &mut Worksheet, formats: &CellFormats) -> Result<(), XlsxError> {
    const COLUMNS: [Heading; 13] = [
        ("report_number", 6.0),
        ("report_poll_code", 12.0),
        ("report_question", 48.0),
        ("report_round", 9.0),
        ("report_letter", 9.0),
        ("report_option", 40.0),
        ("report_correct", 9.0),
        ("report_votes", 9.0),
        ("report_share", 9.0),
        ("report_total", 9.0),
        ("report_mean", 9.0),
        ("report_opened", 22.0),
        ("report_closed", 22.0),
    ];
    sheet.set_name(t("report_results"))?;
    let headings: Vec<Heading> = COLUMNS.into_iter().chain(FIGURES.map(|column| (figure_label(column), 12.0))).collect();
    write_headings(sheet, 0, &headings, formats)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn counts_row(
    sheet: &mut Worksheet,
    row: u32,
    number: u32,
    (poll, round, at): (&ReportPoll, Option<&RoundResult>, usize),
    formats: &CellFormats,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, 0, number, &formats.top)?;
    sheet.write_string_with_format(row, 1, &poll.poll_code, &formats.top)?;
    sheet.write_string_with_format(row, 2, &poll.question, &formats.wrapped)?;
    let option = round.map_or(Some(at), |round| round.table.option(at));
    if let Some((at, option)) = option.and_then(|at| Some((at, poll.options.get(at)?))) {
        sheet.write_string_with_format(row, 4, crate::text::letter(at), &formats.top)?;
        sheet.write_string_with_format(row, 5, &option.option_text, &formats.wrapped)?;
        if option.correct {
            sheet.write_string_with_format(row, 6, "✓", &formats.top)?;
        }
    }
    let Some(round) = round else {
        sheet.write_string_with_format(row, 3, t("report_not_asked"), &formats.top)?;
        return Ok(());
    };
    sheet.write_number_with_format(row, 3, round.round, &formats.top)?;
    let before_times = [(7, Column::VoteCount), (8, Column::Percentage), (10, Column::Mean)];
    for (column, figure) in before_times.into_iter().chain((FIRST_FIGURE..).zip(FIGURES)) {
        write_figure(sheet, (row, column), round.table.cell(at, figure), formats)?;
    }
    sheet.write_number_with_format(row, 9, cell_number(round.total_votes), &formats.top)?;
    write_times(sheet, row, 11, round, formats)
}

fn write_figure(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, formats: &CellFormats) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty | Cell::Flag(false) => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, text, &formats.wrapped)?,
        Cell::Count(count) => sheet.write_number_with_format(row, column, cell_number(*count), &formats.top)?,
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &formats.figure)?,
        Cell::Percent(share) => sheet.write_number_with_format(row, column, share / 100.0, &formats.percent)?,
        Cell::Flag(true) => sheet.write_string_with_format(row, column, "✓", &formats.top)?,
    };
    Ok(())
}

fn rewordings_sheet(sheet: &mut Worksheet, formats: &CellFormats) -> Result<(), XlsxError> {
    const COLUMNS: [Heading; 5] =
        [("report_poll_code", 12.0), ("report_what", 14.0), ("report_before", 48.0), ("report_after", 48.0), ("report_when", 22.0)];
    sheet.set_name(t("report_reworded"))?;
    write_headings(sheet, 0, &COLUMNS, formats)
}

fn rewording_row(sheet: &mut Worksheet, row: u32, poll: &ReportPoll, edit: &ReportEdit, formats: &CellFormats) -> Result<(), XlsxError> {
    let what = edit.option.map_or_else(|| t("report_question").to_owned(), |at| crate::text::letter(at).to_string());
    let cells = [poll.poll_code.clone(), what, edit.before.clone(), edit.after.clone(), moment(edit.edited_at)];
    for (column, cell) in (0..).zip(cells) {
        sheet.write_string_with_format(row, column, cell, &formats.wrapped)?;
    }
    Ok(())
}

/// The sheet of questions from the audience, in the same order as on the wall.
fn questions_sheet(sheet: &mut Worksheet, board: &ReportBoard, formats: &CellFormats) -> Result<(), XlsxError> {
    const COLUMNS: [Heading; 6] = [
        ("report_question", 60.0),
        ("board_asked_by", 20.0),
        ("report_state", 14.0),
        ("report_votes", 9.0),
        ("board_reply", 60.0),
        ("board_asked_at", 22.0),
    ];
    sheet.set_name(t("board_title"))?;
    write_headings(sheet, 0, &COLUMNS, formats)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, question) in (1..).zip(&board.questions) {
        let texts = [
            (0, &*question.text),
            (1, &question.name),
            (2, question_state(question.state)),
            (4, &question.answer),
            (5, &moment(question.asked_at)),
        ];
        for (column, text) in texts {
            sheet.write_string_with_format(row, column, text, &formats.wrapped)?;
        }
        sheet.write_number_with_format(row, 3, cell_number(question.votes), &formats.top)?;
    }
    let last = u32::try_from(board.questions.len()).unwrap_or(u32::MAX).saturating_add(2);
    sheet.write_string_with_format(last, 0, account(&board.account), &formats.wrapped)?;
    Ok(())
}

fn write_headings(sheet: &mut Worksheet, row: u32, columns: &[Heading], formats: &CellFormats) -> Result<(), XlsxError> {
    for (column, (head, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(row, column, t(head), &formats.head)?;
    }
    Ok(())
}

fn write_mean(sheet: &mut Worksheet, row: u32, column: u16, round: &RoundResult, formats: &CellFormats) -> Result<(), XlsxError> {
    if let Some(mean) = round.figures.mean {
        sheet.write_number_with_format(row, column, mean, &formats.mean)?;
    }
    Ok(())
}

/// Writes when the round was opened and closed, into two columns; nothing where a time is unknown.
fn write_times(sheet: &mut Worksheet, row: u32, column: u16, round: &RoundResult, formats: &CellFormats) -> Result<(), XlsxError> {
    for (column, at) in (column..).zip([round.opened_at, round.closed_at]) {
        if let Some(at) = at {
            sheet.write_string_with_format(row, column, moment(at), &formats.top)?;
        }
    }
    Ok(())
}

/// A count as the float that a cell stores; counts above `u32::MAX` become `u32::MAX`.
fn cell_number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
