//! The decision about a plan: carry it out, go back, or plan again when the service has changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::WhenBusy;
use shared::permission::Operation;
use shared::plan::{PlanKind, Target};
use shared::wire::{DeploymentRequest, ProblemCode};

use super::moved::{self, Again};
use super::propose::{GoesBackFreely, Propose, needs_approval};
use super::standing::Standing;
use super::ways::Ways;
use crate::acting::{Busy, Look as AwsLook, Planner};
use crate::api::{self, Failure, Loader};
use crate::environment::here;
use crate::kept::{self, Asked, Life, Revising, asked_name, draft_name, revising_name};
use crate::page::{deployment_path, new_version_path, service_path};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{ButtonLink, Look, TextField};

/// The buttons, with the reason where one may not be pressed, and what went wrong.
#[component]
pub(super) fn Decide(
    hash: String,
    target: Target,
    kind: PlanKind,
    /// What was found in AWS; nothing where the plan does nothing.
    look: Option<AwsLook>,
    /// Whether it still holds; nothing where the plan does nothing.
    standing: Option<Standing>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let planner = Planner::new();
    let (pending, failure) = (planner.pending, planner.failure);
    // One for each way and each time this page is opened: a second click is the same deployment, a
    // second visit is another one.
    let keys = [(); 3].map(|()| crate::dom::random_name());
    let revising: Option<Revising> = kept::find(Life::Tab, &revising_name(&target));
    let revised = revising.map(|revising| revising.change);
    let plans = [hash.clone()];
    let hash = StoredValue::new(hash);
    let asked = move || kept::find::<Asked>(Life::Tab, &asked_name(&hash.get_value()));
    // Why it cannot wait for the end of a freeze; nothing where there is none.
    let why = RwSignal::new(None::<String>);
    let deploy = Callback::new(move |when_busy: WhenBusy| {
        let [refuse, queue, supersede] = keys.clone();
        let despite_freeze = untrack(|| why.get()).filter(|why| !why.trim().is_empty());
        let key = match when_busy {
            WhenBusy::Refuse => refuse,
            WhenBusy::Queue => queue,
            WhenBusy::Supersede => supersede,
        };
        let request = DeploymentRequest {
            plan_hash: hash.get_value(),
            when_busy,
            despite_freeze,
        };
        carry_out(planner, standing, request, key);
    });
    let plan_again = move |()| asked().into_iter().for_each(|asked| planner.ask(asked));
    let code =
        Memo::new(move |_| failure.with(|failure| failure.as_ref().and_then(|one| one.code)));
    let is_busy = Memo::new(move |_| code.get() == Some(ProblemCode::AlreadyDeploying));
    let has_moved = Memo::new(move |_| {
        code.get() == Some(ProblemCode::BaseMoved)
            || standing.is_some_and(|standing| !standing.moved().is_empty())
    });
    let is_frozen = Memo::new(move |was: Option<&bool>| {
        was == Some(&true) || code.get() == Some(ProblemCode::Frozen)
    });
    let policy = Loader::new(api::find_policy);
    let needs_approval = needs_approval(policy, code);
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
            .or_else(|| has_moved.get().then(|| moved::DENIED.to_owned()))
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
            <Ways kind pending denied is_frozen needs_approval deploy>
                <Propose plans=plans.clone() revised needs_approval has_moved />
            </Ways>
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
            // Beside the button that waits for it.
            {needs_name.then(|| view! { <NameToDelete name=name.get_value() typed needs_approval /> })}
            {move || is_frozen.get().then(|| view! { <DespiteFreeze why /> })}
            <GoesBackFreely policy kind />
            <div class="actions actions--decide">
                <Again has_moved can_plan=asked().is_some() pending on_plan=plan_again />
                {deploy_view} <ButtonLink href=back.0>{back.1}</ButtonLink>
            </div>
        </div>
    }
}

/// Why it cannot wait for the end of a freeze.
#[component]
fn DespiteFreeze(why: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <div class="form decide__name">
            <TextField
                id="despite-freeze"
                label="Why it cannot wait for the end of the freeze"
                value=Signal::derive(move || why.get().unwrap_or_default())
                on_input=move |text| why.set(Some(text))
            />
        </div>
    }
}

/// The name that has to be typed before a service is deleted here; what is proposed is read by others
/// instead.
#[component]
fn NameToDelete(
    name: String,
    typed: RwSignal<String>,
    needs_approval: Memo<bool>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let is_asked =
        Memo::new(move |_| !needs_approval.get() && session.denial(Operation::Deploy).is_none());
    move || {
        let name = name.clone();
        is_asked.get().then(|| {
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
        })
    }
}

/// Asks for the deployment and goes to its page.
fn carry_out(
    planner: Planner,
    standing: Option<Standing>,
    request: DeploymentRequest,
    key: String,
) {
    // The way around a freeze is another request, and no repetition of the one that was refused.
    let key = match request.despite_freeze {
        Some(_) => format!("{key}-despite"),
        None => key,
    };
    planner.begin();
    spawn_local(async move {
        match api::create_deployment(&request, &key).await {
            Ok(deployment) => {
                let asked: Option<Asked> = kept::find(Life::Tab, &asked_name(&request.plan_hash));
                if let Some(draft) = asked.and_then(|asked| asked.draft) {
                    kept::keep(Life::Tab, &draft_name(&deployment.id), &draft);
                }
                planner.go(&deployment_path(&deployment.id));
                planner.pending.try_set(false);
            }
            Err(refused) => {
                // What the server noticed is told on top of the page, too.
                if refused.code == Some(ProblemCode::BaseMoved)
                    && let Some(standing) = standing
                {
                    standing.look_again();
                }
                planner.fail(refused);
            }
        }
    });
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
        Some(path) if path.rsplit('/').nth(1) == Some("deployments") => {
            (path, "Back to the deployment")
        }
        Some(path) => (path, "Back to edit"),
        None => match kind {
            PlanKind::FirstDeploy => (here("/new"), "Back to edit"),
            PlanKind::NewRevision | PlanKind::ServiceChange | PlanKind::TagChange => {
                (new_version, "Back to edit")
            }
            _ => (service, "Back to the service"),
        },
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
            of(Some("/environments/e/deployments/d"), PlanKind::Rollback),
            "Back to the deployment: /environments/e/deployments/d"
        );
    }
}
