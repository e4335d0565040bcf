//! The form by which the policy is set.

use leptos::prelude::*;
use shared::policy::PolicyFault;
use shared::wire::{KeptPolicy, PolicyRequest, ProblemCode};

use super::freezes::Freezes;
use super::theirs::Theirs;
use super::typed::Typed;
use super::unset::{self, BackAgain, Unset};
use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Failure, Loader};
use crate::dom;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Announcer, Button, Chip, Look, Note, TextField, Tone};

/// What every field of the form needs.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) typed: RwSignal<Typed>,
    faults: Memo<Vec<PolicyFault>>,
    /// Whether it was tried to save it, so that all that is wrong is told.
    is_tried: RwSignal<bool>,
}

impl Fields {
    /// What is wrong with a member, once it was tried to save it.
    pub(super) fn notes(self, member: &'static str) -> Signal<Vec<Note>> {
        Signal::derive(move || {
            if !self.is_tried.get() {
                return Vec::new();
            }
            self.faults.with(|faults| {
                faults
                    .iter()
                    .filter(|fault| fault.member == member)
                    .map(|fault| Note {
                        tone: Tone::Bad,
                        text: crate::text::sentence(&fault.message),
                        action: None,
                    })
                    .collect()
            })
        })
    }

    fn text(self, get: fn(&Typed) -> &String) -> Signal<String> {
        Signal::derive(move || self.typed.with(|typed| get(typed).clone()))
    }

    fn change(self, change: impl FnOnce(&mut Typed)) {
        self.typed.update(change);
    }
}

/// The form. What is typed stays until it is set, also through a reload and a way to the identity
/// provider.
#[component]
pub(super) fn PolicyForm(
    kept: KeptPolicy,
    policy: Loader<KeptPolicy>,
    /// Whether the person has just set it to this.
    was_set: bool,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let doing = Doing::new();
    let identity = Identity::new();
    let base_version = kept.version;
    let form = Unset::open(&kept);
    let (typed, is_same) = (form.typed, form.is_same);
    let read = Memo::new(move |_| typed.with(Typed::read));
    let fields = Fields {
        typed,
        faults: Memo::new(move |_| {
            read.with(|read| read.as_ref().err().cloned().unwrap_or_default())
        }),
        is_tried: RwSignal::new(false),
    };
    let save = move |()| {
        fields.is_tried.set(true);
        match read.get_untracked() {
            Ok(policy_typed) => {
                let request = PolicyRequest {
                    policy: policy_typed,
                    base_version,
                };
                doing.ask_confirmed(
                    identity,
                    move || {
                        let request = request.clone();
                        async move { api::put_policy(&request).await }
                    },
                    move |kept| {
                        announcer.say("The policy is set.");
                        unset::forget();
                        policy.put(kept);
                    },
                );
            }
            // The first field that is wrong, once its message stands there.
            Err(_) => request_animation_frame(|| {
                dom::focus_first(".policy [aria-invalid=true]");
            }),
        }
    };
    let is_moved = Memo::new(move |_| doing.code() == Some(ProblemCode::PolicyMoved));
    let other = Signal::derive(move || {
        doing
            .failure
            .with(|failure: &Option<Failure>| failure.clone().filter(|_| !is_moved.get()))
    });
    if was_set {
        // The button that was pressed went with the form before this one.
        request_animation_frame(|| {
            dom::focus_first("#set-policy");
        });
    }
    let denied = Signal::derive(move || {
        is_same
            .get()
            .then(|| "Nothing differs from what holds.".to_owned())
    });
    view! {
        <form class="form policy" on:submit=move |event| event.prevent_default()>
            <BackAgain unset=form />
            <Review fields />
            <section class="section" aria-labelledby="emergency">
                <h2 id="emergency">"Emergency"</h2>
                <TextField
                    id="policy-break-glass"
                    label="Who may deploy without approvals"
                    help="Names, with commas between them. They give a reason, everybody is told, and somebody else reviews it afterwards."
                    value=fields.text(|typed| &typed.break_glass)
                    on_input=move |text| fields.change(|typed| typed.break_glass = text)
                    notes=fields.notes("break_glass")
                />
            </section>
            <Freezes fields weekly=kept.policy.weekly_freezes.clone() />
            <Times fields />
            <FailureBanner failure=other />
            <div role="alert">
                {move || is_moved.get().then(|| view! { <Theirs policy /> })}
            </div>
            <div class="actions">
                <Button
                    id="set-policy"
                    look=Look::Primary
                    pending=doing.pending
                    denied
                    on_press=save
                >
                    "Set the policy"
                </Button>
                {move || {
                    (was_set && is_same.get())
                        .then(|| view! { <Chip tone=Tone::Good word="The policy is set" /> })
                }}
            </div>
            <ConfirmIdentity identity />
        </form>
    }
}

