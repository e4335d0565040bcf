use serde_json::{Value, json};

use super::plant_noting_refusals;
use crate::{arn, ecr, ecs, iam, input, world::World};

const START_MS: i64 = 1_767_225_600_000;

fn planted() -> World {
    let mut world = World::new("123456789012", "eu-central-1", START_MS);
    assert_eq!(plant_noting_refusals(&mut world), Vec::<String>::new());
    world
}

#[test]
fn nothing_is_refused_and_services_come_to_rest() {
    let mut world = planted();
    for (cluster, names, counts) in [
        (
            "production",
            vec!["shop-web", "orders-api", "mail-worker"],
            vec![4, 2, 2],
        ),
        ("test", vec!["status-page"], vec![1]),
        ("staging", vec!["catalog", "checkout"], vec![2, 2]),
    ] {
        let request = json!({ "cluster": cluster, "services": names });
        let answer = ecs::call(&mut world, "DescribeServices", &request).unwrap();
        let services = input::list(&answer, "services");
        assert_eq!(services.len(), names.len());
        for (service, count) in services.iter().zip(counts) {
            assert_eq!(
                input::number(service, "runningCount"),
                Some(count),
                "{service:#}"
            );
            let deployments = input::list(service, "deployments");
            assert_eq!(deployments.len(), 1, "{service:#}");
            assert_eq!(deployments[0]["rolloutState"], "COMPLETED");
            assert!(!input::list(service, "events").is_empty());
        }
    }
    assert!(world.now_ms - START_MS < 71 * 3_600_000);
}

#[test]
fn two_plantings_are_alike() {
    let text = |world: &World| serde_json::to_string(world).unwrap();
    assert_eq!(text(&planted()), text(&planted()));
}

#[test]
fn what_services_name_is_there() {
    let world = planted();
    let role = arn::global(&world, "iam", "role/ecs/test_ecs_lb_role");
    assert!(iam::role_exists(&world, &role));
    let image = format!("{}/shop-web:1.6.0", ecr::registry_host(&world));
    let ecr::Lookup::Found { platforms, .. } = ecr::find_image(&world, &image) else {
        panic!("{image} is missing")
    };
    assert_eq!(platforms, ["linux/amd64", "linux/arm64"]);
    let groups = crate::elbv2::call(
        &mut planted(),
        "DescribeTargetGroups",
        &json!({ "Names": ["nginx"] }),
    )
    .unwrap();
    let nginx: &Value = &groups["TargetGroups"][0];
    assert_eq!(nginx["TargetType"], "instance");
    assert_eq!(nginx["LoadBalancerArns"].as_array().unwrap().len(), 1);
}
