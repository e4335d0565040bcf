//! What a change is about, in a bar that cannot be missed, and what it is.

use leptos::prelude::*;
use shared::wire::RewordRequest;

use super::case::Case;
use super::told;
use crate::api;
use crate::format;
use crate::page::service_path;
use crate::parts::{FailureBanner, kind_words};
use crate::team::doing::Doing;
use crate::team::fit;
use crate::team::words::{names, state_chip, target_words};
use crate::ui::{Button, Chip, Clock, Dialog, DialogHandle, Look, TextArea, TextField, TimeAgo};

#[component]
pub(super) fn Head(case: Case) -> impl IntoView {
    let state = Memo::new(move |_| case.with(|detail| detail.change.state));
    let told = Memo::new(move |_| case.with(told::state));
    let title = Memo::new(move |_| case.with(|detail| detail.change.title.clone()));
    let reason = Memo::new(move |_| case.with(|detail| detail.change.reason.clone()));
    let authors = Memo::new(move |_| case.with(|detail| detail.change.authors.clone()));
    let created = Memo::new(move |_| case.with(|detail| detail.change.created_at_ms));
    let clock = Clock::expect();
    let when = Memo::new(move |_| {
        let now_ms = clock.now_ms();
        case.with(|detail| told::when(detail, now_ms, format::agreed))
    });
    view! {
        <TargetBar case />
        <div class="review__head">
            <h2 class="review__title" id="change-head" tabindex="-1">{title}</h2>
            <Chip
                tone=Signal::derive(move || state_chip(state.get()).0)
                word=Signal::derive(move || state_chip(state.get()).1.to_owned())
            />
            <Reword case />
        </div>
        <p>
            {told} " " {when}
        </p>
        <p class="quiet">
            "Proposed by " {move || names(&authors.get())} ", " <TimeAgo at_ms=created />
        </p>
        <div class="review__reason">
            <h3>"Why"</h3>
            <p class="prose">{reason}</p>
        </div>
    }
}

/// The environment and the services.
#[component]
fn TargetBar(case: Case) -> impl IntoView {
    let environment = Memo::new(move |_| case.with(|detail| detail.change.environment.clone()));
    let plans = Memo::new(move |_| {
        let plans = case.shown().map(|version| version.plans);
        plans
            .unwrap_or_default()
            .into_iter()
            .map(|plan| (plan.kind, plan.target))
            .collect::<Vec<_>>()
    });
    let region = move || {
        case.session.environment().map(|environment| {
            if environment.simulated {
                format!(", {}, simulated AWS", environment.region)
            } else {
                format!(", {}", environment.region)
            }
        })
    };
    view! {
        <div class="target" role="note" aria-label="What will be changed">
            <span>"environment " <strong>{environment}</strong> {region}</span>
            {move || {
                plans
                    .get()
                    .into_iter()
                    .map(|(kind, target)| {
                        let words = target_words(&target);
                        let name = if target.service.is_empty() {
                            view! { <strong>{words}</strong> }.into_any()
                        } else {
                            let path = service_path(&target.cluster, &target.service);
                            view! {
                                <a class="target__link" href=path>
                                    {words}
                                </a>
                            }
                                .into_any()
                        };
                        view! {
                            <span>
                                {kind_words(kind)} ": " {name} " in cluster "
                                <strong>{target.cluster}</strong>
                            </span>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

/// Puts title and reason otherwise.
#[component]
fn Reword(case: Case) -> impl IntoView {
    let handle = DialogHandle::new();
    let doing = Doing::new();
    let title = RwSignal::new(String::new());
    let reason = RwSignal::new(String::new());
    let may = Memo::new(move |_| case.reword_denied().is_none());
    let open = move |()| {
        case.with_untracked(|detail| {
            title.set(detail.change.title.clone());
            reason.set(detail.change.reason.clone());
        });
        doing.failure.set(None);
        handle.open();
    };
    let is_tried = RwSignal::new(false);
    let title_notes = fit::of_title(title, is_tried);
    let reason_notes = fit::of_reason(reason, true, is_tried);
    let save = move |()| {
        is_tried.set(true);
        let is_fit =
            untrack(|| title_notes.with(Vec::is_empty) && reason_notes.with(Vec::is_empty));
        if !is_fit {
            // The first field that is wrong, once its message stands there.
            request_animation_frame(|| {
                crate::dom::focus_first(".dialog [aria-invalid=true]");
            });
            return;
        }
        let request = RewordRequest {
            title: title.get_untracked().trim().to_owned(),
            reason: reason.get_untracked().trim().to_owned(),
        };
        doing.ask(
            async move { api::reword_change(case.id, &request).await },
            move |detail| {
                case.put(detail);
                handle.close();
            },
        );
    };
    view! {
        {move || {
            may.get()
                .then(|| {
                    view! {
                        <Button look=Look::Quiet on_press=open>
                            "Edit title and reason"
                        </Button>
                    }
                })
        }}
        <Dialog handle title="Edit title and reason">
            <TextField
                id="reword-title"
                label="Title"
                value=title
                on_input=move |text| title.set(text)
                notes=title_notes
            />
            <TextArea
                id="reword-reason"
                label="Why"
                prose=true
                value=reason
                on_input=move |text| reason.set(text)
                notes=reason_notes
            />
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Primary pending=doing.pending on_press=save>
                    "Save"
                </Button>
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </Dialog>
    }
}
