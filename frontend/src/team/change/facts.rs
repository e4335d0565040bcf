//! What stands above everything else: that it was deployed without approvals, that nothing is
//! deployed at the moment.

use leptos::prelude::*;
use shared::change::{Act, BrokenGlass, Change, passed_by};
use shared::permission::Operation;
use shared::wire::LateReviewRequest;

use super::case::Case;
use super::reason::ReasonDialog;
use crate::api;
use crate::team::doing::Doing;
use crate::ui::{Banner, DialogHandle, Look, Tone};

/// Says that it was deployed without its approvals, and that somebody has to look at it.
#[component]
pub(super) fn GlassBanner(case: Case) -> impl IntoView {
    let told = Memo::new(move |_| case.with(|detail| told(&detail.change)));
    // One review is of all of them, but for what is not over.
    let owed = Memo::new(move |_| {
        let told = told.read();
        let open = told.iter().filter(|one| one.is_open());
        open.flat_map(|one| one.broken.deployments.clone())
            .collect::<Vec<String>>()
    });
    view! {
        <For each=move || told.get() key=Told::key let:one>
            <OneBanner one />
        </For>
        // It stays while others begin and end, with what somebody writes in it.
        <Show when=move || !owed.read().is_empty()>
            <LateReview case owed />
        </Show>
    }
}

#[component]
fn OneBanner(one: Told) -> impl IntoView {
    let Told {
        broken,
        is_under_way,
    } = one;
    let tone = if broken.reviewed_by.is_some() {
        Tone::Warn
    } else {
        Tone::Bad
    };
    let title = format!(
        "{} deployed this {}",
        broken.by,
        passed_by(broken.had_approvals)
    );
    let reviewed = broken
        .reviewed_by
        .map(|by| view! { <p>{format!("{by} has reviewed it afterwards.")}</p> });
    let waits = is_under_way.then(|| {
        view! {
            <p>
                "It is not over. Somebody who neither wrote nor deployed it has to review it once it is."
            </p>
        }
    });
    view! {
        <Banner tone title>
            <p>{crate::text::sentence(&broken.reason)}</p>
            {reviewed}
            {waits}
        </Banner>
    }
}

/// Asks for a review of what was deployed without approvals.
#[component]
fn LateReview(
    case: Case,
    /// The deployments that wait for it.
    owed: Memo<Vec<String>>,
) -> impl IntoView {
    let denied = Signal::derive(move || {
        case.denied(
            Operation::Review,
            Act::ReviewAfterwards {
                reason: "…".to_owned(),
                deployments: owed.get(),
            },
        )
    });
    // What stood there when somebody began to write: of what comes meanwhile they say nothing.
    let looked_at = StoredValue::new(Vec::new());
    let on_open = move |()| looked_at.set_value(owed.get_untracked());
    let review = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        let request = LateReviewRequest {
            reason,
            deployments: looked_at.get_value(),
        };
        doing.ask(api::review_afterwards(case.id, request), move |detail| {
            case.put(detail);
            handle.close();
        });
    };
    view! {
        <Banner tone=Tone::Bad title="It waits for a review afterwards">
            <p>"Somebody who neither wrote nor deployed it has to review it now."</p>
            <div class="actions">
                <ReasonDialog
                    case
                    id="late-review"
                    trigger="Review it afterwards"
                    look=Look::Primary
                    denied
                    text="Say what you found: whether it is right as it is, or what has to be done."
                    on_open=on_open
                    on_confirm=review
                />
            </div>
        </Banner>
    }
}

/// That it was deployed without its approvals.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    broken: BrokenGlass,
    is_under_way: bool,
}

impl Told {
    /// By what one is told from another, and from itself once somebody has looked at it.
    fn key(&self) -> (Vec<String>, bool, Option<String>) {
        let Self {
            broken,
            is_under_way,
        } = self;
        (
            broken.deployments.clone(),
            *is_under_way,
            broken.reviewed_by.clone(),
        )
    }

    const fn is_open(&self) -> bool {
        self.broken.reviewed_by.is_none() && !self.is_under_way
    }
}

/// Each time that it was deployed without its approvals, as long as nobody has looked at that, or that
/// was what is deployed.
fn told(change: &Change) -> Vec<Told> {
    let all = change.broken_glass.iter();
    let of_now = change.deployed_past_approvals();
    all.filter(|one| one.reviewed_by.is_none() || Some(*one) == of_now)
        .map(|one| Told {
            broken: one.clone(),
            is_under_way: one.reviewed_by.is_none() && change.is_under_way(one),
        })
        .collect()
}

/// Says that nothing is deployed at the moment, while the change could be.
#[component]
pub(super) fn FreezeBanner(case: Case) -> impl IntoView {
    let freeze = Memo::new(move |_| {
        case.freeze()
            .filter(|_| case.with(|detail| detail.change.state.is_pending()))
    });
    let environment = Memo::new(move |_| case.with(|detail| detail.change.environment.clone()));
    move || {
        freeze.get().map(|freeze| {
            let title = format!("{} is frozen: {}", environment.get(), freeze.name);
            view! {
                <Banner tone=Tone::Info title>
                    <p>
                        {format!(
                            "Nothing is deployed until {} ({}), but for a reason that is told. Reviewing goes on.",
                            freeze.until.replace('T', " "),
                            freeze.time_zone,
                        )}
                    </p>
                </Banner>
            }
        })
    }
}
