//! Pages as templates over wire types. Templates only display; all decisions are made in this file.

use crate::app::App;
use crate::app::assets::Assets;
use crate::domain::{BoardState, BrowserToken, JoinCode};
use crate::http::extract::visitor::Visitor;
use crate::http::problem::Problem;
use crate::http::voting::notice::Notice;
use crate::log::outages;
use crate::text::{for_script, many};
use crate::wire::{Invitation, LogoShown, PollSummary, Results, Snapshot, StageNow};
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::{Serialize, Serializer};

/// The page of a problem's code.
#[derive(Template)]
#[template(path = "explain.html")]
pub(crate) struct ExplainPage {
    pub(crate) assets: Assets,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    pub(crate) code: String,
}

/// The page of somebody who helps the host with a meeting: the same for everybody, and what it shows needs a secret that its script sends.
///
/// # Errors
/// A problem for an unknown meeting, or without the database.
pub(crate) async fn helpers_page<T: Template>(
    app: &App,
    visitor: Visitor,
    code: &JoinCode,
    page: impl FnOnce(Assets, String) -> T,
) -> Result<Response, Problem> {
    app.meeting_for(visitor.requester(), code).await?;
    Ok(self::page(&page(app.assets.clone(), code.to_string())))
}

/// The page of a meeting whose stage shows no poll.
#[derive(Template)]
#[template(path = "lobby.html")]
pub(crate) struct LobbyPage {
    pub(crate) assets: Assets,
    pub(crate) logo: Option<LogoShown>,
    /// The path of the style sheet with the meeting's colours.
    pub(crate) style: Option<String>,
    pub(crate) name: String,
    pub(crate) ended: bool,
    /// What the meeting was, as a sentence; empty while it goes on.
    pub(crate) recap: String,
    /// When it starts, as a sentence; empty where that is not announced.
    pub(crate) start: String,
    pub(crate) board: BoardLink,
    /// The address to open in a real browser, for an in-app browser.
    pub(crate) real_browser: Option<String>,
    pub(crate) boot: String,
}

/// The link to the questions of the meeting that a page follows.
pub(crate) struct BoardLink {
    /// The join code.
    pub(crate) meeting: String,
    /// Whether there is a board: the script shows the link when one is opened.
    pub(crate) is_shown: bool,
}

impl BoardLink {
    pub(crate) fn of(stage: &StageNow) -> Self {
        Self { meeting: stage.join_code.clone(), is_shown: stage.board != BoardState::Off }
    }
}

/// Initial state of the voter's script, until the first message arrives.
#[derive(Serialize)]
pub(crate) struct Boot<'a> {
    pub(crate) snapshot: Option<&'a Snapshot>,
    pub(crate) stage: Option<&'a StageNow>,
    #[serde(serialize_with = "as_text")]
    pub(crate) browser_token: BrowserToken,
    /// Proof that the token was drawn for this page, if it was.
    pub(crate) newcomer: Option<String>,
    pub(crate) share_host: Option<String>,
    /// Why the form that this page answers was refused. The script continues to show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<&'a Notice>,
}

impl Boot<'_> {
    /// JSON to embed in the page.
    pub(crate) fn text(&self) -> String {
        for_script(self)
    }
}

fn as_text<S: Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The page for sharing one poll: QR code and address.
#[derive(Template)]
#[template(path = "share.html")]
pub(crate) struct SharePage {
    pub(crate) assets: Assets,
    pub(crate) results: Results,
    pub(crate) qr: String,
    pub(crate) share_url: String,
    pub(crate) address: String,
    pub(crate) local_name: Option<String>,
    pub(crate) code_spaced: String,
}

/// The projector's page.
#[derive(Template)]
#[template(path = "screen.html")]
pub(crate) struct ScreenPage {
    pub(crate) assets: Assets,
    /// `dark` or `light`; `None` follows the system.
    pub(crate) theme: Option<&'static str>,
    pub(crate) transparent: bool,
    /// Whether it is the bar, which only a script draws.
    pub(crate) is_bar: bool,
    pub(crate) stage: StageNow,
    /// The poll on stage, as a guest may see it.
    pub(crate) results: Option<Results>,
    pub(crate) invitation: Invitation,
    pub(crate) boot: String,
}

impl ScreenPage {
    /// The join code in groups, for reading it out.
    fn code_spaced(&self) -> String {
        let (first, last) = self.stage.join_code.split_at(3);
        format!("{first} {last}")
    }

    /// Whether each option has a colour and a shape of its own.
    fn is_playful(&self) -> bool {
        self.stage.is_playful()
    }

    /// `60 voted`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn voted(&self, results: &Results) -> String {
        many("screen_voted", results.total_votes)
    }

    /// `40 still choosing`
    #[expect(clippy::unused_self, reason = "askama calls what a page shows on the page")]
    fn choosing(&self, results: &Results) -> String {
        many("screen_choosing", u64::from(results.still_choosing))
    }

    /// Whether counts are shown: there are some, and both the poll's rule and the host permit it.
    fn bars(&self) -> bool {
        let counts = |results: &Results| results.results_visible && !results.state.is_before_voting();
        self.stage.bars && self.results.as_ref().is_some_and(counts)
    }
}

/// The entrance page, for a guest at `/`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(crate) assets: Assets,
    pub(crate) live: Vec<PollSummary>,
    pub(crate) create_open: bool,
    pub(crate) notice: Option<Notice>,
}

/// The host's console.
#[derive(Template)]
#[template(path = "host.html")]
pub(crate) struct HostPage {
    pub(crate) assets: Assets,
    pub(crate) boot: String,
}

/// The page on which a browser starts a host session.
#[derive(Template)]
#[template(path = "enter.html")]
pub(crate) struct EnterPage {
    pub(crate) assets: Assets,
}

/// A problem as a page.
#[derive(Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    pub(crate) assets: Assets,
    pub(crate) notice: Notice,
    pub(crate) status: u16,
    /// Whether the script should fetch a ticket and reload: the browser may be a host's, which
    /// navigates with its cookie alone.
    pub(crate) host_only: bool,
    /// The live polls, if this visitor may see them.
    pub(crate) live: Option<Vec<PollSummary>>,
    pub(crate) code_typed: String,
}

/// The problem's text alone, for clients that exceed their budget.
#[derive(Template)]
#[template(path = "words.html")]
pub(crate) struct WordsPage {
    pub(crate) notice: Notice,
}

/// Renders a page; a template error is answered as `internal`.
pub(crate) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(header::VARY, "accept, accept-language, cookie")], Html(html)).into_response(),
        Err(error) => {
            outages().failed("pages", "", &error);
            Problem::internal().into_response()
        }
    }
}
