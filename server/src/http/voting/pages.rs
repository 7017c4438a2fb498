//! Pages as templates over wire types. Templates only display; all decisions are made in this file.

use crate::app::assets::Assets;
use crate::domain::{AnswerFault, BrowserToken, Kind, PollState};
use crate::http::problem::Problem;
use crate::http::voting::form_answer::FormAnswer;
use crate::http::voting::kinds;
use crate::log::outages;
use crate::text::{self, for_script, many, t};
use crate::wire::{self, Invitation, PollSummary, Results, Snapshot, StageNow, YourVote};
use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde::{Serialize, Serializer};

/// A problem on a page: in the reader's language, by its code.
#[derive(Serialize)]
pub(crate) struct Notice {
    pub(crate) title: String,
    pub(crate) detail: String,
    /// The URL to continue at, if it is at another address.
    pub(crate) link: Option<String>,
}

impl Notice {
    /// The ballot names options that the poll no longer has; the page shows the current ones.
    pub(crate) fn options_changed() -> Self {
        let message = |key| text::t(key).to_owned();
        Self { title: message("options_changed_title"), detail: message("options_changed"), link: None }
    }
}

impl From<&wire::Problem> for Notice {
    fn from(problem: &wire::Problem) -> Self {
        let message = |part: &str, fallback: &str| text::find(&format!("problem_{part}_{}", problem.code)).unwrap_or(fallback).to_owned();
        let seconds = problem.retry_after.unwrap_or(1).to_string();
        Self {
            title: message("title", &problem.title),
            detail: message("detail", &problem.detail).replace("{seconds}", &seconds),
            link: problem.link.clone(),
        }
    }
}

impl Notice {
    /// The ballot names too few or too many options; the notice says how many the poll takes.
    pub(crate) fn wrong_number(chosen: usize, results: &Results) -> Self {
        let detail = text::with("choice_count", "rule", kinds::hint(results));
        Self { title: text::with("choice_count_title", "n", chosen), detail, link: None }
    }

    /// The answer does not fit; the notice says what is wrong with it.
    pub(crate) fn invalid_answer(results: &Results, fault: &AnswerFault) -> Self {
        Self { title: text::t("problem_title_invalid_answer").to_owned(), detail: kinds::fault(results, fault), link: None }
    }
}

/// The voter's page.
#[derive(Template)]
#[template(path = "vote.html")]
pub(crate) struct VotePage {
    pub(crate) assets: Assets,
    /// The meeting's name, where the page follows a meeting that has one.
    pub(crate) name: String,
    pub(crate) results: Results,
    pub(crate) your_vote: Option<YourVote>,
    /// What the fields of the ballot contain.
    pub(crate) answer: FormAnswer,
    /// What this device's vote says.
    pub(crate) own: FormAnswer,
    pub(crate) browser_token: String,
    /// The join code of the meeting that the page follows.
    pub(crate) meeting: Option<String>,
    pub(crate) notice: Option<Notice>,
    /// The address to open in a real browser, for an in-app browser.
    pub(crate) real_browser: Option<String>,
    pub(crate) boot: String,
}

/// The page of a problem's code.
#[derive(Template)]
#[template(path = "explain.html")]
pub(crate) struct ExplainPage {
    pub(crate) assets: Assets,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    pub(crate) code: String,
}

/// The page of a meeting whose stage shows no poll.
#[derive(Template)]
#[template(path = "lobby.html")]
pub(crate) struct LobbyPage {
    pub(crate) assets: Assets,
    pub(crate) name: String,
    pub(crate) ended: bool,
    /// The address to open in a real browser, for an in-app browser.
    pub(crate) real_browser: Option<String>,
    pub(crate) boot: String,
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

impl VotePage {
    /// Whether this device's counted vote names an option.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands fields over by reference")]
    fn mine(&self, id: &i64) -> bool {
        self.own.chooses(id)
    }

    /// Whether an option is ticked in the form: as sent and refused, else as counted.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands fields over by reference")]
    fn ticked(&self, id: &i64) -> bool {
        self.answer.chooses(id)
    }

    /// The part of the catalogue with the texts of the page's script.
    fn texts(&self) -> &'static str {
        match self.results.kind {
            Kind::Single | Kind::Multiple => "voter",
            Kind::Rating | Kind::Grid | Kind::Ranking | Kind::Points | Kind::Number => "voter-kinds",
        }
    }

    fn hint(&self) -> String {
        kinds::hint(&self.results)
    }

