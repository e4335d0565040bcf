//! One service of a release: what it is to get, and the plan for that.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::plan::{PlanKind, Target};
use shared::wire::{DraftSummary, Listing, Preview, ServiceDetail};

use super::ask::{self, Wanted};
use crate::api::{self, Failure, Loader};
use crate::ui::Load;

/// What a service is to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Images,
    Restart,
    Draft,
}

impl Mode {
    pub(super) const ALL: [Self; 3] = [Self::Images, Self::Restart, Self::Draft];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Restart => "restart",
            Self::Draft => "draft",
        }
    }
}

/// How far the plan of a service is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Planned {
    Not,
    /// It was asked for, as the how-manieth asking of this service.
    OnItsWay(u64),
    Made(Box<Preview>),
    /// It cannot be asked for like this, and why.
    Unclear(String),
    Refused(Box<Failure>),
}

impl Planned {
    pub(super) const fn is_on_its_way(&self) -> bool {
        matches!(self, Self::OnItsWay(_))
    }

    /// Takes what an asking came to, unless something else is wanted by now: a plan that arrives
    /// late must not stand below what was typed after it was asked for.
    fn settle(&mut self, asking: u64, outcome: Self) {
        if *self == Self::OnItsWay(asking) {
            *self = outcome;
        }
    }
}

/// One service.
#[derive(Clone)]
pub(super) struct Item {
    pub(super) target: Target,
    pub(super) detail: Loader<ServiceDetail>,
    pub(super) drafts: Loader<Listing<DraftSummary>>,
    pub(super) mode: RwSignal<Mode>,
    /// The image that was typed for each container; what is not in it stays.
    pub(super) images: RwSignal<Vec<(String, String)>>,
    /// The id of the draft that was chosen; empty for none.
    pub(super) draft: RwSignal<String>,
    pub(super) planned: RwSignal<Planned>,
    /// How often a plan was asked for.
    askings: RwSignal<u64>,
    /// Whether something that the plan needs in AWS is wrong.
    pub(super) is_wrong: RwSignal<bool>,
}

impl Item {
    pub(super) fn new(target: Target) -> Self {
        let of = (target.cluster.clone(), target.service.clone());
        let whose = of.clone();
        Self {
            target,
            detail: Loader::new(move || {
                let (cluster, service) = of.clone();
                async move { api::find_service(&cluster, &service).await }
            }),
            drafts: Loader::new(move || api::list_drafts(Some(whose.clone()), None)),
            mode: RwSignal::new(Mode::Images),
            images: RwSignal::new(Vec::new()),
            draft: RwSignal::new(String::new()),
            planned: RwSignal::new(Planned::Not),
            askings: RwSignal::new(0),
            is_wrong: RwSignal::new(false),
        }
    }

    /// Something else is wanted: the plan that was made is for something else.
    pub(super) fn forget_plan(&self) {
        self.planned.set(Planned::Not);
        self.is_wrong.set(false);
    }

    /// The image of a container as it is wanted.
    pub(super) fn set_image(&self, container: &str, image: String) {
        self.images.update(|images| {
            images.retain(|(name, _)| name != container);
            images.push((container.to_owned(), image));
        });
        self.forget_plan();
    }

    /// The hash of the plan, where there is one that does something.
    pub(super) fn hash(&self) -> Option<String> {
        self.planned.with(|planned| match planned {
            Planned::Made(preview) if preview.plan.kind != PlanKind::Nothing => {
                Some(preview.hash.clone())
            }
            _ => None,
        })
    }

    /// The draft that the plan was made from; empty for none.
    pub(super) fn used_draft(&self) -> String {
        if self.mode.get_untracked() == Mode::Draft {
            self.draft.get_untracked()
        } else {
            String::new()
        }
    }

    /// Has the plan made.
    pub(super) fn plan(&self) {
        let detail = self.detail.state().with_untracked(|state| match state {
            Load::Ready(detail) => Some(detail.clone()),
            Load::Loading | Load::Failed(_) => None,
        });
        let Some(detail) = detail else {
            let words = "What the service runs is not known yet; try again in a moment.";
            self.planned.set(Planned::Unclear(words.to_owned()));
            return;
        };
        let planned = self.planned;
        let draft = self.draft.get_untracked();
        let mode = self.mode.get_untracked();
        let images = self.images.get_untracked();
        let target = self.target.clone();
        let asking = self.askings.get_untracked().saturating_add(1);
        self.askings.set(asking);
        planned.set(Planned::OnItsWay(asking));
        self.is_wrong.set(false);
        let settle = move |outcome| {
            planned.try_update(|planned| planned.settle(asking, outcome));
        };
        spawn_local(async move {
            let of = (mode == Mode::Draft).then(|| draft.clone());
            let wanted = match mode {
                Mode::Images => Wanted::Images(images),
                Mode::Restart => Wanted::Restart,
                Mode::Draft if draft.is_empty() => {
                    return settle(Planned::Unclear("Choose a draft.".to_owned()));
                }
                Mode::Draft => match api::find_draft(&draft).await {
                    Ok(draft) => Wanted::Draft(draft.content),
                    Err(failure) => return settle(Planned::Refused(Box::new(failure))),
                },
            };
            let outcome = match ask::ask(&target, &detail, wanted, of) {
                Err(words) => Planned::Unclear(words),
                Ok(ask) => match api::create_plan(&ask).await {
                    Ok(preview) => Planned::Made(Box::new(preview)),
                    Err(failure) => Planned::Refused(Box::new(failure)),
                },
            };
            settle(outcome);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Planned;

    fn unclear(words: &str) -> Planned {
        Planned::Unclear(words.to_owned())
    }

    #[test]
    fn an_outcome_is_that_of_what_is_wanted_now() {
        let mut planned = Planned::OnItsWay(1);
        planned.settle(1, unclear("first"));
        assert_eq!(planned, unclear("first"));
        planned.settle(1, unclear("again"));
        assert_eq!(planned, unclear("first"));
    }

    #[test]
    fn what_comes_late_is_not_taken_for_what_was_asked_since() {
        // Another image was typed and planned while the first plan was on its way.
        let mut planned = Planned::OnItsWay(2);
        planned.settle(1, unclear("the image of before"));
        assert_eq!(planned, Planned::OnItsWay(2));
        planned.settle(2, unclear("the image that is typed"));
        assert_eq!(planned, unclear("the image that is typed"));
        // And where it was changed without being planned again.
        let mut planned = Planned::Not;
        planned.settle(2, unclear("the image of before"));
        assert_eq!(planned, Planned::Not);
    }
}
