//! Exports questions, in the format of the import.

use super::correct;
use super::settings::Setting;
use crate::domain::Poll;
use crate::spreadsheet::{BYTE_ORDER_MARK, lines};
use crate::wire::CreateBody;
use serde::Serialize;

/// The settings that every table has a column for.
const ALWAYS: [&str; 3] = ["min_choices", "max_choices", "scale"];

/// The request that creates this poll, without a state: the import makes it a draft.
#[must_use]
pub(crate) fn create_body(poll: &Poll) -> CreateBody {
    let is_written = poll.prompt.generated_options().is_none() && !poll.options.is_empty();
    let correct: Vec<u8> = (0..).zip(&poll.options).filter(|(_, option)| option.correct).map(|(index, _)| index).collect();
    CreateBody {
        question: poll.question.clone(),
        options: is_written.then(|| poll.options.iter().map(|option| option.text.clone()).collect()),
        correct: (!correct.is_empty()).then_some(correct),
        prompt: poll.prompt.settings(),
        auto_reveal: Some(poll.auto_reveal),
        note: (!poll.note.is_empty()).then(|| poll.note.clone()),
        ..CreateBody::with_rules(poll.rules)
    }
}

/// The questions as a table with a head row. It has as many option columns as the question with the
/// most options needs, and at least two; and a column for each setting that a question has.
#[must_use]
pub(crate) fn to_csv(polls: &[CreateBody]) -> Vec<u8> {
    let widest = polls.iter().filter_map(|body| body.options.as_ref().map(Vec::len)).max().unwrap_or(0).max(2);
    let options = (1..=widest).map(|number| format!("option {number}"));
    let settings: Vec<Setting> = Setting::all()
        .filter(|setting| ALWAYS.contains(&setting.name()) || polls.iter().any(|body| !setting.cell(&body.prompt).is_empty()))
        .collect();
    let names = settings.iter().map(|setting| setting.name());
    let head = ["question", "kind"].map(str::to_owned).into_iter().chain(options);
    let rules = ["fairness", "allow_change", "auto_reveal", "moderation", "show_after", "one_tap"];
    let head: Vec<String> = head.chain(["correct", "note", "results"].into_iter().chain(names).chain(rules).map(str::to_owned)).collect();
    let rows = polls.iter().map(|body| row(body, widest, &settings));
    [BYTE_ORDER_MARK.as_bytes(), &lines([head]), &lines(rows)].concat()
}

fn row(body: &CreateBody, widest: usize, settings: &[Setting]) -> Vec<String> {
    let mut row = vec![body.question.clone(), word(Some(body.prompt.kind))];
    let options = body.options.as_deref().unwrap_or_default();
    row.extend((0..widest).map(|index| options.get(index).cloned().unwrap_or_default()));
    row.push(correct::cell(body.correct.as_deref().unwrap_or_default(), &body.prompt, options));
    row.extend([body.note.clone().unwrap_or_default(), word(body.results)]);
    row.extend(settings.iter().map(|setting| setting.cell(&body.prompt)));
    row.extend([word(body.fairness), yes_or_no(body.allow_change), yes_or_no(body.auto_reveal)]);
    let is_moderated = body.prompt.kind.takes_texts();
    row.push(word(body.moderation.filter(|_| is_moderated)));
    row.push(body.show_after.map(|least| least.to_string()).unwrap_or_default());
    row.push(yes_or_no(body.one_tap));
    row
}

/// The text that the API has for a value; empty without one.
fn word(value: Option<impl Serialize>) -> String {
    value.and_then(|value| serde_json::to_value(value).ok()?.as_str().map(str::to_owned)).unwrap_or_default()
}

fn yes_or_no(value: Option<bool>) -> String {
    value.map(|value| if value { "yes" } else { "no" }.to_owned()).unwrap_or_default()
}
