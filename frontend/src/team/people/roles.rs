//! Choosing a role and where it counts.

use leptos::prelude::*;
use shared::permission::{Grant, Grants, Role};
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
    /// Whose roles none is offered beyond; nothing for all that there are.
    #[prop(optional)]
    holder: Option<Grants>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let choices: Vec<Choice> = Role::ALL
        .into_iter()
        .filter(|role| first_grant(holder.as_ref(), *role).is_some())
        .map(|role| Choice::new(role.as_str(), role.as_str()))
        .collect();
    let place =
        Signal::derive(move || grant.with(|grant| grant.environment.clone().unwrap_or_default()));
    let environments: Loader<Listing<Environment>> = Loader::new(api::list_environments);
    let holder = StoredValue::new(holder);
    let places = Signal::derive(move || {
        let role = grant.with(|grant| grant.role);
        let may =
            |place: Option<&str>| holder.with_value(|holder| covers(holder.as_ref(), role, place));
        let mut choices = Vec::new();
        if may(None) {
            choices.push(Choice::new("", "everywhere"));
        }
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
            if !name.is_empty() && may(Some(name)) {
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
                    grant.update(|grant| {
                        grant.role = role;
                        let place = grant.environment.as_deref();
                        let first = holder.with_value(|holder| {
                            let is_covered = covers(holder.as_ref(), role, place);
                            (!is_covered).then(|| first_grant(holder.as_ref(), role)).flatten()
                        });
                        if let Some(first) = first {
                            grant.environment = first.environment;
                        }
                    });
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

/// Whether a role in a place is none beyond those of somebody.
fn covers(holder: Option<&Grants>, role: Role, place: Option<&str>) -> bool {
    holder.is_none_or(|holder| {
        let wanted = Grants(vec![Grant {
            environment: place.map(ToOwned::to_owned),
            role,
        }]);
        wanted.limited_to(holder) == wanted
    })
}

/// A role in the first place that it may be given in; nothing where it may be given nowhere.
fn first_grant(holder: Option<&Grants>, role: Role) -> Option<Grant> {
    let own = holder.map(|holder| holder.0.as_slice()).unwrap_or_default();
    std::iter::once(None)
        .chain(own.iter().map(|grant| grant.environment.clone()))
        .find(|place| covers(holder, role, place.as_deref()))
        .map(|environment| Grant { environment, role })
}

/// What somebody may hand on first: the least role, in a place of theirs.
pub(in super::super) fn least_of(holder: &Grants) -> Grant {
    let first = Role::ALL
        .into_iter()
        .find_map(|role| first_grant(Some(holder), role));
    first.unwrap_or_else(|| Grant::everywhere(Role::Viewer))
}

#[cfg(test)]
mod tests {
    use super::{Grant, Grants, Role, covers, first_grant, least_of};

    #[test]
    fn nobody_is_offered_more_than_they_have() {
        let viewer = Grants(vec![Grant {
            environment: Some("staging".to_owned()),
            role: Role::Viewer,
        }]);
        assert_eq!(
            least_of(&viewer),
            viewer
                .0
                .first()
                .cloned()
                .unwrap_or_else(|| Grant::everywhere(Role::Editor))
        );
        assert!(!covers(Some(&viewer), Role::Viewer, None));
        assert_eq!(first_grant(Some(&viewer), Role::Deployer), None);
        assert!(covers(None, Role::Administrator, None));
    }
}
