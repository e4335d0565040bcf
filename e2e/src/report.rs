//! What a test found out besides that it passed: lines for the end of `cargo xtask test`.

use std::fs::OpenOptions;
use std::io::Write as _;

use anyhow::{Context, Result};

/// Whoever runs the tests reads what they tell in the file that this names.
const VARIABLE: &str = "LONGSHORE_TEST_REPORT";

/// Tells a line. Where nobody asked for it, it is only in the test's own output.
///
/// # Errors
///
/// When the file can't be written.
pub fn tell(line: &str) -> Result<()> {
    #[expect(
        clippy::print_stdout,
        reason = "who runs a single test by hand reads it there"
    )]
    {
        println!("{line}");
    }
    let Some(path) = std::env::var_os(VARIABLE) else {
        return Ok(());
    };
    // One write for each line, so that lines of several tests do not mix.
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(&path)
        .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()))
        .with_context(|| format!("{} can't be written", path.display()))
}
