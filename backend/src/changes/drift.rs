//! Whether what a change was compared with has moved, and how.

use shared::change::{Act, Change, Moved, VersionPlan};
use shared::diff::{diff, words};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::wire::Preview;

use super::{ChangeError, Changes};
use crate::planning::{self, Current};

impl Changes {
    /// Holds a change's present version against what runs now, and writes down what it finds.
    pub(super) async fn look_at(&self, id: i64) -> Result<(), ChangeError> {
        let inner = &self.0;
        let entries = inner.store.change_entries(id, 0).await?;
        let Some(change) = Change::of(id, &entries) else {
            return Ok(());
        };
        if !change.state.is_pending() {
            return Ok(());
        }
        let mut moved = Vec::new();
        for plan in change.version().iter().flat_map(|version| &version.plans) {
            moved.extend(self.moved(plan).await?);
        }
        let now_ms = inner.clock.now_ms();
        inner.store.looked_at_change(id, now_ms).await?;
        let before = change.sequence;
        let acted = inner
            .store
            .tend_change(id, Act::NoteMoved(moved), now_ms)
            .await?;
        if let crate::store::Acted::Done(after) = acted
            && after.sequence != before
        {
            inner.news.notify_waiters();
        }
        Ok(())
    }

    async fn moved(&self, version_plan: &VersionPlan) -> Result<Option<Moved>, ChangeError> {
        let inner = &self.0;
        let Some(preview) = inner.store.plan(&version_plan.hash).await? else {
            return Ok(None);
        };
        let plan = &preview.plan;
        if planning::is_current(&inner.aws, plan).await? {
            return Ok(None);
        }
        let current = planning::current(&inner.aws, &plan.target).await?;
        Ok(Some(Moved {
            target: plan.target.clone(),
            changes: told(&preview, &current),
            at_ms: inner.clock.now_ms(),
        }))
    }
}

/// What differs between what a plan was compared with and what is there now, in words.
fn told(preview: &Preview, current: &Current) -> Vec<String> {
    let mut changes = Vec::new();
    let was = [
        (
            DocumentKind::TaskDefinition,
            preview.task_definition_before.as_deref(),
            current.task_definition.as_ref(),
        ),
        (
            DocumentKind::Service,
            preview.service_before.as_deref(),
            current.service.as_ref(),
        ),
    ];
    let mut all = Vec::new();
    for (kind, before, now) in was {
        let before = before.and_then(|text| Document::read(text, Some(kind)).ok());
        match (before, now) {
            (Some(before), Some(now)) => all.extend(diff(&before, now)),
            (None, Some(_)) if kind == DocumentKind::Service => {
                changes.push("the service exists now".to_owned());
            }
            (Some(_), None) if kind == DocumentKind::Service => {
                changes.push("the service is gone".to_owned());
            }
            _ => {}
        }
    }
    changes.extend(words(&all).into_iter().map(|change| change.words));
    if changes.is_empty() {
        changes.push("what it was made from differs".to_owned());
    }
    changes
}
