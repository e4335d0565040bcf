//! `CreateService`.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::{rebalancing, rollout};
use crate::{
    arn,
    ecs::{
        arns,
        checks::{check_name, check_pairing, check_service, check_tags},
        object::{self, Object},
        refusal::{client, invalid_parameter},
        service::{Memory, Service, Standing, split_members},
        task_definition::TaskDefinition,
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

/// Members of the request that stand elsewhere than among a service's members.
const NOT_KEPT: [&str; 8] = [
    "cluster",
    "serviceName",
    "taskDefinition",
    "desiredCount",
    "clientToken",
    "role",
    "tags",
    "platformFamily",
];

pub(super) fn create(world: &mut World, input: &Value) -> Answer {
    let name = input::text(input, "serviceName")
        .unwrap_or_default()
        .to_owned();
    check_name("ServiceName", &name)?;
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let tags = input::list(input, "tags").to_vec();
    check_tags(&tags)?;
    if input::text(input, "clientToken").is_some_and(|token| token.len() > 36) {
        return Err(invalid_parameter(
            "clientToken must be at most 36 characters long.",
        ));
    }
    if let Some(existing) = find_repeated(world, &cluster, &name, input)? {
        return Ok(json!({ "service": existing }));
    }
    let mut wanted = object::members(input);
    inherit_default_strategy(world, &cluster, &mut wanted);
    check_service(&wanted)?;
    let is_external = input
        .get("deploymentController")
        .and_then(|controller| input::text(controller, "type"))
        == Some("EXTERNAL");
    let definition = if is_external {
        None
    } else {
        Some(usable_definition(
            world,
            input::text(input, "taskDefinition").unwrap_or_default(),
        )?)
    };
    let is_daemon = wanted.get("schedulingStrategy").and_then(Value::as_str) == Some("DAEMON");
    let desired = desired_count(input, is_daemon)?;
    if let Some(definition) = &definition {
        check_pairing(world, &wanted, definition)?;
    }
    let role_arn = role_arn(world, &wanted, definition.as_ref());
    let mut members = object::omit(&wanted, &NOT_KEPT);
    fill_defaults(&mut members, definition.as_ref(), is_daemon);
    let (members, revision_members) = split_members(&members);
    let mut service = Service {
        arn: arns::service(world, &cluster, &name),
        cluster_arn: arns::cluster(world, &cluster),
        name,
        cluster,
        standing: Standing::Active,
        desired,
        members,
        revision_members,
        role_arn,
        tags,
        created_ms: world.now_ms,
        created_by: arn::global(world, "iam", "root"),
        request: without_token(input),
        deployments: Vec::new(),
        retired: None,
        records: Vec::new(),
        revisions: Vec::new(),
        events: VecDeque::new(),
        memory: Memory::default(),
    };
    if let Some(definition) = &definition {
        rollout::begin(world, &mut service, definition);
    }
    let output = service.describe(&world.ecs, true);
    world.ecs.services.insert(service.arn.clone(), service);
    Ok(json!({ "service": output }))
}

/// The service when the same request made it before; a refusal when another did.
fn find_repeated(
    world: &World,
    cluster: &str,
    name: &str,
    input: &Value,
) -> Result<Option<Value>, AwsError> {
    let arn = arns::service(world, cluster, name);
    let Some(existing) = world.ecs.services.get(&arn) else {
        return Ok(None);
    };
    match existing.standing {
        Standing::Active if existing.request == without_token(input) => {
            Ok(Some(existing.describe(&world.ecs, true)))
        }
        Standing::Active => Err(invalid_parameter("Creation of service was not idempotent.")),
        Standing::Draining => Err(invalid_parameter(
            "Unable to Start a service that is still Draining.",
        )),
        Standing::Inactive => Ok(None),
    }
}

fn without_token(input: &Value) -> Value {
    Value::Object(object::omit(&object::members(input), &["clientToken"]))
}

/// Without a launch type the cluster's default strategy applies.
fn inherit_default_strategy(world: &World, cluster: &str, wanted: &mut Object) {
    if wanted.contains_key("launchType") || wanted.contains_key("capacityProviderStrategy") {
        return;
    }
    let default = world
        .ecs
        .clusters
        .get(cluster)
        .and_then(|cluster| cluster.members.get("defaultCapacityProviderStrategy"))
        .filter(|strategy| object::is_filled_list(Some(strategy)));
    match default {
        Some(strategy) => {
            wanted.insert("capacityProviderStrategy".to_owned(), strategy.clone());
        }
        None => {
            wanted.insert("launchType".to_owned(), json!("EC2"));
        }
    }
}

/// The active revision that a request names.
pub(super) fn usable_definition(
    world: &World,
    reference: &str,
) -> Result<TaskDefinition, AwsError> {
    if reference.is_empty() {
        return Err(invalid_parameter("TaskDefinition can not be blank."));
    }
    let definition = world
        .ecs
        .task_definition(reference)
        .ok_or_else(|| client("TaskDefinition not found."))?;
    if definition.is_active() {
        Ok(definition.clone())
    } else {
        Err(client("TaskDefinition is inactive"))
    }
}

fn desired_count(input: &Value, is_daemon: bool) -> Result<u32, AwsError> {
    if is_daemon {
        return Ok(0);
    }
    let Some(count) = input::number(input, "desiredCount") else {
        let is_external = input
            .get("deploymentController")
            .and_then(|controller| input::text(controller, "type"))
            == Some("EXTERNAL");
        return if is_external {
            Ok(0)
        } else {
            Err(invalid_parameter(
                "The desired count must be specified for services with the REPLICA scheduling \
                 strategy.",
            ))
        };
    };
    u32::try_from(count)
        .map_err(|_| invalid_parameter("The desired count cannot be a negative number."))
}

/// A role for the load balancer is the client's with a classic set-up, else the service-linked one.
fn role_arn(world: &World, wanted: &Object, definition: Option<&TaskDefinition>) -> Option<String> {
    if let Some(role) = wanted.get("role").and_then(Value::as_str) {
        return Some(if arns::is_arn(role) {
            role.to_owned()
        } else {
            arn::global(
                world,
                "iam",
                &format!("role/{}", role.trim_start_matches('/')),
            )
        });
    }
    let is_awsvpc = definition.is_some_and(|definition| {
        definition.network_mode() == crate::ecs::task_definition::NetworkMode::Awsvpc
    });
    let is_balanced = object::is_filled_list(wanted.get("loadBalancers"));
    (is_awsvpc || is_balanced).then(|| {
        arn::global(
            world,
            "iam",
            "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        )
    })
}

/// What AWS reports for members that were left out.
fn fill_defaults(members: &mut Object, definition: Option<&TaskDefinition>, is_daemon: bool) {
    object::default(members, "schedulingStrategy", json!("REPLICA"));
    object::default(members, "deploymentController", json!({ "type": "ECS" }));
    object::default(members, "enableECSManagedTags", json!(false));
    object::default(members, "propagateTags", json!("NONE"));
    object::default(members, "enableExecuteCommand", json!(false));
    let rebalancing = rebalancing::default_of(members);
    object::default(members, "availabilityZoneRebalancing", json!(rebalancing));
    if uses_fargate(members) {
        object::default(members, "platformVersion", json!("LATEST"));
        if let Some(definition) = definition {
            object::default(
                members,
                "platformFamily",
                json!(definition.platform_family()),
            );
        }
    }
    if object::is_filled_list(members.get("loadBalancers")) {
        object::default(members, "healthCheckGracePeriodSeconds", json!(0));
    }
    object::default(members, "deploymentConfiguration", json!({}));
    if let Some(Value::Object(configuration)) = members.get_mut("deploymentConfiguration") {
        fill_configuration(configuration, is_daemon);
    }
    if let Some(Value::Object(network)) = members
        .get_mut("networkConfiguration")
        .and_then(|network| network.get_mut("awsvpcConfiguration"))
    {
        object::default(network, "securityGroups", json!([]));
        object::default(network, "assignPublicIp", json!("DISABLED"));
    }
}

pub(super) fn uses_fargate(members: &Object) -> bool {
    members.get("launchType").and_then(Value::as_str) == Some("FARGATE")
        || members
            .get("capacityProviderStrategy")
            .and_then(Value::as_array)
            .is_some_and(|strategy| {
                strategy.iter().any(|item| {
                    input::text(item, "capacityProvider")
                        .is_some_and(|name| name.starts_with("FARGATE"))
                })
            })
}

/// The deployment configuration's own defaults.
pub(super) fn fill_configuration(configuration: &mut Object, is_daemon: bool) {
    let (maximum, minimum) = if is_daemon { (100, 0) } else { (200, 100) };
    object::default(configuration, "maximumPercent", json!(maximum));
    object::default(configuration, "minimumHealthyPercent", json!(minimum));
    object::default(
        configuration,
        "deploymentCircuitBreaker",
        json!({ "enable": false, "rollback": false }),
    );
    object::default(configuration, "strategy", json!("ROLLING"));
    object::default(configuration, "bakeTimeInMinutes", json!(0));
    let shift = match configuration.get("strategy").and_then(Value::as_str) {
        Some("LINEAR") => {
            let usual = json!({ "stepPercent": 10.0, "stepBakeTimeInMinutes": 6 });
            Some(("linearConfiguration", usual))
        }
        Some("CANARY") => {
            let usual = json!({ "canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10 });
            Some(("canaryConfiguration", usual))
        }
        _ => None,
    };
    if let Some((member, Value::Object(usual))) = shift {
        object::default(configuration, member, json!({}));
        if let Some(Value::Object(given)) = configuration.get_mut(member) {
            for (name, value) in usual {
                object::default(given, &name, value);
            }
        }
    }
}
