//! The way back to what ran before a deployment: its preview, or the list to choose from.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{EarlierRevision, RollbackPlanRequest};

use super::About;
use crate::acting::Planner;
use crate::api::{self};
use crate::kept::Asked;
use crate::page::{deployment_path, roll_back_path};
use crate::parts::FailureBanner;
use crate::ui::{Button, Look};
use shared::wire::PlanAsk;

/// A button that leads to the preview of going back.
#[component]
pub(super) fn WayBack(about: About, look: Look, denied: Signal<Option<String>>) -> impl IntoView {
    let planner = Planner::new();
    let go = move |()| {
        let about = about.clone();
        let target = about.target.clone();
        planner.begin();
        spawn_local(async move {
            match api::list_revisions(&target.cluster, &target.service).await {
                Ok(listing) => match before(&listing.items, &about) {
                    Some(to) => {
                        let asked = Asked {
                            request: PlanAsk::Rollback(RollbackPlanRequest {
                                target,
                                to: to.to.clone(),
                            }),
                            draft: None,
                            edit: deployment_path(&about.id),
                        };
                        planner.ask_now(asked).await;
                    }
                    // Which it was cannot be told; the person can.
                    None => planner.go(&roll_back_path(&target.cluster, &target.service)),
                },
                Err(refused) => planner.fail(refused),
            }
        });
    };
    view! {
        <Button look pending=planner.pending denied on_press=go>
            "Roll back to what ran before"
        </Button>
        <FailureBanner failure=planner.failure />
    }
}

/// What ran before a deployment, newest first: the next older one than its own that can be gone back
/// to, or the newest of the revision that the plan was compared with.
fn before<'r>(revisions: &'r [EarlierRevision], about: &About) -> Option<&'r EarlierRevision> {
    let own = revisions
        .iter()
        .position(|revision| revision.deployment.as_ref() == Some(&about.id));
    let of_base = |revision: &&EarlierRevision| {
        about.old_revision.is_none() || about.old_revision.as_ref() == Some(&revision.revision)
    };
    let can_be = |revision: &&EarlierRevision| {
        revision.is_active && revision.is_elsewhere() && !revision.was_taken_back()
    };
    match own {
        Some(own) => revisions.iter().skip(own + 1).filter(can_be).find(of_base),
        None => revisions
            .iter()
            .filter(|_| about.old_revision.is_some())
            .filter(can_be)
            .find(of_base),
    }
}

#[cfg(test)]
mod tests {
    use shared::plan::{PlanKind, Target};
    use shared::wire::RollBackTo;

    use super::*;

    fn about(old: Option<&str>) -> About {
        About {
            id: "d2".to_owned(),
            target: Target {
                cluster: "shop".to_owned(),
                service: "web".to_owned(),
            },
            kind: PlanKind::NewRevision,
            plan_hash: String::new(),
            gate: None,
            old_revision: old.map(ToOwned::to_owned),
        }
    }

    fn revision(name: &str, deployment: Option<&str>, is_current: bool) -> EarlierRevision {
        EarlierRevision {
            to: RollBackTo::Deployment(name.to_owned()),
            deployed_at_ms: 0,
            revision: name.to_owned(),
            images: Vec::new(),
            status: None,
            is_current,
            has_other_settings: false,
            is_active: true,
            deployment: deployment.map(ToOwned::to_owned),
            summary: None,
        }
    }

    #[test]
    fn goes_back_to_the_one_before_its_own() {
        let revisions = [
            revision("web:3", Some("d3"), true),
            revision("web:2", Some("d2"), false),
            revision("web:1", Some("d1"), false),
        ];
        let found = before(&revisions, &about(Some("web:1"))).unwrap();
        assert_eq!(found.revision, "web:1");
    }

    /// A restart that was stopped is of the same revision, and the service never ran it.
    #[test]
    fn passes_by_what_was_taken_back() {
        let mut stopped = revision("web:1", Some("stopped"), false);
        stopped.status = Some("ROLLBACK_SUCCESSFUL".to_owned());
        let revisions = [
            revision("web:2", Some("d2"), true),
            stopped,
            revision("web:1", Some("d1"), false),
        ];
        let found = before(&revisions, &about(Some("web:1"))).unwrap();
        assert_eq!(found.deployment.as_deref(), Some("d1"));
    }

    #[test]
    fn guesses_nothing_where_it_cannot_be_told() {
        let revisions = [
            revision("web:3", None, true),
            revision("web:1", None, false),
        ];
        assert!(before(&revisions, &about(Some("web:2"))).is_none());
        assert!(before(&revisions, &about(None)).is_none());
    }
}
