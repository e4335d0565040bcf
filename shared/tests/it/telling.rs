//! News: their words, whom they concern, and the bodies that webhooks carry.

use serde_json::{Value, json};
use shared::change::{
    Change, ChangeEntry, ChangeEvent, ChangeState, Decision, Moved, Place, Version, VersionPlan,
    When,
};
use shared::deployment::Verdict;
use shared::issue::DocumentKind;
use shared::permission::{Grant, Grants, Role};
use shared::plan::{PlanKind, Target};
use shared::telling::{Choice, Choices, Hears, News, NewsKind, Shape, Told, Way};
use shared::wire::{Order, Scope};

const SECRET: &str = "hunter2-of-the-database";

fn target() -> Target {
    Target {
        cluster: "production".to_owned(),
        service: "shop-web".to_owned(),
    }
}

fn version(number: u32, note: &str) -> Version {
    Version {
        number,
        by: "eli".to_owned(),
        at_ms: 1,
        note: note.to_owned(),
        plans: vec![VersionPlan {
            hash: "h".to_owned(),
            target: target(),
            kind: PlanKind::NewRevision,
            summary: format!("PASSWORD becomes {SECRET}"),
            effect: "e".to_owned(),
        }],
        order: Order::InOrder,
        digest: "d".to_owned(),
    }
}

fn entry(sequence: i64, by: Option<&str>, event: ChangeEvent) -> ChangeEntry {
    ChangeEntry {
        sequence,
        at_ms: sequence * 1000,
        by: by.map(str::to_owned),
        event,
    }
}

fn proposed() -> ChangeEntry {
    let event = ChangeEvent::Proposed {
        environment: "production".to_owned(),
        title: "Shop 2".to_owned(),
        reason: "Fixes the basket".to_owned(),
        with: vec!["ella".to_owned()],
        version: version(1, ""),
        when: When::ByHand,
    };
    entry(1, Some("eli"), event)
}

/// What is told of something that happens to a change that was proposed.
fn told(by: Option<&str>, event: ChangeEvent) -> Vec<News> {
    let first = proposed();
    let next = entry(2, by, event);
    let change = Change::of(12, &[first, next.clone()]).unwrap();
    News::of_change(&change, &next)
}

#[test]
fn what_needs_no_approval_waits_for_nobody() {
    let first = proposed();
    let revised = entry(
        2,
        Some("eli"),
        ChangeEvent::Revised {
            version: version(2, ""),
            kept_approvals: Vec::new(),
            authors: Vec::new(),
        },
    );
    let approved = entry(3, None, ChangeEvent::Approved);
    let entries = [first, revised, approved];
    let change = Change::of(12, &entries).unwrap();
    let said = entries.iter().map(|entry| News::of_change(&change, entry));
    assert_eq!(
        lines(&said.flatten().collect::<Vec<_>>()),
        [
            "change-waits: eli proposed change 12: Shop 2 | Fixes the basket",
            "change-waits: eli made version 2 of change 12: Shop 2 | eli made it.",
            "change-approved: Change 12 is approved: Shop 2 | It needs no approval.",
        ]
    );
}

fn lines(news: &[News]) -> Vec<String> {
    news.iter()
        .map(|news| format!("{}: {} | {}", news.kind.as_str(), news.title, news.text))
        .collect()
}

fn reviewed(decision: Decision) -> ChangeEvent {
    ChangeEvent::Reviewed {
        version: 1,
        digest: "d".to_owned(),
        rules: "r".to_owned(),
        decision,
        reason: "Not like this".to_owned(),
    }
}

