//! Something that has to come from elsewhere: loading, failed, empty or ready, and nothing else.
//!
//! Roles: while it loads its place is `aria-busy` and says so in words; what failed is an `alert`
//! with a button that tries again.

use std::sync::Arc;

use leptos::prelude::*;

use super::banner::Banner;
use super::button::Button;
use super::tone::Tone;

/// Where something stands that has to come from elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Load<T> {
    Loading,
    Ready(T),
    Failed(Trouble),
}

/// Why something did not come, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub(crate) title: String,
    pub(crate) detail: String,
    /// What an operator can look for in the log.
    pub(crate) reference: Option<String>,
}

#[derive(Clone, PartialEq)]
enum Phase {
    Loading,
    Failed(Trouble),
    Empty,
    Ready,
}

/// Shows one of the four states. What is ready stays mounted while its value changes.
#[component]
pub(crate) fn AsyncView<T>(
    /// The state.
    state: RwSignal<Load<T>>,
    /// Tries again.
    #[prop(into)]
    retry: Callback<()>,
    /// What keeps the place while it loads.
    #[prop(into)]
    loading: ViewFn,
    /// Whether there is nothing to show.
    #[prop(optional, into)]
    is_empty: Option<Callback<T, bool>>,
    /// What says that there is nothing, and the next step.
    #[prop(optional, into)]
    empty: ViewFn,
    /// The thing itself.
    ready: Arc<dyn Fn(Memo<T>) -> AnyView + Send + Sync>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let phase = Memo::new(move |_| {
        state.with(|state| match state {
            Load::Loading => Phase::Loading,
            Load::Failed(trouble) => Phase::Failed(trouble.clone()),
            Load::Ready(value) => {
                if is_empty.is_some_and(|is_empty| is_empty.run(value.clone())) {
                    Phase::Empty
                } else {
                    Phase::Ready
                }
            }
        })
    });
    let ready = Arc::new(move || match state.get_untracked() {
        Load::Ready(first) => {
            let value = Memo::new(move |last: Option<&T>| {
                state.with(|state| match state {
                    Load::Ready(value) => value.clone(),
                    Load::Loading | Load::Failed(_) => last.unwrap_or(&first).clone(),
                })
            });
            ready(value)
        }
        Load::Loading | Load::Failed(_) => ().into_any(),
    });
    phases(phase, retry, loading, empty, ready)
}

/// The states themselves, made once for all kinds of things.
fn phases(
    phase: Memo<Phase>,
    retry: Callback<()>,
    loading: ViewFn,
    empty: ViewFn,
    ready: Arc<dyn Fn() -> AnyView + Send + Sync>,
) -> AnyView {
    let shown = move || match phase.get() {
        Phase::Loading => {
            let loading = loading.clone();
            view! { <div aria-busy="true">{loading.run()}</div> }.into_any()
        }
        Phase::Failed(trouble) => view! { <TroubleBanner trouble retry /> }.into_any(),
        Phase::Empty => empty.run(),
        Phase::Ready => ready(),
    };
    shown.into_any()
}

/// Says what went wrong, with a way to try again.
#[component]
pub(crate) fn TroubleBanner(
    /// What went wrong.
    trouble: Trouble,
    /// Tries again.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let Trouble {
        title,
        detail,
        reference,
    } = trouble;
    view! {
        <div role="alert">
            <Banner tone=Tone::Bad title>
                <p>{detail}</p>
                {reference
                    .map(|reference| {
                        view! {
                            <p class="quiet">"Request " <code class="mono">{reference}</code></p>
                        }
                    })}
                {retry
                    .map(|retry| {
                        view! {
                            <div class="actions">
                                <Button on_press=retry>"Try again"</Button>
                            </div>
                        }
                    })}
            </Banner>
        </div>
    }
}

/// Keeps the place of lines that load.
#[component]
pub(crate) fn Skeleton(
    /// How many lines.
    lines: usize,
) -> impl IntoView {
    let bars = (0..lines)
        .map(|_| view! { <span class="skeleton__line"></span> })
        .collect_view();
    view! {
        <div class="skeleton">
            <span class="visually-hidden">"Loading"</span>
            {bars}
        </div>
    }
}
