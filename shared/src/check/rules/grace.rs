//! Rules about the grace period: how long failed health checks do not count after a task started.

use crate::check::context::{Context, filled};
use crate::check::findings::{Findings, in_service, set};
use crate::check::rule::{PRACTICE, Rule, advice, refusal, warning};
use crate::json::Json;
use crate::pointer::Pointer;
use crate::wire::TargetHealthCheck;

pub(super) const RULES: &[Rule] = &[
    warning(
        "grace-period-short",
        short,
        "The grace period covers what the health checks need to see a task healthy.",
        PRACTICE,
    ),
    warning(
        "grace-period-unused",
        unused,
        "A grace period is for health checks.",
        refusal(
            "Health check grace period is only valid for services configured to use load balancers",
        ),
    ),
    advice(
        "grace-period-missing",
        missing,
        "Behind a load balancer tasks have time to start.",
        PRACTICE,
    ),
];

const GRACE: &str = "/healthCheckGracePeriodSeconds";
const BALANCERS: &str = "/loadBalancers";

/// The grace period, where it is certain: what an update leaves out stays as it is.
fn grace_period(context: &Context<'_>) -> Option<i64> {
    if context.service_has(GRACE) {
        context.service_number(GRACE)
    } else {
        context.service_lacks(GRACE).then_some(0)
    }
}

/// What a container's health check needs until it can call the container healthy or not.
struct Need {
    seconds: i64,
    words: String,
    start_period: i64,
}

fn container_need(context: &Context<'_>) -> Option<Need> {
    let needs = context.containers.iter().filter_map(|container| {
        let check = container.json.get("healthCheck")?;
        check.as_object()?;
        let number = |name: &str, default: i64| {
            check
                .get(name)
                .filter(|value| !value.is_null())
                .map_or(Some(default), Json::as_i64)
                .filter(|value| (0..=3600).contains(value))
        };
        let start_period = number("startPeriod", 0)?;
        let (interval, retries) = (number("interval", 30)?, number("retries", 3)?);
        Some(Need {
            seconds: start_period + interval * retries,
            words: format!(
                "the health check of {} takes up to {start_period} + {interval} \u{d7} {retries} seconds to judge",
                container.words()
            ),
            start_period,
        })
    });
    needs.max_by_key(|need| need.seconds)
}

/// What the target groups need until they can call a task healthy that takes `start` to start.
fn group_need(context: &Context<'_>, start: i64) -> Option<Need> {
    let groups = context.known.target_groups.as_ref()?;
    let needs = context
        .service_elements(BALANCERS)
        .filter_map(|(_, balancer)| {
            let arn = filled(balancer, "targetGroupArn")?;
            let group = groups.iter().find(|group| group.arn == arn)?;
            let TargetHealthCheck {
                port: _,
                interval_seconds,
                healthy_threshold,
                unhealthy_threshold: _,
            } = group.health.as_ref()?;
            let checks = interval_seconds.saturating_mul(*healthy_threshold);
            Some(Need {
                seconds: start.saturating_add(checks),
                words: format!(
                    "target group {} calls a task healthy after {healthy_threshold} checks, one every {interval_seconds} seconds{}",
                    group.name,
                    if start > 0 {
                        format!(", and the containers have {start} seconds to start")
                    } else {
                        String::new()
                    }
                ),
                start_period: start,
            })
        });
    needs.max_by_key(|need| need.seconds)
}

/// What the health checks need beyond the grace period.
fn too_short(context: &Context<'_>) -> Option<Need> {
    let grace = grace_period(context).filter(|grace| *grace >= 0)?;
    let container = container_need(context);
    let start = container.as_ref().map_or(0, |need| need.start_period);
    // Without any grace period, only containers that say that they start slowly are sure to need
    // one, and only a load balancer is that quick to judge.
    if grace == 0 && (start == 0 || context.service_value(BALANCERS).is_none()) {
        return None;
    }
    let need = container
        .into_iter()
        .chain(group_need(context, start))
        .max_by_key(|need| need.seconds)?;
    (grace < need.seconds).then_some(need)
}

fn short(context: &Context<'_>, found: &mut Findings) {
    if let Some(Need { seconds, words, .. }) = too_short(context) {
        let at = Pointer::parse(GRACE);
        found.fixable(
            in_service(&at),
            format!("Raise the grace period to at least {seconds} seconds: {words}, and ECS may stop tasks that are still starting"),
            set(format!("Set to {seconds}"), &at, &Json::from(seconds)),
        );
    }
}

fn unused(context: &Context<'_>, found: &mut Findings) {
    let checked = context
        .containers
        .iter()
        .any(|container| container.json.get("healthCheck").is_some());
    if context.is_update() || checked {
        return;
    }
    let balanced = [BALANCERS, "/vpcLatticeConfigurations", "/gatewayConnectors"]
        .into_iter()
        .any(|at| context.service_value(at).is_some());
    if context.service_number(GRACE).is_some_and(|grace| grace > 0) && !balanced {
        found.add(
            in_service(GRACE),
            "Remove the grace period, or add a load balancer or a container health check: without either nothing is checked that it could wait for",
        );
    }
}

fn missing(context: &Context<'_>, found: &mut Findings) {
    if context.service_value(BALANCERS).is_some()
        && grace_period(context) == Some(0)
        && too_short(context).is_none()
    {
        found.add(
            in_service(GRACE),
            "Give the tasks a grace period as long as they take to start, such as 60 seconds: the load balancer may have slow ones stopped before",
        );
    }
}
