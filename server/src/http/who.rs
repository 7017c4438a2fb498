//! Who asks: extractors that name the visitor, so that handlers need not look at headers.

use super::App;
use super::borrowed;
use super::client::ClientIp;
use super::host::{Authority, Credentials, refusal};
use super::limit::{Taken, price};
use super::problem::Problem;
use crate::domain::{AddressGroup, BrowserToken, JoinCode, PollCode, Refusal};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use std::net::Ipv4Addr;

/// A visitor: address, browser, authority.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visitor {
    pub(super) client: ClientIp,
    /// From the device cookie, if it is one of ours.
    pub(super) device: Option<BrowserToken>,
    pub(super) is_host: bool,
    /// Whether the page stands in a window that is not quite a browser.
    pub(super) is_borrowed: bool,
}

/// A visitor who makes something: one whose authority cannot be looked at now is refused, because what a guest makes never
/// becomes the host's.
pub(super) struct Maker(pub(super) Visitor);

/// A request with the host's authority; without it the door stays shut.
pub(super) struct Host;

/// The same, and which host it is, by which session.
pub(super) struct HostSelf(pub(super) Authority);

/// What limits count a request's address as.
pub(super) struct ClientAddress(pub(super) AddressGroup);

/// A request with authority over one poll: the host's, or its maker's.
pub(super) struct Owner(pub(super) PollCode);

/// The same, and whether it is the host's: a maker has no say in what a host's meeting shows.
pub(super) struct OwnerOrHost {
    pub(super) code: PollCode,
    pub(super) is_host: bool,
}

/// The poll a path names.
pub(super) struct Code(pub(super) PollCode);

/// The meeting a path names.
pub(super) struct Join(pub(super) JoinCode);

/// A request with the host's authority about the meeting that its path names.
pub(super) struct HostOf(pub(super) JoinCode);

/// The visitor's address, worked out at the gate.
fn client(parts: &Parts) -> ClientIp {
    parts.extensions.get().copied().unwrap_or_else(|| ClientIp::elsewhere(Ipv4Addr::UNSPECIFIED.into()))
}

impl Visitor {
    fn new(parts: &Parts, app: &App, is_host: bool) -> Self {
        Self { client: client(parts), device: app.keys.device(&parts.headers), is_host, is_borrowed: borrowed::is_borrowed(&parts.headers) }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // Whoever cannot prove to be the host now is a guest here, and waits nowhere.
        let is_host = app.authority(Credentials::of(parts)).await.is_ok_and(|authority| authority.is_some());
        Ok(Self::new(parts, app, is_host))
    }
}

impl FromRequestParts<App> for Maker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let authority = app.authority(Credentials::of(parts)).await?;
        Ok(Self(Visitor::new(parts, app, authority.is_some())))
    }
}

impl FromRequestParts<App> for Host {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        HostSelf::from_request_parts(parts, app).await.map(|_| Self)
    }
}

impl FromRequestParts<App> for HostSelf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        app.authority(Credentials::of(parts)).await?.map(Self).ok_or_else(|| refusal(&parts.headers))
    }
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let client = parts.extensions.get::<ClientIp>().copied().unwrap_or_else(|| ClientIp::elsewhere(Ipv4Addr::UNSPECIFIED.into()));
        Ok(Self(client.group()))
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
            && app.keys.owns(&parts.headers, code)
        {
            app.limits.work(client(parts), price::of_owner(parts.uri.path()))?;
            return Ok(Self { code: code.clone(), is_host: false });
        }
        let _host = Host::from_request_parts(parts, app).await?;
        code.map(|Code(code)| Self { code, is_host: true })
    }
}

impl FromRequestParts<App> for Code {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(typed) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Problem::from(Refusal::NoSuchPoll))?;
        PollCode::parse(&typed).map(Self).ok_or_else(|| Refusal::NoSuchPoll.into())
    }
}

impl FromRequestParts<App> for Join {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(typed) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Problem::from(Refusal::NoSuchMeeting))?;
        JoinCode::parse(&typed).map(Self).ok_or_else(|| Refusal::NoSuchMeeting.into())
    }
}

impl FromRequestParts<App> for HostOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let _host = Host::from_request_parts(parts, app).await?;
        Join::from_request_parts(parts, app).await.map(|Join(code)| Self(code))
    }
}

impl Visitor {
    /// Asks the limits for one new poll; the host is never limited.
    pub(super) async fn may_create(&self, app: &App) -> Result<Option<Taken>, Problem> {
        if self.is_host { Ok(None) } else { Ok(Some(app.limits.create(self.client).await?)) }
    }
}
