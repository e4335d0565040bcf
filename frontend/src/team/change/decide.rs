//! What the person can do with a change, the next step first, each with why where they may not.

use leptos::prelude::*;
use shared::change::{ChangeState, Decision, Version, When};
use shared::wire::ScheduleRequest;

use super::case::Case;
use super::deploy::{BreakGlass, DeployButton, DeployTrouble, Deployer};
use super::reason::ReasonDialog;
use super::revise::Revise;
use super::told::frozen_then;
use crate::api;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::team::when::{Chosen, WhenField};
use crate::ui::{Banner, Button, Clock, Dialog, DialogHandle, Look, Tone};

const APPROVE_WHY: &str = "approve-why";
const REVIEW_WHY: &str = "review-why";
const DEPLOY_WHY: &str = "deploy-why";

#[component]
pub(super) fn Decide(case: Case) -> impl IntoView {
    let is_pending = Memo::new(move |_| case.with(|detail| detail.change.state.is_pending()));
    move || {
        is_pending.get().then(|| {
            let deployer = Deployer::new(case);
            view! {
                <More case deployer />
                <Bar case deployer />
            }
        })
    }
}

/// Reviewing and deploying, always in sight.
#[component]
fn Bar(case: Case, deployer: Deployer) -> impl IntoView {
    let doing = Doing::new();
    let state = Memo::new(move |_| case.with(|detail| detail.change.state));
    let is_reviewed = Memo::new(move |_| state.get() != ChangeState::Draft);
    let approve_why = Memo::new(move |_| case.review_denied(Decision::Approve));
    let review_why = Memo::new(move |_| case.review_denied(Decision::AskForChanges));
    let deploy_why = Memo::new(move |_| case.deploy_denied(false));
    let has_approved = Memo::new(move |_| {
        let me = case.me();
        case.with(|detail| detail.standing.approved_by.contains(&me))
    });
    let is_enough = Memo::new(move |_| case.with(|detail| detail.standing.is_enough()));
    let deploys =
        Memo::new(move |_| approve_why.with(Option::is_none) && case.deploys_with_approval());
    let approve = move |()| {
        let Some(seen) = untrack(|| case.seen()) else {
            return;
        };
        doing.ask_confirmed(
            case.identity,
            move || api::review_change(case.id, seen.clone(), Decision::Approve, String::new()),
            move |detail| {
                let version = detail.change.version().map_or(0, |present| present.number);
                case.announcer
                    .say(&format!("You approved version {version}."));
                case.put(detail);
                // The button is another one now, which must not be pressed by mistake.
                focus_approvals();
            },
        );
    };
    let take_back = move |()| {
        doing.ask(api::take_approval_back(case.id), move |detail| {
            case.announcer.say("You took your approval back.");
            case.put(detail);
            focus_approvals();
        });
    };
    let decide = move |decision: Decision| {
        move |(reason, doing, handle): (String, Doing, DialogHandle)| {
            let Some(seen) = untrack(|| case.seen()) else {
                return;
            };
            let request = api::review_change(case.id, seen, decision, reason);
            doing.ask(request, move |detail| {
                case.put(detail);
                handle.close();
                focus_title();
            });
        }
    };
    // What was sent back goes on with another version, and with nothing else.
    let is_revised_here = revises_next(case);
    let wrong = Memo::new(move |_| case.objections());
    let reasons = move || {
        let mut buttons = Vec::new();
        if is_revised_here.get() {
            return ().into_any();
        }
        if is_reviewed.get() {
            if !has_approved.get() {
                buttons.push((APPROVE_WHY, "Approve", approve_why.get()));
            }
            buttons.push((REVIEW_WHY, "Ask for changes, reject", review_why.get()));
        }
        buttons.push((DEPLOY_WHY, "Deploy", deploy_why.get()));
        closed(&buttons)
            .into_iter()
            .map(Closed::view)
            .collect_view()
            .into_any()
    };
    view! {
        <div class="decide">
            <Newer case />
            <FailureBanner failure=doing.failure />
            <DeployTrouble deployer />
            {move || wrong.get().into_iter().map(objection).collect_view()}
            {reasons}
            <div class="actions">
                {move || {
                    is_reviewed
                        .get()
                        .then(|| {
                            view! {
                                {move || {
                                    if has_approved.get() {
                                        view! {
                                            <Button pending=doing.pending on_press=take_back>
                                                "Take approval back"
                                            </Button>
                                        }
                                            .into_any()
                                    } else {
                                        let look = if is_enough.get() {
                                            Look::Plain
                                        } else {
                                            Look::Primary
                                        };
                                        view! {
                                            <Button
                                                look
                                                pending=doing.pending
                                                denied=approve_why
                                                reason_at=APPROVE_WHY
                                                on_press=approve
                                            >
                                                {move || {
                                                    if deploys.get() { "Approve and deploy" } else { "Approve" }
                                                }}
                                            </Button>
                                        }
                                            .into_any()
                                    }
                                }}
                                <ReasonDialog
                                    case
                                    id="ask-for-changes"
                                    trigger="Ask for changes"
                                    denied=review_why
                                    reason_at=REVIEW_WHY
                                    text="Its authors are told, and can make another version. It cannot be deployed until then."
                                    on_confirm=decide(Decision::AskForChanges)
                                />
                                <ReasonDialog
                                    case
                                    id="reject"
                                    trigger="Reject"
                                    denied=review_why
                                    reason_at=REVIEW_WHY
                                    text="That ends the change. What it wants has to be proposed anew."
                                    on_confirm=decide(Decision::Reject)
                                />
                            }
                        })
                }}
                {move || {
                    if is_revised_here.get() {
                        view! { <Revise case reason_at=REVISE_WHY look=Look::Primary /> }.into_any()
                    } else {
                        view! {
                <DeployButton
                    deployer
                    reason_at=DEPLOY_WHY
                    is_next=Signal::derive(move || {
                        deploy_why.with(Option::is_none)
                            && (is_enough.get() || has_approved.get() || approve_why.with(Option::is_some))
                    })
                />
                        }
                            .into_any()
                    }
                }}
            </div>
        </div>
    }
}

