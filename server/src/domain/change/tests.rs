use super::*;
use crate::domain::{Fairness, OptionText, PollRules, Prompt, ResultsRule, TallyKey};

const NOW: i64 = 1_700_000_000_000;

fn poll(state: PollState, votes: u64) -> Poll {
    let mut poll = Poll::without_votes(Prompt::default(), &[(1, "Tabs"), (2, "Spaces")]);
    poll.options[0].correct = true;
    let tally = [(TallyKey::Option(1), i64::try_from(votes).unwrap())].into_iter().collect();
    let rules = PollRules { fairness: Fairness::Device, results: ResultsRule::OnReveal, allow_change: false, ..PollRules::default() };
    Poll { question: "Tabs or spaces?".into(), rules, state, total_votes: votes, log_length: votes, ballots: votes, tally, ..poll }
}

#[test]
fn a_moved_or_removed_deadline_does_not_close_the_poll() {
    let close = PollChange { if_due: true, ..to(PollState::Closed) };
    let timed = |end| Poll { closes_at: end, ..poll(PollState::Open, 3) };
    assert_eq!(timed(Some(NOW)).changed(&close, NOW).map(|poll| poll.state), Ok(PollState::Closed));
    for end in [Some(NOW + 1), None] {
        assert!(matches!(timed(end).changed(&close, NOW), Err(Refusal::WrongState(_))), "{end:?}");
    }
}

fn to(state: PollState) -> PollChange {
    PollChange { state: Some(state), ..PollChange::default() }
}

fn is_wrong_state(outcome: &Result<Poll, Refusal>) -> bool {
    matches!(outcome, Err(Refusal::WrongState(_)))
}

#[test]
fn permitted_state_changes() {
    use PollState::{Closed, Draft, Open, Ready};
    for (from, votes, step, allowed) in [
        (Draft, 0, Ready, true),
        (Ready, 0, Open, true),
        (Draft, 0, Open, true),
        (Open, 0, Closed, true),
        (Open, 0, Ready, true),
        (Open, 3, Closed, true),
        (Closed, 3, Open, true),
        (Open, 3, Ready, false),
        (Closed, 3, Draft, false),
        (Draft, 0, Closed, false),
        (Ready, 0, Closed, false),
        (Open, 3, Open, true),
    ] {
        let outcome = poll(from, votes).changed(&to(step), NOW);
        assert_eq!(outcome.is_ok(), allowed, "{from:?} with {votes} votes to {step:?}: {outcome:?}");
    }
}

#[test]
fn another_round_starts_without_votes_and_with_results_hidden() {
    let again = PollChange { run_again: true, ..PollChange::default() };
    let mut closed = poll(PollState::Closed, 3);
    (closed.revealed, closed.answer_shown) = (true, true);
    let next = closed.changed(&again, NOW).unwrap();
    assert_eq!((next.round, next.total_votes, next.state), (2, 0, PollState::Ready));
    assert!(!next.revealed && !next.answer_shown && next.tally == crate::domain::Tally::default());
    assert!(next.is_locked(), "the earlier round's votes name these options");
    assert!(is_wrong_state(&poll(PollState::Closed, 0).changed(&again, NOW)));
}

#[test]
fn results_and_answers_cannot_be_shown_too_early() {
    let reveal = PollChange { revealed: Some(true), ..PollChange::default() };
    let answer = PollChange { answer_shown: Some(true), ..PollChange::default() };
    assert!(is_wrong_state(&poll(PollState::Ready, 0).changed(&reveal, NOW)));
    assert!(is_wrong_state(&poll(PollState::Open, 3).changed(&answer, NOW)));
    assert!(poll(PollState::Closed, 3).changed(&answer, NOW).unwrap().answer_shown);
    let mut without = poll(PollState::Closed, 3);
    without.options[0].correct = false;
    assert!(is_wrong_state(&without.changed(&answer, NOW)));
}

#[test]
fn opening_again_hides_the_answer() {
    let mut shown = poll(PollState::Closed, 3);
    shown.answer_shown = true;
    assert!(!shown.changed(&to(PollState::Open), NOW).unwrap().answer_shown);
}

#[test]
fn a_timer_runs_for_at_most_a_day_and_only_while_voting() {
    let timer = |timer| PollChange { timer: Some(timer), ..PollChange::default() };
    let open = || poll(PollState::Open, 0);
    assert_eq!(open().changed(&timer(Timer::In(30)), NOW).unwrap().closes_at, Some(NOW + 30_000));
    let running = open().changed(&timer(Timer::In(30)), NOW).unwrap();
    assert_eq!(running.clone().changed(&timer(Timer::More(15)), NOW).unwrap().closes_at, Some(NOW + 45_000));
    assert_eq!(running.clone().changed(&timer(Timer::Off), NOW).unwrap().closes_at, None);
    assert_eq!(running.clone().changed(&to(PollState::Closed), NOW).unwrap().closes_at, None);
    assert!(running.takes_votes_at(NOW + 29_999) && !running.takes_votes_at(NOW + 30_000));
    assert!(open().changed(&timer(Timer::In(86_400)), NOW).is_ok());
    for seconds in [0, 86_401, u64::MAX] {
        assert_eq!(open().changed(&timer(Timer::In(seconds)), NOW), Err(Refusal::InvalidTimer), "{seconds}");
    }
    assert!(is_wrong_state(&poll(PollState::Ready, 0).changed(&timer(Timer::In(30)), NOW)));
}

#[test]
fn more_time_needs_a_timer_that_has_not_run_out() {
    let timer = |timer| PollChange { timer: Some(timer), ..PollChange::default() };
    let until = |closes_at| Poll { closes_at, ..poll(PollState::Open, 3) };
    assert!(is_wrong_state(&until(None).changed(&timer(Timer::More(15)), NOW)), "it would end the voting");
    assert_eq!(until(Some(NOW + 1)).changed(&timer(Timer::More(15)), NOW).map(|poll| poll.closes_at), Ok(Some(NOW + 15_001)));
    for late in [Timer::More(15), Timer::In(30), Timer::Off] {
        assert!(is_wrong_state(&until(Some(NOW)).changed(&timer(late), NOW)), "{late:?} would take votes again");
    }
    let reopened = PollChange { state: Some(PollState::Open), ..timer(Timer::In(30)) };
    assert!(poll(PollState::Closed, 3).changed(&reopened, NOW).is_ok());
}

#[test]
fn once_there_are_votes_options_can_only_be_reworded() {
    let options = |texts: &[&str]| PollChange {
        options: Some(texts.iter().map(|text| NewOption { text: OptionText::parse(text, 1).unwrap(), correct: false }).collect()),
        ..PollChange::default()
    };
    let reworded = poll(PollState::Open, 3).changed(&options(&["Tabs!", "Spaces"]), NOW).unwrap();
    assert_eq!((reworded.options[0].id, reworded.votes_for(&reworded.options[0]), reworded.options[0].text.as_str()), (1, 3, "Tabs!"));
    assert_eq!(poll(PollState::Open, 3).changed(&options(&["A", "B", "C"]), NOW), Err(Refusal::OptionsLocked));
    assert_eq!(poll(PollState::Draft, 0).changed(&options(&["A", "B", "C"]), NOW).unwrap().options.len(), 3);
}
