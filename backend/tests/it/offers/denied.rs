//! What Longshore's credentials may not ask for.

use serde_json::json;
use shared::wire::OfferKind;

use super::{has, offers};
use crate::support::{World, problem};

const SHOP: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-web";

async fn deny(world: &World, operation: &str) {
    world
        .fault(json!({
            "operation": operation, "kind": "error", "status": 403,
            "code": "AccessDeniedException", "message": "User is not authorized.",
        }))
        .await;
}

#[tokio::test]
async fn the_missing_action_is_named_as_iam_has_it() {
    let world = World::new().await;
    let vera = world.vera().await;
    for (operation, action, path) in [
        ("DescribeParameters", "ssm:DescribeParameters", "parameters"),
        ("ListSecrets", "secretsmanager:ListSecrets", "secrets"),
        (
            "ListSecretVersionIds",
            "secretsmanager:ListSecretVersionIds",
            "secret-versions?of=x",
        ),
        (
            "DescribeRepositories",
            "ecr:DescribeRepositories",
            "repositories",
        ),
        ("DescribeImages", "ecr:DescribeImages", "images?of="),
        (
            "DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetGroups",
            "target-groups",
        ),
        ("ListRoles", "iam:ListRoles", "roles"),
        ("DescribeLogGroups", "logs:DescribeLogGroups", "log-groups"),
        ("DescribeSubnets", "ec2:DescribeSubnets", "subnets"),
        (
            "DescribeSecurityGroups",
            "ec2:DescribeSecurityGroups",
            "security-groups",
        ),
        ("DescribeAlarms", "cloudwatch:DescribeAlarms", "alarms"),
        (
            "ListServices",
            "servicediscovery:ListServices",
            "registries",
        ),
        (
            "ListNamespaces",
            "servicediscovery:ListNamespaces",
            "namespaces",
        ),
        (
            "DescribeFileSystems",
            "elasticfilesystem:DescribeFileSystems",
            "file-systems",
        ),
        (
            "DescribeAccessPoints",
            "elasticfilesystem:DescribeAccessPoints",
            "access-points?of=fs-1",
        ),
        ("ListKeys", "kms:ListKeys", "keys"),
        (
            "DescribeLoadBalancers",
            "elasticloadbalancing:DescribeLoadBalancers",
            "classic-load-balancers",
        ),
        (
            "DescribeCapacityProviders",
            "ecs:DescribeCapacityProviders",
            "capacity-providers",
        ),
    ] {
        deny(&world, operation).await;
        let of = if path.ends_with("of=") { SHOP } else { "" };
        let answer = vera.get(&format!("/offers/{path}{of}")).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 502, "{path}");
        let problem = problem(answer).await;
        assert_eq!(problem.missing_action.as_deref(), Some(action), "{path}");
        assert!(problem.detail.contains(action), "{}", problem.detail);
    }
    world.end().await;
}

#[tokio::test]
async fn a_second_call_that_is_denied_leaves_the_list() {
    let world = World::new().await;
    let vera = world.vera().await;
    for operation in [
        "DescribeRouteTables",
        "BatchGetImage",
        "DescribeListeners",
        "DescribeTargetHealth",
        "ListClusters",
        "ListAliases",
        "DescribeKey",
    ] {
        deny(&world, operation).await;
    }
    let subnets = offers(&vera, "subnets").await;
    has(
        &subnets[0],
        "whether it is public could not be told (ec2:DescribeRouteTables is not allowed)",
    );
    let images = offers(&vera, &format!("images?of={SHOP}")).await;
    has(&images[0], "(ecr:BatchGetImage is not allowed)");
    let groups = offers(&vera, "target-groups").await;
    has(
        &groups[0],
        "what leads to it could not be told (elasticloadbalancing:DescribeListeners is not allowed)",
    );
    has(
        &groups[0],
        "(elasticloadbalancing:DescribeTargetHealth is not allowed)",
    );
    let parameters = offers(&vera, "parameters").await;
    assert!(!parameters.is_empty());
    assert!(!format!("{parameters:?}").contains("used by"));
    let keys = offers(&vera, "keys").await;
    has(
        &keys[0],
        "its aliases could not be told (kms:ListAliases is not allowed)",
    );
    has(&keys[0], "(kms:DescribeKey is not allowed)");
    let capacity = offers(&vera, "capacity-providers").await;
    has(&capacity[0], "(ecs:ListClusters is not allowed)");
    world.end().await;
}

#[tokio::test]
async fn every_kind_answers_one_way_or_another() {
    let world = World::new().await;
    let vera = world.vera().await;
    for kind in OfferKind::ALL {
        let path = format!("/offers/{}?of={SHOP}", kind.as_str());
        let answer = vera.get(&path).send().await.unwrap();
        assert_ne!(answer.status(), 500, "{path}");
        // That the shop's image is no secret, AWS says; the kind there is.
        if answer.status() == 404 {
            let refusal = crate::support::problem(answer).await;
            assert!(
                refusal.detail.contains("AWS refused"),
                "{path}: {}",
                refusal.detail
            );
        }
    }
    world.end().await;
}
