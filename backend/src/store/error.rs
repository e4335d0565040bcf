//! What can go wrong with the database.

use crate::encryption::{NotEncrypted, Undecipherable};

/// The database could not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that we know.
    #[error(
        "the database URL begins with `{scheme}:`; use sqlite://FILE or postgres://USER@HOST/NAME"
    )]
    UnknownEngine {
        /// What it begins with.
        scheme: String,
    },
    /// It could not be opened.
    #[error(
        "could not open the database; check that it runs and that the URL, user and folder are right"
    )]
    Open {
        /// Why.
        source: sqlx::Error,
    },
    /// Its tables could not be brought up to date.
    #[error("could not bring the database's tables up to date")]
    Migrate {
        /// Why.
        source: sqlx::migrate::MigrateError,
    },
    /// A query failed.
    #[error("could not {action} in the database")]
    Query {
        /// What was tried.
        action: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// The system gave no randomness.
    #[error("the system gave no random bytes")]
    NoRandomness,
    /// What is to be read or written is encrypted, and the store was opened without the key.
    #[error("the key that the database's secrets are encrypted with was not given")]
    Locked,
    /// The database's secrets are encrypted with another key.
    #[error(
        "the secrets in this database are encrypted with the key {needed}, and the one given is {given}"
    )]
    OtherKey {
        /// The id of the key that they need.
        needed: String,
        /// The id of the key that was given.
        given: String,
    },
    /// A secret could not be encrypted.
    #[error(transparent)]
    NotEncrypted(#[from] NotEncrypted),
    /// A secret could not be decrypted.
    #[error(transparent)]
    Undecipherable(#[from] Undecipherable),
    /// Another agent works on the deployment now.
    #[error("another agent has taken the deployment over")]
    Fenced,
    /// A row holds what no version of Longshore writes.
    #[error("could not read what the database holds as {what}")]
    Unreadable {
        /// What it should have been.
        what: &'static str,
    },
}

impl StoreError {
    pub(super) fn query(action: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Query { action, source }
    }

    /// Whether a row holds what no version of Longshore writes: the database itself is well.
    pub(super) const fn is_unreadable(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::Query {
                    source: sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_),
                    ..
                }
        )
    }

    /// Whether a row like it is already there.
    pub(super) fn is_duplicate(&self) -> bool {
        matches!(self, Self::Query { source: sqlx::Error::Database(error), .. } if error.is_unique_violation())
    }
}
