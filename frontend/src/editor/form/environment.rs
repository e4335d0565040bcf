//! A container's environment variables: a table to type in, with search, sorting, a paste of a
//! `.env` file, and the way of a value to the secrets.

mod paste;
mod row;

use leptos::prelude::*;
use shared::json::Json;

use crate::dom;
use crate::editor::binding::{Spot, shown};
use crate::format;
use crate::ui::{Announcer, Button, Dialog, DialogHandle, Look};
use paste::Paste;
use row::Row;

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
