//! Results as files: what each format contains, when its rounds began and ended, and how a large download proceeds.

mod download;
mod formats;
mod questions;
mod round_times;
