//! Rules about CPU, memory and limits.

use crate::check::context::{Context, Findings, in_task, is_set};
use crate::check::rule::{Rule, api, error, refusal, warning};
use crate::issue::Severity;
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::schema::{cpu_units, memory_mib};

pub(super) const RULES: &[Rule] = &[
    error(
        "container-memory-missing",
        memory_missing,
        "Without task memory each container has its own.",
        refusal("At least one of 'memory' or 'memoryReservation' must be specified."),
    ),
    error(
        "memory-reservation-above-limit",
        reservation_above_limit,
        "A container reserves at most its limit.",
        refusal("'memory' must be greater than or equal to 'memoryReservation'"),
    ),
    error(
        "memory-above-task",
        memory_above_task,
        "A container has at most the task's memory.",
        refusal("The 'memory' setting for container is greater than for the task."),
    ),
    error(
        "cpu-above-task",
        cpu_above_task,
        "The containers together have at most the task's CPU.",
        refusal(
            "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        ),
    ),
    error(
        "task-cpu-range",
        task_cpu_range,
        "On instances a task has 128 to 196608 CPU units.",
        api("RegisterTaskDefinition"),
    ),
    warning(
        "memory-very-small",
        memory_very_small,
        "A container has at least the 6 MiB that Docker needs.",
        api("ContainerDefinition"),
    ),
    warning(
        "cpu-share-range",
        cpu_share_range,
        "Linux has 2 to 262144 CPU shares.",
        api("ContainerDefinition"),
    ),
    error(
        "ulimit-soft-above-hard",
        ulimits,
        "A soft limit is at most the hard one.",
        refusal("Soft limit exceeds hard limit for ulimit"),
    ),
];

fn memory_missing(context: &Context<'_>, found: &mut Findings) {
    if context.task_definition.is_none() || context.task_has("memory") {
        return;
    }
    for container in &context.containers {
        if !is_set(container.json, "memory") && !is_set(container.json, "memoryReservation") {
            found.add(
                in_task(container.at.member("memory")),
                format!("Give {} memory in MiB, such as 128: without task memory each container needs memory or memoryReservation", container.words()),
            );
        }
    }
}

fn reservation_above_limit(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        if let (Some(memory), Some(reservation)) = (
            container.number("memory"),
            container.number("memoryReservation"),
        ) && reservation > memory
        {
            found.add(
                in_task(container.at.member("memoryReservation")),
                format!("Lower memoryReservation to at most the limit of {memory} MiB, or raise memory to {reservation}"),
            );
        }
    }
}

/// A size of the task, unless it is a placeholder or wrong in itself.
fn task_size(context: &Context<'_>, name: &str, read: fn(&str) -> Option<i64>) -> Option<i64> {
    match context.task_definition?.get(name)? {
        Json::String(text) if !looks_unfilled(text) => read(text),
        other => other.as_i64(),
    }
}

fn memory_above_task(context: &Context<'_>, found: &mut Findings) {
    let Some(task) = task_size(context, "memory", memory_mib) else {
        return;
    };
    let mut reserved: i64 = 0;
    let mut above = false;
    for container in &context.containers {
        let memory = container.number("memory");
        if let Some(memory) = memory
            && memory > task
        {
            found.add(
                in_task(container.at.member("memory")),
                format!("Lower the memory of {} to at most the task's {task} MiB, or raise the task's memory", container.words()),
            );
            above = true;
        }
        let counts = container.number("memoryReservation").or(memory);
        reserved = reserved.saturating_add(counts.unwrap_or(0));
    }
    if reserved > task && !above {
        let message = format!(
            "Lower the containers' memory to {task} MiB together, the task's memory: they reserve {reserved}"
        );
        let at = in_task("/memory");
        if context.on_fargate() {
            found.add(at, message);
        } else {
            found.weaker(Severity::Warning, at, message);
        }
    }
}

fn cpu_above_task(context: &Context<'_>, found: &mut Findings) {
    let Some(task) = task_size(context, "cpu", cpu_units) else {
        return;
    };
    let mut sum = 0_i64;
    for container in &context.containers {
        let cpu = container.number("cpu").unwrap_or(0);
        if cpu > task {
            found.add(
                in_task(container.at.member("cpu")),
                format!("Lower the CPU of {} to at most the task's {task} units, or raise the task's CPU", container.words()),
            );
            return;
        }
        sum = sum.saturating_add(cpu);
    }
    if sum > task {
        found.add(
            in_task("/cpu"),
            format!("Lower the containers' CPU to {task} units together, the task's CPU: they ask for {sum}"),
        );
    }
}

/// The CPU units that a task can have on instances.
const TASK_CPU: std::ops::RangeInclusive<i64> = 128..=196_608;

fn task_cpu_range(context: &Context<'_>, found: &mut Findings) {
    // Fargate has its own sizes, and what Managed Instances have is not documented.
    if context.on_fargate() || context.requires("MANAGED_INSTANCES") {
        return;
    }
    if let Some(cpu) = context.task_text("cpu").and_then(cpu_units)
        && !TASK_CPU.contains(&cpu)
    {
        found.add(
            in_task("/cpu"),
            format!(
                "Set the task's cpu to {} to {} CPU units, not {cpu}",
                TASK_CPU.start(),
                TASK_CPU.end()
            ),
        );
    }
}

/// What Docker 20.10 and later need; less than 4 is refused everywhere.
const LEAST_MEMORY: i64 = 6;

fn memory_very_small(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for name in ["memory", "memoryReservation"] {
            if container
                .number(name)
                .is_some_and(|memory| (4..LEAST_MEMORY).contains(&memory))
            {
                found.add(
                    in_task(container.at.member(name)),
                    format!("Raise {name} to at least {LEAST_MEMORY} MiB: Docker 20.10 and later need it for {}", container.words()),
                );
            }
        }
    }
}

/// The most shares that Linux has.
const MOST_SHARES: i64 = 262_144;

fn cpu_share_range(context: &Context<'_>, found: &mut Findings) {
    if context.on_fargate() || context.on_windows() {
        return;
    }
    for container in &context.containers {
        let message = match container.number("cpu") {
            Some(1) => {
                "Set cpu to 2 or more, or to 0 for no reservation: Linux makes 2 of 1".to_owned()
            }
            Some(cpu) if cpu > MOST_SHARES => {
                format!("Lower cpu to at most {MOST_SHARES}: Linux has no more shares")
            }
            _ => continue,
        };
        found.add(in_task(container.at.member("cpu")), message);
    }
}

fn ulimits(context: &Context<'_>, found: &mut Findings) {
    for container in &context.containers {
        for (at, ulimit) in container.elements("ulimits") {
            let limit = |name: &str| ulimit.get(name).and_then(Json::as_i64);
            if let (Some(soft), Some(hard)) = (limit("softLimit"), limit("hardLimit"))
                && soft > hard
                && hard >= 0
            {
                found.add(
                    in_task(at.member("softLimit")),
                    format!("Lower softLimit to at most the hard limit of {hard}"),
                );
            }
        }
    }
}
