//! Text fields: each kind, each thing that may be said at one, and those that are ruled out.

use leptos::prelude::*;

use crate::ui::{Note, TextArea, TextField, Tone};

const REASON: &str = "Ruled out. Fargate decides this by itself.";

#[component]
pub(super) fn Fields() -> impl IntoView {
    view! {
        // A browser wants a password in a form, beside a name.
        <form class="columns" on:submit=|event| event.prevent_default()>
            <One id="text" label="Name" help="What it is called." fills="username" />
            <One id="password" label="Password" kind="password" fills="current-password" />
            <One id="number" label="Memory (MiB)" kind="numeric" start="512" />
            <One id="search" label="Search" kind="search" />
            <One id="closed" label="Ruled out and empty" reason=REASON />
            <One id="stale" label="Ruled out with a value" reason=REASON start="bridge" />
        </form>
        <h3>"What is said at a field"</h3>
        <div class="columns">
            <Said id="bad" label="With an error" tone=Tone::Bad />
            <Said id="warn" label="With a warning" tone=Tone::Warn />
            <Said id="info" label="With advice" tone=Tone::Info />
            <Said id="good" label="With praise" tone=Tone::Good />
        </div>
        <Mended />
        <Lines />
    }
}

/// One field that holds what is typed.
#[component]
fn One(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] help: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] fills: &'static str,
    #[prop(optional)] start: &'static str,
    #[prop(optional)] reason: Option<&'static str>,
) -> impl IntoView {
    let value = RwSignal::new(start.to_owned());
    let ruled_out = reason.map(ToOwned::to_owned);
    view! {
        <TextField
            id=format!("gallery-{id}")
            label
            help
            kind
            autocomplete=fills
            value
            ruled_out
            on_input=move |typed| value.set(typed)
        />
    }
}

/// A field at which something is said.
#[component]
fn Said(id: &'static str, label: &'static str, tone: Tone) -> impl IntoView {
    let value = RwSignal::new("web server".to_owned());
    let note = Note {
        tone,
        text: "Letters, digits, - and _ read best here.".to_owned(),
        action: None,
    };
    view! {
        <TextField
            id=format!("gallery-{id}")
            label
            value
            notes=vec![note]
            on_input=move |typed| value.set(typed)
        />
    }
}

/// A field whose error goes when its button is pressed or something better is typed.
#[component]
fn Mended() -> impl IntoView {
    let value = RwSignal::new("web server".to_owned());
    let mend = Callback::new(move |()| value.update(|value| *value = value.replace(' ', "-")));
    let notes = Signal::derive(move || {
        let note = value.with(|value| value.contains(' ')).then(|| Note {
            tone: Tone::Bad,
            text: "A name has no spaces.".to_owned(),
            action: Some(("Use dashes".to_owned(), mend)),
        });
        note.into_iter().collect::<Vec<_>>()
    });
    view! {
        <div class="form">
            <TextField
                id="gallery-mended"
                label="With something to do about it"
                help="The error goes when it is mended."
                value
                notes
                on_input=move |typed| value.set(typed)
            />
        </div>
    }
}

#[component]
fn Lines() -> impl IntoView {
    let value = RwSignal::new("One line\nand another".to_owned());
    view! {
        <div class="form">
            <TextArea
                id="gallery-lines"
                label="Several lines"
                help="Enter makes a new line."
                value
                on_input=move |typed| value.set(typed)
            />
        </div>
    }
}
