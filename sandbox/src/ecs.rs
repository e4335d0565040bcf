//! Amazon ECS: clusters, task definitions, services and tasks, and a scheduler that lives.
//!
//! Operations change what is wanted and answer at once; everything that takes time in AWS is done
//! by [`tick`]. Every cluster comes with a small fleet of container instances of its own, unless
//! it was made for Fargate only: without them nothing with the EC2 launch type could be tried.

mod arns;
mod checks;
mod cluster;
mod events;
mod image;
mod object;
mod operations;
mod refusal;
mod scheduler;
mod service;
mod shapes;
mod store;
mod task;
mod task_definition;

use serde_json::Value;

pub(crate) use self::store::Ecs;
use crate::{
    error::{Answer, AwsError},
    input,
    world::World,
};

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value) -> Answer {
    let Some(answer) = operations::find(operation) else {
        return Err(AwsError::new(
            "UnknownOperationException",
            format!("the sandbox does not simulate the ECS operation {operation:?}"),
        ));
    };
    let input = shapes::check_request(operation, input)?;
    answer(world, &input)
}

/// How many running tasks are registered with a service of Cloud Map.
pub(crate) fn count_registered(world: &World, registry_arn: &str) -> usize {
    let registers = |service: &&service::Service| {
        let registries = service.members.get("serviceRegistries");
        let mut registries = registries.and_then(Value::as_array).into_iter().flatten();
        registries.any(|one| input::text(one, "registryArn") == Some(registry_arn))
    };
    let services = world.ecs.services.iter();
    services
        .filter(|(_, service)| registers(service))
        .flat_map(|(arn, _)| world.ecs.tasks_of(arn))
        .filter(|task| task.status.is_running())
        .count()
}

/// One step of the scheduler.
pub(crate) fn tick(world: &mut World) {
    scheduler::tick(world);
}
