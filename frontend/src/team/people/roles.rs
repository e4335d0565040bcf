//! Choosing a role and where it counts.

use leptos::prelude::*;
use shared::permission::{Grant, Role};
use shared::wire::{Environment, Listing};

use crate::api::{self, Loader};
use crate::session::SessionContext;
use crate::ui::{Choice, Load, SelectField};

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
    let environments: Loader<Listing<Environment>> = Loader::new(api::list_environments);
    let places = Signal::derive(move || {
        let mut choices = vec![Choice::new("", "everywhere")];
        let listed = environments.state().with(|state| match state {
            Load::Ready(listing) => listing.items.iter().map(|one| one.name.clone()).collect(),
            Load::Loading | Load::Failed(_) => vec![session.environment_name()],
        });
        // What is chosen stays to choose, also where the environment was given up.
        let chosen = grant.with(|grant| grant.environment.clone());
        for name in listed
            .iter()
            .chain(chosen.iter().filter(|name| !listed.contains(name)))
        {
            if !name.is_empty() {
                choices.push(Choice::new(name, name));
            }
        }
        choices
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
        <SelectField
            id=format!("{id}-place")
            label="Environment"
            help=Signal::stored("Where the role counts.".to_owned())
            choices=places
            value=place
            on_choose=move |text: String| {
                grant.update(|grant| grant.environment = Some(text).filter(|text| !text.is_empty()));
            }
        />
    }
}
