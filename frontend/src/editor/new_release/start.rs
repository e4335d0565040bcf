//! The two steps of a release: the plans are made, then all of them are started.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::deployment::WhenBusy;
use shared::permission::Operation;
use shared::wire::{Order, ProblemCode, ReleaseRequest};

use super::item::{Item, Planned};
use super::propose::{Propose, needs_approval};
use crate::acting::{Busy, Planner};
use crate::api;
use crate::kept::{self, Life, draft_name};
use crate::page::release_path;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{Button, Look};

/// The buttons.
#[component]
pub(super) fn Start(items: RwSignal<Vec<Item>>, order: Signal<Order>) -> impl IntoView {
    let session = SessionContext::expect();
    let planner = Planner::new();
    let keys = [(); 3].map(|()| crate::dom::random_name());
    let plan = move |()| {
        planner.failure.set(None);
        for item in items.get_untracked() {
            item.plan();
        }
    };
    let is_planning = Signal::derive(move || items.with(|items| items.iter().any(is_on_its_way)));
    let hashes = Memo::new(move |_| {
        items.with(|items| items.iter().map(Item::hash).collect::<Option<Vec<_>>>())
    });
    let denied = Signal::derive(move || {
        session.denial(Operation::Deploy).or_else(|| {
            let is_wrong = items.with(|items| items.iter().any(|item| item.is_wrong.get()));
            if hashes.with(Option::is_none) {
                Some(
                    "Make the plans first; each service needs one that changes something."
                        .to_owned(),
                )
            } else {
                is_wrong.then(|| {
                    "Something is wrong that would make a plan fail; settle it and make the plans again."
                        .to_owned()
                })
            }
        })
    });
    let start = Callback::new(move |when_busy: WhenBusy| {
        let Some(plan_hashes) = hashes.get_untracked() else {
            return;
        };
        let [refuse, queue, supersede] = keys.clone();
        let key = match when_busy {
            WhenBusy::Refuse => refuse,
            WhenBusy::Queue => queue,
            WhenBusy::Supersede => supersede,
        };
        let drafts: Vec<String> =
            items.with_untracked(|items| items.iter().map(Item::used_draft).collect());
        let request = ReleaseRequest {
            plan_hashes,
            order: order.get_untracked(),
            when_busy,
            despite_freeze: None,
        };
        begin(planner, request, drafts, key);
    });
    let is_in_order = Signal::derive(move || order.get() == Order::InOrder);
    let failure = planner.failure;
    let code =
        Memo::new(move |_| failure.with(|failure| failure.as_ref().and_then(|one| one.code)));
    let is_busy = Memo::new(move |_| code.get() == Some(ProblemCode::AlreadyDeploying));
    let shown = Signal::derive(move || failure.get().filter(|_| !is_busy.get()));
    let needs_approval = needs_approval(code);
    let button_words = move || {
        let number = items.with(Vec::len);
        format!("Start all {number} deployments")
    };
    view! {
        <div class="decide">
            <FailureBanner failure=shown />
            {move || {
                (code.get() == Some(ProblemCode::BaseMoved))
                    .then(|| view! { <p>"Make the plans again: they are compared with what runs now."</p> })
            }}
            <div role="alert">
                {move || {
                    failure
                        .get()
                        .filter(|_| is_busy.get())
                        .map(|failure| {
                            view! { <Busy failure pending=planner.pending is_in_order on_choose=start /> }
                        })
                }}
            </div>
            <div class="actions actions--decide">
                <Button pending=is_planning on_press=plan>
                    "Make the plans"
                </Button>
                {move || {
                    (!needs_approval.get())
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Primary
                                    pending=planner.pending
                                    denied
                                    on_press=move |()| start.run(WhenBusy::Refuse)
                                >
                                    {button_words}
                                </Button>
                            }
                        })
                }}
                <Propose items hashes order needs_approval />
            </div>
        </div>
    }
}

fn is_on_its_way(item: &Item) -> bool {
    item.planned.with(Planned::is_on_its_way)
}

/// Asks for the release and goes to its page.
fn begin(planner: Planner, request: ReleaseRequest, drafts: Vec<String>, key: String) {
    planner.begin();
    spawn_local(async move {
        match api::create_release(&request, &key).await {
            Ok(release) => {
                // Each draft has served its purpose when its deployment has succeeded.
                for (deployment, draft) in release.deployments.iter().zip(&drafts) {
                    if !draft.is_empty() {
                        kept::keep(Life::Tab, &draft_name(&deployment.id), draft);
                    }
                }
                planner.go(&release_path(&release.id));
                planner.pending.try_set(false);
            }
            Err(refused) => planner.fail(refused),
        }
    });
}