/// Who has to have seen a change.
#[component]
fn Review(fields: Fields) -> impl IntoView {
    let typed = fields.typed;
    view! {
            <section class="section" aria-labelledby="review-rules">
                <h2 id="review-rules" tabindex="-1">"Review"</h2>
                <div class="form">
                    <TextField
                        id="policy-approvals"
                        label="Approvals"
                        help="How many a change needs before it is deployed. With 0 people deploy without a change, too."
                        kind="numeric"
                        value=fields.text(|typed| &typed.approvals)
                        on_input=move |text| fields.change(|typed| typed.approvals = text)
                        notes=fields.notes("approvals")
                    />
                    <TextField
                        id="policy-approvers"
                        label="Approvers"
                        help="Names, with commas between them; empty for everybody who may review. Who wrote a change never approves it."
                        value=fields.text(|typed| &typed.approvers)
                        on_input=move |text| fields.change(|typed| typed.approvers = text)
                        notes=fields.notes("approvers")
                    />
                    <Check
                        label="Who wrote a change may deploy it once it is approved"
                        value=Signal::derive(move || typed.with(|typed| typed.author_may_deploy))
                        on_set=move |set| fields.change(|typed| typed.author_may_deploy = set)
                    />
                    <Check
                        label="Going back to what ran before needs no approval"
                        value=Signal::derive(move || {
                            typed.with(|typed| typed.rollback_without_approval)
                        })
                        on_set=move |set| {
                            fields.change(|typed| typed.rollback_without_approval = set);
                        }
                    />
                    <Check
                        label="Approving, deploying and setting this policy ask for the password again when that was long ago"
                        value=Signal::derive(move || typed.with(|typed| typed.confirm_identity))
                        on_set=move |set| fields.change(|typed| typed.confirm_identity = set)
                    />
                </div>
            </section>
    }
}

/// How long things may take.
#[component]
fn Times(fields: Fields) -> impl IntoView {
    view! {
            <section class="section" aria-labelledby="times">
                <h2 id="times">"Times"</h2>
                <div class="columns">
                    <TextField
                        id="policy-deadline"
                        label="Deadline of a rollout (minutes)"
                        help="Empty for what Longshore was started with. While ECS waits for a person at a pause hook, bakes, or shifts traffic in steps, no time is counted; it begins anew after that."
                        kind="numeric"
                        value=fields.text(|typed| &typed.deadline_minutes)
                        on_input=move |text| fields.change(|typed| typed.deadline_minutes = text)
                        notes=fields.notes("deadline_minutes")
                    />
                    <TextField
                        id="policy-expiry"
                        label="Expiry of a change (days)"
                        help="After so long without anything happening to it."
                        kind="numeric"
                        value=fields.text(|typed| &typed.expires_after_days)
                        on_input=move |text| fields.change(|typed| typed.expires_after_days = text)
                        notes=fields.notes("expires_after_days")
                    />
                </div>
                <Check
                    label="A rollout that goes on past its deadline is taken back, instead of being called stuck"
                    value=Signal::derive(move || {
                        fields.typed.with(|typed| typed.roll_back_when_late)
                    })
                    on_set=move |set| fields.change(|typed| typed.roll_back_when_late = set)
                />
            </section>
    }
}

/// A tick.
#[component]
fn Check(
    label: &'static str,
    value: Signal<bool>,
    #[prop(into)] on_set: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| on_set.run(event_target_checked(&event))
            />
            {label}
        </label>
    }
}
