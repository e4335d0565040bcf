//! What people decide on a change, and say of it.

use super::super::fit::{fit_text, unfit};
use super::super::{BrokenGlass, Change, ChangeEvent, ChangeState, Decision, Place};
use super::{Decided, Ground, Refused};

impl Change {
    pub(super) fn review(
        &self,
        decision: Decision,
        reason: String,
        ground: &Ground<'_>,
    ) -> Decided {
        if !ground.is_person {
            return Err(Refused::NotTheirs(
                "A token does not review. Sign in, and look at the change yourself.".to_owned(),
            ));
        }
        if !matches!(self.state, ChangeState::InReview | ChangeState::Approved) {
            return Err(self.elsewhere());
        }
        if self.is_author(ground.by) {
            return Err(Refused::NotTheirs(
                "You wrote on this change, so somebody else has to review it. You can withdraw it, or make another version.".to_owned(),
            ));
        }
        fit_text("reason", &reason, decision != Decision::Approve)?;
        let rules = &ground.policy.review;
        if decision == Decision::Approve {
            if !rules.approvers.is_empty() && !rules.approvers.iter().any(|name| name == ground.by)
            {
                return Err(Refused::NotTheirs(format!(
                    "Approvals in {} come from {}. Ask one of them; you can still ask for changes or reject.",
                    self.environment,
                    rules.approvers.join(", ")
                )));
            }
            self.unmoved()?;
        }
        let version = self.version().ok_or_else(|| self.elsewhere())?;
        let (number, digest) = (version.number, version.digest.clone());
        let fingerprint = rules.fingerprint();
        let is_so = decision == Decision::Approve
            && self
                .approvals
                .iter()
                .any(|one| one.by == ground.by && one.digest == digest && one.rules == fingerprint);
        if is_so {
            return Ok(Vec::new());
        }
        Ok(vec![ChangeEvent::Reviewed {
            version: number,
            digest,
            rules: fingerprint,
            decision,
            reason,
        }])
    }

    pub(super) fn comment(&self, version: u32, place: Option<Place>, text: &str) -> Decided {
        fit_text("comment", text, true)?;
        let Some(version) = self.versions.iter().find(|one| one.number == version) else {
            return Err(unfit("There is no such version. Reload the page."));
        };
        if let Some(place) = &place {
            if version.plans.get(place.plan).is_none() {
                return Err(unfit("The version has no such plan. Reload the page."));
            }
            fit_text("place", &place.words, false)?;
            fit_text("place", &place.name, false)?;
            fit_text("place", place.pointer.as_str(), false)?;
        }
        Ok(vec![ChangeEvent::Commented {
            version: version.number,
            place,
            text: text.trim().to_owned(),
        }])
    }

    pub(super) fn settle_comment(&self, comment: i64, settled: bool) -> Decided {
        let Some(known) = self.comments.iter().find(|one| one.id == comment) else {
            return Err(unfit("There is no such comment. Reload the page."));
        };
        if known.resolved_by.is_some() == settled {
            return Ok(Vec::new());
        }
        Ok(vec![ChangeEvent::Settled { comment, settled }])
    }

    pub(super) fn review_afterwards(
        &self,
        reason: String,
        deployments: Vec<String>,
        ground: &Ground<'_>,
    ) -> Decided {
        let Some(last) = self.broken_glass.last() else {
            return Err(Refused::TooLate(
                "Nobody deployed this change without its approvals, so there is nothing to review afterwards.".to_owned(),
            ));
        };
        if self.unreviewed().next().is_none() {
            let by = last.reviewed_by.as_deref().unwrap_or("Somebody");
            return Err(Refused::TooLate(format!("{by} has reviewed it already.")));
        }
        let looked_at: Vec<&BrokenGlass> = self
            .unreviewed()
            .filter(|broken| broken.is_all_in(&deployments))
            .collect();
        if looked_at.is_empty() {
            return Err(Refused::TooLate(
                "What you looked at waits for no review any more. Load the page again, and look at what does.".to_owned(),
            ));
        }
        if looked_at.iter().any(|broken| self.is_under_way(broken)) {
            return Err(Refused::TooLate(
                "Its deployment is not over. Review it once it is.".to_owned(),
            ));
        }
        let is_breaker = looked_at.iter().any(|broken| broken.by == ground.by);
        if !ground.is_person || is_breaker || self.is_author(ground.by) {
            return Err(Refused::NotTheirs(
                "Somebody who neither wrote nor deployed it has to review it.".to_owned(),
            ));
        }
        fit_text("reason", &reason, true)?;
        Ok(vec![ChangeEvent::ReviewedAfterwards {
            reason,
            deployments,
        }])
    }
}
