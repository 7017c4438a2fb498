//! The requests that the projector's page may send: full screen, and the steps of a meeting, which
//! act as their keyboard shortcuts do in the console.

use tauri::Url;

/// The names of the permitted steps: the list `FORWARDED` in `ui/src/lib/keys.ts`.
const STEPS: [&str; 11] = ["next", "back", "open", "reveal", "answer", "timer", "more_time", "again", "qr", "blank", "undo"];

/// A request of the projector's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProjectorRequest {
    /// Toggle full screen.
    FullScreen,
    /// Leave full screen.
    Framed,
    /// Take this step in the console.
    Step(&'static str),
}

impl ProjectorRequest {
    /// The request of a reserved URL; `None` for every other URL.
    pub(crate) fn of(address: &Url) -> Option<Self> {
        match address.as_str() {
            "handsup:full-screen" => Some(Self::FullScreen),
            "handsup:framed" => Some(Self::Framed),
            _ => step(address).map(Self::Step),
        }
    }
}

/// The step that a reserved URL names.
pub(crate) fn step(address: &Url) -> Option<&'static str> {
    let wanted = address.as_str().strip_prefix("handsup:key/")?;
    STEPS.into_iter().find(|step| *step == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(address: &str) -> Option<ProjectorRequest> {
        ProjectorRequest::of(&address.parse().expect("an address"))
    }

    #[test]
    fn a_page_can_ask_for_full_screen_and_for_the_steps_of_a_meeting() {
        assert_eq!(request("handsup:full-screen"), Some(ProjectorRequest::FullScreen));
        assert_eq!(request("handsup:framed"), Some(ProjectorRequest::Framed));
        assert_eq!(request("handsup:key/next"), Some(ProjectorRequest::Step("next")));
        assert_eq!(request("handsup:key/more_time"), Some(ProjectorRequest::Step("more_time")));
    }

    #[test]
    fn the_steps_are_those_that_the_page_forwards() {
        let pages = include_str!("../../ui/src/lib/keys.ts");
        let (_, list) = pages.split_once("FORWARDED: readonly Action[] = [").expect("the page's list");
        let (list, _) = list.split_once(']').expect("its end");
        let forwarded: Vec<_> = list.split(',').map(|name| name.trim().trim_matches('\'')).filter(|name| !name.is_empty()).collect();
        assert_eq!(forwarded, STEPS);
    }

    #[test]
    fn a_page_can_ask_for_nothing_else() {
        for address in [
            "handsup:quit",
            "handsup:full-screen?x",
            "handsup://full-screen",
            "http://127.0.0.1/full-screen",
            "handsup:key/",
            "handsup:key/new",
            "handsup:key/next/",
            "handsup:key/next?x",
            "handsup:key/NEXT",
            "handsup:key/next%27)",
            "handsup:key/');alert('",
        ] {
            assert_eq!(request(address), None, "{address}");
        }
    }
}
