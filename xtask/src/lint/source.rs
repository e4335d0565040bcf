//! Finds source files and looks for words in them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The members of the workspace.
pub(super) const MEMBERS: [&str; 7] = [
    "backend", "bench", "e2e", "frontend", "sandbox", "shared", "xtask",
];

/// Every Rust file below a folder, relative to the root, in order; none when the folder is missing.
pub(super) fn rust_files(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let absolute = root.join(folder);
    if !absolute.is_dir() {
        return Ok(files);
    }
    let entries = fs::read_dir(&absolute)
        .with_context(|| format!("could not read {}", absolute.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            files.extend(rust_files(root, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A file's text.
pub(super) fn read(root: &Path, path: &Path) -> Result<String> {
    fs::read_to_string(root.join(path))
        .with_context(|| format!("could not read {}", path.display()))
}

/// The code of a line, without what follows `//`. A `//` in a string cuts too much, which no rule
/// here minds.
pub(super) fn code(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// Whether code has a name that begins with the prefix, or is it when `whole`.
pub(super) fn names(code: &str, prefix: &str, whole: bool) -> bool {
    code.match_indices(prefix).any(|(start, _)| {
        let before = code.get(..start).and_then(|text| text.chars().next_back());
        let after = code
            .get(start + prefix.len()..)
            .and_then(|text| text.chars().next());
        let goes_on = whole && after.is_some_and(is_part_of_name);
        !(goes_on || before.is_some_and(is_part_of_name))
    })
}

fn is_part_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        assert!(names("use sqlx::Row;", "sqlx", true));
        assert!(!names("let sqlx_free = 1;", "sqlx", true));
        assert!(!names("my_sqlx::Row", "sqlx", true));
        assert!(names("use aws_sdk_ecs::Client;", "aws_sdk_", false));
        assert!(!names("use my_aws_sdk_ecs;", "aws_sdk_", false));
    }

    #[test]
    fn comments_are_no_code() {
        assert_eq!(code("let a = 1; // sqlx"), "let a = 1; ");
        assert_eq!(code("/// sqlx"), "");
    }
}
