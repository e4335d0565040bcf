//! The state file: the simulated world outlives the process.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::world::World;

/// The state file can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StateFileError {
    /// It can't be read.
    #[error("can't read the sandbox's state from {path}")]
    Read {
        /// Where it lies.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It is no state of this version of the sandbox.
    #[error("{path} holds no sandbox state of this version; delete it to start afresh")]
    Parse {
        /// Where it lies.
        path: PathBuf,
        /// Where it stops making sense.
        #[source]
        source: serde_json::Error,
    },
    /// It can't be written.
    #[error("can't save the sandbox's state to {path}")]
    Write {
        /// Where it ought to lie.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

/// Reads a saved world; `None` when there is no file yet.
pub(crate) fn load(path: &Path) -> Result<Option<World>, StateFileError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StateFileError::Read {
                path: path.to_owned(),
                source,
            });
        }
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|source| StateFileError::Parse {
            path: path.to_owned(),
            source,
        })
}

/// Writes a world so that a reader finds either the old or the new state, never a half.
pub(crate) fn save(path: &Path, state: &[u8]) -> Result<(), StateFileError> {
    let failed = |source| StateFileError::Write {
        path: path.to_owned(),
        source,
    };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(&beside, state).map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)
}
