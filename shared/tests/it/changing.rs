//! Changes: what may happen to them, which approvals count, and what a new version keeps of them.

mod emergencies;

use shared::change::{
    Act, Change, ChangeEntry, ChangeEvent, ChangeState, Decision, Ground, Moved, Place, Refused,
    Version, VersionPlan, When,
};
use shared::issue::DocumentKind;
use shared::plan::{PlanKind, Target};
use shared::pointer::Pointer;
use shared::policy::{Freeze, Policy, ReviewRules};
use shared::wire::Order;

const NOW: i64 = 1_000_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

fn plan(hash: &str, effect: &str) -> VersionPlan {
    VersionPlan {
        hash: hash.to_owned(),
        target: Target {
            cluster: "production".to_owned(),
            service: "shop-web".to_owned(),
        },
        kind: PlanKind::NewRevision,
        summary: "web: image shop:1 → shop:2".to_owned(),
        effect: effect.to_owned(),
    }
}

fn policy(approvals: u32) -> Policy {
    Policy {
        review: ReviewRules {
            approvals,
            ..ReviewRules::default()
        },
        ..Policy::default()
    }
}

/// A change, the policy it stands under, and everybody who may review.
struct Desk {
    entries: Vec<ChangeEntry>,
    policy: Policy,
    reviewers: Vec<&'static str>,
    now_ms: i64,
}

impl Desk {
    fn proposed(policy: Policy) -> Self {
        Self::proposed_of(policy, plan("one", "a"))
    }

    fn proposed_of(policy: Policy, plan: VersionPlan) -> Self {
        Self::try_proposed(policy, vec![plan]).unwrap()
    }

    fn try_proposed(policy: Policy, plans: Vec<VersionPlan>) -> Result<Self, Refused> {
        let mut desk = Self {
            entries: Vec::new(),
            policy,
            reviewers: vec!["rosa", "remy", "ada"],
            now_ms: NOW,
        };
        let first = ChangeEvent::Proposed {
            environment: "production".to_owned(),
            title: "Shop 2".to_owned(),
            reason: "Fixes the basket".to_owned(),
            with: vec!["pia".to_owned()],
            version: Version {
                number: 1,
                by: "eli".to_owned(),
                at_ms: NOW,
                note: String::new(),
                digest: Version::digest_of(&plans, Order::InOrder),
                plans,
                order: Order::InOrder,
            },
            when: When::ByHand,
        };
        let events = Change::propose(first, 1, &desk.ground("eli", &|_| true))?;
        desk.write("eli", events);
        Ok(desk)
    }

    fn ground<'a>(
        &'a self,
        by: &'a str,
        may_review: &'a (dyn Fn(&str) -> bool + Sync),
    ) -> Ground<'a> {
        Ground {
            by,
            is_person: true,
            policy: &self.policy,
            may_review,
            now_ms: self.now_ms,
        }
    }

    fn write(&mut self, by: &str, events: Vec<ChangeEvent>) {
        for event in events {
            let sequence = i64::try_from(self.entries.len()).unwrap() + 1;
            self.entries.push(ChangeEntry {
                sequence,
                at_ms: self.now_ms,
                by: Some(by.to_owned()).filter(|by| !by.is_empty()),
                event,
            });
        }
    }

    fn change(&self) -> Change {
        Change::of(1, &self.entries).unwrap()
    }

    fn state(&self) -> ChangeState {
        self.change().state
    }

    fn act(&mut self, by: &str, act: Act) -> Result<usize, Refused> {
        let may_review = |name: &str| self.reviewers.contains(&name);
        let events = self.change().act(act, &self.ground(by, &may_review))?;
        let count = events.len();
        self.write(by, events);
        Ok(count)
    }

    fn review(&mut self, by: &str, decision: Decision) -> Result<usize, Refused> {
        let change = self.change();
        let version = change.version().unwrap();
        let act = Act::Review {
            version: version.number,
            digest: version.digest.clone(),
            decision,
            reason: if decision == Decision::Approve {
                String::new()
            } else {
                "not like this".to_owned()
            },
        };
        self.act(by, act)
    }

    fn deploy(&mut self, by: &str) -> Result<usize, Refused> {
        self.deploy_despite(by, None, None)
    }

    fn deploy_despite(
        &mut self,
        by: &str,
        break_glass: Option<&str>,
        despite_freeze: Option<&str>,
    ) -> Result<usize, Refused> {
        let change = self.change();
        let version = change.version().unwrap();
        let act = Act::Deploy {
            version: version.number,
            digest: version.digest.clone(),
            deployments: vec![format!("d{}", self.entries.len())],
            break_glass: break_glass.map(str::to_owned),
            despite_freeze: despite_freeze.map(str::to_owned),
        };
        self.act(by, act)
    }

    fn revise(&mut self, by: &str, plan: VersionPlan) -> Result<usize, Refused> {
        self.revise_as(by, plan, None)
    }

    /// Makes another version, with a title for the change where one is given.
    fn revise_as(
        &mut self,
        by: &str,
        plan: VersionPlan,
        title: Option<&str>,
    ) -> Result<usize, Refused> {
        let act = Act::Revise {
            from: None,
            title: title.map(ToOwned::to_owned),
            note: String::new(),
            plans: vec![plan],
            order: Order::InOrder,
            authors: vec![by.to_owned()],
        };
        self.act(by, act)
    }
}

