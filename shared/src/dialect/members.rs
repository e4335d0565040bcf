//! Members of objects, as formats take them that have each name once.

use std::collections::BTreeSet;

use crate::json::Json;

/// The members without those that a later one of the same name replaces, in their order.
pub(super) fn last_of_each(members: &[(String, Json)]) -> Vec<&(String, Json)> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<&(String, Json)> = members
        .iter()
        .rev()
        .filter(|(name, _)| seen.insert(name.as_str()))
        .collect();
    kept.reverse();
    kept
}

/// A list of texts.
pub(super) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Json {
    Json::Array(
        texts
            .into_iter()
            .map(|text| Json::String(text.into()))
            .collect(),
    )
}

/// An object of members.
pub(super) fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(
        members
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}