fn ended(state: ChangeState) -> ChangeEvent {
    ChangeEvent::Ended {
        state,
        reason: "Tasks stopped".to_owned(),
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one case after the other, as people read them"
)]
fn what_happens_to_a_change_is_told_in_words() {
    let moved = vec![Moved {
        target: target(),
        changes: vec![format!("PASSWORD became {SECRET}")],
        at_ms: 1,
    }];
    let place = Place {
        plan: 0,
        document: DocumentKind::TaskDefinition,
        pointer: shared::pointer::Pointer::root(),
        name: String::new(),
        words: format!("PASSWORD: {SECRET}"),
    };
    let cases: Vec<(Option<&str>, ChangeEvent, &[&str])> = vec![
        (
            Some("ella"),
            ChangeEvent::Revised {
                version: version(2, "Smaller"),
                kept_approvals: Vec::new(),
                authors: vec!["ella".to_owned()],
            },
            &["change-waits: Version 2 of change 12 waits for review: Shop 2 | eli: Smaller"],
        ),
        (Some("rosa"), reviewed(Decision::Approve), &[]),
        (
            Some("rosa"),
            reviewed(Decision::AskForChanges),
            &["change-sent-back: rosa asks for changes to change 12: Shop 2 | Not like this"],
        ),
        (
            Some("rosa"),
            reviewed(Decision::Reject),
            &["change-closed: rosa rejected change 12: Shop 2 | Not like this"],
        ),
        (
            None,
            ChangeEvent::Approved,
            &["change-approved: Change 12 is approved: Shop 2 | It needs no approval."],
        ),
        (
            Some("rosa"),
            ChangeEvent::Commented {
                version: 1,
                place: Some(place),
                text: "Why now?".to_owned(),
            },
            &["change-commented: rosa commented on change 12: Shop 2 | Why now?"],
        ),
        (
            None,
            ChangeEvent::BaseMoved {
                moved: moved.clone(),
                again: false,
            },
            &[
                "change-stale: Change 12 does not fit what runs any more: Shop 2 | shop-web changed since it was proposed. Carry it over to what runs now.",
            ],
        ),
        (None, ChangeEvent::BaseMoved { moved, again: true }, &[]),
        (
            Some("dana"),
            ChangeEvent::Queued {
                deployments: vec!["x".to_owned()],
                counted: None,
                broken_glass: Some("It burns".to_owned()),
                had_approvals: false,
                despite_freeze: Some("At Christmas".to_owned()),
            },
            &[
                "glass-broken: dana deploys change 12 without its approvals: Shop 2 | It burns",
                "freeze-overridden: dana deploys change 12 despite a freeze: Shop 2 | At Christmas",
            ],
        ),
        (
            None,
            ChangeEvent::Began,
            &["deployment-began: Change 12 is being deployed: Shop 2 | "],
        ),
        (
            None,
            ended(ChangeState::Deployed),
            &["deployed: Change 12 is deployed: Shop 2 | Tasks stopped"],
        ),
        (
            None,
            ended(ChangeState::Failed),
            &["deployment-failed: The deployment of change 12 failed: Shop 2 | Tasks stopped"],
        ),
        (
            None,
            ended(ChangeState::RolledBack),
            &["rolled-back: The deployment of change 12 was rolled back: Shop 2 | Tasks stopped"],
        ),
        (
            Some("eli"),
            ended(ChangeState::Withdrawn),
            &["change-closed: eli withdrew change 12: Shop 2 | Tasks stopped"],
        ),
        (
            None,
            ended(ChangeState::Expired),
            &["change-closed: Change 12 expired: Shop 2 | Tasks stopped"],
        ),
        (
            Some("dana"),
            ChangeEvent::Scheduled {
                when: When::WhenApproved,
                reason: String::new(),
            },
            &[],
        ),
    ];
    for (by, event, wanted) in cases {
        let news = told(by, event);
        assert_eq!(lines(&news), wanted);
        for news in &news {
            assert_eq!(news.path, "/environments/production/changes/12");
            assert_eq!(news.services, [target()]);
            // Values of definitions stay in the house.
            for shape in Shape::ALL {
                assert!(!shape.body(news, "").contains(SECRET), "{news:?}");
            }
        }
        let mut ids: Vec<_> = news.iter().map(|news| &news.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), news.len());
    }
}

