//! A Python virtual environment with other people's AWS clients.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::find_accepted;
use super::system_packages::Package;
use crate::version::Version;
use crate::workspace::Workspace;
use crate::{process, progress};

/// How to come by Python.
pub(crate) const PACKAGE: Package = Package {
    apt: &["python3", "python3-venv"],
    elsewhere: "install Python 3 with its module venv (macOS: `brew install python`)",
    purpose: "Python for other people's AWS clients",
};

/// The oldest that the pinned packages run on.
const OLDEST: Version = Version::new(3, 10, 0);

/// A Python that can make virtual environments.
pub(crate) fn find(workspace: &Workspace) -> Option<PathBuf> {
    let is_new = |output: &str| Version::in_output(output).is_some_and(|version| version >= OLDEST);
    find_accepted(workspace, "python3", is_new).filter(|python| {
        process::capture(Command::new(python).args(["-c", "import ensurepip, venv"])).is_ok()
    })
}

/// A virtual environment with exactly what a list of packages says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Venv {
    /// Its folder among the tools.
    folder: &'static str,
    /// The list, from the root. It is complete, and leaves out on purpose what nothing uses.
    requirements: &'static str,
    announcement: &'static str,
}

/// What the tests need.
pub(crate) const FOR_TESTS: Venv = Venv {
    folder: "venv",
    requirements: "e2e/requirements.txt",
    announcement: "Installing boto3, the AWS CLI, ecs-deploy, moto and schemathesis into .tools/venv \
                   (what the tests hold Longshore against; about a minute, once)",
};

/// What the benchmarks compare with.
pub(crate) const FOR_BENCHMARKS: Venv = Venv {
    folder: "bench-venv",
    requirements: "bench/requirements.txt",
    announcement: "Installing cfn-lint into .tools/bench-venv (to compare with; half a minute, once)",
};

impl Venv {
    /// Makes it, unless it is there with just these packages.
    pub(crate) fn ensure(self, workspace: &Workspace, python: &PathBuf) -> Result<PathBuf> {
        let requirements = workspace.root().join(self.requirements);
        let wanted = fs::read_to_string(&requirements)
            .with_context(|| format!("could not read {}", requirements.display()))?;
        let venv = workspace.tools().join(self.folder);
        let stamp = venv.join("requirements.installed");
        // Its scripts name the folder that it was made in: in a folder that was moved they are dead.
        let made = format!("{}\n{wanted}", venv.display());
        let works =
            process::capture(Command::new(venv.join("bin/python")).arg("--version")).is_ok();
        if works && fs::read_to_string(&stamp).is_ok_and(|installed| installed == made) {
            return Ok(venv);
        }
        progress::step(self.announcement, || {
            process::capture(
                Command::new(python)
                    .args(["-m", "venv", "--clear"])
                    .arg(&venv),
            )
            .context("could not create the virtual environment")?;
            process::capture(
                Command::new(venv.join("bin/python"))
                    .args([
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "--no-deps",
                        "--requirement",
                    ])
                    .arg(&requirements),
            )
            .with_context(|| format!("pip could not install what {} lists", self.requirements))?;
            fs::write(&stamp, &made).with_context(|| format!("could not write {}", stamp.display()))
        })?;
        Ok(venv)
    }
}
