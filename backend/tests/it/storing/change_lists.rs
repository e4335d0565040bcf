//! Lists of changes: whatever is asked for together, a list holds what its words say.

use backend::store::{Acted, ChangeFilter, PolicySave, Proposal, Store};
use shared::change::{
    Act, Change, ChangeEvent, ChangeState, Decision, Moved, Version, VersionPlan, When,
};
use shared::permission::{Grant, Grants, Operation, Role};
use shared::plan::{PlanKind, Target};
use shared::policy::{Policy, ReviewRules};
use shared::wire::{ChangeQuery, ChangeView, Order};

use super::changes::actor;
use super::{add, stores};
use crate::support::told;

const ENVIRONMENTS: [&str; 2] = ["test", "live"];
const PEOPLE: [&str; 2] = ["dana", "rosa"];
/// The changes that bring back what ran before, which in `live` their author may deploy, too.
const GOES_BACK: std::ops::Range<usize> = 12..16;
/// Whose approvals count in `live`.
const APPROVERS: [&str; 1] = ["rosa"];

fn done(acted: Acted) -> Change {
    match acted {
        Acted::Done(change) => *change,
        other => panic!("{other:?}"),
    }
}

/// A change of one service, or of one name in two clusters.
fn proposed(number: usize, author: &str, environment: &str) -> ChangeEvent {
    let service = ["web", "api"][number / 2 % 2];
    let clusters: &[&str] = match number % 5 {
        0 => &["blue", "green"],
        1 | 2 => &["blue"],
        _ => &["green"],
    };
    let plans: Vec<VersionPlan> = clusters
        .iter()
        .map(|cluster| VersionPlan {
            hash: format!("plan-{number}-{cluster}"),
            target: Target {
                cluster: (*cluster).to_owned(),
                service: service.to_owned(),
            },
            kind: if GOES_BACK.contains(&number) {
                PlanKind::Rollback
            } else {
                PlanKind::ServiceChange
            },
            summary: "something".to_owned(),
            effect: String::new(),
        })
        .collect();
    ChangeEvent::Proposed {
        environment: environment.to_owned(),
        title: format!("Change {number}"),
        reason: "because".to_owned(),
        with: Vec::new(),
        version: Version {
            number: 1,
            by: author.to_owned(),
            at_ms: 1,
            note: String::new(),
            digest: Version::digest_of(&plans, Order::InOrder),
            plans,
            order: Order::InOrder,
        },
        when: When::ByHand,
    }
}

/// Proposes a change and lets something become of it.
async fn make(store: &Store, number: usize) -> Change {
    let author = PEOPLE[number % 2];
    let reviewer = PEOPLE[(number + 1) % 2];
    let environment = ENVIRONMENTS[number / 4 % 2];
    let key = format!("key-{number}");
    let proposal = Proposal {
        actor: actor(author, 1),
        environment,
        proposed: &proposed(number, author, environment),
        idempotency_key: &key,
        request_hash: &key,
    };
    let change = done(store.propose(&proposal).await.unwrap());
    let digest = change.version().unwrap().digest.clone();
    let decided = |decision| Act::Review {
        version: 1,
        digest: digest.clone(),
        decision,
        reason: "so it is".to_owned(),
    };
    let (act, operation, by) = match number % 6 {
        0 => return change,
        1 => (
            decided(Decision::AskForChanges),
            Operation::Review,
            reviewer,
        ),
        2 => (decided(Decision::Approve), Operation::Review, reviewer),
        3 => (decided(Decision::Reject), Operation::Review, reviewer),
        4 => {
            let moved = Moved {
                target: change.targets()[0].clone(),
                changes: Vec::new(),
                at_ms: 2,
            };
            let noted = Act::NoteMoved {
                digest,
                moved: vec![moved],
            };
            return done(store.tend_change(change.id, noted, 2).await.unwrap());
        }
        _ => (
            Act::Withdraw {
                reason: String::new(),
            },
            Operation::Propose,
            author,
        ),
    };
    let actor = actor(by, 2);
    let acted = store.act_on_change(change.id, operation, act, &actor);
    done(acted.await.unwrap())
}

