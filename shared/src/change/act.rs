//! What may happen to a change next, and what then does.

mod deploy;
mod review;
mod revise;

use self::revise::overtaken;
use super::fit::{fit_plans, fit_text, fit_when, fit_words, unfit};
use super::{
    Change, ChangeEntry, ChangeEvent, ChangeState, Decision, Moved, Place, Version, VersionPlan,
    When,
};
use crate::policy::{Frozen, Policy};
use crate::wire::Order;

/// What somebody wants to do with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// To put its title or its reason otherwise.
    Reword {
        /// In one line, what it is.
        title: String,
        /// Why.
        reason: String,
    },
    /// To make another version.
    Revise {
        /// The version that it was made from; nothing where that is the present one.
        from: Option<u32>,
        /// In one line, what the change is from now on; nothing where its title stays.
        title: Option<String>,
        /// What is different, in words.
        note: String,
        /// The plans.
        plans: Vec<VersionPlan>,
        /// In which order.
        order: Order,
        /// Who wrote on it.
        authors: Vec<String>,
    },
    /// To decide on it.
    Review {
        /// The version that they saw.
        version: u32,
        /// Its digest.
        digest: String,
        /// The decision.
        decision: Decision,
        /// Why.
        reason: String,
    },
    /// To take an approval back.
    TakeBackApproval,
    /// To say something.
    Comment {
        /// Of which version.
        version: u32,
        /// What it is about; nothing for the whole.
        place: Option<Place>,
        /// The words.
        text: String,
    },
    /// To say that a comment is settled, or is not after all.
    Settle {
        /// The comment.
        comment: i64,
        /// Whether it is settled.
        settled: bool,
    },
    /// To say when it is deployed.
    Schedule {
        /// The version that the person saw.
        version: u32,
        /// Its digest.
        digest: String,
        /// When.
        when: When,
    },
    /// To take it back.
    Withdraw {
        /// Why; may be empty.
        reason: String,
    },
    /// To have it deployed.
    Deploy {
        /// The version that they saw.
        version: u32,
        /// Its digest.
        digest: String,
        /// The deployments that it becomes.
        deployments: Vec<String>,
        /// Why it cannot wait for its approvals, where it lacks some.
        break_glass: Option<String>,
        /// Why it cannot wait for the end of a freeze, where there is one.
        despite_freeze: Option<String>,
    },
    /// To tell what was found of what was deployed without approvals.
    ReviewAfterwards {
        /// What was found.
        reason: String,
        /// The deployments that were looked at.
        deployments: Vec<String>,
    },
    /// Longshore looked at what it was compared with; empty where it fits.
    NoteMoved {
        /// The digest of the version that it looked at.
        digest: String,
        /// How it has moved.
        moved: Vec<Moved>,
    },
    /// Longshore no longer deploys it by itself.
    Unschedule {
        /// Why, in a sentence.
        reason: String,
    },
    /// Longshore counts the approvals again.
    Recount,
    /// Longshore ends what nobody deployed in time.
    Expire,
    /// Its deployment began.
    Begin,
    /// Its deployment is over.
    End {
        /// How.
        state: ChangeState,
        /// Why, in words.
        reason: String,
    },
}

/// What an act is decided on besides the change.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// Who acts; empty for Longshore itself.
    pub by: &'a str,
    /// Whether it is a person, and not a token of theirs.
    pub is_person: bool,
    /// The environment's policy.
    pub policy: &'a Policy,
    /// Who may review in the environment at this moment.
    pub may_review: &'a (dyn Fn(&str) -> bool + Sync),
    /// Now, milliseconds since the epoch.
    pub now_ms: i64,
}

/// Why it does not happen, in words with the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Another person has to do it, or nobody may.
    #[error("{0}")]
    NotTheirs(String),
    /// There is another version, or what it was compared with has moved.
    #[error("{0}")]
    Moved(String),
    /// The change is somewhere else.
    #[error("{0}")]
    TooLate(String),
    /// It lacks approvals.
    #[error("{0}")]
    Unapproved(String),
    /// Nothing is deployed at the moment.
    #[error("{0}")]
    Frozen(String),
    /// What was sent is not fit.
    #[error("{0}")]
    Unfit(String),
}

impl Refused {
    /// That nothing is deployed to an environment at the moment.
    pub fn frozen(environment: &str, frozen: &Frozen) -> Self {
        let Frozen {
            name,
            until,
            time_zone,
        } = frozen;
        let until = until.replace('T', " ");
        Self::Frozen(format!(
            "{environment} is frozen until {until} ({time_zone}): {name}. Wait, or say why it cannot."
        ))
    }
}

type Decided = Result<Vec<ChangeEvent>, Refused>;

