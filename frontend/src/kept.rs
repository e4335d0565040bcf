//! What is kept in this browser: what a preview was asked with, so that it can be asked for again,
//! and texts that the server has not got yet.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::{dom, environment};
use shared::plan::Target;
use shared::wire::PlanAsk;

/// What a plan was asked for with, kept in the tab under the plan's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) request: PlanAsk,
    /// The draft that the documents come from.
    pub(crate) draft: Option<String>,
    /// Where it was asked, and can be asked differently.
    pub(crate) edit: String,
}

/// Under which name it is kept what a plan was asked for with.
pub(crate) fn asked_name(hash: &str) -> String {
    format!("plan.{hash}")
}

/// Under which name it is kept which draft a deployment carries out.
pub(crate) fn draft_name(deployment: &str) -> String {
    format!("deployment.{deployment}.draft")
}

/// Of which change, and from which version of it, another version is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revising {
    pub(crate) change: i64,
    pub(crate) from: u32,
}

/// Under which name it is kept of which change the next plan for a service makes another version.
pub(crate) fn revising_name(target: &Target) -> String {
    let Target { cluster, service } = target;
    format!("revising.{}/{cluster}/{service}", environment::current())
}

/// Under which name it is kept what was typed for the proposal of plans.
pub(crate) fn proposal_name(hashes: &[String]) -> String {
    format!("proposal.{}", hashes.join("."))
}

/// Under which name it is kept what was typed into a field for comments on a change.
pub(crate) fn comment_name(change: i64, field: &str) -> String {
    format!("comment.{}/{change}/{field}", environment::current())
}

/// Under which name it is kept what was typed as the reason of something done with a change. Another
/// version takes none of it away: it stands in the field again, before it is sent.
pub(crate) fn reason_name(change: i64, dialog: &str) -> String {
    let environment = environment::current();
    format!("reason.{environment}/{change}/{dialog}")
}

/// Under which name it is kept what was typed for the environment's policy.
pub(crate) fn policy_name() -> String {
    format!("policy.{}", environment::current())
}

/// Under which name it is kept what was typed for an environment; nothing for a new one.
pub(crate) fn environment_name(environment: Option<&str>) -> String {
    format!("environment.{}", environment.unwrap_or_default())
}

/// What was typed of a version that somebody has replaced since: nothing that is typed goes over it.
pub(crate) fn older_name(name: &str) -> String {
    format!("{name}.older")
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// As long as the tab, and through reloads.
    Tab,
    /// Until it is forgotten, also when the browser ends.
    Long,
}

impl Life {
    fn storage(self) -> Option<Storage> {
        match self {
            Self::Tab => dom::session_storage(),
            Self::Long => dom::local_storage(),
        }
    }
}

/// Keeps something under a name; says whether the browser let us.
pub(crate) fn keep<T: Serialize>(life: Life, name: &str, value: &T) -> bool {
    match (life.storage(), serde_json::to_string(value)) {
        (Some(storage), Ok(text)) => storage.set_item(&key(name), &text).is_ok(),
        _ => false,
    }
}

/// Keeps what is typed, as long as there is something.
pub(crate) fn keep_text(life: Life, name: &str, text: &String) {
    if text.is_empty() {
        forget(life, name);
    } else {
        keep(life, name, text);
    }
}

/// Finds what was kept.
pub(crate) fn find<T: DeserializeOwned>(life: Life, name: &str) -> Option<T> {
    let text = life.storage()?.get_item(&key(name)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Forgets what was kept.
pub(crate) fn forget(life: Life, name: &str) {
    if let Some(storage) = life.storage() {
        drop(storage.remove_item(&key(name)));
    }
}

fn key(name: &str) -> String {
    format!("longshore.{name}")
}
