//! Parses a table of questions: a head row that names the columns in any order, then one question
//! in each row. Tolerates the differences between spreadsheets: the separator, empty rows, short
//! rows, and the apostrophe that prevents text from being a formula.

use super::correct::{BadAnswer, right_answers};
use super::foreign::{self, quotable};
use super::names::{self, Column};
use super::quotes::{BadQuotes, normalize_quotes};
use super::settings::Settings;
use super::{ImportErrors, MAX_QUESTIONS, TooManyQuestions};
use crate::domain::{Kind, NumberInput, PromptSettings};
use crate::spreadsheet::plain;
use crate::text::{t, with};
use crate::wire::CreateBody;
use csv::StringRecord;
use serde::de::DeserializeOwned;

/// The most columns that are parsed, empty ones included; cells beyond them belong to no column.
const MAX_COLUMNS: usize = 256;

/// A row being parsed.
struct Row<'a> {
    number: u64,
    errors: &'a mut ImportErrors,
}

/// The separator for a list with one column and no head: a control character, which no text contains.
const NO_SEPARATOR: u8 = 0x1f;

/// The questions of a table with their rows from 1, as a spreadsheet counts them; rows that cannot
/// be parsed are added to `errors`. A file whose first line is one cell that names no column is a
/// list of questions, one in each line.
///
/// # Errors
/// When the table has more than [`MAX_QUESTIONS`] rows of questions; the further ones are not
/// parsed.
pub(crate) fn from_csv(text: &str, errors: &mut ImportErrors) -> Result<Vec<(u64, CreateBody)>, TooManyQuestions> {
    if let Some(error_key) = foreign::text_error_key(text).or_else(|| foreign::quiz_error_key(text).filter(|_| !has_head(text))) {
        return Ok(refuse(1, t(error_key), errors));
    }
    let is_bare = is_bare_list(text);
    let separator = if is_bare { NO_SEPARATOR } else { separator(text) };
    let text = match normalize_quotes(text, separator) {
        Ok(text) => text,
        Err(BadQuotes::Unclosed(row)) => return Ok(refuse(row, t("import_quote_unclosed"), errors)),
        Err(BadQuotes::Trailing(row)) => return Ok(refuse(row, t("import_quote_trailing"), errors)),
    };
    let mut rows = rows(&text, separator);
    let columns = if is_bare {
        vec![Some(Column::Question)]
    } else {
        let Some((number, head)) = rows.next() else { return Ok(refuse(1, t("import_empty"), errors)) };
        let Some(columns) = columns(&head, number, errors) else { return Ok(Vec::new()) };
        columns
    };
    let mut bodies = Vec::new();
    for (index, (number, record)) in rows.enumerate() {
        if index == MAX_QUESTIONS {
            return Err(TooManyQuestions);
        }
        let errors_before = errors.count();
        let body = Row { number, errors: &mut *errors }.read(&columns, &record);
        if errors.count() == errors_before {
            bodies.push((number, body));
        }
    }
    Ok(bodies)
}

fn refuse(row: u64, detail: &str, errors: &mut ImportErrors) -> Vec<(u64, CreateBody)> {
    errors.add(row, "", detail);
    Vec::new()
}

/// Whether the first non-empty line is a single cell that names no column.
fn is_bare_list(text: &str) -> bool {
    let first = first_line(text);
    let name = first.trim().trim_matches('"');
    !name.is_empty()
        && !is_hint(1, first)
        && SEPARATORS.into_iter().all(|separator| count_separators(first, separator) == 0)
        && Column::named(name).is_none()
}

/// Whether the first line names the column of the question: then the file is a table, whatever its
/// cells contain.
fn has_head(text: &str) -> bool {
    let head = text.lines().filter(|line| !line.trim().is_empty()).find(|line| !is_hint(1, line)).unwrap_or("");
    head.split(SEPARATORS.map(char::from)).any(|name| Column::named(name) == Some(Column::Question))
}

/// The non-empty rows with their numbers from 1, as a spreadsheet counts them. The reader's line
/// numbers differ: a cell may contain several lines.
fn rows(text: &str, separator: u8) -> impl Iterator<Item = (u64, StringRecord)> {
    let bytes = text.as_bytes();
    let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator).from_reader(bytes);
    let (mut offset, mut line, mut line_ends_in_cells) = (0, 1, 0);
    // The text is Unicode already and rows may have any length, so no row fails.
    reader.into_records().map_while(Result::ok).filter_map(move |record| {
        let start = row_start(bytes, &record).max(offset);
        line += line_ends(&bytes[offset..start]);
        offset = start;
        let number = line.saturating_sub(line_ends_in_cells);
        line_ends_in_cells += record.iter().map(|cell| line_ends(cell.as_bytes())).sum::<u64>();
        let has_content = record.iter().any(|cell| !cell.trim().is_empty());
        (has_content && !is_hint(number, record.get(0).unwrap_or(""))).then_some((number, record))
    })
}

