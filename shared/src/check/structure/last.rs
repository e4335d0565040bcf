//! Members that appear twice: only the last one counts.

use std::collections::BTreeMap;

use crate::json::Json;

/// So many members are compared with each other; more are found by a map.
const FEW: usize = 64;

/// Where the last of each name's members stands.
pub(super) enum Last<'a> {
    Few(&'a [(String, Json)]),
    Many(BTreeMap<&'a str, usize>),
}

impl<'a> Last<'a> {
    pub(super) fn of(members: &'a [(String, Json)]) -> Self {
        if members.len() <= FEW {
            return Self::Few(members);
        }
        let names = members.iter().map(|(name, _)| name.as_str());
        Self::Many(names.zip(0..).collect())
    }

    /// Whether the member at `index`, which has this name, is the one that counts.
    pub(super) fn is(&self, name: &str, index: usize) -> bool {
        match self {
            Self::Few(members) => !members
                .iter()
                .skip(index + 1)
                .any(|(other, _)| other == name),
            Self::Many(last) => last.get(name) == Some(&index),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::Few(members) => members.iter().any(|(other, _)| other == name),
            Self::Many(last) => last.contains_key(name),
        }
    }
}
