//! Draws one round of a poll as SVG: the question, and for each option a bar with its letter,
//! share and count. The file refers to no other file (only to fonts by name), and has the
//! colours of the interface.

use super::text_layout::{runs_left, wrap};
use crate::domain::{all_whole, is_noncharacter};
use crate::text::{decimal, letter, many, percent, t, with};
use crate::wire::{ReportPoll, RoundResult};
use serde::Deserialize;
use std::fmt::Write as _;
use utoipa::ToSchema;

/// Width of the layout in units of the view box; the SVG scales to the requested width.
const LAYOUT_WIDTH: f32 = 960.0;
const MARGIN: f32 = 40.0;
/// The left edge of options' texts and bars, right of the letters.
const OPTIONS_LEFT: f32 = MARGIN + 52.0;
/// The width of the column with counts and shares, at the right margin.
const SHARES_WIDTH: f32 = 210.0;
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

/// The colour scheme of a chart.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    /// For paper and light slides.
    #[default]
    Light,
    /// For dark slides.
    Dark,
}

/// The colours of a chart, the same as in `ui/src/lib/tokens.css`.
struct Colours {
    card: &'static str,
    track: &'static str,
    text: &'static str,
    muted: &'static str,
    /// The gradient of the longest bars.
    leading_bar: [&'static str; 2],
    other_bar: &'static str,
    /// The badge of a right answer, and the text on it.
    correct: &'static str,
    on_correct: &'static str,
}

impl Theme {
    fn colours(self) -> Colours {
        match self {
            Self::Light => Colours {
                card: "#ffffff",
                track: "#eef2f7",
                text: "#1e293b",
                muted: "#586880",
                leading_bar: ["#4338ca", "#7c3aed"],
                other_bar: "#8b96f4",
                correct: "#047857",
                on_correct: "#ffffff",
            },
            Self::Dark => Colours {
                card: "#131c31",
                track: "#2a3757",
                text: "#e8edf6",
                muted: "#a3b0c7",
                leading_bar: ["#a5b4fc", "#c4b5fd"],
                other_bar: "#5b67c8",
                correct: "#34d399",
                on_correct: "#04281c",
            },
        }
    }
}

/// A chart being drawn, from top to bottom.
struct Drawing {
    /// The elements so far, without the root.
    svg: String,
    /// The vertical position of the next element, in layout units.
    y: f32,
    colours: Colours,
}

/// The SVG of one round, `width` pixels wide.
#[must_use]
pub(crate) fn chart(poll: &ReportPoll, round: &RoundResult, theme: Theme, width: u32) -> String {
    let mut drawing = Drawing { svg: String::new(), y: MARGIN, colours: theme.colours() };
    drawing.question(&poll.question);
    drawing.facts(poll, round);
    let highest_count = round.vote_counts.iter().copied().max().unwrap_or(0);
    for at in 0..poll.options.len() {
        drawing.option(poll, round, at, highest_count);
    }
    drawing.finish(poll, width)
}

impl Drawing {
    fn question(&mut self, question: &str) {
        const SIZE: f32 = 32.0;
        for line in wrap(question, (LAYOUT_WIDTH - 2.0 * MARGIN) / (SIZE * 1.1), 8) {
            self.y += SIZE * 1.25;
            self.line(&line, (MARGIN, LAYOUT_WIDTH - MARGIN), SIZE, true, runs_left(question));
        }
    }

