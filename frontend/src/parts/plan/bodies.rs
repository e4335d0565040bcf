//! The steps of a plan with the exact bodies of their requests.

use leptos::prelude::*;
use shared::diff::{MASK, mask};
use shared::json;
use shared::plan::{Step, TASK_DEFINITION_ARN};

use crate::format;
use crate::ui::{CodeBlock, Disclosure};

/// The steps, in order.
#[component]
pub(crate) fn Bodies(
    /// The steps.
    steps: Vec<Step>,
    /// The id of its heading.
    #[prop(default = "requests".to_owned(), into)]
    id: String,
) -> impl IntoView {
    if steps.is_empty() {
        return ().into_any();
    }
    let rows = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| step_view(at + 1, &step))
        .collect_view();
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>"What is sent"</h2>
            <ol class="bodies">{rows}</ol>
        </section>
    }
    .into_any()
}

fn step_view(number: usize, step: &Step) -> AnyView {
    let words = match step {
        Step::RegisterTaskDefinition { family, .. } => {
            format!("Registers the next revision of {family}.")
        }
        Step::CreateService { .. } => "Creates the service with that revision.".to_owned(),
        Step::UpdateService { body } if body.contains(TASK_DEFINITION_ARN) => {
            "Moves the service to that revision. Only what has to change is sent.".to_owned()
        }
        Step::UpdateService { .. } => {
            "Changes the service. Only what has to change is sent.".to_owned()
        }
        Step::TagResource { .. } => "Puts these tags on the service.".to_owned(),
        Step::UntagResource { .. } => "Takes these tags off the service.".to_owned(),
        Step::WaitForSteadyState => {
            "Watches until the service runs what was sent, or clearly will not. Sends nothing."
                .to_owned()
        }
        Step::RunTask { .. } => "Runs this task once.".to_owned(),
        Step::WaitForTask => {
            "Watches until the task has stopped; only exit code 0 lets the plan go on. Sends nothing."
                .to_owned()
        }
        Step::WaitForNoTasks => {
            "Watches until no task of the service runs any more. Sends nothing.".to_owned()
        }
        Step::DeleteService { .. } => "Deletes the service.".to_owned(),
        Step::WaitForDeletion => "Watches until the service is gone. Sends nothing.".to_owned(),
        Step::RegisterScalableTarget { .. } => "Gives auto scaling these bounds.".to_owned(),
    };
    let body = step.body().map(|body| body_view(step.name(), body));
    view! {
        <li class="bodies__step">
            <p>
                <span class="quiet">{number} ". "</span>
                <strong class="mono">{step.name()}</strong>
            </p>
            <p>{words}</p>
            {body}
        </li>
    }
    .into_any()
}

fn body_view(name: &'static str, body: &str) -> AnyView {
    let json = json::parse(body).ok();
    let masked = json.as_ref().map(mask);
    let hides = masked != json;
    let pretty = masked.map_or_else(|| body.to_owned(), |json| json.to_pretty());
    let late = body.contains(TASK_DEFINITION_ARN).then(|| {
        view! {
            <p class="quiet">
                <code class="mono">{TASK_DEFINITION_ARN}</code>
                " is filled in with the ARN of the revision that the first step registers. It is the only value that is not known yet."
            </p>
        }
    });
    let hidden = hides.then(|| {
        view! {
            <p class="quiet">
                "What looks like a secret is shown as " <code class="mono">{MASK}</code>
                "; it is sent as you gave it."
            </p>
        }
    });
    let raw = body.to_owned();
    let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
    let words = if hides {
        format!(
            "Byte for byte as it is sent, with what is hidden above ({})",
            format::count(size, "byte", "bytes")
        )
    } else {
        format!(
            "Byte for byte as it is sent ({})",
            format::count(size, "byte", "bytes")
        )
    };
    view! {
        <CodeBlock label=format!("{name}, laid out to read") text=pretty />
        {hidden}
        {late}
        <Disclosure label=words>
            <CodeBlock label=format!("{name}, as it is sent") text=raw />
        </Disclosure>
    }
    .into_any()
}
