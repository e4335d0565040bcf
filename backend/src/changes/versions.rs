//! From plans that were made to a version of a change.

use shared::change::VersionPlan;
use shared::plan;
use shared::wire::PlanAsk;

use super::{ChangeError, Changes};
use crate::agent::summary;

impl Changes {
    /// The plans of these hashes, as a version keeps them.
    pub(super) async fn version_plans(
        &self,
        hashes: &[String],
    ) -> Result<Vec<VersionPlan>, ChangeError> {
        let mut plans = Vec::new();
        for hash in hashes {
            let kept = self
                .0
                .store
                .use_plan(hash)
                .await?
                .filter(|kept| kept.environment == self.0.environment)
                .ok_or(ChangeError::NoPlan)?;
            let made = &kept.preview.plan;
            plans.push(VersionPlan {
                hash: hash.clone(),
                target: made.target.clone(),
                kind: made.kind,
                summary: summary(made),
                effect: plan::effect_of(&kept.preview),
            });
        }
        Ok(plans)
    }

    /// Who wrote on what the plans were made of: who had them made, and who saved the drafts.
    pub(super) async fn writers(
        &self,
        hashes: &[String],
        drafts: &[String],
    ) -> Result<Vec<String>, ChangeError> {
        let mut writers = Vec::new();
        let mut drafts = drafts.to_vec();
        for hash in hashes {
            let Some(kept) = self.0.store.kept_plan(hash).await? else {
                continue;
            };
            writers.push(kept.by);
            // Whoever proposes it may have it from somebody else, and know of no draft.
            if let Some(PlanAsk::Documents(request)) = kept.ask {
                drafts.extend(request.draft);
            }
        }
        for draft in &drafts {
            let environment = &self.0.environment;
            writers.extend(self.0.store.draft_editors(environment, draft).await?);
        }
        Ok(writers)
    }
}
