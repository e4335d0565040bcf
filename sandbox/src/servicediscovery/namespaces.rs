//! Namespaces.

use serde_json::{Value, json};

use super::{Namespace, filter, id, paged};
use crate::{
    error::{Answer, AwsError},
    input, timestamp,
    world::World,
};

const FILTERS: [&str; 4] = ["TYPE", "NAME", "HTTP_NAME", "RESOURCE_OWNER"];

pub(super) fn list(world: &World, request: &Value) -> Answer {
    let all = &world.servicediscovery.namespaces;
    let found = filter::keep(all, request, &FILTERS, |namespace, name| match name {
        "TYPE" => Some(kind(namespace).to_owned()),
        "RESOURCE_OWNER" => Some("SELF".to_owned()),
        _ => Some(namespace.name.clone()),
    })?;
    let items = found.into_iter().map(|one| show(world, one)).collect();
    paged(request, "Namespaces", items)
}

pub(super) fn get(world: &World, request: &Value) -> Answer {
    let id = id(request)?;
    let mut all = world.servicediscovery.namespaces.iter();
    let found = all.find(|namespace| namespace.id == id).ok_or_else(|| {
        AwsError::new(
            "NamespaceNotFound",
            format!("The namespace {id} can't be found."),
        )
    })?;
    Ok(json!({ "Namespace": show(world, found) }))
}

fn kind(namespace: &Namespace) -> &'static str {
    if namespace.hosted_zone_id.is_some() {
        "DNS_PRIVATE"
    } else {
        "HTTP"
    }
}

fn show(world: &World, namespace: &Namespace) -> Value {
    let services = world.servicediscovery.services.iter();
    let count = services
        .filter(|service| service.namespace_id == namespace.id)
        .count();
    let mut properties = json!({ "HttpProperties": { "HttpName": namespace.name } });
    let dns = namespace
        .hosted_zone_id
        .as_ref()
        .map(|zone| json!({ "HostedZoneId": zone, "SOA": { "TTL": 15 } }));
    input::set_some(&mut properties, "DnsProperties", dns);
    let mut output = json!({
        "Id": namespace.id,
        "Arn": namespace.arn(world),
        "ResourceOwner": world.account,
        "Name": namespace.name,
        "Type": kind(namespace),
        "ServiceCount": count,
        "Properties": properties,
        "CreateDate": timestamp::epoch_seconds(namespace.created_ms),
    });
    let description = namespace.description.as_deref();
    input::set_some(&mut output, "Description", description);
    output
}
