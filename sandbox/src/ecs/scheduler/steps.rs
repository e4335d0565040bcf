//! The steps between pulling and running: images, secrets, target groups, the first and the last
//! lines of the log.

use serde_json::Value;

use crate::{
    ecs::{
        events,
        image::{self, Pull},
        service::{self, deployment::Side},
        task::{Ailment, Registration, Task},
        task_definition::{NetworkMode, TaskDefinition},
    },
    elbv2::{self, Target, TargetAnswer},
    iam, input, logs,
    secretsmanager::{self, Missing},
    ssm,
    world::World,
};

/// Why a task can't start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StartFailure {
    /// The container whose image it was.
    pub(super) container: Option<String>,
    pub(super) reason: String,
}

impl StartFailure {
    /// What the task says: on EC2 the particulars stand on the container alone.
    pub(super) fn task_reason(&self, is_fargate: bool) -> String {
        if is_fargate || self.container.is_none() {
            self.reason.clone()
        } else {
            "Task failed to start".to_owned()
        }
    }
}

/// Pulls images and fetches secrets.
pub(super) fn prepare(world: &mut World, arn: &str) -> Result<(), StartFailure> {
    let Some(task) = world.ecs.tasks.get(arn).cloned() else {
        return Ok(());
    };
    let Some(definition) = world.ecs.task_definition(&task.task_definition).cloned() else {
        return Ok(());
    };
    check_secrets(world, &definition)?;
    let is_fargate = task.launch_type == "FARGATE";
    let mut digests = Vec::new();
    for container in &task.containers {
        match image::pull(world, &container.image, is_fargate) {
            Pull::Found { digest } => digests.push(digest),
            Pull::Failed { reason } => {
                return Err(StartFailure {
                    container: Some(container.name.clone()),
                    reason,
                });
            }
        }
    }
    let runtime_ids: Vec<String> = task
        .containers
        .iter()
        .map(|_| format!("{}-{}", task.id, world.next_digits(10)))
        .collect();
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        for ((container, digest), runtime_id) in
            task.containers.iter_mut().zip(digests).zip(runtime_ids)
        {
            container.image_digest = digest;
            container.runtime_id = Some(runtime_id);
        }
    }
    Ok(())
}

fn check_secrets(world: &World, definition: &TaskDefinition) -> Result<(), StartFailure> {
    let role = definition.text("executionRoleArn");
    let secrets = definition
        .containers()
        .iter()
        .flat_map(|container| input::list(container, "secrets"))
        .filter_map(|secret| input::text(secret, "valueFrom"));
    for from in secrets {
        let is_secret = from.contains(":secretsmanager:");
        let problem = if is_secret {
            secret_problem(world, role, from)
        } else {
            parameter_problem(world, role, from)
        };
        if let Some(problem) = problem {
            return Err(StartFailure {
                container: None,
                reason: format!(
                    "ResourceInitializationError: unable to pull secrets or registry auth: \
                     execution resource retrieval failed: {problem}"
                ),
            });
        }
    }
    Ok(())
}

fn secret_problem(world: &World, role: Option<&str>, from: &str) -> Option<String> {
    let failed = |why: String| {
        Some(format!(
            "unable to retrieve secret from asm: service call has been retried 1 time(s): failed \
             to fetch secret {from} from secrets manager: {why}"
        ))
    };
    if let Some(role) = denied(world, role, "secretsmanager:GetSecretValue", from) {
        return failed(format!(
            "AccessDeniedException: User: {role} is not authorized to perform: \
             secretsmanager:GetSecretValue on resource: {from} because no identity-based policy \
             allows the secretsmanager:GetSecretValue action"
        ));
    }
    match secretsmanager::look(world, from) {
        Ok(()) => None,
        Err(Missing::Secret) => failed(
            "ResourceNotFoundException: Secrets Manager can't find the specified secret."
                .to_owned(),
        ),
        Err(Missing::Key(key)) => Some(format!(
            "unable to retrieve secret from asm: service call has been retried 1 time(s): \
             retrieved secret from Secrets Manager did not contain json key {key}"
        )),
    }
}

fn parameter_problem(world: &World, role: Option<&str>, from: &str) -> Option<String> {
    let failed = |why: String| {
        Some(format!(
            "unable to retrieve secrets from ssm: service call has been retried 1 time(s): {why}"
        ))
    };
    let resource = if from.starts_with("arn:") {
        from.to_owned()
    } else {
        crate::arn::regional(
            world,
            "ssm",
            &format!("parameter/{}", from.trim_start_matches('/')),
        )
    };
    if let Some(role) = denied(world, role, "ssm:GetParameters", &resource) {
        return failed(format!(
            "AccessDeniedException: User: {role} is not authorized to perform: ssm:GetParameters \
             on resource: {resource} because no identity-based policy allows the ssm:GetParameters \
             action"
        ));
    }
    if ssm::exists(world, from) {
        return None;
    }
    let name = from.split_once(":parameter").map_or(from, |(_, name)| name);
    failed(format!("invalid ssm parameters: {name}"))
}

/// The role when it is known and its policies don't allow the action. A role that IAM does not
/// know is let through: definitions from other accounts can be tried.
fn denied<'a>(
    world: &World,
    role: Option<&'a str>,
    action: &str,
    resource: &str,
) -> Option<&'a str> {
    role.filter(|role| {
        iam::role_exists(world, role) && !iam::role_can(world, role, action, resource)
    })
}

