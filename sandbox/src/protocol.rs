//! AWS's protocols: from bytes to a call, from an answer to bytes. What an operation does is no
//! business of this module.

mod cbor;
mod json;
mod query;
mod rest;
mod service;
mod xml;

use axum::http::{header, request::Parts};
use serde_json::Value;

pub(crate) use self::service::Service;
use crate::{
    autoscaling, cloudwatch, ec2, ecr, ecs, efs, elb, elbv2,
    error::{Answer, AwsError},
    iam, kms, logs, secretsmanager, servicediscovery, servicequotas, ssm, sts,
    world::World,
};

/// How a call came, which is how its answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Json,
    Query,
    Rest,
    Cbor,
}

/// One call of one operation.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) operation: String,
    pub(crate) input: Value,
    pub(crate) wire: Wire,
    /// The id of the access key that signed it, where it is signed.
    pub(crate) key: Option<String>,
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
    /// What the protocol adds to the usual headers.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// Recognizes a call, and who signed it.
pub(crate) fn read(request: &Parts, body: &[u8]) -> Result<Call, AwsError> {
    let signature = request.headers.get(header::AUTHORIZATION);
    let key = signature
        .and_then(|value| value.to_str().ok())
        .and_then(service::key_of_signature);
    let call = recognize(request, body)?;
    Ok(Call { key, ..call })
}

fn recognize(request: &Parts, body: &[u8]) -> Result<Call, AwsError> {
    let text = |name: &str| {
        let value = request.headers.get(name);
        value.and_then(|value| value.to_str().ok())
    };
    let path = request.uri.path();
    if text(cbor::HEADER) == Some(cbor::PROTOCOL) {
        return cbor::read(path, body);
    }
    if let Some(target) = text("x-amz-target") {
        return json::read(target, body);
    }
    if rest::knows(path) {
        return Ok(rest::read(&request.method, path, request.uri.query()));
    }
    let is_form = text(header::CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(AwsError::new(
            "UnknownOperationException",
            "the sandbox understands requests with X-Amz-Target, form-encoded requests, \
             rpc-v2-cbor and the paths of Amazon EFS",
        ));
    }
    let body = std::str::from_utf8(body)
        .map_err(|_| AwsError::new("MalformedQueryString", "The body is not UTF-8"))?;
    let (operation, input) = query::parse(body)
        .ok_or_else(|| AwsError::new("MissingAction", "The request has no Action"))?;
    let version = input.get("Version").and_then(Value::as_str);
    let service =
        Service::of_form(text(header::AUTHORIZATION.as_str()), version).ok_or_else(|| {
            AwsError::new(
                "InvalidAction",
                "The sandbox does not simulate this service",
            )
        })?;
    Ok(Call {
        service,
        operation,
        input,
        wire: Wire::Query,
        key: None,
    })
}

/// Lets the world answer.
pub(crate) fn dispatch(world: &mut World, call: &Call) -> Answer {
    if let Some(refusal) = sts::refusal(world, call) {
        return Err(refusal);
    }
    let (operation, input) = (call.operation.as_str(), &call.input);
    match call.service {
        Service::Autoscaling => autoscaling::call(world, operation, input),
        Service::CloudMap => servicediscovery::call(world, operation, input),
        Service::CloudWatch => cloudwatch::call(world, operation, input),
        Service::Ec2 => ec2::call(world, operation, input),
        Service::Ecr => ecr::call(world, operation, input),
        Service::Ecs => ecs::call(world, operation, input),
        Service::Efs => efs::call(world, operation, input),
        Service::Elb => elb::call(world, operation, input),
        Service::Elbv2 => elbv2::call(world, operation, input),
        Service::Iam => iam::call(world, operation, input),
        Service::Kms => kms::call(world, operation, input),
        Service::Logs => logs::call(world, operation, input),
        Service::Quotas => servicequotas::call(world, operation, input),
        Service::SecretsManager => secretsmanager::call(world, operation, input),
        Service::Ssm => ssm::call(world, operation, input),
        Service::Sts => sts::call(world, operation, input, call.key.as_deref()),
    }
}

/// Puts an answer into the protocol of the call; without a call, into JSON.
pub(crate) fn write(call: Option<&Call>, answer: &Answer, request_id: &str) -> Written {
    let Some(call) = call else {
        return json::write(answer);
    };
    match call.wire {
        Wire::Json => json::write(answer),
        Wire::Query => query::write(call, answer, request_id),
        Wire::Rest => rest::write(answer),
        Wire::Cbor => cbor::write(call.service, answer),
    }
}

/// The body as text, for the record: what can't be read as text stands there as JSON.
pub(crate) fn as_text(call: &Call, answer: &Answer, written: &Written) -> String {
    match call.wire {
        Wire::Cbor => as_json(answer).to_string(),
        Wire::Json | Wire::Query | Wire::Rest => {
            String::from_utf8_lossy(&written.body).into_owned()
        }
    }
}

/// An answer as JSON, whatever the protocol: for the record.
pub(crate) fn as_json(answer: &Answer) -> Value {
    match answer {
        Ok(output) => output.clone(),
        Err(error) => json::error_body(error),
    }
}
