//! A field that suggests: what is typed narrows a list, and what is not in the list may be typed
//! all the same. Keyboard and roles as the ARIA Authoring Practices have them.

use leptos::prelude::*;

use super::async_view::{Load, Trouble};
use super::button::{Button, Look};
use super::field::{Field, FieldIds, Note, invalid, is_closed};
use super::press::after_press;
use super::tone::Tone;
use crate::dom;

/// More than these are not shown at once; typing narrows them.
const MOST_SHOWN: usize = 60;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// What stands in the field when it is chosen.
    pub(crate) value: String,
    /// What people call it.
    pub(crate) label: String,
    /// What it means, a line each.
    pub(crate) details: Vec<String>,
    /// What speaks against it, a sentence each.
    pub(crate) concerns: Vec<String>,
}

impl Suggestion {
    /// How well it fits what was typed: 0 where its name begins so, 1 where its name has it, 2 where
    /// only what is said of it has it.
    fn rank(&self, wanted: &str) -> Option<u8> {
        let (value, label) = (self.value.to_lowercase(), self.label.to_lowercase());
        if value.starts_with(wanted) || label.starts_with(wanted) {
            Some(0)
        } else if value.contains(wanted) || label.contains(wanted) {
            Some(1)
        } else {
            let is_said = |line: &String| line.to_lowercase().contains(wanted);
            self.details.iter().any(is_said).then_some(2)
        }
    }
}

/// Where the suggestions come from.
#[derive(Clone, Copy)]
pub(crate) struct Listed {
    pub(crate) state: Signal<Load<Vec<Suggestion>>>,
    /// Hears what the suggestions are to fit: nothing when the list opens, then what is typed.
    pub(crate) ask: Callback<String>,
    /// Asks again after it failed.
    pub(crate) retry: Callback<()>,
    /// Whether there are more than came so far.
    pub(crate) has_more: Signal<bool>,
    /// Asks for more.
    pub(crate) more: Callback<()>,
    /// What is said when there is nothing to suggest.
    pub(crate) empty: &'static str,
}

/// A text field with suggestions.
#[component]
pub(crate) fn Combobox(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What is chosen.
    #[prop(into)]
    label: Signal<String>,
    /// What it means.
    #[prop(optional, into)]
    help: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed or chosen.
    #[prop(into)]
    on_input: Callback<String>,
    /// Says that the person has left it.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    /// The suggestions.
    listed: Listed,
    /// What is said at it.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
    /// Why it has no use at present.
    #[prop(optional, into)]
    ruled_out: Signal<Option<String>>,
) -> impl IntoView {
    let list_id = format!("{id}-list");
    let popup = Popup::new(id.clone(), listed);
    let choose = move |suggestion: &Suggestion| {
        on_input.run(suggestion.value.clone());
        popup.close();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        match popup.press(&event.key()) {
            Pressed::Ignored => return,
            Pressed::Taken => {}
            Pressed::Chosen(suggestion) => choose(&suggestion),
        }
        event.prevent_default();
    };
    let rows = move || {
        popup
            .shown
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, suggestion)| option_view(popup, at, suggestion, choose))
            .collect_view()
    };
    let list = list_id.clone();
    let opened = move || {
        view! {
            <div class="combobox__popup" hidden=move || !popup.open.get()>
                {move || said(listed, popup.shown)}
                <ul
                    class="combobox__list"
                    role="listbox"
                    id=list.clone()
                    aria-label=move || label.get()
                    hidden=move || popup.shown.with(Vec::is_empty)
                >
                    {rows}
                </ul>
            </div>
        }
    };
    let control = move |ids: FieldIds| {
        view! {
            <div class="combobox">
                <input
                    class="input"
                    id=ids.control.clone()
                    name=ids.control.clone()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-expanded=move || if popup.open.get() { "true" } else { "false" }
                    aria-controls=list_id
                    aria-activedescendant=move || popup.active.get().map(|at| popup.option_id(at))
                    aria-describedby=ids.described_by()
                    aria-invalid=move || invalid(notes)
                    disabled=move || is_closed(ruled_out, value)
                    prop:value=move || value.get()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        popup.narrow(&typed);
                        on_input.run(typed);
                    }
                    on:focus=move |_| popup.show()
                    on:click=move |_| popup.show()
                    on:keydown=on_key
                    on:blur=move |_| {
                        popup.close();
                        if let Some(on_leave) = on_leave {
                            // A field that is taken away loses the focus when its owner is gone.
                            after_press(move || {
                                on_leave.try_run(());
                            });
                        }
                    }
                />
                {opened()}
            </div>
        }
        .into_any()
    };
    view! { <Field id label help notes ruled_out control /> }
}

/// The state of the list that opens below the field.
#[derive(Clone, Copy)]
struct Popup {
    id: StoredValue<String>,
    open: RwSignal<bool>,
    /// What narrows the list: only what was typed since it opened, so that opening a field that is
    /// filled in shows everything.
    wanted: RwSignal<String>,
    active: RwSignal<Option<usize>>,
    shown: Memo<Vec<Suggestion>>,
    ask: Callback<String>,
}

/// What came of a key.
enum Pressed {
    Ignored,
    Taken,
    Chosen(Suggestion),
}

impl Popup {
    fn new(id: String, listed: Listed) -> Self {
        let wanted = RwSignal::new(String::new());
        Self {
            id: StoredValue::new(id),
            open: RwSignal::new(false),
            wanted,
            active: RwSignal::new(None),
            shown: Memo::new(move |_| {
                let wanted = wanted.get().to_lowercase();
                listed.state.with(|state| match state {
                    Load::Ready(all) => narrowed(all, &wanted),
                    Load::Loading | Load::Failed(_) => Vec::new(),
                })
            }),
            ask: listed.ask,
        }
    }

