//! The users of a trial, a team with one of each role. Their passwords are public, so they exist only in a database that is
//! used with the sandbox; without it the server refuses to start on such a database.

use serde_json::json;
use shared::permission::{Grant, Grants, Role};

use super::password::{PasswordError, hash_password};
use crate::store::{Deed, Store, StoreError, User};

/// Somebody to try Longshore as.
#[derive(Debug, Clone, Copy)]
pub struct TrialUser {
    /// The name.
    pub name: &'static str,
    /// The password.
    pub password: &'static str,
    /// What they may do.
    pub role: Role,
}

/// Everybody to try Longshore as.
pub const TRIAL_USERS: [TrialUser; 5] = [
    TrialUser {
        name: "dana",
        password: "harbor-lantern-seven",
        role: Role::Deployer,
    },
    TrialUser {
        name: "eli",
        password: "copper-meadow-eleven",
        role: Role::Editor,
    },
    TrialUser {
        name: "rosa",
        password: "velvet-orchard-three",
        role: Role::Reviewer,
    },
    TrialUser {
        name: "ada",
        password: "silver-compass-nine",
        role: Role::Administrator,
    },
    TrialUser {
        name: "vera",
        password: "quiet-pebble-morning",
        role: Role::Viewer,
    },
];

/// The trial users could not be added.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The database failed.
    #[error("could not store the trial users")]
    Store(#[from] StoreError),
    /// A password was not taken.
    #[error("could not set a trial user's password")]
    Password(#[from] PasswordError),
}

/// Adds the trial users that are missing, but those whose account was removed.
///
/// # Errors
/// The database failed.
pub async fn add_trial_users(store: &Store, now_ms: i64) -> Result<(), TrialError> {
    for trial in TRIAL_USERS {
        if store.user(trial.name).await?.is_none() {
            let hash = hash_password(trial.name, trial.password.to_owned()).await?;
            let grants = Grants(vec![Grant::everywhere(trial.role)]);
            let user = User {
                trial: true,
                ..User::new(trial.name, grants, Some(hash))
            };
            let detail = json!({"grants": user.grants, "trial": true});
            let deed = Deed::of_person(now_ms, "", "person.added", trial.name, detail);
            store.add_user(&user, deed).await?;
        }
    }
    Ok(())
}

/// Whether a database holds users whose passwords everybody knows.
///
/// # Errors
/// The database failed.
pub async fn holds_trial_users(store: &Store) -> Result<bool, StoreError> {
    Ok(store.users().await?.iter().any(|user| user.trial))
}
