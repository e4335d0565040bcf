//! The decision about a plan: deploy it, go back, or plan again when the service has changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use shared::permission::Operation;
use shared::plan::{PlanKind, Target};
use shared::wire::ProblemCode;

use crate::api::{self, Failure};
use crate::kept::{self, Asked, Life, asked_name, draft_name};
use crate::page::{deployment_path, new_version_path, plan_path, service_path};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Banner, Button, ButtonLink, Look, Tone};

/// The buttons, with the reason where one may not be pressed, and what went wrong.
#[component]
pub(super) fn Decide(hash: String, target: Target, kind: PlanKind) -> impl IntoView {
    let session = SessionContext::expect();
    let navigate = StoredValue::new_local(use_navigate());
    let pending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // One for each time this page is opened: a second click is the same deployment, a second visit
    // is another one.
    let key = crate::dom::random_name();
    let hash = StoredValue::new(hash);
    let asked = move || kept::find::<Asked>(Life::Tab, &asked_name(&hash.get_value()));
    let go = move |path: String| {
        navigate.try_with_value(|navigate| {
            navigate(&path, leptos_router::NavigateOptions::default());
        });
    };
    let deploy = move |()| {
        let key = key.clone();
        let hash = hash.get_value();
        pending.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::create_deployment(&hash, shared::deployment::WhenBusy::Refuse, &key).await {
                Ok(deployment) => {
                    let asked: Option<Asked> = kept::find(Life::Tab, &asked_name(&hash));
                    if let Some(draft) = asked.and_then(|asked| asked.draft) {
                        kept::keep(Life::Tab, &draft_name(&deployment.id), &draft);
                    }
                    go(deployment_path(&deployment.id));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    let plan_again = move |()| {
        let Some(asked) = asked() else {
            return;
        };
        pending.set(true);
        spawn_local(async move {
            match api::create_plan(&asked.request).await {
                Ok(preview) => {
                    kept::keep(Life::Tab, &asked_name(&preview.hash), &asked);
                    go(plan_path(&preview.hash));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            pending.try_set(false);
        });
    };
    let has_moved = Memo::new(move |_| {
        failure.with(|failure| {
            failure
                .as_ref()
                .is_some_and(|failure| failure.code == Some(ProblemCode::BaseMoved))
        })
    });
    let can_plan_again = move || asked().is_some();
    let edit = asked().map(|asked| asked.edit);
    let edit = edit.unwrap_or_else(|| {
        if kind == PlanKind::FirstDeploy {
            "/new".to_owned()
        } else {
            new_version_path(&target.cluster, &target.service)
        }
    });
    let service = service_path(&target.cluster, &target.service);
    let denied = Signal::derive(move || session.denial(Operation::Deploy));
    let deploy_view = if kind == PlanKind::Nothing {
        view! {
            <ButtonLink look=Look::Primary href=service>
                "Back to the service"
            </ButtonLink>
        }
        .into_any()
    } else {
        view! {
            <Button look=Look::Primary pending denied on_press=deploy>
                "Deploy"
            </Button>
        }
        .into_any()
    };
    view! {
        <div class="decide">
        <FailureBanner failure />
        {move || {
            has_moved
                .get()
                .then(|| {
                    let can_plan = can_plan_again();
                    view! { <Moved can_plan pending on_plan=plan_again /> }
                })
        }}
        <div class="actions actions--decide">
            {deploy_view} <ButtonLink href=edit>"Back to edit"</ButtonLink>
        </div>
        </div>
    }
}

/// Says that the service changed after the preview was made, and how to go on.
#[component]
fn Moved(
    /// Whether the documents are still at hand.
    can_plan: bool,
    /// Whether a new plan is being made.
    pending: RwSignal<bool>,
    /// Makes a new plan.
    #[prop(into)]
    on_plan: Callback<()>,
) -> impl IntoView {
    let way_out = if can_plan {
        view! {
            <div class="actions">
                <Button look=Look::Primary pending on_press=on_plan>
                    "Plan again"
                </Button>
            </div>
        }
        .into_any()
    } else {
        view! { <p>"Go back to edit, and preview again from there."</p> }.into_any()
    };
    view! {
        <Banner tone=Tone::Info title="Plan again to go on">
            <p>
                "The service changed after this preview was made. A new plan compares your definitions with what runs now; nothing was sent."
            </p>
            {way_out}
        </Banner>
    }
}
