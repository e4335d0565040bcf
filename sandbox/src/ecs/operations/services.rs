//! Reading and deleting services.

use serde_json::{Value, json};

use super::pages;
use crate::{
    ecs::{
        arns,
        refusal::{invalid_parameter, service_not_active, service_not_found},
        service::Standing,
    },
    error::Answer,
    input,
    world::World,
};

const MAX_DESCRIBED: usize = 10;

pub(super) fn describe(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let wanted = input::texts(input, "services");
    if wanted.is_empty() {
        return Err(invalid_parameter("Services cannot be empty."));
    }
    if wanted.len() > MAX_DESCRIBED {
        return Err(invalid_parameter(
            "Services cannot have more than 10 elements.",
        ));
    }
    let with_tags = pages::includes(input, "TAGS");
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for reference in wanted {
        let service = world
            .ecs
            .service_arn(&cluster, &reference)
            .and_then(|arn| world.ecs.services.get(&arn));
        if let Some(service) = service {
            found.push(service.describe(&world.ecs, with_tags));
        } else {
            let arn = if arns::is_arn(&reference) {
                reference
            } else {
                arns::service(world, &cluster, &reference)
            };
            failures.push(pages::missing(&arn));
        }
    }
    Ok(json!({ "services": found, "failures": failures }))
}

pub(super) fn list(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let launch_type = input::text(input, "launchType");
    let strategy = input::text(input, "schedulingStrategy");
    let found = world
        .ecs
        .services
        .values()
        .filter(|service| {
            service.cluster == cluster
                // "No longer visible in the ListServices API operation" once it is deleted.
                && service.standing == Standing::Active
                && launch_type.is_none_or(|wanted| service.text("launchType") == Some(wanted))
                && strategy.is_none_or(|wanted| service.text("schedulingStrategy") == Some(wanted))
        })
        .map(|service| json!(service.arn))
        .collect();
    pages::cut(found, input, 10, "serviceArns")
}

pub(super) fn delete(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let reference = input::text(input, "service").unwrap_or_default();
    let arn = world
        .ecs
        .service_arn(&cluster, reference)
        .ok_or_else(service_not_found)?;
    let Some(service) = world.ecs.services.get_mut(&arn) else {
        return Err(service_not_found());
    };
    if service.standing == Standing::Inactive {
        return Err(service_not_active());
    }
    let is_forced = input::flag(input, "force") || service.is_daemon();
    if service.desired > 0 && !is_forced {
        return Err(invalid_parameter(
            "The service cannot be stopped while it is scaled above 0.",
        ));
    }
    service.standing = Standing::Draining;
    service.desired = 0;
    service.unsettle();
    let Some(service) = world.ecs.services.get(&arn) else {
        return Err(service_not_found());
    };
    Ok(json!({ "service": service.describe(&world.ecs, true) }))
}