/// Says that there is another version than the one that is looked at. Its place is there before, so
/// that it is announced.
#[component]
fn Newer(case: Case) -> impl IntoView {
    let newer = Memo::new(move |_| case.newer().map(|version| (version.number, version.by)));
    view! {
        <div role="alert">
            {move || {
                newer
                    .get()
                    .map(|(number, by)| {
                        view! {
                            <Banner tone=Tone::Warn title=format!("{by} has made version {number}")>
                                <p>"What you see is the version before it. Decide when you have seen the new one."</p>
                                <div class="actions">
                                    <Button
                                        look=Look::Primary
                                        on_press=move |()| {
                                            case.show(number);
                                            focus_title();
                                        }
                                    >
                                        {format!("Show version {number}")}
                                    </Button>
                                </div>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

/// Whether the next step is another version, and the person may make it.
fn revises_next(case: Case) -> Memo<bool> {
    Memo::new(move |_| {
        let was_sent_back = case.with(|detail| detail.change.state == ChangeState::Draft);
        was_sent_back && case.revise_denied().is_none()
    })
}

/// What is known to be wrong in AWS, with the way to where it is told.
fn objection((id, words): (String, String)) -> AnyView {
    view! {
        <p class="field__message" data-tone=Tone::Bad.as_str()>
            {Tone::Bad.icon().view()}
            <span>{words}</span>
            <Button
                look=Look::Quiet
                on_press=move |()| {
                    crate::dom::focus(&id);
                }
            >
                "See what is wrong"
            </Button>
        </p>
    }
    .into_any()
}

/// Why buttons may not be pressed.
#[derive(Debug, PartialEq, Eq)]
struct Closed {
    /// The id of the text, which describes a button.
    id: &'static str,
    /// What it closes, as the buttons say it.
    buttons: String,
    why: String,
    /// Whether it is told there; the same reason is told once.
    is_shown: bool,
}

impl Closed {
    fn view(self) -> AnyView {
        // What is hidden describes a button all the same.
        view! {
            <p class="quiet" id=self.id hidden=!self.is_shown>
                <strong>{self.buttons} ": "</strong>
                {self.why}
            </p>
        }
        .into_any()
    }
}

/// The reasons, each with all the buttons that it closes where it is told.
fn closed(buttons: &[(&'static str, &'static str, Option<String>)]) -> Vec<Closed> {
    let mut told: Vec<&String> = Vec::new();
    let mut all = Vec::new();
    for (id, name, why) in buttons {
        let Some(why) = why else { continue };
        let is_shown = !told.contains(&why);
        told.push(why);
        let same: Vec<&str> = buttons
            .iter()
            .filter(|(.., other)| other.as_ref() == Some(why))
            .map(|(_, name, _)| *name)
            .collect();
        all.push(Closed {
            id,
            buttons: if is_shown {
                crate::text::sentence_start(&same.join(", ").to_lowercase())
            } else {
                (*name).to_owned()
            },
            why: why.clone(),
            is_shown,
        });
    }
    all
}

/// Moves the focus to the top, where it is told how the change stands now; the button that led there
/// is gone.
pub(super) fn focus_title() {
    // A dialog that closes gives the focus back first, to a button that may be gone.
    request_animation_frame(|| {
        request_animation_frame(|| {
            crate::dom::focus("change-head");
        });
    });
}

/// Moves the focus to where approvals are told.
fn focus_approvals() {
    request_animation_frame(|| {
        crate::dom::focus("approvals");
    });
}

/// One of the things that are done more seldom: its button, what it does, and why not.
#[component]
fn Choice(
    /// The id of what says why it may not be pressed.
    why_id: &'static str,
    what: &'static str,
    #[prop(into)] denied: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="choices__choice">
            <dt>{children()}</dt>
            <dd>
                {what} " "
                <span class="quiet" id=why_id>
                    {move || denied.get()}
                </span>
            </dd>
        </div>
    }
}

const REVISE_WHY: &str = "revise-why";
const SCHEDULE_WHY: &str = "schedule-why";
const WITHDRAW_WHY: &str = "withdraw-why";

/// What is done more seldom, each with what it does.
#[component]
fn More(case: Case, deployer: Deployer) -> impl IntoView {
    let withdraw_denied = Signal::derive(move || case.withdraw_denied());
    let is_revised_in_bar = revises_next(case);
    let schedule_denied = Signal::derive(move || case.schedule_denied());
    let withdraw = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        doing.ask(api::withdraw_change(case.id, reason), move |detail| {
            case.put(detail);
            handle.close();
            focus_title();
        });
    };
    let may_break_glass = Memo::new(move |_| {
        let me = case.me();
        // Authors who leave the deployment to others need it for what was approved, too.
        let lacks = !case.with(|detail| detail.standing.is_enough());
        case.with(|detail| detail.policy.may_break_glass(&me))
            && (lacks || case.deploy_denied(false).is_some())
    });
    view! {
        <section class="section" aria-labelledby="more">
            <h2 id="more">"What else can be done"</h2>
            <dl class="choices">
                {move || {
                    (!is_revised_in_bar.get())
                        .then(|| {
                            view! {
                <Choice
                    why_id=REVISE_WHY
                    what="Opens its documents in the editor. The plan that you make there is offered as the next version."
                    denied=Signal::derive(move || case.revise_denied())
                >
                    <Revise case reason_at=REVISE_WHY />
                </Choice>
                            }
                        })
                }}
                <Choice
                    why_id=SCHEDULE_WHY
                    what="By hand, as soon as it is approved, or at a time."
                    denied=schedule_denied
                >
                    <Schedule case denied=schedule_denied />
                </Choice>
                <Choice
                    why_id=WITHDRAW_WHY
                    what="Takes it back. It stays in the list, with all that was said."
                    denied=withdraw_denied
                >
                    <ReasonDialog
                        case
                        id="withdraw"
                        trigger="Withdraw"
                        denied=withdraw_denied
                        reason_at=WITHDRAW_WHY
                        is_needed=false
                        text="That ends the change. What it wants can be proposed anew."
                        on_confirm=withdraw
                    />
                </Choice>
                {move || {
                    may_break_glass
                        .get()
                        .then(|| {
                            view! {
                                <div class="choices__choice">
                                    <dt>
                                        <BreakGlass deployer />
                                    </dt>
                                    <dd>
                                        "For an emergency. The policy names you among those who may. Everybody is told, and somebody else reviews it afterwards."
                                    </dd>
                                </div>
                            }
                        })
                }}
            </dl>
        </section>
    }
}

/// Says when it is deployed.
#[component]
fn Schedule(case: Case, denied: Signal<Option<String>>) -> impl IntoView {
    let handle = DialogHandle::new();
    let doing = Doing::new();
    let chosen = Chosen::new(When::ByHand);
    let clock = Clock::expect();
    let missing = Signal::derive(move || {
        // It is said of what is seen.
        let unseen = case.newer().map(|version| {
            let Version { by, number, .. } = version;
            format!("{by} has made version {number}. Look at it first.")
        });
        unseen.or_else(|| chosen.fault(clock.now_ms()))
    });
    let frozen = Memo::new(move |_| match chosen.when() {
        Some(When::At { at_ms }) => case.with(|detail| frozen_then(&detail.policy, at_ms)),
        _ => None,
    });
    let open = move |()| {
        doing.failure.set(None);
        chosen.put(case.with_untracked(|detail| detail.change.when));
        handle.open();
    };
    let save = move |()| {
        let Some(when) = untrack(|| chosen.when()) else {
            return;
        };
        let (version, digest) = untrack(|| case.seen()).unwrap_or_default();
        let request = ScheduleRequest {
            version,
            digest,
            when,
        };
        let request = move || {
            let request = request.clone();
            async move { api::schedule_change(case.id, &request).await }
        };
        doing.ask_confirmed(case.identity, request, move |detail| {
            case.put(detail);
            handle.close();
        });
    };
    view! {
        <Button denied reason_at=SCHEDULE_WHY on_press=open>
            "Say when"
        </Button>
        <Dialog handle title="When it is deployed">
            <WhenField id="schedule" chosen />
            <div role="status">
                {move || frozen.get().map(|words| view! { <p class="prose">{words}</p> })}
            </div>
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Primary pending=doing.pending denied=missing on_press=save>
                    "Save"
                </Button>
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn a_reason_names_what_it_closes_and_is_told_once() {
        let own = Some("You wrote on it.".to_owned());
        let role = Some("Only a deployer may do this.".to_owned());
        let all = closed(&[
            ("a", "Approve", own.clone()),
            ("b", "Ask for changes, reject", own),
            ("c", "Deploy", role),
        ]);
        let told: Vec<(&str, bool)> = all
            .iter()
            .map(|one| (one.buttons.as_str(), one.is_shown))
            .collect();
        assert_eq!(
            told,
            [
                ("Approve, ask for changes, reject", true),
                ("Ask for changes, reject", false),
                ("Deploy", true),
            ]
        );
        assert!(closed(&[("a", "Approve", None)]).is_empty());
    }
}
