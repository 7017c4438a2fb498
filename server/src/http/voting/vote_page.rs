//! The voter's page as a template over wire types. The template only displays; all decisions are made in this file.

use crate::app::assets::Assets;
use crate::domain::{Kind, LONGEST_TEXT, PollState, WordCount};
use crate::http::voting::form_answer::FormAnswer;
use crate::http::voting::kinds;
use crate::http::voting::notice::Notice;
use crate::http::voting::pages::BoardLink;
use crate::text::{self, many, t};
use crate::wire::{LogoShown, Results, YourVote};
use askama::Template;

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
    pub(crate) board: Option<BoardLink>,
    /// Whether each option has a colour and a shape of its own.
    pub(crate) is_playful: bool,
    /// The meeting's logo.
    pub(crate) logo: Option<LogoShown>,
    /// The path of the style sheet with the meeting's colours.
    pub(crate) style: Option<String>,
    pub(crate) notice: Option<Notice>,
    /// The address to open in a real browser, for an in-app browser.
    pub(crate) real_browser: Option<String>,
    pub(crate) boot: String,
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
            Kind::Rating | Kind::Grid | Kind::Ranking | Kind::Points | Kind::Number | Kind::Words | Kind::Text => "voter-kinds",
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

    /// What the results say of this device's vote.
    fn personal(&self) -> Option<kinds::Personal> {
        self.your_vote.as_ref().and_then(|vote| kinds::personal(&self.results, &vote.answer))
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

    fn words(&self) -> Option<(&[WordCount], Option<String>)> {
        kinds::words(&self.results)
    }

    /// The places of the words of an answer, from 0.
    fn word_places(&self) -> std::ops::Range<usize> {
        0..self.results.settings.most.unwrap_or(1).into()
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands values over by reference")]
    fn word_label(&self, at: &usize) -> String {
        if self.results.settings.most == Some(1) { t("word_field_only").to_owned() } else { text::with("word_field", "n", at + 1) }
    }

    /// What is typed into the field at this place among those of words.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "askama hands values over by reference")]
    fn nth_text(&self, at: &usize) -> &str {
        self.answer.nth("text", *at)
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
