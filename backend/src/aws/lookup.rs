//! What is behind the references of a task definition: whether it is there, and which key
//! encrypts it. Values are never asked for.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_kms::types::KeyManagerType;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretError;
use futures::{StreamExt as _, stream};

use super::reference::{Reference, bare, part};
use super::{Aws, AwsError};

/// So many are asked for at the same time, where each takes a call of its own.
const AT_ONCE: usize = 6;
/// So many names fit into one call, with two ways to write each.
const NAMES: usize = 25;

/// What was found of one reference.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// The ARN that policies speak of.
    pub(super) arn: String,
    /// Whether it is there.
    pub(super) is_there: Result<bool, AwsError>,
    /// What encrypts it.
    pub(super) key: Result<Key, AwsError>,
}

/// What encrypts a parameter or a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// Nothing, or a key of AWS's own that whoever may read may use.
    NeedsNothing,
    /// A key that has to be allowed, by its ARN.
    Own(String),
}

impl Found {
    /// Something that our own lists do not hold.
    fn elsewhere(arn: String, operation: &'static str) -> Self {
        Self {
            arn,
            is_there: Err(elsewhere(operation)),
            key: Err(elsewhere(operation)),
        }
    }
}

/// Whether a parameter is one that AWS publishes.
fn is_public(bare: &str) -> bool {
    bare.starts_with("aws/")
}

fn elsewhere(operation: &'static str) -> AwsError {
    AwsError::nonsense(operation, "it belongs to another account or region")
}

impl Aws {
    /// Looks at what references name; those that name neither a parameter nor a secret, or that
    /// cannot be told an ARN of, are left out.
    pub(super) async fn look_up(&self, references: &[String]) -> BTreeMap<String, Found> {
        let Some(account) = self.account().await else {
            return BTreeMap::new();
        };
        let read: Vec<(String, Reference)> = references
            .iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter_map(|one| Some((one.clone(), Reference::of(one)?)))
            .collect();
        let names: BTreeSet<String> = read
            .iter()
            .filter_map(|(_, reference)| match reference {
                Reference::Parameter { bare, arn } => {
                    let is_ours = !is_public(bare) && self.is_here(arn.as_deref(), &account);
                    is_ours.then(|| bare.clone())
                }
                Reference::Secret { .. } => None,
            })
            .collect();
        let parameters = self.parameter_keys(&names).await;
        stream::iter(read)
            .map(async |(text, reference): (String, Reference)| {
                let found = match reference {
                    Reference::Parameter { bare, arn } => {
                        let arn = arn.unwrap_or_else(|| self.parameter_arn(&account, &bare));
                        self.parameter(&bare, arn, &account, parameters.as_ref())
                            .await
                    }
                    Reference::Secret { arn, .. } => self.secret(arn, &account).await,
                };
                (text, found)
            })
            .buffered(AT_ONCE)
            .collect()
            .await
    }

    fn is_here(&self, arn: Option<&str>, account: &str) -> bool {
        arn.is_none_or(|arn| part(arn, 4) == self.region() && part(arn, 5) == account)
    }

    fn parameter_arn(&self, account: &str, bare: &str) -> String {
        let region = self.region();
        let partition = super::partition(region);
        // AWS's own parameters belong to no account.
        let account = if is_public(bare) { "" } else { account };
        format!("arn:{partition}:ssm:{region}:{account}:parameter/{bare}")
    }

    async fn parameter(
        &self,
        bare: &str,
        arn: String,
        account: &str,
        keys: Result<&BTreeMap<String, Option<String>>, &AwsError>,
    ) -> Found {
        // AWS's own parameters are in no account's list, and everybody may see them.
        if is_public(bare) {
            return Found {
                is_there: Err(elsewhere("DescribeParameters")),
                key: Ok(Key::NeedsNothing),
                arn,
            };
        }
        if !self.is_here(Some(&arn), account) {
            return Found::elsewhere(arn, "DescribeParameters");
        }
        match keys {
            Ok(keys) => Found {
                arn,
                is_there: Ok(keys.contains_key(bare)),
                key: self.key(keys.get(bare).cloned().flatten()).await,
            },
            Err(error) => Found {
                arn,
                is_there: Err(error.clone()),
                key: Err(error.clone()),
            },
        }
    }

    /// The keys of the parameters that are there, by their names without the slash at the front.
    async fn parameter_keys(
        &self,
        names: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, Option<String>>, AwsError> {
        let names: Vec<&String> = names.iter().collect();
        let mut found = BTreeMap::new();
        for some in names.chunks(NAMES) {
            let spelled = some.iter().flat_map(|name| spellings(name)).collect();
            for parameter in self.parameters_named(spelled).await? {
                if let Some(name) = parameter.name {
                    found.insert(bare(&name), parameter.key_id);
                }
            }
        }
        Ok(found)
    }

    async fn secret(&self, arn: String, account: &str) -> Found {
        if !self.is_here(Some(&arn), account) {
            return Found::elsewhere(arn, "DescribeSecret");
        }
        let described = self
            .0
            .secrets
            .describe_secret()
            .secret_id(&arn)
            .send()
            .await;
        match described {
            Ok(secret) => Found {
                arn: secret.arn().unwrap_or(&arn).to_owned(),
                // Nobody reads one that is marked for deletion.
                is_there: Ok(secret.deleted_date().is_none()),
                key: self.key(secret.kms_key_id).await,
            },
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeSecretError::is_resource_not_found_exception) =>
            {
                Found {
                    arn,
                    is_there: Ok(false),
                    key: Ok(Key::NeedsNothing),
                }
            }
            Err(error) => {
                let error = AwsError::of("secretsmanager", "DescribeSecret", &error);
                Found {
                    arn,
                    is_there: Err(error.clone()),
                    key: Err(error),
                }
            }
        }
    }

    async fn key(&self, key: Option<String>) -> Result<Key, AwsError> {
        let Some(key) = key.filter(|key| !key.contains("alias/aws/")) else {
            return Ok(Key::NeedsNothing);
        };
        match self.describe_key(&key).await {
            Ok(described) if described.key_manager() == Some(&KeyManagerType::Aws) => {
                Ok(Key::NeedsNothing)
            }
            Ok(described) => Ok(Key::Own(described.arn().unwrap_or(&key).to_owned())),
            // Its ARN is all that policies speak of.
            Err(_) if key.contains(":key/") => Ok(Key::Own(key)),
            Err(error) => Err(error),
        }
    }
}

/// A name without its slash, as it may be written: only names of one level can do without.
fn spellings(bare: &str) -> Vec<String> {
    let whole = format!("/{bare}");
    if bare.contains('/') {
        vec![whole]
    } else {
        vec![bare.to_owned(), whole]
    }
}
