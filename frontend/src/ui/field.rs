//! A labelled place to type, with help and messages that assistive technology finds.
//!
//! Roles: the label names the control by its id, and the control is described by its help and its
//! messages. The places of both are there before there is anything to say, and the messages are a
//! polite live region. `aria-invalid` stands only where one of the messages is an error. A control
//! that is ruled out is `disabled` as long as nothing stands in it; what stands in it can be changed
//! and taken away. Units stand in the label.
//!
//! Keys: those of the browser's own controls; Tab goes on to a button at a message.

use leptos::prelude::*;

use super::button::{Button, Look};
use super::press::after_press;
use super::tone::Tone;

/// Something said at a field.
#[derive(Clone)]
pub(crate) struct Note {
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// What a button at the message does about it.
    pub(crate) action: Option<(String, Callback<()>)>,
}

/// The ids that tie a field together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldIds {
    pub(crate) control: String,
    help: String,
    message: String,
}

impl FieldIds {
    fn new(id: &str) -> Self {
        Self {
            control: id.to_owned(),
            help: format!("{id}-help"),
            message: format!("{id}-message"),
        }
    }

    /// The value of `aria-describedby`.
    pub(crate) fn described_by(&self) -> String {
        format!("{} {}", self.help, self.message)
    }
}

/// The value of `aria-invalid`.
pub(crate) fn invalid(notes: Signal<Vec<Note>>) -> Option<&'static str> {
    notes
        .with(|notes| notes.iter().any(|note| note.tone == Tone::Bad))
        .then_some("true")
}

/// Whether a control may not be used: it is ruled out, and nothing stands in it that would have to be
/// taken away.
pub(crate) fn is_closed(ruled_out: Signal<Option<String>>, value: Signal<String>) -> bool {
    ruled_out.with(Option::is_some) && value.with(String::is_empty)
}

/// The frame of a field: label, help, control, messages. What rules it out stands where the help is.
#[component]
pub(crate) fn Field<F>(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What goes in, with its unit.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// Why it has no use at present.
    #[prop(optional, into)]
    ruled_out: Signal<Option<String>>,
    /// The control, given its ids.
    control: F,
) -> impl IntoView
where
    F: FnOnce(FieldIds) -> AnyView,
{
    let ids = FieldIds::new(&id);
    let said = move || notes.get().into_iter().map(note_view).collect_view();
    let help_id = ids.help.clone();
    let message_id = ids.message.clone();
    view! {
        <div
            class="field"
            data-invalid=move || invalid(notes)
            data-ruled-out=move || ruled_out.with(Option::is_some).then_some("true")
        >
            <label class="field__label" for=id>
                {move || label.get()}
            </label>
            <p class="field__help" id=help_id>
                {move || ruled_out.get().unwrap_or_else(|| help.get())}
            </p>
            {control(ids)}
            <div class="field__messages" id=message_id aria-live="polite">
                {said}
            </div>
        </div>
    }
}

fn note_view(note: Note) -> AnyView {
    let Note { tone, text, action } = note;
    view! {
        <div class="field__message" data-tone=tone.as_str()>
            {tone.icon().view()}
            <span>{text}</span>
            {action
                .map(|(label, act)| {
                    view! {
                        <Button look=Look::Quiet on_press=act>
                            {label}
                        </Button>
                    }
                })}
        </div>
    }
    .into_any()
}

/// One line of text or a number.
#[component]
pub(crate) fn TextField(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What goes in, with its unit.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    #[prop(into)]
    on_input: Callback<String>,
    /// Says that the person has left it.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// Why it has no use at present.
    #[prop(optional, into)]
    ruled_out: Signal<Option<String>>,
    /// `text`, `password` or `search`; `numeric` for a number.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let (input_type, input_mode) = if kind == "numeric" {
        ("text", Some("numeric"))
    } else {
        (kind, None)
    };
    let control = move |ids: FieldIds| {
        view! {
            <input
                class="input"
                id=ids.control.clone()
                name=ids.control.clone()
                type=input_type
                inputmode=input_mode
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=ids.described_by()
                aria-invalid=move || invalid(notes)
                disabled=move || is_closed(ruled_out, value)
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
                on:blur=move |_| {
                    if let Some(on_leave) = on_leave {
                        // A field that is taken away loses the focus when its owner is gone already.
                        after_press(move || {
                            on_leave.try_run(());
                        });
                    }
                }
            />
        }
        .into_any()
    };
    view! { <Field id label help notes ruled_out control /> }
}

/// Several lines of text.
#[component]
pub(crate) fn TextArea(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What goes in.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    #[prop(into)]
    on_input: Callback<String>,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// How many lines it shows.
    #[prop(default = 4)]
    rows: usize,
    /// Whether what goes in are sentences and not code.
    #[prop(optional)]
    prose: bool,
) -> impl IntoView {
    let (class, capitals) = if prose {
        ("input input--prose", "sentences")
    } else {
        ("input input--code", "none")
    };
    let control = move |ids: FieldIds| {
        view! {
            <textarea
                class=class
                id=ids.control.clone()
                name=ids.control.clone()
                rows=rows.to_string()
                autocomplete="off"
                autocapitalize=capitals
                spellcheck=prose.to_string()
                aria-describedby=ids.described_by()
                aria-invalid=move || invalid(notes)
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    };
    view! { <Field id label help notes control /> }
}
