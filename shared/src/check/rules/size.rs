//! The rule about a task definition's size.

use crate::check::context::Context;
use crate::check::findings::{Findings, in_task};
use crate::check::meters::DEFINITION_BYTES;
use crate::check::rule::{Rule, error, guide};
use crate::issue::Severity;

pub(super) const RULES: &[Rule] = &[error(
    "definition-too-large",
    definition,
    "A task definition has at most 64 KiB.",
    guide("service-quotas"),
)];

/// How near to it a warning begins: how exactly ECS counts is not documented.
const NEARLY: usize = 60_000;

fn definition(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.task_definition else {
        return;
    };
    let bytes = json.compact_length();
    if bytes > DEFINITION_BYTES {
        found.add(
            in_task(""),
            format!("Shorten the task definition to at most {DEFINITION_BYTES} bytes: it has {bytes}; move variables into environment files, or long texts into parameters"),
        );
    } else if bytes > NEARLY {
        found.weaker(Severity::Warning, in_task(""),
            format!("Keep the task definition well below {DEFINITION_BYTES} bytes: it has {bytes}, and ECS may count a little differently"),
        );
    }
}
