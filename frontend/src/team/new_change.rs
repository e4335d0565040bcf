//! The form by which plans are proposed: as a change of their own, or as another version of one.

mod gather;
mod title;

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::{TITLE_ROOM, Version, When};
use shared::permission::Operation;
use shared::plan::{PlanKind, Target};
use shared::wire::{ChangeDetail, ChangeRequest, KeptPolicy, Order, Preview, VersionRequest};

use super::doing::Doing;
use super::fit;
use super::when::{Chosen, WhenField};
use super::words::target_words;
use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Failure, Loader};
use crate::dom;
use crate::environment::here;
use crate::kept::{self, Asked, Life, Revising, asked_name, revising_name};
use crate::page::{Roads, change_path, new_release_path, plan_path};
use crate::parts::{FailureBanner, effect_chip, grouped, kind_words};
use crate::session::SessionContext;
use crate::ui::{
    AsyncView, Button, ButtonLink, Choice, Clock, Look, RadioGroup, Skeleton, TextArea, TextField,
};

/// What the form is about.
#[derive(Debug, Clone, PartialEq)]
struct Subject {
    previews: Vec<Preview>,
    /// The change that gets another version; nothing where it is a change of its own.
    of: Option<ChangeDetail>,
    /// The previews of the version before.
    before: Vec<Preview>,
    policy: KeptPolicy,
}

#[component]
pub(super) fn NewChange(
    /// The plans' hashes, in their order.
    plans: Vec<String>,
    /// The change that gets another version.
    of: Option<i64>,
    /// Whether several are carried out at once.
    side_by_side: bool,
    /// The drafts that they were made of, where the address names them.
    drafts: Vec<String>,
) -> impl IntoView {
    if plans.is_empty() {
        return view! {
            <div class="empty">
                <p class="empty__title">"There is no plan to propose"</p>
                <p>"Change a service, look at the preview of it, and propose it from there."</p>
                <div class="actions">
                    <ButtonLink href=here("/")>"Choose a service"</ButtonLink>
                </div>
            </div>
        }
        .into_any();
    }
    let subject = Loader::new(move || {
        let plans = plans.clone();
        async move { find(plans, of).await }
    });
    let ready = Arc::new(move |subject: Memo<Subject>| {
        view! { <Form subject=subject.get_untracked() side_by_side drafts=drafts.clone() /> }
            .into_any()
    });
    view! {
        <AsyncView
            state=subject.state()
            retry=move |()| subject.reload()
            loading=|| view! { <Skeleton lines=10 /> }
            ready
        />
    }
    .into_any()
}

async fn find(plans: Vec<String>, of: Option<i64>) -> Result<Subject, Failure> {
    let mut previews = Vec::new();
    for hash in &plans {
        previews.push(api::find_plan(hash).await?);
    }
    let of = match of {
        Some(id) => Some(api::find_change(id).await?),
        None => None,
    };
    let mut before = Vec::new();
    let version = of.as_ref().and_then(|detail| detail.change.version());
    for plan in version.iter().flat_map(|version| &version.plans) {
        before.push(api::find_plan(&plan.hash).await?);
    }
    Ok(Subject {
        previews,
        of,
        before,
        policy: api::find_policy().await?,
    })
}

