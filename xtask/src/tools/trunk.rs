//! Trunk, which makes the pages out of the frontend's crate, `index.html` and the styles.

use std::path::PathBuf;

use anyhow::Result;

use super::cargo_install::Install;
use super::find_accepted;
use crate::version::Version;
use crate::workspace::Workspace;

/// The last version that builds with the Rust that the workspace asks for.
const VERSION: &str = "0.21.14";

/// The first version that knows every attribute in `frontend/index.html`.
const OLDEST: Version = Version::new(0, 21, 0);

pub(super) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = find_accepted(workspace, "trunk", is_right) {
        return Ok(path);
    }
    Install {
        package: "trunk",
        version: VERSION,
        // Without the default features it cannot download anything, which it needn't.
        arguments: &["--locked", "--no-default-features"],
        title: "Trunk",
        purpose: "builds the pages; two to five minutes, once",
    }
    .carry_out(workspace, "trunk")
}

fn is_right(output: &str) -> bool {
    Version::in_output(output).is_some_and(|version| version >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_any_trunk_from_0_21_on() {
        assert!(is_right("trunk 0.21.14"));
        assert!(is_right("trunk 0.22.1"));
        assert!(!is_right("trunk 0.20.3"));
        assert!(!is_right("a program that has nothing to say"));
    }
}
