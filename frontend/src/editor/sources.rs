//! What is known of AWS while an editor is open: what the checks may rely on, and what every field of
//! a kind can offer, asked for once for all of them.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{
    Cluster, Listing, OfferKind, OfferQuery, Readability, ReadabilityRequest, TargetGroup,
};

use super::offers::Offers;
use crate::api::{self, Loader};
use crate::ui::Load;

/// At most so many references are asked about in one request.
const MOST_REFERENCES: usize = 100;

/// What is known of AWS.
#[derive(Clone, Copy)]
pub(crate) struct Sources {
    clusters: Loader<Listing<Cluster>>,
    target_groups: Loader<Listing<TargetGroup>>,
    offers: StoredValue<BTreeMap<OfferKind, Offers>>,
    /// What was told of secrets, by role and reference.
    readability: RwSignal<BTreeMap<(String, String), Readability>>,
    /// The role whose answers count at present.
    role: RwSignal<String>,
    owner: StoredValue<Owner>,
}

impl Sources {
    pub(crate) fn load() -> Self {
        Self {
            clusters: Loader::new(api::list_clusters),
            target_groups: Loader::new(api::list_target_groups),
            offers: StoredValue::new(BTreeMap::new()),
            readability: RwSignal::new(BTreeMap::new()),
            role: RwSignal::new(String::new()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The clusters that the checks may rely on; what could not be read is unknown.
    pub(crate) fn known_clusters(self) -> Option<Vec<Cluster>> {
        items(self.clusters)
    }

    /// The target groups that the checks may rely on.
    pub(crate) fn known_target_groups(self) -> Option<Vec<TargetGroup>> {
        items(self.target_groups)
    }

    pub(crate) fn target_group(self, arn: &str) -> Option<TargetGroup> {
        items(self.target_groups)?
            .into_iter()
            .find(|group| group.arn == arn)
    }

    /// What there is of a kind that depends on nothing else: the same for every field.
    pub(crate) fn offers(self, kind: OfferKind) -> Offers {
        if let Some(known) = self.offers.with_value(|offers| offers.get(&kind).copied()) {
            return known;
        }
        // They live as long as the editor, not as long as the field that asked first.
        let made = self.owner.with_value(|owner| {
            owner.with(|| Offers::new(kind, Signal::stored(OfferQuery::default())))
        });
        self.offers.update_value(|offers| {
            offers.insert(kind, made);
        });
        made
    }

    /// Whether the present role may read each reference, as far as that was told.
    pub(crate) fn readable(self) -> BTreeMap<String, bool> {
        let role = self.role.get();
        self.readability.with(|all| {
            all.iter()
                .filter(|((of, _), _)| *of == role)
                .filter_map(|((_, reference), told)| Some((reference.clone(), told.readable?)))
                .collect()
        })
    }

    /// What was told of a reference for the present role.
    pub(crate) fn readability(self, reference: &str) -> Option<Readability> {
        let key = (self.role.get(), reference.to_owned());
        self.readability.with(|all| all.get(&key).cloned())
    }

    /// The role whose answers count from now on.
    pub(crate) fn set_role(self, role: &str) {
        self.role.set(role.to_owned());
    }

    /// Asks whether a role may read references that were not asked about yet.
    pub(crate) fn ask_readability(self, role: &str, references: Vec<String>) {
        let unknown: Vec<String> = self.readability.with_untracked(|all| {
            references
                .into_iter()
                .filter(|reference| !all.contains_key(&(role.to_owned(), reference.clone())))
                .collect()
        });
        for chunk in unknown.chunks(MOST_REFERENCES) {
            let request = ReadabilityRequest {
                role: role.to_owned(),
                value_from: chunk.to_vec(),
            };
            spawn_local(async move {
                // What cannot be asked stays unknown; the preview says so again.
                if let Ok(told) = api::list_readability(&request).await {
                    self.readability.try_update(|all| {
                        for one in told {
                            all.insert((request.role.clone(), one.value_from.clone()), one);
                        }
                    });
                }
            });
        }
    }
}

fn items<T: Clone + Send + Sync>(loader: Loader<Listing<T>>) -> Option<Vec<T>> {
    loader.state().with(|state| match state {
        Load::Ready(listing) => Some(listing.items.clone()),
        Load::Loading | Load::Failed(_) => None,
    })
}
