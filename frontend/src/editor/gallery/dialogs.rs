//! Windows over the page: a question, and a form.

use leptos::prelude::*;

use crate::ui::{Button, ConfirmDialog, Dialog, DialogHandle, Look, TextField};

#[component]
pub(super) fn Dialogs() -> impl IntoView {
    let said = RwSignal::new("Nothing was answered yet.".to_owned());
    let handle = DialogHandle::new();
    let name = RwSignal::new(String::new());
    let save = move |()| {
        said.set(name.with(|name| format!("The name is {name}.")));
        handle.close();
    };
    view! {
        <div class="actions">
            <ConfirmDialog
                trigger="Throw it away"
                title="Throw it away?"
                text="What was typed is gone for good."
                confirm="Throw away"
                on_confirm=move |()| said.set("It is thrown away.".to_owned())
            />
            <Button on_press=move |()| handle.open()>"Give it a name"</Button>
        </div>
        <p id="gallery-answer">{move || said.get()}</p>
        <Dialog handle title="A name for it">
            <div class="form">
                <TextField
                    id="gallery-dialog-name"
                    label="A name"
                    value=name
                    on_input=move |typed| name.set(typed)
                />
            </div>
            <div class="actions">
                <Button look=Look::Primary on_press=save>
                    "Save the name"
                </Button>
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </Dialog>
    }
}
