//! GET `/api/doctor`: how things stand between phones and this computer.

use super::App;
use super::who::Host;
use crate::wire::Diagnosis;
use axum::Json;
use axum::extract::State;
use std::sync::Arc;

/// The connection light with its reason, and what it goes by.
#[utoipa::path(get, path = "/api/doctor", tag = "host", responses((status = 200, body = Diagnosis), (status = 403, description = "`host_only`")))]
pub(super) async fn doctor(_: Host, State(app): State<App>) -> Json<Diagnosis> {
    Json(app.diagnosis())
}

impl App {
    /// How things stand now.
    pub(crate) fn diagnosis(&self) -> Diagnosis {
        self.doctor.look(&self.reach.network(), self.live.is_shown(), self.polls.now())
    }

    /// Whether the desktop keeps the computer awake as wished; false where there is no desktop to ask.
    pub(crate) async fn keep_awake(&self, wish: bool) -> anyhow::Result<bool> {
        let Some(desktop) = self.desktop.get().map(Arc::clone) else { return Ok(false) };
        tokio::task::spawn_blocking(move || desktop.keep_awake(wish)).await??;
        Ok(true)
    }

    /// After a sleep: the interfaces are looked at, and hosts and projectors hear the way in, whether it is news or not.
    pub(crate) async fn tell_again(&self) {
        let reach = self.reach.clone();
        // Asking the system for its interfaces blocks for some milliseconds.
        let _looked = tokio::task::spawn_blocking(move || reach.look()).await;
        self.live.tell_hosts_network(&self.reach.network()).await;
        self.live.invite(|code| self.invitation(code)).await;
    }
}
