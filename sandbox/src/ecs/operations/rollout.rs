//! Setting a new version of a service going: a deployment, a service revision and the record of
//! the rollout, all under the same number.

use serde_json::{Value, json};

use crate::{
    cloudwatch,
    ecr::{self, Lookup},
    ecs::{
        arns, events, object,
        service::{
            Service, VERSION_MEMBERS,
            alarm_watch::AlarmWatch,
            deployment::{Deployment, Rollout, Side},
            lifecycle::Lifecycle,
            service_deployment::{Revision, ServiceDeployment, Status},
            target_group,
        },
        task_definition::TaskDefinition,
    },
    input,
    world::World,
};

/// Makes a new primary deployment from the service's present members.
pub(super) fn begin(world: &mut World, service: &mut Service, definition: &TaskDefinition) {
    let number = world.next_digits(19);
    let id = format!("ecs-svc/{number}");
    let mut members = object::pick(&service.members, &VERSION_MEMBERS);
    members.extend(service.revision_members.clone());
    members.shift_remove("taskDefinition");
    let revision = arns::service_revision(world, &service.cluster, &service.name, &number);
    let side = side(service);
    let resolved = resolved(service, side);
    service.revisions.push(Revision {
        arn: revision.clone(),
        created_ms: world.now_ms,
        task_definition: definition.arn.clone(),
        members: members.clone(),
        images: images(world, definition),
        resolved,
    });
    supersede(service, world.now_ms);
    if service.controller() == "ECS" {
        let record = record(world, service, &id, &revision);
        service.records.insert(0, record);
    }
    service.deployments.insert(
        0,
        Deployment {
            reason: events::rollout_in_progress(&id),
            id,
            task_definition: definition.arn.clone(),
            members,
            created_ms: world.now_ms,
            updated_ms: world.now_ms,
            rollout: Rollout::InProgress,
            failed_tasks: 0,
            revision,
            was_completed: false,
            side,
        },
    );
    service.unsettle();
    service.memory.failed_rounds = 0;
    service.memory.start_after_ms = 0;
    service.memory.failed_since_start = false;
    service.memory.unplaced_since_ms = None;
}

fn strategy(service: &Service) -> &str {
    service
        .members
        .get("deploymentConfiguration")
        .and_then(|configuration| input::text(configuration, "strategy"))
        .unwrap_or("ROLLING")
}

/// The last deployment that took over, the newest first.
fn good(service: &Service) -> Option<&Deployment> {
    let mut deployments = service.deployments.iter();
    deployments
        .find(|deployment| deployment.was_completed)
        .or(service.retired.as_ref())
}

/// The target groups that the next version goes into: the others, when traffic is shifted.
fn side(service: &Service) -> Side {
    match good(service) {
        None => Side::Main,
        Some(good) if strategy(service) == "ROLLING" => good.side,
        Some(good) => good.side.other(),
    }
}

/// What a revision really uses where the load balancers offer two groups.
fn resolved(service: &Service, side: Side) -> Option<Value> {
    let balancers: Vec<Value> = service
        .members
        .get("loadBalancers")?
        .as_array()?
        .iter()
        .filter_map(|balancer| {
            let advanced = balancer.get("advancedConfiguration")?;
            let mut output = json!({ "targetGroupArn": target_group(balancer, side)? });
            let rule = input::text(advanced, "productionListenerRule");
            input::set_some(&mut output, "productionListenerRule", rule);
            Some(output)
        })
        .collect();
    (!balancers.is_empty()).then(|| json!({ "loadBalancers": balancers }))
}

/// The stages that a rollout will go through, unless tasks are to be replaced one by one.
fn lifecycle(world: &World, service: &Service) -> Option<Lifecycle> {
    if strategy(service) == "ROLLING" {
        return None;
    }
    // The newest stands for the good one that it has replaced already.
    let blue = match good(service) {
        Some(good) => service
            .deployments
            .iter()
            .find(|deployment| deployment.id == good.id)
            .or_else(|| service.primary()),
        None => None,
    };
    let has_leftovers = service.deployments.len() > usize::from(blue.is_some());
    let blue = blue.map(|blue| blue.revision.clone());
    Some(Lifecycle::new(blue, has_leftovers, world.now_ms))
}

fn record(world: &mut World, service: &Service, id: &str, revision: &str) -> ServiceDeployment {
    let record_id = world.next_hex(22);
    let configuration = service
        .members
        .get("deploymentConfiguration")
        .cloned()
        .unwrap_or_else(|| json!({}));
    let alarms = AlarmWatch::read(&configuration).map(|watch| AlarmWatch {
        is_ignored: !cloudwatch::in_alarm(world, &watch.names).is_empty(),
        ..watch
    });
    ServiceDeployment {
        arn: arns::service_deployment(world, &service.cluster, &service.name, &record_id),
        status: Status::Pending,
        reason: None,
        created_ms: world.now_ms,
        started_ms: None,
        finished_ms: None,
        stopped_ms: None,
        updated_ms: world.now_ms,
        target: revision.to_owned(),
        deployment: id.to_owned(),
        sources: service
            .deployments
            .iter()
            .map(|deployment| deployment.revision.clone())
            .collect(),
        configuration,
        failure_count: 0,
        threshold: service
            .circuit_breaker()
            .map_or(0, |breaker| breaker.threshold),
        breaker_triggered: false,
        rollback: None,
        alarms,
        lifecycle: lifecycle(world, service),
    }
}

/// A rollout that is not over gives way to the next one.
fn supersede(service: &mut Service, now_ms: i64) {
    if let Some(record) = service.current_record_mut() {
        record.enter(
            Status::Stopped,
            Some("Service deployment stopped because a new service deployment replaced it."),
            now_ms,
        );
    }
}

/// The images of a version, resolved to digests where the registry knows them.
fn images(world: &World, definition: &TaskDefinition) -> Vec<Value> {
    definition
        .containers()
        .iter()
        .map(|container| {
            let image = input::text(container, "image").unwrap_or_default();
            let mut output = json!({
                "containerName": input::text(container, "name").unwrap_or_default(),
                "image": image,
            });
            if let Lookup::Found { digest, .. } = ecr::find_image(world, image) {
                input::set_some(&mut output, "imageDigest", Some(digest));
            }
            output
        })
        .collect()
}
