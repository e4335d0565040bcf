//! What somebody did to a service between the last look at it and AWS's answer to its update.

use serde::{Deserialize, Serialize};

use crate::plan::REVISION;

/// What somebody else did to a service after an agent looked at it for the last time and before AWS
/// carried out its update. ECS takes an update whatever the service is by then, so that this cannot be
/// prevented, only told. A number of tasks that the update set over is in no record of ECS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Meanwhile {
    /// The ECS deployment that they began, such as `ecs-svc/123`, where ECS shows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ecs_deployment_id: Option<String>,
    /// The revision that this rolls out, such as `nginx:3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// What has become of that.
    #[serde(default)]
    pub fate: Fate,
    /// What they set and the update left so: members of the service by ECS's names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
}

/// What has become of a rollout that somebody else began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// ECS gave it up for the one that the update began.
    #[default]
    GivenUp,
    /// It was over before the update, well or not.
    Over,
    /// It goes on: the update began none.
    GoesOn,
    /// It went with the service, which was deleted.
    Deleted,
}

impl Meanwhile {
    /// Whether nobody did anything.
    pub fn is_empty(&self) -> bool {
        self.ecs_deployment_id.is_none() && self.settings.is_empty()
    }

    /// Whether the service runs another revision by it than the one that it was to keep.
    pub fn changes_revision(&self) -> bool {
        self.settings.iter().any(|name| name == REVISION)
    }

    /// It in words, as whole sentences.
    pub fn words(&self) -> String {
        let rollout = self.ecs_deployment_id.as_ref().map(|id| {
            let of = self.revision.as_ref();
            let of = of.map_or_else(String::new, |revision| format!(" of {revision}"));
            let end = match self.fate {
                Fate::GivenUp => "ECS gave it up for this one",
                Fate::Over => "it was over before this update",
                Fate::GoesOn => "it went on, since this update began none",
                Fate::Deleted => "it went with the service",
            };
            format!("began a rollout{of} ({id}): {end}")
        });
        // The rollout tells its revision.
        let is_told = |name: &&str| self.revision.is_some() && *name == REVISION;
        let settings: Vec<&str> = self
            .settings
            .iter()
            .map(String::as_str)
            .filter(|name| !is_told(name))
            .collect();
        let settings = (!settings.is_empty()).then(|| {
            format!(
                "set {}, and the update left that so",
                settings.join(" and ")
            )
        });
        let did: Vec<String> = [rollout, settings].into_iter().flatten().collect();
        let what = match self.fate {
            Fate::Deleted => "deletion",
            Fate::GivenUp | Fate::Over | Fate::GoesOn => "update",
        };
        format!(
            "After the last look at the service and before AWS carried out its {what}, somebody else {}.",
            did.join("; they also ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_did_is_told_in_whole_sentences() {
        let rollout = Meanwhile {
            ecs_deployment_id: Some("ecs-svc/1".to_owned()),
            revision: Some("nginx:3".to_owned()),
            fate: Fate::GivenUp,
            settings: vec![
                "taskDefinition".to_owned(),
                "networkConfiguration".to_owned(),
            ],
        };
        assert_eq!(
            rollout.words(),
            "After the last look at the service and before AWS carried out its update, somebody else began a rollout of nginx:3 (ecs-svc/1): ECS gave it up for this one; they also set networkConfiguration, and the update left that so."
        );
        let setting = Meanwhile {
            settings: vec!["enableExecuteCommand".to_owned()],
            ..Meanwhile::default()
        };
        assert_eq!(
            setting.words(),
            "After the last look at the service and before AWS carried out its update, somebody else set enableExecuteCommand, and the update left that so."
        );
        assert!(Meanwhile::default().is_empty());
    }
}
