//! One service of a release: its place, what it is to get, and its plan.

use leptos::prelude::*;
use shared::plan::PlanKind;
use shared::preflight::Finding;
use shared::wire::Preview;

use super::item::{Item, Mode, Planned};
use crate::api::{self, Loader};
use crate::page::{new_version_path, plan_path, service_path};
use crate::parts::{FailureBanner, IssueList, Looks, kind_words, looks_words};
use crate::ui::{
    Announcer, Banner, Button, Choice, Load, Look, RadioGroup, SelectField, Skeleton, TextField,
    Tone,
};

/// The card of a service.
#[component]
pub(super) fn Card(
    item: Item,
    items: RwSignal<Vec<Item>>,
    /// Whether the place among the others matters.
    is_in_order: Memo<bool>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let target = StoredValue::new(item.target.clone());
    let place = move || {
        items.with(|items| {
            let own = |item: &Item| target.with_value(|target| item.target == *target);
            items.iter().position(own).unwrap_or_default()
        })
    };
    let name = item.target.service.clone();
    let shift = move |by: isize| {
        let at = untrack(place);
        let to = at.checked_add_signed(by);
        let last = items.with_untracked(|items| items.len().saturating_sub(1));
        if let Some(to) = to.filter(|to| *to <= last) {
            items.update(|items| items.swap(at, to));
            target.with_value(|target| {
                announcer.say(&format!("{} is number {} now.", target.service, to + 1));
            });
        }
    };
    let at_top = Memo::new(move |_| place() == 0);
    let at_end = Memo::new(move |_| place() + 1 == items.with(Vec::len));
    let leave_out = move |()| {
        items.update(|items| {
            items.retain(|item| target.with_value(|target| item.target != *target));
        });
    };
    let mode = item.mode;
    let choose = {
        let item = item.clone();
        move |chosen: String| {
            if let Some(mode) = Mode::ALL.into_iter().find(|mode| mode.as_str() == chosen) {
                item.mode.set(mode);
                item.forget_plan();
            }
        }
    };
    let id = format!("{}-{}", item.target.cluster, item.target.service);
    let title_id = format!("release-{id}");
    let labelled_by = title_id.clone();
    let href = service_path(&item.target.cluster, &item.target.service);
    let cluster = item.target.cluster.clone();
    let wanted = {
        let (item, id) = (item.clone(), id.clone());
        move || {
            match mode.get() {
            Mode::Images => view! { <Images item=item.clone() id=id.clone() /> }.into_any(),
            Mode::Restart => view! {
                <p>"Every task is replaced by a new one of the same revision; nothing else changes."</p>
            }
            .into_any(),
            Mode::Draft => view! { <Drafts item=item.clone() id=id.clone() /> }.into_any(),
        }
        }
    };
    let (up_name, down_name, out_name) = (name.clone(), name.clone(), name.clone());
    view! {
        <li class="group release__item" aria-labelledby=labelled_by>
            <div class="card__head">
                <h2 class="release__name" id=title_id>
                    {move || is_in_order.get().then(|| format!("{}. ", place() + 1))}
                    <a href=href>{name}</a>
                    <span class="quiet">" in " {cluster}</span>
                </h2>
                <div class="actions release__tools">
                    {move || {
                        let (up_name, down_name) = (up_name.clone(), down_name.clone());
                        is_in_order
                            .get()
                            .then(|| {
                                view! {
                                    <Move word="Up" name=up_name blocked=at_top on_press=move |()| shift(-1) />
                                    <Move word="Down" name=down_name blocked=at_end on_press=move |()| shift(1) />
                                }
                            })
                    }}
                    <Button look=Look::Quiet on_press=leave_out>
                        "Leave out"
                        <span class="visually-hidden">{format!(": {out_name}")}</span>
                    </Button>
                </div>
            </div>
            <RadioGroup
                id=format!("mode-{id}")
                legend="What it gets"
                choices=vec![
                    Choice::new(Mode::Images.as_str(), "New images"),
                    Choice::new(Mode::Restart.as_str(), "A restart"),
                    Choice::new(Mode::Draft.as_str(), "A saved draft"),
                ]
                value=Signal::derive(move || mode.get().as_str().to_owned())
                on_choose=choose
            />
            {wanted}
            <Outcome item />
        </li>
    }
}

/// A button that moves a card; it stays where it is at either end, so that the focus does, too.
#[component]
fn Move(
    word: &'static str,
    name: String,
    blocked: Memo<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-look="quiet"
            aria-disabled=move || blocked.get().then_some("true")
            on:click=move |_| {
                if !blocked.get_untracked() {
                    on_press.run(());
                }
            }
        >
            {word}
            <span class="visually-hidden">{format!(": {name}")}</span>
        </button>
    }
}

