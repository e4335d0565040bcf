//! Breaking the glass, and the review that is owed for it.

use shared::change::{Act, ChangeEvent, ChangeState, Decision, Refused, VersionPlan};
use shared::plan::PlanKind;
use shared::policy::{Policy, ReviewRules};

use super::{Desk, plan, policy};

/// What is found of the deployments of an emergency, the first or another.
fn found(desk: &Desk, reason: &str, emergencies: &[usize]) -> Act {
    let broken = desk.change().broken_glass;
    let looked_at = emergencies.iter().filter_map(|place| broken.get(*place));
    Act::ReviewAfterwards {
        reason: reason.to_owned(),
        deployments: looked_at.flat_map(|one| one.deployments.clone()).collect(),
    }
}

fn end() -> Act {
    Act::End {
        state: ChangeState::Draft,
        reason: "It was stopped".to_owned(),
    }
}

#[test]
fn who_is_alone_goes_back_and_in_an_emergency_deploys_what_was_approved() {
    let rules = Policy {
        review: ReviewRules {
            approvals: 1,
            author_may_deploy: false,
            ..ReviewRules::default()
        },
        break_glass: vec!["eli".to_owned()],
        ..Policy::default()
    };
    let back = VersionPlan {
        kind: PlanKind::Rollback,
        ..plan("back", "a")
    };
    Desk::proposed_of(rules.clone(), back)
        .deploy("eli")
        .unwrap();
    let mut desk = Desk::proposed(rules);
    desk.review("rosa", Decision::Approve).unwrap();
    assert!(matches!(desk.deploy("eli"), Err(Refused::NotTheirs(_))));
    desk.deploy_despite("eli", Some("payments are down"), None)
        .unwrap();
    assert_eq!(desk.change().broken_glass[0].by, "eli");
}

#[test]
fn the_glass_is_broken_by_those_who_are_named_and_somebody_else_looks_afterwards() {
    let mut desk = Desk::proposed(Policy {
        break_glass: vec!["dana".to_owned()],
        ..policy(2)
    });
    assert!(matches!(
        desk.deploy_despite("eli", Some("down"), None),
        Err(Refused::NotTheirs(_))
    ));
    desk.deploy_despite("dana", Some("payments are down"), None)
        .unwrap();
    assert_eq!(desk.change().broken_glass[0].reason, "payments are down");
    let fine = found(&desk, "fine", &[0]);
    assert!(matches!(
        desk.act("rosa", fine.clone()),
        Err(Refused::TooLate(words)) if words.contains("is not over")
    ));
    desk.act("", Act::Begin).unwrap();
    assert!(matches!(
        desk.act("rosa", fine.clone()),
        Err(Refused::TooLate(words)) if words.contains("is not over")
    ));
    desk.act("", end()).unwrap();
    for by in ["dana", "eli"] {
        assert!(matches!(
            desk.act(by, fine.clone()),
            Err(Refused::NotTheirs(_))
        ));
    }
    let wordless = found(&desk, " ", &[0]);
    assert!(matches!(desk.act("rosa", wordless), Err(Refused::Unfit(_))));
    desk.act("rosa", fine.clone()).unwrap();
    assert!(matches!(desk.act("remy", fine), Err(Refused::TooLate(_))));
}

#[test]
fn the_glass_counts_as_broken_for_nothing_only_where_nothing_was_begun() {
    for was_begun in [false, true] {
        let mut desk = Desk::proposed(Policy {
            break_glass: vec!["dana".to_owned()],
            ..policy(2)
        });
        desk.deploy_despite("dana", Some("payments are down"), None)
            .unwrap();
        if was_begun {
            desk.act("", Act::Begin).unwrap();
        }
        desk.act("", end()).unwrap();
        assert_eq!(!desk.change().broken_glass.is_empty(), was_begun);
    }
}

