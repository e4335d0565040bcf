//! What tests found out besides that they passed: a file into which they write lines.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::temporary::TemporaryFolder;

/// The file, and a folder for it.
#[derive(Debug)]
pub(super) struct Report {
    path: PathBuf,
    _folder: TemporaryFolder,
}

impl Report {
    pub(super) fn create() -> Result<Self> {
        let folder = TemporaryFolder::create("report")?;
        Ok(Self {
            path: folder.path().join("lines"),
            _folder: folder,
        })
    }

    /// Tells tests where to write.
    pub(super) fn variable(&self) -> (&'static str, OsString) {
        ("LONGSHORE_TEST_REPORT", self.path.clone().into())
    }

    /// What they wrote, in the order of the alphabet, since tests run in none.
    pub(super) fn lines(&self) -> Result<Vec<String>> {
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.with_context(|| format!("could not read {}", self.path.display()))?,
        };
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        lines.sort();
        Ok(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tests_write_is_read_in_order_and_nothing_is_no_error() {
        let report = Report::create().unwrap();
        assert!(report.lines().unwrap().is_empty());
        let (_, path) = report.variable();
        fs::write(path, "restart: 9\nfirst deploy: 12\n").unwrap();
        assert_eq!(report.lines().unwrap(), ["first deploy: 12", "restart: 9"]);
    }
}
