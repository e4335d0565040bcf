//! Every value in its group, with what gave it.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::wire::{Blame, BlamedField};

use super::origins::{anchor, short};
use crate::ui::{Button, Look, TextField};

/// Values that are about the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    document: DocumentKind,
    name: String,
    fields: Vec<BlamedField>,
}

#[component]
pub(super) fn Fields(
    shown: Memo<Blame>,
    /// The origin whose values alone are shown.
    chosen: RwSignal<Option<usize>>,
    /// The origin that somebody asks for.
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let groups = Memo::new(move |_| {
        let (chosen, wanted) = (
            chosen.get(),
            typed.with(|typed| typed.trim().to_lowercase()),
        );
        shown.with(|blame| grouped(blame.fields.iter().filter(|one| fits(one, chosen, &wanted))))
    });
    let labels =
        Memo::new(move |_| shown.with(|blame| blame.origins.iter().map(short).collect::<Vec<_>>()));
    let only = move || {
        let chosen = chosen.get()?;
        labels.with(|labels| labels.get(chosen).cloned())
    };
    view! {
        <section class="section" aria-labelledby="fields">
            <h2 id="fields" tabindex="-1">
                "Values"
            </h2>
            <div class="filters">
                <TextField
                    id="blame-search"
                    label="Find"
                    help="A part of a name, a value or a group."
                    kind="search"
                    value=typed
                    on_input=move |text| typed.set(text)
                />
            </div>
            <div role="status">
                {move || {
                    only()
                        .map(|origin| {
                            view! {
                                <p>
                                    {format!("Only what is of: {origin}. ")}
                                    <Button on_press=move |()| chosen.set(None)>"Show all"</Button>
                                </p>
                            }
                        })
                }}
            </div>
            {move || {
                let groups = groups.get();
                if groups.is_empty() {
                    return view! {
                        <p class="quiet">"No value fits. Type less, or show all."</p>
                    }
                        .into_any();
                }
                groups
                    .into_iter()
                    .map(|group| group_view(group, labels, pointed))
                    .collect_view()
                    .into_any()
            }}
        </section>
    }
}

fn fits(field: &BlamedField, chosen: Option<usize>, wanted: &str) -> bool {
    let is_of = chosen.is_none_or(|origin| field.origin == origin);
    let has = |text: &str| text.to_lowercase().contains(wanted);
    is_of && (has(&field.label) || has(&field.value) || has(&field.group))
}

/// The values in their groups, in the order in which the groups first appear.
fn grouped<'f>(fields: impl Iterator<Item = &'f BlamedField>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for field in fields {
        let known = groups
            .iter_mut()
            .find(|group| group.document == field.document && group.name == field.group);
        match known {
            Some(group) => group.fields.push(field.clone()),
            None => groups.push(Group {
                document: field.document,
                name: field.group.clone(),
                fields: vec![field.clone()],
            }),
        }
    }
    groups
}

fn group_view(
    group: Group,
    labels: Memo<Vec<String>>,
    pointed: RwSignal<Option<usize>>,
) -> AnyView {
    let of = match group.document {
        DocumentKind::Service => "service",
        DocumentKind::TaskDefinition | DocumentKind::RunTask => "task definition",
    };
    let rows = group
        .fields
        .into_iter()
        .map(|field| {
            let origin = labels.with_untracked(|labels| labels.get(field.origin).cloned());
            let said = format!(" gave {}", field.label);
            let show = move |()| {
                pointed.set(Some(field.origin));
                crate::dom::focus_top(&anchor(field.origin));
            };
            view! {
                <li class="blame__row">
                    <span class="blame__label">{field.label}</span>
                    <span class="blame__value mono">{field.value}</span>
                    <span>
                        <Button look=Look::Quiet on_press=show>
                            {origin}
                            <span class="visually-hidden">{said}</span>
                        </Button>
                    </span>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="change">
            <div class="change__head">
                <h3 class="change__group">{group.name}</h3>
                <span class="quiet">{of}</span>
            </div>
            <ul class="blame">{rows}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{BlamedField, DocumentKind, fits, grouped};

    fn field(group: &str, label: &str, origin: usize) -> BlamedField {
        BlamedField {
            document: DocumentKind::TaskDefinition,
            group: group.to_owned(),
            label: label.to_owned(),
            value: "web:2".to_owned(),
            origin,
        }
    }

    #[test]
    fn values_stand_in_groups_as_they_first_appear() {
        let all = [
            field("Image", "web: image", 0),
            field("Ports", "web: port", 1),
            field("Image", "log: image", 1),
        ];
        let groups = grouped(all.iter());
        let told: Vec<(&str, usize)> = groups
            .iter()
            .map(|group| (group.name.as_str(), group.fields.len()))
            .collect();
        assert_eq!(told, [("Image", 2), ("Ports", 1)]);
    }

    #[test]
    fn a_value_is_found_by_its_origin_and_by_any_of_its_words() {
        let image = field("Image", "web: image", 0);
        assert!(fits(&image, None, "") && fits(&image, Some(0), "web:2"));
        assert!(fits(&image, None, "ima") && !fits(&image, None, "port"));
        assert!(!fits(&image, Some(1), ""));
    }
}