/// That somebody says when the present version is deployed.
fn scheduled(desk: &Desk, when: When) -> Act {
    let version = desk.change().version().cloned().unwrap();
    Act::Schedule {
        version: version.number,
        digest: version.digest,
        when,
    }
}

/// That Longshore looked at the present version.
fn noted(desk: &Desk, moved: &[Moved]) -> Act {
    Act::NoteMoved {
        digest: desk.change().version().unwrap().digest.clone(),
        moved: moved.to_vec(),
    }
}

#[test]
fn it_is_deployed_when_enough_others_approved_and_not_before() {
    let mut desk = Desk::proposed(policy(2));
    assert_eq!(desk.state(), ChangeState::InReview);
    assert!(
        matches!(desk.deploy("dana"), Err(Refused::Unapproved(words)) if words.contains("requires 2 approvals, has 0"))
    );
    desk.review("rosa", Decision::Approve).unwrap();
    assert_eq!(desk.state(), ChangeState::InReview);
    assert_eq!(desk.review("rosa", Decision::Approve), Ok(0));
    desk.review("remy", Decision::Approve).unwrap();
    assert_eq!(desk.state(), ChangeState::Approved);
    desk.deploy("dana").unwrap();
    assert_eq!(desk.state(), ChangeState::Queued);
    assert!(matches!(desk.deploy("dana"), Err(Refused::TooLate(_))));
    desk.act("", Act::Begin).unwrap();
    let end = Act::End {
        state: ChangeState::Deployed,
        reason: "runs".to_owned(),
    };
    desk.act("", end).unwrap();
    assert_eq!(desk.state(), ChangeState::Deployed);
}

#[test]
fn without_rules_of_review_it_is_approved_at_once() {
    assert_eq!(Desk::proposed(policy(0)).state(), ChangeState::Approved);
}

#[test]
fn nobody_who_wrote_on_it_approves_it_and_no_token_does() {
    let mut desk = Desk::proposed(policy(1));
    desk.reviewers.extend(["eli", "pia"]);
    for author in ["eli", "pia"] {
        let refused = desk.review(author, Decision::Approve);
        assert!(matches!(refused, Err(Refused::NotTheirs(_))), "{author}");
    }
    desk.revise("rosa", plan("two", "b")).unwrap();
    assert!(matches!(
        desk.review("rosa", Decision::Approve),
        Err(Refused::NotTheirs(_))
    ));
    let change = desk.change();
    let version = change.version().unwrap();
    let act = Act::Review {
        version: 2,
        digest: version.digest.clone(),
        decision: Decision::Approve,
        reason: String::new(),
    };
    let ground = Ground {
        is_person: false,
        ..desk.ground("remy", &|_| true)
    };
    assert!(matches!(
        change.act(act, &ground),
        Err(Refused::NotTheirs(_))
    ));
}

#[test]
fn an_approval_holds_for_the_version_that_was_seen() {
    let mut desk = Desk::proposed(policy(1));
    let seen = desk.change().version().unwrap().digest.clone();
    desk.revise("eli", plan("two", "b")).unwrap();
    let act = Act::Review {
        version: 1,
        digest: seen,
        decision: Decision::Approve,
        reason: String::new(),
    };
    assert!(
        matches!(desk.act("rosa", act), Err(Refused::Moved(words)) if words.contains("version 2"))
    );
    desk.review("rosa", Decision::Approve).unwrap();
    assert_eq!(desk.state(), ChangeState::Approved);
    desk.revise("eli", plan("three", "c")).unwrap();
    assert_eq!(desk.state(), ChangeState::InReview);
    assert!(desk.change().approvals.is_empty());
}

