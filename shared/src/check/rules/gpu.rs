//! Rules about GPUs.

use crate::check::context::{Context, ElementAt, Findings, in_task, is_set, remove, text};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::placeholder::looks_unfilled;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "gpu-count",
        count,
        "A container has whole GPUs or a share of one.",
        api("ResourceRequirement"),
    ),
    error(
        "gpu-sharing",
        sharing,
        "Only GPUs are shared, not on external instances, and not beside whole ones.",
        api("ResourceRequirement"),
    ),
    error(
        "accelerator-retired",
        retired,
        "Elastic Inference is no more.",
        refusal("Unsupported field 'inferenceAccelerators'."),
    ),
];

const ACCELERATORS: &str = "inferenceAccelerators";

fn retired(context: &Context<'_>, found: &mut Findings) {
    if context.task_has(ACCELERATORS) {
        let at = Pointer::root().member(ACCELERATORS);
        let fix = remove(&at);
        found.fixable(
            in_task(at),
            "Remove inferenceAccelerators: AWS has retired Elastic Inference and refuses them",
            fix,
        );
    }
    for (at, requirement) in requirements(context) {
        if text(requirement, "type") == Some("InferenceAccelerator") {
            found.add(
                in_task(at.member("type")),
                "Remove this accelerator, or choose GPU or NeuronDevice: AWS has retired Elastic Inference",
            );
        }
    }
}

fn requirements<'a>(context: &Context<'a>) -> impl Iterator<Item = (ElementAt, &'a Json)> {
    context
        .containers
        .iter()
        .flat_map(|container| container.elements("resourceRequirements"))
}

fn has_value(requirement: &Json) -> bool {
    requirement
        .get("value")
        .is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
}

fn count(context: &Context<'_>, found: &mut Findings) {
    // Fargate has none, which is an issue of its own.
    if context.on_fargate() {
        return;
    }
    for (at, requirement) in requirements(context) {
        if text(requirement, "type") != Some("GPU") {
            continue;
        }
        let shared = is_set(requirement, "sharingStrategy");
        match (has_value(requirement), shared) {
            (false, false) => found.add(
                in_task(at.member("value")),
                "Give value, the number of GPUs such as 1, or a sharingStrategy",
            ),
            (true, true) => found.add(
                in_task(at.member("value")),
                "Keep either value or sharingStrategy: a container has whole GPUs or a share of one",
            ),
            (true, false) => {
                let value = text(requirement, "value").unwrap_or("1");
                if !is_count(value) && !looks_unfilled(value) {
                    found.add(
                        in_task(at.member("value")),
                        "Write the number of GPUs as a whole number of at least 1, or as ALL",
                    );
                }
            }
            (false, true) => {}
        }
    }
}

fn is_count(value: &str) -> bool {
    value == "ALL"
        || (value.bytes().all(|byte| byte.is_ascii_digit())
            && value.parse::<u32>().is_ok_and(|count| count > 0))
}

fn sharing(context: &Context<'_>, found: &mut Findings) {
    let external = context.requires("EXTERNAL");
    let whole = requirements(context).any(|(_, requirement)| {
        text(requirement, "type") == Some("GPU")
            && has_value(requirement)
            && !is_set(requirement, "sharingStrategy")
    });
    for (at, requirement) in requirements(context) {
        if !is_set(requirement, "sharingStrategy") {
            continue;
        }
        let reason = match text(requirement, "type") {
            Some("GPU") if external => "GPUs of external instances are not shared",
            Some("GPU") if whole && !has_value(requirement) => {
                "other containers of the task have whole GPUs"
            }
            Some("GPU") | None => continue,
            Some(other) if looks_unfilled(other) => continue,
            Some(_) => "only GPUs are shared",
        };
        found.add(
            in_task(at.member("sharingStrategy")),
            format!("Remove sharingStrategy: {reason}"),
        );
    }
}
