//! A summary as a table, from which every export and chart is drawn.

use super::{Figures, Kind, OptionCount, Prompt, Scale, Summary};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The option's number, from 1.
    Option,
    /// The option's text.
    OptionText,
    /// A mark of a scale.
    Mark,
    /// What the mark means.
    Label,
    /// The smallest number of a bin.
    From,
    /// The largest number of a bin.
    To,
    /// A text that voters have written.
    Text,
    /// Answers that name the option, give the mark, have the text, or are in the bin.
    VoteCount,
    /// Their share.
    Percentage,
    /// The option's place.
    Place,
    /// The option's Borda count.
    Points,
    /// Rankings that place the option first.
    First,
    /// The mean of the option's places.
    MeanPlace,
    /// Rankings that rank the option.
    Ranked,
    /// Whether the option beats each other one.
    BeatsAll,
    /// The option's points over all answers.
    Sum,
    /// Answers that give the option points.
    Givers,
    /// Answers that leave the statement out.
    Skipped,
    /// Answers that are not blank.
    Answers,
    /// Texts that are not shown.
    Hidden,
    /// Answers with a number.
    Count,
    /// The mean: of marks, of points, or of numbers.
    Mean,
    /// The median.
    Median,
    /// The lower quartile.
    LowerQuartile,
    /// The upper quartile.
    UpperQuartile,
    /// The smallest number.
    Min,
    /// The largest number.
    Max,
    /// The Net Promoter Score.
    Nps,
    /// Blank answers of the poll.
    Blank,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing: a figure that does not exist.
    Empty,
    /// Text.
    Text(String),
    /// A whole number that counts something.
    Count(u64),
    /// Any other number.
    Number(f64),
    /// A share in percent.
    Percent(f64),
    /// Yes or no.
    Flag(bool),
}

/// Rows of cells under columns; figures of the whole poll are the same in every row. There is at least one row for a poll with
/// options, and for a number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A row with the columns of its cells.
pub(super) type Row = Vec<(Column, Cell)>;

impl Column {
    /// Every column, in the order of a table of all kinds.
    pub const ALL: [Self; 29] = [
        Self::Option,
        Self::OptionText,
        Self::Mark,
        Self::Label,
        Self::From,
        Self::To,
        Self::Text,
        Self::VoteCount,
        Self::Percentage,
        Self::Place,
        Self::Points,
        Self::First,
        Self::MeanPlace,
        Self::Ranked,
        Self::BeatsAll,
        Self::Sum,
        Self::Givers,
        Self::Skipped,
        Self::Answers,
        Self::Hidden,
        Self::Count,
        Self::Mean,
        Self::Median,
        Self::LowerQuartile,
        Self::UpperQuartile,
        Self::Min,
        Self::Max,
        Self::Nps,
        Self::Blank,
    ];

    /// Whether every row of a table of this kind has the same cell, because the figure is one of the whole poll.
    #[must_use]
    pub fn is_of_poll(self, kind: Kind) -> bool {
        match self {
            Self::Mean => matches!(kind, Kind::Rating | Kind::Number),
            Self::Answers
            | Self::Hidden
            | Self::Count
            | Self::Median
            | Self::LowerQuartile
            | Self::UpperQuartile
            | Self::Min
            | Self::Max
            | Self::Nps
            | Self::Blank => true,
            Self::Option
            | Self::OptionText
            | Self::Mark
            | Self::Label
            | Self::From
            | Self::To
            | Self::Text
            | Self::VoteCount
            | Self::Percentage
            | Self::Place
            | Self::Points
            | Self::First
            | Self::MeanPlace
            | Self::Ranked
            | Self::BeatsAll
            | Self::Sum
            | Self::Givers
            | Self::Skipped => false,
        }
    }

