//! Time zones: local times for people. Programs get UTC.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// The library's name for a system without a time zone.
const UNKNOWN: &str = "Etc/Unknown";

/// A reader's time zone.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

/// A moment in a zone's local time, with the offset from UTC.
pub(super) struct Local {
    pub(super) at: jiff::civil::DateTime,
    pub(super) offset: Offset,
}

impl Zone {
    /// The zone with this name in the IANA database, as `Europe/Vienna`.
    #[must_use]
    pub(crate) fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// This computer's own; UTC if it has none.
    #[must_use]
    pub(crate) fn of_this_computer() -> Self {
        Self(TimeZone::system())
    }

    /// `Europe/Vienna`; `UTC` if the zone has no name (every moment shows its offset anyway).
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        self.0.iana_name().filter(|name| *name != UNKNOWN).unwrap_or("UTC")
    }

    /// The local time of a moment in milliseconds since 1970.
    pub(super) fn local(&self, millis: i64) -> Local {
        let at = Timestamp::from_millisecond(millis).unwrap_or_default();
        let offset = self.0.to_offset(at);
        Local { at: offset.to_datetime(at), offset }
    }
}

/// UTC.
impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

/// `UTC`, `UTC+1`, `UTC−3:30`, because abbreviations such as CST are ambiguous.
impl Local {
    pub(super) fn distance(&self) -> String {
        let minutes = self.offset.seconds() / 60;
        let (sign, hours, rest) = (if minutes < 0 { '−' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
        match (hours, rest) {
            (0, 0) => "UTC".into(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{rest:02}"),
        }
    }
}
