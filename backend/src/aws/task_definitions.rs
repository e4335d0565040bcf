//! Reading task definitions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ecs::types;
use shared::plan::PLAN_TAG;
use shared::wire::ContainerImage;

use super::limits::Category;
use super::raw::Raw;
use super::{Aws, AwsError, revision_number};

/// So many revisions are remembered; with more, the memory starts anew.
const REMEMBERED: usize = 2000;

/// A revision as ECS describes it.
#[derive(Debug, Clone)]
pub struct TaskDefinition {
    /// Its ARN.
    pub arn: String,
    /// The images of its containers.
    pub images: Vec<ContainerImage>,
    /// The answer of `DescribeTaskDefinition`, to the byte.
    pub text: String,
    /// Whether it was active when it was read: a service can be moved to it, and tasks started.
    pub is_active: bool,
    /// The plan that registered it, where Longshore did.
    pub plan: Option<String>,
}

/// Revisions that were asked for.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<HashMap<String, Arc<TaskDefinition>>>);

impl Aws {
    /// One revision, from memory if it was asked for before.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn task_definition(&self, arn: &str) -> Result<Arc<TaskDefinition>, AwsError> {
        if let Some(known) = self.0.revisions.get(arn) {
            return Ok(known);
        }
        let read = Arc::new(self.describe_task_definition(arn).await?);
        self.0.revisions.put(arn, Arc::clone(&read));
        Ok(read)
    }

    /// The number of the newest revision of a family, also when it is inactive: numbers only go
    /// up. Nothing when the family is new.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn latest_revision(&self, family: &str) -> Result<Option<u64>, AwsError> {
        let mut latest = None;
        for status in [
            types::TaskDefinitionStatus::Active,
            types::TaskDefinitionStatus::Inactive,
        ] {
            latest = latest.max(
                self.revisions(family, &status, 1)
                    .await?
                    .iter()
                    .find_map(|arn| revision_number(arn)),
            );
        }
        Ok(latest)
    }

    /// The revision of a family that a plan registered, looked for among the newest whose number
    /// is at least `from`.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn revision_of_plan(
        &self,
        family: &str,
        plan: &str,
        from: u64,
    ) -> Result<Option<String>, AwsError> {
        let newest = self
            .revisions(family, &types::TaskDefinitionStatus::Active, 20)
            .await?;
        let since = newest
            .iter()
            .filter(|arn| revision_number(arn).is_none_or(|number| number >= from));
        for arn in since {
            // Not from memory: a tag may show later than its revision.
            if self.describe_task_definition(arn).await?.plan.as_deref() == Some(plan) {
                return Ok(Some(arn.clone()));
            }
        }
        Ok(None)
    }

    /// The ARNs of the newest revisions of exactly this family, newest first.
    async fn revisions(
        &self,
        family: &str,
        status: &types::TaskDefinitionStatus,
        count: i32,
    ) -> Result<Vec<String>, AwsError> {
        let answer = self
            .0
            .ecs
            .take(Category::TaskDefinitionRead)
            .await
            .list_task_definitions()
            .family_prefix(family)
            .status(status.clone())
            .sort(types::SortOrder::Desc)
            .max_results(count)
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "ListTaskDefinitions", &error))?;
        Ok(answer.task_definition_arns.unwrap_or_default())
    }

    /// A revision as it is at this moment: whether it is still active changes, while its content
    /// never does.
    ///
    /// # Errors
    /// AWS did not answer, or refused.
    pub async fn describe_task_definition(&self, arn: &str) -> Result<TaskDefinition, AwsError> {
        const OPERATION: &str = "DescribeTaskDefinition";
        let raw = Raw::reading();
        let answer = self
            .0
            .ecs
            .take(Category::TaskDefinitionRead)
            .await
            .describe_task_definition()
            .task_definition(arn)
            .include(types::TaskDefinitionField::Tags)
            .customize()
            .interceptor(raw.clone())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        let text = raw
            .received()
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer had no body"))?;
        let definition = answer
            .task_definition()
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer held no task definition"))?;
        Ok(TaskDefinition {
            arn: definition.task_definition_arn().unwrap_or(arn).to_owned(),
            images: definition
                .container_definitions()
                .iter()
                .map(|container| ContainerImage {
                    container: container.name().unwrap_or_default().to_owned(),
                    image: container.image().unwrap_or_default().to_owned(),
                })
                .collect(),
            is_active: definition.status() == Some(&types::TaskDefinitionStatus::Active),
            plan: answer
                .tags()
                .iter()
                .find(|tag| tag.key() == Some(PLAN_TAG))
                .and_then(|tag| tag.value().map(str::to_owned)),
            text,
        })
    }
}

impl Cache {
    fn get(&self, arn: &str) -> Option<Arc<TaskDefinition>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(arn)
            .cloned()
    }

    fn put(&self, arn: &str, definition: Arc<TaskDefinition>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(arn.to_owned(), definition);
    }
}
