//! Capacity providers: AWS's own, and the one over the test cluster's instances.

use serde_json::{Value, json};

use crate::services_seeded::{ECS, Seeded};

async fn names(seeded: &Seeded, input: Value) -> Vec<String> {
    let found = seeded
        .json(ECS, "DescribeCapacityProviders", input)
        .await
        .unwrap();
    let found = found["capacityProviders"].as_array().unwrap().iter();
    found
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_cluster_tells_its_providers() {
    let seeded = Seeded::start().await;
    let all = names(&seeded, json!({})).await;
    assert_eq!(all, ["FARGATE", "FARGATE_SPOT", "test-instances"]);
    let of_test = names(&seeded, json!({ "cluster": "test" })).await;
    assert_eq!(of_test, ["test-instances"]);
    let input = json!({ "clusters": ["test"] });
    let found = seeded.json(ECS, "DescribeClusters", input).await.unwrap();
    assert_eq!(
        found["clusters"][0]["capacityProviders"],
        json!(["test-instances"])
    );
}

#[tokio::test]
async fn providers_come_in_pages_with_tags_on_demand() {
    let seeded = Seeded::start().await;
    let describe = async |input| seeded.json(ECS, "DescribeCapacityProviders", input).await;
    let first = describe(json!({ "maxResults": 2 })).await.unwrap();
    let token = &first["nextToken"];
    let input = json!({ "maxResults": 2, "nextToken": token, "include": ["TAGS"] });
    let rest = describe(input).await.unwrap();
    assert!(rest.get("nextToken").is_none());
    let provider = &rest["capacityProviders"][0];
    assert_eq!(provider["tags"][0]["value"], "test");
    let group = &provider["autoScalingGroupProvider"];
    assert_eq!(group["managedScaling"]["targetCapacity"], 90);
    assert_eq!(group["managedDraining"], "ENABLED");
    let input = json!({ "capacityProviders": ["FARGATE", "none"] });
    let some = describe(input).await.unwrap();
    assert_eq!(some["failures"][0]["reason"], "MISSING");
    let code = |answer: Result<Value, (String, String)>| answer.unwrap_err().0;
    for (input, wanted) in [
        (json!({ "maxResults": 11 }), "InvalidParameterException"),
        (
            json!({ "nextToken": "made-up" }),
            "InvalidParameterException",
        ),
        (json!({ "cluster": "none" }), "ClusterNotFoundException"),
    ] {
        assert_eq!(code(describe(input).await), wanted);
    }
}

#[tokio::test]
async fn a_provider_needs_a_name_of_its_own_and_a_group() {
    let seeded = Seeded::start().await;
    let group = json!({ "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:123456789012:\
                        autoScalingGroup:0:autoScalingGroupName/x" });
    for input in [
        json!({ "name": "test-instances", "autoScalingGroupProvider": group }),
        json!({ "name": "fargate-like", "autoScalingGroupProvider": group }),
        json!({ "name": "no-group" }),
    ] {
        let refused = seeded.json(ECS, "CreateCapacityProvider", input).await;
        assert_eq!(refused.unwrap_err().0, "InvalidParameterException");
    }
}

#[tokio::test]
async fn a_cluster_takes_only_providers_that_are_there() {
    let seeded = Seeded::start().await;
    let put = async |provider: &str| {
        let input = json!({ "cluster": "test", "capacityProviders": [provider],
                            "defaultCapacityProviderStrategy": [] });
        seeded.json(ECS, "PutClusterCapacityProviders", input).await
    };
    assert_eq!(
        put("none").await.unwrap_err().0,
        "InvalidParameterException"
    );
    put("FARGATE").await.unwrap();
    let of_test = names(&seeded, json!({ "cluster": "test" })).await;
    assert_eq!(of_test, ["FARGATE"]);
}
