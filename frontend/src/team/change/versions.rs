//! The versions of a change: which one is shown, and what differs from the one that the person saw
//! before.

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::{ChangeEntry, ChangeEvent, Version, VersionPlan};
use shared::plan::Target;
use shared::wire::{Order, Preview};

use super::case::Case;
use super::compare::{Compared, Said, compare, said};
use crate::api::{self, Failure, Loader};
use crate::format;
use crate::team::words::counted;
use crate::ui::{AsyncView, Banner, Choice, DiffView, Disclosure, SelectField, Skeleton, Tone};

#[component]
pub(super) fn Versions(case: Case) -> impl IntoView {
    let versions = Memo::new(move |_| case.with(|detail| detail.change.versions.clone()));
    let shown = Memo::new(move |_| case.shown());
    let number = Memo::new(move |_| shown.get().map_or(0, |version| version.number));
    let present = Memo::new(move |_| case.present());
    let has_several = Memo::new(move |_| versions.with(Vec::len) > 1);
    let choices = Signal::derive(move || {
        versions.with(|versions| versions.iter().rev().map(choice).collect::<Vec<_>>())
    });
    let choose = move |value: String| {
        if let Ok(number) = value.parse() {
            case.show(number);
        }
    };
    let note = Memo::new(move |_| shown.get().map(|version| version.note).unwrap_or_default());
    let compared = Memo::new(move |_| {
        let number = number.get();
        let me = case.me();
        let seen = case.with(|detail| seen_before(&detail.entries, &me, number));
        seen.or_else(|| number.checked_sub(1).filter(|before| *before > 0))
    });
    view! {
        <section class="section" aria-labelledby="versions" hidden=move || !has_several.get()>
            <h2 id="versions">
                {move || format!("Version {} of {}", number.get(), present.get())}
            </h2>
            {move || {
                has_several
                    .get()
                    .then(|| {
                        view! {
                            <div class="form">
                                <SelectField
                                    id="version"
                                    label="Shown version"
                                    choices
                                    value=Signal::derive(move || number.get().to_string())
                                    on_choose=choose
                                />
                            </div>
                        }
                    })
            }}
            {move || {
                (number.get() != present.get())
                    .then(|| {
                        let present = present.get();
                        view! {
                            <Banner tone=Tone::Info title="This is an earlier version">
                                <p>
                                    {format!(
                                        "What is decided on and deployed is version {present}.",
                                    )}
                                </p>
                            </Banner>
                        }
                    })
            }}
            {move || {
                let note = note.get();
                (!note.is_empty()).then(|| view! { <p class="prose">{note}</p> })
            }}
            {move || {
                compared
                    .get()
                    .and_then(|earlier| {
                        let (earlier, later) = versions.with(|versions| {
                            let find = |number: u32| {
                                versions.iter().find(|one| one.number == number).cloned()
                            };
                            Some((find(earlier)?, find(number.get())?))
                        })?;
                        Some(view! { <Comparison earlier later /> })
                    })
            }}
        </section>
    }
}

fn choice(version: &Version) -> Choice {
    let Version {
        number,
        by,
        at_ms,
        note,
        ..
    } = version;
    let note = if note.is_empty() {
        String::new()
    } else {
        format!(": {}", format::shorten(note, 60))
    };
    Choice::new(
        &number.to_string(),
        &format!("Version {number} by {by}, {}{note}", format::exact(*at_ms)),
    )
}

/// The latest version before one that somebody reviewed or commented on.
fn seen_before(entries: &[ChangeEntry], who: &str, number: u32) -> Option<u32> {
    entries
        .iter()
        .filter(|entry| entry.by.as_deref() == Some(who))
        .filter_map(|entry| match &entry.event {
            ChangeEvent::Reviewed { version, .. } | ChangeEvent::Commented { version, .. } => {
                Some(*version)
            }
            _ => None,
        })
        .filter(|seen| *seen < number)
        .max()
}

/// What the plans of both versions say, and their definitions.
#[derive(Debug, Clone, PartialEq)]
struct Both {
    compared: Compared,
    /// In which way the deployments come in another order.
    reordered: Option<String>,
    /// Whether something differs that neither the words nor the definitions show.
    differs_unseen: bool,
    texts: Vec<(String, String, String)>,
}

#[component]
fn Comparison(earlier: Version, later: Version) -> impl IntoView {
    let (from, to) = (earlier.number, later.number);
    let both = Loader::new(move || {
        let (earlier, later) = (earlier.clone(), later.clone());
        async move { load(&earlier, &later).await }
    });
    let ready = Arc::new(move |both: Memo<Both>| {
        let both = both.get_untracked();
        view! { <ComparedView from both /> }.into_any()
    });
    view! {
        <div class="compared">
            <h3>{format!("What differs from version {from}")}</h3>
            <AsyncView
                state=both.state()
                retry=move |()| both.reload()
                loading=|| view! { <Skeleton lines=2 /> }
                ready
            />
            <span class="visually-hidden">{format!("Compared with version {to}.")}</span>
        </div>
    }
}