#[test]
fn a_deployment_without_a_change_is_told_too() {
    use NewsKind::{Deployed, DeploymentFailed, RolledBack};

    let target = target();
    let deployment = Told {
        id: "abc",
        environment: "production",
        target: &target,
        summary: "3 tasks",
        by: "dana",
        at_ms: 5,
    };
    let began = News::of_beginning(&deployment);
    assert_eq!(
        lines(&[began]),
        ["deployment-began: shop-web is being deployed | 3 tasks"]
    );
    let end = |verdict| News::of_end(&deployment, verdict, "So it was");
    assert_eq!(end(Verdict::Cancelled), None);
    let kinds: Vec<_> = Verdict::ALL
        .into_iter()
        .filter_map(end)
        .map(|news| news.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Deployed,
            RolledBack,
            DeploymentFailed,
            DeploymentFailed,
            DeploymentFailed
        ]
    );
}

fn grants(role: Role) -> Grants {
    Grants(vec![Grant {
        environment: Some("production".to_owned()),
        role,
    }])
}

#[test]
fn news_are_for_whom_they_concern() {
    let waits = News::of_change(&Change::of(12, &[proposed()]).unwrap(), &proposed()).remove(0);
    let choices = Choices::default();
    let hears = |news: &News, name: &str, role| choices.hears(news, name, &grants(role), Way::Page);
    assert!(hears(&waits, "rosa", Role::Reviewer));
    assert!(hears(&waits, "ella", Role::Editor), "who wrote on it");
    assert!(!hears(&waits, "eli", Role::Reviewer), "who did it");
    assert!(!hears(&waits, "vera", Role::Viewer));
    let narrowed = News {
        reviewers: vec!["rosa".to_owned()],
        ..waits.clone()
    };
    assert!(hears(&narrowed, "rosa", Role::Reviewer));
    assert!(
        !hears(&narrowed, "remy", Role::Reviewer),
        "whose approval does not count"
    );
    let elsewhere = Grants(vec![Grant {
        environment: Some("staging".to_owned()),
        role: Role::Administrator,
    }]);
    let everything = Choices(vec![Choice {
        kind: NewsKind::ChangeWaits,
        page: Hears::Everything,
        email: Hears::Nothing,
    }]);
    assert!(everything.hears(&waits, "vera", &grants(Role::Viewer), Way::Page));
    assert!(!everything.hears(&waits, "rosa", &grants(Role::Reviewer), Way::Email));
    assert!(!everything.hears(&waits, "ada", &elsewhere, Way::Page));
    assert!(!everything.hears(&waits, "nora", &Grants::default(), Way::Page));
}

#[test]
fn everybody_hears_when_the_glass_is_broken_or_all_is_paused() {
    let broken = told(
        Some("dana"),
        ChangeEvent::Queued {
            deployments: Vec::new(),
            counted: None,
            broken_glass: Some("It burns".to_owned()),
            had_approvals: false,
            despite_freeze: None,
        },
    );
    let paused = News::of_pause(Scope::Everything, "production", "dana", Some("So"), 7);
    for news in [&broken[0], &paused] {
        for role in Role::ALL {
            let hears = Choices::default().hears(news, "anybody", &grants(role), Way::Page);
            assert!(hears, "{role:?}: {news:?}");
        }
        assert!(!Choices::default().hears(news, "dana", &grants(Role::Deployer), Way::Page));
        let nobody = Grants::default();
        assert!(!Choices::default().hears(news, "nora", &nobody, Way::Page));
    }
    assert_eq!(paused.headline(), "dana paused all deployments");
    assert_eq!(paused.path, "/");
    let odd = News::of_pause(Scope::Environment, "a b/\u{e9}", "dana", None, 7);
    assert_eq!(odd.path, "/environments/a%20b%2F%C3%A9/queue");
}

