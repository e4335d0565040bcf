//! Whether a role may read the secrets and parameters that a task definition names.

use std::collections::{BTreeMap, BTreeSet};

use shared::wire::Readability;

use super::lookup::{Found, Key};
use super::reference::Reference;
use super::simulation::{Action, Decision, Decisions};
use super::{Aws, AwsError, last_part};

/// What is known of the secrets and parameters that a task definition names.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// Whether they are there, by `valueFrom`; only what could be told.
    pub there: BTreeMap<String, bool>,
    /// Whether the role may read them.
    pub readability: Vec<Reading>,
}

/// Whether a role may read one secret or parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The answer, for people.
    pub told: Readability,
    /// Whether it is certain that it may not. A policy of a secret or a key may allow what the
    /// role's own policies do not, and is not read.
    pub is_refused: bool,
    /// The action that Longshore lacks, where that is why it could not be told.
    pub missing_action: Option<String>,
}

impl Aws {
    /// Tells whether a role may read what some `valueFrom` name, in their order.
    pub async fn readability(&self, role: &str, value_from: &[String]) -> Vec<Readability> {
        let secrets = self.secrets(Some(role), value_from).await;
        let told = secrets.readability.into_iter();
        told.map(|reading| reading.told).collect()
    }

    /// Tells which of the secrets and parameters that some `valueFrom` name are there, and where a
    /// role is given, whether it may read them.
    pub async fn secrets(&self, role: Option<&str>, value_from: &[String]) -> Secrets {
        let found = self.look_up(value_from).await;
        let readability = match role {
            Some(role) => {
                let decisions = self.simulate(role, &questions(self, &found)).await;
                value_from
                    .iter()
                    .map(|one| {
                        let found = found.get(one);
                        let (readable, words) = self.verdict(role, one, found, decisions.as_ref());
                        Reading {
                            is_refused: readable == Some(false)
                                && found.is_some_and(|found| {
                                    self.is_certain(found, decisions.as_ref().ok())
                                }),
                            missing_action: missing(found, decisions.as_ref().err()),
                            told: Readability {
                                value_from: one.clone(),
                                readable,
                                words,
                            },
                        }
                    })
                    .collect()
            }
            None => Vec::new(),
        };
        Secrets {
            there: found
                .iter()
                .filter_map(|(text, found)| Some((text.clone(), *found.is_there.as_ref().ok()?)))
                .collect(),
            readability,
        }
    }

    /// Whether nothing but the role's policies can allow what they do not: nothing of this name
    /// can be read, no policy can lift a denial, and parameters have no policies of their own for
    /// roles of their account.
    fn is_certain(&self, found: &Found, decisions: Option<&Decisions>) -> bool {
        let decided = |action: Action, resource: &str| {
            decisions.and_then(|decisions| decisions.get(&(action, resource.to_owned())))
        };
        let read = decided(reading(&found.arn), &found.arn);
        let decrypted = own_key(found).and_then(|key| decided(decrypting(self, &found.arn), key));
        found.is_there == Ok(false)
            || read == Some(&Decision::Denied)
            || decrypted == Some(&Decision::Denied)
            || (is_parameter(&found.arn) && read == Some(&Decision::NotAllowed))
    }

