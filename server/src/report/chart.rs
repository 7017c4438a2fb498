//! Draws one round of a poll as SVG: the question, and a bar for each option, mark, statement
//! or bin with its figures. The file refers to no other file (only to fonts by name), and has the
//! colours of the interface.

use super::bars::{Bar, bars};
use super::text_layout::{runs_left, wrap};
use crate::domain::is_noncharacter;
use crate::text::{many, with};
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
    for bar in bars(poll, round) {
        drawing.bar(&bar);
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
            Some(super::labels::figures_of_poll(poll, round)).filter(|figures| !figures.is_empty()),
            state,
        ];
        self.y += 36.0;
        let (y, muted) = (self.y, self.colours.muted);
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let _infallible = write!(self.svg, r#"<text x="{MARGIN}" y="{y}" font-size="20" fill="{muted}">{}</text>"#, escaped(&facts));
        self.y += 14.0;
    }

    fn bar(&mut self, bar: &Bar) {
        const SIZE: f32 = 22.0;
        let right_edge = LAYOUT_WIDTH - MARGIN;
        self.y += 44.0;
        self.badge(&bar.badge, bar.is_right);
        self.figures(bar);
        for (number, line) in wrap(&bar.label, (right_edge - SHARES_WIDTH - OPTIONS_LEFT) / SIZE, 3).iter().enumerate() {
            self.y += if number > 0 { SIZE * 1.3 } else { 0.0 };
            self.line(line, (OPTIONS_LEFT, right_edge - SHARES_WIDTH), SIZE, false, runs_left(&bar.label));
        }
        self.y += 14.0;
        let (y, Colours { track, other_bar, .. }) = (self.y, &self.colours);
        let _infallible = write!(
            self.svg,
            r#"<rect x="{OPTIONS_LEFT}" y="{y}" width="{}" height="14" rx="7" fill="{track}"/>"#,
            right_edge - OPTIONS_LEFT
        );
        let length = (right_edge - OPTIONS_LEFT) * bar.fraction;
        if length > 0.0 {
            let fill = if bar.leads { "url(#bar)" } else { other_bar };
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

    /// The figures of a bar, right-aligned in their columns.
    fn figures(&mut self, bar: &Bar) {
        let Colours { text, muted, .. } = self.colours;
        let (x, y) = (LAYOUT_WIDTH - MARGIN, self.y);
        let _infallible = write!(
            self.svg,
            r#"<text x="{x}" y="{y}" font-size="22" font-weight="700" text-anchor="end" fill="{text}">{}</text><text x="{}" y="{y}" font-size="20" text-anchor="end" fill="{muted}">{}</text>"#,
            escaped(&bar.figure),
            x - 110.0,
            escaped(&bar.count)
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

/// Escapes text for XML.
fn escaped(text: &str) -> String {
    // Polls of earlier versions can contain characters that are invalid in XML.
    let valid: String = text.chars().filter(|c| !is_noncharacter(*c)).collect();
    valid.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
