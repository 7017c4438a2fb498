//! QR codes as PNG, drawn on blocking threads, and a cache of the last ones: a room asks for few of them, and often for the
//! same.

use super::App;
use super::blocking::run_blocking;
use super::error::AppError;
use super::guest_limits::Seeker;
use crate::domain::{JoinCode, PollCode};
use crate::log::outages;
use crate::qr_code::QrCode;
use axum::body::Bytes;
use parking_lot::Mutex;
use std::collections::VecDeque;

/// How many pictures are kept.
const KEPT: usize = 32;

/// A picture's link, and how many pixels a module of it is wide.
pub(crate) type Key = (String, usize);

/// The last [`KEPT`] pictures, oldest first.
#[derive(Default)]
pub(crate) struct QrPictures(Mutex<VecDeque<(Key, Bytes)>>);

impl QrPictures {
    /// The picture under this key, if it is still kept.
    pub(crate) fn get(&self, key: &Key) -> Option<Bytes> {
        let kept = self.0.lock();
        kept.iter().find(|(its, _)| its == key).map(|(_, picture)| picture.clone())
    }

    /// Keeps a picture, in the place of the oldest one where there are too many.
    pub(crate) fn insert(&self, key: Key, picture: Bytes) {
        let mut kept = self.0.lock();
        kept.push_back((key, picture));
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
}

impl App {
    /// The link in a poll's QR code.
    ///
    /// # Errors
    /// As [`App::poll_for`]; [`AppError::NoAddress`] while phones could not reach this computer.
    pub(crate) async fn poll_qr_link(&self, seeker: Seeker, code: &PollCode) -> Result<String, AppError> {
        let poll = self.poll_for(seeker, code).await?;
        self.reach.qr_link_to(&poll.code.page()).ok_or(AppError::NoAddress)
    }

    /// The link in a meeting's QR code.
    ///
    /// # Errors
    /// As [`App::meeting_for`]; [`AppError::NoAddress`] while phones could not reach this computer.
    pub(crate) async fn meeting_qr_link(&self, seeker: Seeker, code: &JoinCode) -> Result<String, AppError> {
        let meeting = self.meeting_for(seeker, code).await?;
        self.reach.qr_link_to(&meeting.code.page()).ok_or(AppError::NoAddress)
    }

    /// The QR code of a link, at most `size` pixels wide: cached, or drawn now.
    pub(crate) async fn qr_picture(&self, link: String, size: u32) -> Result<Bytes, AppError> {
        let qr = QrCode::new(&link);
        let key = (link, qr.scale(size));
        if let Some(picture) = self.pictures.get(&key) {
            return Ok(picture);
        }
        let picture = draw(qr, size).await?;
        self.pictures.insert(key, picture.clone());
        Ok(picture)
    }
}

/// Draws a QR code as PNG without caching it, at most `size` pixels wide.
pub(crate) async fn draw(qr: QrCode, size: u32) -> Result<Bytes, AppError> {
    let drawn = run_blocking(move || qr.png(size)).await?;
    drawn.map(Into::into).map_err(|error| {
        outages().failed("qr", "", &error);
        AppError::Internal
    })
}