/// Whatever is asked for later, and comes to nothing, takes none of it away.
#[test]
fn what_was_begun_without_approvals_waits_for_a_review_whatever_comes_after() {
    let broken_and_begun = || {
        let mut desk = Desk::proposed(Policy {
            break_glass: vec!["dana".to_owned(), "remy".to_owned()],
            ..policy(1)
        });
        desk.deploy_despite("dana", Some("payments are down"), None)
            .unwrap();
        desk.act("", Act::Begin).unwrap();
        desk.act("", end()).unwrap();
        desk
    };
    let breakers = |desk: &Desk| -> Vec<String> {
        let change = desk.change();
        change.unreviewed().map(|one| one.by.clone()).collect()
    };
    // Once more, and taken back before it began.
    let mut again = broken_and_begun();
    again
        .deploy_despite("dana", Some("still down"), None)
        .unwrap();
    again.act("", end()).unwrap();
    assert_eq!(breakers(&again), ["dana"]);
    assert_eq!(again.change().broken_glass[0].reason, "payments are down");

    // With approvals, and taken back before it began.
    let mut properly = broken_and_begun();
    properly.revise("eli", plan("two", "b")).unwrap();
    properly.review("rosa", Decision::Approve).unwrap();
    properly.deploy("dana").unwrap();
    assert_eq!(properly.change().deployed_past_approvals(), None);
    assert_eq!(properly.change().counted, Some(vec!["rosa".to_owned()]));
    properly.act("", end()).unwrap();
    assert_eq!(breakers(&properly), ["dana"]);

    // By somebody else, too: neither of them reviews what the other did.
    let mut both = broken_and_begun();
    both.deploy_despite("remy", Some("still down"), None)
        .unwrap();
    both.act("", Act::Begin).unwrap();
    both.act("", end()).unwrap();
    assert_eq!(breakers(&both), ["dana", "remy"]);
    let fine = found(&both, "fine", &[0, 1]);
    for by in ["dana", "remy"] {
        assert!(matches!(
            both.act(by, fine.clone()),
            Err(Refused::NotTheirs(_))
        ));
    }
    both.act("rosa", fine).unwrap();
    assert!(breakers(&both).is_empty());
}

/// Who looked at one says nothing of what came between the look and the word.
#[test]
fn a_review_afterwards_is_of_the_emergencies_that_were_looked_at() {
    let mut desk = Desk::proposed(Policy {
        break_glass: vec!["dana".to_owned(), "remy".to_owned()],
        ..policy(2)
    });
    desk.deploy_despite("dana", Some("payments are down"), None)
        .unwrap();
    desk.act("", Act::Begin).unwrap();
    desk.act("", end()).unwrap();
    let seen = found(&desk, "fine", &[0]);
    desk.revise("eli", plan("two", "b")).unwrap();
    desk.deploy_despite("remy", Some("still down"), None)
        .unwrap();
    desk.act("rosa", seen).unwrap();
    let reviewed = |desk: &Desk| -> Vec<Option<String>> {
        let broken = desk.change().broken_glass;
        broken.into_iter().map(|one| one.reviewed_by).collect()
    };
    let rosa = Some("rosa".to_owned());
    assert_eq!(reviewed(&desk), [rosa.clone(), None]);

    // Both at once, while the second is not over, and none that there is.
    let both = found(&desk, "fine", &[0, 1]);
    assert!(matches!(
        desk.act("rosa", both.clone()),
        Err(Refused::TooLate(words)) if words.contains("is not over")
    ));
    let none = Act::ReviewAfterwards {
        reason: "fine".to_owned(),
        deployments: vec!["another".to_owned()],
    };
    assert!(matches!(
        desk.act("rosa", none),
        Err(Refused::TooLate(words)) if words.contains("Load the page again")
    ));
    desk.act("", Act::Begin).unwrap();
    desk.act("", end()).unwrap();
    desk.act("rosa", both).unwrap();
    assert_eq!(reviewed(&desk), [rosa.clone(), rosa]);
}

/// What was written down before a review named what it was of.
#[test]
fn a_review_afterwards_that_names_nothing_was_of_all_that_there_had_been() {
    let mut desk = Desk::proposed(Policy {
        break_glass: vec!["dana".to_owned()],
        ..policy(2)
    });
    desk.deploy_despite("dana", Some("payments are down"), None)
        .unwrap();
    let event = serde_json::json!({"event": "reviewed-afterwards", "reason": "fine"});
    let event: ChangeEvent = serde_json::from_value(event).unwrap();
    desk.write("rosa", vec![event]);
    assert_eq!(desk.change().unreviewed().count(), 0);
}
