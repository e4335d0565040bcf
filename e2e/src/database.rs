//! Databases of the PostgreSQL server that the tests are given: each test has its own, and a copy
//! of one that was prepared costs little.

mod private;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};

use crate::tools;

pub use private::PrivateServer;

/// Tells the databases of one test process apart; those of others have another process id.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database; dropping it drops it.
#[derive(Debug)]
pub struct Database {
    server: DatabaseServer,
    name: String,
}

/// A server, as somebody who may create databases.
#[derive(Debug, Clone)]
pub struct DatabaseServer {
    programs: PathBuf,
    /// The URL up to the database's name.
    url: String,
}

impl DatabaseServer {
    /// The one that the tests are given.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn given() -> Result<Self> {
        let url = tools::postgres_url()?;
        Self::at(&url)
    }

    /// The one at a URL of one of its databases.
    ///
    /// # Errors
    ///
    /// When the URL names no database, or the server's programs are missing.
    pub fn at(url: &str) -> Result<Self> {
        let (url, _database) = url
            .rsplit_once('/')
            .context("the URL of the database names none")?;
        Ok(Self {
            programs: tools::postgres_programs()?,
            url: url.to_owned(),
        })
    }

    /// Where it listens, as `host:port`.
    pub fn authority(&self) -> &str {
        self.url
            .rsplit_once(['@', '/'])
            .map_or(&*self.url, |(_, authority)| authority)
    }

    /// Makes an empty database.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub fn create(&self) -> Result<Database> {
        self.create_from("template0")
    }

    fn create_from(&self, template: &str) -> Result<Database> {
        let name = format!(
            "e2e_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        self.run(
            "postgres",
            &format!("create database {name} template {template}"),
        )?;
        Ok(Database {
            server: self.clone(),
            name,
        })
    }

    /// Runs a statement, and answers what it selects, a line for each row.
    ///
    /// # Errors
    ///
    /// When the server refuses it.
    fn run(&self, database: &str, statement: &str) -> Result<String> {
        let output = Command::new(self.programs.join("psql"))
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
            .args(["--set", "ON_ERROR_STOP=1", "--command", statement])
            .arg(format!("{}/{database}", self.url))
            .stdin(Stdio::null())
            .output()
            .context("psql can't be started")?;
        ensure!(
            output.status.success(),
            "{statement}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Database {
    /// Where it is. The server speaks on loopback without encryption.
    pub fn url(&self) -> String {
        format!("{}/{}?sslmode=disable", self.server.url, self.name)
    }

    /// The same by way of a proxy at `host:port`.
    pub fn url_through(&self, authority: &str) -> String {
        self.url().replace(self.server.authority(), authority)
    }

    /// The server that it is on.
    pub fn server(&self) -> &DatabaseServer {
        &self.server
    }

    /// Another with the same tables and rows. Nobody may be connected to this one.
    ///
    /// # Errors
    ///
    /// When the server refuses.
    pub fn copy(&self) -> Result<Self> {
        self.server.create_from(&self.name)
    }

    /// Runs a statement, and answers what it selects, a line for each row.
    ///
    /// # Errors
    ///
    /// When the server refuses it.
    pub fn run(&self, statement: &str) -> Result<String> {
        self.server.run(&self.name, statement)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // The whole server is thrown away in the end.
        let statement = format!("drop database {} with (force)", self.name);
        let _dropped = self.server.run("postgres", &statement);
    }
}
