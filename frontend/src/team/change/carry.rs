//! Carrying a change over to what runs now: what holds, what others did, and a choice where both
//! touched the same place.

use leptos::prelude::*;
use shared::merge::{Choices, Conflict, Side};
use shared::plan::ChangeInWords;
use shared::wire::{CarriedPlan, CarryOver, CarryOverRequest};

use super::case::Case;
use crate::api;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::team::words::{counted, names, target_words};
use crate::ui::{Button, Choice, Dialog, DialogHandle, Look, RadioGroup, Skeleton};

/// The button, and the dialog that it opens.
#[component]
pub(super) fn Carry(case: Case) -> impl IntoView {
    let handle = DialogHandle::new();
    let looking = Doing::new();
    let making = Doing::new();
    let found = RwSignal::new(None::<CarryOver>);
    let choices = RwSignal::new(Choices::new());
    let denied = Signal::derive(move || case.revise_denied());
    let request = move |make: bool| {
        let (version, digest) = case
            .with_untracked(|detail| {
                let present = detail.change.version();
                present.map(|present| (present.number, present.digest.clone()))
            })
            .unwrap_or_default();
        let request = CarryOverRequest {
            version,
            digest,
            choices: choices.get_untracked(),
            runs: found.with_untracked(|found| found.as_ref().map(|found| found.runs.clone())),
            make,
        };
        async move { api::carry_over(case.id, &request).await }
    };
    let look = move |()| {
        found.set(None);
        choices.set(Choices::new());
        making.failure.set(None);
        handle.open();
        looking.ask(request(false), move |answer| {
            found.try_set(Some(answer));
        });
    };
    let make = move |()| {
        making.ask(request(true), move |answer| {
            case.announcer.say(&made_words(&answer));
            handle.close();
            case.reload();
        });
    };
    let missing = Signal::derive(move || {
        let open = choices.with(|choices| found.with(|found| n_open(found.as_ref(), choices)));
        (open > 0).then(|| {
            let places = counted(open, "place is", "places are");
            format!("Choose first: {places} open.")
        })
    });
    let is_found = Memo::new(move |_| found.with(Option::is_some));
    let next = move || case.present() + 1;
    view! {
        <div class="actions">
            <Button look=Look::Primary denied on_press=look>
                "Carry it over"
            </Button>
        </div>
        <Dialog handle title="Carry it over to what runs now">
            <FailureBanner
                failure=looking.failure
                way_out=("Try again".to_owned(), Callback::new(look))
            />
            {move || {
                if is_found.get() {
                    let plans = found.with(|found| plans_of(found.as_ref()));
                    plans
                        .into_iter()
                        .enumerate()
                        .map(|(at, plan)| view! { <CarriedView at plan choices /> })
                        .collect_view()
                        .into_any()
                } else if looking.failure.with(Option::is_some) {
                    ().into_any()
                } else {
                    view! { <Skeleton lines=4 /> }.into_any()
                }
            }}
            // What runs may have changed while it was chosen about.
            <FailureBanner
                failure=making.failure
                way_out=("Look again".to_owned(), Callback::new(look))
            />
            <div class="actions">
                {move || {
                    is_found
                        .get()
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Primary
                                    pending=making.pending
                                    denied=missing
                                    on_press=make
                                >
                                    {format!("Make version {}", next())}
                                </Button>
                            }
                        })
                }}
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </Dialog>
    }
}

fn plans_of(found: Option<&CarryOver>) -> Vec<CarriedPlan> {
    found.map(|found| found.plans.clone()).unwrap_or_default()
}

/// How many places nobody has chosen about.
fn n_open(found: Option<&CarryOver>, choices: &Choices) -> usize {
    let plans = found.into_iter().flat_map(|found| &found.plans);
    plans
        .flat_map(|plan| &plan.conflicts)
        .filter(|conflict| !choices.contains_key(&conflict.place))
        .count()
}

/// What became of it, in words.
fn made_words(answer: &CarryOver) -> String {
    let version = answer.version.unwrap_or_default();
    match answer.kept_approvals.as_slice() {
        [] => format!("Version {version} was made. It has to be approved again."),
        [one] => {
            format!("Version {version} was made. It does the same, so the approval of {one} holds.")
        }
        more => format!(
            "Version {version} was made. It does the same, so the approvals of {} hold.",
            names(more)
        ),
    }
}

#[component]
fn CarriedView(at: usize, plan: CarriedPlan, choices: RwSignal<Choices>) -> impl IntoView {
    let CarriedPlan {
        target,
        carried,
        theirs,
        conflicts,
    } = plan;
    let has_conflicts = !conflicts.is_empty();
    let number = conflicts.len();
    let places: Vec<_> = conflicts.iter().map(|one| one.place.clone()).collect();
    view! {
        <div class="carried">
            <h3>{target_words(&target)}</h3>
            {words_list(
                "Of this change holds",
                carried,
                if has_conflicts {
                    "What you choose below."
                } else {
                    "Nothing of it: what runs is like that already."
                },
            )}
            {words_list("Others have done", theirs, "Nothing that shows in words.")}
            {has_conflicts
                .then(|| {
                    view! {
                        <p>
                            <strong>
                                {counted(number, "place was touched by both", "places were touched by both")}
                            </strong>
                            ". Choose what is to stand there."
                        </p>
                        {(number >= MANY).then(|| view! { <ChooseAll places choices /> })}
                    }
                })}
            {conflicts
                .into_iter()
                .enumerate()
                .map(|(nth, conflict)| {
                    view! { <ConflictView id=format!("conflict-{at}-{nth}") conflict choices /> }
                })
                .collect_view()}
        </div>
    }
}

