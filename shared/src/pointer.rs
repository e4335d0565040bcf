//! JSON Pointers (RFC 6901), the one way to say where in a document something stands.
//!
//! The same pointer names the member in an issue, the field in a form and the line in the JSON.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a document, such as `/containerDefinitions/0/image`; empty for the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// Reads a pointer as RFC 6901 writes it; a text without a leading slash becomes one token.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() || text.starts_with('/') {
            Self(text.to_owned())
        } else {
            Self::root().member(text)
        }
    }

    /// The member `name` of what this points to.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let mut text = self.0.clone();
        text.push('/');
        for character in name.chars() {
            match character {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// The element at `index` of what this points to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer's tokens, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .split('/')
            .skip(1)
            .map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// Where this member or element stands in; nothing for the whole document.
    pub fn parent(&self) -> Option<Self> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(Self(parent.to_owned()))
    }

    /// Whether `self` is `other` or lies inside it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0
            .strip_prefix(&other.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The pointer as RFC 6901 writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn escapes_and_unescapes_member_names() {
        let pointer = Pointer::root().member("a/b~c").index(2);
        assert_eq!(pointer.as_str(), "/a~1b~0c/2");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["a/b~c", "2"]);
        assert_eq!(pointer.parent(), Some(Pointer::root().member("a/b~c")));
        assert_eq!(
            Pointer::parse("/größe/x").parent(),
            Some(Pointer::parse("/größe"))
        );
    }

    #[test]
    fn a_member_is_within_its_parent_but_not_within_its_sibling() {
        let image = Pointer::parse("/containerDefinitions/0/image");
        assert!(image.is_within(&Pointer::parse("/containerDefinitions/0")));
        assert!(!image.is_within(&Pointer::parse("/containerDefinitions/0/im")));
    }
}
