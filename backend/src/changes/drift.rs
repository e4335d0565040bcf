//! Whether what a change was compared with has moved, and how.

use shared::change::{Act, Change, Moved, VersionPlan};

use super::{ChangeError, Changes};
use crate::planning;

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
        let Some(version) = change.version() else {
            return Ok(());
        };
        for plan in &version.plans {
            moved.extend(self.moved(plan).await?);
        }
        let now_ms = inner.clock.now_ms();
        inner.store.looked_at_change(id, now_ms).await?;
        let before = change.sequence;
        let act = Act::NoteMoved {
            digest: version.digest.clone(),
            moved,
        };
        let acted = inner.store.tend_change(id, act, now_ms).await?;
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
        let moved = planning::moved(&inner.aws, &preview).await?;
        Ok(moved.map(|changes| Moved {
            target: preview.plan.target.clone(),
            changes,
            at_ms: inner.clock.now_ms(),
        }))
    }
}
