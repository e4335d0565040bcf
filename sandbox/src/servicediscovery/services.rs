//! Services.

use serde_json::{Value, json};

use super::{Service, filter, id, paged};
use crate::{
    error::{Answer, AwsError},
    input, timestamp,
    world::World,
};

const FILTERS: [&str; 2] = ["NAMESPACE_ID", "RESOURCE_OWNER"];

pub(super) fn list(world: &World, request: &Value) -> Answer {
    let all = &world.servicediscovery.services;
    let found = filter::keep(all, request, &FILTERS, |service, name| match name {
        "RESOURCE_OWNER" => Some("SELF".to_owned()),
        _ => Some(service.namespace_id.clone()),
    })?;
    let items = found.into_iter().map(|one| show(world, one)).collect();
    paged(request, "Services", items)
}

pub(super) fn get(world: &World, request: &Value) -> Answer {
    let id = id(request)?;
    let mut all = world.servicediscovery.services.iter();
    let found = all.find(|service| service.id == id).ok_or_else(|| {
        AwsError::new(
            "ServiceNotFound",
            format!("The service {id} can't be found."),
        )
    })?;
    let mut output = show(world, found);
    input::set_some(&mut output, "NamespaceId", Some(&*found.namespace_id));
    Ok(json!({ "Service": output }))
}

/// As a list has it: there the namespace stands among the settings of DNS alone.
fn show(world: &World, service: &Service) -> Value {
    let is_http = service.records.is_empty();
    let mut output = json!({
        "Id": service.id,
        "Arn": service.arn(world),
        "ResourceOwner": world.account,
        "Name": service.name,
        "Type": if is_http { "HTTP" } else { "DNS_HTTP" },
        "InstanceCount": service.count_instances(world),
        "CreateDate": timestamp::epoch_seconds(service.created_ms),
        "CreatedByAccount": world.account,
    });
    if !is_http {
        let records: Vec<Value> = service
            .records
            .iter()
            .map(|(kind, ttl)| json!({ "Type": kind, "TTL": ttl }))
            .collect();
        let settings = json!({
            "NamespaceId": service.namespace_id,
            "RoutingPolicy": "MULTIVALUE",
            "DnsRecords": records,
        });
        input::set_some(&mut output, "DnsConfig", Some(settings));
        let health = json!({ "FailureThreshold": 1 });
        input::set_some(&mut output, "HealthCheckCustomConfig", Some(health));
    }
    let description = service.description.as_deref();
    input::set_some(&mut output, "Description", description);
    output
}
