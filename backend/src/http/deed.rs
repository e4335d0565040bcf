//! Telling the audit what people did about accounts.

use serde_json::Value;
use shared::audit::Outcome;

use super::problem::Refusal;
use crate::app::App;
use crate::store::{Deed, Origin, acting_from};

/// What somebody did.
pub(super) struct Done<'a> {
    /// Who; empty where nobody is known.
    pub(super) who: &'a str,
    /// What, such as `person.added`.
    pub(super) action: &'static str,
    /// Whose account it is about.
    pub(super) about: &'a str,
    /// What more is to be told; never a secret.
    pub(super) detail: Value,
}

/// What the audit tells of it, in the transaction in which it is done.
pub(super) fn done(app: &App, done: Done<'_>) -> Deed {
    deed(app, done, Outcome::Done)
}

/// Tells what changes nothing about who may do what, right after it was done or refused.
pub(super) async fn tell(app: &App, outcome: Outcome, what: Done<'_>) -> Result<(), Refusal> {
    Ok(app.store.tell(deed(app, what, outcome)).await?)
}

/// Tells what was done or refused where nobody was signed in.
pub(super) async fn tell_from(
    app: &App,
    origin: Origin,
    outcome: Outcome,
    done: Done<'_>,
) -> Result<(), Refusal> {
    let deed = deed(app, done, outcome);
    Ok(acting_from(origin, app.store.tell(deed)).await?)
}

fn deed(app: &App, done: Done<'_>, outcome: Outcome) -> Deed {
    Deed {
        at_ms: app.clock.now_ms(),
        who: done.who.to_owned(),
        action: done.action.to_owned(),
        outcome,
        environment: String::new(),
        subject: match done.about {
            "" => String::new(),
            about => format!("person {about}"),
        },
        detail: done.detail,
    }
}
