//! `/api/meetings/{code}/words`: the words that a meeting's host adds to the word lists.

use crate::app::App;
use crate::domain::{MeetingChange, OwnWords, OwnWordsChange};
use crate::http::extract::body::Body;
use crate::http::extract::visitor::HostOf;
use crate::http::problem::Problem;
use crate::wire::WordList;
use axum::Json;
use axum::extract::{Request, State};

/// The largest list, in bytes: 500 words of 50 emoji, each written as two escapes.
const MAX_LIST_BYTES: usize = 320 * 1024;

/// The words that hold a text of voters until the host shows it, beside the lists that the program brings.
#[utoipa::path(
    get, path = "/api/meetings/{code}/words", tag = "host", operation_id = "getWords", params(("code" = String, Path, description = "The join code")),
    responses((status = 200, body = WordList), (status = 403, description = "`host_only`"), (status = 404, description = "`no_such_meeting`"),
        (status = 503, description = "`storage_unavailable`"))
)]
pub(crate) async fn words(HostOf(code): HostOf, State(app): State<App>) -> Result<Json<WordList>, Problem> {
    Ok(Json(WordList::of(&app.meetings.own_words(&code).await?)))
}

/// Replaces these words. Texts that are shown, and that nobody has decided about, wait from now on if they are listed; those that waited
/// because of a word that is gone are shown where the rule shows them. With a version, they replace that one alone.
#[utoipa::path(
    put, path = "/api/meetings/{code}/words", tag = "host", operation_id = "replaceWords", params(("code" = String, Path, description = "The join code")), request_body = WordList,
    responses(
        (status = 200, body = WordList), (status = 400, description = "`bad_request`"), (status = 403, description = "`host_only`, `bad_origin`"),
        (status = 404, description = "`no_such_meeting`"), (status = 409, description = "`wrong_state`: somebody else has changed them"),
        (status = 413, description = "`too_large`: 320 KiB"), (status = 415, description = "`unsupported_media`"),
        (status = 422, description = "`invalid_words`"), (status = 503, description = "`storage_unavailable`, `overloaded`")
    )
)]
pub(crate) async fn replace(HostOf(code): HostOf, State(app): State<App>, request: Request) -> Result<Json<WordList>, Problem> {
    let WordList { words, version } = Body::large_json(request, MAX_LIST_BYTES).await?;
    let words = OwnWords::parse(&words)?;
    let own_words = Some(OwnWordsChange { words: words.clone(), replaces: version });
    app.change_meeting(&code, MeetingChange { own_words, ..MeetingChange::default() }).await?;
    Ok(Json(WordList::of(&words)))
}
