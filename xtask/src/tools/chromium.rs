//! A browser and the driver that belongs to it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::system_packages::Package;
use crate::process;
use crate::version::Version;
use crate::workspace::Workspace;

/// How to come by them.
pub(crate) const PACKAGE: Package = Package {
    apt: &["chromium", "chromium-driver"],
    elsewhere: "install Google Chrome or Chromium and the chromedriver of the same version \
                (macOS: `brew install --cask google-chrome chromedriver`)",
    purpose: "Chromium and its driver for the tests in a browser",
};

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];

/// Browsers that stand in no folder of PATH.
const BROWSER_FILES: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Where distributions put the driver outside PATH.
const DRIVER_FOLDERS: [&str; 3] = [
    "/usr/lib/chromium",
    "/usr/lib/chromium-browser",
    "/usr/lib64/chromium-browser",
];

/// A browser with its driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chromium {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Looks for both; `None` when one is missing.
///
/// # Errors
///
/// When both are there and don't belong together.
pub(crate) fn find(workspace: &Workspace) -> Result<Option<Chromium>> {
    let folders = workspace.search_path();
    let browsers: Vec<PathBuf> = BROWSERS
        .iter()
        .flat_map(|name| process::programs(name, &folders).take(1))
        .chain(
            BROWSER_FILES
                .map(PathBuf::from)
                .into_iter()
                .filter(|path| path.is_file()),
        )
        .collect();
    let driver_folders: Vec<PathBuf> = folders
        .iter()
        .cloned()
        .chain(DRIVER_FOLDERS.map(PathBuf::from))
        .collect();
    let drivers: Vec<PathBuf> = process::programs("chromedriver", &driver_folders).collect();
    let (Some(first_browser), Some(first_driver)) = (browsers.first(), drivers.first()) else {
        return Ok(None);
    };
    let pair = browsers
        .iter()
        .flat_map(|browser| drivers.iter().map(move |driver| (browser, driver)))
        .find(|(browser, driver)| belong_together(major(browser), major(driver)));
    ensure!(
        pair.is_some(),
        "{} and {} are of different versions; install the chromedriver that belongs to the browser",
        first_browser.display(),
        first_driver.display()
    );
    Ok(pair.map(|(browser, driver)| Chromium {
        browser: browser.clone(),
        driver: driver.clone(),
    }))
}

fn belong_together(browser: Option<u32>, driver: Option<u32>) -> bool {
    browser.is_some() && browser == driver
}

fn major(program: &Path) -> Option<u32> {
    let output = process::capture(Command::new(program).arg("--version")).ok()?;
    Version::in_output(&output).map(|version| version.major)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_belongs_to_the_browser_of_its_version() {
        assert!(belong_together(Some(156), Some(156)));
        assert!(!belong_together(Some(156), Some(155)));
        assert!(!belong_together(None, None));
    }
}
