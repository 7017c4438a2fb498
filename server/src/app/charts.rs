//! Draws one round of a poll as a chart, for slides and written minutes.

use super::App;
use super::blocking::run_blocking;
use super::error::AppError;
use crate::domain::PollCode;
use crate::log::outages;
use crate::report::{self, FileName, RenderError, Theme};
use crate::wire::RoundResult;

/// The round, colours and size of a chart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChartRequest {
    /// The round's number; `None` for the current round.
    pub(crate) round: Option<u32>,
    /// The colours.
    pub(crate) theme: Theme,
    /// The width in pixels.
    pub(crate) width: u32,
}

impl Default for ChartRequest {
    fn default() -> Self {
        Self { round: None, theme: Theme::default(), width: 1200 }
    }
}

/// A drawn chart.
pub(crate) struct Chart {
    code: PollCode,
    question: String,
    /// The picture as SVG.
    pub(crate) svg: String,
}

impl Chart {
    /// The name of its file with this extension, made of the poll's code and question.
    pub(crate) fn file_name(&self, extension: &'static str) -> FileName {
        FileName::new(self.code.as_str(), &self.question, extension)
    }

    /// The same picture as PNG.
    ///
    /// # Errors
    /// [`AppError::NoFonts`] if the computer has none; [`AppError::Internal`], logged, if drawing
    /// fails.
    pub(crate) async fn png(self) -> Result<Vec<u8>, AppError> {
        run_blocking(move || report::png(&self.svg)).await?.map_err(|error| match error {
            RenderError::NoFonts => AppError::NoFonts,
            error @ RenderError::Drawing(_) => {
                outages().failed("chart", "", &error);
                AppError::Internal
            }
        })
    }
}

impl App {
    /// Draws one round of a poll.
    ///
    /// # Errors
    /// [`AppError::NoSuchRound`], a refusal if there is no such poll, or [`AppError::Storage`].
    pub(crate) async fn chart(&self, code: &PollCode, request: &ChartRequest) -> Result<Chart, AppError> {
        let (meeting, record) = self.records.record_of(code).await?;
        let tally = match request.round {
            Some(round) => record.rounds().into_iter().find(|tally| tally.round == round).ok_or(AppError::NoSuchRound)?,
            None => record.current(),
        };
        let round = RoundResult::of(&record.poll, &tally);
        let report = self.report((&meeting, None), &[record]);
        let poll = report.polls.first().ok_or(AppError::Internal)?;
        let svg = report::chart(poll, &round, request.theme, request.width);
        Ok(Chart { code: code.clone(), question: poll.question.clone(), svg })
    }
}
