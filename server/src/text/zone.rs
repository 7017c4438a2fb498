//! Time zones, for times that people read. Programs get UTC.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// The name that jiff gives to the zone of a system without one.
const UNKNOWN: &str = "Etc/Unknown";

/// A reader's time zone.
#[derive(Debug, Clone)]
pub(crate) struct Zone(TimeZone);

/// An instant in a zone's local time, with the offset from UTC.
pub(super) struct Local {
    pub(super) at: jiff::civil::DateTime,
    pub(super) offset: Offset,
}

impl Zone {
    /// The zone with this name in the IANA database, such as `Europe/Vienna`.
    #[must_use]
    pub(crate) fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// The time zone of this computer; UTC if it has none.
    #[must_use]
    pub(crate) fn of_this_computer() -> Self {
        Self(TimeZone::system())
    }

    /// The name, such as `Europe/Vienna`; `UTC` if the zone has none (printed times show their
    /// offset anyway).
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        self.0.iana_name().filter(|name| *name != UNKNOWN).unwrap_or("UTC")
    }

    /// The local time of an instant in milliseconds since 1970.
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

impl Local {
    /// The offset from UTC, as `UTC`, `UTC+1` or `UTC−3:30`: abbreviations
    /// such as CST are ambiguous.
    pub(super) fn utc_offset(&self) -> String {
        let offset = self.offset.seconds() / 60;
        let (sign, hours, minutes) = (if offset < 0 { '−' } else { '+' }, offset.abs() / 60, offset.abs() % 60);
        match (hours, minutes) {
            (0, 0) => "UTC".into(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }
}