impl Change {
    /// What becomes of a proposal: its first events.
    ///
    /// # Errors
    /// It is not fit to be proposed.
    pub fn propose(first: ChangeEvent, id: i64, ground: &Ground<'_>) -> Decided {
        let ChangeEvent::Proposed {
            title,
            reason,
            version,
            when,
            ..
        } = &first
        else {
            return Err(unfit("A change begins with a proposal."));
        };
        fit_words(title, reason)?;
        fit_plans(&version.plans)?;
        fit_when(*when, ground.now_ms)?;
        let proposed = ChangeEntry {
            sequence: 1,
            at_ms: ground.now_ms,
            by: Some(ground.by.to_owned()),
            event: first.clone(),
        };
        let change = Self::of(id, &[proposed]).ok_or_else(|| unfit("A change has a proposal."))?;
        if *when != When::ByHand {
            change.deployer(ground)?;
        }
        Ok(change.settled(vec![first], ground))
    }

    /// What happens when somebody acts; nothing where it is so already.
    ///
    /// # Errors
    /// Why it does not happen.
    pub fn act(&self, act: Act, ground: &Ground<'_>) -> Decided {
        let events = self.decide(act, ground)?;
        Ok(self.settled(events, ground))
    }

    fn decide(&self, act: Act, ground: &Ground<'_>) -> Decided {
        match act {
            Act::Reword { title, reason } => self.reword(title, reason, ground),
            Act::Revise {
                from,
                title,
                note,
                plans,
                order,
                authors,
            } => {
                let digest = Version::digest_of(&plans, order);
                // The same once more is nothing new, whoever came first.
                if let (Some(from), Some(present)) = (from, self.version())
                    && present.number != from
                    && present.digest != digest
                {
                    return Err(overtaken(from, present));
                }
                let revised = self.new_version(note, plans, order, authors, ground)?;
                self.retitled(title, revised, ground)
            }
            Act::Review {
                version,
                digest,
                decision,
                reason,
            } => {
                self.fits(version, &digest)?;
                self.review(decision, reason, ground)
            }
            Act::TakeBackApproval => {
                self.pending()?;
                let has = self.approvals.iter().any(|one| one.by == ground.by);
                Ok(has
                    .then_some(ChangeEvent::ApprovalTakenBack)
                    .into_iter()
                    .collect())
            }
            Act::Comment {
                version,
                place,
                text,
            } => self.comment(version, place, &text),
            Act::Settle { comment, settled } => self.settle_comment(comment, settled),
            Act::Schedule {
                version,
                digest,
                when,
            } => {
                self.pending()?;
                // That nothing happens by itself may be said of what nobody has seen.
                if when != When::ByHand {
                    self.fits(version, &digest)?;
                }
                fit_when(when, ground.now_ms)?;
                self.deployer(ground)?;
                Ok(vec![ChangeEvent::Scheduled {
                    when,
                    reason: String::new(),
                }])
            }
            Act::Withdraw { reason } => self.withdraw(reason, ground),
            Act::Deploy {
                version,
                digest,
                deployments,
                break_glass,
                despite_freeze,
            } => {
                self.fits(version, &digest)?;
                self.deploy(deployments, break_glass, despite_freeze, ground)
            }
            Act::ReviewAfterwards {
                reason,
                deployments,
            } => self.review_afterwards(reason, deployments, ground),
            Act::NoteMoved { digest, moved } => Ok(self.note_moved(&digest, moved)),
            Act::Unschedule { reason } => {
                let waits = self.state.is_pending() && self.when != When::ByHand;
                Ok(waits.then(|| by_hand_again(&reason)).into_iter().collect())
            }
            Act::Recount => Ok(Vec::new()),
            Act::Expire => Ok(self.expire(ground)),
            Act::Begin => Ok((self.state == ChangeState::Queued)
                .then_some(ChangeEvent::Began)
                .into_iter()
                .collect()),
            Act::End { state, reason } => {
                let runs = matches!(self.state, ChangeState::Queued | ChangeState::Deploying);
                Ok(runs
                    .then_some(ChangeEvent::Ended { state, reason })
                    .into_iter()
                    .collect())
            }
        }
    }

    /// Adds what follows from what happened: that there are enough approvals now, or no more.
    fn settled(&self, mut events: Vec<ChangeEvent>, ground: &Ground<'_>) -> Vec<ChangeEvent> {
        let mut after = self.clone();
        // The proposal is in it already.
        for event in &events {
            after.take(&ChangeEntry {
                sequence: after.sequence,
                at_ms: ground.now_ms,
                by: Some(ground.by.to_owned()),
                event: event.clone(),
            });
        }
        let standing = after.standing(ground.policy, ground.may_review);
        match after.state {
            ChangeState::InReview if standing.is_enough() => {
                // The rules were loosened while it waited. That lets nothing go by itself which
                // nobody has seen: somebody has to say again that it is to be deployed.
                let is_new = events
                    .iter()
                    .any(|event| matches!(event, ChangeEvent::Proposed { .. }));
                if !is_new && standing.approved_by.is_empty() && after.when != When::ByHand {
                    events.push(by_hand_again(
                        "The policy asks for fewer approvals now, and nobody else has seen it.",
                    ));
                }
                events.push(ChangeEvent::Approved);
            }
            ChangeState::Approved if !standing.is_enough() => {
                events.push(ChangeEvent::Unapproved {
                    reason: format!("{}.", standing.words(&self.environment)),
                });
            }
            _ => {}
        }
        events
    }

