//! CPU and memory of the task and of its containers.

use super::{
    Verdict,
    draft::{Draft, name_of},
};
use crate::{ecs::refusal::client, input};

/// The least that Docker takes, in MiB.
const LEAST_MEMORY: i64 = 4;

pub(super) fn check(draft: &Draft<'_>) -> Verdict {
    for (member, label) in [("cpu", "cpu"), ("memory", "memory")] {
        if draft.text(member).is_some() && draft.number(member).is_none_or(|value| value <= 0) {
            return Err(client(format!("Invalid '{label}' setting for task.")));
        }
    }
    let task_cpu = draft.number("cpu");
    let task_memory = draft.number("memory");
    if !draft.is_fargate && task_cpu.is_some_and(|cpu| !(128..=196_608).contains(&cpu)) {
        return Err(client("Invalid 'cpu' setting for task."));
    }
    let (mut all_cpu, mut all_memory) = (0_i64, 0_i64);
    for container in draft.containers {
        let name = name_of(container);
        let cpu = input::number(container, "cpu").unwrap_or(0);
        let memory = input::number(container, "memory");
        let reservation = input::number(container, "memoryReservation");
        if cpu < 0 {
            return Err(client(format!(
                "Invalid 'cpu' setting for container '{name}'."
            )));
        }
        for (member, value) in [("memory", memory), ("memoryReservation", reservation)] {
            if value.is_some_and(|value| value < LEAST_MEMORY) {
                return Err(client(format!(
                    "Invalid '{member}' setting for container '{name}'."
                )));
            }
        }
        if memory.is_none() && reservation.is_none() && task_memory.is_none() {
            return Err(client(format!(
                "Invalid setting for container '{name}'. At least one of 'memory' or \
                 'memoryReservation' must be specified."
            )));
        }
        if let (Some(memory), Some(reservation)) = (memory, reservation)
            && reservation > memory
        {
            return Err(client(format!(
                "Invalid setting for container '{name}'. 'memory' must be greater than or equal to \
                 'memoryReservation'"
            )));
        }
        if let (Some(memory), Some(task)) = (memory, task_memory)
            && memory > task
        {
            return Err(client(format!(
                "The 'memory' setting for container '{name}' is greater than for the task."
            )));
        }
        all_cpu = all_cpu.saturating_add(cpu);
        all_memory = all_memory.saturating_add(reservation.or(memory).unwrap_or(0));
    }
    if task_cpu.is_some_and(|task| all_cpu > task) {
        return Err(client(
            "The sum of all container 'cpu' values cannot be greater than the value of the task \
             'cpu'.",
        ));
    }
    if draft.is_fargate && task_memory.is_some_and(|task| all_memory > task) {
        return Err(client(
            "The sum of all container 'memoryReservation' values cannot be greater than the value \
             of the task 'memory'.",
        ));
    }
    Ok(())
}
