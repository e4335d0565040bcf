//! The calls that change something. Each sends exactly the bytes that it is given, once:
//! whether to repeat a call is the agent's decision, so the SDK's own retries are off.

use aws_config::retry::RetryConfig;
use aws_sdk_ecs::operation::RequestId as _;
use shared::json::Json;

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

impl Aws {
    /// Registers a revision, and answers its ARN.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn register_task_definition(&self, body: &str) -> Result<Answer<String>, AwsError> {
        const OPERATION: &str = "RegisterTaskDefinition";
        let answer = self
            .0
            .ecs
            .register_task_definition()
            .customize()
            .interceptor(Raw::sending(body))
            .config_override(once())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        let arn = answer
            .task_definition()
            .and_then(|definition| definition.task_definition_arn())
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer names no revision"))?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: arn.to_owned(),
        })
    }

    /// Creates a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn create_service(&self, body: &str) -> Result<Answer<Service>, AwsError> {
        const OPERATION: &str = "CreateService";
        let raw = Raw::sending(body);
        let answer = self
            .0
            .ecs
            .create_service()
            .customize()
            .interceptor(raw.clone())
            .config_override(once())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: service(OPERATION, answer.service(), &raw)?,
        })
    }

    /// Updates a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn update_service(&self, body: &str) -> Result<Answer<Service>, AwsError> {
        const OPERATION: &str = "UpdateService";
        let raw = Raw::sending(body);
        let answer = self
            .0
            .ecs
            .update_service()
            .customize()
            .interceptor(raw.clone())
            .config_override(once())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", OPERATION, &error))?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: service(OPERATION, answer.service(), &raw)?,
        })
    }

    /// Puts tags on a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn tag_resource(&self, body: &str) -> Result<Answer<()>, AwsError> {
        let answer = self
            .0
            .ecs
            .tag_resource()
            .customize()
            .interceptor(Raw::sending(body))
            .config_override(once())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "TagResource", &error))?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: (),
        })
    }

    /// Takes tags off a service.
    ///
    /// # Errors
    /// AWS refused, or gave no clear answer.
    pub async fn untag_resource(&self, body: &str) -> Result<Answer<()>, AwsError> {
        let answer = self
            .0
            .ecs
            .untag_resource()
            .customize()
            .interceptor(Raw::sending(body))
            .config_override(once())
            .send()
            .await
            .map_err(|error| AwsError::of("ecs", "UntagResource", &error))?;
        Ok(Answer {
            request_id: answer.request_id().map(str::to_owned),
            value: (),
        })
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
