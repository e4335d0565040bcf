//! What is known of a change, and what the person who looks at it may do with it.

use leptos::prelude::*;
use shared::change::{
    Act, Change, ChangeEntry, ChangeState, Decision, Ground, Refused, Version, When,
};
use shared::permission::Operation;
use shared::wire::ChangeDetail;

use crate::acting::Identity;
use crate::acting::Look;
use crate::api::Loader;
use crate::kept::{self, Life};
use crate::module::Teller;
use crate::opening::Message;
use crate::page::change_path;
use crate::session::SessionContext;
use crate::ui::{Announcer, Clock};

/// Stands for words that are not typed yet where it is asked whether something may be done.
const SOMETHING: &str = "…";

/// The id of where is told what was left unsaid.
pub(super) const UNSAID: &str = "unsaid";

/// What somebody had written for something that cannot be done any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsaid {
    /// The words.
    pub(super) words: String,
    /// Under which name they are kept.
    pub(super) kept_name: String,
    /// Whether they were sent, and no answer came.
    pub(super) is_unknown: bool,
}

/// A change that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub(super) id: i64,
    detail: Memo<ChangeDetail>,
    loader: Loader<ChangeDetail>,
    /// The version that is shown where it is not the present one.
    older: RwSignal<Option<u32>>,
    /// The version that somebody is writing on, so that another does not take its place meanwhile.
    written_on: RwSignal<Option<u32>>,
    /// The version that is looked at as the present one. One that somebody else makes meanwhile
    /// takes its place only when the person says so: nobody decides on what they have not seen.
    looked_at: Memo<u32>,
    /// The newest version that the person asked to be shown.
    asked_for: RwSignal<u32>,
    /// What is looked at in AWS for the plans that are shown, each with the id of where it is told.
    looks: RwSignal<Vec<(String, Look)>>,
    /// What somebody was writing in a dialog that went, because others had decided.
    pub(super) unsaid: RwSignal<Option<Unsaid>>,
    /// What was given up last, or said as a comment: a field that has these words loses them at that
    /// moment.
    pub(super) given_up: RwSignal<Option<Unsaid>>,
    /// What is to go into the comment that is being written.
    pub(super) to_comment: RwSignal<Option<String>>,
    pub(super) session: SessionContext,
    pub(super) announcer: Announcer,
    clock: Clock,
    teller: Teller,
    /// Owns what outlives a dialog, for as long as the change is looked at.
    owner: StoredValue<Owner>,
    /// Asks who it is before what a session alone is not enough for.
    pub(super) identity: Identity,
}

impl Case {
    pub(super) fn new(
        id: i64,
        loader: Loader<ChangeDetail>,
        detail: Memo<ChangeDetail>,
        wanted: Option<u32>,
    ) -> Self {
        let older = wanted.filter(|wanted| {
            detail.with_untracked(|detail| {
                let present = present(&detail.change);
                *wanted < present
                    && detail
                        .change
                        .versions
                        .iter()
                        .any(|one| one.number == *wanted)
            })
        });
        let session = SessionContext::expect();
        let asked_for = RwSignal::new(0);
        let looked_at = Memo::new(move |before: Option<&u32>| {
            let (now, is_own) = detail.with(|detail| {
                let me = session.name();
                let version = detail.change.version();
                let is_own = version.is_some_and(|version| version.by == me);
                (present(&detail.change), is_own)
            });
            match before {
                Some(before) if *before < now && !is_own && asked_for.get() < now => *before,
                _ => now,
            }
        });
        Self {
            id,
            detail,
            loader,
            looked_at,
            asked_for,
            older: RwSignal::new(older),
            written_on: RwSignal::new(None),
            looks: RwSignal::new(Vec::new()),
            unsaid: RwSignal::new(None),
            given_up: RwSignal::new(None),
            to_comment: RwSignal::new(None),
            session,
            announcer: Announcer::expect(),
            clock: Clock::expect(),
            identity: Identity::new(),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            teller: Teller::expect(),
        }
    }

    /// Looks at all that is known.
    pub(super) fn with<T>(self, look: impl FnOnce(&ChangeDetail) -> T) -> T {
        self.detail.with(look)
    }

    /// The same for something that does not change with it.
    pub(super) fn with_untracked<T>(self, look: impl FnOnce(&ChangeDetail) -> T) -> T {
        self.detail.with_untracked(look)
    }

    /// Takes what the server answered, unless something newer has come already.
    pub(super) fn put(self, detail: ChangeDetail) {
        let known = self
            .detail
            .try_with_untracked(|known| known.change.sequence);
        if known.is_some_and(|known| known <= detail.change.sequence) {
            self.loader.put(detail);
        }
        self.teller.say(&Message::Acted);
    }

    pub(super) fn reload(self) {
        self.loader.reload();
    }