    fn verdict(
        &self,
        role: &str,
        value_from: &str,
        found: Option<&Found>,
        decisions: Result<&Decisions, &AwsError>,
    ) -> (Option<bool>, String) {
        let Some(found) = found else {
            return (None, unfound(value_from));
        };
        if found.is_there == Ok(false) {
            return (
                Some(false),
                "There is nothing of this name, or it is marked for deletion: create it, restore it, or choose another.".to_owned(),
            );
        }
        let decisions = match decisions {
            Ok(decisions) => decisions,
            Err(error) => return (None, could_not(error)),
        };
        let name = last_part(role);
        let asked = [
            Some((reading(&found.arn), &found.arn)),
            own_key(found).map(|key| (decrypting(self, &found.arn), key)),
        ];
        for (action, resource) in asked.into_iter().flatten() {
            let what = format!("{} on {resource}", action.name);
            match decisions.get(&(action, resource.clone())) {
                Some(Decision::Allowed) => {}
                Some(Decision::NotAllowed) => {
                    return (
                        Some(false),
                        format!("The role {name} may not read it: allow {what}."),
                    );
                }
                Some(Decision::Denied) => {
                    return (
                        Some(false),
                        format!("The role {name} may not read it: a policy denies {what}."),
                    );
                }
                Some(Decision::DependsOn(keys)) => {
                    return (
                        None,
                        format!(
                            "Could not be told: whether the role {name} may {what} depends on {}.",
                            keys.join(", ")
                        ),
                    );
                }
                None => {
                    return (
                        None,
                        format!("Could not be told: IAM said nothing of {what}."),
                    );
                }
            }
        }
        match &found.key {
            Ok(_) => (
                Some(true),
                format!("The role {name} may read it.{}", unseen(value_from)),
            ),
            Err(error) => (
                None,
                format!(
                    "The role {name} may {}, but whether it may decrypt it could not be told: {}.",
                    reading(&found.arn).name,
                    reason(error)
                ),
            ),
        }
    }
}

/// What has to be asked of IAM.
fn questions(aws: &Aws, found: &BTreeMap<String, Found>) -> BTreeMap<Action, BTreeSet<String>> {
    let mut questions: BTreeMap<Action, BTreeSet<String>> = BTreeMap::new();
    for found in found.values().filter(|found| found.is_there != Ok(false)) {
        questions
            .entry(reading(&found.arn))
            .or_default()
            .insert(found.arn.clone());
        if let Some(key) = own_key(found) {
            questions
                .entry(decrypting(aws, &found.arn))
                .or_default()
                .insert(key.clone());
        }
    }
    questions
}

fn is_parameter(arn: &str) -> bool {
    arn.split(':').nth(2) == Some("ssm")
}

fn reading(arn: &str) -> Action {
    Action {
        name: if is_parameter(arn) {
            "ssm:GetParameters"
        } else {
            "secretsmanager:GetSecretValue"
        },
        context: Vec::new(),
    }
}

/// Decrypting, as the service does it for whoever reads.
fn decrypting(aws: &Aws, arn: &str) -> Action {
    let service = if is_parameter(arn) {
        "ssm"
    } else {
        "secretsmanager"
    };
    Action {
        name: "kms:Decrypt",
        context: vec![(
            "kms:ViaService",
            format!("{service}.{}.amazonaws.com", aws.region()),
        )],
    }
}

fn own_key(found: &Found) -> Option<&String> {
    match &found.key {
        Ok(Key::Own(arn)) => Some(arn),
        Ok(Key::NeedsNothing) | Err(_) => None,
    }
}

/// The action that Longshore lacks to tell.
fn missing(found: Option<&Found>, decisions: Option<&AwsError>) -> Option<String> {
    let of_found = found.and_then(|found| {
        let errors = [found.is_there.as_ref().err(), found.key.as_ref().err()];
        errors
            .into_iter()
            .flatten()
            .find_map(AwsError::missing_action)
    });
    decisions
        .and_then(AwsError::missing_action)
        .or(of_found)
        .map(str::to_owned)
}

fn unfound(value_from: &str) -> String {
    if Reference::of(value_from).is_none() {
        "Could not be told: it names neither a parameter nor a secret.".to_owned()
    } else {
        "Could not be told: the account could not be asked for.".to_owned()
    }
}

/// What of a secret cannot be told without its value, which is never asked for.
fn unseen(value_from: &str) -> String {
    match Reference::of(value_from) {
        Some(Reference::Secret { key: Some(key), .. }) => format!(
            " Whether it has the member {key} is not known: Longshore reads no secret's value."
        ),
        _ => String::new(),
    }
}

fn could_not(error: &AwsError) -> String {
    format!("Could not be told: {}.", reason(error))
}

/// Why something could not be told, as the end of a sentence.
fn reason(error: &AwsError) -> String {
    match error.missing_action() {
        Some(action) => format!("{action} is not allowed to Longshore"),
        None => error.to_string().trim_end_matches('.').to_owned(),
    }
}
