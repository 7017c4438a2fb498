//! Use cases that need the desktop on which the server runs: the projector's window, and the
//! clipboard.

use super::App;
use super::charts::ChartRequest;
use super::error::AppError;
use super::polls::PollError;
use crate::desktop::Desktop;
use crate::domain::{JoinCode, PollCode, Refusal};
use crate::wire::{Projector, ProjectorPlace, ProjectorRequest, SystemKeys};
use std::sync::Arc;

impl App {
    /// Opens a meeting's projector on the second display, or in a window where there is only one
    /// display.
    ///
    /// # Errors
    /// A refusal if there is no such meeting; [`AppError::NoDesktop`] with the URL of the
    /// projector's page on a headless server.
    pub(crate) async fn open_projector(&self, request: &ProjectorRequest) -> Result<Projector, AppError> {
        let page = self.projector_page(request).await?;
        let url = format!("{}{page}?window", self.local_url);
        let window_url = url.clone();
        self.ask_desktop(&page, move |desktop| desktop.open_projector(&window_url)).await?;
        Ok(Projector { url })
    }

    /// Closes the projector's window.
    pub(crate) async fn close_projector(&self) -> Result<(), AppError> {
        self.ask_desktop("/", |desktop| desktop.close_projector()).await
    }

    /// Opens the bar of a meeting, above the windows of other programs; or only lets the open one show this meeting.
    ///
    /// # Errors
    /// As [`open_projector`](Self::open_projector).
    pub(crate) async fn open_bar(&self, request: &ProjectorRequest) -> Result<Projector, AppError> {
        let page = format!("{}?bar", self.projector_page(request).await?);
        let url = format!("{}{page}&window", self.local_url);
        let (window_url, if_open) = (url.clone(), request.if_open.unwrap_or(false));
        self.ask_desktop(&page, move |desktop| desktop.open_bar(&window_url, if_open)).await?;
        Ok(Projector { url })
    }

    /// Closes the bar.
    pub(crate) async fn close_bar(&self) -> Result<(), AppError> {
        self.ask_desktop("/", |desktop| desktop.close_bar()).await
    }

    /// The keys that take a step while another program is in front.
    pub(crate) async fn system_keys(&self) -> Result<SystemKeys, AppError> {
        self.ask_desktop("/", |desktop| desktop.system_keys()).await
    }

    /// Switches them on or off.
    pub(crate) async fn switch_system_keys(&self, on: bool) -> Result<SystemKeys, AppError> {
        self.ask_desktop("/", move |desktop| desktop.switch_system_keys(on)).await
    }

    /// Puts the chart of a poll's current round on the clipboard.
    pub(crate) async fn copy_chart(&self, code: &PollCode) -> Result<(), AppError> {
        let picture = self.chart(code, &ChartRequest::default()).await?.png().await?;
        self.ask_desktop("/", move |desktop| desktop.copy_picture(picture)).await
    }

    /// The path of the projector's page for this meeting, or for the current one.
    async fn projector_page(&self, request: &ProjectorRequest) -> Result<String, PollError> {
        let meeting = match &request.join_code {
            Some(code) => self.meetings.find(&JoinCode::parse(code).ok_or(Refusal::NoSuchMeeting)?).await?,
            None => self.meetings.current().await?.ok_or(Refusal::NoSuchMeeting)?,
        };
        Ok(meeting.code.screen())
    }

    /// Where the projector's window is; `None` if it is not open, or without a desktop.
    pub(crate) fn projector_place(&self) -> Option<ProjectorPlace> {
        self.desktop.get().and_then(|desktop| *desktop.projector().borrow())
    }

    /// Calls the desktop on a blocking thread; without a desktop, the error names the URL of
    /// `page`, to be opened in a browser.
    async fn ask_desktop<T: Send + 'static>(
        &self,
        page: &str,
        call: impl FnOnce(&dyn Desktop) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, AppError> {
        let desktop: Arc<dyn Desktop> =
            self.desktop.get().cloned().ok_or_else(|| AppError::NoDesktop { url: self.advertised.url_of(page) })?;
        let result = tokio::task::spawn_blocking(move || call(&*desktop)).await.map_err(anyhow::Error::from).flatten();
        result.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "desktop: request failed");
            AppError::Internal
        })
    }
}
