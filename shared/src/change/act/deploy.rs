//! Whether a change is deployed.

use super::super::fit::fit_text;
use super::super::{Change, ChangeEvent, ChangeState};
use super::{Decided, Ground, Refused};

impl Change {
    pub(super) fn deploy(
        &self,
        deployments: Vec<String>,
        break_glass: Option<String>,
        despite_freeze: Option<String>,
        ground: &Ground<'_>,
    ) -> Decided {
        self.unmoved()?;
        let policy = ground.policy;
        let standing = self.standing(policy, ground.may_review);
        let broken_glass = match (&self.state, break_glass) {
            (ChangeState::Approved, reason)
                if standing.is_enough() && (reason.is_none() || self.deployer(ground).is_ok()) =>
            {
                None
            }
            (state, Some(reason)) if state.is_pending() => {
                if !ground.is_person {
                    return Err(Refused::NotTheirs(
                        "A token does not deploy without approvals: a person has to answer for that. Sign in, or ask a reviewer.".to_owned(),
                    ));
                }
                if !policy.may_break_glass(ground.by) {
                    return Err(Refused::NotTheirs(
                        "The policy does not name you among those who may deploy without approvals. Ask one who is, or a reviewer.".to_owned(),
                    ));
                }
                fit_text("reason", &reason, true)?;
                Some(reason)
            }
            (ChangeState::InReview | ChangeState::Approved, None) => {
                return Err(Refused::Unapproved(format!(
                    "{}. Ask a reviewer.",
                    standing.words(&self.environment)
                )));
            }
            _ => return Err(self.elsewhere()),
        };
        if broken_glass.is_none() {
            self.deployer(ground)?;
        }
        let despite_freeze = match policy.freeze_at(ground.now_ms) {
            Some(frozen) => match despite_freeze {
                Some(reason) => {
                    fit_text("reason", &reason, true)?;
                    Some(reason)
                }
                None => return Err(Refused::frozen(&self.environment, &frozen)),
            },
            None => None,
        };
        let had_approvals =
            broken_glass.is_some() && self.state == ChangeState::Approved && standing.is_enough();
        Ok(vec![ChangeEvent::Queued {
            deployments,
            broken_glass,
            had_approvals,
            despite_freeze,
            counted: Some(standing.approved_by),
        }])
    }
}
