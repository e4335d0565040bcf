//! How it rolls: how many tasks, and how many at the least and at the most while they are replaced.

use leptos::prelude::*;
use shared::issue::DocumentKind::Service;

use super::scalar::Typed;
use crate::editor::binding::{Holds, Spot};
use crate::editor::editing::Editor;
use crate::format;

#[component]
pub(super) fn Rollout(editor: Editor) -> impl IntoView {
    let root = Spot::root(editor, Service);
    let present = editor.base_untracked().map(|base| base.desired);
    let deployment = root.child("deploymentConfiguration");
    let words = Memo::new(move |_| {
        let number = |pointer| editor.text_at(Service, pointer).parse::<u64>().ok();
        let kept = present.and_then(|desired| u64::try_from(desired).ok());
        let desired = number("/desiredCount").or(kept).unwrap_or(1);
        let is_daemon = editor.setting().get().is_daemon;
        let least = number("/deploymentConfiguration/minimumHealthyPercent")
            .unwrap_or(if is_daemon { 0 } else { 100 });
        let most = number("/deploymentConfiguration/maximumPercent").unwrap_or(if is_daemon {
            100
        } else {
            200
        });
        (!is_daemon).then(|| forecast(desired, least, most))
    });
    let count_help = match present {
        Some(desired) => format!(
            "Now {desired}. Leave it empty to keep what runs, also where auto scaling changes it."
        ),
        None => root.child("desiredCount").help(),
    };
    view! {
        <fieldset class="group" id="how-it-rolls" tabindex="-1">
            <legend class="group__title">"How it rolls"</legend>
            <div class="columns">
                <Typed
                    spot=root.child("desiredCount")
                    holds=Holds::Number
                    label="Desired count (tasks)"
                    help=Signal::stored(count_help)
                />
                <Typed
                    spot=deployment.child("minimumHealthyPercent")
                    holds=Holds::Number
                    label="Minimum healthy (percent)"
                />
                <Typed
                    spot=deployment.child("maximumPercent")
                    holds=Holds::Number
                    label="Maximum (percent)"
                />
            </div>
            <p role="status">{move || words.get()}</p>
        </fieldset>
    }
}

/// What the percentages mean for these tasks. ECS rounds the minimum up and the maximum down.
fn forecast(desired: u64, least_percent: u64, most_percent: u64) -> String {
    let least = desired.saturating_mul(least_percent).div_ceil(100);
    let most = desired.saturating_mul(most_percent) / 100;
    if desired == 0 {
        return "No task runs until the desired count is raised.".to_owned();
    }
    let tasks =
        |number: u64| format::count(i64::try_from(number).unwrap_or(i64::MAX), "task", "tasks");
    if least >= desired && most <= desired {
        return format!(
            "While a new version rolls out, at least {} and at most {} may run, so ECS can neither stop nor start one: it would never finish. Lower the minimum or raise the maximum.",
            tasks(least),
            tasks(most)
        );
    }
    let gap = if least == 0 {
        " For a moment none may run."
    } else {
        ""
    };
    format!(
        "While a new version rolls out, at least {} and at most {} run.{gap}",
        tasks(least),
        tasks(most)
    )
}

#[cfg(test)]
mod tests {
    use super::forecast;

    #[test]
    fn rounds_as_ecs_does() {
        assert!(forecast(3, 50, 150).contains("at least 2 tasks and at most 4 tasks"));
        assert!(forecast(1, 0, 100).contains("none may run"));
        assert!(forecast(3, 100, 125).contains("never finish"));
        assert!(forecast(0, 100, 200).starts_with("No task runs"));
    }
}