    /// The name of the column for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::OptionText => "option_text",
            Self::Mark => "mark",
            Self::Label => "label",
            Self::From => "from",
            Self::To => "to",
            Self::Text => "text",
            Self::VoteCount => "vote_count",
            Self::Percentage => "percentage",
            Self::Place => "place",
            Self::Points => "points",
            Self::First => "first",
            Self::MeanPlace => "mean_place",
            Self::Ranked => "ranked",
            Self::BeatsAll => "beats_all",
            Self::Sum => "sum",
            Self::Givers => "givers",
            Self::Skipped => "skipped",
            Self::Answers => "answers",
            Self::Hidden => "hidden",
            Self::Count => "count",
            Self::Mean => "mean",
            Self::Median => "median",
            Self::LowerQuartile => "lower_quartile",
            Self::UpperQuartile => "upper_quartile",
            Self::Min => "min",
            Self::Max => "max",
            Self::Nps => "nps",
            Self::Blank => "blank",
        }
    }
}

impl Table {
    fn new(rows: Vec<Row>) -> Self {
        let columns = rows.first().into_iter().flatten().map(|(column, _)| *column).collect();
        Self { columns, rows: rows.into_iter().map(|row| row.into_iter().map(|(_, cell)| cell).collect()).collect() }
    }

    /// The number of the option that a row is about, from 0; `None` for a row about no option.
    #[must_use]
    pub fn option(&self, row: usize) -> Option<usize> {
        let Cell::Count(number) = self.cell(row, Column::Option) else { return None };
        usize::try_from(*number).ok()?.checked_sub(1)
    }

    /// The cell of a row under a column; empty for a column that the table lacks.
    #[must_use]
    pub fn cell(&self, row: usize, column: Column) -> &Cell {
        let at = self.columns.iter().position(|other| *other == column);
        at.and_then(|at| self.rows.get(row)?.get(at)).unwrap_or(&Cell::Empty)
    }
}

/// The table of a summary; `options` are the texts of the poll's options.
pub(super) fn table(prompt: &Prompt, options: &[&str], summary: &Summary) -> Table {
    let mut rows = match &summary.figures {
        Figures::Choice(figures) => figures.rows(options),
        Figures::Rating(figures) => figures.rows(options, prompt.scale()),
        Figures::Grid(figures) => figures.rows(options, prompt.scale()),
        Figures::Ranking(figures) => figures.rows(options),
        Figures::Points(figures) => figures.rows(options),
        Figures::Number(figures) => figures.rows(),
        Figures::Words(figures) => figures.rows(),
        Figures::Open(figures) => figures.rows(),
    };
    if prompt.blank() {
        for row in &mut rows {
            row.push((Column::Blank, Cell::Count(summary.blank)));
        }
    }
    Table::new(rows)
}

/// The cells that identify an option, from its index from 0.
pub(super) fn option(at: usize, options: &[&str]) -> [(Column, Cell); 2] {
    let text = options.get(at).map_or(Cell::Empty, |text| Cell::Text((*text).to_owned()));
    [(Column::Option, Cell::Count(at as u64 + 1)), (Column::OptionText, text)]
}

/// The cells of an option's count and share.
pub(super) fn share(option: &OptionCount) -> [(Column, Cell); 2] {
    [(Column::VoteCount, Cell::Count(option.vote_count)), (Column::Percentage, Cell::Percent(option.percentage))]
}

/// The cell of a number that may not exist.
pub(super) fn optional(number: Option<f64>) -> Cell {
    number.map_or(Cell::Empty, Cell::Number)
}

/// The cell of a number that is text in a summary.
pub(super) fn numeric(text: Option<&String>) -> Cell {
    optional(text.and_then(|text| text.parse().ok()))
}

/// The cell of a mark's label.
pub(super) fn label(scale: Option<&Scale>, mark: Option<u8>) -> Cell {
    scale.zip(mark).and_then(|(scale, mark)| scale.label(mark)).map_or(Cell::Empty, |label| Cell::Text(label.to_owned()))
}
