//! Which services use a thing: what the revisions name that services run now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use shared::iam_policy::roles_of_ecs;
use shared::json::{self, Json};

use super::reference::{Reference, names_secret};
use super::{Aws, AwsError};

/// Every service is asked for to know it, so it is kept for so long.
const KEEP: Duration = Duration::from_secs(30);
/// So long may it take. Revisions that were read by then are remembered, so that the next one who
/// asks gets further.
const PATIENCE: Duration = Duration::from_secs(8);

/// The names of services.
pub(super) type Users = BTreeSet<String>;

/// What services use, by what their task definitions call it.
#[derive(Debug, Default)]
pub(super) struct Usage {
    images: BTreeMap<String, Users>,
    log_groups: BTreeMap<String, Users>,
    parameters: BTreeMap<String, Users>,
    roles: BTreeMap<String, Users>,
    /// The roles that ECS itself acts as for services.
    roles_of_ecs: BTreeSet<String>,
    /// The secrets, each with the members of its JSON that are named.
    secrets: BTreeMap<String, BTreeMap<Option<String>, Users>>,
}

impl Aws {
    /// What services use; nothing where that could not be read, which is told in the log.
    pub(super) async fn usage(&self) -> Option<Arc<Usage>> {
        if let Some(usage) = self.0.usage.younger_than(KEEP) {
            return Some(usage);
        }
        match tokio::time::timeout(PATIENCE, self.read_usage()).await {
            Ok(Ok(usage)) => Some(self.0.usage.keep(usage)),
            Ok(Err(error)) => {
                tracing::warn!(%error, "what services use stays unknown");
                None
            }
            Err(_) => {
                tracing::warn!("reading what services use took too long");
                None
            }
        }
    }

    async fn read_usage(&self) -> Result<Usage, AwsError> {
        let mut usage = Usage::default();
        for cluster in self.clusters().await? {
            if cluster.status == "INACTIVE" {
                continue;
            }
            for service in self.services(&cluster.name).await? {
                usage.roles_of_ecs.extend(roles_of_ecs(&service.json));
                let Some(arn) = service.task_definition_arn else {
                    continue;
                };
                let definition = self.task_definition(&arn).await?;
                if let Ok(answer) = json::parse(&definition.text)
                    && let Some(definition) = answer.get("taskDefinition")
                {
                    usage.add(&service.name, definition);
                }
            }
        }
        Ok(usage)
    }
}

impl Usage {
    fn add(&mut self, service: &str, definition: &Json) {
        for member in ["taskRoleArn", "executionRoleArn"] {
            if let Some(role) = text(definition, member) {
                note(&mut self.roles, role, service);
            }
        }
        for container in list(definition, "containerDefinitions") {
            if let Some(image) = text(container, "image") {
                note(&mut self.images, image, service);
            }
            let logs = container.get("logConfiguration").unwrap_or(&Json::Null);
            let group = logs
                .get("options")
                .and_then(|options| text(options, "awslogs-group"));
            if let Some(group) = group {
                note(&mut self.log_groups, group, service);
            }
            let credentials = container
                .get("repositoryCredentials")
                .and_then(|credentials| text(credentials, "credentialsParameter"));
            let named = list(container, "secrets")
                .iter()
                .chain(list(logs, "secretOptions"))
                .filter_map(|secret| text(secret, "valueFrom"));
            for value_from in named.chain(credentials) {
                self.add_reference(service, value_from);
            }
        }
    }

    fn add_reference(&mut self, service: &str, value_from: &str) {
        match Reference::of(value_from) {
            Some(Reference::Parameter { bare, .. }) => note(&mut self.parameters, &bare, service),
            Some(Reference::Secret { arn, key }) => {
                let keys = self.secrets.entry(arn).or_default();
                keys.entry(key).or_default().insert(service.to_owned());
            }
            None => {}
        }
    }

    /// Every role that tasks of services act as, or are started with.
    pub(super) fn roles(&self) -> impl Iterator<Item = &String> {
        self.roles.keys()
    }

    /// Every role that ECS itself acts as for services.
    pub(super) fn roles_of_ecs(&self) -> impl Iterator<Item = &String> {
        self.roles_of_ecs.iter()
    }

    /// The services that run an image.
    pub(super) fn of_image(&self, image: &str) -> Users {
        self.images.get(image).cloned().unwrap_or_default()
    }

    /// The services that log to a group.
    pub(super) fn of_log_group(&self, name: &str) -> Users {
        self.log_groups.get(name).cloned().unwrap_or_default()
    }

    /// The services whose tasks act as a role, or are started with it.
    pub(super) fn of_role(&self, arn: &str) -> Users {
        self.roles.get(arn).cloned().unwrap_or_default()
    }

    /// The services that read a parameter, by its name without the slash at its front.
    pub(super) fn of_parameter(&self, bare: &str) -> Users {
        self.parameters.get(bare).cloned().unwrap_or_default()
    }

    /// The services that read a secret.
    pub(super) fn of_secret(&self, arn: &str) -> Users {
        self.named(arn)
            .flat_map(|keys| keys.values().flatten().cloned())
            .collect()
    }

    /// The members of a secret's JSON that are named, with the services that name them.
    pub(super) fn keys_of_secret(&self, arn: &str) -> BTreeMap<String, Users> {
        let mut found: BTreeMap<String, Users> = BTreeMap::new();
        for (key, users) in self.named(arn).flatten() {
            if let Some(key) = key {
                found
                    .entry(key.clone())
                    .or_default()
                    .extend(users.iter().cloned());
            }
        }
        found
    }

    fn named(&self, arn: &str) -> impl Iterator<Item = &BTreeMap<Option<String>, Users>> {
        self.secrets
            .iter()
            .filter(move |(named, _)| names_secret(named, arn))
            .map(|(_, keys)| keys)
    }
}

fn note(users: &mut BTreeMap<String, Users>, thing: &str, service: &str) {
    users
        .entry(thing.to_owned())
        .or_default()
        .insert(service.to_owned());
}

fn text<'a>(of: &'a Json, member: &str) -> Option<&'a str> {
    of.get(member).and_then(Json::as_str)
}

fn list<'a>(of: &'a Json, member: &str) -> &'a [Json] {
    of.get(member).and_then(Json::as_array).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shared::json;

    use super::Usage;

    #[test]
    fn a_definition_tells_what_a_service_uses() {
        let secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";
        let text = format!(
            r#"{{"executionRoleArn": "arn:aws:iam::123456789012:role/x", "containerDefinitions": [{{
                "image": "nginx:1", "secrets": [
                    {{"name": "A", "valueFrom": "{secret}:password::"}},
                    {{"name": "B", "valueFrom": "/shop/key"}}
                ]}}]}}"#
        );
        let mut usage = Usage::default();
        usage.add("shop-web", &json::parse(&text).unwrap());
        let by = |users: super::Users| users.into_iter().collect::<Vec<_>>();
        assert_eq!(by(usage.of_secret(secret)), ["shop-web"]);
        assert_eq!(by(usage.of_parameter("shop/key")), ["shop-web"]);
        assert_eq!(by(usage.of_image("nginx:1")), ["shop-web"]);
        assert_eq!(
            usage.keys_of_secret(secret).into_keys().collect::<Vec<_>>(),
            ["password"]
        );
        assert!(by(usage.of_parameter("other")).is_empty());
    }
}
