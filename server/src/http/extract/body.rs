//! Request bodies, read once, with a bound on size and time: JSON or a form.

use crate::domain::{Fairness, Kind, Moderation, PollState, Preset, PromptSettings, ResultsRule, SettingType};
use crate::http::problem::Problem;
use crate::wire::CreateBody;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::header;
use encoding_rs::Encoding;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The largest body, in bytes, of every route but the import of questions.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

/// A request body by its media type, read completely.
#[derive(Debug)]
pub(crate) enum Body {
    /// `application/json`.
    Json(Bytes),
    /// `application/x-www-form-urlencoded`, in the order of the form.
    Form(Vec<(String, String)>),
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media = media(&request);
        if !matches!(media.as_str(), JSON | FORM) {
            return Err(Problem::unsupported_media());
        }
        Self::of(&media, read(request, MAX_BODY_BYTES).await?)
    }
}

/// The media type of a body, lower case and without parameters; empty for a compressed body, which the server does not
/// decompress.
pub(crate) fn media(request: &Request) -> String {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return String::new();
    }
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    media.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// The encoding that a request's `charset` names; `None` without one.
///
/// # Errors
/// 415 for an unknown name.
pub(crate) fn charset(request: &Request) -> Result<Option<&'static Encoding>, Problem> {
    let media = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut parameters = media.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let Some((_, label)) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset")) else { return Ok(None) };
    let encoding = Encoding::for_label(label.trim().trim_matches('"').as_bytes());
    encoding.map(Some).ok_or_else(|| Problem::unsupported_media_with("The charset in Content-Type has no encoding's name. Send UTF-8."))
}

/// Reads a body of at most `largest` bytes.
///
/// # Errors
/// 413 for a larger body, 408 for one that takes longer than ten seconds, 400 for one that breaks
/// off.
pub(crate) async fn read(mut request: Request, largest: usize) -> Result<Bytes, Problem> {
    DefaultBodyLimit::max(largest).apply(&mut request);
    let arrived = tokio::time::timeout(BODY_TIMEOUT, Bytes::from_request(request, &())).await.map_err(|_| Problem::too_slow())?;
    arrived.map_err(|rejection| {
        if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(largest)
        } else {
            Problem::bad_request("The body broke off.")
        }
    })
}

impl Body {
    fn of(media: &str, bytes: Bytes) -> Result<Self, Problem> {
        match media {
            JSON => Ok(Self::Json(bytes)),
            FORM => Ok(Self::Form(form_urlencoded::parse(&bytes).into_owned().collect())),
            _ => Err(Problem::unsupported_media()),
        }
    }

    /// The JSON body of a request whose route takes more than [`MAX_BODY_BYTES`].
    ///
    /// # Errors
    /// As [`read`], [`json`](Self::json), and 415 for another media type.
    pub(crate) async fn large_json<T: DeserializeOwned>(request: Request, largest: usize) -> Result<T, Problem> {
        let media = media(&request);
        if media != JSON {
            return Err(Problem::unsupported_media());
        }
        Self::of(&media, read(request, largest).await?)?.json()
    }

    /// An optional body; `None` for an empty one, whatever its `Content-Type`.
    pub(crate) async fn if_any(request: Request) -> Result<Option<Self>, Problem> {
        let media = media(&request);
        let bytes = read(request, MAX_BODY_BYTES).await?;
        if bytes.is_empty() { Ok(None) } else { Self::of(&media, bytes).map(Some) }
    }

    /// Parses a JSON body.
    ///
    /// # Errors
    /// 415 for a form, 400 for JSON that is no object or does not fit `T`.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        match self {
            Self::Json(bytes) => {
                // Serde would also read a list as a struct, field by field.
                if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| *first != b'{') {
                    return Err(Problem::bad_request("Send a JSON object."));
                }
                serde_json::from_slice(bytes).map_err(|error| Problem::bad_request(format!("The JSON does not fit: {error}.")))
            }
            Self::Form(_) => Err(Problem::unsupported_media()),
        }
    }

    /// The first value of a form's field; `None` without one, and for JSON.
    #[must_use]
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        match self {
            Self::Form(fields) => fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()),
            Self::Json(_) => None,
        }
    }

    /// Whether it is a form.
    #[must_use]
    pub(crate) fn is_form(&self) -> bool {
        matches!(self, Self::Form(_))
    }
}