    /// Keeps a mark of the person's own.
    pub(super) fn put_viewed(self, mark: &str, viewed: bool) {
        let mut detail = self.detail.get_untracked();
        detail.viewed.retain(|known| known != mark);
        if viewed {
            detail.viewed.push(mark.to_owned());
        }
        self.loader.put(detail);
    }

    /// The number of the present version.
    pub(super) fn present(self) -> u32 {
        self.with(|detail| present(&detail.change))
    }

    /// The version that is shown.
    pub(super) fn shown(self) -> Option<Version> {
        let older = self
            .older
            .get()
            .or_else(|| self.written_on.get())
            .or_else(|| Some(self.looked_at.get()));
        self.with(|detail| {
            let versions = &detail.change.versions;
            older
                .and_then(|older| versions.iter().find(|one| one.number == older))
                .or_else(|| detail.change.version())
                .cloned()
        })
    }

    /// Whether the present version is shown.
    pub(super) fn shows_present(self) -> bool {
        let shown = self.shown().map(|version| version.number);
        shown == Some(self.present())
    }

    /// The version that somebody else made since the person looked at the one before.
    pub(super) fn newer(self) -> Option<Version> {
        let is_newer = self.looked_at.get() < self.present();
        self.with(|detail| detail.change.version().filter(|_| is_newer).cloned())
    }

    /// Keeps a version where it is while somebody writes on it, or lets it go again.
    pub(super) fn hold(self, number: Option<u32>) {
        self.written_on.try_set(number);
    }

    /// Makes something that outlives a dialog.
    pub(super) fn outliving<T>(self, make: impl FnOnce() -> T) -> T {
        self.owner.with_value(|owner| owner.with(make))
    }

    /// Keeps in sight what was written for something that cannot be done any more.
    pub(super) fn leave_unsaid(self, unsaid: Unsaid) {
        if !unsaid.words.trim().is_empty() && self.unsaid.try_set(Some(unsaid)).is_none() {
            // It is there after the next frame.
            request_animation_frame(|| {
                request_animation_frame(|| {
                    crate::dom::focus(UNSAID);
                });
            });
        }
    }

    /// What was written under a name is with the server now: what was kept of it is said.
    pub(super) fn said(self, kept_name: &str) {
        kept::forget(Life::Tab, kept_name);
        let is_it = |unsaid: &Unsaid| unsaid.kept_name == kept_name;
        if self
            .unsaid
            .try_with_untracked(|unsaid| unsaid.as_ref().is_some_and(is_it))
            == Some(true)
        {
            self.unsaid.set(None);
        }
    }

    /// The sequence of what happened last.
    pub(super) fn sequence(self) -> Option<i64> {
        self.detail
            .try_with_untracked(|detail| detail.change.sequence)
    }

    /// What the person has done with it after a sequence.
    pub(super) fn done_since(self, sequence: i64) -> Vec<ChangeEntry> {
        let me = self.me();
        let done = self.detail.try_with_untracked(|detail| {
            let entries = detail.entries.iter();
            let since = entries.filter(|entry| entry.sequence > sequence);
            since
                .filter(|entry| entry.by.as_deref() == Some(me.as_str()))
                .cloned()
                .collect()
        });
        done.unwrap_or_default()
    }

    /// Shows a version, and has the page's address say so.
    pub(super) fn show(self, number: u32) {
        let present = self.with_untracked(|detail| present(&detail.change));
        let older = Some(number).filter(|number| *number != present);
        let path = change_path(self.id);
        let address =
            older.map_or_else(|| path.clone(), |number| format!("{path}?version={number}"));
        self.teller.say(&Message::Is(address));
        self.written_on.set(None);
        if older.is_none() {
            self.asked_for.set(number);
        }
        self.older.set(older);
    }

    /// The name of the person who looks.
    pub(super) fn me(self) -> String {
        self.session.name()
    }

    /// Why the person may not do something with it; nothing where they may. Says what the server
    /// would say, since both ask the same code.
    pub(super) fn denied(self, operation: Operation, act: Act) -> Option<String> {
        self.session.denial(operation).or_else(|| self.refused(act))
    }

    fn refused(self, act: Act) -> Option<String> {
        self.refusal(act).map(|refused| refused.to_string())
    }

    fn refusal(self, act: Act) -> Option<Refused> {
        let me = self.me();
        let now_ms = self.clock.now_ms_untracked();
        self.with(|detail| {
            let may_review = |name: &str| detail.reviewers.iter().any(|known| known == name);
            let ground = Ground {
                by: &me,
                is_person: true,
                policy: &detail.policy,
                may_review: &may_review,
                now_ms,
            };
            detail.change.act(act, &ground).err()
        })
    }

    /// Why the person may not decide so on the version that is shown.
    pub(super) fn review_denied(self, decision: Decision) -> Option<String> {
        let (version, digest) = self.seen()?;
        let act = Act::Review {
            version,
            digest,
            decision,
            reason: SOMETHING.to_owned(),
        };
        let me = self.me();
        let is_author = self.with(|detail| detail.change.is_author(&me));
        if is_author && let Some(Refused::NotTheirs(why)) = self.refusal(act.clone()) {
            // No role lets its authors decide on it.
            return Some(why);
        }
        self.denied(Operation::Review, act)
    }

