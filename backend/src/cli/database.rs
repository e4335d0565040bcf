//! Which database a command works on, beside the server or without it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, serve};
use crate::store::Store;

#[derive(Debug, Args)]
pub(super) struct Database {
    /// The folder of the database.
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "longshore-data",
        global = true
    )]
    data: PathBuf,
    /// The database; without it a file in the data folder.
    #[arg(
        long,
        value_name = "URL",
        env = "LONGSHORE_DATABASE",
        hide_env_values = true,
        global = true
    )]
    database: Option<String>,
}

impl Database {
    /// The data folder.
    pub(super) fn folder(&self) -> &Path {
        &self.data
    }

    /// Opens the database, and makes it where it is not there yet.
    pub(super) async fn open_or_make(&self) -> Result<Store, Failure> {
        serve::open(&self.data, self.database.as_deref()).await
    }

    /// Opens the database that the server works on; one that is not there is not made, since of an
    /// empty one everything could be said.
    pub(super) async fn open(&self) -> Result<Store, Failure> {
        let file = match &self.database {
            None => Some(self.data.join(serve::DATABASE_FILE)),
            Some(url) => url
                .strip_prefix("sqlite:")
                .map(|rest| rest.trim_start_matches("//"))
                .and_then(|rest| rest.split('?').next())
                .map(PathBuf::from),
        };
        if let Some(file) = file.filter(|file| !file.exists()) {
            return Err(Failure::new(format!(
                "there is no database {}; give the server's own folder with --data, or its database with --database",
                file.display()
            )));
        }
        serve::open(&self.data, self.database.as_deref()).await
    }
}
