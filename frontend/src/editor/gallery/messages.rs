//! What the pages say: banners, what loads or fails, messages in the corner, announcements.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::{
    Announcer, AsyncView, Banner, Button, Load, Skeleton, ToastStack, Toasts, Tone, Trouble,
};

#[component]
pub(super) fn Messages() -> impl IntoView {
    let banners = [Tone::Good, Tone::Busy, Tone::Warn, Tone::Bad, Tone::Info]
        .into_iter()
        .map(|tone| {
            view! {
                <Banner tone title=format!("A banner that says: {}", tone.as_str())>
                    <p>"With a sentence about what to do."</p>
                </Banner>
            }
        })
        .collect_view();
    let trouble = Trouble {
        title: "The list did not come".to_owned(),
        detail: "Longshore does not answer. Check that you are connected.".to_owned(),
        reference: Some("0123abcd".to_owned()),
    };
    view! {
        {banners}
        <h3>"What comes from elsewhere"</h3>
        <Awaited start=Load::Loading />
        <Awaited start=Load::Failed(trouble) />
        <Awaited start=Load::Ready(Vec::new()) />
        <Awaited start=Load::Ready(vec!["The first", "The second"]) />
        <h3>"Messages in the corner"</h3>
        <InTheCorner />
        <h3>"Announcements"</h3>
        <Announced />
    }
}

#[component]
fn Awaited(start: Load<Vec<&'static str>>) -> impl IntoView {
    let state = RwSignal::new(start);
    let ready = Arc::new(|all: Memo<Vec<&'static str>>| {
        view! { <p>{move || all.get().join(", ")}</p> }.into_any()
    });
    let is_empty = |all: Vec<&'static str>| all.is_empty();
    view! {
        <AsyncView
            state
            retry=move |()| state.set(Load::Ready(vec!["It came"]))
            loading=|| view! { <Skeleton lines=3 /> }
            is_empty
            empty=|| view! { <p class="quiet">"There is nothing yet."</p> }
            ready
        />
    }
}

#[component]
fn InTheCorner() -> impl IntoView {
    let toasts = Toasts::new();
    let number = RwSignal::new(0);
    let show = move |tone, words: &'static str| {
        move |()| {
            number.update(|number| *number += 1);
            toasts.show(tone, &format!("{words} ({})", number.get_untracked()));
        }
    };
    view! {
        <div class="actions">
            <Button on_press=show(Tone::Good, "It is saved")>"Say that it worked"</Button>
            <Button on_press=show(Tone::Bad, "It was not saved")>"Say that it failed"</Button>
        </div>
        <ToastStack toasts />
    }
}

#[component]
fn Announced() -> impl IntoView {
    let announcer = Announcer::expect();
    view! {
        <div class="actions">
            <Button on_press=move |()| {
                announcer.say("The tide is coming in.");
            }>"Announce something"</Button>
        </div>
    }
}
