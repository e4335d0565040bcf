//! Installs packages of the operating system where that needs nobody's password; otherwise it names
//! the command that would.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, progress};

/// A tool of the tests as the package managers call it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package {
    /// Packages of Debian and its kin.
    pub(crate) apt: &'static [&'static str],
    /// What to type where apt is not there.
    pub(crate) elsewhere: &'static str,
    /// What it is for.
    pub(crate) purpose: &'static str,
}

/// Who may call apt here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Root,
    Sudo,
    /// apt is there, but asks for a password.
    Denied,
    /// There is no apt.
    Absent,
}

/// Installs all of them in one go.
pub(crate) fn install(packages: &[Package]) -> Result<()> {
    let names: Vec<&str> = packages
        .iter()
        .flat_map(|package| package.apt)
        .copied()
        .collect();
    let purposes: Vec<&str> = packages.iter().map(|package| package.purpose).collect();
    let access = access();
    let command_line = format!(
        "apt-get install --no-install-recommends {}",
        names.join(" ")
    );
    match access {
        Access::Root | Access::Sudo => {}
        Access::Denied => bail!(
            "the tests need {}; run `sudo {command_line}`",
            purposes.join(", ")
        ),
        Access::Absent => {
            let commands: Vec<&str> = packages.iter().map(|package| package.elsewhere).collect();
            bail!(
                "the tests need {}; {}",
                purposes.join(", "),
                commands.join("; ")
            );
        }
    }
    let announcement = format!(
        "Installing {} with apt-get ({}; about a minute, once)",
        names.join(", "),
        purposes.join(", ")
    );
    progress::step(&announcement, || {
        // A stale list only matters when a package is missing from it or its file is gone.
        if let Err(error) = process::capture(apt_get(access).arg("update")) {
            progress::say(&format!(
                "  the list of packages could not be updated: {error:#}"
            ));
        }
        process::capture(
            apt_get(access)
                .args(["install", "--yes", "--no-install-recommends"])
                .args(&names),
        )
        .with_context(|| {
            format!("apt-get could not install what the tests need; try `{command_line}`")
        })?;
        Ok(())
    })
}

fn access() -> Access {
    if process::capture(Command::new("apt-get").arg("--version")).is_err() {
        Access::Absent
    } else if is_root() {
        Access::Root
    } else if process::capture(Command::new("sudo").args(["-n", "true"])).is_ok() {
        Access::Sudo
    } else {
        Access::Denied
    }
}

/// Whether this process may do everything.
pub(crate) fn is_root() -> bool {
    process::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get(access: Access) -> Command {
    if access == Access::Sudo {
        let mut command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}
