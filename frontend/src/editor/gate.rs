//! A task to run before the service is touched, such as a migration.

use leptos::prelude::*;
use shared::wire::DraftGate;

use super::editing::Editor;
use crate::command_line;
use crate::ui::{Choice, Disclosure, Note, SelectField, TextField, Tone};

#[component]
pub(super) fn Gate(editor: Editor) -> impl IntoView {
    let gate = Memo::new(move |_| editor.gate());
    let is_on = Memo::new(move |_| gate.with(Option::is_some));
    let toggle = move |on: bool| {
        let first = untrack(|| editor.containers()).into_iter().next();
        editor.set_gate(on.then(|| DraftGate {
            container: first.map(|(name, _)| name).unwrap_or_default(),
            command: String::new(),
        }));
    };
    let mark = Signal::derive(move || is_on.get().then(|| "on".to_owned()));
    let opens = is_on.get_untracked();
    view! {
        <div class="gate">
            <Disclosure label="Run a task first" mark open=opens>
                <p class="quiet section__gloss">
                    "Such as a migration of the database: one task of the revision that is deployed runs before the service is touched, in the service's cluster and network. Only when it ends with exit code 0 does the deploy go on; otherwise the service is left as it is."
                </p>
                <label class="check">
                    <input
                        type="checkbox"
                        id="gate-on"
                        prop:checked=move || is_on.get()
                        on:change=move |event| toggle(event_target_checked(&event))
                    />
                    "Run a task before the service is touched"
                </label>
                <Show when=move || is_on.get()>
                    <Fields editor gate />
                </Show>
            </Disclosure>
        </div>
    }
}

#[component]
fn Fields(editor: Editor, gate: Memo<Option<DraftGate>>) -> impl IntoView {
    let containers = Memo::new(move |_| editor.containers());
    let part = move |look: fn(&DraftGate) -> String| {
        Signal::derive(move || gate.with(|gate| gate.as_ref().map(look).unwrap_or_default()))
    };
    let container = part(|gate| gate.container.clone());
    let command = part(|gate| gate.command.clone());
    let choices = Signal::derive(move || {
        let named = containers.get().into_iter();
        named
            .map(|(name, _)| Choice::new(&name, &name))
            .collect::<Vec<_>>()
    });
    let help = Signal::derive(move || {
        let own = containers.with(|containers| {
            let name = container.get();
            let found = containers.iter().find(|(known, _)| *known == name);
            found.map(|(_, command)| command.clone())
        });
        match own {
            Some(own) if !own.is_empty() => {
                format!("As you would type it. Empty for the container's own: {own}")
            }
            Some(_) | None => "As you would type it, such as python manage.py migrate.".to_owned(),
        }
    });
    let notes = Signal::derive(move || {
        command
            .with(|line| command_line::split(line).err())
            .map_or_else(Vec::new, |quote| {
                vec![Note {
                    tone: Tone::Bad,
                    text: format!("The quote {quote} is not closed."),
                    action: None,
                }]
            })
    });
    let change = move |change: &dyn Fn(&mut DraftGate)| {
        if let Some(mut now) = untrack(|| editor.gate()) {
            change(&mut now);
            editor.set_gate(Some(now));
        }
    };
    view! {
        <div class="columns columns--wide">
            <SelectField
                id="gate-container"
                label="Container"
                help="Whose command is another one."
                choices
                value=container
                on_choose=move |name: String| change(&|gate| gate.container.clone_from(&name))
            />
            <TextField
                id="gate-command"
                label="Command"
                help
                value=command
                on_input=move |line: String| change(&|gate| gate.command.clone_from(&line))
                on_leave=move |()| editor.seal()
                notes
            />
        </div>
    }
}
