//! The rules that are held when a plan is made, as they are listed beside the others.

use crate::check::listed::{Listed, listed};
use crate::check::rule::{PRACTICE, api, guide, refusal};
use crate::issue::Severity;

const TOPIC: &str = "Making a plan";

/// Every rule of a plan.
pub(crate) static REFUSALS: &[Listed] = &[
    listed(
        TOPIC,
        "desired-count-auto-scaled",
        Severity::Warning,
        "A count that auto scaling moves is left to it.",
        guide("service-auto-scaling"),
    ),
    listed(
        TOPIC,
        "desired-count-left-alone",
        Severity::Warning,
        "A count that auto scaling moves is sent where nothing else changes.",
        guide("service-auto-scaling"),
    ),
    listed(
        TOPIC,
        "desired-count-out-of-bounds",
        Severity::Warning,
        "A desired count is within the bounds of auto scaling.",
        guide("service-auto-scaling"),
    ),
    listed(
        TOPIC,
        "gate-elsewhere",
        Severity::Error,
        "A gate runs in the service's cluster.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "no-room-for-tag",
        Severity::Error,
        "A revision has a place for Longshore's tag.",
        api("RegisterTaskDefinition"),
    ),
    listed(
        TOPIC,
        "only-at-creation",
        Severity::Error,
        "What is chosen when a service is created stays as it is.",
        api("UpdateService"),
    ),
    listed(
        TOPIC,
        "other-controller",
        Severity::Error,
        "A service that CodeDeploy or another tool deploys is changed by that tool.",
        refusal(
            "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.",
        ),
    ),
    listed(
        TOPIC,
        "placeholder-without-value",
        Severity::Error,
        "Nothing is sent with a placeholder in it.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "revision-inactive",
        Severity::Error,
        "A service is moved to a revision that is active.",
        guide("deregister-task-definition-v2"),
    ),
    listed(
        TOPIC,
        "revision-not-there",
        Severity::Error,
        "A one-off task is of a revision that is there.",
        refusal("TaskDefinition not found."),
    ),
    listed(
        TOPIC,
        "rollback-of-another",
        Severity::Error,
        "A service goes back to what it ran itself.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "rollback-to-current",
        Severity::Error,
        "A service goes back to something else than it runs.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "rollback-unknown",
        Severity::Error,
        "What a service goes back to is remembered.",
        guide("service-deployment"),
    ),
    listed(
        TOPIC,
        "run-task-not-one",
        Severity::Error,
        "A one-off task is one task.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "scalable-target-bounds",
        Severity::Error,
        "The least that auto scaling leaves is not more than the most that it starts.",
        refusal("Maximum capacity cannot be less than minimum capacity"),
    ),
    listed(
        TOPIC,
        "scalable-target-of-daemon",
        Severity::Error,
        "Daemons are not under auto scaling.",
        guide("ecs_services"),
    ),
    listed(
        TOPIC,
        "scalable-target-stays",
        Severity::Warning,
        "What auto scaling knows of a service goes with the service.",
        guide("service-auto-scaling"),
    ),
    listed(
        TOPIC,
        "scalable-target-without-policy",
        Severity::Warning,
        "A service under auto scaling has a policy that moves its count.",
        guide("service-auto-scaling"),
    ),
    listed(
        TOPIC,
        "service-draining",
        Severity::Error,
        "A service that is being deleted is left alone.",
        api("DeleteService"),
    ),
    listed(
        TOPIC,
        "service-not-there",
        Severity::Error,
        "A service that is to be updated is there.",
        refusal("ServiceNotFoundException"),
    ),
    listed(
        TOPIC,
        "task-definition-not-given",
        Severity::Error,
        "A service has a revision to run.",
        api("CreateService"),
    ),
    listed(
        TOPIC,
        "task-definition-unused",
        Severity::Error,
        "A task definition that is given for a one-off task is the one that it runs.",
        PRACTICE,
    ),
    listed(
        TOPIC,
        "unreadable",
        Severity::Error,
        "A definition can be read.",
        PRACTICE,
    ),
];