    /// The marks of the scale with their options.
    fn marks(&self) -> Vec<kinds::Mark> {
        kinds::marks(&self.results)
    }

    /// The id of the option that a mark of a rating is.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands values over by reference")]
    fn option_of(&self, index: &usize) -> i64 {
        self.results.options.get(*index).map_or(0, |option| option.id)
    }

    /// Whether the scale has so many marks that they stand closer to each other.
    fn is_long(&self) -> bool {
        self.marks().last().is_some_and(|mark| mark.mark > 7)
    }

    /// Whether each mark has a label, so that marks are listed one below the other.
    fn all_labelled(&self) -> bool {
        let settings = &self.results.settings;
        settings.labels.as_ref().map(Vec::len) == settings.scale.map(usize::from)
    }

    fn has_labels(&self) -> bool {
        self.results.settings.labels.as_ref().is_some_and(|labels| !labels.is_empty())
    }

    /// The marks at both ends of the scale with their labels.
    fn ends(&self) -> Vec<String> {
        let marks = self.marks();
        let text = |mark: &kinds::Mark| if mark.label.is_empty() { String::new() } else { format!("{} · {}", mark.mark, mark.label) };
        [marks.first(), marks.last()].into_iter().flatten().map(text).collect()
    }

    /// The keypad for a number: those for decimals have no minus on some phones.
    fn keypad(&self) -> &'static str {
        if self.results.settings.from.as_ref().is_none_or(|from| from.starts_with('-')) { "text" } else { "decimal" }
    }

    /// The places that a ranking gives.
    fn places(&self) -> Vec<String> {
        (1..=self.results.settings.max_ranked.unwrap_or(0)).map(|place| place.to_string()).collect()
    }

    fn histogram(&self) -> Vec<kinds::Column> {
        kinds::histogram(&self.results, &self.own)
    }

    fn statements(&self) -> Vec<kinds::Statement> {
        kinds::statements(&self.results, &self.own)
    }

    fn rows(&self) -> Vec<kinds::Row> {
        kinds::rows(&self.results, &self.own)
    }

    fn facts(&self) -> Vec<String> {
        kinds::facts(&self.results, self.your_vote.as_ref())
    }

    fn line(&self) -> Option<kinds::Line> {
        kinds::line(&self.results)
    }

    fn median(&self) -> Option<(String, String)> {
        kinds::median(&self.results)
    }

    fn outer_numbers(&self) -> Vec<String> {
        kinds::outer_numbers(&self.results)
    }

    fn right_number(&self) -> Option<String> {
        kinds::right_number(&self.results)
    }

    /// This device's vote in words.
    fn named(&self, vote: &YourVote) -> Vec<(String, String)> {
        kinds::named(&self.results, &vote.answer)
    }

    /// What is typed into the field of an option.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands values over by reference")]
    fn typed(&self, prefix: &str, id: &i64) -> &str {
        self.answer.of(prefix, *id)
    }

    /// "Round 2"; empty in the first.
    fn round(&self) -> String {
        if self.results.round > 1 { text::with("round", "n", self.results.round) } else { String::new() }
    }

    /// Whether this device may vote now, for the first time or again.
    fn voting(&self) -> bool {
        self.results.state == PollState::Open && self.results.rules.permits_vote(self.your_vote.is_some())
    }

    fn multiple(&self) -> bool {
        self.results.kind.takes_several()
    }

    fn waiting(&self) -> bool {
        self.results.state.is_before_voting()
    }

    fn closed(&self) -> bool {
        self.results.state == PollState::Closed
    }

    /// What the percentages are of, where they do not add up to a hundred.
    fn basis(&self) -> &'static str {
        let shows_shares = self.results.results_visible && self.results.total_votes > 0;
        if shows_shares && self.results.kind.takes_several() { t("of_voters") } else { "" }
    }

    /// `60 voted · 40 still choosing` while voting is open, `60 votes` after it.
    fn turnout(&self) -> String {
        let Results { state, total_votes, still_choosing, .. } = self.results;
        let blank = self.results.figures.blank.flatten().filter(|blank| *blank > 0);
        let blank = blank.map(|blank| format!(" · {}", many("abstained", blank))).unwrap_or_default();
        if state != PollState::Open {
            return many("votes", total_votes) + &blank;
        }
        let choosing = (still_choosing > 0).then(|| format!(" · {}", many("choosing", u64::from(still_choosing))));
        many("voted", total_votes) + choosing.as_deref().unwrap_or_default() + &blank
    }
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
