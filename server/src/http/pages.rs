//! The pages, as views on what crosses the network: whatever a template shows comes in here, already decided.

use super::assets::Assets;
use super::problem::Problem;
use crate::domain::{BrowserToken, Kind, PollState};
use crate::log::outages;
use crate::text::{self, for_script, many};
use crate::wire::{self, Invitation, PollSummary, Results, Snapshot, StageNow, YourVote};
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::{Serialize, Serializer};

/// A "no" as a page tells it: in the reader's language, by its code.
#[derive(Serialize)]
pub(super) struct Notice {
    pub(super) title: String,
    pub(super) detail: String,
    /// Where to go on, if that is elsewhere.
    pub(super) link: Option<String>,
}

impl Notice {
    /// A ballot named options that the poll no longer has: those below stand in their place.
    pub(super) fn options_changed() -> Self {
        let words = |key| text::t(key).to_owned();
        Self { title: words("options_changed_title"), detail: words("options_changed"), link: None }
    }
}

impl From<&wire::Problem> for Notice {
    fn from(problem: &wire::Problem) -> Self {
        let words = |part: &str, fallback: &str| text::find(&format!("problem_{part}_{}", problem.code)).unwrap_or(fallback).to_owned();
        let seconds = problem.retry_after.unwrap_or(1).to_string();
        Self {
            title: words("title", &problem.title),
            detail: words("detail", &problem.detail).replace("{seconds}", &seconds),
            link: problem.link.clone(),
        }
    }
}

impl Notice {
    /// A ballot that names too few or too many options: says how many it takes. Its ticks are still on the page.
    pub(super) fn wrong_number(chosen: usize, results: &Results) -> Self {
        let detail = text::with("choice_count", "rule", choice_rule(results));
        Self { title: text::with("choice_count_title", "n", chosen), detail, link: None }
    }
}

/// How many options a ballot names, in words.
fn choice_rule(results: &Results) -> String {
    match (results.kind, results.min_choices, results.max_choices) {
        (Kind::Rating, ..) => text::with("rate", "max", results.options.len()),
        (Kind::Single, ..) | (Kind::Multiple, 1, 1) => text::t("choose_one").to_owned(),
        (Kind::Multiple, min, max) if min == max => text::with("choose_exactly", "max", max),
        (Kind::Multiple, 1, max) => text::with("choose_up_to", "max", max),
        (Kind::Multiple, min, max) => text::with_both("choose_between", [("min", min), ("max", max)]),
    }
}

/// The voter's page.
#[derive(Template)]
#[template(path = "vote.html")]
pub(super) struct VotePage {
    pub(super) assets: Assets,
    /// The meeting's name, where the page follows a meeting that has one.
    pub(super) name: String,
    pub(super) results: Results,
    pub(super) your_vote: Option<YourVote>,
    /// What a refused form had ticked: it stays ticked.
    pub(super) ticked: Vec<i64>,
    pub(super) browser_token: String,
    /// The join code of the meeting that the page follows.
    pub(super) meeting: Option<String>,
    pub(super) notice: Option<Notice>,
    /// The address to open in a real browser, where this window is none.
    pub(super) real_browser: Option<String>,
    pub(super) boot: String,
}

/// What a problem's code means.
#[derive(Template)]
#[template(path = "explain.html")]
pub(super) struct ExplainPage {
    pub(super) assets: Assets,
    pub(super) title: &'static str,
    pub(super) detail: String,
    pub(super) code: String,
}

/// The page of a meeting that shows no poll now.
#[derive(Template)]
#[template(path = "lobby.html")]
pub(super) struct LobbyPage {
    pub(super) assets: Assets,
    pub(super) name: String,
    pub(super) ended: bool,
    /// The address to open in a real browser, where this window is none.
    pub(super) real_browser: Option<String>,
    pub(super) boot: String,
}

/// What the voter's script starts from, before the first message arrives.
#[derive(Serialize)]
pub(super) struct Boot<'a> {
    pub(super) snapshot: Option<&'a Snapshot>,
    pub(super) stage: Option<&'a StageNow>,
    #[serde(serialize_with = "as_text")]
    pub(super) browser_token: BrowserToken,
    /// Where the mark was drawn for this page: proof of it.
    pub(super) newcomer: Option<String>,
    pub(super) share_host: Option<String>,
    /// Why the form that this page answers was refused: the script goes on showing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) notice: Option<&'a Notice>,
}

impl Boot<'_> {
    /// As it stands in the page.
    pub(super) fn text(&self) -> String {
        for_script(self)
    }
}

