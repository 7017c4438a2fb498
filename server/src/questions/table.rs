//! Questions as a table: a head row that names the columns in any order, and a row a question. Forgives what spreadsheets
//! differ in: the separator, empty rows, short rows, the apostrophe that keeps text from being a formula.

use super::Troubles;
use crate::domain::{Kind, NewPoll};
use crate::spreadsheet::plain;
use crate::wire::CreateBody;
use csv::StringRecord;
use serde::de::DeserializeOwned;

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Question,
    Kind,
    Option(usize),
    Correct,
    Note,
    Results,
    MinChoices,
    MaxChoices,
    Scale,
    Fairness,
    AllowChange,
    AutoReveal,
}

/// A row while it is read.
struct Row<'a> {
    number: u64,
    troubles: &'a mut Troubles,
}

/// The questions of a table with their rows from 1, as a spreadsheet counts them; what cannot be read is a trouble.
pub(crate) fn from_csv(text: &str, troubles: &mut Troubles) -> Vec<(u64, CreateBody)> {
    let mut rows = rows(text);
    let Some((number, head)) = rows.next() else {
        troubles.add(1, "", "The file is empty. Its first row names the columns: question, kind, option 1, option 2, …");
        return Vec::new();
    };
    let Some(columns) = columns(&head, number, troubles) else { return Vec::new() };
    let mut read = Vec::new();
    for (number, record) in rows {
        let before = troubles.count();
        let body = Row { number, troubles: &mut *troubles }.read(&columns, &record);
        if troubles.count() == before {
            read.push((number, body));
        }
    }
    read
}

/// The rows that say something. The reader skips empty lines and a cell may hold several, so lines are counted here.
fn rows(text: &str) -> impl Iterator<Item = (u64, StringRecord)> {
    let bytes = text.as_bytes();
    let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(separator(text)).from_reader(bytes);
    let (mut at, mut line, mut inside) = (0, 1, 0);
    // The text is Unicode already and rows may have any length, so no row fails.
    reader.into_records().map_while(Result::ok).filter_map(move |record| {
        let start = start(bytes, &record).max(at);
        line += line_ends(&bytes[at..start]);
        at = start;
        let number = line.saturating_sub(inside);
        inside += record.iter().map(|cell| line_ends(cell.as_bytes())).sum::<u64>();
        let says = record.iter().any(|cell| !cell.trim().is_empty());
        (says && !is_hint(number, record.get(0).unwrap_or(""))).then_some((number, record))
    })
}

/// Where a row begins: behind whatever empty lines the reader skipped.
fn start(bytes: &[u8], record: &StringRecord) -> usize {
    let from = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0).min(bytes.len());
    from + bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn line_ends(bytes: &[u8]) -> u64 {
    let ends = bytes.iter().enumerate().filter(|(at, byte)| **byte == b'\r' || (**byte == b'\n' && (*at == 0 || bytes[at - 1] != b'\r')));
    ends.count() as u64
}

/// `sep=;` in the first row is for the spreadsheet, not a question.
fn is_hint(number: u64, cell: &str) -> bool {
    number == 1 && cell.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="))
}

/// What parts the cells: the one of the three that the first row has most of, outside quotes.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    if let (true, Some(separator)) = (is_hint(1, first), first.as_bytes().get(4)) {
        return *separator;
    }
    let bare: Vec<&str> = first.split('"').step_by(2).collect();
    let count = |separator: u8| bare.iter().map(|part| part.matches(char::from(separator)).count()).sum::<usize>();
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// What each column says; `None` when the rest cannot be understood without that.
fn columns(head: &StringRecord, row: u64, troubles: &mut Troubles) -> Option<Vec<Option<Column>>> {
    let before = troubles.count();
    let mut columns = Vec::with_capacity(head.len());
    for name in head {
        let column = Column::named(name);
        if column.is_none() && !name.trim().is_empty() {
            troubles.add(row, short(name), "No column has this name. There are: question, kind, option 1 to option 20, correct, note, results, min_choices, max_choices, scale, fairness, allow_change, auto_reveal.");
        } else if column.is_some() && columns.contains(&column) {
            troubles.add(row, short(name), "Two columns have this name.");
        }
        columns.push(column);
    }
    if !columns.contains(&Some(Column::Question)) {
        troubles.add(row, "question", "The first row names the columns, and one of them is question.");
    }
    (troubles.count() == before).then_some(columns)
}

impl Column {
    fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace(['_', ' '], "");
        Some(match name.as_str() {
            "question" => Self::Question,
            "kind" => Self::Kind,
            "correct" => Self::Correct,
            "note" => Self::Note,
            "results" => Self::Results,
            "minchoices" => Self::MinChoices,
            "maxchoices" => Self::MaxChoices,
            "scale" => Self::Scale,
            "fairness" => Self::Fairness,
            "allowchange" => Self::AllowChange,
            "autoreveal" => Self::AutoReveal,
            _ => {
                let number = name.strip_prefix("option")?.parse().ok()?;
                (1..=*NewPoll::OPTIONS.end()).contains(&number).then_some(Self::Option(number))?
            }
        })
    }
}

