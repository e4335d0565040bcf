//! Having a change deployed: plainly, in spite of a freeze, and in an emergency without approvals.

use leptos::prelude::*;
use shared::deployment::WhenBusy;
use shared::wire::{ChangeDeploymentRequest, Order, ProblemCode};

use super::case::Case;
use super::decide::focus_title;
use super::reason::ReasonDialog;
use crate::acting::Busy;
use crate::api::{self, Failure};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, DialogHandle, Look};

/// Has it deployed.
#[derive(Clone, Copy)]
pub(super) struct Deployer {
    case: Case,
    pub(super) doing: Doing,
    /// One for each way and each time the page is opened: a second click is the same deployment.
    keys: StoredValue<[String; 5]>,
}

impl Deployer {
    pub(super) fn new(case: Case) -> Self {
        Self {
            case,
            doing: Doing::new(),
            keys: StoredValue::new([(); 5].map(|()| crate::dom::random_name())),
        }
    }

    fn request(self, when_busy: WhenBusy) -> ChangeDeploymentRequest {
        let (version, digest) = untrack(|| self.case.seen()).unwrap_or_default();
        ChangeDeploymentRequest {
            version,
            digest,
            when_busy,
            break_glass: None,
            despite_freeze: None,
        }
    }

    fn send(
        self,
        doing: Doing,
        request: ChangeDeploymentRequest,
        on_done: impl FnOnce() + Send + Sync + 'static,
    ) {
        let case = self.case;
        let way = match (&request.break_glass, &request.despite_freeze) {
            (Some(_), _) => 4,
            (None, Some(_)) => 3,
            (None, None) => match request.when_busy {
                WhenBusy::Refuse => 0,
                WhenBusy::Queue => 1,
                WhenBusy::Supersede => 2,
            },
        };
        let key = self
            .keys
            .with_value(|keys| keys.get(way).cloned())
            .unwrap_or_default();
        // Another version is another deployment.
        let key = format!("{key}-{}", request.version);
        doing.ask_confirmed(
            case.identity,
            move || {
                let (request, key) = (request.clone(), key.clone());
                async move { api::deploy_change(case.id, &request, &key).await }
            },
            move |detail| {
                case.announcer.say("Its deployment was asked for.");
                case.put(detail);
                on_done();
                focus_title();
            },
        );
    }

    fn deploy(self, when_busy: WhenBusy) {
        self.send(self.doing, self.request(when_busy), || {});
    }
}

/// Deploy, or the way around a freeze.
#[component]
pub(super) fn DeployButton(
    deployer: Deployer,
    /// The id of what says why it may not be pressed.
    reason_at: &'static str,
    /// How much it weighs.
    #[prop(into)]
    is_next: Signal<bool>,
) -> impl IntoView {
    let case = deployer.case;
    let denied = Signal::derive(move || case.deploy_denied(false));
    let is_frozen = Memo::new(move |_| case.freeze().is_some());
    let despite = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        let request = ChangeDeploymentRequest {
            despite_freeze: Some(reason),
            ..deployer.request(WhenBusy::Queue)
        };
        deployer.send(doing, request, move || handle.close());
    };
    move || {
        if is_frozen.get() {
            view! {
                <ReasonDialog
                    case
                    id="despite-freeze"
                    trigger="Deploy in spite of the freeze"
                    denied
                    reason_at
                    text="Say why it cannot wait for the end of the freeze. If another deployment of the service runs, this one waits for its turn."
                    on_confirm=despite
                />
            }
            .into_any()
        } else {
            let look = if is_next.get() {
                Look::Primary
            } else {
                Look::Plain
            };
            view! {
                <Button
                    look
                    pending=deployer.doing.pending
                    denied
                    reason_at
                    on_press=move |()| deployer.deploy(WhenBusy::Refuse)
                >
                    "Deploy"
                </Button>
            }
            .into_any()
        }
    }
}

/// Why it was not deployed, with the ways to go on.
#[component]
pub(super) fn DeployTrouble(deployer: Deployer) -> impl IntoView {
    let doing = deployer.doing;
    let is_busy = Memo::new(move |_| doing.code() == Some(ProblemCode::AlreadyDeploying));
    let other = Signal::derive(move || {
        doing
            .failure
            .with(|failure: &Option<Failure>| failure.clone().filter(|_| !is_busy.get()))
    });
    let is_in_order = Signal::derive(move || {
        let version = deployer.case.shown();
        version.is_some_and(|one| one.plans.len() > 1 && one.order == Order::InOrder)
    });
    let choose = Callback::new(move |when_busy| deployer.deploy(when_busy));
    view! {
        <FailureBanner failure=other />
        <div role="alert">
            {move || {
                doing
                    .failure
                    .get()
                    .filter(|_| is_busy.get())
                    .map(|failure| view! { <Busy failure pending=doing.pending is_in_order on_choose=choose /> })
            }}
        </div>
    }
}

/// The way without approvals, for those whom the policy names.
#[component]
pub(super) fn BreakGlass(deployer: Deployer) -> impl IntoView {
    let case = deployer.case;
    let denied = Signal::derive(move || case.deploy_denied(true));
    let text = Signal::derive(move || {
        let frozen = case.freeze().map_or_else(String::new, |freeze| {
            format!(
                " It is also deployed in spite of the freeze “{}”, for the same reason.",
                freeze.name
            )
        });
        format!(
            "For an emergency. It is deployed at once; a deployment of the same service that runs makes way. Everybody is told, the change stays marked, and somebody else has to review it afterwards.{frozen}"
        )
    });
    let trigger = if untrack(|| case.with(|detail| detail.standing.is_enough())) {
        "Deploy in an emergency"
    } else {
        "Deploy without approvals"
    };
    let deploy = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        let frozen = untrack(|| case.freeze()).map(|_| reason.clone());
        let request = ChangeDeploymentRequest {
            break_glass: Some(reason),
            despite_freeze: frozen,
            ..deployer.request(WhenBusy::Supersede)
        };
        deployer.send(doing, request, move || handle.close());
    };
    view! {
        <ReasonDialog
            case
            id="break-glass"
            trigger
            denied
            text
            on_confirm=deploy
        />
    }
}
