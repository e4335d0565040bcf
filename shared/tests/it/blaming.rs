//! Blame: who gave each value, by properties that hold for every list of versions.

use std::collections::BTreeMap;

use proptest::prelude::*;
use shared::blame::blame;
use shared::diff::leaves;
use shared::document::Document;
use shared::json::Json;

use crate::properties::task_definition;

/// What stands in each place of a document. A place stands twice where a member does.
fn values(document: &Document) -> BTreeMap<String, Vec<Json>> {
    let mut all: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for leaf in leaves(document) {
        let value = leaf.after.clone().unwrap_or_default();
        all.entry(leaf.place_text()).or_default().push(value);
    }
    all
}

proptest! {
    #[test]
    fn a_version_that_is_blamed_differs_there_from_the_one_before_and_all_later_ones_agree(
        versions in prop::collection::vec(task_definition(), 1..6),
    ) {
        let known: Vec<_> = versions.iter().map(values).collect();
        let newest = known.last().unwrap();
        let blamed = blame(&versions);
        prop_assert_eq!(blamed.len(), newest.values().map(Vec::len).sum::<usize>());
        for one in blamed {
            let place = one.leaf.place_text();
            let value = newest.get(&place);
            for later in &known[one.version..] {
                prop_assert_eq!(later.get(&place), value, "{} since {}", place, one.version);
            }
            if let Some(before) = one.version.checked_sub(1) {
                prop_assert_ne!(known[before].get(&place), value, "{} in {}", place, before);
            }
        }
    }

    #[test]
    fn a_version_that_is_there_twice_is_never_blamed_the_second_time(
        (first, second) in (task_definition(), task_definition()),
    ) {
        let blamed = blame(&[first, second.clone(), second]);
        prop_assert!(blamed.iter().all(|one| one.version < 2));
    }
}