/// Whether a change is in a list, by the words of what is asked for.
fn belongs(change: &Change, query: &ChangeQuery, name: &str, grants: &Grants) -> bool {
    let may = |operation| grants.can(operation, &change.environment).is_ok();
    let wrote = change.authors.iter().any(|author| author == name);
    let approved = change.approvals.iter().any(|one| one.by == name);
    let counts = change.environment != "live" || APPROVERS.contains(&name);
    let of_view = match query.view {
        ChangeView::All => true,
        ChangeView::Open => change.state.is_open(),
        ChangeView::Mine => wrote,
        ChangeView::WaitingForMe => match change.state {
            ChangeState::Draft => wrote,
            ChangeState::InReview | ChangeState::Approved if !change.moved.is_empty() => wrote,
            ChangeState::InReview => may(Operation::Review) && !wrote && !approved && counts,
            ChangeState::Approved => {
                let may_author = change.environment != "live" || change.is_rollback();
                may(Operation::Deploy) && (!wrote || may_author)
            }
            _ => false,
        },
    };
    let same = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|it| it == own);
    let of_service = query.service.is_none()
        || change.targets().iter().any(|target| {
            same(&query.service, &target.service) && same(&query.cluster, &target.cluster)
        });
    of_view
        && of_service
        && may(Operation::Read)
        && query.state.is_none_or(|state| state == change.state)
        && same(&query.author, &change.author)
        && same(&query.environment, &change.environment)
}

fn queries() -> Vec<ChangeQuery> {
    let some = |text: &str| Some(text.to_owned());
    let mut all = Vec::new();
    for view in [
        ChangeView::All,
        ChangeView::Open,
        ChangeView::Mine,
        ChangeView::WaitingForMe,
    ] {
        for state in [
            None,
            Some(ChangeState::InReview),
            Some(ChangeState::Withdrawn),
        ] {
            for environment in [None, some("live"), some("nowhere")] {
                for author in [None, some("dana")] {
                    for (service, cluster) in [
                        (None, None),
                        (some("web"), None),
                        (some("web"), some("green")),
                    ] {
                        all.push(ChangeQuery {
                            view,
                            state,
                            environment: environment.clone(),
                            author: author.clone(),
                            cluster,
                            service,
                            after: None,
                        });
                    }
                }
            }
        }
    }
    all
}

/// The numbers of a list, read page by page.
async fn listed(store: &Store, query: &ChangeQuery, name: &str, grants: &Grants) -> Vec<i64> {
    let environments = ENVIRONMENTS.map(str::to_owned);
    let mut query = query.clone();
    let mut seen = Vec::new();
    loop {
        let filter = ChangeFilter {
            query: &query,
            name,
            grants,
            environments: &environments,
            limit: 3,
        };
        let page = store.changes(&filter).await.unwrap();
        seen.extend(page.items.iter().map(|change| change.id));
        match page.next {
            Some(next) => query.after = Some(next.parse().unwrap()),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn a_list_holds_what_its_words_say_whatever_is_asked_for_together() {
    for (store, _folder) in stores("list_words").await {
        for name in PEOPLE {
            add(&store, name, Role::Reviewer).await;
            for role in [Role::Editor, Role::Deployer] {
                let grant = Grant::everywhere(role);
                store
                    .change_grant(name, &grant, true, told(1))
                    .await
                    .unwrap();
            }
        }
        for environment in ENVIRONMENTS {
            let policy = Policy {
                review: ReviewRules {
                    approvals: 1,
                    approvers: match environment {
                        "live" => APPROVERS.map(str::to_owned).to_vec(),
                        _ => Vec::new(),
                    },
                    author_may_deploy: environment != "live",
                },
                ..Policy::default()
            };
            let save = PolicySave {
                environment,
                policy: &policy,
                base_version: 0,
                by: "ada",
                now_ms: 1,
            };
            assert!(store.save_policy(&save).await.unwrap());
        }
        let mut made = Vec::new();
        for number in 0..24 {
            made.push(make(&store, number).await);
        }
        made.reverse();
        let somewhere = Grants(vec![Grant {
            environment: Some("test".to_owned()),
            role: Role::Reviewer,
        }]);
        let everywhere = Grants(vec![
            Grant::everywhere(Role::Reviewer),
            Grant::everywhere(Role::Deployer),
        ]);
        let mut found = 0;
        for grants in [&everywhere, &somewhere] {
            for query in queries() {
                let expected: Vec<i64> = made
                    .iter()
                    .filter(|change| belongs(change, &query, "dana", grants))
                    .map(|change| change.id)
                    .collect();
                let seen = listed(&store, &query, "dana", grants).await;
                assert_eq!(seen, expected, "{query:?}");
                found += seen.len();
            }
        }
        assert!(found > 400, "{found}");
        store.close().await;
    }
}
