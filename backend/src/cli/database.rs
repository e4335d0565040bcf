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

    pub(super) async fn open(&self) -> Result<Store, Failure> {
        serve::open(&self.data, self.database.as_deref()).await
    }
}
