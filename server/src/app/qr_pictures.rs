//! The QR codes that were drawn as PNG last: a room asks for few of them, and often for the same.

use axum::body::Bytes;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

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
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(its, _)| its == key).map(|(_, picture)| picture.clone())
    }

    /// Keeps a picture, in the place of the oldest one where there are too many.
    pub(crate) fn insert(&self, key: Key, picture: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((key, picture));
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
}
