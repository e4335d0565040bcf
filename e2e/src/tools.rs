//! Where the tools are that the tests need. Whoever runs the tests says so in variables of the
//! environment; a tool that is missing fails the test that needs it, in one sentence.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// The browser.
///
/// # Errors
///
/// When the variable is missing or names no file.
pub fn chromium() -> Result<PathBuf> {
    named("LONGSHORE_TEST_CHROMIUM")
}

/// The browser's driver.
///
/// # Errors
///
/// When the variable is missing or names no file.
pub fn chromedriver() -> Result<PathBuf> {
    named("LONGSHORE_TEST_CHROMEDRIVER")
}

/// The binary under test, with the pages inside.
///
/// # Errors
///
/// When the variable is missing or names no file.
pub fn longshore() -> Result<PathBuf> {
    named("LONGSHORE_TEST_BINARY")
}

/// A PostgreSQL server in which databases may be made.
///
/// # Errors
///
/// When the variable is missing.
pub fn postgres_url() -> Result<String> {
    const VARIABLE: &str = "LONGSHORE_TEST_POSTGRES";
    std::env::var(VARIABLE).with_context(|| format!("{VARIABLE} is not set; run cargo xtask test"))
}

/// The folder of PostgreSQL's own programs, such as `psql`.
///
/// # Errors
///
/// When the variable is missing or names no folder.
pub fn postgres_programs() -> Result<PathBuf> {
    named("LONGSHORE_TEST_POSTGRES_PROGRAMS")
}

/// Node.js, and the script of an identity provider.
///
/// # Errors
///
/// When a variable is missing or names no file.
pub fn provider() -> Result<(PathBuf, PathBuf)> {
    Ok((
        named("LONGSHORE_TEST_NODE")?,
        named("LONGSHORE_TEST_PROVIDER")?,
    ))
}

/// Whether the tests may take long.
pub fn may_take_long() -> bool {
    std::env::var_os("LONGSHORE_TEST_LONG").is_some()
}

/// The Python virtual environment that `e2e/requirements.txt` is installed in.
#[derive(Debug, Clone)]
pub struct Venv(PathBuf);

impl Venv {
    /// Finds it.
    ///
    /// # Errors
    ///
    /// When the variable is missing or names no folder.
    pub fn find() -> Result<Self> {
        named("LONGSHORE_TEST_VENV").map(Self)
    }

    /// A program of it, such as `python` or `aws`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join("bin").join(name)
    }

    /// A file of one of its packages, such as `botocore/data`.
    ///
    /// # Errors
    ///
    /// When the package is not installed.
    pub fn package_file(&self, path: &str) -> Result<PathBuf> {
        let lib = self.0.join("lib");
        let pythons = std::fs::read_dir(&lib)
            .with_context(|| format!("there is no {}; run cargo xtask test", lib.display()))?;
        for python in pythons.flatten() {
            let file = python.path().join("site-packages").join(path);
            if file.exists() {
                return Ok(file);
            }
        }
        anyhow::bail!(
            "{} has no package with {path}; run cargo xtask test",
            self.0.display()
        )
    }
}

/// A file of this crate, such as `python/tour.py`.
pub fn own_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn named(variable: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable)
        .map(PathBuf::from)
        .with_context(|| format!("{variable} is not set; run cargo xtask test"))?;
    ensure!(
        path.exists(),
        "{variable} names {}, which is not there; run cargo xtask test",
        path.display()
    );
    Ok(path)
}