    fn withdraw(&self, reason: String, ground: &Ground<'_>) -> Decided {
        self.pending()?;
        self.author(ground, "withdraw it")?;
        fit_text("reason", &reason, false)?;
        Ok(vec![ChangeEvent::Ended {
            state: ChangeState::Withdrawn,
            reason,
        }])
    }

    fn note_moved(&self, digest: &str, moved: Vec<Moved>) -> Vec<ChangeEvent> {
        let what = |all: &[Moved]| -> Vec<(crate::plan::Target, Vec<String>)> {
            all.iter()
                .map(|one| (one.target.clone(), one.changes.clone()))
                .collect()
        };
        // Another version, which came meanwhile, was compared with something else.
        let is_present = self
            .version()
            .is_some_and(|present| present.digest == digest);
        if !self.state.is_pending() || !is_present || what(&moved) == what(&self.moved) {
            Vec::new()
        } else if moved.is_empty() {
            vec![ChangeEvent::BaseIsBack]
        } else {
            vec![ChangeEvent::BaseMoved {
                moved,
                again: !self.moved.is_empty(),
            }]
        }
    }

    fn expire(&self, ground: &Ground<'_>) -> Vec<ChangeEvent> {
        let days = ground.policy.expires_after_days;
        // Until its time comes, nothing need happen to it.
        let since_ms = match self.when {
            When::At { at_ms } => self.updated_at_ms.max(at_ms),
            When::ByHand | When::WhenApproved => self.updated_at_ms,
        };
        let ends_ms = since_ms + i64::from(days) * 24 * 60 * 60 * 1000;
        if !self.state.is_pending() || ground.now_ms < ends_ms {
            return Vec::new();
        }
        vec![ChangeEvent::Ended {
            state: ChangeState::Expired,
            reason: format!("Nothing happened to it for {days} days. Propose it again."),
        }]
    }

    fn pending(&self) -> Result<(), Refused> {
        if self.state.is_pending() {
            Ok(())
        } else {
            Err(self.elsewhere())
        }
    }

    fn elsewhere(&self) -> Refused {
        Refused::TooLate(match self.state {
            ChangeState::Draft => format!(
                "It is with its authors, and goes on with another version.{}",
                self.state_reason
                    .as_ref()
                    .map_or_else(String::new, |reason| format!(" Why: {reason}"))
            ),
            ChangeState::InReview | ChangeState::Approved => {
                "It waits for people. Look at where it is.".to_owned()
            }
            ChangeState::Queued | ChangeState::Deploying => {
                "Its deployment was asked for already. Look at the deployment.".to_owned()
            }
            state => format!(
                "It is {}. Propose another change.",
                state.as_str().replace('-', " ")
            ),
        })
    }

    fn fits(&self, version: u32, digest: &str) -> Result<(), Refused> {
        match self.version() {
            Some(present) if present.number == version && present.digest == digest => Ok(()),
            present => Err(Refused::Moved(format!(
                "There is version {} of this change now. Look at what is different first.",
                present.map_or(0, |present| present.number)
            ))),
        }
    }

    fn unmoved(&self) -> Result<(), Refused> {
        let Some(first) = self.moved.first() else {
            return Ok(());
        };
        Err(Refused::Moved(format!(
            "{} has changed since version {} was made. Carry the change over to what runs now.",
            first.target.planned_on(),
            self.version().map_or(0, |present| present.number)
        )))
    }

    fn author(&self, ground: &Ground<'_>, what: &str) -> Result<(), Refused> {
        if self.is_author(ground.by) {
            Ok(())
        } else {
            Err(Refused::NotTheirs(format!(
                "Only those who wrote on this change {what}: {}.",
                self.authors.join(", ")
            )))
        }
    }

    /// Whoever wrote it may not deploy it where the policy says so; but who is alone on call may go
    /// back, where that needs nobody else.
    fn deployer(&self, ground: &Ground<'_>) -> Result<(), Refused> {
        let policy = ground.policy;
        let goes_back_freely = policy.rollback_without_approval && self.is_rollback();
        let may = policy.review.author_may_deploy || goes_back_freely;
        if self.is_author(ground.by) && !may {
            return Err(Refused::NotTheirs(format!(
                "In {} those who wrote a change do not deploy it. Ask another deployer.",
                self.environment
            )));
        }
        Ok(())
    }
}

/// That it is deployed when somebody says so, though something else was said.
fn by_hand_again(reason: &str) -> ChangeEvent {
    ChangeEvent::Scheduled {
        when: When::ByHand,
        reason: format!("{reason} Somebody has to say again when it is."),
    }
}
