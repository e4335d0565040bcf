//! The normal form of what depends on a service as a whole: its name, and the defaults that follow
//! from its scheduling strategy.

use super::{name_of_arn, set_default};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) fn normalize(json: &mut Json) {
    name_by_name(json);
    let daemon = json.get("schedulingStrategy").and_then(Json::as_str) == Some("DAEMON");
    let (most, least) = if daemon { (100, 0) } else { (200, 100) };
    set_default(
        json,
        "/deploymentConfiguration/maximumPercent",
        Json::from(most),
    );
    set_default(
        json,
        "/deploymentConfiguration/minimumHealthyPercent",
        Json::from(least),
    );
    set_default(
        json,
        "/deploymentConfiguration/strategy",
        Json::from("ROLLING"),
    );
    set_default(json, "/deploymentController/type", Json::from("ECS"));
    if json.get("launchType").and_then(Json::as_str) == Some("FARGATE") {
        set_default(json, "/platformVersion", Json::from("LATEST"));
    }
    if daemon {
        // ECS counts the instances itself.
        json.remove(&Pointer::parse("/desiredCount"));
    }
    if let Some(Json::Object(members)) = json.get_mut("deploymentConfiguration") {
        members.sort_by_cached_key(|(name, _)| {
            let at = super::configuration_order(name);
            (at, name.clone())
        });
    }
}

/// The cluster, the service and its role by their names, as people write them; ECS reports ARNs.
fn name_by_name(json: &mut Json) {
    if let Some(service) = json.remove(&Pointer::parse("/service"))
        && json.get("serviceName").is_none()
    {
        json.set(&Pointer::parse("/serviceName"), service);
    }
    name_of_arn(json, "serviceName");
    name_of_arn(json, "cluster");
    set_default(json, "/cluster", Json::from("default"));
    if let Some(role) = json.get("role").and_then(Json::as_str) {
        let name = role.split_once(":role/").map_or(role, |(_, name)| name);
        let name = name.trim_start_matches('/').to_owned();
        let pointer = Pointer::parse("/role");
        // ECS reports its service-linked role where none was given.
        if name.starts_with("aws-service-role/") {
            json.remove(&pointer);
        } else {
            json.set(&pointer, Json::String(name));
        }
    }
    // They belong to one call and say nothing of the service.
    for member in ["clientToken", "forceNewDeployment"] {
        json.remove(&Pointer::root().member(member));
    }
}