/// The byte offset of a row's first cell, after the empty lines that the reader has skipped.
fn row_start(bytes: &[u8], record: &StringRecord) -> usize {
    let from = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0).min(bytes.len());
    from + bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn line_ends(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(at, byte)| **byte == b'\r' || (**byte == b'\n' && (*at == 0 || bytes[at - 1] != b'\r')));
    ends.count() as u64
}

/// Whether the row that begins with `cell` is a separator hint for spreadsheets, as `sep=;`: only
/// row 1 can be one.
fn is_hint(number: u64, cell: &str) -> bool {
    number == 1 && cell.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
}

const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The table's separator: the one that `sep=` names, else the most frequent in the first line,
/// outside quotes.
fn separator(text: &str) -> u8 {
    let first = first_line(text);
    if let (true, Some(separator)) = (is_hint(1, first), first.as_bytes().get(4)) {
        return *separator;
    }
    SEPARATORS.into_iter().max_by_key(|separator| count_separators(first, *separator)).unwrap_or(b',')
}

fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or("")
}

/// How often the separator occurs in a line, outside quotes.
fn count_separators(line: &str, separator: u8) -> usize {
    line.split('"').step_by(2).map(|part| part.matches(char::from(separator)).count()).sum()
}

/// The meaning of each column; `None` after an error in the head, without which rows cannot be
/// parsed.
fn columns(head: &StringRecord, row: u64, errors: &mut ImportErrors) -> Option<Vec<Option<Column>>> {
    let errors_before = errors.count();
    let mut columns = Vec::new();
    for name in head.iter().take(MAX_COLUMNS) {
        let column = Column::named(name);
        if column.is_none() && !name.trim().is_empty() {
            errors.add(row, quotable(name), t("import_column_unknown"));
        } else if column.is_some() && columns.contains(&column) {
            errors.add(row, quotable(name), t("import_column_twice"));
        }
        columns.push(column);
    }
    if !columns.contains(&Some(Column::Question)) {
        errors.add(row, "question", t("import_column_question"));
    }
    (errors.count() == errors_before).then_some(columns)
}

