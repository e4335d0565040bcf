//! The decision about a plan: carry it out, go back, or plan again when the service has changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::WhenBusy;
use shared::permission::Operation;
use shared::plan::{PlanKind, Target};
use shared::wire::ProblemCode;

use super::look::Look as AwsLook;
use crate::acting::{Busy, Planner};
use crate::api::{self, Failure};
use crate::kept::{self, Asked, Life, asked_name, draft_name};
use crate::page::{deployment_path, new_version_path, service_path};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Banner, Button, ButtonLink, Look, TextField, Tone};

/// The buttons, with the reason where one may not be pressed, and what went wrong.
#[component]
pub(super) fn Decide(
    hash: String,
    target: Target,
    kind: PlanKind,
    /// What was found in AWS; nothing where the plan does nothing.
    look: Option<AwsLook>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let planner = Planner::new();
    let (pending, failure) = (planner.pending, planner.failure);
    // One for each way and each time this page is opened: a second click is the same deployment, a
    // second visit is another one.
    let keys = [(); 3].map(|()| crate::dom::random_name());
    let hash = StoredValue::new(hash);
    let asked = move || kept::find::<Asked>(Life::Tab, &asked_name(&hash.get_value()));
    let deploy = Callback::new(move |when_busy: WhenBusy| {
        let [refuse, queue, supersede] = keys.clone();
        let key = match when_busy {
            WhenBusy::Refuse => refuse,
            WhenBusy::Queue => queue,
            WhenBusy::Supersede => supersede,
        };
        carry_out(planner, hash.get_value(), when_busy, key);
    });
    let plan_again = move |()| {
        if let Some(asked) = asked() {
            planner.ask(asked);
        }
    };
    let code =
        Memo::new(move |_| failure.with(|failure| failure.as_ref().and_then(|one| one.code)));
    let is_busy = Memo::new(move |_| code.get() == Some(ProblemCode::AlreadyDeploying));
    let has_moved = Memo::new(move |_| code.get() == Some(ProblemCode::BaseMoved));
    let can_plan_again = move || asked().is_some();
    let service = service_path(&target.cluster, &target.service);
    let new_version = new_version_path(&target.cluster, &target.service);
    let back = back(
        asked().map(|asked| asked.edit),
        service.clone(),
        new_version,
        kind,
    );
    let typed = RwSignal::new(String::new());
    let needs_name = kind == PlanKind::Deletion;
    let name = StoredValue::new(target.service);
    let denied = Signal::derive(move || {
        session
            .denial(Operation::Deploy)
            .or_else(|| look?.objection())
            .or_else(|| {
                let is_typed = typed.with(|typed| typed.trim() == name.get_value());
                (needs_name && !is_typed).then(|| "Type the service's name first.".to_owned())
            })
    });
    let deploy_view = if kind == PlanKind::Nothing {
        view! {
            <ButtonLink look=Look::Primary href=service>
                "Back to the service"
            </ButtonLink>
        }
        .into_any()
    } else {
        view! {
            <Button
                look=Look::Primary
                pending
                denied
                on_press=move |()| deploy.run(WhenBusy::Refuse)
            >
                {button_words(kind)}
            </Button>
        }
        .into_any()
    };
    let shown_failure = Signal::derive(move || {
        failure.with(|failure: &Option<Failure>| failure.clone().filter(|_| !is_busy.get()))
    });
    view! {
        <div class="decide">
            <FailureBanner failure=shown_failure />
            <div role="alert">
                {move || {
                    failure
                        .get()
                        .filter(|_| is_busy.get())
                        .map(|failure| view! { <Busy failure pending on_choose=deploy /> })
                }}
            </div>
            {move || {
                has_moved
                    .get()
                    .then(|| {
                        let can_plan = can_plan_again();
                        view! { <Moved can_plan pending on_plan=plan_again /> }
                    })
            }}
            // Beside the button that waits for it.
            {needs_name.then(|| view! { <NameToDelete name=name.get_value() typed /> })}
            <div class="actions actions--decide">
                {deploy_view} <ButtonLink href=back.0>{back.1}</ButtonLink>
            </div>
        </div>
    }
}

/// The name that has to be typed before a service is deleted.
#[component]
fn NameToDelete(name: String, typed: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="form decide__name">
            <TextField
                id="delete-name"
                label=format!("Type {name} to delete it")
                help="A deleted service does not come back. A new one can be made from its task definition."
                value=typed
                on_input=move |text| typed.set(text)
            />
        </div>
    }
}

/// Asks for the deployment and goes to its page.
fn carry_out(planner: Planner, hash: String, when_busy: WhenBusy, key: String) {
    planner.begin();
    spawn_local(async move {
        match api::create_deployment(&hash, when_busy, &key).await {
            Ok(deployment) => {
                let asked: Option<Asked> = kept::find(Life::Tab, &asked_name(&hash));
                if let Some(draft) = asked.and_then(|asked| asked.draft) {
                    kept::keep(Life::Tab, &draft_name(&deployment.id), &draft);
                }
                planner.go(&deployment_path(&deployment.id));
                planner.pending.try_set(false);
            }
            Err(refused) => planner.fail(refused),
        }
    });
}

/// What the button that carries the plan out says.
const fn button_words(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Rollback => "Roll back",
        PlanKind::Scaling => "Scale",
        PlanKind::Restart => "Restart",
        PlanKind::Deletion => "Delete the service",
        PlanKind::OneOffTask => "Run the task",
        PlanKind::ScalableTargetChange => "Set the bounds",
        PlanKind::FirstDeploy
        | PlanKind::NewRevision
        | PlanKind::ServiceChange
        | PlanKind::TagChange
        | PlanKind::Nothing => "Deploy",
    }
}

/// Where the plan was asked for, and what the way there is called.
fn back(
    asked_at: Option<String>,
    service: String,
    new_version: String,
    kind: PlanKind,
) -> (String, &'static str) {
    match asked_at {
        Some(path) if path == service => (path, "Back to the service"),
        Some(path) if path.starts_with("/deployments/") => (path, "Back to the deployment"),
        Some(path) => (path, "Back to edit"),
        None => match kind {
            PlanKind::FirstDeploy => ("/new".to_owned(), "Back to edit"),
            PlanKind::NewRevision | PlanKind::ServiceChange | PlanKind::TagChange => {
                (new_version, "Back to edit")
            }
            _ => (service, "Back to the service"),
        },
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

#[cfg(test)]
mod tests {
    use super::{PlanKind, back};

    #[test]
    fn the_way_back_leads_to_where_the_plan_was_asked_for() {
        let of = |asked: Option<&str>, kind| {
            let (path, words) = back(
                asked.map(ToOwned::to_owned),
                "/web".to_owned(),
                "/web/new".to_owned(),
                kind,
            );
            format!("{words}: {path}")
        };
        assert_eq!(of(None, PlanKind::NewRevision), "Back to edit: /web/new");
        assert_eq!(of(None, PlanKind::Restart), "Back to the service: /web");
        assert_eq!(
            of(Some("/web"), PlanKind::NewRevision),
            "Back to the service: /web"
        );
        assert_eq!(
            of(Some("/deployments/d"), PlanKind::Rollback),
            "Back to the deployment: /deployments/d"
        );
    }
}
