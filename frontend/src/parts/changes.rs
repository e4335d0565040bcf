//! What changes, in words, in groups, with what it does to running tasks.

use leptos::prelude::*;
use shared::plan::{ChangeInWords, Effect, PlanKind};

use super::{deletion_chip, effect_tone, effect_word};
use crate::ui::Chip;

/// The changes.
#[component]
pub(crate) fn Changes(
    /// The changes, in the plan's order.
    changes: Vec<ChangeInWords>,
    /// What the plan amounts to.
    kind: PlanKind,
) -> impl IntoView {
    let groups = grouped(changes);
    let body = if groups.is_empty() {
        let words = if kind == PlanKind::FirstDeploy {
            "Everything is new: the service does not exist yet."
        } else {
            "No changes."
        };
        view! { <p>{words}</p> }.into_any()
    } else {
        groups
            .into_iter()
            .map(|group| group_view(group, kind))
            .collect_view()
            .into_any()
    };
    view! {
        <section class="section" aria-labelledby="changes">
            <h2 id="changes">"What changes"</h2>
            {body}
        </section>
    }
}

/// Changes that are about the same.
pub(crate) struct Group {
    pub(crate) name: String,
    /// The strongest of its changes' effects.
    pub(crate) effect: Effect,
    pub(crate) changes: Vec<ChangeInWords>,
}

/// Puts the changes into their groups, in the order in which the groups first appear.
pub(crate) fn grouped(changes: Vec<ChangeInWords>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        match groups.iter_mut().find(|known| known.name == change.group) {
            Some(known) => {
                known.effect = known.effect.min(change.effect);
                known.changes.push(change);
            }
            None => groups.push(Group {
                name: change.group.clone(),
                effect: change.effect,
                changes: vec![change],
            }),
        }
    }
    groups
}

fn group_view(group: Group, kind: PlanKind) -> AnyView {
    let Group {
        name,
        effect,
        changes,
    } = group;
    let rows = changes
        .into_iter()
        .map(|change| view! { <li>{change.words}</li> })
        .collect_view();
    let chip = effect_chip(effect, kind);
    view! {
        <div class="change">
            <div class="change__head">
                <h3 class="change__group">{name}</h3>
                {chip}
            </div>
            <ul class="plain-list">{rows}</ul>
        </div>
    }
    .into_any()
}

/// What a group does to tasks that run; nothing where none runs yet.
pub(crate) fn effect_chip(effect: Effect, kind: PlanKind) -> Option<AnyView> {
    let (tone, word) = match kind {
        PlanKind::FirstDeploy => return None,
        // Whatever the single line does, the service is gone afterwards.
        PlanKind::Deletion => deletion_chip(effect),
        _ => (effect_tone(effect), effect_word(effect)),
    };
    Some(view! { <Chip tone word /> }.into_any())
}

#[cfg(test)]
mod tests {
    use shared::issue::DocumentKind;
    use shared::pointer::Pointer;

    use super::{ChangeInWords, Effect, grouped};

    #[test]
    fn a_group_has_the_strongest_effect_of_its_changes() {
        let change = |group: &str, effect| ChangeInWords {
            place: String::new(),
            group: group.to_owned(),
            words: String::new(),
            effect,
            document: DocumentKind::TaskDefinition,
            pointer: Pointer::root(),
        };
        let groups = grouped(vec![
            change("Image", Effect::None),
            change("Scaling", Effect::Scales),
            change("Image", Effect::ReplacesTasks),
        ]);
        let seen: Vec<(&str, Effect)> = groups
            .iter()
            .map(|group| (group.name.as_str(), group.effect))
            .collect();
        assert_eq!(
            seen,
            [
                ("Image", Effect::ReplacesTasks),
                ("Scaling", Effect::Scales)
            ]
        );
    }
}