/// Registers a service's task in the target groups; `false` when there are none.
pub(super) fn register(world: &mut World, arn: &str) -> bool {
    let Some(task) = world.ecs.tasks.get(arn) else {
        return false;
    };
    let Some(service) = task
        .service
        .as_deref()
        .and_then(|service| world.ecs.services.get(service))
    else {
        return false;
    };
    let id = task.started_by.as_deref().unwrap_or_default();
    let version = service.deployment(id);
    let members = version.map_or(&service.members, |version| &version.members);
    let side = version.map_or(Side::Main, |version| version.side);
    let registrations: Vec<Registration> = service::places(members, side)
        .into_iter()
        .filter_map(|place| {
            Some(Registration {
                target: target(world, task, &place.container, place.port)?,
                target_group: place.target_group,
            })
        })
        .collect();
    if registrations.is_empty() {
        return false;
    }
    let (service, label) = (service.arn.clone(), service.label(id));
    let answer = match task.ailment {
        Ailment::None => TargetAnswer::Ok,
        Ailment::Unhealthy | Ailment::Slow => TargetAnswer::Code(503),
        // It ends while it starts, so that no health check ever finds it well. Were it well for a
        // moment, it would end the count of failures and take the old version's place.
        Ailment::Crash | Ailment::OutOfMemory | Ailment::Exit(_) => TargetAnswer::Timeout,
    };
    for registration in &registrations {
        elbv2::register_targets(
            world,
            &registration.target_group,
            std::slice::from_ref(&registration.target),
        );
        elbv2::set_target_answer(
            world,
            &registration.target_group,
            &registration.target,
            answer,
        );
        let message = events::registered(&label, 1, &registration.target_group);
        service::say(world, &service, message);
    }
    if let Some(task) = world.ecs.tasks.get_mut(arn) {
        task.registrations = registrations;
    }
    true
}

/// Where a load balancer reaches a container: at its own address, or at its instance's port.
fn target(world: &World, task: &Task, container: &str, port: u16) -> Option<Target> {
    if let Some(network) = &task.network {
        return Some(Target {
            id: network.address.clone(),
            port,
        });
    }
    let instance = world
        .ecs
        .clusters
        .get(&task.cluster)?
        .instance(task.instance.as_deref()?)?;
    let binding = task
        .containers
        .iter()
        .find(|known| known.name == container)?
        .bindings
        .iter()
        .find(|binding| binding.container_port == port)?;
    let is_host = world
        .ecs
        .task_definition(&task.task_definition)
        .is_some_and(|definition| definition.network_mode() == NetworkMode::Host);
    Some(Target {
        id: instance.ec2_instance_id.clone(),
        port: if is_host { port } else { binding.host_port },
    })
}

/// The first lines of a task's containers.
pub(super) fn log_start(world: &mut World, arn: &str) {
    write(world, arn, |image, ailment, is_job| {
        let mut lines = vec![
            format!("starting {image}"),
            "configuration loaded".to_owned(),
        ];
        match ailment {
            Ailment::Unhealthy => {
                lines.push("error: upstream is not available, answering 503".to_owned());
            }
            Ailment::Slow => lines.push("warming up caches, this takes a while".to_owned()),
            Ailment::None if is_job => lines.push("at work".to_owned()),
            Ailment::None | Ailment::Crash | Ailment::OutOfMemory => {
                lines.push("ready to accept connections".to_owned());
            }
            Ailment::Exit(_) => {
                lines.push("2 of 42 migrations are pending".to_owned());
                lines.push("applying migration 0041".to_owned());
                lines.push("applying migration 0042".to_owned());
            }
        }
        lines
    });
}

/// What a container says before it ends by itself.
pub(super) fn log_last_words(world: &mut World, arn: &str) {
    write(world, arn, |_, ailment, is_job| match ailment {
        Ailment::Crash => vec![
            "fatal: can't read the configuration: DATABASE_URL is not set".to_owned(),
            "exiting with status 1".to_owned(),
        ],
        Ailment::OutOfMemory => vec!["allocating 2147483648 bytes".to_owned()],
        Ailment::Exit(0) => vec!["42 of 42 migrations are applied".to_owned()],
        Ailment::Exit(code) => vec![
            "error: migration 0042 failed: relation \"orders\" does not exist".to_owned(),
            format!("exiting with status {code}"),
        ],
        Ailment::None | Ailment::Unhealthy | Ailment::Slow if is_job => {
            vec!["the work is done".to_owned()]
        }
        Ailment::None | Ailment::Unhealthy | Ailment::Slow => Vec::new(),
    });
}

/// Lets each container say something, by its image, what ails it, and whether it does the work of a
/// task that was run by itself.
fn write(world: &mut World, arn: &str, words: fn(&str, Ailment, bool) -> Vec<String>) {
    let Some(task) = world.ecs.tasks.get(arn) else {
        return;
    };
    let Some(definition) = world.ecs.task_definition(&task.task_definition) else {
        return;
    };
    let streams: Vec<(String, String, Vec<String>)> = task
        .containers
        .iter()
        .filter_map(|container| {
            let (group, stream) = log_stream(
                definition.container(&container.name)?,
                &container.name,
                &task.id,
            )?;
            let is_job = task.service.is_none() && container.essential;
            let lines = words(&container.image, image::ailment(&container.image), is_job);
            (!lines.is_empty()).then_some((group, stream, lines))
        })
        .collect();
    for (group, stream, lines) in streams {
        logs::write(world, &group, &stream, &lines);
    }
}

/// The log group and stream of a container that logs through `awslogs`.
fn log_stream(definition: &Value, container: &str, task: &str) -> Option<(String, String)> {
    let log = definition
        .get("logConfiguration")
        .filter(|log| input::text(log, "logDriver") == Some("awslogs"))?;
    let options = log.get("options")?;
    let group = input::text(options, "awslogs-group")?.to_owned();
    let stream = match input::text(options, "awslogs-stream-prefix") {
        Some(prefix) => format!("{prefix}/{container}/{task}"),
        None => task.to_owned(),
    };
    Some((group, stream))
}
