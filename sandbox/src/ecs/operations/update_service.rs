//! `UpdateService`: what changes, and whether that starts a deployment.

use serde_json::{Value, json};

use super::{create_service, rollout};
use crate::{
    ecs::{
        checks::{check_pairing, check_service},
        object::{self, Object},
        refusal::{invalid_parameter, service_not_active, service_not_found},
        service::{REVISION_ONLY_MEMBERS, Service, Standing},
        task_definition::TaskDefinition,
    },
    error::{Answer, AwsError},
    input,
    world::World,
};

/// Members whose change makes a new version.
const STARTS_DEPLOYMENT: [&str; 7] = [
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "serviceRegistries",
    "serviceConnectConfiguration",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];
/// Members of the request that are no members of a service.
const NOT_KEPT: [&str; 5] = [
    "cluster",
    "service",
    "taskDefinition",
    "desiredCount",
    "forceNewDeployment",
];
/// What `UpdateService` may change while `CodeDeploy` is in charge, by its documentation; and
/// `enableExecuteCommand`, which deploy tools send without being refused.
const WITH_CODE_DEPLOY: [&str; 10] = [
    "cluster",
    "service",
    "desiredCount",
    "deploymentConfiguration",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
    "enableECSManagedTags",
    "propagateTags",
    "enableExecuteCommand",
];

pub(super) fn update(world: &mut World, input: &Value) -> Answer {
    let cluster = world.ecs.cluster_name(input::text(input, "cluster"))?;
    let reference = input::text(input, "service").unwrap_or_default();
    let arn = world
        .ecs
        .service_arn(&cluster, reference)
        .ok_or_else(service_not_found)?;
    let Some(mut service) = world.ecs.services.get(&arn).cloned() else {
        return Err(service_not_found());
    };
    if service.standing != Standing::Active {
        return Err(service_not_active());
    }
    check_controller(&service, input)?;
    let changes = object::omit(&object::members(input), &NOT_KEPT);
    let definition = changed_definition(world, &service, input)?;
    let mut merged = merged(&service, &changes, input);
    if input.get("desiredCount").is_some() {
        merged.insert("desiredCount".to_owned(), json!(0));
    }
    check_service(&merged)?;
    if let Some(definition) = &definition {
        check_pairing(world, &merged, definition)?;
    }
    let starts = starts_deployment(&service, &changes, definition.as_ref(), input);
    apply_count(&mut service, input)?;
    apply(&mut service, changes);
    if let (true, Some(definition)) = (starts, &definition) {
        rollout::begin(world, &mut service, definition);
    }
    let output = service.describe(&world.ecs, true);
    world.ecs.services.insert(arn, service);
    Ok(json!({ "service": output }))
}

fn check_controller(service: &Service, input: &Value) -> Result<(), AwsError> {
    let controller = service.controller();
    if controller == "ECS" {
        return Ok(());
    }
    let is_external = controller == "EXTERNAL";
    let Some(member) = object::members(input)
        .into_iter()
        .filter(|(_, value)| value != &json!(false))
        .map(|(member, _)| member)
        .find(|member| {
            !WITH_CODE_DEPLOY.contains(&member.as_str())
                || is_external && member == "deploymentConfiguration"
        })
    else {
        return Ok(());
    };
    // Seen in logs: task definition, network parameters, load balancers. The others are worded
    // after them.
    let what = match member.as_str() {
        "taskDefinition" => "task definition".to_owned(),
        "networkConfiguration" => "network parameters".to_owned(),
        "platformVersion" => "platform version".to_owned(),
        "loadBalancers" => "load balancers".to_owned(),
        "serviceRegistries" => "service registries".to_owned(),
        "capacityProviderStrategy" => "capacity provider strategy".to_owned(),
        "forceNewDeployment" => {
            return Err(invalid_parameter(format!(
                "Cannot force a new deployment on services with a {controller} deployment controller."
            )));
        }
        _ => member.clone(),
    };
    let remedy = if controller == "CODE_DEPLOY" {
        "Use AWS CodeDeploy to trigger a new deployment."
    } else {
        "Use CreateTaskSet to create a new deployment."
    };
    Err(invalid_parameter(format!(
        "Unable to update {what} on services with a {controller} deployment controller. {remedy}"
    )))
}

/// The revision that the service would run: the named one, else its present one.
fn changed_definition(
    world: &World,
    service: &Service,
    input: &Value,
) -> Result<Option<TaskDefinition>, AwsError> {
    let current = service
        .primary()
        .map(|deployment| deployment.task_definition.as_str());
    match (input::text(input, "taskDefinition"), current) {
        (Some(reference), _) => create_service::usable_definition(world, reference).map(Some),
        // A revision that was deregistered meanwhile goes on serving.
        (None, Some(current)) => Ok(world.ecs.task_definition(current).cloned()),
        (None, None) => Ok(None),
    }
}

