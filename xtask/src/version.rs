//! Versions as programs print them.

use std::str::FromStr;

use anyhow::{Context, Error, Result};

/// A version; parts that are missing are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) major: u32,
    pub(crate) minor: u32,
    pub(crate) patch: u32,
}

impl Version {
    pub(crate) const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Finds the version in what `--version` prints: the first word that begins with a digit.
    pub(crate) fn in_output(text: &str) -> Option<Self> {
        text.split_whitespace()
            .map(|word| word.trim_start_matches('v'))
            .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?
            .parse()
            .ok()
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.split('.').map(|part| {
            let digits = part
                .split_once(|character: char| !character.is_ascii_digit())
                .map_or(part, |(digits, _)| digits);
            digits
                .parse::<u32>()
                .with_context(|| format!("`{text}` is not a version"))
        });
        let major = parts
            .next()
            .with_context(|| format!("`{text}` is not a version"))??;
        let minor = parts.next().transpose()?.unwrap_or(0);
        let patch = parts.next().transpose()?.unwrap_or(0);
        Ok(Self::new(major, minor, patch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_that_a_program_prints() {
        for (output, expected) in [
            ("trunk 0.21.14", Version::new(0, 21, 14)),
            ("wasm-bindgen 0.2.130 (abc)", Version::new(0, 2, 130)),
            (
                "wasm-opt version 116 (version_116)",
                Version::new(116, 0, 0),
            ),
            ("wasm-opt version 119-32-gabc", Version::new(119, 0, 0)),
            ("v20.20.2", Version::new(20, 20, 2)),
            (
                "Chromium 156.0.8078.79 built on Debian",
                Version::new(156, 0, 8078),
            ),
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)",
                Version::new(15, 18, 0),
            ),
        ] {
            assert_eq!(Version::in_output(output), Some(expected), "{output}");
        }
        assert_eq!(Version::in_output("no version here"), None);
    }

    #[test]
    fn later_versions_are_greater() {
        assert!(Version::new(0, 21, 0) < Version::new(0, 21, 14));
        assert!(Version::new(0, 22, 0) > Version::new(0, 21, 14));
    }
}
