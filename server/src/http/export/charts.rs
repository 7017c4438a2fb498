//! `/api/polls/{code}/chart.svg` and `chart.png`: one round as a picture, for slides and minutes.

use crate::app::App;
use crate::domain::PollCode;
use crate::http::export::blocking::run_blocking;
use crate::http::extract::authority::Owner;
use crate::http::extract::query::QueryParams;
use crate::http::problem::Problem;
use crate::log::outages;
use crate::report::{self, FileName, RenderError, Theme};
use crate::text::Language;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// Default width of a picture, and the bounds of a requested one, in pixels.
const USUAL: u32 = 1200;
const WIDTHS: std::ops::RangeInclusive<u32> = 320..=2400;

/// Query parameters of a chart.
#[derive(Default, Deserialize)]
pub(crate) struct ChartParams {
    round: Option<u32>,
    #[serde(default)]
    theme: Theme,
    width: Option<u32>,
}

/// One round of a poll as SVG.
#[utoipa::path(
    get, path = "/api/polls/{code}/chart.svg", tag = "host", operation_id = "getChartSvg",
    params(("code" = String, Path, description = "The poll's code"), ("round" = Option<u32>, Query, description = "The current one by default"),
        ("theme" = Option<Theme>, Query, description = "`light` or `dark`"), ("width" = Option<u32>, Query, description = "Pixels, 320 to 2400"),
        ("lang" = Option<Language>, Query, description = "`en` or `de`")),
    responses(
        (status = 200, content_type = "image/svg+xml", body = String), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`, `no_such_round`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn svg(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(asking): QueryParams<ChartParams>,
) -> Result<Response, Problem> {
    let (name, svg) = app.chart(&code, &asking, "svg").await?;
    Ok(picture(&name, "image/svg+xml", svg.into_bytes()))
}

/// One round of a poll as PNG.
#[utoipa::path(
    get, path = "/api/polls/{code}/chart.png", tag = "host", operation_id = "getChartPng",
    params(("code" = String, Path, description = "The poll's code"), ("round" = Option<u32>, Query, description = "The current one by default"),
        ("theme" = Option<Theme>, Query, description = "`light` or `dark`"), ("width" = Option<u32>, Query, description = "Pixels, 320 to 2400"),
        ("lang" = Option<Language>, Query, description = "`en` or `de`")),
    responses(
        (status = 200, content_type = "image/png", body = Vec<u8>), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`, `no_such_round`"), (status = 503, description = "`no_fonts`, `storage_unavailable`")
    )
)]
pub(crate) async fn png(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(asking): QueryParams<ChartParams>,
) -> Result<Response, Problem> {
    let (name, svg) = app.chart(&code, &asking, "png").await?;
    Ok(picture(&name, "image/png", drawn(svg).await?))
}

async fn drawn(svg: String) -> Result<Vec<u8>, Problem> {
    run_blocking(move || report::png(&svg)).await?.map_err(|error| match error {
        RenderError::NoFonts => Problem::no_fonts(),
        error @ RenderError::Drawing(_) => {
            outages().failed("chart", "", &error);
            Problem::internal()
        }
    })
}

/// A response that browsers show inline and save under `name`.
fn picture(name: &FileName, kind: &'static str, picture: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name.inline())], picture).into_response()
}

impl App {
    /// The current round as it is pasted elsewhere.
    pub(crate) async fn chart_as_png(&self, code: &PollCode) -> Result<Vec<u8>, Problem> {
        let (_, svg) = self.chart(code, &ChartParams::default(), "png").await?;
        drawn(svg).await
    }

    /// A draft is drawn as it would begin.
    async fn chart(&self, code: &PollCode, asking: &ChartParams, ending: &'static str) -> Result<(FileName, String), Problem> {
        let width = asking.width.unwrap_or(USUAL);
        if !WIDTHS.contains(&width) {
            return Err(Problem::bad_request(format!("A chart is {} to {} pixels wide.", WIDTHS.start(), WIDTHS.end())));
        }
        let (meeting, record) = self.polls.record_of(code).await?;
        let tally = match asking.round {
            Some(round) => record.rounds().into_iter().find(|tally| tally.round == round).ok_or_else(Problem::no_such_round)?,
            None => record.current(),
        };
        let round = crate::wire::RoundResult::of(&record.poll, &tally);
        let report = self.report(&meeting, &[record]);
        let poll = report.polls.first().ok_or_else(Problem::internal)?;
        Ok((FileName::new(code.as_str(), &poll.question, ending), report::chart(poll, &round, asking.theme, width)))
    }
}
