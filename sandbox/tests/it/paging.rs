//! Lists, a page at a time.

use serde_json::{Value, json};

use crate::account::Account;

#[tokio::test]
async fn services_come_ten_a_page() {
    let account = Account::new().await;
    account.register("nginx:1").await;
    for index in 0..13 {
        account
            .ecs(
                "CreateService",
                json!({"cluster": "c", "serviceName": format!("s{index:02}"),
                       "taskDefinition": "web", "desiredCount": 0}),
            )
            .await;
    }
    let first = account.ecs("ListServices", json!({"cluster": "c"})).await;
    assert_eq!(first["serviceArns"].as_array().unwrap().len(), 10);
    let second = account
        .ecs(
            "ListServices",
            json!({"cluster": "c", "nextToken": first["nextToken"]}),
        )
        .await;
    assert_eq!(second["serviceArns"].as_array().unwrap().len(), 3);
    assert_eq!(second.get("nextToken"), None::<&Value>);
    for bad in [
        json!({"cluster": "c", "nextToken": "made-up"}),
        json!({"cluster": "c", "maxResults": 0}),
        json!({"cluster": "c", "maxResults": 101}),
    ] {
        let (code, _) = account.refused("ListServices", bad).await;
        assert_eq!(code, "InvalidParameterException");
    }
    account.close().await;
}

#[tokio::test]
async fn revisions_are_listed_in_order_and_by_status() {
    let account = Account::new().await;
    for _ in 0..3 {
        account.register("nginx:1").await;
    }
    account
        .ecs(
            "DeregisterTaskDefinition",
            json!({"taskDefinition": "web:2"}),
        )
        .await;
    let list = async |input: Value| {
        account.ecs("ListTaskDefinitions", input).await["taskDefinitionArns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|arn| arn.as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list(json!({"familyPrefix": "web"})).await,
        ["web:1", "web:3"]
    );
    assert_eq!(list(json!({"sort": "DESC"})).await, ["web:3", "web:1"]);
    assert_eq!(list(json!({"status": "INACTIVE"})).await, ["web:2"]);
    assert_eq!(list(json!({"familyPrefix": "we"})).await, [""; 0]);
    account.close().await;
}
