//! Another version of a change, and other words for it.

use super::super::fit::{fit_plans, fit_text, fit_words};
use super::super::{Change, ChangeEvent, ChangeState, Version, VersionPlan, When};
use super::{Decided, Ground, Refused, by_hand_again};
use crate::wire::Order;

impl Change {
    pub(super) fn reword(&self, title: String, reason: String, ground: &Ground<'_>) -> Decided {
        self.pending()?;
        self.author(ground, "put it otherwise")?;
        fit_words(&title, &reason)?;
        if title == self.title && reason == self.reason {
            return Ok(Vec::new());
        }
        Ok(vec![ChangeEvent::Reworded { title, reason }])
    }

    /// Adds the title that came with another version.
    pub(super) fn retitled(
        &self,
        title: Option<String>,
        mut revised: Vec<ChangeEvent>,
        ground: &Ground<'_>,
    ) -> Decided {
        let Some(title) = title.filter(|title| *title != self.title) else {
            return Ok(revised);
        };
        let reason = self.reason.clone();
        if revised.is_empty() {
            // The same version once more: nothing was written but the title.
            return self.reword(title, reason, ground);
        }
        fit_words(&title, &reason)?;
        // Its title is what people read first: who writes it writes on the change.
        for event in &mut revised {
            if let ChangeEvent::Revised { authors, .. } = event
                && !authors.iter().any(|name| name == ground.by)
            {
                authors.push(ground.by.to_owned());
            }
        }
        revised.insert(0, ChangeEvent::Reworded { title, reason });
        Ok(revised)
    }

    pub(super) fn new_version(
        &self,
        note: String,
        plans: Vec<VersionPlan>,
        order: Order,
        authors: Vec<String>,
        ground: &Ground<'_>,
    ) -> Decided {
        self.pending()?;
        fit_plans(&plans)?;
        fit_text("note", &note, false)?;
        let digest = Version::digest_of(&plans, order);
        let present = self.version();
        if present.is_some_and(|present| present.digest == digest) {
            return Ok(Vec::new());
        }
        // Where changes were asked for, the same once more is no answer to that: it is to be seen anew.
        let was_sent_back = self.state == ChangeState::Draft;
        let does_the_same =
            !was_sent_back && present.is_some_and(|present| present.does(order, &plans));
        let (kept_approvals, authors) = if does_the_same {
            // Who only carries a change over to what runs now wrote nothing in it.
            let kept = self
                .approvals
                .iter()
                .map(|approval| approval.by.clone())
                .collect();
            (kept, Vec::new())
        } else {
            (Vec::new(), authors)
        };
        let mut events = vec![ChangeEvent::Revised {
            version: Version {
                number: present.map_or(1, |present| present.number + 1),
                by: ground.by.to_owned(),
                at_ms: ground.now_ms,
                note,
                plans,
                order,
                digest,
            },
            kept_approvals,
            authors,
        }];
        // Who said when it is deployed said it of what they saw.
        if !does_the_same
            && self.when != When::ByHand
            && self.scheduled_by.as_deref() != Some(ground.by)
        {
            events.push(by_hand_again(
                "There is another version than the one of which it was said when it is deployed.",
            ));
        } else if self.state == ChangeState::Approved
            && !self.moved.is_empty()
            && self.is_due(ground.now_ms)
            && self.scheduled_by.as_deref() != Some(ground.by)
        {
            // Carrying it over would deploy it in that moment, in another's name.
            events.push(by_hand_again(
                "What runs had changed, and its time has come meanwhile: who deploys says so once more.",
            ));
        }
        Ok(events)
    }

    /// Whether it was said to be deployed by now, as soon as it may.
    const fn is_due(&self, now_ms: i64) -> bool {
        match self.when {
            When::ByHand => false,
            When::WhenApproved => true,
            When::At { at_ms } => at_ms <= now_ms,
        }
    }
}

/// Why a version is not made of another one than the present.
pub(super) fn overtaken(from: u32, present: &Version) -> Refused {
    Refused::Moved(format!(
        "Yours was made from version {from}, and {} has made version {} since: it would be lost. Look at that one, and make yours from it; or propose yours as a change of its own.",
        present.by, present.number
    ))
}
