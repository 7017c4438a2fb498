use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

/// Parses a QR code's text independently of the code under test; returns the fields by their
/// letter.
fn read(text: &str) -> HashMap<char, String> {
    let mut rest = text.strip_prefix("WIFI:").expect("a Wi-Fi").chars();
    let mut fields = HashMap::new();
    loop {
        let letter = rest.next().expect("the text ends with an empty field");
        if letter == ';' {
            assert_eq!(rest.as_str(), "", "nothing follows the end");
            return fields;
        }
        assert_eq!(rest.next(), Some(':'));
        let mut value = String::new();
        loop {
            match rest.next().expect("the field ends") {
                ';' => break,
                '\\' => value.push(rest.next().expect("something is escaped")),
                sign @ (',' | ':' | '"') => panic!("{sign} must be escaped in {text}"),
                sign => value.push(sign),
            }
        }
        assert!(fields.insert(letter, value).is_none(), "{text}");
    }
}

fn wifi(ssid: &str, password: &str) -> Wifi {
    Wifi::parse(ssid, password, false).unwrap()
}

#[test]
fn the_text_has_the_format_that_cameras_expect() {
    assert_eq!(wifi("Lobby", "guest1234").qr_text(), "WIFI:T:WPA;S:Lobby;P:guest1234;;");
    assert_eq!(wifi("Open house", "").qr_text(), "WIFI:T:nopass;S:Open house;;");
    let hidden = Wifi::parse("Lobby", "guest1234", true).unwrap();
    assert_eq!(hidden.qr_text(), "WIFI:T:WPA;S:Lobby;P:guest1234;H:true;;");
}

#[test]
fn special_characters_are_escaped_and_nothing_is_quoted() {
    assert_eq!(wifi(r#"a\b;c,d"e:f"#, "p;q:r,s\\\"").qr_text(), r#"WIFI:T:WPA;S:a\\b\;c\,d\"e\:f;P:p\;q\:r\,s\\\";;"#);
    assert_eq!(wifi("CAFE", "12345678").qr_text(), "WIFI:T:WPA;S:CAFE;P:12345678;;");
}

#[test]
fn invalid_networks_are_refused_and_passwords_are_not_printed() {
    for (ssid, password) in [
        ("", "guest1234"),
        ("Lobby", "short"),
        (&"n".repeat(33), "guest1234"),
        (&"ü".repeat(17), ""),
        ("Lob\nby", ""),
        ("Lobby", "guest\u{0}1234"),
        ("Lobby", &"p".repeat(64)),
        ("Lobby", &"p".repeat(65)),
    ] {
        assert!(Wifi::parse(ssid, password, false).is_err(), "{ssid} {password}");
    }
    assert!(Wifi::parse("Lobby", &"aF".repeat(32), false).is_ok(), "a key");
    assert_eq!(wifi("Lob\u{fffe}by", "guest\u{fdd0}1234"), wifi("Lobby", "guest1234"), "noncharacters are removed");
    assert!(Wifi::parse("\u{ffff}", "", false).is_err());
    assert!(!format!("{:?}", wifi("Lobby", "guest1234")).contains("guest"));
}

proptest! {
    #[test]
    fn every_name_and_password_can_be_parsed_back(
        ssid in r#"[\\;,":a-fA-F0-9 äß☕漢]{1,10}"#, password in r#"[\\;,":a-f0-9 é✓]{8,15}"#, hidden: bool,
    ) {
        if let Ok(wifi) = Wifi::parse(&ssid, &password, hidden) {
            let fields = read(&wifi.qr_text());
            prop_assert_eq!(&fields[&'S'], &ssid);
            prop_assert_eq!(&fields[&'P'], &password);
            prop_assert_eq!(fields.contains_key(&'H'), hidden);
        }
    }
}
