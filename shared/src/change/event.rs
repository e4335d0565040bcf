//! What happens to a change, and what a list of it amounts to.

use serde::{Deserialize, Serialize};

use super::{
    Approval, BrokenGlass, Change, ChangeState, Comment, Decision, Moved, Place, Version, When,
};

/// One line of what happened to a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangeEntry {
    /// Counts up from 1 in each change; the id of the server-sent event.
    pub sequence: i64,
    /// Milliseconds since the epoch.
    pub at_ms: i64,
    /// Who did it; nothing for what Longshore did by itself.
    pub by: Option<String>,
    /// What happened.
    #[serde(flatten)]
    pub event: ChangeEvent,
}

/// What happened to a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum ChangeEvent {
    /// Somebody proposed it.
    Proposed {
        /// The environment.
        environment: String,
        /// In one line, what it is.
        title: String,
        /// Why.
        reason: String,
        /// Who else wrote on what it deploys.
        with: Vec<String>,
        /// The first version.
        version: Version,
        /// When it is to be deployed.
        when: When,
    },
    /// Its title or its reason was put otherwise.
    Reworded {
        /// In one line, what it is.
        title: String,
        /// Why.
        reason: String,
    },
    /// There is another version.
    Revised {
        /// The version.
        version: Version,
        /// Whose approvals of the version before hold for this one, since both do the same.
        kept_approvals: Vec<String>,
        /// Who wrote on it.
        authors: Vec<String>,
    },
    /// A reviewer decided.
    Reviewed {
        /// Of which version.
        version: u32,
        /// The version's digest.
        digest: String,
        /// The fingerprint of the rules of review.
        rules: String,
        /// What they decided.
        decision: Decision,
        /// Why; empty for an approval that needs no words.
        reason: String,
    },
    /// A reviewer took back an approval.
    ApprovalTakenBack,
    /// It has the approvals that it needs.
    Approved,
    /// It lost approvals that it needs.
    Unapproved {
        /// Why, in words.
        reason: String,
    },
    /// Somebody said something.
    Commented {
        /// Of which version.
        version: u32,
        /// What it is about; nothing for the whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// The words.
        text: String,
    },
    /// A comment is settled, or is not after all.
    Settled {
        /// The comment.
        comment: i64,
        /// Whether it is settled.
        settled: bool,
    },
    /// Somebody said when it is deployed.
    Scheduled {
        /// When.
        when: When,
        /// Why what somebody had said does not hold any more; empty where somebody says it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// What the present version was compared with has changed.
    BaseMoved {
        /// How.
        moved: Vec<Moved>,
        /// Whether it had moved before, and people know that.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        again: bool,
    },
    /// What the present version was compared with is as it was.
    BaseIsBack,
    /// Its deployment was asked for.
    Queued {
        /// The deployments, in the order of the plans.
        deployments: Vec<String>,
        /// Why it could not wait for its approvals, or for another deployer than its author.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        broken_glass: Option<String>,
        /// Whether it had its approvals then, and only was not its authors' to deploy.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        had_approvals: bool,
        /// Why it could not wait for the end of a freeze.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        despite_freeze: Option<String>,
        /// Whose approvals counted then; nothing where that was not written down yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        counted: Option<Vec<String>>,
    },
    /// Its deployment began.
    Began,
    /// It is over.
    Ended {
        /// How.
        state: ChangeState,
        /// Why, in words.
        reason: String,
    },
    /// Somebody looked afterwards at what was deployed without approvals.
    ReviewedAfterwards {
        /// What they found.
        reason: String,
        /// The deployments that they looked at; all that there had been, where none is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        deployments: Vec<String>,
    },
}

impl Change {
    /// What a list of what happened amounts to; nothing for one that does not begin with a
    /// proposal.
    pub fn of(id: i64, entries: &[ChangeEntry]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        let ChangeEvent::Proposed {
            environment,
            title,
            reason,
            with,
            version,
            when,
        } = &first.event
        else {
            return None;
        };
        let author = first.by.clone().unwrap_or_default();
        let mut change = Self {
            id,
            environment: environment.clone(),
            title: title.clone(),
            reason: reason.clone(),
            authors: vec![author.clone()],
            state: ChangeState::InReview,
            state_reason: None,
            versions: vec![version.clone()],
            approvals: Vec::new(),
            comments: Vec::new(),
            moved: Vec::new(),
            when: *when,
            scheduled_by: (*when != When::ByHand).then(|| author.clone()),
            author,
            deployments: Vec::new(),
            deployed_by: None,
            broken_glass: Vec::new(),
            counted: None,
            created_at_ms: first.at_ms,
            updated_at_ms: first.at_ms,
            sequence: first.sequence,
        };
        change.add_authors(with);
        for entry in rest {
            change.take(entry);
        }
        Some(change)
    }

