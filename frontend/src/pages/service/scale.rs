//! How many tasks a service is to have.

use leptos::prelude::*;
use shared::json::{self, Json};
use shared::plan::Target;
use shared::pointer::Pointer;
use shared::wire::{ScalableTarget, ServiceDetail};

use super::actions::why;
use crate::acting::{Planner, part};
use crate::page::service_path;
use crate::ui::{Button, Dialog, DialogHandle, Look, Note, TextField, Tone};

/// A button, and the window behind it.
#[component]
pub(super) fn Scale(
    detail: Memo<ServiceDetail>,
    planner: Planner,
    target: StoredValue<Target>,
    denied: Signal<Option<String>>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    let typed = RwSignal::new(String::new());
    let now = move || detail.with(|detail| detail.summary.desired);
    let open = move |()| {
        typed.set(untrack(now).to_string());
        handle.open();
    };
    let count = Memo::new(move |_| typed.with(|typed| typed.trim().parse::<u32>().ok()));
    let notes = Signal::derive(move || {
        if count.get().is_some() || typed.with(String::is_empty) {
            return Vec::new();
        }
        vec![Note {
            tone: Tone::Bad,
            text: "Give a whole number, 0 or more.".to_owned(),
            action: None,
        }]
    });
    let no_count = Signal::derive(move || match count.get() {
        None => Some("Give a number first.".to_owned()),
        Some(count) if i64::from(count) == now() => {
            Some("The service already has this number as its desired count.".to_owned())
        }
        Some(_) => None,
    });
    let ask = move |()| {
        let (Some(count), Some(target)) = (count.get_untracked(), target.try_get_value()) else {
            return;
        };
        handle.close();
        let request = part(&target, |service| {
            // A number is JSON as it stands.
            let value = json::parse(&count.to_string()).unwrap_or(Json::Null);
            service.set(&Pointer::root().member("desiredCount"), value);
        });
        planner.ask_for(request, service_path(&target.cluster, &target.service));
    };
    let words = move || {
        let lines = detail.with(|detail| {
            auto_scaling_words(detail.scalable_target.as_ref(), count.get().map(i64::from))
        });
        lines
            .into_iter()
            .map(|line| view! { <p>{line}</p> })
            .collect_view()
    };
    view! {
        <Button pending=planner.pending denied reason_at=why() on_press=open>
            "Scale"
        </Button>
        <Dialog handle title="Scale">
            <div class="form">
                <TextField
                    id="desired-count"
                    label="Desired count (tasks)"
                    help="How many tasks ECS keeps running."
                    kind="numeric"
                    value=typed
                    on_input=move |text| typed.set(text)
                    notes
                />
            </div>
            <div class="scale__words" aria-live="polite">{words}</div>
            <div class="actions">
                <Button look=Look::Primary denied=no_count on_press=ask>
                    "Preview"
                </Button>
                <Button on_press=move |()| handle.close()>"Leave it"</Button>
            </div>
        </Dialog>
    }
}

/// What auto scaling makes of a count.
fn auto_scaling_words(target: Option<&ScalableTarget>, count: Option<i64>) -> Vec<String> {
    let Some(target) = target else {
        return vec![
            "No auto scaling moves this service: the count stays until somebody changes it."
                .to_owned(),
        ];
    };
    let (min, max) = (target.min_capacity, target.max_capacity);
    let mut lines = Vec::new();
    if !target.moves_count() {
        lines.push(format!(
            "Auto scaling ({min} to {max} tasks) is held back altogether, so the count stays until somebody changes it."
        ));
        return lines;
    }
    lines.push(match count {
        Some(count) if count < min => format!(
            "Auto scaling keeps at least {min} tasks: it brings the count back to {min} when it next scales."
        ),
        Some(count) if count > max => format!(
            "Auto scaling keeps at most {max} tasks: it brings the count back to {max} when it next scales."
        ),
        Some(_) | None => format!(
            "Auto scaling may move it again at any time, between {min} and {max} tasks."
        ),
    });
    if !target.policies.is_empty() {
        let policies: Vec<String> = target
            .policies
            .iter()
            .map(|policy| format!("{}: {}", policy.name, policy.words))
            .collect();
        lines.push(format!("What moves it: {}.", policies.join("; ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{ScalableTarget, auto_scaling_words};

    fn target() -> ScalableTarget {
        ScalableTarget {
            min_capacity: 2,
            max_capacity: 8,
            scale_out_suspended: false,
            scale_in_suspended: false,
            scheduled_scaling_suspended: false,
            policies: Vec::new(),
        }
    }

    #[test]
    fn says_when_auto_scaling_takes_a_count_back() {
        let of = |count| auto_scaling_words(Some(&target()), Some(count)).join(" ");
        assert!(of(1).contains("back to 2"), "{}", of(1));
        assert!(of(9).contains("back to 8"), "{}", of(9));
        assert!(of(3).contains("between 2 and 8"), "{}", of(3));
    }

    #[test]
    fn says_when_nothing_moves_the_count() {
        assert!(auto_scaling_words(None, Some(3))[0].contains("No auto scaling"));
        let held = ScalableTarget {
            scale_out_suspended: true,
            scale_in_suspended: true,
            scheduled_scaling_suspended: true,
            ..target()
        };
        assert!(auto_scaling_words(Some(&held), Some(3))[0].contains("held back altogether"));
    }
}
