//! Reads from `Cargo.lock` which version of a crate is built.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The version of a crate that the workspace has once.
pub(crate) fn version_of(root: &Path, name: &str) -> Result<String> {
    let path = root.join("Cargo.lock");
    let text =
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))?;
    locked_version(&text, name)
        .map(str::to_owned)
        .with_context(|| format!("{} has no crate {name}", path.display()))
}

/// Cargo writes each package as `[[package]]` with `name` and then `version`, one a line.
fn locked_version<'a>(lockfile: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = lockfile.lines();
    while let Some(line) = lines.next() {
        if quoted(line, "name") == Some(name) {
            return quoted(lines.next()?, "version");
        }
    }
    None
}

fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?
        .strip_prefix(" = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCKFILE: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-futures"
version = "0.4.80"

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
dependencies = [
 "wasm-bindgen-macro",
]
"#;

    #[test]
    fn finds_exactly_the_crate_that_is_named() {
        assert_eq!(locked_version(LOCKFILE, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(
            locked_version(LOCKFILE, "wasm-bindgen-futures"),
            Some("0.4.80")
        );
        assert_eq!(locked_version(LOCKFILE, "wasm-bindgen-macro"), None);
    }
}
