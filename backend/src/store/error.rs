//! What can go wrong with the database.

use std::error::Error;
use std::iter;

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

    /// Whether what went wrong is that the database could not be reached, or was too busy to answer,
    /// at whatever depth.
    pub(crate) fn is_unreachable(error: &(dyn Error + 'static)) -> bool {
        let mut causes = iter::successors(Some(error), |error| (*error).source());
        causes.any(|cause| {
            cause
                .downcast_ref::<sqlx::Error>()
                .is_some_and(|error| match error {
                    sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                        true
                    }
                    sqlx::Error::Database(error) => {
                        error.code().is_some_and(|code| tells_busy(&code))
                    }
                    _ => false,
                })
        })
    }

    /// Whether a row like it is already there.
    pub(super) fn is_duplicate(&self) -> bool {
        matches!(self, Self::Query { source: sqlx::Error::Database(error), .. } if error.is_unique_violation())
    }
}

/// Whether a database says by a code that it cannot answer now.
///
/// Of `SQLite`: <https://www.sqlite.org/rescode.html>, `SQLITE_BUSY` and `SQLITE_LOCKED` with what is more
/// exact of them. Of `PostgreSQL`: <https://www.postgresql.org/docs/current/errcodes-appendix.html>, no
/// connection, too many of them, an end by the operator, and a transaction that was idle for too long.
fn tells_busy(code: &str) -> bool {
    // An SQLSTATE is always five characters, and no code of SQLite has as many.
    if code.len() == 5 {
        code.starts_with("08") || matches!(code, "53300" | "57P01" | "57P02" | "57P03" | "25P03")
    } else {
        code.parse::<u32>()
            .is_ok_and(|code| matches!(code & 0xff, 5 | 6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_away_is_told_from_one_that_refuses() {
        for code in [
            "5", "517", "6", "262", "53300", "57P01", "08006", "08000", "25P03",
        ] {
            assert!(tells_busy(code), "{code}");
        }
        // A constraint, a full disk, a syntax error, a unique key.
        for code in ["19", "2067", "13", "1", "23505", "42601", "53100", "00005"] {
            assert!(!tells_busy(code), "{code}");
        }
        let away = |source| StoreError::Query {
            action: "read a plan",
            source,
        };
        assert!(StoreError::is_unreachable(&away(sqlx::Error::PoolTimedOut)));
        assert!(!StoreError::is_unreachable(&away(sqlx::Error::RowNotFound)));
    }
}
