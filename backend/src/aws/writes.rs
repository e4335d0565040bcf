//! The calls that change something. Each sends exactly the bytes that it is given, once and at once:
//! whether to repeat a call is the agent's decision, so the SDK's own retries are off, and the agent
//! waits for the call's turn before it writes down that it makes it.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_sdk_ecs::operation::RequestId as _;
use shared::json::Json;

use super::limits::Category;
use super::raw::Raw;
use super::services::parse;
use super::{Aws, AwsError, Service};

/// What AWS answered to a write.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// AWS's id of the request.
    pub request_id: Option<String>,
    /// What came of it.
    pub value: T,
}

/// Makes a call with our bytes, and turns its answer into a value.
macro_rules! send {
    ($aws:expr, $builder:ident, $operation:expr, $body:expr, $read:expr) => {{
        let raw = Raw::sending($body, $aws.1.clone());
        let answer = $aws
            .0
            .ecs
            .in_turn()
            .$builder()
            .customize()
            .interceptor(raw.clone())
            .config_override(once())
            .send()
            .await
            .map_err(|error| {
                if raw.was_held() {
                    AwsError::Held {
                        operation: $operation,
                    }
                } else {
                    AwsError::of("ecs", $operation, &error)
                }
            })?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: $read(&answer, &raw)?,
        })
    }};
}

impl Aws {
    /// Takes the turn of one of the calls here, and tells how long it is until then. Calls that AWS
    /// does not count are never waited for.
    pub fn turn(&self, operation: &str) -> Duration {
        let category = match operation {
            "RegisterTaskDefinition" => Category::TaskDefinitionWrite,
            "CreateService" | "UpdateService" | "DeleteService" => Category::ServiceWrite,
            "RunTask" | "StopTask" => Category::TaskWrite,
            "StopServiceDeployment" | "ContinueServiceDeployment" => Category::ServiceDeployment,
            "TagResource" | "UntagResource" => Category::TagWrite,
            _ => return Duration::ZERO,
        };
        self.0.ecs.turn(category)
    }

    /// Registers a revision, and answers its ARN.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn register_task_definition(&self, body: &str) -> Result<Answer<String>, AwsError> {
        const OPERATION: &str = "RegisterTaskDefinition";
        use aws_sdk_ecs::operation::register_task_definition::RegisterTaskDefinitionOutput as Output;
        send!(
            self,
            register_task_definition,
            OPERATION,
            body,
            |answer: &Output, _: &Raw| {
                answer
                    .task_definition()
                    .and_then(|definition| definition.task_definition_arn())
                    .map(str::to_owned)
                    .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer names no revision"))
            }
        )
    }

    /// Creates a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn create_service(&self, body: &str) -> Result<Answer<Service>, AwsError> {
        const OPERATION: &str = "CreateService";
        use aws_sdk_ecs::operation::create_service::CreateServiceOutput as Output;
        send!(
            self,
            create_service,
            OPERATION,
            body,
            |answer: &Output, raw: &Raw| service(OPERATION, answer.service(), raw)
        )
    }

    /// Updates a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn update_service(&self, body: &str) -> Result<Answer<Service>, AwsError> {
        const OPERATION: &str = "UpdateService";
        use aws_sdk_ecs::operation::update_service::UpdateServiceOutput as Output;
        send!(
            self,
            update_service,
            OPERATION,
            body,
            |answer: &Output, raw: &Raw| service(OPERATION, answer.service(), raw)
        )
    }

    /// Deletes a service: it drains, and is gone some time later.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn delete_service(&self, body: &str) -> Result<Answer<Service>, AwsError> {
        const OPERATION: &str = "DeleteService";
        use aws_sdk_ecs::operation::delete_service::DeleteServiceOutput as Output;
        send!(
            self,
            delete_service,
            OPERATION,
            body,
            |answer: &Output, raw: &Raw| service(OPERATION, answer.service(), raw)
        )
    }

    /// Runs a task, and answers its ARN.
    ///
    /// # Errors
    /// AWS refused, had no room for it, or gave no clear answer.
    pub async fn run_task(&self, body: &str) -> Result<Answer<String>, AwsError> {
        const OPERATION: &str = "RunTask";
        use aws_sdk_ecs::operation::run_task::RunTaskOutput as Output;
        send!(
            self,
            run_task,
            OPERATION,
            body,
            |answer: &Output, _: &Raw| {
                let started = answer.tasks().first().and_then(|task| task.task_arn());
                started.map(str::to_owned).ok_or_else(|| {
                    let failure = answer.failures().first();
                    let reason = failure.and_then(|failure| failure.reason());
                    AwsError::Refused {
                        operation: OPERATION,
                        code: reason.unwrap_or("no task").to_owned(),
                        message: failure
                            .and_then(|failure| failure.detail())
                            .unwrap_or("ECS started no task")
                            .to_owned(),
                    }
                })
            }
        )
    }

    /// Stops a task. To stop one that has stopped already changes nothing.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn stop_task(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "StopTask";
        use aws_sdk_ecs::operation::stop_task::StopTaskOutput as Output;
        send!(
            self,
            stop_task,
            OPERATION,
            body,
            |_: &Output, _: &Raw| Ok::<(), AwsError>(())
        )
    }

    /// Has ECS stop a rollout and go back.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn stop_service_deployment(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "StopServiceDeployment";
        use aws_sdk_ecs::operation::stop_service_deployment::StopServiceDeploymentOutput as Output;
        send!(
            self,
            stop_service_deployment,
            OPERATION,
            body,
            |_: &Output, _: &Raw| Ok::<(), AwsError>(())
        )
    }

    /// Answers a hook at which a rollout waits.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn continue_service_deployment(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "ContinueServiceDeployment";
        use aws_sdk_ecs::operation::continue_service_deployment::ContinueServiceDeploymentOutput as Output;
        send!(
            self,
            continue_service_deployment,
            OPERATION,
            body,
            |_: &Output, _: &Raw| Ok::<(), AwsError>(())
        )
    }

    /// Puts tags on a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn tag_resource(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "TagResource";
        use aws_sdk_ecs::operation::tag_resource::TagResourceOutput as Output;
        send!(
            self,
            tag_resource,
            OPERATION,
            body,
            |_: &Output, _: &Raw| Ok::<(), AwsError>(())
        )
    }

    /// Takes tags off a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn untag_resource(&self, body: &str) -> Result<Answer<()>, AwsError> {
        const OPERATION: &str = "UntagResource";
        use aws_sdk_ecs::operation::untag_resource::UntagResourceOutput as Output;
        send!(
            self,
            untag_resource,
            OPERATION,
            body,
            |_: &Output, _: &Raw| Ok::<(), AwsError>(())
        )
    }
}

fn once() -> aws_sdk_ecs::config::Builder {
    aws_sdk_ecs::config::Builder::new().retry_config(RetryConfig::disabled())
}

fn service(
    operation: &'static str,
    service: Option<&aws_sdk_ecs::types::Service>,
    raw: &Raw,
) -> Result<Service, AwsError> {
    let service =
        service.ok_or_else(|| AwsError::nonsense(operation, "the answer holds no service"))?;
    let whole = parse(operation, raw.received())?;
    let json = whole.get("service").cloned().unwrap_or(Json::Null);
    Ok(Service::of(service, json))
}
