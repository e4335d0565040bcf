//! AWS's protocols: from bytes to a call, from an answer to bytes. What an operation does is no
//! business of this module.

mod json;
mod query;
mod xml;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::{
    autoscaling, ec2, ecr, ecs, elbv2,
    error::{Answer, AwsError},
    iam, logs, secretsmanager, ssm, sts,
    world::World,
};

/// The simulated services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Autoscaling,
    Ec2,
    Ecr,
    Ecs,
    Elbv2,
    Iam,
    Logs,
    SecretsManager,
    Ssm,
    Sts,
}

impl Service {
    /// The name in the credential scope of a signature.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Autoscaling => "application-autoscaling",
            Self::Ec2 => "ec2",
            Self::Ecr => "ecr",
            Self::Ecs => "ecs",
            Self::Elbv2 => "elasticloadbalancing",
            Self::Iam => "iam",
            Self::Logs => "logs",
            Self::SecretsManager => "secretsmanager",
            Self::Ssm => "ssm",
            Self::Sts => "sts",
        }
    }

    fn speaks_query(self) -> bool {
        matches!(self, Self::Ec2 | Self::Elbv2 | Self::Iam | Self::Sts)
    }

    /// The error that this service throttles with.
    pub(crate) fn throttling_error(self) -> AwsError {
        match self {
            Self::Ec2 => {
                AwsError::new("RequestLimitExceeded", "Request limit exceeded.").with_status(503)
            }
            Self::Elbv2 | Self::Iam | Self::Sts => AwsError::new("Throttling", "Rate exceeded"),
            Self::Autoscaling
            | Self::Ecr
            | Self::Ecs
            | Self::Logs
            | Self::SecretsManager
            | Self::Ssm => AwsError::new("ThrottlingException", "Rate exceeded"),
        }
    }
}

/// One call of one operation.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) input: Value,
}

/// How the names of operations begin that change nothing.
const READING: [&str; 6] = ["Describe", "List", "Get", "BatchGet", "Simulate", "Filter"];

impl Call {
    /// Whether it only asks, as AWS names such operations.
    pub(crate) fn only_reads(&self) -> bool {
        READING.iter().any(|verb| self.operation.starts_with(verb))
    }
}

/// An answer in bytes.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    /// The value of `x-amzn-errortype`, where the protocol has it.
    pub(crate) error_type: Option<String>,
    pub(crate) body: String,
}

/// Recognizes a call.
pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Call, AwsError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(target) = text("x-amz-target") {
        return json::read(target, body);
    }
    let is_form = text(header::CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(AwsError::new(
            "UnknownOperationException",
            "the sandbox understands requests with X-Amz-Target and form-encoded requests",
        ));
    }
    let body = std::str::from_utf8(body)
        .map_err(|_| AwsError::new("MalformedQueryString", "The body is not UTF-8"))?;
    let (operation, input) = query::parse(body)
        .ok_or_else(|| AwsError::new("MissingAction", "The request has no Action"))?;
    let service = text(header::AUTHORIZATION.as_str())
        .and_then(signing_service)
        .or_else(|| {
            input
                .get("Version")
                .and_then(Value::as_str)
                .and_then(version_service)
        })
        .ok_or_else(|| {
            AwsError::new(
                "InvalidAction",
                "The sandbox does not simulate this service",
            )
        })?;
    Ok(Call {
        service,
        operation,
        input,
    })
}

/// Lets the world answer.
pub(crate) fn dispatch(world: &mut World, call: &Call) -> Answer {
    let (operation, input) = (call.operation.as_str(), &call.input);
    match call.service {
        Service::Autoscaling => autoscaling::call(world, operation, input),
        Service::Ec2 => ec2::call(world, operation, input),
        Service::Ecr => ecr::call(world, operation, input),
        Service::Ecs => ecs::call(world, operation, input),
        Service::Elbv2 => elbv2::call(world, operation, input),
        Service::Iam => iam::call(world, operation, input),
        Service::Logs => logs::call(world, operation, input),
        Service::SecretsManager => secretsmanager::call(world, operation, input),
        Service::Ssm => ssm::call(world, operation, input),
        Service::Sts => sts::call(world, operation, input),
    }
}

/// Puts an answer into the protocol of the call; without a call, into JSON.
pub(crate) fn write(call: Option<&Call>, answer: &Answer, request_id: &str) -> Written {
    let Some(call) = call.filter(|call| call.service.speaks_query()) else {
        return json::write(answer);
    };
    let service = call.service.signing_name();
    let (status, body) = match answer {
        Ok(output) => (
            200,
            query::render(service, &call.operation, output, request_id),
        ),
        Err(error) => (
            error.status,
            query::render_error(service, error, request_id),
        ),
    };
    Written {
        status,
        content_type: "text/xml;charset=UTF-8",
        error_type: None,
        body,
    }
}

/// An answer as JSON, whatever the protocol: for the record.
pub(crate) fn as_json(answer: &Answer) -> Value {
    match answer {
        Ok(output) => output.clone(),
        Err(error) => json::error_body(error),
    }
}

/// The service in `Credential=AKID/date/region/SERVICE/aws4_request`.
fn signing_service(authorization: &str) -> Option<Service> {
    let (_, credential) = authorization.split_once("Credential=")?;
    let scope = credential.split([',', ' ']).next()?;
    match scope.split('/').nth(3)? {
        "ec2" => Some(Service::Ec2),
        "elasticloadbalancing" => Some(Service::Elbv2),
        "iam" => Some(Service::Iam),
        "sts" => Some(Service::Sts),
        _ => None,
    }
}

/// The service by the version of its interface, for requests without a signature.
fn version_service(version: &str) -> Option<Service> {
    match version {
        "2016-11-15" => Some(Service::Ec2),
        "2015-12-01" | "2012-06-01" => Some(Service::Elbv2),
        "2010-05-08" => Some(Service::Iam),
        "2011-06-15" => Some(Service::Sts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Service, signing_service};

    #[test]
    fn reads_the_service_from_the_credential_scope() {
        let header = "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/iam/aws4_request, \
                      SignedHeaders=host, Signature=00";
        assert_eq!(signing_service(header), Some(Service::Iam));
        assert_eq!(signing_service("Bearer x"), None);
    }
}
