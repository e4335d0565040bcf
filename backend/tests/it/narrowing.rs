//! The sessions of a role that deployments are carried out in: what happens where AWS does not give
//! the one that was asked for.

use serde_json::json;
use shared::deployment::Verdict;

use crate::environments::{add_staging, world};
use crate::support::{World, verdict};

/// Deploys a service of the environment with a role while the next session is refused; the sessions
/// that were asked for then, each with whether it was given and whether it was narrowed.
async fn deployed_while_refused(world: &World, code: &str) -> Vec<(bool, bool)> {
    add_staging(world).await;
    let dana = world.dana().await.at("staging");
    let service = json!({"cluster": "staging", "service": "catalog", "forceNewDeployment": true});
    let preview = dana.plan(None, &service.to_string()).await;
    world
        .fault(json!({
            "service": "sts", "operation": "AssumeRole", "kind": "error", "status": 400,
            "code": code, "message": "not like this", "times": 1,
        }))
        .await;
    let deployment = dana.deploy(&preview.hash).await;
    let finished = dana.finished(&deployment.id).await;
    let (verdict, words) = verdict(&finished);
    assert_eq!(verdict, Verdict::Succeeded, "{words}");
    let sessions = world.sent("AssumeRole").await.into_iter();
    sessions
        .filter(|(_, request)| request.contains("longshore=dana"))
        .map(|(status, request)| (status == 200, request.contains("\"Policy\"")))
        .collect()
}

#[tokio::test]
async fn a_session_whose_policy_aws_does_not_take_goes_without() {
    for code in ["PackedPolicyTooLarge", "MalformedPolicyDocument"] {
        let world = world().await;
        let sessions = deployed_while_refused(&world, code).await;
        assert_eq!(sessions, [(false, true), (true, false)], "{code}");
        world.end().await;
    }
}

#[tokio::test]
async fn a_session_that_is_refused_for_another_reason_is_asked_for_again_as_it_was() {
    let world = world().await;
    let sessions = deployed_while_refused(&world, "AccessDenied").await;
    assert_eq!(sessions, [(false, true), (true, true)]);
    world.end().await;
}
