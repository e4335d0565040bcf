//! Which approvals count, and whether there are enough.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::policy::Policy;

/// An approval of the present version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Approval {
    /// Who approved.
    pub by: String,
    /// When, milliseconds since the epoch.
    pub at_ms: i64,
    /// The version that it holds for.
    pub version: u32,
    /// That version's digest.
    pub digest: String,
    /// The fingerprint of the rules of review that it was given under.
    pub rules: String,
    /// What they said with it; often nothing.
    pub reason: String,
    /// The version that they saw, where this one does the same.
    pub kept_from: Option<u32>,
}

/// An approval that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Discounted {
    /// Who gave it.
    pub by: String,
    /// Why it does not count, in words.
    pub why: String,
}

/// How a change stands with those who have to have seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Standing {
    /// How many approvals it needs.
    pub needed: u32,
    /// Whose approvals count.
    pub approved_by: Vec<String>,
    /// Whose do not, and why.
    pub discounted: Vec<Discounted>,
}

impl Standing {
    /// Whether there are enough.
    pub fn is_enough(&self) -> bool {
        u32::try_from(self.approved_by.len()).unwrap_or(u32::MAX) >= self.needed
    }

    /// In one sentence, such as `production requires 2 approvals, has 1`.
    pub fn words(&self, environment: &str) -> String {
        let has = self.approved_by.len();
        match self.needed {
            0 => format!("{environment} requires no approval"),
            1 => format!("{environment} requires 1 approval, has {has}"),
            needed => format!("{environment} requires {needed} approvals, has {has}"),
        }
    }
}

impl Change {
    /// How it stands under a policy. `may_review` tells who may review in the environment
    /// at this moment: an approval of somebody who may not any more does not count.
    pub fn standing(&self, policy: &Policy, may_review: impl Fn(&str) -> bool) -> Standing {
        let rules = &policy.review;
        let fingerprint = rules.fingerprint();
        let digest = self.version().map(|version| version.digest.as_str());
        let mut standing = Standing {
            needed: if policy.rollback_without_approval && self.is_rollback() {
                0
            } else {
                rules.approvals
            },
            approved_by: Vec::new(),
            discounted: Vec::new(),
        };
        for approval in &self.approvals {
            let why = if self.is_author(&approval.by) {
                Some("they wrote on it")
            } else if Some(approval.digest.as_str()) != digest {
                Some("they approved another version")
            } else if approval.rules != fingerprint {
                Some("the rules of review have changed since; they have to approve again")
            } else if !may_review(&approval.by) {
                Some("they may not review here any more")
            } else if !rules.approvers.is_empty() && !rules.approvers.contains(&approval.by) {
                Some("the policy names others")
            } else {
                None
            };
            match why {
                Some(why) => standing.discounted.push(Discounted {
                    by: approval.by.clone(),
                    why: why.to_owned(),
                }),
                None => standing.approved_by.push(approval.by.clone()),
            }
        }
        standing
    }
}