#[component]
fn Form(subject: Subject, side_by_side: bool, drafts: Vec<String>) -> impl IntoView {
    let Subject {
        previews,
        of,
        before,
        policy,
    } = subject;
    let session = SessionContext::expect();
    let clock = Clock::expect();
    let roads = Roads::expect();
    let doing = Doing::new();
    let identity = Identity::new();
    let key = dom::random_name();
    let own: Vec<(Target, String)> = previews
        .iter()
        .map(|preview| (preview.plan.target.clone(), preview.hash.clone()))
        .collect();
    let (back, back_words) = way_back(&own);
    let goes_back = previews
        .iter()
        .all(|preview| preview.plan.kind == PlanKind::Rollback);
    let present = of
        .as_ref()
        .and_then(|detail| detail.change.version().cloned());
    let hashes = gather::hashes(present.as_ref(), &own);
    let untouched = gather::untouched_words(present.as_ref(), &own);
    let n_plans = hashes.len();
    let drafts = with_kept(drafts, &own);
    let typed_name = kept::proposal_name(&hashes);
    let typed: Option<(String, String)> = kept::find(Life::Tab, &typed_name);
    let (typed_title, typed_reason) = typed.unwrap_or_else(|| {
        let title = match &of {
            Some(detail) => {
                let next = gather::previews(&before, &previews);
                title::of_next(&detail.change.title, &before, &next)
            }
            None => title::of(&previews),
        };
        (title, String::new())
    });
    let title = RwSignal::new(typed_title);
    let reason = RwSignal::new(typed_reason);
    // Touches the outside world: what is typed stays in the tab while one looks at the preview again.
    Effect::new({
        let typed_name = typed_name.clone();
        move |_| {
            kept::keep(Life::Tab, &typed_name, &(title.get(), reason.get()));
        }
    });
    let chosen = Chosen::new(When::ByHand);
    let order = RwSignal::new(match present.as_ref().map(|present| present.order) {
        Some(Order::SideBySide) => SIDE_BY_SIDE.to_owned(),
        None if side_by_side => SIDE_BY_SIDE.to_owned(),
        Some(Order::InOrder) | None => IN_ORDER.to_owned(),
    });
    let id = of.as_ref().map(|detail| detail.change.id);
    let is_new = id.is_none();
    let from = made_from(id, present.as_ref(), &own);
    // It is deployed in the name of who says when.
    let may_say_when = session.denial(Operation::Deploy).is_none();
    let denied = Signal::derive(move || {
        session
            .denial(Operation::Propose)
            .or_else(|| chosen.fault(clock.now_ms()))
    });
    let is_tried = RwSignal::new(false);
    let title_help = if is_new {
        format!("In one line, what it is: at most {TITLE_ROOM} characters.")
    } else {
        "Of the whole change, from this version on; a title that Longshore suggested follows what the version does.".to_owned()
    };
    let title_notes = fit::of_title(title, is_tried);
    let reason_notes = fit::of_reason(reason, is_new, is_tried);
    let propose = move |()| {
        is_tried.set(true);
        let is_fit =
            untrack(|| title_notes.with(Vec::is_empty) && reason_notes.with(Vec::is_empty));
        if !is_fit {
            // The first field that is wrong, once its message stands there.
            request_animation_frame(|| {
                dom::focus_first(".form [aria-invalid=true]");
            });
            return;
        }
        let order = if order.with_untracked(|order| order == SIDE_BY_SIDE) {
            Order::SideBySide
        } else {
            Order::InOrder
        };
        let reason = reason.get_untracked().trim().to_owned();
        let (hashes, drafts, key) = (hashes.clone(), drafts.clone(), key.clone());
        let request = ChangeRequest {
            title: title.get_untracked().trim().to_owned(),
            reason: reason.clone(),
            plan_hashes: hashes.clone(),
            order,
            when: untrack(|| chosen.when()).unwrap_or_default(),
            drafts: drafts.clone(),
        };
        let version = VersionRequest {
            from,
            title: Some(request.title.clone()),
            note: reason,
            plan_hashes: hashes,
            order,
            drafts,
        };
        let own = own.clone();
        let typed_name = typed_name.clone();
        let (version, request) = (Arc::new(version), Arc::new(request));
        doing.ask_confirmed(
            identity,
            move || {
                let (version, request) = (Arc::clone(&version), Arc::clone(&request));
                let key = key.clone();
                async move {
                    match id {
                        Some(id) => api::create_version(id, &version).await,
                        None => api::create_change(&request, &key).await,
                    }
                }
            },
            move |detail: ChangeDetail| {
                kept::forget(Life::Tab, &typed_name);
                for (target, _) in &own {
                    kept::forget(Life::Tab, &revising_name(target));
                }
                roads.go(&change_path(detail.change.id));
            },
        );
    };
    let (reason_label, reason_help) = if is_new {
        (
            "Why",
            "What it is for, and what reviewers should know. It stands in the history of the service.",
        )
    } else {
        (
            "What is different",
            "From the version before, for those who have seen that one. It may stay empty.",
        )
    };
    view! {
        <p class="lead">
            {move || lead(of.as_ref(), &policy, goes_back, &session.environment_name())}
        </p>
        <form class="form" on:submit=move |event| event.prevent_default()>
            <TextField
                id="change-title"
                label="Title"
                help=title_help
                value=title
                on_input=move |text| title.set(text)
                notes=title_notes
            />
            <TextArea
                id="change-reason"
                label=reason_label
                help=reason_help
                prose=true
                value=reason
                on_input=move |text| reason.set(text)
                notes=reason_notes
            />
            {(n_plans > 1)
                .then(|| {
                    view! {
                        <RadioGroup
                            id="change-order"
                            legend="In which order"
                            choices=orders()
                            value=order
                            on_choose=move |chosen| order.set(chosen)
                        />
                    }
                })}
            {(is_new && may_say_when).then(|| view! { <WhenField id="change-when" chosen /> })}
            <FailureBanner failure=doing.failure />
            <div class="actions">
                <Button look=Look::Primary pending=doing.pending denied on_press=propose>
                    {if is_new { "Propose" } else { "Make it the next version" }}
                </Button>
                <ButtonLink href=back>{back_words}</ButtonLink>
            </div>
        </form>
        <ConfirmIdentity identity />
        {previews.into_iter().enumerate().map(|(at, preview)| summary(at, preview)).collect_view()}
        {untouched.map(|words| view! { <p class="quiet">{words}</p> })}
    }
}

