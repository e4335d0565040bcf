//! Parameters, secrets, images, log lines and scaling: what pages read.

use serde_json::{Value, json};

use crate::services_seeded::{AUTOSCALING, ECR, ECS, LOGS, SECRETS, SSM, Seeded};

fn names(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item[member].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn parameters_are_found_by_path_and_type() {
    let seeded = Seeded::start().await;
    let filters = json!([
        { "Key": "Path", "Option": "Recursive", "Values": ["/production"] },
        { "Key": "Type", "Values": ["SecureString"] },
    ]);
    let input = json!({ "ParameterFilters": filters });
    let found = seeded.json(SSM, "DescribeParameters", input).await.unwrap();
    assert_eq!(
        names(&found["Parameters"], "Name"),
        [
            "/production/orders-api/SIGNING_KEY",
            "/production/shop-web/SESSION_KEY"
        ]
    );
    assert!(found["Parameters"][0].get("Value").is_none());
    let input = json!({ "ParameterFilters": [{ "Key": "Color", "Values": ["red"] }] });
    let (code, _) = seeded
        .json(SSM, "DescribeParameters", input)
        .await
        .unwrap_err();
    assert_eq!(code, "InvalidFilterKey");
}

#[tokio::test]
async fn a_secure_parameter_hides_its_value() {
    let seeded = Seeded::start().await;
    let value = async |decrypt: bool| {
        let name = "/test/shop-web/SESSION_KEY";
        let input = json!({ "Name": name, "WithDecryption": decrypt });
        let found = seeded.json(SSM, "GetParameter", input).await.unwrap();
        found["Parameter"]["Value"].as_str().unwrap().to_owned()
    };
    assert!(value(false).await.starts_with("AQICAH"));
    assert_eq!(value(true).await, "test-session-key");
}

#[tokio::test]
async fn a_parameter_has_versions() {
    let seeded = Seeded::start().await;
    let put = async |value: &str, overwrite: bool| {
        let input = json!({
            "Name": "/test/new", "Value": value, "Type": "String", "Overwrite": overwrite,
        });
        seeded.json(SSM, "PutParameter", input).await
    };
    assert_eq!(put("1", false).await.unwrap()["Version"], 1);
    assert_eq!(
        put("2", false).await.unwrap_err().0,
        "ParameterAlreadyExists"
    );
    assert_eq!(put("2", true).await.unwrap()["Version"], 2);
    let input = json!({ "Name": "/test/new:1" });
    let old = seeded.json(SSM, "GetParameter", input).await.unwrap();
    assert_eq!(old["Parameter"]["Value"], "1");
    let input = json!({ "Name": "/test/new:9" });
    let (code, _) = seeded.json(SSM, "GetParameter", input).await.unwrap_err();
    assert_eq!(code, "ParameterVersionNotFound");
}

#[tokio::test]
async fn a_secret_keeps_its_previous_version() {
    let seeded = Seeded::start().await;
    let input = json!({ "Filters": [{ "Key": "name", "Values": ["production/"] }],
                        "SortBy": "name", "SortOrder": "asc" });
    let found = seeded.json(SECRETS, "ListSecrets", input).await.unwrap();
    assert_eq!(
        names(&found["SecretList"], "Name"),
        [
            "production/mail-worker/smtp",
            "production/orders-api/database"
        ]
    );
    let id = found["SecretList"][0]["ARN"].as_str().unwrap();
    let value = async |stage: &str| {
        let input = json!({ "SecretId": id, "VersionStage": stage });
        seeded.json(SECRETS, "GetSecretValue", input).await
    };
    let (current, previous) = (
        value("AWSCURRENT").await.unwrap(),
        value("AWSPREVIOUS").await.unwrap(),
    );
    assert_ne!(current["SecretString"], previous["SecretString"]);
    assert_eq!(
        value("OTHER").await.unwrap_err().0,
        "ResourceNotFoundException"
    );
    let deleted = seeded
        .json(SECRETS, "DeleteSecret", json!({ "SecretId": id }))
        .await
        .unwrap();
    assert!(deleted["DeletionDate"].is_number());
    assert_eq!(
        value("AWSCURRENT").await.unwrap_err().0,
        "InvalidRequestException"
    );
}

#[tokio::test]
async fn images_tell_their_platforms() {
    let seeded = Seeded::start().await;
    let input = json!({ "repositoryName": "shop-web", "filter": { "tagStatus": "TAGGED" } });
    let found = seeded.json(ECR, "DescribeImages", input).await.unwrap();
    let tags: Vec<&Value> = found["imageDetails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| &image["imageTags"][0])
        .collect();
    assert_eq!(tags, ["1.4.0", "1.5.0", "1.5.1", "1.6.0"]);

    let input = json!({ "repositoryName": "shop-web",
                        "imageIds": [{ "imageTag": "1.6.0" }, { "imageTag": "9.9.9" }] });
    let found = seeded.json(ECR, "BatchGetImage", input).await.unwrap();
    let text = found["images"][0]["imageManifest"].as_str().unwrap();
    let manifest: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        manifest["manifests"][1]["platform"]["architecture"],
        "arm64"
    );
    assert_eq!(found["failures"][0]["failureCode"], "ImageNotFound");

    let input = json!({ "repositoryName": "no-such" });
    let (code, _) = seeded.json(ECR, "DescribeImages", input).await.unwrap_err();
    assert_eq!(code, "RepositoryNotFoundException");
}

#[tokio::test]
async fn scans_find_what_their_summaries_count() {
    let seeded = Seeded::start().await;
    let input = json!({ "repositoryName": "shop-web", "maxResults": 2 });
    let first = seeded.json(ECR, "DescribeImages", input).await.unwrap();
    assert_eq!(first["imageDetails"].as_array().unwrap().len(), 2);
    assert!(first["nextToken"].is_string());
    let input = json!({ "repositoryName": "shop-web" });
    let all = seeded.json(ECR, "DescribeImages", input).await.unwrap();
    let mut found_any = false;
    for image in all["imageDetails"].as_array().unwrap() {
        let input = json!({ "repositoryName": "shop-web",
                            "imageId": { "imageDigest": image["imageDigest"] } });
        let scan = seeded.json(ECR, "DescribeImageScanFindings", input).await;
        let findings = &scan.unwrap()["imageScanFindings"];
        let counts = &image["imageScanFindingsSummary"]["findingSeverityCounts"];
        assert_eq!(&findings["findingSeverityCounts"], counts);
        let counted: u64 = counts
            .as_object()
            .unwrap()
            .values()
            .map(|count| count.as_u64().unwrap())
            .sum();
        let listed = findings["findings"].as_array().unwrap().len();
        assert_eq!(usize::try_from(counted).unwrap(), listed);
        found_any |= listed > 0;
    }
    assert!(found_any);
    let input = json!({ "repositoryName": "shop-web", "maxResults": 2,
                        "imageIds": [{ "imageTag": "1.6.0" }] });
    let (code, _) = seeded.json(ECR, "DescribeImages", input).await.unwrap_err();
    assert_eq!(code, "InvalidParameterException");
}

#[tokio::test]
async fn log_groups_are_found_by_prefix_or_by_pattern() {
    let seeded = Seeded::start().await;
    let find = async |input: Value| seeded.json(LOGS, "DescribeLogGroups", input).await;
    let of_test = find(json!({ "logGroupNamePrefix": "/ecs/test/" })).await;
    assert_eq!(
        names(&of_test.unwrap()["logGroups"], "logGroupName"),
        ["/ecs/test/nginx", "/ecs/test/status-page"]
    );
    let of_shop = find(json!({ "logGroupNamePattern": "SHOP" })).await;
    assert_eq!(
        names(&of_shop.unwrap()["logGroups"], "logGroupName"),
        ["/ecs/production/shop-web"]
    );
    let both = json!({ "logGroupNamePattern": "shop", "logGroupNamePrefix": "/ecs" });
    assert_eq!(find(both).await.unwrap_err().0, "InvalidParameterException");
    let first = find(json!({ "limit": 3 })).await.unwrap();
    let rest = find(json!({ "limit": 3, "nextToken": first["nextToken"] })).await;
    assert!(rest.unwrap().get("nextToken").is_none());
}

#[tokio::test]
async fn tasks_have_log_streams_that_are_read_in_pages() {
    let seeded = Seeded::start().await;
    let group = "/ecs/production/shop-web";
    let input = json!({ "logGroupName": group, "logStreamNamePrefix": "shop-web/shop-web/" });
    let found = seeded
        .json(LOGS, "DescribeLogStreams", input)
        .await
        .unwrap();
    assert!(!found["logStreams"].as_array().unwrap().is_empty());
    let stream = found["logStreams"][0]["logStreamName"].as_str().unwrap();
    let read = async |token: Option<&Value>| {
        let mut input = json!({ "logGroupName": group, "logStreamName": stream,
                                "startFromHead": true, "limit": 1 });
        if let Some(token) = token {
            input["nextToken"] = token.clone();
        }
        seeded.json(LOGS, "GetLogEvents", input).await.unwrap()
    };
    let first = read(None).await;
    assert_eq!(first["events"].as_array().unwrap().len(), 1);
    let mut page = first.clone();
    for _ in 0..100 {
        let next = read(Some(&page["nextForwardToken"])).await;
        if next["nextForwardToken"] == page["nextForwardToken"] {
            assert_eq!(next["events"], json!([]));
            return;
        }
        page = next;
    }
    panic!("the stream has no end");
}

#[tokio::test]
async fn bounds_of_scaling_move_the_desired_count() {
    let seeded = Seeded::start().await;
    let target = json!({
        "ServiceNamespace": "ecs", "ResourceId": "service/production/shop-web",
        "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 5, "MaxCapacity": 8,
    });
    seeded
        .json(AUTOSCALING, "RegisterScalableTarget", target)
        .await
        .unwrap();
    let input = json!({ "cluster": "production", "services": ["shop-web"] });
    let found = seeded.json(ECS, "DescribeServices", input).await.unwrap();
    assert_eq!(found["services"][0]["desiredCount"], 5);
    let input = json!({ "ServiceNamespace": "ecs" });
    let found = seeded
        .json(AUTOSCALING, "DescribeScalingActivities", input)
        .await
        .unwrap();
    assert_eq!(
        found["ScalingActivities"][0]["Cause"],
        "minimum capacity was set to 5"
    );
    let target = json!({
        "ServiceNamespace": "ecs", "ResourceId": "service/production/no-such",
        "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 1, "MaxCapacity": 2,
    });
    let (code, _) = seeded
        .json(AUTOSCALING, "RegisterScalableTarget", target)
        .await
        .unwrap_err();
    assert_eq!(code, "ValidationException");
}

#[tokio::test]
async fn unknown_operations_are_refused() {
    let seeded = Seeded::start().await;
    for target in [SSM, SECRETS, ECR, LOGS, AUTOSCALING] {
        let (code, _) = seeded
            .json(target, "MakeCoffee", json!({}))
            .await
            .unwrap_err();
        assert_eq!(code, "UnknownOperationException", "{target}");
    }
}
