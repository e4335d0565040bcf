//! Setting a new version of a service going: a deployment, a service revision and the record of
//! the rollout, all under the same number.

use serde_json::{Value, json};

use crate::{
    ecr::{self, Lookup},
    ecs::{
        arns, events, object,
        service::{
            Service, VERSION_MEMBERS,
            deployment::{Deployment, Rollout},
            service_deployment::{Revision, ServiceDeployment, Status},
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
    service.revisions.push(Revision {
        arn: revision.clone(),
        created_ms: world.now_ms,
        task_definition: definition.arn.clone(),
        members: members.clone(),
        images: images(world, definition),
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
        },
    );
    service.unsettle();
    service.memory.failed_rounds = 0;
    service.memory.start_after_ms = 0;
    service.memory.failed_since_start = false;
    service.memory.unplaced_since_ms = None;
}

fn record(world: &mut World, service: &Service, id: &str, revision: &str) -> ServiceDeployment {
    let record_id = world.next_hex(22);
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
        configuration: service
            .members
            .get("deploymentConfiguration")
            .cloned()
            .unwrap_or_else(|| json!({})),
        failure_count: 0,
        threshold: service
            .circuit_breaker()
            .map_or(0, |breaker| breaker.threshold),
        breaker_triggered: false,
        rollback: None,
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