    fn option_id(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-option-{at}"))
    }

    fn show(self) {
        if !self.open.get_untracked() {
            self.wanted.set(String::new());
            self.open.set(true);
            self.ask.run(String::new());
        }
    }

    fn narrow(self, typed: &str) {
        self.open.set(true);
        self.active.set(None);
        self.wanted.set(typed.to_owned());
        self.ask.run(typed.to_owned());
    }

    fn close(self) {
        self.open.try_set(false);
        self.active.try_set(None);
    }

    fn go(self, at: usize) -> Pressed {
        self.show();
        self.active.set(Some(at));
        dom::reveal(&self.option_id(at));
        Pressed::Taken
    }

    fn press(self, key: &str) -> Pressed {
        let number = self.shown.with_untracked(Vec::len);
        let now = self.active.get_untracked();
        let is_open = self.open.get_untracked();
        match key {
            "ArrowDown" if number > 0 => self.go(now.map_or(0, |at| (at + 1) % number)),
            "ArrowUp" if number > 0 => {
                self.go(now.map_or(number - 1, |at| (at + number - 1) % number))
            }
            "Home" if is_open && now.is_some() => self.go(0),
            "End" if is_open && now.is_some() => self.go(number.saturating_sub(1)),
            "Enter" if is_open => {
                let chosen =
                    now.and_then(|at| self.shown.with_untracked(|all| all.get(at).cloned()));
                self.close();
                chosen.map_or(Pressed::Taken, Pressed::Chosen)
            }
            "Escape" if is_open => {
                self.close();
                Pressed::Taken
            }
            "ArrowDown" => {
                self.show();
                Pressed::Taken
            }
            _ => Pressed::Ignored,
        }
    }
}

/// What fits, best first.
fn narrowed(all: &[Suggestion], wanted: &str) -> Vec<Suggestion> {
    let mut fitting: Vec<(u8, &Suggestion)> = all
        .iter()
        .filter_map(|suggestion| Some((suggestion.rank(wanted)?, suggestion)))
        .collect();
    fitting.sort_by_key(|(rank, _)| *rank);
    fitting
        .into_iter()
        .take(MOST_SHOWN)
        .map(|(_, suggestion)| suggestion.clone())
        .collect()
}

/// What stands above the list, or in its place.
fn said(listed: Listed, shown: Memo<Vec<Suggestion>>) -> AnyView {
    let state = listed.state.get();
    match state {
        Load::Loading => view! { <p class="combobox__said">"Loading"</p> }.into_any(),
        Load::Failed(Trouble { title, detail, .. }) => view! {
            // The press must not take the focus away from the field, or the popup would close.
            <div class="combobox__said" on:mousedown=|event| event.prevent_default()>
                <p>{title}". "{detail}</p>
                <Button on_press=listed.retry>"Try again"</Button>
            </div>
        }
        .into_any(),
        Load::Ready(all) if all.is_empty() => {
            view! { <p class="combobox__said">{listed.empty}</p> }.into_any()
        }
        Load::Ready(all) => {
            let number = shown.with(Vec::len);
            if number == 0 {
                view! {
                    <p class="combobox__said">
                        "Nothing in the list matches. What you typed is used as it stands."
                    </p>
                }
                .into_any()
            } else if number < all.len() && number == MOST_SHOWN {
                view! {
                    <p class="combobox__said">
                        {format!("The first {MOST_SHOWN} of {}. Type to narrow.", all.len())}
                    </p>
                }
                .into_any()
            } else if listed.has_more.get() {
                view! {
                    <div class="combobox__said" on:mousedown=|event| event.prevent_default()>
                        <p>{format!("{number} so far. Type to narrow, or see more.")}</p>
                        <Button look=Look::Quiet on_press=listed.more>
                            "More"
                        </Button>
                    </div>
                }
                .into_any()
            } else {
                ().into_any()
            }
        }
    }
}

fn option_view(
    popup: Popup,
    at: usize,
    suggestion: Suggestion,
    choose: impl Fn(&Suggestion) + Send + Sync + 'static,
) -> AnyView {
    let is_active = move || popup.active.get() == Some(at);
    let label = suggestion.label.clone();
    let details = (!suggestion.details.is_empty()).then(|| {
        let line = suggestion.details.join("; ");
        view! { <span class="combobox__detail">{line}</span> }
    });
    let concerns = suggestion
        .concerns
        .iter()
        .cloned()
        .map(|line| {
            view! {
                <span class="combobox__detail" data-tone=Tone::Warn.as_str()>
                    {Tone::Warn.icon().view()}
                    {line}
                </span>
            }
        })
        .collect_view();
    view! {
        <li
            class="combobox__option"
            role="option"
            id=popup.option_id(at)
            aria-selected=move || if is_active() { "true" } else { "false" }
            on:mousedown=move |event| {
                event.prevent_default();
                choose(&suggestion);
            }
        >
            <span class="combobox__label">{label}</span>
            {details}
            {concerns}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Suggestion, narrowed};

    #[test]
    fn a_name_that_begins_so_comes_before_a_gloss_that_has_it() {
        let suggestion = |name: &str, gloss: &str| Suggestion {
            value: name.to_owned(),
            label: name.to_owned(),
            details: vec![gloss.to_owned()],
            concerns: Vec::new(),
        };
        let all = [
            suggestion("production", "Fargate alone"),
            suggestion("latest", "3 instances"),
            suggestion("test", "3 instances"),
        ];
        let names: Vec<String> = narrowed(&all, "te")
            .into_iter()
            .map(|suggestion| suggestion.value)
            .collect();
        assert_eq!(names, ["test", "latest", "production"]);
    }
}
