//! A container's environment variables: a table to type in, with search, sorting, a paste of a
//! `.env` file, and the way of a value to the secrets.

use leptos::prelude::*;
use shared::json::Json;

use super::env_file;
use crate::dom;
use crate::editor::binding::{Holds, Spot, shown};
use crate::format;
use crate::ui::{Announcer, Button, Dialog, DialogHandle, Look, Note, TextArea, Tone};

/// From so many variables on they can be searched.
const WORTH_SEARCHING: usize = 8;
/// So many are shown at first.
const AT_FIRST: usize = 30;

/// The environment variables of a container.
#[component]
pub(super) fn Environment(
    /// The container.
    container: Spot,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let list = container.child("environment");
    let number = list.length();
    let wanted = RwSignal::new(String::new());
    let paste = DialogHandle::new();
    let shown_rows = {
        let list = list.clone();
        Memo::new(move |_| wanted.with(|wanted| matching(&list, wanted)))
    };
    let add = {
        let list = list.clone();
        move |()| {
            wanted.set(String::new());
            list.editor.all_variables.set(true);
            let at = number.get_untracked();
            list.editor
                .edit_list(list.kind, &list.pointer, |all| all.push(variable("", "")));
            let id = list.element(at).child("name").id();
            request_animation_frame(move || {
                dom::focus(&id);
            });
        }
    };
    let sort = {
        let list = list.clone();
        move |()| {
            list.editor.edit_list(list.kind, &list.pointer, |all| {
                all.sort_by_key(|one| one.get("name").map(shown).unwrap_or_default());
            });
            announcer.say("Sorted by name.");
        }
    };
    let take = {
        let list = list.clone();
        Callback::new(move |pairs: Vec<(String, String)>| {
            let n_pairs = pairs.len();
            list.editor
                .edit_list(list.kind, &list.pointer, |all| merge(all, pairs));
            announcer.say(&format::count(
                i64::try_from(n_pairs).unwrap_or(i64::MAX),
                "variable taken over.",
                "variables taken over.",
            ));
        })
    };
    let search_id = format!("{}-search", list.id());
    let (id, notes) = (list.id(), list.notes());
    view! {
        <fieldset class="members__group variables" id=id tabindex="-1">
            <legend class="members__title">
                "Environment variables"
                {move || {
                    (number.get() > 0)
                        .then(|| view! { <span class="quiet">{format!(" {}", number.get())}</span> })
                }}
            </legend>
            <p class="field__help">
                "Anybody who may read the task definition can read these. Passwords and keys belong among the secrets."
            </p>
            {move || {
                let id = search_id.clone();
                (number.get() >= WORTH_SEARCHING)
                    .then(|| view! { <Search id wanted number shown_rows /> })
            }}
            <Rows list=list.clone() container shown_rows />
            {super::said(notes)}
            <div class="actions">
                <Button look=Look::Quiet on_press=add>
                    "Add a variable"
                </Button>
                <Button look=Look::Quiet on_press=move |()| paste.open()>
                    "Paste a .env file"
                </Button>
                {move || {
                    let sort = sort.clone();
                    (number.get() > 1)
                        .then(|| {
                            view! {
                                <Button look=Look::Quiet on_press=sort>
                                    "Sort by name"
                                </Button>
                            }
                        })
                }}
            </div>
        </fieldset>
        <Dialog handle=paste title="Paste a .env file">
            <Paste handle=paste on_take=take />
        </Dialog>
    }
}

/// The rows of the variables: the first ones, and the rest when it is asked for or led to.
#[component]
fn Rows(list: Spot, container: Spot, shown_rows: Memo<Vec<usize>>) -> impl IntoView {
    let shows_all = list.editor.all_variables;
    let first_rows = move || {
        let most = if shows_all.get() {
            usize::MAX
        } else {
            AT_FIRST
        };
        shown_rows.with(|rows| rows.iter().copied().take(most).collect::<Vec<_>>())
    };
    let n_more = move || {
        if shows_all.get() {
            0
        } else {
            shown_rows.with(Vec::len).saturating_sub(AT_FIRST)
        }
    };
    let row = move |at: usize| {
        view! { <Row variable=list.element(at) at container=container.clone() /> }
    };
    view! {
        <div class="variables__rows" role="group" aria-label="Variables">
            <For each=first_rows key=|at| *at let:at>
                {row(at)}
            </For>
        </div>
        {move || {
            let n_more = n_more();
            (n_more > 0)
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button look=Look::Quiet on_press=move |()| shows_all.set(true)>
                                {format!("Show {n_more} more")}
                            </Button>
                        </div>
                    }
                })
        }}
    }
}

