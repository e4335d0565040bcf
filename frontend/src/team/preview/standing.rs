//! Whether what a preview was compared with is still so, told as soon as it is known.

use leptos::prelude::*;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::plan::{Base, Plan, PlanKind, Target, fingerprint, fingerprint_of_bounds};
use shared::wire::{Health, PlanBase, ServiceDetail};

use crate::api::{self, Connection, Live, Loader};
use crate::parts::ConnectionNote;
use crate::ui::Load;

/// What is known of it.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    loader: Loader<PlanBase>,
}

impl Standing {
    /// Begins to look.
    pub(super) fn of(hash: &str) -> Self {
        let hash = hash.to_owned();
        let loader = Loader::new(move || {
            let hash = hash.clone();
            async move { api::find_plan_base(&hash).await }
        });
        // What no news tell is asked when somebody comes back to the page.
        let came_back = window_event_listener(leptos::ev::focus, move |_| loader.reload());
        on_cleanup(move || came_back.remove());
        Self { loader }
    }

    /// Looks again.
    pub(super) fn look_again(self) {
        self.loader.reload();
    }

    /// What is otherwise by now, in words; nothing as long as the preview holds, or it is not known.
    pub(super) fn moved(self) -> Vec<String> {
        self.loader.state().with(|state| match state {
            Load::Ready(base) => base.moved.clone(),
            Load::Loading | Load::Failed(_) => Vec::new(),
        })
    }

    fn holds(self) -> bool {
        self.loader
            .state()
            .with(|state| matches!(state, Load::Ready(base) if base.moved.is_empty()))
    }
}

/// Listens to what happens to the service, from when it is known that the preview still holds.
#[component]
pub(super) fn Watch(standing: Standing, subject: Subject) -> impl IntoView {
    let subject = StoredValue::new(subject);
    let is_watched = Memo::new(move |was: Option<&bool>| was == Some(&true) || standing.holds());
    move || {
        is_watched
            .get()
            .then(|| subject.with_value(|subject| subject.watch(standing)))
    }
}

/// What is watched for a plan.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    target: Target,
    kind: PlanKind,
    base: Base,
}

impl Subject {
    /// What is watched for a plan; nothing for one that no service's news can tell of.
    pub(super) fn of(plan: &Plan) -> Option<Self> {
        let is_of_a_service = match plan.kind {
            PlanKind::NewRevision
            | PlanKind::Rollback
            | PlanKind::ServiceChange
            | PlanKind::Scaling
            | PlanKind::Restart
            | PlanKind::TagChange
            | PlanKind::ScalableTargetChange
            | PlanKind::Deletion => true,
            PlanKind::FirstDeploy | PlanKind::OneOffTask | PlanKind::Nothing => false,
        };
        is_of_a_service.then(|| Self {
            target: plan.target.clone(),
            kind: plan.kind,
            base: plan.base.clone(),
        })
    }

    fn watch(&self, standing: Standing) -> AnyView {
        let own = self.clone();
        let seen = StoredValue::new((own.base.fingerprint.clone(), false));
        let path = api::service_stream(&self.target.cluster, &self.target.service);
        let live = Live::open(&path, "service", move |news: ServiceDetail| {
            let Some(now) = own.look_of(&news) else {
                return;
            };
            // News may be some seconds older than the plan, so the server has the word.
            if seen.try_with_value(|seen| *seen != now) == Some(true) {
                seen.try_set_value(now);
                standing.look_again();
            }
        });
        let connection = live.connection();
        let is_lost = Memo::new(move |_| connection.get() == Connection::Lost);
        // While nothing is known to be wrong there is nothing to say.
        (move || {
            is_lost
                .get()
                .then(|| view! { <ConnectionNote connection /> })
        })
        .into_any()
    }

    /// By which two pieces of news are known to show the same of what the plan was compared with, and
    /// whether the service is being deleted; nothing where they do not show it.
    fn look_of(&self, news: &ServiceDetail) -> Option<(String, bool)> {
        let fingerprint = if self.kind == PlanKind::ScalableTargetChange {
            fingerprint_of_bounds(true, news.scalable_target.as_ref())
        } else {
            let read = |text: &str, kind| Document::read(text, Some(kind)).ok();
            let service = read(&news.service, DocumentKind::Service)?;
            let task_definition = match &news.task_definition {
                Some(text) => Some(read(text, DocumentKind::TaskDefinition)?),
                None => None,
            };
            fingerprint(
                Some(&service),
                task_definition.as_ref(),
                self.base.desired_count,
            )
        };
        Some((fingerprint, news.summary.health == Health::Draining))
    }
}