impl Row<'_> {
    fn read(&mut self, columns: &[Option<Column>], record: &StringRecord) -> CreateBody {
        let mut body = CreateBody::default();
        let mut settings = Settings::default();
        let (mut options, mut correct) = (Vec::new(), String::new());
        for (at, cell) in record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            let cell = plain(cell);
            match columns.get(at).copied().flatten() {
                None => self.error("", with("import_cell_stray", "n", at + 1)),
                Some(Column::Question) => body.question = cell,
                Some(Column::Note) => body.note = Some(cell),
                Some(Column::Option(number)) => options.push((number, cell)),
                Some(Column::Correct) => correct = cell,
                Some(Column::Results) => body.results = self.word("results", &cell, "import_word_results"),
                Some(Column::Fairness) => body.fairness = self.word("fairness", &cell, "import_word_fairness"),
                Some(Column::Setting(setting)) => {
                    if let Err(valid) = settings.set(setting, &cell) {
                        self.unreadable::<()>(setting.name(), &cell, t(valid));
                    }
                }
                Some(Column::AllowChange) => body.allow_change = self.truth_value("allow_change", &cell),
                Some(Column::Moderation) => body.moderation = self.word("moderation", &cell, "import_word_moderation"),
                Some(Column::ShowAfter) => {
                    body.show_after = cell.parse().ok().or_else(|| self.unreadable("show_after", &cell, t("import_whole")));
                }
                Some(Column::OneTap) => body.one_tap = self.truth_value("one_tap", &cell),
                Some(Column::AutoReveal) => body.auto_reveal = self.truth_value("auto_reveal", &cell),
            }
        }
        options.sort_by_key(|(number, _)| *number);
        body.prompt = settings.finish();
        match body.prompt.kind {
            Kind::Number if !correct.is_empty() => body.prompt.right = Some(NumberInput::Written(correct)),
            _ => body.correct = self.correct(&correct, &body.prompt, &options),
        }
        body.options = match body.prompt.kind {
            _ if !options.is_empty() => Some(options.into_iter().map(|(_, text)| text).collect()),
            // The console does the same with a question that is sent without options.
            Kind::Single => Some(vec![t("import_yes").to_owned(), t("import_no").to_owned()]),
            Kind::Multiple | Kind::Rating | Kind::Grid | Kind::Ranking | Kind::Points | Kind::Number | Kind::Words | Kind::Text => None,
        };
        body
    }

    fn error(&mut self, field: &str, detail: impl Into<String>) {
        self.errors.add(self.number, field, detail);
    }

    /// Parses a keyword of the API in any case, or its German translation; `valid` is the key of
    /// the error text that lists the valid ones.
    fn word<T: DeserializeOwned>(&mut self, field: &str, cell: &str, valid: &'static str) -> Option<T> {
        let word = cell.trim().to_lowercase();
        serde_json::from_value(names::wire_word(&word).into()).ok().or_else(|| self.unreadable(field, cell, t(valid)))
    }

    fn truth_value(&mut self, field: &str, cell: &str) -> Option<bool> {
        names::truth_value(&cell.trim().to_lowercase()).or_else(|| self.unreadable(field, cell, t("import_yes_or_no")))
    }

    fn correct(&mut self, cell: &str, prompt: &PromptSettings, options: &[(usize, String)]) -> Option<Vec<u8>> {
        match right_answers(cell, prompt, options) {
            Ok(indices) => (!indices.is_empty()).then_some(indices),
            Err(BadAnswer::Unknown(token)) => self.unreadable("correct", &token, t("import_correct_unknown")),
            Err(BadAnswer::Ambiguous(token)) => self.unreadable("correct", &token, t("import_correct_ambiguous")),
        }
    }

    /// Adds an error that quotes the cell.
    fn unreadable<T>(&mut self, field: &str, cell: &str, detail: &str) -> Option<T> {
        self.error(field, detail.replace("{cell}", &quotable(cell)));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parsed questions, and the rows and fields with errors.
    type Read = (Vec<(u64, CreateBody)>, Vec<(u64, String)>);

    fn read(text: &str) -> Read {
        let mut errors = ImportErrors::default();
        let read = from_csv(text, &mut errors).expect("few rows");
        (read, errors.into_rows().into_iter().map(|error| (error.row, error.field)).collect())
    }

    #[test]
    fn cells_of_a_table_may_contain_quiz_syntax() {
        for table in [
            "question,option 1,option 2,note\nWhy?,a,b,{#}\n",
            "sep=;\n\"Frage\";Antwort A;Antwort B\n\"Which?\nANSWER: B\";a;b\n",
            "note\tquestion\n{T}\tIs 2 {=4}?\n",
        ] {
            let mut errors = ImportErrors::default();
            let read = from_csv(table, &mut errors).expect("few questions");
            assert_eq!((read.len(), errors.count()), (1, 0), "{table}");
        }
    }

    #[test]
    fn every_separator_and_order_of_columns_gives_the_same_question() {
        for text in [
            "question,option 1,option 2,correct\nWhy?,Because,Why not,B",
            "\"question\";correct;option_2;option 1\r\nWhy?;2;Why not;Because\r\n",
            "Question\tOption2\tOPTION 1\tCorrect\n\n\nWhy?\tWhy not\tBecause\t 2 ",
            "sep=;\nquestion;option 1;option 2;correct\nWhy?;Because;Why not;b",
        ] {
            let (read, errors) = read(text);
            assert_eq!(errors, [], "{text}");
            let body = &read[0].1;
            let options = body.options.as_deref().unwrap();
            assert_eq!(
                (body.question.as_str(), options, &body.correct),
                ("Why?", &["Because".into(), "Why not".into()][..], &Some(vec![1]))
            );
        }
    }

    #[test]
    fn errors_have_the_row_number_of_a_spreadsheet() {
        let text = "question,kind,note\nA?,single,\"one\ntwo\"\n\nB?,nonsense,\nC?,single,x,over\n";
        assert_eq!(read(text).1, [(4, "kind".to_owned()), (5, String::new())]);
    }

    #[test]
    fn rows_under_an_invalid_head_are_not_reported() {
        assert_eq!(read("when,who\n1,2\n3,4").1.len(), 3);
        assert_eq!(read("question,question\nA?,B?").1, [(1, "question".to_owned())]);
        assert_eq!(read("").1, [(1, String::new())]);
        assert_eq!(read("\n , \n").1, [(1, String::new())]);
    }

    #[test]
    fn questions_without_options_get_yes_and_no() {
        for text in
            ["Shall we?\nMay we, though?\n", "Frage;\nShall we?;\nMay we, though?\n", "\"Shall we?\"\r\n\r\n\"May we, though?\"\r\n"]
        {
            let (read, errors) = read(text);
            assert_eq!(errors, [], "{text}");
            let questions: Vec<_> = read.iter().map(|(_, body)| body.question.as_str()).collect();
            assert_eq!(questions, ["Shall we?", "May we, though?"], "{text}");
            assert_eq!(read[1].1.options.as_deref(), Some(&["Yes".to_owned(), "No".to_owned()][..]));
        }
        assert_eq!(read("question,kind\nHow was it?,rating\n").0[0].1.options, None);
    }

    #[test]
    fn parsing_stops_at_the_first_row_beyond_the_maximum() {
        let mut errors = ImportErrors::default();
        let table = |good: usize| format!("question,option 1,option 2\n{}{}", "Why?,a,b\n".repeat(good), "x,a,b,c,d\n".repeat(200_000));
        assert!(from_csv(&table(500), &mut errors).is_err());
        assert_eq!(errors.count(), 0, "no row beyond the maximum is parsed");
        assert!(from_csv(&table(499), &mut errors).is_err());
        assert!((1..=2).contains(&errors.count()), "only the last permitted row is parsed");
    }

    #[test]
    fn cells_of_the_head_beyond_the_maximum_are_ignored() {
        let mut errors = ImportErrors::default();
        let head = format!("question,option 1,option 2{}{}", ",x".repeat(100_000), ",option 2".repeat(100_000));
        assert_eq!(from_csv(&format!("{head}\nWhy?,a,b\n"), &mut errors).unwrap().len(), 0);
        assert_eq!(errors.count(), (MAX_COLUMNS - 3) as u64);
    }
}