/// Narrows the variables that are shown.
#[component]
fn Search(
    id: String,
    wanted: RwSignal<String>,
    number: Memo<usize>,
    shown_rows: Memo<Vec<usize>>,
) -> impl IntoView {
    let words = move || {
        let n_shown = shown_rows.with(Vec::len);
        (n_shown < number.get()).then(|| format!("{n_shown} of {} shown", number.get()))
    };
    view! {
        <div class="variables__tools">
            <label class="visually-hidden" for=id.clone()>
                "Search the variables"
            </label>
            <input
                class="input"
                id=id
                type="search"
                placeholder="Search names and values"
                prop:value=move || wanted.get()
                on:input=move |event| wanted.set(event_target_value(&event))
            />
            <span class="quiet" role="status">
                {words}
            </span>
        </div>
    }
}

/// The places of the variables that hold a text.
fn matching(list: &Spot, wanted: &str) -> Vec<usize> {
    let wanted = wanted.to_lowercase();
    let holds = |one: &Json| {
        wanted.is_empty()
            || ["name", "value"].iter().any(|member| {
                let text = one.get(member).map(shown).unwrap_or_default();
                text.to_lowercase().contains(&wanted)
            })
    };
    list.editor.look(list.kind, &list.pointer, |json| {
        let all = json.and_then(Json::as_array).unwrap_or_default();
        let fitting = all.iter().enumerate().filter(|(_, one)| holds(one));
        fitting.map(|(at, _)| at).collect()
    })
}

/// One variable: light, because there may be a hundred of them.
#[component]
fn Row(
    variable: Spot,
    /// Its place in the list.
    at: usize,
    /// The container that it is of.
    container: Spot,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let (name, value) = (variable.child("name"), variable.child("value"));
    let notes = variable.notes_within(&["name", "value"]);
    let name_text = name.value();
    let list = super::list::ListOf::around(&variable);
    let remove = {
        let list = list.clone();
        move |()| {
            announcer.say("Variable removed. It can be undone.");
            list.spot
                .editor
                .remove_element(list.spot.kind, &list.spot.pointer, at);
            let next = list.spot.element(at).child("name").id();
            let own = list.spot.id();
            request_animation_frame(move || {
                if !dom::focus(&next) {
                    dom::focus(&own);
                }
            });
        }
    };
    let to_secrets = move |()| {
        let secrets = container.child("secrets");
        let at_secret = secrets.length().get_untracked();
        let name = name_text.get_untracked();
        container.editor.edit(
            container.kind,
            crate::editor::history::Place::Whole,
            |document| {
                let json = document.json_mut();
                let variables = &list.spot.pointer;
                json.remove(&variables.index(at));
                if json
                    .at(variables)
                    .and_then(Json::as_array)
                    .is_some_and(<[_]>::is_empty)
                {
                    json.remove(variables);
                }
                let own = secrets.pointer.index(at_secret);
                json.set(&own.member("name"), Json::from(name.as_str()));
                json.set(&own.member("valueFrom"), Json::from(""));
            },
        );
        announcer.say("Moved to the secrets. Choose or create where its value is kept; the value that stood here is gone from the definition.");
        let id = secrets.element(at_secret).child("valueFrom").id();
        request_animation_frame(move || {
            dom::focus(&id);
        });
    };
    let what = move || {
        name_text.with(|name| {
            if name.is_empty() {
                format!("variable {}", at + 1)
            } else {
                name.clone()
            }
        })
    };
    let row_id = variable.id();
    view! {
        <div class="variables__row" id=row_id tabindex="-1">
            <Cell spot=name label=format!("Variable {} name", at + 1) notes />
            <Cell spot=value label=format!("Variable {} value", at + 1) notes />
            <div class="variables__actions">
                // Plain buttons: a hundred of the part's own cost as much as the rest of the form.
                <button
                    type="button"
                    class="button"
                    data-look="quiet"
                    on:click=move |_| to_secrets(())
                >
                    "To secrets"
                    <span class="visually-hidden">{move || format!(": {}", what())}</span>
                </button>
                <button type="button" class="button" data-look="quiet" on:click=move |_| remove(())>
                    "Remove"
                    <span class="visually-hidden">{move || format!(" {}", what())}</span>
                </button>
            </div>
            <div class="variables__said">{super::said(notes)}</div>
        </div>
    }
}

