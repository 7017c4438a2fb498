//! Extractors of the visitor, of its authority, and of the code in the path.

use crate::app::App;
use crate::app::client::ClientIp;
use crate::app::guest_limits::Requester;
use crate::app::hosts::authority::Authority;
use crate::app::keys::bearer;
use crate::app::limit::price;
use crate::app::moderators::ModeratorKey;
use crate::domain::{AddressGroup, BrowserToken, JoinCode, PollCode, Refusal, Remote};
use crate::http::extract::{credentials, in_app_browser};
use crate::http::problem::Problem;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use std::net::Ipv4Addr;

/// The name of the meeting that the console shows, in place of a join code. No code has seven characters.
const CURRENT: &str = "current";

/// A visitor: address, browser, authority.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visitor {
    pub(crate) client: ClientIp,
    /// The token in the device cookie; `None` without a cookie that this server has signed.
    pub(crate) device: Option<BrowserToken>,
    pub(crate) is_host: bool,
    /// Whether the page runs in an in-app browser or a captive portal's sign-in window.
    pub(crate) in_app: bool,
}

/// A visitor that creates a poll. A failed check of its authority is an error (503, or 429 after
/// wrong keys): a host taken for a guest would create polls that never become the host's.
pub(crate) struct Creator(pub(crate) Visitor);

/// Proves the host's authority; rejects every other request.
pub(crate) struct Host;

/// The host's authority, with the host's name and session.
pub(crate) struct HostAuthority(pub(crate) Authority);

/// The address group that rate limits count a request under.
pub(crate) struct ClientGroup(pub(crate) AddressGroup);

/// Proves authority over the poll in the path, of the host or of the guest who created the poll.
pub(crate) struct Owner(pub(crate) PollCode);

/// Authority over the poll in the path, and whether the authority is the host's: the guest who
/// created a poll may not change what a host's meeting shows.
pub(crate) struct OwnerOrHost {
    pub(crate) code: PollCode,
    pub(crate) is_host: bool,
}

/// The poll code in the path.
pub(crate) struct Code(pub(crate) PollCode);

/// A question of a meeting in the path.
pub(crate) struct QuestionOf {
    pub(crate) meeting: JoinCode,
    pub(crate) question: i64,
}

/// The join code in the path.
pub(crate) struct Join(pub(crate) JoinCode);

/// Proves the host's authority; carries the join code in the path.
pub(crate) struct HostOf(pub(crate) JoinCode);

/// Proves authority to take steps of the meeting in the path, which may also be called `current`: of the host, or of a command on the
/// server's computer.
pub(crate) struct StepperOf(pub(crate) JoinCode);

/// A phone that is paired with the meeting in the path; it leads the meeting once it is confirmed. Apart from this extractor only
/// those of moderators accept it.
pub(crate) struct RemoteOf(pub(crate) Remote);

/// The join code and the id of a phone in the path; `None` where they cannot be such.
pub(crate) struct RemoteId(pub(crate) Option<(JoinCode, i64)>);

/// Proves authority to moderate the meeting in the path: of the host, of who has the link of its moderators, or of a phone that leads it.
pub(crate) struct ModeratorOf(pub(crate) JoinCode);

/// Proves authority to moderate what voters have written to the poll in the path, of its owner, or of its meeting's moderators.
pub(crate) struct PollModerator(pub(crate) PollCode);

/// Proves authority to moderate questions: of one meeting, or, with `None`, of every meeting.
pub(crate) struct QuestionModerator(pub(crate) Option<JoinCode>);

/// The meeting that a moderator who is no host may moderate.
async fn moderated(parts: &Parts, app: &App) -> Result<Option<JoinCode>, Problem> {
    let Some(key) = credentials::of_moderator(&parts.headers) else { return Ok(None) };
    let meeting = app.meeting_of_moderator(&key).await?;
    if meeting.is_some() {
        charge(parts, app, matches!(key, ModeratorKey::Remote(..)))?;
    }
    Ok(meeting)
}

/// Charges an authorised request to its address group. The room must not stop who leads it: such a phone is charged, but not refused.
fn charge(parts: &Parts, app: &App, leads: bool) -> Result<(), Problem> {
    let charged = app.limits.charge_work(client(parts), price::of_owner(parts.uri.path()));
    if leads { Ok(()) } else { Ok(charged?) }
}

/// The client's address, which the origin check has stored in the request.
fn client(parts: &Parts) -> ClientIp {
    parts.extensions.get().copied().unwrap_or_else(|| ClientIp::elsewhere(Ipv4Addr::UNSPECIFIED.into()))
}

impl Visitor {
    fn new(parts: &Parts, app: &App, is_host: bool) -> Self {
        Self { client: client(parts), device: app.keys.device(&parts.headers), is_host, in_app: in_app_browser::is_in_app(&parts.headers) }
    }

    /// The visitor as rate limits count it.
    pub(crate) fn requester(&self) -> Requester {
        Requester { client: self.client, is_host: self.is_host }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // Where the check fails (no database, or a delay after wrong keys), the visitor is a guest.
        let is_host = app.authority(credentials::of_request(parts)).await.is_ok_and(|authority| authority.is_some());
        Ok(Self::new(parts, app, is_host))
    }
}