/// The service as a client would have to ask for it after the change.
fn merged(service: &Service, changes: &Object, input: &Value) -> Object {
    let mut merged = service.members.clone();
    merged.extend(service.revision_members.clone());
    if object::is_filled_list(changes.get("capacityProviderStrategy")) {
        merged.shift_remove("launchType");
    }
    for (member, value) in changes {
        merged.insert(
            member.clone(),
            merged_member(merged.get(member), member, value),
        );
    }
    if changes.get("capacityProviderStrategy") == Some(&json!([])) {
        merged.shift_remove("capacityProviderStrategy");
        object::default(&mut merged, "launchType", launch_type_of_creation(service));
    }
    if input.get("taskDefinition").is_some() && service.controller() == "EXTERNAL" {
        merged.insert("taskDefinition".to_owned(), json!(""));
    }
    // The service-linked role comes by itself; a client's own goes with the load balancers.
    let own_role = service
        .role_arn
        .as_deref()
        .filter(|role| !role.contains("/AWSServiceRoleForECS"));
    if let Some(role) = own_role
        && object::is_filled_list(merged.get("loadBalancers"))
    {
        merged.insert("role".to_owned(), json!(role));
    }
    merged
}

/// A deployment configuration changes member by member, everything else as a whole.
fn merged_member(present: Option<&Value>, member: &str, value: &Value) -> Value {
    let (Some(Value::Object(present)), "deploymentConfiguration", Value::Object(change)) =
        (present, member, value)
    else {
        return value.clone();
    };
    let mut merged = present.clone();
    // What belongs to another strategy goes with it.
    if let Some(strategy) = change.get("strategy").and_then(Value::as_str) {
        for (kept_by, member) in [
            ("LINEAR", "linearConfiguration"),
            ("CANARY", "canaryConfiguration"),
        ] {
            if strategy != kept_by {
                merged.shift_remove(member);
            }
        }
    }
    merged.extend(change.clone());
    Value::Object(merged)
}

fn starts_deployment(
    service: &Service,
    changes: &Object,
    definition: Option<&TaskDefinition>,
    input: &Value,
) -> bool {
    if input::flag(input, "forceNewDeployment") {
        return true;
    }
    let is_other_definition = definition.is_some_and(|definition| {
        service
            .primary()
            .is_some_and(|primary| primary.task_definition != definition.arn)
    });
    let is_changed = |member: &str| {
        let present = service
            .members
            .get(member)
            .or_else(|| service.revision_members.get(member));
        match (changes.get(member), present) {
            (None, _) => false,
            (Some(Value::Array(list)), None) => !list.is_empty(),
            (Some(value), present) => present != Some(&with_network_defaults(value)),
        }
    };
    is_other_definition || STARTS_DEPLOYMENT.into_iter().any(is_changed)
}

/// A network as the service shows it, so that a repeated one is recognized.
fn with_network_defaults(value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(Value::Object(network)) = value.get_mut("awsvpcConfiguration") {
        object::default(network, "securityGroups", json!([]));
        object::default(network, "assignPublicIp", json!("DISABLED"));
    }
    value
}

fn apply_count(service: &mut Service, input: &Value) -> Result<(), AwsError> {
    let Some(count) = input::number(input, "desiredCount") else {
        return Ok(());
    };
    let count = u32::try_from(count)
        .map_err(|_| invalid_parameter("The desired count cannot be a negative number."))?;
    if service.desired != count {
        service.desired = count;
        service.unsettle();
    }
    Ok(())
}

/// Without capacity providers a service goes back to the launch type that it was created with.
fn launch_type_of_creation(service: &Service) -> Value {
    let said = service.request.get("launchType");
    said.filter(|said| !said.is_null())
        .cloned()
        .unwrap_or_else(|| json!("EC2"))
}

fn apply(service: &mut Service, changes: Object) {
    if object::is_filled_list(changes.get("capacityProviderStrategy")) {
        service.members.shift_remove("launchType");
    }
    for (member, value) in changes {
        let value = with_network_defaults(&value);
        let target = if REVISION_ONLY_MEMBERS.contains(&member.as_str()) {
            &mut service.revision_members
        } else {
            &mut service.members
        };
        let merged = merged_member(target.get(&member), &member, &value);
        target.insert(member, merged);
    }
    if service.members.get("capacityProviderStrategy") == Some(&json!([])) {
        service.members.shift_remove("capacityProviderStrategy");
        let launch_type = launch_type_of_creation(service);
        object::default(&mut service.members, "launchType", launch_type);
    }
    let is_daemon = service.is_daemon();
    if let Some(Value::Object(configuration)) = service.members.get_mut("deploymentConfiguration") {
        create_service::fill_configuration(configuration, is_daemon);
    }
    if create_service::uses_fargate(&service.members) {
        object::default(&mut service.members, "platformVersion", json!("LATEST"));
    }
}
