//! `longshore user`. What the operator does is told by the audit, as done on the command line: who
//! sits there is not known.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use shared::audit::Via;
use shared::permission::{Grant, Grants, Role};

use super::database::Database;
use super::{Failure, password, say};
use crate::auth;
use crate::clock::Clock;
use crate::store::{self, Deed, Origin, PersonChange, Store, UserAdded, acting_from};

#[derive(Debug, Args)]
pub(super) struct User {
    #[command(flatten)]
    database: Database,
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
    /// Give somebody another password; asks for it. Their sessions end.
    Password {
        /// The name.
        name: String,
    },
    /// Give somebody one role more.
    Grant {
        /// The name.
        name: String,
        /// The role.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The environment in which they have the role; without it, everywhere.
        #[arg(long, value_name = "NAME")]
        environment: Option<String>,
    },
    /// Take a role from somebody.
    Revoke {
        /// The name.
        name: String,
        /// The role.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The environment in which they have the role; without it, everywhere.
        #[arg(long, value_name = "NAME")]
        environment: Option<String>,
    },
    /// Close somebody's account for now; their sessions end at once.
    Disable {
        /// The name.
        name: String,
    },
    /// Open somebody's account again.
    Enable {
        /// The name.
        name: String,
    },
    /// Turn somebody's second factor off, when the authenticator is lost.
    ResetSecondFactor {
        /// The name.
        name: String,
    },
    /// End all of somebody's sessions.
    SignOut {
        /// The name.
        name: String,
    },
    /// Let somebody sign in with the password although --sso-only closes that to others, for when
    /// the identity provider is away.
    BreakGlass {
        /// The name.
        name: String,
        /// Close it to them again.
        #[arg(long)]
        off: bool,
    },
    /// Take somebody's account away; their sessions end at once, and nobody else gets the name again. Whom an identity provider still lets in comes back under it.
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
        // In a database that was made just now, there is nobody to do anything else to.
        let store = match &self.action {
            Action::Add { .. } => self.database.open_or_make().await?,
            _ => self.database.open().await?,
        };
        // Who sits there is not known.
        let origin = Origin {
            via: Via::CommandLine,
            address: None,
        };
        let mut done = acting_from(origin, self.action.run(&store)).await;
        if done.is_ok() {
            // Where no server runs, nobody else does.
            done = store.bind_audit().await.map_err(Failure::from);
        }
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
                let name = find(store, &name).await?.name;
                let hash = auth::hash_password(&name, password::ask(&name)?).await?;
                let deed = deed("person.password-set", &name, json!({}));
                known(store.set_password(&name, Some(&hash), deed).await?, &name)?;
                // Whoever could not remember the old one has tried too often by now.
                auth::forget_mistakes(store, &name).await?;
                say(&format!("{name} has another password."));
                Ok(())
            }
            Self::Grant {
                name,
                role,
                environment,
            } => change_grant(store, &name, Grant { environment, role }, true).await,
            Self::Revoke {
                name,
                role,
                environment,
            } => change_grant(store, &name, Grant { environment, role }, false).await,
            Self::Disable { name } => {
                let name = find(store, &name).await?.name;
                let deed = deed("person.closed", &name, json!({}));
                made(store.set_disabled(&name, true, deed).await?, &name)?;
                say(&format!("{name} may not sign in any more."));
                Ok(())
            }
            Self::Enable { name } => {
                let name = find(store, &name).await?.name;
                let deed = deed("person.opened", &name, json!({}));
                made(store.set_disabled(&name, false, deed).await?, &name)?;
                say(&format!("{name} may sign in again."));
                Ok(())
            }
            Self::ResetSecondFactor { name } => {
                let name = find(store, &name).await?.name;
                let deed = deed("person.second-factor-reset", &name, json!({}));
                let words = if store.remove_second_factor(&name, deed).await? {
                    "signs in with the password alone now."
                } else {
                    "has no second factor; nothing was changed."
                };
                say(&format!("{name} {words}"));
                Ok(())
            }
            Self::SignOut { name } => {
                let name = find(store, &name).await?.name;
                let deed = deed("person.sessions-ended", &name, json!({}));
                known(store.end_sessions(&name, deed).await?, &name)?;
                say(&format!("{name} is signed out everywhere."));
                Ok(())
            }
            Self::BreakGlass { name, off } => {
                let user = find(store, &name).await?;
                if !off && user.password_hash.is_none() {
                    return Err(Failure::new(format!(
                        "{} has no password to sign in with; give one with `longshore user password {}`, then let it in",
                        user.name, user.name
                    )));
                }
                let name = user.name;
                let deed = deed("person.break-glass", &name, json!({"may": !off}));
                known(store.set_break_glass(&name, !off, deed).await?, &name)?;
                let words = if off {
                    "signs in as everybody else does."
                } else {
                    "may sign in with the password, also with --sso-only."
                };
                say(&format!("{name} {words}"));
                Ok(())
            }
            Self::Remove { name } => {
                let name = find(store, &name).await?.name;
                let deed = deed("person.removed", &name, json!({}));
                made(store.remove_user(&name, deed).await?, &name)?;
                say(&format!(
                    "{name} is removed. Nobody else gets the name again. Whom an identity provider still lets in comes back under it: take them out there, or close an account with `longshore user disable` instead of removing it."
                ));
                Ok(())
            }
        }
    }
}

