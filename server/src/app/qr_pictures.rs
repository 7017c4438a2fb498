//! Draws QR codes as PNG on blocking threads, and caches the last ones, since many visitors request
//! the same few.

use super::App;
use super::blocking::run_blocking;
use super::error::AppError;
use super::guest_limits::Requester;
use crate::domain::{JoinCode, PollCode};
use crate::log::outages;
use crate::qr_code::QrCode;
use axum::body::Bytes;
use parking_lot::Mutex;
use std::collections::VecDeque;

/// The most pictures in the cache.
const MAX_CACHED: usize = 32;

/// The URL in a QR code, and the width of one of its modules in pixels.
pub(crate) type Key = (String, usize);

/// The last [`MAX_CACHED`] pictures, oldest first.
#[derive(Default)]
pub(crate) struct QrPictures(Mutex<VecDeque<(Key, Bytes)>>);

impl QrPictures {
    /// The cached picture under this key.
    pub(crate) fn get(&self, key: &Key) -> Option<Bytes> {
        let cached = self.0.lock();
        cached.iter().find(|(cached_key, _)| cached_key == key).map(|(_, picture)| picture.clone())
    }

    /// Caches a picture; drops the oldest one if there are too many.
    pub(crate) fn insert(&self, key: Key, picture: Bytes) {
        let mut cached = self.0.lock();
        cached.push_back((key, picture));
        if cached.len() > MAX_CACHED {
            cached.pop_front();
        }
    }
}

impl App {
    /// The URL in a poll's QR code.
    ///
    /// # Errors
    /// As [`App::poll_for`]; [`AppError::NoAddress`] while phones could not reach this computer.
    pub(crate) async fn poll_qr_url(&self, requester: Requester, code: &PollCode) -> Result<String, AppError> {
        let poll = self.poll_for(requester, code).await?;
        self.advertised.qr_url_of(&poll.code.page()).ok_or(AppError::NoAddress)
    }

    /// The URL in a meeting's QR code.
    ///
    /// # Errors
    /// As [`App::meeting_for`]; [`AppError::NoAddress`] while phones could not reach this computer.
    pub(crate) async fn meeting_qr_url(&self, requester: Requester, code: &JoinCode) -> Result<String, AppError> {
        let meeting = self.meeting_for(requester, code).await?;
        self.advertised.qr_url_of(&meeting.code.page()).ok_or(AppError::NoAddress)
    }

    /// The QR code of a URL as PNG, cached or drawn now; for its width see [`draw`].
    pub(crate) async fn qr_picture(&self, url: String, size: u32) -> Result<Bytes, AppError> {
        let qr = QrCode::new(&url);
        let key = (url, qr.scale(size));
        if let Some(picture) = self.pictures.get(&key) {
            return Ok(picture);
        }
        let picture = draw(qr, size).await?;
        self.pictures.insert(key, picture.clone());
        Ok(picture)
    }
}

/// Draws a QR code as PNG without caching it: at most `size` pixels wide, but at least one pixel
/// for each module.
pub(crate) async fn draw(qr: QrCode, size: u32) -> Result<Bytes, AppError> {
    let png = run_blocking(move || qr.png(size)).await?;
    png.map(Into::into).map_err(|error| {
        outages().failed("qr", "", &error);
        AppError::Internal
    })
}
