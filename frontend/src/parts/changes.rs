//! What changes, in words, in groups, with what it does to running tasks.

use leptos::prelude::*;
use shared::plan::{ChangeInWords, Effect, PlanKind};

use super::{effect_tone, effect_word};
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

struct Group {
    name: String,
    effect: Effect,
    lines: Vec<String>,
}

/// Puts the changes into their groups, in the order in which the groups first appear. A group's
/// effect is the strongest of its changes.
fn grouped(changes: Vec<ChangeInWords>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let ChangeInWords {
            group,
            words,
            effect,
            document: _,
            pointer: _,
        } = change;
        match groups.iter_mut().find(|known| known.name == group) {
            Some(known) => {
                known.effect = known.effect.min(effect);
                known.lines.push(words);
            }
            None => groups.push(Group {
                name: group,
                effect,
                lines: vec![words],
            }),
        }
    }
    groups
}

fn group_view(group: Group, kind: PlanKind) -> AnyView {
    let Group {
        name,
        effect,
        lines,
    } = group;
    let rows = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    // No task runs yet that anything could be done to.
    let chip = (kind != PlanKind::FirstDeploy)
        .then(|| view! { <Chip tone=effect_tone(effect) word=effect_word(effect) /> });
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

#[cfg(test)]
mod tests {
    use shared::issue::DocumentKind;
    use shared::pointer::Pointer;

    use super::{ChangeInWords, Effect, grouped};

    #[test]
    fn a_group_has_the_strongest_effect_of_its_changes() {
        let change = |group: &str, effect| ChangeInWords {
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
