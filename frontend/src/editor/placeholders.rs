//! The places in the files that wait for a value.

use leptos::prelude::*;
use shared::placeholder::Placeholder;
use shared::plan::TASK_DEFINITION_ARN;
use shared::wire::OfferKind;

use super::Editor;
use crate::ui::{Combobox, TextField};

#[component]
pub(super) fn Placeholders(editor: Editor) -> impl IntoView {
    let found = Memo::new(move |_| editor.placeholders());
    move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            let fields = found
                .into_iter()
                .map(|placeholder| view! { <Value editor placeholder /> })
                .collect_view();
            view! {
                <fieldset class="group">
                    <legend class="group__title">"Values for the placeholders"</legend>
                    <p class="quiet">
                        "The files leave these open. What you fill in is used for this deploy; the files stay as they are. "
                        <code class="mono">{TASK_DEFINITION_ARN}</code>
                        " is not asked for: this deploy fills it with the revision that it registers."
                    </p>
                    <div class="columns">{fields}</div>
                </fieldset>
            }
        })
    }
}

/// One value to fill in.
#[component]
fn Value(editor: Editor, placeholder: Placeholder) -> impl IntoView {
    let name = placeholder.name.clone();
    let id = format!("placeholder-{name}");
    let help = format!("Stands for {} in the files.", placeholder.token);
    let is_target_group = name.to_uppercase().contains("TARGET_GROUP");
    let label = name.clone();
    let value = Signal::derive(move || editor.value_of(&placeholder));
    let put = move |text: String| editor.set_value(&name, text);
    if is_target_group {
        let listed = editor
            .sources
            .offers(OfferKind::TargetGroups)
            .listed("This account and region have no target group.");
        view! { <Combobox id label help value on_input=put listed /> }.into_any()
    } else {
        view! { <TextField id label help value on_input=put /> }.into_any()
    }
}
