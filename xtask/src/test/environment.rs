//! What the tests are told about this machine, in variables of their environment.

use std::ffi::OsString;

use anyhow::{Context, Result};

use crate::progress;
use crate::tools::system_packages::{self, Package};
use crate::tools::{chromium, node, postgres, python};
use crate::workspace::Workspace;

type Variables = Vec<(&'static str, OsString)>;

/// The tools that were found or installed, and PostgreSQL while it runs.
#[derive(Debug)]
pub(crate) struct Environment {
    variables: Variables,
    postgres: Option<postgres::Server>,
    missing: Vec<String>,
}

impl Environment {
    /// Why a tool could not be had, a sentence for each.
    pub(super) fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The variables for a test binary.
    pub(super) fn variables(&self, workspace: &Workspace, long: bool) -> Variables {
        let mut variables = self.variables.clone();
        variables.push((
            "LONGSHORE_TEST_BINARY",
            workspace.debug_binary("longshore").into(),
        ));
        if let Some(postgres) = &self.postgres {
            variables.push(("LONGSHORE_TEST_POSTGRES", postgres.url().into()));
        }
        if long {
            variables.push(("LONGSHORE_TEST_LONG", "1".into()));
            variables.push(("PROPTEST_CASES", "20000".into()));
        }
        variables
    }

    fn add(&mut self, outcome: Result<Variables>) {
        match outcome {
            Ok(variables) => self.variables.extend(variables),
            Err(error) => self.miss(&error),
        }
    }

    fn miss(&mut self, error: &anyhow::Error) {
        let sentence = format!("{error:#}");
        progress::say(&sentence);
        self.missing.push(sentence);
    }
}

/// Finds, installs and starts what the tests of a package, or all tests, need.
pub(super) fn prepare(workspace: &Workspace, package: Option<&str>) -> Environment {
    let needs = Needs::of(package);
    let mut environment = Environment {
        variables: Vec::new(),
        postgres: None,
        missing: Vec::new(),
    };
    if let Err(error) = install_missing(workspace, needs) {
        environment.miss(&error);
    }
    if needs.browser {
        environment.add(chromium(workspace));
    }
    if needs.clients {
        environment.add(venv(workspace));
    }
    if needs.provider {
        environment.add(provider(workspace));
    }
    if needs.postgres {
        let started = postgres::find(workspace)
            .context("there is no PostgreSQL server on this machine")
            .and_then(|programs| Ok((postgres::Server::start(&programs)?, programs)));
        match started {
            Ok((server, programs)) => {
                environment.postgres = Some(server);
                environment
                    .variables
                    .push(("LONGSHORE_TEST_POSTGRES_PROGRAMS", programs.into()));
            }
            Err(error) => environment.miss(&error),
        }
    }
    environment
}

/// The browser and its driver, installed where they are missing.
pub(crate) fn chromium(workspace: &Workspace) -> Result<Variables> {
    if chromium::find(workspace)?.is_none() {
        system_packages::install(&[chromium::PACKAGE])?;
    }
    let chromium = chromium::find(workspace)?
        .context("there is no Chromium with a chromedriver on this machine")?;
    Ok(vec![
        ("LONGSHORE_TEST_CHROMIUM", chromium.browser.into()),
        ("LONGSHORE_TEST_CHROMEDRIVER", chromium.driver.into()),
    ])
}

fn provider(workspace: &Workspace) -> Result<Variables> {
    let provider = node::ensure(workspace)?;
    Ok(vec![
        ("LONGSHORE_TEST_NODE", provider.node.into()),
        ("LONGSHORE_TEST_PROVIDER", provider.script.into()),
    ])
}

fn venv(workspace: &Workspace) -> Result<Variables> {
    let python = python::find(workspace)
        .context("there is no Python 3.10 or newer with its module venv on this machine")?;
    let venv = python::FOR_TESTS.ensure(workspace, &python)?;
    Ok(vec![("LONGSHORE_TEST_VENV", venv.into())])
}

/// Which tools the tests of a package ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a tool that is asked for or not, whatever the others are"
)]
struct Needs {
    browser: bool,
    /// Other people's AWS clients, and the models that they ship.
    clients: bool,
    postgres: bool,
    /// An identity provider.
    provider: bool,
}

impl Needs {
    fn of(package: Option<&str>) -> Self {
        Self {
            browser: matches!(package, None | Some("e2e")),
            clients: matches!(package, None | Some("e2e" | "shared")),
            postgres: matches!(package, None | Some("e2e" | "backend")),
            provider: matches!(package, None | Some("e2e" | "backend")),
        }
    }
}

/// One call of the package manager for everything that is missing.
fn install_missing(workspace: &Workspace, needs: Needs) -> Result<()> {
    let mut packages: Vec<Package> = Vec::new();
    if needs.browser && matches!(chromium::find(workspace), Ok(None)) {
        packages.push(chromium::PACKAGE);
    }
    if needs.clients && python::find(workspace).is_none() {
        packages.push(python::PACKAGE);
    }
    if needs.postgres && postgres::find(workspace).is_none() {
        packages.push(postgres::PACKAGE);
    }
    if needs.provider && node::find(workspace).is_none() {
        packages.push(node::PACKAGE);
    }
    if packages.is_empty() {
        return Ok(());
    }
    system_packages::install(&packages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tests_need_all_tools_and_the_domain_needs_the_models() {
        let all = Needs {
            browser: true,
            clients: true,
            postgres: true,
            provider: true,
        };
        assert_eq!(Needs::of(None), all);
        assert_eq!(Needs::of(Some("e2e")), all);
        let models = Needs {
            browser: false,
            clients: true,
            postgres: false,
            provider: false,
        };
        assert_eq!(Needs::of(Some("shared")), models);
        let none = Needs {
            clients: false,
            ..models
        };
        assert_eq!(Needs::of(Some("xtask")), none);
    }
}
