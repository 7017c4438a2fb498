//! Tables hold the figures of summaries.

use super::*;

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

proptest! {
    #[test]
    fn every_poll_has_rows_and_every_row_all_columns((poll, answers) in any_answers()) {
        let texts: Vec<String> = poll.ids.iter().map(|id| format!("Option {id}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let table = poll.prompt.table(&texts, &poll.summary(&answers));
        prop_assert!(!table.rows.is_empty() && !table.columns.is_empty());
        prop_assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        prop_assert!(table.columns.is_sorted() && table.columns.iter().all(|column| Column::ALL.contains(column)));
        prop_assert_eq!(table.columns.contains(&Column::Blank), poll.prompt.blank());
    }
}

#[test]
fn a_grid_has_a_row_for_each_statement_and_mark() {
    let settings = PromptSettings { scale: Some(2), labels: Some(vec!["no".into(), "yes".into()]), partial: Some(true), ..of(Kind::Grid) };
    let poll = Poll { prompt: prompt(&settings), ids: vec![7, 8] };
    let summary = poll.summary(&[Answer::Grid(vec![(7, 2)]), Answer::Grid(vec![(7, 1), (8, 2)])]);
    let table = poll.prompt.table(&["Clear", "Short"], &summary);
    assert_eq!(table.rows.len(), 4);
    assert_eq!(
        table.rows[3],
        [
            Cell::Count(2),
            text("Short"),
            Cell::Count(2),
            text("yes"),
            Cell::Count(1),
            Cell::Percent(100.0),
            Cell::Count(1),
            Cell::Number(2.0)
        ]
    );
    assert_eq!((table.cell(1, Column::Percentage), table.cell(1, Column::Place)), (&Cell::Percent(50.0), &Cell::Empty));
}

#[test]
fn numbers_have_a_row_for_each_bin_and_one_without_answers() {
    let settings = PromptSettings { from: Some(number("1")), to: Some(number("3")), ..of(Kind::Number) };
    let poll = Poll { prompt: prompt(&settings), ids: vec![] };
    let table = poll.prompt.table(&[], &poll.summary(&[Answer::Number(2), Answer::Number(2)]));
    assert_eq!(table.rows.len(), 3);
    assert_eq!((table.cell(1, Column::From), table.cell(1, Column::VoteCount)), (&Cell::Number(2.0), &Cell::Count(2)));
    assert_eq!((table.cell(0, Column::Median), table.cell(2, Column::Median)), (&Cell::Number(2.0), &Cell::Number(2.0)));
    let empty = poll.prompt.table(&[], &poll.summary(&[]));
    assert_eq!((empty.rows.len(), empty.cell(0, Column::Count), empty.cell(0, Column::Mean)), (1, &Cell::Count(0), &Cell::Empty));
}

#[test]
fn names_of_columns_are_distinct() {
    let mut names: Vec<_> = Column::ALL.map(Column::name).to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Column::ALL.len());
    assert!(Column::ALL.is_sorted(), "a table of all kinds has the order of each kind's table");
}
