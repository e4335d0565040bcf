//! The rule about a task definition's size.

use crate::check::context::{Context, Findings, in_task};
use crate::check::rule::{Rule, error, guide};
use crate::issue::Severity;

pub(super) const RULES: &[Rule] = &[error(
    "definition-too-large",
    definition,
    "A task definition has at most 64 KiB.",
    guide("service-quotas"),
)];

/// What ECS takes for one revision.
const MOST_BYTES: usize = 65_536;

/// How near to it a warning begins: how exactly ECS counts is not documented.
const NEARLY: usize = 60_000;

fn definition(context: &Context<'_>, found: &mut Findings) {
    let Some(json) = context.task_definition else {
        return;
    };
    let bytes = json.compact_length();
    if bytes > MOST_BYTES {
        found.add(
            in_task(""),
            format!("Shorten the task definition to at most {MOST_BYTES} bytes: it has {bytes}; move variables into environment files, or long texts into parameters"),
        );
    } else if bytes > NEARLY {
        found.weaker(Severity::Warning, in_task(""),
            format!("Keep the task definition well below {MOST_BYTES} bytes: it has {bytes}, and ECS may count a little differently"),
        );
    }
}
