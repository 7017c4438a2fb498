//! The texts of the pages that the server writes, from the same catalogue as the user interface: `ui/messages/en*.json`.

use rust_embed::Embed;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Embed)]
#[folder = "../ui/messages"]
#[include = "en*.json"]
struct Messages;

static ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let files = Messages::iter().filter_map(|name| Messages::get(&name));
    files
        .filter_map(|file| serde_json::from_slice::<HashMap<String, serde_json::Value>>(&file.data).ok())
        .flatten()
        .filter_map(|(key, text)| Some((key, text.as_str()?.to_owned())))
        .collect()
});

/// The text with this key; the key itself where the catalogue has none, which a test forbids.
#[must_use]
pub(crate) fn t(key: &str) -> &str {
    ENGLISH.get(key).map_or(key, String::as_str)
}

/// The text with this key, its one placeholder filled in.
#[must_use]
pub(crate) fn with(key: &str, name: &str, value: impl std::fmt::Display) -> String {
    t(key).replace(&format!("{{{name}}}"), &value.to_string())
}

/// The letter of an option: A, B, C …
#[must_use]
pub(crate) fn letter(index: impl Borrow<usize>) -> char {
    u8::try_from(*index.borrow()).ok().and_then(|index| b'A'.checked_add(index)).map_or('?', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_every_template_is_in_the_catalogue() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut keys = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let template = std::fs::read_to_string(file.unwrap().path()).unwrap();
            for part in template.split("text::t(\"").skip(1).chain(template.split("text::with(\"").skip(1)) {
                let key = part.split('"').next().unwrap();
                assert!(ENGLISH.contains_key(key), "no text for {key}");
                keys += 1;
            }
        }
        assert!(keys > 10, "the templates use the catalogue");
    }
}
