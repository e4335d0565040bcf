//! The index beside the form: its parts, the containers, and how many errors are where.

use leptos::prelude::*;
use shared::issue::DocumentKind::{Service, TaskDefinition};

use super::containers::{add_container, title_of};
use super::topic::{count, count_words};
use crate::dom;
use crate::editor::binding::Spot;
use crate::editor::editing::Editor;
use crate::editor::findings::Count;
use crate::ui::{Button, Look};

/// The members whose issues count for a part of the form.
const PARTS: [(&str, &str, &[&str]); 3] = [
    (
        "where-it-runs",
        "Where it runs",
        &[
            "cluster",
            "serviceName",
            "service",
            "launchType",
            "networkConfiguration",
        ],
    ),
    (
        "who-reaches-it",
        "Who reaches it",
        &["loadBalancers", "role", "healthCheckGracePeriodSeconds"],
    ),
    (
        "how-it-rolls",
        "How it rolls",
        &["desiredCount", "deploymentConfiguration"],
    ),
];

#[component]
pub(super) fn Index(editor: Editor) -> impl IntoView {
    let task = Spot::root(editor, TaskDefinition);
    let containers = task.child("containerDefinitions");
    let number = containers.length();
    let container = {
        let containers = containers.clone();
        move |at: usize| {
            let spot = containers.element(at);
            let title = title_of(&spot, at);
            let is_shown = move || editor.container.get() == at;
            let own_count = Memo::new(move |_| count(editor, &spot));
            let show = move |()| {
                editor.container.set(at);
                request_animation_frame(|| {
                    dom::focus("container");
                });
            };
            view! {
                <li>
                    <Entry
                        label=title
                        count=own_count
                        is_current=Signal::derive(is_shown)
                        on_press=show
                        inner=true
                    />
                </li>
            }
        }
    };
    let task_count = {
        let (task, containers) = (task.clone(), containers);
        Memo::new(move |_| {
            let all = count(editor, &task);
            let inner = count(editor, &containers);
            Count {
                errors: all.errors.saturating_sub(inner.errors),
                warnings: all.warnings.saturating_sub(inner.warnings),
            }
        })
    };
    let service = Spot::root(editor, Service);
    let part_counts: Vec<Memo<Count>> = PARTS
        .iter()
        .map(|(_, _, members)| {
            let spots: Vec<Spot> = members.iter().map(|name| service.child(name)).collect();
            Memo::new(move |_| {
                spots
                    .iter()
                    .map(|spot| count(editor, spot))
                    .fold(Count::default(), Count::and)
            })
        })
        .collect();
    let rest = {
        let (part_counts, service) = (part_counts.clone(), service);
        Memo::new(move |_| {
            let all = count(editor, &service);
            let known = part_counts
                .iter()
                .map(|count| count.get())
                .fold(Count::default(), Count::and);
            Count {
                errors: all.errors.saturating_sub(known.errors),
                warnings: all.warnings.saturating_sub(known.warnings),
            }
        })
    };
    let parts = PARTS
        .iter()
        .zip(part_counts)
        .map(|((id, label, _), count)| view! { <li><Section id label count /></li> })
        .collect_view();
    let no_count = Memo::new(|_| Count::default());
    view! {
        <nav class="editor-index" aria-label="Parts of the form">
            <ul class="editor-index__list">
                <li>
                    <Section id="what-runs" label="What runs" count=no_count />
                    <ul class="editor-index__list">
                        <For each=move || 0..number.get() key=|at| *at let:at>
                            {container(at)}
                        </For>
                        <li>
                            <Button look=Look::Quiet on_press=move |()| add_container(editor)>
                                "Add a container"
                            </Button>
                        </li>
                    </ul>
                </li>
                <li>
                    <Section id="the-task" label="The task" count=task_count />
                </li>
                {parts}
                <li>
                    <Section id="everything-else" label="Everything else" count=rest />
                </li>
            </ul>
        </nav>
    }
}

/// A part of the form, by the id of its place.
#[component]
fn Section(id: &'static str, label: &'static str, count: Memo<Count>) -> impl IntoView {
    let title = Memo::new(move |_| label.to_owned());
    let go = move |()| {
        dom::focus_top(id);
    };
    view! { <Entry label=title count is_current=Signal::stored(false) on_press=go /> }
}

#[component]
fn Entry(
    label: Memo<String>,
    count: Memo<Count>,
    is_current: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
    /// Whether it stands below another one.
    #[prop(optional)]
    inner: bool,
) -> impl IntoView {
    let tone = move || {
        if count.get().errors > 0 {
            "bad"
        } else {
            "warn"
        }
    };
    view! {
        <button
            type="button"
            class="editor-index__entry"
            data-inner=inner.then_some("true")
            aria-current=move || is_current.get().then_some("true")
            on:click=move |_| on_press.run(())
        >
            <span class="editor-index__label">{move || label.get()}</span>
            {move || {
                count_words(count.get())
                    .map(|words| {
                        view! {
                            <span class="editor-index__count" data-tone=tone()>
                                {words}
                            </span>
                        }
                    })
            }}
        </button>
    }
}