#[test]
fn an_approval_outlives_a_version_that_does_the_same_and_says_so() {
    let mut desk = Desk::proposed(policy(1));
    desk.review("rosa", Decision::Approve).unwrap();
    let moved = vec![Moved {
        target: plan("", "").target,
        changes: vec!["web: memory 512 → 1024".to_owned()],
        at_ms: NOW,
    }];
    assert_eq!(desk.act("", noted(&desk, &moved)), Ok(1));
    assert_eq!(desk.act("", noted(&desk, &moved)), Ok(0));
    assert!(matches!(desk.deploy("dana"), Err(Refused::Moved(_))));
    assert!(matches!(
        desk.review("remy", Decision::Approve),
        Err(Refused::Moved(_))
    ));
    // Somebody who did not write on it carries it over, and may still approve.
    desk.revise("remy", plan("two", "a")).unwrap();
    let change = desk.change();
    assert_eq!(change.state, ChangeState::Approved);
    assert_eq!(change.approvals[0].kept_from, Some(1));
    assert!(change.moved.is_empty() && !change.is_author("remy"));
    desk.deploy("dana").unwrap();
}

#[test]
fn other_rules_of_review_ask_for_approvals_again_also_when_they_are_looser() {
    let mut desk = Desk::proposed(policy(2));
    desk.review("rosa", Decision::Approve).unwrap();
    desk.policy = policy(1);
    desk.act("", Act::Recount).unwrap();
    assert_eq!(desk.state(), ChangeState::InReview);
    let standing = desk
        .change()
        .standing(&desk.policy, |name| desk.reviewers.contains(&name));
    assert!(standing.approved_by.is_empty());
    assert!(standing.discounted[0].why.contains("rules of review"));
    desk.review("rosa", Decision::Approve).unwrap();
    assert_eq!(desk.state(), ChangeState::Approved);
}

#[test]
fn looser_rules_let_nothing_go_by_itself_that_nobody_has_seen() {
    let mut desk = Desk::proposed(policy(1));
    let when = When::WhenApproved;
    desk.act("eli", scheduled(&desk, when)).unwrap();
    desk.policy = policy(0);
    desk.act("", Act::Recount).unwrap();
    let change = desk.change();
    assert_eq!(change.state, ChangeState::Approved);
    assert_eq!((change.when, change.scheduled_by), (When::ByHand, None));
    desk.act("eli", scheduled(&desk, when)).unwrap();
    assert_eq!(desk.change().when, when);
}

#[test]
fn an_approval_of_somebody_who_may_not_review_any_more_does_not_count() {
    let mut desk = Desk::proposed(policy(1));
    desk.review("rosa", Decision::Approve).unwrap();
    desk.reviewers.retain(|name| *name != "rosa");
    assert!(matches!(desk.deploy("dana"), Err(Refused::Unapproved(_))));
    desk.act("", Act::Recount).unwrap();
    assert_eq!(desk.state(), ChangeState::InReview);
    assert!(desk.change().state_reason.unwrap().contains("has 0"));
}

#[test]
fn who_is_asked_for_changes_makes_another_version() {
    let mut desk = Desk::proposed(policy(1));
    desk.review("rosa", Decision::AskForChanges).unwrap();
    let change = desk.change();
    assert_eq!(change.state, ChangeState::Draft);
    assert_eq!(change.state_reason.as_deref(), Some("not like this"));
    let Err(Refused::TooLate(words)) = desk.review("remy", Decision::Approve) else {
        panic!("what came back is reviewed");
    };
    assert!(words.ends_with("Why: not like this"), "{words}");
    desk.revise("eli", plan("two", "b")).unwrap();
    assert_eq!(desk.state(), ChangeState::InReview);
    desk.review("rosa", Decision::Reject).unwrap();
    assert_eq!(desk.state(), ChangeState::Rejected);
    assert!(matches!(
        desk.revise("eli", plan("three", "c")),
        Err(Refused::TooLate(_))
    ));
}

#[test]
fn who_may_approve_may_be_named_and_who_wrote_it_may_be_kept_from_deploying() {
    let mut desk = Desk::proposed(Policy {
        review: ReviewRules {
            approvals: 1,
            approvers: vec!["remy".to_owned()],
            author_may_deploy: false,
        },
        ..Policy::default()
    });
    assert!(matches!(
        desk.review("rosa", Decision::Approve),
        Err(Refused::NotTheirs(words)) if words.contains("remy")
    ));
    desk.review("remy", Decision::Approve).unwrap();
    assert!(matches!(desk.deploy("eli"), Err(Refused::NotTheirs(_))));
    desk.deploy("dana").unwrap();
}

