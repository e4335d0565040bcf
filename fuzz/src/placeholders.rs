//! Placeholders: found once each, and nothing happens to what has no value.

use std::collections::{BTreeMap, BTreeSet};

use shared::json;
use shared::placeholder::{Placeholder, fill, find};

/// Finds and fills the placeholders of a text.
pub fn run(text: &str) {
    let found = find(text);
    assert_eq!(fill(text, &BTreeMap::new()), text);
    let names: BTreeSet<&str> = found.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), found.len(), "a name is listed twice");
    for one in &found {
        assert!(
            text.contains(&one.token) && one.token.contains(&one.name),
            "{one:?}"
        );
    }
    for value in ["", "0", "say \"hi\"\\", "@@A@@${B}"] {
        let filled = fill(text, &values(&found, value));
        drop(find(&filled));
        drop(json::parse(&filled));
    }
    // With names for values the text is as it was, but for what stood around them.
    let filled = fill(text, &values(&found, "x"));
    assert_eq!(filled == text, found.is_empty());
}

fn values(found: &[Placeholder], value: &str) -> BTreeMap<String, String> {
    found
        .iter()
        .map(|one| (one.name.clone(), value.to_owned()))
        .collect()
}