#[test]
fn what_was_not_chosen_is_as_by_default() {
    let chosen = Choices(vec![Choice {
        kind: NewsKind::Deployed,
        page: Hears::Nothing,
        email: Hears::Everything,
    }]);
    let complete = chosen.complete();
    assert_eq!(complete.0.len(), NewsKind::ALL.len());
    assert_eq!(complete.of(NewsKind::Deployed), chosen.0[0]);
    assert_eq!(complete.of(NewsKind::ChangeWaits).email, Hears::Concerned);
    let text = serde_json::to_string(&complete).unwrap();
    assert_eq!(serde_json::from_str::<Choices>(&text).unwrap(), complete);
    for kind in NewsKind::ALL {
        assert_eq!(NewsKind::find(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn bodies_are_what_their_readers_take() {
    let mut news = told(Some("dana"), ended(ChangeState::Failed)).remove(0);
    news.text = "See <https://evil|here> & [there](x)\n# \"so\"".to_owned();
    let body = |shape: Shape| -> Value {
        serde_json::from_str(&shape.body(&news, "https://longshore.example")).unwrap()
    };
    let plain = body(Shape::Json);
    assert_eq!(plain["kind"], "deployment-failed");
    assert_eq!(plain["text"], news.text.as_str());
    assert_eq!(
        plain["url"],
        "https://longshore.example/environments/production/changes/12"
    );
    assert_eq!(
        plain["services"],
        json!([{"cluster": "production", "service": "shop-web"}])
    );
    assert_eq!(plain.get("people"), None);
    let slack = body(Shape::Slack);
    assert_eq!(
        slack["blocks"][0]["text"]["text"],
        "*<https://longshore.example/environments/production/changes/12|[production] The deployment of change 12 failed: Shop 2>*\n\
         See &lt;https://evil|here&gt; &amp; [there](x)\n# \"so\""
    );
    assert_eq!(
        slack["blocks"][1]["elements"][0]["text"],
        "Services: production/shop-web"
    );
    let teams = body(Shape::Teams);
    let card = &teams["attachments"][0]["content"];
    assert_eq!(card["type"], "AdaptiveCard");
    assert_eq!(
        card["body"][1]["text"],
        "See \\<https://evil\\|here\\> \\& \\[there\\]\\(x\\)\n\\# \"so\""
    );
    assert_eq!(
        card["actions"][0]["url"],
        "https://longshore.example/environments/production/changes/12"
    );
}

#[test]
fn long_texts_are_only_begun_and_control_characters_are_none() {
    let long = ended(ChangeState::Failed);
    let ChangeEvent::Ended { state, .. } = long else {
        panic!("it ends");
    };
    let event = ChangeEvent::Ended {
        state,
        reason: format!("a\u{7}b\n{}", "x".repeat(2_000)),
    };
    let news = told(None, event).remove(0);
    assert!(news.text.starts_with("a b\nxx"));
    assert_eq!(news.text.chars().count(), 601);
    assert!(news.text.ends_with('…'));
}

#[test]
fn who_deploys_a_change_is_told_as_who_did_and_hears_nothing_of_it() {
    let queued_by = |when: When, by: &str, despite: Option<&str>| {
        let mut entries = vec![proposed()];
        let scheduled = ChangeEvent::Scheduled {
            when,
            reason: String::new(),
        };
        entries.push(entry(2, Some("dana"), scheduled));
        let queued = ChangeEvent::Queued {
            deployments: vec!["x".to_owned()],
            broken_glass: None,
            had_approvals: true,
            despite_freeze: despite.map(str::to_owned),
            counted: None,
        };
        entries.push(entry(3, Some(by), queued));
        let began = entry(4, None, ChangeEvent::Began);
        entries.push(began.clone());
        News::of_change(&Change::of(12, &entries).unwrap(), &began)
    };
    let by = |when: When| queued_by(when, "dana", None)[0].by.clone();
    assert_eq!(by(When::ByHand).as_deref(), Some("dana"));
    // Who said when, before, need not be there.
    assert_eq!(by(When::At { at_ms: 1 }), None);
    assert_eq!(by(When::WhenApproved), None);
    // Somebody else does not wait for it, or it would not go by itself.
    for (who, despite) in [("ada", None), ("dana", Some("payments are down"))] {
        let news = queued_by(When::WhenApproved, who, despite);
        assert_eq!(news[0].by.as_deref(), Some(who));
    }
    // Who does not wait for it does it by hand.
    assert_eq!(by(When::At { at_ms: 9_000 }).as_deref(), Some("dana"));
}