#[test]
fn a_freeze_holds_up_everybody_who_gives_no_reason() {
    let mut frozen = policy(0);
    frozen.freezes.push(Freeze {
        name: "Sale".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        from: "1970-01-01T00:00".to_owned(),
        until: "1970-01-02T00:00".to_owned(),
        from_ms: 0,
        until_ms: DAY,
    });
    let mut desk = Desk::proposed(frozen);
    assert!(matches!(desk.deploy("dana"), Err(Refused::Frozen(words)) if words.contains("Sale")));
    assert!(matches!(
        desk.deploy_despite("dana", None, Some("  ")),
        Err(Refused::Unfit(_))
    ));
    desk.deploy_despite("dana", None, Some("payments are down"))
        .unwrap();
}

#[test]
fn two_tasks_of_a_cluster_are_told_apart_from_two_plans_for_a_service() {
    let task = |id: &str| VersionPlan {
        target: Target {
            cluster: "shop".to_owned(),
            service: String::new(),
        },
        kind: PlanKind::OneOffTask,
        ..plan(id, "")
    };
    let refused = Desk::try_proposed(policy(1), vec![task("one"), task("two")]).err();
    assert!(
        matches!(&refused, Some(Refused::Unfit(words)) if words.contains("cluster shop")),
        "{refused:?}"
    );
}

#[test]
fn going_back_needs_no_approval_where_the_policy_lets_it() {
    let back = VersionPlan {
        kind: PlanKind::Rollback,
        ..plan("back", "a")
    };
    let desk = Desk::proposed_of(policy(2), back.clone());
    assert_eq!(desk.state(), ChangeState::Approved);
    let strict = Policy {
        rollback_without_approval: false,
        ..policy(2)
    };
    assert_eq!(
        Desk::proposed_of(strict, back).state(),
        ChangeState::InReview
    );
}

#[test]
fn what_nobody_touches_expires() {
    let mut desk = Desk::proposed(policy(1));
    desk.now_ms = NOW + 14 * DAY - 1;
    assert_eq!(desk.act("", Act::Expire), Ok(0));
    desk.now_ms += 1;
    assert_eq!(desk.act("", Act::Expire), Ok(1));
    assert_eq!(desk.state(), ChangeState::Expired);
}

#[test]
fn comments_are_settled_and_belong_to_a_version() {
    let mut desk = Desk::proposed(policy(1));
    let say = |text: &str, version| Act::Comment {
        version,
        place: None,
        text: text.to_owned(),
    };
    assert!(matches!(
        desk.act("rosa", say(" ", 1)),
        Err(Refused::Unfit(_))
    ));
    assert!(matches!(
        desk.act("rosa", say("why?", 7)),
        Err(Refused::Unfit(_))
    ));
    desk.act("rosa", say("why so much memory?", 1)).unwrap();
    let id = desk.change().comments[0].id;
    let settle = Act::Settle {
        comment: id,
        settled: true,
    };
    assert_eq!(desk.act("eli", settle.clone()), Ok(1));
    assert_eq!(desk.act("eli", settle), Ok(0));
    assert_eq!(
        desk.change().comments[0].resolved_by.as_deref(),
        Some("eli")
    );
}

#[test]
fn only_its_authors_take_it_back_or_reword_it() {
    let mut desk = Desk::proposed(policy(1));
    let withdraw = Act::Withdraw {
        reason: String::new(),
    };
    assert!(matches!(
        desk.act("rosa", withdraw.clone()),
        Err(Refused::NotTheirs(_))
    ));
    let reword = Act::Reword {
        title: "Shop 2.0".to_owned(),
        reason: "Fixes the basket".to_owned(),
    };
    desk.act("pia", reword).unwrap();
    assert_eq!(desk.change().title, "Shop 2.0");
    desk.act("eli", withdraw).unwrap();
    assert_eq!(desk.state(), ChangeState::Withdrawn);
}

/// Otherwise its author alone would pass by what somebody asked for.
#[test]
fn the_same_once_more_is_no_answer_to_who_asked_for_changes() {
    let mut desk = Desk::proposed(policy(1));
    desk.review("rosa", Decision::Approve).unwrap();
    let at_ms = NOW + 60_000;
    desk.act("dana", scheduled(&desk, When::At { at_ms }))
        .unwrap();
    desk.review("remy", Decision::AskForChanges).unwrap();
    desk.revise("eli", plan("two", "a")).unwrap();
    let change = desk.change();
    assert_eq!(change.state, ChangeState::InReview);
    assert!(change.approvals.is_empty(), "{:?}", change.approvals);
    assert_eq!(change.when, When::ByHand);
}