/// The same choice for every place of a plan; each can be chosen otherwise afterwards.
#[component]
fn ChooseAll(places: Vec<String>, choices: RwSignal<Choices>) -> impl IntoView {
    let places = StoredValue::new(places);
    let choose = move |side: Side| {
        choices.update(|choices| {
            places.with_value(|places| {
                choices.extend(places.iter().map(|place| (place.clone(), side)));
            });
        });
    };
    view! {
        <div class="actions">
            <Button on_press=move |()| choose(Side::Mine)>"All as this change wants"</Button>
            <Button on_press=move |()| choose(Side::Theirs)>"All as others have made it"</Button>
        </div>
    }
}

fn words_list(title: &'static str, changes: Vec<ChangeInWords>, none: &'static str) -> AnyView {
    let lines = if changes.is_empty() {
        view! { <p class="quiet">{none}</p> }.into_any()
    } else {
        let lines = changes
            .into_iter()
            .map(|change| view! { <li>{change.words}</li> })
            .collect_view();
        view! { <ul class="bullets">{lines}</ul> }.into_any()
    };
    view! {
        <div>
            <p class="quiet">{title}</p>
            {lines}
        </div>
    }
    .into_any()
}

/// From how many places on there is a choice for all of them.
const MANY: usize = 3;

const MINE: &str = "mine";
const THEIRS: &str = "theirs";

/// A place that both touched: what it was, what runs now, what the change wants, and the choice.
#[component]
fn ConflictView(id: String, conflict: Conflict, choices: RwSignal<Choices>) -> impl IntoView {
    let Conflict {
        place,
        document: _,
        label,
        before,
        mine,
        theirs,
        mine_words,
        theirs_words,
    } = conflict;
    let place = StoredValue::new(place);
    let chosen = Signal::derive(move || {
        let side = choices.with(|choices| place.with_value(|place| choices.get(place).copied()));
        match side {
            Some(Side::Mine) => MINE,
            Some(Side::Theirs) => THEIRS,
            None => "",
        }
        .to_owned()
    });
    let choose = move |value: String| {
        let side = if value == MINE {
            Side::Mine
        } else {
            Side::Theirs
        };
        choices.update(|choices| {
            choices.insert(place.get_value(), side);
        });
    };
    let nothing = || "nothing".to_owned();
    let exact = theirs.is_some();
    let runs = theirs.unwrap_or_else(|| theirs_words.join("; "));
    // What takes it away, or changes parts of it, is said in words.
    let wants_exact = mine.is_some();
    let wants = mine.clone().unwrap_or_else(|| mine_words.clone());
    // The words of both are from what the change was made on: where a value can be named, it says
    // more plainly what there will be.
    let options = vec![
        Choice {
            help: match &mine {
                Some(mine) => format!("{label}: {mine}"),
                None => mine_words,
            },
            ..Choice::new(MINE, "What this change wants")
        },
        Choice {
            help: if exact {
                format!("{label}: {runs}, as it runs now")
            } else {
                runs.clone()
            },
            ..Choice::new(THEIRS, "What others have made of it")
        },
    ];
    view! {
        <div class="conflict">
            <p>
                <strong>{label.clone()}</strong>
            </p>
            <dl class="facts">
                <div class="facts__fact">
                    <dt>"When it was written"</dt>
                    <dd class="mono">{before.unwrap_or_else(nothing)}</dd>
                </div>
                <div class="facts__fact">
                    <dt>"Runs now"</dt>
                    <dd class=exact.then_some("mono")>{runs}</dd>
                </div>
                <div class="facts__fact">
                    <dt>"This change wants"</dt>
                    <dd class=wants_exact.then_some("mono")>{wants}</dd>
                </div>
            </dl>
            <RadioGroup id legend=format!("Whose edit of {label} holds") choices=options value=chosen on_choose=choose />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{CarryOver, made_words};

    #[test]
    fn it_is_told_whose_approvals_hold() {
        let made = |kept: &[&str]| {
            made_words(&CarryOver {
                plans: Vec::new(),
                open: 0,
                runs: String::new(),
                version: Some(3),
                kept_approvals: kept.iter().map(|name| (*name).to_owned()).collect(),
            })
        };
        assert!(made(&[]).ends_with("It has to be approved again."));
        assert!(made(&["rosa"]).ends_with("the approval of rosa holds."));
        assert!(made(&["rosa", "ada"]).ends_with("the approvals of rosa and ada hold."));
    }
}