fn as_text<S: Serializer>(value: &impl std::fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

impl VotePage {
    /// Whether an option is this device's counted choice.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands fields over by reference")]
    fn mine(&self, id: &i64) -> bool {
        self.your_vote.as_ref().is_some_and(|vote| vote.option_ids.contains(id))
    }

    /// Whether an option is ticked in the form: as it was sent and refused, else as it was counted.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands fields over by reference")]
    fn ticked(&self, id: &i64) -> bool {
        if self.ticked.is_empty() { self.mine(id) } else { self.ticked.contains(id) }
    }

    fn hint(&self) -> String {
        choice_rule(&self.results)
    }

    /// "Round 2"; empty in the first.
    fn round(&self) -> String {
        if self.results.round > 1 { text::with("round", "n", self.results.round) } else { String::new() }
    }

    /// Whether this device may vote now, for the first time or again.
    fn voting(&self) -> bool {
        self.results.state == PollState::Open && (self.your_vote.is_none() || self.results.allow_change)
    }

    fn multiple(&self) -> bool {
        self.results.kind.takes_several()
    }

    fn rating(&self) -> bool {
        self.results.kind.is_scale()
    }

    fn waiting(&self) -> bool {
        matches!(self.results.state, PollState::Draft | PollState::Ready)
    }

    fn closed(&self) -> bool {
        self.results.state == PollState::Closed
    }

    /// `60 voted · 40 still choosing` while voting is open, `60 votes` after it.
    fn turnout(&self) -> String {
        let Results { state, total_votes, still_choosing, .. } = self.results;
        if state != PollState::Open {
            return many("votes", total_votes);
        }
        let choosing = (still_choosing > 0).then(|| format!(" · {}", many("choosing", u64::from(still_choosing))));
        many("voted", total_votes) + choosing.as_deref().unwrap_or_default()
    }
}

/// The page a host shows to share one poll.
#[derive(Template)]
#[template(path = "share.html")]
pub(super) struct SharePage {
    pub(super) assets: Assets,
    pub(super) results: Results,
    pub(super) qr: String,
    pub(super) share_url: String,
    pub(super) address: String,
    pub(super) local_name: Option<String>,
    pub(super) code_spaced: String,
}

/// The projector: what the meeting shows.
#[derive(Template)]
#[template(path = "screen.html")]
pub(super) struct ScreenPage {
    pub(super) assets: Assets,
    /// `dark` or `light`; what the system prefers without.
    pub(super) theme: Option<&'static str>,
    pub(super) transparent: bool,
    pub(super) stage: StageNow,
    /// The poll on stage, as a guest may see it.
    pub(super) results: Option<Results>,
    pub(super) invitation: Invitation,
    pub(super) boot: String,
}

impl ScreenPage {
    /// The join code as a person reads it out.
    fn code_spaced(&self) -> String {
        let (first, last) = self.stage.join_code.split_at(3);
        format!("{first} {last}")
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

    /// Whether counts are shown: there can be some, and the poll's rule and the host both let them.
    fn bars(&self) -> bool {
        let counts = |results: &Results| results.results_visible && matches!(results.state, PollState::Open | PollState::Closed);
        self.stage.bars && self.results.as_ref().is_some_and(counts)
    }
}

/// A guest at `/`.
#[derive(Template)]
#[template(path = "home.html")]
pub(super) struct HomePage {
    pub(super) assets: Assets,
    pub(super) live: Vec<PollSummary>,
    pub(super) create_open: bool,
    pub(super) notice: Option<Notice>,
}

/// The host's console.
#[derive(Template)]
#[template(path = "host.html")]
pub(super) struct HostPage {
    pub(super) assets: Assets,
    pub(super) boot: String,
}

/// Where a browser becomes a host's.
#[derive(Template)]
#[template(path = "enter.html")]
pub(super) struct EnterPage {
    pub(super) assets: Assets,
}

/// A "no" on a page of its own.
#[derive(Template)]
#[template(path = "problem.html")]
pub(super) struct ProblemPage {
    pub(super) assets: Assets,
    pub(super) notice: Notice,
    pub(super) status: u16,
    /// A browser that is the host's may have come without a ticket: its script gets one.
    pub(super) host_only: bool,
    /// What is live here, where that may be told.
    pub(super) live: Option<Vec<PollSummary>>,
    pub(super) code_typed: String,
}

/// The same in as few words as there can be, for those who ask without end.
#[derive(Template)]
#[template(path = "words.html")]
pub(super) struct WordsPage {
    pub(super) notice: Notice,
}

/// Renders a page. A template that fails is our own mistake.
pub(super) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => ([(header::VARY, "accept, accept-language, cookie")], Html(html)).into_response(),
        Err(error) => {
            outages().failed("pages", "", &error);
            Problem::internal().into_response()
        }
    }
}
