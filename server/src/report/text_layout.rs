//! Breaks text into lines without measuring a font: widths are estimates on the large side, so that
//! text fits in most fonts.

use unicode_normalization::char::is_combining_mark;

/// Breaks a text into lines of at most `width` ems. If there are more than `max_lines`, the last
/// permitted one ends with `…`.
#[must_use]
pub(super) fn wrap(text: &str, width: f32, max_lines: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = measure(word);
        if used > 0.0 && used + measure(" ") + needed > width {
            lines.push(String::new());
            used = 0.0;
        } else if used > 0.0 {
            push(&mut lines, " ");
            used += measure(" ");
        }
        for part in parts(word, if needed > width { width } else { f32::INFINITY }) {
            let needed = measure(part);
            if used > 0.0 && used + needed > width {
                lines.push(String::new());
                used = 0.0;
            }
            push(&mut lines, part);
            used += needed;
        }
    }
    cut(lines, width, max_lines)
}

fn push(lines: &mut [String], part: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(part);
    }
}

/// Cuts after `max_lines`, and ends the last line with `…` if anything was cut.
fn cut(mut lines: Vec<String>, width: f32, max_lines: usize) -> Vec<String> {
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            let fits = parts(last.trim_end(), width - measure("…")).next().unwrap_or("").trim_end().to_owned();
            *last = fits + "…";
        }
    }
    lines
}

/// Breaks a word into parts of at most `width` ems. A letter with combining marks and an emoji
/// sequence are never broken.
fn parts(word: &str, width: f32) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let (mut end, mut used, mut previous) = (0, 0.0, None);
        for (at, c) in rest.char_indices() {
            let joined = previous.is_some_and(|previous| is_unbreakable(previous, c));
            if !joined && at > 0 {
                if used > width {
                    break;
                }
                end = at;
            }
            used += advance(c);
            previous = Some(c);
        }
        if used <= width || end == 0 {
            end = rest.len();
        }
        let (part, left) = rest.split_at(end);
        rest = left;
        (!part.is_empty()).then_some(part)
    })
}

/// Whether a line must not be broken between these two characters.
fn is_unbreakable(previous: char, c: char) -> bool {
    previous == '\u{200d}' || c == '\u{200d}' || is_combining_mark(c) || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn measure(text: &str) -> f32 {
    text.chars().map(advance).sum()
}

/// The width of a character in ems: about as in `DejaVu` Sans, which is wider than most fonts.
fn advance(c: char) -> f32 {
    match c {
        c if is_combining_mark(c) => 0.0,
        '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        ' ' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.44,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' => 1.0,
        'A'..='Z' => 0.76,
        ' '..='~' => 0.65,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => {
            1.05
        }
        '\u{1f000}'..='\u{1faff}' => 1.35,
        _ => 0.7,
    }
}

/// Whether a text runs from right to left: decided by its first letter, as in the Unicode bidirectional algorithm.
#[must_use]
pub(super) fn runs_left(text: &str) -> bool {
    let right_to_left = |c: char| matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    text.chars().find(|c| c.is_alphabetic()).is_some_and(right_to_left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_whole_where_they_fit_and_the_rest_is_cut() {
        assert_eq!(wrap("Tabs or spaces?", 6.0, 9), ["Tabs or", "spaces?"]);
        assert_eq!(wrap("aaaaaaaaaa", 3.0, 2), ["aaaa", "aaa…"]);
        assert_eq!(wrap("short", 30.0, 1), ["short"]);
    }

    #[test]
    fn an_emoji_sequence_is_never_broken() {
        for line in wrap(&"👩‍👩‍👧‍👦".repeat(9), 12.0, 9) {
            assert!(line.starts_with('👩') && line.ends_with('👦'), "{line}");
        }
    }

    #[test]
    fn the_first_letter_decides_the_direction_of_a_text() {
        assert!(runs_left("«ما رأيك؟» OK") && runs_left("1. שלום") && !runs_left("OK ما") && !runs_left("42"));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_of_several_words_is_too_wide(text in "(\\PC{0,9} ?){0,12}", width in 2.0f32..30.0) {
            let lines = wrap(&text, width, usize::MAX);
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            prop_assert!(lines.iter().all(|line| measure(line) <= width + 0.01 || !line.contains(' ')), "{:?}", lines);
        }
    }
}