    /// Whether the person's approval would be the last that it needs, and it is deployed with that.
    pub(super) fn deploys_with_approval(self) -> bool {
        let now_ms = self.clock.now_ms();
        let me = self.me();
        self.with(|detail| {
            let (change, standing) = (&detail.change, &detail.standing);
            let is_due = match change.when {
                When::ByHand => false,
                When::WhenApproved => true,
                When::At { at_ms } => at_ms <= now_ms,
            };
            let with_own = u32::try_from(standing.approved_by.len()).unwrap_or(u32::MAX);
            is_due
                && change.state == ChangeState::InReview
                && !standing.approved_by.contains(&me)
                && with_own.saturating_add(1) >= standing.needed
                && detail.policy.freeze_at(now_ms).is_none()
        })
    }

    /// Why the person may not have the version that is shown deployed. The end of a freeze is waited
    /// for, or not, in a step of its own.
    pub(super) fn deploy_denied(self, break_glass: bool) -> Option<String> {
        let (version, digest) = self.seen()?;
        let act = Act::Deploy {
            version,
            digest,
            deployments: Vec::new(),
            break_glass: break_glass.then(|| SOMETHING.to_owned()),
            despite_freeze: Some(SOMETHING.to_owned()),
        };
        self.session
            .denial(Operation::Deploy)
            .or_else(|| match self.refusal(act)? {
                // Who can approve needs nobody else for the next step.
                Refused::Unapproved(why) => Some(self.approvable().unwrap_or(why)),
                refused => Some(refused.to_string()),
            })
    }

    /// That approvals are missing, for who can give one.
    fn approvable(self) -> Option<String> {
        let me = self.me();
        if self.review_denied(Decision::Approve).is_some() {
            return None;
        }
        self.with(|detail| {
            let words = detail.standing.words(&detail.change.environment);
            Some(if detail.standing.approved_by.contains(&me) {
                format!("{words}. Ask another reviewer.")
            } else {
                format!("{words}. Approve it first.")
            })
        })
    }

    /// Why the person may not do something that only its authors do.
    pub(super) fn author_denied(self, act: Act) -> Option<String> {
        self.denied(Operation::Propose, act)
    }

    /// Why the person may not take it back.
    pub(super) fn withdraw_denied(self) -> Option<String> {
        self.author_denied(Act::Withdraw {
            reason: String::new(),
        })
    }

    /// Why the person may not put it otherwise.
    pub(super) fn reword_denied(self) -> Option<String> {
        self.author_denied(Act::Reword {
            title: SOMETHING.to_owned(),
            reason: SOMETHING.to_owned(),
        })
    }

    /// Why the person may not make another version of it.
    pub(super) fn revise_denied(self) -> Option<String> {
        let order = self.with(|detail| detail.change.version().map(|version| version.order))?;
        let plans = self.with(|detail| {
            let plans = detail.change.version().map(|version| version.plans.clone());
            plans.unwrap_or_default()
        });
        self.author_denied(Act::Revise {
            from: None,
            title: None,
            note: String::new(),
            plans,
            order,
            authors: Vec::new(),
        })
    }

    /// Why the person may not say when it is deployed.
    pub(super) fn schedule_denied(self) -> Option<String> {
        self.denied(
            Operation::Deploy,
            Act::Schedule {
                version: 0,
                digest: String::new(),
                when: When::ByHand,
            },
        )
    }

    /// Why the person may not comment.
    pub(super) fn comment_denied(self) -> Option<String> {
        self.session.denial(Operation::Comment)
    }

    /// Counts a look at AWS in, as long as it is shown.
    pub(super) fn follow_look(self, id: String, look: Look) {
        let own = id.clone();
        self.looks.update(|looks| looks.push((own, look)));
        on_cleanup(move || {
            self.looks
                .try_update(|looks| looks.retain(|(other, _)| *other != id));
        });
    }

    /// What is known to be wrong in AWS, each with the id of where it is told.
    pub(super) fn objections(self) -> Vec<(String, String)> {
        self.looks.with(|looks| {
            looks
                .iter()
                .filter_map(|(id, look)| Some((id.clone(), look.objection()?)))
                .collect()
        })
    }

    /// The number and the digest of the version that is shown.
    pub(super) fn seen(self) -> Option<(u32, String)> {
        self.shown().map(|version| (version.number, version.digest))
    }

    /// The window in which nothing is deployed, while there is one.
    pub(super) fn freeze(self) -> Option<shared::policy::Frozen> {
        let now_ms = self.clock.now_ms();
        self.with(|detail| detail.policy.freeze_at(now_ms))
    }
}

fn present(change: &Change) -> u32 {
    change.version().map_or(0, |version| version.number)
}
