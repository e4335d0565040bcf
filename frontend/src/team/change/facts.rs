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
    move || {
        let all = told.get();
        // One review is of all of them, but for what has not begun.
        let last = all.iter().rposition(Told::is_open);
        let open = all.iter().filter(|one| one.is_open());
        let open: Vec<String> = open
            .flat_map(|one| one.broken.deployments.clone())
            .collect();
        all.into_iter()
            .enumerate()
            .map(|(place, Told { broken, is_queued })| {
                let tone = if broken.reviewed_by.is_some() {
                    Tone::Warn
                } else {
                    Tone::Bad
                };
                let title =
                    format!("{} deployed this {}", broken.by, passed_by(broken.had_approvals));
                let review = (last == Some(place)).then(|| open.clone());
                view! {
                    <Banner tone title>
                        <p>{crate::text::sentence(&broken.reason)}</p>
                        {broken
                            .reviewed_by
                            .map(|by| view! { <p>{format!("{by} has reviewed it afterwards.")}</p> })}
                        {is_queued
                            .then_some(
                                view! {
                                    <p>
                                        "It has not begun. Somebody who neither wrote nor deployed it has to review it once it has."
                                    </p>
                                },
                            )}
                        {review.map(|deployments| view! { <LateReview case deployments /> })}
                    </Banner>
                }
            })
            .collect_view()
    }
}

/// Asks for a review of what was deployed without approvals.
#[component]
fn LateReview(
    case: Case,
    /// What stood there when it was asked for: another emergency asks again.
    deployments: Vec<String>,
) -> impl IntoView {
    let act = Act::ReviewAfterwards {
        reason: "…".to_owned(),
        deployments: deployments.clone(),
    };
    let denied = Signal::derive(move || case.denied(Operation::Review, act.clone()));
    let review = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        let deployments = deployments.clone();
        let request = LateReviewRequest {
            reason,
            deployments,
        };
        doing.ask(api::review_afterwards(case.id, request), move |detail| {
            case.put(detail);
            handle.close();
        });
    };
    view! {
        <p>"Somebody who neither wrote nor deployed it has to review it now."</p>
        <div class="actions">
            <ReasonDialog
                case
                id="late-review"
                trigger="Review it afterwards"
                look=Look::Primary
                denied
                text="Say what you found: whether it is right as it is, or what has to be done."
                on_confirm=review
            />
        </div>
    }
}

/// That it was deployed without its approvals.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    broken: BrokenGlass,
    is_queued: bool,
}

impl Told {
    const fn is_open(&self) -> bool {
        self.broken.reviewed_by.is_none() && !self.is_queued
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
            is_queued: one.reviewed_by.is_none() && change.is_queued(one),
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
