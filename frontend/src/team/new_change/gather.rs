//! Which plans a version is made of. Pure.

use shared::change::Version;
use shared::plan::Target;
use shared::wire::Preview;

use crate::team::words::services;

/// The plans' hashes: the new ones, each in the place of the one for the same service, and those of
/// the version before for the other services.
pub(super) fn hashes(present: Option<&Version>, own: &[(Target, String)]) -> Vec<String> {
    let known = present.map(|present| present.plans.as_slice());
    let mut hashes: Vec<String> = known
        .unwrap_or_default()
        .iter()
        .map(|plan| {
            let new = own.iter().find(|(target, _)| *target == plan.target);
            new.map_or_else(|| plan.hash.clone(), |(_, hash)| hash.clone())
        })
        .collect();
    for (_, hash) in own {
        if !hashes.contains(hash) {
            hashes.push(hash.clone());
        }
    }
    hashes
}

/// The previews of a version, made as [`hashes`] are.
pub(super) fn previews(before: &[Preview], own: &[Preview]) -> Vec<Preview> {
    let is_for = |one: &Preview, other: &Preview| one.plan.target == other.plan.target;
    let mut all: Vec<Preview> = before
        .iter()
        .map(|old| own.iter().find(|new| is_for(old, new)).unwrap_or(old))
        .cloned()
        .collect();
    for new in own {
        if !all.iter().any(|one| is_for(one, new)) {
            all.push(new.clone());
        }
    }
    all
}

/// Names the services whose plans stay as they are in the version; nothing where there are none.
pub(super) fn untouched_words(
    present: Option<&Version>,
    own: &[(Target, String)],
) -> Option<String> {
    let kept: Vec<Target> = present?
        .plans
        .iter()
        .filter(|plan| own.iter().all(|(target, _)| *target != plan.target))
        .map(|plan| plan.target.clone())
        .collect();
    (!kept.is_empty()).then(|| {
        format!(
            "What the version before does to {} stays as it is.",
            services(&kept)
        )
    })
}

#[cfg(test)]
mod tests {
    use shared::change::VersionPlan;
    use shared::plan::PlanKind;
    use shared::wire::Order;

    use super::*;

    fn target(service: &str) -> Target {
        Target {
            cluster: "shop".to_owned(),
            service: service.to_owned(),
        }
    }

    fn present() -> Version {
        Version {
            number: 1,
            by: "eli".to_owned(),
            at_ms: 0,
            note: String::new(),
            plans: ["web", "api"]
                .map(|service| VersionPlan {
                    hash: format!("{service}-1"),
                    target: target(service),
                    kind: PlanKind::NewRevision,
                    summary: String::new(),
                    effect: String::new(),
                })
                .to_vec(),
            order: Order::InOrder,
            digest: String::new(),
        }
    }

    #[test]
    fn a_new_plan_takes_the_place_of_the_one_for_its_service() {
        let own = [(target("web"), "web-2".to_owned())];
        assert_eq!(hashes(Some(&present()), &own), ["web-2", "api-1"]);
        let words = untouched_words(Some(&present()), &own);
        assert_eq!(
            words.unwrap(),
            "What the version before does to api stays as it is."
        );
    }

    #[test]
    fn a_change_of_its_own_has_the_plans_alone() {
        let own = [(target("web"), "web-2".to_owned())];
        assert_eq!(hashes(None, &own), ["web-2"]);
        assert_eq!(untouched_words(None, &own), None);
    }
}
