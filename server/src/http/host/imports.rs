//! `/api/meetings/{code}/questions`: imports a file of questions, and exports a meeting's
//! questions.

use crate::app::App;
use crate::app::blocking::run_blocking;
use crate::domain::{NewPoll, Note, PollState, Question, Refusal};
use crate::http::export::results::file;
use crate::http::extract::body;
use crate::http::extract::query::QueryParams;
use crate::http::extract::visitor::HostOf;
use crate::http::host::create::new_poll;
use crate::http::problem::Problem;
use crate::import::{self, ImportErrors, TooManyQuestions};
use crate::report::FileName;
use crate::text::{self, Language, t, with};
use crate::wire::{CreateBody, Imported, Questions};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use encoding_rs::Encoding;
use serde::Deserialize;
use utoipa::ToSchema;

/// The largest file of questions, in bytes.
const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;

/// Parses the questions of a file, each with its row (from 1).
type Parser = fn(&str, &mut ImportErrors) -> Result<Vec<(u64, CreateBody)>, TooManyQuestions>;

/// The export's format.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// As POST `/create` takes them.
    #[default]
    Json,
    /// For spreadsheets.
    Csv,
}

/// Query parameters of the export.
#[derive(Deserialize)]
pub(crate) struct QuestionsParams {
    #[serde(default)]
    format: Format,
}

/// A meeting's questions as a file that POST accepts.
#[utoipa::path(
    get, path = "/api/meetings/{code}/questions", tag = "host", operation_id = "exportQuestions",
    params(("code" = String, Path, description = "The join code"), ("format" = inline(Option<Format>), Query, description = "`json` or `csv`")),
    responses(
        (status = 200, content((Questions = "application/json"), (String = "text/csv"))), (status = 400, description = "`bad_request`"),
        (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`")
    )
)]
pub(crate) async fn questions(
    HostOf(code): HostOf,
    State(app): State<App>,
    QueryParams(params): QueryParams<QuestionsParams>,
) -> Result<Response, Problem> {
    let name = app.meetings.find(&code).await?.name.clone();
    let polls: Vec<CreateBody> = app.meetings.polls_of(&code).await?.iter().map(import::create_body).collect();
    let file_name = |ending| FileName::new(code.as_str(), &format!("questions {name}"), ending);
    Ok(match params.format {
        Format::Csv => file(&file_name("csv"), "text/csv; charset=utf-8", import::to_csv(&polls)),
        Format::Json => {
            let json = serde_json::to_vec_pretty(&Questions { polls }).map_err(|_| Problem::internal())?;
            file(&file_name("json"), "application/json", json)
        }
    })
}

/// Appends questions to a meeting, as drafts: all of them, or none. A table names its columns in its first row: question,
/// kind, option 1 to option 20, correct (`2` or `B`), note, results, and every other field of POST `/create`.
#[utoipa::path(
    post, path = "/api/meetings/{code}/questions", tag = "host", operation_id = "importQuestions", params(("code" = String, Path, description = "The join code")),
    request_body(content((Questions = "application/json"), (String = "text/csv"))),
    responses(
        (status = 201, body = Imported), (status = 403, description = "`host_only`, `bad_origin`"), (status = 404, description = "`no_such_meeting`"),
        (status = 409, description = "`meeting_ended`"), (status = 413, description = "`too_large`: 2 MiB"),
        (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_import`: rows has the first 100 errors, count the number of all; `too_many_polls`"),
        (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn import(HostOf(code): HostOf, State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let media = body::media(&request);
    let parser: Parser = match media.as_str() {
        "application/json" => import::from_json,
        "text/csv" => import::from_csv,
        _ => return Err(unsupported()),
    };
    let charset = body::charset(&request)?;
    let bytes = body::read(request, MAX_FILE_BYTES).await?;
    let (polls, encoding, guessed) = run_blocking(move || parse(&bytes, charset, parser)).await??;
    let stored = app.meetings.import(polls, &code).await?;
    let imported = Imported {
        imported: u32::try_from(stored.len()).unwrap_or(u32::MAX),
        poll_codes: stored.iter().map(|poll| poll.code.to_string()).collect(),
        notice: guessed.then(|| t("import_guessed").to_owned()),
        encoding,
    };
    Ok((StatusCode::CREATED, Json(imported)).into_response())
}

/// The questions of a file, the name of its encoding, and whether the encoding was guessed; or
/// all errors in the file.
fn parse(bytes: &[u8], charset: Option<&'static Encoding>, parser: Parser) -> Result<(Vec<NewPoll>, String, bool), Problem> {
    if let Some(message) = import::binary_error_key(bytes) {
        return Err(Problem::invalid_import(ImportErrors::whole_file(t(message))));
    }
    let decoded = import::decode(bytes, charset)
        .map_err(|error| Problem::invalid_import(ImportErrors::whole_file(with("import_undecodable", "encoding", error.encoding))))?;
    let mut errors = ImportErrors::default();
    let bodies = parser(&decoded.text, &mut errors).map_err(|TooManyQuestions| Refusal::TooManyPolls)?;
    if bodies.is_empty() && errors.count() == 0 {
        errors.add(1, "", t("import_empty"));
    }
    let polls: Vec<_> = bodies.into_iter().filter_map(|(row, body)| draft(row, &body, &mut errors)).collect();
    match errors.count() {
        0 => Ok((polls, decoded.encoding, decoded.guessed)),
        _ => Err(Problem::invalid_import(errors)),
    }
}

/// A question as a draft; `None` when it has errors, all of which are then collected.
fn draft(row: u64, request: &CreateBody, errors: &mut ImportErrors) -> Option<NewPoll> {
    let earlier_errors = errors.count();
    if request.state.is_some_and(|state| state != PollState::Draft) || request.meeting.is_some() {
        errors.add(row, "state", t("import_state"));
    }
    if let Err(refusal) = Question::parse(&request.question) {
        errors.add(row, "question", refusal_text(refusal));
    }
    if let Err(refusal) = Note::parse(request.note.as_deref().unwrap_or("")) {
        errors.add(row, "note", refusal_text(refusal));
    }
    // Question and note were parsed above, and are replaced so that each error is collected once.
    let other_fields = CreateBody { question: "?".into(), note: None, ..request.clone() };
    if let Err(refusal) = new_poll(&other_fields) {
        let field = if matches!(refusal, Refusal::InvalidChoices(_)) { "choices" } else { "options" };
        errors.add(row, field, refusal_text(refusal));
    }
    (errors.count() == earlier_errors).then(|| new_poll(request).ok())?.map(|new| NewPoll { state: PollState::Draft, ..new })
}

/// A refusal's text in the reader's language: in German the translated rule, in English the
/// refusal's own text, which has the numbers.
fn refusal_text(refusal: Refusal) -> String {
    let problem = Problem::from(refusal);
    let wire = problem.wire();
    match text::language() {
        Language::English => wire.detail.clone(),
        Language::German => text::find(&format!("problem_detail_{}", wire.code)).unwrap_or(&wire.detail).to_owned(),
    }
}

fn unsupported() -> Problem {
    Problem::unsupported_media_with("Send application/json or text/csv, uncompressed.")
}
