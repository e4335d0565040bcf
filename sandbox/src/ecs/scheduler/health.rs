//! Judging running tasks: container health checks, and what a load balancer's checks get.

use crate::{
    ecs::task::{Ailment, Container, Health, Registration},
    elbv2::{self, TargetAnswer},
    input,
    world::World,
};

/// When a slow container starts to answer.
const SLOW_ANSWERS_AFTER_MS: i64 = 40_000;

/// Moves the health of all running tasks on.
pub(super) fn check(world: &mut World) {
    let now_ms = world.now_ms;
    let mut awake: Vec<Registration> = Vec::new();
    for task in world.ecs.tasks.values_mut() {
        let Some(started) = task
            .times
            .started
            .filter(|_| task.status.is_running() && task.is_wanted())
        else {
            continue;
        };
        let since_ms = now_ms - started;
        let ailment = task.ailment;
        for container in &mut task.containers {
            container.health = container_health(container, ailment, since_ms);
        }
        // Told once, in the step in which it wakes up.
        let wakes_up = (SLOW_ANSWERS_AFTER_MS..SLOW_ANSWERS_AFTER_MS + 1_000).contains(&since_ms);
        if ailment == Ailment::Slow && wakes_up {
            awake.extend(task.registrations.iter().cloned());
        }
    }
    for registration in awake {
        elbv2::set_target_answer(
            world,
            &registration.target_group,
            &registration.target,
            TargetAnswer::Ok,
        );
    }
}

/// The result of a container's own health check after some time.
fn container_health(container: &Container, ailment: Ailment, since_ms: i64) -> Health {
    let Some(check) = &container.health_check else {
        return Health::Unknown;
    };
    let seconds = |member: &str, default: i64| input::number(check, member).unwrap_or(default);
    let interval_ms = seconds("interval", 30) * 1000;
    let retries = seconds("retries", 3);
    let start_ms = seconds("startPeriod", 0) * 1000;
    let answers_after_ms = match ailment {
        Ailment::Unhealthy => i64::MAX,
        Ailment::Slow => SLOW_ANSWERS_AFTER_MS,
        Ailment::None | Ailment::Crash | Ailment::OutOfMemory | Ailment::Exit(_) => 0,
    };
    let first_success_ms = next_check_at(answers_after_ms, interval_ms);
    let gives_up_ms = start_ms + interval_ms * retries;
    if since_ms >= first_success_ms {
        Health::Healthy
    } else if since_ms >= gives_up_ms {
        Health::Unhealthy
    } else {
        Health::Unknown
    }
}

/// The first check at or after a moment; checks happen each interval from the start.
fn next_check_at(moment_ms: i64, interval_ms: i64) -> i64 {
    if moment_ms == i64::MAX {
        return i64::MAX;
    }
    let interval_ms = interval_ms.max(1);
    let checks = (moment_ms + interval_ms - 1) / interval_ms;
    checks.max(1) * interval_ms
}

#[cfg(test)]
mod tests {
    use super::next_check_at;

    #[test]
    fn checks_happen_each_interval() {
        assert_eq!(next_check_at(0, 30_000), 30_000);
        assert_eq!(next_check_at(40_000, 30_000), 60_000);
        assert_eq!(next_check_at(60_000, 30_000), 60_000);
    }
}
