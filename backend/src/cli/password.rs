//! Asking for a password: on a terminal without showing it, or as the first line of what comes in.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::{Command, Stdio};

use super::Failure;

/// A password longer than this is refused anyway.
const MOST_BYTES: u64 = 4096;

/// Asks for a new password. Never an argument: arguments are visible to every process.
pub(super) fn ask(name: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return line();
    }
    prompt(&format!(
        "New password for {name} (15 characters or more): "
    ))?;
    let first = hidden()?;
    prompt("\nThe same again: ")?;
    let second = hidden()?;
    prompt("\n")?;
    if first == second {
        Ok(first)
    } else {
        Err(Failure::new(
            "the two passwords differ; nothing was changed, try again",
        ))
    }
}

fn prompt(words: &str) -> Result<(), Failure> {
    let mut error = std::io::stderr();
    error.write_all(words.as_bytes())?;
    error.flush()?;
    Ok(())
}

fn hidden() -> Result<String, Failure> {
    let shown = echo(false);
    let read = line();
    if shown {
        echo(true);
    }
    read
}

fn line() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().lock().take(MOST_BYTES);
    let mut byte = [0_u8];
    while input.read(&mut byte)? == 1 && byte != *b"\n" {
        bytes.extend(byte);
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new("the password is not UTF-8 text; nothing was changed"))?;
    Ok(text.trim_end_matches('\r').to_owned())
}

/// Switches the terminal's echo; answers whether that worked.
fn echo(on: bool) -> bool {
    Command::new("stty")
        .arg(if on { "echo" } else { "-echo" })
        .stdin(Stdio::inherit())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
