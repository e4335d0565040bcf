//! Node.js with a real identity provider, which the tests sign in at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::find_accepted;
use super::system_packages::Package;
use crate::version::Version;
use crate::workspace::Workspace;
use crate::{process, progress};

/// How to come by Node.js.
pub(crate) const PACKAGE: Package = Package {
    apt: &["nodejs", "npm"],
    elsewhere: "install Node.js 18 or newer with npm (macOS: `brew install node`)",
    purpose: "Node.js for an identity provider",
};

/// The oldest that the pinned packages run on.
const OLDEST: Version = Version::new(18, 0, 0);

/// The files that the provider is made of, from the root; the lock is complete.
const FOLDER: &str = "e2e/node";
const SCRIPT: &str = "provider.mjs";
const LISTS: [&str; 2] = ["package.json", "package-lock.json"];

/// Node.js and the provider's script.
#[derive(Debug)]
pub(crate) struct Provider {
    /// Node.js.
    pub(crate) node: PathBuf,
    /// The script, beside the packages that it uses.
    pub(crate) script: PathBuf,
}

/// A Node.js that is new enough, where npm is there too.
pub(crate) fn find(workspace: &Workspace) -> Option<PathBuf> {
    let is_new = |output: &str| Version::in_output(output).is_some_and(|version| version >= OLDEST);
    let node = find_accepted(workspace, "node", is_new)?;
    npm(workspace).map(|_| node)
}

/// Installs the provider with exactly the packages of the lock, unless they are there.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Provider> {
    let node =
        find(workspace).context("there is no Node.js 18 or newer with npm on this machine")?;
    let npm = npm(workspace).context("there is no npm on this machine")?;
    let source = workspace.root().join(FOLDER);
    let folder = workspace.tools().join("node");
    fs::create_dir_all(&folder)
        .with_context(|| format!("could not create {}", folder.display()))?;
    let stamp = folder.join("packages.installed");
    let wanted = read(&source.join("package-lock.json"))?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        copy(&source, &folder, SCRIPT)?;
        return Ok(provider(node, &folder));
    }
    for list in LISTS {
        copy(&source, &folder, list)?;
    }
    let announcement =
        "Installing oidc-provider into .tools/node (an identity provider for the tests; once)";
    progress::step(announcement, || {
        process::capture(
            Command::new(npm)
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&folder),
        )
        .with_context(|| format!("npm could not install what {FOLDER} lists"))?;
        fs::write(&stamp, &wanted).with_context(|| format!("could not write {}", stamp.display()))
    })?;
    copy(&source, &folder, SCRIPT)?;
    Ok(provider(node, &folder))
}

fn npm(workspace: &Workspace) -> Option<PathBuf> {
    find_accepted(workspace, "npm", |output| {
        Version::in_output(output).is_some()
    })
}

fn provider(node: PathBuf, folder: &Path) -> Provider {
    Provider {
        node,
        script: folder.join(SCRIPT),
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn copy(from: &Path, to: &Path, name: &str) -> Result<()> {
    fs::copy(from.join(name), to.join(name))
        .map(|_| ())
        .with_context(|| format!("could not copy {name} into {}", to.display()))
}
