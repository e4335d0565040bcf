//! Registering targets, checking their health as time goes by, and draining them.

use serde::{Deserialize, Serialize};

use super::state::{HealthCheck, TargetGroup};
use crate::world::World;

/// A registered or to be registered target: an instance id or an address, and a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) id: String,
    pub(crate) port: u16,
}

impl Target {
    fn key(&self) -> String {
        format!("{}:{}", self.id, self.port)
    }
}

/// What a health check of a target gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum TargetAnswer {
    /// What the check wants.
    #[default]
    Ok,
    /// An HTTP status.
    Code(u16),
    /// Nothing in time.
    Timeout,
}

/// The health of a target as the load balancer sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Health {
    /// Registered, and not yet checked often enough.
    Initial,
    Healthy,
    Unhealthy {
        /// Such as `Target.ResponseCodeMismatch`.
        reason: String,
        /// Such as `Health checks failed with these codes: [404]`.
        description: String,
    },
    /// Deregistered, finishing what it has.
    Draining,
    /// Not registered, or no load balancer forwards to its group.
    Unused,
}

/// A target in a target group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) target: Target,
    pub(super) health: Health,
    pub(super) registered_ms: i64,
    next_check_ms: i64,
    /// Checks in a row that went the other way than the present health.
    streak: i64,
    /// When draining ends.
    drained_ms: Option<i64>,
}

/// How long after its registration a target is checked for the first time.
const FIRST_CHECK_MS: i64 = 5_000;

/// Registers targets; those that are there already stay as they are, draining ones come back.
pub(crate) fn register_targets(world: &mut World, target_group_arn: &str, targets: &[Target]) {
    let now_ms = world.now_ms;
    let Some(group) = world.elbv2.target_groups.get_mut(target_group_arn) else {
        return;
    };
    for target in targets {
        let here = group.registrations.iter().any(|registration| {
            registration.target == *target && registration.drained_ms.is_none()
        });
        if here {
            continue;
        }
        group
            .registrations
            .retain(|registration| registration.target != *target);
        group.registrations.push(Registration {
            target: target.clone(),
            health: Health::Initial,
            registered_ms: now_ms,
            next_check_ms: now_ms.saturating_add(FIRST_CHECK_MS),
            streak: 0,
            drained_ms: None,
        });
    }
}

/// Starts draining targets; without a deregistration delay they are gone at once.
pub(crate) fn deregister_targets(world: &mut World, target_group_arn: &str, targets: &[Target]) {
    let now_ms = world.now_ms;
    let Some(group) = world.elbv2.target_groups.get_mut(target_group_arn) else {
        return;
    };
    let until = now_ms.saturating_add(group.deregistration_delay_s().saturating_mul(1000));
    // Without a load balancer there is nothing to finish.
    let until = if group.load_balancer_arns.is_empty() {
        now_ms
    } else {
        until
    };
    for registration in &mut group.registrations {
        if targets.contains(&registration.target) && registration.drained_ms.is_none() {
            registration.health = Health::Draining;
            registration.drained_ms = Some(until);
        }
    }
    forget_drained(group, now_ms);
}

/// The health of one target.
pub(crate) fn target_health(world: &World, target_group_arn: &str, target: &Target) -> Health {
    let Some(group) = world.elbv2.target_groups.get(target_group_arn) else {
        return Health::Unused;
    };
    let registration = group.registrations.iter().find(|one| one.target == *target);
    registration.map_or(Health::Unused, |registration| {
        group.shown_health(registration)
    })
}

/// Says what health checks of a target get from now on; it need not be registered yet. A target
/// that was deregistered and is gone answers well again.
pub(crate) fn set_target_answer(
    world: &mut World,
    target_group_arn: &str,
    target: &Target,
    answer: TargetAnswer,
) {
    if let Some(group) = world.elbv2.target_groups.get_mut(target_group_arn) {
        group.answers.insert(target.key(), answer);
    }
}

