//! `handsup-server next`, `back`, `open` and so on: steps of the meeting on the server that runs on this computer, for shortcuts and
//! for the keys of a control panel.

use crate::config::Config;
use crate::config::command::{Confirm, StepCommand, StepOptions};
use crate::control_file::{self, Control};
use crate::domain::steps::{Action, Confirmation, Step};
use crate::domain::{JoinCode, PollState, View};
use crate::wire::{Problem, StepAhead, StepBody, StepDone, StepPoll, StepsNow};
use anyhow::Context;
use handsup_crowd::{Client, Target};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::process::ExitCode;
use std::time::Duration;

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Whether a rule refused the step: not that the server is busy, or its database away.
const fn is_rule(problem: &Problem) -> bool {
    problem.status < 500 && problem.status != 429
}

/// Why a step was not taken.
enum NotTaken {
    /// The server says why.
    Refused(Box<Problem>),
    /// The server was not reached, or gave no answer that can be read.
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for NotTaken {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl StepCommand {
    /// Takes the step; prints on standard output what it did, and on standard error why it was not taken. See [`StepCommand`] for the
    /// exit codes.
    pub async fn run(&self, config: &Config) -> ExitCode {
        let (step, options) = self.parts();
        match take(config, step, options).await {
            Ok(done) => {
                println!("{}", if options.json { json(&done) } else { sentences(&done) });
                ExitCode::SUCCESS
            }
            Err(NotTaken::Refused(problem)) => {
                if options.json {
                    println!("{}", json(&problem));
                }
                eprintln!("{}. {}", problem.title, problem.detail);
                ExitCode::from(if is_rule(&problem) { 1 } else { 2 })
            }
            Err(NotTaken::Failed(error)) => {
                eprintln!("Error: {error:#}");
                ExitCode::from(2)
            }
        }
    }

    fn parts(&self) -> (Step, &StepOptions) {
        match self {
            Self::Next(options) => (Step::Next, options),
            Self::Back(options) => (Step::Back, options),
            Self::Open(options) => (Step::Open, options),
            Self::Close(options) => (Step::Close, options),
            Self::Reveal(options) => (Step::Reveal, options),
            Self::Answer(options) => (Step::Answer, options),
            Self::Timer(options) => (Step::Timer, options),
            Self::MoreTime(options) => (Step::MoreTime, options),
            Self::Blank(options) => (Step::Blank, options),
            Self::Lobby(options) => (Step::Lobby, options),
        }
    }
}

/// Takes a step from the state that the server is in now: of two commands at once, the slower one is refused.
async fn take(config: &Config, step: Step, options: &StepOptions) -> Result<StepDone, NotTaken> {
    let control = control_file::read(&config.data_dir()?)?;
    let path = format!("/api/meetings/{}/step", options.meeting.as_ref().map_or("current", JoinCode::as_str));
    let confirm = options.confirm.map(Confirmation::from);
    let taken = async {
        let now: StepsNow = ask(&control, "GET", &path, "").await?;
        let body = serde_json::to_string(&StepBody { step, confirm, from: Some(now.at) }).map_err(anyhow::Error::from)?;
        ask(&control, "POST", &path, &body).await
    };
    let late = |_| anyhow::anyhow!("the server at {} does not answer. Look whether it still runs", control.url);
    tokio::time::timeout(TIMEOUT, taken).await.map_err(late)?
}

async fn ask<T: DeserializeOwned>(control: &Control, method: &str, path: &str, body: &str) -> Result<T, NotTaken> {
    let target = Target::find(&control.url).await?;
    let connected = Client::connect(&target, 0).await;
    let mut client = connected.with_context(|| format!("nobody answers at {}: Handsup has ended there. Start it again", control.url))?;
    let head = format!("authorization: Bearer {}\r\n", control.key);
    let answered = client.ask(method, path, &head, body).await;
    let (status, answer) = answered.with_context(|| format!("what answers at {} is no Handsup", control.url))?;
    match status {
        200 => Ok(read(&control.url, &answer)?),
        401 | 403 => Err(other_server(&control.url)),
        _ => Err(NotTaken::Refused(Box::new(read(&control.url, &answer)?))),
    }
}

fn read<T: DeserializeOwned>(url: &str, answer: &[u8]) -> anyhow::Result<T> {
    serde_json::from_slice(answer).with_context(|| format!("what answers at {url} is no Handsup, or one of another version"))
}

/// After a crash, another server may have the port.
fn other_server(url: &str) -> NotTaken {
    anyhow::anyhow!(
        "the server at {url} is not the one that was started on this data. Restart the one that is meant, or name its data directory with \
         --data-dir"
    )
    .into()
}

impl From<Confirm> for Confirmation {
    fn from(confirm: Confirm) -> Self {
        match confirm {
            Confirm::Close => Self::Close,
            Confirm::Leave => Self::Leave,
            Confirm::Reopen => Self::Reopen,
        }
    }
}

fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

/// What was done, what the room sees, and what comes next.
fn sentences(StepDone { did, now }: &StepDone) -> String {
    let next = now.next.as_ref().map_or_else(|| "This was the last question.".to_owned(), |next| format!("Next: {}.", ahead(next)));
    format!("{} {} {next}", done(*did), room(now))
}

fn done(did: Option<Action>) -> &'static str {
    match did {
        None | Some(Action::New) => "Nothing to do.",
        Some(Action::Stage | Action::Next | Action::Previous) => "On stage.",
        Some(Action::Open | Action::Reopen) => "Voting is open.",
        Some(Action::Close) => "Voting is closed.",
        Some(Action::Reveal) => "The results are revealed.",
        Some(Action::Answer) => "The right answer is shown.",
        Some(Action::Return) => "Shown again.",
        Some(Action::Hide) => "The results are hidden.",
        Some(Action::HideAnswer) => "The right answer is hidden.",
        Some(Action::Unopen) => "Voting is not open yet.",
        Some(Action::Timer) => "The timer runs.",
        Some(Action::MoreTime) => "There is more time.",
        Some(Action::Blank) => "The screen is blank.",
        Some(Action::Lobby) => "The lobby is shown.",
    }
}

fn room(now: &StepsNow) -> String {
    match (now.view, &now.poll) {
        (View::Poll, Some(poll)) if poll.on_stage => format!("The room sees “{}”, {}.", poll.question, state(poll)),
        (View::Poll | View::Lobby, _) => "The room sees the lobby.".into(),
        (View::Board, _) => "The room sees its questions.".into(),
        (View::Blank, _) => "The room sees a blank screen.".into(),
    }
}

fn state(StepPoll { state, total_votes, .. }: &StepPoll) -> String {
    let counted = match total_votes {
        1 => "1 vote".to_owned(),
        votes => format!("{votes} votes"),
    };
    match state {
        PollState::Draft | PollState::Ready => "not open yet".into(),
        PollState::Open => format!("open, {counted}"),
        PollState::Closed => format!("closed, {counted}"),
    }
}

fn ahead(next: &StepAhead) -> String {
    match next.action {
        Action::Stage | Action::Next | Action::Previous | Action::Return => format!("show “{}”", next.question),
        Action::Open | Action::Reopen => "open the voting".into(),
        Action::Close => "close the voting".into(),
        Action::Reveal => "reveal the results".into(),
        Action::Answer => "show the right answer".into(),
        Action::New | Action::Hide | Action::HideAnswer | Action::Unopen => "a new question".into(),
        Action::Timer | Action::MoreTime => "end the voting".into(),
        Action::Blank | Action::Lobby => "show the poll".into(),
    }
}
