//! Rules about where tasks take their tags from.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_service};
use crate::check::rule::{PRACTICE, Rule, advice, api, guide, warning};

pub(super) const RULES: &[Rule] = &[
    warning(
        "managed-tags-not-propagated",
        managed_tags,
        "Where ECS adds its tags, tags are propagated.",
        api("CreateService"),
    ),
    advice(
        "nothing-to-propagate",
        nothing,
        "Tags are propagated from where there are some.",
        PRACTICE,
    ),
    advice(
        "tags-not-propagated",
        not_propagated,
        "Tasks have tags, so that their costs can be told apart.",
        guide("ecs-using-tags"),
    ),
];

const PROPAGATE: &str = "/propagateTags";

fn without(context: &Context<'_>) -> bool {
    context.service_lacks(PROPAGATE) && context.service_flag("/enableECSManagedTags") == Some(true)
}

fn managed_tags(context: &Context<'_>, found: &mut Findings) {
    if without(context) {
        found.add(
            in_service(PROPAGATE),
            "Set propagateTags to SERVICE or TASK_DEFINITION: enableECSManagedTags goes with it",
        );
    }
}

fn nothing(context: &Context<'_>, found: &mut Findings) {
    let (source, none) = match context.service_text(PROPAGATE) {
        Some("TASK_DEFINITION") => (
            "task definition",
            context.task_definition.is_some() && !context.task_has("tags"),
        ),
        Some("SERVICE") => ("service", context.service_lacks("/tags")),
        _ => return,
    };
    if none {
        found.add(
            in_service(PROPAGATE),
            format!("Give the {source} tags, or propagate none: it has none that tasks could take"),
        );
    }
}

fn not_propagated(context: &Context<'_>, found: &mut Findings) {
    let none = context.service_lacks(PROPAGATE) || context.service_text(PROPAGATE) == Some("NONE");
    if none && !without(context) {
        found.add(
            in_service(PROPAGATE),
            "Set propagateTags to SERVICE or TASK_DEFINITION, so that the tasks' costs can be told apart",
        );
    }
}
