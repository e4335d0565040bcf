//! Service Quotas: the account's quotas of ECS and Fargate, to be read.
//!
//! Nothing here is held against them: they are what the account is told, as a client of Service
//! Quotas is. Sources: the API reference of Service Quotas; for names and usual values "Amazon ECS
//! endpoints and quotas" in the AWS General Reference.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    error::{Answer, AwsError},
    input, paging, refusal,
    world::World,
};

/// What differs from the usual values.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ServiceQuotas {
    /// By the code of the quota.
    changed: BTreeMap<String, f64>,
}

/// A quota as AWS has it for everybody.
#[derive(Debug)]
struct Quota {
    service: &'static str,
    code: &'static str,
    name: &'static str,
    usual: f64,
    adjustable: bool,
}

const SERVICES: [(&str, &str); 2] = [
    ("ecs", "Amazon Elastic Container Service (Amazon ECS)"),
    ("fargate", "AWS Fargate"),
];

const QUOTAS: [Quota; 7] = [
    quota("ecs", "L-21C621EB", "Clusters per account", 10_000.0),
    fixed(
        "ecs",
        "L-86C34207",
        "Container instances per cluster",
        5000.0,
    ),
    quota("ecs", "L-9EF96962", "Services per cluster", 5000.0),
    fixed(
        "ecs",
        "L-B7718569",
        "Tasks in PROVISIONING state per cluster",
        500.0,
    ),
    quota("ecs", "L-92E49DE3", "Tasks per service", 5000.0),
    quota(
        "fargate",
        "L-3032A538",
        "Fargate On-Demand vCPU resource count",
        4000.0,
    ),
    quota(
        "fargate",
        "L-36FBB829",
        "Fargate Spot vCPU resource count",
        4000.0,
    ),
];

const fn quota(service: &'static str, code: &'static str, name: &'static str, usual: f64) -> Quota {
    Quota {
        service,
        code,
        name,
        usual,
        adjustable: true,
    }
}

const fn fixed(service: &'static str, code: &'static str, name: &'static str, usual: f64) -> Quota {
    Quota {
        adjustable: false,
        ..quota(service, code, name, usual)
    }
}

fn nothing_like_it(message: &str) -> AwsError {
    AwsError::new("NoSuchResourceException", message)
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("IllegalArgumentException", message)
}

/// The code and the name of the service that a request is about.
fn service(request: &Value) -> Result<(&'static str, &'static str), AwsError> {
    let code = refusal::required(request, "ServiceCode").map_err(|error| invalid(error.message))?;
    let known = SERVICES.into_iter().find(|(known, _)| *known == code);
    known.ok_or_else(|| {
        nothing_like_it(
            "This service is not available in the current Region. Choose a different Region or a different service.",
        )
    })
}

fn show(world: &World, quota: &Quota, service_name: &str) -> Value {
    let changed = world.servicequotas.changed.get(quota.code);
    json!({
        "ServiceCode": quota.service,
        "ServiceName": service_name,
        "QuotaArn": format!(
            "arn:aws:servicequotas:{}:{}:{}/{}",
            world.region, world.account, quota.service, quota.code
        ),
        "QuotaCode": quota.code,
        "QuotaName": quota.name,
        "Value": changed.copied().unwrap_or(quota.usual),
        "Unit": "None",
        "Adjustable": quota.adjustable,
        "GlobalQuota": false,
        "QuotaAppliedAtLevel": "ACCOUNT",
    })
}

fn list(world: &World, request: &Value) -> Answer {
    let (code, name) = service(request)?;
    let wanted = input::text(request, "QuotaCode");
    let items = QUOTAS
        .iter()
        .filter(|quota| quota.service == code && wanted.is_none_or(|wanted| wanted == quota.code))
        .map(|quota| show(world, quota, name))
        .collect();
    let size = refusal::page_size(request, "MaxResults", 100, 100)
        .map_err(|error| invalid(error.message))?;
    let page = paging::page(items, input::text(request, "NextToken"), size).map_err(|_| {
        AwsError::new(
            "InvalidPaginationTokenException",
            "Invalid pagination token.",
        )
    })?;
    let mut output = json!({ "Quotas": page.items });
    input::set_some(&mut output, "NextToken", page.next);
    Ok(output)
}

fn get(world: &World, request: &Value) -> Answer {
    let (code, name) = service(request)?;
    let wanted = refusal::required(request, "QuotaCode").map_err(|error| invalid(error.message))?;
    let quota = QUOTAS
        .iter()
        .find(|quota| quota.service == code && quota.code == wanted)
        .ok_or_else(|| {
            nothing_like_it("The request failed because the specified quota does not exist.")
        })?;
    Ok(json!({ "Quota": show(world, quota, name) }))
}

/// Sets a quota by its name: for people and tests, since AWS takes days to do it. Whether there is
/// one of that name.
pub(crate) fn put(world: &mut World, name: &str, value: f64) -> bool {
    let Some(quota) = QUOTAS.iter().find(|quota| quota.name == name) else {
        return false;
    };
    let changed = &mut world.servicequotas.changed;
    changed.insert(quota.code.to_owned(), value);
    true
}

/// Answers one operation.
pub(crate) fn call(world: &World, operation: &str, input: &Value) -> Answer {
    match operation {
        "ListServiceQuotas" => list(world, input),
        "GetServiceQuota" => get(world, input),
        _ => Err(refusal::unknown_operation(operation)),
    }
}
