//! What can be done with a service. Each leads to a preview; nothing happens before.

use leptos::prelude::*;
use shared::json::{self, Json};
use shared::plan::Target;
use shared::pointer::Pointer;
use shared::wire::{Health, ServiceDetail};

use super::bounds::Bounds;
use super::scale::Scale;
use crate::acting::{Planner, part, restarts};
use crate::page::{roll_back_path, run_task_path, service_path};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::Button;
use shared::wire::PlanAsk;

const WHY: &str = "actions-why";

/// Where the reason stands why some of the buttons may not be pressed.
pub(super) fn why() -> String {
    WHY.to_owned()
}

/// What of a service decides what can be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    controller: String,
    is_daemon: bool,
    is_draining: bool,
    is_scaled: bool,
}

impl Facts {
    fn of(detail: &ServiceDetail) -> Self {
        let service = json::parse(&detail.service).unwrap_or_default();
        let text = |place: &str| {
            let value = service.at(&Pointer::parse(place)).and_then(Json::as_str);
            value.unwrap_or_default().to_owned()
        };
        let controller = if detail.controller.is_empty() {
            text("/deploymentController/type")
        } else {
            detail.controller.clone()
        };
        Self {
            controller,
            is_daemon: text("/schedulingStrategy") == "DAEMON",
            is_draining: detail.summary.health == Health::Draining,
            is_scaled: detail.scalable_target.is_some(),
        }
    }

    /// Why nothing at all can be done; nothing while something can.
    fn closed(&self) -> Option<&'static str> {
        self.is_draining
            .then_some("The service is being deleted; nothing more can be done with it.")
    }

    /// Why its revision cannot be touched.
    fn other_controller(&self) -> Option<&'static str> {
        match self.controller.as_str() {
            "CODE_DEPLOY" => Some(
                "CodeDeploy deploys this service, so ECS refuses to restart it or to take it back; do that in CodeDeploy.",
            ),
            "EXTERNAL" => Some(
                "Another tool makes this service's task sets, so ECS refuses to restart it or to take it back; use that tool.",
            ),
            _ => None,
        }
    }

    fn not_scalable(&self) -> Option<&'static str> {
        self.is_daemon.then_some(
            "A daemon service runs one task on each instance; its number of tasks cannot be chosen.",
        )
    }
}

/// The buttons.
#[component]
pub(super) fn Actions(detail: Memo<ServiceDetail>) -> impl IntoView {
    let session = SessionContext::expect();
    let planner = Planner::new();
    let target = StoredValue::new(detail.with_untracked(|detail| Target {
        cluster: detail.summary.cluster.clone(),
        service: detail.summary.name.clone(),
    }));
    let facts = Memo::new(move |_| detail.with(Facts::of));
    let closed = Memo::new(move |_| {
        session
            .plan_denial()
            .or_else(|| facts.with(|facts| facts.closed().map(ToOwned::to_owned)))
    });
    let with = move |own: fn(&Facts) -> Option<&'static str>| {
        Signal::derive(move || {
            closed
                .get()
                .or_else(|| facts.with(|facts| own(facts).map(ToOwned::to_owned)))
        })
    };
    let touch_denied = with(Facts::other_controller);
    let scale_denied = with(Facts::not_scalable);
    let plain_denied = Signal::derive(move || closed.get());
    // Each reason once, however many buttons it closes.
    let reasons = move || {
        let reasons = closed.get().map_or_else(
            || {
                facts.with(|facts| {
                    let own = [facts.other_controller(), facts.not_scalable()];
                    own.into_iter().flatten().map(ToOwned::to_owned).collect()
                })
            },
            |reason| vec![reason],
        );
        reasons.join(" ")
    };
    let is_scaled = Memo::new(move |_| facts.with(|facts| facts.is_scaled));
    let from = move || target.with_value(|target| service_path(&target.cluster, &target.service));
    let restart = move |()| planner.ask_for(part(&target.get_value(), restarts), from());
    let delete = move |()| planner.ask_for(PlanAsk::Deletion(target.get_value()), from());
    let go = move |path: fn(&str, &str) -> String| {
        move |()| {
            let path = target.with_value(|target| path(&target.cluster, &target.service));
            planner.go(&path);
        }
    };
    view! {
        <section class="service-actions" aria-label="What can be done">
            <div class="actions">
                <Scale detail planner target denied=scale_denied />
                <Button
                    pending=planner.pending
                    denied=touch_denied
                    reason_at=why()
                    on_press=restart
                >
                    "Restart"
                </Button>
                <Button denied=touch_denied reason_at=why() on_press=go(roll_back_path)>
                    "Roll back"
                </Button>
                <Button denied=plain_denied reason_at=why() on_press=go(run_task_path)>
                    "Run a task"
                </Button>
                {move || {
                    is_scaled
                        .get()
                        .then(|| view! { <Bounds detail planner target denied=plain_denied /> })
                }}
                <Button
                    pending=planner.pending
                    denied=plain_denied
                    reason_at=why()
                    on_press=delete
                >
                    "Delete"
                </Button>
            </div>
            <p class="quiet">
                <span id=WHY>{reasons}</span>
                " Each shows first what would happen."
            </p>
            <FailureBanner failure=planner.failure />
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_controller_is_told() {
        let facts = |controller: &str| Facts {
            controller: controller.to_owned(),
            is_daemon: false,
            is_draining: false,
            is_scaled: false,
        };
        assert!(facts("CODE_DEPLOY").other_controller().is_some());
        assert!(facts("ECS").other_controller().is_none());
        assert!(facts("").other_controller().is_none());
    }
}