    /// Takes in what happened next.
    pub fn take(&mut self, entry: &ChangeEntry) {
        self.sequence = entry.sequence;
        self.updated_at_ms = entry.at_ms;
        let by = entry.by.clone().unwrap_or_default();
        match &entry.event {
            ChangeEvent::Proposed { .. } => {}
            ChangeEvent::Reworded { title, reason } => {
                self.title.clone_from(title);
                self.reason.clone_from(reason);
            }
            ChangeEvent::Revised {
                version,
                kept_approvals,
                authors,
            } => self.revise(version, kept_approvals, authors),
            ChangeEvent::Reviewed {
                version,
                digest,
                rules,
                decision,
                reason,
            } => {
                self.approvals.retain(|approval| approval.by != by);
                match decision {
                    Decision::Approve => self.approvals.push(Approval {
                        by,
                        at_ms: entry.at_ms,
                        version: *version,
                        digest: digest.clone(),
                        rules: rules.clone(),
                        reason: reason.clone(),
                        kept_from: None,
                    }),
                    Decision::AskForChanges => self.enter(ChangeState::Draft, Some(reason)),
                    Decision::Reject => self.enter(ChangeState::Rejected, Some(reason)),
                }
            }
            ChangeEvent::ApprovalTakenBack => self.approvals.retain(|approval| approval.by != by),
            ChangeEvent::Approved => self.enter(ChangeState::Approved, None),
            ChangeEvent::Unapproved { reason } => self.enter(ChangeState::InReview, Some(reason)),
            ChangeEvent::Commented {
                version,
                place,
                text,
            } => self.comments.push(Comment {
                id: entry.sequence,
                by,
                at_ms: entry.at_ms,
                version: *version,
                place: place.clone(),
                text: text.clone(),
                resolved_by: None,
            }),
            ChangeEvent::Settled { comment, settled } => {
                if let Some(comment) = self.comments.iter_mut().find(|one| one.id == *comment) {
                    comment.resolved_by = settled.then_some(by);
                }
            }
            ChangeEvent::Scheduled { when, .. } => {
                self.when = *when;
                self.scheduled_by = (*when != When::ByHand).then_some(by);
            }
            ChangeEvent::BaseMoved { moved, .. } => self.moved.clone_from(moved),
            ChangeEvent::BaseIsBack => self.moved.clear(),
            ChangeEvent::Queued {
                deployments,
                broken_glass,
                had_approvals,
                despite_freeze,
                counted,
            } => {
                self.deployments.clone_from(deployments);
                let is_in_spite = broken_glass.is_some() || despite_freeze.is_some();
                self.deployed_by = self.asked_for_by(entry, is_in_spite);
                self.counted.clone_from(counted);
                let broken = broken_glass.clone().map(|reason| BrokenGlass {
                    by,
                    deployments: deployments.clone(),
                    reason,
                    had_approvals: *had_approvals,
                    reviewed_by: None,
                });
                self.broken_glass.extend(broken);
                self.enter(ChangeState::Queued, None);
            }
            ChangeEvent::Began => self.enter(ChangeState::Deploying, None),
            ChangeEvent::Ended { state, reason } => self.end(*state, reason),
            ChangeEvent::ReviewedAfterwards { deployments, .. } => {
                let all = self.broken_glass.iter_mut();
                for broken in all.filter(|one| deployments.is_empty() || one.is_all_in(deployments))
                {
                    broken.reviewed_by.get_or_insert_with(|| by.clone());
                }
            }
        }
    }

    /// Who asked for a deployment at the moment of its entry; nobody where it went as had been said before.
    /// In spite of something it only goes when somebody asks.
    fn asked_for_by(&self, entry: &ChangeEntry, is_in_spite: bool) -> Option<String> {
        let is_due = match self.when {
            When::ByHand => false,
            When::WhenApproved => true,
            When::At { at_ms } => at_ms <= entry.at_ms,
        };
        let went_by_itself = is_due && !is_in_spite && entry.by == self.scheduled_by;
        entry.by.clone().filter(|_| !went_by_itself)
    }

    fn end(&mut self, state: ChangeState, reason: &String) {
        // Nothing was begun, so nothing was done without approvals.
        if state == ChangeState::Draft && self.state == ChangeState::Queued {
            let deployments = &self.deployments;
            self.broken_glass
                .retain(|broken| broken.deployments != *deployments);
        }
        self.enter(state, Some(reason));
    }

    fn revise(&mut self, version: &Version, kept: &[String], authors: &[String]) {
        self.add_authors(authors);
        self.approvals
            .retain(|approval| kept.contains(&approval.by) && !self.authors.contains(&approval.by));
        for approval in &mut self.approvals {
            approval.kept_from.get_or_insert(approval.version);
            approval.version = version.number;
            approval.digest.clone_from(&version.digest);
        }
        self.versions.push(version.clone());
        self.moved.clear();
        self.enter(ChangeState::InReview, None);
    }

    fn add_authors(&mut self, names: &[String]) {
        for name in names {
            if !name.is_empty() && !self.is_author(name) {
                self.authors.push(name.clone());
            }
        }
    }

    fn enter(&mut self, state: ChangeState, reason: Option<&String>) {
        self.state = state;
        self.state_reason = reason.filter(|reason| !reason.is_empty()).cloned();
    }
}
