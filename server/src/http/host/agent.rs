//! A browser's name in the list of sessions: program and system, as far as the `User-Agent` has them.

/// The longest name of an unknown program, in characters.
const MAX_PROGRAM_CHARS: usize = 40;

/// The browser's name; `?` if the `User-Agent` has none. The order of the checks matters, because most
/// browsers also name others.
pub(in super::super) fn name(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
        ("AppleWebKit", "WebKit"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => {
            let program: String =
                user_agent.split(['/', ' ']).next().unwrap_or("").chars().filter(char::is_ascii_graphic).take(MAX_PROGRAM_CHARS).collect();
            if program.is_empty() { "?".to_owned() } else { program }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_user_agent_becomes_the_common_name_of_browser_and_system() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
            ("curl/8.5.0", "curl"),
            ("", "?"),
            ("\u{202e}\u{7}evil<b>", "evil<b>"),
        ] {
            assert_eq!(name(user_agent), expected, "{user_agent}");
        }
    }
}