/// The containers with their images.
#[component]
fn Images(item: Item, id: String) -> impl IntoView {
    let running = Memo::new({
        let detail = item.detail;
        move |_| {
            detail.state().with(|state| match state {
                Load::Ready(detail) => Ok(Some(detail.summary.images.clone())),
                Load::Loading => Ok(None),
                Load::Failed(trouble) => Err(trouble.clone()),
            })
        }
    });
    move || match running.get() {
        Ok(None) => view! { <Skeleton lines=2 /> }.into_any(),
        Err(trouble) => {
            let detail = item.detail;
            view! {
                <Banner tone=Tone::Bad title=trouble.title>
                    <p>{trouble.detail}</p>
                    <div class="actions">
                        <Button on_press=move |()| detail.reload()>"Try again"</Button>
                    </div>
                </Banner>
            }
            .into_any()
        }
        Ok(Some(images)) => {
            let fields = images
                .into_iter()
                .map(|running| {
                    let container = running.container.clone();
                    let now = running.image.clone();
                    let typed = item.images;
                    let value = {
                        let (container, now) = (container.clone(), now.clone());
                        Signal::derive(move || {
                            typed.with(|typed| {
                                let found = typed.iter().find(|(name, _)| *name == container);
                                found.map_or_else(|| now.clone(), |(_, image)| image.clone())
                            })
                        })
                    };
                    let item = item.clone();
                    view! {
                        <TextField
                            id=format!("image-{id}-{container}")
                            label=format!("Image of {container}")
                            help=format!("Runs {}", running.image)
                            value
                            on_input=move |image: String| item.set_image(&container, image)
                        />
                    }
                })
                .collect_view();
            view! { <div class="columns columns--wide">{fields}</div> }.into_any()
        }
    }
}

/// The drafts of the service.
#[component]
fn Drafts(item: Item, id: String) -> impl IntoView {
    let list = item.drafts;
    let choices = Memo::new(move |_| {
        list.state().with(|state| match state {
            Load::Ready(listing) => Some(
                listing
                    .items
                    .iter()
                    .map(|draft| {
                        let words = format!("{}, by {}", draft.title, draft.updated_by);
                        Choice::new(&draft.id, &words)
                    })
                    .collect::<Vec<_>>(),
            ),
            Load::Loading | Load::Failed(_) => None,
        })
    });
    let edit = new_version_path(&item.target.cluster, &item.target.service);
    move || match choices.get() {
        None => view! { <p class="quiet">"Drafts are not known yet."</p> }.into_any(),
        Some(drafts) if drafts.is_empty() => view! {
            <p>
                "Nobody has a draft of this service. "
                <a href=edit.clone()>"Begin one"</a>
            </p>
        }
        .into_any(),
        Some(drafts) => {
            let mut choices = vec![Choice::new("", "Choose a draft")];
            choices.extend(drafts);
            let item = item.clone();
            view! {
                <div class="columns columns--wide">
                    <SelectField
                        id=format!("draft-{id}")
                        label="Draft"
                        choices
                        value=item.draft
                        on_choose=move |draft| {
                            item.draft.set(draft);
                            item.forget_plan();
                        }
                    />
                </div>
            }
            .into_any()
        }
    }
}

/// The plan, or why there is none.
#[component]
fn Outcome(item: Item) -> impl IntoView {
    let (planned, is_wrong) = (item.planned, item.is_wrong);
    view! {
        <div role="status">
            {move || match planned.get() {
                Planned::Not => ().into_any(),
                Planned::OnItsWay(_) => view! { <p class="quiet">"The plan is being made."</p> }.into_any(),
                Planned::Unclear(words) => {
                    view! {
                        <p class="field__message" data-tone=Tone::Bad.as_str()>
                            {Tone::Bad.icon().view()}
                            <span>{words}</span>
                        </p>
                    }
                        .into_any()
                }
                Planned::Refused(failure) => {
                    let issues = failure.errors.clone();
                    view! {
                        <FailureBanner failure=Signal::stored(Some(*failure)) />
                        <IssueList issues=Signal::stored(issues) />
                    }
                        .into_any()
                }
                Planned::Made(preview) => view! { <Made preview=*preview is_wrong /> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Made(
    preview: Preview,
    /// Hears whether something that the plan needs is wrong.
    is_wrong: RwSignal<bool>,
) -> impl IntoView {
    let hash = preview.hash.clone();
    let is_nothing = preview.plan.kind == PlanKind::Nothing;
    let look = (!is_nothing).then(|| {
        Loader::new(move || {
            let hash = hash.clone();
            async move { api::run_preflight(&hash).await }
        })
    });
    // Lets what is around know.
    Effect::new(move |_| {
        let has_wrong = look.is_some_and(|look| {
            look.state().with(|state| match state {
                Load::Ready(found) => found
                    .lines
                    .iter()
                    .any(|line| line.finding == Finding::Wrong),
                Load::Loading | Load::Failed(_) => false,
            })
        });
        is_wrong.try_set(has_wrong);
    });
    let changes = preview
        .plan
        .changes
        .iter()
        .map(|change| {
            view! {
                <li>
                    <span class="quiet">{change.group.clone()} ": "</span>
                    {change.words.clone()}
                </li>
            }
        })
        .collect_view();
    let found = move || {
        look.map(|look| {
            look.state().with(|state| match state {
                Load::Loading => {
                    view! { <p class="quiet">"AWS is asked whether all is there."</p> }.into_any()
                }
                Load::Failed(trouble) => {
                    view! { <p>"What it needs in AWS could not be looked at: " {trouble.detail.clone()}</p> }
                        .into_any()
                }
                Load::Ready(preflight) => view! {
                    <p>{looks_words(&preflight.lines)}</p>
                    <Looks lines=preflight.lines.clone() />
                }
                .into_any(),
            })
        })
    };
    view! {
        <div class="release__plan">
            <p>
                <strong>{kind_words(preview.plan.kind)}</strong>
                " · "
                <a href=plan_path(&preview.hash) target="_blank">
                    "Read the plan with every byte"
                    <span class="visually-hidden">" (in a new tab)"</span>
                </a>
            </p>
            {is_nothing
                .then(|| {
                    view! {
                        <p>"What is asked for is already so: change it, or leave the service out."</p>
                    }
                })}
            <ul class="plain-list">{changes}</ul>
            {found}
        </div>
    }
}
