//! `longshore user`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use shared::permission::{Grant, Grants, Role};

use super::{Failure, password, say, serve};
use crate::auth;
use crate::clock::Clock;
use crate::store::{self, Store};

#[derive(Debug, Args)]
pub(super) struct User {
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
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add somebody; asks for the password.
    Add {
        /// The name.
        name: String,
        /// What they may do.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The environment in which they have the role; without it, everywhere.
        #[arg(long, value_name = "NAME")]
        environment: Option<String>,
    },
    /// List everybody.
    List,
    /// Give somebody another password; asks for it.
    Password {
        /// The name.
        name: String,
    },
    /// Take somebody's account away; their sessions end at once.
    Remove {
        /// The name.
        name: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::find(text).ok_or_else(|| {
        let names: Vec<&str> = Role::ALL.into_iter().map(Role::as_str).collect();
        format!("there is no such role; choose {}", names.join(" or "))
    })
}

impl User {
    pub(super) async fn run(self) -> Result<(), Failure> {
        if let Action::Add { name, .. } = &self.action {
            judge_name(name)?;
        }
        let store = serve::open(&self.data, self.database.as_deref()).await?;
        let done = self.action.run(&store).await;
        store.close().await;
        done
    }
}

impl Action {
    async fn run(self, store: &Store) -> Result<(), Failure> {
        match self {
            Self::Add {
                name,
                role,
                environment,
            } => add(store, name, Grant { environment, role }).await,
            Self::List => list(store).await,
            Self::Password { name } => {
                if store.user(&name).await?.is_none() {
                    return Err(nobody(&name));
                }
                let hash = auth::hash_password(&name, password::ask(&name)?).await?;
                if store.set_password(&name, &hash).await? {
                    say(&format!("{name} has another password."));
                    Ok(())
                } else {
                    Err(nobody(&name))
                }
            }
            Self::Remove { name } => {
                if store.remove_user(&name).await? {
                    say(&format!("{name} is removed."));
                    Ok(())
                } else {
                    Err(nobody(&name))
                }
            }
        }
    }
}

async fn add(store: &Store, name: String, grant: Grant) -> Result<(), Failure> {
    let taken = || {
        Failure::new(format!(
            "there is a {name} already; choose another name, or change the password with `longshore user password {name}`"
        ))
    };
    if store.user(&name).await?.is_some() {
        return Err(taken());
    }
    let user = store::User {
        password_hash: auth::hash_password(&name, password::ask(&name)?).await?,
        name: name.clone(),
        grants: Grants(vec![grant.clone()]),
        trial: false,
    };
    if !store.add_user(&user, Clock::system().now_ms()).await? {
        return Err(taken());
    }
    say(&format!("{name} may sign in as {grant}."));
    Ok(())
}

async fn list(store: &Store) -> Result<(), Failure> {
    for user in store.users().await? {
        let trial = if user.trial { "  (trial user)" } else { "" };
        let grants: Vec<String> = user.grants.0.iter().map(Grant::to_string).collect();
        say(&format!("{:24} {}{trial}", user.name, grants.join(", ")));
    }
    Ok(())
}

fn judge_name(name: &str) -> Result<(), Failure> {
    let fits = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._@-".contains(&byte));
    if fits {
        Ok(())
    } else {
        Err(Failure::new(
            "a name has 1 to 64 letters, digits, dots, dashes, underscores or @; choose such a one",
        ))
    }
}

fn nobody(name: &str) -> Failure {
    Failure::new(format!(
        "there is nobody called {name}; see `longshore user list`"
    ))
}
