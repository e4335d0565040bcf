//! What stands above everything else: that it was deployed without approvals, that nothing is
//! deployed at the moment.

use leptos::prelude::*;
use shared::change::{Act, BrokenGlass, Change, passed_by};
use shared::permission::Operation;

use super::case::Case;
use super::reason::ReasonDialog;
use crate::api;
use crate::team::doing::Doing;
use crate::ui::{Banner, DialogHandle, Look, Tone};

/// Says that it was deployed without its approvals, and that somebody has to look at it.
#[component]
pub(super) fn GlassBanner(case: Case) -> impl IntoView {
    let broken = Memo::new(move |_| case.with(|detail| told(&detail.change)));
    let denied = Signal::derive(move || {
        case.denied(
            Operation::Review,
            Act::ReviewAfterwards {
                reason: "…".to_owned(),
            },
        )
    });
    let review = move |(reason, doing, handle): (String, Doing, DialogHandle)| {
        doing.ask(api::review_afterwards(case.id, reason), move |detail| {
            case.put(detail);
            handle.close();
        });
    };
    let late_review = move || {
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
    };
    move || {
        let all = broken.get();
        // One review is of all of them.
        let last = all.iter().rposition(|one| one.reviewed_by.is_none());
        all.into_iter().enumerate().map(|(place, broken)| {
            let tone = if broken.reviewed_by.is_some() {
                Tone::Warn
            } else {
                Tone::Bad
            };
            let title = format!("{} deployed this {}", broken.by, passed_by(broken.had_approvals));
            view! {
                <Banner tone title>
                    <p>{crate::text::sentence(&broken.reason)}</p>
                    {match broken.reviewed_by {
                        Some(by) => {
                            view! { <p>{format!("{by} has reviewed it afterwards.")}</p> }.into_any()
                        }
                        None => (last == Some(place)).then(late_review).into_any(),
                    }}
                </Banner>
            }
        })
        .collect_view()
    }
}

/// Each time that it was deployed without its approvals, as long as nobody has looked at that, or that
/// was what is deployed.
fn told(change: &Change) -> Vec<BrokenGlass> {
    let all = change.broken_glass.iter();
    let of_now = change.deployed_past_approvals();
    all.filter(|one| one.reviewed_by.is_none() || Some(*one) == of_now)
        .cloned()
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