/// What the audit tells of what was done about somebody.
fn deed(action: &'static str, about: &str, detail: Value) -> Deed {
    Deed::of_person(Clock::system().now_ms(), "", action, about, detail)
}

async fn change_grant(store: &Store, name: &str, grant: Grant, has: bool) -> Result<(), Failure> {
    let user = find(store, name).await?;
    let name = user.name;
    if !has && !user.grants.0.contains(&grant) {
        say(&format!(
            "{name} is not {grant}, so nothing was changed; `longshore user list` says who is what."
        ));
        return Ok(());
    }
    let what = if has { "given" } else { "taken" };
    let deed = deed("person.roles-given", &name, json!({what: grant}));
    made(store.change_grant(&name, &grant, has, deed).await?, &name)?;
    let words = if has { "is now" } else { "is no longer" };
    say(&format!("{name} {words} {grant}."));
    Ok(())
}

async fn find(store: &Store, name: &str) -> Result<store::User, Failure> {
    store.user(name).await?.ok_or_else(|| nobody(name))
}

fn known(known: bool, name: &str) -> Result<(), Failure> {
    if known { Ok(()) } else { Err(nobody(name)) }
}

fn made(change: PersonChange, name: &str) -> Result<(), Failure> {
    match change {
        PersonChange::Done => Ok(()),
        PersonChange::Nobody => Err(nobody(name)),
        PersonChange::LastAdministrator => Err(Failure::new(format!(
            "nobody would be left who may do everything; make somebody else an administrator first, with `longshore user grant NAME --role administrator`, then change {name}"
        ))),
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
    let hash = auth::hash_password(&name, password::ask(&name)?).await?;
    let user = store::User::new(&name, Grants(vec![grant.clone()]), Some(hash));
    let deed = deed("person.added", &name, json!({"grants": [grant]}));
    match store.add_user(&user, deed).await? {
        UserAdded::Done => {
            say(&format!("{name} may sign in as {grant}."));
            Ok(())
        }
        UserAdded::Taken => Err(taken()),
        UserAdded::GivenBefore => Err(Failure::new(format!(
            "somebody was called {name}, with the same or other capitals, and the account was removed; what they wrote and approved stays theirs, so the name is never given again: choose another name"
        ))),
    }
}

async fn list(store: &Store) -> Result<(), Failure> {
    for user in store.users().await? {
        let notes: String = [
            (user.trial, "  (trial user)"),
            (user.disabled_at_ms.is_some(), "  (disabled)"),
            (user.second_factor, "  (second factor)"),
            (user.break_glass, "  (break glass)"),
        ]
        .into_iter()
        .filter_map(|(holds, note)| holds.then_some(note))
        .collect();
        let grants: Vec<String> = user.grants.0.iter().map(Grant::to_string).collect();
        say(&format!("{:24} {}{notes}", user.name, grants.join(", ")));
    }
    Ok(())
}

fn judge_name(name: &str) -> Result<(), Failure> {
    Ok(shared::account::judge_name(name)?)
}

fn nobody(name: &str) -> Failure {
    Failure::new(format!(
        "there is nobody called {name}; see `longshore user list`"
    ))
}