/// One cell of a variable.
#[component]
fn Cell(spot: Spot, label: String, notes: Signal<Vec<Note>>) -> impl IntoView {
    let (id, value) = (spot.id(), spot.value());
    let left = spot.clone();
    view! {
        <input
            class="input input--code"
            id=id.clone()
            name=id
            type="text"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-label=label
            aria-invalid=move || {
                notes.with(|notes| notes.iter().any(|note| note.tone == Tone::Bad)).then_some("true")
            }
            prop:value=move || value.get()
            on:input=move |event| spot.put(Holds::Text, &event_target_value(&event))
            on:blur=move |_| left.touch()
        />
    }
}

/// The window that takes a `.env` file.
#[component]
fn Paste(handle: DialogHandle, on_take: Callback<Vec<(String, String)>>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let read = Memo::new(move |_| text.with(|text| env_file::read(text)));
    let notes = Signal::derive(move || {
        read.with(|read| {
            read.notes
                .iter()
                .map(|words| Note {
                    tone: Tone::Warn,
                    text: words.clone(),
                    action: None,
                })
                .collect::<Vec<_>>()
        })
    });
    let take = move |()| {
        on_take.run(read.with_untracked(|read| read.pairs.clone()));
        handle.close();
    };
    let denied = Signal::derive(move || {
        read.with(|read| read.pairs.is_empty())
            .then(|| "There is no NAME=value line yet.".to_owned())
    });
    view! {
        <TextArea
            id="env-file"
            label="Lines of NAME=value"
            help="Comments, quotes and export are understood. A name that is there already gets the new value."
            rows=12
            value=text
            on_input=move |typed| text.set(typed)
            notes
        />
        <div class="actions">
            <Button look=Look::Primary denied on_press=take>
                {move || {
                    let number = read.with(|read| read.pairs.len());
                    format!(
                        "Take over {}",
                        format::count(i64::try_from(number).unwrap_or(i64::MAX), "variable", "variables"),
                    )
                }}
            </Button>
            <Button on_press=move |()| handle.close()>"Cancel"</Button>
        </div>
    }
}

fn variable(name: &str, value: &str) -> Json {
    let members: Vec<(String, Json)> = vec![
        ("name".to_owned(), Json::from(name)),
        ("value".to_owned(), Json::from(value)),
    ];
    Json::from(members)
}

/// Puts pairs into a list of variables: in the place of those with the same name, or behind.
fn merge(all: &mut Vec<Json>, pairs: Vec<(String, String)>) {
    for (name, value) in pairs {
        let known = all
            .iter_mut()
            .find(|one| one.get("name").and_then(Json::as_str) == Some(&name));
        match known {
            Some(known) => *known = variable(&name, &value),
            None => all.push(variable(&name, &value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, merge, variable};

    #[test]
    fn a_name_that_is_there_gets_the_new_value() {
        let mut all = vec![variable("A", "1"), variable("B", "2")];
        merge(
            &mut all,
            vec![
                ("B".to_owned(), "3".to_owned()),
                ("C".to_owned(), "4".to_owned()),
            ],
        );
        assert_eq!(
            Json::from(all).to_compact(),
            r#"[{"name":"A","value":"1"},{"name":"B","value":"3"},{"name":"C","value":"4"}]"#
        );
    }
}