impl Row<'_> {
    fn read(&mut self, columns: &[Option<Column>], record: &StringRecord) -> CreateBody {
        let mut body = CreateBody::default();
        let (mut options, mut correct) = (Vec::new(), "");
        for (at, cell) in record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
            let cell = plain(cell);
            match columns.get(at).copied().flatten() {
                None => self.trouble("", format!("Cell {} stands under no column.", at + 1)),
                Some(Column::Question) => cell.clone_into(&mut body.question),
                Some(Column::Note) => body.note = Some(cell.to_owned()),
                Some(Column::Option(number)) => options.push((number, cell.to_owned())),
                Some(Column::Correct) => correct = cell,
                Some(Column::Kind) => body.kind = self.word("kind", cell),
                Some(Column::Results) => body.results = self.word("results", cell),
                Some(Column::Fairness) => body.fairness = self.word("fairness", cell),
                Some(Column::MinChoices) => body.min_choices = self.number("min_choices", cell),
                Some(Column::MaxChoices) => body.max_choices = self.number("max_choices", cell),
                Some(Column::Scale) => body.scale = self.number("scale", cell),
                Some(Column::AllowChange) => body.allow_change = self.yes("allow_change", cell),
                Some(Column::AutoReveal) => body.auto_reveal = self.yes("auto_reveal", cell),
            }
        }
        options.sort_by_key(|(number, _)| *number);
        body.correct = self.correct(correct, &body, &options);
        body.options = (!options.is_empty()).then(|| options.into_iter().map(|(_, text)| text).collect());
        body
    }

    fn trouble(&mut self, field: &str, detail: impl Into<String>) {
        self.troubles.add(self.number, field, detail);
    }

    /// A word of the wire, in whatever case.
    fn word<T: DeserializeOwned>(&mut self, field: &str, cell: &str) -> Option<T> {
        let word = cell.trim().to_lowercase();
        let read = serde_json::from_value(word.into());
        read.inspect_err(|error| self.trouble(field, format!("“{}” cannot stand here: {error}.", short(cell)))).ok()
    }

    fn number(&mut self, field: &str, cell: &str) -> Option<u64> {
        let read = cell.trim().parse();
        read.inspect_err(|_| self.trouble(field, format!("“{}” is no whole number.", short(cell)))).ok()
    }

    fn yes(&mut self, field: &str, cell: &str) -> Option<bool> {
        match cell.trim().to_lowercase().as_str() {
            "yes" | "true" | "1" | "x" => Some(true),
            "no" | "false" | "0" => Some(false),
            _ => {
                self.trouble(field, format!("“{}” is neither yes nor no.", short(cell)));
                None
            }
        }
    }

    /// The right answers as places from 0, from numbers or letters of their columns: `2`, `B`, `1; 3`.
    fn correct(&mut self, cell: &str, body: &CreateBody, options: &[(usize, String)]) -> Option<Vec<u8>> {
        let mut places = Vec::new();
        for token in cell.split([',', ';', '|', ' ', '/']).filter(|token| !token.is_empty()) {
            let number = place(token);
            let at = match body.kind.unwrap_or_default() {
                Kind::Rating => number.filter(|n| *n <= usize::from(*NewPoll::SCALES.end())).map(|n| n - 1),
                Kind::Single | Kind::Multiple => number.and_then(|number| options.iter().position(|(column, _)| *column == number)),
            };
            match at.and_then(|at| u8::try_from(at).ok()) {
                Some(at) => places.push(at),
                None => self.trouble("correct", format!("“{}” names no option of this row: write 2 or B for option 2.", short(token))),
            }
        }
        (!places.is_empty()).then_some(places)
    }
}

/// The number of an option: `2`, or `B`.
fn place(token: &str) -> Option<usize> {
    let number = match token.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => usize::from(letter.to_ascii_uppercase() - b'A') + 1,
        _ => token.parse().ok()?,
    };
    (1..=*NewPoll::OPTIONS.end()).contains(&number).then_some(number)
}

/// Enough of a cell to find it again.
fn short(cell: &str) -> String {
    cell.trim().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was read, and where the troubles are.
    type Read = (Vec<(u64, CreateBody)>, Vec<(u64, String)>);

    fn read(text: &str) -> Read {
        let mut troubles = Troubles::default();
        let read = from_csv(text, &mut troubles);
        (read, troubles.told().into_iter().map(|trouble| (trouble.row, trouble.field)).collect())
    }

    #[test]
    fn every_separator_and_every_order_of_columns_reads_the_same() {
        for text in [
            "question,option 1,option 2,correct\nWhy?,Because,Why not,B",
            "\"question\";correct;option_2;option 1\r\nWhy?;2;Why not;Because\r\n",
            "Question\tOption2\tOPTION 1\tCorrect\n\n\nWhy?\tWhy not\tBecause\t 2 ",
            "sep=;\nquestion;option 1;option 2;correct\nWhy?;Because;Why not;b",
        ] {
            let (read, troubles) = read(text);
            assert_eq!(troubles, [], "{text}");
            let body = &read[0].1;
            let options = body.options.as_deref().unwrap();
            assert_eq!(
                (body.question.as_str(), options, &body.correct),
                ("Why?", &["Because".into(), "Why not".into()][..], &Some(vec![1]))
            );
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let text = "question,kind,note\nA?,single,\"one\ntwo\"\n\nB?,nonsense,\nC?,single,x,over\n";
        assert_eq!(read(text).1, [(4, "kind".to_owned()), (5, String::new())]);
    }

    #[test]
    fn a_head_that_names_nothing_known_is_one_trouble_and_not_a_thousand() {
        assert_eq!(read("PK\u{3}\u{4},x\n1,2\n3,4").1.len(), 3);
        assert_eq!(read("question,question\nA?,B?").1, [(1, "question".to_owned())]);
        assert_eq!(read("").1, [(1, String::new())]);
        assert_eq!(read("\n , \n").1, [(1, String::new())]);
    }
}
