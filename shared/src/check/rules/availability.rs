//! Advice on how a service outlives the loss of tasks, capacity and zones.

use crate::check::context::{Context, filled, is_set, text};
use crate::check::findings::{Findings, in_service, in_task};
use crate::check::rule::{PRACTICE, Rule, advice, api, guide};
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    advice("no-tasks", no_tasks, "A service runs something.", PRACTICE),
    advice(
        "only-spot",
        only_spot,
        "Some tasks run on capacity that AWS does not take back.",
        guide("fargate-capacity-providers"),
    ),
    advice(
        "zone-spread-missing",
        zone_spread,
        "Tasks on instances are spread over zones.",
        guide("task-placement-strategies"),
    ),
    advice(
        "health-check-missing",
        no_health_check,
        "Something tells whether a task works.",
        api("DeploymentConfiguration"),
    ),
    advice(
        "stop-timeout-short",
        stop_timeout,
        "A container behind a load balancer has time to finish its requests.",
        PRACTICE,
    ),
];

fn no_tasks(context: &Context<'_>, found: &mut Findings) {
    if !context.is_daemon() && context.service_number("/desiredCount") == Some(0) {
        found.add(
            in_service("/desiredCount"),
            "Set desiredCount to 1 or more when the service is to run: with 0 nothing starts",
        );
    }
}

fn only_spot(context: &Context<'_>, found: &mut Findings) {
    let at = "/capacityProviderStrategy";
    let mut used = context
        .service_elements(at)
        .map(|(_, item)| item)
        .filter(|item| {
            let none = |name: &str| item.get(name).is_none_or(|value| value.as_i64() == Some(0));
            text(item, "capacityProvider") == Some("FARGATE_SPOT")
                || !(none("weight") && none("base"))
        })
        .peekable();
    if used.peek().is_some()
        && used.all(|item| text(item, "capacityProvider") == Some("FARGATE_SPOT"))
    {
        found.add(
            in_service(at),
            "Add FARGATE with a base of 1 or more where an outage matters: AWS can take all Spot capacity back at once",
        );
    }
}

fn zone_spread(context: &Context<'_>, found: &mut Findings) {
    let at = "/placementStrategy";
    if !context.on_instances() || context.is_daemon() {
        return;
    }
    let given = context.service_value(at).is_some();
    let spreads = context.service_elements(at).any(|(_, strategy)| {
        text(strategy, "type") == Some("spread")
            && text(strategy, "field")
                .is_some_and(|field| field == "attribute:ecs.availability-zone")
    });
    if !spreads && (given || context.service_lacks(at)) {
        found.add(
            in_service(at),
            "Begin placementStrategy with spread over attribute:ecs.availability-zone, so that the tasks are not all in one zone",
        );
    }
}

fn no_health_check(context: &Context<'_>, found: &mut Findings) {
    let mut essential = context
        .containers
        .iter()
        .filter(|container| container.essential())
        .peekable();
    let Some(at) = essential
        .peek()
        .map(|container| container.at.member("healthCheck"))
    else {
        return;
    };
    if context.service_lacks("/loadBalancers")
        && essential.all(|container| !is_set(container.json, "healthCheck"))
    {
        found.add(
            in_task(at),
            "Give an essential container a health check: without one and without a load balancer a task counts as healthy 40 seconds after its start",
        );
    }
}

/// The longest that Fargate waits for a container to stop, in seconds.
const LONGEST_ON_FARGATE: i64 = 120;

fn stop_timeout(context: &Context<'_>, found: &mut Findings) {
    let mut seen: Vec<&str> = Vec::new();
    for (_, balancer) in context.service_elements("/loadBalancers") {
        let Some(container) =
            filled(balancer, "containerName").and_then(|name| context.container(name))
        else {
            continue;
        };
        if seen.contains(&container.name) {
            continue;
        }
        seen.push(container.name);
        let at = container.at.member("stopTimeout");
        if !is_set(container.json, "stopTimeout") {
            found.add(
                in_task(at),
                format!("Give {} a stopTimeout as long as its requests take: it is killed 30 seconds after it is told to stop", container.words()),
            );
            continue;
        }
        let delay = filled(balancer, "targetGroupArn").and_then(|arn| {
            let groups = context.known.target_groups.as_ref()?;
            let group = groups.iter().find(|group| group.arn == arn)?;
            group.deregistration_delay_seconds
        });
        let timeout = container.json.get("stopTimeout").and_then(Json::as_i64);
        if let (Some(timeout), Some(delay)) = (timeout, delay) {
            let wanted = if context.on_fargate() {
                delay.min(LONGEST_ON_FARGATE)
            } else {
                delay
            };
            if timeout < wanted {
                found.add(
                    in_task(at),
                    format!("Raise stopTimeout to {wanted} seconds, the time that the target group lets connections finish, or shorten that"),
                );
            }
        }
    }
}
