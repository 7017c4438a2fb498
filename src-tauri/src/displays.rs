//! Chooses the projector's display.

use tauri::Monitor;

/// A display: its position on the desktop and its size, in physical pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Display {
    /// Its upper left corner.
    pub(crate) at: (i32, i32),
    /// Width and height.
    pub(crate) size: (u32, u32),
}

impl Display {
    /// A display from tauri's monitor.
    pub(crate) fn of(monitor: &Monitor) -> Self {
        let (at, size) = (monitor.position(), monitor.size());
        Self { at: (at.x, at.y), size: (size.width, size.height) }
    }
}

/// The display for the projector: the first that is neither the host window's display nor mirrors
/// it. `None` if there is no such display, or the host window's display is unknown.
pub(crate) fn second<'a>(displays: &'a [Display], hosts_display: Option<&Display>) -> Option<&'a Display> {
    let hosts_display = hosts_display?;
    displays.iter().find(|display| display.at != hosts_display.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Display = Display { at: (0, 0), size: (1920, 1200) };
    const WALL: Display = Display { at: (1920, 0), size: (1920, 1080) };
    const MIRROR: Display = Display { at: (0, 0), size: (1280, 720) };

    #[test]
    fn the_projector_fills_the_display_without_the_hosts_window() {
        assert_eq!(second(&[LAPTOP, WALL], Some(&LAPTOP)), Some(&WALL));
        assert_eq!(second(&[LAPTOP, WALL], Some(&WALL)), Some(&LAPTOP));
    }

    #[test]
    fn one_display_or_its_mirror_is_not_filled() {
        assert_eq!(second(&[LAPTOP], Some(&LAPTOP)), None);
        assert_eq!(second(&[LAPTOP, MIRROR], Some(&LAPTOP)), None);
    }

    #[test]
    fn without_the_hosts_window_nothing_is_filled() {
        assert_eq!(second(&[LAPTOP, WALL], None), None);
        assert_eq!(second(&[], Some(&LAPTOP)), None);
    }
}
