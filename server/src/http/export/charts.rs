//! `/api/polls/{code}/chart.svg` and `chart.png`: one round as a picture, for slides and minutes.

use crate::app::App;
use crate::app::charts::ChartRequest;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::Owner;
use crate::http::problem::Problem;
use crate::report::{FileName, Theme};
use crate::text::Language;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

/// The permitted widths of a chart, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 320..=2400;

/// Query parameters of a chart.
#[derive(Deserialize)]
pub(crate) struct ChartParams {
    round: Option<u32>,
    #[serde(default)]
    theme: Theme,
    width: Option<u32>,
}

/// [`ChartParams`] as the API document describes it; `middleware/language.rs` reads `lang`.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `ChartParams` reads")]
struct ChartQuery {
    /// The current round by default
    round: Option<u32>,
    /// `light` or `dark`
    theme: Option<Theme>,
    /// Pixels, 320 to 2400
    width: Option<u32>,
    /// `en` or `de`
    lang: Option<Language>,
}

impl ChartParams {
    /// The requested chart.
    ///
    /// # Errors
    /// 400 for a width outside [`WIDTHS`].
    fn validated(&self) -> Result<ChartRequest, Problem> {
        let default = ChartRequest::default();
        let width = self.width.unwrap_or(default.width);
        if !WIDTHS.contains(&width) {
            return Err(Problem::bad_request(format!("A chart is {} to {} pixels wide.", WIDTHS.start(), WIDTHS.end())));
        }
        Ok(ChartRequest { round: self.round, theme: self.theme, width })
    }
}

/// One round of a poll as SVG.
#[utoipa::path(
    get, path = "/api/polls/{code}/chart.svg", tag = "host", operation_id = "getChartSvg",
    params(("code" = String, Path, description = "The poll's code"), ChartQuery),
    responses(
        (status = 200, content_type = "image/svg+xml", body = String), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`, `no_such_round`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn svg(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(params): QueryParams<ChartParams>,
) -> Result<Response, Problem> {
    let chart = app.chart(&code, &params.validated()?).await?;
    Ok(picture(&chart.file_name("svg"), "image/svg+xml", chart.svg.into_bytes()))
}

/// One round of a poll as PNG.
#[utoipa::path(
    get, path = "/api/polls/{code}/chart.png", tag = "host", operation_id = "getChartPng",
    params(("code" = String, Path, description = "The poll's code"), ChartQuery),
    responses(
        (status = 200, content_type = "image/png", body = Vec<u8>), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_poll`, `no_such_round`"), (status = 503, description = "`no_fonts`, `storage_unavailable`")
    )
)]
pub(crate) async fn png(
    Owner(code): Owner,
    State(app): State<App>,
    QueryParams(params): QueryParams<ChartParams>,
) -> Result<Response, Problem> {
    let chart = app.chart(&code, &params.validated()?).await?;
    Ok(picture(&chart.file_name("png"), "image/png", chart.png().await?))
}

/// A response that browsers show inline and save under `name`.
fn picture(name: &FileName, media_type: &'static str, picture: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name.inline())], picture).into_response()
}
