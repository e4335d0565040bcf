//! Which change of a deployment its failure probably comes from.
//!
//! What failed leaves *signs*: an image that could not be pulled, a line of a log that names a
//! variable, a health check that got a 503. Each sign is held against each change, and the change
//! that most speaks for wins. Where nothing speaks for any, nothing is said: a guess costs people
//! more time than no answer.

mod signs;
mod speaks;

use crate::deployment::{JournalEvent, StoppedContainer};
use crate::plan::{ChangeInWords, Effect};

use signs::Sign;
use speaks::{Change, Weight};

/// What is known of how a deployment failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The tasks that stopped, in the order in which they did.
    pub tasks: Vec<FailedTask>,
    /// What ECS said of the service.
    pub events: Vec<String>,
    /// What load balancers say of the targets that are not healthy.
    pub unhealthy: Vec<String>,
    /// The alarms of the rollout that went off.
    pub alarms: Vec<String>,
}

/// A task that stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTask {
    /// ECS's stop code, such as `EssentialContainerExited`.
    pub stop_code: String,
    /// ECS's words.
    pub reason: String,
    /// What its containers said.
    pub containers: Vec<StoppedContainer>,
}

impl Evidence {
    /// What a deployment's journal holds of it.
    pub fn of_journal<'a>(journal: impl IntoIterator<Item = &'a JournalEvent>) -> Self {
        let mut evidence = Self::default();
        for event in journal {
            if let JournalEvent::TaskStopped {
                task_id: _,
                stop_code,
                reason,
                explanation: _,
                containers,
            } = event
            {
                evidence.tasks.push(FailedTask {
                    stop_code: stop_code.clone(),
                    reason: reason.clone(),
                    containers: containers.clone(),
                });
            } else if let JournalEvent::ServiceEvent { message, .. } = event {
                evidence.events.push(message.clone());
            } else if let JournalEvent::RolloutChanged { rollout } = event
                && let Some(alarms) = &rollout.alarms
            {
                // The latest record holds them all.
                evidence.alarms.clone_from(&alarms.triggered);
            }
        }
        evidence
    }
}

/// Where a failure probably comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// In words, with what speaks for it.
    pub words: String,
    /// The change's place among the plan's changes, from 0; nothing where several are as likely.
    pub change: Option<usize>,
}

/// Tells which change the failure probably comes from; nothing where nothing speaks for any.
pub fn probable(changes: &[ChangeInWords], evidence: &Evidence) -> Option<Cause> {
    let signs = signs::of(evidence);
    let views: Vec<Change<'_>> = changes.iter().map(Change::of).collect();
    let mut found: Vec<(Weight, usize, String)> = Vec::new();
    for (at, view) in views.iter().enumerate() {
        let best = signs
            .iter()
            .filter_map(|sign| speaks::for_change(sign, view))
            .max_by_key(|(weight, _)| *weight);
        if let Some((weight, why)) = best {
            found.push((weight, at, why));
        }
    }
    let strongest = found.iter().map(|(weight, _, _)| *weight).max();
    let Some(strongest) = strongest else {
        return only_change(changes, &signs);
    };
    found.retain(|(weight, _, _)| *weight == strongest);
    let said = |at: usize| changes.get(at).map_or("", |change| change.words.as_str());
    match found.as_slice() {
        [(weight, at, why)] => Some(Cause {
            words: match weight {
                Weight::Hint => format!("It may be “{}”: {why}.", said(*at)),
                Weight::Kind | Weight::Named => format!("Probably “{}”: {why}.", said(*at)),
            },
            change: Some(*at),
        }),
        // Several hints for several changes point nowhere.
        _ if strongest == Weight::Hint => None,
        [(_, _, why), ..] if found.len() <= 3 => {
            let listed: Vec<String> = found
                .iter()
                .map(|(_, at, _)| format!("“{}”", said(*at)))
                .collect();
            Some(Cause {
                words: format!("Probably one of {}: {why}.", listed.join(", ")),
                change: None,
            })
        }
        _ => None,
    }
}

/// The change that alone replaces tasks, where the failure comes from inside them.
fn only_change(changes: &[ChangeInWords], signs: &[Sign<'_>]) -> Option<Cause> {
    let why = signs.iter().find_map(Sign::is_of_the_task)?;
    let replaces = |change: &&(usize, &ChangeInWords)| change.1.effect == Effect::ReplacesTasks;
    let numbered: Vec<(usize, &ChangeInWords)> = changes.iter().enumerate().collect();
    let mut replacing: Vec<&(usize, &ChangeInWords)> = numbered.iter().filter(replaces).collect();
    // A new revision follows from what changed in it.
    if replacing.len() > 1 {
        replacing.retain(|(_, change)| change.group != "Revision");
    }
    match replacing.as_slice() {
        [(at, change)] if change.group != "Revision" => Some(Cause {
            words: format!(
                "It may be “{}”: {why}, and it is the only change that replaces tasks.",
                change.words
            ),
            change: Some(*at),
        }),
        _ => None,
    }
}
