//! Rules about whether and how a deployment can go.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_service};
use crate::check::hosting;
use crate::check::rule::{PRACTICE, Rule, advice, error, guide, refusal, warning};
use crate::issue::Severity;
use crate::plan::bounds;

pub(super) const RULES: &[Rule] = &[
    error(
        "percent-deadlock",
        deadlock,
        "Minimum and maximum percent leave room to replace a task.",
        refusal(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
    ),
    warning(
        "no-free-instance",
        no_free_instance,
        "A rollout finds an instance for a new task, or may stop an old one.",
        PRACTICE,
    ),
    advice(
        "outage-possible",
        outage,
        "Some tasks run on while a deployment replaces others.",
        guide("deployment-type-ecs"),
    ),
];

const CONFIGURATION: &str = "/deploymentConfiguration";
const MINIMUM: &str = "/deploymentConfiguration/minimumHealthyPercent";
const MAXIMUM: &str = "/deploymentConfiguration/maximumPercent";

/// Whether ECS itself replaces the tasks bit by bit, as far as the document says.
pub(super) fn rolls(context: &Context<'_>) -> bool {
    let at = "/deploymentConfiguration/strategy";
    context.service.is_some()
        && context.controller() == "ECS"
        && (!context.service_has(at) || context.service_text(at) == Some("ROLLING"))
}

/// The minimum and the maximum percent, where they are certain: what an update leaves out stays as
/// it is.
fn percents(context: &Context<'_>) -> Option<(u64, u64)> {
    let (minimum, maximum) = if context.is_daemon() {
        (0, 100)
    } else {
        (100, 200)
    };
    let percent = |at: &str, default: i64| {
        if context.service_has(at) {
            context.service_number(at)
        } else {
            Some(default).filter(|_| !context.is_update())
        }
    };
    let (minimum, maximum) = (percent(MINIMUM, minimum)?, percent(MAXIMUM, maximum)?);
    let (minimum, maximum) = (u64::try_from(minimum).ok()?, u64::try_from(maximum).ok()?);
    // Other values have an issue of their own.
    (minimum <= 100 && maximum >= 100).then_some((minimum, maximum))
}

/// How many tasks there are to be: for a daemon one on every instance, where that is known.
fn desired(context: &Context<'_>) -> Option<u64> {
    if context.is_daemon() {
        return hosting::instances(context.service?, context.task_definition, context.known);
    }
    u64::try_from(context.service_number("/desiredCount")?).ok()
}

fn deadlock(context: &Context<'_>, found: &mut Findings) {
    if !rolls(context) {
        return;
    }
    let daemon = context.is_daemon();
    let Some((minimum, maximum)) = percents(context).filter(|(_, most)| !daemon || *most == 100)
    else {
        return;
    };
    if minimum == 100 && maximum == 100 {
        let (at, remedy) = if daemon {
            (MINIMUM, "Lower minimumHealthyPercent below 100")
        } else {
            (
                MAXIMUM,
                "Raise maximumPercent or lower minimumHealthyPercent",
            )
        };
        found.add(
            in_service(at),
            format!("{remedy}: with 100 and 100 no task may stop and none may start"),
        );
        return;
    }
    let Some(desired) = desired(context).filter(|count| *count > 0) else {
        return;
    };
    let (least, most) = bounds(desired, minimum, maximum);
    if least < most {
        return;
    }
    let message = if daemon {
        format!(
            "Lower minimumHealthyPercent: of the daemons on {desired} instances at least {least} (rounded up) must run, so that no deployment can replace one"
        )
    } else {
        format!(
            "Raise maximumPercent or lower minimumHealthyPercent: with desiredCount {desired} at least {least} (rounded up) must run and at most {most} (rounded down) may, so that no deployment can replace one"
        )
    };
    let at = if daemon { MINIMUM } else { MAXIMUM };
    found.weaker(Severity::Warning, in_service(at), message);
}

fn no_free_instance(context: &Context<'_>, found: &mut Findings) {
    let Some(service) = context
        .service
        .filter(|_| rolls(context) && !context.is_daemon())
    else {
        return;
    };
    let (Some((minimum, maximum)), Some(desired)) = (percents(context), desired(context)) else {
        return;
    };
    let (least, most) = bounds(desired, minimum, maximum);
    // Where the percentages alone leave no room, that is said already.
    if least >= most {
        return;
    }
    let reason = hosting::no_free_instance(service, context.task_definition, context.known, least);
    if let Some(reason) = reason {
        found.add(in_service(MINIMUM), reason);
    }
}

fn outage(context: &Context<'_>, found: &mut Findings) {
    if !rolls(context) || context.is_daemon() || context.service_value(CONFIGURATION).is_none() {
        return;
    }
    let runs = context
        .service_number("/desiredCount")
        .is_none_or(|count| count > 0);
    if context.service_number(MINIMUM) == Some(0) && runs {
        found.add(
            in_service(MINIMUM),
            "Raise minimumHealthyPercent where an outage matters: with 0 every task may stop before a new one runs",
        );
    }
}
