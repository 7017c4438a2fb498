//! Results as files: what each format holds, when its rounds began and ended, and how a large download proceeds.

mod download;
mod formats;
mod round_times;
