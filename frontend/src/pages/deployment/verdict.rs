//! How a deployment ended, in words that are true, with the next step.

use leptos::prelude::*;
use shared::deployment::Verdict;
use shared::plan::{PlanKind, Target};

use super::timeline::Timeline;
use crate::page::{new_version_path, service_path};
use crate::parts::verdict_chip;
use crate::ui::{Banner, ButtonLink, Look};

/// The verdict, once there is one. Its place is there before, so that it is announced.
#[component]
pub(super) fn VerdictBanner(
    timeline: Memo<Timeline>,
    target: Target,
    kind: PlanKind,
) -> impl IntoView {
    let end = Memo::new(move |_| timeline.with(|timeline| timeline.end.clone()));
    view! {
        <div role="status">
            {move || {
                end.get()
                    .map(|end| {
                        let (tone, _) = verdict_chip(end.verdict);
                        let service = service_path(&target.cluster, &target.service);
                        let new_version = new_version_path(&target.cluster, &target.service);
                        view! {
                            <Banner tone title=title(end.verdict)>
                                <p>{crate::text::sentence(&end.reason)}</p>
                                {meaning(end.verdict).map(|words| view! { <p>{words}</p> })}
                                <div class="actions">
                                    {match (end.verdict, kind) {
                                        (Verdict::Succeeded, _) => {
                                            view! {
                                                <ButtonLink look=Look::Primary href=service>
                                                    "Back to the service"
                                                </ButtonLink>
                                            }
                                                .into_any()
                                        }
                                        (_, PlanKind::FirstDeploy) => {
                                            view! {
                                                <ButtonLink look=Look::Primary href="/new">
                                                    "Back to the definition"
                                                </ButtonLink>
                                                <ButtonLink href=service>"See the service"</ButtonLink>
                                            }
                                                .into_any()
                                        }
                                        (_, _) => {
                                            view! {
                                                <ButtonLink look=Look::Primary href=new_version>
                                                    "New version"
                                                </ButtonLink>
                                                <ButtonLink href=service>"Back to the service"</ButtonLink>
                                            }
                                                .into_any()
                                        }
                                    }}
                                </div>
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}

const fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Succeeded => "Succeeded: the service runs what was sent",
        Verdict::RolledBack => "Failed, and rolled back: the service is safe",
        Verdict::Failed => "Failed",
        Verdict::Stuck => "Stuck: not steady in time",
        Verdict::Superseded => "Superseded by another deployment",
        Verdict::Cancelled => "Cancelled: nothing was done",
    }
}

const fn meaning(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Succeeded | Verdict::Failed | Verdict::Cancelled => None,
        Verdict::RolledBack => Some(
            "The service runs what it ran before. The new revision is registered but not in use.",
        ),
        Verdict::Stuck => Some(
            "ECS is still trying and goes on until something changes; Longshore has stopped waiting. The tasks below say what is in the way.",
        ),
        Verdict::Superseded => Some(
            "Somebody deployed the service while this was on its way; what runs now is theirs.",
        ),
    }
}