#[component]
fn ComparedView(from: u32, both: Both) -> impl IntoView {
    let Both {
        compared: Compared { added, gone, same },
        differs_unseen,
        reordered,
        texts,
    } = both;
    let is_reordered = reordered.is_some();
    let is_same = added.is_empty() && gone.is_empty();
    let rest = counted(same, "other thing is", "other things are");
    view! {
        {reordered.map(|words| view! { <p>{words}</p> })}
        {(is_same && (differs_unseen || !is_reordered))
            .then(|| {
                let words = if differs_unseen {
                    format!(
                        "It says the same as version {from}, but it does not do the same: a value that is not shown differs, or the bytes that the tag of an image stands for.",
                    )
                } else {
                    format!("It does the same as version {from}.")
                };
                view! { <p>{words}</p> }
            })}
        {list("New", added)}
        {list("No longer", gone)}
        {(!is_same && same > 0).then(|| view! { <p class="quiet">{format!("{rest} the same.")}</p> })}
        {(!texts.is_empty())
            .then(|| {
                view! {
                    <Disclosure label="Line by line">
                        {texts
                            .into_iter()
                            .map(|(label, before, after)| view! { <DiffView label before after /> })
                            .collect_view()}
                    </Disclosure>
                }
            })}
    }
}

fn list(title: &'static str, lines: Vec<Said>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines
        .into_iter()
        .map(|line| view! { <li>{format!("{}: {}", line.group, line.words)}</li> })
        .collect_view();
    view! {
        <div>
            <p class="quiet">{title}</p>
            <ul class="bullets">{lines}</ul>
        </div>
    }
    .into_any()
}

async fn load(earlier: &Version, later: &Version) -> Result<Both, Failure> {
    let (before, after) = (previews(earlier).await?, previews(later).await?);
    let all = |previews: &[Preview]| -> Vec<Said> {
        let said_by = |preview: &Preview| said(&preview.plan.target, &preview.plan.changes);
        previews.iter().flat_map(said_by).collect()
    };
    let mut texts = Vec::new();
    for preview in &after {
        let target = &preview.plan.target;
        let Some(same) = before.iter().find(|one| one.plan.target == *target) else {
            continue;
        };
        let pairs = [
            (
                "task definition",
                &same.task_definition_after,
                &preview.task_definition_after,
            ),
            ("service", &same.service_after, &preview.service_after),
        ];
        for (what, old, new) in pairs {
            if old != new {
                texts.push((
                    format!("{}: {what}", target.service),
                    old.clone().unwrap_or_default(),
                    new.clone().unwrap_or_default(),
                ));
            }
        }
    }
    let compared = compare(&all(&before), &all(&after));
    let reordered = reordered(earlier, later);
    let does_the_same = || {
        let mut plans = later.plans.clone();
        // In the order of the one before, which is told by itself.
        let place = |plan: &VersionPlan| {
            let same = |one: &VersionPlan| one.target == plan.target;
            earlier.plans.iter().position(same)
        };
        plans.sort_by_key(place);
        earlier.does(earlier.order, &plans)
    };
    Ok(Both {
        differs_unseen: texts.is_empty() && !does_the_same(),
        reordered,
        compared,
        texts,
    })
}

/// In which way the deployments of a version come in another order than those of the one before.
fn reordered(earlier: &Version, later: &Version) -> Option<String> {
    if earlier.order != later.order {
        return Some(match later.order {
            Order::InOrder => {
                "The services are deployed one after the other, and not all at once any more."
                    .to_owned()
            }
            Order::SideBySide => {
                "The services are deployed all at once, and not one after the other any more."
                    .to_owned()
            }
        });
    }
    let targets = |version: &Version| -> Vec<Target> {
        let plans = version.plans.iter();
        plans.map(|plan| plan.target.clone()).collect()
    };
    let (before, after) = (targets(earlier), targets(later));
    let holds = |target: &Target| before.contains(target);
    let is_same_set = before.len() == after.len() && after.iter().all(holds);
    (later.order == Order::InOrder && is_same_set && before != after).then(|| {
        let names: Vec<&str> = after.iter().map(|one| one.service.as_str()).collect();
        format!("The services come in another order: {}.", names.join(", "))
    })
}

async fn previews(version: &Version) -> Result<Vec<Preview>, Failure> {
    let mut all = Vec::new();
    for plan in &version.plans {
        all.push(api::find_plan(&plan.hash).await?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{ChangeEntry, ChangeEvent, seen_before};

    #[test]
    fn what_the_person_said_something_of_is_what_they_have_seen() {
        let entry = |sequence, by: &str, version| ChangeEntry {
            sequence,
            at_ms: 0,
            by: Some(by.to_owned()),
            event: ChangeEvent::Commented {
                version,
                place: None,
                text: String::new(),
            },
        };
        let entries = [entry(1, "rosa", 1), entry(2, "eli", 2), entry(3, "rosa", 3)];
        assert_eq!(seen_before(&entries, "rosa", 3), Some(1));
        assert_eq!(seen_before(&entries, "rosa", 4), Some(3));
        assert_eq!(seen_before(&entries, "dana", 4), None);
    }
}
