//! What deployments brought services to, on both engines.

use backend::store::{Run, Store};
use shared::deployment::{JournalEvent, Verdict};
use shared::permission::Role;
use shared::plan::{PlanKind, Target};
use shared::wire::Preview;

use super::{add, begin, finished, preview, start_of, stores};

fn target() -> Target {
    Target {
        cluster: "test".to_owned(),
        service: "web".to_owned(),
    }
}

/// A plan that leaves the service with a revision.
fn leaving(id: &str, kind: PlanKind) -> Preview {
    let mut preview = preview(id, "web");
    preview.plan.kind = kind;
    preview.service_after = Some(r#"{"serviceName": "web", "taskDefinition": "web:7"}"#.to_owned());
    preview
}

/// Carries a plan out: the ECS deployment before, the one after, and what it registered.
async fn carried_out(
    store: &Store,
    preview: &Preview,
    (before, after): (Option<&str>, &str),
    registered: Option<&str>,
    end: JournalEvent,
    now_ms: i64,
) {
    start_of(store, preview, "dana", now_ms).await;
    let lease = begin(store, "one").await.pop().unwrap();
    let run = Run {
        previous_ecs_deployment: before.map(str::to_owned),
        own_ecs_deployment: Some(after.to_owned()),
        ..Run::default()
    };
    store.save_run(&lease, &run).await.unwrap();
    let registered = registered.map(|arn| JournalEvent::StepFinished {
        step: 0,
        task_definition_arn: Some(arn.to_owned()),
        ecs_deployment_id: None,
        task_arn: None,
        success: None,
    });
    let events: Vec<JournalEvent> = registered.into_iter().chain([end]).collect();
    store
        .append_journal(&lease, &events, None, now_ms + 1)
        .await
        .unwrap();
}

#[tokio::test]
async fn only_what_succeeded_and_gave_something_to_go_back_to_is_remembered() {
    for (store, _folder) in stores("earlier").await {
        add(&store, "dana", Role::Deployer).await;
        let failed = JournalEvent::Finished {
            verdict: Verdict::Failed,
            reason: "it does not run".to_owned(),
        };
        let arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:8";
        for (id, kind, moved, registered, end, now_ms) in [
            (
                "a",
                PlanKind::FirstDeploy,
                (None, "ecs-svc/1"),
                Some(arn),
                finished(),
                10,
            ),
            (
                "b",
                PlanKind::NewRevision,
                (Some("ecs-svc/1"), "ecs-svc/2"),
                None,
                failed,
                20,
            ),
            // A setting that no task notices starts no ECS deployment.
            (
                "c",
                PlanKind::ServiceChange,
                (Some("ecs-svc/1"), "ecs-svc/1"),
                None,
                finished(),
                30,
            ),
            (
                "d",
                PlanKind::Scaling,
                (Some("ecs-svc/1"), "ecs-svc/1"),
                None,
                finished(),
                40,
            ),
            (
                "e",
                PlanKind::Rollback,
                (Some("ecs-svc/1"), "ecs-svc/3"),
                None,
                finished(),
                50,
            ),
        ] {
            carried_out(&store, &leaving(id, kind), moved, registered, end, now_ms).await;
        }
        let brought = store.brought("test", &target(), "", 10).await.unwrap();
        let told: Vec<(&str, &str, i64)> = brought
            .iter()
            .map(|one| {
                (
                    one.deployment.as_str(),
                    one.task_definition.as_str(),
                    one.finished_at_ms,
                )
            })
            .collect();
        // The number that was registered counts, and not the one that was foreseen.
        assert_eq!(
            told,
            [("e", "web:7", 51), ("c", "web:7", 31), ("a", arn, 11)]
        );
        let page = store.brought("test", &target(), "e", 10).await.unwrap();
        assert_eq!(page, brought[1..]);
        let ids = ["ecs-svc/3".to_owned(), "ecs-svc/9".to_owned()];
        let by = store.brought_by("test", &target(), &ids).await.unwrap();
        assert_eq!(by, [brought[0].clone()]);
        let one = store.brought_by_one("test", "a").await.unwrap();
        assert_eq!(one.as_ref(), Some(&brought[2]));
        for id in ["b", "d", "never"] {
            assert_eq!(
                store.brought_by_one("test", id).await.unwrap(),
                None,
                "{id}"
            );
        }
        assert_eq!(store.brought_by_one("other", "a").await.unwrap(), None);
    }
}
