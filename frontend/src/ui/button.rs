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
    pending: Option<Signal<bool>>,
    /// Why it may not be pressed.
    #[prop(optional, into)]
    denied: Option<Signal<Option<String>>>,
    /// The id of what says so for several buttons at once, instead of each.
    #[prop(optional, into)]
    reason_at: Option<String>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let is_pending = move || pending.is_some_and(|pending| pending.get());
    let is_denied = move || denied.is_some_and(|denied| denied.with(Option::is_some));
    let is_blocked = move || is_pending() || is_denied();
    // A form has hundreds of buttons that may always be pressed; those follow nothing.
    let may_block = pending.is_some() || denied.is_some();
    let says_it = reason_at.is_none();
    let reason_id =
        denied.map(|_| StoredValue::new(reason_at.clone().unwrap_or_else(|| fresh("reason"))));
    let described = move || is_denied().then(|| reason_id?.try_get_value()).flatten();
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
                aria-describedby=denied.map(|_| described)
                aria-disabled=may_block.then_some(move || is_blocked().then_some("true"))
                aria-busy=pending.map(|_| move || is_pending().then_some("true"))
                on:click=press
            >
                {children()}
            </button>
            {denied
                .filter(|_| says_it)
                .map(|denied| {
                    move || {
                        denied
                            .get()
                            .map(|reason| {
                                view! {
                                    <span class="button__reason" id=described()>
                                        {reason}
                                    </span>
                                }
                            })
                    }
                })}
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
    /// Whether the page is loaded anew for it.
    #[prop(optional)]
    external: bool,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let rel = external.then_some("external");
    view! {
        <a class="button" data-look=look.as_str() href=move || href.get() rel=rel>
            {children()}
        </a>
    }
}