/// Where the plans were made.
fn way_back(own: &[(Target, String)]) -> (String, &'static str) {
    match own {
        [] => (here("/changes"), "Back to the changes"),
        [(_, hash)] => (plan_path(hash), "Back to the preview"),
        many => {
            let services: Vec<(String, String)> = many
                .iter()
                .map(|(target, _)| (target.cluster.clone(), target.service.clone()))
                .collect();
            (new_release_path(&services), "Back to the plans")
        }
    }
}

const IN_ORDER: &str = "in-order";
const SIDE_BY_SIDE: &str = "side-by-side";

fn orders() -> Vec<Choice> {
    let choice = |value: &str, label: &str, help: &str| Choice {
        help: help.to_owned(),
        ..Choice::new(value, label)
    };
    vec![
        choice(
            IN_ORDER,
            "One after the other",
            "Where one does not succeed, those after it are cancelled.",
        ),
        choice(
            SIDE_BY_SIDE,
            "All at once",
            "Where one does not succeed, the others go on.",
        ),
    ]
}

/// What comes of it, in words.
fn lead(
    of: Option<&ChangeDetail>,
    policy: &KeptPolicy,
    goes_back: bool,
    environment: &str,
) -> String {
    let approvals = policy.policy.review.approvals;
    let needed = match approvals {
        _ if goes_back && policy.policy.rollback_without_approval => format!(
            "Going back to what ran before needs no approval in {environment}: who may deploy can do so at once."
        ),
        0 => format!("{environment} requires no approval: who may deploy can do so at once."),
        1 => format!("{environment} requires 1 approval before it is deployed."),
        more => format!("{environment} requires {more} approvals before it is deployed."),
    };
    match of {
        None => format!("Others see it, comment on it and decide. {needed}"),
        Some(detail) => format!(
            "It becomes version {} of “{}”. Approvals hold only where it does the same.",
            detail.change.versions.len() + 1,
            detail.change.title
        ),
    }
}

/// The version that this one was made from: there may be another by now.
fn made_from(id: Option<i64>, present: Option<&Version>, own: &[(Target, String)]) -> u32 {
    let revising = own
        .iter()
        .filter_map(|(target, _)| kept::find::<Revising>(Life::Tab, &revising_name(target)))
        .filter(|revising| Some(revising.change) == id)
        .map(|revising| revising.from)
        .min();
    revising
        .or(present.map(|present| present.number))
        .unwrap_or_default()
}

/// The drafts that the address names, and those that this tab knows of.
fn with_kept(mut drafts: Vec<String>, own: &[(Target, String)]) -> Vec<String> {
    for (_, hash) in own {
        let asked: Option<Asked> = kept::find(Life::Tab, &asked_name(hash));
        drafts.extend(asked.and_then(|asked| asked.draft));
    }
    drafts
}

/// What a plan does, in short.
fn summary(at: usize, preview: Preview) -> AnyView {
    let plan = preview.plan;
    let id = format!("proposed-{at}");
    let kind = plan.kind;
    let groups = grouped(plan.changes)
        .into_iter()
        .map(|group| {
            let lines = group
                .changes
                .into_iter()
                .map(|change| view! { <li>{change.words}</li> })
                .collect_view();
            view! {
                <div class="change">
                    <div class="change__head">
                        <h3 class="change__group">{group.name}</h3>
                        {effect_chip(group.effect, kind)}
                    </div>
                    <ul class="plain-list">{lines}</ul>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id.clone()>
                {format!(
                    "{}: {} in cluster {}",
                    kind_words(kind),
                    target_words(&plan.target),
                    plan.target.cluster,
                )}
            </h2>
            {groups}
            <p>
                <a href=plan_path(&preview.hash)>"The whole preview"</a>
            </p>
        </section>
    }
    .into_any()
}