/// It is what people read first.
#[test]
fn who_writes_the_title_of_another_version_does_not_approve_it() {
    let mut desk = Desk::proposed(policy(1));
    desk.revise_as("remy", plan("two", "a"), Some("Something else"))
        .unwrap();
    assert!(desk.change().is_author("remy"));
    assert!(matches!(
        desk.review("remy", Decision::Approve),
        Err(Refused::NotTheirs(_))
    ));
}

#[test]
fn another_version_may_bring_another_title() {
    let mut desk = Desk::proposed(policy(1));
    desk.revise_as("ed", plan("two", "b"), Some("Shop 3"))
        .unwrap();
    let change = desk.change();
    assert_eq!(change.title, "Shop 3");
    assert_eq!(change.reason, "Fixes the basket");
    assert_eq!(change.version().unwrap().number, 2);
    // The same once more is no version, and then a title is not for everybody to write.
    assert!(matches!(
        desk.revise_as("rosa", plan("two", "b"), Some("Shop 4")),
        Err(Refused::NotTheirs(_))
    ));
    assert!(matches!(
        desk.revise_as("ed", plan("three", "c"), Some(" ")),
        Err(Refused::Unfit(_))
    ));
    assert_eq!(desk.change().version().unwrap().number, 2);
}

#[test]
fn every_event_survives_being_written_down() {
    let mut desk = Desk::proposed(policy(1));
    desk.review("rosa", Decision::Approve).unwrap();
    desk.act("dana", scheduled(&desk, When::At { at_ms: NOW + 5 }))
        .unwrap();
    let text = serde_json::to_string(&desk.entries).unwrap();
    let read: Vec<ChangeEntry> = serde_json::from_str(&text).unwrap();
    assert_eq!(Change::of(1, &read), Some(desk.change()));
}

#[test]
fn what_a_comment_is_about_is_said_in_plain_words() {
    let mut desk = Desk::proposed(policy(1));
    let mut comment = |words: &str, pointer: &str| {
        desk.act(
            "rosa",
            Act::Comment {
                version: 1,
                place: Some(Place {
                    plan: 0,
                    document: DocumentKind::TaskDefinition,
                    pointer: Pointer::parse(pointer),
                    name: String::new(),
                    words: words.to_owned(),
                }),
                text: "Why?".to_owned(),
            },
        )
    };
    assert_eq!(comment("Image", "/containerDefinitions/0/image"), Ok(1));
    let long = "x".repeat(8_001);
    for (words, pointer) in [
        ("web\u{202e}gpj", "/a"),
        ("a\u{7}b", "/a"),
        (long.as_str(), "/a"),
        ("Image", "/a\u{202e}"),
        ("Image", long.as_str()),
    ] {
        assert!(matches!(comment(words, pointer), Err(Refused::Unfit(_))));
    }
}

#[test]
fn who_said_when_it_is_deployed_said_it_of_what_they_saw() {
    let mut desk = Desk::proposed(policy(1));
    let first = scheduled(&desk, When::WhenApproved);
    desk.act("dana", first.clone()).unwrap();
    desk.revise("eli", plan("two", "b")).unwrap();
    let change = desk.change();
    assert_eq!((change.when, change.scheduled_by), (When::ByHand, None));
    // Nor is it said of a version that they have not seen.
    assert!(matches!(desk.act("dana", first), Err(Refused::Moved(_))));
    // What does the same was seen, and whoever said it themselves saw it.
    desk.act("dana", scheduled(&desk, When::WhenApproved))
        .unwrap();
    desk.revise("eli", plan("three", "b")).unwrap();
    assert_eq!(desk.change().when, When::WhenApproved);
    desk.revise("dana", plan("four", "c")).unwrap();
    assert_eq!(desk.change().when, When::WhenApproved);
    // Carried over by somebody else it would be deployed in that moment, without dana.
    desk.review("rosa", Decision::Approve).unwrap();
    let moved = vec![Moved {
        target: plan("four", "c").target,
        changes: vec!["image 1 → 2".to_owned()],
        at_ms: 5,
    }];
    desk.act("", noted(&desk, &moved)).unwrap();
    desk.revise("eli", plan("five", "c")).unwrap();
    let change = desk.change();
    assert_eq!((change.when, change.scheduled_by), (When::ByHand, None));
}

#[test]
fn what_was_seen_of_a_version_is_not_said_of_the_next() {
    let mut desk = Desk::proposed(policy(1));
    let moved = [Moved {
        target: plan("", "").target,
        changes: vec!["web: memory 512 → 1024".to_owned()],
        at_ms: NOW,
    }];
    let seen = noted(&desk, &moved);
    desk.revise("eli", plan("two", "b")).unwrap();
    assert_eq!(desk.act("", seen), Ok(0));
    assert!(desk.change().moved.is_empty());
}