impl FromRequestParts<App> for Creator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let authority = app.authority(credentials::of_request(parts)).await?;
        Ok(Self(Visitor::new(parts, app, authority.is_some())))
    }
}

impl FromRequestParts<App> for Host {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        HostAuthority::from_request_parts(parts, app).await.map(|_| Self)
    }
}

impl FromRequestParts<App> for HostAuthority {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.authority(credentials::of_request(parts)).await?.map(Self).ok_or_else(|| credentials::refusal(&parts.headers))
    }
}

impl FromRequestParts<App> for ClientGroup {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        Ok(Self(client(parts).group()))
    }
}

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        OwnerOrHost::from_request_parts(parts, app).await.map(|owner| Self(owner.code))
    }
}

impl FromRequestParts<App> for OwnerOrHost {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let code = Code::from_request_parts(parts, app).await;
        if let Ok(Code(code)) = &code
            && bearer(&parts.headers).is_some_and(|token| app.keys.owns(token, code))
        {
            charge(parts, app, false)?;
            return Ok(Self { code: code.clone(), is_host: false });
        }
        let _host = Host::from_request_parts(parts, app).await?;
        code.map(|Code(code)| Self { code, is_host: true })
    }
}

impl FromRequestParts<App> for Code {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(segment) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Problem::from(Refusal::NoSuchPoll))?;
        PollCode::parse(&segment).map(Self).ok_or_else(|| Refusal::NoSuchPoll.into())
    }
}

impl FromRequestParts<App> for Join {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(segment) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Problem::from(Refusal::NoSuchMeeting))?;
        JoinCode::parse(&segment).map(Self).ok_or_else(|| Refusal::NoSuchMeeting.into())
    }
}

/// The id of a question in the only form in which it is written: `9`, neither `09` nor `+9`.
pub(crate) fn question_id(text: &str) -> Option<i64> {
    text.parse().ok().filter(|id: &i64| id.to_string() == text)
}

impl FromRequestParts<App> for QuestionOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let found: Result<Path<(String, String)>, _> = Path::from_request_parts(parts, app).await;
        let Path((code, id)) = found.map_err(|_| Problem::from(Refusal::NoSuchMeeting))?;
        let meeting = JoinCode::parse(&code).ok_or(Refusal::NoSuchMeeting)?;
        // No question has the id 0: that is said after the limit on wrong codes.
        Ok(Self { meeting, question: question_id(&id).unwrap_or(0) })
    }
}

impl FromRequestParts<App> for ModeratorOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let code = Join::from_request_parts(parts, app).await;
        match (code, moderated(parts, app).await?) {
            (Ok(Join(code)), Some(meeting)) if code == meeting => Ok(Self(code)),
            (code, _) => {
                let _host = Host::from_request_parts(parts, app).await?;
                code.map(|Join(code)| Self(code))
            }
        }
    }
}

impl FromRequestParts<App> for StepperOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if !bearer(&parts.headers).is_some_and(|key| app.is_control_key(key)) {
            let _host = Host::from_request_parts(parts, app).await?;
        }
        if Path::<String>::from_request_parts(parts, app).await.is_ok_and(|Path(segment)| segment == CURRENT) {
            let current = app.meetings.current().await?.ok_or(Refusal::NoSuchMeeting)?;
            return Ok(Self(current.code.clone()));
        }
        Join::from_request_parts(parts, app).await.map(|Join(code)| Self(code))
    }
}

impl FromRequestParts<App> for RemoteOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (token, secret) = credentials::of_remote(&parts.headers).ok_or_else(Problem::not_paired)?;
        let remote = app.remote(&token, secret).await?.ok_or_else(Problem::not_paired)?;
        charge(parts, app, remote.is_confirmed())?;
        match Join::from_request_parts(parts, app).await {
            Ok(Join(code)) if code == remote.meeting => Ok(Self(remote)),
            _ => Err(Problem::not_paired()),
        }
    }
}

impl FromRequestParts<App> for RemoteId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let found: Result<Path<(String, String)>, _> = Path::from_request_parts(parts, app).await;
        Ok(Self(found.ok().and_then(|Path((code, id))| Some((JoinCode::parse(&code)?, id.parse().ok()?)))))
    }
}

impl FromRequestParts<App> for PollModerator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let (Ok(Code(code)), Some(meeting)) = (Code::from_request_parts(parts, app).await, moderated(parts, app).await?)
            && app.polls.find(&code).await.is_ok_and(|poll| poll.meeting == meeting)
        {
            return Ok(Self(code));
        }
        Owner::from_request_parts(parts, app).await.map(|Owner(code)| Self(code))
    }
}

impl FromRequestParts<App> for QuestionModerator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(meeting) = moderated(parts, app).await? {
            return Ok(Self(Some(meeting)));
        }
        Host::from_request_parts(parts, app).await.map(|_| Self(None))
    }
}

impl FromRequestParts<App> for HostOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let _host = Host::from_request_parts(parts, app).await?;
        Join::from_request_parts(parts, app).await.map(|Join(code)| Self(code))
    }
}
