//! Buttons. One that may not be pressed says why.
//!
//! Roles: the browser's own `button`, and a link where the next step is a page. One that may not be
//! pressed is `aria-disabled` and described by the reason beside it; one whose work goes on is
//! `aria-disabled` and `aria-busy`. Neither is `disabled`, so that the focus stays and the reason
//! can be read.
//!
//! Keys: Enter and Space press; they do nothing while it may not be pressed.

use leptos::prelude::*;

use super::ids::fresh;

/// How much a button weighs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Look {
    /// The one next step on a page.
    Primary,
    #[default]
    Plain,
    /// Among text.
    Quiet,
}

impl Look {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Quiet => "quiet",
        }
    }
}

/// A button. It stays in the order of the keyboard when it may not be pressed, so that the reason
/// can be read.
#[component]
pub(crate) fn Button(
    /// Its id, where something else presses it or leads to it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// How much it weighs.
    #[prop(optional)]
    look: Look,
    /// Whether it is the one that Enter presses in a form.
    #[prop(optional)]
    submits: bool,
    /// Whether a dialog that opens begins here instead of at its first control.
    #[prop(optional)]
    begins: bool,
    /// Whether what it started is still on its way.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Why it may not be pressed.
    #[prop(optional, into)]
    denied: Signal<Option<String>>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let is_blocked = move || pending.get() || denied.with(Option::is_some);
    let reason_id = StoredValue::new(None::<String>);
    let described = move || {
        denied.with(Option::is_some).then(|| {
            reason_id.try_update_value(|id| id.get_or_insert_with(|| fresh("reason")).clone())
        })
    };
    let press = move |event: leptos::ev::MouseEvent| {
        if is_blocked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <span class="button-with-reason">
            <button
                type=if submits { "submit" } else { "button" }
                id=id
                class="button"
                data-look=look.as_str()
                data-begins=begins.then_some("true")
                aria-describedby=move || described().flatten()
                aria-disabled=move || is_blocked().then_some("true")
                aria-busy=move || pending.get().then_some("true")
                on:click=press
            >
                {children()}
            </button>
            {move || {
                denied
                    .get()
                    .map(|reason| {
                        view! {
                            <span class="button__reason" id=described().flatten()>
                                {reason}
                            </span>
                        }
                    })
            }}
        </span>
    }
}

/// A link that looks like a button, for steps that are pages.
#[component]
pub(crate) fn ButtonLink(
    /// How much it weighs.
    #[prop(optional)]
    look: Look,
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="button" data-look=look.as_str() href=move || href.get()>
            {children()}
        </a>
    }
}
