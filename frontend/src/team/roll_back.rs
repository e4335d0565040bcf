//! What a service ran before, to choose from. Choosing leads to a preview.

use std::sync::Arc;

use leptos::prelude::*;
use shared::plan::Target;
use shared::wire::{EarlierRevision, Listing, RollBackTo, RollbackPlanRequest};

use crate::acting::Planner;
use crate::api::{self, Loader};
use crate::format;
use crate::page::{deployment_path, roll_back_path};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{AsyncView, Button, Chip, Skeleton, TimeAgo, Tone};
use shared::wire::PlanAsk;

#[component]
pub(super) fn RollBackPage(
    /// The cluster's name.
    cluster: String,
    /// The service's name.
    service: String,
) -> impl IntoView {
    let planner = Planner::new();
    let list = {
        let (cluster, service) = (cluster.clone(), service.clone());
        Loader::new(move || {
            let (cluster, service) = (cluster.clone(), service.clone());
            async move { api::list_revisions(&cluster, &service).await }
        })
    };
    let target = StoredValue::new(Target { cluster, service });
    let ready = Arc::new(move |shown: Memo<Listing<EarlierRevision>>| {
        let rows = move || {
            shown
                .get()
                .items
                .into_iter()
                .map(|revision| row(revision, planner, target))
                .collect_view()
        };
        view! { <ul class="log">{rows}</ul> }.into_any()
    });
    let is_empty = |list: Listing<EarlierRevision>| list.items.is_empty();
    view! {
        <p class="lead">
            "What the service ran before, newest first, with its settings of that time as far as they are known. Choosing one shows what would change; the number of tasks stays as it is."
        </p>
        <FailureBanner failure=planner.failure />
        <AsyncView
            state=list.state()
            retry=move |()| list.reload()
            loading=|| view! { <Skeleton lines=8 /> }
            is_empty
            empty=|| {
                view! {
                    <div class="empty">
                        <p class="empty__title">"There is nothing to go back to"</p>
                        <p>
                            "ECS remembers no earlier revision of this service, and Longshore has deployed none."
                        </p>
                    </div>
                }
            }
            ready
        />
    }
}

fn row(revision: EarlierRevision, planner: Planner, target: StoredValue<Target>) -> AnyView {
    let failed = revision.was_taken_back();
    let is_elsewhere = revision.is_elsewhere();
    let EarlierRevision {
        to,
        deployed_at_ms,
        revision: name,
        images,
        status,
        is_current,
        has_other_settings,
        is_active,
        deployment,
        summary,
    } = revision;
    let session = SessionContext::expect();
    let (tone, word) = if has_other_settings {
        (Tone::Warn, "Runs now, with other settings".to_owned())
    } else if is_current {
        (Tone::Good, "Runs now".to_owned())
    } else {
        status_chip(status.as_deref())
    };
    let denied = Signal::derive(move || {
        if !is_elsewhere {
            Some("The service runs it now.".to_owned())
        } else if failed {
            Some("Its rollout did not end well, so the service never ran it. To try it again, deploy it as a new version.".to_owned())
        } else if is_active {
            session.plan_denial()
        } else {
            Some("Its task definition was deregistered; no service can be moved to it.".to_owned())
        }
    });
    let images = images
        .into_iter()
        .map(|image| {
            view! {
                <span class="mono" title=image.image.clone()>
                    {format!("{} {}", image.container, format::short_image(&image.image))}
                </span>
            }
        })
        .collect_view();
    // Of what others deployed, and of what is not known to have ended well, ECS's record is all there
    // is.
    let is_recorded = matches!(to, RollBackTo::ServiceRevision(_));
    let choose = move |()| {
        let Some(target) = target.try_get_value() else {
            return;
        };
        let from = roll_back_path(&target.cluster, &target.service);
        let request = RollbackPlanRequest {
            target,
            to: to.clone(),
        };
        planner.ask_for(PlanAsk::Rollback(request), from);
    };
    let label = name.clone();
    view! {
        <li class="log__entry">
            <div class="log__state">
                <Chip tone word />
            </div>
            <div class="log__body">
                <p class="log__title mono">{name}</p>
                <p class="services__images">{images}</p>
                <p class="quiet">
                    "Deployed " <TimeAgo at_ms=deployed_at_ms />
                    {deployment
                        .map(|id| {
                            let words = summary.unwrap_or_else(|| "by Longshore".to_owned());
                            view! {
                                " · "
                                <a href=deployment_path(&id)>{words}</a>
                            }
                        })}
                </p>
                {is_recorded
                    .then(|| {
                        view! {
                            <p class="quiet">
                                "As ECS recorded it: percentages, strategy, hooks, grace period and ECS Exec stay as they are."
                            </p>
                        }
                    })}
                <div class="actions">
                    <Button pending=planner.pending denied on_press=choose>
                        "Go back to this"
                        <span class="visually-hidden">{format!(": {label}")}</span>
                    </Button>
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// ECS's status of the rollout that brought it.
fn status_chip(status: Option<&str>) -> (Tone, String) {
    let (tone, word) = match status {
        Some("SUCCESSFUL") => (Tone::Good, "Succeeded"),
        Some("PENDING" | "IN_PROGRESS") => (Tone::Busy, "Rolling out"),
        Some("ROLLBACK_SUCCESSFUL" | "ROLLBACK_FAILED" | "ROLLBACK_IN_PROGRESS") => {
            (Tone::Bad, "Was rolled back")
        }
        Some("STOPPED" | "STOP_REQUESTED") => (Tone::Bad, "Was stopped"),
        Some(other) => (Tone::Info, other),
        None => (Tone::Idle, "Forgotten by ECS"),
    };
    (tone, word.to_owned())
}
