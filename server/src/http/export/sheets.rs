//! GET `/api/meetings/{code}/sheets`: printed instructions for joining, one large sheet for the
//! door or eight small ones for the tables.

use crate::app::App;
use crate::app::assets::Assets;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::HostOf;
use crate::http::problem::Problem;
use crate::http::voting::pages::page;
use crate::text::{Language, t};
use crate::wire::Invitation;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

/// Paper size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// Sheets per printed page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub(crate) enum Per {
    /// One large sheet.
    #[default]
    #[serde(rename = "1")]
    One,
    /// Eight small ones, to be cut apart.
    #[serde(rename = "8")]
    Eight,
}

/// Query parameters of the sheets.
#[derive(Deserialize)]
pub(crate) struct SheetsParams {
    #[serde(default)]
    paper: Paper,
    #[serde(default)]
    per: Per,
}

/// The printed sheets.
#[derive(Template)]
#[template(path = "sheets.html")]
struct SheetsPage {
    assets: Assets,
    name: String,
    code_spaced: String,
    invitation: Invitation,
    paper: Paper,
    per: Per,
}

/// How to join, as a page to print: the Wi-Fi where the host has entered it, the QR code, the address and the code.
#[utoipa::path(
    get, path = "/api/meetings/{code}/sheets", tag = "host", operation_id = "getJoinSheetsPage",
    params(
        ("code" = String, Path, description = "The join code"), ("paper" = Option<Paper>, Query, description = "`a4` by default"),
        ("per" = Option<Per>, Query, description = "Sheets a page; one by default"),
        ("lang" = Option<Language>, Query, description = "`en` or `de`")
    ),
    responses(
        (status = 200, content_type = "text/html", body = String), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"),
        (status = 404, description = "`no_such_meeting`"), (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn print(
    HostOf(code): HostOf,
    State(app): State<App>,
    QueryParams(params): QueryParams<SheetsParams>,
) -> Result<Response, Problem> {
    let meeting = app.meetings.find(&code).await?;
    let invitation = app.invitation(&code, true);
    let (first, last) = code.as_str().split_at(3);
    Ok(page(&SheetsPage {
        assets: app.assets.clone(),
        name: meeting.name.clone(),
        code_spaced: format!("{first} {last}"),
        invitation,
        paper: params.paper,
        per: params.per,
    }))
}

impl SheetsPage {
    fn title(&self) -> &str {
        if self.name.is_empty() { t("sheet_heading") } else { &self.name }
    }

    fn sheets(&self) -> std::ops::Range<u8> {
        0..if self.per == Per::Eight { 8 } else { 1 }
    }

    /// The variants to choose from: `paper` and `per` as in the query, a label, and whether this
    /// page is that variant.
    fn choices(&self) -> [(&'static str, &'static str, &str, bool); 4] {
        let is_shown = |paper, per| (paper, per) == (self.paper, self.per);
        [
            ("a4", "1", t("sheet_a4_one"), is_shown(Paper::A4, Per::One)),
            ("a4", "8", t("sheet_a4_eight"), is_shown(Paper::A4, Per::Eight)),
            ("letter", "1", t("sheet_letter_one"), is_shown(Paper::Letter, Per::One)),
            ("letter", "8", t("sheet_letter_eight"), is_shown(Paper::Letter, Per::Eight)),
        ]
    }
}
