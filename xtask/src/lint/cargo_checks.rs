//! The checks that other tools make: rustfmt, clippy, rustdoc and cargo-deny.

use std::process::Command;

use anyhow::Result;

use super::Verdict;
use crate::backend::CHOICE;
use crate::tools::{cargo_deny, wasm_target};
use crate::workspace::Workspace;
use crate::{process, progress};

pub(super) fn rustfmt(workspace: &Workspace) -> Result<Verdict> {
    let mut clean = true;
    // The fuzz crate is no member of the workspace.
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let mut command = workspace.cargo();
        command.args(["fmt", "--all", "--check", "--manifest-path", manifest]);
        clean &= process::succeeds(&mut command)?;
    }
    Ok(Verdict::of(clean))
}

pub(super) fn clippy(workspace: &Workspace) -> Result<Verdict> {
    let mut command = cargo(workspace, "clippy");
    command
        .args(CHOICE)
        // With what the benches are made of, which nothing else builds.
        .args(["--features", "backend/measure"])
        .args(["--all-targets", "--", "-D", "warnings"]);
    process::succeeds(&mut command).map(Verdict::of)
}

/// The frontend is looked at as the browser gets it.
pub(super) fn clippy_for_browser(workspace: &Workspace) -> Result<Verdict> {
    let mut command = cargo(workspace, "clippy");
    command
        .args(["--package", "frontend", "--target", wasm_target::TARGET])
        .args(["--all-targets", "--", "-D", "warnings"]);
    process::succeeds(&mut command).map(Verdict::of)
}

pub(super) fn rustdoc(workspace: &Workspace) -> Result<Verdict> {
    let mut native = cargo(workspace, "doc");
    native.args(CHOICE);
    let mut browser = cargo(workspace, "doc");
    browser.args(["--package", "frontend", "--target", wasm_target::TARGET]);
    let mut clean = true;
    for command in [&mut native, &mut browser] {
        command
            .args(["--no-deps", "--document-private-items"])
            .env("RUSTDOCFLAGS", "-D warnings");
        clean &= process::succeeds(command)?;
    }
    Ok(Verdict::of(clean))
}

pub(super) fn deny(workspace: &Workspace) -> Result<Verdict> {
    let program = match cargo_deny::ensure(workspace) {
        Ok(program) => program,
        Err(error) => return Ok(Verdict::Unchecked(format!("not checked: {error:#}"))),
    };
    let mut deny = Command::new(&program);
    deny.current_dir(workspace.root())
        .args(["--log-level", "error", "check", "--hide-inclusion-graph"])
        .args(["licenses", "bans", "sources"]);
    let clean = process::succeeds(&mut deny)?;
    let mut fetch = Command::new(&program);
    fetch
        .current_dir(workspace.root())
        .args(["--log-level", "error", "fetch", "db"])
        // A machine without the internet says so at once instead of asking for a name.
        .env("GIT_TERMINAL_PROMPT", "0");
    if let Err(error) = process::capture(&mut fetch) {
        progress::say(&format!("{error:#}"));
        return Ok(if clean {
            Verdict::Unchecked("clean, but the advisories could not be fetched".to_owned())
        } else {
            Verdict::Complaints
        });
    }
    let mut advisories = Command::new(&program);
    advisories.current_dir(workspace.root()).args([
        "--log-level",
        "error",
        "check",
        "--disable-fetch",
        "advisories",
    ]);
    Ok(Verdict::of(clean & process::succeeds(&mut advisories)?))
}

fn cargo(workspace: &Workspace, subcommand: &str) -> Command {
    let mut command = workspace.cargo();
    command.arg(subcommand);
    if !progress::is_watched() {
        command.arg("--quiet");
    }
    command
}
