//! The bounds within which auto scaling moves a service's count.

use leptos::prelude::*;
use shared::plan::Target;
use shared::wire::{ScalableTargetPlanRequest, ServiceDetail};

use super::actions::why;
use crate::acting::Planner;
use crate::page::service_path;
use crate::ui::{Button, Dialog, DialogHandle, Look, TextField};
use shared::wire::PlanAsk;

/// A button, and the window behind it.
#[component]
pub(super) fn Bounds(
    detail: Memo<ServiceDetail>,
    planner: Planner,
    target: StoredValue<Target>,
    denied: Signal<Option<String>>,
) -> impl IntoView {
    let handle = DialogHandle::new();
    let least = RwSignal::new(String::new());
    let most = RwSignal::new(String::new());
    let no_out = RwSignal::new(false);
    let no_in = RwSignal::new(false);
    let no_schedule = RwSignal::new(false);
    let open = move |()| {
        detail.with_untracked(|detail| {
            if let Some(now) = &detail.scalable_target {
                least.set(now.min_capacity.to_string());
                most.set(now.max_capacity.to_string());
                no_out.set(now.scale_out_suspended);
                no_in.set(now.scale_in_suspended);
                no_schedule.set(now.scheduled_scaling_suspended);
            }
        });
        handle.open();
    };
    let wanted = Memo::new(move |_| least.with(|least| most.with(|most| read(least, most))));
    let refused = Signal::derive(move || wanted.get().err().map(ToOwned::to_owned));
    let desired = move || detail.with(|detail| detail.summary.desired);
    let words = move || {
        wanted
            .get()
            .ok()
            .map(|bounds| outcome_words(bounds, desired()))
    };
    let ask = move |()| {
        let (Ok((min_capacity, max_capacity)), Some(target)) =
            (wanted.get_untracked(), target.try_get_value())
        else {
            return;
        };
        handle.close();
        let from = service_path(&target.cluster, &target.service);
        let request = ScalableTargetPlanRequest {
            target,
            min_capacity,
            max_capacity,
            scale_out_suspended: no_out.get_untracked(),
            scale_in_suspended: no_in.get_untracked(),
            scheduled_scaling_suspended: no_schedule.get_untracked(),
        };
        planner.ask_for(PlanAsk::ScalableTarget(request), from);
    };
    view! {
        <Button pending=planner.pending denied reason_at=why() on_press=open>
            "Auto scaling"
        </Button>
        <Dialog handle title="Bounds of auto scaling">
            <div class="columns">
                <TextField
                    id="min-capacity"
                    label="Fewest (tasks)"
                    help="It leaves at least so many."
                    kind="numeric"
                    value=least
                    on_input=move |text| least.set(text)
                />
                <TextField
                    id="max-capacity"
                    label="Most (tasks)"
                    help="It starts at most so many."
                    kind="numeric"
                    value=most
                    on_input=move |text| most.set(text)
                />
            </div>
            <fieldset class="checks">
                <legend class="field__label">"Held back from"</legend>
                <Held label="starting tasks" held=no_out />
                <Held label="stopping tasks" held=no_in />
                <Held label="what is scheduled" held=no_schedule />
            </fieldset>
            <p class="scale__words" aria-live="polite">
                {words}
            </p>
            <div class="actions">
                <Button look=Look::Primary denied=refused on_press=ask>
                    "Preview"
                </Button>
                <Button on_press=move |()| handle.close()>"Leave it"</Button>
            </div>
        </Dialog>
    }
}

#[component]
fn Held(label: &'static str, held: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || held.get()
                on:change=move |event| held.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}

/// The bounds that were typed, or why they are none.
fn read(least: &str, most: &str) -> Result<(u32, u32), &'static str> {
    match (least.trim().parse::<u32>(), most.trim().parse::<u32>()) {
        (Ok(least), Ok(most)) if least <= most => Ok((least, most)),
        (Ok(_), Ok(_)) => Err("The fewest may not be more than the most."),
        (_, _) => Err("Give two whole numbers, 0 or more."),
    }
}

/// What the bounds do to the count of now.
fn outcome_words((least, most): (u32, u32), desired: i64) -> String {
    let (least, most) = (i64::from(least), i64::from(most));
    if desired < least {
        format!("{desired} tasks are wanted now: auto scaling brings the count up to {least}.")
    } else if desired > most {
        format!("{desired} tasks are wanted now: auto scaling brings the count down to {most}.")
    } else {
        format!("{desired} tasks are wanted now, which is within these bounds; no task notices.")
    }
}

#[cfg(test)]
mod tests {
    use super::{outcome_words, read};

    #[test]
    fn bounds_are_in_order() {
        assert_eq!(read("2", " 8 "), Ok((2, 8)));
        assert!(read("8", "2").is_err());
        assert!(read("", "2").is_err());
        assert!(read("-1", "2").is_err());
    }

    #[test]
    fn says_what_the_bounds_do_to_the_count() {
        assert!(outcome_words((3, 8), 2).contains("up to 3"));
        assert!(outcome_words((1, 2), 4).contains("down to 2"));
        assert!(outcome_words((1, 8), 4).contains("within"));
    }
}
