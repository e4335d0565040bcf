//! Choosing a role and where it counts.

use leptos::prelude::*;
use shared::permission::{Grant, Role};

use crate::session::SessionContext;
use crate::ui::{Choice, SelectField, TextField};

/// A role, everywhere or in one environment.
#[component]
pub(in super::super) fn RolePick(
    /// What the ids of its fields begin with.
    id: &'static str,
    /// What is chosen.
    grant: RwSignal<Grant>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let choices: Vec<Choice> = Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), role.as_str()))
        .collect();
    let place =
        Signal::derive(move || grant.with(|grant| grant.environment.clone().unwrap_or_default()));
    let help = Signal::derive(move || {
        let here = session.environment_name();
        format!("An environment's name, such as {here}; leave it empty for everywhere.")
    });
    view! {
        <SelectField
            id=format!("{id}-role")
            label="Role"
            help=Signal::derive(move || {
                crate::text::sentence(grant.with(|grant| grant.role).gloss())
            })
            choices=Signal::stored(choices)
            value=Signal::derive(move || grant.with(|grant| grant.role).as_str().to_owned())
            on_choose=move |name: String| {
                if let Some(role) = Role::find(&name) {
                    grant.update(|grant| grant.role = role);
                }
            }
        />
        <TextField
            id=format!("{id}-place")
            label="Environment"
            help
            value=place
            on_input=move |text: String| {
                grant.update(|grant| {
                    grant.environment = Some(text).filter(|text| !text.trim().is_empty());
                });
            }
        />
    }
}