/// A new poll from a plain form. Empty option fields are ignored, because the form has spare rows.
pub(crate) fn create_from_form(fields: &[(String, String)]) -> Result<CreateBody, Problem> {
    let mut body = CreateBody { options: Some(Vec::new()), ..CreateBody::default() };
    let mut settings = serde_json::Map::new();
    for (name, value) in fields {
        match name.as_str() {
            "question" => body.question.clone_from(value),
            "options" | "options[]" if value.trim().is_empty() => {}
            "options" | "options[]" => body.options.get_or_insert_default().push(value.clone()),
            "fairness" => body.fairness = Some(variant::<Fairness>(name, value)?),
            "results" => body.results = Some(variant::<ResultsRule>(name, value)?),
            "state" => body.state = Some(variant::<PollState>(name, value)?),
            "allow_change" => body.allow_change = Some(is_set(value)),
            "auto_reveal" => body.auto_reveal = Some(is_set(value)),
            "moderation" => body.moderation = Some(variant::<Moderation>(name, value)?),
            "show_after" => body.show_after = number::<u16>(name, value)?,
            "one_tap" => body.one_tap = Some(is_set(value)),
            "note" => body.note = Some(value.clone()),
            "correct" | "correct[]" => body.correct.get_or_insert_default().extend(number::<u8>(name, value)?),
            "meeting" if value.is_empty() => {}
            "meeting" => body.meeting = Some(value.clone()),
            other => add_setting(&mut settings, other.trim_end_matches("[]"), value)?,
        }
    }
    body.prompt =
        serde_json::from_value(settings.into()).map_err(|error| Problem::bad_request(format!("The form does not fit: {error}.")))?;
    Ok(body)
}

/// Adds a setting of the prompt as JSON. Empty fields are ignored.
fn add_setting(settings: &mut serde_json::Map<String, Value>, name: &str, value: &str) -> Result<(), Problem> {
    let Some((_, holds)) = PromptSettings::TYPES.iter().find(|(known, _)| *known == name) else { return Err(unknown_field(name)) };
    if value.is_empty() {
        return Ok(());
    }
    let value: Value = match holds {
        SettingType::Kind => variant::<Kind>(name, value).map(|_| value.into())?,
        SettingType::Preset => variant::<Preset>(name, value).map(|_| value.into())?,
        SettingType::Whole => number::<i64>(name, value)?.into(),
        SettingType::Flag => is_set(value).into(),
        SettingType::Text => value.into(),
        SettingType::Texts => {
            let earlier = settings.remove(name).and_then(|list| list.as_array().cloned()).unwrap_or_default();
            earlier.into_iter().chain([value.into()]).collect()
        }
    };
    settings.insert(name.to_owned(), value);
    Ok(())
}

fn is_set(value: &str) -> bool {
    matches!(value, "1" | "on" | "true")
}

/// A plain form's ballot.
#[derive(Debug, Default)]
pub(crate) struct FormBallot {
    /// The fields of the answer, in the order of the form.
    pub(crate) answer: Vec<(String, String)>,
    /// From a hidden field, for browsers that keep no cookies.
    pub(crate) browser_token: Option<String>,
    /// The meeting that the page follows; the redirect leads back to it.
    pub(crate) meeting: Option<String>,
    /// The round that the page has shown.
    pub(crate) round: Option<u32>,
}

/// A ballot from a plain form.
pub(crate) fn ballot_from_form(fields: &[(String, String)]) -> FormBallot {
    let mut ballot = FormBallot::default();
    for (name, value) in fields {
        match name.as_str() {
            "browser_token" => ballot.browser_token = Some(value.clone()),
            "meeting" => ballot.meeting = Some(value.clone()),
            "round" => ballot.round = value.parse().ok(),
            _ => ballot.answer.push((name.clone(), value.clone())),
        }
    }
    ballot
}

fn variant<T: DeserializeOwned>(name: &str, value: &str) -> Result<T, Problem> {
    serde_json::from_value(value.into()).map_err(|_| Problem::bad_request(format!("“{name}” cannot be that.")))
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<Option<T>, Problem> {
    if value.is_empty() {
        return Ok(None);
    }
    value.parse().map(Some).map_err(|_| Problem::bad_request(format!("“{name}” must be a whole number.")))
}

fn unknown_field(name: &str) -> Problem {
    Problem::bad_request(format!("The field “{}” is not known here.", name.chars().take(40).collect::<String>()))
}