/// Checks all targets whose check is due and lets go of those that are drained.
pub(crate) fn tick(world: &mut World) {
    let now_ms = world.now_ms;
    for group in world.elbv2.target_groups.values_mut() {
        forget_drained(group, now_ms);
        if group.load_balancer_arns.is_empty() {
            continue;
        }
        let TargetGroup {
            registrations,
            answers,
            check,
            ..
        } = group;
        for registration in registrations {
            if registration.drained_ms.is_none() && registration.next_check_ms <= now_ms {
                let answer = answers
                    .get(&registration.target.key())
                    .copied()
                    .unwrap_or_default();
                registration.check(check, answer, now_ms);
            }
        }
    }
}

fn forget_drained(group: &mut TargetGroup, now_ms: i64) {
    let TargetGroup {
        registrations,
        answers,
        ..
    } = group;
    registrations.retain(|registration| {
        let stays = registration.drained_ms.is_none_or(|until| until > now_ms);
        if !stays {
            answers.remove(&registration.target.key());
        }
        stays
    });
}

impl TargetGroup {
    fn deregistration_delay_s(&self) -> i64 {
        self.attributes
            .get("deregistration_delay.timeout_seconds")
            .and_then(|seconds| seconds.parse().ok())
            .unwrap_or(300)
    }

    pub(super) fn shown_health(&self, registration: &Registration) -> Health {
        if registration.drained_ms.is_none() && self.load_balancer_arns.is_empty() {
            return Health::Unused;
        }
        registration.health.clone()
    }
}

impl Registration {
    fn check(&mut self, check: &HealthCheck, answer: TargetAnswer, now_ms: i64) {
        self.next_check_ms = now_ms.saturating_add(check.interval_s.saturating_mul(1000));
        let failure = check.failure(answer);
        let (against, threshold) = match (&self.health, &failure) {
            // The first success of a new target is enough.
            (Health::Initial, None) => (true, 1),
            (Health::Unhealthy { .. }, None) => (true, check.healthy_threshold),
            (Health::Initial | Health::Healthy, Some(_)) => (true, check.unhealthy_threshold),
            _ => (false, 0),
        };
        self.streak = if against {
            self.streak.saturating_add(1)
        } else {
            0
        };
        if against && self.streak >= threshold {
            self.streak = 0;
            self.health = match failure {
                None => Health::Healthy,
                Some((reason, description)) => Health::Unhealthy {
                    reason: reason.to_owned(),
                    description,
                },
            };
        }
    }
}

impl HealthCheck {
    /// Why a check with this answer fails; `None` when it passes.
    fn failure(&self, answer: TargetAnswer) -> Option<(&'static str, String)> {
        match (&self.matcher, answer) {
            (_, TargetAnswer::Ok) | (None, TargetAnswer::Code(_)) => None,
            (Some(matcher), TargetAnswer::Code(code)) => {
                (!matches_code(matcher, code)).then(|| {
                    let description = format!("Health checks failed with these codes: [{code}]");
                    ("Target.ResponseCodeMismatch", description)
                })
            }
            (Some(_), TargetAnswer::Timeout) => {
                Some(("Target.Timeout", "Request timed out".to_owned()))
            }
            (None, TargetAnswer::Timeout) => Some((
                "Target.FailedHealthChecks",
                "Health checks failed".to_owned(),
            )),
        }
    }
}

/// Whether a status is among `200`, `200,202` or `200-299`.
fn matches_code(matcher: &str, code: u16) -> bool {
    matcher.split(',').any(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        match (from.trim().parse::<u16>(), to.trim().parse::<u16>()) {
            (Ok(from), Ok(to)) => (from..=to).contains(&code),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::matches_code;

    #[test]
    fn a_matcher_is_a_list_or_a_range() {
        assert!(matches_code("200", 200));
        assert!(matches_code("200,302", 302));
        assert!(matches_code("200-299", 204));
        assert!(!matches_code("200-299", 404));
        assert!(!matches_code("", 200));
    }
}