    /// The line below the question, such as `Round 2 · 42 votes · Mean 4.33`.
    fn facts(&mut self, poll: &ReportPoll, round: &RoundResult) {
        let state = match poll.state {
            crate::domain::PollState::Closed => None,
            _ if poll.rounds.last().is_some_and(|last| last.round != round.round) => None,
            _ => Some(super::labels::state(poll).to_owned()),
        };
        let facts = [
            (poll.rounds.len() > 1).then(|| with("report_round_n", "n", round.round)),
            Some(many("votes", round.total_votes)),
            round.mean.map(|mean| format!("{} {}", t("report_mean"), decimal(mean))),
            state,
        ];
        self.y += 36.0;
        let (y, muted) = (self.y, self.colours.muted);
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let _infallible = write!(self.svg, r#"<text x="{MARGIN}" y="{y}" font-size="20" fill="{muted}">{}</text>"#, escaped(&facts));
        self.y += 14.0;
    }

    fn option(&mut self, poll: &ReportPoll, round: &RoundResult, at: usize, highest_count: u64) {
        const SIZE: f32 = 22.0;
        let option = &poll.options[at];
        let right_edge = LAYOUT_WIDTH - MARGIN;
        self.y += 44.0;
        let is_rating = poll.kind.is_scale();
        // An option of a rating shows its mark instead of a letter.
        let (badge, label) =
            if is_rating { (option.option_text.clone(), "") } else { (letter(at).to_string(), option.option_text.as_str()) };
        self.badge(&badge, option.correct && poll.answer_shown);
        self.share(round, at);
        for (number, line) in wrap(label, (right_edge - SHARES_WIDTH - OPTIONS_LEFT) / SIZE, 3).iter().enumerate() {
            self.y += if number > 0 { SIZE * 1.3 } else { 0.0 };
            self.line(line, (OPTIONS_LEFT, right_edge - SHARES_WIDTH), SIZE, false, runs_left(&option.option_text));
        }
        self.y += 14.0;
        let (y, Colours { track, other_bar, .. }) = (self.y, &self.colours);
        let _infallible = write!(
            self.svg,
            r#"<rect x="{OPTIONS_LEFT}" y="{y}" width="{}" height="14" rx="7" fill="{track}"/>"#,
            right_edge - OPTIONS_LEFT
        );
        if round.vote_counts[at] > 0 {
            let fill = if round.vote_counts[at] == highest_count { "url(#bar)" } else { other_bar };
            let length = (right_edge - OPTIONS_LEFT) * fraction(round.percentages[at]);
            let _infallible = write!(
                self.svg,
                r#"<rect x="{OPTIONS_LEFT}" y="{y}" width="{length:.1}" height="14" rx="{:.1}" fill="{fill}"/>"#,
                (length / 2.0).min(7.0)
            );
        }
        self.y += 14.0;
    }

    /// The square with an option's letter or mark. A correct option also gets a tick, because
    /// colour alone is not accessible.
    fn badge(&mut self, text: &str, correct: bool) {
        let Colours { track, text: plain, correct: green, on_correct, .. } = self.colours;
        let (background, foreground) = if correct { (green, on_correct) } else { (track, plain) };
        let (x, y) = (MARGIN, self.y);
        let _infallible = write!(
            self.svg,
            r#"<rect x="{x}" y="{}" width="36" height="36" rx="10" fill="{background}"/><text x="{}" y="{}" font-size="20" font-weight="700" text-anchor="middle" fill="{foreground}">{}</text>"#,
            y - 26.0,
            x + 18.0,
            y - 1.0,
            escaped(text)
        );
        if correct {
            let _infallible = write!(
                self.svg,
                r#"<path d="M{} {}l7 7 13-15" fill="none" stroke="{green}" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"/>"#,
                x + 8.0,
                y + 24.0
            );
        }
    }

    /// The share and the count of an option, right-aligned in their columns.
    fn share(&mut self, round: &RoundResult, at: usize) {
        let Colours { text, muted, .. } = self.colours;
        let (x, y) = (LAYOUT_WIDTH - MARGIN, self.y);
        let _infallible = write!(
            self.svg,
            r#"<text x="{x}" y="{y}" font-size="22" font-weight="700" text-anchor="end" fill="{text}">{}</text><text x="{}" y="{y}" font-size="20" text-anchor="end" fill="{muted}">{}</text>"#,
            percent(round.percentages[at], all_whole(round.percentages.iter().copied())),
            x - 110.0,
            round.vote_counts[at]
        );
    }

    /// Draws a line of user text between `left` and `right`. Right-to-left text is aligned to the
    /// right edge. Bidi isolates keep its direction from affecting the texts around it.
    fn line(&mut self, line: &str, (left, right): (f32, f32), size: f32, bold: bool, right_to_left: bool) {
        let (x, anchor, isolate) = if right_to_left { (right, "end", '\u{2067}') } else { (left, "start", '\u{2066}') };
        let (y, text, weight) = (self.y, self.colours.text, if bold { 700 } else { 400 });
        let _infallible = write!(
            self.svg,
            r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{text}">{isolate}{}{}</text>"#,
            escaped(line),
            '\u{2069}'
        );
    }

    fn finish(self, poll: &ReportPoll, width: u32) -> String {
        let Self { svg, y, colours: Colours { card, leading_bar: [from, to], .. } } = self;
        let layout_height = y + MARGIN;
        let scale = f64::from(width) / f64::from(LAYOUT_WIDTH);
        let height = (f64::from(layout_height) * scale).round();
        let title = escaped(&poll.question);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {LAYOUT_WIDTH} {layout_height}" role="img" font-family="{FONTS}"><title>{title}</title><defs><linearGradient id="bar"><stop stop-color="{from}"/><stop offset="1" stop-color="{to}"/></linearGradient></defs><rect width="{LAYOUT_WIDTH}" height="{layout_height}" fill="{card}"/>{svg}</svg>"#
        )
    }
}

/// A percentage as a fraction from 0 to 1.
#[expect(clippy::cast_possible_truncation, reason = "a tenth of a percent is more than any screen shows")]
fn fraction(percentage: f64) -> f32 {
    (percentage / 100.0).clamp(0.0, 1.0) as f32
}

/// Escapes text for XML.
fn escaped(text: &str) -> String {
    // Polls of earlier versions can contain characters that are invalid in XML.
    let valid: String = text.chars().filter(|c| !is_noncharacter(*c)).collect();
    valid.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
